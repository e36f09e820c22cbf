// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A value by its name: every name finds its own value, and no other text finds one.
#include <boost/test/unit_test.hpp>

#include <seedance/core/value_named.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/task/intent.hpp>

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
        BOOST_TEST((*found == each), to_string(each));
        BOOST_TEST(to_string(each) != "?");
    }
    for (const std::string_view other : {"", "?", "nothing", "PLANNED", "planned "})
        BOOST_TEST(!value_named(all, other).has_value());
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_name_finds_its_value_and_no_other_text_does) {
    check(all_modes);
    check(all_media);
    check(all_intent_states);
    check(budget_period::all_kinds);
}

BOOST_AUTO_TEST_CASE(the_lists_are_whole) {
    BOOST_TEST(std::size(all_intent_states) == static_cast<std::size_t>(intent_state::expired) + 1);
    BOOST_TEST(std::size(budget_period::all_kinds) == static_cast<std::size_t>(budget_period::kind::from) + 1);
}

BOOST_AUTO_TEST_SUITE_END()
