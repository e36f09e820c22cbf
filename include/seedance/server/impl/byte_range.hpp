// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Bytes of a file, from the first to before the end.
struct byte_range {
    std::uint64_t first = 0;
    std::uint64_t end = 0;

    std::uint64_t size() const noexcept { return end - first; }
    friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// Gives the bytes that a Range header asks for (RFC 9110, 14): all of them where it cannot be read or names several.
/// Nothing: a file of this size has no such bytes.
inline std::optional<byte_range> range_in(std::string_view header, std::uint64_t size) {
    const byte_range all{0, size};
    constexpr std::string_view unit = "bytes=";
    if (!text::starts_with_ignoring_case(header, unit)) return all;
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == header.npos) return all;
    const auto first = text::parse_number<std::uint64_t>(header.substr(0, dash));
    const auto last = text::parse_number<std::uint64_t>(header.substr(dash + 1));
    if (dash == 0) {  // so many bytes at the end
        if (!last) return all;
        return *last == 0 || size == 0 ? std::nullopt : std::optional{byte_range{size - std::min(*last, size), size}};
    }
    const bool has_no_end = dash + 1 == header.size();
    if (!first || (!last && !has_no_end) || (last && *last < *first)) return all;
    if (*first >= size) return std::nullopt;
    return byte_range{*first, last ? std::min(*last, size - 1) + 1 : size};
}

/// Says whether one of the entity tags in a header is this one, or is "*" (RFC 9110, 13.1.2: a weak one will do).
inline bool names_tag(std::string_view header, std::string_view quoted_tag) {
    if (header == "*") return true;
    for (auto at = header.find(quoted_tag); at != header.npos; at = header.find(quoted_tag, at + 1)) {
        const auto after = header.substr(at + quoted_tag.size());
        if (after.empty() || after.front() == ',' || after.front() == ' ' || after.front() == '\t') return true;
    }
    return false;
}

/// What is sent of a file to who asks for it.
struct file_choice {
    int status = 200;  ///< 200, 206, 304 or 416
    byte_range part{};
    std::vector<http_header> headers{};
};

/// Chooses by the headers of a request (RFC 9110, 13.2.2) what is sent of a file of this size and tag. Only GET has
/// parts (14.2): HEAD asks for the size of the whole.
inline file_choice choose_part(const std::vector<http_header>& asked, std::uint64_t size, std::string_view tag,
                               bool may_be_part = true) {
    file_choice made{.part = {0, size}, .headers = {{"Accept-Ranges", "bytes"}}};
    const auto quoted_tag = '"' + std::string{tag} + '"';
    if (!tag.empty()) made.headers.push_back({"ETag", quoted_tag});
    if (!tag.empty() && names_tag(value_of_header(asked, "If-None-Match"), quoted_tag)) {
        made.status = 304;
        return made;
    }
    const auto condition = value_of_header(asked, "If-Range");
    const auto range = value_of_header(asked, "Range");
    if (!may_be_part || range.empty() || (!condition.empty() && (tag.empty() || condition != quoted_tag))) return made;
    const auto part = range_in(range, size);
    if (part == made.part) return made;
    made.status = part ? 206 : 416;
    made.part = part.value_or(byte_range{});
    const auto bytes = part ? std::to_string(part->first) + '-' + std::to_string(part->end - 1) : std::string{"*"};
    made.headers.push_back({"Content-Range", "bytes " + bytes + '/' + std::to_string(size)});
    return made;
}

}  // namespace seedance::detail
