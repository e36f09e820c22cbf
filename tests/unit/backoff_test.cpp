// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Waiting times: pure functions of a random number.
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/retry/backoff.hpp>

#include "machine_replies.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(waiting_times)

BOOST_AUTO_TEST_CASE(no_poll_comes_before_its_documented_time) {
    const auto check = [](const model_descriptor& model) {
        for (const auto& mode : model.modes) {
            for (int seconds = mode.duration.min_seconds; seconds <= mode.duration.max_seconds; ++seconds) {
                const auto advice = polling_for(mode, seconds);
                for (const double random : randoms) {
                    const auto first = detail::first_poll_after(advice, random);
                    BOOST_TEST(first >= advice.first);
                    BOOST_TEST(first <=
                               std::max<milliseconds>(advice.first_latest, milliseconds{advice.first} * 6 / 5));
                    const auto next = detail::next_poll_after(advice, {}, random);
                    BOOST_TEST(next >= advice.interval);
                    BOOST_TEST(next <=
                               std::max<milliseconds>(advice.interval_longest, milliseconds{advice.interval} * 6 / 5));
                }
            }
        }
    };
    all_models::for_each([&]<class Model> { check(Model::descriptor); });
}

BOOST_AUTO_TEST_CASE(jitter_fills_its_range) {
    std::minstd_rand source{1};
    std::uniform_real_distribution<double> uniform{0.0, 1.0};
    std::vector<int> first(10), retry(10);
    for (int i = 0; i != 10'000; ++i) {
        ++first.at(static_cast<std::size_t>((detail::first_poll_after(schedule, uniform(source)) - 200s) / 10s));
        ++retry.at(static_cast<std::size_t>(detail::backoff(2, 250ms, uniform(source)) / 100ms));
    }
    for (const auto& counts : {first, retry}) {
        for (const int count : counts) {
            BOOST_TEST(count > 850);
            BOOST_TEST(count < 1150);
        }
    }
}

BOOST_AUTO_TEST_CASE(backoff_doubles_up_to_its_cap) {
    for (int failures : {0, 1, 2, 6, 7, 10, 11, 63, 64, 1'000'000, std::numeric_limits<int>::max()}) {
        BOOST_TEST(detail::backoff(failures, 250ms, 0.0) == 0ms);
        const auto most = std::min<std::int64_t>(20'000, 250LL << std::min(failures, 20));
        BOOST_TEST(detail::backoff(failures, 250ms, 0.999).count() ==
                   static_cast<std::int64_t>(static_cast<double>(most) * 0.999));
    }
}

BOOST_AUTO_TEST_CASE(full_jitter_is_uniform) {
    constexpr int draws = 100'000;
    std::mt19937_64 source{20'261'121};
    std::uniform_real_distribution<double> uniform{0.0, 1.0};
    for (const int failures : {3, 5, 20}) {
        const auto most = static_cast<double>(std::min<long>(20'000, 250L << std::min(failures, 20)));
        std::vector<double> drawn(draws);
        for (auto& each : drawn)
            each = (static_cast<double>(detail::backoff(failures, 250ms, uniform(source)).count()) + 0.5) / most;
        std::sort(drawn.begin(), drawn.end());
        double distance = 0;
        for (std::size_t i = 0; i != drawn.size(); ++i) {
            const auto below = static_cast<double>(i) / draws, upto = static_cast<double>(i + 1) / draws;
            distance = std::max({distance, std::abs(drawn[i] - below), std::abs(drawn[i] - upto)});
        }
        BOOST_TEST(distance < 1.63 / std::sqrt(draws), "Kolmogorov-Smirnov, 1 %");
    }
}

BOOST_AUTO_TEST_CASE(clients_that_fail_together_do_not_come_back_together) {
    constexpr int clients = 1000;
    std::mt19937_64 source{20'261'121};
    std::uniform_real_distribution<double> uniform{0.0, 1.0};
    for (const int failures : {3, 4, 5, 6, 20}) {  // before that, the whole range is a few bins
        const auto most = std::min<milliseconds>(20s, 250ms * (1 << std::min(failures, 10)));
        std::vector<int> bins(static_cast<std::size_t>(most / 100ms));
        for (int i = 0; i != clients; ++i)
            ++bins.at(static_cast<std::size_t>(detail::backoff(failures, 250ms, uniform(source)) / 100ms));
        const auto mean = static_cast<double>(clients) / static_cast<double>(bins.size());
        BOOST_TEST(*std::max_element(bins.begin(), bins.end()) <= 3 * mean);
    }
}

BOOST_AUTO_TEST_CASE(a_range_of_no_width_is_spread_over_a_fifth) {
    for (const double random : randoms) {
        const auto jitter = milliseconds{static_cast<long>(2'000 * random)};
        BOOST_TEST(detail::spread(10s, 10s, random) == 10s + jitter);
        BOOST_TEST(detail::spread(10s, 0s, random) == 10s + jitter, "a latest before the earliest counts for nothing");
        BOOST_TEST(detail::spread(10s, 11s, random) == 10s + jitter);
        BOOST_TEST(detail::spread(10s, 20s, random) == 10s + 5 * jitter);
    }
}

BOOST_AUTO_TEST_CASE(a_hint_is_kept_within_half_a_second_and_ten_minutes) {
    BOOST_TEST(detail::next_poll_after(schedule, 0ms, 0.0) == 500ms);
    BOOST_TEST(detail::next_poll_after(schedule, 499ms, 0.0) == 500ms);
    BOOST_TEST(detail::next_poll_after(schedule, 501ms, 0.0) == 501ms);
    BOOST_TEST(detail::next_poll_after(schedule, 600s, 0.0) == 600s);
    BOOST_TEST(detail::next_poll_after(schedule, 601s, 0.0) == 600s);
    BOOST_TEST(detail::next_poll_after(schedule, {}, 0.0) == schedule.interval);
}

BOOST_AUTO_TEST_SUITE_END()
