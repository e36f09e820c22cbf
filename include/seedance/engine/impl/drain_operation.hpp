// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/unfinished.hpp>

namespace seedance::detail {

/// Lets no submit begin any more, and waits until none is under way and the journal has everything, or for so long.
class drain_operation final : public operation_state {
  public:
    drain_operation(std::shared_ptr<engine> shared, completion<unfinished> handler, milliseconds limit)
        : operation_state{std::move(shared)}, handler_{std::move(handler)}, limit_{limit} {}

    void start() override {
        engine_->begin_no_submits();
        wake_at(engine_->deadline_after(limit_));
        engine_->when_settled([weak = weak_from_this()] {
            if (const auto alive = weak.lock()) static_cast<drain_operation&>(*alive).finish();
        });
    }

    void on_timer() override { finish(); }

    void cancel(errc why) override {
        if (!handler_) return;
        cancel_timer();
        std::exchange(handler_, {}).fail(failure_of(why, step::check, {}, {}));
    }

  private:
    void finish() {
        if (!handler_) return;
        cancel_timer();
        std::exchange(handler_, {}).succeed(engine_->what_is_left());
    }

    completion<unfinished> handler_;
    milliseconds limit_;
};

}  // namespace seedance::detail
