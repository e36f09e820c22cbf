// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Where a gateway is plugged into the sandbox: one class derived from `emulation`, in a file of its own, and one line
/// in `make_gateways` (sandbox_core.hpp).

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

/// An answer before it is written out as HTTP.
struct wire_answer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body = {};
    std::vector<http_header> headers = {};
    std::chrono::milliseconds poll_hint{
        0};  ///< of an answer about a task: how long to wait before the next poll; 0: unsaid
};

inline std::string_view reason_phrase(int status) noexcept {
    switch (status) {
        case 200: return "OK";
        case 202: return "Accepted";
        case 206: return "Partial Content";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 402: return "Payment Required";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 413: return "Content Too Large";
        case 416: return "Range Not Satisfiable";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        default: return "-";
    }
}

/// Enough for every body that names its files by URL; the documents say nothing.
inline constexpr std::uint64_t body_without_files = 1024 * 1024;

/// What one origin speaks: a gateway's protocol, or that of the file host. It turns requests into questions to the task
/// store and the store's answers into what the gateway's document shows. No sockets, no scripts and no clock in it.
/// Calls never overlap.
class emulation {
  public:
    virtual ~emulation() = default;

    /// The gateway's short name, "apixo"; empty for the file host.
    virtual std::string_view provider() const = 0;

    /// What stands between the origin and the targets of its documents, "/api/v1".
    virtual std::string_view base_path() const = 0;

    /// The largest body of a request, in bytes; a larger one is refused with 413 before it is read.
    virtual std::uint64_t max_body() const { return body_without_files; }

    virtual sandbox_operation operation_of(const received_request& request) const = 0;

    /// Whether the right key stands where the gateway wants it.
    virtual bool has_key(const received_request& request) const = 0;

    /// The task that a poll or a download names; empty where it names none.
    virtual std::string task_of(const received_request& request) const = 0;

    virtual wire_answer handle(const received_request& request) = 0;

    /// A refusal in the gateway's own shape.
    virtual wire_answer refuse(int status, std::string_view words) const = 0;

    /// The status that an answer means: that of HTTP, unless the gateway's bodies can say otherwise.
    virtual int meaning_of(const wire_answer& answer) const { return answer.status; }

  protected:
    wire_answer refuse_method(std::string_view allowed) const {
        auto answer = refuse(405, "Method not allowed");
        answer.headers.push_back({"Allow", std::string{allowed}});
        return answer;
    }
};

inline std::size_t count_headers(const std::vector<http_header>& headers, std::string_view name) noexcept {
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(), [name](const http_header& header) { return same_name(header.name, name); }));
}

/// The header stands there once and with this value.
inline bool has_one_header(const received_request& request, std::string_view name, std::string_view value) noexcept {
    return count_headers(request.headers, name) == 1 && request.header(name) == value;
}

inline bool has_json_body(const received_request& request) noexcept {
    const auto type = request.header("Content-Type");
    return same_name(text::trim(type.substr(0, type.find(';'))), "application/json");
}

/// The parts of a target's path, decoded; none where the target is none.
inline std::vector<std::string> path_of(std::string_view target) {
    std::vector<std::string> path;
    if (const auto url = boost::urls::parse_origin_form(target))
        for (const auto segment : url->segments()) path.emplace_back(segment);
    return path;
}

}  // namespace seedance::testing::detail
