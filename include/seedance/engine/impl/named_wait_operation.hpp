// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/inner_call.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/engine/impl/leg_notes.hpp>
#include <seedance/engine/impl/submits_by_name.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/engine/impl/watched_call.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Waits for the video of an intent that is known by its name: of the submit that is under way in this client, or of
/// the task that the journal has. While the intent is in the queue, it looks again: whoever has it tries until it is
/// sent; and while it is not known what became of it, and its callback may tell.
class named_wait_operation final : public journal_operation<generated_video>, public submit_follower {
  public:
    named_wait_operation(std::shared_ptr<engine> shared, std::string name, completion<generated_video> handler,
                         event_sink events, milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, name_{std::move(name)}, events_{events} {}

    /// Waits for the caller of a submit, and not of a name: what a route that has begun that submit may try is not
    /// waited for.
    void belong_to_submit() { belongs_to_submit_ = true; }

    /// Waits on where a submit has lost its answer; `lost` is what its caller hears unless the callback comes.
    void go_on_after(failure lost) { lost_ = keep(std::move(lost)); }

    /// The time after which it looks again for an intent in the queue, or one whose callback is awaited.
    static constexpr std::chrono::seconds pause{5};

    void on_timer() override {
        if (engine_->clock().now() >= deadline_) return cancel(errc::deadline_reached);
        follow_or_look_up();
    }

    void cancel(errc why) override {
        if (!handler_) return;
        if (leg_.is_under_way()) return leg_.cancel(why);
        auto ended = lost_ ? std::move(*lost_) : failure_of(why, step::check, {}, {});
        ended.code = why;
        if (!lost_) ended.retry = retry::call_again;
        ended.billed = billed::unknown;
        fail(std::move(ended));
    }

    void on_led_to(const task& made, std::optional<milliseconds> hint, bool is_leg) override {
        if (!handler_) return;
        cancel_timer();
        if (is_leg || is_of_route()) return wait_for_leg(made, hint);
        auto waiter = std::make_shared<wait_operation>(engine_, made, std::exchange(handler_, {}), events_, deadline_);
        waiter->take_cancellation_from(*this);
        waiter->set_poll_hint(hint);
        engine_->add(*waiter);
        waiter->start();
    }

    /// What is in the queue is tried again after a failure; only the journal knows.
    void on_led_to(const failure& why) override {
        if (!handler_) return;
        last_ = keep(why);
        if (is_of_route()) return look_again();
        look_up();
    }

    void on_way_free() override {
        if (handler_) follow_or_look_up();
    }

  private:
    void ask() override { follow_or_look_up(); }

    /// Says whether a call of this client may try another leg under the name.
    bool is_of_route() const { return !belongs_to_submit_ && engine_->named_submits().has_route(name_); }

    void follow_or_look_up() {
        last_.reset();
        auto& names = engine_->named_submits();
        if (!names.is_led(name_)) return look_up();
        wake_at(deadline_);
        names.follow(name_, self_as<named_wait_operation>());
    }

    void look_up() {
        wake_at(deadline_);
        engine_->ledger().find(name_, [self = self_as<named_wait_operation>()](const std::exception_ptr& failed,
                                                                               const std::optional<intent>& found) {
            if (!self->handler_) return;
            self->cancel_timer();
            if (failed && self->last_) return self->fail(*self->last_);
            if (failed && self->lost_) return self->look_again();
            if (self->goes_on(failed)) self->on_found(found);
        });
    }

    void on_found(const std::optional<intent>& found) {
        if (found) watched_call::name(handler_, name_, found->budget);
        if (found) is_route_ = is_route_ || found->legs_left > 0;
        if (found && must_look_back(*found)) return look_back(*found, [this, found] { on_found(found); });
        if (found && is_left(*found)) return look_again();
        if (found && ended_ && found->task == ended_->task) return fail(*ended_);
        if (found && found->task) return on_led_to(*found->task, {}, found->legs_left > 0 || found->attempt > 1);
        const bool is_queued = found && found->queued && may_be_sent(found->state);
        const bool is_open = found && (found->state == intent_state::unknown || found->state == intent_state::sending);
        const bool may_be_told = is_open && found->callback;
        if (may_be_told && !lost_) lost_ = keep(without_task(*found));
        if (is_queued || may_be_told) return look_again();
        if (last_) return fail(*last_);
        if (lost_ && is_open) return fail(*lost_);
        if (!found) return refuse(errc::intent_not_found, "the journal has no intent " + detail::quoted(name_));
        fail(without_task(*found));
    }

    // ---- the legs before this one

    /// Says whether the journal has to be asked for earlier attempts: once for each attempt that comes after others.
    bool must_look_back(const intent& found) const { return found.attempt > 1 && looked_back_from_ != found.attempt; }

    /// Reads what became of earlier attempts, then goes on; without them where the journal does not tell.
    void look_back(const intent& from, std::function<void()> go_on) {
        looked_back_from_ = from.attempt;
        wake_at(deadline_);
        const auto read = [from](journal& store) { return ends_of_legs_before(store, from); };
        const auto take = [self = self_as<named_wait_operation>(), go_on = std::move(go_on)](
                              const std::exception_ptr& failed, std::vector<failure> ends) {
            if (!self->handler_) return;
            self->cancel_timer();
            if (!failed) self->legs_before_ = std::move(ends);
            go_on();
        };
        engine_->ledger().ask<std::vector<failure>>(read, take);
    }

    /// Fails; of a route, with how its legs have ended. Whoever begins its legs knows of them by itself.
    void fail(failure why) {
        if (!belongs_to_submit_ && (is_route_ || !legs_before_.empty())) {
            auto legs = std::move(legs_before_);
            std::erase_if(legs, [&why](const failure& leg) { return is_same_leg(leg, why); });
            if (!why.provider.empty()) legs.push_back(why);
            why.legs = std::move(legs);
        }
        journal_operation::fail(std::move(why));
    }

    // ---- a route that has legs left

    /// Says whether another leg is tried, or will be, after this one: then there is nothing to ask its gateway. Where
    /// nobody tries it from the queue, somebody does from now on.
    bool is_left(const intent& found) const {
        const bool has_failed = has_failed_for_nothing(found);
        if (found.queued && has_failed) engine_->send_queued(found);
        return has_failed ? found.queued || is_of_route() : !found.task && is_of_route();
    }

    /// Waits for the task of a leg: where that fails for nothing, the next leg is tried.
    void wait_for_leg(const task& made, std::optional<milliseconds> hint) {
        auto handler = inner_handler<generated_video>(*engine_, self_as<named_wait_operation>(),
                                                      &named_wait_operation::on_leg_end, leg_.why());
        watched_call::watch_part(handler, *engine_, events_);
        auto waiter = std::make_shared<wait_operation>(engine_, made, std::move(handler), events_, deadline_);
        waiter->set_poll_hint(hint);
        leg_.begin(*engine_, std::move(waiter));
    }

    void on_leg_end(const error_code& code, generated_video&& video) {
        auto why = leg_.end();
        if (!handler_) return;
        if (!code) return succeed(std::move(video));
        if (const auto cancelled = leg_.cancelled_by(); cancelled && why.code != *cancelled) return cancel(*cancelled);
        // Only now it is known what the journal makes of the end; who waits for the same task does the same.
        last_ = keep(std::move(why));
        engine_->ledger().find(name_, [self = self_as<named_wait_operation>()](const std::exception_ptr& failed,
                                                                               const std::optional<intent>& now) {
            self->go_on_after_leg(failed, now);
        });
    }

    /// Goes on with the intent if somebody may: the attempt has failed for nothing and is queued still, or another one
    /// has begun.
    void go_on_after_leg(const std::exception_ptr& failed, const std::optional<intent>& now) {
        if (!handler_) return;
        if (now && must_look_back(*now)) return look_back(*now, [this, failed, now] { go_on_after_leg(failed, now); });
        if (now) is_route_ = is_route_ || now->legs_left > 0;
        const bool is_other = now && now->task != last_->task;
        const bool goes_on = last_->code == errc::task_failed && now && (is_other || is_left(*now));
        ended_ = std::exchange(last_, {});
        if (failed || !goes_on) return fail(*ended_);
        look_again();
    }

    void look_again() { wake_at(std::min(deadline_, engine_->clock().now() + pause)); }

    template <class T>
    static std::unique_ptr<T> keep(T what) {
        return std::make_unique<T>(std::move(what));
    }

    std::string name_;
    event_sink events_;
    std::unique_ptr<failure> last_;     ///< of the submit that it followed
    std::unique_ptr<failure> lost_;     ///< of a submit whose answer was lost
    std::unique_ptr<failure> ended_;    ///< of a leg of a route for whose task it has waited
    std::vector<failure> legs_before_;  ///< how the legs before the newest attempt have ended
    int looked_back_from_ = 0;          ///< the attempt
    bool is_route_ = false;
    bool belongs_to_submit_ = false;
    inner_call leg_;  ///< waits for the task of a route's leg
};

}  // namespace seedance::detail
