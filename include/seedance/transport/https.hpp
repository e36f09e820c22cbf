// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// HTTPS over Boost.Beast and OpenSSL behind the transport seam. The types of Beast and OpenSSL stay in the
/// definitions.

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/transport/https_options.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance {

/// Makes an HTTPS transport. Requests to one origin share a pool of kept-alive connections; a request that asks for a
/// fresh one gets its own.
///
/// @par Object lifetimes
/// The execution context of `executor` must outlive the transport.
/// @par Errors
/// Throws `boost::system::system_error`, with words for people, when a CA file, folder or PEM text cannot be read or
/// holds no certificate, when nobody would be trusted because neither the options nor the system have a certificate,
/// when `https_options::adjust_tls` has turned off what protects the key, when the URL of the proxy, also one of the
/// environment, is none, and when `local_address` is no address.
/// @par Thread safety
/// The transport may be used from any thread. Destroying it ends every exchange with `asio::error::operation_aborted`.
SEEDANCE_DECL std::shared_ptr<transport> make_https_transport(boost::asio::any_io_executor executor,
                                                              https_options options = {});

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/transport/impl/https.ipp>
#endif
