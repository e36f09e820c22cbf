// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/errc_of_status.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/query_machine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Asks a gateway one thing that costs nothing.
template <class T>
class query_operation : public operation_state {
  public:
    query_operation(std::shared_ptr<engine> shared, std::string provider, std::string account, std::string model,
                    completion<T> handler, milliseconds limit)
        : operation_state{std::move(shared)},
          handler_{std::move(handler)},
          provider_{std::move(provider)},
          account_name_{std::move(account)},
          model_{std::move(model)},
          limit_{limit} {}

    void listen(const event_sink& to) noexcept { events_ = to; }

    void start() override {
        account_ = engine_->accounts().find(provider_, account_name_);
        if (!account_) return fail(no_account(engine_->accounts(), provider_, account_name_, model_));
        deadline_ = engine_->deadline_after(limit_);
        if (auto why = refusal(*account_)) return fail(std::move(*why));
        ask();
    }

    void on_timer() override {
        if (engine_->clock().now() >= deadline_) return cancel(errc::deadline_reached);
        ask();
    }

    void cancel(errc why) override { fail(failure_of(why, step::poll, provider_, model_)); }

  protected:
    /// Gives the reason for which the question cannot be asked at all.
    virtual std::optional<failure> refusal(const account_entry&) const { return std::nullopt; }

    virtual http_request question(const account_entry& account) const = 0;

    /// Reads the answer, and what the gateway says of an error.
    virtual decision read(const account_entry& account, http_reply& reply, T& answer, gateway_error& error) const = 0;

    /// Gives the task that the question is about; null where it is about none.
    virtual const task* asked_task() const noexcept { return nullptr; }

    /// Adds to a failure what only the question knows.
    virtual void complete(failure&) const {}

    /// Ends the question for which the gateway has refused to answer; may find out more before that.
    virtual void explain(failure why) { fail(std::move(why)); }

    /// Is told the answer, before the caller is.
    virtual void on_answer(const T&) const {}

    /// Ends the question with its answer; may go on to something else instead.
    virtual void conclude(T&& answer) {
        on_answer(answer);
        succeed(std::move(answer));
    }

    void succeed(T&& answer) {
        cancel_timer();
        std::exchange(handler_, {}).succeed(std::move(answer));
    }

    /// Ends the question, unless it has ended.
    void fail(failure why) {
        if (!handler_) return;
        cancel_timer();
        if (asking_) stop_exchange();
        complete(why);
        std::exchange(handler_, {}).fail(std::move(why));
    }

    /// Gives the facts for the decision about a reply. A task that the gateway does not know is not waited for.
    reply_context context() const { return {engine_->clock().wall_now(), visibility_grace}; }

    /// Decides about an answer that is not what was asked for, where it was not asked for a task.
    decision decide_refusal(const http_reply& reply, int status) const {
        auto decided = classify_poll(reply, {.status = status}, context());
        const bool refuses = !reply.error && decided.kind == decision_kind::give_up;
        if (refuses) decided.code = errc_of_status(status).value_or(decided.code);
        return decided;
    }

    /// Says that the gateway does not offer what was asked for.
    static failure unsupported(const account_entry& account, std::string words) {
        auto why = failure_of(errc::unsupported, step::check, account.table->name, {});
        why.detail = std::move(words);
        return why;
    }

    /// Begins an exchange; `then` is called as by `exchange`, and first asks whether the caller `still_waits`,
    /// which tells of the exchange.
    template <class Derived>
    void begin_exchange(http_request&& request, void (Derived::*then)(http_reply&&)) {
        asking_ = true;
        wake_at(deadline_);
        exchange(std::move(request), nullptr, then);
    }
    bool still_waits(const http_reply& reply) {
        asking_ = false;
        if (!handler_) return false;
        emit_exchanged(events_, asked_task() != nullptr ? step::poll : step::check, reply,
                       {provider_, account_name_, model_, {}, {}, asked_task()});
        return true;
    }

    /// Asks again from the first attempt on, after some time.
    void ask_anew(milliseconds after) {
        machine_ = {};
        if (after == milliseconds{0}) return ask();
        wake_at(std::min(engine_->clock().now() + after, deadline_));
    }

    completion<T> handler_;
    std::shared_ptr<const account_entry> account_;  ///< that is asked with

  private:
    void ask() { begin_exchange(question(*account_), &query_operation::on_reply); }

    void on_reply(http_reply&& reply) {
        if (!still_waits(reply)) return;
        T answer{};
        gateway_error error;
        const auto decided = read(*account_, reply, answer, error);
        const auto now = engine_->clock().now();
        const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - now);
        auto& quota = engine_->limiter_of(provider_, account_name_).poll_quota;
        const auto action = machine_.on_decision(decided, left, engine_->random(), quota);
        if (const auto* again = std::get_if<query_machine::ask_again>(&action))
            return wake_at(std::min(now + again->after, deadline_));
        if (const auto* over = std::get_if<query_machine::gave_up>(&action)) return give_up(over->why, reply, error);
        conclude(std::move(answer));
    }

    void give_up(const decision& decided, const http_reply& reply, const gateway_error& error) {
        auto why = failure_of(decided.code, step::poll, provider_, model_);
        why.retry_after = decided.retry_after;
        add_reply(why, reply, error);
        why.received = received_from(reply, *account_);
        explain(std::move(why));
    }

    std::string provider_;
    std::string account_name_;
    std::string model_;
    milliseconds limit_;
    event_sink events_{};
    clock::time_point deadline_{};
    query_machine machine_;
    bool asking_ = false;
};

}  // namespace seedance::detail
