// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/callback_check.hpp>
#include <seedance/server/answer.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/transport/webhook.hpp>
#include <seedance/webhook/impl/receiver_gate.hpp>
#include <seedance/webhook/server.hpp>

namespace seedance {

/// Lets a receiver answer the requests of a server.
class webhook_server::mount final : public http_handler {
    using token_type = boost::asio::as_tuple_t<boost::asio::use_awaitable_t<>>;

    auto take(webhook_request request) {
        auto start = [this](auto handler, webhook_request taken) { gate_.take(std::move(taken), std::move(handler)); };
        token_type token;
        return boost::asio::async_initiate<token_type, void(error_code, webhook_reply)>(std::move(start), token,
                                                                                        std::move(request));
    }

  public:
    explicit mount(webhook_receiver& receiver) noexcept : gate_{receiver} {}

    std::optional<server_answer> refuse(const server_request& head) override {
        auto refusal = gate_.refuse(head);
        return refusal ? std::optional{to_answer(std::move(*refusal))} : std::nullopt;
    }

    boost::asio::awaitable<server_answer> answer(server_request& request) override {
        auto taken = co_await take(std::move(request));
        auto& reply = std::get<1>(taken);
        if (std::get<0>(taken)) reply = detail::reply_to_callback(503, "it cannot be taken now: post it again");
        co_return to_answer(std::move(reply));
    }

    void close() noexcept { gate_.close(); }

  private:
    detail::receiver_gate gate_;
};

SEEDANCE_DECL webhook_server::webhook_server(boost::asio::any_io_executor executor, webhook_receiver& receiver,
                                             webhook_server_options options)
    : mount_{std::make_shared<mount>(receiver)} {
    http_server_options chosen{.address = std::move(options.address),
                               .port = options.port,
                               .certificate_chain_pem = std::move(options.certificate_chain_pem),
                               .private_key_pem = std::move(options.private_key_pem),
                               .head_limit = options.head_limit,
                               .request_limit = options.request_limit,
                               .idle_limit = options.idle_limit,
                               .max_head = webhook_receiver::max_head,
                               .max_body = webhook_receiver::max_body,
                               .max_connections = options.max_connections};
    server_ = std::make_unique<http_server>(std::move(executor), mount_, std::move(chosen));
}

SEEDANCE_DECL std::uint16_t webhook_server::port() const noexcept { return server_->port(); }

SEEDANCE_DECL void webhook_server::close() noexcept {
    mount_->close();
    server_->close();
}

}  // namespace seedance
