// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a program tells a sandbox, and what a sandbox reports.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::testing {

namespace detail {

/// Finds the first header of this name, or gives null.
inline const http_header* find_header(const std::vector<http_header>& headers, std::string_view name) noexcept {
    for (const auto& header : headers)
        if (text::equal_ignoring_case(header.name, name)) return &header;
    return nullptr;
}

}  // namespace detail

/// What a request to the sandbox is for.
enum class sandbox_operation : std::uint8_t {
    submit,    ///< asks for a video
    poll,      ///< asks after a task
    download,  ///< anything sent to the file host
    other,     ///< anything else: balance, unknown paths
};

/// Gives the operation's name: "poll".
constexpr std::string_view to_string(sandbox_operation operation) noexcept {
    switch (operation) {
        case sandbox_operation::submit: return "submit";
        case sandbox_operation::poll: return "poll";
        case sandbox_operation::download: return "download";
        case sandbox_operation::other: return "other";
    }
    return "?";
}

/// How a sandbox behaves.
struct sandbox_options {
    std::string key = "sandbox-key";  ///< the one key that every gateway takes
    money balance = usd(1'000'000);   ///< what the account holds; a submit takes its price, see `sandbox_task::charged`
    double time_scale = 1;            ///< gateway seconds per real second, 0 to 1'000'000; 0: only `advance` moves time

    /// How long a task takes, in gateway time. 0: a little more than the latest first poll that the model's document
    /// advises, so that a client which heeds it sees a running task once.
    std::chrono::seconds generation_time{0};

    bool allow_repeated_submits = false;  ///< the same body twice is no broken invariant: the test means to ask twice
    std::uint64_t seed = 0;               ///< task ids and generation times follow from it, and from nothing else

    /// Where it listens: an IP address of this machine, which goes into its certificate.
    std::string host = "127.0.0.1";

    /// How callbacks are delivered, and what becomes of them on their way. (No text stands behind it: GCC 12 at -O3
    /// warns of the lists in it, where a temporary is made whose later members could throw.)
    callback_posting callbacks = {};

    /// The port of the first gateway; each of the others and the file host get the next. 0: ports that the system
    /// chooses.
    std::uint16_t first_port = 0;
};

/// How the connection ends when an answer is cut.
enum class cut : std::uint8_t {
    none,          ///< the answer is whole
    close_notify,  ///< TLS is closed in order, as by a server that believes to be done
    fin,           ///< TCP is closed in order, TLS is not
    rst,           ///< TCP is reset
};

/// Gives the ending's name: "rst".
constexpr std::string_view to_string(cut ending) noexcept {
    switch (ending) {
        case cut::none: return "none";
        case cut::close_notify: return "close_notify";
        case cut::fin: return "fin";
        case cut::rst: return "rst";
    }
    return "?";
}

/// An answer that is given in place of the sandbox's own.
struct scripted_answer {
    int status = 0;  ///< 0: the sandbox's own answer, to be cut or held; otherwise the request is not acted on
    std::string content_type = "application/json";  ///< of `body`
    std::string body = {};                          ///< with a `status`

    /// More headers. Content-Length is written unless it, or Transfer-Encoding, is among them.
    std::vector<http_header> headers = {};

    bool accept_first = false;  ///< with a `status`: act on the request first (a submit is accepted and paid)
    cut ending = cut::none;     ///< how the connection ends after `cut_after` bytes
    std::size_t cut_after = 0;  ///< bytes of the answer, its head included, that are sent before it is cut
    bool hold = false;          ///< keep the answer, and the connection silent, until `release_held` or for good
};

/// A price in the list of models, see `list_drift`.
struct drifted_price {
    std::string model;        ///< the gateway's name, "seedance-2"
    std::string resolution;   ///< "720p"
    bool with_video = false;  ///< of requests with a reference video
    money per_second = {};    ///< is listed and charged from now on; nothing: the price is charged, but not listed
};

/// How the list of models that a gateway serves for machines (Xenodia's) differs from the descriptors that it is made
/// of.
struct list_drift {
    std::vector<std::string> added = {};     ///< models that no descriptor has, each with the entry of the first one
    std::vector<std::string> removed = {};   ///< models that are not listed; they are made all the same
    std::vector<drifted_price> prices = {};  ///< prices that have changed
    std::vector<std::string> entries = {};   ///< what else stands in the list, as it is: it need not be JSON
    std::size_t other_models = 0;            ///< how many models are listed that are no Seedance models
};

/// A whole request, as it arrived.
struct received_request {
    sandbox_operation operation = sandbox_operation::other;  ///< what it is for
    std::string provider = {};                               ///< "apixo"; empty: the file host
    std::string method = {};                                 ///< "POST"
    std::string target = {};                                 ///< path and query, from the slash after the host on
    std::vector<http_header> headers = {};                   ///< in the order of arrival
    std::string body = {};                                   ///< without the chunks' framing
    bool right_key = false;                                  ///< the sandbox's key stood where the gateway wants it
    std::size_t connection = 0;       ///< counted from 1 in the order of acceptance, over gateways and file host
    std::chrono::milliseconds at{0};  ///< gateway time since the sandbox started

    /// Gives the value of the first header of this name, or an empty text.
    std::string_view header(std::string_view name) const noexcept {
        const auto* found = detail::find_header(headers, name);
        return found != nullptr ? std::string_view{found->value} : std::string_view{};
    }
};

/// A task that the sandbox accepted, as it stands now. Times are gateway time since the sandbox started.
struct sandbox_task {
    std::string id = {};             ///< as its submit was answered
    std::string provider = {};       ///< "apixo"
    std::string model = {};          ///< the gateway's name, "seedance-2-0-fast"
    std::string mode = {};           ///< the gateway's name, "text-to-video"; where it has none, the path of the submit
    std::string body = {};           ///< of the submit
    std::string callback_url = {};   ///< empty: none was given
    bool callback_progress = false;  ///< callbacks were asked for before the task's end, too
    std::string resolution = {};  ///< what will be made, and is billed: defaults and directives in the prompt are in it
    std::string aspect_ratio = {};          ///< likewise
    std::chrono::milliseconds duration{0};  ///< that of the source video where it was asked for
    task_state state = task_state::queued;  ///< now
    money price = {};                       ///< taken by the submit; nothing where the document gives no price
    money charged = {};  ///< of the price, what the gateway keeps: nothing once the task failed, but for
                         ///< Pixazo's FAILED, of which its document does not say that it is free
    std::chrono::milliseconds accepted_at{0};  ///< when its submit was accepted
    std::chrono::milliseconds ends_at{0};      ///< when it succeeds or fails, unless `set_state` decides
    std::string video_url = {};                ///< served once the task has succeeded, for 24 h
};

}  // namespace seedance::testing
