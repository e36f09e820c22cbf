// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The client and answers to polls that are not as the documents show them: none costs anybody a video, and none makes
// somebody else's video of it.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "decisions.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <seedance/journal/memory.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_answers)

namespace {

/// A task of the gateway that is polled every five seconds, from 200 s on.
task task_at(const gateway& g) {
    return {.provider = std::string{g.name},
            .model = "m",
            .id = "task_1",
            .polling = {.first = 200s, .first_latest = 200s, .interval = 5s, .interval_longest = 5s}};
}

struct waiting : client_fixture {
    explicit waiting(const gateway& words) : g{words} {
        g.use(client);
        mine = task_at(g);
        mine.accepted_at = clock->wall_now();
    }

    void wait(std::chrono::milliseconds deadline = 30min) {
        client.wait(mine, result.options(deadline), result.handler());
        run();
    }

    /// Gives the client a journal that has its task.
    std::shared_ptr<memory_journal> use_journal() {
        auto made = std::make_shared<memory_journal>();
        intent order{.name = "order-1", .state = intent_state::accepted, .provider = mine.provider, .model = "m"};
        order.task = mine;
        order.planned_at = mine.accepted_at;
        made->apply(std::vector{journal_change{order, 0}});
        auto chosen = options();
        chosen.journal = made;
        use_options(chosen);
        g.use(client);
        return made;
    }

    std::string about(const std::string& id, const std::string& rest) const { return g.before_id + id + rest; }

    const gateway& g;
    task mine;
    outcome<generated_video> result;
};

}  // namespace

// ---- another's

BOOST_AUTO_TEST_CASE(a_poll_answered_with_another_task_is_not_answered) {
    for (const auto& g : gateways()) {
        BOOST_TEST_CONTEXT(g.name) {
            waiting w{g};
            for (const std::string id : {"task_2", "TASK_1", "task_1x", "task_", "x", "1"}) {
                w.reply(reply_with(200, w.about(id, g.success)), reply_with(200, w.about(id, g.error_state)));
                w.reply(reply_with(500, w.about(id, g.error_state)));
            }
            w.reply(reply_with(200, w.about("task_1", g.success)));
            w.wait();
            BOOST_TEST(!w.result.code);
            BOOST_TEST(w.result.value.urls == std::vector<std::string>{"https://files.example/1.mp4"});
            BOOST_TEST(w.requests().size() == 19u);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_answer_whose_id_is_damaged_is_about_the_task_that_it_may_name) {
    for (const auto& g : gateways()) {
        for (const std::string id : {"task_\xFF", "task_1\xC3", "task\\ud83d1", "ta\xE8\xA7_1", "\xFFtask_1", "\\ud83d",
                                     "ta\\k_1", "task_1\\udc00", "t\xFFs\xFF_1", "task_1\xF0\x9F"}) {
            BOOST_TEST_CONTEXT(g.name << ' ' << id) {
                waiting w{g};
                w.reply(reply_with(200, w.about("task_2\xFF", g.success)), reply_with(200, w.about("x\xFF", g.success)),
                        reply_with(500, w.about(id, g.error_state)), reply_with(200, w.about(id, g.success)));
                w.wait();
                BOOST_TEST(!w.result.code);
                BOOST_TEST(w.result.value.urls == std::vector<std::string>{"https://files.example/1.mp4"});
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_whole_of_a_damaged_id_has_to_fit) {
    for (const auto& g : gateways()) {
        for (const std::string id : {"task_\xFF"
                                     "2",
                                     "\xFF"
                                     "2",
                                     "task_1\xFF"
                                     "2",
                                     "ta\xFFk_2", "t\\q1", "task_\\u12zz", "t\xFF",
                                     "\xFF"
                                     "1",
                                     "t\xFF"
                                     "x\xFF"
                                     "1",
                                     "task_1x\xFF",
                                     "\xFF"
                                     "task_",
                                     "task_1\xFF"
                                     "1"}) {
            waiting w{g};
            w.reply(reply_with(200, w.about(id, g.success)));
            w.reply(reply_with(200, w.about("task_1", g.success)));
            w.wait();
            BOOST_TEST(!w.result.code);
            BOOST_TEST(w.requests().size() == 2u, g.name << ' ' << id);
        }
    }
}

BOOST_AUTO_TEST_CASE(another_task_by_another_name_is_another_too) {
    for (const auto& g : gateways()) {
        const auto from = g.before_id.rfind("task_id") != std::string::npos  ? "task_id"
                          : g.before_id.rfind("taskId") != std::string::npos ? "taskId"
                                                                             : "request_id";
        for (const std::string name : {"taskId", "task_id", "id"}) {
            waiting w{g};
            auto other = w.about("OTHER", g.success);
            other.replace(other.find(from), std::string_view{from}.size(), name);
            auto mine = w.about("task_1", g.success);
            mine.replace(mine.find(from), std::string_view{from}.size(), name);
            w.reply(reply_with(200, other), reply_with(200, mine));
            w.wait();
            BOOST_TEST(!w.result.code);
            BOOST_TEST(w.requests().size() == 2u, other);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_wait_that_ends_says_that_the_answers_were_of_another_task) {
    for (const auto& g : gateways()) {
        waiting w{g};
        w.network->answer_with([&](const http_request&) { return reply_with(200, w.about("task_2", g.success)); });
        w.wait(5min);
        BOOST_TEST(w.result.code == errc::deadline_reached);
        BOOST_TEST(contains(w.result.why.detail, R"(another task, "task_2")"));
        BOOST_TEST(w.result.why.task->id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(a_status_of_another_task_is_none) {
    for (const auto& g : gateways()) {
        waiting w{g};
        w.network->answer_with([&](const http_request&) { return reply_with(200, w.about("task_2", g.success)); });
        outcome<status_answer> asked;
        w.client.status(w.mine, asked.options(), asked.handler());
        w.run();
        BOOST_TEST(asked.code == errc::poll_failed);
        BOOST_TEST(contains(asked.why.received.body, "task_2"));
    }
}

// ---- damage

BOOST_AUTO_TEST_CASE(a_damaged_answer_to_a_submit_is_told_of) {
    const std::string text = R"("data":{"taskId":"task_1"}})";
    for (const std::string damaged :
         {R"({"code":200,"message":"\ud83d",)", R"([WARN] {"code":200,)", R"({"code":200,"x":NaN,)"}) {
        client_fixture f;
        outcome<task> made;
        f.reply(reply_with(200, damaged + text));
        f.client.submit(rain(), made.options(), made.handler());
        f.run();
        BOOST_TEST(made.value.id == "task_1");
        BOOST_TEST(f.log == (std::vector<std::string>{"mended submit: task_1", "accepted task_1"}), damaged);
    }
    const auto deep = "{\"x\":" + std::string(50, '[') + std::string(50, ']') + ",";
    for (const auto& right : {std::string{"{\"code\":200,"}, deep}) {
        client_fixture f;
        outcome<task> made;
        f.reply(reply_with(200, right + text));
        f.client.submit(rain(), made.options(), made.handler());
        f.run();
        BOOST_TEST(f.log == std::vector<std::string>{"accepted task_1"}, right);
    }
}

BOOST_AUTO_TEST_CASE(a_task_is_paid_for_once_whatever_stands_before_its_acceptance) {
    for (const std::string before : {"[WARN] x\n", "{\"event\":1}\n", "<script>var a=[1]</script>", "{\"a\":1 \"b\""}) {
        client_fixture f;
        f.reply(reply_with(200, before + R"({"code":200,"data":{"taskId":"task_1"}})"));
        const bool is_candidate = before.starts_with("{\"a\"");
        if (is_candidate) f.reply(status_of("task_1", "pending"));
        f.reply(reply_with(
            200,
            before.substr(0, is_candidate ? 0 : before.size()) +
                R"({"code":200,"data":{"taskId":"task_1","state":"success","resultJson":{"resultUrls":["https://a/1.mp4"]}}})"));
        outcome<generated_video> made;
        f.client.generate(rain(), made.options(), made.handler());
        f.run();
        BOOST_TEST(made.value.urls == std::vector<std::string>{"https://a/1.mp4"}, before);
        BOOST_TEST(f.submits() == 1);
    }
}

// ---- not understood

BOOST_AUTO_TEST_CASE(a_deadline_names_the_last_state_that_was_not_understood) {
    for (const auto& g : gateways()) {
        waiting w{g};
        w.network->answer_with([&](const http_request&) { return reply_with(200, g.task(g.unknown)); });
        w.wait(5min);
        BOOST_TEST(w.result.code == errc::deadline_reached);
        const bool names_it =
            contains(w.result.why.detail, R"("warming_up")") || contains(w.result.why.detail, R"("WARMING_UP")");
        BOOST_TEST(names_it, w.result.why.detail);
        BOOST_TEST(w.result.why.received.status == 200);
        BOOST_TEST(w.result.why.received.body == g.task(g.unknown));
    }
}

BOOST_AUTO_TEST_CASE(a_deadline_has_the_last_answer_that_could_not_be_read_without_the_key) {
    for (const auto& g : gateways()) {
        waiting w{g};
        w.network->answer_with([&](const http_request&) { return reply_with(200, "<h1>maintenance test-key</h1>"); });
        outcome<generated_video> other;
        w.client.wait(w.mine, other.options(4min), other.handler());  // it polls, and the other shares its polls
        w.wait(5min);
        for (const auto* const each : {&w.result, &other}) {
            BOOST_TEST(each->code == errc::deadline_reached);
            BOOST_TEST(each->why.received.body == "<h1>maintenance ********</h1>");
        }
    }
}

BOOST_AUTO_TEST_CASE(of_a_long_answer_that_was_not_understood_a_waiting_task_holds_4_kib) {
    waiting w{gateways().front()};
    w.network->answer_with([&](const http_request&) { return reply_with(200, std::string(100'000, 'x')); });
    w.wait(5min);
    BOOST_TEST(w.result.why.received.body.size() == 4096u);
}

BOOST_AUTO_TEST_CASE(a_failed_task_comes_with_the_answer_that_says_so) {
    for (const auto& g : gateways()) {
        waiting w{g};
        const auto answer = reply_with(200, w.about("task_1", g.error_state), {{"Server", "test-key"}});
        w.reply(answer);
        w.wait();
        BOOST_TEST(w.result.code == errc::task_failed);
        BOOST_TEST(w.result.why.received.body == answer.body);
        BOOST_TEST_REQUIRE(w.result.why.received.headers.size() == 1u);
        BOOST_TEST(w.result.why.received.headers[0].value == "********");
    }
}

BOOST_AUTO_TEST_CASE(a_poll_that_fails_does_not_make_anybody_forget_what_was_not_understood) {
    for (const auto& g : gateways()) {
        for (const int status : {429, 500, 503}) {
            waiting w{g};
            w.network->answer_with([&, polls = 0](const http_request&) mutable {
                return ++polls <= 2 ? reply_with(200, g.task(g.unknown)) : refused(status);
            });
            w.wait(5min);
            BOOST_TEST(w.result.code == errc::deadline_reached);
            BOOST_TEST(contains(w.result.why.detail, "not known"), w.result.why.detail);
            BOOST_TEST(w.result.why.received.body == g.task(g.unknown));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_state_that_was_understood_since_is_not_complained_of) {
    for (const auto& g : gateways()) {
        waiting w{g};
        auto running = g.task(g.unknown);
        running.replace(running.find(g.name == "pixazo" ? "WARMING_UP" : "warming_up"), 10,
                        g.name == "xenodia" ? "generating" : "processing");
        w.network->answer_with([&, polls = 0](const http_request&) mutable {
            if (++polls == 1) return reply_with(200, g.task(g.unknown));
            return polls == 2 ? reply_with(200, running) : refused(503);
        });
        w.wait(5min);
        BOOST_TEST(!contains(w.result.why.detail, "not known"));
        BOOST_TEST(w.result.why.received.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_is_in_the_failure) {
    for (const auto& g : gateways()) {
        waiting w{g};
        const auto odd = reply_with(200, g.task(g.without_url), {{"Content-Type", "application/json"}});
        w.reply(odd, odd, odd, odd);
        w.wait();
        BOOST_TEST(w.result.code == errc::result_malformed);
        BOOST_TEST(w.result.why.received.body == odd.body);
        BOOST_TEST(w.result.why.received.status == 200);
        BOOST_TEST(w.result.why.received.headers.size() == 1u);
        BOOST_TEST(w.result.why.task->id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_is_in_the_journal) {
    for (const auto& g : gateways()) {
        for (const bool is_known_to_be_over : {false, true}) {
            waiting w{g};
            const auto journal = w.use_journal();
            auto odd = reply_with(200, g.task(g.without_url) + " test-key", {{"Content-Type", "application/json"}});
            odd.headers.push_back({"Server", "test-key"});
            if (is_known_to_be_over) {
                w.reply(odd);
                w.client.status(w.mine, [](error_code, const status_answer&) {});
                w.run();
            }
            for (int waits = 0; waits != 2; ++waits) {
                w.reply(odd, odd, odd, odd);
                w.result = {};
                w.wait();
                const auto left = journal->find("order-1").value();
                BOOST_TEST(left.state == intent_state::succeeded);
                BOOST_TEST(left.note ==
                           "the finished task carries no usable URL, HTTP 200, Content-Type: "
                           "application/json, Server: ********: " +
                               g.task(g.without_url) + " ********");
            }
            outcome<recovery> found;
            w.client.recover(found.handler());
            w.run();
            BOOST_TEST_REQUIRE(found.value.tasks.size() == 1u);
            BOOST_TEST(!found.value.tasks[0].note.empty());
            w.reply(reply_with(200, g.task(g.success)));
            w.result = {};
            w.wait();
            BOOST_TEST(!w.result.code, "it may have one later");
        }
    }
}

BOOST_AUTO_TEST_CASE(only_a_result_that_cannot_be_read_ends_its_task_in_the_journal) {
    const auto& g = gateways()[0];
    for (const auto& odd : {refused(400), refused(401), reply_with(200, g.task(g.unknown)), reply_with(200, "{}")}) {
        waiting w{g};
        const auto journal = w.use_journal();
        w.network->answer_with([&](const http_request&) { return odd; });
        w.wait();
        BOOST_TEST(w.result.code != error_code{});
        BOOST_TEST(journal->find("order-1")->state == intent_state::accepted, odd.body);
    }
}

// ---- damaged

BOOST_AUTO_TEST_CASE(that_answers_are_damaged_is_told_once_in_each_wait) {
    for (const auto& g : gateways()) {
        waiting w{g};
        auto damaged = g.task(g.unknown), last = g.task(g.success);
        for (auto* const each : {&damaged, &last}) each->insert(1, "\"x\":NaN,");
        for (int waits = 1; waits != 3; ++waits) {
            w.reply(reply_with(200, g.task(g.unknown)));
            for (int polls = 0; polls != 5; ++polls) w.reply(reply_with(200, damaged));
            w.reply(reply_with(200, last));
            w.result = {};
            w.wait();
            BOOST_TEST(!w.result.code);
            BOOST_TEST(std::count(w.log.begin(), w.log.end(), "mended poll: task_1") == waits);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_damaged_answer_is_read_and_told) {
    for (const auto& g : gateways()) {
        for (const std::string damage : {R"("x":"\ud83d",)", "\"x\":NaN,", "\"x\":\"\xFF\",", "\"x\":\"a\nb\","}) {
            waiting w{g};
            auto body = g.task(g.success);
            body.insert(1, damage);
            w.reply(reply_with(200, body));
            w.wait();
            BOOST_TEST(!w.result.code, body);
            BOOST_TEST(w.result.value.urls == std::vector<std::string>{"https://files.example/1.mp4"});
            BOOST_TEST(w.log.front() == "mended poll: task_1");
        }
    }
}

BOOST_AUTO_TEST_CASE(whole_json_counts_although_the_connection_broke) {
    for (const auto& g : gateways()) {
        waiting w{g};
        const auto whole = g.task(g.success);
        w.reply(cut(whole.substr(0, whole.size() - 1)), cut(whole, 502), cut(whole));
        w.wait();
        BOOST_TEST(!w.result.code);
        BOOST_TEST(w.result.value.urls.size() == 1u);
        const bool took_the_end_of_a_502 = w.requests().size() == 2u;
        BOOST_TEST(took_the_end_of_a_502);
        w.replies.clear();
    }
}

// ---- not there yet

BOOST_AUTO_TEST_CASE(a_task_that_is_not_there_yet_is_asked_for_a_minute_whenever_that_begins) {
    for (const auto& g : gateways()) {
        for (const auto& missing :
             {reply_with(404, g.error("404", "no such task")), reply_with(410, g.error("410", "gone")),
              reply_with(404, "<html>"), reply_with(422, g.error("422", "task not found yet"))}) {
            waiting w{g};
            w.network->answer_with(
                [&](const http_request&) { return w.elapsed() < 255s ? missing : reply_with(200, g.task(g.success)); });
            w.wait();
            BOOST_TEST(!w.result.code, missing.body);

            waiting hopeless{g};
            hopeless.network->answer_with([&](const http_request&) { return missing; });
            hopeless.wait();
            BOOST_TEST(hopeless.result.code == errc::task_not_found);
            BOOST_TEST(hopeless.elapsed() >= 260s);  // the first poll is at 200 s to 240 s
            BOOST_TEST(hopeless.elapsed() <= 310s);
            BOOST_TEST(hopeless.result.why.task->id == "task_1");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
