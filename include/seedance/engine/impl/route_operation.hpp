// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/inner_call.hpp>
#include <seedance/engine/impl/leg_rests.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/route_legs.hpp>
#include <seedance/engine/impl/submit_call.hpp>
#include <seedance/engine/impl/submit_operation.hpp>
#include <seedance/engine/impl/submits_by_name.hpp>
#include <seedance/engine/impl/watched_call.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Tries the legs of a route one after the other, each as an attempt of one intent, until one gives a T: the task, or
/// its video. The next one is tried only where it is proved that the one before is not paid for.
template <class T>
class route_operation final : public operation_state {
  public:
    route_operation(std::shared_ptr<engine> shared, prepared_route route, submit_terms terms, completion<T> handler)
        : operation_state{std::move(shared)},
          legs_{route.legs().empty() ? std::vector{first_leg_of(route)} : std::move(route).legs()},
          terms_{std::move(terms)},
          handler_{std::move(handler)},
          is_tried_(legs_.size()),
          has_told_rest_(legs_.size()) {
        terms_.refused = refusal_of(std::move(route).broken_rules());
        terms_.like = digests_of(legs_);
        terms_.throttle_patience = terms_.throttle_patience.value_or(throttle_patience_of_legs);
        terms_.is_name_free = terms_.intent.empty();
        if (terms_.intent.empty()) terms_.intent = random_id();
        if (terms_.budget.empty()) terms_.budget = engine_->options().budget;
        watched_call::name(handler_, terms_.intent, terms_.budget);
    }

    void start() override {
        under_way_ = engine_->named_submits().begin_route(terms_.intent);
        deadline_ = engine_->deadline_after(terms_.deadline);
        if (terms_.refused) return begin_leg(legs_.front());
        wake_at(deadline_);
        when_order_is_known(*engine_, terms_.route.order, [self = self_as<route_operation>()] {
            if (self->handler_) self->try_in_order();
        });
    }

    void on_timer() override {
        if (order_.empty()) return cancel(errc::deadline_reached);
        try_next();
    }

    void begin_no_submit() override {
        if (!leg_.is_under_way()) cancel(errc::client_closed);
    }

    void cancel(errc why) override {
        if (!handler_) return;
        if (leg_.is_under_way()) return leg_.cancel(why);
        auto ended = failure_of(why, step::submit, {}, {});
        ended.retry = retry::call_again;
        if (!terms_.is_name_free) ended = not_known_yet(std::move(ended));
        fail(std::move(ended));
    }

  private:
    leg_rest& rest_of(std::size_t leg) {
        return engine_->rests().of(legs_[leg].provider(), terms_.account, legs_[leg].model());
    }

    void try_in_order() {
        cancel_timer();
        order_ = order_of(terms_.route.order, figures_of(*engine_, legs_));
        try_next();
    }

    /// Gives the leg that is tried next: the first that is left and does not rest; where all rest, the one whose rest
    /// is over first.
    std::optional<std::size_t> next_leg(clock::time_point now) {
        std::optional<std::size_t> rested;
        for (const auto leg : order_) {
            if (is_tried_[leg]) continue;
            if (rest_of(leg).lets_try(now)) return leg;
            if (!rested || rest_of(leg).rests_until() < rest_of(*rested).rests_until()) rested = leg;
        }
        return rested;
    }

    void try_next() {
        if (const auto why = leg_.cancelled_by()) return cancel(*why);
        if (engine_->closed() || engine_->submits().is_closed()) return cancel(errc::client_closed);
        const auto now = engine_->clock().now();
        const auto next = next_leg(now);
        if (!next) return fail_as_legs_did();
        const bool may_be_tried = rest_of(*next).lets_try(now);
        for (const auto leg : order_) {
            if (leg == *next && may_be_tried) return try_leg(leg);
            if (!is_tried_[leg]) tell_of_rest(leg);
        }
        if (now < deadline_) {
            wake_at(std::min(rest_of(*next).rests_until(), deadline_));
            return look_up(*next);
        }
        auto why = resting(legs_[*next], rest_of(*next), now);
        why.code = errc::deadline_reached;
        why.detail.insert(0, "every leg that is left rests; of the first: ");
        end_with(std::move(why));
    }

    /// Asks once what the name stands for already: that needs no leg which may be tried.
    void look_up(std::size_t leg) {
        if (std::exchange(has_looked_up_, true)) return;
        engine_->ledger().find(
            terms_.intent, [self = self_as<route_operation>(), leg](const std::exception_ptr& failed,
                                                                    const std::optional<intent>& known) {
                const bool stands_for_something = known && (known->task || known->state == intent_state::unknown);
                if (!failed && !stands_for_something) self->terms_.is_name_free = true;
                if (!self->handler_ || self->leg_.is_under_way() || !stands_for_something) return;
                self->cancel_timer();
                self->now_ = leg;
                self->begin_leg(self->legs_[leg]);
            });
    }

    void try_leg(std::size_t leg) {
        now_ = leg;
        is_tried_[leg] = true;
        rest_of(leg).on_tried(engine_->clock().now());
        begin_leg(legs_[leg]);
    }

    /// Begins a submit. Of a route that breaks rules it goes on with what its name stands for, and begins nothing.
    void begin_leg(const prepared_request& leg) {
        auto terms = terms_;
        terms.deadline = std::chrono::ceil<milliseconds>(deadline_ - engine_->clock().now());
        auto handler = inner_handler<T>(*engine_, self_as<route_operation>(), &route_operation::on_end, leg_.why());
        watched_call::watch_part(handler, *engine_, terms_.events);
        leg_.begin(*engine_, std::make_shared<submit_operation>(engine_, leg, std::move(terms), std::move(handler)));
    }

    void on_end(const error_code& code, T&& value) {
        auto why = leg_.end();
        if (!code && !terms_.refused) note_success(value);
        if (!handler_) return;
        if (!code) return succeed(std::move(value));
        if (terms_.refused) return fail(std::move(why));
        if (is_as_before(why)) return end_as_before();
        const auto end = end_of_leg(why, terms_.route.despite_content);
        note_end(end, why);
        if (end == leg_end::final) return end_with(std::move(why));
        take_for_tried(why);
        if (why.task) terms_.left = std::make_shared<const failure>(why);
        tell(why);
        ends_.push_back(std::move(why));
        terms_.is_name_free = true;
        try_next();
    }

    /// Ends the leg's trial. The failure may be another leg's, which the journal knows, or which another caller of the
    /// name has tried: then this one was not asked.
    void note_end(leg_end end, const failure& why) {
        if (!is_tried_[now_]) return;
        auto& rest = rest_of(now_);
        if (is_of(legs_[now_], why))
            note_in(rest, end, why, engine_->clock().now());
        else
            rest.on_given_up(engine_->clock().now());
    }

    /// Ends the leg's trial, where what it has given says nothing more about it: an earlier leg's does not, for this
    /// one was not sent then. Its own task may come to nothing still.
    void note_success(const T& value) {
        if constexpr (std::is_same_v<T, task>) {
            if (is_of(legs_[now_], value)) return;
        }
        if (is_tried_[now_]) rest_of(now_).on_given_up(engine_->clock().now());
    }

    /// Says whether this leg was not tried because the journal does not let it take the place of the one before.
    bool is_as_before(const failure& why) const { return why.task && terms_.left && why.task == terms_.left->task; }

    void end_as_before() {
        rest_of(now_).on_given_up(engine_->clock().now());
        fail(*terms_.left);
    }

    /// The journal may have known another leg under the name: then that one has ended, and this was not tried.
    void take_for_tried(const failure& why) {
        for (std::size_t leg = 0; leg != legs_.size(); ++leg) {
            if (!is_of(legs_[leg], why) || is_tried_[leg]) continue;
            is_tried_[leg] = true;
            is_tried_[now_] = false;
        }
    }

    /// Says how a leg has ended, and which one comes next.
    void tell(const failure& why) {
        const auto next = next_leg(engine_->clock().now());
        const auto* const leg = next ? &legs_[*next] : nullptr;
        emit(terms_.events, end_of(why, terms_.account, terms_.intent, terms_.budget, leg));
    }

    /// Says once that a leg is passed over because it rests.
    void tell_of_rest(std::size_t leg) {
        if (has_told_rest_[leg]) return;
        has_told_rest_[leg] = true;
        tell(resting(legs_[leg], rest_of(leg), engine_->clock().now()));
    }

    void succeed(T&& value) {
        cancel_timer();
        under_way_ = {};
        std::exchange(handler_, {}).succeed(std::move(value));
    }

    /// No leg is left: the last that was asked says best what is in the way.
    void fail_as_legs_did() {
        const auto was_asked = [](const failure& why) { return end_of_leg(why, true) == leg_end::failed; };
        const auto last = std::find_if(ends_.rbegin(), ends_.rend(), was_asked);
        fail(last != ends_.rend() ? *last : ends_.back());
    }

    /// Ends the route although legs may be left.
    void end_with(failure why) {
        ends_.push_back(why);
        fail(std::move(why));
    }

    /// Fails, with the failures of the legs beside it.
    void fail(failure why) {
        cancel_timer();
        under_way_ = {};
        why.legs = std::move(ends_);
        std::exchange(handler_, {}).fail(std::move(why));
    }

    std::vector<prepared_request> legs_;
    submit_terms terms_;
    completion<T> handler_;
    clock::time_point deadline_{};
    std::vector<std::size_t> order_;
    std::vector<bool> is_tried_;
    std::vector<bool> has_told_rest_;
    bool has_looked_up_ = false;
    std::vector<failure> ends_;  ///< of the legs that were tried
    submits_by_name::route_stay under_way_;
    inner_call leg_;
    std::size_t now_ = 0;  ///< which leg is under way
};

}  // namespace seedance::detail
