// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// How many tasks a client has at one gateway at a time, and who is next.
#include <seedance/engine/impl/gateway_limiter.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace std::chrono_literals;
using seedance::detail::lane;
using seedance::detail::lane_guest;

namespace {

using time_point = lane::time_point;
using names = std::vector<std::string>;

constexpr time_point start{1h};

/// Writes down when its turn comes.
struct guest final : lane_guest {
    guest(std::string called, names& written) : name{std::move(called)}, log{written} {}

    void admitted() override {
        log.push_back(name);
        if (on_admitted) on_admitted();
    }
    void wait_until(time_point when) override { told = when; }

    std::string name;
    names& log;
    std::optional<time_point> told{};
    std::function<void()> on_admitted{};
};

struct room {
    explicit room(std::size_t most_tasks, double per_second = 0) : where{"apixo", most_tasks, per_second} {}

    guest& queue(std::string name, time_point now = start) {
        guests.push_back(std::make_unique<guest>(std::move(name), log));
        where.queue(*guests.back(), now);
        return *guests.back();
    }

    /// Takes permits until there is none; how many there were.
    int fill(time_point now = start) {
        int taken = 0;
        while (taken != 10'000 && where.try_enter(now)) ++taken;
        return taken;
    }

    void leave(int tasks) {
        for (int i = 0; i != tasks; ++i) where.leave();
    }

    names log;
    std::vector<std::unique_ptr<guest>> guests;
    lane where;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lanes)

// ---- permits

BOOST_AUTO_TEST_CASE(there_are_as_many_permits_as_tasks_at_once) {
    for (const int most : {1, 2, 7, 1000}) {
        room r{static_cast<std::size_t>(most)};
        BOOST_TEST(r.fill() == most);
        BOOST_TEST(r.where.tasks() == static_cast<std::size_t>(most));
        r.where.leave();
        BOOST_TEST(r.fill() == 1);
    }
    BOOST_TEST(room{0}.fill() == 10'000, "no limit");
}

BOOST_AUTO_TEST_CASE(tasks_that_are_under_way_enter_anyway_and_count) {
    room r{2};
    for (int i = 0; i != 3; ++i) r.where.enter_anyway();
    BOOST_TEST(r.where.tasks() == 3u);
    BOOST_TEST(r.fill() == 0);
    r.leave(2);
    BOOST_TEST(r.fill() == 1);
}

BOOST_AUTO_TEST_CASE(who_came_first_is_served_first) {
    room r{1};
    BOOST_TEST(r.fill() == 1);
    for (const auto* name : {"a", "b", "c"}) r.queue(name);
    BOOST_TEST(r.log.empty(), "nobody is admitted while queueing");
    r.where.admit(start);
    BOOST_TEST(r.log.empty());
    for (const auto* name : {"a", "b", "c"}) {
        r.where.leave();
        BOOST_TEST(!r.where.try_enter(start), "nobody overtakes the queue");
        r.where.admit(start);
        BOOST_TEST(r.log.back() == name);
    }
    BOOST_TEST(r.log.size() == 3u);
    BOOST_TEST(r.where.tasks() == 1u);
}

BOOST_AUTO_TEST_CASE(as_many_are_admitted_as_there_is_room_for) {
    room r{3};
    BOOST_TEST(r.fill() == 3);
    for (const auto* name : {"a", "b", "c", "d"}) r.queue(name);
    r.leave(2);
    r.where.admit(start);
    BOOST_TEST(r.log == (names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(who_leaves_the_queue_is_forgotten) {
    room r{1};
    BOOST_TEST(r.fill() == 1);
    r.queue("a");
    auto& second = r.queue("b");
    r.queue("c");
    r.where.leave_queue(second);
    r.where.leave_queue(second);
    r.where.leave();
    r.where.admit(start);
    r.where.leave();
    r.where.admit(start);
    BOOST_TEST(r.log == (names{"a", "c"}));
}

BOOST_AUTO_TEST_CASE(one_who_is_admitted_may_leave_or_queue_again_at_once) {
    room r{1};
    BOOST_TEST(r.fill() == 1);
    auto& first = r.queue("a");
    first.on_admitted = [&] {
        r.where.leave();
        if (r.log.size() < 3) r.where.queue(first, start);
    };
    r.queue("b");
    r.where.leave();
    r.where.admit(start);
    BOOST_TEST(r.log == (names{"a", "b"}));
    r.where.leave();
    r.where.admit(start);
    BOOST_TEST(r.log == (names{"a", "b", "a"}));
    BOOST_TEST(r.where.tasks() == 0u);
}

BOOST_AUTO_TEST_CASE(a_free_place_is_told_only_where_somebody_waits_for_it) {
    room r{2};
    int told = 0;
    r.where.on_free_place = [&told] { ++told; };
    BOOST_TEST(r.fill() == 2);
    r.where.leave();
    BOOST_TEST(told == 0);
    BOOST_TEST(r.fill() == 1);
    r.queue("a");
    r.where.leave();
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
    r.where.admit(start + 249ms);
    BOOST_TEST(r.log.empty());
    r.where.admit(start + 250ms);
    BOOST_TEST(r.log == names{"a"});
    BOOST_TEST(second.told == start + 500ms);
    r.where.admit(start + 500ms);
    BOOST_TEST(r.log == (names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(without_room_nobody_is_told_a_time) {
    room r{1, 4};
    BOOST_TEST(r.fill() == 1);
    auto& first = r.queue("a");
    BOOST_TEST(!first.told.has_value());
    r.where.leave();
    r.where.admit(start);
    BOOST_TEST(first.told == start + 250ms, "now only the time stands before it");
}

BOOST_AUTO_TEST_CASE(a_hundred_submits_take_as_long_as_their_rate_says) {
    room r{0, 10};
    auto now = start;
    for (int i = 0; i != 100; ++i) r.queue(std::to_string(i), now);
    r.where.admit(now);
    while (r.log.size() < 100 && now < start + 1h) r.where.admit(now += 10ms);
    BOOST_TEST(r.log.size() == 100u);
    BOOST_TEST(now - start == 9'900ms);
}

// ---- what the gateway can bear

BOOST_AUTO_TEST_CASE(a_refusal_halves_the_permits) {
    room r{16};
    BOOST_TEST(r.fill() == 16);
    r.where.on_throttled(start, start + 1s);
    r.leave(16);
    BOOST_TEST(r.fill() == 8);
    r.where.on_throttled(start + 2s, start + 3s);
    r.leave(8);
    BOOST_TEST(r.fill() == 4);
}

BOOST_AUTO_TEST_CASE(a_burst_of_refusals_counts_once) {
    room r{16};
    BOOST_TEST(r.fill() == 16);
    for (int i = 0; i != 16; ++i)
        r.where.on_throttled(start + std::chrono::milliseconds{i}, start + 1s + std::chrono::milliseconds{i});
    r.leave(16);
    BOOST_TEST(r.fill() == 8, "they were all sent before the first of them was refused");
    r.where.on_throttled(start + 1s, start + 2s);
    r.leave(8);
    BOOST_TEST(r.fill() == 4, "this one was sent afterwards");
}

BOOST_AUTO_TEST_CASE(without_a_limit_the_tasks_under_way_are_halved) {
    room r{0};
    for (int i = 0; i != 10; ++i) BOOST_TEST(r.where.try_enter(start));
    r.where.on_throttled(start, start + 1s);
    BOOST_TEST(r.fill() == 0);
    r.leave(10);
    BOOST_TEST(r.fill() == 5);
}

BOOST_AUTO_TEST_CASE(there_is_always_one_permit) {
    for (const std::size_t most : {0u, 1u, 2u, 100u}) {
        room r{most};
        auto now = start;
        for (int i = 0; i != 50; ++i, now += 1s) r.where.on_throttled(now, now);
        BOOST_TEST(r.fill() == 1);
        r.where.leave();
        BOOST_TEST(r.fill() == 1);
    }
}

BOOST_AUTO_TEST_CASE(every_acceptance_lets_the_permits_grow_again_up_to_the_limit) {
    room r{8};
    auto now = start;
    BOOST_TEST(r.fill() == 8);
    r.where.on_throttled(now, now);
    r.leave(8);
    int before = r.fill();
    BOOST_TEST(before == 4);
    r.leave(before);
    for (int accepted = 1; accepted != 200; ++accepted) {
        r.where.on_accepted();
        const int allowed = r.fill();
        r.leave(allowed);
        BOOST_TEST(allowed >= before);
        BOOST_TEST(allowed <= before + 1);
        BOOST_TEST(allowed <= 8);
        before = allowed;
    }
    BOOST_TEST(before == 8);
}

BOOST_AUTO_TEST_CASE(growth_is_one_permit_for_each_round_of_acceptances) {
    room r{1000};
    for (int i = 0; i != 20; ++i) r.where.enter_anyway();
    r.where.on_throttled(start, start);
    r.leave(20);
    for (int i = 0; i != 11; ++i) r.where.on_accepted();  // ten are allowed: about ten acceptances for the next one
    const int grown = r.fill();
    BOOST_TEST(grown >= 11);
    BOOST_TEST(grown <= 12);
}

BOOST_AUTO_TEST_SUITE_END()
