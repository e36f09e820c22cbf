// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Posts the callbacks that are due, and wakes up for those that will be.

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <seedance/testing/sandbox/callback_exchange.hpp>
#include <seedance/testing/sandbox/callback_outbox.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/testing/sandbox/core.hpp>

namespace seedance::testing::detail {

/// Every function runs on the sandbox's one thread.
class callback_sender {
  public:
    callback_sender(boost::asio::io_context& io, sandbox_core& core)
        : io_{io},
          core_{core},
          next_due_{io},
          at_once_{core.with_callbacks([](callback_outbox& outbox) { return outbox.queue().at_once(); })} {}

    callback_sender(const callback_sender&) = delete;
    callback_sender& operator=(const callback_sender&) = delete;

    /// Posts what is due, as far as posts are free.
    void pump() {
        while (under_way_ < at_once_) {
            auto order = core_.with_callbacks([](callback_outbox& outbox) { return outbox.next(); });
            if (!order) break;
            post(std::make_shared<callback_order>(std::move(*order)));
        }
        wake_up_in_time();
    }

    /// Calls `then` once a callback of this task has been posted.
    void after_callback_of(const std::string& task_id, std::function<void()> then) {
        waiting_.emplace(task_id, std::move(then));
    }

  private:
    using order_ptr = std::shared_ptr<callback_order>;
    using tcp = boost::asio::ip::tcp;

    void post(const order_ptr& order) {
        ++under_way_;
        if (order->target.tls())
            start<boost::asio::ssl::stream<tcp::socket>>(order, tls_);
        else
            start<tcp::socket>(order);
    }

    template <class Stream, class... StreamArguments>
    void start(const order_ptr& order, StreamArguments&... more) {
        const auto leaves = [this, order] {
            core_.with_callbacks([&](callback_outbox&) { callback_outbox::reaches_client(order->post); });
        };
        const auto ended = [this, order](callback_answer answer) { record(*order, std::move(answer)); };
        using exchange = callback_exchange<Stream>;
        std::make_shared<exchange>(io_, to_http(order->post.callback), typename exchange::listener{leaves, ended},
                                   more...)
            ->start(order->target.endpoint(), order->answer_within);
    }

    void record(callback_order& order, callback_answer answer) {
        --under_way_;
        callback_delivery delivery{.callback = order.post.callback,
                                   .posted_to = order.target.origin() + order.post.callback.target,
                                   .status = answer.status,
                                   .answer = std::move(answer.body),
                                   .failure = std::move(answer.failure)};
        const auto task_id = order.post.callback.task_id;
        core_.callback_ended(std::move(order.post), std::move(delivery));
        release(task_id);
        pump();
    }

    void release(const std::string& task_id) {
        for (auto found = waiting_.find(task_id); found != waiting_.end(); found = waiting_.find(task_id))
            waiting_.extract(found).mapped()();
    }

    void wake_up_in_time() {
        const auto wait = core_.until_next_callback(under_way_ < at_once_);
        if (!wait) return;
        next_due_.expires_after(*wait);
        next_due_.async_wait([this](boost::system::error_code error) {
            if (!error) pump();
        });
    }

    boost::asio::io_context& io_;
    sandbox_core& core_;
    boost::asio::steady_timer next_due_;
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};  // verifies nothing: it is for loopback only
    std::size_t at_once_, under_way_ = 0;
    std::multimap<std::string, std::function<void()>> waiting_;
};

}  // namespace seedance::testing::detail
