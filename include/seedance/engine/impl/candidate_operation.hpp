// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Asks a gateway, with our key, whether an id that came with a submit's answer is a task. It asks until the gateway
/// shows the task, or has said for long enough that there is none, or the time for it is over.
class candidate_operation final : public operation_state, public poll_waiter {
  public:
    /// What is called with the answer: whether there is such a task.
    using asker = std::function<void(bool is_task)>;

    /// The longest time for which a gateway that does not answer is asked.
    static constexpr std::chrono::seconds patience{600};

    candidate_operation(std::shared_ptr<engine> shared, task candidate, asker done)
        : operation_state{std::move(shared)},
          task_{std::move(candidate)},
          machine_{task_.polling},
          done_{std::move(done)} {}

    ~candidate_operation() override { leave_queue(); }

    void start() override {
        ends_ = engine_->deadline_after(patience);
        wake_at(engine_->clock().now() + backoff_base);
    }

    void on_timer() override {
        if (engine_->clock().now() >= ends_) return finish(false);
        wake_at(ends_);
        if (auto granted = polls().try_acquire()) return ask_with(std::move(*granted));
        polls().enqueue(*this);
    }

    void on_granted(poll_permit granted) override {
        const auto self = shared_from_this();
        ask_with(std::move(granted));
    }

    void cancel(errc) override {
        const auto self = shared_from_this();
        if (permit_) stop_exchange();
        finish(false);
    }

  private:
    poll_limiter& polls() const { return engine_->limiter_of(task_.provider, task_.account).polls; }

    void leave_queue() noexcept {
        if (is_queued()) polls().leave_queue(*this);
    }

    void ask_with(poll_permit granted) {
        permit_ = std::move(granted);
        if (!first_asked_) first_asked_ = engine_->clock().now();
        auto account = engine_->accounts().find(task_.provider, task_.account);
        auto request = request_to(*account, "GET", account->table->status_target(task_.model, task_.id));
        exchange(std::move(request), nullptr, &candidate_operation::on_reply, std::move(account));
    }

    void on_reply(http_reply reply, std::shared_ptr<const account_entry> account) {
        permit_.release();
        if (!done_) return;
        const auto answer = read_poll(*account, reply, task_.id);
        if (answer.understood) return finish(true);
        const auto now = engine_->clock().now();
        const reply_context context{engine_->clock().wall_now(),
                                    std::chrono::duration_cast<milliseconds>(now - *first_asked_)};
        auto& quota = engine_->limiter_of(task_.provider, task_.account).poll_quota;
        const auto action = machine_.on_reply(reply, answer, context, engine_->random(), quota);
        const auto* const again = std::get_if<poll_machine::ask_again>(&action);
        if (again == nullptr) return finish(false);
        wake_at(std::min(now + again->after, ends_));
    }

    void finish(bool is_task) {
        cancel_timer();
        leave_queue();
        if (const auto done = std::exchange(done_, {})) done(is_task);
    }

    task task_;
    poll_machine machine_;
    asker done_;
    clock::time_point ends_{};
    std::optional<clock::time_point> first_asked_;
    poll_permit permit_;
};

}  // namespace seedance::detail
