// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How the legs of a route have ended, as the journal has it: in the notes of their attempts.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// Writes the note of an attempt whose leg is left before it has a task: the name of the code comes first, and the
/// words, which may be a gateway's, after it.
inline std::string note_of_leg(const failure& why, const std::string& words) {
    const bool is_own = why.code.category() == error_category();
    return is_own ? std::string{name_of(static_cast<errc>(why.code.value()))} + ": " + words : words;
}

/// Gives the code that such a note begins with. What was ended without a note was not sent.
inline errc code_in_note(std::string_view note) {
    const auto name = note.substr(0, note.find(": "));
    for (int value = 1; name_of(static_cast<errc>(value)) != "?"; ++value)
        if (name_of(static_cast<errc>(value)) == name) return static_cast<errc>(value);
    return errc::not_sent;
}

/// Gives how an attempt has ended, as its row says it: its task has failed, or nobody has accepted it.
inline failure end_in(const intent& attempt) {
    const bool has_failed = attempt.state == intent_state::failed;
    auto why = failure_of(has_failed ? errc::task_failed : code_in_note(attempt.note),
                          has_failed ? step::poll : step::submit, attempt.provider, attempt.model);
    why.detail = attempt.note;
    why.task = attempt.task;
    if (has_failed && speaks_of_content(attempt.note)) why.reason = fail_reason::moderation;
    if (has_failed && speaks_of_cancelling(attempt.note)) why.reason = fail_reason::cancelled;
    if (attempt.task && !has_failed_for_nothing(attempt)) why.billed = billed::unknown;
    return why;
}

inline bool is_same_leg(const failure& one, const failure& other) noexcept {
    return one.provider == other.provider && one.model == other.model;
}

/// Reads, on the journal's thread, how the legs of a route before its newest attempt have ended, each the last time
/// that it was tried; of a name that is no route, nothing.
inline std::vector<failure> ends_of_legs_before(journal& store, const intent& newest) {
    std::vector<failure> ends;
    bool is_route = newest.legs_left > 0;
    journal_query query{.name = newest.name};
    for (bool more = true; more;) {
        const auto page = store.list(query);
        for (const auto& each : page.intents) {
            if (each.attempt >= newest.attempt) continue;
            is_route = is_route || each.legs_left > 0 || each.provider != newest.provider || each.model != newest.model;
            if (is_paid(each)) continue;
            auto end = end_in(each);
            std::erase_if(ends, [&end](const failure& before) { return is_same_leg(before, end); });
            ends.push_back(std::move(end));
        }
        query.after = page.end;
        more = page.more;
    }
    if (!is_route) ends.clear();
    return ends;
}

}  // namespace seedance::detail
