// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/key_explanation.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/engine/impl/query_operation.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Asks a gateway for the status of a task. The end of one is written down, as when it is waited for.
class status_operation : public query_operation<status_answer> {
  public:
    status_operation(std::shared_ptr<engine> shared, task asked, completion<status_answer> handler, milliseconds limit)
        : query_operation{std::move(shared), asked.provider, asked.account, asked.model, std::move(handler), limit},
          task_{std::move(asked)} {}

  protected:
    http_request question(const account_entry& account) const override {
        return request_to(account, "GET", account.table->status_target(task_.model, task_.id));
    }

    const task* asked_task() const noexcept override { return &task_; }

    decision read(const account_entry& account, http_reply& reply, status_answer& answer,
                  gateway_error& error) const override {
        answer = read_poll(account, reply, task_.id);
        answer.received = received_from(reply, account);
        error = answer.error;
        return answer.understood ? decision{} : classify_poll(reply, answer, context());
    }

    void on_answer(const status_answer& answer) const override {
        if (!is_terminal(answer.state) || is_failure_of_nobody(answer)) return;
        const bool is_failure = answer.state == task_state::failed;
        const auto state = is_failure ? intent_state::failed : intent_state::succeeded;
        engine_->ledger().on_task(task_, state, answer.charged, answer.cost, is_failure ? note_of_failure(answer) : "");
    }

    /// Where the task may be another account's, the journal is asked.
    void explain(failure why) override {
        if (!may_be_the_key(why.code)) return fail(std::move(why));
        engine_->ledger().find_task(task_, [self = self_as<status_operation>(), why](
                                               const std::exception_ptr&, const std::optional<intent>& known) mutable {
            add_detail(why.detail, explanation_by_key(self->task_, known, *self->account_));
            self->fail(std::move(why));
        });
    }

    void complete(failure& why) const override {
        why.task = task_;
        why.billed = billed::unknown;
        why.retry = retry::resume;
    }

    const task& asked() const noexcept { return task_; }

  private:
    task task_;
};

}  // namespace seedance::detail
