// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The words that are the same for every gateway: modes, media, options.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// What a video is made from.
enum class mode : std::uint8_t {
    text_to_video,       ///< a prompt alone
    image_to_video,      ///< the first frame, and the last one where the model takes it
    reference_to_video,  ///< images, videos and audio files that the prompt may mention
    edit_video,          ///< one video, which the prompt changes
};

/// Gives the enumerator's name.
constexpr std::string_view to_string(mode value) noexcept {
    switch (value) {
        case mode::text_to_video: return "text_to_video";
        case mode::image_to_video: return "image_to_video";
        case mode::reference_to_video: return "reference_to_video";
        case mode::edit_video: return "edit_video";
    }
    return "?";
}

/// Every mode, in the order of the enumeration.
inline constexpr mode all_modes[] = {mode::text_to_video, mode::image_to_video, mode::reference_to_video,
                                     mode::edit_video};

/// What kind of file a URL leads to. The caller says it; nothing is fetched to find out.
enum class media : std::uint8_t {
    image,  ///< has no length
    video,  ///< may be billed by its length
    audio,  ///< at some gateways needs an image or a video beside it
};

/// Gives the enumerator's name, which a prompt may use to mention a file ("@image1").
constexpr std::string_view to_string(media value) noexcept {
    switch (value) {
        case media::image: return "image";
        case media::video: return "video";
        case media::audio: return "audio";
    }
    return "?";
}

/// Every kind of media, in the order of the enumeration.
inline constexpr media all_media[] = {media::image, media::video, media::audio};

/// What a caller can ask for besides prompt, media, resolution, duration and aspect ratio.
enum class option : std::uint8_t {
    sound,              ///< the video has generated sound
    web_search,         ///< the model may search the web while it works
    camera_fixed,       ///< the camera does not move
    watermark,          ///< the video carries a watermark
    seed,               ///< the same seed makes a similar video
    frames_per_second,  ///< whole frames in a second of the video
    return_last_frame,  ///< the answer also carries the last frame as an image
    content_check,      ///< the gateway's own check for unsafe content
};

/// Gives the enumerator's name, which is also that of the field in a request.
constexpr std::string_view to_string(option value) noexcept {
    switch (value) {
        case option::sound: return "sound";
        case option::web_search: return "web_search";
        case option::camera_fixed: return "camera_fixed";
        case option::watermark: return "watermark";
        case option::seed: return "seed";
        case option::frames_per_second: return "frames_per_second";
        case option::return_last_frame: return "return_last_frame";
        case option::content_check: return "content_check";
    }
    return "?";
}

/// Every option, in the order of the enumeration. How a request holds them is said in <seedance/request/options.hpp>.
inline constexpr option all_options[] = {
    option::sound, option::web_search,        option::camera_fixed,      option::watermark,
    option::seed,  option::frames_per_second, option::return_last_frame, option::content_check};
/// How many options there are.
inline constexpr std::size_t option_count = sizeof all_options / sizeof all_options[0];

/// A set of options, written `option_set{option::sound, option::seed}`.
class option_set {
  public:
    constexpr option_set() = default;

    /// Makes a set of one option or more. One option converts to a set of itself.
    template <class... Options>
    constexpr explicit(false) option_set(option first, Options... rest) : bits_{(bit(first) | ... | bit(rest))} {}

    /// Puts one more option into the set, or all of another set.
    constexpr void add(option_set more) noexcept { bits_ |= more.bits_; }

    /// Says whether this option is in the set.
    constexpr bool contains(option value) const noexcept { return (bits_ & bit(value)) != 0; }
    /// Says whether every option of the other set is in this one. Every set contains the empty one.
    constexpr bool contains(option_set other) const noexcept { return (bits_ & other.bits_) == other.bits_; }
    /// Says whether no option is in the set.
    constexpr bool empty() const noexcept { return bits_ == 0; }

  private:
    static_assert(option_count <= 32, "a set of options has 32 bits");
    static constexpr std::uint32_t bit(option value) noexcept { return 1u << static_cast<unsigned>(value); }

    std::uint32_t bits_ = 0;
};

}  // namespace seedance
