// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// Takes over the intents of clients that are gone, then looks through those of this client, page by page, for what
/// nobody works on.
class recover_operation final : public operation_state {
  public:
    recover_operation(std::shared_ptr<engine> shared, completion<recovery> caller)
        : operation_state{std::move(shared)}, caller_{std::move(caller)} {}

    void start() override { claim(); }
    void on_timer() override {}

    void cancel(errc why) override {
        if (caller_) std::exchange(caller_, {}).fail(failure_of(why, step::check, {}, {}));
    }

  private:
    /// How many intents the journal handles in one go; other calls of the journal come in between.
    static constexpr std::size_t page_size = 1'000;

    std::shared_ptr<recover_operation> self() {
        return std::static_pointer_cast<recover_operation>(shared_from_this());
    }

    void claim() {
        engine_->ledger().ask<std::size_t>([](journal& store) { return store.claim(page_size); },
                                           [self = self()](const std::exception_ptr& failed, std::size_t claimed) {
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
        engine_->ledger().ask<journal_page>(
            find_left, [self = self(), query](const std::exception_ptr& failed, journal_page page) {
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
        std::exchange(caller_, {}).succeed(std::move(found_));
    }

    void sort(intent open) {
        auto& ledger = engine_->ledger();
        const auto too_old = engine_->clock().wall_now() - engine_->options().keep_tasks;
        if (open.state == intent_state::planned) {
            ledger.give_up(open);
            found_.not_sent.push_back(std::move(open));
        } else if (open.planned_at < too_old) {
            ledger.settle(open.name, billed::unknown, std::nullopt);
            ledger.write(open, intent_state::expired);
            found_.expired.push_back(std::move(open));
        } else if (open.task) {
            if (open.state != intent_state::succeeded) ledger.owe(open);
            found_.tasks.push_back(std::move(open));
        } else {
            ledger.owe(open);
            if (open.state == intent_state::sending) ledger.write(open, intent_state::unknown);
            found_.unknown.push_back(std::move(open));
        }
    }

    /// Says whether the caller still waits and the journal has answered; tells the caller where it has not.
    bool goes_on(const std::exception_ptr& failed) {
        if (!caller_) return false;
        if (!failed) return true;
        auto why = failure_of(errc::journal_unavailable, step::check, {}, {});
        why.detail = words_of(failed);
        why.retry = retry::call_again;
        std::exchange(caller_, {}).fail(std::move(why));
        return false;
    }

    completion<recovery> caller_;
    recovery found_;
};

}  // namespace seedance::detail
