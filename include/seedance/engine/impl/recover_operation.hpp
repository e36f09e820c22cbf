// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/queued_submit.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// Takes over the intents of clients that are gone, then looks through those of this client, page by page, for what
/// nobody works on. Of tasks that are old it asks the gateway, a few at a time, whether it still knows them.
class recover_operation final : public journal_operation<recovery> {
  public:
    recover_operation(std::shared_ptr<engine> shared, completion<recovery> caller, milliseconds limit)
        : journal_operation{std::move(shared), std::move(caller), limit} {}

    /// What was not asked in time may be alive.
    void on_timer() override {
        if (!caller_) return;
        if (asked_.empty()) return journal_operation::on_timer();
        for (; next_old_ != old_.size(); ++next_old_) found_.tasks.push_back(std::move(old_[next_old_]));
        for (auto& each : asked_)
            if (each) found_.tasks.push_back(*std::exchange(each, {}));
        finish();
    }

  private:
    /// How many intents the journal handles in one go; other calls of the journal come in between.
    static constexpr std::size_t page_size = 1'000;

    /// How many old tasks are asked for at the same time.
    static constexpr std::size_t most_asked = 8;

    void ask() override { claim(); }

    void claim() {
        engine_->ledger().ask<std::size_t>(
            [](journal& store) { return store.claim(page_size); },
            [self = self_as<recover_operation>()](const std::exception_ptr& failed, std::size_t claimed) {
                self->on_claimed(failed, claimed);
            });
    }

    void on_claimed(const std::exception_ptr& failed, std::size_t claimed) {
        if (!goes_on(failed)) return;
        if (claimed == page_size)
            claim();
        else
            list({.own = true, .open = true, .limit = page_size});
    }

    void list(journal_query query) {
        // Asked between the journal's changes: who is submitting an intent now has not written its end yet.
        const auto find_left = [query, &worker = engine_->ledger().worker()](journal& store) {
            auto page = store.list(query);
            std::erase_if(page.intents, [&worker](const intent& each) { return worker.is_under_way(each.name); });
            return page;
        };
        engine_->ledger().ask<journal_page>(find_left, [self = self_as<recover_operation>(), query](
                                                           const std::exception_ptr& failed, journal_page page) {
            self->on_page(failed, std::move(page), query);
        });
    }

    void on_page(const std::exception_ptr& failed, journal_page page, journal_query query) {
        if (!goes_on(failed)) return;
        const auto waited_for = engine_->tasks_under_way();
        for (auto& open : page.intents)
            if (!open.task || !waited_for.contains(task_key(*open.task))) sort(std::move(open));
        query.after = page.end;
        if (page.more) return list(query);
        if (old_.empty()) return finish();
        asked_.resize(std::min(most_asked, old_.size()));
        for (std::size_t place = 0; place != asked_.size(); ++place) ask_next(place);
    }

    void sort(intent open) {
        auto& ledger = engine_->ledger();
        switch (open.state) {
            case intent_state::planned:
                if (open.queued) return send(std::move(open));
                ledger.drop(open);
                [[fallthrough]];
            case intent_state::dropped: return found_.not_sent.push_back(std::move(open));
            case intent_state::sending: ledger.write(open, intent_state::unknown); [[fallthrough]];
            case intent_state::unknown: return found_.unknown.push_back(std::move(open));
            case intent_state::expired: return found_.expired.push_back(std::move(open));
            default: break;
        }
        auto& kind = is_old(open) ? old_ : found_.tasks;
        kind.push_back(std::move(open));
    }

    void send(intent queued) {
        auto work = intent_work::try_begin(engine_->ledger().worker(), queued.name);
        if (!work) return;  // another client has found it at the same time
        const auto sender = std::make_shared<queued_submit>(engine_, queued, std::move(*work));
        engine_->add(*sender);
        found_.queued.push_back(std::move(queued));
        sender->start();
    }

    /// Compares whole hours: times a long way apart, or `hours::max()`, do not overflow.
    bool is_old(const intent& open) const {
        using std::chrono::floor;
        using std::chrono::hours;
        const auto now = floor<hours>(engine_->clock().wall_now().time_since_epoch()).count();
        const auto begun = floor<hours>(open.planned_at.time_since_epoch()).count();
        return now - begun > engine_->options().keep_tasks.count();
    }

    // ---- old tasks: only the gateway's word ends them

    void ask_next(std::size_t place) {
        while (next_old_ != old_.size()) {
            auto& open = *(asked_[place] = std::move(old_[next_old_++]));
            const auto account = engine_->accounts().find(open.task->provider, open.task->account);
            if (account) return ask(*account, place);
            found_.tasks.push_back(*std::exchange(asked_[place], {}));
        }
        const bool is_last =
            std::none_of(asked_.begin(), asked_.end(), [](const auto& each) { return each.has_value(); });
        if (is_last) finish();
    }

    void ask(const account_entry& account, std::size_t place) {
        const auto& what = *asked_[place]->task;
        auto request = request_to(account, "GET", account.table->status_target(what.model, what.id));
        exchange_beside_others(std::move(request), &recover_operation::on_reply, account.table, place);
    }

    void on_reply(http_reply reply, const provider_table* table, std::size_t place) {
        if (!caller_) return;
        auto open = *std::exchange(asked_[place], {});
        if (is_gone(reply, table->decode_status(reply.whole_status(), reply.body))) {
            engine_->ledger().on_task(*open.task, intent_state::expired, billed::unknown, std::nullopt);
            open.state = intent_state::expired;
            found_.expired.push_back(std::move(open));
        } else {
            found_.tasks.push_back(std::move(open));
        }
        ask_next(place);
    }

    void finish() {
        if (caller_) succeed(std::move(found_));
    }

    recovery found_;
    std::vector<intent> old_;
    std::size_t next_old_ = 0;                  ///< in `old_`
    std::vector<std::optional<intent>> asked_;  ///< those that are asked for now
};

}  // namespace seedance::detail
