// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Limits on what is spent and on what is under way at the same time.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <algorithm>
#include <boost/asio/detached.hpp>

#include <seedance/journal/budget.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/provider/xenodia.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_limits)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";
constexpr money price_of_rain = micro_usd(780'000);  // 5 s at 720p with sound: 5 x $0.156
static_assert(estimate(text_to_video<fast>{.prompt = "rain on a tin roof"}).amount() == price_of_rain);

class limited_fixture : public client_fixture {
  public:
    void limit(auto change) {
        auto changed = options();
        change(changed);
        use_options(changed);
        client.use(xenodia::account{.api_key = secret{"test-key"}});
    }

    /// Sets the limit of a budget that all calls of the client are paid from.
    void limit_spending(money amount) {
        limit([&](client_options& o) { o.journal = written, o.budget = "b"; });
        written->set_budget("b", amount, budget_period::ever(), clock->wall_now());
    }

    budget_figures figures() const { return written->find_budget("b", clock->wall_now()).value(); }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
};

}  // namespace

// ---- money

BOOST_FIXTURE_TEST_CASE(a_call_may_have_a_limit, limited_fixture) {
    outcome<task> refused_one, allowed;
    client.submit(rain(), {.price_limit = price_of_rain - micro_usd(1), .why = &refused_one.why},
                  refused_one.handler());
    run();
    BOOST_TEST(refused_one.code == errc::over_limit);
    BOOST_TEST(refused_one.code == failure_group::limit);
    BOOST_TEST(refused_one.why.detail == "the request costs $0.78, call_options::price_limit is $0.779999");
    BOOST_TEST(refused_one.why.billed == billed::no);
    BOOST_TEST(requests().empty());
    reply(accepted("task_1"));
    client.submit(rain(), {.price_limit = price_of_rain}, allowed.handler());
    run();
    BOOST_TEST(!allowed.code);
}

BOOST_FIXTURE_TEST_CASE(a_negative_price_raises_no_limit, limited_fixture) {
    limit_spending(usd(1));
    const text_to_video<xenodia::seedance_2> request{.prompt = "rain on a tin roof"};
    outcome<task> result;
    client.submit(request, {.price_if_unknown = usd(-100), .why = &result.why}, result.handler());
    run();
    BOOST_TEST(result.code == errc::price_unknown);
    BOOST_TEST(contains(result.why.detail, "-$100.00"));
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(figures().left() == usd(1));
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(an_unknown_price_is_refused_under_a_limit, limited_fixture) {
    limit_spending(usd(10));
    const text_to_video<xenodia::seedance_2> request{.prompt = "rain on a tin roof"};
    outcome<task> refused_one, allowed, too_much;
    client.submit(request, refused_one.options(), refused_one.handler());
    run();
    BOOST_TEST(refused_one.code == errc::price_unknown);
    BOOST_TEST(contains(refused_one.why.detail, "price_if_unknown"));
    client.submit(request, {.price_limit = usd(2), .price_if_unknown = usd(3)}, too_much.handler());
    run();
    BOOST_TEST(too_much.code == errc::over_limit);
    BOOST_TEST(requests().empty());
    reply(reply_with(200, R"({"task_id":"task_1"})"));
    client.submit(request, {.price_if_unknown = usd(3)}, allowed.handler());
    run();
    BOOST_TEST(!allowed.code);
    BOOST_TEST(figures().held == usd(3));
}

BOOST_FIXTURE_TEST_CASE(what_is_set_aside_is_settled_by_the_gateways_word, limited_fixture) {
    limit_spending(3 * price_of_rain);
    const auto generate = [&](http_reply end) {
        reply(accepted("task_1"), std::move(end));
        outcome<generated_video> result;
        client.generate(rain(), result.handler());
        run();
        return result.code;
    };
    BOOST_TEST(!generate(succeeded(url)));
    BOOST_TEST(figures().spent == price_of_rain);
    BOOST_TEST(figures().held == money{});
    BOOST_TEST(generate(failed("InternalError")) == errc::task_failed);
    BOOST_TEST(figures().spent == price_of_rain);
    BOOST_TEST(figures().held == price_of_rain, "no document says whether a failed task is charged");
    reply(refused(400));
    outcome<task> result;
    client.submit(rain(), result.handler());
    run();
    BOOST_TEST(figures().spent == price_of_rain);
    BOOST_TEST(figures().held == price_of_rain);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_outcome_stays_set_aside, limited_fixture) {
    limit_spending(price_of_rain);
    reply(answer_lost());
    outcome<task> lost, next;
    client.submit(rain(), lost.handler());
    run();
    BOOST_TEST(lost.code == errc::outcome_unknown);
    BOOST_TEST(figures().held == price_of_rain);
    client.submit(rain(), next.options(), next.handler());
    run();
    BOOST_TEST(next.code == errc::over_limit);
    BOOST_TEST(next.why.detail ==
               "the request costs $0.78, the budget \"b\" has $0.00 left of $0.78; raise its limit with "
               "client::set_budget");
    BOOST_TEST(next.why.billed == billed::no);
}

BOOST_FIXTURE_TEST_CASE(submit_and_wait_settle_once, limited_fixture) {
    limit_spending(usd(5));
    reply(accepted("task_1"), succeeded(url), succeeded(url));
    outcome<task> made;
    client.submit(rain(), made.handler());
    run();
    BOOST_TEST(figures().held == price_of_rain);
    for (int i = 0; i != 2; ++i) {
        outcome<generated_video> result;
        client.wait(made.value, result.handler());
        run();
        BOOST_TEST(!result.code);
        BOOST_TEST(figures().spent == price_of_rain);
        BOOST_TEST(figures().held == money{});
    }
}

BOOST_FIXTURE_TEST_CASE(a_thousand_calls_against_a_limit_of_n, limited_fixture) {
    for (const int n : {0, 1, 7, 100}) {
        written = std::make_shared<memory_journal>();
        limit_spending(price_of_rain * n);
        const auto before = submits();
        int number = 0;
        network->answer_with([&number](const http_request& request) {
            if (request.method != "POST") return succeeded(url);
            return ++number % 3 == 0 ? answer_lost() : accepted("task_" + std::to_string(number));
        });
        std::vector<outcome<generated_video>> results(1000);
        for (auto& result : results) client.generate(rain(), result.handler());
        run();
        BOOST_TEST(submits() - before == n);
        BOOST_TEST(std::count_if(results.begin(), results.end(),
                                 [](const auto& r) { return r.code == errc::over_limit; }) == 1000 - n);
        BOOST_TEST(figures().spent + figures().held == price_of_rain * n);
    }
}

// ---- how much at the same time

BOOST_FIXTURE_TEST_CASE(no_more_tasks_than_allowed_are_under_way, limited_fixture) {
    limit([](client_options& o) { o.tasks_at_once = 3; });
    int under_way = 0, most = 0, number = 0;
    network->answer_with([&](const http_request& request) {
        if (request.method == "POST") {
            most = std::max(most, ++under_way);
            return accepted("task_" + std::to_string(++number));
        }
        --under_way;
        return succeeded(url);
    });
    std::vector<outcome<generated_video>> results(20);
    for (auto& result : results) client.generate(rain(), {.deadline = 10h}, result.handler());
    settle();
    BOOST_TEST(submits() == 3);
    run();
    for (const auto& result : results) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(result.code == error_code{});
    }
    BOOST_TEST(most == 3);
    BOOST_TEST(submits() == 20);
}

BOOST_FIXTURE_TEST_CASE(whoever_leaves_the_queue_was_never_sent, limited_fixture) {
    limit([](client_options& o) { o.tasks_at_once = 1; });
    reply(accepted("task_1"), succeeded(url));
    asio::cancellation_signal stop;
    outcome<generated_video> first, cancelled_one, late, too_late;
    outcome<task> patient;
    client.generate(rain(), first.handler());
    client.generate(rain(), cancelled_one.options(), cancelled_one.handler(stop));
    client.generate(rain(), late.options(10s), late.handler());
    client.generate(rain(), too_late.options(301s), too_late.handler());
    settle();
    stop.emit(asio::cancellation_type::total);
    clock->advance(10s);
    settle();
    BOOST_TEST(cancelled_one.code == errc::cancelled);
    BOOST_TEST(cancelled_one.why.retry == retry::call_again);
    BOOST_TEST(cancelled_one.why.billed == billed::no);
    BOOST_TEST(late.code == errc::deadline_reached);
    BOOST_TEST(late.why.billed == billed::no);
    run();
    BOOST_TEST(!first.code);
    BOOST_TEST(too_late.code == errc::deadline_reached,
               "its video could not have come in time: it must not be paid for");
    BOOST_TEST(too_late.why.billed == billed::no);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(submits_are_spread_over_time, limited_fixture) {
    limit([](client_options& o) { o.submits_per_second = 2; });
    network->answer_with([this](const http_request&) {
        times.push_back(elapsed());
        return accepted("task_" + std::to_string(times.size()));
    });
    std::vector<outcome<task>> results(9);
    for (auto& result : results) client.submit(rain(), result.handler());
    run();
    BOOST_TEST_REQUIRE(times.size() == 9u);
    for (std::size_t i = 0; i != times.size(); ++i) BOOST_TEST(times[i] == 500ms * i);
    for (const auto& result : results) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(result.code == error_code{});
    }
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_wants_less_gets_less, limited_fixture) {
    constexpr int room = 4;  // what the gateway takes at the same time
    limit([](client_options& o) { o.tasks_at_once = 32; });
    int under_way = 0, throttled = 0, number = 0;
    network->answer_with([&](const http_request& request) {
        if (request.method != "POST") {
            --under_way;
            return succeeded(url);
        }
        if (under_way == room) {
            ++throttled;
            return refused_for(429, "1");
        }
        ++under_way;
        return accepted("task_" + std::to_string(++number));
    });
    std::vector<outcome<generated_video>> results(200);
    for (auto& result : results) client.generate(rain(), {.deadline = 100h}, result.handler());
    run();
    for (const auto& result : results) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(result.code == error_code{}, "whoever has the patience gets a video");
    }
    BOOST_TEST(number == 200);
    BOOST_TEST(throttled <= 250, "32 at a time would be refused far more often");
}

BOOST_FIXTURE_TEST_CASE(waiting_takes_a_place_but_no_permission, limited_fixture) {
    limit([](client_options& o) { o.tasks_at_once = 1; });
    const task known{
        .provider = "apixo", .model = "seedance-2-0-fast", .id = "task_0", .accepted_at = clock->wall_now()};
    auto other = known;
    other.id = "task_00";
    reply(succeeded(url), succeeded(url), accepted("task_1"));
    outcome<generated_video> first, second;
    outcome<task> queued;
    client.wait(known, first.handler());
    client.wait(other, second.handler());
    client.submit(rain(), queued.handler());
    settle();
    BOOST_TEST(submits() == 0);
    run();
    BOOST_TEST(first.done());
    BOOST_TEST(second.done());
    BOOST_TEST(queued.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_place_is_free_again_when_nobody_waits_for_the_answer, limited_fixture) {
    for (const bool by_deadline : {true, false}) {
        const auto written = std::make_shared<memory_journal>();
        limit([&](client_options& o) { o.tasks_at_once = 1, o.journal = written; });
        network->hold();
        asio::cancellation_signal stop;
        outcome<task> gone, next;
        client.submit(rain(), gone.options(10s), gone.handler(stop));
        settle();
        client.submit(rain(), next.options(), next.handler());
        settle();
        by_deadline ? clock->advance(10s) : stop.emit(asio::cancellation_type::terminal);
        settle();
        BOOST_TEST(gone.done());
        clock->advance(by_deadline ? 109s : 119s);
        settle();
        BOOST_TEST(network->held() == 1u, "an answer may still come");
        clock->advance(1s);
        settle();
        BOOST_TEST_REQUIRE(network->held() == 2u);
        const auto open = written->list({.own = true, .open = true}).intents;
        BOOST_TEST(std::count_if(open.begin(), open.end(),
                                 [](const auto& each) { return each.state == intent_state::unknown; }) == 1);
        reply(accepted("task_1"), accepted("task_2"));
        network->release();
        run();
        BOOST_TEST(!next.code);
        BOOST_TEST(written->list({.own = true, .open = true}).intents.size() == 2u,
                   "a late answer is used all the same");
        for (const auto& each : written->list({.own = true, .open = true}).intents)
            BOOST_TEST(each.state == intent_state::accepted);
    }
}

BOOST_FIXTURE_TEST_CASE(a_call_that_sends_nothing_takes_no_turn, limited_fixture) {
    limit([&](client_options& o) { o.submits_per_second = 1, o.journal = written, o.budget = "b"; });
    written->set_budget("b", 3 * price_of_rain, budget_period::ever(), clock->wall_now());
    network->answer_with([this](const http_request&) {
        times.push_back(elapsed());
        return accepted("task_" + std::to_string(times.size()));
    });
    outcome<task> first, again[3], second, third, too_much[3], unsent;
    client.submit(rain(), {.intent = "order-1"}, first.handler());
    run();
    clock->advance(10s);
    for (auto& each : again) client.submit(rain(), {.intent = "order-1"}, each.handler());
    client.submit(rain(), {.intent = "order-2"}, second.handler());
    run();
    for (const auto& each : again) BOOST_TEST(each.value.id == "task_1");
    clock->advance(10s);
    client.submit(rain(), {.intent = "order-3"}, third.handler());
    run();
    clock->advance(10s);
    for (auto& each : too_much) client.submit(rain(), each.handler());
    run();
    for (const auto& each : too_much) BOOST_TEST(each.code == errc::over_limit);
    written->adjust_budget({.budget = "b", .name = "1", .amount = micro_usd(0) - price_of_rain, .why = "a refund"},
                           clock->wall_now());
    client.submit(rain(), unsent.handler());
    run();
    BOOST_TEST(times == (std::vector<std::chrono::milliseconds>{0s, 10s, 20s, 30s}));
}

BOOST_AUTO_TEST_SUITE_END()
