// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/text.hpp>
#include <seedance/engine/callbacks.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/adopt_operation.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/callback_check.hpp>
#include <seedance/engine/impl/callback_urls.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance::detail {

/// Takes what was posted to a callback URL. Nobody believes it: it makes whoever waits for the task ask the gateway,
/// and it may bring the id of a task whose own answer was lost. It is answered when the journal has it.
class callback_operation final : public journal_operation<webhook_reply> {
  public:
    callback_operation(std::shared_ptr<engine> shared, webhook_request request, completion<webhook_reply> handler,
                       milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, request_{std::move(request)} {}

    /// How long after its end an attempt's URL is answered.
    static constexpr std::chrono::hours good_after_end{24};

    void on_timer() override {
        if (is_one_of_several_) engine_->callback_votes().take_back(attempt_.handle, id_);
        answer(503, "it cannot be taken yet: post it again");
    }

  private:
    void ask() override {
        if (auto refusal = refuse_callback(engine_->callbacks(), request_)) return succeed(std::move(*refusal));
        token_ = *engine_->callbacks().read(request_.target);
        engine_->ledger().ask<std::optional<intent>>(
            [handle = std::string{token_.handle}](journal& store) { return store.find_handle(handle); },
            [self = self_as<callback_operation>()](const std::exception_ptr& failed, std::optional<intent> found) {
                if (!self->handler_) return;
                if (failed) return self->answer(503, "the journal cannot be read: post it again");
                self->on_found(std::move(found));
            });
    }

    void on_found(std::optional<intent> found) {
        if (!found || !callback_urls::is_for(token_, *found)) return answer(404, "there is no such callback URL");
        attempt_ = std::move(*found);
        const auto now = engine_->ledger().period_time();
        if (is_over(attempt_.state) && attempt_.ended_at && *attempt_.ended_at + good_after_end < now)
            return answer(410, "the task of this callback URL is over");
        account_ = engine_->accounts().find(attempt_.provider, attempt_.account);
        if (!account_) return answer(503, "the account of this callback URL is not there");
        if (account_->table->decode_callback == nullptr) return take_undocumented();
        take(account_->table->decode_callback(request_.body));
    }

    /// It says only that it is time to ask.
    void take_undocumented() {
        if (attempt_.task) wait_operation::nudge(*engine_, *attempt_.task);
        answer(200, "");
    }

    void take(status_answer said) {
        said.task_id = text::trim(said.task_id);
        if (!said.understood) return answer(400, "this is not what the gateway's document shows");
        if (!may_be_of(said, attempt_, *account_) || (attempt_.task && attempt_.task->id != said.task_id))
            return answer(409, "this is about another task");
        const bool is_needed = attempt_.state != intent_state::succeeded && !is_ended(attempt_.state);
        if (!is_terminal(said.state) || !is_needed) return answer(200, "");
        id_ = std::move(said.task_id);
        write();
    }

    /// A task that is over needs nothing; one of which somebody has said that it was not sent may be there after all.
    static bool is_ended(intent_state state) noexcept { return is_over(state) && state != intent_state::not_sent; }

    /// Keeps the body, unless other callbacks of the attempt say something else more often. Where as many say this as
    /// that, the journal has no place for both: the gateway is asked first whether there is a task of the one that it
    /// has.
    void write() {
        auto body = request_.body;
        hide_key(body, *account_);
        body.resize(std::min(body.size(), longest_callback));
        auto& votes = engine_->callback_votes();
        if (!attempt_.task) count_kept(votes, attempt_, *account_);
        if (!attempt_.task) votes.add(attempt_.handle, id_);
        const auto winner = attempt_.task ? id_ : votes.winner(attempt_.handle);
        const bool has_one = !attempt_.callback->empty();
        if (attempt_.callback == body || (has_one && !winner.empty() && winner != id_)) return on_kept();
        is_one_of_several_ = has_one && winner.empty();
        if (is_one_of_several_) return wait_for_adoption();
        engine_->ledger().note_callback(
            attempt_, std::move(body),
            [self = self_as<callback_operation>()](const std::exception_ptr& failed, const journal_answer& said) {
                self->on_written(failed, said);
            });
    }

    void on_written(const std::exception_ptr& failed, const journal_answer& said) {
        if (failed || !said.written) return answer(503, "the journal cannot write it down: post it again");
        if (said.now && said.now->task) attempt_.task = said.now->task;
        on_kept();
    }

    /// Says whether somebody looks at the attempt again after a crash.
    bool is_looked_at() const { return attempt_.task || attempt_.state != intent_state::not_sent; }

    /// It is answered when the journal has it; of an attempt that nobody looks at again after a crash, because it was
    /// not sent as far as anybody knew, when it is known whether there is such a task.
    void on_kept() {
        if (is_looked_at()) answer(200, "");
        engine_->tell(events::called_back{attempt_.name, id_, subject_of(attempt_)});
        if (engine_->closed()) return;
        if (attempt_.task)
            wait_operation::nudge(*engine_, *attempt_.task);
        else if (is_looked_at())
            adopt_operation::begin(engine_, attempt_.handle);
        else
            wait_for_adoption();
    }

    /// Is kept by its own time limit alone: the gateway may be asked for a day.
    void wait_for_adoption() {
        const auto self = self_as<callback_operation>();
        const auto tell = [weak = std::weak_ptr{self}](bool is_settled) {
            if (const auto alive = weak.lock()) alive->on_adoption_end(is_settled);
        };
        if (!adopt_operation::begin(engine_, attempt_.handle, self, tell)) on_timer();
    }

    void on_adoption_end(bool is_settled) {
        if (is_settled || (is_one_of_several_ && is_looked_at())) return answer(200, "");
        if (is_one_of_several_) engine_->callback_votes().take_back(attempt_.handle, id_);
        answer(503, "it is not known yet whose task this is: post it again");
    }

    void answer(int status, std::string_view words) {
        if (handler_) succeed(reply_to_callback(status, words));
    }

    webhook_request request_;
    callback_token token_;  ///< views into `request_.target`
    intent attempt_;
    std::shared_ptr<const account_entry> account_;
    std::string id_;
    bool is_one_of_several_ = false;  ///< callbacks of the attempt name other tasks as often
};

}  // namespace seedance::detail
