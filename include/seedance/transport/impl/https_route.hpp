// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/wait_traits.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/address_order.hpp>
#include <seedance/transport/impl/client_socket.hpp>
#include <seedance/transport/impl/connect_race.hpp>
#include <seedance/transport/impl/exchange_slots.hpp>
#include <seedance/transport/impl/https_call.hpp>
#include <seedance/transport/impl/https_connection.hpp>
#include <seedance/transport/impl/look_ups.hpp>
#include <seedance/transport/impl/proxy_reply.hpp>
#include <seedance/transport/impl/proxy_tunnel.hpp>
#include <seedance/transport/impl/proxy_url.hpp>
#include <seedance/transport/impl/public_address.hpp>
#include <seedance/transport/impl/tls_stream.hpp>
#include <seedance/transport/resolver.hpp>

namespace seedance::detail {

/// The way of an exchange to a new connection, over which TLS can begin: its turn, addresses, TCP, and the proxy where
/// there is one. Everything happens on the strand.
class https_route : public https_call {
  public:
    using https_call::https_call;

  protected:
    /// Called once when the connection stands.
    virtual void on_way() = 0;

    /// Begins; `on_way` is called, or the exchange fails.
    void find_way() {
        way_ = std::make_unique<way>();
        way_->proxy = state_->proxies.for_host(origin());
        if (slots_of_kind() && !slot_) return wait_for_turn();
        find_addresses();
    }

    /// Goes on with addresses that were known before, when others do not come in time; says whether there are any.
    bool take_stale_way() {
        auto stale = reply_.phase == exchange_phase::resolve && way_ && way_->ticket != 0
                         ? state_->names->stale(query())
                         : std::nullopt;
        if (stale) on_resolved({}, std::move(*stale));
        if (!stale && reply_.phase <= exchange_phase::connect) reply_.detail = words_of_proxy();
        return stale.has_value();
    }

    /// Gives up an address that the proxy does not say anything about, when there is another; says whether there is.
    bool skip_address() {
        if (!way_ || !way_->has_connection || way_->behind_proxy.size() < 2) return false;
        way_->is_skipping = true;
        connection_->close();
        return true;
    }

    bool waits_elsewhere() const final { return way_ && !way_->has_connection; }

    /// Ends what is under way to a new connection.
    void leave_way() {
        if (!way_) return;
        if (way_->ticket != 0) state_->names->leave(query(), way_->ticket);
        if (way_->turn != 0) slots_of_kind()->leave(way_->turn);
        if (const auto race = way_->race.lock()) race->cancel();
        if (stopped_ == make_error_code(transport_errc::timed_out)) state_->names->distrust(query());
        way_.reset();
    }

    /// Remembers whether the address that was connected to has served: a connection alone proves nothing.
    void note_service(const https_url& at, best_addresses& known, error_code error) {
        const auto reached = std::exchange(connection_->reached, {});
        if (!reached || error == boost::asio::error::operation_aborted) return;
        if (!error) return known.remember(at.origin, *reached);
        known.avoid(at.origin, *reached);
        state_->names->distrust({at.host, at.port, is_foreign() && &at == &origin()});
    }

  private:
    // ---- one step after the other

    void wait_for_turn() {
        limit(milliseconds::max());
        way_->keep_alive(*strand_, shared_from_this());
        auto take_turn = [weak = weak_from_this()](exchange_slots::slot slot) {
            auto self = std::static_pointer_cast<https_route>(weak.lock());
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self), slot = std::move(slot)]() mutable {
                self->guarded([&] { self->on_turn(std::move(slot)); });
            });
        };
        auto slot = slots_of_kind()->take_or_wait(origin().origin, std::move(take_turn), way_->turn);
        if (slot) on_turn(std::move(slot));
    }

    void on_turn(exchange_slots::slot slot) {
        if (done_) return;
        slot_ = std::move(slot);
        connection_->count.begin(exchange_phase::resolve);
        way_->turn = 0;
        find_addresses();
    }

    void find_addresses() {
        way_->to_proxy = way_->proxy && (!request_.only_public || !way_->tunnel_to.empty());
        if (!destination().is_address) return resolve();
        error_code error;
        const auto address = boost::asio::ip::make_address(destination().host, error);
        if (error) return fail(error);
        choose_addresses({address});
    }

    void resolve() {
        look_ups::ticket ticket = 0;
        auto known = state_->names->known_or_ask(query(), taker_of_addresses(), ticket);
        if (known) return on_resolved({}, std::move(*known));
        way_->ticket = ticket;
        limit(state_->options.resolve_timeout);
        way_->keep_alive(*strand_, shared_from_this());
    }

    look_ups::waiter taker_of_addresses() {
        return [weak = weak_from_this(), to_proxy = way_->to_proxy](look_ups::answer found) {
            auto self = std::static_pointer_cast<https_route>(weak.lock());
            if (!self) return;
            const auto strand = *self->strand_;
            boost::asio::post(strand, [self = std::move(self), to_proxy, found = std::move(found)]() mutable {
                self->guarded([&] { self->on_answer_about(to_proxy, std::move(found)); });
            });
        };
    }

    bool leads_to_foreign() const { return is_foreign() && !way_->to_proxy; }
    name_query query() const { return {destination().host, destination().port, leads_to_foreign()}; }
    best_addresses& winners() const { return leads_to_foreign() ? state_->foreign_winners : state_->winners; }

    void on_answer_about(bool to_proxy, look_ups::answer found) {
        if (done_ || reply_.phase != exchange_phase::resolve || way_->to_proxy != to_proxy) return;
        if (found.is_to_be_counted) connection_->count.add_look_up();
        on_resolved(found.error, std::move(found.addresses));
    }

    void on_resolved(error_code error, host_addresses found) {
        if (error) return fail(error, way_->to_proxy ? words_of_proxy() : std::string{describe_look_up(error)});
        if (way_->ticket != 0) state_->names->leave(query(), std::exchange(way_->ticket, 0));
        note(reply_.times.resolved);
        interleave_families(found);
        winners().order(destination().origin, found);
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
            if (way_->proxy) return go_through_proxy_to(std::move(addresses));
        }
        connect(std::move(addresses));
    }

    /// The proxy is to connect to an address that was checked: were it given the name, it would look that up itself.
    void go_through_proxy_to(host_addresses addresses) {
        way_->tunnel_to = authority_of({.host = addresses.front().to_string(), .port = origin().port});
        way_->behind_proxy = std::move(addresses);
        reply_.phase = exchange_phase::resolve;
        find_addresses();
    }

    /// How long the next step may take: of several addresses behind a proxy, each has half of what is left.
    milliseconds time_to_connect() {
        const auto now = clock::now();
        if (way_->until == clock::time_point{})
            way_->until = now + std::min<milliseconds>(state_->options.connect_timeout, std::chrono::hours{24 * 365});
        if (way_->behind_proxy.empty()) return state_->options.connect_timeout;
        const auto left = std::chrono::ceil<milliseconds>(way_->until - now);
        return way_->behind_proxy.size() == 1 ? left : left / 2;
    }

    void connect(host_addresses addresses) {
        limit(time_to_connect());
        const auto self = std::static_pointer_cast<https_route>(shared_from_this());
        connect_race::plan plan{std::move(addresses), destination().port, state_->options.next_address_delay,
                                state_->sockets};
        auto done = [self](error_code error, client_socket socket, const boost::asio::ip::address& winner) {
            self->guarded([&] { self->on_connected(error, std::move(socket), winner); });
        };
        auto on_failure = [state = state_, &winners = winners(), origin = destination().origin](
                              const boost::asio::ip::address& loser) { winners.forget(origin, loser); };
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
        if (!destination().is_address) connection_->reached = winner;
        way_->has_connection = true;
        connection_->socket() = std::move(socket);
        if (way_->proxy) return open_tunnel();
        end_way();
    }

    void open_tunnel() {
        limit(time_to_connect());
        const auto self = std::static_pointer_cast<https_route>(shared_from_this());
        auto done = [self](error_code error, const std::string& words, int status) {
            self->guarded([&] { self->on_tunnel(error, words, status); });
        };
        const auto to = way_->tunnel_to.empty() ? authority_of(origin()) : way_->tunnel_to;
        std::make_shared<proxy_tunnel>(*connection_, state_->options, way_->proxy, to, std::move(done))
            ->start(state_->tls);
    }

    void on_tunnel(error_code error, const std::string& words, int status) {
        note_service(way_->proxy->target, state_->winners, stopped_ ? stopped_ : status == 0 ? error : error_code{});
        if (stopped_) return fail(stopped_, words_of_proxy());
        const bool may_go_on = way_->is_skipping || may_reach_another_address(status);
        if (may_go_on && try_next_behind_proxy()) return;
        if (way_->is_skipping) return fail(transport_errc::timed_out, words_of_proxy());
        if (error) return fail(error, words);
        if (!way_->behind_proxy.empty()) connection_->reached = way_->behind_proxy.front();
        end_way();
    }

    /// Asks the proxy for the next address of the host over a new connection, if there is one, and time for it.
    bool try_next_behind_proxy() {
        auto addresses = std::move(way_->behind_proxy);
        if (addresses.size() < 2 || clock::now() >= way_->until) return false;
        state_->foreign_winners.forget(origin().origin, addresses.front());
        addresses.erase(addresses.begin());
        auto other = std::make_unique<https_connection>(*strand_, state_->tls, connection_->peer());
        other->count = std::move(connection_->count);
        connection_ = std::move(other);
        way_->has_connection = way_->is_skipping = false;
        go_through_proxy_to(std::move(addresses));
        return true;
    }

    void end_way() {
        way_.reset();
        note(reply_.times.connected);
        on_way();
    }

    /// Where the way leads now: the host, or the proxy.
    const https_url& destination() const { return way_->to_proxy ? way_->proxy->target : origin(); }

    /// Says that an error is about the proxy, if it is.
    std::string words_of_proxy() const {
        return way_ && way_->to_proxy ? "on the way to the proxy " + way_->proxy->name() : std::string{};
    }

    /// The way to a new connection. While addresses are waited for, which is no operation of the context's, a wait that
    /// never ends by itself keeps the exchange alive; then the operations of the race do.
    struct way {
        using timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, https_strand>;

        std::shared_ptr<const proxy_address> proxy{};  ///< null: none
        std::string tunnel_to{};                       ///< the address that the proxy connects to; empty: the host
        host_addresses behind_proxy{};                 ///< that one, and those that are tried after it
        clock::time_point until{};                     ///< when all of them have had their time
        bool to_proxy = false;                         ///< it leads there, not to the host
        bool has_connection = false;                   ///< which the proxy is asked over
        bool is_skipping = false;                      ///< the proxy is asked for the next address soon
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
};

}  // namespace seedance::detail
