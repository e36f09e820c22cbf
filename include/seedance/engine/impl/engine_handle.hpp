// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/core/config.hpp>

namespace seedance::detail {

class engine;
using engine_ptr = std::shared_ptr<engine>;

SEEDANCE_DECL void close(engine& engine) noexcept;

/// A client's hold on its engine, which closes with it. One that was moved from has no engine, and an executor to say
/// so on.
class engine_handle {
  public:
    engine_handle(boost::asio::any_io_executor executor, engine_ptr made) noexcept
        : executor_{std::move(executor)}, engine_{std::move(made)} {}

    engine_handle(engine_handle&& other) noexcept
        : executor_{other.executor_}, engine_{std::exchange(other.engine_, nullptr)} {}

    engine_handle& operator=(engine_handle&& other) noexcept {
        if (this == &other) return *this;
        if (engine_) close(*engine_);
        executor_ = other.executor_;
        engine_ = std::exchange(other.engine_, nullptr);
        return *this;
    }

    ~engine_handle() {
        if (engine_) close(*engine_);
    }

    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }

    /// Gives the engine; null where this was moved from.
    const engine_ptr& engine() const noexcept { return engine_; }

  private:
    boost::asio::any_io_executor executor_;
    engine_ptr engine_;
};

}  // namespace seedance::detail
