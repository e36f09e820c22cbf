// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a request to a route costs: from the cheapest leg to the dearest, and at which leg that is not known.
#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/model/xenodia.hpp>
#include <seedance/request/price_range.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(price_ranges)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using full = pixazo::seedance_2_0;
using pixazo_fast = pixazo::seedance_2_0_fast;
using xenodia_2 = xenodia::seedance_2;

}  // namespace

static_assert(estimate(text_to_video<route<fast, mini>>{.prompt = "rain"}).lowest == price{micro_usd(5 * 102'500)});
static_assert(estimate(text_to_video<route<fast, mini>>{.prompt = "rain"}).known());

BOOST_AUTO_TEST_CASE(it_goes_from_the_cheapest_leg_to_the_dearest) {
    const auto check = []<class... Legs>(route<Legs...>) {
        const auto range = estimate(text_to_video<route<Legs...>>{.prompt = "rain", .duration = 10s});
        BOOST_TEST(range.lowest == price{micro_usd(1'025'000)});
        BOOST_TEST(range.highest == price{micro_usd(2'400'000)});
        BOOST_TEST(range.known());
        BOOST_TEST(range.unknown_at.empty());
        BOOST_TEST(to_string(range) == "$1.025 to $2.40");
    };
    check(route<fast, mini, pixazo_fast>{});
    check(route<pixazo_fast, fast, mini>{});
    check(route<mini, pixazo_fast, fast>{});
}

BOOST_AUTO_TEST_CASE(each_leg_counts_with_its_own_default) {
    using old = route<apixo::seedance_1_5_pro, pixazo::seedance_1_0_pro>;
    const auto range = estimate(text_to_video<old>{.prompt = "rain", .sound = true});
    BOOST_TEST(range.lowest == price{micro_usd(200'000)});      // a generation
    BOOST_TEST(range.highest == price{micro_usd(8 * 40'000)});  // 8 s with sound
}

BOOST_AUTO_TEST_CASE(a_leg_whose_price_is_not_known_is_named) {
    const auto range = estimate(text_to_video<route<xenodia_2, full>>{.prompt = "rain", .aspect_ratio = "16:9"});
    BOOST_TEST(!range.known());
    BOOST_TEST(range.gap == price_gap::not_documented);
    BOOST_TEST(range.unknown_at.view() == "xenodia/seedance-2");
    BOOST_TEST(range.lowest == price{micro_usd(5 * 159'700)});
    BOOST_TEST(range.lowest == range.highest);
    BOOST_TEST(to_string(range) == "$0.7985; unknown at xenodia/seedance-2: the gateway documents no price");
    const auto none = estimate(text_to_video<route<xenodia_2, xenodia::seedance_2_fast>>{.prompt = "rain"});
    BOOST_TEST(!none.lowest.known());
    BOOST_TEST(!none.highest.known());
    BOOST_TEST(to_string(none) ==
               "unknown at xenodia/seedance-2, xenodia/seedance-2-fast: the gateway documents no price");
}

BOOST_AUTO_TEST_CASE(a_list_completes_what_a_document_lacks) {
    constexpr text_to_video<route<xenodia_2, full>> request{.prompt = "rain", .aspect_ratio = "16:9"};
    const std::vector<price_list> lists{
        {.provider = "apixo", .prices = {{.model = "seedance-2", .resolution = "720p", .per_second = micro_usd(1)}}},
        {.provider = "xenodia",
         .prices = {{.model = "seedance-2", .resolution = "720p", .per_second = micro_usd(100'000)}}}};
    const auto range = estimate(request, lists);
    BOOST_TEST(range.known());
    BOOST_TEST(to_string(range) == "$0.50 before the gateway's margin to $0.7985");
    BOOST_TEST(estimate(request, std::vector<price_list>{}) == estimate(request));
}

BOOST_AUTO_TEST_CASE(a_leg_that_refuses_has_no_price) {
    const std::string resolution = "1080p";
    const auto range = estimate(text_to_video<route<full, fast>>{.prompt = "rain", .resolution = runtime(resolution)});
    BOOST_TEST(range.gap == price_gap::broken_rule);
    BOOST_TEST(range.unknown_at.view() == "apixo/seedance-2-0-fast");
    BOOST_TEST(range.lowest == price{micro_usd(5 * 359'200)});
}

BOOST_AUTO_TEST_CASE(ranges_are_equal_where_every_part_is) {
    const auto made = [](const price& a, const price& b) {
        price_range range;
        range.add("a", a);
        range.add("b", b);
        return range;
    };
    const price one{micro_usd(1)}, two{micro_usd(2)}, unknown{price_gap::not_documented};
    BOOST_TEST(made(one, two) == made(two, one));
    BOOST_TEST(made(one, two) != made(one, one));
    BOOST_TEST(made(one, two) != made(two, two));
    BOOST_TEST(made(one, unknown) != made(unknown, one));
    BOOST_TEST(made(one, unknown) != made(one, price_gap::broken_rule));
    BOOST_TEST(made(unknown, price_gap::broken_rule).gap == price_gap::not_documented, "that of the first leg");
}

BOOST_AUTO_TEST_SUITE_END()
