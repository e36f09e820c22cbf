// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Estimates from a list that a gateway tells at run time.
#include <chrono>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/xenodia.hpp>
#include <seedance/request/price_list.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(price_lists)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using xenodia_fast = xenodia::seedance_2_fast;
using xenodia_full = xenodia::seedance_2;

const price_list known_list{.provider = "xenodia",
                            .prices = {{"seedance-2", "720p", when::without, micro_usd(170'000)},
                                       {"seedance-2", "720p", when::with, micro_usd(280'000)},
                                       {"seedance-2-fast", "720p", when::without, micro_usd(140'000)}}};

}  // namespace

BOOST_AUTO_TEST_CASE(an_estimate_from_a_list_says_so) {
    const text_to_video<xenodia_full> text{.prompt = "rain", .duration = 5s};
    BOOST_TEST(!estimate(text).known());
    const auto completed = estimate(text, known_list);
    BOOST_TEST_REQUIRE(completed.known());
    BOOST_TEST(completed.amount().micro_usd == 850'000);
    BOOST_TEST(completed.basis() == price_basis::price_list);
    BOOST_TEST(to_string(completed) == "$0.85 before the gateway's margin");
    const reference_to_video<xenodia_full> with_video{
        .prompt = "rain", .references = {video("https://e.com/v")}, .duration = 10s};
    BOOST_TEST(estimate(with_video, known_list).amount().micro_usd == 2'800'000);
}

BOOST_AUTO_TEST_CASE(what_a_list_does_not_say_stays_unknown) {
    BOOST_TEST(!estimate(text_to_video<xenodia_full>{.prompt = "rain", .resolution = "1080p"}, known_list).known());
    BOOST_TEST(!estimate(reference_to_video<xenodia_fast>{.prompt = "rain", .references = {video("https://e.com/v")}},
                         known_list)
                    .known());
    BOOST_TEST(!estimate(text_to_video<xenodia_full>{.prompt = "rain"}, price_list{.provider = "xenodia", .prices = {}})
                    .known());
    BOOST_TEST(!estimate(text_to_video<xenodia_full>{.prompt = "rain"},
                         price_list{.provider = "apixo", .prices = known_list.prices})
                    .known());
    const auto broken = estimate(text_to_video<xenodia_full>{.prompt = "rain", .duration = runtime(99s)}, known_list);
    BOOST_TEST(broken.why_unknown() == price_gap::broken_rule);
}

BOOST_AUTO_TEST_CASE(a_documented_price_is_not_replaced) {
    const text_to_video<fast> text{.prompt = "rain", .duration = 5s};
    const price_list other{.provider = "apixo", .prices = {{"seedance-2-0-fast", "720p", when::any, micro_usd(1)}}};
    BOOST_TEST(estimate(text, other) == estimate(text));
    BOOST_TEST(estimate(text, other).basis() == price_basis::document);
}

BOOST_AUTO_TEST_CASE(a_row_counts_for_its_own_resolution_and_kind) {
    const price_list list{.provider = "xenodia",
                          .prices = {{"seedance-2", "480p", when::any, micro_usd(1)},
                                     {"seedance-2", "720p", when::with, micro_usd(2)},
                                     {"seedance-2", "720p", when::any, micro_usd(3)}}};
    const auto asked = [&list](std::string_view resolution) {
        return estimate(
            text_to_video<xenodia_full>{.prompt = "rain", .resolution = runtime(resolution), .duration = 4s}, list);
    };
    const auto by_list = [](std::int64_t micro) { return price{micro_usd(micro), price_basis::price_list}; };
    BOOST_TEST(asked("480p") == by_list(4));
    BOOST_TEST(asked("720p") == by_list(12), "the row for requests with a video does not count");
    BOOST_TEST(asked("1080p") == price{price_gap::not_documented});
}

BOOST_AUTO_TEST_SUITE_END()
