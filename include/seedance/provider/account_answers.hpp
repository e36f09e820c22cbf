// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a gateway may be asked about an account, besides its tasks one by one, and what its answers say: a list of
/// tasks, a balance, the end of a task that nobody wants any more.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/provider/answer.hpp>

namespace seedance {

/// Which tasks of an account are listed, the newest first. Trivially destructible, so that one can be written inside a
/// `co_await` expression.
struct task_query {
    std::string_view model = {};  ///< the gateway's name for the model; empty: any
    std::string_view after = {};  ///< where the page before said to go on (`task_page::next`); empty: at the newest
    std::size_t limit = 100;      ///< the most that are wanted on a page; a gateway that gives fewer at a time does so
};

static_assert(std::is_trivially_destructible_v<task_query>);

/// What an answer to a list says.
struct task_list_answer {
    bool understood = false;              ///< it is a list; otherwise only `status` and `error` say something
    int status = 0;                       ///< as in `submit_answer`
    gateway_error error{};                ///< empty for a list
    std::vector<status_answer> tasks{};   ///< each with its id, its model and its time where the gateway tells them
    std::string next{};                   ///< what `task_query::after` must be for the next page; empty: the last one
    std::optional<std::int64_t> total{};  ///< how many tasks there are on all pages
};

/// What an answer to the question for the balance says.
struct balance_answer {
    int status = 0;               ///< as in `submit_answer`
    gateway_error error{};        ///< empty where there is a balance
    std::optional<money> left{};  ///< what may still be spent; nothing where it could not be read
};

/// How a task is cancelled.
struct cancel_message {
    std::string method = "DELETE";  ///< of HTTP, in capitals
    std::string target{};           ///< appended to the account's base URL
};

/// What the answer to a cancel says. Whether the task has ended is asked afterwards.
struct cancel_answer {
    int status = 0;         ///< as in `submit_answer`
    gateway_error error{};  ///< empty where the gateway has done it
};

}  // namespace seedance
