// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Bodies of callbacks are posted to the URLs of others: most of them decide whose task it is.
#include "callback_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace test;

BOOST_AUTO_TEST_SUITE(callback_votes_suite)

namespace {

/// How many submits lose their answers where bodies are swapped; more with SEEDANCE_LOST_SUBMITS.
int how_many_lost() {
    const auto* const asked = std::getenv("SEEDANCE_LOST_SUBMITS");
    return asked != nullptr ? std::stoi(asked) : 500;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_id_goes_to_the_attempt_for_which_most_callbacks_come) {
    callback_fixture f;
    std::string urls[2];
    for (auto& url : urls) {
        f.reply(answer_lost());
        outcome<task> made;
        f.client.submit(rain(), {.intent = &url == urls ? "order-1" : "order-2"}, made.handler());
        f.settle();
        url = f.url_sent();
    }
    f.post(urls[0], apixo_success("task_2"));  // posted to a wrong URL, and first
    for (int i = 0; i != 2; ++i) f.post(urls[1], apixo_success("task_2"));
    f.reply(status_of("task_2", "success"));
    f.pass(11min);
    BOOST_TEST(!f.written->find("order-1")->task);
    BOOST_TEST(f.written->find("order-2")->task.value().id == "task_2");
    f.post(urls[0], apixo_success("task_1"));  // its own comes late
    f.post(urls[0], apixo_success("task_1"));
    f.reply(status_of("task_1", "success"));
    f.pass(1min);
    BOOST_TEST(f.written->find("order-1")->task.value().id == "task_1");
}

namespace {

/// Two submits of a model, whose answers were lost, at a gateway that shows every task.
struct two_lost : callback_fixture {
    two_lost() {
        network->answer_with([](const http_request& request) {
            if (request.method == "POST") return answer_lost();
            return status_of(request.url.substr(request.url.find("taskId=") + 7), "success");
        });
        for (int i = 0; i != 2; ++i) {
            outcome<task> made;
            client.submit(rain(), {.intent = "order-" + std::to_string(i + 1)}, made.handler());
            settle();
            urls[i] = url_sent();
        }
    }

    std::string task_of(const std::string& name) const {
        const auto known = written->find(name);
        return known->task ? known->task->id : std::string{};
    }

    std::string urls[2];
};

}  // namespace

// The body's own callbacks are on their way: they may take as long as a gateway posts again.
BOOST_AUTO_TEST_CASE(a_body_that_comes_to_a_wrong_url_first_waits_for_its_own_callbacks) {
    for (const auto later : std::initializer_list<std::chrono::seconds>{6s, 10s, 1min, 9min}) {
        two_lost f;
        f.post(f.urls[0], apixo_success("task_2"));
        f.pass(later);
        BOOST_TEST(f.task_of("order-1").empty());
        for (int i = 0; i != 3; ++i) f.post(f.urls[1], apixo_success("task_2"));
        f.pass(11min);
        BOOST_TEST(f.task_of("order-1").empty());
        BOOST_TEST(f.task_of("order-2") == "task_2");
        for (int i = 0; i != 2; ++i) f.post(f.urls[0], apixo_success("task_1"));
        f.pass(1min);
        BOOST_TEST(f.task_of("order-1") == "task_1", "no other is lost any more");
    }
}

// Its own callbacks contradict the body that is kept, and are posted again and again: what they say counts meanwhile.
BOOST_AUTO_TEST_CASE(what_is_to_be_posted_again_stands_against_what_was_kept) {
    two_lost f;
    f.post(f.urls[0], apixo_success("task_2"));  // to a wrong URL
    f.post(f.urls[1], apixo_success("task_3"));  // as this
    outcome<webhook_reply> own;
    f.receiver.handle(post_to(f.urls[1], apixo_success("task_2")), own.handler());
    f.pass(1min);
    BOOST_TEST(own.value.status == 503);
    f.pass(20min);
    BOOST_TEST(f.task_of("order-1").empty());
    BOOST_TEST(f.task_of("order-2").empty());
    outcome<webhook_reply> again[2];
    for (auto& each : again) {
        f.receiver.handle(post_to(f.urls[1], apixo_success("task_2")), each.handler());
        f.pass(10s);
    }
    BOOST_TEST(again[1].value.status == 200);
    f.pass(30s);
    BOOST_TEST(again[0].value.status == 503);
    BOOST_TEST(f.post(f.urls[1], apixo_success("task_2")) == 200);
    f.pass(25min);
    BOOST_TEST(f.task_of("order-1").empty());
    BOOST_TEST(f.task_of("order-2") == "task_2");
}

BOOST_AUTO_TEST_CASE(a_restart_makes_it_wait_anew) {
    two_lost f;
    f.post(f.urls[0], apixo_success("task_2"));
    f.pass(4s);
    f.begin_life();
    f.settle();
    outcome<recovery> left;
    f.client.recover(left.handler());
    f.pass(10s);
    BOOST_TEST(left.value.unknown.size() == 2u);
    BOOST_TEST(f.task_of("order-1").empty());
    for (int i = 0; i != 3; ++i) f.post(f.urls[1], apixo_success("task_2"));
    f.pass(12min);
    BOOST_TEST(f.task_of("order-1").empty());
    BOOST_TEST(f.task_of("order-2") == "task_2");
}

// Its own callbacks have come to another process, which has the rest of them.
BOOST_AUTO_TEST_CASE(what_another_process_has_kept_for_another_attempt_counts) {
    two_lost f;
    f.post(f.urls[0], apixo_success("task_2"));
    f.pass(10s);
    auto other = f.another(f.options_of_client());
    webhook_receiver receiver{other};
    for (int i = 0; i != 3; ++i) {
        outcome<webhook_reply> taken;
        receiver.handle(post_to(f.urls[1], apixo_success("task_2")), taken.handler());
        f.settle();
        BOOST_TEST(taken.value.status == 200);
    }
    f.pass(30min);
    BOOST_TEST(f.task_of("order-1").empty());
    BOOST_TEST(f.task_of("order-2") == "task_2");
}

BOOST_AUTO_TEST_CASE(another_attempt_holds_up_nobody_for_long) {
    two_lost f;
    f.post(f.urls[0], apixo_success("task_1"));
    f.pass(9min);
    BOOST_TEST(f.task_of("order-1").empty());
    f.pass(2min);
    BOOST_TEST(f.task_of("order-1") == "task_1");
}

BOOST_AUTO_TEST_CASE(an_attempt_of_which_it_is_known_what_became_of_it_holds_up_nobody) {
    two_lost f;
    f.post(f.urls[0], apixo_success("task_1"));
    f.pass(30s);
    outcome<intent> said;
    f.client.resolve("order-2", not_sent, said.handler());
    f.pass(2min);
    BOOST_TEST(f.task_of("order-1") == "task_1");
}

// The task was made long after everybody had given up the attempt whose URL its body has come to.
BOOST_AUTO_TEST_CASE(a_task_that_was_made_long_after_the_attempt_was_lost_is_not_its_where_there_is_another) {
    two_lost f;
    f.post(f.urls[0], apixo_success("task_3", 1'767'965'610'929 + std::chrono::milliseconds{6min}.count()));
    f.post(f.urls[1], apixo_success("task_2"));
    f.pass(1h);
    BOOST_TEST(f.task_of("order-1").empty());
    BOOST_TEST(f.task_of("order-2") == "task_2");
    BOOST_TEST(f.polls() == 1);
}

/// Every answer is lost; callbacks come within five minutes, and the process ends in the midst.
BOOST_AUTO_TEST_CASE(bodies_that_are_swapped_and_come_one_after_another_bind_no_task_to_another) {
    const int count = std::min(how_many_lost(), 100);
    callback_fixture f;
    std::mt19937 random{7};
    f.network->answer_with([&](const http_request& request) {
        if (request.method == "POST") return answer_lost();
        return status_of(request.url.substr(request.url.find("taskId=") + 7), "success");
    });
    std::vector<std::string> urls;
    for (int i = 0; i != count; ++i) {
        outcome<task> made;
        f.client.submit(rain(), {.intent = "order-" + std::to_string(i)}, made.handler());
        f.settle();
        urls.push_back(f.url_sent());
    }
    std::vector<std::pair<int, int>> all;  // to whose URL, and about whose task
    std::uniform_int_distribution<int> any{0, count - 1};
    for (int i = 0; i != count; ++i) {
        for (int copy = 0; copy != 3; ++copy) all.emplace_back(i, i);
        all.emplace_back(any(random), i);
    }
    std::shuffle(all.begin(), all.end(), random);
    const auto between = std::chrono::milliseconds{5min} / all.size();
    const auto restart_at = all.size() / 2;
    outcome<recovery> left;
    std::vector<outcome<webhook_reply>> taken(all.size()), again(all.size());
    for (std::size_t at = 0; at != all.size(); ++at) {
        if (at == restart_at) {
            f.begin_life();
            f.client.recover(left.handler());
            f.settle();
        }
        const auto& to = urls[static_cast<std::size_t>(all[at].first)];
        f.receiver.handle(post_to(to, apixo_success("task_" + std::to_string(all[at].second))), taken[at].handler());
        f.pass(between);
    }
    f.pass(30s);
    for (std::size_t at = 0; at != all.size(); ++at) {  // what was not taken is posted again
        if (!taken[at].code && (taken[at].value.status == 200 || taken[at].value.status == 409)) continue;
        const auto& to = urls[static_cast<std::size_t>(all[at].first)];
        f.receiver.handle(post_to(to, apixo_success("task_" + std::to_string(all[at].second))), again[at].handler());
        f.pass(1s);
    }
    f.pass(1h);
    int resolved = 0, wrong = 0;
    for (int i = 0; i != count; ++i) {
        const auto known = f.written->find("order-" + std::to_string(i)).value();
        resolved += known.task ? 1 : 0;
        wrong += known.task && known.task->id != "task_" + std::to_string(i) ? 1 : 0;
    }
    BOOST_TEST(wrong == 0);
    BOOST_TEST(resolved >= count / 2, "the rest is in doubt: of those the restart has forgotten what others said");
    BOOST_TEST(f.submits() == count);
}

/// Every answer is lost; callbacks come three times each, shuffled, and some bodies are posted to the URLs of others.
BOOST_AUTO_TEST_CASE(bodies_that_are_swapped_bind_no_task_to_another) {
    const int count = how_many_lost();
    callback_fixture f;
    std::mt19937 random{11};
    f.network->answer_with([&](const http_request& request) {
        if (request.method == "POST") return answer_lost();
        const auto at = request.url.find("taskId=");
        return status_of(request.url.substr(at + 7), "success");
    });
    std::vector<std::string> urls;
    std::vector<outcome<task>> made(static_cast<std::size_t>(count));
    for (int i = 0; i != count; ++i) {
        f.client.submit(rain(), {.intent = "order-" + std::to_string(i)}, made[static_cast<std::size_t>(i)].handler());
        f.settle();
        urls.push_back(f.url_sent());
    }
    struct posted {
        int to, about;
    };
    std::vector<posted> all;
    std::uniform_int_distribution<int> any{0, count - 1};
    for (int i = 0; i != count; ++i) {
        for (int copy = 0; copy != 3; ++copy) all.push_back({i, i});
        all.push_back({any(random), i});
    }
    std::shuffle(all.begin(), all.end(), random);
    std::vector<outcome<webhook_reply>> taken(all.size());
    for (std::size_t at = 0; at != all.size(); ++at) {
        const auto& to = urls[static_cast<std::size_t>(all[at].to)];
        f.receiver.handle(post_to(to, apixo_success("task_" + std::to_string(all[at].about))), taken[at].handler());
        f.settle();
    }
    f.pass(30min);
    for (const auto& each : taken)
        BOOST_TEST((each.value.status == 200 || each.value.status == 409 || each.value.status == 503));
    int resolved = 0;
    for (int i = 0; i != count; ++i) {
        const auto known = f.written->find("order-" + std::to_string(i)).value();
        if (!known.task) continue;
        ++resolved;
        BOOST_TEST(known.task->id == "task_" + std::to_string(i));
    }
    BOOST_TEST(resolved == count);
    BOOST_TEST(f.submits() == count);
}

BOOST_AUTO_TEST_SUITE_END()
