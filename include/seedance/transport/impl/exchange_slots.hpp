// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace seedance::detail {

/// How many exchanges of a kind may have a connection at once: so many to each origin, and four times as many in all.
/// The others wait in the order in which they came, but not for an origin that is none of theirs: one that never
/// answers keeps its own slots only.
///
/// @par Thread safety
/// All functions may be called from any thread.
class exchange_slots : public std::enable_shared_from_this<exchange_slots> {
  public:
    /// 0 stands for no limit.
    explicit exchange_slots(std::size_t most_of_one) : most_of_one_{most_of_one} {}

  private:
    /// What the exchanges with one origin have and wait for.
    struct share {
        std::size_t busy = 0, waiting = 0;
    };

    struct giver {
        std::shared_ptr<exchange_slots> to{};

        void operator()(share* of) const noexcept { to->give_back(*of); }
    };

  public:
    /// One exchange's slot. Its end gives it back.
    using slot = std::unique_ptr<share, giver>;
    /// Takes a slot that somebody else has given back, on that one's thread.
    using waiter = std::function<void(slot)>;
    using ticket = std::uint64_t;

    /// Gives a slot if there is one now.
    slot try_take(const std::string& origin) {
        const std::lock_guard lock{mutex_};
        auto& own = share_of(origin);
        return has_room(own) ? take(own) : slot{};
    }

    /// Gives a slot, or has the waiter called with one later, unless it leaves.
    slot take_or_wait(const std::string& origin, waiter who, ticket& own) {
        const std::lock_guard lock{mutex_};
        auto& its = share_of(origin);
        if (has_room(its)) return take(its);
        waiting_.push_back({++last_ticket_, &its, std::move(who)});
        ++its.waiting;
        own = last_ticket_;
        return {};
    }

    void leave(ticket own) noexcept {
        const std::lock_guard lock{mutex_};
        const auto found = std::ranges::find(waiting_, own, &waiting_one::number);
        if (found == waiting_.end()) return;
        --found->of->waiting;
        waiting_.erase(found);
    }

    /// Wakes nobody any more.
    void close() noexcept {
        decltype(waiting_) dropped;
        const std::lock_guard lock{mutex_};
        for (const auto& one : waiting_) --one.of->waiting;
        dropped.swap(waiting_);
    }

  private:
    struct waiting_one {
        ticket number = 0;
        share* of = nullptr;
        waiter who{};
    };

    static constexpr std::size_t most_unused = 16;  // shares that are kept, for the next exchange with the same origin

    /// Gives the share of an origin, which stays where it is while somebody has a slot of it or waits for one.
    share& share_of(const std::string& origin) {
        const auto known = shares_.find(origin);
        if (known != shares_.end()) return known->second;
        if (shares_.size() >= most_unused)
            std::erase_if(shares_, [](const auto& one) { return one.second.busy == 0 && one.second.waiting == 0; });
        return shares_[origin];
    }

    bool has_room(const share& of) const noexcept {
        return most_of_one_ == 0 || (of.busy < most_of_one_ && busy_ / 4 < most_of_one_);
    }

    slot take(share& of) {
        slot made{&of, giver{shared_from_this()}};
        ++of.busy;
        ++busy_;
        return made;
    }

    /// Gives a slot back, to the exchange that has waited the longest and may have it.
    void give_back(share& of) noexcept {
        try {
            waiter next;
            if (auto taken = take_next(of, next)) next(std::move(taken));
        } catch (...) {  // without memory the others wait for the next that ends
        }
    }

    /// Frees a slot, and takes one at once for the exchange that is the next.
    slot take_next(share& of, waiter& who) {
        const std::lock_guard lock{mutex_};
        --of.busy;
        --busy_;
        const auto next = std::find_if(waiting_.begin(), waiting_.end(), [&](auto& one) { return has_room(*one.of); });
        if (next == waiting_.end()) return {};
        auto taken = take(*next->of);
        --next->of->waiting;
        who = std::move(next->who);
        waiting_.erase(next);
        return taken;
    }

    const std::size_t most_of_one_;
    std::mutex mutex_;
    std::size_t busy_ = 0;
    std::unordered_map<std::string, share> shares_;
    std::vector<waiting_one> waiting_;
    ticket last_ticket_ = 0;
};

}  // namespace seedance::detail
