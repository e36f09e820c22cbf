// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A small server for the callbacks of gateways, for programs that have none of their own.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/core/config.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/webhook/receiver.hpp>

namespace seedance {

/// The options of a webhook server. What takes longer than its limit is closed without an answer.
struct webhook_server_options {
    std::string address = "127.0.0.1";  ///< IPv4 or IPv6, of this machine
    std::uint16_t port = 0;             ///< 0: the system chooses one, which `webhook_server::port` gives

    /// The server's certificate and those between it and its authority, in PEM. Empty: plain HTTP, behind a proxy that
    /// ends TLS; gateways post to https only.
    std::string certificate_chain_pem{};
    secret private_key_pem{};  ///< of the first certificate, in PEM, not encrypted

    /// @{ Its limits, as those of an `http_server`.
    std::chrono::milliseconds head_limit = http_server_options{}.head_limit;
    std::chrono::milliseconds request_limit = http_server_options{}.request_limit;
    std::chrono::milliseconds idle_limit = http_server_options{}.idle_limit;
    std::size_t max_connections = http_server_options{}.max_connections;
    /// @}
};

/// Serves the callback URLs of a client and nothing else: an `http_server` in front of a `webhook_receiver`. What no
/// gateway would send is refused before the receiver's journal hears of it, and nothing of a request is logged or sent
/// back.
///
/// @code
/// seedance::webhook_receiver receiver{client};
/// seedance::webhook_server server{io, receiver, {.port = 8080}};  // and a reverse proxy with TLS in front of it
/// @endcode
///
/// @par Object lifetimes
/// The executor's context and the receiver must outlive the server.
/// @par Executor
/// Everything runs on it, each connection on a strand of its own; several threads may run its context, and any of them
/// may block as long as another does not. The server is work for the context until it is closed.
/// @par Errors
/// The constructor throws `boost::system::system_error` where it cannot listen at the address and port, and where
/// certificate or key cannot be read or do not belong together.
/// @par Thread safety
/// All functions may be called from any thread.
class webhook_server {
  public:
    /// Begins to listen.
    SEEDANCE_DECL webhook_server(boost::asio::any_io_executor executor, webhook_receiver& receiver,
                                 webhook_server_options options = {});

    /// The same on the executor of an execution context.
    template <class Context>
        requires requires(Context& context) { boost::asio::any_io_executor{context.get_executor()}; }
    webhook_server(Context& context, webhook_receiver& receiver, webhook_server_options options = {})
        : webhook_server{boost::asio::any_io_executor{context.get_executor()}, receiver, std::move(options)} {}

    webhook_server(const webhook_server&) = delete;
    webhook_server& operator=(const webhook_server&) = delete;

    /// Closes the server.
    ~webhook_server() { close(); }

    /// Gives the port at which the server listens.
    SEEDANCE_DECL std::uint16_t port() const noexcept;

    /// Ends every connection. When it returns, nothing listens any more and the receiver is not called any more; what
    /// the receiver was taking may be taken all the same, and is posted again. Calling it again does nothing.
    SEEDANCE_DECL void close() noexcept;

  private:
    class mount;
    std::shared_ptr<mount> mount_;
    std::unique_ptr<http_server> server_;
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/webhook/impl/server.ipp>
#endif
