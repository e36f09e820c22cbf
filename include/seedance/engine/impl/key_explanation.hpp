// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>

#include <seedance/core/error.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Says whether a gateway may answer so because a task is another account's.
inline bool may_be_the_key(const error_code& code) noexcept {
    return code == errc::rejected_key || code == errc::rejected_access || code == errc::task_not_found;
}

/// Says that a task was made with another key than it was asked for with, where the journal knows it; empty where it
/// was not, or nobody knows.
inline std::string explanation_by_key(const task& asked, const std::optional<intent>& known,
                                      const account_entry& asked_with) {
    const bool is_another =
        known && !known->key_fingerprint.empty() && known->key_fingerprint != asked_with.key_fingerprint();
    if (!is_another) return {};
    return "the task was made with another key than account " + detail::quoted(asked.account) +
           " has now: a gateway shows a task only to the account that made it";
}

/// Adds a sentence to what is said of a failure.
inline void add_detail(std::string& detail, const std::string& words) {
    if (words.empty()) return;
    detail += (detail.empty() ? "" : "; ") + words;
}

}  // namespace seedance::detail
