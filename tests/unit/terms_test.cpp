// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Each list holds every enumerator of its enumeration.
#include <seedance/model/terms.hpp>

#include <cstddef>

#include <boost/test/unit_test.hpp>

using namespace seedance;

BOOST_AUTO_TEST_SUITE(terms)

namespace {

/// Says whether the list holds every enumerator that `to_string` names, in their order.
template <class Enum, std::size_t Count>
constexpr bool is_complete(const Enum (&list)[Count]) noexcept {
    for (std::size_t i = 0; i != Count; ++i)
        if (list[i] != static_cast<Enum>(i) || to_string(list[i]) == "?") return false;
    return to_string(static_cast<Enum>(Count)) == "?";
}

static_assert(is_complete(all_modes), "to_string names a mode that all_modes lacks");
static_assert(is_complete(all_media), "to_string names a kind of media that all_media lacks");
static_assert(is_complete(all_options), "to_string names an option that all_options lacks");

}  // namespace

BOOST_AUTO_TEST_CASE(a_set_of_one_option_holds_that_and_no_other) {
    for (const auto only : all_options)
        for (const auto which : all_options)
            BOOST_TEST(option_set{only}.contains(which) == (which == only), to_string(only)
                                                                                << ", " << to_string(which));
}

BOOST_AUTO_TEST_SUITE_END()
