// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A journal that must be renewed is: while nothing is asked of it, while very much is, and again when it has failed.
#include "checks.hpp"
#include "leased_journal.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/impl/journal_renewals.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/memory.hpp>

using namespace test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(journal_renewals)

namespace {

using detail::journal_renewal;
using detail::journal_worker;
using detail::renewal_hearer;

/// A client that hears of renewals. What it is told last may come after its end.
struct hearing {
    struct notes {
        std::mutex mutex;
        std::vector<journal_renewal> heard;
    };
    std::shared_ptr<notes> told = std::make_shared<notes>();
    std::shared_ptr<renewal_hearer> hearer;

    explicit hearing(journal_worker& worker, bool shares = false)
        : hearer{std::make_shared<renewal_hearer>(shares, [told = told](const journal_renewal& what) {
              const std::lock_guard lock{told->mutex};
              told->heard.push_back(what);
          })} {
        worker.tell_of_renewals(hearer);
    }

    std::vector<journal_renewal> all() const {
        const std::lock_guard lock{told->mutex};
        return told->heard;
    }
};

/// Waits until something is so that another thread makes so.
template <class Condition>
void await(Condition holds) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    BOOST_TEST_REQUIRE(holds());
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_renewed_while_nothing_is_asked_of_it) {
    const auto store = std::make_shared<leased_journal>(1ms);
    const journal_worker worker{store};
    store->wait_for_renewal(5);
    BOOST_TEST((store->thread() != std::this_thread::get_id()));
}

/// Whoever has its part of a limit has it as another owner, who is gone.
BOOST_AUTO_TEST_CASE(it_is_renewed_at_once_in_a_new_term) {
    const auto store = std::make_shared<leased_journal>(1h);
    journal_worker worker{store};
    const hearing client{worker};
    store->wait_for_renewal(1);
    worker.run([&](journal&) { store->term_now = 7; }, [](const std::exception_ptr&) {});
    await([&] { return client.all().size() == 2u; });
    BOOST_TEST(client.all()[0].term == 0u);
    BOOST_TEST(client.all()[1].term == 7u);
    store->fail(1'000);
    worker.run([&](journal&) { store->term_now = 8; }, [](const std::exception_ptr&) {});
    await([&] { return client.all().size() == 3u; });
    BOOST_TEST(store->renewals() < 100, "one that fails is tried again as ever");
}

BOOST_AUTO_TEST_CASE(it_is_renewed_between_the_jobs_of_a_long_queue) {
    const auto store = std::make_shared<leased_journal>(1ms);
    std::vector<int> renewals;
    {
        journal_worker worker{store};
        for (int i = 0; i != 50; ++i)
            worker.run(
                [&](journal&) {
                    const auto end = std::chrono::steady_clock::now() + 2ms;
                    while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
                    renewals.push_back(store->renewals());
                },
                [](const std::exception_ptr&) {});
    }
    BOOST_TEST_REQUIRE(renewals.size() == 50u, "its destructor does what waits");
    for (std::size_t i = 1; i != renewals.size(); ++i) BOOST_TEST(renewals[i] == renewals[i - 1] + 1);
}

BOOST_AUTO_TEST_CASE(news_wake_it) {
    const auto store = std::make_shared<leased_journal>(1h);
    journal_worker worker{store};
    hearing client{worker};
    store->wait_for_renewal(1);
    store->tell();
    store->wait_for_renewal(2);
    await([&] { return !client.all().empty() && client.all().back().members.has_news; });
    std::atomic<bool> is_done = false;
    worker.run([&](journal&) { is_done = true; }, [](const std::exception_ptr&) {});
    await([&] { return is_done.load(); });
    BOOST_TEST(store->renewals() == 2, "work wakes it too, and is no reason to renew");
}

BOOST_AUTO_TEST_CASE(news_without_end_do_not_keep_it_busy) {
    const auto store = std::make_shared<leased_journal>(1h);
    store->takes_news = false;
    store->tell();
    const auto start = std::chrono::steady_clock::now();
    const journal_worker worker{store};
    store->wait_for_renewal(6);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 4 * detail::journal_renewals::between_news));
}

BOOST_AUTO_TEST_CASE(what_fails_is_tried_again_soon) {
    const auto store = std::make_shared<leased_journal>(1h);
    store->fail(2);
    journal_worker worker{store};
    hearing client{worker};
    store->wait_for_renewal(3);
    await([&] { return client.all().size() >= 2 && !client.all().back().failed; });
    const auto heard = client.all();
    BOOST_TEST(heard.back().number == 1u, "failures do not count");
    BOOST_TEST((heard.front().failed != nullptr));
}

BOOST_AUTO_TEST_CASE(others_wait_until_each_client_goes_by_what_was_seen) {
    const auto store = std::make_shared<leased_journal>(1h);
    journal_worker worker{store};
    store->wait_for_renewal(1);
    hearing sharing{worker, true}, alone{worker};
    const auto renew_again = [&]() -> bool {
        const auto number = store->renewals() + 1;
        store->tell();
        store->wait_for_renewal(number);
        await([&] {
            return !sharing.all().empty() && sharing.all().back().number == static_cast<std::uint64_t>(number);
        });
        return store->said_to_exceed().back();
    };
    BOOST_TEST(renew_again(), "it has not said that it does not");
    sharing.hearer->exceeds = false;
    BOOST_TEST(renew_again(), "it goes by nothing that it has heard");
    sharing.hearer->goes_by = sharing.all().back().number;
    BOOST_TEST(!renew_again());
    BOOST_TEST(renew_again(), "it has not taken note of the last one");
    sharing.hearer->goes_by = sharing.all().back().number;
    sharing.hearer->exceeds = true;
    BOOST_TEST(renew_again());
    sharing.hearer.reset();
    store->tell();
    store->wait_for_renewal(7);
    BOOST_TEST(!store->said_to_exceed().back(), "who has gone has nothing under way");
}

BOOST_AUTO_TEST_CASE(what_need_not_be_renewed_costs_nothing) {
    const auto store = std::make_shared<leased_journal>(0ms);
    {
        journal_worker worker{store};
        BOOST_TEST(!worker.renews());
        std::atomic<bool> is_done = false;
        worker.run([&](journal&) { is_done = true; }, [](const std::exception_ptr&) {});
        await([&] { return is_done.load(); });
    }
    BOOST_TEST(store->renewals() == 0);
    BOOST_TEST(!journal_worker{std::make_shared<memory_journal>()}.renews());
}

BOOST_AUTO_TEST_SUITE_END()
