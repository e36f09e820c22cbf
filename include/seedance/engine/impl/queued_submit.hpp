// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/bind_executor.hpp>

#include <seedance/async/impl/completion.hpp>
#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/queued_request.hpp>
#include <seedance/engine/impl/submit_operation.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// Sends the request of a queued intent, however long that takes: what time or a person can mend is tried again. What
/// no retry mends is given up, with the reason in the journal. When the client closes, the intent stays in the queue.
class queued_submit final : public operation_state {
  public:
    /// The time after which it is tried again: while the gateway cannot be reached, and while the account needs
    /// somebody.
    static constexpr std::chrono::seconds pause{60}, pause_for_people{300};

    /// `work` says that nobody else sends it.
    queued_submit(std::shared_ptr<engine> shared, intent queued, intent_work work)
        : operation_state{std::move(shared)}, intent_{std::move(queued)}, work_{std::move(work)} {}

    /// Begins with a request that is at hand, of an intent that was queued just now.
    void start_with(prepared_request request, const queued_request& terms) {
        take(std::move(request), terms);
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
        if (!now || now->attempt != intent_.attempt || !now->queued) return;
        intent_ = *now;
        if (request_) return submit();
        engine_->ledger().ask<std::string>(
            [queued = intent_](journal& store) { return store.request_of(queued); },
            [self = self_as<queued_submit>()](const std::exception_ptr& unread, const std::string& json) {
                self->on_read(unread, json);
            });
    }

    void on_read(const std::exception_ptr& failed, const std::string& json) {
        if (is_closed_) return;
        if (failed) return try_again(journal_failed(failed), pause);
        if (engine_->options().models.empty()) {
            why_ = unreadable("it stays in the queue: this client knows no models, set client_options::models");
            return tell(std::nullopt);
        }
        auto read = queued_request_from_json(json);
        if (const auto* problem = std::get_if<std::string>(&read)) return give_up(unreadable(*problem));
        const auto& terms = std::get<queued_request>(read);
        take(prepare(terms.request, engine_->options().models), terms);
        submit();
    }

    void take(prepared_request request, const queued_request& terms) {
        request_ = std::move(request);
        price_limit_ = terms.price_limit;
        price_if_unknown_ = terms.price_if_unknown;
    }

    void submit() {
        call_options options{.deadline = milliseconds::max(), .intent = intent_.name, .account = intent_.account};
        options.price_limit = price_limit_;
        options.price_if_unknown = price_if_unknown_;
        auto made = std::make_shared<submit_operation>(engine_, *request_, submit_terms{options}, caller());
        made->adopt(intent_);
        engine_->add(*made);
        made->start();
    }

    /// Makes the caller that the submit tells.
    completion<task> caller() {
        auto handler = boost::asio::bind_executor(
            engine_->strand(), [self = self_as<queued_submit>()](error_code code, const task&) { self->on_end(code); });
        auto stored = stored_completion_handler<task, decltype(handler), false>::make(std::move(handler));
        return {std::move(stored), &why_, engine_->client_executor()};
    }

    void on_end(const error_code& code) {
        if (!code || is_closed_ || code == errc::client_closed) return;
        if (code == errc::outcome_unknown) return tell(std::nullopt);
        // Somebody calls under its name just now, for the same or for something else; it is in the queue all the same.
        const bool is_in_the_way = code == errc::intent_taken || code == errc::intent_mismatch;
        if (is_in_the_way) return try_again(why_, pause);
        const bool needs_somebody = code == failure_group::account || (code == errc::over_limit && !is_above_limit());
        if (needs_somebody) return try_again(why_, pause_for_people);
        const bool may_pass = code == failure_group::retryable || code == failure_group::connection;
        if (may_pass) return try_again(why_, std::max(pause, why_.retry_after.value_or(pause)));
        give_up(why_);
    }

    /// Says whether its price has risen above what its caller would pay; another limit is its budget's.
    bool is_above_limit() const {
        const auto price = request_->price();
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
        if (now && now->attempt == intent_.attempt && now->queued) {
            intent_.version = now->version;
            intent_.note = to_string(why_);
            engine_->ledger().drop(intent_);
        }
        tell(std::nullopt);
    }

    void tell(std::optional<milliseconds> next_try) const {
        engine_->tell(events::queued_failure{intent_.name, why_, next_try});
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
    std::optional<prepared_request> request_;
    std::optional<money> price_limit_;
    std::optional<money> price_if_unknown_;
    failure why_;
    bool is_closed_ = false;
    bool is_pausing_ = false;  ///< until it is tried again
};

}  // namespace seedance::detail
