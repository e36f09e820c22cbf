// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
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
#include <seedance/engine/impl/left_intents.hpp>
#include <seedance/engine/impl/queued_submit.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/intent.hpp>
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
        if (next_old_ == 0) return journal_operation::on_timer();
        finish();
    }

  private:
    /// How many intents the journal claims in one go, in which it writes little.
    static constexpr std::size_t most_claimed = 100'000;

    /// How many intents it reads in one go; other calls of the journal come in between.
    static constexpr std::size_t page_size = 1'000;

    /// How many old tasks are asked for at the same time.
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
        left_->settle_idle([this](intent& idle) { settle(idle); });
        for (auto& each : left_->take_queued()) send(std::move(each));
        query.after = page.end;
        if (page.more) return list(query);
        if (left_->old.empty()) return finish();
        const auto together = std::min(most_asked, left_->old.size());
        for (std::size_t i = 0; i != together; ++i) ask_next();
    }

    /// Says that nobody is at work on it.
    void settle(intent& idle) {
        auto& ledger = engine_->ledger();
        if (idle.state == intent_state::sending)
            ledger.write(idle, intent_state::unknown);
        else
            ledger.drop(idle);
    }

    /// Goes on with what was planned and queued.
    void send(intent queued) {
        auto work = intent_work::try_begin(engine_->ledger().worker(), queued.name);
        if (!work) return;  // another client has found it at the same time
        const auto sender = std::make_shared<queued_submit>(engine_, queued, std::move(*work));
        engine_->add(*sender);
        left_->found.queued.push_back(std::move(queued));
        sender->start();
    }

    // ---- old tasks: only the gateway's word ends them

    void ask_next() {
        while (next_old_ != left_->old.size()) {
            const auto place = left_->old[next_old_++];
            const auto& what = *left_->found.tasks[place].task;
            const auto account = engine_->accounts().find(what.provider, what.account);
            if (account) return ask(*account, place);
        }
        if (asking_ == 0) finish();
    }

    void ask(const account_entry& account, std::size_t place) {
        ++asking_;
        const auto& what = *left_->found.tasks[place].task;
        auto request = request_to(account, "GET", account.table->status_target(what.model, what.id));
        exchange_beside_others(std::move(request), &recover_operation::on_reply, account.table, place);
    }

    void on_reply(http_reply reply, const provider_table* table, std::size_t place) {
        if (!caller_) return;
        --asking_;
        if (is_gone(reply, table->decode_status(reply.whole_status(), reply.body))) {
            auto& gone = left_->found.tasks[place];
            engine_->ledger().on_task(*gone.task, intent_state::expired, billed::unknown, std::nullopt);
            gone.state = intent_state::expired;
        }
        ask_next();
    }

    void finish() {
        if (caller_) succeed(left_->take());
    }

    std::shared_ptr<left_intents> left_;
    std::size_t next_old_ = 0;  ///< in `left_->old`
    std::size_t asking_ = 0;    ///< how many are asked for now
};

}  // namespace seedance::detail
