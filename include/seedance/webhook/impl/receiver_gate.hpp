// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/callback_check.hpp>
#include <seedance/transport/webhook.hpp>
#include <seedance/webhook/receiver.hpp>

namespace seedance::detail {

/// The one way to a receiver, which its server's end closes. No function of the receiver that is called here calls
/// anybody else's code, so the lock is held for microseconds. All functions may be called from any thread.
class receiver_gate {
  public:
    explicit receiver_gate(webhook_receiver& to) noexcept : receiver_{&to} {}

    std::optional<webhook_reply> refuse(const webhook_request& head) const {
        const std::lock_guard lock{mutex_};
        return receiver_ != nullptr ? receiver_->refuse(head) : closed();
    }

    /// Gives a request to the receiver; the handler is `void(error_code, webhook_reply)` with an executor of its own.
    /// In newer versions of Boost one without has one that cannot be posted to.
    template <class Handler>
    void take(webhook_request request, Handler handler) {
        const std::lock_guard lock{mutex_};
        if (receiver_ != nullptr) return (void)receiver_->handle(std::move(request), std::move(handler));
        const auto executor = boost::asio::get_associated_executor(handler);
        boost::asio::post(executor, boost::asio::append(std::move(handler), error_code{}, closed()));
    }

    /// Lets nobody through from now on. It waits for who is with the receiver.
    void close() noexcept {
        const std::lock_guard lock{mutex_};
        receiver_ = nullptr;
    }

  private:
    static webhook_reply closed() { return reply_to_callback(503, "the server is stopping: post it again"); }

    mutable std::mutex mutex_;
    webhook_receiver* receiver_;
};

}  // namespace seedance::detail
