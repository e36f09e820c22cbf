// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The interface by which a gateway is plugged into the sandbox: one specialisation of `emulation_of`, in a file that
/// is named after the gateway and that core.hpp includes.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <seedance/core/text.hpp>
#include <seedance/request/impl/constant.hpp>
#include <seedance/testing/sandbox/types.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::testing::detail {

/// An answer that is not yet written as HTTP.
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

struct task_record;

/// How a gateway posts its callbacks, and what it wants to hear.
struct callback_rules {
    std::chrono::milliseconds answer_within{10'000};         ///< in real time
    std::span<const std::chrono::milliseconds> pauses = {};  ///< gateway time before each further try
    bool only_200 = false;                                   ///< otherwise any 2xx is a yes
    std::chrono::milliseconds longest_cycle{15'000};         ///< between callbacks that tell of progress
    std::string_view id_name = {};                           ///< the id's name in the body
    std::string_view other_id_name = {};                     ///< and as `id_spelling::other` spells it
};

/// The largest body that names its files by URL. The documents give no limit; this one is never reached.
inline constexpr std::uint64_t body_without_files = 1024 * 1024;

/// The protocol of one origin: a gateway's, or that of the file host. It turns requests into questions to the task
/// store and the store's answers into what the gateway's document shows. It knows no socket, no script and no clock.
/// Its functions are never called at the same time.
class emulation {
  public:
    virtual ~emulation() = default;

    /// Gives the gateway's short name, "apixo", which is empty for the file host.
    virtual std::string_view provider() const = 0;

    /// Gives what stands between the origin and the targets of its documents, "/api/v1".
    virtual std::string_view base_path() const = 0;

    /// Gives the largest body of a request, in bytes. A larger one is refused with 413 before it is read.
    virtual std::uint64_t max_body() const { return body_without_files; }

    virtual sandbox_operation operation_of(const received_request& request) const = 0;

    /// Says whether the right key stands where the gateway wants it.
    virtual bool has_key(const received_request& request) const = 0;

    /// Gives the id of the task that a poll or a download names, which is empty where it names none.
    virtual std::string task_of(const received_request& request) const = 0;

    virtual wire_answer handle(const received_request& request) = 0;

    /// Gives a refusal in the gateway's own shape.
    virtual wire_answer refuse(int status, std::string_view words) const = 0;

    /// Gives what the gateway says of its task as it stands at this time: to who asks, and in a callback.
    virtual std::string status_text(const task_record& record, std::chrono::milliseconds at) const = 0;

    virtual callback_rules callbacks() const = 0;

    /// Serves a list of models that differs so from now on, where the gateway has one.
    /// @par Errors Throws `std::invalid_argument` for a model or a price that the list does not have.
    virtual void drift(const list_drift&) {}

    /// Gives the status that an answer means: that of HTTP, unless the gateway's bodies can say otherwise.
    virtual int meaning_of(const wire_answer& answer) const { return answer.status; }

  protected:
    wire_answer refuse_method(std::string_view allowed) const {
        auto answer = refuse(405, "Method not allowed");
        answer.headers.push_back({"Allow", std::string{allowed}});
        return answer;
    }
};

/// The emulation of one gateway, made from `(task_store&, std::string_view key)`.
template <class Gateway>
class emulation_of {
    static_assert(seedance::detail::never<Gateway>,
                  "the sandbox has no emulation of this gateway: specialise emulation_of for it in testing/sandbox/");
};

inline std::size_t count_headers(const std::vector<http_header>& headers, std::string_view name) noexcept {
    return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(), [name](const http_header& header) {
        return text::equal_ignoring_case(header.name, name);
    }));
}

/// Says whether the header stands there exactly once, with this value.
inline bool has_one_header(const received_request& request, std::string_view name, std::string_view value) noexcept {
    return count_headers(request.headers, name) == 1 && request.header(name) == value;
}

inline bool has_json_body(const received_request& request) noexcept {
    const auto type = request.header("Content-Type");
    return text::equal_ignoring_case(text::trim(type.substr(0, type.find(';'))), "application/json");
}

/// Gives the decoded parts of a target's path, and none where the text is no target.
inline std::vector<std::string> path_of(std::string_view target) {
    std::vector<std::string> path;
    if (const auto url = boost::urls::parse_origin_form(target))
        for (const auto segment : url->segments()) path.emplace_back(segment);
    return path;
}

}  // namespace seedance::testing::detail
