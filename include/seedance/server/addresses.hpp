// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A table of what a server answers: a method, a pattern of paths, and whatever else the server keeps of each.

#include <string>
#include <string_view>

#include <seedance/server/answer.hpp>
#include <seedance/server/request_parts.hpp>

namespace seedance {

/// Gives the method whose answer a request gets: HEAD is answered as GET, without the body.
inline std::string_view method_of(const server_request& from) noexcept {
    return from.method == "HEAD" ? std::string_view{"GET"} : std::string_view{from.method};
}

/// Finds what a request asks for in a table of rows with `method` and `path`, a pattern as `matches` has it: the row of
/// its method, or any other of its path, to which 405 is the answer; null where there is no such address.
template <class Table>
auto find_address(const Table& table, const server_request& from) noexcept -> decltype(&*table.begin()) {
    decltype(&*table.begin()) found = nullptr;
    for (const auto& each : table)
        if (matches(each.path, path_of(from)) && (found == nullptr || each.method == method_of(from))) found = &each;
    return found;
}

/// Names the methods that an address takes, for the header Allow of a 405 (RFC 9110, 15.5.6): "GET, HEAD, DELETE".
template <class Table>
std::string methods_at(const Table& table, std::string_view path) {
    std::string names;
    for (const auto& each : table) {
        if (!matches(each.path, path)) continue;
        names.append(names.empty() ? "" : ", ").append(each.method);
        if (each.method == "GET") names += ", HEAD";
    }
    return names;
}

}  // namespace seedance
