// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The few questions the rules ask of text, usable at compile time.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::text {

/// Says whether a character is white space of ASCII: a blank, a tab, or an end of line, form feed or
/// vertical tab.
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Says whether a character is a decimal digit of ASCII, whatever the locale.
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Says whether a character is a letter of ASCII, whatever the locale.
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Turns a capital letter of ASCII into a small one; leaves every other byte as it is.
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Drops white space of ASCII from both ends.
constexpr std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Says whether two texts are the same but for the case of ASCII letters: the names of HTTP headers, of schemes and of
/// hosts compare like this.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    if (a == b) return true;  // most are
    for (std::size_t i = 0; i != a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

/// Says whether `text` begins with `prefix`, but for the case of ASCII letters.
constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept {
    return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// Says whether `part` stands anywhere in `text`, but for the case of ASCII letters.
constexpr bool contains_ignoring_case(std::string_view text, std::string_view part) noexcept {
    for (; text.size() >= part.size(); text.remove_prefix(1))
        if (starts_with_ignoring_case(text, part)) return true;
    return false;
}

/// One code point of UTF-8.
struct code_point {
    std::uint32_t value = 0;  ///< U+0000 to U+10FFFF
    std::size_t length = 0;   ///< bytes, 1 to 4; 0: the bytes are not valid UTF-8
};

/// Reads the code point at the start of `text` as RFC 3629 has it: no overlong forms, no surrogates, nothing above
/// U+10FFFF.
/// @pre `!text.empty()`
constexpr code_point first_code_point(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
    std::uint32_t value = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i != length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        value = (value << 6) | (byte(i) & 0x3F);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
    return {value, length};
}

/// Says whether a code point is white space (Unicode's White_Space) or U+FEFF, which looks like nothing too.
constexpr bool is_blank(std::uint32_t c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
           c == 0xFEFF;
}

/// Drops blank code points (`is_blank`) from both ends. Bytes that are not valid UTF-8 are not blank.
constexpr std::string_view trim_blank(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto first = first_code_point(text);
        if (first.length == 0 || !is_blank(first.value)) break;
        text.remove_prefix(first.length);
    }
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && text.size() - start < 4 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
            --start;
        const auto last = first_code_point(text.substr(start));
        if (last.length != text.size() - start || !is_blank(last.value)) break;
        text.remove_suffix(last.length);
    }
    return text;
}

/// Says whether a code point is punctuation of Chinese, Japanese or Korean text, full-width forms among it: it stands
/// between words and is in none.
constexpr bool is_cjk_punctuation(std::uint32_t c) noexcept {
    if (c >= 0x3001 && c <= 0x303F)  // without what is a letter or a number there: U+3005, U+3021 and their like
        return !((c >= 0x3005 && c <= 0x3007) || (c >= 0x3021 && c <= 0x3029) || (c >= 0x3031 && c <= 0x3035) ||
                 (c >= 0x3038 && c <= 0x303C));
    return c == 0x30A0 || c == 0x30FB || (c >= 0xFE10 && c <= 0xFE1F) || (c >= 0xFE30 && c <= 0xFE6F) ||
           (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
           (c >= 0xFF5B && c <= 0xFF65) || (c >= 0xFFE0 && c <= 0xFFEE);
}

/// Says whether a code point alone makes no word, and ends none: punctuation ("don't", a lone dash), and what is not
/// seen at all, such as a variation selector.
constexpr bool is_no_word_alone(std::uint32_t c) noexcept {
    const bool ascii = (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c <= 0x7F);
    return ascii || c == 0xA1 || c == 0xA7 || c == 0xAB || c == 0xAD || c == 0xB6 || c == 0xB7 || c == 0xBB ||
           c == 0xBF || (c >= 0x2010 && c <= 0x2027) || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x206F) ||
           c == 0x2212 || (c >= 0x2E00 && c <= 0x2E7F) || c == 0x3099 || c == 0x309A || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0100 && c <= 0xE01EF);
}

/// Says whether a code point is a Chinese, Japanese or Korean character: kana, Hangul syllables and ideographs.
constexpr bool is_cjk(std::uint32_t c) noexcept {
    if (c < 0x3005 || is_cjk_punctuation(c) || c == 0x3099 || c == 0x309A) return false;
    return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

/// The length of a prompt where a gateway limits it to "500 Chinese or 1000 English words".
struct word_count {
    std::size_t cjk = 0;    ///< Chinese, Japanese and Korean characters
    std::size_t words = 0;  ///< runs of other characters between blanks, CJK characters and CJK punctuation
};

/// Counts the words of a text. Punctuation alone is no word. Each byte that is not valid UTF-8 counts as a character
/// that is not CJK.
constexpr word_count count_words(std::string_view text) noexcept {
    word_count count;
    bool inside_word = false;
    while (!text.empty()) {
        const auto next = first_code_point(text);
        const bool cjk = is_cjk(next.value);
        const bool starts_word = next.length == 0 || !is_no_word_alone(next.value);
        if (cjk) ++count.cjk;
        if (cjk || (next.length != 0 && (is_blank(next.value) || is_cjk_punctuation(next.value))))
            inside_word = false;
        else if (starts_word && !inside_word) {
            ++count.words;
            inside_word = true;
        }
        text.remove_prefix(next.length == 0 ? 1 : next.length);
    }
    return count;
}

}  // namespace seedance::text
