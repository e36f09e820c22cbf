// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <cstdint>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// Decides between whoever gives up a file and the thread that is about to give it its name: the first of them. So who
/// has given up finds no file, and where there is one, it is told.
///
/// @par Thread safety
/// All functions may be called from any thread.
class commit_gate {
  public:
    /// Gives the file up; says whether that was in time.
    bool give_up() noexcept { return decide(state::given_up); }

    /// Lets the file have its name, unless it was given up; says whether it may.
    bool pass() noexcept { return decide(state::passed); }

    bool is_given_up() const noexcept { return state_ == state::given_up; }

  private:
    enum class state : std::uint8_t { open, passed, given_up };

    bool decide(state wanted) noexcept {
        auto found = state::open;
        return state_.compare_exchange_strong(found, wanted) || found == wanted;
    }

    std::atomic<state> state_{state::open};
};

}  // namespace seedance::detail
