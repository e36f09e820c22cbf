// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/task/client_load.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// Counts, on the strand, what the engine does.
class load_operation final : public operation_state {
  public:
    load_operation(std::shared_ptr<engine> shared, completion<client_load> handler)
        : operation_state{std::move(shared)}, handler_{std::move(handler)} {}

    void start() override { std::exchange(handler_, {}).succeed(engine_->load()); }
    void on_timer() override {}
    void cancel(errc why) override {
        if (handler_) std::exchange(handler_, {}).fail(failure_of(why, step::check, {}, {}));
    }

  private:
    completion<client_load> handler_;
};

}  // namespace seedance::detail
