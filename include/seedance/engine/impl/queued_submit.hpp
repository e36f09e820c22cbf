// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/money.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/inner_call.hpp>
#include <seedance/engine/impl/leg_notes.hpp>
#include <seedance/engine/impl/leg_rests.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/queued_request.hpp>
#include <seedance/engine/impl/route_legs.hpp>
#include <seedance/engine/impl/submit_call.hpp>
#include <seedance/engine/impl/submit_operation.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Sends the request of a queued intent, however long that takes: what time or a person can mend is tried again. Of a
/// route, the next leg is tried where it is proved that this one is not paid for, and the first again after a pause
/// where none is left. What no retry mends is given up, with the reason in the journal; what this version of the
/// library, or this client's models, do not know is no such thing. When the client closes, the intent stays in the
/// queue.
class queued_submit final : public operation_state {
  public:
    /// The time after which it is tried again: while the gateway cannot be reached, and while the account needs
    /// somebody.
    static constexpr std::chrono::seconds pause{60}, pause_for_people{300};

    /// The longest time after which the legs of a route are tried anew: each round writes an attempt for each of them.
    static constexpr std::chrono::seconds longest_pause{3600};

    /// `work` says that nobody else sends it.
    queued_submit(std::shared_ptr<engine> shared, intent queued, intent_work work)
        : operation_state{std::move(shared)}, intent_{std::move(queued)}, work_{std::move(work)} {}

    /// Has an intent that the journal has with its request sent, unless somebody is at work on it; says whether it will
    /// be.
    static bool begin(const std::shared_ptr<engine>& shared, const intent& queued) {
        auto work = intent_work::try_begin(shared->ledger().worker(), queued.name);
        if (!work) return false;
        const auto sender = std::make_shared<queued_submit>(shared, queued, std::move(*work));
        shared->add(*sender);
        sender->start();
        return true;
    }

    /// Begins with a request that is at hand, for each of its legs, of an intent that was queued just now. `json` is
    /// what the journal has of it.
    void start_with(std::vector<prepared_request> legs, const queued_request& terms, std::string json) {
        json_ = std::move(json);
        take(std::move(legs), terms);
        submit();
    }

    void start() override {
        engine_->ledger().find(intent_.name, [self = self_as<queued_submit>()](const std::exception_ptr& failed,
                                                                               const std::optional<intent>& now) {
            self->on_found(failed, now);
        });
    }

    void on_timer() override {
        is_pausing_ = false;
        start();
    }

    /// While it is submitted, the submit counts.
    void count_in(load_count& load) const override {
        if (is_pausing_) ++load.at(intent_.provider, intent_.account).queued;
    }

    /// Leaves the intent to the next client.
    void cancel(errc) override {
        is_closed_ = true;
        is_pausing_ = false;
        cancel_timer();
    }

  private:
    /// Somebody may have sent it, or given it up, while this was waiting.
    void on_found(const std::exception_ptr& failed, const std::optional<intent>& now) {
        if (is_closed_) return;
        if (failed) return try_again(journal_failed(failed), pause);
        if (!now || !is_at_work_on(*now)) return;
        if (now->state == intent_state::not_sent) return tell_not_sent(*now);
        if (!now->queued) return;
        intent_ = *now;
        if (!legs_.empty()) return go_on();
        engine_->ledger().ask<std::string>(
            [queued = intent_](journal& store) { return store.request_of(queued); },
            [self = self_as<queued_submit>()](const std::exception_ptr& unread, const std::string& json) {
                self->on_read(unread, json);
            });
    }

    /// Says whether an attempt is the one that this has begun; the answer to its beginning may have been lost.
    bool is_at_work_on(const intent& now) {
        if (now.attempt == intent_.attempt) return true;
        if (begun_.empty() || now.handle != begun_) return false;
        starts_over_ = false;
        return true;
    }

    void on_read(const std::exception_ptr& failed, const std::string& json) {
        if (is_closed_) return;
        if (failed) return try_again(journal_failed(failed), pause);
        if (engine_->options().models.empty()) {
            why_ = unreadable("it stays in the queue: this client knows no models, set client_options::models");
            return tell(std::nullopt);
        }
        auto read = queued_request_from_json(json);
        if (const auto* problem = std::get_if<not_read>(&read)) return on_not_read(*problem);
        const auto& terms = std::get<queued_request>(read);
        json_ = json;
        auto route = prepare_route(terms.request, engine_->options().models);
        if (!route.valid()) return leave_to_others(invalid_route(std::move(route).broken_rules()));
        take(std::move(route).legs(), terms);
        go_on();
    }

    void on_not_read(const not_read& problem) {
        if (problem.is_damaged) return give_up(unreadable(problem.words));
        leave_to_others(unreadable(problem.words));
    }

    /// Whoever has queued it could send it: it waits for a client with that one's version of the library, or models.
    void leave_to_others(failure why) {
        why.detail.insert(0, why.detail.empty() ? "it stays in the queue for one that knows it"
                                                : "it stays in the queue for one that knows it: ");
        try_again(std::move(why), pause_for_people);
    }

    void take(std::vector<prepared_request> legs, const queued_request& terms) {
        legs_ = std::move(legs);
        is_refused_.assign(legs_.size(), false);
        like_ = digests_of(legs_);
        price_limit_ = terms.price_limit;
        price_if_unknown_ = terms.price_if_unknown;
        takes_callback_ = terms.callback;
        despite_content_ = terms.despite_content;
        throttle_patience_ = terms.throttle_patience.value_or(throttle_patience_of_legs);
    }

    /// Goes on with what the journal has: it is sent, or the task of its leg has failed for nothing.
    void go_on() {
        if (has_failed_for_nothing(intent_)) return on_failed_task();
        if (!may_be_sent(intent_.state)) return;
        if (std::exchange(starts_over_, false)) return try_from(0, std::exchange(why_, {}));
        submit();
    }

    void submit() {
        const auto now = engine_->clock().now();
        if (is_route() && !rest_of(leg()).lets_try(now)) return move_on(resting(request(), rest_of(leg()), now));
        call_options options{.deadline = milliseconds::max(), .intent = intent_.name, .account = intent_.account};
        options.price_limit = price_limit_;
        options.price_if_unknown = price_if_unknown_;
        options.route.despite_content = despite_content_;
        if (is_route()) options.throttle_patience = throttle_patience_;
        submit_terms terms{options};
        terms.like = like_;
        auto handler = inner_handler<task>(*engine_, self_as<queued_submit>(), &queued_submit::on_end, &why_);
        auto made = std::make_shared<submit_operation>(engine_, request(), std::move(terms), std::move(handler));
        made->adopt(intent_);
        if (is_route()) rest_of(leg()).on_tried(now);
        engine_->add(*made);
        made->start();
    }

    void on_end(const error_code& code, task&& made) {
        if (is_route()) return on_leg_end(code, made);
        on_failure(code);
    }

    void on_failure(const error_code& code) {
        if (!code || is_closed_ || code == errc::client_closed) return;
        if (code == errc::outcome_unknown) return tell(std::nullopt);
        // Somebody calls under its name just now, for the same or for something else; it is in the queue all the same.
        const bool is_in_the_way = code == errc::intent_taken || code == errc::intent_mismatch;
        if (is_in_the_way) return try_again(why_, pause);
        const bool needs_somebody = code == failure_group::account || code == errc::price_unknown ||
                                    (code == errc::over_limit && !is_above_limit());
        if (needs_somebody) return try_again(why_, pause_for_people);
        const bool may_pass = code == failure_group::retryable || code == failure_group::connection;
        if (may_pass) return try_again(why_, std::max(pause, why_.retry_after.value_or(pause)));
        give_up(why_);
    }

    // ---- from leg to leg

    /// Gives the place of the attempt's leg: the journal has them in the order in which they are tried.
    std::size_t leg() const noexcept {
        const auto left = static_cast<std::size_t>(std::max(intent_.legs_left, 0));
        return legs_.size() - 1 - std::min(left, legs_.size() - 1);
    }

    const prepared_request& request() const { return legs_[leg()]; }
    bool is_route() const noexcept { return legs_.size() > 1; }

    leg_rest& rest_of(std::size_t leg) {
        return engine_->rests().of(legs_[leg].provider(), intent_.account, legs_[leg].model());
    }

    void on_leg_end(const error_code& code, const task& made) {
        const auto now = engine_->clock().now();
        const bool is_not_sent = !code && !is_of(request(), made);  // an earlier leg has got a task after all
        if (is_not_sent) rest_of(leg()).on_given_up(now);
        if (!code) return;
        const auto end = end_of_leg(why_, despite_content_);
        if (refuses_request(why_) || (code == errc::over_limit && is_above_limit())) is_refused_[leg()] = true;
        note_in(rest_of(leg()), end, why_, now);
        if (end == leg_end::final) return on_failure(code);
        if (!is_closed_) move_on(std::exchange(why_, {}));
    }

    /// The task of this leg has failed, and costs nothing.
    void on_failed_task() {
        auto why = end_in(intent_);
        const auto end = end_of_leg(why, despite_content_);
        const auto now = engine_->clock().now();
        if (refuses_request(why)) is_refused_[leg()] = true;
        if (says_nothing_of_leg(why))
            rest_of(leg()).on_given_up(now);
        else
            rest_of(leg()).on_failed_task(now, intent_.task->id);
        const bool is_news = std::exchange(told_, intent_.attempt) != intent_.attempt;
        if (end != leg_end::final) return move_on(std::move(why), is_news);
        end_for_good(std::move(why));
    }

    void move_on(failure ended, bool is_news = true) {
        left_because_ = note_of_leg(ended, to_string(ended));
        try_from(leg() + 1, std::move(ended), is_news);
    }

    /// Tries the first leg from this one on that has not refused the request and does not rest; where there is none,
    /// all of them after a pause. That the last one has ended is told where it `is_news`.
    void try_from(std::size_t first, failure ended, bool is_news = true) {
        const auto now = engine_->clock().now();
        auto next = first;
        while (next != legs_.size() && (is_refused_[next] || !rest_of(next).lets_try(now))) ++next;
        if (is_news) tell_of_end(ended, next);
        if (next != legs_.size()) return begin_attempt(next, std::move(ended));
        if (std::find(is_refused_.begin(), is_refused_.end(), false) == is_refused_.end())
            return end_for_good(std::move(ended));
        starts_over_ = true;
        const auto doubled = pause * (1 << std::min(rounds_++, 6));
        try_again(std::move(ended), std::min<std::chrono::seconds>(doubled, longest_pause));
    }

    /// Nobody sends it again, with this leg or with another.
    void end_for_good(failure last) {
        if (!has_failed_for_nothing(intent_)) return give_up(std::move(last));
        engine_->ledger().end_route(intent_);
        why_ = std::move(last);
        tell(std::nullopt);
    }

    /// Begins an attempt for another leg in place of this one.
    void begin_attempt(std::size_t next, failure ended) {
        if (intent_.task) engine_->ledger().hurry(*intent_.task);
        auto fresh = attempt_for(next);
        fresh.note = left_because_;
        begun_ = fresh.handle;
        why_ = std::move(ended);
        const auto done = [self = self_as<queued_submit>(), next](const std::exception_ptr& failed,
                                                                  const journal_answer& answer) {
            self->on_begun(next, failed, answer);
        };
        engine_->ledger().begin(fresh, json_, intent_.attempt, done);
    }

    intent attempt_for(std::size_t next) const {
        const auto& leg = legs_[next];
        const auto price = leg.price();
        intent fresh{.name = intent_.name, .account = intent_.account};
        fresh.provider = leg.provider();
        fresh.model = leg.model();
        fresh.held = price.known() ? price.amount() : price_if_unknown_.value_or(money{});
        name_attempt(fresh, *engine_, takes_callback_ && leg.takes_callback());
        fresh.digest = leg.digest();
        fresh.budget = intent_.budget;
        fresh.legs_left = static_cast<int>(legs_.size() - 1 - next);
        return fresh;
    }

    /// Where the budget has not enough left for a leg, the next one may cost less. What is in the way is looked at
    /// anew.
    void on_begun(std::size_t next, const std::exception_ptr& failed, const journal_answer& answer) {
        if (is_closed_) return;
        if (failed) return try_again(journal_failed(failed), pause);
        if (answer.refused) return try_from(next + 1, refused_by_budget(*answer.refused, attempt_for(next)));
        if (!answer.written) return try_again(std::exchange(why_, {}), pause);
        intent_ = *answer.now;
        starts_over_ = false;
        submit();
    }

    void tell_of_end(const failure& ended, std::size_t next) const {
        const auto* const leg = next != legs_.size() ? &legs_[next] : nullptr;
        engine_->tell(end_of(ended, intent_.account, intent_.name, intent_.budget, leg));
    }

    // ---- when it cannot be sent now

    /// Says whether its price has risen above what its caller would pay; another limit is its budget's.
    bool is_above_limit() const {
        const auto price = request().price();
        return price_limit_ && price.known() && price.amount() > *price_limit_;
    }

    void try_again(failure why, std::chrono::seconds after) {
        if (is_closed_) return;
        why_ = std::move(why);
        const auto jittered = spread(after, after * 3 / 2, engine_->random());
        tell(jittered);
        is_pausing_ = true;
        wake_at(engine_->clock().now() + jittered);
    }

    void give_up(failure why) {
        why_ = std::move(why);
        engine_->ledger().find(intent_.name, [self = self_as<queued_submit>()](const std::exception_ptr& failed,
                                                                               const std::optional<intent>& now) {
            if (failed)
                self->try_again(self->why_, pause);
            else
                self->drop(now);
        });
    }

    void drop(const std::optional<intent>& now) {
        if (now && now->attempt == intent_.attempt && now->queued && may_be_sent(now->state)) {
            intent_.version = now->version;
            intent_.note = to_string(why_);
            engine_->ledger().drop(intent_);
        }
        tell(std::nullopt);
    }

    /// Somebody else had it meanwhile, and it is not in the queue any more.
    void tell_not_sent(const intent& now) {
        why_ = without_task(now);
        tell(std::nullopt);
    }

    void tell(std::optional<milliseconds> next_try) const {
        engine_->tell(events::queued_failure{intent_.name, why_, next_try, subject_of(intent_)});
    }

    failure unreadable(std::string words) const {
        auto why = failure_of(errc::invalid_request, step::check, intent_.provider, intent_.model);
        why.detail = std::move(words);
        return why;
    }

    failure journal_failed(const std::exception_ptr& thrown) const {
        return journal_unavailable(thrown, intent_.provider, intent_.model);
    }

    intent intent_;
    intent_work work_;
    std::vector<prepared_request> legs_;  ///< in the order in which they are tried; one where it is no route
    std::vector<bool> is_refused_;        ///< by which legs, for what it asks or what they cost
    std::shared_ptr<const std::vector<std::string>> like_;
    std::string json_;  ///< what the journal has of the request
    std::optional<money> price_limit_;
    std::optional<money> price_if_unknown_;
    bool takes_callback_ = true;
    bool despite_content_ = false;
    milliseconds throttle_patience_{};  ///< with a leg of a route
    failure why_;
    std::string left_because_;  ///< in words, why the attempt's leg is left
    std::string begun_;         ///< the handle of the attempt that was begun last
    int told_ = 0;              ///< the attempt of whose task's end was told last
    int rounds_ = 0;            ///< how often all legs have failed
    bool starts_over_ = false;  ///< with the first leg, when the pause is over
    bool is_closed_ = false;
    bool is_pausing_ = false;  ///< until it is tried again
};

}  // namespace seedance::detail
