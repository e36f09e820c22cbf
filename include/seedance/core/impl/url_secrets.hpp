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

/// Finds the end of "?" where a query of names and values follows in something like a path, also one that is written
/// with percent signs; npos where there is none.
constexpr std::size_t begin_of_query(std::string_view word) noexcept {
    const auto has = [](std::string_view text, std::string_view sign, std::string_view upper, std::string_view lower) {
        return text.find_first_of(sign) != text.npos || text.find(upper) != text.npos || text.find(lower) != text.npos;
    };
    for (const std::string_view mark : {"?", "%3F", "%3f"}) {
        const auto at = word.find(mark);
        if (at == word.npos) continue;
        const auto end = at + mark.size();
        if (has(word.substr(0, at), "/.", "%2F", "%2f") && has(word.substr(end), "=", "%3D", "%3d")) return end;
    }
    return word.npos;
}

/// Appends what may be shown of a word of a text.
inline void append_word(std::string& out, std::string_view word) {
    std::string shown;
    if (scheme_size(word) != 0)
        append_shown(shown, word);
    else
        shown.append(word);
    const auto query = begin_of_query(shown);
    if (query != shown.npos) shown.replace(query, shown.npos, "...");
    out += shown;
}

/// Removes from a text that somebody else has written what may not be shown of the URLs in it.
inline void hide_url_secrets(std::string& text) {
    const auto lacks = [&text](std::string_view what) { return text.find(what) == text.npos; };
    if (lacks("?") && lacks("@") && lacks("%3")) return;  // most texts
    std::string out;
    for (std::string_view left = text; !left.empty();) {
        const auto word = left.substr(0, url_size(left));
        append_word(out, word);
        left.remove_prefix(word.size());
        if (left.empty()) break;
        out += left.front();
        left.remove_prefix(1);
    }
    text = std::move(out);
}

}  // namespace seedance::detail
