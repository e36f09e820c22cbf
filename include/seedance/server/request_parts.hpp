// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a server reads from a request's head.

#include <optional>
#include <string>
#include <string_view>

#include <boost/url/params_view.hpp>
#include <boost/url/parse.hpp>

#include <seedance/core/text.hpp>
#include <seedance/server/answer.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// Gives the value of a request's header, of the first of the name; empty where there is none.
inline std::string_view value_of_header(const server_request& from, std::string_view name) noexcept {
    return detail::value_of_header(from.headers, name);
}

/// Gives the value of a header that means one thing only, as `Idempotency-Key`: nothing where it is not there, and an
/// empty one where it is there several times with different values, which is no more to be used than an empty one.
inline std::optional<std::string_view> single_value_of_header(const server_request& from,
                                                              std::string_view name) noexcept {
    std::optional<std::string_view> found;
    for (const auto& each : from.headers) {
        if (!text::equal_ignoring_case(each.name, name)) continue;
        if (found && *found != each.value) return std::string_view{};
        found = each.value;
    }
    return found;
}

/// Gives the path of a request's target, as it came: what stands before its query.
inline std::string_view path_of(const server_request& from) noexcept {
    return std::string_view{from.target}.substr(0, from.target.find('?'));
}

/// Says whether a path is one of a pattern, in which `*` stands for one part that is not empty: "/videos/*/file".
inline bool matches(std::string_view pattern, std::string_view path) noexcept {
    const auto star = pattern.find('*');
    if (star == pattern.npos) return path == pattern;
    const auto tail = pattern.substr(star + 1);
    if (path.size() <= star + tail.size() || !path.starts_with(pattern.substr(0, star)) || !path.ends_with(tail))
        return false;
    return path.substr(star, path.size() - star - tail.size()).find('/') == path.npos;
}

/// Gives a value of the target's query, the first of the name, without its escapes; empty where there is none, or where
/// the query cannot be read.
inline std::string value_in_query(const server_request& from, std::string_view name) {
    const auto target = boost::urls::parse_origin_form(from.target);
    if (!target) return {};
    const auto found = target->params().find(name);
    return found == target->params().end() ? std::string{} : std::string{(*found).value};
}

/// Gives the token of `Authorization: Bearer TOKEN` (RFC 6750, 2.1); empty where there is none. Compare it in constant
/// time (`text::equal_in_constant_time`).
inline std::string_view bearer_token(const server_request& from) noexcept {
    constexpr std::string_view scheme = "bearer ";
    const auto given = value_of_header(from, "Authorization");
    if (!text::starts_with_ignoring_case(given, scheme)) return {};
    return given.substr(scheme.size());
}

}  // namespace seedance
