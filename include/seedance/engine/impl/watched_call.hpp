// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/money.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// A call for a video that somebody listens to: it tells of its end, and knows for the events of the operations that
/// work for it what only its beginning has said.
class watched_call final : public completion_observer<generated_video> {
  public:
    /// Has a call watched if anybody listens. The engine must outlive the completion.
    static void watch(completion<generated_video>& handler, const engine& shared, const event_sink& listener,
                      std::string_view account) {
        if (!shared.listens(listener)) return;
        auto made = std::make_unique<watched_call>(shared, listener);
        made->account_ = account;
        handler.observe(std::move(made));
    }

    /// Has a part of a call watched, whose end is not that of the call.
    static void watch_part(completion<generated_video>& handler, const engine& shared, const event_sink& listener) {
        if (!shared.listens(listener)) return;
        auto made = std::make_unique<watched_call>(shared, listener);
        made->tells_end_ = false;
        handler.observe(std::move(made));
    }
    template <class T>
    static void watch_part(completion<T>&, const engine&, const event_sink&) {}

    /// Notes under which name the journal has the call, and what it is paid from. Other calls are not watched.
    static void name(const completion<generated_video>& handler, std::string_view intent, std::string_view budget) {
        if (auto* const watched = static_cast<watched_call*>(handler.observer())) {
            watched->intent_ = intent;
            watched->budget_ = budget;
        }
    }
    template <class T>
    static void name(const completion<T>&, std::string_view, std::string_view) {}

    /// Gives what the events about a task of a call are about, whether it is watched or not.
    static events::subject subject_of(const completion<generated_video>& handler, const task& made) {
        const auto* const watched = static_cast<const watched_call*>(handler.observer());
        events::subject about{made.provider, made.account, made.model, {}, {}, &made};
        if (watched != nullptr) about.intent = watched->intent_, about.budget = watched->budget_;
        return about;
    }

    watched_call(const engine& shared, const event_sink& listener)
        : engine_{shared}, listener_{listener}, began_{shared.clock().now()} {}

    void on_success(const generated_video& video) override { tell({}, video.cost, about(video.task)); }

    void on_failure(const failure& why) override {
        if (why.task) return tell(why.code, std::nullopt, about(*why.task));
        tell(why.code, std::nullopt, {why.provider, account_, why.model, intent_, budget_, nullptr});
    }

  private:
    events::subject about(const task& made) const {
        return {made.provider, made.account, made.model, intent_, budget_, &made};
    }

    void tell(error_code code, std::optional<money> cost, const events::subject& about) const {
        if (!tells_end_) return;
        const auto took = std::chrono::floor<std::chrono::milliseconds>(engine_.clock().now() - began_);
        const events::finished what{code, cost, took, about};
        engine_.tell(listener_, what);
        engine_.tell(what);
    }

    const engine& engine_;
    event_sink listener_;
    clock::time_point began_;
    std::string account_;
    std::string intent_;
    std::string budget_;
    bool tells_end_ = true;
};

}  // namespace seedance::detail
