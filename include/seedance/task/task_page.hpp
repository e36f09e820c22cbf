// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <seedance/provider/answer.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// A task of a gateway's list, whoever submitted it with the account's key: `client.wait(listed.task)` picks it up.
struct listed_task {
    /// The task, accepted when the gateway says that it was created. When to poll it is the library's own advice.
    seedance::task task{};
    status_answer status{};  ///< where it was when the list was made
};

/// A page of a gateway's list of tasks, the newest first. What is submitted or deleted between two pages moves the
/// others: a task may stand on both, or slip by. All were read where there are as many as the first page's `total`.
struct task_page {
    std::vector<listed_task> tasks{};     ///< without those whose id cannot be read
    std::string next{};                   ///< `task_query::after` of the next page; empty: this is the last
    std::optional<std::int64_t> total{};  ///< how many tasks the gateway counts on all pages; nothing: it does not say
};

}  // namespace seedance
