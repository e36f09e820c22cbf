// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/transport/impl/exchange_slots.hpp>

#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(exchange_slots_suite)

namespace {

using seedance::detail::exchange_slots;

}  // namespace

BOOST_AUTO_TEST_CASE(who_has_waited_the_longest_is_next) {
    const auto slots = std::make_shared<exchange_slots>(1);
    std::vector<int> order;
    exchange_slots::ticket none = 0, first = 0, second = 0;
    auto held = slots->take_or_wait([](auto) {}, none);
    BOOST_TEST_REQUIRE(held);
    BOOST_TEST(!slots->try_take());
    slots->take_or_wait([&](auto) { order.push_back(1); }, first);
    slots->take_or_wait([&](auto) { order.push_back(2); }, second);
    held.reset();  // each of them gives it back at once
    BOOST_TEST(order == (std::vector<int>{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(slots->try_take());
}

BOOST_AUTO_TEST_CASE(who_leaves_is_forgotten_at_once) {
    const auto slots = std::make_shared<exchange_slots>(1);
    exchange_slots::ticket none = 0, own = 0;
    auto held = slots->take_or_wait([](auto) {}, none);
    const auto token = std::make_shared<int>(0);
    slots->take_or_wait([token](auto) { BOOST_ERROR("it has left"); }, own);
    BOOST_TEST(token.use_count() == 2);
    slots->leave(own);
    BOOST_TEST(token.use_count() == 1);
    held.reset();
    BOOST_TEST(slots->try_take());
}

BOOST_AUTO_TEST_CASE(none_is_no_limit) {
    const auto slots = std::make_shared<exchange_slots>(0);
    for (int i = 0; i != 100; ++i) BOOST_TEST(slots->try_take());
}

BOOST_AUTO_TEST_SUITE_END()
