// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/whole_json.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/impl/mend_json.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Says whether an id that came damaged may be this one: it has what can be read, in its place, and one damage hides no
/// more than a character of UTF-8 has bytes. Of one that is nothing but damage nobody knows.
inline bool may_be_id(std::string_view damaged, std::string_view id) noexcept {
    constexpr std::size_t most_hidden = 4;
    if (damaged == unreadable) return true;
    for (auto damage = damaged.find(unreadable); damage != damaged.npos; damage = damaged.find(unreadable)) {
        if (!id.starts_with(damaged.substr(0, damage))) return false;
        id.remove_prefix(damage);
        damaged.remove_prefix(damage + unreadable.size());
        const auto next = damaged.substr(0, damaged.find(unreadable));
        const bool is_last = next.size() == damaged.size();
        const auto found = is_last && id.ends_with(next) ? id.size() - next.size() : id.find(next);
        if (found > most_hidden) return false;
        id.remove_prefix(found);
    }
    return id == damaged;
}

/// Says whether an answer that tells a state is about this task. One that comes with an error's status has to say so:
/// the ids in refusals are often those of requests.
inline bool is_about(const status_answer& answer, std::string_view id) noexcept {
    const auto named = text::trim(answer.task_id);
    const bool is_success = is_success_status(answer.status);
    const bool is_damaged = named.find(unreadable) != named.npos;
    if (is_damaged) return is_success && may_be_id(named, id);
    return named == id || (named.empty() && is_success);
}

/// Drops what an answer says of a task that is not the one that was asked for.
inline void drop_other_task(status_answer& answer, std::string_view id) {
    if (!answer.understood || is_about(answer, id)) return;
    answer = {.status = answer.status,
              .error = std::move(answer.error),
              .task_id = answer.task_id.substr(0, longest_task_id),
              .mended = answer.mended};
}

/// Reads the answer to a poll: who asks for a task hears of that one only.
inline status_answer read_poll(const account_entry& account, http_reply& reply, std::string_view id) {
    forget_cut(reply);
    auto answer = account.table->decode_status(reply.whole_status(), reply.body);
    drop_other_task(answer, id);
    hide_key(answer, account);
    return answer;
}

/// Writes the note for the journal about a task that has failed: the gateway's code and words.
inline std::string note_of_failure(const status_answer& answer) { return harmless(joined(answer.error), longest_note); }

/// Says of a task's failure that its end was ordered, where the gateway does not say so itself.
inline void note_cancelling(status_answer& answer) {
    if (answer.state != task_state::failed || answer.reason == fail_reason::cancelled) return;
    answer.reason = fail_reason::cancelled;
    answer.error.message = joined(answer.error);
    answer.error.code = to_string(fail_reason::cancelled);
}

/// Says what of an answer was not understood, for somebody who waits for something better; empty where all was.
inline std::string what_was_not_understood(const status_answer& answer) {
    if (answer.understood && answer.state == task_state::unknown)
        return "the gateway's word for its state, " + detail::quoted(answer.raw_state) + ", is not known";
    if (!answer.understood && !answer.task_id.empty())
        return "the answer was about another task, " + detail::quoted(answer.task_id);
    return {};
}

}  // namespace seedance::detail
