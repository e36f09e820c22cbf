// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/impl/http_token.hpp>

// Heads that are not as RFC 9112 wants them, but say one thing only. They are written anew, so that the parser reads
// them; a connection that brought one is closed, and whatever another reader may have taken them for has no
// consequence.
namespace seedance::detail {

/// Gives the size of a head with its empty line; npos when that has not arrived. Lines may end in LF alone (RFC 9112,
/// 2.2), or in two CRs and LF, as programs write that translate line ends once too often. `searched` is where the next
/// search goes on.
inline std::size_t head_size(std::string_view input, std::size_t& searched) noexcept {
    for (auto line_end = input.find('\n', searched); line_end != std::string_view::npos;
         line_end = input.find('\n', searched)) {
        auto next = line_end + 1;
        while (next != input.size() && next != line_end + 3 && input[next] == '\r') ++next;
        searched = line_end;
        if (next == input.size()) return std::string_view::npos;
        if (input[next] == '\n') return next + 1;
        searched = line_end + 1;
    }
    searched = input.size();
    return std::string_view::npos;
}

/// Takes a head apart into lines. One that begins with a blank belongs to the line before it (RFC 9112, 5.2), or to
/// nothing when that is the status line (2.2).
inline std::vector<std::string> unfolded_lines(std::string_view head) {
    std::vector<std::string> lines;
    while (!head.empty()) {
        const auto end = head.find('\n');
        auto line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
        line = line.substr(0, line.find_last_not_of('\r') + 1);
        const bool is_folded = line.starts_with(' ') || line.starts_with('\t');
        if (!is_folded)
            lines.emplace_back(line);
        else if (lines.size() > 1)
            lines.back().append(" ").append(without_blanks(line));
    }
    return lines;
}

/// Writes a status line without its reason, from words between any white space (RFC 9112, 4). A later minor version is
/// read as this one (RFC 9110, 2.5), and an earlier one too: the connection is closed anyway.
inline std::optional<std::string> mended_status_line(std::string_view line) {
    static constexpr std::string_view blanks = " \t\v\f\r", name = "HTTP/1.";
    const auto version = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(std::min(line.find_first_not_of(blanks, version.size()), line.size()));
    const auto code = line.substr(0, line.find_first_of(blanks));
    const bool is_known = version.size() == name.size() + 1 && text::starts_with_ignoring_case(version, name) &&
                          text::is_digit(version.back());
    if (!is_known || code.size() != 3 || !text::parse_number<int>(code)) return std::nullopt;
    return "HTTP/1.1 " + std::string{code} + " \r\n";
}

/// Reads a length that may have a sign, or be said several times (RFC 9110, 8.6); nothing where it is none, or not
/// always the same.
inline std::optional<std::uint64_t> mended_length(std::string_view list) {
    std::optional<std::uint64_t> length;
    while (!list.empty()) {
        auto element = take_element(list);
        if (element.empty()) continue;
        if (element.starts_with('+')) element.remove_prefix(1);
        const auto number = text::parse_number<std::uint64_t>(element);
        if (!number || (length && *length != *number)) return std::nullopt;
        length = number;
    }
    return length;
}

/// Leaves "identity" out of a list of transfer codings: it means none (RFC 2616, 3.6). Nothing where no coding is
/// named.
inline std::optional<std::string> mended_codings(std::string_view list) {
    std::optional<std::string> rest;
    while (!list.empty()) {
        const auto element = take_element(list);
        if (element.empty()) continue;
        if (!rest) rest.emplace();
        if (text::equal_ignoring_case(element, "identity")) continue;
        if (!rest->empty()) rest->append(", ");
        rest->append(element);
    }
    return rest;
}

/// Says whether somebody may take this for the name of a header that says where a body ends.
inline bool resembles_framing(std::string_view name) noexcept {
    return text::contains_ignoring_case(name, "content-length") ||
           text::contains_ignoring_case(name, "transfer-encoding");
}

/// Makes blanks of control characters (RFC 9110, 5.5).
inline std::string without_controls(std::string_view value) {
    std::string out{value};
    std::replace_if(
        out.begin(), out.end(),
        [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7F'; }, ' ');
    return std::string{without_blanks(out)};
}

/// Appends a header line to `out`. What is no header is left out, blanks before the colon too (RFC 9112, 5.1). False
/// where it may say in two ways where the body ends.
inline bool mend_field(std::string_view line, std::string& out) {
    const auto colon = line.find(':');
    const auto name = without_blanks(line.substr(0, colon));
    if (colon == std::string_view::npos || !is_token(name)) return !resembles_framing(line.substr(0, colon));
    const auto given = line.substr(colon + 1);
    std::string value;
    if (text::equal_ignoring_case(name, "Content-Length")) {
        const auto length = mended_length(given);
        if (!length) return false;
        value = std::to_string(*length);
    } else if (text::equal_ignoring_case(name, "Transfer-Encoding")) {
        const auto codings = mended_codings(given);
        if (!codings || codings->empty()) return codings.has_value();
        value = *codings;
    } else {
        value = without_controls(given);
    }
    out.append(name).append(": ").append(value).append("\r\n");
    return true;
}

/// Writes a head anew as RFC 9112 has it, for a parser that takes nothing else. Nothing where it cannot be read, or in
/// two ways.
inline std::optional<std::string> mended_head(std::string_view head) {
    const auto lines = unfolded_lines(head);
    auto out = lines.empty() ? std::nullopt : mended_status_line(lines.front());
    if (!out) return std::nullopt;
    for (auto line = lines.begin() + 1; line != lines.end(); ++line)
        if (!mend_field(*line, *out)) return std::nullopt;
    out->append("\r\n");
    return out;
}

}  // namespace seedance::detail
