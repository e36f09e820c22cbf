// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The deadlines of the exchanges under way: none is forgotten, however the threads that move them meet.
#include <seedance/transport/impl/deadline_watch.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(deadline_watch)

namespace {

using rep = seedance::detail::exchange_under_way::clock::rep;

/// An alarm that keeps what it is told.
struct scripted_alarm {
    struct told {
        rep now = 0;
        rep set_for = 0;  ///< 0: it is not set
        int times_set = 0;
        std::function<void()> when_asked = [] {};
        bool lacks_memory = false;
    };
    told* to;

    rep now() const {
        to->when_asked();
        return to->now;
    }
    void set(rep when) const {
        if (to->lacks_memory) throw std::bad_alloc{};
        to->set_for = when;
        ++to->times_set;
    }
    void cancel() const { to->set_for = 0; }
};

/// The state of a thread that has to wait for a lock.
struct has_to_wait {};

/// A mutex for one thread that plays two: it throws where the second of them would wait.
class scripted_mutex {
  public:
    void lock() {
        if (is_locked_) throw has_to_wait{};
        is_locked_ = true;
    }
    void unlock() { is_locked_ = false; }

  private:
    bool is_locked_ = false;
};

using watch_type = seedance::detail::deadline_watch<scripted_alarm, scripted_mutex>;

class exchange final : public seedance::detail::exchange_under_way {
  public:
    explicit exchange(std::function<void()> given = [] {}) : when_read{std::move(given)} {}

    void abort() override {}
    void check_time_soon() override {}

    /// Is called when the deadline was read and has come.
    std::shared_ptr<exchange_under_way> share() noexcept override {
        when_read();
        return std::shared_ptr<exchange_under_way>{this, [](auto*) {}};
    }

    std::function<void()> when_read;
};

struct fixture {
    scripted_alarm::told told{};
    watch_type watch{scripted_alarm{&told}};

    /// Another thread moves a deadline while this one is at work. Where it has to wait for this one, it goes on later.
    void move_from_elsewhere(exchange& which, rep when) {
        try {
            watch.watch(which, when);
        } catch (const has_to_wait&) {
            later.push_back([this, &which, when] { watch.watch(which, when); });
        }
    }

    /// The alarm rings; then those who had to wait go on.
    std::size_t ring() {
        told.set_for = 0;
        const auto late = watch.take_late().size();
        for (const auto& go_on : std::exchange(later, {})) go_on();
        return late;
    }

    std::vector<std::function<void()>> later{};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_alarm_is_set_for_the_first_deadline, fixture) {
    exchange first, second, third;
    for (auto* each : {&first, &second, &third}) watch.add(*each);
    watch.watch(first, 50);
    BOOST_TEST(told.set_for == 50);
    watch.watch(second, 70);
    BOOST_TEST(told.set_for == 50);
    watch.watch(third, 30);
    BOOST_TEST(told.set_for == 30);
    told.now = 55;
    BOOST_TEST(ring() == 2u);
    BOOST_TEST(told.set_for == 70);
    watch.watch(first, 90);
    watch.watch(third, 95);
    BOOST_TEST(told.set_for == 70);
    for (auto* each : {&first, &second, &third}) watch.remove(*each);
    BOOST_TEST(told.set_for == 0);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_that_moves_away_leaves_the_alarm_alone, fixture) {
    exchange only;
    watch.add(only);
    for (rep when = 100; when != 1'100; ++when) watch.watch(only, when);
    BOOST_TEST(told.times_set == 1);
    told.now = 100;
    BOOST_TEST(ring() == 0u);
    BOOST_TEST(told.set_for == 1'099);
    watch.remove(only);
}

/// What another thread does between two steps of the one that the alarm has woken: the deadline that it moves was read
/// already, or is read next.
BOOST_FIXTURE_TEST_CASE(a_deadline_that_is_moved_while_deadlines_are_read_is_not_forgotten, fixture) {
    for (const bool is_read_first : {true, false}) {
        for (const bool has_others : {true, false}) {
            BOOST_TEST_CONTEXT("read first: " << is_read_first << ", others: " << has_others) {
                told = {};
                exchange moved, other;
                exchange late{[&] { move_from_elsewhere(moved, 60); }};
                if (is_read_first) watch.add(moved);
                watch.add(late);
                if (has_others) watch.add(other);
                if (!is_read_first) watch.add(moved);
                watch.watch(moved, 900);
                watch.watch(other, 500);
                watch.watch(late, 50);
                told.now = 50;
                BOOST_TEST(ring() == 1u);
                BOOST_TEST(told.set_for == 60);
                late.when_read = [] {};
                told.now = 60;
                BOOST_TEST(ring() == 2u, "and it is late then");
                for (auto* each : {&moved, &late, &other}) watch.remove(*each);
            }
        }
    }
}

BOOST_FIXTURE_TEST_CASE(one_that_is_moved_before_the_time_is_asked_for_is_not_forgotten_either, fixture) {
    exchange moved, late;
    watch.add(moved);
    watch.add(late);
    watch.watch(moved, 900);
    watch.watch(late, 50);
    told.now = 50;
    told.when_asked = [&] { move_from_elsewhere(moved, 60); };
    BOOST_TEST(ring() == 1u);
    BOOST_TEST(told.set_for == 60);
    for (auto* each : {&moved, &late}) watch.remove(*each);
}

BOOST_FIXTURE_TEST_CASE(one_that_begins_when_the_others_have_ended_sets_the_alarm, fixture) {
    exchange first, second;
    watch.add(first);
    watch.watch(first, 50);
    watch.remove(first);
    watch.watch(first, 40);
    BOOST_TEST(told.set_for == 0, "it is not under way");
    watch.add(second);
    watch.watch(second, 80);
    BOOST_TEST(told.set_for == 80);
    watch.remove(second);
}

BOOST_FIXTURE_TEST_CASE(an_alarm_that_could_not_be_set_is_set_by_the_next_who_asks, fixture) {
    exchange first, second;
    watch.add(first);
    watch.add(second);
    told.lacks_memory = true;
    BOOST_CHECK_THROW(watch.watch(first, 50), std::bad_alloc);
    told.lacks_memory = false;
    watch.watch(second, 80);
    BOOST_TEST(told.set_for == 80);
    told.now = 80;
    BOOST_TEST(ring() == 2u);
    watch.remove(first);
    watch.remove(second);
}

BOOST_AUTO_TEST_SUITE_END()
