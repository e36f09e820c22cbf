// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/candidate_operation.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// Gives an attempt the task that its callback has brought, where its own answer was lost: after a while in which that
/// answer may come, and other callbacks that say otherwise, and only when the gateway shows the task to our key.
class adopt_operation final : public operation_state {
  public:
    /// How long it waits for what says otherwise.
    static constexpr std::chrono::seconds settling{5};

    adopt_operation(std::shared_ptr<engine> shared, std::string handle)
        : operation_state{std::move(shared)}, handle_{std::move(handle)} {}

    ~adopt_operation() override { engine_->adoptions().erase(handle_); }

    /// Begins it, unless one of the attempt is under way.
    static void begin(const std::shared_ptr<engine>& shared, const std::string& handle) {
        if (!shared->adoptions().insert(handle).second) return;
        const auto made = std::make_shared<adopt_operation>(shared, handle);
        shared->add(*made);
        made->start();
    }

    void start() override { wake_at(engine_->clock().now() + settling); }

    void on_timer() override {
        engine_->ledger().ask<std::optional<intent>>(
            [handle = handle_](journal& store) { return store.find_handle(handle); },
            [self = self_as<adopt_operation>()](const std::exception_ptr& failed, std::optional<intent> found) {
                if (failed)
                    self->wake_at(self->engine_->clock().now() + settling);
                else if (found && !self->engine_->closed())
                    self->on_found(std::move(*found));
            });
    }

    void cancel(errc) override { cancel_timer(); }

  private:
    void on_found(intent attempt) {
        if (attempt.task) return end(*attempt.task);
        const auto account = engine_->accounts().find(attempt.provider, attempt.account);
        auto id = engine_->callback_votes().winner(handle_);
        if (!account || id.empty()) return;
        attempt.candidate = task_called_back(attempt, std::move(id));
        const auto asker = std::make_shared<candidate_operation>(
            engine_, attempt, [self = self_as<adopt_operation>(), attempt](bool is_task, std::string_view) {
                if (is_task) self->adopt(attempt);
            });
        engine_->add(*asker);
        asker->start();
    }

    /// What the journal cannot write yet is kept, and tried again.
    void adopt(intent attempt) {
        attempt.task = std::exchange(attempt.candidate, {});
        attempt.note.clear();
        engine_->ledger().accept(
            attempt, [self = self_as<adopt_operation>(), attempt](const std::exception_ptr&, const journal_answer&) {
                self->engine_->tell(events::accepted{*attempt.task, attempt.name, subject_of(attempt)});
                self->end(*attempt.task);
            });
    }

    void end(const task& known) {
        engine_->callback_votes().forget(handle_);
        wait_operation::nudge(*engine_, known);
    }

    std::string handle_;
};

}  // namespace seedance::detail
