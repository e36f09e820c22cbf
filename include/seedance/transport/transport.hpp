// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The one seam between the library and the network. Everything above it knows requests and replies as text; everything
/// below it (<seedance/transport/https.hpp>, or a double in a test) is hidden behind one abstract class.

#include <functional>
#include <string_view>

#include <boost/asio/any_completion_handler.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/transport_load.hpp>

namespace seedance {

/// Takes the body of a streamed reply piece by piece. The transport calls it on its own strand.
class body_sink {
  public:
    virtual ~body_sink() = default;

    /// Takes the head of a 2xx reply, before any piece. Returning an error ends the exchange with it.
    virtual error_code begin(const http_reply& head) = 0;

    /// Takes the next bytes, which are valid during the call. Returning an error ends the exchange with it.
    virtual error_code write(std::string_view bytes) = 0;

    /// Says whether the sink has enough for now. A transport that can wait asks after each piece, and reads no more of
    /// the reply until `when_ready` calls back; the time that this takes is none of `http_request::reply_timeout`.
    virtual bool is_full() const { return false; }

    /// Calls `go_on` once when the sink takes bytes again: within this function or later, from anywhere, also when the
    /// exchange has ended.
    virtual void when_ready(std::function<void()> go_on) { go_on(); }
};

/// The handler of an exchange. It is called once, on its associated executor. Its associated cancellation slot takes
/// every cancellation type. `terminal` and `partial` close the connection at once: `http_reply::sent` says how much of
/// the request has left, and what has left may be acted on. `total` alone ends the exchange only if nothing of the
/// request has left (bytes of the handshake are none of it), with `delivery::nothing`; otherwise it is ignored, and the
/// exchange goes on. The error is `asio::error::operation_aborted`.
using exchange_handler = boost::asio::any_completion_handler<void(http_reply)>;

/// The one erased seam: an HTTPS client, or a double.
///
/// @par Thread safety
/// `exchange` may be called from any thread.
class transport {
  public:
    virtual ~transport() = default;

    /// Does one exchange. With a `sink`, a 2xx reply's body goes there and not into `http_reply::body`; other replies
    /// are collected as without one.
    /// @par Object lifetimes
    /// `sink` may be null; otherwise it must live until the handler is called.
    /// @par Errors
    /// Errors are in `http_reply::error` and never thrown. What had arrived of a reply is in it all the same, also of
    /// one that cannot be read: see `http_reply`.
    virtual void exchange(http_request request, body_sink* sink, exchange_handler handler) = 0;

    /// Says what goes on: connections, exchanges and bytes, origin by origin. It may be called at any time, from any
    /// thread, and costs little. A transport that counts nothing has no rows.
    virtual transport_load load() const { return {}; }

    /// Says whether `exchange` calls `http_request::before_first_byte`; where it does not, that function is never
    /// called.
    /// (With a journal that has a lease, `journal::may_send` is then asked before the connection is made, which may
    /// take longer than what is left of the lease.)
    virtual bool calls_before_first_byte() const noexcept { return false; }

    /// Says whether `exchange` sends `http_request::content()`; where it does not, nobody sets `lent_body`.
    virtual bool takes_lent_body() const noexcept { return false; }
};

}  // namespace seedance
