// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/shown_url.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>

namespace seedance::detail {

/// Quotes a URL for people.
inline std::string quoted_url(std::string_view url) {
    std::string text;
    return detail::quoted(append_shown(text, url));
}

/// Counts the bytes at the beginning of a text that may be part of one URL.
constexpr std::size_t url_size(std::string_view text) noexcept {
    std::size_t size = 0;
    while (size != text.size() && !text::is_space(text[size]) &&
           std::string_view{"\"'<>`"}.find(text[size]) == std::string_view::npos)
        ++size;
    return size;
}

/// Removes from a text that somebody else has written what may not be shown of the URLs in it.
inline void hide_url_secrets(std::string& text) {
    if (text.find('?') == std::string::npos && text.find('@') == std::string::npos) return;  // most texts
    std::string out;
    for (std::string_view left = text; !left.empty();) {
        const auto word = left.substr(0, url_size(left));
        const auto scheme = scheme_size(word);
        scheme != 0 ? append_shown(out, word) : out.append(word);
        left.remove_prefix(word.size());
        if (left.empty()) break;
        out += left.front();
        left.remove_prefix(1);
    }
    text = std::move(out);
}

}  // namespace seedance::detail
