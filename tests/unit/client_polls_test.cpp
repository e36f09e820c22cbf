// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Many tasks at one gateway: how many polls are under way at the same time, and what becomes of those that queue.
#include "client_fixture.hpp"

#include <algorithm>
#include <optional>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/engine/impl/poll_limiter.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_polls)

namespace {

constexpr std::size_t places = detail::poll_limiter::permits;

/// Accepted so long ago that it is asked for at once; its schedule has no interval, over which very many would be
/// spread.
task overdue(std::size_t number) {
    return {.provider = "apixo",
            .model = "seedance-2-0-fast",
            .id = "task_" + std::to_string(number),
            .accepted_at = {},
            .polling = {0s, 0s, 0s, 0s}};
}

struct crowd : client_fixture {
    crowd() {
        network->answer_with([](const http_request&) { return succeeded("https://file.apixo.ai/1.mp4"); });
    }

    /// Tasks whose polls get no answer until the network is released; the first one is asked for first.
    void resume(std::size_t count, std::chrono::milliseconds deadline = 30min) {
        network->hold();
        results = std::vector<outcome<generated_video>>(count);
        for (std::size_t i = 0; i != count; ++i) {
            client.wait(overdue(i), results[i].options(deadline), results[i].handler(signals.emplace_back()));
            ask();
        }
    }

    /// Lets what is due be asked for.
    void ask() {
        settle();
        clock->advance(0s);
        settle();
    }

    std::size_t done(error_code code = {}) const {
        return static_cast<std::size_t>(std::count_if(results.begin(), results.end(),
                                                      [code](const auto& r) { return r.done() && r.code == code; }));
    }

    std::vector<outcome<generated_video>> results;
    std::deque<asio::cancellation_signal> signals;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(tasks_that_are_resumed_at_once_share_a_few_polls, crowd) {
    resume(10 * places + 7);
    BOOST_TEST(network->held() == places);
    std::size_t rounds = 0;
    for (; network->held() != 0; ++rounds) {
        const auto before = network->held();
        BOOST_TEST_REQUIRE(before <= places);
        network->release();
        network->hold();
        settle();
    }
    BOOST_TEST(rounds == 11u);
    BOOST_TEST(done() == results.size());
    BOOST_TEST(requests().size() == results.size(), "each is asked for once");
    for (std::size_t i = 0; i != results.size(); ++i)
        BOOST_TEST_REQUIRE(requests()[i].url.ends_with("=task_" + std::to_string(i)),
                           "who came first is asked for first");
    BOOST_TEST(elapsed() == 0ms);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(thousands_that_are_due_one_after_the_other_share_an_alarm, crowd) {
    network->answer_with([](const http_request&) { return state_is("processing"); });
    constexpr std::size_t count = 5'000;
    results = std::vector<outcome<generated_video>>(count);
    const auto wait_for = [this](std::size_t number, std::chrono::milliseconds age) {
        auto what = overdue(number);
        what.accepted_at = clock->wall_now() - age;
        what.polling = {.first = 60s, .first_latest = 60s, .interval = 3600s, .interval_longest = 3600s};
        client.wait(what, results[number].options(24h), results[number].handler());
    };
    for (std::size_t i = 0; i != count; ++i)
        wait_for(i, std::chrono::milliseconds{i / 2});  // from 60 s to 74.4 s, spread by a fifth
    settle();
    std::size_t alarms = 0;
    for (; requests().size() != count; ++alarms) {
        BOOST_TEST_REQUIRE(clock->advance_to_alarm());
        settle();
    }
    BOOST_TEST(alarms < count / 2);
    BOOST_TEST(elapsed() >= 57'500ms);
    BOOST_TEST(elapsed() <= 72'010ms);
}

BOOST_FIXTURE_TEST_CASE(a_few_overdue_tasks_are_asked_for_at_once, crowd) {
    resume(places);
    BOOST_TEST(network->held() == places);
    network->release();
    settle();
    BOOST_TEST(done() == places);
}

BOOST_FIXTURE_TEST_CASE(who_queues_can_be_cancelled, crowd) {
    resume(3 * places);
    for (std::size_t i = places; i != 2 * places; ++i) signals[i].emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(done(errc::cancelled) == places);
    BOOST_TEST(network->held() == places);
    BOOST_TEST(network->cancelled() == 0u);
    for (std::size_t i = 0; i != places; ++i) signals[i].emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(network->cancelled() == places);
    BOOST_TEST(network->held() == places, "the last ones have the places");
    BOOST_TEST(requests().size() == 2 * places);
    network->release();
    settle();
    BOOST_TEST(done(errc::cancelled) == 2 * places);
    BOOST_TEST(done() == places);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(a_deadline_ends_those_that_queue_too, crowd) {
    resume(3 * places, 10s);
    run();
    BOOST_TEST(elapsed() == 10s);
    BOOST_TEST(done(errc::deadline_reached) == results.size());
    BOOST_TEST(requests().size() == places);
    BOOST_TEST(results.back().why.retry == retry::resume);
    BOOST_TEST(!clock->has_alarm());
    BOOST_TEST(network->held() == 0u);
    network->release();
    outcome<generated_video> later;
    client.wait(overdue(1), later.handler());
    run();
    BOOST_TEST(!later.code, "every place is free again");
}

BOOST_AUTO_TEST_CASE(a_client_may_go_while_tasks_queue) {
    crowd f;
    auto other = std::make_optional<seedance::client>(f.context.get_executor(), f.network, f.options());
    other->use(apixo::account{.api_key = secret{"test-key"}});
    f.network->hold();
    std::vector<outcome<generated_video>> results(2 * places);
    for (std::size_t i = 0; i != results.size(); ++i) other->wait(overdue(i), results[i].handler());
    f.ask();
    other.reset();
    f.settle();
    for (const auto& result : results) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST_REQUIRE(result.code == errc::client_closed);
    }
    BOOST_TEST(f.requests().size() == places);
    BOOST_TEST(!f.clock->has_alarm());
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_tasks_queue) {
    const auto alive = std::make_shared<int>();
    {
        crowd f;
        f.network->hold();
        for (std::size_t i = 0; i != 2 * places; ++i)
            f.client.wait(overdue(i), [alive](error_code, generated_video) { ++*alive; });
        f.ask();
        BOOST_TEST(f.network->held() == places);
        BOOST_TEST(alive.use_count() == 1 + 2 * static_cast<long>(places));
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(*alive == 0);
}

// ---- what keeps `run` from returning

BOOST_FIXTURE_TEST_CASE(a_context_has_work_as_long_as_somebody_waits, client_fixture) {
    const auto runs_dry = [this] {
        context.restart();
        context.poll();
        return context.stopped();
    };
    // A clock that is no part of the context, and a transport that does not answer.
    outcome<generated_video> finished, cancelled;
    asio::cancellation_signal signal;
    BOOST_TEST(runs_dry());
    reply(state_is("processing"), succeeded("https://file.apixo.ai/1.mp4"));
    client.wait(overdue(1), finished.handler());
    BOOST_TEST(!runs_dry(), "before the first poll");
    clock->advance_to_alarm();
    BOOST_TEST(!runs_dry(), "between polls");
    clock->advance_to_alarm();
    BOOST_TEST(runs_dry(), "over");
    BOOST_TEST(finished.done(), "what was posted is run before");

    network->hold();
    client.wait(overdue(1), cancelled.handler(signal));
    BOOST_TEST(!runs_dry());
    clock->advance_to_alarm();
    BOOST_TEST(!runs_dry(), "a poll is under way");
    BOOST_TEST(network->held() == 1u);
    signal.emit(asio::cancellation_type::terminal);
    BOOST_TEST(!cancelled.done());
    BOOST_TEST(runs_dry());
    BOOST_TEST(cancelled.done());
}

BOOST_AUTO_TEST_CASE(run_returns_when_the_caller_has_been_called) {
    asio::io_context context;
    auto network = std::make_shared<testing::scripted_transport>(context.get_executor());
    client_options options;
    options.clock = std::make_shared<testing::scaled_clock>(context.get_executor(), 1'000.0);
    client client{context.get_executor(), network, std::move(options)};
    client.use(apixo::account{.api_key = secret{"test-key"}});
    const auto answers = [&](int count) {
        for (int i = 0; i != count; ++i) network->enqueue(state_is("processing"));
        network->enqueue(succeeded("https://file.apixo.ai/1.mp4"));
    };
    outcome<generated_video> plain, strand;
    answers(3);
    client.wait(overdue(1), plain.handler());
    context.run();
    BOOST_TEST_REQUIRE(plain.done());
    BOOST_TEST(!plain.code);

    answers(3);
    context.restart();
    client.wait(overdue(1), asio::bind_executor(asio::make_strand(context), strand.handler()));
    context.run();
    BOOST_TEST_REQUIRE(strand.done());
    BOOST_TEST(!strand.code);

    bool awaited = false;
    answers(3);
    context.restart();
    asio::co_spawn(
        context,
        [](seedance::client& asked, bool& done) -> asio::awaitable<void> {
            const auto video = co_await asked.wait(overdue(1));
            done = !video.urls.empty();
        }(client, awaited),
        asio::detached);
    context.run();
    BOOST_TEST(awaited);
}

BOOST_AUTO_TEST_CASE(another_executor_has_work_until_its_handler_has_been_called) {
    client_fixture f;
    asio::io_context elsewhere;
    outcome<generated_video> result;
    f.reply(state_is("processing"), succeeded("https://file.apixo.ai/1.mp4"));
    f.client.wait(overdue(1), asio::bind_executor(elsewhere.get_executor(), result.handler()));
    f.settle();
    elsewhere.poll();
    BOOST_TEST(!elsewhere.stopped(), "it has work");
    f.run();
    BOOST_TEST(!result.done());
    elsewhere.run();
    BOOST_TEST(result.done());
}

BOOST_FIXTURE_TEST_CASE(the_key_is_hidden_wherever_a_gateway_repeats_it, client_fixture) {
    outcome<generated_video> result;
    reply(reply_with(400, R"({"code":400,"message":"test-key, test-ketest-key-test-keytest-key"})"));
    client.wait(overdue(1), result.options(), result.handler());
    run();
    BOOST_TEST(result.why.gateway_message == "********, test-ke********-****************");
}

BOOST_AUTO_TEST_SUITE_END()
