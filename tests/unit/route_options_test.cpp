// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <set>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/request/route_options.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(options_of_routes)

BOOST_AUTO_TEST_CASE(every_order_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (const auto order : all_route_orders) names.insert(to_string(order));
    BOOST_TEST(names == (std::set<std::string_view>{"as_written", "cheapest", "fastest"}));
    BOOST_TEST(to_string(static_cast<route_order>(99)) == "?");
}

BOOST_AUTO_TEST_CASE(the_list_is_in_the_order_of_the_enumeration) {
    int number = 0;
    for (const auto order : all_route_orders) BOOST_TEST(static_cast<int>(order) == number++);
}

BOOST_AUTO_TEST_CASE(unless_something_is_said_legs_are_tried_as_written_and_content_is_refused_once) {
    BOOST_TEST(route_options{}.order == route_order::as_written);
    BOOST_TEST(!route_options{}.despite_content);
}

BOOST_AUTO_TEST_SUITE_END()
