// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <seedance/engine/clock.hpp>
#include <seedance/testing/clock.hpp>

namespace test {

/// A clock whose time of day somebody sets.
class set_clock final : public seedance::clock {
  public:
    explicit set_clock(std::shared_ptr<seedance::testing::manual_clock> steady) : steady_{std::move(steady)} {}

    time_point now() const override { return steady_->now(); }
    time_point now_with_sleep() const override { return now() + slept; }
    std::chrono::system_clock::time_point wall_now() const override { return steady_->wall_now() + ahead; }
    void set_alarm(time_point when, std::function<void()> wake) override { steady_->set_alarm(when, std::move(wake)); }
    void cancel_alarm() override { steady_->cancel_alarm(); }

    std::chrono::hours ahead{0};
    std::chrono::hours slept{0};

  private:
    std::shared_ptr<seedance::testing::manual_clock> steady_;
};

}  // namespace test
