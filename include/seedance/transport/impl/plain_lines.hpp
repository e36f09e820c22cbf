// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace seedance::detail {

/// Says whether one of eight bytes is below ' ' or is DEL; it may be wrong about a tab, and about the byte beside one.
inline bool may_hold_controls(std::uint64_t bytes) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101;
    const auto below_space = (bytes - each * ' ') & ~bytes;
    const auto other_than_del = bytes ^ (each * 0x7F);
    const auto is_del = (other_than_del - each) & ~other_than_del;
    return ((below_space | is_del) & (each * 0x80)) != 0;
}

/// Says whether the text holds a control character other than a tab.
inline bool holds_controls(std::string_view text) noexcept {
    const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7F'; };
    std::uint64_t eight = 0;
    if (text.size() < sizeof eight) return std::any_of(text.begin(), text.end(), is_control);
    const auto last = text.size() - sizeof eight;
    for (std::size_t at = 0;; at = std::min(at + sizeof eight, last)) {  // the last piece may overlap the one before
        const auto* const piece = text.data() + at;
        std::memcpy(&eight, piece, sizeof eight);
        if (may_hold_controls(eight) && std::any_of(piece, piece + sizeof eight, is_control)) return true;
        if (at == last) return false;
    }
}

/// Says whether the head holds no bare CR or LF, no other control character and no folded line: nothing that two
/// readers could take apart in two ways. Beast lets folded lines through.
inline bool has_plain_lines(std::string_view head) noexcept {
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        if (holds_controls(head.substr(0, end))) return false;
        if (end == std::string_view::npos) break;
        head.remove_prefix(end + 2);
        const bool folded = head.starts_with(' ') || head.starts_with('\t');
        if (folded) return false;
    }
    return true;
}

}  // namespace seedance::detail
