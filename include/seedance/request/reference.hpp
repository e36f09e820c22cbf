// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `image(...)`, `video(...)`, `audio(...)`: the elements of a request's `references`.

#include <chrono>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/core/runtime.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check_url.hpp>
#include <seedance/request/impl/constant.hpp>

namespace seedance {

/// One file that is given as a reference. The URL is viewed, not copied.
struct reference {
    media kind = media::image;            ///< decides which rules hold for the file
    std::string_view url = {};            ///< https, or `data:` or `asset://` where the model takes them
    std::chrono::milliseconds length{0};  ///< of a video or audio file; 0 says that it is not known
};

/// A reference whose kind, and whether the compiler saw its URL, are part of its type.
template <media Kind, bool Constant>
struct typed_reference {
    static constexpr media kind = Kind;         ///< what the counts of a request's references are taken from
    static constexpr bool constant = Constant;  ///< false: the URL came through `runtime`

    reference value;  ///< whose kind is `kind`

    /// Gives the reference without what its type says, for a list of many kinds.
    constexpr operator reference() const noexcept { return value; }
};

namespace detail {

template <media Kind>
consteval typed_reference<Kind, true> constant_reference(std::string_view url, std::chrono::milliseconds length) {
    if (const auto rejected = rejection_of(broken_by_every_gateway(url))) rejected();
    return {{.kind = Kind, .url = url, .length = length}};
}

template <media Kind>
constexpr typed_reference<Kind, false> runtime_reference(runtime_text url SEEDANCE_IS_VIEWED,
                                                         std::chrono::milliseconds length) {
    return {{.kind = Kind, .url = url.view, .length = length}};
}

}  // namespace detail

/// Makes a reference image, from a URL that the compiler checks or from `runtime(url)`, whose text is viewed. @{
consteval auto image(detail::constant_text url) { return detail::constant_reference<media::image>(url.view, {}); }
constexpr auto image(runtime_text url SEEDANCE_IS_VIEWED) { return detail::runtime_reference<media::image>(url, {}); }
/// @}

/// Makes a reference video, with a URL as for `image`. Its length is needed for an estimate where the gateway bills
/// reference seconds, and is checked when given; 0 says that it is not known. @{
consteval auto video(detail::constant_text url, std::chrono::milliseconds length = {}) {
    return detail::constant_reference<media::video>(url.view, length);
}
constexpr auto video(runtime_text url SEEDANCE_IS_VIEWED, std::chrono::milliseconds length = {}) {
    return detail::runtime_reference<media::video>(url, length);
}
/// @}

/// Makes a reference audio file, with a URL as for `image`. Its length is checked when given; 0 says that it is not
/// known.
/// @{
consteval auto audio(detail::constant_text url, std::chrono::milliseconds length = {}) {
    return detail::constant_reference<media::audio>(url.view, length);
}
constexpr auto audio(runtime_text url SEEDANCE_IS_VIEWED, std::chrono::milliseconds length = {}) {
    return detail::runtime_reference<media::audio>(url, length);
}
/// @}

}  // namespace seedance
