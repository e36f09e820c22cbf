// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// One clock for several clients, on one execution context and on two.
#include "client_fixture.hpp"

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

#include <seedance/engine/impl/shared_alarm.hpp>
#include <seedance/engine/impl/timer_service.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_clock)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

/// A task that is asked for first after this time.
task due_after(std::chrono::seconds first, std::chrono::system_clock::time_point now) {
    return {.provider = "apixo",
            .model = "seedance-2-0-fast",
            .id = "task_1",
            .accepted_at = now,
            .polling = {.first = first, .first_latest = first, .interval = 10s, .interval_longest = 10s}};
}

/// A client on an execution context of its own, whose gateway answers at once.
struct side {
    explicit side(std::shared_ptr<seedance::clock> clock) : client{context.get_executor(), network, made(clock)} {
        client.use(apixo::account{.api_key = secret{"test-key"}});
        network->answer_with([](const http_request&) { return succeeded(url); });
    }

    static client_options made(std::shared_ptr<seedance::clock> clock) {
        client_options options;
        options.clock = std::move(clock);
        options.random_seed = 7;
        return options;
    }

    void settle() {
        context.restart();
        while (context.poll() != 0) context.restart();
    }

    asio::io_context context;
    std::shared_ptr<testing::scripted_transport> network =
        std::make_shared<testing::scripted_transport>(context.get_executor());
    outcome<generated_video> result;
    seedance::client client;
};

struct shared_clock {
    std::shared_ptr<testing::manual_clock> clock = std::make_shared<testing::manual_clock>();

    void wait(side& one, std::chrono::seconds first) {
        one.client.wait(due_after(first, clock->wall_now()), one.result.options(), one.result.handler());
        one.settle();
    }
};

/// A clock that tells how often it is asked, and keeps its alarm for the test to ring.
struct asked_clock final : seedance::clock {
    explicit asked_clock(std::shared_ptr<int> count) : asked{std::move(count)} {}
    time_point now() const override { return ++*asked, time_point{}; }
    std::chrono::system_clock::time_point wall_now() const override { return {}; }
    void set_alarm(time_point, std::function<void()> wake) override { alarm = std::move(wake); }
    void cancel_alarm() override {}

    std::shared_ptr<int> asked;
    std::function<void()> alarm;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(clients_on_two_contexts_are_woken_each_at_its_time, shared_clock) {
    side early{clock}, late{clock};
    wait(late, 60s);
    wait(early, 20s);
    BOOST_TEST_REQUIRE(clock->advance_to_alarm());
    BOOST_TEST(early.network->requests().empty(), "it is woken by its own context");
    late.settle();
    early.settle();
    BOOST_TEST(early.result.done());
    BOOST_TEST(late.result.calls == 0);
    BOOST_TEST((clock->now() - seedance::clock::time_point{}) < 30s);
    BOOST_TEST_REQUIRE(clock->has_alarm(), "the other's alarm is set again");
    while (clock->advance_to_alarm()) late.settle();
    BOOST_TEST(late.result.done());
    BOOST_TEST(!late.result.code);
    BOOST_TEST((clock->now() - seedance::clock::time_point{}) >= 48s);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_goes_leaves_the_others_alarm, shared_clock) {
    std::optional<side> early{clock};
    side late{clock};
    wait(late, 60s);
    wait(*early, 20s);
    early.reset();  // with its context
    while (clock->advance_to_alarm()) late.settle();
    BOOST_TEST(late.result.done());
    BOOST_TEST(!late.result.code);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_goes_last_takes_its_alarm_along, shared_clock) {
    std::optional<side> early{clock}, late{clock};
    wait(*late, 60s);
    wait(*early, 20s);
    late.reset();
    BOOST_TEST(clock->has_alarm());
    early.reset();
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(clients_on_one_context_share_a_clock, client_fixture) {
    seedance::client other{context.get_executor(), network, options()};
    other.use(apixo::account{.api_key = secret{"test-key"}});
    outcome<generated_video> here, there;
    reply(accepted("task_1"), accepted("task_2"), state_is("processing"), state_is("processing"), succeeded(url),
          succeeded(url));
    client.generate(rain(), here.options(), here.handler());
    other.generate(rain(), there.options(), there.handler());
    run();
    BOOST_TEST(!here.code, here.why.detail);
    BOOST_TEST(!there.code, there.why.detail);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_AUTO_TEST_CASE(clients_on_two_running_contexts_share_a_clock_with_a_timer) {
    asio::io_context of_the_clock;
    const auto work = asio::make_work_guard(of_the_clock);
    const auto clock = std::make_shared<testing::scaled_clock>(of_the_clock.get_executor(), 100'000.0);
    std::vector<std::unique_ptr<side>> sides;
    for (int i = 0; i != 4; ++i) sides.push_back(std::make_unique<side>(clock));
    std::vector<std::thread> threads;
    threads.emplace_back([&] { of_the_clock.run(); });
    for (auto& each : sides) {
        int polls = 0;
        each->network->answer_with(
            [polls](const http_request&) mutable { return ++polls < 100 ? state_is("processing") : succeeded(url); });
        each->client.wait(due_after(10s, clock->wall_now()), each->result.options(24h), each->result.handler());
        threads.emplace_back([&each] { each->context.run(); });
    }
    for (std::size_t i = 1; i != threads.size(); ++i) threads[i].join();
    of_the_clock.stop();
    threads[0].join();
    for (const auto& each : sides) {
        BOOST_TEST_REQUIRE(each->result.done());
        BOOST_TEST(!each->result.code, each->result.why.detail);
    }
}

BOOST_AUTO_TEST_CASE(an_alarm_that_rings_when_nobody_waits_any_more_does_not_touch_the_clock) {
    const auto asked = std::make_shared<int>(0);
    std::function<void()> ringing;  // on its way when the last user goes, and the clock with it
    {
        asked_clock clock{asked};
        const auto alarm = detail::shared_alarm::of(clock);
        const int owner = 0;
        alarm->set(&owner, seedance::clock::time_point{} + 1s, [] { BOOST_ERROR("nobody waits"); });
        ringing = std::move(clock.alarm);
        alarm->cancel(&owner);
    }
    const int before = *asked;
    ringing();
    BOOST_TEST(*asked == before);
}

BOOST_AUTO_TEST_CASE(an_alarm_that_rings_late_finds_no_context) {
    detail::alarm_gate gate;
    int rung = 0;
    const auto ring = [&rung] { ++rung; };
    {
        asio::io_context io;
        const detail::engine_strand strand{asio::any_io_executor{io.get_executor()}};
        gate.pass(ring);
        BOOST_TEST(rung == 0, "it was never opened");
        gate.open(strand);
        std::thread{[&] { gate.pass(ring); }}.join();
        BOOST_TEST(rung == 0, "it is for the strand");
        io.run();
        BOOST_TEST(rung == 1);
        asio::post(strand, [&] {
            gate.pass(ring);
            BOOST_TEST(rung == 2, "at once");
        });
        io.restart();
        io.run();
        gate.close();
    }
    std::thread{[&] { gate.pass(ring); }}.join();
    BOOST_TEST(rung == 2);
}

BOOST_AUTO_TEST_SUITE_END()
