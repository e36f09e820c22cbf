// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a request says is sent or refused, and never left out on the way.
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/digest.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(nothing_is_dropped)

namespace {

using full = pixazo::seedance_2_0;

any_request edit() {
    return {.model = "pixazo/seedance-2-0",
            .mode = mode::edit_video,
            .prompt = "snow",
            .references = {{.kind = media::video, .url = "https://example.com/a.mp4"}}};
}

std::string first_broken(const any_request& request) {
    const auto prepared = prepare(request, all_models::entries);
    return prepared.valid() ? "" : std::string{name_of(prepared.broken_rules()[0].broken)};
}

std::string header_of(const prepared_request& prepared, std::string_view name) {
    for (const auto& each : prepared.message().headers)
        if (each.name == name) return each.value;
    return {};
}

constexpr std::string_view own_ratios[] = {"auto", "16:9"};
constexpr mode_rules with_own_ratio(mode_rules rules) {
    rules.aspect_ratios = own_ratios;
    rules.default_aspect_ratio = "auto";
    return rules;
}
constexpr mode_rules own_modes[] = {with_own_ratio(pixazo::facts::modes_2_0[0])};
struct own_model {
    using provider = pixazo::gateway;
    static constexpr model_descriptor descriptor{.provider = "pixazo",
                                                 .id = "own",
                                                 .title = "Own",
                                                 .source = "a test",
                                                 .as_of = "2026-11-28",
                                                 .modes = own_modes};
};

}  // namespace

BOOST_AUTO_TEST_CASE(two_durations_exclude_each_other) {
    for (const auto seconds : {0s, 5s, 15s}) {
        auto request = edit();
        request.duration = seconds;
        request.duration_as_source = true;
        BOOST_TEST(first_broken(request) == "these_two_durations_exclude_each_other");
        const auto again = request_from_json(to_json(request));
        BOOST_TEST(first_broken(std::get<any_request>(again)) == "these_two_durations_exclude_each_other");
        const auto references = views_of(request.references);
        const auto view = view_of(request, references, full::descriptor, rules_of<full, mode::edit_video>);
        BOOST_TEST(first_broken(any_request_of(view)) == "these_two_durations_exclude_each_other");
    }
    auto request = edit();
    request.duration_as_source = true;
    BOOST_TEST(first_broken(request) == "");
}

BOOST_AUTO_TEST_CASE(a_reference_of_no_known_kind_is_refused) {
    for (const int kind : {3, 7, 255}) {
        auto request = edit();
        request.references.push_back({.kind = static_cast<media>(kind), .url = "https://example.com/b"});
        BOOST_TEST(first_broken(request) == "this_reference_is_of_no_known_kind");
    }
}

BOOST_AUTO_TEST_CASE(a_length_below_zero_is_refused) {
    std::vector<reference> list{{media::image, "https://example.com/a.png", {}},
                                {media::audio, "https://example.com/a.mp3", -5s}};
    const auto broken = validate(reference_to_video<full>{.prompt = "rain", .references = runtime(list)});
    BOOST_REQUIRE(broken.size() == 1u);
    BOOST_TEST(broken[0].broken == rule::this_reference_is_too_short);
}

BOOST_AUTO_TEST_CASE(numbers_are_sent_as_given_or_refused) {
    const auto sent = [](auto number) {
        const text_to_video<full> request{.prompt = "rain", .seed = runtime(number)};
        const auto prepared = prepare(request);
        return prepared.valid() ? prepared.message().body : std::string{"refused"};
    };
    BOOST_TEST(sent(-1).find("--seed -1\"") != std::string::npos);
    BOOST_TEST(sent(std::numeric_limits<std::int64_t>::min()).find("--seed -9223372036854775808") != std::string::npos);
    BOOST_TEST(sent(std::uint64_t{9'223'372'036'854'775'807u}).find("--seed 9223372036854775807") != std::string::npos);
    BOOST_TEST(sent(std::uint64_t{9'223'372'036'854'775'808u}) == "refused");
    BOOST_TEST(sent(std::numeric_limits<std::uint64_t>::max()) == "refused");
#if !defined(__STRICT_ANSI__)
    __extension__ using wide = __int128;
    if constexpr (std::integral<wide>) {
        BOOST_TEST(sent(wide{7}).find("--seed 7") != std::string::npos);
        BOOST_TEST(sent(wide{1} << 64) == "refused");
        BOOST_TEST(sent(-(wide{1} << 100)) == "refused");
    }
#endif
    const text_to_video<full> odd{.prompt = "rain", .seed = -1, .frames_per_second = 61};
    const auto said = advice(odd);
    BOOST_REQUIRE(said.size() == 2u);
    BOOST_TEST(to_string(said[0]) ==
               "seed: no document limits this number, but hardly a model takes it (given -1, "
               "advised 0..4294967295)");
    BOOST_TEST(said[1].about == concern::this_number_is_unusual);
    BOOST_TEST(advice(text_to_video<full>{.prompt = "rain", .seed = 0, .frames_per_second = 60}).empty());
}

static_assert(std::is_convertible_v<std::uint8_t, any_number> && std::is_convertible_v<std::uint64_t, any_number> &&
              std::is_convertible_v<std::optional<unsigned>, any_number>);
static_assert(!std::is_constructible_v<any_number, double> && !std::is_constructible_v<any_number, float> &&
              !std::is_constructible_v<any_number, bool> && !std::is_constructible_v<any_number, char> &&
              !std::is_constructible_v<any_number, char32_t> && !std::is_constructible_v<any_number, const char*> &&
              !std::is_constructible_v<any_number, std::optional<double>> &&
              !std::is_assignable_v<any_number&, double> && !std::is_assignable_v<any_number&, char>);
static_assert(std::is_convertible_v<bool, any_switch> && std::is_convertible_v<std::optional<bool>, any_switch>);
static_assert(!std::is_constructible_v<any_switch, const char*> && !std::is_constructible_v<any_switch, int> &&
              !std::is_constructible_v<any_switch, std::optional<int>> &&
              !std::is_constructible_v<any_switch, std::nullptr_t> && !std::is_assignable_v<any_switch&, const char*>);
static_assert(!any_number{std::optional<int>{}} && !any_number{std::nullopt} && !any_switch{std::nullopt});
static_assert(std::is_convertible_v<std::chrono::hours, decltype(any_request::duration)> &&
              !std::is_convertible_v<std::chrono::milliseconds, decltype(any_request::duration)> &&
              !std::is_convertible_v<int, decltype(any_request::duration)>);

BOOST_AUTO_TEST_CASE(numbers_of_the_running_program_are_sent_as_given_or_refused) {
    const auto sent = [](auto number, auto any_request::* field) {
        any_request request{.model = "pixazo/seedance-2-0", .prompt = "rain"};
        request.*field = number;
        const auto prepared = prepare(request, all_models::entries);
        if (prepared.valid()) return prepared.message().body;
        const auto broken = first_broken(request);
        const auto copied = any_request_of(view_of(request, {}, full::descriptor, full::descriptor.modes[0]));
        BOOST_TEST(!(copied.*field).fits(), "its copy is as large");
        BOOST_TEST(std::holds_alternative<std::string>(request_from_json(to_json(request))), "and is no JSON");
        return broken;
    };
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto seed = [&](auto number) { return sent(number, &any_request::seed); };
    const auto rate = [&](auto number) { return sent(number, &any_request::frames_per_second); };
    for (const auto& body : {seed(7), seed(7U), seed(7L), seed(7ULL), seed(std::uint8_t{7}), seed(std::int16_t{7}),
                             seed(std::optional{7U})})
        BOOST_TEST(body.find("--seed 7\"") != std::string::npos, body);
    BOOST_TEST(seed(-1).find("--seed -1\"") != std::string::npos);
    BOOST_TEST(seed(most).find("--seed 9223372036854775807\"") != std::string::npos);
    BOOST_TEST(seed(std::uint64_t{most}).find("--seed 9223372036854775807\"") != std::string::npos);
    BOOST_TEST(seed(std::uint64_t{most} + 1) == "this_seed_is_out_of_range");
    BOOST_TEST(seed(std::numeric_limits<std::uint64_t>::max()) == "this_seed_is_out_of_range");
    BOOST_TEST(seed(std::optional{std::uint64_t{most} + 8}) == "this_seed_is_out_of_range");
    BOOST_TEST(rate(24U).find("--framepersecond 24\"") != std::string::npos);
    BOOST_TEST(rate(std::uint64_t{1} << 63) == "this_frame_rate_is_out_of_range");
#if !defined(__STRICT_ANSI__)
    __extension__ using wide = __int128;
    if constexpr (std::integral<wide>) {
        BOOST_TEST(seed(wide{7}).find("--seed 7\"") != std::string::npos);
        for (const auto large : {(wide{1} << 64) + 7, wide{1} << 63, -(wide{1} << 63) - 1, -(wide{1} << 100)})
            BOOST_TEST(seed(large) == "this_seed_is_out_of_range");
    }
#endif
    any_request twice{.seed = std::uint64_t{1} << 63};
    twice.seed = 7;
    BOOST_TEST(twice.seed.fits());
    BOOST_TEST(*twice.seed == 7);
}

BOOST_AUTO_TEST_CASE(progress_can_be_asked_for_at_pixazo) {
    const text_to_video<full> sync{
        .prompt = "rain", .callback_url = "https://example.com/hook", .callback_progress = true};
    BOOST_TEST(header_of(prepare(sync), "X-Webhook-Mode") == "sync");
    const text_to_video<full> terminal{.prompt = "rain", .callback_url = "https://example.com/hook"};
    BOOST_TEST(header_of(prepare(terminal), "X-Webhook-Mode") == "terminal");
    const text_to_video<full> nowhere{.prompt = "rain", .callback_progress = true};
    BOOST_REQUIRE(validate(nowhere).size() == 1u);
    BOOST_TEST(validate(nowhere)[0].broken == rule::this_progress_has_no_callback_url);
    for (const auto* model : {"apixo/seedance-2-0-fast", "xenodia/seedance-2"})
        BOOST_TEST(first_broken({.model = model,
                                 .prompt = "rain",
                                 .callback_url = "https://example.com/hook",
                                 .callback_progress = true}) == "this_model_does_not_take_this_option");
    for (const auto* model : {"pixazo/seedance-2-0", "pixazo/seedance-2-0-fast", "pixazo/seedance-1-0-pro-250528"})
        BOOST_TEST(first_broken({.model = model,
                                 .prompt = "rain",
                                 .callback_url = "https://example.com/hook",
                                 .callback_progress = true}) == "");
}

BOOST_AUTO_TEST_CASE(progress_survives_json_and_is_seen_by_the_digest) {
    const text_to_video<full> plain{.prompt = "rain", .callback_url = "https://example.com/hook"};
    const text_to_video<full> sync{
        .prompt = "rain", .callback_url = "https://example.com/hook", .callback_progress = true};
    const auto view = view_of(sync);
    const auto made = any_request_of(view);
    BOOST_TEST((made.callback_progress == true));
    BOOST_TEST((std::get<any_request>(request_from_json(to_json(made))).callback_progress == true));
    BOOST_TEST(differing_field(digest_of(view_of(plain)), digest_of(view)) == "callback_progress");
    BOOST_TEST(digest_of(view_of(plain)).find("callback") == std::string::npos, "as it was before");
}

BOOST_AUTO_TEST_CASE(a_prompt_of_blanks_is_none) {
    for (const std::string_view prompt : {"\u3000", "\uFEFF", "\u00A0\u2003", " \u2028\n"}) {
        BOOST_TEST(first_broken({.model = "apixo/seedance-2-0-fast", .prompt = std::string{prompt}}) ==
                   "this_request_needs_a_prompt");
        const image_to_video<full> optional{.prompt = runtime(prompt), .first_frame = "https://example.com/a.png"};
        const auto prepared = prepare(optional);
        BOOST_REQUIRE(prepared.valid());
        BOOST_TEST(prepared.message().body.find("\"text\"") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(punctuation_takes_nothing_of_the_limit) {
    const auto prompt_of_rain = [](int characters) {
        std::string prompt;
        for (int i = 0; i != characters; ++i) prompt += i % 10 == 0 ? "\u96E8\uFF0C" : "\u96E8";
        return any_request{.model = "pixazo/seedance-2-0", .prompt = prompt + "\u3002"};
    };
    BOOST_TEST(first_broken(prompt_of_rain(490)) == "");
    BOOST_TEST(first_broken(prompt_of_rain(500)) == "");
    BOOST_TEST(first_broken(prompt_of_rain(501)) == "this_prompt_has_too_many_words");
}

BOOST_AUTO_TEST_CASE(a_descriptor_may_call_the_ratio_auto) {
    static_assert(model<own_model> && offers_aspect_ratio<own_model, mode::text_to_video, "adaptive"> &&
                  offers_aspect_ratio<own_model, mode::text_to_video, "auto">);
    BOOST_TEST(validate(text_to_video<own_model>{.prompt = "rain"}).empty());
    BOOST_TEST(validate(text_to_video<own_model>{.prompt = "rain", .aspect_ratio = "auto"}).empty());
    BOOST_TEST(validate(text_to_video<own_model>{.prompt = "rain", .aspect_ratio = runtime("4:3")}).size() == 1u);
    BOOST_TEST(view_of(text_to_video<own_model>{.prompt = "rain"}).aspect_ratio == "adaptive");
    const any_request request{.model = "pixazo/own", .prompt = "rain"};
    BOOST_TEST(view_of(request, {}, own_model::descriptor, own_modes[0]).aspect_ratio == "adaptive");
}

BOOST_AUTO_TEST_SUITE_END()
