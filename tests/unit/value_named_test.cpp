// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A value by its name: every name finds its own value, and no other text finds one.
#include <cstddef>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/route_options.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(values_by_name)

namespace {

using namespace seedance;
using detail::value_named;

static_assert(value_named(all_modes, "edit_video") == mode::edit_video);

template <class Enum, std::size_t Count>
void check(const Enum (&all)[Count]) {
    for (const auto each : all) {
        const auto found = value_named(all, to_string(each));
        BOOST_TEST_REQUIRE(found.has_value());
        BOOST_TEST(*found == each, to_string(each));
        BOOST_TEST(to_string(each) != "?");
    }
    for (const std::string_view other : {"", "?", "nothing", "PLANNED", "planned "})
        BOOST_TEST(!value_named(all, other).has_value());
}

/// Checks that a list has every enumerator that `to_string` names.
template <class Enum, std::size_t Count>
void check_whole(const Enum (&all)[Count]) {
    for (const auto each : all) BOOST_TEST(to_string(each) != "?");
    BOOST_TEST(to_string(static_cast<Enum>(Count)) == "?", "the list lacks " << to_string(static_cast<Enum>(Count)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_name_finds_its_value_and_no_other_text_does) {
    check(all_modes);
    check(all_media);
    check(all_options);
    check(all_route_orders);
    check(all_callback_uses);
    check(all_intent_states);
    check(budget_period::all_kinds);
}

BOOST_AUTO_TEST_CASE(the_lists_are_whole) {
    check_whole(all_modes);
    check_whole(all_media);
    check_whole(all_options);
    check_whole(all_route_orders);
    check_whole(all_intent_states);
    check_whole(all_callback_uses);
    check_whole(budget_period::all_kinds);
}

BOOST_AUTO_TEST_SUITE_END()
