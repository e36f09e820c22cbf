// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/webhooks.md. What the page shows as includes is all that this file has.

// [includes]
#include <utility>

#include <boost/asio/awaitable.hpp>

#include <seedance/seedance.hpp>
#include <seedance/webhook/receiver.hpp>

namespace asio = boost::asio;
// [includes]

// [webhooks]
/// The URL is that of your server, as gateways reach it. The key is yours alone, and is the same after a restart.
seedance::client_options with_callbacks(seedance::client_options options, seedance::secret key) {
    options.callbacks = {.base_url = "https://videos.example/hooks", .keys = {{.id = "2026-11", .key = key}}};
    return options;
}

/// For the route "/hooks" of a server that you have.
asio::awaitable<seedance::webhook_reply> on_post(seedance::webhook_receiver& receiver,
                                                 seedance::webhook_request request) {
    auto refusal = receiver.refuse(request);  // by the head alone: ask before the body is read
    if (refusal) co_return *refusal;
    auto reply = co_await receiver.handle(std::move(request));  // 200 when the journal has it
    co_return reply;
}
// [webhooks]
