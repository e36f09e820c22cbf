// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::testing {

/// Makes a reply that arrived whole.
inline http_reply reply_with(int status, std::string body, std::vector<http_header> headers = {}) {
    http_reply reply;
    reply.sent = delivery::complete;
    reply.status = status;
    reply.body = std::move(body);
    reply.headers = std::move(headers);
    return reply;
}

/// Makes the reply of an exchange that failed. Set `status` and `body` for one that was cut.
inline http_reply reply_failed(error_code error, exchange_phase phase, delivery sent) {
    http_reply reply;
    reply.error = error;
    reply.phase = phase;
    reply.sent = sent;
    return reply;
}

/// Makes a reply of which the connection carries only the first `bytes` of the body before it ends.
inline http_reply cut_after(std::size_t bytes, http_reply reply) {
    reply.error = transport_errc::cut_reply;
    reply.phase = exchange_phase::read;
    reply.body.resize(std::min(bytes, reply.body.size()));
    return reply;
}

/// Gives the value of a request's first header of this name, or an empty text.
inline std::string_view header_of(const http_request& request, std::string_view name) noexcept {
    return request.header(name);
}

/// Answers for a file as a storage server does (RFC 9110, 14): with all of it, or from the byte that `Range` names
/// where `If-Range` names this ETag, or with 416.
inline http_reply reply_with_file(const http_request& request, std::string_view file, std::string etag) {
    constexpr std::string_view unit = "bytes=";
    const auto range = header_of(request, "Range");
    const bool in_part = range.starts_with(unit) && header_of(request, "If-Range") == etag;
    std::size_t first = 0;
    if (in_part) std::from_chars(range.data() + unit.size(), range.data() + range.size(), first);
    const auto size = std::to_string(file.size());
    if (first != 0 && first >= file.size()) return reply_with(416, {}, {{"Content-Range", "bytes */" + size}});
    auto reply = reply_with(in_part ? 206 : 200, std::string{file.substr(first)},
                            {{"Content-Type", "video/mp4"}, {"ETag", std::move(etag)}});
    reply.headers.push_back({"Content-Length", std::to_string(reply.body.size())});
    if (in_part)
        reply.headers.push_back(
            {"Content-Range", "bytes " + std::to_string(first) + '-' + std::to_string(file.size() - 1) + '/' + size});
    return reply;
}

/// A transport without a network: a script answers requests, and every request is kept. A `std::shared_ptr` must own
/// it.
/// @par Thread safety
/// A transport is used on one thread.
class scripted_transport final : public transport,
                                 public seedance::detail::context_listener,
                                 public std::enable_shared_from_this<scripted_transport> {
  public:
    /// A function from requests to replies.
    using script = std::function<http_reply(const http_request&)>;

    /// Makes a transport that posts its replies through `executor`. Until it is given answers, it replies with status
    /// 500 and the body "no script".
    explicit scripted_transport(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}

    /// Sets the script that answers every request which no queued reply answers.
    void answer_with(script answers) { script_ = std::move(answers); }

    /// Gives this answer to the next request that has none yet. Several queue up.
    void enqueue(http_reply reply) { queue_.push_back(std::move(reply)); }

    /// Leaves requests without an answer from now on, until `release` or until they are cancelled.
    void hold() {
        if (!std::exchange(holding_, true)) seedance::detail::context_watch::add(executor_, weak_from_this());
    }

    /// Answers held requests in their order, and holds no more.
    void release() {
        holding_ = false;
        for (auto& held : std::exchange(held_, {}))
            if (held->handler) finish(*held, answer(held->request));
    }

    /// Gives every request, in the order of arrival.
    const std::vector<http_request>& requests() const noexcept { return requests_; }

    /// Counts the requests that wait for `release`.
    std::size_t held() const noexcept { return held_.size(); }

    /// Counts the held requests that were cancelled.
    std::size_t cancelled() const noexcept { return cancelled_; }

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        requests_.push_back(request);
        auto exchange = std::make_shared<pending>(pending{std::move(request), sink, std::move(handler)});
        if (!holding_) return finish(*exchange, answer(exchange->request));
        auto slot = boost::asio::get_associated_cancellation_slot(exchange->handler);
        if (slot.is_connected())
            slot.assign([this, weak = std::weak_ptr{exchange}](boost::asio::cancellation_type) {
                const auto cancelled = weak.lock();
                if (!cancelled || !cancelled->handler) return;
                ++cancelled_;
                std::erase(held_, cancelled);
                finish(*cancelled,
                       reply_failed(boost::asio::error::operation_aborted, exchange_phase::read, delivery::complete));
            });
        held_.push_back(std::move(exchange));
    }

  private:
    struct pending {
        http_request request;
        body_sink* sink;
        exchange_handler handler;
    };

    void on_context_shutdown() noexcept override {
        for (const auto& held : std::exchange(held_, {})) held->handler = nullptr;
    }

    http_reply answer(const http_request& request) {
        if (queue_.empty()) return script_ ? script_(request) : reply_with(500, "no script");
        auto reply = std::move(queue_.front());
        queue_.pop_front();
        return reply;
    }

    void finish(pending& exchange, http_reply reply) {
        if (exchange.sink != nullptr && reply.status >= 200 && reply.status < 300) stream(*exchange.sink, reply);
        boost::asio::post(executor_, boost::asio::append(std::exchange(exchange.handler, nullptr), std::move(reply)));
    }

    /// Passes a reply's body to a sink. The body of a reply with an error is what had arrived before the connection
    /// broke.
    static void stream(body_sink& sink, http_reply& reply) {
        const auto body = std::exchange(reply.body, {});
        auto refused = sink.begin(reply);
        for (std::size_t at = 0; !refused && at < body.size(); at += 4096)
            refused = sink.write(std::string_view{body}.substr(at, 4096));
        if (refused) reply.error = refused;
    }

    boost::asio::any_io_executor executor_;
    script script_;
    std::deque<http_reply> queue_;
    std::vector<http_request> requests_;
    std::vector<std::shared_ptr<pending>> held_;
    std::size_t cancelled_ = 0;
    bool holding_ = false;
};

}  // namespace seedance::testing
