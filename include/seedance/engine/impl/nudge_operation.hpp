// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Makes whoever waits for a task ask the gateway now.
class nudge_operation final : public journal_operation<bool> {
  public:
    /// The task, or the name of its intent.
    using subject = std::variant<std::string, task>;

    nudge_operation(std::shared_ptr<engine> shared, subject what, completion<bool> handler, milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, what_{std::move(what)} {}

  private:
    void ask() override {
        if (const auto* known = std::get_if<task>(&what_)) return succeed(wait_operation::nudge(*engine_, *known));
        engine_->ledger().find(
            std::get<std::string>(what_),
            [self = self_as<nudge_operation>()](const std::exception_ptr& failed, const std::optional<intent>& found) {
                if (!self->goes_on(failed)) return;
                self->succeed(found && found->task && wait_operation::nudge(*self->engine_, *found->task));
            });
    }

    subject what_;
};

}  // namespace seedance::detail
