// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// How many tasks a client has at one gateway at a time, and who is next.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/engine/impl/gateway_limiter.hpp>

#include "printing.hpp"

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(gateway_limiter_)

using seedance::detail::gateway_limiter;
using seedance::detail::limiter_waiter;
using seedance::detail::permit;

namespace {

using time_point = gateway_limiter::time_point;
using names = std::vector<std::string>;

constexpr time_point start{1h};

/// Writes down when its turn comes, and keeps the permit beside the others.
struct recording_waiter final : limiter_waiter {
    recording_waiter(std::string called, names& written, std::vector<permit>& permits)
        : name{std::move(called)}, log{written}, held{permits} {}

    void on_granted(permit granted) override {
        log.push_back(name);
        held.push_back(std::move(granted));
        if (after_grant) after_grant();
    }
    void on_turn_at(time_point when) override { told = when; }

    std::string name;
    names& log;
    std::vector<permit>& held;
    std::optional<time_point> told{};
    std::function<void()> after_grant{};
};

/// A limiter with those who wait for it and the permits that it gave.
struct room {
    explicit room(std::size_t most_tasks, double per_second = 0)
        : limiter{"apixo", "default", most_tasks, per_second} {}

    recording_waiter& queue(std::string name, time_point now = start) {
        waiters.push_back(std::make_unique<recording_waiter>(std::move(name), log, held));
        limiter.enqueue(*waiters.back(), now);
        return *waiters.back();
    }

    bool take(time_point now = start) {
        auto granted = limiter.try_acquire(now);
        if (granted) held.push_back(std::move(*granted));
        return granted.has_value();
    }

    void take_over_limit() { held.push_back(limiter.acquire_over_limit()); }

    /// Takes permits until there is none; how many there were.
    int fill(time_point now = start) {
        int taken = 0;
        while (taken != 10'000 && take(now)) ++taken;
        return taken;
    }

    /// The gateway refuses what was sent at this time; the pause that it causes is over at once.
    void throttle(time_point sent, time_point now) { limiter.on_throttled(sent, now, 0s, 0.0); }

    void give_back(int permits = 1) {
        for (int i = 0; i != permits; ++i) held.pop_back();
    }

    names log;
    gateway_limiter limiter;
    std::vector<permit> held;
    std::vector<std::unique_ptr<recording_waiter>> waiters;
};

}  // namespace

// ---- permits

BOOST_AUTO_TEST_CASE(there_are_as_many_permits_as_tasks_at_once) {
    for (const int most : {1, 2, 7, 1000}) {
        room r{static_cast<std::size_t>(most)};
        BOOST_TEST(r.fill() == most);
        BOOST_TEST(r.limiter.tasks() == static_cast<std::size_t>(most));
        r.give_back();
        BOOST_TEST(r.fill() == 1);
    }
    BOOST_TEST(room{0}.fill() == 10'000, "no limit");
}

BOOST_AUTO_TEST_CASE(tasks_that_are_under_way_enter_anyway_and_count) {
    room r{2};
    for (int i = 0; i != 3; ++i) r.take_over_limit();
    BOOST_TEST(r.limiter.tasks() == 3u);
    BOOST_TEST(r.fill() == 0);
    r.give_back(2);
    BOOST_TEST(r.fill() == 1);
}

BOOST_AUTO_TEST_CASE(who_came_first_is_served_first) {
    room r{1};
    BOOST_TEST(r.fill() == 1);
    for (const auto* name : {"a", "b", "c"}) r.queue(name);
    BOOST_TEST(r.log.empty(), "nobody is admitted while queueing");
    r.limiter.grant(start);
    BOOST_TEST(r.log.empty());
    for (const auto* name : {"a", "b", "c"}) {
        r.give_back();
        BOOST_TEST(!r.take(start), "nobody overtakes the queue");
        r.limiter.grant(start);
        BOOST_TEST(r.log.back() == name);
    }
    BOOST_TEST(r.log.size() == 3u);
    BOOST_TEST(r.limiter.tasks() == 1u);
}

BOOST_AUTO_TEST_CASE(as_many_are_admitted_as_there_is_room_for) {
    room r{3};
    BOOST_TEST(r.fill() == 3);
    for (const auto* name : {"a", "b", "c", "d"}) r.queue(name);
    r.give_back(2);
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(who_leaves_the_queue_is_forgotten) {
    room r{1};
    BOOST_TEST(r.fill() == 1);
    r.queue("a");
    auto& second = r.queue("b");
    r.queue("c");
    r.limiter.leave_queue(second);
    r.limiter.leave_queue(second);
    r.give_back();
    r.limiter.grant(start);
    r.give_back();
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "c"}));
}

BOOST_AUTO_TEST_CASE(one_who_is_admitted_may_leave_or_queue_again_at_once) {
    room r{1};
    BOOST_TEST(r.fill() == 1);
    auto& first = r.queue("a");
    first.after_grant = [&] {
        r.give_back();
        if (r.log.size() < 3) r.limiter.enqueue(first, start);
    };
    r.queue("b");
    r.give_back();
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "b"}));
    r.give_back();
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "b", "a"}));
    BOOST_TEST(r.limiter.tasks() == 0u);
}

BOOST_AUTO_TEST_CASE(a_free_place_is_told_only_where_somebody_waits_for_it) {
    room r{2};
    int told = 0;
    r.limiter.on_permit_available = [&told] { ++told; };
    BOOST_TEST(r.fill() == 2);
    r.give_back();
    BOOST_TEST(told == 0);
    BOOST_TEST(r.fill() == 1);
    r.queue("a");
    r.give_back();
    BOOST_TEST(told == 1);
    BOOST_TEST(r.log.empty(), "who is told admits later");
}

// ---- the rate of submits

BOOST_AUTO_TEST_CASE(submits_keep_their_distance) {
    room r{0, 4};
    BOOST_TEST(r.fill() == 1);
    BOOST_TEST(r.fill(start + 249ms) == 0);
    BOOST_TEST(r.fill(start + 250ms) == 1);
    BOOST_TEST(r.fill(start + 10s) == 1, "what was not used is not saved up");
    BOOST_TEST(r.fill(start + 10s + 249ms) == 0);
}

BOOST_AUTO_TEST_CASE(the_first_in_the_queue_is_told_when_its_turn_is) {
    room r{0, 4};
    BOOST_TEST(r.fill() == 1);
    auto& first = r.queue("a");
    auto& second = r.queue("b");
    BOOST_TEST(first.told == start + 250ms);
    BOOST_TEST(!second.told.has_value());
    r.limiter.grant(start + 249ms);
    BOOST_TEST(r.log.empty());
    r.limiter.grant(start + 250ms);
    BOOST_TEST(r.log == names{"a"});
    BOOST_TEST(second.told == start + 500ms);
    r.limiter.grant(start + 500ms);
    BOOST_TEST(r.log == (names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(without_room_nobody_is_told_a_time) {
    room r{1, 4};
    BOOST_TEST(r.fill() == 1);
    auto& first = r.queue("a");
    BOOST_TEST(!first.told.has_value());
    r.give_back();
    r.limiter.grant(start);
    BOOST_TEST(first.told == start + 250ms, "now only the time stands before it");
}

BOOST_AUTO_TEST_CASE(a_hundred_submits_take_as_long_as_their_rate_says) {
    room r{0, 10};
    auto now = start;
    for (int i = 0; i != 100; ++i) r.queue(std::to_string(i), now);
    r.limiter.grant(now);
    while (r.log.size() < 100 && now < start + 1h) r.limiter.grant(now += 10ms);
    BOOST_TEST(r.log.size() == 100u);
    BOOST_TEST(((now - start) / 1ms) == 9'900);
}

// ---- what the gateway can bear

BOOST_AUTO_TEST_CASE(a_refusal_halves_the_permits) {
    room r{16};
    BOOST_TEST(r.fill() == 16);
    r.throttle(start, start + 1s);
    r.give_back(16);
    BOOST_TEST(r.fill(start + 1s) == 8);
    r.throttle(start + 2s, start + 3s);
    r.give_back(8);
    BOOST_TEST(r.fill(start + 3s) == 4);
}

BOOST_AUTO_TEST_CASE(a_burst_of_refusals_counts_once) {
    room r{16};
    BOOST_TEST(r.fill() == 16);
    for (int i = 0; i != 16; ++i)
        r.throttle(start + std::chrono::milliseconds{i}, start + 1s + std::chrono::milliseconds{i});
    r.give_back(16);
    BOOST_TEST(r.fill(start + 2s) == 8, "they were all sent before the first of them was refused");
    r.throttle(start + 2s, start + 3s);
    r.give_back(8);
    BOOST_TEST(r.fill(start + 3s) == 4, "this one was sent afterwards");
}

BOOST_AUTO_TEST_CASE(without_a_limit_the_tasks_under_way_are_halved) {
    room r{0};
    for (int i = 0; i != 10; ++i) BOOST_TEST(r.take(start));
    r.throttle(start, start + 1s);
    BOOST_TEST(r.fill(start + 1s) == 0);
    r.give_back(10);
    BOOST_TEST(r.fill(start + 1s) == 5);
}

BOOST_AUTO_TEST_CASE(there_is_always_one_permit) {
    for (const std::size_t most : {0u, 1u, 2u, 100u}) {
        room r{most};
        auto now = start;
        for (int i = 0; i != 50; ++i, now += 1s) r.throttle(now, now);
        BOOST_TEST(r.fill(now) == 1);
        r.give_back();
        BOOST_TEST(r.fill(now) == 1);
    }
}

BOOST_AUTO_TEST_CASE(every_acceptance_lets_the_permits_grow_again_up_to_the_limit) {
    room r{8};
    auto now = start;
    BOOST_TEST(r.fill() == 8);
    r.throttle(now, now);
    r.give_back(8);
    int before = r.fill();
    BOOST_TEST(before == 4);
    r.give_back(before);
    for (int accepted = 1; accepted != 200; ++accepted) {
        r.limiter.on_accepted();
        const int allowed = r.fill();
        r.give_back(allowed);
        BOOST_TEST(allowed >= before);
        BOOST_TEST(allowed <= before + 1);
        BOOST_TEST(allowed <= 8);
        before = allowed;
    }
    BOOST_TEST(before == 8);
}

BOOST_AUTO_TEST_CASE(growth_is_one_permit_for_each_round_of_acceptances) {
    room r{1000};
    for (int i = 0; i != 20; ++i) r.take_over_limit();
    r.throttle(start, start);
    r.give_back(20);
    for (int i = 0; i != 11; ++i) r.limiter.on_accepted();  // ten are allowed: about ten acceptances for the next one
    const int grown = r.fill();
    BOOST_TEST(grown >= 11);
    BOOST_TEST(grown <= 12);
}

// ---- the pause after a refusal

BOOST_AUTO_TEST_CASE(pauses_double_up_to_a_minute_and_have_full_jitter) {
    for (const double random : {0.0, 0.25, 0.999}) {
        room r{0};
        auto now = start;
        for (int refusals = 0; refusals != 20; ++refusals, now += 1h) {
            r.limiter.on_throttled(now, now, 0s, random);
            const auto longest = refusals < 6 ? 1000 << refusals : 60'000;
            BOOST_TEST(((r.limiter.paused_until() - now) / 1ms) == static_cast<int>(longest * random));
        }
        r.limiter.on_accepted();
        r.limiter.on_throttled(now, now, 0s, random);
        BOOST_TEST(((r.limiter.paused_until() - now) / 1ms) == static_cast<int>(1000 * random), "it begins anew");
    }
}

BOOST_AUTO_TEST_CASE(a_pause_is_not_shorter_than_what_the_gateway_asks_for) {
    room r{0};
    r.limiter.on_throttled(start, start, 7s, 0.999);
    BOOST_TEST(r.limiter.paused_until() == start + 7s);
    r.limiter.on_throttled(start, start + 1s, 0s, 0.999);
    BOOST_TEST(r.limiter.paused_until() == start + 7s, "another answer does not end it sooner");
    r.limiter.on_accepted();
    BOOST_TEST(r.fill(start + 7s - 1ns) == 0, "nor does an acceptance");
    BOOST_TEST(r.take(start + 7s));
}

BOOST_AUTO_TEST_CASE(a_burst_of_refusals_is_one_for_the_pause_too) {
    room r{0};
    for (int i = 0; i != 16; ++i) r.limiter.on_throttled(start, start + 1s, 0s, 0.999);
    BOOST_TEST((r.limiter.paused_until() <= start + 2s));
    r.limiter.on_throttled(start, start + 1s, 30s, 0.999);
    BOOST_TEST(r.limiter.paused_until() == start + 31s, "what the gateway asks for is obeyed anyway");
}

BOOST_AUTO_TEST_CASE(a_pause_of_no_length_lets_the_next_refusal_count) {
    room r{0};
    r.limiter.on_throttled(start, start, 0s, 0.0);
    BOOST_TEST(r.take(start), "it was sent again at once");
    r.limiter.on_throttled(start, start, 0s, 0.999);
    BOOST_TEST(r.limiter.paused_until() == start + 1998ms);
}

BOOST_AUTO_TEST_CASE(the_first_in_the_queue_is_told_when_the_pause_ends) {
    room r{4};
    r.take();
    r.limiter.on_throttled(start, start, 5s, 0.0);
    auto& waiter = r.queue("a");
    BOOST_TEST(!waiter.told.has_value(), "there is one place, and it is taken");
    r.give_back();
    r.limiter.grant(start + 1s);
    BOOST_TEST(waiter.told == start + 5s);
    r.limiter.on_throttled(start, start + 2s, 10s, 0.0);
    r.limiter.grant(start + 5s);
    BOOST_TEST(waiter.told == start + 12s, "the pause has become longer meanwhile");
    BOOST_TEST(r.log.empty());
    r.limiter.grant(start + 12s);
    BOOST_TEST(r.log == names{"a"});
}

// ---- queueing again

BOOST_AUTO_TEST_CASE(who_was_refused_comes_before_all_who_were_not_sent_yet) {
    room r{3};
    BOOST_TEST(r.fill() == 3);
    for (const auto* name : {"a", "b", "c", "d"}) r.queue(name);
    r.give_back(3);
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "b", "c"}));
    std::vector<permit> refused = std::move(r.held);
    r.held.clear();
    int told = 0;
    r.limiter.on_permit_available = [&told] { ++told; };
    for (const std::size_t i : {2u, 0u, 1u})  // the answers come in any order
        r.limiter.enqueue_again(*r.waiters[i], std::move(refused[i]), start);
    BOOST_TEST(r.limiter.tasks() == 0u);
    BOOST_TEST(told == 1);
    BOOST_TEST(r.log.size() == 3u, "nobody is admitted while queueing");
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "b", "c", "a", "b", "c"}));
    r.give_back();
    r.limiter.grant(start);
    BOOST_TEST(r.log.back() == "d");
}

BOOST_AUTO_TEST_CASE(who_was_refused_may_leave_too) {
    room r{2};
    auto& first = r.queue("a");
    auto& second = r.queue("b");
    r.limiter.grant(start);
    auto refused = std::move(r.held);
    r.held.clear();
    r.limiter.enqueue_again(first, std::move(refused[0]), start);
    r.limiter.enqueue_again(second, std::move(refused[1]), start);
    r.limiter.leave_queue(first);
    r.limiter.leave_queue(first);
    BOOST_TEST(!r.take(), "nobody overtakes");
    r.limiter.grant(start);
    BOOST_TEST(r.log == (names{"a", "b", "b"}));
    BOOST_TEST(r.limiter.tasks() == 1u);
}

// ---- a permit that was not used

BOOST_AUTO_TEST_CASE(a_permit_that_was_not_used_gives_its_turn_back) {
    room r{2, 1};
    BOOST_TEST(r.take());
    r.give_back();
    BOOST_TEST(!r.take(), "what was sent counts");
    BOOST_TEST(r.take(start + 1s));
    r.limiter.refund(std::move(r.held.back()));
    r.held.clear();
    BOOST_TEST(r.limiter.tasks() == 0u);
    BOOST_TEST(r.take(start + 1s), "what was not sent does not");
    BOOST_TEST(!r.take(start + 1s));
    int told = 0;
    r.limiter.on_permit_available = [&told] { ++told; };
    auto& waiter = r.queue("a", start + 1s);
    BOOST_TEST(waiter.told == start + 2s);
    r.limiter.refund(std::move(r.held.back()));
    r.held.clear();
    BOOST_TEST(told == 1);
    r.limiter.grant(start + 1s);
    BOOST_TEST(r.log == names{"a"}, "its turn is the next one's");
}

// ---- leaving the queue

namespace {

struct silent_waiter final : limiter_waiter {
    void on_granted(permit) override {}
    void on_turn_at(time_point) override {}
};

/// Measures the processor's time in which so many waiters leave the queue, all from one end, in seconds.
double time_of_leaving(std::size_t waiters, bool from_the_front) {
    gateway_limiter limiter{"apixo", "default", 1, 0};
    const auto held = limiter.acquire_over_limit();
    std::vector<silent_waiter> waiting(waiters);
    for (auto& each : waiting) limiter.enqueue(each, start);
    const auto before = std::clock();
    for (std::size_t i = 0; i != waiters; ++i) limiter.leave_queue(waiting[from_the_front ? i : waiters - 1 - i]);
    return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

}  // namespace

BOOST_AUTO_TEST_CASE(leaving_costs_the_same_however_many_wait) {
    for (const bool from_the_front : {true, false}) {
        double few = 1e9, many = 1e9;
        for (int i = 0; i != 3; ++i) {
            few = std::min(few, time_of_leaving(5'000, from_the_front));
            many = std::min(many, time_of_leaving(50'000, from_the_front));
        }
        BOOST_TEST(many <= 40 * few + 0.01, "ten times as many take " << many / few << " times as long");
    }
}

// ---- memory runs out

BOOST_AUTO_TEST_CASE(a_permit_comes_back_though_nobody_can_be_told) {
    room r{2};
    BOOST_TEST(r.fill() == 2);
    r.queue("a");
    int told = 0;
    r.limiter.on_permit_available = [&told] {
        if (++told == 1) throw std::bad_alloc{};
    };
    r.held.pop_back();
    BOOST_TEST(told == 1);
    r.held.pop_back();
    BOOST_TEST(told == 2, "the next that comes back tells");
    r.limiter.grant(start);
    BOOST_TEST(r.log == names{"a"});
}

BOOST_AUTO_TEST_SUITE_END()
