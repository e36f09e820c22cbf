// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The fields of a request: what they hold when nothing was said, when the compiler saw it, and when it comes at run
// time. What they refuse is in tests/must_fail.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/request/fields.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(fields)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using pro = apixo::seedance_1_5_pro;
using full = pixazo::seedance_2_0;

constexpr auto text_mode = mode::text_to_video;

}  // namespace

BOOST_AUTO_TEST_CASE(a_text_that_was_not_given_has_no_data) {
    constexpr resolution_of<fast, text_mode> left_out;
    BOOST_TEST(!is_given(left_out.value()));
    constexpr callback_field none;
    BOOST_TEST(!is_given(none.value()));
}

BOOST_AUTO_TEST_CASE(a_text_is_a_constant_or_comes_at_run_time) {
    constexpr resolution_of<fast, text_mode> constant = "480p";
    BOOST_TEST(constant.value() == "480p");
    constexpr std::string_view view = "720p";
    constexpr resolution_of<fast, text_mode> from_view = view;
    BOOST_TEST(from_view.value() == "720p");
    const std::string unchecked = "8k";
    const resolution_of<fast, text_mode> at_run_time = runtime(unchecked);
    BOOST_TEST(at_run_time.value() == "8k");
    BOOST_TEST(test::begins_at(at_run_time.value(), unchecked.data()));
}

BOOST_AUTO_TEST_CASE(a_text_that_was_given_empty_was_given) {
    const char* unset = nullptr;
    const prompt_of<fast, text_mode> from_pointer = runtime(unset);
    BOOST_TEST(is_given(from_pointer.value()));
    BOOST_TEST(from_pointer.value().empty());
    const prompt_of<fast, text_mode> from_view = runtime(std::string_view{});
    BOOST_TEST(is_given(from_view.value()));
}

BOOST_AUTO_TEST_CASE(a_duration_is_the_models_unless_it_is_said) {
    const duration_of<fast, text_mode> of_fast;
    BOOST_TEST(of_fast.value() == 5);
    const duration_of<pro, text_mode> of_pro;
    BOOST_TEST(of_pro.value() == 8);
    constexpr duration_of<fast, text_mode> constant = 15s;
    BOOST_TEST(constant.value() == 15);
    const duration_of<fast, text_mode> at_run_time = runtime(99s);
    BOOST_TEST(at_run_time.value() == 99);
    BOOST_TEST(!at_run_time.from_source());
}

BOOST_AUTO_TEST_CASE(an_edit_may_be_as_long_as_its_source) {
    constexpr duration_of<full, mode::edit_video> from_source = as_source;
    BOOST_TEST(from_source.from_source());
    BOOST_TEST(from_source.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_switch_is_yes_no_or_nothing_said) {
    using sound = switch_of<fast, text_mode, option::sound>;
    BOOST_TEST(sound{}.value() == std::nullopt);
    for (const bool given : {false, true}) BOOST_TEST(sound{given}.value() == std::optional{given});
    using watermark = switch_of<fast, text_mode, option::watermark>;
    BOOST_TEST(watermark{}.value() == std::nullopt, "an option that the model lacks can be left out");
}

BOOST_AUTO_TEST_CASE(a_number_is_whole_or_nothing_said) {
    using seed = number_of<full, text_mode, option::seed>;
    BOOST_TEST(seed{}.value() == std::nullopt);
    BOOST_TEST(seed{4'294'967'295}.value() == std::optional<std::int64_t>{4'294'967'295});
    BOOST_TEST(seed{runtime(-1)}.value() == std::optional<std::int64_t>{-1}, "which is checked later");
}

BOOST_AUTO_TEST_SUITE_END()
