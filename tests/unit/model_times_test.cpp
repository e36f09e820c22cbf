// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What times of tasks come to.
#include <seedance/task/model_times.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/engine/impl/measured_times.hpp>
#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/journal/memory.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(model_times_)

BOOST_AUTO_TEST_CASE(percentiles) {
    struct row {
        std::vector<int> took;
        int p50, p90;
    };
    const row rows[] = {
        {{7}, 7, 7},
        {{9, 1}, 1, 9},
        {{3, 1, 2}, 2, 3},
        {{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 5, 9},
        {{1, 1, 1, 1, 1, 1, 1, 1, 1, 100}, 1, 1},
        {{1, 1, 1, 1, 1, 1, 1, 1, 100, 100}, 1, 100},
        {{11, 2, 4, 1, 5, 3, 6, 7, 8, 10, 9}, 6, 10},
        {{0, 0}, 0, 0},
    };
    for (const auto& [took, p50, p90] : rows) {
        model_samples samples{.provider = "apixo", .model = "fast"};
        for (const auto each : took) samples.took.emplace_back(each);
        const auto known = times_of(samples);
        BOOST_TEST(known.provider == "apixo");
        BOOST_TEST(known.model == "fast");
        BOOST_TEST(known.count == took.size());
        BOOST_TEST(known.p50.count() == p50);
        BOOST_TEST(known.p90.count() == p90);
    }
    BOOST_TEST((times_of({.provider = "a", .model = "b"}) == model_times{.provider = "a", .model = "b"}));
}

BOOST_AUTO_TEST_CASE(places_are_used_evenly_at_every_distance) {
    for (const int distance : {1, 2, 3, 8, 13, 64, 100, 4'096})
        for (const std::int64_t first : {std::int64_t{1}, std::int64_t{1'000'000'007}}) {
            std::vector<int> uses(detail::places_of_times);
            for (int i = 0; i != 640; ++i)
                ++uses.at(static_cast<std::size_t>(detail::place_of_time(first + i * distance)));
            for (const auto each : uses) BOOST_TEST((each >= 5 && each <= 20), distance << ": " << each);
        }
}

BOOST_AUTO_TEST_CASE(a_client_goes_by_enough_tasks_only) {
    detail::measured_times known;
    for (int i = 1; i <= 8; ++i) {
        BOOST_TEST(!known.p50("apixo", "fast"));
        known.add("apixo", "fast", std::chrono::seconds{i});
    }
    BOOST_TEST(known.p50("apixo", "fast") == 4s);
    BOOST_TEST((known.usual("apixo", "fast")->p90 == 8s));
    BOOST_TEST(!known.p50("apixo", "pro"));
    BOOST_TEST(!known.p50("pixazo", "fast"));
    known.add("apixo", "fast", -1ms);
    known.add("apixo", "fast", std::chrono::weeks{1} + 1ms);
    BOOST_TEST(known.all().at(0).count == 8u);
    for (int i = 0; i != 200; ++i) known.add("apixo", "fast", 20s);
    BOOST_TEST(known.all().at(0).count == 64u);
    BOOST_TEST(known.p50("apixo", "fast") == 20s, "the last ones count");
}

BOOST_AUTO_TEST_CASE(what_the_journal_has_replaces_what_is_known_of_its_models) {
    detail::measured_times known;
    for (int i = 0; i != 9; ++i) known.add("pixazo", "pro", 30s);
    known.add("apixo", "fast", 1s);
    memory_journal store;
    for (int i = 0; i != 11; ++i) {
        const std::string id = std::to_string(i), model = i < 8 ? "fast" : "pro";
        const task ended{.provider = "apixo", .model = model, .id = id};
        const journal_change end{.wanted = {.name = id,
                                            .state = intent_state::succeeded,
                                            .provider = "apixo",
                                            .model = model,
                                            .task = ended},
                                 .took = i < 8 ? 5s : 6s};
        store.apply({&end, 1});
    }
    const auto question = known.question();
    question(store);
    const auto all = known.all();
    BOOST_TEST_REQUIRE(all.size() == 3u);
    BOOST_TEST((all[0] == model_times{.provider = "apixo", .model = "fast", .count = 8, .p50 = 5s, .p90 = 5s}));
    BOOST_TEST((all[1] == model_times{.provider = "apixo", .model = "pro", .count = 3, .p50 = 6s, .p90 = 6s}));
    BOOST_TEST((all[2] == model_times{.provider = "pixazo", .model = "pro", .count = 9, .p50 = 30s, .p90 = 30s}));
}

BOOST_AUTO_TEST_CASE(the_journal_is_asked_now_and_then) {
    detail::measured_times known;
    const clock::time_point start{};
    BOOST_TEST(known.must_ask(start));
    BOOST_TEST(!known.must_ask(start));
    BOOST_TEST(!known.must_ask(start + 5min - 1ns));
    BOOST_TEST(known.must_ask(start + 5min));
    BOOST_TEST(!known.must_ask(start + 5min));
}

BOOST_AUTO_TEST_SUITE_END()
