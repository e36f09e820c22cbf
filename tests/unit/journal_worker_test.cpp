// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The thread that calls a journal: whoever writes one is called by one at a time.
#include "journal_doubles.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/memory.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(journal_worker)

namespace {

/// A journal whose first call lasts until it may end, and that counts who is in it.
class counting_journal final : public journal_before<counting_journal> {
  public:
    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        most = std::max(most.load(), ++inside);
        if (!is_entered.exchange(true)) may_end.get_future().wait();
        auto answers = kept.apply(changes);
        --inside;
        return answers;
    }
    journal& inner_journal() { return kept; }

    std::atomic<int> inside{0}, most{0};
    std::atomic<bool> is_entered{false};
    std::promise<void> may_end;
    memory_journal kept;
};

std::future<void> begin(detail::journal_worker& worker, const std::string& name) {
    auto done = std::make_shared<std::promise<void>>();
    journal_change change;
    change.wanted.name = name;
    change.wanted.handle = "handle of " + name;
    worker.apply(std::move(change), [done](const std::exception_ptr&, const journal_answer&) { done->set_value(); });
    return done->get_future();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_one_waits_for_the_last_one_that_is_still_at_work) {
    const auto store = std::make_shared<counting_journal>();
    auto first = detail::journal_worker::of(store);
    const auto first_done = begin(*first, "order-1");
    while (!store->is_entered) std::this_thread::yield();
    const std::weak_ptr<detail::journal_worker> gone = first;
    std::thread last_user{[&first] { first.reset(); }};  // which does what waits
    while (!gone.expired()) std::this_thread::yield();
    const auto second = detail::journal_worker::of(store);
    const auto second_done = begin(*second, "order-2");
    for (int i = 0; i != 10'000; ++i) std::this_thread::yield();
    store->may_end.set_value();
    last_user.join();
    second_done.wait();
    BOOST_TEST(store->most == 1);
    BOOST_TEST(store->kept.find("order-1").has_value());
    BOOST_TEST(store->kept.find("order-2").has_value());
}

/// A journal that cannot make one change, and fails with all that are made together with it.
class poisoned_journal final : public journal_before<poisoned_journal> {
  public:
    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        if (!is_entered.exchange(true)) may_end.get_future().wait();
        ++calls;
        most_together = std::max(most_together, changes.size());
        for (const auto& each : changes) {
            if (each.wanted.name != "poison") continue;
            std::this_thread::sleep_for(renew_every());  // as long as it waits for the lock
            throw std::runtime_error{"somebody keeps its row locked"};
        }
        return kept.apply(changes);
    }
    std::chrono::milliseconds renew_every() const noexcept override { return every; }
    journal_members renew() override {
        calls_before_renewals.push_back(calls);
        return {};
    }
    journal& inner_journal() { return kept; }

    std::chrono::milliseconds every{0};
    std::vector<int> calls_before_renewals;
    std::size_t most_together = 0;
    std::atomic<bool> is_entered{false};
    std::promise<void> may_end;
    std::atomic<int> calls{0};
    memory_journal kept;
};

BOOST_AUTO_TEST_CASE(one_change_that_cannot_be_made_is_in_the_way_of_few) {
    const auto store = std::make_shared<poisoned_journal>();
    std::atomic<int> failed{0}, made{0};
    {
        detail::journal_worker worker{store};
        const auto ask = [&](const std::string& name, bool is_again) {
            journal_change change;
            change.wanted.name = name;
            change.wanted.handle = "handle of " + name;
            worker.apply(
                std::move(change),
                [&](const std::exception_ptr& why, const journal_answer&) { ++(why ? failed : made); }, is_again);
        };
        ask("first", false);
        while (!store->is_entered) std::this_thread::yield();
        for (int i = 0; i != 20; ++i) ask("new-" + std::to_string(i), false);
        ask("poison", true);
        for (int i = 0; i != 15; ++i) ask("again-" + std::to_string(i), true);
        for (int i = 0; i != 20; ++i) ask("newer-" + std::to_string(i), false);
        store->may_end.set_value();
    }
    BOOST_TEST(made >= 41 + 12, "all that are new, and most of the others");
    BOOST_TEST(failed >= 1);
    BOOST_TEST(made + failed == 57);
    BOOST_TEST(store->calls <= 3 + 16, "a journal that is away must not be asked for ever");
}

/// Keeps a worker busy, so that what it is asked for waits together, until it may begin.
void hold(detail::journal_worker& worker, std::promise<void>& may_begin) {
    const auto is_busy = std::make_shared<std::promise<void>>();
    worker.run(
        [&may_begin, is_busy](journal&) {
            is_busy->set_value();
            may_begin.get_future().wait();
        },
        [](const std::exception_ptr&) {});
    is_busy->get_future().wait();
}

/// Each try may wait for a lock for as long as a lease is to be renewed in.
BOOST_AUTO_TEST_CASE(it_is_renewed_between_the_tries_of_what_cannot_be_made_together) {
    const auto store = std::make_shared<poisoned_journal>();
    store->every = std::chrono::milliseconds{2};
    store->is_entered = true;
    {
        std::promise<void> may_begin;
        detail::journal_worker worker{store};
        hold(worker, may_begin);
        for (int i = 0; i != 16; ++i) {
            journal_change change;
            change.wanted.name = i == 15 ? "poison" : "again-" + std::to_string(i);
            worker.apply(std::move(change), [](const std::exception_ptr&, const journal_answer&) {}, true);
        }
        may_begin.set_value();
    }
    const auto& renewed = store->calls_before_renewals;
    for (const int failed : {1, 3, 5})  // all of them, then each half that has the poison
        BOOST_TEST(std::count(renewed.begin(), renewed.end(), failed) > 0, "after try " << failed);
}

/// What a callback has brought is read and written with each change of its row.
BOOST_AUTO_TEST_CASE(what_is_changed_together_has_rows_that_a_memory_holds) {
    const auto store = std::make_shared<poisoned_journal>();
    store->is_entered = true;
    std::atomic<int> told{0};
    {
        std::promise<void> may_begin;
        detail::journal_worker worker{store};
        hold(worker, may_begin);
        for (int i = 0; i != 3'000; ++i) {
            journal_change change{.version = 1};
            change.wanted.name = "order-" + std::to_string(i);
            worker.apply(std::move(change), [&told](const std::exception_ptr&, const journal_answer&) { ++told; });
        }
        may_begin.set_value();
    }
    BOOST_TEST(told == 3'000);
    BOOST_TEST(store->most_together == 1'024u);
}

BOOST_AUTO_TEST_SUITE_END()
