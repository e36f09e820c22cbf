// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// HTTP as values: what a connection reads and writes, and what the interface (api.hpp) works with.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/webhook.hpp>

#include "report.hpp"

namespace server {

using request = seedance::webhook_request;  ///< method, target, headers, body

/// An answer: its body is `body`, or a file, or the events of an order.
struct reply {
    int status = 200;
    std::string body{};
    std::string type = "application/json";
    std::vector<seedance::http_header> headers{};
    std::string file{};
    std::string events_of{};  ///< the name of an order
};

inline std::string_view header_of(const request& from, std::string_view name) noexcept {
    for (const auto& each : from.headers)
        if (seedance::text::equal_ignoring_case(each.name, name)) return each.value;
    return {};
}

inline reply answer(const json::object& fields, int status = 200) {
    return {.status = status, .body = json::serialize(fields)};
}

/// Says what is wrong, in words of ours: nothing of the request is said again.
inline reply problem(int status, std::string_view code, std::string_view message) {
    return answer({{"error", code}, {"message", message}}, status);
}

/// Bytes of a file, from the first to before the end.
struct byte_range {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};

/// Gives the bytes that a request asks for, by RFC 9110, 14: all of them where it names no range, several, or one that
/// cannot be read, and where its If-Range is of another file. Nothing: the file has no such bytes, answer 416.
inline std::optional<byte_range> range_of(const request& from, std::uint64_t size, std::string_view tag) {
    const byte_range all{0, size};
    auto given = header_of(from, "Range");
    const auto condition = header_of(from, "If-Range");
    if (!given.starts_with("bytes=") || (!condition.empty() && condition != tag)) return all;
    given.remove_prefix(6);
    const auto dash = given.find('-');
    if (dash == given.npos) return all;
    const auto first = seedance::text::parse_number<std::uint64_t>(given.substr(0, dash));
    const auto last = seedance::text::parse_number<std::uint64_t>(given.substr(dash + 1));
    const bool has_last = dash + 1 != given.size();
    if ((has_last ? !last : dash == 0) || (dash != 0 && !first) || (first && last && *last < *first)) return all;
    if (dash == 0)
        return !last || *last == 0 ? std::nullopt : std::optional{byte_range{size - std::min(*last, size), size}};
    if (*first >= size) return std::nullopt;
    return byte_range{*first, last ? std::min(*last, size - 1) + 1 : size};
}

}  // namespace server
