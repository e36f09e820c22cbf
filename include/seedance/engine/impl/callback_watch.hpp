// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Looks now and then into the journal for callbacks of the tasks that this client waits for, and soon when others have
/// written something: another process may have taken them, or this one before anybody waited. It lives as long as
/// somebody waits who asks seldom.
class callback_watch final : public operation_state {
  public:
    /// What makes whoever waits for a task ask now.
    using nudger = void (*)(const engine& of, const task& what);

    callback_watch(std::shared_ptr<engine> shared, nudger nudge) : operation_state{std::move(shared)}, nudge_{nudge} {}

    /// Begins it, unless the client has one.
    static void begin(const std::shared_ptr<engine>& shared, nudger nudge) {
        if (std::exchange(shared->watches_callbacks(), true)) return;
        const auto made = std::make_shared<callback_watch>(shared, nudge);
        shared->add(*made);
        shared->tell_of_news(*made);
        made->start();
    }

    /// How often it looks, and how soon again when there are news.
    static constexpr std::chrono::seconds pause{5};
    static constexpr std::chrono::milliseconds pause_with_news{200};

    /// How many callbacks it looks at in one go.
    static constexpr std::size_t page_size = 1'000;

    void start() override { look(); }
    void on_timer() override { look(); }
    void cancel(errc) override { cancel_timer(); }

    void on_news() override {
        has_news_ = true;
        if (!is_looking_) look_after(pause_with_news);
    }

  private:
    /// Looks at once where it has not looked for so long.
    void look_after(milliseconds since_the_last) { wake_at(looked_at_ + since_the_last); }

    void look() {
        engine_->watches_callbacks() = engine_->pollers().seldom() != 0 && !engine_->closed();
        if (!engine_->watches_callbacks()) return;
        is_looking_ = true;
        has_news_ = false;
        looked_at_ = engine_->clock().now();
        const journal_query query{.called_back = true, .after = after_, .limit = page_size};
        engine_->ledger().ask<journal_page>(
            [query](journal& store) { return store.list(query); },
            [self = self_as<callback_watch>()](const std::exception_ptr& failed, const journal_page& page) {
                self->is_looking_ = false;
                if (!failed) self->on_page(page);
                self->look_after(self->has_news_ ? pause_with_news : milliseconds{pause});
            });
    }

    void on_page(const journal_page& page) {
        after_ = page.more ? page.end : 0;
        for (const auto& each : page.intents)
            if (each.task) nudge_(*engine_, *each.task);
    }

    nudger nudge_;
    std::int64_t after_ = 0;
    clock::time_point looked_at_{};
    bool is_looking_ = false;  ///< the journal is asked
    bool has_news_ = false;    ///< since it was asked
};

}  // namespace seedance::detail
