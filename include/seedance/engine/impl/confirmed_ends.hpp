// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <seedance/engine/clock.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// The ends of tasks that gateways have shown when they were asked whether there are such tasks. Whoever waits for such
/// a task next takes its end from here, and polls no more for it. It is used on the strand.
class confirmed_ends {
  public:
    /// How long an end is kept for who may come; the URLs in it are good for longer.
    static constexpr std::chrono::minutes kept_for{10};

    /// The most ends that are kept; who waits for another task polls.
    static constexpr std::size_t most = 1'000;

    void keep(const task& of, status_answer end, clock::time_point now) noexcept try {
        std::erase_if(ends_, [now](const auto& each) { return each.second.until <= now; });
        if (ends_.size() < most) ends_.insert_or_assign(task_key(of), kept{std::move(end), now + kept_for});
    } catch (...) {  // without memory for it, who waits polls
    }

    /// Gives the end of a task, once: who asks again may want other URLs.
    std::optional<status_answer> take(const task& of, clock::time_point now) {
        if (ends_.empty()) return std::nullopt;
        auto found = ends_.extract(task_key(of));
        if (!found || found.mapped().until <= now) return std::nullopt;
        return std::move(found.mapped().end);
    }

  private:
    struct kept {
        status_answer end;
        clock::time_point until;
    };

    std::unordered_map<std::string, kept> ends_;  ///< by `task_key`
};

}  // namespace seedance::detail
