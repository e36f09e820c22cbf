// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
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
#include <seedance/engine/impl/left_intents.hpp>
#include <seedance/engine/impl/queued_submit.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/intent.hpp>
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
        for (; next_ != left_->in_doubt.size(); ++next_) leave(std::move(left_->in_doubt[next_]));
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
    /// How many intents the journal claims in one go, in which it writes little.
    static constexpr std::size_t most_claimed = 100'000;

    /// How many intents it reads in one go; other calls of the journal come in between.
    static constexpr std::size_t page_size = 1'000;

    /// About how many intents the gateways are asked at the same time.
    static constexpr std::size_t most_asked = 8;

    void ask() override {
        left_ = std::make_shared<left_intents>(engine_->clock().wall_now(), engine_->options().keep_tasks);
        claim();
    }

    void claim() {
        engine_->ledger().ask<std::size_t>(
            [](journal& store) { return store.claim(most_claimed); },
            [self = self_as<recover_operation>()](const std::exception_ptr& failed, std::size_t claimed) {
                self->on_claimed(failed, claimed);
            });
    }

    void on_claimed(const std::exception_ptr& failed, std::size_t claimed) {
        if (!goes_on(failed)) return;
        if (claimed == most_claimed)
            claim();
        else
            list({.own = true, .open = true, .limit = page_size});
    }

    void list(journal_query query) {
        // Asked between the journal's changes: who is submitting an intent now has not written its end yet.
        const auto find_left = [query, left = left_, &worker = engine_->ledger().worker()](journal& store) {
            auto page = store.list(query);
            std::erase_if(page.intents, [&worker](const intent& each) { return worker.is_under_way(each.name); });
            left->add_page(std::exchange(page.intents, {}));
            return page;
        };
        engine_->ledger().ask<journal_page>(find_left, [self = self_as<recover_operation>(), query](
                                                           const std::exception_ptr& failed, const journal_page& page) {
            self->on_page(failed, page, query);
        });
    }

    void on_page(const std::exception_ptr& failed, const journal_page& page, journal_query query) {
        if (!goes_on(failed)) return;
        left_->drop_waited_for(engine_->tasks_under_way());
        for (auto& each : left_->take_idle()) settle(std::move(each));
        query.after = page.end;
        if (page.more) return list(query);
        if (left_->in_doubt.empty()) return succeed(std::move(left_->found));
        asked_.resize(std::min(most_asked, left_->in_doubt.size()));
        for (std::size_t place = 0; place != asked_.size(); ++place) ask_next(place);
    }

    /// Goes on with what was planned and queued; says of the rest that nobody is at work on it.
    void settle(intent idle) {
        auto& ledger = engine_->ledger();
        if (idle.state == intent_state::sending) {
            ledger.write(idle, intent_state::unknown);
            left_->found.unknown.push_back(std::move(idle));
        } else if (idle.queued) {
            send(std::move(idle));
        } else {
            ledger.drop(idle);
            left_->found.not_sent.push_back(std::move(idle));
        }
    }

    void send(intent queued) {
        auto work = intent_work::try_begin(engine_->ledger().worker(), queued.name);
        if (!work) return;  // another client has found it at the same time
        const auto sender = std::make_shared<queued_submit>(engine_, queued, std::move(*work));
        engine_->add(*sender);
        left_->found.queued.push_back(std::move(queued));
        sender->start();
    }

    // ---- what only the gateway can tell

    void ask_next(std::size_t place) {
        while (next_ != left_->in_doubt.size()) {
            auto& open = *(asked_[place] = std::move(left_->in_doubt[next_++]));
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
            left_->found.expired.push_back(std::move(open));
        } else {
            left_->found.tasks.push_back(std::move(open));
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
    void leave(intent open) { (open.task ? left_->found.tasks : left_->found.unknown).push_back(std::move(open)); }

    void finish() {
        if (!caller_) return;
        left_->sort();
        succeed(std::move(left_->found));
    }

    std::shared_ptr<left_intents> left_;
    std::size_t next_ = 0;                                    ///< in `left_->in_doubt`
    std::vector<std::optional<intent>> asked_;                ///< those about which it is asked now
    std::vector<std::weak_ptr<candidate_operation>> askers_;  ///< which have asked, or ask, about candidates
};

}  // namespace seedance::detail
