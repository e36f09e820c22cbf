// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a server answers: a body, a file, or a stream of events.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include <seedance/transport/http.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance {

/// A request that has come to a server, whoever has sent it: a callback of a gateway is one.
using server_request = webhook_request;

/// A file as a body. It is read a piece at a time while it is sent, on a thread of the server's own. Range, If-Range
/// and If-None-Match are answered as in RFC 9110, of ranges one at a time.
struct served_file {
    std::string path{};  ///< of the file, as the program sees it

    /// What its content is known by, without quotes: visible characters of ASCII without `"`. Another content must have
    /// another tag. Empty: parts that were fetched at different times are not put together by it.
    std::string tag{};

    /// What is held until the file is sent, or its reader has gone: a place among the downloads of a customer, for one.
    std::shared_ptr<const void> place{};
};

/// What a stream of events shows at a time.
struct shown_state {
    std::string data{};    ///< UTF-8, any number of lines
    bool is_last = false;  ///< it will not change any more, and the stream ends
};

/// Tells what a stream of events shows now. The server asks for it again and again while the stream is open, on the
/// connection's strand, and sends it when it has changed (text/event-stream, an unnamed event). So each event holds all
/// there is to see: who reads slowly misses some of them, and holds up nobody. An exception ends the stream.
using event_source = std::function<boost::asio::awaitable<shown_state>()>;

/// What is answered to a request.
struct server_answer {
    int status = 200;                    ///< of HTTP; of a file that is there, the server makes it 206, 304 or 416
    std::vector<http_header> headers{};  ///< besides those of the body's length and of the connection
    std::variant<std::string, served_file, event_source> body{};  ///< a text, unless it is one of the others
};

/// Makes an answer of what a `webhook_receiver` says.
inline server_answer to_answer(webhook_reply reply) {
    return {.status = reply.status, .headers = std::move(reply.headers), .body = std::move(reply.body)};
}

}  // namespace seedance
