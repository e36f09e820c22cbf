// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/engine/impl/journal_channel.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// The changes that a client has its journal make. Those of one intent are made one after the other. A change that is
/// kept is asked for until the journal has made it, however often it fails. It is used on the strand.
class journal_writes {
  public:
    /// The function that is told what became of a change: why the journal could not make it, or its answer. It is
    /// called on the strand; for an immediate journal within `add`.
    using change_done = journal_worker::change_done;

    /// What the writes need of the engine.
    struct surroundings {
        /// Reports a change that is kept and that the journal could not make, and later that it is made: then `failed`
        /// is null.
        std::function<void(const intent& what, const std::exception_ptr& failed)> report;

        /// Calls a function later, on the strand.
        std::function<void(std::chrono::milliseconds, std::function<void()>)> call_after;

        /// Gives what keeps the engine alive.
        std::function<std::shared_ptr<void>()> engine = [] { return nullptr; };

        /// Is told when the journal has everything.
        std::function<void()> on_idle = [] {};
    };

    journal_writes(std::shared_ptr<journal_worker> worker, std::shared_ptr<journal_channel> channel,
                   surroundings around)
        : worker_{std::move(worker)}, channel_{std::move(channel)}, around_{std::move(around)} {
        channel_->on_context_destroyed = [this] { [[maybe_unused]] const auto dropped = std::exchange(lines_, {}); };
    }
    journal_writes(const journal_writes&) = delete;
    journal_writes& operator=(const journal_writes&) = delete;
    ~journal_writes() {
        channel_->on_context_destroyed = [] {};
    }

    /// Has a change made, after those of the same `key` that wait.
    void add(const std::string& key, journal_change change, bool is_kept, change_done done) {
        auto& line = lines_[key];
        line.writes.push_back({std::move(change), is_kept, std::move(done)});
        if (line.is_busy) return;
        line.is_busy = true;
        make_first(key);
    }

    /// Gives what is kept for an intent and is not written yet, the last of it; null when there is nothing.
    const intent* unwritten(const std::string& key) const {
        const auto at = lines_.find(key);
        if (at == lines_.end() || at->second.failures == 0) return nullptr;
        return &at->second.writes.back().change.wanted;
    }

    /// Puts over an attempt, as the journal has it, the facts that wait for it.
    void lay_over(const std::string& key, intent& row) const {
        const auto at = lines_.find(key);
        if (at == lines_.end()) return;
        for (const auto& each : at->second.writes) {
            const auto& wanted = each.change.wanted;
            const bool is_about_it = wanted.name.empty() || wanted.attempt == row.attempt;
            if (!is_fact(wanted.state) || !is_about_it) continue;
            auto step = decide(each.change, journal_row{.what = row});
            if (step.what != journal_step::kind::replace) continue;
            step.row->version = row.version;  // which opinions are written over
            row = std::move(*step.row);
        }
    }

    /// Tries what could not be written of an intent once more, now.
    void hurry(const std::string& key) { try_again(key); }

    /// Says whether the journal has everything.
    bool is_idle() const noexcept { return lines_.empty(); }

    /// Gives what the journal does not have yet: the last change of each intent.
    std::vector<intent> all_unwritten() const {
        std::vector<intent> all;
        for (const auto& [key, line] : lines_) all.push_back(line.writes.back().change.wanted);
        return all;
    }

    /// The longest time for which a client that has gone tries to write down what it keeps.
    static constexpr std::chrono::minutes patience_of_the_gone{10};

    /// Tries what could not be written once more, now. What is not written yet keeps the engine until it is; what fails
    /// from now on is dropped when it has waited for so long, and was tried twice.
    void close(std::chrono::milliseconds patience) {
        patience_ = patience;
        std::vector<std::string> failing;
        for (auto& [key, line] : lines_) {
            line.waited = {};
            line.engine = around_.engine();
            if (line.failures != 0) failing.push_back(key);
        }
        for (const auto& key : failing) try_again(key);
    }

  private:
    struct write {
        journal_change change;
        bool is_kept;
        change_done done;
    };

    /// The changes of one intent.
    struct queue {
        std::vector<write> writes{};  ///< the first is being made
        bool is_busy = false;         ///< the first is with the journal, or waits to be tried again
        bool waits = false;           ///< the first waits to be tried again
        int failures = 0;             ///< of the first

        std::chrono::milliseconds waited{};  ///< between these
        std::shared_ptr<void> engine{};      ///< of a client that has gone
    };

    /// Asks for the first change of an intent. Where memory runs out for that, its changes are forgotten: what waits
    /// for them would keep the engine alive.
    void make_first(const std::string& key) {
        try {
            ask_for_first(key);
        } catch (...) {
            drop(key);
            throw;
        }
    }

    void ask_for_first(const std::string& key) {
        const auto& line = lines_.at(key);
        const auto& change = line.writes.front().change;
        if (worker_->is_immediate())
            return worker_->apply(change, [this, key](const std::exception_ptr& failed, const journal_answer& answer) {
                on_answer(key, failed, answer);
            });
        auto answer = std::make_shared<journal_answer>();
        auto arrive = channel_->expect(
            [this, key, answer](const std::exception_ptr& failed) { on_answer(key, failed, *answer); });
        const auto tell = [answer, arrive = std::move(arrive)](std::exception_ptr failed, journal_answer given) {
            *answer = std::move(given);
            arrive(std::move(failed));
        };
        worker_->apply(change, tell, line.failures != 0);
    }

    void on_answer(const std::string& key, const std::exception_ptr& failed, const journal_answer& answer) {
        auto& line = lines_.at(key);
        if (failed && line.writes.front().is_kept) return wait_and_try_again(key, line, failed);
        if (auto& change = line.writes.front().change; takes_back_unheard(change, answer)) {
            change.version = answer.now->version;
            change.takes_back = change.wanted.state == intent_state::planned;  // its lease may be over
            return make_first(key);
        }
        if (line.failures != 0) around_.report(line.writes.front().change.wanted, nullptr);
        line.failures = 0;
        line.waited = {};
        const auto made = std::move(line.writes.front());
        line.writes.erase(line.writes.begin());
        if (answer.now && is_about(made.change, *answer.now)) follow(line, made.change, *answer.now);
        try {
            if (made.done) made.done(failed, answer);
        } catch (...) {
            go_on(key);
            throw;
        }
        go_on(key);
    }

    /// Says whether a change is in conflict only with what this client has asked for and not heard of: that its intent
    /// is being sent, which it takes back. Nothing was sent then. Where its lease was over meanwhile, that word reads
    /// as `unknown`; so does the word of another client that is gone, of which the journal knows that it is not this
    /// one's.
    static bool takes_back_unheard(const journal_change& change, const journal_answer& answer) {
        const auto& wanted = change.wanted;
        const bool takes_back = wanted.state == intent_state::planned || wanted.state == intent_state::not_sent;
        if (answer.written || !answer.now || !takes_back || change.takes_back || change.version == 0) return false;
        const auto& now = *answer.now;
        const bool may_be_its_word = now.state == intent_state::sending ||
                                     (now.state == intent_state::unknown && wanted.state == intent_state::planned);
        return may_be_its_word && now.version == change.version + 1 && now.attempt == wanted.attempt &&
               now.handle == wanted.handle;
    }

    void go_on(const std::string& key) {
        if (lines_.at(key).writes.empty())
            drop(key);
        else
            make_first(key);
    }

    /// Says whether an answer shows the attempt of its change, and not an earlier one that is in its way.
    static bool is_about(const journal_change& change, const intent& now) {
        return change.is_about_newest() || now.attempt == change.wanted.attempt;
    }

    /// What waits was meant for the version that is there now, unless it is about a word of its own: then where this
    /// was that word.
    static void follow(queue& of, const journal_change& made, const intent& now) {
        const bool is_doubt = made.wanted.state == intent_state::unknown && now.state == intent_state::unknown;
        for (auto& each : of.writes) {
            const bool follows = !each.change.takes_back || (is_doubt && each.change.wanted.handle == now.handle);
            if (each.change.version != 0 && follows) each.change.version = now.version;
        }
    }

    void wait_and_try_again(const std::string& key, queue& failing, const std::exception_ptr& failed) {
        if (failing.failures++ == 0) around_.report(failing.writes.front().change.wanted, failed);
        if (failing.failures > 1 && failing.waited >= patience_) return drop(key);
        failing.waits = true;
        const auto after = backoff(std::min(failing.failures - 1, 10), backoff_base, 1.0);
        failing.waited += after;
        around_.call_after(after, [this, key] { try_again(key); });
    }

    /// Forgets the changes of an intent. What waits for them may keep the engine alive.
    void drop(const std::string& key) {
        [[maybe_unused]] const auto dropped = lines_.extract(key);
        if (lines_.empty()) around_.on_idle();
    }

    void try_again(const std::string& key) {
        const auto at = lines_.find(key);
        if (at == lines_.end() || !std::exchange(at->second.waits, false)) return;
        make_first(key);
    }

    std::shared_ptr<journal_worker> worker_;
    std::shared_ptr<journal_channel> channel_;
    surroundings around_;
    std::unordered_map<std::string, queue> lines_;  ///< by intent
    std::chrono::milliseconds patience_ = std::chrono::milliseconds::max();
};

}  // namespace seedance::detail
