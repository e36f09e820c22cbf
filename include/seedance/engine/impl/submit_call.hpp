// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/named_wait_operation.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/engine/impl/watched_call.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/request/digest.hpp>
#include <seedance/request/route_options.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// The part of `call_options` that a submit keeps, in an owning form: the intent's name need not live longer than the
/// call.
struct submit_terms {
    explicit submit_terms(const call_options& options)
        : intent{options.intent},
          account{options.account},
          budget{options.budget},
          events{options.on_event},
          deadline{options.deadline},
          price_limit{options.price_limit},
          price_if_unknown{options.price_if_unknown},
          throttle_patience{options.throttle_patience},
          callback{options.callback},
          route{options.route} {}

    std::string intent;
    std::string account;
    std::string budget;
    event_sink events;
    milliseconds deadline;
    std::optional<money> price_limit;
    std::optional<money> price_if_unknown;
    std::optional<milliseconds> throttle_patience;
    bool callback;
    route_options route;

    /// What the legs of its route ask for, as digests: an intent that asks for one of that is the same. Null: it is no
    /// leg of a route.
    std::shared_ptr<const std::vector<std::string>> like{};

    /// Of a leg: how the one before has ended. Null: it is the first.
    std::shared_ptr<const failure> left{};

    /// Of a route that breaks rules: why nothing new begins. Null: it breaks none.
    std::shared_ptr<const failure> refused{};

    /// It is known that nothing was paid for under the intent's name before: it was made for this call, or is that of a
    /// leg that comes after others.
    bool is_name_free = false;
};

/// Says that nothing is sent, and that what was sent before under the name is not known.
inline failure not_known_yet(failure why) {
    why.billed = billed::unknown;
    why.retry = retry::call_again;
    if (!why.detail.empty()) why.detail += "; ";
    why.detail += "whether the name was paid for before is not known: nothing was sent for this call";
    return why;
}

/// Gives an attempt that begins now what tells it from others. `takes_callback` says that its end may be posted, where
/// the client has an address for that.
inline void name_attempt(intent& fresh, const engine& of_client, bool takes_callback) {
    fresh.handle = random_id();
    fresh.planned_at = of_client.clock().wall_now();
    fresh.callback.reset();
    if (takes_callback && of_client.callbacks().is_on()) fresh.callback.emplace();
}

/// What the caller of a submit asked for, what of it may be done, and the words for the caller where it is not.
class submit_call : public operation_state {
  public:
    /// The caller, which waits for the task, for the video that it becomes, or for the intent that is queued.
    using handler = std::variant<completion<task>, completion<generated_video>, completion<seedance::intent>>;

    /// The longest time that a caller waits for the answer to a submit.
    static constexpr std::chrono::seconds reply_timeout{120};

    /// The shortest time after which one who waits for its turn looks whether the gateway wants fewer requests.
    static constexpr std::chrono::seconds shortest_look{1};

    /// The time for which the connection is kept for an answer after that.
    static constexpr auto salvage_window = late_answer_window;

    submit_call(std::shared_ptr<engine> shared, prepared_request request, submit_terms terms, handler waiting)
        : operation_state{std::move(shared)},
          request_{std::move(request)},
          terms_{std::move(terms)},
          handler_{std::move(waiting)} {
        intent_.name = std::move(terms_.intent);
        intent_.account = std::move(terms_.account);
        intent_.budget = terms_.budget.empty() ? engine_->options().budget : std::move(terms_.budget);
        intent_.provider = request_.provider();
        intent_.model = request_.model();
        intent_.digest = request_.digest();
    }

  protected:
    // ---- the caller

    bool caller_waits() const {
        return std::visit([](const auto& waiting) { return static_cast<bool>(waiting); }, handler_);
    }

    /// Gives the caller's handler of events; nobody's when the caller has been told the end.
    event_sink listener() const { return caller_waits() ? terms_.events : event_sink{}; }

    events::subject about() const { return subject_of(intent_); }

    void count_submit(load_count& load, bool is_queued, bool is_under_way) const {
        if (!is_under_way || intent_.provider.empty()) return;  // an unknown model's
        auto& row = load.at(intent_.provider, intent_.account);
        ++(is_queued ? row.queued : row.submitting);
    }

    void tell_retry(error_code why, milliseconds after, std::string_view words) const {
        emit(listener(), events::retrying{step::submit, why, after, words, about()});
    }

    bool wants_video() const { return std::holds_alternative<completion<generated_video>>(handler_); }

    void fail(failure why) {
        auto* const generator = std::get_if<completion<generated_video>>(&handler_);
        const bool may_be_told = why.code == errc::outcome_unknown && engine_->callbacks().is_on();
        if (may_be_told) wait_operation::look_for_callback_of(intent_, engine_);
        if (generator != nullptr && *generator && may_be_told) {
            watched_call::name(*generator, intent_.name, intent_.budget);
            return wait_for_callback(std::exchange(*generator, {}), std::move(why));
        }
        std::visit(
            [this, &why](auto& waiting) {
                watched_call::name(waiting, intent_.name, intent_.budget);
                if (waiting) std::exchange(waiting, {}).fail(std::move(why));
            },
            handler_);
    }

    /// Has somebody wait, with the submit's permit, for what its task becomes.
    void wait_for(task made, std::optional<milliseconds> hint, completion<generated_video> generator, permit held) {
        watched_call::name(generator, intent_.name, intent_.budget);
        const auto waiter =
            std::make_shared<wait_operation>(engine_, std::move(made), std::move(generator), terms_.events, deadline_);
        waiter->go_on_after(*this, std::move(held));
        waiter->set_poll_hint(hint);
        engine_->add(*waiter);
        waiter->start();
    }

    /// The answer was lost: a caller that has time for a video waits whether the callback brings the task.
    void wait_for_callback(completion<generated_video> generator, failure lost) {
        const auto waiter = waiter_by_name(std::move(generator));
        waiter->go_on_after(std::move(lost));
        waiter->start();
    }

    /// Makes what waits on for a caller by the intent's name.
    std::shared_ptr<named_wait_operation> waiter_by_name(completion<generated_video> generator) {
        auto waiter = std::make_shared<named_wait_operation>(engine_, intent_.name, std::move(generator), terms_.events,
                                                             time_left());
        waiter->take_cancellation_from(*this);
        waiter->belong_to_submit();
        engine_->add(*waiter);
        return waiter;
    }

    // ---- limits

    /// Sets what is held for the intent; gives the reason why its price must not be paid, where there is one.
    std::optional<failure> beyond_limits() {
        const auto price = request_.price();
        const auto counted = price.known() ? std::optional{price.amount()} : terms_.price_if_unknown;
        intent_.held = counted.value_or(money{});
        if (intent_.held < money{}) return negative_price();
        const bool limited = terms_.price_limit || !intent_.budget.empty();
        if (limited && !counted) return unknown_price();
        if (!terms_.price_limit || *counted <= *terms_.price_limit) return std::nullopt;
        auto why = nothing_sent(errc::over_limit, step::check);
        why.detail = "the request costs " + to_string(*counted) + ", call_options::price_limit is " +
                     to_string(*terms_.price_limit);
        return why;
    }

    milliseconds time_left() const { return std::chrono::ceil<milliseconds>(deadline_ - engine_->clock().now()); }

    /// Says whether nothing may be sent any more: a video must not be paid for when its caller will not wait for it.
    bool is_too_late() const {
        const auto left = time_left();
        return left <= milliseconds{0} || (wants_video() && left < request_.polling().first);
    }

    /// Gives the time until which a submit waits for its turn, where the gateway wants fewer requests since then.
    clock::time_point end_of_patience(clock::time_point since) const {
        const auto latest = wants_video() ? deadline_ - request_.polling().first : deadline_;
        if (!terms_.throttle_patience) return latest;
        const auto waited = engine_->clock().now() - since;
        return std::min(latest, engine_->deadline_after(*terms_.throttle_patience) - waited);
    }

    void begin_patience(clock::time_point since) {
        if (patience_ends_ == clock::time_point::max()) patience_ends_ = end_of_patience(since);
    }

    /// Says whether the gateway wants to be left alone, and for longer than the caller wants to wait.
    bool pause_is_too_long(clock::time_point now) const {
        return limiter_->paused_until() > now && limiter_->paused_until() >= end_of_patience(now);
    }

    /// Sets a limit to the time that it waits for its turn. Others may be refused meanwhile, which lowers the limit: it
    /// is looked at again.
    void wait_in_queue() {
        if (const auto since = limiter_->lowered_since()) begin_patience(*since);
        auto next = std::min(deadline_, patience_ends_);
        if (terms_.throttle_patience)
            next = std::min(next,
                            engine_->deadline_after(std::max<milliseconds>(*terms_.throttle_patience, shortest_look)));
        wake_at(next);
    }

    // ---- what is sent

    void name_attempt() {
        if (intent_.name.empty()) intent_.name = random_id();
        detail::name_attempt(intent_, *engine_, terms_.callback && request_.takes_callback());
    }

    /// Says whether the gateway is asked to post the end of the task: an attempt of another client may have been begun
    /// with another configuration.
    bool asks_for_callback() const {
        return intent_.callback && engine_->callbacks().is_on() && request_.takes_callback();
    }

    std::shared_ptr<const account_entry> find_account() const {
        return engine_->accounts().find(intent_.provider, intent_.account);
    }

    http_request message() {
        if (!message_) take_message();
        auto request = request_to(*account_, "POST", message_->target);
        request.headers.insert(request.headers.end(), message_->headers.begin(), message_->headers.end());
        if (engine_->transport().takes_lent_body())
            request.lent_body = message_->body;
        else
            request.body = message_->body;
        request.use = connection_use::fresh;
        request.reply_timeout = reply_timeout + salvage_window;
        return request;
    }

    /// Takes what is sent out of the request, with its callback: it is the same at each attempt.
    void take_message() {
        const auto url = asks_for_callback() ? engine_->callbacks().url_of(intent_) : std::string{};
        message_ = std::move(request_).message();
        if (!url.empty()) account_->table->add_callback(*message_, url);
    }

    // ---- words

    failure nothing_sent(errc code, step at) const {
        return failure_of(code, at, request_.provider(), request_.model());
    }

    failure maybe_sent(errc code, step at) const {
        auto why = nothing_sent(code, at);
        why.billed = billed::unknown;
        why.retry = retry::ask_first;
        return why;
    }

    /// Gives the reason why the journal cannot be asked for the intent's name.
    std::optional<failure> cannot_be_named() const {
        const auto size = counted_size(intent_.name);
        if (size <= longest_intent_name) return std::nullopt;
        auto why = nothing_sent(errc::invalid_request, step::check);
        why.detail = "call_options::intent has " + std::to_string(size) + " bytes, and a name may have " +
                     std::to_string(longest_intent_name) +
                     " (each that is no UTF-8 counts as 5): give a shorter one, as an order's number";
        return why;
    }

    /// Gives the reason why this must not begin: rules that are broken. What has begun under its name was asked for by
    /// another version of the library, perhaps, which had other rules.
    std::optional<failure> breaks_rules() const {
        if (terms_.refused) return *terms_.refused;
        if (request_.valid()) return std::nullopt;
        auto why = nothing_sent(errc::invalid_request, step::check);
        why.broken_rules = request_.broken_rules();
        return why;
    }

    /// Keeps for the journal why a route goes on without this leg.
    void note_end_of_leg(const failure& why) {
        if (terms_.like) intent_.note = note_of_leg(why, note_of(why, *account_));
    }

    failure too_late(step at) const {
        auto why = nothing_sent(errc::deadline_reached, at);
        why.retry = at == step::check ? retry::never : retry::call_again;
        const auto left = time_left();
        if (left <= milliseconds{0})
            why.detail = "call_options::deadline, which is " + in_words(terms_.deadline) +
                         ", is over before anything was sent: set a longer one";
        else
            why.detail = "call_options::deadline leaves " + in_words(left) +
                         ", and a video of this model takes at least " + in_words(request_.polling().first) +
                         ": set a deadline of more than that, or submit now and wait later";
        return why;
    }

    /// Gives what an intent of the same name asks for that this call does not; empty where that is nothing, or is not
    /// known.
    std::string_view other_field(const std::string& known) const {
        if (!are_comparable(known, intent_.digest)) return {};
        const auto is_same = [&known](const std::string& leg) { return differing_field(known, leg).empty(); };
        if (terms_.like && std::any_of(terms_.like->begin(), terms_.like->end(), is_same)) return {};
        return differing_field(known, intent_.digest);
    }

    /// Says whether an intent is the leg of its route that the caller has seen fail.
    bool is_left(const intent& known) const {
        return known.task && terms_.left && terms_.left->task && task_key(*known.task) == task_key(*terms_.left->task);
    }

    /// Says whether the journal has not let a leg begin because it has not the end of the one before yet: that could
    /// not be written.
    bool is_behind(const journal_answer& answer) const {
        return !answer.written && answer.now && is_left(*answer.now) && !is_over(answer.now->state);
    }

    /// Says whether the journal does not let it be sent because an earlier attempt has got a task after all.
    bool is_paid_before(const journal_answer& answer) const {
        return !answer.written && answer.now && answer.now->attempt < intent_.attempt && answer.now->task;
    }

    /// The name belongs to another request.
    failure mismatch(std::string_view field) const {
        auto why = nothing_sent(errc::intent_mismatch, step::check);
        why.detail = "intent " + detail::quoted(intent_.name) + " was begun with another " + std::string{field} +
                     ": use the request that it was begun with, or another name";
        return why;
    }

    failure closed() const {
        auto why = nothing_sent(errc::client_closed, step::submit);
        if (!engine_->closed())
            why.detail =
                "client::drain() lets no submit begin any more: use another client, or start the program again";
        return why;
    }

    failure on_its_way(errc why) const {
        auto ended = maybe_sent(why, step::submit);
        const auto name = detail::quoted(intent_.name);
        if (engine_->stopped()) {
            ended.detail = "the request has left, and client::close() does not wait for its answer: intent " + name +
                           " is unknown in the journal";
            return ended;
        }
        const std::string receivers =
            engine_->closed() ? "the journal receives" : "the journal and the client's on_event receive";
        ended.detail =
            "the request is on its way; if the gateway accepts it, " + receivers + " the task of intent " + name;
        return ended;
    }

    failure not_answered() const {
        auto why = maybe_sent(errc::outcome_unknown, step::submit);
        why.detail = "no answer within " + std::to_string(reply_timeout.count()) + " s; if one comes within " +
                     std::to_string(salvage_window.count()) +
                     " s more, the journal and the client's on_event receive the task of intent " +
                     detail::quoted(intent_.name);
        return why;
    }

    /// Says that its caller has gone while the gateway is asked about an id that came; `ended` holds what the reply
    /// says.
    failure not_confirmed(failure ended, errc why) const {
        ended.code = why;
        ended.detail += "; the gateway is being asked whether the id in it is the task of intent " +
                        detail::quoted(intent_.name) + ", and the journal receives it if so";
        return ended;
    }

    /// Adds to a failure what the reply says, and the reply itself.
    void add_answer(failure& why, const http_reply& reply, const gateway_error& said) const {
        add_reply(why, reply, said);
        why.received = received_from(reply, *account_);
    }

    /// Says that nobody knows what became of what was sent: `why` holds what the reply says.
    failure not_known(failure why, const http_reply& reply) const {
        why.billed = billed::unknown;
        why.retry = retry::ask_first;
        const bool came = reply.status != 0 || !reply.body.empty();
        const auto words = came ? std::string{answer_came} : "its answer was lost";
        why.detail = why.detail.empty() ? words : words + ": " + why.detail;
        return why;
    }

    task task_of(std::string id) const {
        return {.provider = std::string{request_.provider()},
                .model = std::string{request_.model()},
                .id = std::move(id),
                .accepted_at = engine_->clock().wall_now(),
                .polling = request_.polling(),
                .account = intent_.account,
                .callback = request_.has_callback_url() ? callback_use::beside_polls
                            : asks_for_callback()       ? callback_use::instead_of_polls
                                                        : callback_use::none};
    }

    /// Says that the gateway has refused, with what its reply says.
    failure refused_with(errc code, const http_reply& reply, const gateway_error& said) const {
        auto why = nothing_sent(code, step::submit);
        add_answer(why, reply, said);
        return why;
    }

    /// Says why an intent is given up of which nobody knew what had become; whoever has queued it hears of it.
    void end_doubt(bool was_queued) {
        if (intent_.note.empty()) intent_.note = "nothing was accepted, which was known too late to send it";
        if (!was_queued) return;
        auto refused = intent_;
        refused.state = intent_state::not_sent;
        const auto why = without_task(refused);
        engine_->tell(events::queued_failure{intent_.name, why, std::nullopt, about()});
    }

    /// Adds the task, which the caller of a failed submit may wait for.
    void add_task(failure& why) const {
        why.billed = billed::unknown;
        why.retry = retry::resume;
        why.task = intent_.task;
    }

    /// Adds for how long the gateway wants to be left alone: longer than the caller waits.
    static void add_pause(failure& why, clock::time_point::duration pause) {
        constexpr std::chrono::seconds shortest{1};
        why.retry = retry::call_again;
        why.retry_after = std::max(std::chrono::ceil<std::chrono::seconds>(pause), shortest);
        why.detail = "the gateway's pause is longer than call_options::throttle_patience or the deadline allows";
    }

    /// Another client has it, as the journal's answer shows. One that has dropped it has found it not sent, and what is
    /// planned outside of the queue nobody but this client sends.
    failure taken_over(const std::optional<intent>& now) const {
        const bool is_this = now && now->attempt == intent_.attempt && now->handle == intent_.handle;
        const bool is_plan = is_this && now->state == intent_state::planned && !now->queued;
        const bool is_not_sent = is_plan || (is_this && now->state == intent_state::dropped);
        auto why =
            is_not_sent ? nothing_sent(errc::intent_taken, step::submit) : maybe_sent(errc::intent_taken, step::submit);
        why.detail = "intent " + detail::quoted(intent_.name) + " was taken over by another client";
        if (!is_not_sent) return why;
        why.retry = retry::call_again;
        why.detail += " before it was sent: nothing is billed, call again";
        return why;
    }

    /// Others may take this client for gone: it must not send what it has written down.
    failure lease_ended(bool is_queued) const {
        auto why = nothing_sent(errc::journal_unavailable, step::submit);
        why.retry = retry::call_again;
        why.detail =
            "the journal's lease could not be renewed in time, so that others may take this client for gone: nothing "
            "was sent, nothing is billed; ";
        why.detail += is_queued ? "the request stays in the queue, unless another client has claimed it already"
                                : "call again when the journal answers";
        return why;
    }

    failure journal_failed(const std::exception_ptr& thrown) const {
        return journal_unavailable(thrown, request_.provider(), request_.model());
    }

    prepared_request request_;
    submit_terms terms_;
    handler handler_;
    intent intent_;
    std::shared_ptr<const account_entry> account_;
    clock::time_point deadline_{};
    gateway_limiter* limiter_ = nullptr;
    clock::time_point patience_ends_ = clock::time_point::max();  ///< set when the gateway asks for fewer requests
    std::uint64_t term_ = 0;  ///< of the journal, in which it is written that the request is being sent

  private:
    std::optional<submit_message> message_;  ///< from the first attempt on

    static std::string in_words(milliseconds time) {
        const auto count = time.count();
        return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
    }

    failure unknown_price() const {
        auto why = nothing_sent(errc::price_unknown, step::check);
        why.detail = to_string(request_.price()) + "; set call_options::price_if_unknown to what may be counted for it";
        return why;
    }

    failure negative_price() const {
        auto why = nothing_sent(errc::price_unknown, step::check);
        why.detail = "call_options::price_if_unknown is " + to_string(intent_.held) + "; a price is 0 or more";
        return why;
    }
};

}  // namespace seedance::detail
