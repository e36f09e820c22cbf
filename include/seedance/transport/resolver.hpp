// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The seam between the HTTPS transport and whatever turns the name of a host into addresses.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <seedance/core/error.hpp>

namespace seedance {

/// What is asked: the addresses of a host. Addresses are never asked for.
struct name_query {
    std::string host{};        ///< in lower case, without a dot at its end
    std::uint16_t port = 443;  ///< that is going to be connected to
    bool is_foreign = false;   ///< somebody else has chosen the host: it is that of a video's URL
};

/// Takes the addresses of a host as text ("192.0.2.1", "2001:db8::1"), those to be tried first in front; or an error.
/// Of very many addresses the first 32 are used. It may be called on any thread, from within the resolver or later,
/// also when nobody waits any more and when transport and execution context are gone: it then does nothing. Only the
/// first call counts.
using name_handler = std::function<void(error_code error, std::vector<std::string> addresses)>;

/// Looks up a host. Look-ups of one host at once are asked as one, and its answer is kept for
/// `https_options::name_age`.
///
/// What it may do wrong has one outcome each, in the phase `resolve` and with nothing sent: what it throws ends the
/// look-up (a `boost::system::system_error` with its code, anything else with `asio::error::no_recovery`), an answer
/// that holds no address is `asio::error::no_data`, one that holds something else is `asio::error::invalid_argument`,
/// and where no answer comes it is `transport_errc::timed_out` after `https_options::resolve_timeout`.
/// @par Executor
/// It is called on a strand of the transport and must not block.
using resolver = std::function<void(const name_query& query, name_handler answer)>;

}  // namespace seedance
