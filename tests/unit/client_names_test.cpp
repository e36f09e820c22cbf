// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a caller's name for an intent is good for: one request, one task, whoever calls and how often.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <span>
#include <string_view>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_names)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

auto snow() { return text_to_video<fast>{.prompt = "snow on a tin roof"}; }

class named_fixture : public client_fixture {
  public:
    named_fixture() {
        auto with_journal = options();
        with_journal.journal = journal;
        use_options(with_journal);
    }

    template <class T, class Request>
    void submit_as(std::string_view name, const Request& request, outcome<T>& result) {
        client.submit(request, {.intent = name, .why = &result.why}, result.handler());
    }

    /// Submits under a name, and runs until nothing waits any more.
    template <class Request>
    outcome<task> submitted_as(std::string_view name, const Request& request) {
        outcome<task> result;
        submit_as(name, request, result);
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
};

}  // namespace

// ---- a name is bound to its request

BOOST_FIXTURE_TEST_CASE(another_request_under_a_name_is_refused_and_not_sent, named_fixture) {
    reply(accepted("task_1"));
    submitted_as("order-1", rain());
    const auto second = submitted_as("order-1", snow());
    BOOST_TEST(second.code == errc::intent_mismatch);
    BOOST_TEST(second.code == failure_group::request);
    BOOST_TEST(second.why.billed == billed::no);
    BOOST_TEST(second.why.retry == retry::never);
    BOOST_TEST(
        second.why.detail ==
        "intent \"order-1\" was begun with another prompt: use the request that it was begun with, or another name");
    BOOST_TEST(!second.why.task, "the task is another customer's");
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_field_that_differs_is_named, named_fixture) {
    reply(accepted("task_1"));
    outcome<task> first, model, option, mode;
    submit_as("order-1", rain(), first);
    run();
    submit_as("order-1", text_to_video<mini>{.prompt = "rain on a tin roof"}, model);
    submit_as("order-1", text_to_video<fast>{.prompt = "rain on a tin roof", .sound = false}, option);
    submit_as("order-1",
              image_to_video<fast>{.prompt = "rain on a tin roof", .first_frame = "https://example.com/a.png"}, mode);
    run();
    BOOST_TEST(contains(model.why.detail, "another model"));
    BOOST_TEST(contains(option.why.detail, "another sound"));
    BOOST_TEST(contains(mode.why.detail, "another mode"));
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_same_request_in_another_form_is_the_same, named_fixture) {
    reply(accepted("task_1"));
    outcome<task> first, again, spelt_out;
    submit_as("order-1", rain(), first);
    run();
    any_request at_run_time{.model = "apixo/seedance-2-0-fast", .prompt = "rain on a tin roof"};
    at_run_time.callback_url = "https://example.com/hook";
    submit_as("order-1", prepare(at_run_time, all_models::entries), again);
    submit_as("order-1", text_to_video<fast>{.prompt = "rain on a tin roof", .resolution = "720p"}, spelt_out);
    run();
    BOOST_TEST(again.value.id == "task_1");
    BOOST_TEST(spelt_out.value.id == "task_1", "720p is the default");
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_outcome_is_kept_from_another_request_too, named_fixture) {
    reply(answer_lost());
    submitted_as("order-1", rain());
    const auto second = submitted_as("order-1", snow());
    BOOST_TEST(second.code == errc::intent_mismatch);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_name_under_which_nothing_was_sent_is_free, named_fixture) {
    reply(refused(400), accepted("task_1"));
    const auto first = submitted_as("order-1", rain());
    const auto second = submitted_as("order-1", snow());
    BOOST_TEST(first.code == errc::rejected);
    BOOST_TEST(second.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(an_intent_without_a_digest_is_taken_for_the_same, named_fixture) {
    for (const std::string_view digest : {"", "0 model=apixo/seedance-2-0-fast"}) {
        const std::string name = digest.empty() ? "order-1" : "order-2";
        const task made{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_of_" + name};
        const intent old{.name = name, .state = intent_state::accepted, .task = made, .digest = std::string{digest}};
        journal->apply(std::vector{journal_change{old, 0}});
        log.clear();
        outcome<task> result;
        submit_as(name, snow(), result);
        run();
        BOOST_TEST(result.value.id == "task_of_" + name);
        BOOST_TEST(log == (std::vector<std::string>{"not compared: " + name}));
    }
    BOOST_TEST(requests().empty(), "an upgrade of the library never turns a retry into a second payment");
}

// ---- limits are for what is new

BOOST_FIXTURE_TEST_CASE(limits_account_and_deadline_say_nothing_of_what_is_paid_for, named_fixture) {
    reply(accepted("task_1"));
    outcome<task> first, dearer, unknown_account, too_late;
    submit_as("order-1", rain(), first);
    run();
    client.submit(rain(), {.intent = "order-1", .price_limit = micro_usd(1)}, dearer.handler());
    client.submit(rain(), {.intent = "order-1", .account = "eu"}, unknown_account.handler());
    client.submit(rain(), {.deadline = 0s, .intent = "order-1"}, too_late.handler());
    run();
    BOOST_TEST(dearer.value.id == "task_1");
    BOOST_TEST(unknown_account.value.id == "task_1");
    BOOST_TEST(unknown_account.value.account == "default");
    BOOST_TEST(too_late.value.id == "task_1");
    BOOST_TEST(submits() == 1);
}

// ---- calls of one name at the same time

BOOST_FIXTURE_TEST_CASE(a_second_call_joins_the_first, named_fixture) {
    reply(accepted("task_1"), succeeded(url));
    outcome<task> first, second;
    outcome<generated_video> third;
    submit_as("order-1", rain(), first);
    submit_as("order-1", rain(), second);
    client.generate(rain(), {.intent = "order-1"}, third.handler());
    run();
    BOOST_TEST(first.value.id == "task_1");
    BOOST_TEST(second.value.id == "task_1");
    BOOST_TEST(third.value.urls.at(0) == url);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_second_call_with_another_request_is_refused_at_once, named_fixture) {
    reply(accepted("task_1"));
    network->hold();
    outcome<task> first, second;
    submit_as("order-1", rain(), first);
    submit_as("order-1", snow(), second);
    settle();
    BOOST_TEST(second.code == errc::intent_mismatch);
    network->release();
    run();
    BOOST_TEST(first.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(who_joined_hears_the_event_and_the_client_hears_it_once, named_fixture) {
    reply(accepted("task_1"));
    int heard = 0;
    auto count = event_handler{[&heard](const events::accepted&) { ++heard; }};
    outcome<task> first, second;
    submit_as("order-1", rain(), first);
    client.submit(rain(), {.on_event = count, .intent = "order-1"}, second.handler());
    run();
    BOOST_TEST(heard == 1);
    BOOST_TEST(log == (std::vector<std::string>{"accepted task_1"}));
}

BOOST_FIXTURE_TEST_CASE(the_first_caller_may_go, named_fixture) {
    for (const bool is_sent : {false, true}) {
        const std::string name = is_sent ? "order-2" : "order-1";
        reply(accepted("task_of_" + name));
        if (is_sent) network->hold();
        asio::cancellation_signal stop;
        outcome<task> first, second;
        client.submit(rain(), {.intent = name}, first.handler(stop));
        submit_as(name, rain(), second);
        if (is_sent) settle();
        stop.emit(asio::cancellation_type::terminal);
        settle();
        if (is_sent) network->release();
        run();
        BOOST_TEST(first.code == errc::cancelled);
        BOOST_TEST(second.value.id == "task_of_" + name);
    }
    BOOST_TEST(submits() == 2);
}

namespace {

/// A client that may have one task at a time: order-1 is called for twice, and order-2 after it.
struct queueing_fixture : named_fixture {
    queueing_fixture() {
        auto narrow = options();
        narrow.journal = journal;
        narrow.tasks_at_once = 1;
        use_options(narrow);
        network->answer_with([n = 0](const http_request&) mutable {
            ++n;
            return n == 1 ? refused(400) : accepted("task_" + std::to_string(n));
        });
    }

    /// Has the only place taken, and calls.
    void call() {
        network->hold();
        submit_as("order-0", rain(), before);
        settle();
        client.submit(rain(), {.intent = "order-1", .why = &first.why}, first.handler(stop_first));
        client.submit(rain(), {.deadline = 1h, .intent = "order-1", .why = &second.why}, second.handler(stop_second));
        submit_as("order-2", rain(), other);
        settle();
    }

    outcome<task> before, first, second, other;
    asio::cancellation_signal stop_first, stop_second;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(who_joined_keeps_the_place_of_the_first, queueing_fixture) {
    call();
    stop_first.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(first.code == errc::cancelled);
    BOOST_TEST(first.why.billed == billed::unknown, "it goes on for the other caller");
    BOOST_TEST(first.why.retry == retry::call_again);
    stop_first.emit(asio::cancellation_type::terminal);  // whose caller has gone already
    network->release();
    run();
    BOOST_TEST(second.value.id == "task_2");
    BOOST_TEST(other.value.id == "task_3");
    BOOST_TEST(journal->find("order-1")->attempt == 1);
}

BOOST_FIXTURE_TEST_CASE(who_joined_keeps_the_place_also_where_the_time_of_the_first_is_over, queueing_fixture) {
    network->hold();
    submit_as("order-0", rain(), before);
    settle();
    client.submit(rain(), {.deadline = 1min, .intent = "order-1"}, first.handler());
    submit_as("order-1", rain(), second);
    submit_as("order-2", rain(), other);
    settle();
    clock->advance(1min);
    settle();
    BOOST_TEST(first.code == errc::deadline_reached);
    network->release();
    run();
    BOOST_TEST(second.value.id == "task_2");
    BOOST_TEST(other.value.id == "task_3");
}

BOOST_FIXTURE_TEST_CASE(who_goes_on_for_another_is_cancelled_by_that_one, queueing_fixture) {
    call();
    stop_first.emit(asio::cancellation_type::terminal);
    settle();
    stop_second.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(second.code == errc::cancelled);
    BOOST_TEST(second.why.billed == billed::no);
    network->release();
    run();
    BOOST_TEST(journal->find("order-1")->state == intent_state::not_sent);
    BOOST_TEST(other.value.id == "task_2");
}

BOOST_FIXTURE_TEST_CASE(a_connection_under_way_is_that_of_who_joined, named_fixture) {
    network->hold(exchange_phase::connect);
    asio::cancellation_signal stop;
    outcome<task> first;
    outcome<generated_video> second;
    client.submit(rain(), {.intent = "order-1"}, first.handler(stop));
    client.generate(rain(), {.deadline = 1h, .intent = "order-1"}, second.handler());
    settle();
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(first.code == errc::cancelled);
    BOOST_TEST(network->held() == 1u, "it is not begun anew");
    reply(accepted("task_1"), succeeded(url));
    network->release();
    run();
    BOOST_TEST(second.value.urls.at(0) == url);
}

BOOST_FIXTURE_TEST_CASE(a_pause_is_not_cut_short_for_who_joined, named_fixture) {
    reply(not_connected(), not_connected(), not_connected());
    asio::cancellation_signal stop;
    outcome<task> first, second;
    client.submit(rain(), {.intent = "order-1"}, first.handler(stop));
    submit_as("order-1", rain(), second);
    run_until([this] { return requests().size() == 2; });
    const auto pause_ends = clock->now() + clock->until_alarm();
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST((clock->now() + clock->until_alarm() == pause_ends));
    run();
    BOOST_TEST(second.code == errc::not_sent);
    BOOST_TEST(requests().size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(what_would_be_paid_otherwise_is_begun_anew, named_fixture) {
    network->hold(exchange_phase::connect);
    client.use(apixo::account{.api_key = secret{"key-of-eu"}, .name = "eu"});
    const call_options others[] = {{.account = "eu"}, {.price_limit = micro_usd(1)}};
    for (const auto& other : others) {
        const std::string name = other.price_limit ? "order-1" : "order-2";
        asio::cancellation_signal stop;
        outcome<task> first, second;
        client.submit(rain(), {.intent = name}, first.handler(stop));
        auto call = other;
        call.intent = name;
        client.submit(rain(), call, second.handler());
        settle();
        stop.emit(asio::cancellation_type::terminal);
        if (!other.price_limit) reply(accepted("task_1"));
        settle();
        network->release();
        run();
        BOOST_TEST(second.code == (other.price_limit ? make_error_code(errc::over_limit) : error_code{}));
        if (!other.price_limit) BOOST_TEST(second.value.account == "eu");
        network->hold(exchange_phase::connect);
    }
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(who_joined_may_go, named_fixture) {
    reply(accepted("task_1"));
    network->hold();
    asio::cancellation_signal stop;
    outcome<task> first, second, third;
    submit_as("order-1", rain(), first);
    client.submit(rain(), {.intent = "order-1", .why = &second.why}, second.handler(stop));
    client.submit(rain(), {.deadline = 5s, .intent = "order-1", .why = &third.why}, third.handler());
    settle();
    stop.emit(asio::cancellation_type::terminal);
    clock->advance(6s);
    settle();
    BOOST_TEST(second.code == errc::cancelled);
    BOOST_TEST(second.why.billed == billed::unknown, "the first call's request is on its way");
    BOOST_TEST(second.why.retry == retry::call_again);
    BOOST_TEST(third.code == errc::deadline_reached);
    network->release();
    run();
    BOOST_TEST(first.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(what_the_gateway_refuses_it_refuses_all, named_fixture) {
    reply(refused(402));
    outcome<task> first, second;
    submit_as("order-1", rain(), first);
    submit_as("order-1", rain(), second);
    run();
    BOOST_TEST(first.code == errc::rejected_balance);
    BOOST_TEST(second.code == errc::rejected_balance);
    BOOST_TEST(second.why.http_status == 402);
    BOOST_TEST(submits() == 1, "nobody asks twice for the same refusal");
}

BOOST_FIXTURE_TEST_CASE(an_unknown_outcome_is_that_of_all, named_fixture) {
    reply(answer_lost());
    outcome<task> first, second;
    submit_as("order-1", rain(), first);
    submit_as("order-1", rain(), second);
    run();
    BOOST_TEST(first.code == errc::outcome_unknown);
    BOOST_TEST(second.code == errc::outcome_unknown);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_limits_of_the_first_are_not_those_of_the_second, named_fixture) {
    reply(accepted("task_1"));
    outcome<task> limited, first_in_line, second_in_line;
    client.submit(rain(), {.intent = "order-1", .price_limit = micro_usd(1)}, limited.handler());
    submit_as("order-1", rain(), first_in_line);
    submit_as("order-1", rain(), second_in_line);
    run();
    BOOST_TEST(limited.code == errc::over_limit);
    BOOST_TEST(first_in_line.value.id == "task_1");
    BOOST_TEST(second_in_line.value.id == "task_1");
    BOOST_TEST(submits() == 1);
}

// ---- accounts

BOOST_FIXTURE_TEST_CASE(an_account_of_a_name_has_its_own_key, named_fixture) {
    client.use(apixo::account{.api_key = secret{"key-of-eu"}, .name = "eu"});
    reply(accepted("task_1"), succeeded(url), accepted("task_2"));
    outcome<task> first, second;
    outcome<generated_video> video;
    client.submit(rain(), {.account = "eu"}, first.handler());
    run();
    client.wait(first.value, video.handler());
    run();
    client.submit(rain(), second.handler());
    run();
    BOOST_TEST(first.value.account == "eu");
    BOOST_TEST(requests().at(0).headers.at(0).value == "Bearer key-of-eu");
    BOOST_TEST(requests().at(1).headers.at(0).value == "Bearer key-of-eu", "a task is polled with its own account");
    BOOST_TEST(requests().at(2).headers.at(0).value == "Bearer test-key");
    BOOST_TEST(journal->find(first.value)->account == "eu");
    BOOST_TEST(journal->find(first.value)->key_fingerprint != journal->find(second.value)->key_fingerprint);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_was_changed_explains_what_the_gateway_does_not_show, named_fixture) {
    reply(accepted("task_1"));
    outcome<task> made;
    client.submit(rain(), made.handler());
    run();
    const std::pair<int, errc> refusals[] = {
        {401, errc::rejected_key}, {403, errc::rejected_access}, {404, errc::task_not_found}};
    for (const auto& [status, code] : refusals) {
        network->answer_with([status = status](const http_request&) { return refused(status); });
        for (const std::string key : {"test-key", "another-key"}) {
            client.use(apixo::account{.api_key = secret{key}});
            outcome<generated_video> waited;
            client.wait(made.value, waited.options(), waited.handler());
            outcome<status_answer> asked;
            client.status(made.value, asked.options(), asked.handler());
            run();
            BOOST_TEST(waited.code == (status == 403 ? errc::deadline_reached : code), "a pause lasts until the end");
            BOOST_TEST(asked.code == code);
            for (const auto& why : {waited.why, asked.why}) {
                const bool is_explained = contains(why.detail, "another key than account");
                BOOST_TEST(is_explained == (key != "test-key"), why.detail);
            }
        }
    }
}

BOOST_FIXTURE_TEST_CASE(an_unknown_account_is_refused, named_fixture) {
    outcome<task> result;
    client.submit(rain(), {.account = "eu", .why = &result.why}, result.handler());
    run();
    BOOST_TEST(result.code == errc::no_account);
    BOOST_TEST(result.why.detail ==
               "it needs the account \"eu\"; the client has \"default\" at this gateway: "
               "client.use(apixo::account{...}) adds one");
    outcome<generated_video> video;
    const task of_another{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1", .account = "us"};
    client.wait(of_another, video.options(), video.handler());
    run();
    BOOST_TEST(video.code == errc::no_account);
    BOOST_TEST(contains(video.why.detail, "\"us\""));
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_name_of_an_account_has_a_rule, named_fixture) {
    const auto is_refused = [](const error& e) {
        return e.code() == errc::bad_account_name && contains(e.what(), "1 to 64 visible ASCII");
    };
    for (const auto& bad : {std::string{}, std::string{"a b"}, std::string{"\n"}, std::string(65, 'a')})
        BOOST_CHECK_EXCEPTION(client.use(apixo::account{.api_key = secret{"key"}, .name = bad}), error, is_refused);
    client.use(apixo::account{.api_key = secret{"key"}, .name = std::string(64, 'a')});
}

BOOST_AUTO_TEST_SUITE_END()
