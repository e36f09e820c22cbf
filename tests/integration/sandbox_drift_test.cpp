// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A gateway whose list of models goes away from the descriptors, asked over TLS.
#include "client_fixture.hpp"

#include <boost/asio/use_future.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/drift.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/sandbox.hpp>

#include "checks.hpp"

using namespace test;

namespace {

using strings = std::vector<std::string>;

struct drifting_gateway {
    drifting_gateway() {
        client.use(xenodia::account{.api_key = secret{"sandbox-key"}, .base_url = gateways.base_url("xenodia")});
    }

    template <class Future>
    auto get(Future future) {
        io.restart();
        io.run();
        return future.get();
    }

    capability_list list() { return get(client.capabilities("xenodia", asio::use_future)); }

    outcome<capability_list> failed_list() {
        outcome<capability_list> result;
        client.capabilities("xenodia", result.options(), result.handler());
        io.restart();
        io.run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    /// What differs, a line for each.
    strings drift_after(const testing::list_drift& how) {
        gateways.drift(how);
        const auto found = find_drift(list(), all_models::entries);
        strings lines;
        for (const auto& each : found)
            if (each.kind != drift_kind::not_compared) lines.push_back(to_string(each));
        BOOST_TEST(agrees(found) == lines.empty());
        return lines;
    }

    testing::sandbox gateways{{.time_scale = 0}};
    asio::io_context io;
    seedance::client client{io.get_executor(), {.https = {.ca_pem = gateways.ca_pem()}}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sandbox_drift, drifting_gateway)

BOOST_AUTO_TEST_CASE(the_list_agrees_with_the_descriptors_that_it_is_made_of) {
    BOOST_TEST(drift_after({}) == strings{});
    const auto all = list();
    BOOST_TEST(all.models.size() == 2u);
    BOOST_TEST(all.prices.prices.size() == 12u);
    BOOST_TEST(all.unread == 0u);
    for (const auto& each : gateways.received()) BOOST_TEST(!each.right_key);
    BOOST_TEST(gateways.broken_invariants().empty());
}

BOOST_AUTO_TEST_CASE(each_drift_is_found_and_goes_away_again) {
    const std::string price =
        "none for 720p with a video, and the descriptor has none: requests are priced by the list";
    const struct {
        testing::list_drift how;
        strings expected;
    } rows[] = {
        {{.added = {"seedance-3"}}, {"xenodia/seedance-3: the gateway lists this model, and no descriptor has it"}},
        {{.removed = {"seedance-2-fast"}},
         {"xenodia/seedance-2-fast: there is a descriptor, and the gateway lists no such model"}},
        {{.prices = {{.model = "seedance-2", .resolution = "720p", .with_video = true}}},
         {"xenodia/seedance-2: prices: the gateway lists " + price}},
        {{.entries = {R"({"id":null})"}}, {"entry 3: no model with an id"}},
        {{.entries = {R"({"id":"seedance-2"})"}},
         {"entry 3 (seedance-2): the model is listed twice, and the first one counts"}},
        {{.entries = {R"({"id":NaN})"}},
         {"the answer is damaged JSON: something may be missing", "entry 3: no model with an id"}},
        {{.other_models = 1000}, {}},
        {{}, {}},
    };
    for (const auto& each : rows) BOOST_TEST(drift_after(each.how) == each.expected);
}

BOOST_AUTO_TEST_CASE(a_price_that_has_changed_is_what_is_listed_and_charged) {
    const testing::drifted_price dearer{.model = "seedance-2", .resolution = "480p", .per_second = micro_usd(90'000)};
    gateways.drift({.prices = {dearer}});
    const auto all = list();
    const text_to_video<xenodia::seedance_2> request{.prompt = "rain", .resolution = "480p", .duration = 4s};
    BOOST_TEST(estimate(request, all.prices) == (price{micro_usd(360'000), price_basis::price_list}));
    get(client.submit(request, asio::use_future));
    BOOST_TEST(gateways.tasks().back().price.micro_usd == 360'000);
}

BOOST_AUTO_TEST_CASE(a_documented_price_is_compared_with_the_list) {
    static constexpr price_row rows[] = {
        {.resolution = "480p", .video_reference = when::with, .price = micro_usd(130'000)},
        {.resolution = "480p", .price = micro_usd(80'000)}};
    static constexpr auto rules = [] {
        auto made = xenodia::seedance_2::descriptor.modes[2];
        made.resolutions = {xenodia::facts::resolutions, 1};
        made.prices = rows;
        return made;
    }();
    static constexpr model_descriptor priced{
        .provider = "xenodia", .id = "seedance-2", .title = "", .source = "", .as_of = "", .modes = {&rules, 1}};
    const std::vector<catalog_entry> models{{&priced, &table_of<xenodia::gateway>}};
    const auto differences = [&] {
        strings lines;
        for (const auto& each : find_drift(list(), models))
            if (each.kind == drift_kind::differs) lines.push_back(to_string(each));
        return lines;
    };
    BOOST_TEST(differences() == strings{});
    gateways.drift(
        {.prices = {{.model = "seedance-2", .resolution = "480p", .with_video = true, .per_second = usd(1)}}});
    BOOST_TEST(differences() == strings{"xenodia/seedance-2: prices: the gateway lists 480p with a video at $1.00 a "
                                        "second, and the descriptor has $0.13 a second"});
}

BOOST_AUTO_TEST_CASE(a_list_beyond_a_mebibyte_is_refused) {
    gateways.drift({.other_models = 10'000});
    const auto result = failed_list();
    BOOST_TEST(result.code == errc::poll_failed);
    BOOST_TEST(contains(result.why.detail, "larger than the limit"));
    BOOST_TEST(result.value.models.empty());
}

BOOST_AUTO_TEST_CASE(a_list_that_nobody_can_read_is_an_error) {
    gateways.drift({.entries = {"{\"id\":"}});
    const auto result = failed_list();
    BOOST_TEST(result.code == errc::poll_failed);
    BOOST_TEST(contains(result.why.detail, "no list"));
}

BOOST_AUTO_TEST_CASE(what_the_list_does_not_have_cannot_drift) {
    BOOST_CHECK_THROW(gateways.drift({.removed = {"seedance-9"}}), std::invalid_argument);
    BOOST_CHECK_THROW(gateways.drift({.prices = {{.model = "seedance-2", .resolution = "8k"}}}), std::invalid_argument);
    BOOST_TEST(drift_after({}) == strings{});
}

BOOST_AUTO_TEST_SUITE_END()
