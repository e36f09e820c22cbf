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
#include <string_view>
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
#include <seedance/provider/prepared.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/submit_machine.hpp>
#include <seedance/task/failure.hpp>
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
          price_if_unknown{options.price_if_unknown},
          throttle_patience{options.throttle_patience} {}

    std::string intent;
    event_sink events;
    milliseconds deadline;
    std::optional<money> price_limit;
    std::optional<money> price_if_unknown;
    std::optional<milliseconds> throttle_patience;
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
        account_ = engine_->accounts().find(request_.provider());
        if (!account_) return fail(nothing_sent(errc::no_account, step::check));
        deadline_ = engine_->deadline_after(terms_.deadline);
        if (is_too_late()) return fail(too_late(step::check));
        if (auto refusal = beyond_limits()) return fail(std::move(*refusal));
        limiter_ = &engine_->limiter_of(request_.provider());
        const auto now = engine_->clock().now();
        if (auto granted = limiter_->try_acquire(now)) permit_ = std::move(*granted);
        if (!begin_intent()) return refund_permit();
        stage_ = stage::idle;
        if (!set_money_aside()) return refund_permit();
        if (permit_) return send();
        if (limiter_->paused_until() > now && limiter_->paused_until() >= end_of_patience()) return give_up_waiting();
        stage_ = stage::queued;
        wake_at(deadline_);
        limiter_->enqueue(*this, now);
    }

    void on_granted(permit granted) override {
        const auto self = shared_from_this();  // until now the timer alone kept it
        permit_ = std::move(granted);
        stage_ = stage::idle;
        cancel_timer();
        if (is_too_late()) refund_permit();
        send_in_time();
    }

    void on_turn_at(time_point when) override { wake_at(std::min({when, deadline_, patience_ends_})); }

    void on_timer() override {
        const auto now = engine_->clock().now();
        if (stage_ == stage::queued && now >= patience_ends_) return give_up_waiting();
        if (caller_waits() && now >= deadline_) return cancel(errc::deadline_reached);
        if (stage_ == stage::queued) return limiter_->grant(now);
        if (stage_ == stage::sending) return stop_waiting_for_answer();
        const auto gateway_waits_until = limiter_->paused_until();
        if (gateway_waits_until > now) return wake_at(std::min(gateway_waits_until, deadline_));
        send_in_time();
    }

    void cancel(errc why) override {
        if (!caller_waits()) return;
        cancel_timer();
        auto ended = nothing_sent(why, step::submit);
        ended.retry = retry::call_again;
        if (stage_ == stage::sending) {
            wake_at(sent_at_ + reply_timeout);  // the permit is not kept for longer
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
    /// The stages of a submit; while it is `fresh`, the journal does not have the intent yet.
    enum class stage : std::uint8_t { fresh, idle, queued, sending };

    // ---- before anything is sent

    /// Gives the price that a limit has to count; nothing when it is not known.
    std::optional<money> counted_price() const {
        const auto price = request_.price();
        return price.known() ? std::optional{price.amount()} : terms_.price_if_unknown;
    }

    std::optional<failure> beyond_limits() {
        const auto price = counted_price();
        intent_.held = price.value_or(money{});
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

    /// Writes the intent down; gives false when that failed, or when there is one of this name already.
    bool begin_intent() {
        if (intent_.name.empty()) intent_.name = make_intent_name();
        intent_.state = permit_ ? intent_state::sending : intent_state::planned;
        intent_.provider = request_.provider();
        intent_.model = request_.model();
        intent_.planned_at = engine_->clock().wall_now();
        try {
            auto known = engine_->ledger().begin(intent_);
            if (known) go_on_with(std::move(*known));
            return !known;
        } catch (const std::exception& e) {
            fail(journal_failed(e));
            return false;
        }
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

    bool wants_video() const { return std::holds_alternative<completion<generated_video>>(caller_); }

    milliseconds time_left() const { return std::chrono::ceil<milliseconds>(deadline_ - engine_->clock().now()); }

    /// Says whether nothing may be sent any more: a video must not be paid for when its caller will not wait for it.
    bool is_too_late() const {
        const auto left = time_left();
        return left <= milliseconds{0} || (wants_video() && left < request_.polling().first);
    }

    failure too_late(step at) const {
        auto why = nothing_sent(errc::deadline_reached, at);
        why.retry = at == step::check ? retry::never : retry::call_again;
        const auto left = time_left();
        why.detail = left > milliseconds{0}
                         ? "call_options::deadline leaves " + in_words(left) +
                               ", and a video of this model takes at least " + in_words(request_.polling().first) +
                               ": set a deadline of more than that, or submit now and wait later"
                         : "call_options::deadline, which is " + in_words(terms_.deadline) +
                               ", is over before anything was sent: set a longer one";
        return why;
    }

    /// Gives back a permit with which nothing was sent.
    void refund_permit() {
        if (permit_) limiter_->refund(std::move(permit_));
    }

    void end_unsent() {
        if (stage_ == stage::fresh) return;
        if (stage_ == stage::queued) limiter_->leave_queue(*this);
        stage_ = stage::idle;
        engine_->ledger().give_up(intent_);
        permit_.release();
    }

    // ---- a gateway that asks for fewer requests

    /// Gives the time until which a submit waits that is refused now for the first time.
    clock::time_point end_of_patience() const {
        const auto latest = wants_video() ? deadline_ - request_.polling().first : deadline_;
        if (!terms_.throttle_patience) return latest;
        return std::min(latest, engine_->deadline_after(*terms_.throttle_patience));
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
        if (patience_ends_ == clock::time_point::max()) patience_ends_ = end_of_patience();
        context.time_left = std::chrono::duration_cast<milliseconds>(patience_ends_ - now);
        return context;
    }

    /// Waits for another turn, with nothing on its way: a refusal for that reason proves that nothing was accepted.
    void queue_again(const submit_machine::queue_again& refused, const http_reply& reply) {
        if (!caller_waits()) return end_unsent();
        last_refusal_ = std::make_unique<failure>(nothing_sent(errc::throttled, step::submit));
        add_reply(*last_refusal_, reply, refused.answer.error);
        if (limiter_->paused_until() >= patience_ends_) return give_up_waiting();
        const auto now = engine_->clock().now();
        const auto after = std::chrono::ceil<milliseconds>(limiter_->paused_until() - now);
        emit(terms_.events, events::retrying{step::submit, refused.why.code, after, last_refusal_->gateway_message});
        engine_->ledger().write(intent_, intent_state::planned);
        stage_ = stage::queued;
        wake_at(patience_ends_);
        limiter_->enqueue_again(*this, std::move(permit_), now);
    }

    /// Ends a submit whose caller has no patience for the gateway's pause.
    void give_up_waiting() {
        auto why = last_refusal_ ? std::move(*last_refusal_) : nothing_sent(errc::throttled, step::submit);
        const auto pause = limiter_->paused_until() - engine_->clock().now();
        why.retry = retry::call_again;
        why.retry_after =
            std::max(std::chrono::ceil<std::chrono::seconds>(pause), std::chrono::seconds{1});  // 1 s: the shortest
        why.detail = "the gateway's pause is longer than call_options::throttle_patience or the deadline allows";
        end_unsent();
        fail(std::move(why));
    }

    // ---- sending

    /// Sends now, unless it is too late by now.
    void send_in_time() {
        if (!is_too_late()) return send_again();
        auto why = too_late(step::submit);
        end_unsent();
        fail(std::move(why));
    }

    /// Sends again after a pause in which no exchange was under way.
    void send_again() {
        try {
            engine_->ledger().move_to(intent_, intent_state::sending);
        } catch (const std::exception& e) {
            auto why = journal_failed(e);
            end_unsent();
            return fail(std::move(why));
        }
        send();
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
        engine_->ledger().write(intent_, intent_state::unknown);
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
        const auto context = context_of(reply, answer);
        hide_key(answer.error, *account_);
        const auto words = answer.error.message;
        auto action = machine_.on_reply(reply, std::move(answer), context, engine_->random(), limiter_->submit_quota);
        if (auto* accepted = std::get_if<submit_machine::accepted>(&action)) return accept(std::move(accepted->answer));
        if (auto* refused = std::get_if<submit_machine::refused>(&action)) return on_refusal(*refused, reply);
        if (auto* refused = std::get_if<submit_machine::queue_again>(&action)) return queue_again(*refused, reply);
        const auto& again = std::get<submit_machine::send_again>(action);
        if (caller_waits())
            pause(again, words);
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
        engine_->ledger().write(intent_, intent_state::accepted);
        emit(caller_waits() ? terms_.events : event_sink{}, events::accepted{*intent_.task, intent_.name});
        deliver(std::move(*intent_.task), answer.poll_hint);
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

    void pause(const submit_machine::send_again& again, std::string_view words) {
        emit(terms_.events, events::retrying{step::submit, again.why, again.after, words});
        engine_->ledger().write(intent_, intent_state::planned);
        wake_at(std::min(engine_->clock().now() + again.after, deadline_));
    }

    void on_refusal(const submit_machine::refused& refused, const http_reply& reply) {
        const bool has_new_key = engine_->accounts().find(request_.provider()) != account_;
        if (refused.why.code == errc::rejected_key && has_new_key && caller_waits()) return send_in_time();
        auto why = nothing_sent(refused.why.code, step::submit);
        add_reply(why, reply, refused.answer.error);
        why.retry_after = refused.why.retry_after;
        if (refused.why.kind == decision_kind::retry || why.retry_after) why.retry = retry::call_again;
        if (refused.why.kind == decision_kind::uncertain) {
            why.billed = billed::unknown;
            why.retry = retry::ask_first;
            intent_.note = note_of(reply);
            engine_->ledger().write(intent_, intent_state::unknown);
        } else {
            engine_->ledger().give_up(intent_);
        }
        permit_.release();
        fail(std::move(why));
    }

    // ---- words

    static std::string in_words(milliseconds time) {
        const auto count = time.count();
        return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
    }

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

    failure journal_failed(const std::exception& e) const {
        auto why = nothing_sent(errc::journal_unavailable, step::check);
        why.detail = words_of(e);
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
    submit_machine machine_;
    std::shared_ptr<const account_entry> account_;
    gateway_limiter* limiter_ = nullptr;
    permit permit_;
    clock::time_point deadline_{};
    clock::time_point sent_at_{};
    clock::time_point patience_ends_ = clock::time_point::max();  ///< set when the gateway asks for fewer requests
    std::unique_ptr<failure> last_refusal_;                       ///< by a gateway that asks for fewer requests
    stage stage_ = stage::fresh;
};

}  // namespace seedance::detail
