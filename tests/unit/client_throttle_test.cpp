// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A gateway that asks for fewer requests: a submit waits for its turn, in the order of the calls, as long as its caller
// has patience.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <optional>

#include <seedance/journal/memory.hpp>
#include <seedance/provider/xenodia.hpp>

using namespace test;

namespace {

/// A gateway that documents when it has refused before it did anything.
struct candid_gateway {};

struct candid_account {
    using provider = candid_gateway;

    secret api_key = {};
    std::string base_url{"https://candid.example"};
};

}  // namespace

template <>
struct seedance::provider_traits<candid_gateway> : seedance::provider_traits<apixo::gateway> {
    static constexpr std::string_view name = "candid";
    static bool refuses_before_acting(int status, const gateway_error& said) {
        return status == 503 && said.message == "not begun";
    }
};

BOOST_AUTO_TEST_SUITE(client_throttle)

namespace {

class throttle_fixture : public client_fixture {
  public:
    throttle_fixture() { use(options()); }

    void use(client_options changed) {
        changed.journal = written;
        use_options(changed);
        client.use(xenodia::account{.api_key = secret{"test-key"}});
        client.use(candid_account{.api_key = secret{"test-key"}});
    }

    /// Lets the gateway refuse every submit until this time.
    void refuse_until(std::chrono::milliseconds free_at, std::string retry_after = {}) {
        network->answer_with([this, free_at, retry_after](const http_request& request) {
            times.push_back(elapsed());
            if (elapsed() < free_at) return retry_after.empty() ? refused(429) : refused_for(429, retry_after);
            return request.method == "POST" ? accepted("task_1") : succeeded("https://file.apixo.ai/1.mp4");
        });
    }

    void check_throttled(const failure& why) const {
        BOOST_TEST(why.code == errc::throttled);
        BOOST_TEST(why.step == step::submit);
        BOOST_TEST(why.billed == billed::no);
        BOOST_TEST(why.retry == retry::call_again);
        BOOST_TEST(why.retry_after.has_value());
        BOOST_TEST(why.http_status == 429);
        BOOST_TEST(why.received.status == 429);
        BOOST_TEST(!why.received.body.empty());
        BOOST_TEST(written->list({.own = true, .open = true}).intents.empty());
    }

    /// Gives the words before the first space of each prompt that was sent.
    std::vector<std::string> sent() const {
        std::vector<std::string> out;
        for (const auto& request : requests()) {
            const auto at = request.body.find("order-");
            out.push_back(request.body.substr(at, request.body.find(' ', at) - at));
        }
        return out;
    }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
};

prepared_request named(std::string order) {
    order += " of rain";
    return prepare(text_to_video<fast>{.prompt = runtime(order)});
}

}  // namespace

// ---- patience

BOOST_FIXTURE_TEST_CASE(a_place_that_becomes_free_after_minutes_is_taken, throttle_fixture) {
    refuse_until(5min);
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(elapsed() <= 6min, "the pace is at most a minute");
    BOOST_TEST(requests().size() > 5u);
    BOOST_TEST(requests().size() < 40u, "nobody is hammered");
}

BOOST_FIXTURE_TEST_CASE(by_default_patience_lasts_until_the_deadline, throttle_fixture) {
    refuse_until(10h);
    outcome<task> result;
    client.submit(rain(), result.options(20min), result.handler());
    run();
    check_throttled(result.why);
    BOOST_TEST(elapsed() >= 19min);
    BOOST_TEST(elapsed() <= 20min);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(patience_may_end_sooner, throttle_fixture) {
    refuse_until(10h);
    outcome<task> result;
    client.submit(rain(), {.why = &result.why, .throttle_patience = 3min}, result.handler());
    run();
    check_throttled(result.why);
    BOOST_TEST(elapsed() >= 2min);
    BOOST_TEST(elapsed() <= 3min);
    BOOST_TEST(contains(result.why.detail, "call_options::throttle_patience"));
}

BOOST_FIXTURE_TEST_CASE(patience_ends_also_while_other_tasks_take_the_places, throttle_fixture) {
    auto two_at_once = options();
    two_at_once.tasks_at_once = 2;
    use(two_at_once);
    network->answer_with([this](const http_request& request) {
        if (request.method != "POST") return state_is("processing");
        return requests().size() == 1 ? accepted("task_1") : refused_for(429, "1");  // from now on, one at once
    });
    outcome<generated_video> made;
    outcome<task> result;
    client.generate(rain(), made.options(), made.handler());
    settle();
    client.submit(rain(), {.why = &result.why, .throttle_patience = 3min}, result.handler());
    settle();
    BOOST_TEST(requests().size() == 2u);
    clock->advance(3min - 1ms);
    settle();
    BOOST_TEST(!result.done());
    clock->advance(1ms);
    settle();
    BOOST_TEST(result.code == errc::throttled);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.retry == retry::call_again);
    run();
    BOOST_TEST(made.code == errc::deadline_reached);
}

/// The gateway has asked for fewer requests than that: another call was refused, and not this one.
BOOST_FIXTURE_TEST_CASE(patience_is_also_for_who_was_not_refused_itself, throttle_fixture) {
    for (const std::size_t at_once : {0u, 2u}) {  // refused before this one is called, or while it waits for its turn
        auto chosen = options();
        chosen.tasks_at_once = at_once;
        use(chosen);
        int posts = 0;
        network->answer_with([&](const http_request& request) {
            if (request.method != "POST") return state_is("processing");
            ++posts;
            if (posts == (at_once == 0 ? 1 : 2)) return refused_for(429, "1");
            return accepted("task_" + std::to_string(at_once) + std::to_string(posts));
        });
        if (at_once != 0) network->hold();
        outcome<generated_video> first, second;
        client.generate(rain(), first.options(), first.handler());
        settle();
        if (at_once == 0) run_until([&] { return posts == 2; });
        client.generate(rain(), second.options(), second.handler());
        settle();
        outcome<task> result;
        const auto began = elapsed();
        client.submit(rain(), {.why = &result.why, .throttle_patience = 30s}, result.handler());
        settle();
        network->release();
        run_until([&] { return result.done(); });
        BOOST_TEST(result.code == errc::throttled);
        BOOST_TEST(result.why.billed == billed::no);
        BOOST_TEST(elapsed() - began >= 30s);
        BOOST_TEST(elapsed() - began <= 32s);
        client = another(options());
    }
}

/// Who called first under the name goes while it waits for its turn, and had more patience.
BOOST_FIXTURE_TEST_CASE(who_takes_a_place_in_the_queue_over_has_a_patience_of_their_own, throttle_fixture) {
    auto two_at_once = options();
    two_at_once.tasks_at_once = 2;
    use(two_at_once);
    int posts = 0;
    network->answer_with([&posts](const http_request& request) {
        if (request.method != "POST") return state_is("processing");
        return ++posts == 2 ? refused_for(429, "1") : accepted("task_" + std::to_string(posts));
    });
    network->hold();
    std::vector<outcome<generated_video>> made(2);
    for (auto& each : made) client.generate(rain(), each.options(), each.handler());
    settle();
    outcome<task> first, next;
    asio::cancellation_signal stop;
    client.submit(rain(), {.intent = "order-1"}, first.handler(stop));
    client.submit(rain(), {.intent = "order-1", .why = &next.why, .throttle_patience = 30s}, next.handler());
    settle();
    stop.emit(asio::cancellation_type::terminal);
    settle();
    network->release();
    run_until([&] { return next.done(); });
    BOOST_TEST(next.code == errc::throttled);
    BOOST_TEST(elapsed() <= 32s);
    client.close();
    run();
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_their_own_limit_need_no_patience, throttle_fixture) {
    auto one_at_once = options();
    one_at_once.tasks_at_once = 1;
    use(one_at_once);
    network->answer_with([this](const http_request& request) {
        if (request.method == "POST") return accepted("task_" + std::to_string(submits()));
        return elapsed() < 5min ? state_is("processing") : succeeded("https://file.apixo.ai/1.mp4");
    });
    outcome<generated_video> made;
    outcome<task> result;
    client.generate(rain(), made.options(), made.handler());
    client.submit(rain(), {.why = &result.why, .throttle_patience = 30s}, result.handler());
    run();
    BOOST_TEST(!result.code, result.why.detail);
}

BOOST_FIXTURE_TEST_CASE(an_acceptance_gives_a_place_to_who_waits_for_one, throttle_fixture) {
    int posts = 0;
    network->answer_with([&posts](const http_request& request) {
        if (request.method != "POST") return state_is("processing");
        return ++posts <= 5 ? refused_for(429, "1") : accepted("task_" + std::to_string(posts));
    });
    std::vector<outcome<generated_video>> made(5);
    for (auto& each : made) client.generate(rain(), each.options(), each.handler());
    run_until([&] { return elapsed() >= 2min; });
    BOOST_TEST(posts == 8, "half of five at once, and one more for two that were accepted");
    client.close();
    run();
}

BOOST_FIXTURE_TEST_CASE(without_patience_a_refusal_is_final, throttle_fixture) {
    for (const auto patience : {std::chrono::milliseconds{0}, std::chrono::milliseconds::min()}) {
        use(options());
        reply(refused(429));
        outcome<task> result;
        client.submit(rain(), {.why = &result.why, .throttle_patience = patience}, result.handler());
        settle();
        check_throttled(result.why);
    }
    BOOST_TEST(requests().size() == 2u);
    BOOST_TEST(elapsed() == 0s);
}

BOOST_FIXTURE_TEST_CASE(patience_beyond_all_sense_does_not_overflow, throttle_fixture) {
    refuse_until(5min);
    outcome<task> result;
    client.submit(rain(), {.why = &result.why, .throttle_patience = std::chrono::milliseconds::max()},
                  result.handler());
    run();
    BOOST_TEST(!result.code);
}

BOOST_FIXTURE_TEST_CASE(a_longer_wait_than_the_patience_ends_the_call_at_once, throttle_fixture) {
    reply(refused_for(429, "181"));
    outcome<task> result;
    client.submit(rain(), {.why = &result.why, .throttle_patience = 3min}, result.handler());
    settle();
    check_throttled(result.why);
    BOOST_TEST(result.why.retry_after == 181s);
    BOOST_TEST(result.why.gateway_message == "slow down");
}

BOOST_FIXTURE_TEST_CASE(a_long_wait_is_obeyed_where_there_is_time, throttle_fixture) {
    refuse_until(1s, "900");
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(times == (std::vector<std::chrono::milliseconds>{0s, 900s}));
}

BOOST_FIXTURE_TEST_CASE(a_wait_that_leaves_no_time_for_the_video_ends_the_call_at_once, throttle_fixture) {
    reply(refused_for(429, "101"));
    outcome<generated_video> result;
    client.generate(rain(), result.options(300s), result.handler());  // its first poll comes after 200 s
    settle();
    check_throttled(result.why);
    BOOST_TEST(result.why.retry_after == 101s);
}

BOOST_FIXTURE_TEST_CASE(a_video_is_waited_for_after_the_patience, throttle_fixture) {
    refuse_until(5min);
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
}

BOOST_FIXTURE_TEST_CASE(who_cannot_wait_as_long_as_the_gateway_asks_is_told_at_once, throttle_fixture) {
    refuse_until(1s, "3600");
    outcome<task> patient, other;
    client.submit(rain(), patient.options(2h), patient.handler());
    settle();
    clock->advance(10min);
    client.submit(rain(), other.options(), other.handler());
    settle();
    BOOST_TEST(other.code == errc::throttled);
    BOOST_TEST(other.why.retry_after == 3000s);
    BOOST_TEST(other.why.billed == billed::no);
    BOOST_TEST(other.why.retry == retry::call_again);
    BOOST_TEST(requests().size() == 1u);
    run();
    BOOST_TEST(!patient.code);
    BOOST_TEST(requests().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_caller_may_go_while_it_waits, throttle_fixture) {
    reply(refused_for(429, "60"));
    asio::cancellation_signal stop;
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler(stop));
    settle();
    stop.emit(asio::cancellation_type::terminal);
    run();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(written->list({.own = true, .open = true}).intents.empty());
}

// ---- the queue

BOOST_FIXTURE_TEST_CASE(who_was_refused_first_is_sent_first, throttle_fixture) {
    network->hold();
    outcome<task> results[4];
    int number = 0;
    for (auto& each : results) {
        client.submit(named("order-" + std::to_string(++number)), each.options(), each.handler());
        if (number == 3) settle();
    }
    settle();
    for (int i = 0; i != 4; ++i) reply(refused_for(429, "5"));
    network->release();
    settle();
    outcome<task> late;
    client.submit(named("order-5"), late.options(), late.handler());
    for (int i = 0; i != 5; ++i) reply(accepted("task_" + std::to_string(i)));
    run();
    BOOST_TEST(sent() == (std::vector<std::string>{"order-1", "order-2", "order-3", "order-4", "order-1", "order-2",
                                                   "order-3", "order-4", "order-5"}));
    BOOST_TEST(times.at(4) == 5s);
    BOOST_TEST(times.back() == 5s);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_sent_to_the_gateway_before_it_wants_to_be_asked, throttle_fixture) {
    refuse_until(1s, "60");
    outcome<task> refused_one, next, retried, elsewhere;
    client.submit(rain(), refused_one.options(), refused_one.handler());
    settle();
    client.submit(rain(), next.options(), next.handler());
    settle();
    BOOST_TEST(requests().size() == 1u);
    network->answer_with([this](const http_request& request) {
        times.push_back(elapsed());
        return request.url.find("xenodia") != std::string::npos ? reply_with(200, R"({"task_id":"task_x"})")
                                                                : accepted("task_1");
    });
    const text_to_video<xenodia::seedance_2> request{.prompt = "rain on a tin roof"};
    client.submit(request, elsewhere.options(), elsewhere.handler());
    settle();
    BOOST_TEST(elsewhere.value.id == "task_x", "it is another gateway");
    run();
    BOOST_TEST(times == (std::vector<std::chrono::milliseconds>{0s, 0s, 60s, 60s}));
    BOOST_TEST(!refused_one.code);
    BOOST_TEST(!next.code);
}

BOOST_FIXTURE_TEST_CASE(an_attempt_after_a_pause_waits_too, throttle_fixture) {
    network->hold();
    outcome<task> unsent, refused_one;
    client.submit(named("order-1"), unsent.options(), unsent.handler());
    client.submit(named("order-2"), refused_one.options(), refused_one.handler());
    settle();
    reply(not_connected(), refused_for(429, "60"), accepted("task_1"), accepted("task_2"));
    network->release();
    run();
    BOOST_TEST(times.at(2) == 60s);
    BOOST_TEST(!unsent.code);
    BOOST_TEST(!refused_one.code);
}

BOOST_FIXTURE_TEST_CASE(an_attempt_that_cannot_wait_so_long_ends, throttle_fixture) {
    network->hold();
    outcome<task> unsent, refused_one;
    client.submit(named("order-1"), unsent.options(30s), unsent.handler());
    client.submit(named("order-2"), refused_one.options(), refused_one.handler());
    settle();
    reply(not_connected(), refused_for(429, "60"), accepted("task_2"));
    network->release();
    run();
    BOOST_TEST(unsent.code == errc::throttled);
    BOOST_TEST(unsent.why.billed == billed::no);
    BOOST_TEST(unsent.why.retry_after >= 59s);
    BOOST_TEST(sent() == (std::vector<std::string>{"order-1", "order-2", "order-2"}));
}

BOOST_FIXTURE_TEST_CASE(who_waits_holds_no_place_and_is_written_down_as_planned, throttle_fixture) {
    auto one_at_a_time = options();
    one_at_a_time.tasks_at_once = 1;
    use(one_at_a_time);
    reply(refused_for(429, "60"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    settle();
    BOOST_TEST_REQUIRE(written->list({.own = true, .open = true}).intents.size() == 1u);
    BOOST_TEST(written->list({.own = true, .open = true}).intents.front().state == intent_state::planned);
    network->hold();
    clock->advance(60s);
    settle();
    BOOST_TEST_REQUIRE(network->held() == 1u);
    BOOST_TEST(written->list({.own = true, .open = true}).intents.front().state == intent_state::sending);
    reply(accepted("task_1"));
    network->release();
    run();
    BOOST_TEST(!result.code);
}

BOOST_FIXTURE_TEST_CASE(one_submit_is_never_on_its_way_twice, throttle_fixture) {
    outcome<task> result;
    network->hold();
    client.submit(rain(), result.options(), result.handler());
    settle();
    for (std::size_t refusals = 1; refusals != 10; ++refusals) {
        BOOST_TEST_REQUIRE(network->held() == 1u);
        reply(refused(429));
        network->release();
        network->hold();
        settle();
        while (network->held() == 0 && clock->advance_to_alarm()) settle();
        BOOST_TEST(requests().size() == refusals + 1);
    }
    reply(accepted("task_1"));
    network->release();
    run();
    BOOST_TEST(!result.code);
}

BOOST_FIXTURE_TEST_CASE(refusals_cost_no_attempts, throttle_fixture) {
    for (int i = 0; i != 5; ++i) reply(refused(429));
    reply(not_connected(), refused(429), not_connected(), refused(429), accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(events_say_when_it_is_sent_again_and_why, throttle_fixture) {
    std::vector<std::string> words;
    std::vector<std::chrono::milliseconds> waits;
    auto keep = [&](const events::retrying& e) {
        words.emplace_back(e.gateway_message);
        waits.push_back(e.after);
    };
    reply(refused_for(429, "7"), accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), {.on_event = keep, .why = &result.why}, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(words == std::vector<std::string>{"slow down"});
    BOOST_TEST(waits == std::vector<std::chrono::milliseconds>{7s});
    BOOST_TEST(times.back() == 7s);
}

// ---- the words of an answer

BOOST_FIXTURE_TEST_CASE(a_503_proves_nothing_whatever_it_promises, throttle_fixture) {
    reply(refused_for(503, "5"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.retry == retry::ask_first);
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST_REQUIRE(written->list({.own = true, .open = true}).intents.size() == 1u);
    BOOST_TEST(written->list({.own = true, .open = true}).intents.front().state == intent_state::unknown);
}

BOOST_FIXTURE_TEST_CASE(a_gateway_may_document_what_it_refuses_before_acting, throttle_fixture) {
    const auto busy = [](const std::string& words) {
        return reply_with(503, R"({"code":503,"message":")" + words + "\"}", {{"Retry-After", "5"}});
    };
    const auto request = unchecked<candid_gateway>("m", "", "{}");
    for (int i = 0; i != 5; ++i) reply(busy("not begun"));
    reply(accepted("task_1"));
    outcome<task> made, lost;
    client.submit(request, made.options(), made.handler());
    run();
    BOOST_TEST(!made.code);
    BOOST_TEST(times.back() >= 25s);
    reply(busy("who knows"));
    client.submit(request, lost.options(), lost.handler());
    run();
    BOOST_TEST(lost.code == errc::outcome_unknown, "any other answer is as uncertain as at other gateways");
}

// A wait that is resumed takes its place whatever the limit is: when the pause is over there may be no room.
BOOST_FIXTURE_TEST_CASE(one_that_finds_no_room_after_the_pause_ends_at_its_deadline, client_fixture) {
    const task resumed{.provider = "apixo",
                       .model = "seedance-2-0-fast",
                       .id = "task_9",
                       .accepted_at = clock->wall_now(),
                       .polling = {.first = 3600s, .first_latest = 3600s, .interval = 10s, .interval_longest = 20s}};
    reply(refused_for(429, "10"));
    outcome<task> made;
    client.submit(rain(), made.options(20min), made.handler());
    settle();
    outcome<generated_video> waits;
    client.wait(resumed, waits.options(30min), waits.handler());
    run();
    BOOST_TEST_REQUIRE(made.done());
    BOOST_TEST(made.code == errc::throttled);
    BOOST_TEST(submits() == 1);
    BOOST_TEST(waits.done());
}

BOOST_AUTO_TEST_SUITE_END()
