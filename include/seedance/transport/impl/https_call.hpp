// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/wipe.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/cancellation.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/exchange_slots.hpp>
#include <seedance/transport/impl/exchange_under_way.hpp>
#include <seedance/transport/impl/https_connection.hpp>
#include <seedance/transport/impl/https_state.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/request_text.hpp>
#include <seedance/transport/impl/tls_stream.hpp>
#include <seedance/transport/impl/traffic.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// An exchange as its caller and the clock know it: how it starts, is limited and cancelled, and how its handler is
/// called. What happens between, on the connection's strand, is its derived class's.
class https_call : public exchange_under_way, public std::enable_shared_from_this<https_call> {
  public:
    using milliseconds = std::chrono::milliseconds;

    https_call(std::shared_ptr<https_state> state, http_request&& request, body_sink* sink, exchange_handler handler)
        : state_{std::move(state)},
          request_{std::move(request)},
          sink_{sink},
          handler_{std::move(handler)},
          handler_executor_{kept_at_work(boost::asio::get_associated_executor(handler_, state_->executor))} {}

    https_call(const https_call&) = delete;
    https_call& operator=(const https_call&) = delete;

    /// Starts the exchange; called on the thread that asked for it.
    void start() {
        began_ = clock::now();
        reply_.phase = exchange_phase::resolve;
        if (!state_->origins.parse(request_.url, target_)) return refuse(transport_errc::bad_url);
        if (!has_sendable_head(request_)) return refuse(transport_errc::bad_header);
        take_connection();
        state_->add(*this);
        connect_cancellation();
        starting_ = true;
        auto begin = [self = shared_from_this()] { self->guarded([&] { self->begin(); }); };
        if (request_.before_first_byte)
            boost::asio::post(*strand_, std::move(begin));  // the caller is not to be asked from within
        else
            boost::asio::dispatch(*strand_, std::move(begin));
        starting_ = false;
    }

    /// Ends the exchange with this error; called in place of `start`, or when that has thrown.
    void refuse(error_code why) {
        boost::asio::post(state_->executor, [self = shared_from_this(), why] { self->fail(why); });
    }

    void abort() override {
        boost::asio::post(*strand_, [self = shared_from_this()] { self->stop(boost::asio::error::operation_aborted); });
    }

    void check_time_soon() override {
        boost::asio::post(*strand_, [self = shared_from_this()] { self->guarded([&] { self->check_time(); }); });
    }

    std::shared_ptr<exchange_under_way> share() noexcept override { return weak_from_this().lock(); }

  protected:
    virtual ~https_call() {
        if (is_linked()) state_->remove(*this);
        if (!done_) wipe_headers();
    }

    // ---- the steps, on the strand

    /// Does the first step.
    virtual void begin() = 0;

    /// Called when the next step has not come in time.
    virtual void on_time_up() = 0;

    /// Says whether what the exchange waits for is none of its connection's operations: it can end at once.
    virtual bool waits_elsewhere() const = 0;

    /// Called once, at the end: says whether the connection may carry another exchange.
    virtual bool wind_up() = 0;

    /// Says whether a byte of the request has left; those of the handshake are none of it.
    bool has_begun() const noexcept {
        return connection_ && reply_.phase >= exchange_phase::write && connection_->wire().sent != sent_before_;
    }

    /// Notes that one of the reply's times is now.
    void note(std::chrono::nanoseconds& time) const noexcept { time = clock::now() - began_; }

    /// Runs a step; what it throws ends the exchange.
    template <typename Step>
    void guarded(Step step) {
        try {
            step();
        } catch (...) {
            if (done_) throw;  // it comes from the handler
            fail(error_of_current_exception(transport_errc::refused_by_sink));
        }
    }

    /// The next step must come within `patience`.
    void limit(milliseconds patience) {
        constexpr milliseconds longest = std::chrono::hours{24 * 365};
        patience_ = std::min(patience, longest);
        deadline_ = clock::now() + patience_;
        connection_->count.note(reply_.phase, reply_.bytes_received);
        state_->watch(*this, deadline_);
    }

    /// Looks whether the time is up. While a request is being written, time counts from the last bytes that left.
    void check_time() {
        if (done_) return;
        if (reply_.phase == exchange_phase::write)
            deadline_ = std::max(deadline_, connection_->wire().last_sent + patience_);
        if (clock::now() >= deadline_) return on_time_up();
        state_->watch(*this, deadline_);
    }

    /// Closes the connection; the handler of the operation under way then finds `stopped_`. The caller's cancellation
    /// takes precedence over a timeout.
    void stop(error_code why) {
        if (done_) return;
        if (!stopped_ || why == boost::asio::error::operation_aborted) stopped_ = why;
        if (reply_.phase == exchange_phase::resolve || waits_elsewhere()) return fail(stopped_);
        connection_->close();
    }

    void fail(error_code error, std::string_view detail = {}) {
        reply_.error = error;
        if (!detail.empty()) reply_.detail = detail;
        complete();
    }

    void succeed() {
        reply_.phase = exchange_phase::done;
        complete();
    }

    // ---- what the steps work with

    const https_url& origin() const noexcept { return *target_.origin; }

    const std::shared_ptr<https_state> state_;
    http_request request_;
    body_sink* const sink_;
    request_target target_;
    exchange_slots::slot slot_{};  ///< of `slots_of_kind`, given back after the connection
    std::unique_ptr<https_connection> connection_;
    std::optional<https_strand> strand_;
    http_reply reply_;
    std::uint64_t sent_before_ = 0;  ///< bytes on the wire when the connection stood
    error_code stopped_{};           ///< why the connection was closed from this side

    /// Gives the slots of those of which only so many have a connection at once; null for the others.
    exchange_slots* slots_of_kind() const noexcept {
        if (sink_) return state_->streams.get();
        return request_.use == connection_use::fresh ? state_->fresh.get() : nullptr;
    }

    /// Says whether somebody else has chosen the host.
    bool is_foreign() const noexcept { return request_.is_foreign || request_.only_public; }

  private:
    /// Takes a connection from the pool, or makes one. A request for public addresses only gets no connection that was
    /// opened without that rule, nor the other way round.
    void take_connection() {
        auto peer = origin().origin;
        if (request_.only_public) peer += " public";
        if (const auto proxy = state_->proxies.for_host(origin())) peer.append(" by ").append(proxy->name());
        auto* const slots = slots_of_kind();
        if (slots) slot_ = slots->try_take(origin().origin);
        const bool may_begin = !slots || slot_;
        if (request_.use == connection_use::pooled && may_begin) connection_ = state_->pool->take(peer);
        if (!connection_)
            connection_ = std::make_unique<https_connection>(boost::asio::make_strand(state_->executor), state_->tls,
                                                             std::move(peer));
        strand_ = connection_->strand;
        if (!connection_->count)
            connection_->count = counted_connection{state_->traffic.of(origin().origin, is_foreign())};
        if (!may_begin) return connection_->count.wait();
        connection_->count.begin(connection_->used ? exchange_phase::write : exchange_phase::resolve);
    }

    void connect_cancellation() {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (!slot.is_connected()) return;
        slot.assign([weak = weak_from_this()](boost::asio::cancellation_type type) {
            if (const auto self = weak.lock()) self->cancel(type);
        });
    }

    /// Ends the exchange, if this type of cancellation does. What has left is known on the strand alone.
    void cancel(boost::asio::cancellation_type type) {
        boost::asio::post(*strand_, [self = shared_from_this(), type] {
            if (ends_exchange(type, self->has_begun())) self->stop(boost::asio::error::operation_aborted);
        });
    }

    void complete() {
        done_ = true;
        note_end();
        const bool keeps_connection = wind_up();
        request_.before_first_byte = nullptr;
        if (connection_) leave_connection(keeps_connection);
        slot_.reset();
        wipe_headers();
        state_->remove(*this);
        call_back();
    }

    /// Keeps the connection for others, or closes it: after a whole reply in good order.
    void leave_connection(bool keep) {
        if (keep) {
            wipe(connection_->output);
            return state_->pool->put(std::move(connection_));
        }
        if (!reply_.error && reply_.sent == delivery::complete) connection_->end();
        connection_.reset();
    }

    /// One of them holds the key.
    void wipe_headers() noexcept {
        for (auto& header : request_.headers) wipe(header.value);
    }

    void note_end() {
        note(reply_.times.total);
        if (has_begun()) {
            reply_.bytes_sent = connection_->wire().sent - sent_before_;
            if (reply_.sent == delivery::nothing) reply_.sent = delivery::complete;  // memory ran out: nobody knows
        }
        if (connection_ && connection_->count) connection_->count.end(reply_);
    }

    /// Calls the handler, but never from within the function that asked for the exchange. Handler and reply stay in the
    /// exchange until then.
    void call_back() {
        auto executor = std::move(handler_executor_);
        auto call = [self = shared_from_this()]() mutable {
            auto handler = std::move(self->handler_);
            auto reply = std::move(self->reply_);
            self.reset();
            std::move(handler)(std::move(reply));
        };
        if (!starting_) return boost::asio::dispatch(executor, std::move(call));
        boost::asio::post(state_->executor, [executor = std::move(executor), call = std::move(call)]() mutable {
            boost::asio::dispatch(executor, std::move(call));
        });
    }

    exchange_handler handler_;
    boost::asio::any_completion_executor handler_executor_;  ///< the handler's, kept from running out of work
    clock::time_point began_{};
    clock::time_point deadline_{};
    milliseconds patience_{};
    std::atomic<bool> starting_{false};

  protected:
    bool done_ = false;
};

}  // namespace seedance::detail
