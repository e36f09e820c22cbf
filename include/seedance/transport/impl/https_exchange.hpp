// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/cancellation.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/https_state.hpp>
#include <seedance/transport/impl/public_address.hpp>
#include <seedance/transport/impl/reply_reader.hpp>
#include <seedance/transport/impl/request_text.hpp>

namespace seedance::detail {

/// One exchange from the URL to the handler. There is at most one operation under way, and it keeps the exchange alive;
/// closing the connection ends it. After `start`, everything happens on the connection's strand.
class https_exchange final : public exchange_under_way, public std::enable_shared_from_this<https_exchange> {
  public:
    using milliseconds = std::chrono::milliseconds;

    https_exchange(std::shared_ptr<https_state> state, http_request request, body_sink* sink, exchange_handler handler)
        : state_{std::move(state)},
          request_{std::move(request)},
          sink_{sink},
          handler_{std::move(handler)},
          handler_executor_{kept_at_work(boost::asio::get_associated_executor(handler_, state_->executor))} {}

    https_exchange(const https_exchange&) = delete;
    https_exchange& operator=(const https_exchange&) = delete;
    ~https_exchange() {
        if (is_linked()) state_->remove(*this);
    }

    /// Starts the exchange; called on the thread that asked for it.
    void start() {
        auto target = state_->origins.parse(request_.url);
        reply_.phase = exchange_phase::resolve;
        if (!target) return refuse(transport_errc::bad_url);
        if (!has_sendable_head(request_)) return refuse(transport_errc::bad_header);
        target_ = std::move(*target);
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
        boost::asio::post(*strand_, [self = shared_from_this()] { self->check_time(); });
    }

    std::shared_ptr<exchange_under_way> share() noexcept override { return weak_from_this().lock(); }

  private:
    using tcp = boost::asio::ip::tcp;
    using resolver = boost::asio::ip::basic_resolver<tcp, https_strand>;

    static constexpr std::size_t read_size = 16 * 1024;  // the body of one TLS record

    // ---- before the strand

    /// Takes a connection from the pool, or makes one. A request for public addresses only gets no connection that was
    /// opened without that rule, nor the other way round.
    void take_connection() {
        auto peer = target_.origin;
        if (request_.only_public) peer += " public";
        if (request_.use == connection_use::pooled) connection_ = state_->pool.take(peer);
        if (!connection_) connection_ = std::make_unique<https_connection>(state_->executor, state_->tls, peer);
        strand_ = connection_->strand;
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

    /// Whether a byte of the request has left; those of the handshake are none of it.
    bool has_begun() const noexcept {
        return connection_ && reply_.phase >= exchange_phase::write && connection_->wire().sent != sent_before_;
    }

    // ---- one step after the other

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

    /// Makes the handler of an operation, which runs the next step and keeps the exchange alive.
    template <typename... Args>
    auto then(void (https_exchange::*step)(Args...)) {
        return [self = shared_from_this(), step](Args... args) {
            self->guarded([&] { ((*self).*step)(std::move(args)...); });
        };
    }

    /// The next step must come within `patience`.
    void limit(milliseconds patience) {
        constexpr milliseconds longest = std::chrono::hours{24 * 365};
        patience_ = std::min(patience, longest);
        deadline_ = clock::now() + patience_;
        state_->watch(*this, deadline_);
    }

    /// Stops an exchange whose time is up. While a request is being written, time counts from the last bytes that left.
    void check_time() {
        if (done_) return;
        if (reply_.phase == exchange_phase::write)
            deadline_ = std::max(deadline_, connection_->wire().last_sent + patience_);
        if (clock::now() >= deadline_) return stop(transport_errc::timed_out);
        state_->watch(*this, deadline_);
    }

    void begin() {
        if (done_) return;
        if (connection_->used) return on_connection();
        if (!target_.is_address) return resolve();
        error_code error;
        endpoints_.emplace_back(boost::asio::ip::make_address(target_.host, error), target_.port);
        if (error) return fail(error);
        choose_endpoints();
    }

    void resolve() {
        limit(state_->options.resolve_timeout);
        resolver_.emplace(*strand_);
        resolver_->async_resolve(target_.host, std::to_string(target_.port), resolver::numeric_service,
                                 then(&https_exchange::on_resolved));
    }

    void on_resolved(error_code error, resolver::results_type found) {
        if (done_) return;  // a look-up cannot be interrupted: the exchange did not wait for it
        if (error) return fail(error);
        for (const auto& entry : found) endpoints_.push_back(entry.endpoint());
        choose_endpoints();
    }

    /// Chooses the addresses to connect to. The addresses that are checked here are those that are connected to: there
    /// is no second look-up.
    void choose_endpoints() {
        if (request_.only_public) {
            const auto first = endpoints_.front().address();
            std::erase_if(endpoints_, [](const auto& endpoint) { return !is_public(endpoint.address()); });
            reply_.phase = exchange_phase::connect;
            if (endpoints_.empty()) return fail(transport_errc::private_address, first.to_string());
        }
        connect();
    }

    void connect() {
        reply_.phase = exchange_phase::connect;
        connection_->close();
        limit(state_->options.connect_timeout);
        connection_->socket().async_connect(endpoints_[next_endpoint_++], then(&https_exchange::on_connected));
    }

    void on_connected(error_code error) {
        if (stopped_ == make_error_code(transport_errc::timed_out)) error = std::exchange(stopped_, {});
        if (stopped_) return fail(stopped_);
        if (error) return next_endpoint_ < endpoints_.size() ? connect() : fail(error);
        error_code ignored;
        connection_->socket().set_option(tcp::no_delay{true}, ignored);
        handshake();
    }

    void handshake() {
        reply_.phase = exchange_phase::handshake;
        if (const auto error = expect_host(connection_->stream.session(), target_)) return fail(error);
        limit(state_->options.handshake_timeout);
        connection_->stream.handshake(then(&https_exchange::on_trusted));
    }

    void on_trusted(error_code error) {
        if (stopped_) return fail(stopped_);
        auto* const session = connection_->stream.session();
        if (is_refusal(session, error)) return fail(transport_errc::untrusted, why_refused(session, error));
        if (error) return fail(error);
        on_connection();
    }

    /// Goes on when the connection stands.
    void on_connection() {
        reply_.phase = exchange_phase::write;
        reply_.reused_connection = std::exchange(connection_->used, true);
        sent_before_ = connection_->wire().sent;
        if (request_.before_first_byte) return ask();
        write();
    }

    /// Asks the caller whether the request may leave. The wait for the answer is an operation of the connection, as all
    /// others are: it keeps the exchange alive, and ends when the connection is closed or breaks.
    void ask() {
        limit(state_->options.write_timeout);
        if (const auto error = call_before_first_byte()) return fail(error);
        connection_->stream.wait(then(&https_exchange::on_waited));
    }

    /// Calls the caller's function, once; gives the error for what it throws.
    error_code call_before_first_byte() {
        const auto before_first_byte = std::exchange(request_.before_first_byte, nullptr);
        try {
            before_first_byte(taker_of_answer());
            return {};
        } catch (...) {
            return error_of_current_exception(make_error_code(boost::system::errc::operation_not_permitted));
        }
    }

    /// Makes the `go_on` of the caller, who may call it on any thread and at any time.
    std::function<void(error_code)> taker_of_answer() {
        return [weak = weak_from_this()](error_code why_not) {
            auto self = weak.lock();
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self), why_not] { self->on_answer(why_not); });
        };
    }

    /// Takes the caller's answer, of several the first, and ends the wait for it.
    void on_answer(error_code why_not) {
        if (done_ || answer_) return;
        answer_ = why_not;
        error_code ignored;
        connection_->socket().cancel(ignored);
    }

    void on_waited(error_code error) {
        if (stopped_) return fail(stopped_);
        if (!answer_) return fail(error ? error : boost::asio::error::connection_reset);
        if (*answer_) return fail(*answer_);
        if (connection_->has_ended()) return fail(boost::asio::error::eof);
        write();
    }

    void write() {
        write_request(connection_->output, request_, target_);
        connection_->stream.write(connection_->output, then(&https_exchange::on_written));
        if (!done_ && reply_.phase == exchange_phase::write) limit(state_->options.write_timeout);
    }

    /// Goes on after writing. Without an error the kernel has every byte; with one it lacks some, and how many it has
    /// was counted below TLS.
    void on_written(error_code error) {
        if (done_) return;  // there was no memory to watch over it
        const bool some = connection_->wire().sent != sent_before_;
        reply_.sent = !error ? delivery::complete : some ? delivery::partial : delivery::nothing;
        if (stopped_) return fail(stopped_);
        if (error) return fail(error);
        reply_.phase = exchange_phase::read;
        reader_.emplace(reply_, sink_, reply_reader::limits{request_.max_body, request_.method == "HEAD"});
        limit(request_.reply_timeout);
        read();
    }

    void read() { connection_->stream.read(connection_->input.prepare(read_size), then(&https_exchange::on_read)); }

    void on_read(error_code error) {
        auto& input = connection_->input;
        const auto bytes = connection_->stream.received();
        input.commit(bytes);
        if (bytes != 0) {
            heard_ = true;
            input.consume(reader_->take({static_cast<const char*>(input.cdata().data()), input.size()}));
            if (reader_->error()) return fail(reader_->error());
            if (reader_->done()) return succeed();
            if (reader_->streaming()) limit(request_.reply_timeout);
        }
        if (stopped_) return fail(stopped_);
        if (error) return on_end(error);
        read();
    }

    /// Handles that the peer or the network ended the connection.
    void on_end(error_code error) {
        if (!heard_) return fail(error);
        if (error == boost::asio::error::eof && reader_->ends_with_connection()) return succeed();
        fail(transport_errc::cut_reply, error.message());
    }

    // ---- the end

    /// Closes the connection; the handler of the operation under way then finds `stopped_`. The caller's cancellation
    /// takes precedence over a timeout.
    void stop(error_code why) {
        if (done_) return;
        if (!stopped_ || why == boost::asio::error::operation_aborted) stopped_ = why;
        if (reply_.phase == exchange_phase::resolve) return fail(stopped_);
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

    bool may_keep_connection() {
        return !reply_.error && !stopped_ && request_.use == connection_use::pooled && reader_->keeps_connection() &&
               connection_->is_clean();
    }

    void complete() {
        done_ = true;
        resolver_.reset();
        request_.before_first_byte = nullptr;
        if (connection_) {
            if (may_keep_connection()) state_->pool.put(std::move(connection_));
            connection_.reset();
        }
        state_->remove(*this);
        call_back();
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

    const std::shared_ptr<https_state> state_;
    http_request request_;
    body_sink* const sink_;
    exchange_handler handler_;
    boost::asio::any_completion_executor handler_executor_;  ///< the handler's, kept from running out of work
    https_url target_;
    std::unique_ptr<https_connection> connection_;
    std::optional<https_strand> strand_;
    std::optional<resolver> resolver_;
    std::vector<tcp::endpoint> endpoints_;
    std::size_t next_endpoint_ = 0;
    std::optional<reply_reader> reader_;
    http_reply reply_;
    std::optional<error_code> answer_;  ///< of the caller who was asked before the first byte
    std::uint64_t sent_before_ = 0;     ///< bytes on the wire when the connection stood
    bool heard_ = false;                ///< a byte of the reply has arrived
    bool done_ = false;
    error_code stopped_{};  ///< why the connection was closed from this side
    clock::time_point deadline_{};
    milliseconds patience_{};
    std::atomic<bool> starting_{false};
};

}  // namespace seedance::detail
