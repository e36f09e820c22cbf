// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a program can ask the compiler about APIXO's models. Everything here is checked while it compiles.
#include <chrono>
#include <cstddef>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/concepts.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(apixo_models)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

constexpr auto text = mode::text_to_video;
constexpr auto frames = mode::image_to_video;
constexpr auto references = mode::reference_to_video;
constexpr auto edit = mode::edit_video;

struct no_model {};
static_assert(model<fast> && model<mini> && model<pro>);
static_assert(!model<int> && !model<no_model> && !model<const fast&>);

// Modes.
static_assert(offers<fast, text> && offers<fast, frames> && offers<fast, references> && !offers<fast, edit>);
static_assert(offers<mini, text> && offers<mini, frames> && offers<mini, references> && !offers<mini, edit>);
static_assert(offers<pro, text> && offers<pro, frames> && !offers<pro, references> && !offers<pro, edit>);
static_assert(!offers<no_model, text>);

// Resolutions, aspect ratios, durations.
template <class Model, mode Mode>
constexpr bool has_resolutions =
    offers_resolution<Model, Mode, "480p"> && offers_resolution<Model, Mode, "720p"> &&
    !offers_resolution<Model, Mode, "1080p"> && !offers_resolution<Model, Mode, "4k"> &&
    !offers_resolution<Model, Mode, "720P"> && !offers_resolution<Model, Mode, ""> &&
    rules_of<Model, Mode>.resolutions.size() == 2 && rules_of<Model, Mode>.default_resolution == "720p";

template <class Model, mode Mode>
constexpr bool has_fixed_ratios =
    offers_aspect_ratio<Model, Mode, "1:1"> && offers_aspect_ratio<Model, Mode, "3:4"> &&
    offers_aspect_ratio<Model, Mode, "4:3"> && offers_aspect_ratio<Model, Mode, "9:16"> &&
    offers_aspect_ratio<Model, Mode, "16:9"> && offers_aspect_ratio<Model, Mode, "21:9"> &&
    !offers_aspect_ratio<Model, Mode, "5:4"> && !offers_aspect_ratio<Model, Mode, "9:21">;

template <class Model, mode Mode>
constexpr bool has_adaptive_ratio =
    offers_aspect_ratio<Model, Mode, "adaptive"> && offers_aspect_ratio<Model, Mode, "auto">;

template <class Model, mode Mode, int Min, int Max, int Default>
constexpr bool has_durations =
    !offers_duration<Model, Mode, Min - 1> && offers_duration<Model, Mode, Min> && offers_duration<Model, Mode, Max> &&
    !offers_duration<Model, Mode, Max + 1> && !offers_duration<Model, Mode, 0> && !offers_duration<Model, Mode, -Min> &&
    rules_of<Model, Mode>.duration.default_seconds == Default && !rules_of<Model, Mode>.duration.as_source;

// Options.
template <class Model, mode Mode>
constexpr std::size_t taken_options = []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::size_t{0} + ... + (takes<Model, Mode, all_options[I]> ? 1 : 0));
}(std::make_index_sequence<option_count>{});

template <class Model, mode Mode>
constexpr bool is_2_0 =
    has_resolutions<Model, Mode> && has_fixed_ratios<Model, Mode> && has_adaptive_ratio<Model, Mode> &&
    rules_of<Model, Mode>.default_aspect_ratio == "adaptive" && rules_of<Model, Mode>.aspect_ratios.size() == 7 &&
    has_durations<Model, Mode, 4, 15, 5> && taken_options<Model, Mode> == 2 && takes<Model, Mode, option::sound> &&
    takes<Model, Mode, option::web_search> && !takes<Model, Mode, option::camera_fixed> &&
    !requires_option<Model, Mode, option::sound> && rules_of<Model, Mode>.required_options.empty() &&
    rules_of<Model, Mode>.sound_by_default && rules_of<Model, Mode>.prompt.required &&
    rules_of<Model, Mode>.prompt.min_code_points == 1 && rules_of<Model, Mode>.prompt.max_code_points == 0xFFFF'FFFF &&
    rules_of<Model, Mode>.prompt.directives.empty();
static_assert(is_2_0<fast, text> && is_2_0<fast, frames> && is_2_0<fast, references>);
static_assert(is_2_0<mini, text> && is_2_0<mini, frames> && is_2_0<mini, references>);

template <class Model, mode Mode>
constexpr bool is_1_5 =
    has_resolutions<Model, Mode> && has_fixed_ratios<Model, Mode> && !offers_aspect_ratio<Model, Mode, "adaptive"> &&
    !offers_aspect_ratio<Model, Mode, "auto"> && rules_of<Model, Mode>.aspect_ratios.size() == 6 &&
    has_durations<Model, Mode, 4, 12, 8> && taken_options<Model, Mode> == 2 &&
    requires_option<Model, Mode, option::sound> && takes<Model, Mode, option::camera_fixed> &&
    !requires_option<Model, Mode, option::camera_fixed> && !takes<Model, Mode, option::web_search> &&
    rules_of<Model, Mode>.prompt.min_code_points == 3 && rules_of<Model, Mode>.prompt.max_code_points == 2500;
static_assert(is_1_5<pro, text> && is_1_5<pro, frames>);

// A question about a mode that the model lacks is answered, not an error.
static_assert(!offers_resolution<pro, references, "720p"> && !offers_aspect_ratio<pro, edit, "16:9"> &&
              !offers_duration<fast, edit, 5>);
static_assert(!takes<pro, references, option::sound> && !requires_option<fast, edit, option::sound> &&
              !takes_media<pro, references, 1, 0, 0>);

// The gateway's own names.
static_assert(rules_of<fast, text>.wire_name == "text-to-video" &&
              rules_of<fast, frames>.wire_name == "first_and_last_frames" &&
              rules_of<fast, references>.wire_name == "omni_reference");
static_assert(rules_of<mini, text>.wire_name == "text-to-video" &&
              rules_of<mini, frames>.wire_name == "first_and_last_frames" &&
              rules_of<mini, references>.wire_name == "omni_reference");
static_assert(rules_of<pro, text>.wire_name == "text-to-video" && rules_of<pro, frames>.wire_name == "image-to-video");
static_assert(fast::descriptor.id == "seedance-2-0-fast" && mini::descriptor.id == "seedance-2-0-mini" &&
              pro::descriptor.id == "seedance-1-5-pro");
static_assert(fast::descriptor.provider == "apixo" && mini::descriptor.provider == "apixo" &&
              pro::descriptor.provider == "apixo");

// Media.
static_assert(takes_media<fast, text, 0, 0, 0> && !takes_media<fast, text, 1, 0, 0>);
static_assert(!takes_media<fast, frames, 0, 0, 0> && takes_media<fast, frames, 1, 0, 0> &&
              takes_media<fast, frames, 2, 0, 0> && !takes_media<fast, frames, 3, 0, 0> &&
              !takes_media<fast, frames, 1, 1, 0>);
static_assert(takes_media<pro, frames, 2, 0, 0> && !takes_media<pro, frames, 3, 0, 0> &&
              !takes_media<pro, frames, 0, 0, 0>);
static_assert(takes_media<mini, references, 9, 3, 3> && !takes_media<mini, references, 10, 0, 0> &&
              !takes_media<mini, references, 0, 4, 0> && !takes_media<mini, references, 1, 0, 4> &&
              !takes_media<mini, references, -1, 0, 0>);
static_assert(takes_media<fast, references, 0, 0, 0> && !takes_media<fast, references, 0, 0, 1> &&
              takes_media<fast, references, 0, 1, 1> && takes_media<fast, references, 1, 0, 1>);

// When to ask after a task.
constexpr poll_schedule from(std::chrono::seconds first, std::chrono::seconds first_latest,
                             std::chrono::seconds interval, std::chrono::seconds longest) {
    return {.first = first, .first_latest = first_latest, .interval = interval, .interval_longest = longest};
}
constexpr bool same_for_every_duration(const mode_rules& rules, poll_schedule expected) {
    for (int seconds = 4; seconds <= 15; ++seconds)
        if (polling_for(rules, seconds) != expected) return false;
    return true;
}
static_assert(same_for_every_duration(rules_of<fast, text>, from(200s, 300s, 10s, 20s)));
static_assert(same_for_every_duration(rules_of<fast, frames>, from(200s, 300s, 10s, 20s)));
static_assert(same_for_every_duration(rules_of<fast, references>, from(200s, 300s, 10s, 20s)));
static_assert(same_for_every_duration(rules_of<mini, text>, from(180s, 240s, 10s, 20s)));
static_assert(same_for_every_duration(rules_of<mini, frames>, from(180s, 240s, 10s, 20s)));
static_assert(same_for_every_duration(rules_of<mini, references>, from(200s, 300s, 10s, 20s)));
template <mode Mode>
constexpr bool polls_by_duration = [] {
    for (int seconds = 4; seconds <= 12; ++seconds) {
        const auto first = seconds <= 4 ? 40s : seconds <= 8 ? 60s : 90s;
        if (polling_for(rules_of<pro, Mode>, seconds) != from(first, first, 5s, 10s)) return false;
    }
    return true;
}();
static_assert(polls_by_duration<text> && polls_by_duration<frames>);

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_compiler_knows_is_the_same_at_run_time) {
    const auto& fast_text = rules_of<fast, mode::text_to_video>;
    const auto& pro_image = rules_of<pro, mode::image_to_video>;
    BOOST_TEST(fast_text.wire_name == "text-to-video");
    BOOST_TEST(polling_for(fast_text, 5) == from(200s, 300s, 10s, 20s));
    BOOST_TEST(polling_for(pro_image, 12) == from(90s, 90s, 5s, 10s));
}

BOOST_AUTO_TEST_SUITE_END()
