// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Ctrl-C: pressed once, the program lets go of its tasks, and ends when it is written down what became of what was
/// sent; pressed twice, it ends at once.

#include <chrono>
#include <csignal>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/system/error_code.hpp>

#include <seedance/client.hpp>

#include "output.hpp"
#include "settings.hpp"

namespace cli {

namespace detail {

inline volatile std::sig_atomic_t exit_code_at_once = 0;

inline void exit_at_once(int) { ::_exit(static_cast<int>(exit_code_at_once)); }

/// Gives the exit code of a command that ends in the midst of it. Where it pays, or is at a task that is paid for, it
/// may be one whose outcome nobody knows; a program that dies of the signal is, to a shell, one that has sent nothing.
inline int exit_code_in_the_midst(std::string_view command) {
    const bool asks_only = command == "status" || command == "recover" || command == "price";
    return asks_only ? 130 : 5;
}

}  // namespace detail

/// Listens for the signals that end a program, as long as it lives or until `end`.
class interruption {
  public:
    /// `on_first` is called when the first has come.
    interruption(boost::asio::io_context& io, seedance::client& client, const settings& chosen, const output& out,
                 std::function<void()> on_first)
        : signals_{io},
          client_{client},
          out_{out},
          exit_code_{detail::exit_code_in_the_midst(chosen.command)},
          on_first_{std::move(on_first)} {
        for (const int each : {SIGINT, SIGTERM, SIGHUP})
            if (!is_ignored(each)) caught_.push_back(each);
        for (const int each : caught_) signals_.add(each);
        signals_.async_wait([this](const boost::system::error_code& failed, int) {
            if (!failed) let_go();
        });
    }
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;
    ~interruption() { end(); }

    /// Waits for none any more. What was paid for may still have to be printed: a signal ends that at once, by the
    /// program's own exit code.
    void end() {
        boost::system::error_code ignored;
        signals_.clear(ignored);
        signals_.cancel(ignored);
        if (has_come_ || exit_code_ != nothing_sent) end_at_once_from_now_on();
    }

    /// Says whether the first has come.
    bool has_come() const noexcept { return has_come_; }

    /// From now on nothing is waited for but late answers: the first signal ends that.
    void listen_only() noexcept { listens_only_ = true; }

  private:
    /// How long an answer to what was sent is waited for: as long as the client itself would.
    static constexpr std::chrono::minutes patience{2};

    static constexpr int nothing_sent = 130;

    /// Says whether whoever started the program wants it to live on, as `nohup` does.
    static bool is_ignored(int signal) {
        struct ::sigaction now{};
        return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
    }

    /// A terminal that is closed may say so twice, and does not ask for more haste.
    void end_at_once_from_now_on() const {
        detail::exit_code_at_once = exit_code_;
        for (const int each : caught_) {
            struct ::sigaction action{};
            action.sa_handler = each == SIGHUP ? SIG_IGN : detail::exit_at_once;
            ::sigaction(each, &action, nullptr);
        }
    }

    void let_go() {
        has_come_ = true;
        end_at_once_from_now_on();
        on_first_();
        if (listens_only_) return client_.close();
        out_.warn("letting go when what was sent is answered; Ctrl-C once more ends it at once");
        client_.drain(patience, [this](seedance::error_code, const seedance::unfinished&) { client_.close(); });
    }

    boost::asio::signal_set signals_;
    seedance::client& client_;
    const output& out_;
    std::vector<int> caught_;
    int exit_code_;
    bool has_come_ = false;
    bool listens_only_ = false;
    std::function<void()> on_first_;
};

}  // namespace cli
