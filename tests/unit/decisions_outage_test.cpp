// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Many tasks wait while their gateway is down: nobody is hammered, and everybody is served soon after it is back.
#include "client_fixture.hpp"

#include <functional>
#include <map>
#include <ostream>
#include <utility>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(outages)

namespace {

constexpr auto outage = 10min;

/// Tasks that wait at a gateway which answers all of them alike, for ten minutes; then it is well, and all of them are
/// done.
struct crowd : client_fixture {
    crowd(int tasks, const poll_schedule& polling, std::function<http_reply()> meanwhile)
        : results(static_cast<std::size_t>(tasks)) {
        network->answer_with([this, meanwhile = std::move(meanwhile)](const http_request&) {
            if (elapsed() >= outage) return succeeded("https://file.apixo.ai/1.mp4");
            ++polls;
            return meanwhile();
        });
        for (auto& each : results) {
            const task known{.provider = "apixo",
                             .model = "m",
                             .id = "task_" + std::to_string(&each - results.data()),
                             .accepted_at = clock->wall_now(),
                             .polling = polling};
            client.wait(known, [this, &each](error_code error, const generated_video&) {
                BOOST_TEST(!error, error.message());
                each = elapsed();
            });
        }
        run();
    }

    std::chrono::milliseconds last_result() const { return *std::max_element(results.begin(), results.end()); }

    int polls = 0;
    std::vector<std::chrono::milliseconds> results;
};

struct kind {
    const char* name;
    http_reply answer;
};

std::ostream& operator<<(std::ostream& out, const kind& k) { return out << k.name; }

const kind kinds[] = {
    {"500", refused(500)},
    {"connection refused", not_connected()},
    {"503 that promises one second", refused_for(503, "1")},
    {"429 that promises nothing", refused_for(429, "0")},
    {"no answer", reply_failed(transport_errc::timed_out, exchange_phase::read, delivery::complete)},
};

constexpr poll_schedule schedules[] = {
    {.first = 200s, .first_latest = 300s, .interval = 10s, .interval_longest = 20s},  // APIXO's 2.0 models
    {.first = 5s, .first_latest = 5s, .interval = 5s, .interval_longest = 10s},
    {.first = 30s, .first_latest = 60s, .interval = 60s, .interval_longest = 90s},
    {.first = 1s, .first_latest = 1s, .interval = 2s, .interval_longest = 2s},
};

/// How often so many tasks are polled in ten minutes of health.
int polls_in_health(int tasks, const poll_schedule& polling) {
    static std::map<std::pair<int, std::chrono::seconds>, int> known;
    const auto [at, is_new] = known.try_emplace({tasks, polling.interval}, 0);
    if (is_new) at->second = crowd{tasks, polling, [] { return state_is("processing"); }}.polls;
    return at->second;
}

}  // namespace

BOOST_DATA_TEST_CASE(an_outage_is_not_amplified, data::make(kinds), k) {
    for (const auto& polling : schedules) {
        BOOST_TEST_CONTEXT("polled every " << polling.interval.count() << " s") {
            const int in_health = polls_in_health(200, polling);
            const crowd sick{200, polling, [&k] { return k.answer; }};
            BOOST_TEST_MESSAGE(k.name << ", " << polling.interval.count() << " s: " << sick.polls << " polls, "
                                      << in_health << " in health, last result "
                                      << (sick.last_result() - outage).count() << " ms after it");
            BOOST_TEST(static_cast<double>(sick.polls) <= 1.10 * in_health);
            BOOST_TEST(sick.last_result() - outage <= polling.interval_longest + 20s);
        }
    }
}

BOOST_DATA_TEST_CASE(one_task_alone_is_polled_twice_more_than_in_health_at_most, data::make(kinds), k) {
    for (auto polling : schedules) {
        BOOST_TEST_CONTEXT("polled every " << polling.interval.count() << " s") {
            const crowd sick{1, polling, [&k] { return k.answer; }};
            const auto most =
                1 + (outage - std::chrono::milliseconds{polling.first}) / std::chrono::milliseconds{polling.interval};
            BOOST_TEST(sick.polls <= most + 2);
            BOOST_TEST(sick.last_result() - outage <= polling.interval_longest + 20s);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
