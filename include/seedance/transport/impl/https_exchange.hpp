// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/content_coding.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/https_route.hpp>
#include <seedance/transport/impl/keep_alive.hpp>
#include <seedance/transport/impl/reply_reader.hpp>
#include <seedance/transport/impl/request_text.hpp>

namespace seedance::detail {

/// One exchange from the URL to the reply. There is at most one operation under way, and it keeps the exchange alive;
/// closing the connection ends it. After `start`, everything happens on the connection's strand.
class https_exchange final : public https_route {
  public:
    using https_route::https_route;

  private:
    static constexpr std::size_t read_size = 16 * 1024;       // the body of one TLS record
    static constexpr std::size_t stream_size = 64 * 1024;     // of several, for a reply that goes to a sink
    static constexpr std::size_t most_unread = 64 * 1024;     // bytes kept of a reply that cannot be read
    static constexpr std::size_t sent_unasked = 1024 * 1024;  // bytes of the largest body that is sent without asking
    static constexpr milliseconds look_time{100};             // for an answer, while the other side takes no more

    // ---- one step after the other

    /// Makes the handler of an operation, which runs the next step and keeps the exchange alive.
    template <typename... Args>
    auto then(void (https_exchange::*step)(Args...)) {
        auto self = std::static_pointer_cast<https_exchange>(shared_from_this());
        return [self = std::move(self), step](Args... args) {
            self->guarded([&] { ((*self).*step)(std::move(args)...); });
        };
    }

    void begin() override {
        if (done_) return;
        if (connection_->used) return on_connection();
        find_way();
    }

    void on_way() override { handshake(); }

    void handshake() {
        reply_.phase = exchange_phase::handshake;
        if (const auto error = expect_host(connection_->stream.session(), origin())) return fail(error);
        connection_->resumption.begin(connection_->stream.session(), state_->sessions, connection_->peer());
        limit(state_->options.handshake_timeout);
        connection_->stream.handshake(then(&https_exchange::on_trusted));
    }

    void on_trusted(error_code error) {
        note_service(origin(), is_foreign() ? state_->foreign_winners : state_->winners, stopped_ ? stopped_ : error);
        if (stopped_ || error) connection_->resumption.fail();
        if (stopped_) return fail(stopped_);
        auto* const session = connection_->stream.session();
        if (is_refusal(session, error)) return fail(transport_errc::untrusted, why_refused(session, error));
        if (error) return fail(error);
        if (const char* const broken = broken_tls_promise(session, state_->options))
            return fail(transport_errc::untrusted, broken);
        reply_.resumed_session = ::SSL_session_reused(session) == 1;
        note(reply_.times.secured);
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
            auto self = std::static_pointer_cast<https_exchange>(weak.lock());
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self), why_not] { self->on_answer(why_not); });
        };
    }

    /// Takes the caller's answer, of several the first, and ends the wait for it.
    void on_answer(error_code why_not) {
        if (done_ || answer_) return;
        answer_ = why_not;
        end_wait();
    }

    void on_waited(error_code error) {
        if (stopped_) return fail(stopped_);
        if (!answer_) return fail(error ? error : boost::asio::error::connection_reset);
        if (*answer_) return fail(*answer_);
        if (connection_->has_ended()) return fail(boost::asio::error::eof);
        write();
    }

    /// Ends what the connection waits for, and leaves it open.
    void end_wait() {
        error_code ignored;
        connection_->socket().cancel(ignored);
    }

    // ---- the request

    /// Writes the request; of one with a large body the head first, which asks whether the body is wanted.
    void write() {
        const bool is_large = request_.content().size() > sent_unasked;
        expects_ = is_large && state_->options.continue_timeout.count() > 0 &&
                   !state_->expectations.are_refused_by(origin().origin);
        const auto how = expects_   ? body_follows::when_asked
                         : is_large ? body_follows::on_its_own
                                    : body_follows::at_once;
        write_request(connection_->output, request_, target_, how);
        write(connection_->output, is_large ? &https_exchange::on_head_written : &https_exchange::on_written);
    }

    void write(std::string_view bytes, void (https_exchange::*next)(error_code)) {
        is_writing_ = true;
        on_all_written_ = next;
        limit(stall_time());  // without memory for it, nothing is under way
        connection_->stream.write(bytes, then(next));
    }

    /// How long the other side may take nothing before somebody looks whether it has said something.
    milliseconds stall_time() const {
        return std::max(look_time, std::min(state_->options.write_timeout, state_->options.listen_timeout));
    }

    /// Looks for an answer: the other side takes no more, and has sent something. It may be a TLS session only.
    void look_for_answer() {
        is_looking_ = true;
        limit(look_time);  // the wait may have ended by itself just now, and begin anew
        end_wait();
    }

    void go_on_writing() {
        is_looking_ = false;
        is_writing_ = true;
        limit(stall_time());
        connection_->stream.write_rest(then(on_all_written_));
    }

    bool has_unread() {
        error_code ignored;
        return !connection_->wire().received.empty() || connection_->socket().available(ignored) != 0;
    }

    /// Notes how much of the request the kernel has: without an error all that was to be written, with one it lacks
    /// some, and how many it has was counted below TLS.
    void note_delivery(error_code error, delivery without_error) {
        is_writing_ = false;
        const bool some = connection_->wire().sent != sent_before_;
        reply_.sent = !error ? without_error : some ? delivery::partial : delivery::nothing;
    }

    /// Waits for the word that the body may follow (RFC 9110, 10.1.1), for a while: servers that do not know the
    /// question wait for the body.
    void on_head_written(error_code error) {
        if (done_) return;
        note_delivery(error, delivery::partial);
        if (stopped_ || error) return on_unwritten(error);
        if (!expects_) return write_body();
        awaits_go_ahead_ = true;
        begin_reading(state_->options.continue_timeout);
    }

    void write_body() {
        awaits_go_ahead_ = false;
        write(request_.content(), &https_exchange::on_written);
    }

    void on_written(error_code error) {
        if (done_) return;  // there was no memory to watch over it
        note_delivery(error, delivery::complete);
        if (stopped_ || error) return on_unwritten(error);
        is_looking_ = false;
        reply_.phase = exchange_phase::read;
        begin_reading(request_.reply_timeout);
    }

    /// Listens for a while when not all of the request was taken: the other side may have said why before it went.
    void on_unwritten(error_code error) {
        if (stopped_) return fail(stopped_);
        if (is_looking_ && error == boost::asio::error::operation_aborted) return begin_reading(look_time);
        is_looking_ = false;
        unwritten_ = is_stalled_ ? make_error_code(transport_errc::timed_out) : error;
        if (reply_.sent == delivery::nothing) return fail(unwritten_);
        begin_reading(std::min(state_->options.listen_timeout, request_.reply_timeout));
    }

    void on_time_up() override {
        if (skip_address() || take_stale_way()) return;
        if (awaits_go_ahead_) return on_no_go_ahead();
        if (is_looking_) return on_looked();
        if (is_writing_ && !is_write_over())
            return has_begun() && has_unread() ? look_for_answer() : limit(stall_time());
        if (!is_writing_ || !has_begun()) return stop(transport_errc::timed_out);
        is_stalled_ = true;
        limit(state_->options.write_timeout);
        end_wait();
    }

    bool is_write_over() const { return clock::now() - connection_->wire().last_sent >= state_->options.write_timeout; }

    /// Goes on with the request, unless an answer has begun to arrive: that is read.
    void on_looked() {
        if (!is_answering()) {
            limit(look_time);
            return end_wait();
        }
        is_looking_ = false;
        unwritten_ = transport_errc::timed_out;
        limit(std::min(state_->options.listen_timeout, request_.reply_timeout));
    }

    /// Sends the body, unless an answer has begun to arrive.
    void on_no_go_ahead() {
        if (is_answering() && is_late_) return stop(transport_errc::timed_out);
        is_late_ = true;
        limit(is_answering() ? request_.reply_timeout : state_->options.continue_timeout);
        if (!is_answering()) end_wait();
    }

    /// Says whether a head, or some of it, has come other than an interim one.
    bool is_answering() const { return reply_.status != 0 || connection_->input.size() != 0; }

    // ---- the reply

    void begin_reading(milliseconds patience) {
        if (!reader_)
            reader_.emplace(reply_, sink_, reply_reader::limits{request_.max_body, request_.method == "HEAD"});
        limit(patience);
        read();
    }

    void read() {
        const auto most = reader_->streaming() ? stream_size : read_size;
        if (most == stream_size) connection_->stream.receive_at_once(stream_size);
        connection_->stream.read(connection_->input.prepare(most), then(&https_exchange::on_read));
    }

    void on_read(error_code error) {
        auto& input = connection_->input;
        const auto bytes = connection_->stream.received();
        input.commit(bytes);
        reply_.bytes_received += bytes;
        if (is_refused_) return collect(error);
        if (bytes != 0) {
            if (!std::exchange(heard_, true)) note(reply_.times.first_byte);
            input.consume(reader_->take({static_cast<const char*>(input.cdata().data()), input.size()}));
            if (reader_->error()) return on_refused(error);
            if (reader_->done()) return finish({});
            if (reader_->streaming()) limit(request_.reply_timeout);
            listen_shortly_for_end();
        }
        if (stopped_) return finish(stopped_);
        if (is_looking_ && !is_answering() && error == boost::asio::error::operation_aborted) return go_on_writing();
        if (awaits_go_ahead_ && may_write_body(error)) return write_body();
        if (error) return on_end(error);
        if (reader_->streaming() && sink_->is_full()) return pause();
        read();
    }

    /// Waits no longer than for a moment for the end of a reply of which all has come that matters.
    void listen_shortly_for_end() {
        if (reader_->streaming() || !request_.looks_whole || reply_.body.empty()) return;
        const auto looks_whole = request_.looks_whole(reply_);
        if (looks_whole) limit(std::min(state_->options.listen_timeout, request_.reply_timeout));
        if (!looks_whole && looked_whole_) limit(request_.reply_timeout);
        looked_whole_ = looks_whole;
    }

    /// Reads no more until the sink has room. The wait is an operation of the connection, as when the caller is asked
    /// before the first byte; what the other side sends meanwhile fills the kernel's buffer, and then its own.
    void pause() {
        limit(milliseconds::max());
        is_ready_ = false;
        sink_->when_ready([weak = weak_from_this()] {
            auto self = std::static_pointer_cast<https_exchange>(weak.lock());
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self)] { self->on_ready(); });
        });
        connection_->stream.wait(then(&https_exchange::on_paused));
    }

    void on_ready() {
        if (done_ || std::exchange(is_ready_, true)) return;
        end_wait();
    }

    void on_paused(error_code error) {
        if (stopped_) return finish(stopped_);
        if (!is_ready_) return on_end(error ? error : boost::asio::error::connection_reset);
        limit(request_.reply_timeout);
        read();
    }

    bool may_write_body(error_code error) const {
        if (reader_->wants_body()) return reply_.status == 0;
        return is_late_ && !is_answering() && error == boost::asio::error::operation_aborted;
    }

    /// Handles that the peer or the network ended the connection.
    void on_end(error_code error) {
        if (awaits_go_ahead_ && !heard_) state_->expectations.remember_refusal(origin().origin);
        if (!heard_) return finish(error);
        if (error == boost::asio::error::eof && reader_->ends_with_connection()) return finish({});
        finish(transport_errc::cut_reply, error.message());
    }

    /// Keeps the bytes of a reply that is refused, behind what could be read of its body; over a connection of its own
    /// more of them are waited for. They may hold what the request was paid for.
    void on_refused(error_code error) {
        is_refused_ = true;
        awaits_go_ahead_ = false;
        if (reader_->is_coded_file()) undo_codings(reply_, reply_reader::most_of_coded_file);
        if (sink_) return fail(reader_->error());
        is_coded_ = reader_->is_encoded() && reply_.body.empty();
        if (reader_->is_encoded() && !is_coded_) undo_codings(reply_, request_.max_body);
        if (!reply_.body.empty() && reply_.body.size() < most_kept()) reply_.body += "\r\n";
        limit(std::min(state_->options.listen_timeout, request_.reply_timeout));
        collect(error);
    }

    std::size_t most_kept() const noexcept {
        return static_cast<std::size_t>(std::min<std::uint64_t>(most_unread, request_.max_body));
    }

    void collect(error_code error) {
        auto& input = connection_->input;
        const auto room = most_kept() - std::min(most_kept(), reply_.body.size());
        const auto piece = std::min(room, input.size());
        reply_.body.append(static_cast<const char*>(input.cdata().data()), piece);
        input.consume(input.size());
        const bool may_come = piece != room && request_.use == connection_use::fresh && !error && !stopped_;
        if (may_come) return read();
        if (is_coded_) undo_refused_codings(reply_, request_.max_body);
        if (stopped_ == boost::asio::error::operation_aborted) return fail(stopped_);
        fail(unwritten_ ? unwritten_ : reader_->error());
    }

    /// Keeps what has come of a head that has no end: the answer may stand right below it.
    void keep_endless_head() {
        auto& input = connection_->input;
        if (reply_.status != 0 || sink_ != nullptr || input.size() == 0) return;
        const auto kept = std::min(most_kept(), input.size());
        reply_.body.append(static_cast<const char*>(input.cdata().data()), kept);
        input.consume(input.size());
    }

    // ---- the end

    /// Ends the exchange with what was read: a whole reply, or an error.
    void finish(error_code error, std::string_view detail = {}) {
        if (error) keep_endless_head();
        const bool is_coded_file = reader_->is_coded_file();
        const auto most = is_coded_file ? reply_reader::most_of_coded_file : request_.max_body;
        auto coded = reader_->is_encoded() ? undo_codings(reply_, most) : coding_problem{};
        if (is_coded_file) coded = {transport_errc::coded_reply, std::string{reply_reader::coded_file}};
        const bool will_not_be_asked = expects_ && !error && reply_.status == 417;
        if (will_not_be_asked) state_->expectations.remember_refusal(origin().origin);
        if (will_not_be_asked) return fail(transport_errc::expectation_refused);
        if (unwritten_ && error != boost::asio::error::operation_aborted && (error || coded.error))
            return fail(unwritten_);
        if (error) return fail(error, detail);
        if (coded.error) return fail(coded.error, coded.words);
        succeed();
    }

    bool wind_up() override {
        leave_way();
        if (reader_) note_keep_alive();
        if (reader_ && reader_->streaming()) give_memory_back();
        return !reply_.error && !stopped_ && reply_.sent == delivery::complete &&
               request_.use == connection_use::pooled && reader_->keeps_connection() && connection_->is_clean();
    }

    void note_keep_alive() {
        const auto time = kept_alive_for(reply_.header("Keep-Alive"));
        if (time) connection_->keep_for = *time;
    }

    /// Leaves a connection that waits for its next exchange what others have.
    void give_memory_back() {
        connection_->stream.receive_at_once(2 * read_size);
        if (connection_->input.size() == 0) connection_->input.shrink_to_fit();
    }

    std::optional<reply_reader> reader_;
    std::optional<error_code> answer_;  ///< of the caller who was asked before the first byte
    error_code unwritten_{};            ///< why not all of the request was taken

    void (https_exchange::*on_all_written_)(error_code) = nullptr;

    bool is_writing_ = false;       ///< bytes of the request are on their way to the kernel
    bool expects_ = false;          ///< the head asks
    bool awaits_go_ahead_ = false;  ///< and is not answered
    bool is_late_ = false;          ///< the answer to that question was waited for long enough
    bool is_stalled_ = false;       ///< the other side takes no more of the request
    bool is_looking_ = false;       ///< and has sent something, which may be an answer
    bool looked_whole_ = false;     ///< what has come of the reply is all that matters
    bool is_refused_ = false;       ///< the reply cannot be read
    bool is_coded_ = false;         ///< and what is kept of it has a content coding
    bool heard_ = false;            ///< a byte of the reply has arrived
    bool is_ready_ = true;          ///< the sink takes bytes
};

}  // namespace seedance::detail
