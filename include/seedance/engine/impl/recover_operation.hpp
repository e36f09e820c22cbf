// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/candidate_operation.hpp>
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
/// nobody works on. It asks the gateway, about a few at a time, whether it still knows tasks that are old, and whether
/// ids that came with an answer are tasks.
class recover_operation final : public journal_operation<recovery> {
  public:
    recover_operation(std::shared_ptr<engine> shared, completion<recovery> caller, milliseconds limit)
        : journal_operation{std::move(shared), std::move(caller), limit} {}

    /// What was not asked in time stays what it is.
    void on_timer() override {
        if (!caller_) return;
        if (asked_.empty()) return journal_operation::on_timer();
        for (; next_ != in_doubt_.size(); ++next_) leave(std::move(in_doubt_[next_]));
        for (auto& each : asked_)
            if (each) leave(*std::exchange(each, {}));
        finish();
        stop_asking();
    }

    void cancel(errc why) override {
        journal_operation::cancel(why);
        stop_asking();
    }

  private:
    /// How many intents the journal handles in one go; other calls of the journal come in between.
    static constexpr std::size_t page_size = 1'000;

    /// About how many intents the gateways are asked at the same time.
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
        if (in_doubt_.empty()) return finish();
        asked_.resize(std::min(most_asked, in_doubt_.size()));
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
            case intent_state::unknown: return (open.candidate ? in_doubt_ : found_.unknown).push_back(std::move(open));
            case intent_state::expired: return found_.expired.push_back(std::move(open));
            default: break;
        }
        auto& kind = is_old(open) ? in_doubt_ : found_.tasks;
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

    // ---- what only the gateway can tell

    void ask_next(std::size_t place) {
        while (next_ != in_doubt_.size()) {
            auto& open = *(asked_[place] = std::move(in_doubt_[next_++]));
            const auto account = engine_->accounts().find(open.provider, open.account);
            if (account && open.task) return ask_for_task(*account, place);
            if (account) return ask_for_candidate(place);
            leave(*std::exchange(asked_[place], {}));
        }
        const bool is_last =
            std::none_of(asked_.begin(), asked_.end(), [](const auto& each) { return each.has_value(); });
        if (is_last) finish();
    }

    void ask_for_task(const account_entry& account, std::size_t place) {
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

    void ask_for_candidate(std::size_t place) {
        const auto asker = std::make_shared<candidate_operation>(
            engine_, *asked_[place], [self = self_as<recover_operation>(), place](bool is_task, std::string_view) {
                self->on_candidate(is_task, place);
            });
        askers_.push_back(asker);
        engine_->add(*asker);
        asker->start();
    }

    void on_candidate(bool is_task, std::size_t place) {
        if (!caller_ || engine_->closed()) return;
        auto open = *std::exchange(asked_[place], {});
        if (is_task) {
            open.task = std::exchange(open.candidate, {});
            engine_->ledger().accept(open, [](const std::exception_ptr&, const journal_answer&) {});
        }
        leave(std::move(open));
        ask_next(place);
    }

    void stop_asking() {
        for (const auto& each : std::exchange(askers_, {}))
            if (const auto asker = each.lock()) asker->cancel(errc::cancelled);
    }

    /// Lists an intent as what it is.
    void leave(intent open) { (open.task ? found_.tasks : found_.unknown).push_back(std::move(open)); }

    void finish() {
        if (!caller_) return;
        for (auto* const list : {&found_.tasks, &found_.unknown, &found_.expired})
            std::ranges::stable_sort(*list, {}, &intent::planned_at);
        succeed(std::move(found_));
    }

    recovery found_;
    std::vector<intent> in_doubt_;                            ///< about which a gateway is asked
    std::size_t next_ = 0;                                    ///< in `in_doubt_`
    std::vector<std::optional<intent>> asked_;                ///< those about which it is asked now
    std::vector<std::weak_ptr<candidate_operation>> askers_;  ///< which have asked, or ask, about candidates
};

}  // namespace seedance::detail
