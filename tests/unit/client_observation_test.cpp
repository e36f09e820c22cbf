// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What an operator hears of a client: each exchange, each step of a task, each call's end, with what they are about,
// and never what is secret.
#include "checks.hpp"
#include "download_fixture.hpp"
#include "event_lines.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_observation)

namespace {

using strings = std::vector<std::string>;

const std::string url = "https://file.apixo.ai/a/1.mp4";

/// A reply as HTTPS measures it.
http_reply measured(http_reply reply) {
    reply.times = {.resolved = 1ms, .connected = 2ms, .secured = 3ms, .first_byte = 40ms, .total = 50ms};
    reply.bytes_sent = 300;
    reply.bytes_received = 400;
    return reply;
}

/// A client whose handler writes a log, and whose intents have names and a budget.
struct observed_fixture : download_fixture {
    observed_fixture() { use(client_options{}); }

    void use(client_options changed) {
        changed.clock = clock;
        changed.journal = store;
        changed.models = all_models::entries;
        changed.random_seed = 7;
        changed.on_event = [this](const event& e) { lines.push_back(event_line::of(e)); };
        use_options(changed);
        client.set_budget("customer-1", micro_usd(100'000'000), budget_period::ever(), ignored.handler());
        settle();
        lines.clear();
    }

    call_options order(std::string_view intent = "order-1") const {
        return {.intent = intent, .budget = "customer-1", .why = &why};
    }

    /// Gives the lines of a kind.
    strings of_kind(std::string_view kind) const {
        strings found;
        for (const auto& line : lines)
            if (line.starts_with(std::string{kind} + ' ')) found.push_back(line);
        return found;
    }

    /// Gives the kinds of all events, in their order.
    strings kinds() const {
        strings found;
        for (const auto& line : lines) found.push_back(line.substr(0, line.find(' ')));
        return found;
    }

    std::string only(std::string_view kind) const {
        const auto found = of_kind(kind);
        BOOST_TEST_REQUIRE(found.size() == 1u, kind << ": " << found.size());
        return found.front();
    }

    std::shared_ptr<memory_journal> store = std::make_shared<memory_journal>();
    outcome<budget_figures> ignored;
    mutable failure why;
    strings lines;
};

const std::string about_order =
    "provider=apixo account=default model=seedance-2-0-fast intent=order-1 budget=customer-1";

}  // namespace

// ---- a generation

BOOST_FIXTURE_TEST_CASE(each_step_is_told_with_what_it_is_about, observed_fixture) {
    outcome<generated_video> made;
    reply(accepted("task_1"), state_is("processing"), refused(503), refused(402), succeeded(url));
    client.generate(rain(), order(), made.handler());
    run();
    BOOST_TEST(!made.code, why.detail);
    const strings expected = {"sending",  "exchanged", "accepted", "exchanged", "polled", "exchanged",
                              "retrying", "exchanged", "paused",   "exchanged", "polled", "finished"};
    BOOST_TEST(kinds() == expected);
    for (const auto& line : lines) BOOST_TEST(contains(line, about_order), line);
    for (std::size_t i = 2; i != lines.size(); ++i) BOOST_TEST(contains(lines[i], "task=task_1"), lines[i]);
    BOOST_TEST(lines[0] == "sending " + about_order + " task=");
    BOOST_TEST(lines[1].starts_with("exchanged step=submit status=200 "), lines[1]);
    BOOST_TEST(lines[3].starts_with("exchanged step=poll status=200 "), lines[3]);
    BOOST_TEST(lines[5].starts_with("exchanged step=poll status=503 "), lines[5]);
}

BOOST_FIXTURE_TEST_CASE(a_callers_handler_hears_the_same, observed_fixture) {
    strings own;
    auto listen = [&own](const event& e) { own.push_back(event_line::of(e)); };
    outcome<generated_video> made;
    reply(accepted("task_1"), state_is("processing"), succeeded(url));
    auto call = order();
    call.on_event = listen;
    client.generate(rain(), call, made.handler());
    run();
    BOOST_TEST(own.size() == 8u);
    BOOST_TEST(own == lines);
}

BOOST_FIXTURE_TEST_CASE(a_name_that_the_library_makes_is_told, observed_fixture) {
    outcome<generated_video> made;
    reply(accepted("task_1"), succeeded(url));
    client.generate(rain(), {.budget = "customer-1"}, made.handler());
    run();
    const auto name = store->list({}).intents.at(0).name;
    BOOST_TEST(!name.empty());
    for (const auto& line : lines) BOOST_TEST(contains(line, " intent=" + name + " budget=customer-1 "), line);
}

// ---- exchanges

BOOST_FIXTURE_TEST_CASE(an_exchange_is_told_as_the_transport_has_measured_it, observed_fixture) {
    auto answer = measured(accepted("task_1"));
    answer.reused_connection = true;
    answer.resumed_session = true;
    outcome<task> made;
    reply(answer);
    client.submit(rain(), order(), made.handler());
    run();
    BOOST_TEST(only("exchanged") ==
               "exchanged step=submit status=200 code=Success phase=done first_byte=40ms total=50ms reused=1 resumed=1 "
               "sent=300 received=400 " +
                   about_order + " task=");
}

BOOST_FIXTURE_TEST_CASE(every_kind_of_exchange_is_told_once, observed_fixture) {
    const auto count = [this](std::string_view step, std::string_view status) {
        const auto begin = "exchanged step=" + std::string{step} + " status=" + std::string{status} + ' ';
        return std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(begin); });
    };
    outcome<task> made;
    reply(not_connected(), refused_for(429, "1"), accepted("task_1"));
    client.submit(rain(), order(), made.handler());
    run();
    BOOST_TEST(count("submit", "0") == 1);
    BOOST_TEST(count("submit", "429") == 1);
    BOOST_TEST(count("submit", "200") == 1);

    lines.clear();
    outcome<status_answer> asked;
    reply(state_is("processing"));
    client.status(made.value, asked.handler());
    run();
    BOOST_TEST(count("poll", "200") == 1);
    BOOST_TEST(contains(lines.at(0), "task=task_1"));

    lines.clear();
    network->answer_with([](const http_request& request) {
        if (contains(request.url, "/statusTask/")) return succeeded("https://file.apixo.ai/b/2.mp4");
        if (contains(request.url, "/b/2.mp4")) return redirect(302, "https://cdn.apixo.ai/2.mp4");
        if (contains(request.url, "cdn")) return whole(bytes_of(5'000));
        return reply_with(403, "");
    });
    download(path());
    BOOST_TEST(count("download", "403") == 1);
    BOOST_TEST(count("poll", "200") == 1);
    BOOST_TEST(count("download", "302") == 1);
    BOOST_TEST(count("download", "200") == 1);
    BOOST_TEST(of_kind("exchanged").size() == 4u);
    for (const auto& line : of_kind("downloaded")) BOOST_TEST(contains(line, "task=task_1"), line);
}

BOOST_FIXTURE_TEST_CASE(a_question_about_no_task_is_told_to_its_caller_too, observed_fixture) {
    client.use(xenodia::account{.api_key = secret{"key-3"}});
    strings own;
    auto listen = [&own](const event& e) { own.push_back(event_line::of(e)); };
    outcome<price_list> asked;
    reply(reply_with(404, "{}"));
    client.prices("xenodia", {.on_event = listen}, asked.handler());
    run();
    BOOST_TEST(own == lines);
    BOOST_TEST(contains(only("exchanged"), "exchanged step=check status=404 "));
    BOOST_TEST(contains(only("exchanged"), "provider=xenodia account=default model= intent= budget= task="));
}

BOOST_FIXTURE_TEST_CASE(what_recover_asks_is_told, observed_fixture) {
    outcome<task> made;
    reply(accepted("task_1"));
    client.submit(rain(), order(), made.handler());
    run();
    clock->advance(24h * 8);
    use({});
    reply(refused(500));
    recover();
    BOOST_TEST(contains(only("exchanged"), "exchanged step=poll status=500 "), only("exchanged"));
    BOOST_TEST(contains(only("exchanged"), about_order + " task=task_1"), only("exchanged"));
}

// ---- who has gone

namespace {

/// Answers to a submit whose caller has gone.
strings late_answers() {
    return {R"({"code":200,"data":{"taskId":"task_1"}})",
            R"({"code":503,"message":"busy","data":null})",
            R"({"code":429,"message":"slow down","data":null})",
            R"({"code":400,"message":"no","data":null})",
            R"({"code":402,"message":"no","data":null})",
            "{\"code\":200,\"data\":{\"taskId\":\"task_9\x80\"}}",
            R"({"code":200,"data":{"taskId":"task_8",}})",
            R"({"code":200,"data":{"taskId":"task_7")",
            R"({"code":)",
            "<html>",
            ""};
}

}  // namespace

BOOST_DATA_TEST_CASE(who_has_been_let_go_hears_nothing_more_of_a_submit,
                     data::make(late_answers()) * data::make({200, 202, 400, 429, 503}), body, status) {
    observed_fixture f;
    int told = 0;
    auto listen = [&told](const event&) { ++told; };
    asio::cancellation_signal signal;
    outcome<task> made;
    f.network->hold();
    f.client.submit(rain(), {.on_event = listen}, made.handler(signal));
    f.settle();
    BOOST_TEST(told == 1, "sending");
    signal.emit(asio::cancellation_type::terminal);
    f.settle();
    BOOST_TEST_REQUIRE(made.code == errc::cancelled);
    told = 0;
    f.network->answer_with([&](const http_request&) { return reply_with(status, body); });
    f.network->release();
    f.run();
    BOOST_TEST(told == 0, "the handler may be gone");
    BOOST_TEST(f.of_kind("exchanged").size() >= 1u, "the client's own hears it");
}

BOOST_FIXTURE_TEST_CASE(who_has_left_a_wait_hears_nothing_more_of_its_polls, observed_fixture) {
    int told = 0;
    auto listen = [&told](const event&) { ++told; };
    asio::cancellation_signal signal;
    outcome<generated_video> left, stays;
    client.wait(finished.task, {.on_event = listen}, left.handler(signal));
    client.wait(finished.task, stays.handler());
    settle();
    network->hold();
    run_until([this] { return network->held() == 1; });
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(told == 1, "finished");
    reply(succeeded(url));
    network->release();
    run();
    BOOST_TEST(told == 1);
    BOOST_TEST(!stays.code);
}

// ---- waiting for a turn

BOOST_FIXTURE_TEST_CASE(a_submit_that_waits_for_its_turn_is_queued, observed_fixture) {
    use({.tasks_at_once = 1});
    outcome<generated_video> first, second;
    reply(accepted("task_1"), succeeded(url), accepted("task_2"), succeeded(url));
    client.generate(rain(), order("order-0"), first.handler());
    client.generate(rain(), order(), second.handler());
    settle();
    BOOST_TEST(only("queued") == "queued durable=0 " + about_order + " task=");
    BOOST_TEST(of_kind("sending").size() == 1u);
    run();
    BOOST_TEST(of_kind("queued").size() == 1u);
    BOOST_TEST(of_kind("sending").size() == 2u);
    BOOST_TEST(of_kind("finished").size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(an_intent_in_the_journals_queue_is_queued, observed_fixture) {
    outcome<intent> queued;
    reply(accepted("task_1"));
    client.enqueue(rain(), order(), queued.handler());
    run();
    BOOST_TEST(only("queued") == "queued durable=1 " + about_order + " task=");
    BOOST_TEST(kinds() == (strings{"queued", "sending", "exchanged", "accepted"}));
    for (const auto& line : lines) BOOST_TEST(contains(line, about_order), line);
}

// ---- the end of a call

namespace {

/// A way in which a `generate` ends.
struct ending {
    std::string name;
    std::function<void(observed_fixture&)> prepare;
    call_options call = {};
    std::string expected = {};  ///< the beginning of the line
    bool has_task = false;

    friend std::ostream& operator<<(std::ostream& out, const ending& what) { return out << what.name; }
};

std::vector<ending> endings() {
    const auto answers = [](auto... replies) { return [=](observed_fixture& f) { f.reply(replies...); }; };
    const auto nothing = [](observed_fixture&) {};
    return {
        {"a video", answers(accepted("task_1"), succeeded(url)), {}, "success", true},
        {"a task that failed", answers(accepted("task_1"), failed("E1")), {}, "the task failed", true},
        {"refused", answers(refused(400)), {}, "the gateway refused the request"},
        {"no key", answers(refused(401)), {}, ""},
        {"no balance", answers(refused(402)), {}, ""},
        {"an answer that was lost", answers(answer_lost()), {}, ""},
        {"a price above the limit", nothing, {.price_limit = micro_usd(1)}, ""},
        {"no such account", nothing, {.account = "nobody"}, ""},
        {"too little time", nothing, {.deadline = 1ms}, ""},
        {"no such budget", nothing, {.budget = "nobody's"}, ""},
        {"a task that is not there",
         [](observed_fixture& f) {
             f.network->answer_with([](const http_request& request) {
                 return request.method == "POST" ? accepted("task_1") : refused(404);
             });
         },
         {},
         "",
         true},
        {"never done",
         [](observed_fixture& f) {
             f.network->answer_with([](const http_request& request) {
                 return request.method == "POST" ? accepted("task_1") : state_is("processing");
             });
         },
         {.deadline = 30min},
         "",
         true},
    };
}

}  // namespace

BOOST_DATA_TEST_CASE(a_call_for_a_video_is_told_to_end_once, data::make(endings()), how) {
    observed_fixture f;
    how.prepare(f);
    strings own;
    auto listen = event_handler{[&own](const events::finished& e) { own.push_back(event_line::of(e)); }};
    outcome<generated_video> made;
    auto call = how.call;
    call.intent = "order-1";
    if (call.budget.empty()) call.budget = "customer-1";
    call.on_event = listen;
    call.why = &made.why;
    const auto began = f.elapsed();
    f.client.generate(rain(), call, made.handler());
    f.run_until([&made] { return made.done(); });
    const auto code = made.code ? made.code.message() : "success";
    const auto took = std::to_string((f.elapsed() - began).count());
    const auto line = f.only("finished");
    BOOST_TEST(line.starts_with("finished code=" + code + " took=" + took + "ms "),
               line << "; " << code << ' ' << took);
    BOOST_TEST(contains(line, "model=seedance-2-0-fast intent=order-1 budget=" + std::string{call.budget}), line);
    BOOST_TEST(contains(line, "provider=apixo account=" + std::string{call.account}), line);
    BOOST_TEST(line.ends_with("task=task_1") == how.has_task, line);
    BOOST_TEST(own == f.of_kind("finished"));
    BOOST_TEST(f.lines.back() == line, "nothing is told of a call that has ended");
    BOOST_TEST(contains(line, how.expected), line);
}

/// Xenodia says what a task cost, also of one that has failed.
BOOST_FIXTURE_TEST_CASE(what_the_gateway_has_charged_is_told_with_the_end, observed_fixture) {
    client.use(xenodia::account{.api_key = secret{"test-key"}});
    const auto end_with = [&](const std::string& state, const std::string& billing) {
        lines.clear();
        reply(reply_with(202, R"({"task_id":"t_1","state":"waiting"})"),
              reply_with(200, R"({"task_id":"t_1","state":")" + state +
                                  R"(","result":{"data":[{"url":"https://a.example/1.mp4"}]},"billing":)" + billing +
                                  "}"));
        outcome<generated_video> made;
        client.generate(text_to_video<xenodia::seedance_2>{.prompt = "rain on a roof"}, made.handler());
        run();
        BOOST_TEST(made.done());
        BOOST_TEST(!made.code == (state == "success"));
        return only("finished");
    };
    const std::string charged = R"({"actual_amount_micro_usdc":123456})";
    BOOST_TEST(contains(end_with("success", charged), " cost=$0.123456 "));
    BOOST_TEST(contains(end_with("success", R"({"actual_amount_micro_usdc":0})"), " cost=$0.00 "));
    BOOST_TEST(!contains(end_with("success", "{}"), "cost="));
}

BOOST_FIXTURE_TEST_CASE(waits_that_share_their_polls_end_once_each, observed_fixture) {
    int told[3] = {};
    auto first = event_handler{[&told](const events::finished&) { ++told[0]; }};
    auto second = event_handler{[&told](const events::finished&) { ++told[1]; }};
    auto third = event_handler{[&told](const events::finished& e) { told[2] += e.code == errc::cancelled ? 1 : 10; }};
    outcome<generated_video> a, b, c;
    asio::cancellation_signal signal;
    client.wait(finished.task, {.on_event = first}, a.handler());
    client.wait(finished.task, {.on_event = second}, b.handler());
    client.wait(finished.task, {.on_event = third}, c.handler(signal));
    settle();
    signal.emit(asio::cancellation_type::terminal);
    reply(succeeded(url));
    run();
    for (const auto each : told) BOOST_TEST(each == 1);
    BOOST_TEST(of_kind("finished").size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_wait_by_name_knows_intent_and_budget, observed_fixture) {
    outcome<task> made;
    reply(accepted("task_1"));
    client.submit(rain(), order(), made.handler());
    run();
    BOOST_TEST(of_kind("finished").empty(), "a submit is no call for a video");
    lines.clear();
    outcome<generated_video> waited;
    reply(state_is("processing"), succeeded(url));
    client.wait("order-1", waited.handler());
    run();
    BOOST_TEST(kinds() == (strings{"exchanged", "polled", "exchanged", "polled", "finished"}));
    for (const auto& line : lines) BOOST_TEST(contains(line, about_order + " task=task_1"), line);
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_name_that_nobody_has_ends_too, observed_fixture) {
    outcome<generated_video> waited;
    client.wait("order-9", waited.handler());
    run();
    BOOST_TEST(contains(only("finished"), " intent=order-9 "));
    BOOST_TEST(waited.code == errc::intent_not_found);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_tells_no_end, observed_fixture) {
    outcome<generated_video> made;
    network->hold();
    client.generate(rain(), order(), made.handler());
    settle();
    lines.clear();
    reply(refused(400));
    client.close();
    network->release();
    run();
    BOOST_TEST(made.code == errc::client_closed);
    BOOST_TEST(lines.empty());
}

// ---- what is secret

BOOST_FIXTURE_TEST_CASE(no_event_has_prompt_key_or_signature, observed_fixture) {
    const std::string canaries[] = {"canary-key", "canary-prompt", "canary-media", "canary-signature", "canary-other"};
    client.use(apixo::account{.api_key = secret{"canary-key-0123456789"}});
    strings own;
    auto listen = [&own](const event& e) { own.push_back(event_line::of(e)); };
    const std::string signed_url = "https://file.apixo.ai/a/1.mp4?X-Amz-Signature=canary-signature";
    const auto echoing = [](int status) {
        const auto code = std::to_string(status);
        return reply_with(status, R"({"code":)" + code + R"(,"message":"canary-key-0123456789: no","data":null})");
    };
    reply(not_connected(), echoing(429), accepted("task_1"), state_is("processing"), echoing(503), echoing(402),
          succeeded(signed_url));
    outcome<generated_video> made;
    auto call = order();
    call.on_event = listen;
    const std::string media = "https://media.example/1.png?token=canary-media";
    client.generate(image_to_video<fast>{.prompt = "a canary-prompt in the rain", .first_frame = runtime(media)}, call,
                    made.handler());
    run();
    BOOST_TEST_REQUIRE(!made.code, why.detail);
    BOOST_TEST_REQUIRE(contains(made.value.urls.at(0), "canary-signature"));
    network->answer_with([&](const http_request& request) {
        if (contains(request.url, "/statusTask/"))
            return succeeded("https://file.apixo.ai/a/1.mp4?Expires=1&Signature=canary-other");
        if (contains(request.url, "canary-signature"))
            return reply_with(403, "<Error><Code>AccessDenied</Code></Error>");
        if (contains(request.url, "canary-other")) return redirect(302, "https://cdn.apixo.ai/1.mp4?sig=canary-other");
        return whole(bytes_of(5'000));
    });
    outcome<saved_file> saved;
    client.download(made.value, path(), {.on_event = listen, .why = &saved.why}, saved.handler());
    run();
    BOOST_TEST(own.size() > 15u);
    for (const auto& canary : canaries) {
        for (const auto& line : lines) BOOST_TEST(lacks(line, canary), line);
        for (const auto& line : own) BOOST_TEST(lacks(line, canary), line);
    }
}

BOOST_AUTO_TEST_SUITE_END()
