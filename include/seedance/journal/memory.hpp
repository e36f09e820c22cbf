// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <seedance/journal/journal.hpp>
#include <seedance/task/impl/task_key.hpp>

namespace seedance {

/// A journal that lives as long as this object. It forgets intents that are over, so it does not grow without bound.
/// @par Thread safety
/// All functions may be called from any thread.
class memory_journal final : public journal {
  public:
    std::optional<intent> begin(const intent& fresh) override {
        const std::lock_guard lock{mutex_};
        const auto [at, is_new] = intents_.try_emplace(fresh.name, fresh);
        if (is_new) return std::nullopt;
        return at->second;
    }

    void update(const intent& now) override {
        const std::lock_guard lock{mutex_};
        const auto at = intents_.find(now.name);
        if (at == intents_.end()) return;
        if (is_over(now.state)) {
            if (at->second.task) by_task_.erase(detail::task_key(*at->second.task));
            intents_.erase(at);
            return;
        }
        at->second = now;
        if (now.task) by_task_.insert_or_assign(detail::task_key(*now.task), &at->second);
    }

    std::optional<intent> find(const task& what) override {
        const std::lock_guard lock{mutex_};
        const auto at = by_task_.find(detail::task_key(what));
        if (at == by_task_.end()) return std::nullopt;
        return *at->second;
    }

    /// Gives nothing: a client that is gone has taken its journal along.
    std::vector<intent> take_over() override { return {}; }

    std::vector<intent> open_intents() override {
        const std::lock_guard lock{mutex_};
        std::vector<intent> open;
        open.reserve(intents_.size());
        for (const auto& entry : intents_) open.push_back(entry.second);
        std::sort(open.begin(), open.end(), [](const intent& a, const intent& b) {
            return std::tie(a.planned_at, a.name) < std::tie(b.planned_at, b.name);
        });
        return open;
    }

  private:
    std::mutex mutex_;
    std::unordered_map<std::string, intent> intents_;  // by name
    std::unordered_map<std::string, intent*> by_task_;
};

}  // namespace seedance
