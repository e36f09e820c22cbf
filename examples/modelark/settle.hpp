// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Submits whose answers were lost, settled by the gateway's own list of tasks.
///
/// An intent is `unknown` when its request has left and nobody knows what became of it. Its task, if there is one, is
/// in the list, and no other intent of the journal has it. So where exactly one task is nobody's, and exactly one
/// intent can have made it, they belong together; and where no task is nobody's, the request was not accepted, and may
/// be sent again. Everything else is left to a person.
///
/// That is safe because
/// - the journal says `sending` before the first byte of a submit leaves, so that every task which this journal's
///   clients have made is that of an intent which is there when the journal is read after the list. Those that are
///   still being sent count as possible owners, too;
/// - the list is used only when it is whole: nothing that was counted is missing, and it reaches back beyond the intent
///   (ModelArk keeps seven days). A task without a time, or without a model, might be anybody's;
/// - the intents were known as `unknown` for a while before the list was asked for (`quiet_time`), so that what was on
///   its way has arrived, and the list had time to show it;
/// - both clocks agree within a small part of `tolerance`, or nothing is said;
/// - the list is that of the key with which the intent was sent: one of another account, or sent with an earlier key,
/// is
///   left to a person. Any of them may have made a task, all the same.
///
/// It is not safe where another program, with another journal or none, uses the same key: its tasks are nobody's here,
/// and one of them may look like the lost one. Nor where somebody deletes records of tasks (`tasks::remove`) that this
/// journal does not know yet: then a task that was made is not in the list. Give each journal a key of its own.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/client.hpp>
#include <seedance/journal/journal.hpp>

#include "provider.hpp"

namespace modelark {

inline constexpr std::string_view name = seedance::provider_traits<gateway>::name;

/// How long an intent must have been `unknown` before it is settled.
inline constexpr std::chrono::minutes quiet_time{15};

/// How much earlier than its intent a task may have been created, by clocks that are not the same.
inline constexpr std::chrono::minutes tolerance{10};

/// How far back the gateway's list reaches, less an hour for the time that it takes to read it.
inline constexpr std::chrono::hours reach{7 * 24 - 1};

/// What the list and the journal say.
struct findings {
    std::vector<seedance::intent> owners{};         ///< that may have made a task which the journal does not know
    std::vector<seedance::task> nobodys{};          ///< tasks that no intent of the journal has
    std::chrono::system_clock::time_point begin{};  ///< what is older than that need not be in the list
};

/// Says whether a task was created when an intent may have made it, as far as the list tells.
inline bool is_in_time(const seedance::task& made, const seedance::intent& owner) {
    const bool has_time = made.accepted_at != decltype(made.accepted_at){};
    return !has_time || made.accepted_at >= owner.planned_at - tolerance;
}

/// Says what became of an intent; nothing where a person has to look. A task of another model that is nobody's is in
/// the way of "not sent": the list may have a name of its own for the model.
inline std::optional<seedance::resolution> resolution_of(const seedance::intent& lost, const findings& found) {
    if (lost.planned_at - tolerance < found.begin) return std::nullopt;
    std::vector<seedance::task> in_time, own;
    for (const auto& made : found.nobodys)
        if (is_in_time(made, lost)) in_time.push_back(made);
    if (in_time.empty()) return seedance::not_sent;
    for (const auto& made : in_time)
        if (made.model.empty() || made.model == lost.model) own.push_back(made);
    if (own.size() != 1 || own.front().model.empty()) return std::nullopt;
    const auto may_own = [&](const seedance::intent& each) {
        return each.model == lost.model && is_in_time(own.front(), each);
    };
    if (std::count_if(found.owners.begin(), found.owners.end(), may_own) != 1) return std::nullopt;
    return own.front();
}

namespace detail {

/// Reads pages into one list; gives nothing where it may lack a task. What is made meanwhile moves tasks to later
/// pages, so that some stand on two; what is deleted meanwhile lets one slip by, and then there are fewer than were
/// counted.
inline boost::asio::awaitable<std::optional<std::vector<seedance::task>>> whole_list(
    seedance::client& client, const seedance::call_options& call) {
    static constexpr int most_pages = 20;
    std::vector<seedance::task> all;
    std::set<std::string> ids;
    std::string after;
    std::optional<std::int64_t> total;
    for (int pages = 0; pages == 0 || !after.empty(); ++pages) {
        if (pages == most_pages) co_return std::nullopt;
        const seedance::task_query query{.after = after, .limit = wire::longest_page};
        const auto page = co_await client.list(name, query, call);
        if (pages == 0) total = page.total;
        for (const auto& each : page.tasks)
            if (ids.insert(each.task.id).second) all.push_back(each.task);
        after = page.next;
    }
    const bool is_whole = total && static_cast<std::int64_t>(all.size()) >= *total;
    if (!is_whole) co_return std::nullopt;
    co_return all;
}

/// Says what the journal knows of tasks. It blocks.
inline findings look_up(seedance::journal& store, const std::vector<seedance::task>& listed) {
    findings found;
    seedance::journal_query query{.open = true};
    for (bool more = true; more;) {
        const auto page = store.list(query);
        for (const auto& each : page.intents) {
            const bool may_have_left =
                each.state == seedance::intent_state::unknown || each.state == seedance::intent_state::sending;
            if (may_have_left && each.provider == seedance::provider_traits<gateway>::name)
                found.owners.push_back(each);
        }
        more = page.more;
        query.after = page.end;
    }
    for (const auto& each : listed)
        if (!store.find(each)) found.nobodys.push_back(each);
    return found;
}

inline boost::asio::awaitable<findings> look_up_elsewhere(std::shared_ptr<seedance::journal> store,
                                                          std::vector<seedance::task> listed) {
    co_return look_up(*store, listed);
}

/// Says whether the gateway's clock and ours agree, as far as it tells.
inline bool agree(const std::optional<std::chrono::seconds>& clock_ahead) {
    return clock_ahead && *clock_ahead <= tolerance / 5 && *clock_ahead >= -tolerance / 5;
}

/// Says whether an intent was sent with the key whose list of tasks was read.
inline bool is_of(const seedance::account_check& asked, const seedance::intent& lost) {
    return lost.account == asked.account && lost.key_fingerprint == asked.key_fingerprint;
}

/// Says whether an intent is still `unknown`: others may have settled it.
inline bool is_open(const findings& found, const seedance::intent& lost) {
    return std::any_of(found.owners.begin(), found.owners.end(), [&lost](const seedance::intent& each) {
        return each.name == lost.name && each.attempt == lost.attempt && each.state == seedance::intent_state::unknown;
    });
}

/// Takes an intent that is settled, and its task, out of what is to be settled.
inline void take_out(findings& found, const seedance::intent& settled) {
    std::erase_if(found.owners, [&settled](const seedance::intent& each) { return each.name == settled.name; });
    std::erase_if(found.nobodys,
                  [&settled](const seedance::task& each) { return settled.task && each.id == settled.task->id; });
}

}  // namespace detail

/// Settles intents that `client.recover()` gave as `unknown` at least `quiet_time` ago; gives those that it could
/// settle, as the journal has them now. `store` is the client's journal: another object of the same file, or one in
/// memory. It is used on a thread of its own. `now` is the time of day, `account` the client's name for the account
/// whose list is read.
inline boost::asio::awaitable<std::vector<seedance::intent>> settle(
    seedance::client& client, std::shared_ptr<seedance::journal> store, std::vector<seedance::intent> lost,
    std::chrono::system_clock::time_point now, std::string account = std::string{seedance::default_account}) {
    std::vector<seedance::intent> settled;
    const seedance::call_options call{.account = account};
    const auto asked = co_await client.check(name, call);
    if (!detail::agree(asked.clock_ahead)) co_return settled;
    auto listed = co_await detail::whole_list(client, call);
    if (!listed) co_return settled;
    boost::asio::thread_pool thread{1};
    auto looking = detail::look_up_elsewhere(std::move(store), std::move(*listed));
    auto found = co_await boost::asio::co_spawn(thread, std::move(looking), boost::asio::use_awaitable);
    found.begin = now - reach;
    for (const bool with_task : {true, false})  // what has found its intent is nobody's no more
        for (const auto& each : lost) {
            if (!detail::is_of(asked, each) || !detail::is_open(found, each)) continue;
            const auto what = resolution_of(each, found);
            if (!what || what->task.has_value() != with_task) continue;
            auto written = co_await client.resolve(each.name, *what);
            detail::take_out(found, written);
            settled.push_back(std::move(written));
        }
    co_return settled;
}

}  // namespace modelark
