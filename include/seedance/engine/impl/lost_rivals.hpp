// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/callback_votes.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// The attempts whose answers are lost, or may yet be, as the journal has them, whoever's they are: a task that a
/// callback names may be that of any of the same gateway, account and model. All who want to know read them together,
/// a page at a time. It is used on the strand.
class lost_rivals {
  public:
    /// How long what was read is good for.
    static constexpr std::chrono::seconds fresh_for{5};

    /// How long after it was lost an attempt may get a callback.
    static constexpr std::chrono::hours may_get_callback_for{24};

    /// What is read in one go: each may have a whole body of a callback.
    static constexpr std::size_t page_size = 200;

    using done = std::function<void(const std::exception_ptr& failed)>;

    bool is_fresh(clock::time_point now) const noexcept { return read_at_ && now < *read_at_ + fresh_for; }
    bool is_being_read() const noexcept { return readers_ != 0; }

    /// Says whether another attempt might own what came for one.
    bool has_other(const intent& than) const {
        const auto at = known_.lost.find(key_of(than));
        return at != known_.lost.end() && std::any_of(at->second.begin(), at->second.end(),
                                                      [&than](const auto& handle) { return handle != than.handle; });
    }

    /// Says whether the journal has an id for another attempt, from a callback that only another process has counted.
    bool is_kept_for_other(const std::string& id, const intent& than, const callback_votes& votes) const {
        const auto [begin, end] = known_.kept.equal_range(id);
        return std::any_of(begin, end,
                           [&](const auto& each) { return each.second != than.handle && !votes.knows(each.second); });
    }

    /// Reads them; calls `then`, which keeps the client alive, when that has ended.
    void read(ledger& from, const account_list& accounts, const clock& time, done then) {
        ++readers_;
        const auto made = std::make_shared<reading>(reading{&from, &accounts, &time, {}, std::move(then)});
        read_page(made, {.state = intent_state::unknown, .limit = page_size});
    }

  private:
    struct found {
        std::unordered_map<std::string, std::vector<std::string>> lost{};  ///< handles, by gateway, account and model
        std::unordered_multimap<std::string, std::string> kept{};  ///< handles, by the id that their callback names
    };

    /// One that is under way, with what is the client's own.
    struct reading {
        ledger* from;
        const account_list* accounts;
        const clock* time;
        found so_far;
        done then;
    };

    static std::string key_of(const intent& what) { return what.provider + ' ' + what.account + ' ' + what.model; }

    void read_page(const std::shared_ptr<reading>& of, const journal_query& query) {
        of->from->ask<journal_page>([query](journal& store) { return store.list(query); },
                                    [this, of, query](const std::exception_ptr& failed, const journal_page& page) {
                                        if (failed) return end(*of, failed);
                                        on_page(of, query, page);
                                    });
    }

    void on_page(const std::shared_ptr<reading>& of, journal_query query, const journal_page& page) {
        const auto oldest = of->time->wall_now() - may_get_callback_for;
        for (const auto& each : page.intents)
            if (may_get_callback(each, oldest)) add(of->so_far, each, *of->accounts);
        query.after = page.end;
        if (!page.more && query.state == intent_state::sending) return finish(*of);
        if (!page.more) query = {.state = intent_state::sending, .limit = page_size};
        read_page(of, query);
    }

    static bool may_get_callback(const intent& lost, std::chrono::system_clock::time_point oldest) {
        return !lost.task && lost.callback && !lost.handle.empty() && lost.ended_at.value_or(oldest) >= oldest;
    }

    /// Two of a kind are enough: one of them is another than whoever asks.
    static void add(found& to, const intent& lost, const account_list& accounts) {
        if (auto& handles = to.lost[key_of(lost)]; handles.size() < 2) handles.push_back(lost.handle);
        const auto account = accounts.find(lost.provider, lost.account);
        const auto said = account ? read_kept(lost, *account) : std::nullopt;
        if (said && is_terminal(said->state)) to.kept.emplace(said->task_id, lost.handle);
    }

    void finish(reading& of) {
        known_ = std::move(of.so_far);
        read_at_ = of.time->now();
        end(of, {});
    }

    void end(reading& of, const std::exception_ptr& failed) {
        --readers_;
        std::exchange(of.then, {})(failed);
    }

    found known_;
    std::optional<clock::time_point> read_at_;
    int readers_ = 0;
};

}  // namespace seedance::detail
