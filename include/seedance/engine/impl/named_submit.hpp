// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/submit_call.hpp>
#include <seedance/engine/impl/submits_by_name.hpp>
#include <seedance/engine/impl/timer_service.hpp>
#include <seedance/request/digest.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// One submit of a name is under way at a time: it leads, and others that are called meanwhile follow it. They get its
/// task, or the gateway's refusal; what is its caller's own affair they try for themselves.
class named_submit : public submit_call, public submit_follower {
  public:
    using submit_call::submit_call;

    /// Where memory ran out for what it was doing, it leaves those that follow to themselves.
    ~named_submit() override {
        if (!leads_) return;
        for (auto& each : engine_->named_submits().end_lead(intent_.name))
            free_later(engine_->strand(), std::move(each));
    }

    // ---- what becomes of the submit that it follows

    void on_led_to(const task& made, std::optional<milliseconds> hint, bool) override {
        if (!caller_waits()) return;
        stop_following();
        auto what = about();
        what.task = &made;
        engine_->tell(terms_.events, events::accepted{made, intent_.name, what});
        deliver(made, hint);
    }

    void on_led_to(const failure& why) override {
        stop_following();
        fail(why);
    }

    void on_way_free() override {
        if (!caller_waits()) return;
        stop_following();
        if (engine_->submits().is_closed()) return cancel(errc::client_closed);
        take_name();
    }

  protected:
    bool is_looked_up_ = false;  ///< the journal has said what the intent's name stands for

    /// Goes on as the one that leads.
    virtual void look_up_intent() = 0;

    /// Gives the task to the caller.
    virtual void deliver(task made, std::optional<milliseconds> hint) = 0;

    bool follows() const noexcept { return follows_; }
    bool leads() const noexcept { return leads_; }

    /// Leads the submits of its name, or follows the one that does.
    void take_name() {
        auto& names = engine_->named_submits();
        leads_ = names.lead(intent_.name, intent_.digest);
        if (leads_) return look_up_intent();
        const auto field = other_field(names.digest_of_leader(intent_.name));
        if (!field.empty()) return fail(mismatch(field));
        names.follow(intent_.name, self_as<named_submit>());
        follows_ = true;
        wake_at(deadline_);
    }

    /// Goes on with an intent that was sent before, or is about to be sent by another client.
    void go_on_with(const intent& known) {
        const auto field = other_field(known.digest);
        if (!field.empty()) return fail_all(mismatch(field));
        if (!are_comparable(known.digest, intent_.digest))
            emit(terms_.events, events::intent_not_compared{intent_.name});
        if (known.task) return deliver(*known.task, {});
        fail_all(without_task(known));
    }

    /// Lets its caller go, and goes on for one that follows and asks for it on the same terms; says whether there is
    /// one. What was begun is that one's from now on.
    bool hand_over(errc why) {
        if (!leads_ || why == errc::client_closed) return false;
        for (const auto& each : engine_->named_submits().followers_of(intent_.name)) {
            const auto next = std::dynamic_pointer_cast<named_submit>(each.lock());
            if (!next || !next->may_go_on_with(*this)) continue;
            auto ended = maybe_sent(why, step::submit);
            ended.retry = retry::call_again;
            fail(std::move(ended));
            go_on_for(*next);
            return true;
        }
        return false;
    }

    /// Says that the caller goes before anything has come of its submit.
    failure left_by(errc why) const {
        auto ended = follows_                     ? maybe_sent(why, step::submit)
                     : why == errc::client_closed ? closed()
                                                  : nothing_sent(why, step::submit);
        const bool may_be_known = !intent_.name.empty() && !is_looked_up_ && !terms_.is_name_free;
        if (may_be_known && !follows_) ended = not_known_yet(std::move(ended));
        ended.retry = retry::call_again;
        return ended;
    }

    void tell_followers(const task& made, std::optional<milliseconds> hint) {
        const bool is_leg = intent_.legs_left > 0 || intent_.attempt > 1;
        end_lead([&](submit_follower& follower) { follower.on_led_to(made, hint, is_leg); });
    }

    /// Fails, and so do those that follow: they have asked for the same.
    void fail_all(const failure& why) {
        end_lead([&why](submit_follower& follower) { follower.on_led_to(why); });
        fail(why);
    }

    /// Fails, and lets those that follow try for themselves.
    void refuse(failure why) {
        fail(std::move(why));
        make_way();
    }

    /// Lets those that follow try for themselves: it is this caller's own affair that nothing was sent.
    void make_way() {
        end_lead([](submit_follower& follower) { follower.on_way_free(); });
    }

  private:
    static void free_later(const engine_strand& strand, submits_by_name::follower waiting) noexcept try {
        boost::asio::post(strand, [waiting = std::move(waiting)] {
            if (const auto alive = waiting.lock()) alive->on_way_free();
        });
    } catch (...) {  // it waits until its deadline
    }

    template <class Tell>
    void end_lead(const Tell& tell) {
        if (!std::exchange(leads_, false)) return;
        for (const auto& each : engine_->named_submits().end_lead(intent_.name))
            if (const auto follower = each.lock()) tell(*follower);
    }

    void stop_following() {
        follows_ = false;
        cancel_timer();
    }

    /// Says whether this caller would pay for what a submit has begun. A leg is its route's.
    bool may_go_on_with(const named_submit& begun) const {
        const bool is_of_route = terms_.like || begun.terms_.like;
        return follows_ && caller_waits() && !is_of_route && intent_.account == begun.intent_.account &&
               intent_.budget == begun.intent_.budget && terms_.callback == begun.terms_.callback &&
               terms_.price_if_unknown == begun.terms_.price_if_unknown &&
               (!terms_.price_limit || begun.intent_.held <= *terms_.price_limit);
    }

    void go_on_for(named_submit& next) {
        next.stop_following();
        handler_ = std::exchange(next.handler_, {});
        terms_ = std::move(next.terms_);
        deadline_ = next.deadline_;
        take_cancellation_from(next);
    }

    bool leads_ = false;
    bool follows_ = false;
};

}  // namespace seedance::detail
