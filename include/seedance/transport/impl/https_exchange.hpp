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

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/system/errc.hpp>

#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/address_order.hpp>
#include <seedance/transport/impl/client_socket.hpp>
#include <seedance/transport/impl/connect_race.hpp>
#include <seedance/transport/impl/content_coding.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/exchange_slots.hpp>
#include <seedance/transport/impl/https_call.hpp>
#include <seedance/transport/impl/keep_alive.hpp>
#include <seedance/transport/impl/look_ups.hpp>
#include <seedance/transport/impl/proxy_tunnel.hpp>
#include <seedance/transport/impl/public_address.hpp>
#include <seedance/transport/impl/reply_reader.hpp>
#include <seedance/transport/impl/request_text.hpp>

namespace seedance::detail {

/// One exchange from the URL to the reply. There is at most one operation under way, and it keeps the exchange alive;
/// closing the connection ends it. After `start`, everything happens on the connection's strand.
class https_exchange final : public https_call {
  public:
    using https_call::https_call;

  private:
    static constexpr std::size_t read_size = 16 * 1024;       // the body of one TLS record
    static constexpr std::size_t most_unread = 64 * 1024;     // bytes kept of a reply that cannot be read
    static constexpr std::size_t sent_unasked = 1024 * 1024;  // bytes of the largest body that is sent without asking

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
        way_ = std::make_unique<way>();
        if (slots_of_kind() && !slot_) return wait_for_turn();
        find_addresses();
    }

    void wait_for_turn() {
        limit(milliseconds::max());
        way_->keep_alive(*strand_, shared_from_this());
        auto take_turn = [weak = weak_from_this()](exchange_slots::taken slot) {
            auto self = std::static_pointer_cast<https_exchange>(weak.lock());
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self), slot = std::move(slot)]() mutable {
                self->guarded([&] { self->on_turn(std::move(slot)); });
            });
        };
        if (auto slot = slots_of_kind()->take_or_wait(std::move(take_turn), way_->turn)) on_turn(std::move(slot));
    }

    void on_turn(exchange_slots::taken slot) {
        if (done_) return;
        slot_ = std::move(slot);
        way_->turn = 0;
        find_addresses();
    }

    void find_addresses() {
        way_->to_proxy = proxy_ && (!request_.only_public || !tunnel_to_.empty());
        if (!destination().is_address) return resolve();
        error_code error;
        const auto address = boost::asio::ip::make_address(destination().host, error);
        if (error) return fail(error);
        choose_addresses({address});
    }

    void resolve() {
        if (auto known = state_->names->known(query())) return on_resolved({}, std::move(*known));
        limit(state_->options.resolve_timeout);
        way_->keep_alive(*strand_, shared_from_this());
        way_->ticket = state_->names->ask(query(), [weak = weak_from_this(), to_proxy = way_->to_proxy](
                                                       error_code error, const host_addresses& found) {
            auto self = std::static_pointer_cast<https_exchange>(weak.lock());
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self), to_proxy, error, found]() mutable {
                self->guarded([&] { self->on_answer_about(to_proxy, error, std::move(found)); });
            });
        });
    }

    name_query query() const {
        return {destination().host, destination().port, request_.only_public && !way_->to_proxy};
    }

    void on_answer_about(bool to_proxy, error_code error, host_addresses found) {
        const bool is_awaited = !done_ && reply_.phase == exchange_phase::resolve && way_->to_proxy == to_proxy;
        if (is_awaited) on_resolved(error, std::move(found));
    }

    void on_resolved(error_code error, host_addresses found) {
        if (error) return fail(error, words_of_proxy());
        if (way_->ticket != 0) state_->names->leave(query(), std::exchange(way_->ticket, 0));
        note(reply_.times.resolved);
        interleave_families(found);
        state_->winners.put_first(destination().origin, found);
        choose_addresses(std::move(found));
    }

    /// Chooses the addresses to connect to. The addresses that are checked here are those that are connected to: there
    /// is no second look-up.
    void choose_addresses(host_addresses addresses) {
        reply_.phase = exchange_phase::connect;
        if (request_.only_public && !way_->to_proxy) {
            const auto first = addresses.front();
            std::erase_if(addresses, [](const auto& address) { return !is_public(address); });
            if (addresses.empty()) return fail(transport_errc::private_address, first.to_string());
            if (proxy_) return go_through_proxy_to(addresses.front());
        }
        connect(std::move(addresses));
    }

    /// The proxy is to connect to the address that was checked: were it given the name, it would look that up itself.
    void go_through_proxy_to(const boost::asio::ip::address& address) {
        tunnel_to_ = authority_of({.host = address.to_string(), .port = target_.port});
        reply_.phase = exchange_phase::resolve;
        find_addresses();
    }

    void connect(host_addresses addresses) {
        limit(state_->options.connect_timeout);
        const auto self = std::static_pointer_cast<https_exchange>(shared_from_this());
        connect_race::plan plan{std::move(addresses), destination().port, state_->options.next_address_delay,
                                state_->sockets};
        auto done = [self](error_code error, client_socket socket, const boost::asio::ip::address& winner) {
            self->guarded([&] { self->on_connected(error, std::move(socket), winner); });
        };
        auto on_failure = [state = state_, origin = destination().origin](const boost::asio::ip::address& loser) {
            state->winners.forget(origin, loser);
        };
        const auto race =
            std::make_shared<connect_race>(*strand_, std::move(plan), std::move(done), std::move(on_failure));
        way_->race = race;
        race->start();
    }

    void on_connected(error_code error, client_socket socket, const boost::asio::ip::address& winner) {
        if (done_) return;
        if (error) {
            state_->names->distrust(query());
            return fail(error, words_of_proxy());
        }
        if (!destination().is_address) state_->winners.remember(destination().origin, winner);
        way_.reset();
        connection_->socket() = std::move(socket);
        if (proxy_) return open_tunnel();
        note(reply_.times.connected);
        handshake();
    }

    void open_tunnel() {
        limit(state_->options.connect_timeout);
        const auto self = std::static_pointer_cast<https_exchange>(shared_from_this());
        auto done = [self](error_code error, const std::string& words) {
            self->guarded([&] { self->on_tunnel(error, words); });
        };
        const auto to = tunnel_to_.empty() ? authority_of(target_) : tunnel_to_;
        std::make_shared<proxy_tunnel>(*connection_, proxy_, to, std::move(done))->start(state_->tls);
    }

    void on_tunnel(error_code error, const std::string& words) {
        if (stopped_) return fail(stopped_, words_of_proxy());
        if (error) return fail(error, words);
        note(reply_.times.connected);
        handshake();
    }

    /// Where the way leads now: the host, or the proxy.
    const https_url& destination() const { return way_->to_proxy ? proxy_->target : target_; }

    /// Says that an error is about the proxy, if it is.
    std::string words_of_proxy() const {
        const bool is_about_it = proxy_ && (!way_ || way_->to_proxy);
        return is_about_it ? "on the way to the proxy " + proxy_->name() : std::string{};
    }

    bool waits_elsewhere() const override { return way_ != nullptr; }

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

    /// Writes the request; of one with a large body only the head, which asks whether the body is wanted.
    void write() {
        expects_ = request_.body.size() > sent_unasked && state_->options.continue_timeout.count() > 0 &&
                   !state_->expectations.are_refused_by(target_.origin);
        write_request(connection_->output, request_, target_, expects_);
        write(connection_->output, expects_ ? &https_exchange::on_head_written : &https_exchange::on_written);
    }

    void write(std::string_view bytes, void (https_exchange::*next)(error_code)) {
        is_writing_ = true;
        connection_->stream.write(bytes, then(next));
        if (is_writing_) limit(state_->options.write_timeout);
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
        awaits_go_ahead_ = true;
        begin_reading(state_->options.continue_timeout);
    }

    void write_body() {
        awaits_go_ahead_ = false;
        write(request_.body, &https_exchange::on_written);
    }

    void on_written(error_code error) {
        if (done_) return;  // there was no memory to watch over it
        note_delivery(error, delivery::complete);
        if (stopped_ || error) return on_unwritten(error);
        reply_.phase = exchange_phase::read;
        begin_reading(request_.reply_timeout);
    }

    /// Listens for a while when not all of the request was taken: the other side may have said why before it went.
    void on_unwritten(error_code error) {
        if (stopped_) return fail(stopped_);
        unwritten_ = is_stalled_ ? make_error_code(transport_errc::timed_out) : error;
        if (reply_.sent == delivery::nothing) return fail(unwritten_);
        begin_reading(std::min(state_->options.listen_timeout, request_.reply_timeout));
    }

    void on_time_up() override {
        if (reply_.phase == exchange_phase::resolve)
            if (auto stale = state_->names->stale(query())) return on_resolved({}, std::move(*stale));
        if (reply_.phase <= exchange_phase::connect) reply_.detail = words_of_proxy();
        if (awaits_go_ahead_) return on_no_go_ahead();
        if (!is_writing_ || !has_begun()) return stop(transport_errc::timed_out);
        is_stalled_ = true;
        limit(state_->options.write_timeout);
        end_wait();
    }

    /// Sends the body, unless an answer has begun to arrive.
    void on_no_go_ahead() {
        if (is_answering() && is_late_) return stop(transport_errc::timed_out);
        is_late_ = true;
        limit(is_answering() ? request_.reply_timeout : state_->options.continue_timeout);
        if (!is_answering()) end_wait();
    }

    /// Whether a head, or some of it, has come other than an interim one.
    bool is_answering() const { return reply_.status != 0 || connection_->input.size() != 0; }

    // ---- the reply

    void begin_reading(milliseconds patience) {
        if (!reader_)
            reader_.emplace(reply_, sink_, reply_reader::limits{request_.max_body, request_.method == "HEAD"});
        limit(patience);
        read();
    }

    void read() { connection_->stream.read(connection_->input.prepare(read_size), then(&https_exchange::on_read)); }

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
        }
        if (stopped_) return finish(stopped_);
        if (awaits_go_ahead_ && may_write_body(error)) return write_body();
        if (error) return on_end(error);
        if (reader_->streaming() && sink_->is_full()) return pause();
        read();
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
        if (awaits_go_ahead_ && !heard_) state_->expectations.remember_refusal(target_.origin);
        if (!heard_) return finish(error);
        if (error == boost::asio::error::eof && reader_->ends_with_connection()) return finish({});
        finish(transport_errc::cut_reply, error.message());
    }

    /// Keeps the bytes of a reply that is refused, behind what could be read of its body; over a connection of its own
    /// more of them are waited for. They may hold what the request was paid for.
    void on_refused(error_code error) {
        is_refused_ = true;
        awaits_go_ahead_ = false;
        if (sink_ || reader_->is_encoded()) return fail(reader_->error());
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
        if (stopped_ == boost::asio::error::operation_aborted) return fail(stopped_);
        fail(unwritten_ ? unwritten_ : reader_->error());
    }

    // ---- the end

    /// Ends the exchange with what was read: a whole reply, or an error.
    void finish(error_code error, std::string_view detail = {}) {
        const auto coded = reader_->is_encoded() ? undo_codings(reply_, request_.max_body) : coding_problem{};
        const bool will_not_be_asked = expects_ && !error && reply_.status == 417;
        if (will_not_be_asked) state_->expectations.remember_refusal(target_.origin);
        if (will_not_be_asked && reply_.sent != delivery::complete) return fail(transport_errc::expectation_refused);
        if (unwritten_ && error != boost::asio::error::operation_aborted && (error || coded.error))
            return fail(unwritten_);
        if (error) return fail(error, detail);
        if (coded.error) return fail(coded.error, coded.words);
        succeed();
    }

    bool wind_up() override {
        leave_way();
        if (reader_) note_keep_alive();
        return !reply_.error && !stopped_ && reply_.sent == delivery::complete &&
               request_.use == connection_use::pooled && reader_->keeps_connection() && connection_->is_clean();
    }

    void note_keep_alive() {
        const auto time = kept_alive_for(reply_.header("Keep-Alive"));
        if (time) connection_->keep_for = *time;
    }

    /// Ends what is under way to a new connection.
    void leave_way() {
        if (!way_) return;
        if (way_->ticket != 0) state_->names->leave(query(), way_->ticket);
        if (way_->turn != 0) slots_of_kind()->leave(way_->turn);
        if (const auto race = way_->race.lock()) race->cancel();
        way_.reset();
    }

    /// The way to a new connection. While addresses are waited for, which is no operation of the context's, a wait that
    /// never ends by itself keeps the exchange alive; then the operations of the race do.
    struct way {
        bool to_proxy = false;

        using timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, https_strand>;

        std::optional<timer> wait{};
        look_ups::ticket ticket = 0;      ///< 0: nothing is asked
        exchange_slots::ticket turn = 0;  ///< 0: it does not wait for its turn
        std::weak_ptr<connect_race> race{};

        void keep_alive(const https_strand& strand, std::shared_ptr<https_call> exchange) {
            wait.emplace(strand, clock::time_point::max());
            wait->async_wait([exchange = std::move(exchange)](error_code) {});
        }
    };

    std::unique_ptr<way> way_;  ///< null on a connection that stands: most exchanges need none
    std::string tunnel_to_;     ///< the address that the proxy connects to; empty: the host
    std::optional<reply_reader> reader_;
    std::optional<error_code> answer_;  ///< of the caller who was asked before the first byte
    error_code unwritten_{};            ///< why not all of the request was taken
    bool is_writing_ = false;           ///< bytes of the request are on their way to the kernel
    bool expects_ = false;              ///< the head asks
    bool awaits_go_ahead_ = false;      ///< and is not answered
    bool is_late_ = false;              ///< the answer to that question was waited for long enough
    bool is_stalled_ = false;           ///< the other side takes no more of the request
    bool is_refused_ = false;           ///< the reply cannot be read
    bool heard_ = false;                ///< a byte of the reply has arrived
    bool is_ready_ = true;              ///< the sink takes bytes
};

}  // namespace seedance::detail
