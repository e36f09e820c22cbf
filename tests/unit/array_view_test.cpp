// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What descriptors hold their lists in: from whatever stands in a row, and to a span.
#include <seedance/core/array_view.hpp>

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(array_views)

using seedance::array_view;

namespace {

constexpr int three[] = {1, 2, 3};
constexpr std::array<int, 2> two{4, 5};

constexpr int sum(array_view<int> numbers) {
    int all = 0;
    for (const int n : numbers) all += n;
    return all;
}

static_assert(sum(three) == 6 && sum(two) == 9 && sum({}) == 0 && sum({three, 2}) == 3 &&
              sum(std::span<const int>{three}) == 6);
static_assert(array_view<int>{three}.front() == 1 && array_view<int>{three}.back() == 3 &&
              array_view<int>{three}[1] == 2);
static_assert(array_view<int>{three}.size() == 3 && !array_view<int>{three}.empty() && array_view<int>{}.empty());
static_assert(array_view<int>{three}.data() == three &&
              array_view<int>{three}.begin() + 3 == array_view<int>{three}.end());
static_assert(!std::is_convertible_v<std::vector<long>, array_view<int>> &&
              !std::is_convertible_v<std::string_view, array_view<int>>);

struct base {
    int a;
};
struct derived : base {
    int b;
};
static_assert(!std::is_convertible_v<std::vector<derived>, array_view<base>> &&
              std::is_convertible_v<std::vector<base>, array_view<base>>);

int first_of(std::span<const int> numbers) { return numbers.front(); }

}  // namespace

BOOST_AUTO_TEST_CASE(of_a_vector_and_as_a_span) {
    const std::vector<int> numbers{7, 8, 9};
    const array_view<int> view = numbers;
    BOOST_TEST(sum(view) == 24);
    BOOST_TEST(first_of(view) == 7);
    BOOST_TEST(view.data() == numbers.data());
}

BOOST_AUTO_TEST_SUITE_END()
