// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The queue of alarms beside a sorted list.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/engine/impl/timer_queue.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(timer_queues)

using std::chrono::milliseconds;

BOOST_AUTO_TEST_CASE(the_timer_queue_behaves_like_a_sorted_list) {
    constexpr std::size_t entries = 200;
    std::mt19937 random{20'261'121};
    std::vector<detail::timer_entry> all(entries);
    detail::timer_queue queue;
    std::multimap<detail::timer_queue::time_point, detail::timer_entry*> model;
    const auto forget = [&model](const detail::timer_entry& entry) {
        std::erase_if(model, [&entry](const auto& known) { return known.second == &entry; });
    };
    for (int step = 0; step != 10'000; ++step) {
        auto& entry = all[random() % entries];
        const auto due = detail::timer_queue::time_point{milliseconds{random() % 500}};  // few enough to be equal often
        switch (random() % 4) {
            case 0:
            case 1:
                forget(entry);
                queue.schedule(entry, due);
                model.emplace(due, &entry);
                break;
            case 2:
                forget(entry);
                queue.remove(entry);
                break;
            case 3:
                if (queue.empty()) break;
                auto& front = queue.front();
                forget(front);
                queue.remove(front);
                BOOST_TEST(!front.queued());
                break;
        }
        BOOST_TEST_REQUIRE(queue.size() == model.size());
        BOOST_TEST_REQUIRE(queue.empty() == model.empty());
        if (!queue.empty()) BOOST_TEST_REQUIRE(queue.front_due() == model.begin()->first);
        if (step % 100 != 0) continue;
        for (const auto& each : all) {
            const bool known =
                std::any_of(model.begin(), model.end(), [&each](const auto& entry) { return entry.second == &each; });
            BOOST_TEST_REQUIRE(each.queued() == known);
        }
    }
    while (!queue.empty()) {
        auto& front = queue.front();
        BOOST_TEST_REQUIRE(queue.front_due() == model.begin()->first);
        forget(front);
        queue.remove(front);
    }
    BOOST_TEST(model.empty());
}

BOOST_AUTO_TEST_SUITE_END()
