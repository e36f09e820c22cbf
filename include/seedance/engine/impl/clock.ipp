// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include <seedance/core/impl/platform.hpp>
#include <seedance/engine/clock.hpp>

namespace seedance {

namespace detail {

class system_clock final : public clock {
  public:
    explicit system_clock(boost::asio::any_io_executor executor) : timer_{std::move(executor)} {}

    time_point now() const override { return std::chrono::steady_clock::now(); }
    time_point now_with_sleep() const override {
        return time_point{std::chrono::duration_cast<time_point::duration>(platform::time_since_start())};
    }
    std::chrono::system_clock::time_point wall_now() const override { return std::chrono::system_clock::now(); }

    void set_alarm(time_point when, std::function<void()> wake) override {
        timer_.expires_at(when);
        timer_.async_wait([wake = std::move(wake)](boost::system::error_code error) {
            if (!error) wake();
        });
    }

    void cancel_alarm() override { timer_.cancel(); }

  private:
    boost::asio::steady_timer timer_;
};

}  // namespace detail

SEEDANCE_DECL std::shared_ptr<clock> make_system_clock(boost::asio::any_io_executor executor) {
    return std::make_shared<detail::system_clock>(std::move(executor));
}

}  // namespace seedance
