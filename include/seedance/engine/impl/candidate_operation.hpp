// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/engine/impl/poll_limiter.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// What is known of an intent's candidate when it is asked for no longer.
enum class candidate_decision : std::uint8_t {
    is_task,    ///< the gateway has shown it, and it is no other intent's
    is_none,    ///< the gateway says that there is no such task, or it is not the intent's
    not_known,  ///< nobody has said: the gateway does not answer, or does not take the key
};

/// Asks a gateway, with our key, whether an intent's candidate, an id that came with its answer, is a task. It asks
/// until the gateway shows the task, or has said for long enough that there is none, or the time for it is over. A task
/// that the journal knows as another intent's was made for that one. An answer that shows the task's end is a poll's
/// answer for who waits for the task next.
class candidate_operation final : public operation_state, public poll_waiter {
  public:
    /// What is called with the answer: whether there is such a task for the intent. `words` say what else is known.
    using asker = std::function<void(candidate_decision said, std::string_view words)>;

    /// The longest time for which a gateway that does not answer is asked.
    static constexpr std::chrono::seconds patience{600};

    /// The client has the intent's account.
    candidate_operation(std::shared_ptr<engine> shared, const intent& whose, asker done)
        : operation_state{std::move(shared)},
          task_{whose.candidate.value()},
          name_{whose.name},
          attempt_{whose.attempt},
          machine_{task_.polling},
          done_{std::move(done)} {}

    ~candidate_operation() override { leave_queue(); }

    /// Believes the gateway's answer only where it fits the intent: a callback, which nobody has signed, has brought
    /// the id. The candidate has the time at which the intent was planned.
    void came_by_callback() noexcept { must_fit_ = true; }

    void start() override {
        ends_ = engine_->deadline_after(patience);
        wake_at(engine_->clock().now() + backoff_base);
    }

    void on_timer() override {
        if (engine_->clock().now() >= ends_) return finish(candidate_decision::not_known);
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
        finish(candidate_decision::not_known);
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

    void on_reply(http_reply&& reply, std::shared_ptr<const account_entry> account) {
        permit_.release();
        if (!done_) return;
        emit_exchanged({}, step::poll, reply, about());
        auto answer = read_poll(*account, reply, task_.id);
        const auto now = engine_->clock().now();
        const reply_context context{engine_->clock().wall_now(),
                                    std::chrono::duration_cast<milliseconds>(now - *first_asked_)};
        auto& quota = engine_->limiter_of(task_.provider, task_.account).poll_quota;
        const auto action = machine_.on_reply(reply, answer, context, engine_->random(), quota);
        const bool is_over = std::holds_alternative<poll_machine::finished>(action);
        if (answer.mended && !is_over) tell_of_damage();  // who waits for the task tells of its end
        if (shows_task(answer)) {
            if (must_fit_ && !fits(answer, task_.model, task_.accepted_at)) return finish(candidate_decision::is_none);
            if (is_over) end_ = std::move(answer);
            return look_up();
        }
        if (const auto* const again = std::get_if<poll_machine::ask_again>(&action))
            return wake_at(std::min(now + again->after, ends_));
        const auto* const over = std::get_if<poll_machine::gave_up>(&action);
        finish(over == nullptr || is_denial(over->why, reply) ? candidate_decision::is_none
                                                              : candidate_decision::not_known);
    }

    events::subject about() const { return {task_.provider, task_.account, task_.model, name_, {}, &task_}; }

    void tell_of_damage() {
        if (std::exchange(has_told_damage_, true)) return;
        emit({}, events::answer_mended{step::poll, task_.provider, task_.id, about()});
    }

    /// Says whether a gateway that answers has no such task, or takes the id for none; an answer about the key, or from
    /// another place, tells nothing.
    static bool is_denial(const decision& why, const http_reply& reply) noexcept {
        return why.code == errc::task_not_found || (why.code == errc::poll_failed && !reply.error);
    }

    /// Says whether an answer shows that there is such a task: it names it, or tells how it gets on. What says of no
    /// task in particular that it failed, or that it is in a state that is none, may mean that there is none.
    bool shows_task(const status_answer& answer) const {
        const bool gets_on = answer.state != task_state::unknown && answer.state != task_state::failed;
        return answer.understood && (gets_on || text::trim(answer.task_id) == task_.id);
    }

    /// Asks the journal whose task it is.
    void look_up() {
        engine_->ledger().find_task(task_, [self = self_as<candidate_operation>()](const std::exception_ptr& failed,
                                                                                   const std::optional<intent>& known) {
            self->on_looked_up(failed, known);
        });
    }

    void on_looked_up(const std::exception_ptr& failed, const std::optional<intent>& known) {
        if (failed && must_fit_) return finish(candidate_decision::not_known);
        const bool is_anothers = known && (known->name != name_ || known->attempt != attempt_);
        if (!is_anothers) return finish(candidate_decision::is_task);
        finish(candidate_decision::is_none, "; the id in it is the task of intent " + detail::quoted(known->name));
    }

    void finish(candidate_decision said, std::string_view words = {}) {
        cancel_timer();
        leave_queue();
        if (said == candidate_decision::is_task && end_)
            engine_->confirmed_ends().keep(task_, std::move(*end_), engine_->clock().now());
        if (const auto done = std::exchange(done_, {})) done(said, words);
    }

    task task_;
    std::string name_;  ///< of the intent that it may be for
    int attempt_;
    poll_machine machine_;
    asker done_;
    clock::time_point ends_{};
    std::optional<clock::time_point> first_asked_;
    std::optional<status_answer> end_;  ///< of the task, where the gateway has shown it
    poll_permit permit_;
    bool must_fit_ = false;
    bool has_told_damage_ = false;
};

}  // namespace seedance::detail
