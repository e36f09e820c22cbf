// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Prices that a gateway tells at run time: asked, read leniently, counted into estimates and comparisons.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(prices)

using strings = std::vector<std::string>;

namespace {

/// A model of the list, with these tiers.
std::string listed(const std::string& id, const std::string& tiers) {
    return R"({"id":")" + id + R"(","capabilities":{"pricing":{"tiers":[)" + tiers + "]}}}";
}

std::string tier(const std::string& id, const std::string& price) {
    return R"({"id":")" + id + R"(","label":"","unit":"second","price_micro_usdc":)" + price + "}";
}

std::string list_of(const std::string& models) { return R"({"object":"list","data":[)" + models + "]}"; }

price_list read(const std::string& body) { return provider_traits<xenodia::gateway>::decode_price_list(body); }

/// "seedance-2 720p without 170000", a line for each row.
strings rows_of(const price_list& list) {
    strings rows;
    for (const auto& row : list.prices)
        rows.push_back(row.model + ' ' + row.resolution + (row.video_reference == when::with ? " with " : " without ") +
                       std::to_string(row.per_second.micro_usd));
    return rows;
}

/// "xenodia/seedance-2 $0.85", a line for each offer.
strings compared(const any_request& request, std::span<const price_list> lists = {}) {
    strings offers;
    for (const auto& offer : compare_prices(request, all_models::entries, lists))
        offers.push_back(offer.entry->name() + ' ' + to_string(offer.price));
    return offers;
}

const price_list known_list{.provider = "xenodia",
                            .prices = {{"seedance-2", "720p", when::without, micro_usd(170'000)},
                                       {"seedance-2", "720p", when::with, micro_usd(280'000)},
                                       {"seedance-2-fast", "720p", when::without, micro_usd(140'000)}}};

struct fixture : client_fixture {
    fixture() { client.use(xenodia::account{.api_key = secret{"the-key"}}); }

    outcome<price_list> asked(std::string_view provider) {
        outcome<price_list> result;
        client.prices(provider, result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }
};

}  // namespace

// ---- asking

BOOST_FIXTURE_TEST_CASE(a_list_is_asked_without_the_key, fixture) {
    reply(reply_with(200, list_of(listed("seedance-2", tier("720p_no_video", "170000")))));
    const auto result = asked("xenodia");
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.provider == "xenodia");
    BOOST_TEST(rows_of(result.value) == strings{"seedance-2 720p without 170000"});
    BOOST_TEST_REQUIRE(requests().size() == 1u);
    BOOST_TEST(requests()[0].method == "GET");
    BOOST_TEST(requests()[0].url == "https://api.xenodia.xyz/v1/models");
    for (const auto& header : requests()[0].headers) {
        BOOST_TEST(header.name != "Authorization");
        BOOST_TEST(lacks(header.value, "the-key"));
    }
}

BOOST_FIXTURE_TEST_CASE(a_list_in_which_nothing_can_be_read_is_an_error, fixture) {
    for (const auto* body : {"", "not JSON", "[]", "{}", R"({"data":"soon"})", R"({"data":[{"id":"seedance-2"}]})"}) {
        reply(reply_with(200, body));
        BOOST_TEST(asked("xenodia").code == errc::result_malformed);
    }
}

BOOST_FIXTURE_TEST_CASE(gateways_whose_documents_have_prices_are_not_asked, fixture) {
    const auto result = asked("apixo");
    BOOST_TEST(result.code == errc::unsupported);
    BOOST_TEST(contains(result.why.detail, "its document has them"));
    BOOST_TEST(asked("pixazo").code == errc::no_account);
    BOOST_TEST(asked("nobody").code == errc::no_account);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_fails_is_tried_again, fixture) {
    reply(not_connected(), reply_with(200, list_of(listed("seedance-2", tier("480p_no_video", "1")))));
    BOOST_TEST(!asked("xenodia").code);
    BOOST_TEST(requests().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_refusal_is_an_error_that_costs_nothing, fixture) {
    reply(reply_with(404, R"({"error":"not_found","message":"gone"})"));
    const auto result = asked("xenodia");
    BOOST_TEST(result.code == errc::not_found);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(!result.why.task);
}

// ---- reading

BOOST_AUTO_TEST_CASE(rows_that_cannot_be_read_cost_no_other_row) {
    const auto list = read(list_of(
        "7," +
        listed("seedance-2", "null," + tier("720p_no_video", "170000") + "," + tier("720p_with_video", "\"280000\"") +
                                 "," + tier("4k_no_video", "1") + "," + tier("720p", "2") + "," +
                                 tier("480p_no_video", "-3") + "," + tier("480p_no_video", "0") + "," +
                                 tier("480p_no_video", "\"free\"") + R"(,{"id":"480p_no_video"})") +
        R"(,{"id":"other","capabilities":null},)" + listed("seedance-2-fast", tier("1080P, With Video", "500000"))));
    BOOST_TEST(rows_of(list) == (strings{"seedance-2 720p without 170000", "seedance-2 720p with 280000",
                                         "seedance-2 4k without 1", "seedance-2-fast 1080p with 500000"}));
}

BOOST_AUTO_TEST_CASE(the_list_may_stand_under_other_names) {
    const auto one = listed("seedance-2", tier("720p_no_video", "5"));
    for (const auto& body : {"[" + one + "]", R"({"models":[)" + one + "]}", list_of(one)})
        BOOST_TEST(rows_of(read(body)) == strings{"seedance-2 720p without 5"});
}

// ---- comparing

BOOST_AUTO_TEST_CASE(the_same_request_over_every_model) {
    const any_request request{.prompt = "rain", .duration = 5s};
    BOOST_TEST(compared(request) ==
               (strings{"pixazo/seedance-1-0-pro-250528 $0.20", "apixo/seedance-2-0-mini $0.5125",
                        "apixo/seedance-2-0-fast $0.78", "pixazo/seedance-2-0 $0.7985",
                        "pixazo/seedance-2-0-fast $1.20", "xenodia/seedance-2 unknown: the gateway documents no price",
                        "xenodia/seedance-2-fast unknown: the gateway documents no price"}));
}

BOOST_AUTO_TEST_CASE(lists_complete_the_comparison) {
    const any_request request{.prompt = "rain", .resolution = "720p", .duration = 5s};
    const price_list foreign{.provider = "nobody", .prices = known_list.prices};
    const std::vector lists{foreign, known_list};
    BOOST_TEST(compared(request, lists) ==
               (strings{"pixazo/seedance-1-0-pro-250528 $0.20", "apixo/seedance-2-0-mini $0.5125",
                        "xenodia/seedance-2-fast $0.70 before the gateway's margin", "apixo/seedance-2-0-fast $0.78",
                        "pixazo/seedance-2-0 $0.7985", "xenodia/seedance-2 $0.85 before the gateway's margin",
                        "pixazo/seedance-2-0-fast $1.20"}));
}

BOOST_AUTO_TEST_CASE(a_list_may_know_one_model_of_two) {
    const any_request request{.mode = mode::reference_to_video,
                              .prompt = "rain",
                              .references = {{.kind = media::video, .url = "https://e.com/v", .length = 5s}},
                              .duration = 5s};
    const std::vector lists{known_list};
    BOOST_TEST(compared(request, lists) ==
               (strings{"apixo/seedance-2-0-mini $0.625", "apixo/seedance-2-0-fast $0.95", "pixazo/seedance-2-0 $1.074",
                        "pixazo/seedance-2-0-fast $1.20", "xenodia/seedance-2 $1.40 before the gateway's margin",
                        "xenodia/seedance-2-fast unknown: the gateway documents no price"}));
}

BOOST_AUTO_TEST_CASE(models_that_cannot_take_the_request_are_left_out) {
    const auto only = [](const any_request& request) { return compared(request); };
    BOOST_TEST(only({.prompt = "rain", .resolution = "1080p", .duration = 3s}) ==
               strings{"pixazo/seedance-1-0-pro-250528 $0.20"});
    BOOST_TEST(
        only({.mode = mode::edit_video,
              .prompt = "rain",
              .references = {{.kind = media::video, .url = "https://e.com/v"}},
              .duration_as_source = true}) ==
        (strings{
            "pixazo/seedance-2-0 unknown: the length of the source video decides the price and was not given",
            "pixazo/seedance-2-0-fast unknown: the length of the source video decides the price and was not given"}));
    BOOST_TEST(only({.prompt = "rain", .duration = 99s}).empty());
    BOOST_TEST(only({.prompt = ""}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
