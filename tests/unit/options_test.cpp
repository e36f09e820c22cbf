// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every option of `all_options` is a field of every kind of request, under its own name and with its own type. Nothing
// here names an option: one that is added is tested too.
#include <seedance/request/options.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/model/pixazo.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/request/validate.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(options)

namespace {

constexpr option_set every_option = []<std::size_t... I>(std::index_sequence<I...>) {
    return option_set{all_options[I]...};
}(std::make_index_sequence<option_count>{});

constexpr mode_rules generous(mode_rules rules) {
    rules.options = every_option;
    return rules;
}

constexpr mode_rules generous_modes[] = {generous(pixazo::facts::modes_2_0[0]), generous(pixazo::facts::modes_2_0[1]),
                                         generous(pixazo::facts::modes_2_0[2]), generous(pixazo::facts::modes_2_0[3])};

/// A model that takes every option in every mode: none of the library's does.
struct generous_model {
    using provider = pixazo::gateway;
    static constexpr model_descriptor descriptor{.provider = "pixazo",
                                                 .id = "generous",
                                                 .title = "Generous",
                                                 .source = "this test",
                                                 .as_of = "2026-11-28",
                                                 .modes = generous_modes};
};

text_to_video<generous_model> request_of(std::type_identity<text_to_video<generous_model>>) {
    return {.prompt = "rain"};
}
image_to_video<generous_model> request_of(std::type_identity<image_to_video<generous_model>>) {
    return {.prompt = "rain", .first_frame = "https://example.com/a.png"};
}
reference_to_video<generous_model> request_of(std::type_identity<reference_to_video<generous_model>>) {
    return {.prompt = "rain", .references = {image("https://example.com/a.png")}};
}
edit_video<generous_model> request_of(std::type_identity<edit_video<generous_model>>) {
    return {.prompt = "rain", .references = {video("https://example.com/a.mp4")}};
}

using typed_requests = std::tuple<text_to_video<generous_model>, image_to_video<generous_model>,
                                  reference_to_video<generous_model>, edit_video<generous_model>>;

/// A value that every option of its type can have.
constexpr std::int64_t some_number = 24;

/// Each gives the option that the field's type is for.
template <class Model, mode Mode, option Option>
option set(switch_of<Model, Mode, Option>& field) {
    field = true;
    return Option;
}
template <class Model, mode Mode, option Option>
option set(number_of<Model, Mode, Option>& field) {
    field = runtime(some_number);
    return Option;
}

bool is_set(const std::optional<bool>& value) { return value == true; }
bool is_set(const std::optional<std::int64_t>& value) { return value == some_number; }

/// The view says this option and no other.
void check_says_only(option expected, const request_view& view) {
    for_each_option(
        [&](option which, const auto& value) {
            BOOST_TEST(value.has_value() == (which == expected), to_string(which)
                                                                     << " where " << to_string(expected) << " is set");
            if (which == expected) BOOST_TEST(is_set(value), to_string(which));
        },
        view);
    BOOST_TEST(validate(view).empty(), to_string(expected));
}

constexpr bool every_option_is_visited() {
    const request_view view;
    std::size_t visited = 0;
    bool in_order = true;
    const auto visit = [&](option which, const auto&) {
        in_order = in_order && visited < option_count && which == all_options[visited];
        ++visited;
    };
    for_each_option(visit, view);
    return in_order && visited == option_count;
}

constexpr bool every_number_has_limits() {
    const request_view view;
    bool good = true;
    const auto visit = [&]<class T>(option which, const std::optional<T>&) {
        const bool has_limits = limits_of(which).broken != rule::none;
        good = good && has_limits != std::same_as<T, bool>;
    };
    for_each_option(visit, view);
    return good;
}

static_assert(every_option_is_visited(), "an option of all_options is not visited by for_each_option");
static_assert(every_number_has_limits(), "an option that is a number has no limits, or one that is true or false has");

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_typed_request_has_every_option, Request, typed_requests) {
    for (const auto expected : all_options) {
        auto request = request_of(std::type_identity<Request>{});
        for_each_option(
            [&](option which, auto& field) {
                if (which == expected)
                    BOOST_TEST(set(field) == which, to_string(which) << " is a field of another option's type");
            },
            request);
        check_says_only(expected, view_of(request));
    }
}

BOOST_AUTO_TEST_CASE(an_any_request_has_every_option) {
    for (const auto expected : all_options) {
        any_request request{.prompt = "rain"};
        for_each_option(
            [&]<class T>(option which, std::optional<T>& field) {
                if (which == expected) field = static_cast<T>(std::same_as<T, bool> ? 1 : some_number);
            },
            request);
        check_says_only(expected, view_of(request, {}, generous_model::descriptor, generous_modes[0]));
    }
}

BOOST_AUTO_TEST_CASE(a_number_of_more_than_64_bits_breaks_a_rule_that_is_its_own) {
    const auto too_large = std::numeric_limits<std::uint64_t>::max();
    auto request = request_of(std::type_identity<text_to_video<generous_model>>{});
    request.seed = runtime(too_large);
    request.frames_per_second = runtime(too_large);
    const auto broken = validate(request);
    BOOST_REQUIRE(broken.size() == 2u);
    BOOST_TEST(broken[0].broken == limits_of(option::seed).broken);
    BOOST_TEST(broken[0].field.view() == "seed");
    BOOST_TEST(broken[1].broken == limits_of(option::frames_per_second).broken);
}

BOOST_AUTO_TEST_SUITE_END()
