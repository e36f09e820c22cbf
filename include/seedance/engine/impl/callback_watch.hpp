// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Looks now and then into the journal for callbacks of the tasks that this client waits for, and soon when others have
/// written something: another process may have taken them, or this one before anybody waited. It looks for those of
/// attempts whose answers were lost, too. It lives as long as somebody waits who asks seldom, or there are such
/// attempts.
class callback_watch final : public operation_state {
  public:
    /// What makes whoever waits for a task ask now.
    using nudger = void (*)(const engine& of, const task& what);

    callback_watch(std::shared_ptr<engine> shared, nudger nudge) : operation_state{std::move(shared)}, nudge_{nudge} {}

    /// Begins it, unless the client has one.
    static void begin(const std::shared_ptr<engine>& shared, nudger nudge) {
        if (shared->closed() || std::exchange(shared->watches_callbacks(), true)) return;
        const auto made = std::make_shared<callback_watch>(shared, nudge);
        shared->add(*made);
        shared->tell_of_news(*made);
        made->start();
    }

    /// Has it look for the callback of an attempt whose answer was lost, where that may bring the task.
    static void look_for(const std::shared_ptr<engine>& shared, const intent& lost, nudger nudge) {
        const auto account = shared->accounts().find(lost.provider, lost.account);
        const bool may_come = lost.callback && account && account->table->decode_callback != nullptr;
        if (!may_come || lost.handle.empty()) return;
        shared->lost_answers().add(lost.handle, shared->clock().now());
        begin(shared, nudge);
    }

    /// How often it looks, and how soon again when there are news.
    static constexpr std::chrono::seconds pause{5};
    static constexpr std::chrono::milliseconds pause_with_news{200};

    /// How many callbacks, and how many attempts one by one, it looks at in one go.
    static constexpr std::size_t page_size = 1'000;
    static constexpr std::size_t most_lost = 200;

    void start() override { look(); }
    void on_timer() override { look(); }
    void cancel(errc) override { cancel_timer(); }

    void on_news() override {
        has_news_ = true;
        if (!is_looking_) look_after(pause_with_news);
    }

  private:
    /// Looks at once where it has not looked for so long.
    void look_after(milliseconds since_the_last) {
        if (!engine_->closed()) wake_at(looked_at_ + since_the_last);
    }

    /// What the journal has.
    struct found {
        journal_page called_back{};
        std::vector<std::optional<intent>> lost{};  ///< those of the handles that were asked for
    };

    void look() {
        forget_old();
        const bool has_work = engine_->pollers().seldom() != 0 || !engine_->lost_answers().is_empty();
        engine_->watches_callbacks() = has_work && !engine_->closed();
        if (!engine_->watches_callbacks()) return;
        is_looking_ = true;
        has_news_ = false;
        looked_at_ = engine_->clock().now();
        const auto handles = handles_now();
        const journal_query query{.called_back = true, .after = after_, .limit = page_size};
        engine_->ledger().ask<found>(
            [query, handles](journal& store) {
                found seen{.called_back = store.list(query)};
                for (const auto& each : handles) seen.lost.push_back(store.find_handle(each));
                return seen;
            },
            [self = self_as<callback_watch>(), handles](const std::exception_ptr& failed, const found& seen) {
                self->is_looking_ = false;
                if (!failed) self->on_found(seen, handles);
                self->look_after(self->has_news_ ? pause_with_news : self->usual_pause());
            });
    }

    milliseconds usual_pause() const {
        return engine_->pollers().seldom() != 0 ? pause : engine_->lost_answers().pause(engine_->clock().now());
    }

    /// Gives whom it looks for now; news are about tasks, and do not hurry that.
    std::vector<std::string> handles_now() {
        if (looked_at_ < lost_due_) return {};
        lost_due_ = looked_at_ + engine_->lost_answers().pause(looked_at_);
        return engine_->lost_answers().next(most_lost);
    }

    void forget_old() {
        for (const auto& each : engine_->lost_answers().remove_old(engine_->clock().now()))
            engine_->callback_votes().forget(each);
    }

    void on_found(const found& seen, const std::vector<std::string>& handles) {
        if (engine_->closed()) return;
        after_ = seen.called_back.more ? seen.called_back.end : 0;
        for (const auto& each : seen.called_back.intents)
            if (each.task) nudge_(*engine_, *each.task);
        for (std::size_t i = 0; i != handles.size(); ++i) on_lost(handles[i], seen.lost[i]);
    }

    void on_lost(const std::string& handle, const std::optional<intent>& attempt) {
        if (!attempt || attempt->task) {
            engine_->lost_answers().remove(handle);
            return engine_->callback_votes().forget(handle);
        }
        const auto account = engine_->accounts().find(attempt->provider, attempt->account);
        if (!account || attempt->callback.value_or("").empty()) return;
        const auto id = count_kept(engine_->callback_votes(), *attempt, *account);
        if (!id.empty() && engine_->lost_answers().must_ask(handle, id)) engine_->adopt(handle);
    }

    nudger nudge_;
    std::int64_t after_ = 0;
    clock::time_point looked_at_{};
    clock::time_point lost_due_{};  ///< when it looks for the next attempts
    bool is_looking_ = false;       ///< the journal is asked
    bool has_news_ = false;         ///< since it was asked
};

}  // namespace seedance::detail
