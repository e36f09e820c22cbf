// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A relay of TCP connections that does to some of them what networks do: it delays them, cuts what they carry into
/// small pieces, resets them, and falls silent.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace test {

namespace asio = boost::asio;

/// How many connections of a hundred each of it happens to.
struct chaos {
    int delayed = 5;  ///< every piece comes 20 to 300 ms later
    int sliced = 5;   ///< in pieces of 1 to 40 bytes
    int reset = 5;    ///< by RST, after up to 12 KiB in both directions together
    int silent = 1;   ///< nothing is carried any more after up to 12 KiB, and the connection stays
};

/// Relays every connection to one port of this machine. It is used on the thread that runs its context.
class chaos_relay {
  public:
    using tcp = asio::ip::tcp;

    /// What has been done.
    struct counts {
        std::size_t connections = 0, delayed = 0, sliced = 0, reset = 0, silent = 0;
    };

    chaos_relay(asio::io_context& context, std::uint16_t to, chaos how, std::uint64_t seed)
        : context_{context},
          acceptor_{context, {asio::ip::address_v4::loopback(), 0}},
          to_{asio::ip::address_v4::loopback(), to},
          how_{how},
          random_{seed} {
        asio::co_spawn(context_, accept(), asio::detached);
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    const counts& done() const noexcept { return done_; }

    /// Resets every connection that stands now.
    void reset_all() {
        for (const auto& each : links_)
            if (const auto link = each.lock()) reset(*link), ++done_.reset;
        links_.clear();
    }

  private:
    using awaitable = asio::awaitable<void>;

    static constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

    /// A connection, and what becomes of it.
    struct link {
        tcp::socket near, far;
        std::chrono::milliseconds delay{0};
        std::size_t piece = 16 * 1024;
        std::size_t left = static_cast<std::size_t>(-1);  ///< bytes until its end
        bool falls_silent = false;                        ///< as its end; otherwise it is reset
    };

    std::size_t draw(std::size_t least, std::size_t most) {
        return std::uniform_int_distribution<std::size_t>{least, most}(random_);
    }

    bool happens(int of_hundred, std::size_t& count) {
        const bool yes = draw(1, 100) <= static_cast<std::size_t>(of_hundred);
        if (yes) ++count;
        return yes;
    }

    void decide(link& of) {
        ++done_.connections;
        if (happens(how_.delayed, done_.delayed)) of.delay = std::chrono::milliseconds{draw(20, 300)};
        if (happens(how_.sliced, done_.sliced)) of.piece = draw(1, 40);
        if (happens(how_.reset, done_.reset)) {
            of.left = draw(0, 12 * 1024);
        } else if (happens(how_.silent, done_.silent)) {
            of.left = draw(0, 12 * 1024);
            of.falls_silent = true;
        }
    }

    awaitable accept() {
        for (;;) {
            auto [failed, socket] = co_await acceptor_.async_accept(as_tuple);
            if (failed) co_return;
            const auto made = std::make_shared<link>(link{std::move(socket), tcp::socket{context_}});
            std::erase_if(links_, [](const auto& each) { return each.expired(); });
            links_.push_back(made);
            decide(*made);
            asio::co_spawn(context_, carry(made), asio::detached);
        }
    }

    awaitable carry(std::shared_ptr<link> over) {
        const auto connected = co_await over->far.async_connect(to_, as_tuple);
        if (std::get<0>(connected)) co_return reset(*over);
        boost::system::error_code ignored;
        over->near.set_option(tcp::no_delay{true}, ignored);
        over->far.set_option(tcp::no_delay{true}, ignored);
        asio::co_spawn(context_, pump(over, over->near, over->far), asio::detached);
        asio::co_spawn(context_, pump(over, over->far, over->near), asio::detached);
    }

    /// Carries bytes in one direction until one side ends it.
    awaitable pump(std::shared_ptr<link> over, tcp::socket& from, tcp::socket& to) {
        asio::steady_timer timer{context_};
        std::array<char, 16 * 1024> bytes;
        for (;;) {
            const auto into = asio::buffer(bytes.data(), over->piece);
            const auto [failed, size] = co_await from.async_read_some(into, as_tuple);
            if (failed) break;
            if (over->delay.count() != 0) {
                timer.expires_after(over->delay);
                co_await timer.async_wait(as_tuple);
            }
            const bool ends = size >= over->left;
            if (ends && !over->falls_silent) co_return reset(*over);
            if (!ends) over->left -= over->left == static_cast<std::size_t>(-1) ? 0 : size;
            if (ends) continue;  // it reads on, so that the other side believes that all is well
            const auto out = asio::buffer(bytes.data(), size);
            const auto written = co_await asio::async_write(to, out, as_tuple);
            if (std::get<0>(written)) break;
        }
        boost::system::error_code ignored;
        to.shutdown(tcp::socket::shutdown_send, ignored);
    }

    static void reset(link& what) {
        boost::system::error_code ignored;
        for (auto* const each : {&what.near, &what.far}) {
            each->set_option(asio::socket_base::linger{true, 0}, ignored);
            each->close(ignored);
        }
    }

    asio::io_context& context_;
    tcp::acceptor acceptor_;
    tcp::endpoint to_;
    chaos how_;
    std::mt19937_64 random_;
    counts done_;
    std::vector<std::weak_ptr<link>> links_;  ///< those that stand
};

}  // namespace test
