// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The thread that calls a journal: whoever writes one is called by one at a time.
#include "journal_doubles.hpp"

#include <algorithm>
#include <atomic>
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
        for (const auto& each : changes)
            if (each.wanted.name == "poison") throw std::runtime_error{"somebody keeps its row locked"};
        return kept.apply(changes);
    }
    journal& inner_journal() { return kept; }

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

BOOST_AUTO_TEST_SUITE_END()
