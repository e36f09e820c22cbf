// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// HTTP requests and replies as text: what providers write and read, and transports carry.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <seedance/core/error.hpp>

namespace seedance {

/// A header of a request or reply. Names compare without case.
struct http_header {
    std::string name;   ///< without the colon
    std::string value;  ///< without blanks around it

    friend bool operator==(const http_header&, const http_header&) = default;
};

namespace detail {

/// Gives the value of the first header of this name, or an empty text.
SEEDANCE_DECL std::string_view value_of_header(const std::vector<http_header>& headers, std::string_view name) noexcept;

}  // namespace detail

/// How a request may use the network.
enum class connection_use : std::uint8_t {
    /// Over its own new connection, which is closed afterwards: a submit can never race with a server that closes an
    /// idle one.
    fresh,
    pooled,  ///< a kept-alive connection when there is one: polls and downloads
};

/// Gives the value's name: "pooled".
constexpr std::string_view to_string(connection_use value) noexcept {
    switch (value) {
        case connection_use::fresh: return "fresh";
        case connection_use::pooled: return "pooled";
    }
    return "?";
}

struct http_reply;  // below

/// One HTTP request. The key, where there is one, is among `headers`; a transport sends it to `url`'s origin and
/// follows no redirect.
struct http_request {
    std::string method = "GET";        ///< in capitals
    std::string url;                   ///< an https URL, see <seedance/transport/https_url.hpp>
    std::vector<http_header> headers;  ///< besides Host, Content-Length, Connection, Expect: the transport's own
    std::string body;                  ///< empty: none is sent
    connection_use use = connection_use::pooled;  ///< how it may use the network

    /// The longest time from the last byte written to the reply's end; for a streamed reply, without a byte.
    std::chrono::milliseconds reply_timeout{15'000};

    std::uint64_t max_body = 1 << 20;  ///< bytes of a reply's body; a larger one is `transport_errc::reply_too_large`
    bool only_public = false;          ///< connect to public addresses only; the host is then foreign

    /// Somebody else has chosen the host, a gateway that of a video: what is known of the program's own hosts, and what
    /// looks them up, is not shared with it.
    bool is_foreign = false;

    /// Called at most once, by transports that say so (`transport::calls_before_first_byte`): when the connection
    /// stands (after the TLS handshake; at once for a kept-alive one), right before the first byte of the request is
    /// handed to the kernel. It is not called from within `transport::exchange`, nor when there is no connection.
    /// Empty: nothing is asked.
    ///
    /// The exchange goes on when `go_on` is called. Without an error the request is written. With one the exchange ends
    /// with it, in the phase `write`; nothing is sent, and the connection is closed. Only the first call counts.
    ///
    /// It should answer soon. Servers close a connection on which no request arrives, many after 10 to 60 s; the
    /// exchange then ends with nothing sent where that is seen in time. HTTPS waits for as long as for other progress
    /// of writing, `https_options::write_timeout`, and then ends with `transport_errc::timed_out` and nothing sent.
    /// @par Object lifetimes
    /// The function is destroyed before the exchange's handler is called. `go_on` may be kept, and called after the
    /// exchange has ended and after transport and execution context are gone: it then does nothing. It must not be
    /// called while the context is being destroyed.
    /// @par Executor
    /// The function is called on the transport's strand, `go_on` from anywhere, also from within the function.
    /// @par Per-operation cancellation
    /// While it waits, every cancellation type ends the exchange at once, with nothing sent.
    /// @par Exception safety
    /// What the function throws ends the exchange with nothing sent: a `boost::system::system_error` with its code,
    /// anything else with `operation_not_permitted`.
    std::function<void(std::function<void(error_code)> go_on)> before_first_byte{};

    /// Says whether what has come of a reply is all that matters of it, though its end has not come: a length may be
    /// wrong, and a connection be kept open. Transports may then wait for the end for a short time only (HTTPS:
    /// `https_options::listen_timeout`), and end with what has come and `transport_errc::timed_out`. Empty: nothing is
    /// asked. It is called on the transport's strand, with every piece of a body that is not streamed.
    std::function<bool(const http_reply& so_far)> looks_whole{};

    /// The body in place of `body`, in memory that lives until the exchange's handler is called: only for transports
    /// that say so (`transport::takes_lent_body`). A body may have a hundred megabytes, and be sent several times.
    std::string_view lent_body{};

    /// Gives what is sent: `body`, or `lent_body` where that is empty.
    std::string_view content() const noexcept { return body.empty() ? lent_body : body; }

    /// Gives the value of the first header of this name, or an empty text.
    SEEDANCE_DECL std::string_view header(std::string_view name) const noexcept;
};

/// What is known of how much of a request left this machine.
enum class delivery : std::uint8_t {
    nothing,   ///< proved: no byte of the request reached the kernel
    partial,   ///< some bytes left, the request was not complete: a server cannot have acted on it
    complete,  ///< every byte was handed to the kernel
};

/// Gives the value's name: "partial".
constexpr std::string_view to_string(delivery value) noexcept {
    switch (value) {
        case delivery::nothing: return "nothing";
        case delivery::partial: return "partial";
        case delivery::complete: return "complete";
    }
    return "?";
}

/// How far an exchange got.
enum class exchange_phase : std::uint8_t {
    resolve,    ///< looking up the host's addresses
    connect,    ///< opening a TCP connection
    handshake,  ///< agreeing on TLS
    write,      ///< sending the request
    read,       ///< waiting for the reply, or receiving it
    done,       ///< the reply is whole
};

/// Gives the phase's name: "handshake".
constexpr std::string_view to_string(exchange_phase value) noexcept {
    switch (value) {
        case exchange_phase::resolve: return "resolve";
        case exchange_phase::connect: return "connect";
        case exchange_phase::handshake: return "handshake";
        case exchange_phase::write: return "write";
        case exchange_phase::read: return "read";
        case exchange_phase::done: return "done";
    }
    return "?";
}

/// Says for people what is done in a phase: "timed out while " and these words.
constexpr std::string_view describe(exchange_phase value) noexcept {
    switch (value) {
        case exchange_phase::resolve: return "looking up the host";
        case exchange_phase::connect: return "connecting";
        case exchange_phase::handshake: return "the TLS handshake";
        case exchange_phase::write: return "sending";
        case exchange_phase::read: return "reading the answer";
        case exchange_phase::done: return "the end";
    }
    return "?";
}

namespace detail {

/// Says whether a status is of the class 2xx: success.
constexpr bool is_success_status(int status) noexcept { return status >= 200 && status < 300; }

/// Says whether a status is of the class 3xx: redirection.
constexpr bool is_redirect_status(int status) noexcept { return status >= 300 && status < 400; }

}  // namespace detail

/// When an exchange got how far, counted from its start. 0 stands for what did not happen, or is not known: a
/// connection that is used again is neither looked up nor opened, and a transport without a network measures nothing.
struct exchange_times {
    std::chrono::nanoseconds resolved{};    ///< the host's addresses were known
    std::chrono::nanoseconds connected{};   ///< the TCP connection stood
    std::chrono::nanoseconds secured{};     ///< the TLS handshake was done
    std::chrono::nanoseconds first_byte{};  ///< the first byte of a reply arrived
    std::chrono::nanoseconds total{};       ///< the exchange ended, with a reply or an error
};

/// The outcome of an exchange: a reply, or an error with what is known about it. On an error, `status`, `headers` and
/// `body` hold what had arrived all the same:
/// - of a reply that was cut (`cut_reply`, `timed_out`) or is too long, the beginning of the body;
/// - of one that cannot be read (`bad_reply`; or `reply_too_large`, for its header), at most 64 KiB of its bytes as
///   they came, with `status` 0 when its head could not be read. When the head could, and the framing of the body is
///   broken, what was read of the body comes first, then CR LF, which no text in JSON goes across, then the other
///   bytes. Over a `fresh` connection they are waited for (`https_options::listen_timeout`): a submit's answer may hold
///   the id of a paid task;
/// - of one in a content coding (`Accept-Encoding: identity` is sent, but not all servers mind it), what could be
///   inflated, also where the framing of the body is broken; of a foreign coding, the body as it came.
///
/// A reply may be whole, without an error, although `sent` is not `complete`: the server has answered before the
/// request was written, and has not read all of it.
struct http_reply {
    error_code error{};                           ///< unset: a whole reply arrived
    exchange_phase phase = exchange_phase::done;  ///< in which the error came
    delivery sent = delivery::nothing;            ///< how much of the request left
    int status = 0;                               ///< 0: no head of a reply arrived
    std::vector<http_header> headers;             ///< in the order of arrival, `Content-Encoding` among them
    std::string body;                             ///< without content codings; empty when it was streamed
    bool reused_connection = false;               ///< the connection had carried another exchange before
    bool resumed_session = false;                 ///< the handshake went on with an earlier TLS session
    std::string detail{};              ///< more words about `error` where there are any: "certificate has expired"
    exchange_times times{};            ///< how long it took to get how far
    std::uint64_t bytes_sent = 0;      ///< of the request, as the kernel took them: with what TLS adds; no handshake
    std::uint64_t bytes_received = 0;  ///< of replies, head and body as they came: without what TLS adds

    /// Gives the value of the first header of this name, or an empty text.
    SEEDANCE_DECL std::string_view header(std::string_view name) const noexcept;

    /// Says whether a whole reply arrived and its status is 2xx.
    bool is_success() const noexcept { return !error && detail::is_success_status(status); }

    /// Says whether a whole reply arrived and its status is 3xx.
    bool is_redirect() const noexcept { return !error && detail::is_redirect_status(status); }

    /// Gives the status of a whole reply; 0 after an error, whatever had arrived.
    int whole_status() const noexcept { return error ? 0 : status; }
};

/// Errors of a transport besides those of the system, Asio and OpenSSL.
enum class transport_errc {
    timed_out = 1,    ///< a phase took longer than its limit; `http_reply::phase` says which
    untrusted,        ///< the certificate, its host name or the TLS version was refused
    bad_url,          ///< not an https URL as <seedance/transport/https_url.hpp> has it
    bad_header,       ///< a header holds bytes that may not be sent (control characters, CR, LF)
    reply_too_large,  ///< the reply is larger than `max_body`, or its header is larger than 64 KiB
    bad_reply,        ///< what was received is not HTTP
    cut_reply,        ///< the connection ended before the reply did
    refused_by_sink,  ///< the sink of a streamed reply gave up
    private_address,  ///< the host has no public address, and the request asked for one

    /// The server does not let itself be asked whether a large body may follow (417): it refuses the request. The body
    /// was not sent, unless the answer came late (`http_reply::sent`); another exchange with this origin sends it
    /// without asking.
    expectation_refused,

    /// The proxy (`https_options::proxy`) has not opened a connection: it refuses, asks for a user and a password,
    /// cannot reach the host, or is no proxy. `http_reply::detail` names it and what it has answered;
    /// `http_reply::status` is not its own. Nothing was sent.
    proxy_refused,

    /// The answer came in a content coding, which was not asked for, and which cannot be undone: of a foreign kind, or
    /// with damaged data. A streamed body is not decoded at all. `http_reply::detail` says which it is.
    coded_reply,
};

/// Gives the error's name: "timed_out". The words for people are in `error_code::message`.
constexpr std::string_view to_string(transport_errc value) noexcept {
    switch (value) {
        case transport_errc::timed_out: return "timed_out";
        case transport_errc::untrusted: return "untrusted";
        case transport_errc::bad_url: return "bad_url";
        case transport_errc::bad_header: return "bad_header";
        case transport_errc::reply_too_large: return "reply_too_large";
        case transport_errc::bad_reply: return "bad_reply";
        case transport_errc::cut_reply: return "cut_reply";
        case transport_errc::refused_by_sink: return "refused_by_sink";
        case transport_errc::private_address: return "private_address";
        case transport_errc::expectation_refused: return "expectation_refused";
        case transport_errc::proxy_refused: return "proxy_refused";
        case transport_errc::coded_reply: return "coded_reply";
    }
    return "?";
}

/// Gives the category of `transport_errc`, "seedance.transport".
SEEDANCE_DECL const boost::system::error_category& transport_category() noexcept;

/// Makes an error code; `error_code` calls it when it is given a `transport_errc`.
inline error_code make_error_code(transport_errc value) noexcept {
    return {static_cast<int>(value), transport_category()};
}

}  // namespace seedance

template <>
struct boost::system::is_error_code_enum<seedance::transport_errc> : std::true_type {};

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/transport/impl/http.ipp>
#endif
