// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What tests ask besides comparisons, with words for the failure: `BOOST_TEST(contains(text, "part"))`.

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

namespace test {

using boost::test_tools::assertion_result;

inline assertion_result contains(std::string_view text, std::string_view part) {
    assertion_result result{text.find(part) != std::string_view::npos};
    if (!result) result.message() << '"' << text << "\" does not contain \"" << part << '"';
    return result;
}

inline assertion_result lacks(std::string_view text, std::string_view part) {
    assertion_result result{text.find(part) == std::string_view::npos};
    if (!result) result.message() << '"' << text << "\" contains \"" << part << '"';
    return result;
}

template <class T>
assertion_result has_no_duplicates(std::vector<T> values) {
    std::sort(values.begin(), values.end());
    const auto twice = std::adjacent_find(values.begin(), values.end());
    assertion_result result{twice == values.end()};
    if (!result) printing::print(result.message().stream(), *twice) << " is there twice";
    return result;
}

template <class T>
assertion_result is_one_of(const T& value, std::initializer_list<std::type_identity_t<T>> expected) {
    assertion_result result{std::find(expected.begin(), expected.end(), value) != expected.end()};
    if (!result) printing::print(printing::print(result.message().stream(), value) << " is none of ", expected);
    return result;
}

/// Asks whether a view begins at this very character. (`BOOST_TEST(view.data() == place)` compares what is written
/// there.)
inline assertion_result begins_at(std::string_view view, const char* place) {
    assertion_result result{view.data() == place};
    if (!result) result.message() << '"' << view << "\" lies elsewhere";
    return result;
}

/// Compares long texts and the contents of files. A failure shows where they begin to differ, not all of both.
inline assertion_result same_bytes(std::string_view left, std::string_view right) {
    assertion_result result{left == right};
    if (result) return result;
    const auto differs = std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first;
    const auto at = static_cast<std::size_t>(differs - left.begin());
    const auto from = at - std::min<std::size_t>(at, 20);
    result.message() << left.size() << " and " << right.size() << " bytes, which differ from byte " << at << " on: \""
                     << left.substr(from, 60) << "\" and \"" << right.substr(from, 60) << '"';
    return result;
}

}  // namespace test
