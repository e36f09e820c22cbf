// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a change makes of the row that a journal has: one rule for all journals, without a disk or a clock.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/money.hpp>
#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/intent.hpp>

namespace seedance {

/// A row of a journal, as the journal object that asks sees it.
struct journal_row {
    /// Whose it is: this object's own, another living one's, or that of one which is gone.
    enum class owner : std::uint8_t { own, alive, gone };

    intent what{};          ///< what the journal has
    owner of = owner::own;  ///< whose it is

    bool has_task = false;  ///< the change's task, which is not `what.task`, is known to be its own already

    /// Of an attempt that is about to be sent: an earlier one of its name that `is_paid`, after all.
    std::optional<intent> paid_before{};

    /// Its owner, which is gone, was this very object before its lease ended (`journal::term`): nobody has claimed it
    /// since, and whatever it says is this object's own word.
    bool was_own = false;
};

/// Gives the word for who owns a row: "alive".
constexpr std::string_view to_string(journal_row::owner value) noexcept {
    switch (value) {
        case journal_row::owner::own: return "own";
        case journal_row::owner::alive: return "alive";
        case journal_row::owner::gone: return "gone";
    }
    return "?";
}

/// Says whether a change has to know of an earlier attempt that is paid for: `journal_row::paid_before`.
inline bool asks_what_was_paid(const journal_change& change) noexcept {
    return change.wanted.state == intent_state::sending && change.wanted.attempt > 1 && !change.called_back;
}

/// Says whether a change brings an intent its task, which another one may have already: `journal_answer::also_of`.
inline bool brings_task(const journal_change& change) noexcept {
    const auto& wanted = change.wanted;
    return wanted.state == intent_state::accepted && wanted.task && !wanted.name.empty() && !change.called_back;
}

/// Says whether a change is made to every intent that has its task, where several have it: it is the gateway's word
/// about the task, and says nothing of what an intent's caller has.
inline bool is_for_all_with_task(const journal_change& change) noexcept {
    const auto& wanted = change.wanted;
    const bool is_word = wanted.state == intent_state::succeeded || wanted.state == intent_state::failed ||
                         wanted.state == intent_state::expired;
    return is_word && wanted.name.empty() && wanted.task;
}

/// Gives such a change for one of them. How long the task took is kept once.
inline journal_change for_one_of_them(journal_change change, const intent& which) {
    change.wanted.name = which.name;
    change.wanted.attempt = which.attempt;
    change.wanted.handle = which.handle;
    change.took.reset();
    return change;
}

/// Says whether an attempt is paid for, as far as anybody knows: it has a task, and that has not failed for nothing.
inline bool is_paid(const intent& attempt) noexcept { return attempt.task && !has_failed_for_nothing(attempt); }

/// Says whether a name may stand for an attempt before this one, its newest: for one that `may_have_video`.
inline bool may_give_way(const intent& newest) noexcept {
    const bool has_ended_without = newest.state == intent_state::not_sent || newest.state == intent_state::dropped ||
                                   newest.state == intent_state::failed;
    return newest.attempt > 1 && has_ended_without;
}

/// Says whether an attempt has a task that has not failed.
inline bool may_have_video(const intent& attempt) noexcept {
    return attempt.task && attempt.state != intent_state::failed;
}

/// What a journal has to do for a change.
struct journal_step {
    /// What is to be done.
    enum class kind : std::uint8_t {
        nothing,      ///< the change is there already, or something that goes further
        insert,       ///< write a new row, owned by this object
        replace,      ///< write over the row that was given
        second_task,  ///< write over the row, and keep the change's task beside its own: both are paid for
        conflict,     ///< write nothing: `row` is in the way
    };

    kind what = kind::conflict;       ///< what is to be done
    std::optional<intent> row{};      ///< what the journal has after it
    std::optional<intent> earlier{};  ///< of `insert`: what the row that was given becomes, where it changes

    /// Whether the row, whose owner is gone, is this object's own from now on; it may be so of `nothing` and of
    /// `replace`.
    bool takes = false;

    /// Set: how long the task of `row` took; it is kept for `journal::times`.
    std::optional<std::chrono::milliseconds> took{};

    /// Gives the answer to the change.
    journal_answer answer() && { return {.written = what != kind::conflict, .now = std::move(row)}; }
};

/// Gives the word for what has to be done: "insert".
constexpr std::string_view to_string(journal_step::kind value) noexcept {
    switch (value) {
        case journal_step::kind::nothing: return "nothing";
        case journal_step::kind::insert: return "insert";
        case journal_step::kind::replace: return "replace";
        case journal_step::kind::second_task: return "second_task";
        case journal_step::kind::conflict: return "conflict";
    }
    return "?";
}

namespace detail {

/// How far a fact goes: a further one is never overwritten.
constexpr int reach_of(intent_state state) noexcept {
    switch (state) {
        case intent_state::accepted: return 1;
        case intent_state::expired: return 2;
        case intent_state::succeeded:
        case intent_state::failed: return 3;
        case intent_state::fetched: return 4;
        case intent_state::planned:
        case intent_state::sending:
        case intent_state::dropped:
        case intent_state::not_sent:
        case intent_state::unknown: return 0;
    }
    return 0;
}

/// Says whether a fact is a gateway's last word about a task, or follows from it.
constexpr bool ends_task(intent_state state) noexcept {
    return state == intent_state::succeeded || state == intent_state::failed || state == intent_state::fetched;
}

/// Gives the row as others must read it: nobody will ever say what became of an intent that its owner was sending when
/// it went.
inline intent as_seen(journal_row row) {
    if (row.what.state == intent_state::sending && row.of == journal_row::owner::gone)
        row.what.state = intent_state::unknown;
    return std::move(row.what);
}

inline journal_step conflict_with(std::optional<intent> there) {
    return {.what = journal_step::kind::conflict, .row = std::move(there)};
}

/// Says whether a name may be submitted (again): nothing was sent, and nobody is about to. What the dead have queued is
/// sent by whoever claims it: its caller was told so.
inline bool makes_room(const journal_row& there) noexcept {
    const bool is_left_plan = there.what.state == intent_state::planned && there.of == journal_row::owner::gone;
    return there.what.state == intent_state::not_sent || there.what.state == intent_state::dropped ||
           (is_left_plan && !there.what.queued);
}

/// Says whether a row is that of this very object before its lease ended, which nobody has claimed since.
inline bool is_own_of_earlier_term(const journal_row& there) noexcept {
    return there.of == journal_row::owner::gone && there.was_own;
}

/// Says whether a route may move on from its newest attempt: its owner has planned it and sends it no more, or its task
/// has failed for nothing. What is queued goes on from the queue, and what somebody has taken from there does not.
inline bool makes_way(const journal_row& there, const journal_change& change) noexcept {
    if (there.what.attempt != change.moves_on_from) return false;
    const bool comes_from_queue = !change.request.empty();
    if (there.what.queued != comes_from_queue) return false;
    const bool is_own = there.of == journal_row::owner::own || is_own_of_earlier_term(there);
    return (is_own && there.what.state == intent_state::planned) || has_failed_for_nothing(there.what);
}

/// Gives an attempt that makes room for the next: whoever was at it must not send it any more. `note` says why a route
/// moves on.
inline intent ended(intent earlier, std::string note) {
    if (earlier.state != intent_state::failed) earlier.state = intent_state::not_sent;
    if (!note.empty() && earlier.note.empty()) earlier.note = std::move(note);
    earlier.queued = false;
    ++earlier.version;
    return earlier;
}

/// Who has begun an attempt asks for it again, because the answer was lost. What is not sent yet is the asker's again
/// where it was gone meanwhile, and in its way where somebody else has it by now.
inline journal_step decide_asked_again(journal_row there) {
    const bool may_be_another = may_be_sent(there.what.state);
    if (may_be_another && there.of == journal_row::owner::alive) return conflict_with(std::move(there.what));
    const bool takes = may_be_another && there.of == journal_row::owner::gone;
    return {.what = journal_step::kind::nothing, .row = std::move(there.what), .takes = takes};
}

inline journal_step decide_beginning(const journal_change& change, std::optional<journal_row> there) {
    auto wanted = change.wanted;
    if (there && !wanted.handle.empty() && there->what.handle == wanted.handle)
        return decide_asked_again(std::move(*there));
    if (there && !makes_room(*there) && !makes_way(*there, change)) return conflict_with(as_seen(std::move(*there)));
    auto note = change.moves_on_from != 0 ? std::exchange(wanted.note, {}) : std::string{};
    wanted.attempt = there ? there->what.attempt + 1 : 1;
    wanted.version = 1;
    wanted.queued = !change.request.empty();
    wanted.charged.reset();
    wanted.budget_period = 0;
    wanted.further_tasks = 0;
    journal_step step{.what = journal_step::kind::insert, .row = std::move(wanted)};
    const bool is_ended = there && (there->what.state == intent_state::not_sent ||
                                    (there->what.state == intent_state::failed && !there->what.queued));
    if (there && !is_ended) step.earlier = ended(std::move(there->what), std::move(note));
    return step;
}

/// Says whether an owner may change its opinion so. What may have been sent is never sent again.
constexpr bool may_follow(intent_state now, intent_state wanted) noexcept {
    if (now == intent_state::unknown) return wanted == intent_state::unknown || wanted == intent_state::not_sent;
    if (now == intent_state::dropped) return wanted == intent_state::not_sent;
    return now == intent_state::planned || now == intent_state::sending;
}

/// For how long a client listens for the answer to a submit after it has written down that nobody knows what became of
/// it.
inline constexpr std::chrono::seconds late_answer_window{600};

/// Says whether a living client may still hear what became of an attempt that it has sent. The two times may be of two
/// clocks: a difference in either direction counts.
inline bool may_be_answered(const journal_row& there, std::chrono::system_clock::time_point now) noexcept {
    using std::chrono::milliseconds, std::chrono::floor;
    const auto& since = there.what.ended_at;
    if (there.of != journal_row::owner::alive || there.what.state != intent_state::unknown || !since) return false;
    const auto passed = floor<milliseconds>(now.time_since_epoch()) - floor<milliseconds>(since->time_since_epoch());
    return passed < late_answer_window && passed > -late_answer_window;
}

/// Says whether anybody may change an opinion so: nobody works on it, and a person has looked what became of it. Who
/// has said so may ask again: the answer may have been lost.
constexpr bool is_free_to_all(intent_state now, intent_state wanted) noexcept {
    return wanted == intent_state::not_sent &&
           (now == intent_state::unknown || now == intent_state::dropped || now == intent_state::not_sent);
}

/// Keeps what may be the task of an intent as long as nobody knows what became of that.
inline void learn_candidate(intent& now, const intent& wanted) {
    if (now.state != intent_state::unknown)
        now.candidate.reset();
    else if (wanted.candidate)
        now.candidate = wanted.candidate;
}

/// Takes what may be the task of an attempt of which nobody knows what became: who has read it may have lost the
/// attempt to another meanwhile. The row's version stays: whoever has it goes on.
inline journal_step decide_candidate(const intent& wanted, intent now) {
    const bool is_asked_for = now.state == intent_state::unknown && wanted.state == now.state && wanted.candidate;
    if (!is_asked_for || (now.candidate && now.candidate != wanted.candidate)) return conflict_with(std::move(now));
    if (now.candidate) return {.what = journal_step::kind::nothing, .row = std::move(now)};
    now.candidate = wanted.candidate;
    if (now.note.empty()) now.note = wanted.note;
    now.queued = now.queued && may_need_request(now);  // its owner is gone, and nobody sends it again
    return {.what = journal_step::kind::replace, .row = std::move(now)};
}

/// Says whether who has sent an attempt in the queue, of which nobody knew what became of it, has heard that it was
/// refused: it is sent again.
inline bool is_out_of_doubt(const journal_change& change, const intent& now) noexcept {
    return change.takes_back && change.wanted.state == intent_state::planned && now.state == intent_state::unknown &&
           now.queued && !now.candidate;
}

/// Says whether somebody takes back that an intent is being sent, or that it is in doubt, in a later term than it has
/// said so, and nobody has claimed it meanwhile.
inline bool takes_back(const journal_change& change, const journal_row& there) {
    const bool is_sending = there.what.state == intent_state::sending && change.wanted.state == intent_state::planned;
    return change.takes_back && (is_sending || is_out_of_doubt(change, there.what));
}

/// Says whether somebody goes on with a plan of its own in a later term than it was made in. Another client that has
/// read the same row has to claim it first, and whoever comes second finds another owner or another version.
inline bool goes_on_with_plan(const journal_change& change, const journal_row& there) {
    return there.what.state == intent_state::planned && change.wanted.state != intent_state::unknown;
}

/// Says whether a row that nobody has claimed is its last owner's again, which speaks of it in a later term.
inline bool is_own_again(const journal_change& change, const journal_row& there) {
    const bool is_its_word = is_own_of_earlier_term(there) && there.what.version == change.version;
    return is_its_word && (takes_back(change, there) || goes_on_with_plan(change, there));
}

inline journal_step decide_opinion(const journal_change& change, std::optional<journal_row> there) {
    if (!there) return {};
    const bool takes = is_own_again(change, *there);
    if (takes) there->of = journal_row::owner::own;
    const bool is_own = there->of == journal_row::owner::own;
    const bool is_listened_for = may_be_answered(*there, change.at);
    const auto wanted = change.wanted.state;
    auto paid_before = std::move(there->paid_before);
    auto now = as_seen(std::move(*there));
    const bool is_same_attempt =
        (now.attempt == change.wanted.attempt || change.is_about_newest()) && now.handle == change.wanted.handle;
    if (!is_same_attempt) return conflict_with(std::move(now));
    const bool may_speak = is_own || (is_free_to_all(now.state, wanted) && !is_listened_for);
    const bool says_same = now.state == wanted && (wanted != intent_state::planned || now.held == change.wanted.held);
    if (may_speak && now.version == change.version + 1 && says_same)
        return {.what = journal_step::kind::nothing, .row = std::move(now)};
    const bool follows = may_follow(now.state, wanted) || (is_own && is_out_of_doubt(change, now));
    if (!may_speak || now.version != change.version || !follows) return decide_candidate(change.wanted, std::move(now));
    if (wanted == intent_state::sending && paid_before) return conflict_with(std::move(paid_before));
    if (now.state == intent_state::planned && wanted == intent_state::planned) now.held = change.wanted.held;
    now.state = wanted;
    now.queued = now.queued && may_need_request(now);
    now.note = change.wanted.note;
    learn_candidate(now, change.wanted);
    ++now.version;
    return {.what = journal_step::kind::replace, .row = std::move(now), .takes = takes};
}

/// Gives what a fact says that an attempt came to; nothing where it does not know. A negative amount is none, and
/// neither is 0 where the gateway does not say that this is its bill. A video counts as its price until its bill is
/// known.
inline std::optional<money> charge_of(const journal_change& change, money held) {
    if (!ends_task(change.wanted.state)) return std::nullopt;
    if (change.charged == billed::no) return money{};
    const auto least = change.charged == billed::yes ? money{} : micro_usd(1);
    if (change.cost && *change.cost >= least) return change.cost;
    const bool is_paid_failure = change.wanted.state == intent_state::failed && change.charged == billed::yes;
    return is_paid_failure ? std::optional{std::max(held, money{})} : std::nullopt;
}

/// Keeps what is known of a bill. The first word counts, but what was free because it had failed is not free any more
/// where there is a video after all. Of an intent that its caller needs no more of, the gateway's bill counts too,
/// whatever the task then comes to; that it was free does not.
inline bool learn_charge(intent& now, intent_state before, const journal_change& change) {
    if (before == intent_state::failed && now.state == intent_state::fetched) now.charged.reset();
    const bool is_bill = change.charged != billed::no && change.cost && *change.cost > money{};
    const bool may_follow_fetched =
        change.wanted.state == intent_state::succeeded || (change.wanted.state == intent_state::failed && is_bill);
    const bool is_end_of_it =
        change.wanted.state == now.state || (now.state == intent_state::fetched && may_follow_fetched);
    if (now.charged || !is_end_of_it) return false;
    now.charged = charge_of(change, now.held);
    return now.charged.has_value();
}

inline journal_step decide_fact(const journal_change& change, std::optional<journal_row> there) {
    auto wanted = change.wanted;
    if (!there) {
        if (wanted.name.empty() || !wanted.task) return {};
        wanted.version = 1;  // an id is never lost, also where the journal has forgotten the intent
        wanted.charged = charge_of(change, wanted.held);
        wanted.candidate.reset();
        return {.what = journal_step::kind::insert, .row = std::move(wanted)};
    }
    auto& now = there->what;
    if (wanted.task && now.task && wanted.task->id != now.task->id) {
        if (there->has_task) return {.what = journal_step::kind::nothing, .row = std::move(now)};
        ++now.further_tasks;
        now.queued = false;
        ++now.version;
        return {.what = journal_step::kind::second_task, .row = std::move(now)};
    }
    const auto before = now.state;
    const bool is_further = reach_of(wanted.state) > reach_of(now.state);
    const bool has_new_task = wanted.task && !now.task;
    const bool has_new_note = now.state == wanted.state && now.note.empty() && !wanted.note.empty();
    if (is_further) now.state = wanted.state;
    if (is_further || has_new_note) now.note = std::move(wanted.note);
    const bool has_new_charge = learn_charge(now, before, change);
    const bool ends_route = change.ends_route && now.queued && has_failed_for_nothing(now);
    if (!is_further && !has_new_task && !has_new_note && !has_new_charge && !ends_route)
        return {.what = journal_step::kind::nothing, .row = std::move(now)};
    if (has_new_task) now.task = std::move(wanted.task);
    now.candidate.reset();
    now.queued = now.queued && may_need_request(now) && !ends_route;
    ++now.version;
    return {.what = journal_step::kind::replace, .row = std::move(now)};
}

/// Keeps what a callback has brought. Nobody needs it of a task that is over; of what was not sent, it says otherwise.
inline journal_step decide_callback(const journal_change& change, std::optional<journal_row> there) {
    if (!there) return {};
    auto& now = there->what;
    if (now.handle != change.wanted.handle || !now.callback) return conflict_with(std::move(now));
    const bool has_ended = is_over(now.state) && now.state != intent_state::not_sent;
    if (has_ended || now.callback == change.called_back)
        return {.what = journal_step::kind::nothing, .row = std::move(now)};
    now.callback = change.called_back;
    return {.what = journal_step::kind::replace, .row = std::move(now)};
}

inline journal_step decide_by_kind(const journal_change& change, std::optional<journal_row> there) {
    if (change.called_back) return decide_callback(change, std::move(there));
    if (is_fact(change.wanted.state)) return decide_fact(change, std::move(there));
    if (change.begins_attempt()) return decide_beginning(change, std::move(there));
    return decide_opinion(change, std::move(there));
}

/// Notes since when an intent is over, or unknown, where the change says when it is made. What was unknown is over
/// anew.
inline void note_end(intent& row, intent_state before, std::chrono::system_clock::time_point at) {
    const bool is_unknown = row.state == intent_state::unknown;
    const bool is_at_rest = is_over(row.state) || is_unknown;
    if (!is_at_rest || (before == intent_state::unknown && !is_unknown)) row.ended_at.reset();
    if (is_at_rest && !row.ended_at && at != decltype(at){}) row.ended_at = at;
}

/// Gives the time that is to be kept: of a row that was not known to have a video before.
inline std::optional<std::chrono::milliseconds> time_to_keep(const journal_change& change, intent_state before,
                                                             const intent& now) {
    const bool has_video_now = now.state == intent_state::succeeded && before != intent_state::succeeded;
    return has_video_now && change.took && is_time_of_task(*change.took) ? change.took : std::nullopt;
}

}  // namespace detail

/// Gives an intent whose owner is gone as its next owner has it: what was being sent is `unknown`; what was planned is
/// `dropped`, unless it is queued and its next owner can send it. The request of a route is kept while it is in doubt.
inline intent claimed(intent left) {
    const bool is_sending = left.state == intent_state::sending;
    if (!is_sending && (left.state != intent_state::planned || left.queued)) return left;
    left.state = is_sending ? intent_state::unknown : intent_state::dropped;
    left.queued = left.queued && may_need_request(left);
    ++left.version;
    return left;
}

/// Decides what a journal has to do for a change, where `there` is the row of its name and attempt (where it
/// `is_about_newest`, the newest row of its name; for a fact without a name, the row that has its task).
inline journal_step decide(const journal_change& change, std::optional<journal_row> there) {
    const auto before = there ? there->what.state : intent_state::planned;
    const bool is_nobodys = there && there->of == journal_row::owner::gone && !is_open(there->what);
    auto step = detail::decide_by_kind(change, std::move(there));
    const bool writes = step.what == journal_step::kind::insert || step.what == journal_step::kind::replace;
    // Its owner may be forgotten, and nobody else find what is open again.
    if (step.what == journal_step::kind::replace && is_nobodys && is_open(*step.row)) step.takes = true;
    if (writes) detail::note_end(*step.row, before, change.at);
    if (writes) step.took = detail::time_to_keep(change, before, *step.row);
    if (step.earlier) detail::note_end(*step.earlier, before, change.at);
    return step;
}

}  // namespace seedance
