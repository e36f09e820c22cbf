// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Paid once, never lost: what a client writes down and when, and what becomes of an intent whatever fails.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "intents.hpp"
#include "watched_journal.hpp"

#include <functional>
#include <vector>

#include <boost/asio/use_awaitable.hpp>

#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_intent)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

call_options named(std::string_view name, failure* why = nullptr) { return {.intent = name, .why = why}; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(it_is_written_before_it_is_sent_and_before_anybody_hears_of_it, journal_fixture) {
    network->answer_with([this](const http_request& request) {
        log.push_back(request.method);
        return request.method == "POST" ? accepted("task_1") : succeeded(url);
    });
    outcome<generated_video> result;
    client.generate(rain(), result.handler());
    run();
    BOOST_TEST(result.done());
    BOOST_TEST(log == (std::vector<std::string>{"journal: begin planned", "journal: sending", "POST",
                                                "journal: accepted task_1", "accepted task_1", "GET", "polled success",
                                                "journal: succeeded task_1"}));
    for (const auto& [name, last] : written->last) BOOST_TEST(name.size() == 32u, "nobody named it, so the client did");
}

BOOST_FIXTURE_TEST_CASE(without_a_journal_nothing_is_sent, journal_fixture) {
    written->refused = {"begin planned"};
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::journal_unavailable);
    BOOST_TEST(result.why.detail == "the disk is full");
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.code == failure_group::retryable);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_fails_between_attempts_stops_the_next_one, journal_fixture) {
    network->answer_with([this](const http_request&) {
        written->refused = {"sending"};
        return not_connected();
    });
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::journal_unavailable);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_fails_later_cannot_take_the_task_away, journal_fixture) {
    reply(accepted("task_1"));
    written->refused = {"accepted task_1"};
    outcome<task> result;
    client.submit(rain(), named("order-1"), result.handler());
    run_until([&] { return result.done(); });
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(elapsed() == 2s, "a caller is kept back until the task is written, but not for long");
    BOOST_TEST(log ==
               (std::vector<std::string>{"journal: begin planned", "journal: sending", "journal: accepted task_1",
                                         "journal failed: the disk is full", "journal: accepted task_1",
                                         "journal: accepted task_1", "journal: accepted task_1", "accepted task_1"}));
}

BOOST_FIXTURE_TEST_CASE(what_could_not_be_written_is_written_when_the_journal_is_mended, journal_fixture) {
    reply(accepted("task_1"));
    written->refused = {"accepted task_1"};
    outcome<task> first, again;
    client.submit(rain(), named("order-1"), first.handler());
    run_until([&] { return elapsed() > 1h; });
    client.submit(rain(), named("order-1"), again.handler());
    settle();
    BOOST_TEST(again.value.id == "task_1", "what is not written yet is known");
    written->refused.clear();
    run();
    BOOST_TEST(log.back() == "journal mended");
    BOOST_TEST(std::count(log.begin(), log.end(), "journal failed: the disk is full") == 1);
    BOOST_TEST(written->last.at("order-1").task.value().id == "task_1");
    BOOST_TEST(written->last.at("order-1").state == intent_state::accepted);
}

BOOST_FIXTURE_TEST_CASE(between_attempts_the_journal_says_that_nothing_is_under_way, journal_fixture) {
    reply(not_connected(), accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), result.handler());
    run();
    BOOST_TEST(log == (std::vector<std::string>{
                          "journal: begin planned", "journal: sending",
                          "retrying submit: the gateway could not be reached and nothing was sent", "journal: planned",
                          "journal: sending", "journal: accepted task_1", "accepted task_1"}));
}

// ---- names

BOOST_FIXTURE_TEST_CASE(one_name_is_one_submit, journal_fixture) {
    reply(accepted("task_1"), succeeded(url), succeeded(url));
    outcome<task> first, second;
    outcome<generated_video> third, fourth;
    client.submit(rain(), named("order-1"), first.handler());
    run();
    client.submit(rain(), named("order-1"), second.handler());
    client.generate(rain(), named("order-1"), third.handler());
    run();
    BOOST_TEST(first.value.id == "task_1");
    BOOST_TEST(second.value == first.value);
    BOOST_TEST(third.value.urls.at(0) == url);
    client.generate(rain(), named("order-1"), fourth.handler());
    run();
    BOOST_TEST(fourth.value.urls.at(0) == url, "it succeeded and was not fetched yet: asked for again, not paid again");
    BOOST_TEST(submits() == 1);
}

namespace {

/// A client whose rules are stricter than those of the version that has sent: for that one an hour was no rule broken.
struct stricter_fixture : journal_fixture {
    stricter_fixture() {
        auto with_models = options();
        with_models.journal = written;
        with_models.models = all_models::entries;
        use_options(with_models);
    }

    static any_request an_hour(const std::string& prompt = "rain") {
        return {.model = "apixo/seedance-2-0-fast", .prompt = prompt, .duration = 3600s};
    }

    static any_request a_route() {
        auto request = an_hour();
        request.models = {std::exchange(request.model, {}), "xenodia/seedance-2-fast"};
        return request;
    }

    /// Makes each call that may be made with a request; gives how they have failed.
    std::vector<failure> call(const any_request& request, std::string_view name) {
        outcome<task> submitted;
        outcome<generated_video> generated;
        outcome<intent> queued;
        client.submit(request, named(name, &submitted.why), submitted.handler());
        client.generate(request, named(name, &generated.why), generated.handler());
        client.enqueue(request, named(name, &queued.why), queued.handler());
        run();
        BOOST_TEST((submitted.done() && generated.done() && queued.done()));
        last = submitted.value;
        return {submitted.why, generated.why, queued.why};
    }

    task last;  ///< what the last submit has given
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_name_is_looked_up_before_its_request_is_checked, stricter_fixture) {
    intent paid{.name = "order-1", .state = intent_state::accepted, .provider = "apixo", .model = "seedance-2-0-fast"};
    paid.digest = prepare(an_hour(), all_models::entries).digest();
    auto lost_one = paid;
    paid.task = task{.provider = paid.provider, .model = paid.model, .id = "task_1"};
    written->put(paid);
    lost_one.name = "order-2";
    lost_one.state = intent_state::unknown;
    written->put(lost_one);
    for (const auto& request : {an_hour(), a_route()}) {
        reply(succeeded(url));
        for (const auto& why : call(request, "order-1")) BOOST_TEST(!why.code, to_string(why));
        BOOST_TEST(last.id == "task_1");
        const auto lost = call(request, "order-2");
        BOOST_TEST(lost[0].code == errc::outcome_unknown);
        BOOST_TEST(lost[1].code == errc::outcome_unknown);
        for (const auto& why : call(request, "order-3")) {
            BOOST_TEST(why.code == errc::invalid_request);
            BOOST_TEST(why.billed == billed::no);
            BOOST_TEST(!why.broken_rules.empty());
        }
    }
    for (const auto& why : call(an_hour("snow"), "order-1")) BOOST_TEST(why.code == errc::intent_mismatch);
    BOOST_TEST(submits() == 0);
    BOOST_TEST(!written->find("order-3"));
}

BOOST_FIXTURE_TEST_CASE(a_model_that_is_not_known_any_more_has_what_was_paid_for, stricter_fixture) {
    intent paid{.name = "order-1", .state = intent_state::accepted, .provider = "apixo", .model = "seedance-0-9"};
    paid.digest = "1 model=apixo/seedance-0-9 mode=text_to_video";
    paid.task = task{.provider = paid.provider, .model = paid.model, .id = "task_1"};
    written->put(paid);
    const any_request old{.model = "apixo/seedance-0-9", .prompt = "rain"};
    const any_request twice{.models = {"apixo/seedance-0-9", "apixo/seedance-0-9"}, .prompt = "rain"};
    for (const auto& request : {old, twice}) {
        reply(succeeded(url));
        for (const auto& why : call(request, "order-1")) BOOST_TEST(!why.code, to_string(why));
        BOOST_TEST(last.id == "task_1");
        BOOST_TEST(std::count(log.begin(), log.end(), "not compared: order-1") > 0, "it is said");
        for (const auto& why : call(request, "order-2")) BOOST_TEST(why.code == errc::invalid_request);
        log.clear();
    }
    BOOST_TEST(submits() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_name_under_way_in_another_client_is_taken, journal_fixture) {
    reply(accepted("task_1"));
    network->hold();
    outcome<task> first, second;
    client.submit(rain(), named("order-1"), first.handler());
    settle();
    auto with_journal = options();
    with_journal.journal = written;
    auto other = another(with_journal);
    other.submit(rain(), named("order-1", &second.why), second.handler());
    settle();
    BOOST_TEST(second.code == errc::intent_taken);
    BOOST_TEST(second.why.billed == billed::unknown);
    BOOST_TEST(second.why.retry == retry::call_again, "the gateway's bill has nothing to say yet");
    BOOST_TEST(contains(second.why.detail, "order-1"));
    network->release();
    run();
    BOOST_TEST(first.value.id == "task_1");
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_name_is_never_sent_again_until_somebody_says_so, journal_fixture) {
    reply(answer_lost(), accepted("task_2"));
    outcome<task> first, second, third;
    client.submit(rain(), named("order-1"), first.handler());
    run();
    BOOST_TEST(first.code == errc::outcome_unknown);
    client.submit(rain(), named("order-1", &second.why), second.handler());
    run();
    BOOST_TEST(second.code == errc::outcome_unknown);
    BOOST_TEST(second.why.retry == retry::ask_first);
    BOOST_TEST(requests().size() == 1u);

    outcome<intent> resolved;
    client.resolve("order-1", not_sent, resolved.handler());
    run();
    BOOST_TEST(!resolved.code);
    client.submit(rain(), named("order-1"), third.handler());
    run();
    BOOST_TEST(third.value.id == "task_2");
}

BOOST_FIXTURE_TEST_CASE(what_was_refused_may_be_sent_again_under_its_name, journal_fixture) {
    reply(refused(402), accepted("task_1"));
    outcome<task> first, second;
    client.submit(rain(), named("order-1"), first.handler());
    run();
    BOOST_TEST(first.code == errc::rejected_balance);
    client.submit(rain(), named("order-1"), second.handler());
    run();
    BOOST_TEST(second.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_call_that_is_cancelled_before_it_begins_leaves_the_intent_of_its_name_alone,
                        journal_fixture) {
    reply(accepted("task_1"));
    outcome<task> first, second;
    client.submit(rain(), named("order-1"), first.handler());
    run();
    asio::cancellation_signal stop;
    client.submit(rain(), named("order-1"), second.handler(stop));
    stop.emit(asio::cancellation_type::total);
    run();
    BOOST_TEST(second.code == errc::cancelled);
    BOOST_TEST(names_of(recover().tasks) == std::vector<std::string>{"order-1"});
}

BOOST_FIXTURE_TEST_CASE(a_call_that_ends_before_its_name_is_looked_up_does_not_say_that_nothing_is_billed,
                        journal_fixture) {
    using call = std::function<void(outcome<task>&, asio::cancellation_signal&)>;
    const call calls[] = {[this](auto& result, auto& stop) {
                              client.submit(rain(), {.intent = "order-1", .why = &result.why}, result.handler(stop));
                          },
                          [this](auto& result, auto& stop) {
                              client.submit(text_to_video<route<fast, pixazo::seedance_2_0>>{.prompt = "a fox"},
                                            {.intent = "order-1", .why = &result.why}, result.handler(stop));
                          }};
    for (const bool drained : {false, true}) {
        outcome<unfinished> left;
        if (drained) client.drain(1s, left.handler());
        run();
        for (const auto& begin : calls) {
            outcome<task> result;
            asio::cancellation_signal stop;
            begin(result, stop);
            if (!drained) stop.emit(asio::cancellation_type::total);
            run();
            BOOST_TEST(result.code == (drained ? errc::client_closed : errc::cancelled));
            BOOST_TEST(result.why.billed == billed::unknown);
            BOOST_TEST(result.why.retry == retry::call_again);
            BOOST_TEST(contains(to_string(result.why), "whether the name was paid for before is not known"));
        }
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(without_a_name_of_the_callers_nothing_is_billed_by_what_was_not_begun, journal_fixture) {
    outcome<task> first, second;
    asio::cancellation_signal stop;
    client.submit(rain(), {.why = &first.why}, first.handler(stop));
    client.submit(text_to_video<route<fast, pixazo::seedance_2_0>>{.prompt = "a fox"}, {.why = &second.why},
                  second.handler(stop));
    stop.emit(asio::cancellation_type::total);
    client.close();
    run();
    BOOST_TEST(first.why.billed == billed::no);
    BOOST_TEST(second.why.billed == billed::no);
}

// ---- late answers

BOOST_FIXTURE_TEST_CASE(an_answer_that_comes_late_is_still_used, journal_fixture) {
    reply(accepted("task_1"), succeeded(url));
    network->hold();
    outcome<generated_video> result, again;
    client.generate(rain(), {.intent = "order-1", .why = &result.why}, result.handler());
    settle();
    BOOST_TEST(requests().at(0).reply_timeout == 720s, "two minutes for the caller and ten more for a late answer");
    clock->advance(120s);
    settle();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(contains(result.why.detail, "order-1"));
    BOOST_TEST(written->last.at("order-1").state == intent_state::unknown);
    BOOST_TEST(recover().unknown.empty(), "it is still being listened for");
    clock->advance(9min);
    network->release();
    settle();
    BOOST_TEST(log.back() == "accepted task_1");
    BOOST_TEST(names_of(recover().tasks) == std::vector<std::string>{"order-1"});
    client.generate(rain(), named("order-1"), again.handler());
    run();
    BOOST_TEST(again.value.urls.at(0) == url);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_late_refusal_frees_the_intent, journal_fixture) {
    reply(refused(400));
    network->hold();
    outcome<task> result;
    client.submit(rain(), named("order-1"), result.handler());
    settle();
    clock->advance(121s);
    settle();
    BOOST_TEST(result.code == errc::outcome_unknown);
    network->release();
    settle();
    BOOST_TEST(written->last.at("order-1").state == intent_state::not_sent);
    BOOST_TEST(written->kept.list({.own = true, .open = true}).intents.empty());
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_goes_loses_nothing, journal_fixture) {
    for (const bool by_deadline : {true, false}) {
        reply(accepted(by_deadline ? "task_1" : "task_2"));
        network->hold();
        asio::cancellation_signal stop;
        outcome<task> result;
        client.submit(rain(), result.options(10s), result.handler(stop));
        settle();
        by_deadline ? clock->advance(10s) : stop.emit(asio::cancellation_type::terminal);
        settle();
        BOOST_TEST(result.code == (by_deadline ? errc::deadline_reached : errc::cancelled));
        BOOST_TEST(result.why.retry == retry::ask_first);
        network->release();
        settle();
        BOOST_TEST(log.back() == (by_deadline ? "accepted task_1" : "accepted task_2"));
    }
    BOOST_TEST(recover().tasks.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_comes_too_late_is_not_written_down, journal_fixture) {
    for (const auto deadline : {-5s, 0s, 10s}) {
        outcome<generated_video> result;
        client.generate(rain(), result.options(deadline), result.handler());
        run();
        BOOST_TEST(result.code == errc::deadline_reached);
    }
    BOOST_TEST(log.empty(), "neither written down nor sent");
}

// ---- recovery

BOOST_FIXTURE_TEST_CASE(recovery_leaves_alone_what_is_under_way, journal_fixture) {
    reply(accepted("task_1"), accepted("task_2"));
    outcome<generated_video> waiting, sending;
    client.generate(rain(), named("waiting"), waiting.handler());
    settle();
    network->hold();
    client.generate(rain(), named("sending"), sending.handler());
    settle();
    const auto found = recover();
    BOOST_TEST(found.tasks.empty());
    BOOST_TEST(found.unknown.empty());
    network->release();
    settle();
    network->answer_with([](const http_request&) { return succeeded(url); });
    run();
    BOOST_TEST(!waiting.code);
    BOOST_TEST(!sending.code);
}

BOOST_FIXTURE_TEST_CASE(every_recovered_task_can_be_waited_for, journal_fixture) {
    reply(accepted("task_1"));
    outcome<generated_video> first;
    client.generate(rain(), {.deadline = 200s, .intent = "order-1"}, first.handler());
    run();
    BOOST_TEST(first.code == errc::deadline_reached);
    reply(succeeded(url));
    run([](seedance::client& own) -> asio::awaitable<void> {
        auto found = co_await own.recover();
        const auto what = found.tasks.at(0).task.value();
        auto video = co_await own.wait(what);
        BOOST_TEST(video.urls.at(0) == url);
    }(client));
    BOOST_TEST(written->last.at("order-1").state == intent_state::succeeded);
}

BOOST_AUTO_TEST_CASE(without_a_journal_of_its_own_a_client_keeps_intents_in_memory) {
    client_fixture f;
    f.reply(answer_lost());
    outcome<task> result;
    f.client.submit(rain(), named("order-1"), result.handler());
    f.run();
    outcome<recovery> found;
    f.client.recover(found.handler());
    f.run();
    BOOST_TEST(names_of(found.value.unknown) == std::vector<std::string>{"order-1"});
}

// ---- what is written down

BOOST_FIXTURE_TEST_CASE(an_answer_that_cannot_be_used_is_kept_for_people, journal_fixture) {
    reply(reply_with(200, "<html>you are test-key, welcome test-key</html>" + std::string(100'000, 'x')));
    outcome<task> result;
    client.submit(rain(), named("order-1"), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    const auto note = recover().unknown.at(0).note;
    BOOST_TEST(note.starts_with(
        "an answer came but cannot be used, HTTP 200: <html>you are ********, welcome ********</html>xxx"));
    BOOST_TEST(note.size() == 64u * 1024);
}

BOOST_FIXTURE_TEST_CASE(the_key_is_nowhere, journal_fixture) {
    const std::string canary = "canary-4f1d9b7c-key";
    client.use(apixo::account{.api_key = secret{canary}});
    const std::string echo = "\"message\":\"" + canary + "\"";
    const http_reply answers[] = {reply_with(401, "{\"code\":401," + echo + "}"),
                                  reply_with(500, canary),
                                  reply_with(200, canary),
                                  reply_with(200, "{\"code\":400," + echo + "}"),
                                  cut("{\"data\":{\"x\":\"" + canary),
                                  reply_with(302, "", {{"Location", "https://evil.example/?" + canary}})};
    std::string seen;
    for (const auto& answer : answers) {
        reply(answer);
        outcome<task> result;
        client.submit(rain(), result.options(), result.handler());
        run();
        seen += error{result.why}.what() + result.why.detail + result.why.gateway_code + result.why.gateway_message;
    }
    const task what{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"};
    reply(reply_with(200, "{\"code\":200,\"data\":{\"state\":\"" + canary + "\",\"taskId\":\"task_1\"}}"));
    reply(reply_with(200, "{\"code\":200,\"data\":{\"state\":\"failed\",\"failMsg\":\"" + canary +
                              "\",\"failCode\":\"" + canary + "\"}}"));
    outcome<generated_video> waited;
    client.wait(what, waited.options(), waited.handler());
    run();
    BOOST_TEST(waited.code == errc::task_failed);
    seen += error{waited.why}.what() + waited.why.gateway_code + waited.why.gateway_message;
    for (const auto& line : log) seen += line;
    for (const auto& [name, last] : written->last) seen += name + last.note + (last.task ? to_string(*last.task) : "");
    BOOST_TEST(lacks(seen, canary));
    BOOST_TEST(contains(seen, "*******"));
}

BOOST_FIXTURE_TEST_CASE(what_could_not_be_written_yet_is_not_found_as_it_was_before, journal_fixture) {
    written->refused = {"not_sent", "failed task_1"};
    reply(refused(400), accepted("task_1"), failed("PromptInvalid"));
    outcome<task> refused_one;
    outcome<generated_video> failed_one;
    client.submit(rain(), named("order-1"), refused_one.handler());
    run_until([&] { return refused_one.done(); });
    client.generate(rain(), named("order-2"), failed_one.handler());
    run_until([&] { return failed_one.done(); });
    BOOST_TEST(refused_one.code == errc::rejected);
    BOOST_TEST(failed_one.code == errc::task_failed);
    const auto found = recover();
    BOOST_TEST(found.unknown.empty());
    BOOST_TEST(found.tasks.empty());
    BOOST_TEST(found.not_sent.empty());
    written->refused.clear();
    run();
    BOOST_TEST(written->last.at("order-1").state == intent_state::not_sent);
    BOOST_TEST(written->last.at("order-2").state == intent_state::failed);
}

// ---- tasks that are not one intent's alone

BOOST_FIXTURE_TEST_CASE(a_second_task_of_an_intent_is_told_of, journal_fixture) {
    network->hold();
    reply(accepted("task_1"));
    outcome<task> sent;
    outcome<intent> said;
    client.submit(rain(), named("order-1"), sent.handler());
    run_until([&] { return sent.done(); });
    BOOST_TEST(sent.code == errc::outcome_unknown);
    client.resolve("order-1", task{.id = "task_2"}, said.handler());
    settle();
    network->release();
    run();
    BOOST_TEST(std::count(log.begin(), log.end(), "task task_1 of order-1 beside task task_2 of ") == 1);
    BOOST_TEST(written->last.at("order-1").further_tasks == 1);
}

BOOST_FIXTURE_TEST_CASE(a_task_of_two_intents_is_told_of_and_ends_for_both, journal_fixture) {
    reply(accepted("task_1"), accepted("task_1"), succeeded(url));
    outcome<task> first, second;
    outcome<generated_video> video;
    client.submit(rain(), named("order-1"), first.handler());
    settle();
    client.submit(rain(), named("order-2"), second.handler());
    settle();
    BOOST_TEST(std::count(log.begin(), log.end(), "task task_1 of order-2 beside task  of order-1") == 1);
    client.wait("order-2", video.handler());
    run();
    BOOST_TEST(!video.code);
    for (const std::string name : {"order-1", "order-2"})
        BOOST_TEST(written->kept.find(name)->state == intent_state::succeeded);
}

BOOST_FIXTURE_TEST_CASE(hiding_the_key_never_touches_an_id, journal_fixture) {
    for (const char* key : {"a", "task", "data", "task_1"}) {
        client.use(apixo::account{.api_key = secret{key}});
        reply(accepted("task_1"), succeeded(url));
        outcome<generated_video> result;
        client.generate(rain(), result.handler());
        run();
        BOOST_TEST(result.value.task.id == "task_1");
        BOOST_TEST(result.value.urls.at(0) == url);
    }
}

BOOST_FIXTURE_TEST_CASE(a_note_that_is_cut_holds_no_part_of_the_key, journal_fixture) {
    const std::string key = "canary-4f1d9b7c-key";
    client.use(apixo::account{.api_key = secret{key}});
    for (std::size_t before = 0; before != 40; ++before) {
        reply(reply_with(200, std::string(64 * 1024 - 40 + before, 'x') + key));
        outcome<task> result;
        client.submit(rain(), named("order-" + std::to_string(before)), result.handler());
        run();
        BOOST_TEST(lacks(written->last.at("order-" + std::to_string(before)).note, "cana"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
