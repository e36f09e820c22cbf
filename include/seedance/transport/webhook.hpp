// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A server's side of HTTP as values, without a library for it: what a gateway posts, and what is answered.

#include <string>
#include <vector>

#include <seedance/transport/http.hpp>

namespace seedance {

/// A request that has come to a server, as the server has read it.
struct webhook_request {
    std::string method{};                ///< as it came, "POST"
    std::string target{};                ///< path and query, as it came
    std::vector<http_header> headers{};  ///< in the order of arrival
    std::string body{};                  ///< without transfer codings
};

/// What the server answers to it.
struct webhook_reply {
    int status = 200;                    ///< of HTTP
    std::vector<http_header> headers{};  ///< besides the length
    std::string body{};                  ///< JSON in ASCII, without anything of the request

    friend bool operator==(const webhook_reply&, const webhook_reply&) = default;
};

}  // namespace seedance
