// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <seedance/journal/journal.hpp>

namespace seedance::detail {

/// The part of limits that one client has which all clients of a store share. As long as each of them goes by a view of
/// the others in which those are who may begin something, the parts together are no more than the whole: with more
/// others a part is never larger. So a part shrinks whenever it is seen that it must, and grows only when the store
/// says that all have seen the same. Who was gone in the eyes of the others has none: they may have taken it.
class fleet_part {
  public:
    explicit fleet_part(std::size_t whole) : whole_{whole} {}

    /// Takes note of who shares the store now, as an owner sees it whose `journal::term` is given.
    void see(const journal_members& members, std::uint64_t term = 0) noexcept {
        if (std::exchange(term_, term) != term) tasks_ = 0, share_ = 0;
        const auto count = std::max<std::size_t>(members.count, 1);
        const bool takes_turns = count > whole_;
        const auto place = takes_turns ? (members.rank + members.turn) % count : members.rank;
        due_ = whole_ / count + (place < whole_ % count ? 1 : 0);
        const auto share = 1.0 / static_cast<double>(count);
        tasks_ = members.may_grow ? due_ : std::min(tasks_, due_);
        share_ = members.may_grow ? share : std::min(share_, share);
    }

    /// Gives the term of the owner who has it.
    std::uint64_t term() const noexcept { return term_; }

    /// Gives how many tasks may be under way; it says nothing where the whole is 0, which is no limit.
    std::size_t tasks() const noexcept { return tasks_; }

    /// Gives how many it has as soon as all have seen the same: who has no more under way is in nobody's way.
    std::size_t due() const noexcept { return due_; }

    /// Gives how much of a rate it has, from 0 to 1.
    double share() const noexcept { return share_; }

  private:
    std::size_t whole_;
    std::size_t tasks_ = 0;
    std::size_t due_ = 0;
    double share_ = 0;
    std::uint64_t term_ = 0;
};

}  // namespace seedance::detail
