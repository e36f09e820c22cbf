// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/queued_request.hpp>
#include <seedance/engine/impl/queued_submit.hpp>
#include <seedance/engine/impl/route_legs.hpp>
#include <seedance/engine/impl/submit_call.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/request/route_options.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// Writes down an intent with its request, tells the caller, and sends it when the limits allow.
class enqueue_operation final : public submit_call {
  public:
    /// `queued` has the models of the route in the same order.
    enqueue_operation(std::shared_ptr<engine> shared, prepared_route route, queued_request queued, submit_terms terms,
                      completion<intent> waiting)
        : submit_call{std::move(shared), first_leg_of(route), std::move(terms), std::move(waiting)},
          legs_{std::move(route).legs()},
          queued_{std::move(queued)} {
        if (legs_.size() > 1) terms_.like = digests_of(legs_);
        if (is_route()) terms_.refused = refusal_of(std::move(route).broken_rules());
        is_named_ = !intent_.name.empty();
    }

    void start() override {
        if (engine_->submits().is_closed()) return cancel(errc::client_closed);
        deadline_ = engine_->deadline_after(terms_.deadline);
        wake_at(deadline_);
        const auto order = legs_.size() < 2 ? route_order::as_written : terms_.route.order;
        when_order_is_known(*engine_, order, [self = self_as<enqueue_operation>()] {
            if (self->caller_waits()) self->begin_in_order();
        });
    }

    void on_timer() override { cancel(errc::deadline_reached); }

    void cancel(errc why) override {
        cancel_timer();
        auto ended = why == errc::client_closed ? closed() : nothing_sent(why, step::check);
        ended.retry = retry::call_again;
        if (is_named_ && !is_asked_) ended = not_known_yet(std::move(ended));
        if (is_asked_) {
            ended.billed = billed::unknown;
            ended.retry = is_named_ ? retry::call_again : retry::ask_first;  // the next call has a name of its own
            ended.detail =
                "it may be in the queue, and is sent then: find(...) tells, as intent " + detail::quoted(intent_.name);
        }
        fail(std::move(ended));
    }

  private:
    void begin_in_order() {
        put_in_order();
        if (auto why = cannot_be_named()) return end(std::move(*why));
        if (!is_named_) return begin();
        engine_->ledger().find(intent_.name, [self = self_as<enqueue_operation>()](const std::exception_ptr& failed,
                                                                                   const std::optional<intent>& known) {
            self->on_looked_up(failed, known);
        });
    }

    std::optional<failure> cannot_be_queued() const {
        const auto& options = engine_->options();
        auto why = nothing_sent(errc::invalid_request, step::check);
        if (options.models.empty()) {
            why.detail =
                "whoever takes the queue over must know its models: set client_options::models, "
                "all_models::entries";
            return why;
        }
        if (!is_account_name(intent_.account)) {
            why.detail = "call_options::account is " + detail::quoted(intent_.account) + ", which no account can have";
            return why;
        }
        if (json_.size() <= options.max_queued_request) return breaks_rules();
        why.detail = "the request has " + std::to_string(json_.size()) +
                     " bytes as JSON, client_options::max_queued_request is " +
                     std::to_string(options.max_queued_request) + ": give its media as https URLs";
        return why;
    }

    void on_looked_up(const std::exception_ptr& failed, const std::optional<intent>& known) {
        if (!caller_waits()) return;
        if (failed) return end(not_known_yet(journal_failed(failed)));
        const bool is_free = !known || known->state == intent_state::not_sent ||
                             known->state == intent_state::dropped ||
                             (known->state == intent_state::planned && !known->queued);
        if (is_free) return begin();
        deliver_known(*known);
    }

    /// The name is known: this is the same call again. What a `submit` is at work on is not in the queue: it ends when
    /// that one gives up.
    void deliver_known(const intent& known) {
        const auto field = is_for_another_model(known) ? std::string_view{"model"} : other_field(known.digest);
        if (!field.empty()) return end(mismatch(field));
        if (may_be_sent(known.state) && !known.queued) return end(without_task(known));
        deliver(known);
    }

    /// A request that breaks rules has no digest to compare. It may have broken none when it was sent first, before its
    /// gateway was taken away: where it names the intent's model, it is taken for the same call.
    bool is_for_another_model(const intent& known) const {
        const auto model = known.provider + '/' + known.model;
        const auto& several = queued_.request.models;
        const bool names_it = queued_.request.model == model || std::count(several.begin(), several.end(), model) != 0;
        return intent_.digest.empty() && !names_it;
    }

    bool is_route() const noexcept { return legs_.size() != 1; }

    /// Puts the legs of a route, and their models, into the order in which they are tried.
    void put_in_order() {
        if (legs_.size() < 2) return;
        const auto order = order_of(terms_.route.order, figures_of(*engine_, legs_));
        auto legs = std::exchange(legs_, {});
        auto models = std::exchange(queued_.request.models, {});
        for (const auto leg : order) {
            legs_.push_back(std::move(legs[leg]));
            queued_.request.models.push_back(std::move(models[leg]));
        }
        take_leg(0);
    }

    void take_leg(std::size_t leg) {
        request_ = legs_[leg];
        intent_.provider = request_.provider();
        intent_.model = request_.model();
        intent_.digest = request_.digest();
        intent_.legs_left = static_cast<int>(legs_.size() - 1 - leg);
    }

    /// Goes on with the next leg of a route, which may cost less, or ends where there is none.
    void pass_over(failure why) {
        if (is_route()) ends_.push_back(why);
        if (intent_.legs_left == 0 || end_of_leg(why, false) != leg_end::skipped) {
            why.legs = std::move(ends_);
            return end(std::move(why));
        }
        take_leg(legs_.size() - static_cast<std::size_t>(intent_.legs_left));
        emit(listener(), end_of(why, intent_.account, intent_.name, intent_.budget, &request_));
        begin_leg();
    }

    void begin() {
        json_ = to_json(queued_);
        if (auto why = cannot_be_queued()) return end(std::move(*why));
        if (intent_.name.empty()) intent_.name = random_id();
        begin_leg();
    }

    void begin_leg() {
        if (auto refusal = beyond_limits()) return pass_over(std::move(*refusal));
        name_attempt();
        work_ = intent_work{engine_->ledger().worker(), intent_.name};
        is_asked_ = true;
        engine_->ledger().begin(
            intent_, json_, 0,
            [self = self_as<enqueue_operation>()](const std::exception_ptr& failed, const journal_answer& answer) {
                self->on_begun(failed, answer);
            });
    }

    /// Sends it also when the caller has gone meanwhile: it is in the queue. When the client has gone, the next one
    /// sends it.
    void on_begun(const std::exception_ptr& failed, const journal_answer& answer) {
        if (failed) return on_not_begun(failed);
        if (answer.refused) return pass_over(refused_by_budget(*answer.refused, intent_));
        if (!answer.written) return deliver_known(answer.now.value_or(intent_));
        emit(listener(), events::queued{true, about()});
        deliver(*answer.now);
        if (engine_->closed()) return;
        const auto sender = std::make_shared<queued_submit>(engine_, *answer.now, std::move(work_));
        engine_->add(*sender);
        sender->start_with(std::move(legs_), queued_, std::move(json_));
    }

    /// The caller hears that nothing is queued: what may have been written must not be sent by whoever finds it.
    void on_not_begun(const std::exception_ptr& failed) {
        engine_->ledger().take_back(intent_, true, true);
        end(journal_failed(failed));
    }

    void deliver(const intent& known) {
        cancel_timer();
        if (auto& waiting = std::get<completion<intent>>(handler_)) std::exchange(waiting, {}).succeed(intent{known});
    }

    void end(failure why) {
        cancel_timer();
        fail(std::move(why));
    }

    std::vector<prepared_request> legs_;
    queued_request queued_;
    std::string json_;
    std::vector<failure> ends_;  ///< of the legs that were passed over
    intent_work work_;
    bool is_named_ = false;  ///< by its caller
    bool is_asked_ = false;  ///< the journal is asked to write it down
};

}  // namespace seedance::detail
