// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/key_explanation.hpp>
#include <seedance/engine/impl/status_operation.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/errc_of_status.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Ends a task before it has begun. It asks where the task is, orders its end, and asks again what came of it: a
/// gateway may have one word for ending a task and for forgetting a video that is there. The order leaves once,
/// whatever becomes of it.
class cancel_operation final : public status_operation {
  public:
    using status_operation::status_operation;

  private:
    /// How often the task is asked for after the order, and how much longer it waits each time.
    static constexpr int most_looks = 3;
    static constexpr milliseconds pause{1'000};

    std::optional<failure> refusal(const account_entry& account) const override {
        if (account.table->cancel == nullptr)
            return unsupported(account, "this gateway documents no way to cancel a task: it goes on");
        const bool is_an_id = !asked().id.empty() && asked().id != "." && asked().id != "..";
        if (is_an_id) return std::nullopt;  // a path reads the others as all tasks
        auto why = failure_of(errc::invalid_request, step::check, account.table->name, asked().model);
        why.detail = detail::quoted(asked().id) + " is no id of a task";
        return why;
    }

    void conclude(status_answer&& answer) override {
        if (answer.state == task_state::failed) return conclude_ended(std::move(answer));
        if (answer.state == task_state::succeeded) return refuse_finished(answer);
        if (ordered_) return look_again(answer);
        if (!account_->table->can_cancel(answer.state))
            return refuse(errc::conflict, "the task cannot be cancelled any more, it is " + words_of(answer));
        order();
    }

    /// The task has failed, most likely by the order: whoever waits for it hears so at its next poll, and no route
    /// tries another leg in its place.
    void conclude_ended(status_answer answer) {
        if (ordered_) note_cancelling(answer);
        status_operation::conclude(std::move(answer));
        const bool is_waited_for = wait_operation::nudge(*engine_, asked());
        if (!is_waited_for) engine_->ordered_ends().forget(asked());
    }

    void refuse_finished(const status_answer& answer) {
        on_answer(answer);
        billed_ = answer.charged;
        refuse(errc::conflict, "the task has succeeded: it is left as it is");
    }

    void order() {
        ordered_ = true;
        is_noted_ = true;
        engine_->ordered_ends().add(asked());
        auto message = account_->table->cancel(asked().model, asked().id);
        auto request = request_to(*account_, std::move(message.method), message.target);
        request.use = connection_use::fresh;  // no race with a server that closes an idle one
        begin_exchange(std::move(request), &cancel_operation::on_ordered);
    }

    /// The order has done nothing, and will not.
    void take_order_back() {
        if (std::exchange(is_noted_, false)) engine_->ordered_ends().take_back(asked());
    }

    void on_ordered(http_reply&& reply) {
        const bool has_left = !reply.error || reply.sent == delivery::complete;
        if (!has_left) take_order_back();
        if (!still_waits(reply)) return;
        auto said = account_->table->decode_cancel(reply.whole_status(), reply.body);
        hide_key(said.error, *account_);
        const auto refused_with = reply.error ? std::nullopt : errc_of_status(said.status);
        if (!has_left) return give_up_order(not_sent_code(reply), reply, said.error);
        if (refused_with && !is_about_state(*refused_with)) return give_up_order(*refused_with, reply, said.error);
        if (refused_with) refusal_ = failure_of_reply(errc::conflict, reply, said.error);
        ask_anew(milliseconds{0});
    }

    static errc not_sent_code(const http_reply& reply) {
        return reply.error == make_error_code(transport_errc::untrusted) ? errc::tls_untrusted : errc::not_sent;
    }

    /// Says whether a gateway may refuse so because the task is not in a state in which it can be cancelled.
    static bool is_about_state(errc code) noexcept { return code == errc::conflict || code == errc::rejected; }

    failure failure_of_reply(errc code, const http_reply& reply, const gateway_error& said) const {
        auto why = failure_of(code, step::poll, asked().provider, asked().model);
        add_reply(why, reply, said);
        why.received = received_from(reply, *account_);
        return why;
    }

    /// The order has done nothing.
    void give_up_order(errc code, const http_reply& reply, const gateway_error& said) {
        ordered_ = false;
        take_order_back();
        auto why = failure_of_reply(code == errc::not_found ? errc::task_not_found : code, reply, said);
        add_detail(why.detail, "the task is not cancelled");
        status_operation::explain(std::move(why));
    }

    /// The order has left, and the task has not ended.
    void look_again(const status_answer& answer) {
        if (refusal_) return refuse_running(answer);
        if (++looks_ < most_looks) return ask_anew(pause * looks_);
        refuse(errc::outcome_unknown, "the order has left, and the task is still " + words_of(answer));
    }

    void refuse_running(const status_answer& answer) {
        take_order_back();
        auto why = std::move(*refusal_);
        add_detail(why.detail, "the gateway does not cancel the task, it is " + words_of(answer));
        fail(std::move(why));
    }

    /// Where nobody could be asked after the order, nobody knows what came of it.
    void explain(failure why) override {
        if (refusal_) take_order_back();
        if (ordered_ && why.code == errc::task_not_found)
            add_detail(why.detail, "it may have ended before the order came, and be forgotten by it");
        else if (ordered_)
            why.code = errc::outcome_unknown;
        status_operation::explain(std::move(why));
    }

    void complete(failure& why) const override {
        status_operation::complete(why);
        why.billed = billed_;
        const bool is_open = ordered_ && !refusal_ && billed_ == billed::unknown && why.code != errc::task_not_found;
        if (is_open) add_detail(why.detail, "the order to cancel the task was sent, and may be carried out");
    }

    void refuse(errc code, std::string words) {
        auto why = failure_of(code, step::poll, asked().provider, asked().model);
        why.detail = std::move(words);
        fail(std::move(why));
    }

    static std::string words_of(const status_answer& answer) {
        return answer.raw_state.empty() ? std::string{to_string(answer.state)} : detail::quoted(answer.raw_state);
    }

    bool ordered_ = false;
    bool is_noted_ = false;  ///< among the client's ordered ends
    int looks_ = 0;
    billed billed_ = billed::unknown;
    std::optional<failure> refusal_;  ///< of the order, by the gateway
};

}  // namespace seedance::detail
