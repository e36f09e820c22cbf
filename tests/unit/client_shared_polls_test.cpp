// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Several waits for one task: one of them polls, and each has a deadline, a cancellation and events of its own.
#include "client_fixture.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <seedance/engine/impl/poll_sharing.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_shared_polls)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

class sharing_fixture : public client_fixture {
  public:
    /// A task that is polled every ten seconds, first after twenty.
    task known(std::string id = "task_1") const {
        return {.provider = "apixo",
                .model = "seedance-2-0-fast",
                .id = std::move(id),
                .accepted_at = clock->wall_now(),
                .polling = {.first = 20s, .first_latest = 20s, .interval = 10s, .interval_longest = 10s}};
    }

    /// Begins the wait with this number, for one task.
    void wait(std::size_t number, std::chrono::milliseconds deadline = 30min) {
        auto& own = waits.at(number);
        client.wait(what, {.deadline = deadline, .on_event = own.watch, .why = &own.result.why},
                    own.result.handler(own.stop));
        settle();
    }

    void cancel(std::size_t number) {
        waits.at(number).stop.emit(asio::cancellation_type::terminal);
        settle();
    }

    /// Moves time on to the next alarm.
    void go_on() {
        BOOST_TEST_REQUIRE(clock->advance_to_alarm());
        settle();
    }

    const auto& result(std::size_t number) const { return waits.at(number).result; }
    const auto& told(std::size_t number) const { return waits.at(number).told; }

    struct one {
        outcome<generated_video> result;
        asio::cancellation_signal stop;
        std::vector<std::string> told;
        std::function<void(const event&)> watch = [this](const event& e) { add_text(told, e); };
    };

    task what = known();
    std::array<one, 3> waits;
};

using words = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(waits_for_one_task_share_its_polls_and_its_end, sharing_fixture) {
    reply(state_is("processing"), refused(503), succeeded(url));
    wait(0);
    go_on();
    wait(1);
    run();
    BOOST_TEST(requests().size() == 3u);
    for (const std::size_t i : {0u, 1u}) {
        BOOST_TEST_REQUIRE(result(i).done());
        BOOST_TEST(!result(i).code);
        BOOST_TEST(result(i).value.urls.at(0) == url);
        BOOST_TEST(result(i).value.task == what);
    }
    const words all = {"polled processing", "retrying poll: the gateway's answers to polls cannot be used",
                       "polled success"};
    BOOST_TEST(told(0) == all);
    BOOST_TEST(told(1) == words(all.begin() + 1, all.end()), "from when it began");
    BOOST_TEST(log == all, "the client is told of each poll once");
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(who_joins_while_a_poll_is_on_its_way_hears_its_answer, sharing_fixture) {
    wait(0);
    network->hold();
    go_on();
    wait(1);
    reply(succeeded(url));
    network->release();
    run();
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(result(0).done());
    BOOST_TEST(result(1).done());
    BOOST_TEST(!result(1).code);
}

BOOST_FIXTURE_TEST_CASE(a_failure_is_the_same_for_all, sharing_fixture) {
    reply(failed("Timeout"));
    wait(0);
    wait(1);
    run();
    reply(refused(401));
    wait(2);
    run();
    for (const std::size_t i : {0u, 1u}) {
        BOOST_TEST(result(i).code == errc::task_failed);
        BOOST_TEST(result(i).why.gateway_code == "Timeout");
        BOOST_TEST(result(i).why.retry == retry::never);
        BOOST_TEST(result(i).why.task->id == "task_1");
    }
    BOOST_TEST(result(2).code == errc::rejected_key, "what has ended is not shared");
    BOOST_TEST(result(2).why.retry == retry::resume);
}

BOOST_FIXTURE_TEST_CASE(the_polls_go_on_when_who_began_them_is_cancelled, sharing_fixture) {
    reply(state_is("processing"), state_is("processing"), succeeded(url));
    wait(0);
    go_on();
    wait(1);
    cancel(0);
    BOOST_TEST(result(0).code == errc::cancelled);
    BOOST_TEST(result(0).why.retry == retry::resume);
    BOOST_TEST(result(1).calls == 0);
    run();
    BOOST_TEST(!result(1).code);
    BOOST_TEST(requests().size() == 3u);
    for (std::size_t i = 1; i != times.size(); ++i) {
        BOOST_TEST(times[i] - times[i - 1] >= 8s, "at the time at which it was due");
        BOOST_TEST(times[i] - times[i - 1] <= 12s);
    }
    BOOST_TEST(told(0) == words{"polled processing"});
    BOOST_TEST(told(1).size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_poll_on_its_way_is_not_stopped_for_those_who_share_it, sharing_fixture) {
    wait(0);
    wait(1);
    network->hold();
    go_on();
    cancel(0);
    BOOST_TEST(result(0).code == errc::cancelled);
    BOOST_TEST(network->cancelled() == 0u);
    reply(succeeded(url));
    network->release();
    run();
    BOOST_TEST(!result(1).code);
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_last_one_who_leaves_stops_the_polls, sharing_fixture) {
    for (const bool first_leaves_first : {true, false}) {
        for (auto& each : waits) each.result.calls = 0;
        const auto before = network->cancelled();
        wait(0);
        wait(1);
        network->hold();
        go_on();
        cancel(first_leaves_first ? 0 : 1);
        BOOST_TEST(network->cancelled() == before);
        BOOST_TEST(clock->has_alarm());
        cancel(first_leaves_first ? 1 : 0);
        BOOST_TEST(result(0).code == errc::cancelled);
        BOOST_TEST(result(1).code == errc::cancelled);
        BOOST_TEST(network->cancelled() == before + 1);
        BOOST_TEST(!clock->has_alarm());
        network->release();
    }
    reply(succeeded(url));
    wait(2);
    run();
    BOOST_TEST(!result(2).code, "the task can be waited for again");
}

BOOST_FIXTURE_TEST_CASE(each_has_its_own_deadline, sharing_fixture) {
    reply(state_is("processing"), state_is("processing"), succeeded(url));
    wait(0, 25s);  // between the first poll and the second
    wait(1, 45s);
    wait(2, 60s);
    run_until([this] { return result(0).done(); });
    BOOST_TEST(elapsed() == 25s);
    BOOST_TEST(result(0).code == errc::deadline_reached);
    BOOST_TEST(requests().size() == 1u);
    run();
    BOOST_TEST(requests().size() == 3u);
    BOOST_TEST(times.at(1) >= 26s, "a deadline does not hurry the next poll");
    BOOST_TEST(!result(1).code);
    BOOST_TEST(!result(2).code);
}

BOOST_FIXTURE_TEST_CASE(the_deadline_of_one_who_shares_ends_its_wait_alone, sharing_fixture) {
    reply(refused(503));
    wait(0);
    wait(1, 40s);
    run_until([this] { return requests().size() == 1u; });
    network->hold();  // the next poll gets no answer
    run_until([this] { return result(1).done(); });
    BOOST_TEST(elapsed() == 40s);
    BOOST_TEST(result(1).code == errc::deadline_reached);
    BOOST_TEST(result(1).why.detail == "the last poll: the gateway's answers to polls cannot be used");
    BOOST_TEST(result(0).calls == 0);
    BOOST_TEST(network->held() == 1u);
    reply(succeeded(url));
    network->release();
    run();
    BOOST_TEST(!result(0).code);
}

BOOST_FIXTURE_TEST_CASE(one_who_shares_takes_no_place, sharing_fixture) {
    auto limited = options();
    limited.tasks_at_once = 2;
    use_options(limited);
    for (const std::size_t i : {0u, 1u, 2u}) wait(i);
    reply(accepted("task_2"));
    outcome<task> submitted;
    client.submit(rain(), submitted.options(), submitted.handler());
    settle();
    BOOST_TEST(submitted.value.id == "task_2", "there is a place beside the three waits of one task");

    outcome<task> queued;  // a wait without a caller has its place still
    client.wait(known("task_2"), [](error_code, generated_video) {});
    cancel(0);
    cancel(1);
    client.submit(rain(), queued.options(), queued.handler());
    settle();
    BOOST_TEST(queued.calls == 0);
    reply(accepted("task_3"));
    cancel(2);
    BOOST_TEST(queued.value.id == "task_3");
    client.close();
    run();
}

BOOST_FIXTURE_TEST_CASE(a_generate_of_a_known_name_shares_the_polls_of_the_first, sharing_fixture) {
    outcome<generated_video> first, second;
    reply(accepted("task_1"), succeeded(url));
    client.generate(rain(), {.intent = "order-1", .why = &first.why}, first.handler());
    settle();
    client.generate(rain(), {.intent = "order-1", .why = &second.why}, second.handler());
    run();
    BOOST_TEST(requests().size() == 2u);
    BOOST_TEST(!first.code);
    BOOST_TEST(!second.code);
}

BOOST_FIXTURE_TEST_CASE(tasks_of_one_id_at_two_gateways_are_two, sharing_fixture) {
    detail::poller_list pollers;
    struct waiter : detail::sharing_waiter {
        using sharing_waiter::sharing_waiter;
    };
    waiter here{known()}, again{known()}, other{known("task_2")};
    auto elsewhere_task = known();
    elsewhere_task.provider = "pixazo";
    waiter elsewhere{elsewhere_task};
    BOOST_TEST(pollers.add(here) == nullptr);
    BOOST_TEST(pollers.add(other) == nullptr);
    BOOST_TEST(pollers.add(elsewhere) == nullptr);
    BOOST_TEST(pollers.add(again) == &here);
    pollers.remove(again);
    BOOST_TEST(pollers.find(again.waited_for()) == &here, "it was not this one who polls");
    pollers.remove(here);
    BOOST_TEST(pollers.find(again.waited_for()) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_ends_all, sharing_fixture) {
    for (const std::size_t i : {0u, 1u, 2u}) wait(i);
    network->hold();
    go_on();
    cancel(0);
    outcome<unfinished> drained;
    client.drain(0s, drained.handler());
    settle();
    BOOST_TEST_REQUIRE(drained.done());
    BOOST_TEST(drained.value.tasks == std::vector{what}, "a task is there once");
    client.close();
    settle();
    BOOST_TEST(result(1).code == errc::client_closed);
    BOOST_TEST(result(2).code == errc::client_closed);
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_polls_are_shared) {
    const auto alive = std::make_shared<int>();
    for (const bool asking : {false, true}) {
        sharing_fixture f;
        for (int i = 0; i != 5; ++i) f.client.wait(f.what, [alive](error_code, generated_video) { ++*alive; });
        f.settle();
        f.network->hold();
        if (asking) f.go_on();
        BOOST_TEST(alive.use_count() == 6);
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(*alive == 0);
}

BOOST_FIXTURE_TEST_CASE(thousands_who_share_leave_one_after_the_other, sharing_fixture) {
    std::vector<outcome<generated_video>> results(2'000);
    std::deque<asio::cancellation_signal> signals;
    for (auto& each : results) client.wait(what, each.options(), each.handler(signals.emplace_back()));
    settle();
    for (auto& each : signals) each.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(std::all_of(results.begin(), results.end(), [](const auto& r) { return r.code == errc::cancelled; }));
    BOOST_TEST(!clock->has_alarm());
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(everybody_hears_once_that_the_answers_are_damaged, sharing_fixture) {
    auto damaged = state_is("processing");
    damaged.body.insert(1, "\"x\":NaN,");
    wait(0);
    wait(1);
    reply(damaged, damaged);
    for (int polls = 0; polls != 2; ++polls) go_on();
    wait(2);  // it comes later, and hears it too
    reply(damaged, damaged, succeeded(url));
    run();
    for (const std::size_t number : {0, 1, 2}) {
        BOOST_TEST(std::count(told(number).begin(), told(number).end(), "mended poll: task_1") == 1);
        BOOST_TEST(!result(number).code);
    }
    BOOST_TEST(std::count(log.begin(), log.end(), "mended poll: task_1") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
