// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <boost/test/unit_test.hpp>

#include <limits>

#include <seedance/core/money.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(money_amounts)

static_assert(usd(5) == micro_usd(5'000'000) && usd(0) == money{});
static_assert(micro_usd(1) < micro_usd(2) && micro_usd(-1) < money{} && usd(1) >= micro_usd(1'000'000));
static_assert(usd(1) + micro_usd(5) == micro_usd(1'000'005) && usd(1) - usd(3) == usd(-2));
static_assert(micro_usd(76'000) * 5 == micro_usd(380'000) && 5 * micro_usd(76'000) == micro_usd(380'000));
static_assert(usd(0.5) == micro_usd(500'000) && usd(0.0475) == micro_usd(47'500) &&
              usd(-1.25) == micro_usd(-1'250'000));
static_assert(usd(0.000001) == micro_usd(1) && usd(1e6) == usd(1'000'000));
static_assert(usd(~std::uint64_t{0}) == micro_usd(std::numeric_limits<std::int64_t>::max()) &&
              usd(std::uint64_t{1} << 63) > usd(1));
static_assert([] {
    money sum;
    sum += usd(2);
    sum -= micro_usd(1);
    return sum;
}() == micro_usd(1'999'999));

BOOST_AUTO_TEST_CASE(amounts_are_written_with_at_least_two_decimals_and_none_lost) {
    BOOST_TEST(to_string(money{}) == "$0.00");
    BOOST_TEST(to_string(usd(5)) == "$5.00");
    BOOST_TEST(to_string(micro_usd(380'000)) == "$0.38");
    BOOST_TEST(to_string(micro_usd(47'500)) == "$0.0475");
    BOOST_TEST(to_string(micro_usd(1)) == "$0.000001");
    BOOST_TEST(to_string(micro_usd(100'000)) == "$0.10");
    BOOST_TEST(to_string(micro_usd(1'234'567'890)) == "$1234.56789");
    BOOST_TEST(to_string(usd(-1)) == "-$1.00");
    BOOST_TEST(to_string(micro_usd(-5)) == "-$0.000005");
}

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

static_assert(micro_usd(most) + micro_usd(1) == micro_usd(most) &&
              micro_usd(least) + micro_usd(-1) == micro_usd(least));
static_assert(micro_usd(least) - micro_usd(1) == micro_usd(least) &&
              micro_usd(0) - micro_usd(least) == micro_usd(most));
static_assert(micro_usd(-1) - micro_usd(least) == micro_usd(most) &&
              micro_usd(most) - micro_usd(-1) == micro_usd(most));
static_assert(usd(most) == micro_usd(most) && usd(least) == micro_usd(least) &&
              micro_usd(most) * -2 == micro_usd(least));
static_assert(micro_usd(least) * -1 == micro_usd(most) && micro_usd(least) * 1 == micro_usd(least));

BOOST_AUTO_TEST_CASE(sums_and_products_are_exact_or_the_largest) {
    const std::int64_t values[] = {least, least + 1, -3'000'000'000, -2, -1, 0, 1, 2, 3'037'000'500, most - 1, most};
    __extension__ using wide = __int128;
    const auto clamped = [](wide exact) {
        return exact > most ? most : exact < least ? least : static_cast<std::int64_t>(exact);
    };
    for (const auto a : values)
        for (const auto b : values) {
            BOOST_TEST((micro_usd(a) + micro_usd(b)).micro_usd == clamped(static_cast<wide>(a) + b), a << " + " << b);
            BOOST_TEST((micro_usd(a) - micro_usd(b)).micro_usd == clamped(static_cast<wide>(a) - b), a << " - " << b);
            BOOST_TEST((micro_usd(a) * b).micro_usd == clamped(static_cast<wide>(a) * b), a << " * " << b);
        }
}

BOOST_AUTO_TEST_CASE(the_largest_amounts_are_written_too) {
    BOOST_TEST(to_string(micro_usd(std::numeric_limits<std::int64_t>::max())) == "$9223372036854.775807");
    BOOST_TEST(to_string(micro_usd(std::numeric_limits<std::int64_t>::min())) == "-$9223372036854.775808");
}

BOOST_AUTO_TEST_SUITE_END()
