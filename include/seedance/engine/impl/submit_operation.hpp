// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/candidate_operation.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/named_submit.hpp>
#include <seedance/engine/impl/submit_gate.hpp>
#include <seedance/engine/impl/submit_stage.hpp>
#include <seedance/engine/impl/whole_json.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/digest.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/retry/submit_machine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/unfinished.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Submits once, and goes on when its caller has ended: from the first byte that may have left until an answer has
/// come, only the gateway's word ends it. The intent is written down before anything is done for it, that it is being
/// sent before the first byte leaves, and the task before the caller hears of it.
class submit_operation final : public named_submit, public limiter_waiter {
  public:
    using named_submit::named_submit;

    /// The longest time for which a task is kept back from its caller because the journal cannot write it down.
    static constexpr std::chrono::seconds recording_patience{2};
    static constexpr std::chrono::seconds pause_behind{1};  ///< where the journal has not the end of the leg before

    ~submit_operation() override {
        if (stage_ == stage::queued) limiter_->leave_queue(*this);
    }

    /// Sends an intent that is in the queue, this client's own: it stays there unless it is sent.
    void adopt(const intent& queued) {
        intent_ = queued;
        is_adopted_ = is_looked_up_ = true;
    }

    void start() override {
        stay_ = engine_->submits().enter();
        if (!stay_) return cancel(errc::client_closed);
        if (auto why = cannot_be_named()) return fail(std::move(*why));
        deadline_ = engine_->deadline_after(terms_.deadline);
        if (!intent_.name.empty()) return take_name();
        is_looked_up_ = true;
        begin_intent();
    }

    void on_granted(permit granted) override {
        const auto self = shared_from_this();  // until now the timer alone kept it
        permit_ = std::move(granted);
        stage_ = stage::idle;
        cancel_timer();
        if (is_too_late()) limiter_->refund(std::move(permit_));
        send_in_time();
    }

    void on_turn_at(time_point when) override { wake_at(std::min({when, deadline_, patience_ends_})); }

    void on_timer() override {
        const auto now = engine_->clock().now();
        if (stage_ == stage::recording) return deliver_accepted();
        if (stage_ == stage::queued && now >= patience_ends_) return give_up_waiting();
        if (caller_waits() && now >= deadline_) return cancel(errc::deadline_reached);
        if (stage_ == stage::queued) return wait_in_queue(), limiter_->grant(now);
        if (stage_ == stage::sending) return stop_waiting_for_answer();
        if (stage_ == stage::confirming) permit_.release();
        if (stage_ == stage::fresh && leads()) return look_up_intent();
        if (stage_ != stage::idle) return;
        if (pause_is_too_long(now)) return give_up_waiting();
        if (limiter_->paused_until() > now) return wake_at(limiter_->paused_until());
        send_in_time();
    }

    void cancel(errc why) override {
        if (!caller_waits()) return;
        if (stage_ != stage::fresh && stage_ < stage::sending && hand_over(why)) return wait_again();
        const bool may_be_waited_for = stage_ == stage::recording && why != errc::client_closed;  // by others
        if (!may_be_waited_for) cancel_timer();
        if (stage_ == stage::sending || stage_ == stage::confirming) {
            wake_at(sent_at_ + reply_timeout);  // the permit is not kept for longer
            return fail(stage_ == stage::sending ? on_its_way(why) : not_confirmed(*unconfirmed_, why));
        }
        auto ended = left_by(why);
        if (stage_ == stage::recording) add_task(ended);
        fail(std::move(ended));
        end_before_first_byte();
    }

    void report_to(unfinished& left) const override {
        if (stage_ == stage::sending || stage_ == stage::confirming) left.submits.push_back(intent_);
    }

    void count_in(load_count& load) const override {
        count_submit(load, stage_ == stage::queued, stage_ != stage::fresh);
    }

    void begin_no_submit() override {
        if (stage_ < stage::sending) cancel(errc::client_closed);
    }

    void stop() override {
        if (stage_ == stage::sending) stop_exchange();
    }

  private:
    using stage = submit_stage;

    std::shared_ptr<submit_operation> self() { return self_as<submit_operation>(); }

    using journal_step_done = void (submit_operation::*)(const std::exception_ptr&, const journal_answer&);

    /// Makes a function that goes on with a step of this operation when the journal has answered.
    ledger::change_done then(journal_step_done step) {
        return [self = self(), step](const std::exception_ptr& failed, const journal_answer& answer) {
            ((*self).*step)(failed, answer);
        };
    }

    /// Sets a limit to the time that the journal may take, where it has not answered at once.
    void limit_stage(stage asked, clock::time_point until) {
        if (stage_ == asked) wake_at(until);
    }

    // ---- the journal has the first word: a name that it knows costs nothing

    void look_up_intent() override {
        if (is_adopted_) return begin_adopted();
        stage_ = stage::looking_up;
        engine_->ledger().find(intent_.name,
                               [self = self()](const std::exception_ptr& failed, const std::optional<intent>& known) {
                                   self->on_looked_up(failed, known);
                               });
        limit_stage(stage::looking_up, deadline_);
    }

    void on_looked_up(const std::exception_ptr& failed, const std::optional<intent>& known) {
        stage_ = stage::fresh;
        cancel_timer();
        is_looked_up_ = !failed;
        if (!caller_waits()) return make_way();
        if (failed) return fail_all(not_known_yet(journal_failed(failed)));
        if (known && is_left(*known)) return go_on_after_leg(*known);
        if (known && (known->task || known->state == intent_state::unknown)) return go_on_with(*known);
        const bool is_queued = known && known->queued;
        if (is_queued && !other_field(known->digest).empty()) return fail_all(mismatch(other_field(known->digest)));
        begin_intent();
    }

    /// Takes the place of the leg whose task has failed, unless that goes on in the queue, or somebody has ended it.
    void go_on_after_leg(const intent& known) {
        if (!has_failed_for_nothing(known)) return fail_all(*terms_.left);
        engine_->ledger().hurry(*known.task);
        if (!known.queued) return begin_intent(known.attempt);
        make_way();
        auto& generator = std::get<completion<generated_video>>(handler_);
        waiter_by_name(std::exchange(generator, {}))->start();
    }

    /// Goes on with an intent that is in the queue: its price is estimated anew, and set aside anew where it is
    /// another.
    void begin_adopted() {
        const auto held = intent_.held;
        if (!may_begin()) return;
        work_ = intent_work{engine_->ledger().worker(), intent_.name};  // an answer may come after its queue has ended
        stage_ = intent_.held == held ? stage::idle : stage::beginning;
        if (stage_ == stage::idle) return take_place();
        engine_->ledger().move_to(intent_, intent_state::planned, then(&submit_operation::on_begun));
        limit_stage(stage::beginning, deadline_);
    }

    /// Says whether rules, account, deadline and limits allow it; tells the caller where they do not.
    bool may_begin() {
        account_ = find_account();
        if (auto broken = breaks_rules())
            refuse(std::move(*broken));
        else if (!account_)
            refuse(no_account(engine_->accounts(), intent_.provider, intent_.account, intent_.model));
        else if (is_too_late())
            refuse(too_late(step::check));
        else if (auto refusal = beyond_limits())
            refuse(std::move(*refusal));
        else
            limiter_ = &engine_->limiter_of(intent_.provider, intent_.account);
        return limiter_ != nullptr;
    }

    /// Writes down an intent that is new, and that the limits allow. Of a route, it takes the place of this attempt.
    void begin_intent(int moves_on_from = 0) {
        if (!may_begin()) return;
        name_attempt();
        intent_.key_fingerprint = account_->key_fingerprint();
        work_ = intent_work{engine_->ledger().worker(), intent_.name};
        stage_ = stage::beginning;
        engine_->ledger().begin(intent_, moves_on_from, then(&submit_operation::on_begun));
        limit_stage(stage::beginning, deadline_);
    }

    void on_begun(const std::exception_ptr& failed, const journal_answer& answer) {
        stage_ = stage::fresh;
        cancel_timer();
        if (failed) return on_not_begun(failed);
        if (answer.refused) return refuse(refused_by_budget(*answer.refused, intent_));
        if (is_behind(answer)) return wake_at(engine_->clock().now() + pause_behind);
        if (!answer.written)
            return is_adopted_ ? fail_all(taken_over(answer.now)) : go_on_with(answer.now.value_or(intent_));
        stage_ = stage::idle;
        intent_.attempt = answer.now->attempt;
        intent_.version = answer.now->version;
        if (!caller_waits()) return end_unsent();
        take_place();
    }

    /// It may be written all the same. A name of the library's own nobody calls again.
    void on_not_begun(const std::exception_ptr& failed) {
        if (!is_adopted_) engine_->ledger().take_back(intent_, false, leads());
        fail_all(journal_failed(failed));
    }

    // ---- a place at the gateway

    void take_place() {
        const auto now = engine_->clock().now();
        if (auto granted = limiter_->try_acquire(now)) {
            permit_ = std::move(*granted);
            return send_in_time();
        }
        if (pause_is_too_long(now)) return give_up_waiting();
        stage_ = stage::queued;
        emit(listener(), events::queued{false, about()});
        if (limiter_->lowered_since()) begin_patience(now);
        wait_in_queue();
        limiter_->enqueue(*this, now);
    }

    /// Waits for another turn, with nothing on its way: a refusal for that reason proves that nothing was accepted.
    void queue_again(const submit_machine::queue_again& refused, const http_reply& reply) {
        if (ends_unsent()) return;
        last_refusal_ = std::make_unique<failure>(refused_with(errc::throttled, reply, refused.answer.error));
        if (limiter_->paused_until() >= patience_ends_) return give_up_waiting();
        const auto now = engine_->clock().now();
        const auto after = std::chrono::ceil<milliseconds>(limiter_->paused_until() - now);
        tell_retry(refused.why.code, after, last_refusal_->gateway_message);
        write_planned();
        stage_ = stage::queued;
        wake_at(patience_ends_);
        limiter_->enqueue_again(*this, std::move(permit_), now);
    }

    /// The caller has no patience for the gateway's pause.
    void give_up_waiting() {
        auto why = last_refusal_ ? std::move(*last_refusal_) : nothing_sent(errc::throttled, step::submit);
        add_pause(why, limiter_->paused_until() - engine_->clock().now());
        note_end_of_leg(why);
        end_unsent();
        fail(std::move(why));
    }

    /// Waits for what it waits for, by the times of another caller.
    void wait_again() {
        const auto now = engine_->clock().now();
        if (patience_ends_ != clock::time_point::max()) patience_ends_ = end_of_patience(now);
        if (stage_ != stage::queued)
            return wake_at(stage_ == stage::idle ? std::min(deadline_, pause_ends_) : deadline_);
        wait_in_queue();
        limiter_->grant(now);  // which tells the first its turn anew
    }

    // ---- ends with nothing sent

    /// Ends an intent for which nothing is under way. One in the queue stays there; one that was in doubt does where
    /// its route has legs left.
    void end_unsent(bool ends_route = false) {
        if (stage_ == stage::queued) limiter_->leave_queue(*this);
        stage_ = stage::fresh;
        const bool was_in_doubt = intent_.state == intent_state::unknown;
        const bool is_given_up = was_in_doubt && (ends_route || intent_.legs_left <= 0);
        if (is_given_up) end_doubt(is_adopted_);
        if (!is_adopted_ || is_paid_before_ || is_given_up)
            engine_->ledger().give_up(intent_);
        else
            write_planned(was_in_doubt ? &submit_operation::on_back_in_queue : &submit_operation::on_written);
        permit_.release();
        make_way();
    }

    /// Has an intent sent again whose request was refused late: nobody is at work on it any more.
    void on_back_in_queue(const std::exception_ptr& failed, const journal_answer& answer) {
        on_written(failed, answer);
        work_ = {};
        if (answer.written && !engine_->closed()) engine_->send_queued(intent_);
    }

    /// Ends a submit whose caller has gone, or whose client begins no submits any more; says whether it did.
    bool ends_unsent() {
        const bool must_end = !caller_waits() || engine_->submits().is_closed();
        if (caller_waits() && must_end)
            cancel(errc::client_closed);
        else if (must_end)
            end_unsent();
        return must_end;
    }

    /// Ends an intent of which no byte has left: now, or when the journal or the transport has answered.
    void end_before_first_byte() {
        if (stage_ == stage::idle || stage_ == stage::queued) return end_unsent();
        if (stage_ != stage::connecting && stage_ != stage::preparing) return;
        is_held_back_ = true;
        stop_exchange();
    }

    /// Ends an exchange before its first byte.
    void hold_back(std::function<void(error_code)> go_on) {
        is_held_back_ = true;
        go_on(boost::asio::error::operation_aborted);
    }

    /// Goes on when an exchange has ended of which no byte was allowed to leave.
    void on_held_back() {
        if (!caller_waits()) return end_unsent();
        pause_until(std::max(limiter_->paused_until(), engine_->clock().now()));
    }

    // ---- sending

    /// Sends now, unless it is too late by now.
    void send_in_time() {
        if (is_too_late()) return end_too_late();
        send();
    }

    /// Ends it with nothing sent, and tells a caller that still waits that it is too late.
    void end_too_late() {
        auto why = too_late(step::submit);
        end_unsent();
        fail(std::move(why));
    }

    /// Opens a connection; or, where the transport does not ask before the first byte, writes down at once that the
    /// request is being sent.
    void send() {
        account_ = find_account();
        if (!engine_->transport().calls_before_first_byte()) return prepare();
        auto request = message();
        request.before_first_byte = [self = self()](std::function<void(error_code)> go_on) {
            boost::asio::post(self->engine_->strand(),
                              [self, go_on = std::move(go_on)]() mutable { self->on_connected(std::move(go_on)); });
        };
        stage_ = stage::connecting;
        wake_at(deadline_);
        exchange(std::move(request), nullptr, &submit_operation::on_reply);
    }

    void on_connected(std::function<void(error_code)> go_on) {
        const bool is_paused = limiter_->paused_until() > engine_->clock().now();  // since the connection was begun
        const bool may_go_on = stage_ == stage::connecting && caller_waits() && !is_paused && !is_too_late();
        if (!may_go_on) return hold_back(std::move(go_on));
        go_on_ = std::move(go_on);
        prepare();
    }

    /// Writes down that the request is about to leave.
    void prepare() {
        stage_ = stage::preparing;
        term_ = engine_->term();
        const auto number = ++preparations_;
        engine_->ledger().move_to(intent_, intent_state::sending,
                                  [self = self(), number](const std::exception_ptr& failed, const auto& answer) {
                                      self->on_written(failed, answer);
                                      const bool is_current =
                                          self->stage_ == stage::preparing && self->preparations_ == number;
                                      if (is_current) self->on_prepared(failed, answer);
                                  });
        limit_stage(stage::preparing, deadline_);
    }

    void on_prepared(const std::exception_ptr& failed, const journal_answer& answer) {
        cancel_timer();
        has_said_sending_ = answer.written;
        const bool may_send = engine_->ledger().worker().may_send(term_);
        if (answer.written && may_send && caller_waits() && !is_too_late()) return release_first_byte();
        if (failed) fail_all(journal_failed(failed));
        is_paid_before_ = is_paid_before(answer);
        if (is_paid_before_) deliver(*answer.now->task, {});
        if (!answer.written) fail_all(taken_over(answer.now));
        if (!may_send) fail_all(lease_ended(is_adopted_));
        if (go_on_) return hold_back(std::exchange(go_on_, {}));
        end_too_late();
    }

    /// Lets the first byte leave.
    void release_first_byte() {
        stage_ = stage::sending;
        sent_at_ = engine_->clock().now();
        emit(listener(), events::sending{about()});
        wake_at(std::min(deadline_, sent_at_ + reply_timeout));
        if (go_on_) return std::exchange(go_on_, {})({});
        exchange(message(), nullptr, &submit_operation::on_reply);
    }

    void on_written(const std::exception_ptr&, const journal_answer& answer) {
        if (answer.written) intent_.version = answer.now->version;
    }

    /// Writes down that nothing is on its way any more.
    void write_planned(journal_step_done done = &submit_operation::on_written) {
        if (intent_.state == intent_state::planned) return;
        engine_->ledger().put_back(intent_, std::exchange(has_said_sending_, false), then(done));
    }

    /// Tells the caller now; an answer that comes later is still used.
    void stop_waiting_for_answer() {
        write_unknown();
        permit_.release();
        fail_all(not_answered());
    }

    /// Writes down that nobody knows what became of it.
    void write_unknown() {
        const bool is_known_already = intent_.state == intent_state::unknown;
        engine_->ledger().write(intent_, intent_state::unknown, then(&submit_operation::on_written));
        if (!is_known_already) engine_->rests().on_lost(intent_, engine_->clock().now());
    }

    // ---- the answer

    void on_reply(http_reply&& reply) {
        stage_ = stage::idle;
        go_on_ = {};
        cancel_timer();
        emit_exchanged(listener(), step::submit, reply, about());
        if (std::exchange(is_held_back_, false) && reply.sent == delivery::nothing) return on_held_back();
        const auto arrived = take_arrival(reply);
        auto answer = account_->table->decode_submit(reply.status, reply.body, arrived);
        if (answer.mended && !reply.error)
            emit(listener(), events::answer_mended{step::submit, intent_.provider, answer.task_id, about()});
        const auto context = context_of(reply, answer);
        hide_key(answer.error, *account_);
        const auto words = answer.error.message;
        auto action = machine_.on_reply(reply, std::move(answer), context, engine_->random(), limiter_->submit_quota);
        if (auto* accepted = std::get_if<submit_machine::accepted>(&action)) return accept(std::move(accepted->answer));
        if (auto* refused = std::get_if<submit_machine::refused>(&action)) return on_refusal(*refused, reply);
        if (auto* refused = std::get_if<submit_machine::queue_again>(&action)) return queue_again(*refused, reply);
        const auto& again = std::get<submit_machine::send_again>(action);
        if (!ends_unsent()) pause(again, words);
    }

    /// Gathers what the decision about a reply depends on. A gateway that asks for fewer requests gets fewer from now
    /// on, whatever is decided.
    reply_context context_of(const http_reply& reply, const submit_answer& answer) {
        reply_context context{.now = engine_->clock().wall_now()};
        const auto refuses_before_acting = account_->table->refuses_before_acting;
        context.refused_before_acting =
            !reply.error && refuses_before_acting != nullptr && refuses_before_acting(answer.status, answer.error);
        const bool asks_for_less = !reply.error && (answer.status == 429 || context.refused_before_acting);
        if (!asks_for_less) return context;
        const auto now = engine_->clock().now();
        const auto asked_for = retry_after(reply, context.now).value_or(std::chrono::seconds{0});
        limiter_->on_throttled(sent_at_, now, asked_for, engine_->random());
        begin_patience(now);
        context.time_left = std::chrono::duration_cast<milliseconds>(patience_ends_ - now);
        return context;
    }

    void pause(const submit_machine::send_again& again, std::string_view words) {
        tell_retry(again.why, again.after, words);
        write_planned();
        pause_until(engine_->clock().now() + again.after);
    }
    void pause_until(clock::time_point when) { wake_at(std::min(pause_ends_ = when, deadline_)); }

    void on_refusal(const submit_machine::refused& refused, const http_reply& reply) {
        const bool has_new_key = find_account() != account_;
        const bool may_send = caller_waits() && !engine_->submits().is_closed();
        if (refused.why.code == errc::rejected_key && has_new_key && may_send) return write_planned(), send_in_time();
        auto why = refused_with(refused.why.code, reply, refused.answer.error);
        why.retry_after = refused.why.retry_after;
        if (refused.why.kind == decision_kind::retry || why.retry_after) why.retry = retry::call_again;
        if (refused.why.kind == decision_kind::uncertain)
            return on_unknown(not_known(std::move(why), reply), refused.answer);
        if (refused.answer.strength == evidence::reference) why.gateway_reference = refused.answer.task_id;
        hide_key(why.gateway_reference, *account_);
        note_end_of_leg(why);
        fail_all(why);
        end_unsent(end_of_leg(why, terms_.route.despite_content) == leg_end::final);
    }

    /// Writes down that nobody knows what became of it; asks, where an id came that may be its task's.
    void on_unknown(failure why, const submit_answer& answer) {
        const bool is_candidate = answer.strength == evidence::candidate && !account_->is_key_in(answer.task_id);
        if (is_candidate) intent_.candidate = why.candidate = task_of(answer.task_id);
        intent_.note = note_of(why, *account_);
        write_unknown();
        unconfirmed_ = std::make_unique<failure>(std::move(why));
        poll_hint_ = answer.poll_hint;
        if (!unconfirmed_->candidate || engine_->closed()) return on_asked(candidate_decision::not_known, {});
        stage_ = stage::confirming;
        wake_at(deadline_);
        const auto asker = std::make_shared<candidate_operation>(
            engine_, intent_,
            [self = self()](candidate_decision said, std::string_view words) { self->on_asked(said, words); });
        engine_->add(*asker);
        asker->start();
    }

    /// Goes on when the gateway has shown the candidate, or has not.
    void on_asked(candidate_decision said, std::string_view words) {
        stage_ = stage::idle;
        cancel_timer();
        const auto why = std::exchange(unconfirmed_, {});
        if (said == candidate_decision::is_task)
            return accept({.task_id = why->candidate->id, .poll_hint = poll_hint_});
        why->detail += words;
        permit_.release();
        fail_all(*why);
    }

    void accept(submit_answer answer) {
        limiter_->on_accepted();
        engine_->rests().on_accepted(intent_);
        intent_.task = task_of(std::move(answer.task_id));
        intent_.note.clear();
        poll_hint_ = answer.poll_hint;
        stage_ = stage::recording;
        engine_->ledger().accept(intent_, then(&submit_operation::on_recorded));
        limit_stage(stage::recording, engine_->clock().now() + recording_patience);
    }

    void on_recorded(const std::exception_ptr&, const journal_answer&) {
        if (stage_ == stage::recording) deliver_accepted();
    }

    /// Tells of the task, which the journal has, or cannot write for too long.
    void deliver_accepted() {
        stage_ = stage::fresh;
        cancel_timer();
        emit(listener(), events::accepted{*intent_.task, intent_.name, about()});
        deliver(std::move(*intent_.task), poll_hint_);
    }

    void deliver(task made, std::optional<milliseconds> hint) override {
        tell_followers(made, hint);
        if (auto* submitter = std::get_if<completion<task>>(&handler_)) {
            if (*submitter) std::exchange(*submitter, {}).succeed(std::move(made));
        } else if (auto& generator = std::get<completion<generated_video>>(handler_); generator) {
            wait_for(std::move(made), hint, std::exchange(generator, {}), std::move(permit_));
        }
        permit_.release();
    }

    submit_stay stay_;
    intent_work work_;
    submit_machine machine_;
    permit permit_;
    std::function<void(error_code)> go_on_;  ///< lets the first byte leave
    int preparations_ = 0;
    bool is_held_back_ = false;  ///< an exchange ends because its first byte was not allowed to leave
    clock::time_point sent_at_{};
    clock::time_point pause_ends_{};         ///< between attempts
    std::unique_ptr<failure> unconfirmed_;   ///< what the caller is told where the candidate is no task
    std::unique_ptr<failure> last_refusal_;  ///< by a gateway that asks for fewer requests
    std::optional<milliseconds> poll_hint_;
    bool is_adopted_ = false, is_paid_before_ = false;  ///< in the queue; an earlier attempt has got a task after all
    bool has_said_sending_ = false;
    stage stage_ = stage::fresh;
};

}  // namespace seedance::detail
