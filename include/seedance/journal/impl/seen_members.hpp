// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>

#include <seedance/journal/journal.hpp>

namespace seedance::detail {

/// What an owner has seen of the others who share a store that keeps no record of who has seen whom: when it has seen
/// the same for so long, so have they.
class seen_members {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// In which each has looked: a client looks every 4 to 6 s.
    static constexpr std::chrono::seconds long_enough{12};

    /// Completes what is seen at a time.
    journal_members after_a_look(journal_members now, time_point at) noexcept {
        const bool is_same = now.count == last_.count && now.rank == last_.rank && now.turn == last_.turn;
        if (!is_same) since_ = at;
        last_ = now;
        now.may_grow = now.count == 1 || at - since_ >= long_enough;
        return now;
    }

  private:
    journal_members last_{.count = 0};
    time_point since_{};
};

}  // namespace seedance::detail
