// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/core/error.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/cancellation.hpp>
#include <seedance/transport/impl/current_exception.hpp>
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
/// A transport is used on one thread; only the answer to `http_request::before_first_byte` may come from another.
class scripted_transport final : public transport,
                                 public seedance::detail::context_listener,
                                 public std::enable_shared_from_this<scripted_transport> {
  public:
    /// A function from requests to replies.
    using script = std::function<http_reply(const http_request&)>;

    /// Makes a transport that posts its replies through `executor`. Until it is given answers, it replies with status
    /// 500 and the body "no script".
    explicit scripted_transport(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}

    /// Sets the script that answers every request which no queued reply answers. It is asked when the request has been
    /// sent, whatever it answers.
    void answer_with(script answers) { script_ = std::move(answers); }

    /// Sets the script that is asked when a request for which no reply is queued wants a connection: a reply with an
    /// error is the exchange's end, before `http_request::before_first_byte` is called; any other lets it go on.
    void connect_with(script connections) { connect_script_ = std::move(connections); }

    /// Gives this answer to the next request that has none yet. Several queue up. One that failed before the phase
    /// `write` takes the place of a connection: `http_request::before_first_byte` is not called.
    void enqueue(http_reply reply) { queue_.push_back(std::move(reply)); }

    /// Leaves requests in this phase from now on, until `release` or until they are cancelled: `read`, sent and without
    /// an answer, or one before `write`, without a connection.
    void hold(exchange_phase phase = exchange_phase::read) {
        watch_context();
        holding_ = phase;
    }

    /// Lets held requests go on in their order, and holds no more.
    void release() {
        holding_.reset();
        for (auto& held : std::exchange(held_, {})) {
            if (!held->handler) continue;
            if (held->sent == delivery::nothing)
                connect(held);
            else
                finish(*held, answer(held->request));
        }
    }

    /// Gives every request in the order in which they were sent, or failed to get a connection. One that is held
    /// without a connection, that `before_first_byte` did not let go, or that was cancelled before, is not there.
    const std::vector<http_request>& requests() const noexcept { return requests_; }

    /// Counts the requests that wait for `release`.
    std::size_t held() const noexcept { return held_.size(); }

    /// Counts the requests that wait for the answer to `http_request::before_first_byte`, or are about to ask.
    std::size_t asking() const noexcept { return asking_.size(); }

    /// Counts the replies that wait for a sink which has enough for now.
    std::size_t paused() const noexcept { return streaming_.size(); }

    /// Counts the requests that were cancelled.
    std::size_t cancelled() const noexcept { return cancelled_; }

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        const auto made = std::make_shared<pending>(std::move(request), sink, std::move(handler));
        if (holding_ && *holding_ < exchange_phase::write) return keep(made, *holding_);
        if (!made->request.before_first_byte) return connect(made);
        take_cancellation(made);
        watch_context();
        asking_.push_back(made);
        post(made, [](scripted_transport& self, const auto& asking) { self.connect(asking); });
    }

    bool calls_before_first_byte() const noexcept override { return true; }

  private:
    struct pending : std::enable_shared_from_this<pending> {
        pending(http_request asked, body_sink* to, exchange_handler done)
            : request{std::move(asked)}, sink{to}, handler{std::move(done)} {}

        http_request request;
        body_sink* sink;
        exchange_handler handler;
        exchange_phase phase = exchange_phase::connect;
        delivery sent = delivery::nothing;
        http_reply reply{};    ///< that goes to a sink, with what of its body
        std::string unread{};  ///< has gone there up to `at`
        std::size_t at = 0;
    };

    void on_context_shutdown() noexcept override {
        for (auto* const waiting : {&held_, &asking_, &streaming_})
            for (const auto& exchange : std::exchange(*waiting, {})) exchange->handler = nullptr;
    }

    void watch_context() {
        if (watching_) return;
        seedance::detail::context_watch::add(executor_, weak_from_this());
        watching_ = true;
    }

    /// Does a step of an exchange later, unless it has ended. It may be called on any thread.
    template <class Step>
    void post(const std::shared_ptr<pending>& exchange, Step step) {
        auto later = [weak = weak_from_this(), weak_exchange = std::weak_ptr{exchange}, step] {
            const auto self = weak.lock();
            const auto alive = weak_exchange.lock();
            if (self && alive && alive->handler) step(*self, alive);
        };
        boost::asio::post(executor_, std::move(later));
    }

    void take_cancellation(const std::shared_ptr<pending>& exchange) {
        auto slot = boost::asio::get_associated_cancellation_slot(exchange->handler);
        if (!slot.is_connected()) return;
        slot.assign([this, weak = std::weak_ptr{exchange}](boost::asio::cancellation_type type) {
            const auto cancelled = weak.lock();
            if (!cancelled || !cancelled->handler) return;
            if (!seedance::detail::ends_exchange(type, cancelled->sent != delivery::nothing)) return;
            ++cancelled_;
            std::erase(held_, cancelled);
            std::erase(asking_, cancelled);
            std::erase(streaming_, cancelled);
            finish(*cancelled, reply_failed(boost::asio::error::operation_aborted, cancelled->phase, cancelled->sent));
        });
    }

    void keep(const std::shared_ptr<pending>& exchange, exchange_phase phase) {
        exchange->phase = phase;
        take_cancellation(exchange);
        held_.push_back(exchange);
    }

    /// Goes on with an exchange that wants a connection.
    void connect(const std::shared_ptr<pending>& exchange) {
        auto failed = failure_to_connect(exchange->request);
        if (!failed) return exchange->request.before_first_byte ? ask(exchange) : send(exchange);
        std::erase(asking_, exchange);
        exchange->request.before_first_byte = nullptr;
        requests_.push_back(exchange->request);
        finish(*exchange, std::move(*failed));
    }

    std::optional<http_reply> failure_to_connect(const http_request& request) {
        const auto is_early = [](const http_reply& r) { return r.error && r.phase < exchange_phase::write; };
        if (!queue_.empty() && request.before_first_byte && is_early(queue_.front())) return answer(request);
        if (!queue_.empty() || !connect_script_) return std::nullopt;
        auto reply = connect_script_(request);
        return reply.error ? std::optional{std::move(reply)} : std::nullopt;
    }

    void ask(const std::shared_ptr<pending>& exchange) {
        if (std::find(asking_.begin(), asking_.end(), exchange) == asking_.end()) asking_.push_back(exchange);
        exchange->phase = exchange_phase::write;
        const auto before_first_byte = std::exchange(exchange->request.before_first_byte, nullptr);
        try {
            before_first_byte([network = weak_from_this(), weak = std::weak_ptr{exchange}](error_code why_not) {
                const auto self = network.lock();
                const auto asking = weak.lock();
                if (!self || !asking) return;
                self->post(asking, [why_not](scripted_transport& to, const auto& it) { to.on_answer(it, why_not); });
            });
        } catch (...) {
            const auto otherwise = make_error_code(boost::system::errc::operation_not_permitted);
            on_answer(exchange, seedance::detail::error_of_current_exception(otherwise));
        }
    }

    /// Takes the answer to `before_first_byte`; only the first one counts.
    void on_answer(const std::shared_ptr<pending>& exchange, error_code why_not) {
        if (std::erase(asking_, exchange) == 0) return;
        if (why_not) return finish(*exchange, reply_failed(why_not, exchange_phase::write, delivery::nothing));
        send(exchange);
    }

    void send(const std::shared_ptr<pending>& exchange) {
        requests_.push_back(exchange->request);
        exchange->sent = delivery::complete;
        if (holding_) return keep(exchange, exchange_phase::read);
        finish(*exchange, answer(exchange->request));
    }

    http_reply answer(const http_request& request) {
        if (queue_.empty()) return script_ ? script_(request) : reply_with(500, "no script");
        auto reply = std::move(queue_.front());
        queue_.pop_front();
        return reply;
    }

    void finish(pending& exchange, http_reply reply) {
        if (exchange.sink != nullptr && seedance::detail::is_success_status(reply.status))
            return begin_stream(exchange, std::move(reply));
        end(exchange, std::move(reply));
    }

    void end(pending& exchange, http_reply reply) {
        boost::asio::post(executor_, boost::asio::append(std::exchange(exchange.handler, nullptr), std::move(reply)));
    }

    /// Passes a reply's body to a sink. The body of a reply with an error is what had arrived before the connection
    /// broke.
    void begin_stream(pending& exchange, http_reply reply) {
        exchange.unread = std::exchange(reply.body, {});
        if (const auto refused = exchange.sink->begin(reply)) reply.error = refused, exchange.unread.clear();
        exchange.reply = std::move(reply);
        stream(exchange.shared_from_this());
    }

    /// Goes on with a body, and waits for a sink that has enough for now.
    void stream(const std::shared_ptr<pending>& exchange) {
        constexpr std::size_t largest_piece = 4096;
        while (exchange->at < exchange->unread.size()) {
            const auto piece = std::string_view{exchange->unread}.substr(exchange->at, largest_piece);
            exchange->at += piece.size();
            if (const auto refused = exchange->sink->write(piece)) {
                exchange->reply.error = refused;
                break;
            }
            if (exchange->sink->is_full()) return wait_for_sink(exchange);
        }
        end(*exchange, std::move(exchange->reply));
    }

    void wait_for_sink(const std::shared_ptr<pending>& exchange) {
        exchange->phase = exchange_phase::read;
        take_cancellation(exchange);
        watch_context();
        streaming_.push_back(exchange);
        exchange->sink->when_ready([network = weak_from_this(), weak = std::weak_ptr{exchange}] {
            const auto self = network.lock();
            const auto waiting = weak.lock();
            if (!self || !waiting) return;
            self->post(waiting, [](scripted_transport& to, const auto& it) {
                if (std::erase(to.streaming_, it) != 0) to.stream(it);
            });
        });
    }

    boost::asio::any_io_executor executor_;
    script script_;
    script connect_script_;
    std::deque<http_reply> queue_;
    std::vector<http_request> requests_;
    std::vector<std::shared_ptr<pending>> held_;
    std::vector<std::shared_ptr<pending>> asking_;  ///< those that ask before their first byte, until they are answered
    std::vector<std::shared_ptr<pending>> streaming_;  ///< those that wait for their sink
    std::size_t cancelled_ = 0;
    std::optional<exchange_phase> holding_;
    bool watching_ = false;  ///< the context, whose end is the end of what waits
};

}  // namespace seedance::testing
