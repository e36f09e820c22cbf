// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The whole way of a callback: the client tells a gateway its URL, the gateway posts to the server, the server gives it
// to the receiver, and whoever waits gets the video. Over TLS to the gateway, at a thousand times the speed.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <seedance/models.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/webhook/receiver.hpp>
#include <seedance/webhook/server.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(webhook_sandbox)

namespace {

constexpr double speed = 1'000;

struct called_back {
    called_back() {
        all_gateways::for_each([this]<class Gateway> {
            const auto base_url = gateways.base_url(provider_traits<Gateway>::name);
            client.use(account_of<Gateway>{.api_key = secret{"sandbox-key"}, .base_url = base_url});
        });
        gateways.deliver_callbacks_to("http://127.0.0.1:" + std::to_string(server.port()));
    }

    client_options options() {
        client_options chosen{.https = {.ca_pem = gateways.ca_pem()},
                              .clock = std::make_shared<testing::scaled_clock>(io.get_executor(), speed),
                              .allow_private_downloads = true};
        chosen.callbacks = {.base_url = "https://videos.example/hooks",
                            .keys = {{.id = "k1", .key = secret{"sixteen bytes..."}}}};
        return chosen;
    }

    /// Runs until a condition holds, or for a minute of real time.
    template <class Condition>
    bool run_until(Condition holds) {
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (!holds() && std::chrono::steady_clock::now() < end) io.run_one_for(100ms);
        return holds();
    }

    long polls() const {
        const auto all = gateways.received();
        return std::count_if(all.begin(), all.end(),
                             [](const auto& r) { return r.operation == testing::sandbox_operation::poll; });
    }

    testing::sandbox gateways{{.time_scale = speed}};
    asio::io_context io;
    seedance::client client{io.get_executor(), options()};
    webhook_receiver receiver{client};
    webhook_server server{io, receiver};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_gateway_calls_back_and_costs_one_poll, called_back) {
    outcome<generated_video> results[4];
    client.generate(text_to_video<apixo::seedance_2_0_fast>{.prompt = "rain"}, {.deadline = 24h}, results[0].handler());
    client.generate(text_to_video<pixazo::seedance_2_0>{.prompt = "rain"}, {.deadline = 24h}, results[1].handler());
    client.generate(text_to_video<pixazo::seedance_1_0_pro>{.prompt = "rain"}, {.deadline = 24h}, results[2].handler());
    client.generate(text_to_video<xenodia::seedance_2>{.prompt = "rain on a roof"}, {.deadline = 24h},
                    results[3].handler());
    BOOST_TEST_REQUIRE(run_until(
        [&] { return std::all_of(std::begin(results), std::end(results), [](const auto& r) { return r.done(); }); }));
    for (const auto& each : results) {
        BOOST_TEST(!each.code, each.code.message());
        BOOST_TEST(!each.value.unconfirmed);
        BOOST_TEST(each.value.urls.size() == 1u);
    }
    BOOST_TEST(polls() <= 4, "one each");
    for (const auto& each : gateways.deliveries()) BOOST_TEST(each.acknowledged, each.callback.provider << each.status);
    for (const auto& each : gateways.broken_invariants()) BOOST_ERROR(each);
}

BOOST_FIXTURE_TEST_CASE(a_task_whose_end_is_posted_at_once_costs_exactly_one_poll, called_back) {
    outcome<generated_video> result;
    client.generate(text_to_video<pixazo::seedance_2_0>{.prompt = "rain"}, {.deadline = 24h}, result.handler());
    BOOST_TEST_REQUIRE(run_until([&] { return result.done(); }));
    BOOST_TEST(!result.code, result.code.message());
    BOOST_TEST(polls() == 1);
    for (const auto& each : gateways.broken_invariants()) BOOST_ERROR(each);
}

BOOST_FIXTURE_TEST_CASE(answers_that_are_lost_are_found, called_back) {
    constexpr int count = 12;
    std::vector<outcome<generated_video>> results(count);
    for (int i = 0; i != count; ++i) {
        gateways.answer_next(testing::sandbox_operation::submit, {.ending = testing::cut::rst});
        const auto prompt = "order " + std::to_string(i) + ".";
        client.generate(text_to_video<apixo::seedance_2_0_fast>{.prompt = runtime(prompt)}, {.deadline = 24h},
                        results[static_cast<std::size_t>(i)].handler());
        BOOST_TEST_REQUIRE(run_until([&] { return gateways.tasks_accepted() == static_cast<std::size_t>(i) + 1; }));
    }
    BOOST_TEST_REQUIRE(
        run_until([&] { return std::all_of(results.begin(), results.end(), [](const auto& r) { return r.done(); }); }));
    const auto tasks = gateways.tasks();
    BOOST_TEST(tasks.size() == static_cast<std::size_t>(count));
    for (int i = 0; i != count; ++i) {
        const auto& result = results[static_cast<std::size_t>(i)];
        BOOST_TEST(!result.code, result.code.message());
        const auto at =
            std::find_if(tasks.begin(), tasks.end(), [&](const auto& t) { return t.id == result.value.task.id; });
        BOOST_TEST_REQUIRE((at != tasks.end()));
        BOOST_TEST(contains(at->body, "order " + std::to_string(i) + "."));
    }
    // Who asks whether the task is there hears of its end for who waits for the video, unless that one comes too late,
    // which a machine that stands still for half a second is at this speed.
    for (const auto& each : gateways.broken_invariants())
        BOOST_TEST(contains(each, "was polled again after its end had been told"), each);
    BOOST_TEST(polls() < 2 * count);
}

BOOST_FIXTURE_TEST_CASE(what_is_forged_changes_nothing, called_back) {
    using testing::callback_forgery;
    gateways.fault_next_callback(
        {.copies = 1,
         .forgeries = {callback_forgery::wrong_token, callback_forgery::bad_json, callback_forgery::too_large}});
    outcome<generated_video> result;
    client.generate(text_to_video<apixo::seedance_2_0_fast>{.prompt = "rain"}, {.deadline = 24h}, result.handler());
    BOOST_TEST_REQUIRE(run_until([&] { return result.done() && gateways.deliveries().size() >= 4; }));
    BOOST_TEST(!result.code);
    for (const auto& each : gateways.deliveries()) {
        const bool is_forged = each.callback.forged != callback_forgery::none;
        BOOST_TEST(each.acknowledged != is_forged, to_string(each.callback.forged) << " " << each.status);
    }
    for (const auto& each : gateways.broken_invariants()) BOOST_ERROR(each);
}

BOOST_AUTO_TEST_SUITE_END()
