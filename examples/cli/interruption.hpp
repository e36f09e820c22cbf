// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Ctrl-C: pressed once, the program lets go of its tasks, and ends when it is written down what became of what was
/// sent; pressed twice, it ends at once, as any program.

#include <chrono>
#include <csignal>
#include <functional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/error_code.hpp>

#include <seedance/client.hpp>

namespace cli {

/// Listens for the signals that end a program, as long as it lives or until `end`.
class interruption {
  public:
    /// `on_first` is called when the first has come.
    interruption(boost::asio::io_context& io, seedance::client& client, std::function<void()> on_first)
        : signals_{io}, client_{client}, on_first_{std::move(on_first)} {
        for (const int each : {SIGINT, SIGTERM, SIGHUP})
            if (!is_ignored(each)) signals_.add(each);
        signals_.async_wait([this](const boost::system::error_code& failed, int) {
            if (!failed) let_go();
        });
    }
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;

    /// Listens no more: signals do what they do to any program.
    void end() {
        boost::system::error_code ignored;
        signals_.clear(ignored);
        signals_.cancel(ignored);
    }

  private:
    /// How long an answer to what was sent is waited for: as long as the client itself would.
    static constexpr std::chrono::minutes patience{2};

    /// Says whether whoever started the program wants it to live on, as `nohup` does.
    static bool is_ignored(int signal) {
        struct ::sigaction now{};
        return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
    }

    void let_go() {
        end();
        on_first_();
        client_.drain(patience, [this](seedance::error_code, const seedance::unfinished&) { client_.close(); });
    }

    boost::asio::signal_set signals_;
    seedance::client& client_;
    std::function<void()> on_first_;
};

}  // namespace cli
