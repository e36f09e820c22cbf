// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/system/errc.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/impl/client_socket.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/tls_stream.hpp>

namespace seedance::detail {

/// Connects to the first of several addresses that answers (RFC 8305, 5): the next one is tried when the last one has
/// failed, or has not answered for a while. The others are closed when one has won. Everything happens on the strand;
/// the operations under way keep the race alive, and with it what its handler holds.
class connect_race : public std::enable_shared_from_this<connect_race> {
  public:
    using clock = std::chrono::steady_clock;
    using address = boost::asio::ip::address;

    struct plan {
        std::vector<address> addresses{};   ///< in the order in which they are tried, at least one
        std::uint16_t port = 0;             ///< of all of them
        std::chrono::milliseconds delay{};  ///< until the next one is tried
        socket_rules rules{};
    };

    /// Called once, unless the race is cancelled: with the winner and its address, or with the last error.
    using handler = std::function<void(error_code, client_socket, const address&)>;
    /// Called for each address that has failed.
    using failure_handler = std::function<void(const address&)>;

    connect_race(const https_strand& strand, plan how, handler done, failure_handler on_failure)
        : strand_{strand},
          plan_{std::move(how)},
          timer_{strand},
          done_{std::move(done)},
          on_failure_{std::move(on_failure)} {}

    void start() {
        guarded([&] { try_next(); });
    }

    /// Closes everything; the handler is not called any more.
    void cancel() noexcept {
        is_over_ = true;
        close_all();
    }

  private:
    using attempt = std::list<client_socket>::iterator;
    using tcp = boost::asio::ip::tcp;

    /// Runs a step; without memory for it the race is over.
    template <typename Step>
    void guarded(Step step) {
        try {
            step();
        } catch (...) {
            if (is_over_) throw;  // it comes from the handler
            finish(error_of_current_exception(boost::asio::error::no_memory), client_socket{strand_}, {});
        }
    }

    /// Tries the next address; of those for which there is not even a socket, the one after.
    void try_next() {
        while (next_ != plan_.addresses.size()) {
            const auto& to = plan_.addresses[next_++];
            const auto error = begin(to);
            if (!error) return wait_for_the_next();
            note_failure(error, to);
        }
        if (attempts_.empty()) finish(last_error_, client_socket{strand_}, {});
    }

    error_code begin(const address& to) {
        attempts_.emplace_back(strand_);
        const auto mine = std::prev(attempts_.end());
        const tcp::endpoint endpoint{to, plan_.port};
        if (const auto error = open_towards(*mine, endpoint, plan_.rules)) {
            attempts_.erase(mine);
            return error;
        }
        mine->async_connect(endpoint, [self = shared_from_this(), mine, to](error_code error) {
            self->guarded([&] { self->on_connected(error, mine, to); });
        });
        return {};
    }

    void wait_for_the_next() {
        if (next_ == plan_.addresses.size()) return;
        timer_.expires_after(plan_.delay);
        timer_.async_wait([self = shared_from_this(), turn = next_](error_code) {
            if (!self->is_over_ && turn == self->next_) self->guarded([&] { self->try_next(); });
        });
    }

    void on_connected(error_code error, attempt mine, const address& to) {
        if (is_over_) return;
        auto socket = std::move(*mine);
        attempts_.erase(mine);
        if (!error) return finish({}, std::move(socket), to);
        note_failure(error, to);
        try_next();
    }

    /// Says whether an address cannot be reached from this machine, whoever serves it: that is told where there is
    /// nothing else to tell.
    static bool is_about_this_machine(const error_code& error) noexcept {
        namespace errc = boost::system::errc;
        return error == errc::network_unreachable || error == errc::address_family_not_supported ||
               error == errc::invalid_argument || error == errc::address_not_available;
    }

    void note_failure(error_code error, const address& to) {
        if (!has_failed_ || !is_about_this_machine(error)) last_error_ = error;
        has_failed_ = true;
        if (on_failure_) on_failure_(to);
    }

    void finish(error_code error, client_socket winner, const address& at) {
        is_over_ = true;
        close_all();
        const auto done = std::exchange(done_, nullptr);
        done(error, std::move(winner), at);
    }

    void close_all() noexcept {
        for (auto& socket : attempts_) {
            error_code ignored;
            socket.close(ignored);
        }
        timer_.cancel();
    }

    const https_strand strand_;
    const plan plan_;
    boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, https_strand> timer_;
    handler done_;
    failure_handler on_failure_;
    std::list<client_socket> attempts_;  ///< under way; one that was closed stays until its operation ends
    std::size_t next_ = 0;               ///< of the addresses
    error_code last_error_{};            ///< that says the most
    bool has_failed_ = false;
    bool is_over_ = false;
};

}  // namespace seedance::detail
