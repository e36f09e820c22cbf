// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a journal is, and what to write for one: a store of intents and budgets.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/config.hpp>

#include <seedance/core/impl/companion_slot.hpp>
#include <seedance/core/money.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/impl/period_clock.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/model_times.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// One change of an intent.
///
/// The state decides what a change may do. An opinion (planned, sending, dropped, not_sent, unknown) is written only by
/// the intent's owner, over the version that it names; that nothing was sent of one that is `unknown` or `dropped`,
/// where nobody is at work any more, may be said by anybody who has read that version; that one is `planned` again, by
/// who has said `sending`, also when its lease was over meanwhile and nobody has claimed it. The candidate of one that
/// is `unknown` and has none is taken from anybody; the row's version stays. `planned` over what is planned says its
/// price anew, where its budget has that left. A fact (accepted, succeeded, failed, expired, fetched) is taken from
/// anybody, and never goes back: `fetched` stays where somebody else then says `succeeded`.
struct journal_change {
    /// What is to be there. A fact may leave the name empty: then it is for the intent that has its task. Where several
    /// have it, a gateway's word (`is_for_all_with_task`) is for each of them.
    intent wanted{};

    std::int64_t version = 0;  ///< of the row that an opinion replaces; 0 begins an attempt under the name

    /// Of a change that begins an attempt: the request, which the journal keeps until it is sent or given up, of a
    /// route until no leg can be tried any more. Empty: the intent is not queued.
    std::string request{};

    /// Of a change that begins an attempt: the attempt of the name's route that it takes the place of, which is its
    /// newest; 0: none. That one is `not_sent` from now on, with `wanted.note` as its note, or has failed and costs
    /// nothing.
    int moves_on_from = 0;

    /// Of `planned`: the version that it replaces is this client's own word that the intent is being sent, and nothing
    /// has left. It is taken although the client's lease was over meanwhile, where nobody has claimed the intent
    /// (`journal_row::was_own`). Or it is this client's own word that nobody knows what became of one in the queue, and
    /// the gateway has refused it since.
    bool takes_back = false;

    /// Of a failure that costs nothing: its route tries no other leg, so that its request is needed no more.
    bool ends_route = false;

    /// Set: the change keeps what the attempt's callback has brought, and nothing else. It is taken from anybody, as
    /// long as its task is not over; the row's version stays.
    std::optional<std::string> called_back{};
    billed charged = billed::unknown;  ///< of a fact that ends a task: whether the gateway charges for it
    std::optional<money> cost{};       ///< of such a fact: what the gateway says that it charged

    /// Of a fact that says `succeeded`: how long the task took from its acceptance, where that was measured. The
    /// journal keeps it when the row becomes so by this change, once for each task; one that cannot be is not kept.
    std::optional<std::chrono::milliseconds> took{};

    /// When it is made, by a clock that does not jump: it decides in which period of a budget it counts.
    std::chrono::system_clock::time_point at{};

    /// Says whether the change begins an attempt: it is about the newest row of its name, whatever attempt that is.
    bool begins_attempt() const noexcept { return version == 0 && !is_fact(wanted.state) && !called_back; }

    /// Says whether the change is about the newest row of its name. An opinion with attempt 0 is, if the row has its
    /// handle: of an attempt whose number nobody has heard, because the answer to its beginning was lost.
    bool is_about_newest() const noexcept { return begins_attempt() || wanted.attempt == 0; }
};

/// What became of a change.
struct journal_answer {
    bool written = false;         ///< the journal has it, from now or from before
    std::optional<intent> now{};  ///< what the journal has after it; nothing where it has no such intent

    /// Why the attempt's budget does not let it begin; then nothing is written.
    std::optional<budget_refusal> refused{};

    /// Of a change that says `accepted`: the name of another intent that has the task, too; empty: there is none. Each
    /// counts as paid.
    std::string also_of{};

    friend bool operator==(const journal_answer&, const journal_answer&) = default;
};

/// Which intents `journal::list` gives.
struct journal_query {
    /// Set: of each name that begins so the attempt that it stands for, as `find` gives it, whoever's it is, the newest
    /// first; `own` does not count. Empty: of every name.
    std::optional<std::string> prefix{};

    /// Set: every attempt of this name, whoever's it is; the rest but `after` and `limit` does not count.
    std::optional<std::string> name{};

    bool own = false;   ///< only those of this journal object
    bool open = false;  ///< only those that are not over

    std::optional<intent_state> state{};  ///< set: only those in this state, as `find` gives it

    /// Only those that are `accepted` and whose callback has brought something, whoever's they are.
    bool called_back = false;
    std::int64_t after = 0;    ///< where the page before ended; 0: from the begin of the list
    std::size_t limit = 1000;  ///< the most that is given

    /// Says whether an intent, as `find` gives it, is in a state that is asked for.
    bool asks_for(const intent& what) const noexcept {
        return (!open || is_open(what)) && (!state || *state == what.state);
    }

    /// Says whether what is asked for is among those that are open.
    bool is_among_open() const noexcept { return open || (state && !is_over(*state)); }
};

/// A page of a list, in the order in which the intents were begun; with `journal_query::prefix` in the opposite one.
struct journal_page {
    std::vector<intent> intents{};  ///< at most `journal_query::limit`
    std::int64_t end = 0;           ///< `journal_query::after` of the next page
    bool more = false;              ///< there may be another page
};

/// Who shares a store, as one of them sees it.
struct journal_members {
    std::size_t count = 1;  ///< how many are alive, this one among them
    std::size_t rank = 0;   ///< its own place among them, from 0: who came earlier has the smaller one
    bool has_news = false;  ///< another has written what this one should look at soon: a callback, work that it left

    /// A number that all of them see grow by one about every minute, by the store's clock: whose turn it is where there
    /// is not enough for each.
    std::uint64_t turn = 0;

    /// Every other one that is alive has renewed twice since the last of them came and since this turn began, and has
    /// not said in the later renewal that it exceeds its part (`journal::exceed`): a part may grow.
    bool may_grow = true;

    friend bool operator==(const journal_members&, const journal_members&) = default;
};

/// A memory of intents, which remembers each from before its first byte is sent, so that after a crash it is known what
/// was paid for.
///
/// Its functions are ordinary blocking code: the library calls them on a thread that it makes for the journal, one at a
/// time, and never on a caller's executor. Several clients of one process may be given the same journal object. When a
/// function returns, its work is durable, all of it or nothing.
///
/// A journal keeps intents and budgets. What may be written over what is decided by `seedance::decide`
/// (<seedance/journal/decide.hpp>), and what that does to a budget by `seedance::account_for`
/// (<seedance/journal/account.hpp>), for all journals alike. An attempt and the money that is held for it are written
/// together: those who share a store never exceed a limit together. An intent has an owner, the journal object that
/// began it or claimed it, until that is gone.
/// @par Errors
/// Every function throws an exception derived from `std::exception` when it cannot do its work; the exception's words
/// reach the caller. Then nothing of a call has been written, or all of it (an answer that was lost): the library asks
/// again, and the same change asked twice is written once.
class BOOST_SYMBOL_VISIBLE journal {
  public:
    journal() = default;
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;
    virtual ~journal() = default;

    /// Says whether the functions return at once, without a disk or a network: then no thread is made, and clients call
    /// them from their strands, several at the same time.
    virtual bool is_immediate() const noexcept { return false; }

    /// Makes changes, in their order and together: when it returns, all are durable. There is an answer for each.
    virtual std::vector<journal_answer> apply(std::span<const journal_change> changes) = 0;

    /// Finds what a name stands for: its newest attempt. Where that has ended without a video (`may_give_way`), it is
    /// the newest before it that may have one all the same (`may_have_video`), as the late answer of a leg that a route
    /// has left. An intent that was `sending` in a client that is gone is given as `unknown`.
    virtual std::optional<intent> find(const std::string& name) = 0;

    /// Finds the attempt that a task belongs to, by gateway and id.
    virtual std::optional<intent> find(const task& what) = 0;

    /// Finds the attempt of a handle, of those that have a callback URL (`intent::callback`) and were not pruned.
    virtual std::optional<intent> find_handle(const std::string& handle) = 0;

    /// Gives the request of a queued intent; empty when the journal does not have it (any more).
    virtual std::string request_of(const intent& queued) = 0;

    /// Makes the intents of clients that are gone this object's own, unless they are over: at most so many, the oldest
    /// first; gives how many. They are as `seedance::claimed` makes them. Two objects that call it at the same time
    /// never get the same intent.
    virtual std::size_t claim(std::size_t at_most) = 0;

    /// Lists intents, a page at a time.
    virtual journal_page list(const journal_query& query) = 0;

    /// Removes notes, handles, callbacks and what else is not needed of intents that are over and were begun before a
    /// time; gives how many there were. The name, the state and the task stay: a name is good for one submit for ever.
    virtual std::size_t prune(std::chrono::system_clock::time_point before) = 0;

    /// Sets a budget's limit and period; makes the budget where there is none of the name. `now` is, as
    /// `journal_change::at`, the time that decides which period runs.
    virtual budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                                      std::chrono::system_clock::time_point now) = 0;

    /// Finds what a budget comes to at a time.
    virtual std::optional<budget_figures> find_budget(const std::string& name,
                                                      std::chrono::system_clock::time_point now) = 0;

    /// Lists names of budgets in the order of their bytes: those after a name, at most so many.
    virtual std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) = 0;

    /// Books an amount into a budget. What is booked already under the booking's name is not booked again; with another
    /// amount it is not written.
    virtual budget_answer adjust_budget(const budget_booking& booking, std::chrono::system_clock::time_point now) = 0;

    /// Does what `claim` does, and gives what was claimed, as it is now. Where it throws, something may be claimed all
    /// the same: `list` finds it. (As it is written here it compares what the object has before and after; a store that
    /// knows which rows it has changed does better.)
    virtual std::vector<intent> take(std::size_t at_most);

    /// Gives how long the last tasks of each model took, whoever's they were and of whatever account: at most 64 of a
    /// model. A journal that keeps no times gives none.
    virtual std::vector<model_samples> times() { return {}; }

    /// Gives how often `renew` has to be called; zero: it need not be, by a store that knows by itself who is alive.
    virtual std::chrono::milliseconds renew_every() const noexcept { return {}; }

    /// Shows the others who share the store that this object is alive, and sees who they are. The library calls it also
    /// while nothing else is asked of the journal, as long as a client uses that; what fails is tried again soon.
    virtual journal_members renew() { return {}; }

    /// Notes, right before `renew`, whether this object's clients have more under way than their part of a limit that
    /// all share, or may have by the time of the next: the others' parts must not grow yet.
    virtual void exceed(bool does) noexcept { static_cast<void>(does); }

    /// Says whether what was written as `sending` may be sent yet: not where the others may take this object for gone,
    /// because it could not `renew` in time, by a clock that goes on while the machine sleeps. It returns at once, and
    /// may be called from any thread.
    virtual bool may_send() const noexcept { return true; }

    /// Counts how often this object was gone in the eyes of the others and came back: what it had written before is not
    /// its own any more. It returns at once, and may be called from any thread.
    virtual std::uint64_t term() const noexcept { return 0; }

    /// Gives a descriptor that can be read when another has written something, so that `renew` is called sooner, which
    /// reads what is there; -1: there is none. It is asked for before each wait, and may change.
    virtual int news_descriptor() const noexcept { return -1; }

    /// Gives the clock of the budgets' periods, which a journal may tell its store's time before it is used.
    detail::period_clock& periods() noexcept { return periods_; }

    /// Gives the place of the library's own bookkeeping: the thread that calls the journal.
    detail::companion_slot& companion() noexcept { return companion_; }

  private:
    detail::companion_slot companion_;
    detail::period_clock periods_;
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/journal/impl/journal.ipp>
#endif
