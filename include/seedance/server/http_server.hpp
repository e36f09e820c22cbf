// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A small HTTP/1.1 server for what belongs around a client: an interface for orders, the files of videos, streams of
/// what becomes of them, callbacks.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/config.hpp>

#include <seedance/core/config.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/server/answer.hpp>
#include <seedance/server/server_load.hpp>

namespace seedance {

/// Headers for pages that load nothing from elsewhere, as OWASP's list of them has it: a Content-Security-Policy that
/// takes scripts and styles of the server's own files only, videos from `blob:`, small images from `data:`; no framing,
/// no guessing of types, no referrer, and nothing is kept (no-store).
inline std::vector<http_header> strict_headers() {
    return {{"Cache-Control", "no-store"},
            {"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
             "media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
             "require-trusted-types-for 'script'"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"Referrer-Policy", "no-referrer"},
            {"X-Content-Type-Options", "nosniff"}};
}

/// The options of a server. What takes longer than its limit is closed without an answer.
struct http_server_options {
    std::string address = "127.0.0.1";  ///< IPv4 or IPv6, of this machine
    std::uint16_t port = 0;             ///< 0: the system chooses one, which `http_server::port` gives

    /// The server's certificate and those between it and its authority, in PEM. Empty: plain HTTP, behind a proxy that
    /// ends TLS.
    std::string certificate_chain_pem{};
    secret private_key_pem{};  ///< of the first certificate, in PEM, not encrypted

    std::chrono::milliseconds head_limit{5'000};      ///< from the connection's begin to the end of the request's head
    std::chrono::milliseconds request_limit{15'000};  ///< from the connection's begin to the end of the request

    /// Until the next request begins, and until an answer is taken: each 64 KiB of it.
    std::chrono::milliseconds idle_limit{5'000};

    std::size_t max_head = 8 * 1024;    ///< bytes of a request's head
    std::size_t max_body = 256 * 1024;  ///< bytes of a request's body

    /// How many connections may be open. One more takes the place of the oldest that has sent no whole request, so that
    /// slow clients cannot lock out good ones.
    std::size_t max_connections = 1'024;

    /// How many of them may be streams of events, which are given up for nobody; one more is answered 503.
    std::size_t max_streams = 512;
    std::chrono::milliseconds event_interval{250};    ///< between two looks at what a stream of events shows
    std::chrono::milliseconds event_silence{15'000};  ///< after it a stream gets a comment, so that proxies keep it

    std::vector<http_header> headers{};  ///< that every answer gets, as `strict_headers`
};

/// Answers requests for a server. Its functions are called on the strands of connections, for different connections at
/// the same time.
class BOOST_SYMBOL_VISIBLE http_handler {
  public:
    http_handler() = default;
    http_handler(const http_handler&) = delete;
    http_handler& operator=(const http_handler&) = delete;
    virtual ~http_handler() = default;

    /// Gives the answer to a request that is refused by its head alone: its body is not read, and the connection ends.
    /// It must not wait for anything.
    virtual std::optional<server_answer> refuse(const server_request& head) = 0;

    /// Answers a request. `request` lives until `answered` is called, and may be moved from. What it throws is answered
    /// 500.
    virtual boost::asio::awaitable<server_answer> answer(server_request& request) = 0;

    /// Words for a request that is no HTTP, or beyond a limit of the server, or that the server cannot take now: JSON
    /// as `problem` makes it, unless it is overridden. `status` is 400, 404 (of a file that is not there), 413, 417,
    /// 431, 500 or 503.
    SEEDANCE_DECL virtual server_answer failed(int status);

    /// Hears of each answer before it is sent: for logs and figures. `took` begins when the request is whole, and
    /// `request` is as `answer` has left it.
    virtual void answered(const server_request& request, int status, std::chrono::nanoseconds took) noexcept {
        (void)request, (void)status, (void)took;
    }
};

/// Serves HTTP/1.1 over TCP, or over TLS 1.2 and later. All that others decide has a limit: bytes, times, connections
/// and streams. A request that two readers could read in two ways is refused (RFC 9112, 11.2). Answers get a length, or
/// end with the connection, and nothing of a request is sent back unless the handler does.
///
/// @code
/// class interface : public seedance::http_handler { ... };
/// seedance::http_server server{io, std::make_shared<interface>(), {.port = 8080}};
/// @endcode
///
/// @par Object lifetimes
/// The executor's context must outlive the server. The server and its connections share the handler: it lives until the
/// last of them has ended, soon after `close`, on the executor.
/// @par Executor
/// Everything but the reading of files runs on it, each connection on a strand of its own; several threads may run its
/// context. Files are read by one thread, which is made for the first. The server is work for the context until it is
/// closed.
/// @par Errors
/// The constructor throws `boost::system::system_error` where it cannot listen at the address and port, and where
/// certificate or key cannot be read or do not belong together.
/// @par Thread safety
/// All functions may be called from any thread.
class http_server {
  public:
    /// Begins to listen.
    SEEDANCE_DECL http_server(boost::asio::any_io_executor executor, std::shared_ptr<http_handler> handler,
                              http_server_options options = {});

    /// The same on the executor of an execution context.
    template <class Context>
        requires requires(Context& context) { boost::asio::any_io_executor{context.get_executor()}; }
    http_server(Context& context, std::shared_ptr<http_handler> handler, http_server_options options = {})
        : http_server{boost::asio::any_io_executor{context.get_executor()}, std::move(handler), std::move(options)} {}

    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    /// Closes the server.
    ~http_server() { close(); }

    /// Gives the port at which the server listens.
    SEEDANCE_DECL std::uint16_t port() const noexcept;

    /// Counts what is open.
    SEEDANCE_DECL http_server_load load() const;

    /// Begins the end: nothing listens any more, streams of events end, and each connection ends after the answer that
    /// is under way. `close` ends those that take too long.
    SEEDANCE_DECL void drain() noexcept;

    /// Ends every connection. When it returns, nothing listens any more; it waits for the piece of a file that is being
    /// read. A handler's answer that is under way goes on, and is thrown away. Calling it again does nothing.
    SEEDANCE_DECL void close() noexcept;

  private:
    class listener;
    std::shared_ptr<listener> listener_;
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/server/impl/http_server.ipp>
#include <seedance/transport/http.hpp>
#endif
