// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The library's client and its own HTTPS transport against the sandbox: prices asked at run time, and bodies that hold
// whole files.
#include "client_fixture.hpp"

#include <boost/asio/use_future.hpp>

#include <seedance/models.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/sandbox.hpp>

#include "checks.hpp"
#include "plain_https.hpp"

using namespace test;

namespace {

const secret key{"sandbox-key"};

struct gateways_fixture {
    gateways_fixture() {
        all_gateways::for_each([this]<class Gateway> {
            const auto base_url = gateways.base_url(provider_traits<Gateway>::name);
            client.use(account_of<Gateway>{.api_key = key, .base_url = base_url});
        });
    }

    /// The result of an operation started with `asio::use_future`.
    template <class Future>
    auto get(Future future) {
        io.restart();
        io.run();
        return future.get();
    }

    testing::sandbox gateways{{.time_scale = 0}};
    asio::io_context io;
    seedance::client client{io.get_executor(), {.https = {.ca_pem = gateways.ca_pem()}}};
};

/// A data: URI of so many bytes of Base64.
std::string data_uri(std::size_t bytes) { return "data:image/png;base64," + std::string(bytes, 'A'); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sandbox_client, gateways_fixture)

BOOST_AUTO_TEST_CASE(prices_asked_from_the_gateway_are_what_it_charges) {
    const auto list = get(client.prices("xenodia", asio::use_future));
    BOOST_TEST(list.provider == "xenodia");
    BOOST_TEST(list.prices.size() == 12u);
    BOOST_TEST_REQUIRE(gateways.received().size() == 1u);
    BOOST_TEST(!gateways.received()[0].right_key);

    const auto charged = [&](const auto& request) {
        get(client.submit(request, asio::use_future));
        const auto known = estimate(request, list);
        BOOST_TEST_REQUIRE(known.known());
        BOOST_TEST(known.amount().micro_usd == gateways.tasks().back().price.micro_usd);
        return known.amount().micro_usd;
    };
    BOOST_TEST(charged(text_to_video<xenodia::seedance_2>{.prompt = "rain", .resolution = "480p", .duration = 4s}) ==
               320'000);
    BOOST_TEST(charged(reference_to_video<xenodia::seedance_2_fast>{
                   .prompt = "rain", .references = {video("https://e.com/v")}, .duration = 10s}) == 2'250'000);
    BOOST_TEST(gateways.tasks_accepted() == 2u);
}

BOOST_AUTO_TEST_CASE(a_client_tells_what_goes_on_between_it_and_each_gateway) {
    BOOST_TEST(client.network_load().origins.empty());
    for (int i = 0; i != 2; ++i) get(client.prices("xenodia", asio::use_future));
    const auto load = client.network_load();
    BOOST_TEST_REQUIRE(load.origins.size() == 1u);
    const auto& xenodia = load.origins[0];
    BOOST_TEST(contains(gateways.base_url("xenodia"), xenodia.origin));
    BOOST_TEST(xenodia.ended == 2u);
    BOOST_TEST(xenodia.failed == 0u);
    BOOST_TEST(xenodia.handshakes == 1u);
    BOOST_TEST(xenodia.reused == 1u);
    BOOST_TEST(xenodia.idle == 1u);
    BOOST_TEST(xenodia.bytes_received > 0u);
}

BOOST_AUTO_TEST_CASE(a_check_tells_how_far_the_clocks_are_apart) {
    const auto clock = std::make_shared<testing::manual_clock>();
    seedance::client steady{io.get_executor(), {.https = {.ca_pem = gateways.ca_pem()}, .clock = clock}};
    for (const auto ahead : {0s, 90s}) {
        all_gateways::for_each([&]<class Gateway> {
            const std::string name{provider_traits<Gateway>::name};
            steady.use(account_of<Gateway>{.api_key = key, .base_url = gateways.base_url(name)});
            const auto found = get(steady.check(name, asio::use_future));
            BOOST_TEST(found.clock_ahead == ahead, name);
            BOOST_TEST(found.is_well() == (ahead == 0s), name << ' ' << found.detail);
        });
        gateways.advance(90s);
    }
}

BOOST_AUTO_TEST_CASE(a_comparison_with_the_gateways_list_knows_every_price) {
    const std::vector lists{get(client.prices("xenodia", asio::use_future))};
    const any_request request{.prompt = "rain", .duration = 5s};
    const auto offers = compare_prices(request, all_models::entries, lists);
    BOOST_TEST(offers.size() == 7u);
    for (std::size_t i = 0; i != offers.size(); ++i) {
        BOOST_TEST_REQUIRE(offers[i].price.known());
        if (i != 0) BOOST_TEST(offers[i - 1].price.amount().micro_usd <= offers[i].price.amount().micro_usd);
    }
}

BOOST_AUTO_TEST_CASE(a_large_data_uri_arrives_whole) {
    const auto frame = data_uri(5'000'000);
    get(client.submit(image_to_video<pixazo::seedance_2_0>{.prompt = "rain", .first_frame = runtime(frame)},
                      asio::use_future));
    BOOST_TEST_REQUIRE(gateways.tasks_accepted() == 1u);
    BOOST_TEST(contains(gateways.tasks()[0].body, frame));
}

// Content-Length alone decides: no such body is sent.
BOOST_AUTO_TEST_CASE(a_body_is_limited_by_what_the_gateways_document_allows) {
    const auto answer_to = [&](const std::string& gateway, const std::string& target, std::size_t length) {
        plain_https connection{gateways.base_url(gateway), gateways.ca_pem()};
        return connection.exchange("POST", target, {{"Content-Length", std::to_string(length)}}, {}).status;
    };
    const std::size_t nine_images_and_three_recordings = 9 * 40'000'000 + 3 * 20'000'000;
    BOOST_TEST(answer_to("pixazo", "/seedance-2-0/v1/reference-to-video",
                         nine_images_and_three_recordings + (1 << 20) + 1) == 413);
    BOOST_TEST(answer_to("apixo", "/api/v1/generateTask/seedance-2-0-fast", (1 << 20) + 1) == 413);
    BOOST_TEST(answer_to("xenodia", "/v1/videos/generations", (1 << 20) + 1) == 413);
}

BOOST_AUTO_TEST_SUITE_END()
