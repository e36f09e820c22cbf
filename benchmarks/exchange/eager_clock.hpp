// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <seedance/engine/clock.hpp>

namespace bench {

/// Time goes on at once until every poll that waits is due: the peers of the comparison do not wait between two
/// exchanges either. What is an hour off or more is a deadline, and never comes. (The manual clock of the tests locks a
/// mutex at every step, which would be counted as the library's.)
class eager_clock final : public seedance::clock {
  public:
    explicit eager_clock(boost::asio::io_context& context) : context_{context} {}

    time_point now() const override { return now_; }

    std::chrono::system_clock::time_point wall_now() const override {
        return start_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now_ - time_point{});
    }

    void set_alarm(time_point when, std::function<void()> wake) override {
        wake_ = std::move(wake);
        due_ = when;
        if (!is_deadline() && !std::exchange(rings_, true)) boost::asio::post(context_, [this] { ring(); });
    }

    void cancel_alarm() override { wake_ = nullptr; }

  private:
    static constexpr std::chrono::seconds spread{1};  ///< of the polls: more than their jitter

    bool is_deadline() const { return due_ - now_ >= std::chrono::hours{1}; }

    void ring() {
        rings_ = false;
        if (!wake_ || is_deadline()) return;
        now_ = std::max(now_, due_ + spread);
        std::exchange(wake_, nullptr)();
    }

    boost::asio::io_context& context_;
    time_point now_{};
    std::chrono::system_clock::time_point start_ = std::chrono::system_clock::now();
    time_point due_{};
    std::function<void()> wake_;
    bool rings_ = false;
};

}  // namespace bench
