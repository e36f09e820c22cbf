// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/intent_name.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/retry/submit_machine.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// The part of `call_options` that a submit keeps, in an owning form: the intent's name need not live longer than the
/// call.
struct submit_terms {
    explicit submit_terms(const call_options& options)
        : intent{options.intent},
          events{options.on_event},
          deadline{options.deadline},
          price_limit{options.price_limit},
          price_if_unknown{options.price_if_unknown} {}

    std::string intent;
    event_sink events;
    milliseconds deadline;
    std::optional<money> price_limit;
    std::optional<money> price_if_unknown;
};

/// Submits once, and goes on when its caller has ended: from the first byte that may have left until an answer has
/// come, only the gateway's word ends it. The intent is written down before it is sent, and the task before the caller
/// hears of it.
class submit_operation final : public operation_state, public limiter_waiter {
  public:
    /// The caller, which waits for the task or for the video that it becomes.
    using caller = std::variant<completion<task>, completion<generated_video>>;

    /// The longest time that a caller waits for the answer to a submit.
    static constexpr std::chrono::seconds reply_timeout{120};

    /// The longest time for which a task is kept back from its caller because the journal cannot write it down.
    static constexpr std::chrono::seconds recording_patience{2};

    /// The time for which the connection is kept for an answer after that.
    static constexpr std::chrono::seconds salvage_window{600};

    submit_operation(std::shared_ptr<engine> shared, prepared_request request, submit_terms terms, caller waiting)
        : operation_state{std::move(shared)},
          request_{std::move(request)},
          terms_{std::move(terms)},
          caller_{std::move(waiting)} {
        intent_.name = std::move(terms_.intent);
    }

    ~submit_operation() override {
        if (stage_ == stage::queued) limiter_->leave_queue(*this);
    }

    void start() override {
        if (!request_.valid()) return fail(broken_rules());
        deadline_ = engine_->deadline_after(terms_.deadline);
        if (intent_.name.empty()) return begin_intent();
        look_up_intent();
    }

    void on_granted(permit granted) override {
        const auto self = shared_from_this();  // until now the timer alone kept it
        permit_ = std::move(granted);
        stage_ = stage::idle;
        cancel_timer();
        const auto left = deadline_ - engine_->clock().now();
        const bool wants_video = std::holds_alternative<completion<generated_video>>(caller_);
        if (wants_video && left < request_.polling().first) return give_up_queueing(left);
        prepare();
    }

    void on_turn_at(time_point when) override { wake_at(std::min(when, deadline_)); }

    void on_timer() override {
        const auto now = engine_->clock().now();
        if (stage_ == stage::recording) return deliver_accepted();
        if (now >= deadline_) return cancel(errc::deadline_reached);
        if (stage_ == stage::queued) return limiter_->grant(now);
        if (stage_ == stage::sending) return stop_waiting_for_answer();
        if (stage_ == stage::idle) prepare();
    }

    void cancel(errc why) override {
        if (!caller_waits()) return;
        cancel_timer();
        auto ended = nothing_sent(why, step::submit);
        ended.retry = retry::call_again;
        if (stage_ == stage::recording) {
            ended.billed = billed::unknown;
            ended.retry = retry::resume;
            ended.task = intent_.task;
        } else if (stage_ == stage::sending) {
            ended.billed = billed::unknown;
            ended.retry = retry::ask_first;
            ended.detail =
                "the request is on its way; if the gateway accepts it, the journal and the client's on_event receive "
                "the task of intent " +
                detail::quoted(intent_.name);
        } else {
            end_unsent();
        }
        fail(std::move(ended));
    }

    void name_work(std::unordered_set<std::string>& names) const override { names.insert(intent_.name); }

  private:
    /// The stages of a submit.
    enum class stage : std::uint8_t {
        fresh,      ///< the journal does not have the intent
        beginning,  ///< it is asked to write it down
        idle,       ///< it has it, and nothing is under way
        queued,     ///< a permit is waited for
        preparing,  ///< the journal is asked to write that the request is being sent
        sending,    ///< an exchange is under way
        recording,  ///< the gateway has accepted, and the journal is asked to write it down
    };

    using change_done = ledger::change_done;

    /// Makes a function that goes on with a step of this operation, which it keeps alive.
    change_done then(void (submit_operation::*step)(const std::exception_ptr&, const journal_answer&)) {
        return [self = std::static_pointer_cast<submit_operation>(shared_from_this()), step](
                   const std::exception_ptr& failed, const journal_answer& answer) { ((*self).*step)(failed, answer); };
    }

    // ---- the journal has the first word: a name that it knows costs nothing

    void look_up_intent() {
        stage_ = stage::beginning;
        auto self = std::static_pointer_cast<submit_operation>(shared_from_this());
        engine_->ledger().find(intent_.name, [self = std::move(self)](const std::exception_ptr& failed,
                                                                      const std::optional<intent>& known) {
            self->on_looked_up(failed, known);
        });
        wait_for_journal(stage::beginning, deadline_);
    }

    /// Sets a limit to the time that the journal may take, where it has not answered at once.
    void wait_for_journal(stage asked, clock::time_point until) {
        if (stage_ == asked) wake_at(until);
    }

    void on_looked_up(const std::exception_ptr& failed, const std::optional<intent>& known) {
        cancel_timer();
        stage_ = stage::fresh;
        if (!caller_waits()) return;
        if (failed) return fail(journal_failed(failed));
        if (known && (known->task || known->state == intent_state::unknown)) return go_on_with(*known);
        begin_intent();
    }

    // ---- before anything is sent

    /// Gives the price that a limit has to count; nothing when it is not known.
    std::optional<money> counted_price() const {
        const auto price = request_.price();
        return price.known() ? std::optional{price.amount()} : terms_.price_if_unknown;
    }

    std::optional<failure> beyond_limits() {
        const auto price = counted_price();
        intent_.held = price.value_or(money{});
        if (intent_.held < money{}) return negative_price();
        const bool limited = terms_.price_limit || engine_->ledger().has_budget();
        if (limited && !price) {
            auto why = nothing_sent(errc::price_unknown, step::check);
            why.detail =
                to_string(request_.price()) + "; set call_options::price_if_unknown to what may be counted for it";
            return why;
        }
        if (!terms_.price_limit || *price <= *terms_.price_limit) return std::nullopt;
        auto why = nothing_sent(errc::over_limit, step::check);
        why.detail = "the request costs " + to_string(*price) + ", call_options::price_limit is " +
                     to_string(*terms_.price_limit);
        return why;
    }

    failure negative_price() const {
        auto why = nothing_sent(errc::price_unknown, step::check);
        why.detail = "call_options::price_if_unknown is " + to_string(intent_.held) + "; a price is 0 or more";
        return why;
    }

    /// Writes down an intent that is new, and that the limits allow.
    void begin_intent() {
        account_ = engine_->accounts().find(request_.provider());
        if (!account_) return fail(nothing_sent(errc::no_account, step::check));
        if (auto refusal = beyond_limits()) return fail(std::move(*refusal));
        limiter_ = &engine_->limiter_of(request_.provider());
        if (intent_.name.empty()) intent_.name = make_intent_name();
        intent_.handle = make_intent_name();
        intent_.provider = request_.provider();
        intent_.model = request_.model();
        intent_.planned_at = engine_->clock().wall_now();
        stage_ = stage::beginning;
        engine_->ledger().begin(intent_, then(&submit_operation::on_begun));
        wait_for_journal(stage::beginning, deadline_);
    }

    void on_begun(const std::exception_ptr& failed, const journal_answer& answer) {
        cancel_timer();
        stage_ = stage::fresh;
        if (failed) return fail(journal_failed(failed));
        if (!answer.written) return go_on_with(answer.now.value_or(intent_));
        stage_ = stage::idle;
        intent_.attempt = answer.now->attempt;
        intent_.version = answer.now->version;
        work_ = intent_work{engine_->ledger().worker(), intent_.name};
        if (!caller_waits()) return end_unsent();
        if (set_money_aside()) take_place();
    }

    void on_written(const std::exception_ptr&, const journal_answer& answer) {
        if (answer.written) intent_.version = answer.now->version;
    }

    void take_place() {
        const auto now = engine_->clock().now();
        if (auto granted = limiter_->try_acquire(now)) {
            permit_ = std::move(*granted);
            return prepare();
        }
        stage_ = stage::queued;
        wake_at(deadline_);
        limiter_->enqueue(*this, now);
    }

    /// Goes on with an intent that was sent before, or is about to be sent by another call.
    void go_on_with(intent known) {
        if (known.task) return deliver(std::move(*known.task), {});
        const bool unknown = known.state == intent_state::unknown;
        auto why = nothing_sent(unknown ? errc::outcome_unknown : errc::intent_taken, step::check);
        why.detail = "intent " + detail::quoted(known.name) +
                     (unknown ? " was sent before and its answer was lost" : " is being submitted by another call");
        why.billed = billed::unknown;
        why.retry = retry::ask_first;
        fail(std::move(why));
    }

    bool set_money_aside() {
        auto& ledger = engine_->ledger();
        if (ledger.reserve(intent_)) return true;
        auto why = nothing_sent(errc::over_limit, step::check);
        why.detail =
            "the request costs " + to_string(intent_.held) + ", the budget has " + to_string(ledger.left()) + " left";
        ledger.give_up(intent_);
        fail(std::move(why));
        return false;
    }

    /// Ends a submit whose turn came too late: a video must not be paid for when its caller will not wait for it.
    void give_up_queueing(std::chrono::steady_clock::duration left) {
        auto why = nothing_sent(errc::deadline_reached, step::submit);
        why.retry = retry::call_again;
        why.detail = "its turn came " + std::to_string(std::chrono::ceil<std::chrono::seconds>(left).count()) +
                     " s before the deadline, and this model takes at least " +
                     std::to_string(request_.polling().first.count()) + " s";
        end_unsent();
        fail(std::move(why));
    }

    void end_unsent() {
        if (stage_ == stage::fresh || stage_ == stage::beginning || stage_ == stage::preparing) return;
        if (stage_ == stage::queued) limiter_->leave_queue(*this);
        stage_ = stage::fresh;
        engine_->ledger().give_up(intent_);
        permit_.release();
    }

    // ---- sending

    /// Writes down that the request is about to leave.
    void prepare() {
        stage_ = stage::preparing;
        engine_->ledger().move_to(intent_, intent_state::sending, then(&submit_operation::on_prepared));
        wait_for_journal(stage::preparing, deadline_);
    }

    void on_prepared(const std::exception_ptr& failed, const journal_answer& answer) {
        cancel_timer();
        stage_ = stage::idle;
        if (answer.written) intent_.version = answer.now->version;
        if (failed || !caller_waits()) {
            end_unsent();
            if (failed) fail(journal_failed(failed));
            return;
        }
        if (answer.written) return send();
        permit_.release();
        stage_ = stage::fresh;
        fail(taken_over());
    }

    void send() {
        account_ = engine_->accounts().find(request_.provider());
        auto request = request_to(*account_, "POST", request_.message().target);
        request.headers.insert(request.headers.end(), request_.message().headers.begin(),
                               request_.message().headers.end());
        request.body = request_.message().body;
        request.use = connection_use::fresh;
        request.reply_timeout = reply_timeout + salvage_window;
        stage_ = stage::sending;
        sent_at_ = engine_->clock().now();
        wake_at(std::min(deadline_, sent_at_ + reply_timeout));
        exchange(std::move(request), nullptr, &submit_operation::on_reply);
    }

    /// Tells the caller now; an answer that comes later is still used.
    void stop_waiting_for_answer() {
        engine_->ledger().write(intent_, intent_state::unknown, then(&submit_operation::on_written));
        permit_.release();
        auto why = nothing_sent(errc::outcome_unknown, step::submit);
        why.billed = billed::unknown;
        why.retry = retry::ask_first;
        why.detail = "no answer within " + std::to_string(reply_timeout.count()) + " s; if one comes within " +
                     std::to_string(salvage_window.count()) +
                     " s more, the journal and the client's on_event receive the task of intent " +
                     detail::quoted(intent_.name);
        fail(std::move(why));
    }

    void on_reply(http_reply reply) {
        stage_ = stage::idle;
        cancel_timer();
        auto answer = account_->table->decode_submit(reply.whole_status(), reply.body);
        hide_key(answer.error, *account_);
        const bool asks_for_less = !reply.error && answer.status == 429;
        const auto now = engine_->clock().now();
        const reply_context context{
            engine_->clock().wall_now(), {}, std::chrono::duration_cast<milliseconds>(deadline_ - now)};
        auto action = machine_.on_reply(reply, std::move(answer), context, engine_->random(), limiter_->submit_quota);
        if (asks_for_less) limiter_->on_throttled(sent_at_, now);
        if (auto* accepted = std::get_if<submit_machine::accepted>(&action)) return accept(std::move(accepted->answer));
        if (auto* refused = std::get_if<submit_machine::refused>(&action)) return on_refusal(*refused, reply);
        const auto& again = std::get<submit_machine::send_again>(action);
        if (caller_waits())
            pause(again);
        else
            end_unsent();
    }

    void accept(submit_answer answer) {
        limiter_->on_accepted();
        intent_.task = task{.provider = std::string{request_.provider()},
                            .model = std::string{request_.model()},
                            .id = std::move(answer.task_id),
                            .accepted_at = engine_->clock().wall_now(),
                            .polling = request_.polling()};
        intent_.note.clear();
        poll_hint_ = answer.poll_hint;
        stage_ = stage::recording;
        engine_->ledger().write(intent_, intent_state::accepted, then(&submit_operation::on_recorded));
        wait_for_journal(stage::recording, engine_->clock().now() + recording_patience);
    }

    void on_recorded(const std::exception_ptr&, const journal_answer&) {
        if (stage_ == stage::recording) deliver_accepted();
    }

    /// Tells of the task, which the journal has, or cannot write for too long.
    void deliver_accepted() {
        cancel_timer();
        stage_ = stage::idle;
        emit(caller_waits() ? terms_.events : event_sink{}, events::accepted{*intent_.task, intent_.name});
        deliver(std::move(*intent_.task), poll_hint_);
    }

    void deliver(task made, std::optional<milliseconds> hint) {
        if (auto* submitter = std::get_if<completion<task>>(&caller_)) {
            if (*submitter) std::exchange(*submitter, {}).succeed(std::move(made));
        } else if (auto& generator = std::get<completion<generated_video>>(caller_); generator) {
            wait_for(std::move(made), hint, std::exchange(generator, {}));
        }
        permit_.release();
    }

    void wait_for(task made, std::optional<milliseconds> hint, completion<generated_video> waiting) {
        auto waiter =
            std::make_shared<wait_operation>(engine_, std::move(made), std::move(waiting), terms_.events, deadline_);
        waiter->take_cancellation_from(*this);
        waiter->set_poll_hint(hint);
        waiter->set_permit(std::move(permit_));
        engine_->add(*waiter);
        waiter->start();
    }

    void pause(const submit_machine::send_again& again) {
        emit(terms_.events, events::retrying{step::submit, again.why, again.after});
        engine_->ledger().write(intent_, intent_state::planned, then(&submit_operation::on_written));
        wake_at(std::min(engine_->clock().now() + again.after, deadline_));
    }

    void on_refusal(const submit_machine::refused& refused, const http_reply& reply) {
        const bool has_new_key = engine_->accounts().find(request_.provider()) != account_;
        if (refused.why.code == errc::rejected_key && has_new_key && caller_waits()) return send();
        auto why = nothing_sent(refused.why.code, step::submit);
        add_reply(why, reply, refused.answer.error);
        why.retry_after = refused.why.retry_after;
        if (refused.why.kind == decision_kind::retry || why.retry_after) why.retry = retry::call_again;
        if (refused.why.kind == decision_kind::uncertain) {
            why.billed = billed::unknown;
            why.retry = retry::ask_first;
            intent_.note = note_of(reply);
            engine_->ledger().write(intent_, intent_state::unknown, then(&submit_operation::on_written));
        } else {
            engine_->ledger().give_up(intent_);
        }
        permit_.release();
        fail(std::move(why));
    }

    // ---- words

    /// Writes the note for the journal about an answer that cannot be used.
    std::string note_of(const http_reply& reply) const {
        static constexpr std::size_t longest = 64 * 1024;
        auto note = reply.status != 0 ? "HTTP " + std::to_string(reply.status) : std::string{};
        if (reply.error) note += (note.empty() ? "" : ", ") + reply.error.message();
        if (const auto location = reply.header("Location"); !location.empty())
            note += ", Location: " + std::string{location};
        if (!reply.body.empty()) note += ": " + reply.body;
        hide_key(note, *account_);  // whole, before it may be cut
        note.resize(std::min(note.size(), longest));
        return note;
    }

    failure nothing_sent(errc code, step at) const {
        return failure_of(code, at, request_.provider(), request_.model());
    }

    failure taken_over() const {
        auto why = nothing_sent(errc::intent_taken, step::submit);
        why.detail = "intent " + detail::quoted(intent_.name) + " was taken over by another client";
        why.billed = billed::unknown;
        why.retry = retry::ask_first;
        return why;
    }

    failure journal_failed(const std::exception_ptr& thrown) const {
        auto why = nothing_sent(errc::journal_unavailable, step::check);
        why.detail = words_of(thrown);
        why.retry = retry::call_again;
        return why;
    }

    failure broken_rules() const {
        auto why = nothing_sent(errc::invalid_request, step::check);
        why.broken_rules = request_.broken_rules();
        return why;
    }

    bool caller_waits() const {
        return std::visit([](const auto& waiting) { return static_cast<bool>(waiting); }, caller_);
    }

    void fail(failure why) {
        std::visit(
            [&why](auto& waiting) {
                if (waiting) std::exchange(waiting, {}).fail(std::move(why));
            },
            caller_);
    }

    prepared_request request_;
    submit_terms terms_;
    caller caller_;
    intent intent_;
    intent_work work_;
    std::optional<milliseconds> poll_hint_;
    submit_machine machine_;
    std::shared_ptr<const account_entry> account_;
    gateway_limiter* limiter_ = nullptr;
    permit permit_;
    clock::time_point deadline_{};
    clock::time_point sent_at_{};
    stage stage_ = stage::fresh;
};

}  // namespace seedance::detail
