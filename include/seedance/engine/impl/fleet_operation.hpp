// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/bind_executor.hpp>

#include <seedance/async/impl/completion.hpp>
#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/recover_operation.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// Looks, as long as the client is open, whether clients have left something that are gone, and takes it over: time
/// tells it to, and news of the journal's that it is worth a look now. One that finds much takes a little, lets others
/// come, and takes twice as much, so that those who look later find something too.
class fleet_operation final : public operation_state {
  public:
    using operation_state::operation_state;

    /// How often it looks into a journal that need not be renewed.
    static constexpr milliseconds pause{5'000};

    /// How many intents all who are alive take in their first goes, together.
    static constexpr std::size_t first_parts = 256;

    /// Begins it for a client that needs it.
    static void begin(const std::shared_ptr<engine>& shared) {
        const auto& chosen = shared->options().fleet;
        const bool must_ask = chosen.shares_limits && !shared->ledger().worker().renews();
        if (chosen.takes_over || must_ask) post_start(std::make_shared<fleet_operation>(shared));
    }

    void start() override {
        const auto every = engine_->ledger().worker().renew_every();
        every_ = every.count() > 0 ? every / 2 : pause;
        engine_->tell_of_news(*this);
        plan(milliseconds{0}, every_ / 10);
    }

    void on_timer() override { look(); }

    void on_news() override {
        if (is_looking_ || is_over_) return;
        const auto earliest = std::max(engine_->clock().now(), looked_at_ + every_ / 5);
        const auto due = earliest + fraction(every_ / 10);
        if (due < due_) wake_at(due_ = due);
    }

    void cancel(errc) override {
        is_over_ = true;
        cancel_timer();
    }

    /// What others left is for those who stay.
    void begin_no_submit() override { cancel(errc::client_closed); }

  private:
    milliseconds fraction(milliseconds of) {
        return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(of.count()) * engine_->random())};
    }

    void plan(milliseconds earliest, milliseconds latest) {
        if (is_over_) return;
        wake_at(due_ = engine_->clock().now() + earliest + fraction(latest - earliest));
    }

    /// Gives how many may be taken now.
    std::size_t most_now() const {
        const auto& chosen = engine_->options().fleet;
        if (!chosen.takes_over) return 0;
        const auto waiting = engine_->pollers().size() + taken_lately_;
        const auto left = chosen.most_waiting == 0 ? std::numeric_limits<std::size_t>::max()
                                                   : chosen.most_waiting - std::min(chosen.most_waiting, waiting);
        const auto first = first_parts / std::max<std::size_t>(engine_->members().count, 1);
        return std::min({std::max<std::size_t>(first, 1) << doublings_, chosen.most_at_once, left});
    }

    void look() {
        is_looking_ = true;
        looked_at_ = engine_->clock().now();
        if (may_own_more_) return sort(std::nullopt);
        if (looked_at_ - taken_at_ >= every_ * 3 / 4) taken_lately_ = 0;
        const auto most = most_now();
        auto& worker = engine_->ledger().worker();
        engine_->ledger().ask<std::vector<intent>>(
            [most, &worker](journal& store) {
                if (!worker.renews()) worker.renew();
                return most == 0 ? std::vector<intent>{} : store.take(most);
            },
            [self = self_as<fleet_operation>(), most](const std::exception_ptr& failed, std::vector<intent> taken) {
                self->on_taken(failed, most, std::move(taken));
            });
    }

    void on_taken(const std::exception_ptr& failed, std::size_t most, std::vector<intent> taken) {
        is_looking_ = false;
        if (engine_->closed()) return;
        if (failed) engine_->tell(events::take_over_failed{words_of(failed)});
        may_own_more_ = may_own_more_ || (failed && most != 0);
        const bool is_more_likely = !taken.empty() && taken.size() == most;
        doublings_ = is_more_likely ? std::min(doublings_ + 1, most_doublings) : 0;
        if (is_more_likely)
            plan(every_ / 5, every_ / 3);
        else
            plan(every_ * 4 / 5, every_ * 6 / 5);
        if (taken.empty()) return;
        taken_at_ = looked_at_;
        taken_lately_ += taken.size();
        sort(std::move(taken));
    }

    /// Finds out what is to be done about each, as `recover` does, and tells of it. Nothing is given where the answer
    /// about what was taken may be lost: then it is done about all that is this client's and nobody works on, because
    /// nobody else may take it.
    void sort(std::optional<std::vector<intent>> taken) {
        static constexpr std::chrono::seconds longest{90};  // in which gateways are asked about what is in doubt
        const bool is_look = !taken;
        auto handler = boost::asio::bind_executor(
            engine_->strand(), [self = self_as<fleet_operation>(), is_look](error_code code, const recovery& found) {
                self->on_sorted(code, found, is_look);
            });
        auto stored = stored_completion_handler<recovery, decltype(handler), false>::make(std::move(handler));
        const auto made = std::make_shared<recover_operation>(
            engine_, std::move(taken), completion<recovery>{std::move(stored), nullptr, engine_->client_executor()},
            longest);
        engine_->add(*made);
        made->start();
    }

    void on_sorted(error_code code, const recovery& found, bool is_look) {
        if (is_look) {
            is_looking_ = false;
            may_own_more_ = false;
            plan(every_ / 5, every_ / 3);
        }
        may_own_more_ = may_own_more_ || code;
        if (!code && !(is_look && is_empty(found))) tell_of(*engine_, found);
    }

    static bool is_empty(const recovery& found) noexcept {
        return found.tasks.empty() && found.unknown.empty() && found.queued.empty() && found.not_sent.empty() &&
               found.expired.empty();
    }

    static void tell_of(const engine& client, const recovery& found) {
        client.tell(events::taken_over{found.tasks.size(), found.unknown.size(), found.queued.size(),
                                       found.not_sent.size(), found.expired.size()});
        client.tell_of_taken(found);
    }

    static constexpr int most_doublings = 20;

    milliseconds every_{};
    clock::time_point looked_at_{};
    clock::time_point due_{};
    clock::time_point taken_at_{};
    std::size_t taken_lately_ = 0;  ///< which may not be waited for yet
    int doublings_ = 0;             ///< of what is taken in one go: as many goes in a row were full
    bool may_own_more_ = false;     ///< than it has heard of: a look has failed
    bool is_looking_ = false;
    bool is_over_ = false;
};

}  // namespace seedance::detail
