// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A way to a PostgreSQL server that is cut at the n-th message of its clients, before the server has seen it or after
/// it has answered.

#include <array>
#include <cstddef>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace test {

class cutting_proxy {
  public:
    enum class fault {
        loses_question,  ///< the server never sees the message
        loses_answer,    ///< it has done what the message asks for
    };

    explicit cutting_proxy(int leads_to)
        : leads_to_{leads_to}, door_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        auto at = loopback(0);
        socklen_t size = sizeof at;
        auto* const place = reinterpret_cast<sockaddr*>(&at);
        if (::bind(door_, place, size) != 0 || ::listen(door_, 50) != 0 || ::getsockname(door_, place, &size) != 0 ||
            ::pipe(end_) != 0)
            throw std::runtime_error{"the proxy cannot listen"};
        port_ = ntohs(at.sin_port);
        thread_ = std::thread{[this] { serve(); }};
    }
    cutting_proxy(const cutting_proxy&) = delete;
    cutting_proxy& operator=(const cutting_proxy&) = delete;
    ~cutting_proxy() {
        ::close(end_[1]);
        thread_.join();
        ::close(end_[0]);
        ::close(door_);
    }

    int port() const noexcept { return port_; }

    /// So many messages go through, then so many are lost, each with its connection.
    void fail(fault what, long after, long times) {
        const std::lock_guard lock{mutex_};
        what_ = what, after_ = after, times_ = times, lost_ = 0;
    }

    /// Loses nothing any more; says whether something was lost.
    bool mend() {
        const std::lock_guard lock{mutex_};
        times_ = 0;
        return lost_ != 0;
    }

    /// Gives how many messages of clients have come.
    long messages() const {
        const std::lock_guard lock{mutex_};
        return messages_;
    }

  private:
    struct pair {
        int client, server;
        bool answer_is_lost = false;
    };

    static sockaddr_in loopback(int port) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        at.sin_port = htons(static_cast<unsigned short>(port));
        return at;
    }

    void serve() {
        std::list<pair> pairs;
        while (true) {
            std::vector<pollfd> all{{end_[0], POLLIN, 0}, {door_, POLLIN, 0}};
            for (const auto& each : pairs) {
                all.push_back({each.client, POLLIN, 0});
                all.push_back({each.server, POLLIN, 0});
            }
            ::poll(all.data(), all.size(), -1);
            if (all[0].revents != 0) break;
            std::size_t place = 2;
            for (auto at = pairs.begin(); at != pairs.end(); place += 2) {
                const bool lives = (all[place].revents == 0 || take_from_client(*at)) &&
                                   (all[place + 1].revents == 0 || take_from_server(*at));
                if (!lives) close(*at);
                at = lives ? std::next(at) : pairs.erase(at);
            }
            if (all[1].revents != 0) accept(pairs);
        }
        for (const auto& each : pairs) close(each);
    }

    void accept(std::list<pair>& pairs) const {
        const int client = ::accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto at = loopback(leads_to_);
        const bool connected = ::connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
        for (const int each : {client, server}) {
            const int yes = 1;
            ::setsockopt(each, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        }
        if (connected)
            pairs.push_back({client, server});
        else
            close({client, server});
    }

    static void close(const pair& which) {
        ::close(which.client);
        ::close(which.server);
    }

    bool take_from_client(pair& of) {
        std::array<char, 65'536> bytes;
        const auto size = ::recv(of.client, bytes.data(), bytes.size(), 0);
        if (size <= 0) return false;
        const std::lock_guard lock{mutex_};
        ++messages_;
        const bool is_lost = after_-- <= 0 && times_ > 0;
        if (is_lost) {
            --times_, ++lost_;
            if (what_ == fault::loses_question) return false;
            of.answer_is_lost = true;
        }
        return put(of.server, {bytes.data(), static_cast<std::size_t>(size)});
    }

    bool take_from_server(pair& of) {
        std::array<char, 65'536> bytes;
        const auto size = ::recv(of.server, bytes.data(), bytes.size(), 0);
        if (size <= 0) return false;
        const std::string_view said{bytes.data(), static_cast<std::size_t>(size)};
        if (!of.answer_is_lost) return put(of.client, said);
        // Each answer ends with ReadyForQuery: Z, its length 5, and how the transaction stands.
        return said.size() < 6 || said.substr(said.size() - 6, 5) != std::string_view{"Z\0\0\0\5", 5};
    }

    static bool put(int into, std::string_view bytes) {
        while (!bytes.empty()) {
            const auto size = ::send(into, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
        return true;
    }

    int leads_to_;
    int door_;
    int end_[2] = {};
    int port_ = 0;
    mutable std::mutex mutex_;
    fault what_ = fault::loses_question;
    long after_ = 0, times_ = 0, lost_ = 0, messages_ = 0;
    std::thread thread_;
};

}  // namespace test
