// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string_view>

#include <seedance/core/short_text.hpp>

/// @file
/// What people are shown of a URL: neither a user with a password, nor a query, which may be a signature that opens a
/// file to everybody.

namespace seedance::detail {

/// The parts of a URL that may be shown, with "..." for those that may not. They view the URL's text.
struct shown_url {
    std::string_view scheme{};  ///< "https://"
    std::string_view user{};    ///< "...@", or nothing
    std::string_view place{};   ///< host and path
    std::string_view rest{};    ///< "?...", "..." or nothing
};

/// Counts the bytes of "https://" at the beginning of a URL, and of "https:\/\/" where it stands in JSON.
constexpr std::size_t scheme_size(std::string_view url) noexcept {
    for (const std::string_view mark : {"://", ":\\/\\/"})
        if (const auto at = url.find(mark); at < url.find_first_of("?#@")) return at + mark.size();
    return 0;
}

/// Chooses what may be shown of a URL, or of what was given in place of one. A password may hold what ends the host of
/// a sound URL; where it cannot be told apart, less is shown.
constexpr shown_url shown(std::string_view url) noexcept {
    shown_url out{.scheme = url.substr(0, scheme_size(url))};
    auto place = url.substr(out.scheme.size());
    const auto end = place.find_first_of("?#");
    if (end != std::string_view::npos && place.find('@', end) != std::string_view::npos) {
        out.place = place.substr(0, place.find_first_of(":/?#@\\"));
        out.rest = "...";
        return out;
    }
    out.rest = end == std::string_view::npos ? "" : place[end] == '?' ? "?..." : "#...";
    place = place.substr(0, end);
    if (const auto at = place.rfind('@'); at != std::string_view::npos) {
        out.user = "...@";
        place.remove_prefix(at + 1);
    }
    out.place = place;
    return out;
}

/// Appends what may be shown of a URL to any text that appends.
template <class Text>
constexpr Text& append_shown(Text& text, std::string_view url) {
    const auto parts = shown(url);
    text.append(parts.scheme).append(parts.user).append(parts.place).append(parts.rest);
    return text;
}

/// Gives what may be shown of a URL, as far as it fits.
constexpr short_text<64> shown_in_short(std::string_view url) noexcept {
    short_text<64> text;
    return append_shown(text, url);
}

}  // namespace seedance::detail
