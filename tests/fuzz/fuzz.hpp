// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the fuzz targets share. A target defines `fuzz`, which must hold for every text there is.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// Ends the run with a report when a property does not hold.
#define PROPERTY(holds)                                                                       \
    do {                                                                                      \
        if (!(holds)) {                                                                       \
            std::fprintf(stderr, "%s:%d: property broken: %s\n", __FILE__, __LINE__, #holds); \
            std::abort();                                                                     \
        }                                                                                     \
    } while (false)

/// An exception that leaves it ends the run.
void fuzz(std::string_view text) noexcept;

namespace fuzzing {

/// Takes the front of `rest` up to `separator`, or all of it.
inline std::string_view part(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto out = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return out;
}

/// 0x21 to 0x7E, 1 to 2,048 bytes: what an id may hold that goes into URLs and journals.
inline bool is_safe_id(std::string_view id) {
    for (const char c : id)
        if (c <= 0x20 || c >= 0x7F) return false;
    return !id.empty() && id.size() <= 2048;
}

/// RFC 3629: shortest form, no surrogates, up to U+10FFFF.
inline bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i != text.size();) {
        const auto first = static_cast<unsigned char>(text[i++]);
        if (first < 0x80) continue;
        const int more = first >= 0xC2 && first <= 0xDF   ? 1
                         : first >= 0xE0 && first <= 0xEF ? 2
                         : first >= 0xF0 && first <= 0xF4 ? 3
                                                          : 0;
        if (more == 0 || text.size() - i < static_cast<std::size_t>(more)) return false;
        std::uint32_t point = first & (0x3Fu >> more);
        for (int n = 0; n != more; ++n) {
            const auto next = static_cast<unsigned char>(text[i++]);
            if ((next & 0xC0) != 0x80) return false;
            point = point << 6 | (next & 0x3Fu);
        }
        const bool too_long = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        if (too_long || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    }
    return true;
}

/// Cut for people: at most 1 KiB, never inside a character.
inline bool is_text_for_people(std::string_view text) { return text.size() <= 1024 && is_utf8(text); }

}  // namespace fuzzing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
