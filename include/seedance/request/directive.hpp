// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Words that a gateway reads as commands inside a prompt, and what looks like them.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>

namespace seedance::check {

/// Counts the letters at the start of a text.
constexpr std::size_t count_letters(std::string_view text) noexcept {
    std::size_t n = 0;
    while (n != text.size() && text::is_letter(text[n])) ++n;
    return n;
}

/// Says whether a name ends here: what cannot go on with it stands behind it, or nothing.
constexpr bool ends_name(std::string_view behind) noexcept {
    return behind.empty() || (!text::is_letter(behind.front()) && behind.front() != '-' && behind.front() != '_');
}

/// Drops the hyphens at the start.
constexpr std::string_view without_hyphens(std::string_view text) noexcept {
    while (text.starts_with('-')) text.remove_prefix(1);
    return text;
}

/// Gives how many bytes of the directive's name (what stands behind its hyphens) begin a text, in whatever case: all
/// of them, some where it is one of `shortened` ("res"), or 0. The name ends there: "resolution=1080p", "rs:1080p",
/// "dur15".
constexpr std::size_t name_size(std::string_view text, std::string_view directive,
                                array_view<std::string_view> shortened) noexcept {
    const auto name = without_hyphens(directive);
    if (text::starts_with_ignoring_case(text, name) && ends_name(text.substr(name.size()))) return name.size();
    const auto letters = count_letters(text);
    const bool is_start = letters != 0 && contains(shortened, directive) && ends_name(text.substr(letters)) &&
                          text::starts_with_ignoring_case(name, text.substr(0, letters));
    return is_start ? letters : 0;
}

/// Gives how many bytes of the directive, with its hyphens, begin a text, as `name_size` does.
constexpr std::size_t directive_size(std::string_view text, std::string_view directive,
                                     array_view<std::string_view> shortened) noexcept {
    const auto mark = directive.size() - without_hyphens(directive).size();
    if (!text.starts_with(directive.substr(0, mark))) return 0;
    const auto size = name_size(text.substr(mark), directive, shortened);
    return size == 0 ? 0 : mark + size;
}

/// A directive that a text begins with.
struct found_directive {
    std::size_t place = 0;       ///< among `prompt_rules::directives`
    std::string_view text = {};  ///< as the descriptor has it; as the text has it where it is cut short; empty: none
};

/// Finds the directive at the start of a text. One that is not cut short comes before one that is.
constexpr found_directive first_directive(std::string_view text, const prompt_rules& rules) noexcept {
    for (const bool whole : {true, false})
        for (std::size_t i = 0; i != rules.directives.size(); ++i) {
            const auto& directive = rules.directives[i];
            const auto size = directive_size(text, directive, rules.price_directives);
            if (size != 0 && (size == directive.size()) == whole) return {i, whole ? directive : text.substr(0, size)};
        }
    return {};
}

/// Says whether a code point looks like a hyphen, or like nothing between two of them, and is no hyphen of ASCII: a
/// word processor writes such for "--".
constexpr bool looks_like_hyphen(std::uint32_t c) noexcept {
    return c == 0xAD || c == 0x58A || c == 0x5BE || c == 0x1806 || (c >= 0x2010 && c <= 0x2015) || c == 0x2043 ||
           c == 0x207B || c == 0x208B || c == 0x2212 || c == 0x2500 || c == 0x2501 || c == 0x2E3A || c == 0x2E3B ||
           c == 0x2796 || c == 0x30FC || c == 0xFE31 || c == 0xFE32 || c == 0xFE58 || c == 0xFE63 || c == 0xFF0D ||
           c == 0xFF70 || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
}

/// A run of hyphens and of what looks like them.
struct hyphens {
    std::size_t size = 0;   ///< bytes; 0: there is none
    bool are_plain = true;  ///< all of them are hyphens of ASCII
};

/// Reads the run at the start of a text.
constexpr hyphens first_hyphens(std::string_view text) noexcept {
    hyphens run;
    while (run.size != text.size()) {
        const auto next = text::first_code_point(text.substr(run.size));
        const bool is_plain = next.value == '-', is_like = looks_like_hyphen(next.value);
        if (next.length == 0 || (!is_plain && !is_like)) break;
        run.are_plain = run.are_plain && is_plain;
        run.size += next.length;
    }
    return run;
}

}  // namespace seedance::check
