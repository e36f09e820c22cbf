// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// Looks through the journal for intents that nobody works on.
class recover_operation final : public operation_state {
  public:
    recover_operation(std::shared_ptr<engine> shared, completion<recovery> caller)
        : operation_state{std::move(shared)}, caller_{std::move(caller)} {}

    void start() override {
        try {
            auto found = engine_->recover();
            std::exchange(caller_, {}).succeed(std::move(found));
        } catch (const std::exception& e) {
            auto why = failure_of(errc::journal_unavailable, step::check, {}, {});
            why.detail = words_of(e);
            why.retry = retry::call_again;
            std::exchange(caller_, {}).fail(std::move(why));
        }
    }

    void on_timer() override {}

    void cancel(errc why) override {
        if (caller_) std::exchange(caller_, {}).fail(failure_of(why, step::check, {}, {}));
    }

  private:
    completion<recovery> caller_;
};

}  // namespace seedance::detail
