// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/http_date.hpp>

namespace seedance::detail {

/// The bytes of a file that a reply with status 206 holds.
struct content_range {
    std::uint64_t first = 0;
    std::uint64_t end = 0;    ///< one past the last
    std::uint64_t total = 0;  ///< of the file; 0: not said
};

/// Reads `Content-Range: bytes 0-99/1234` or `bytes 0-99/*` (RFC 9110, 14.4); gives nothing where it is malformed.
inline std::optional<content_range> parse_content_range(std::string_view value) {
    if (!text::starts_with_ignoring_case(value, "bytes ")) return std::nullopt;
    value = text::trim(value.substr(6));
    const auto dash = value.find('-'), slash = value.find('/');
    if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
    const auto first = text::parse_number<std::uint64_t>(value.substr(0, dash)),
               last = text::parse_number<std::uint64_t>(value.substr(dash + 1, slash - dash - 1));
    const bool says_total = value.substr(slash + 1) != "*";
    const auto total = says_total ? text::parse_number<std::uint64_t>(value.substr(slash + 1)) : std::uint64_t{0};
    if (!first || !last || !total || *last < *first || *last == UINT64_MAX) return std::nullopt;
    if (says_total && *last >= *total) return std::nullopt;
    return content_range{*first, *last + 1, *total};
}

/// Reads the length of a file of which there is no such range: `Content-Range: bytes */1234` (RFC 9110, 15.5.17).
inline std::optional<std::uint64_t> parse_unsatisfied_range(std::string_view value) {
    constexpr std::string_view before = "bytes */";
    if (!text::starts_with_ignoring_case(value, before)) return std::nullopt;
    return text::parse_number<std::uint64_t>(text::trim(value.substr(before.size())));
}

/// A validator that tells one version of a file from another, byte by byte.
struct validator {
    std::string etag{};      ///< a strong one, with its quotes
    std::string modified{};  ///< a Last-Modified date; where there is no ETag at all

    bool empty() const noexcept { return etag.empty() && modified.empty(); }

    /// Gives the value for `If-Range`.
    const std::string& text() const noexcept { return etag.empty() ? modified : etag; }
};

/// Says whether this is `"..."` of visible ASCII: such an ETag can be sent back as it came.
inline bool is_strong_etag(std::string_view tag) noexcept {
    if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return false;
    for (const char c : tag.substr(1, tag.size() - 2))
        if (c <= ' ' || c > '~' || c == '"') return false;
    return true;
}

/// Gives the validator of a reply. It is empty for a weak ETag, which does not tell versions apart byte by byte. A date
/// counts where the file was at least a second old when it was sent (RFC 9110, 8.8.2.2 and 13.1.5).
inline validator validator_of(const http_reply& head) {
    const auto tag = text::trim(head.header("ETag"));
    if (!tag.empty()) return is_strong_etag(tag) ? validator{.etag = std::string{tag}} : validator{};
    const auto text = text::trim(head.header("Last-Modified"));
    const auto modified = parse_http_date(text), sent = parse_http_date(text::trim(head.header("Date")));
    const bool is_strong = modified && sent && *sent - *modified >= std::chrono::seconds{1};
    return is_strong ? validator{.modified = std::string{text}} : validator{};
}

}  // namespace seedance::detail
