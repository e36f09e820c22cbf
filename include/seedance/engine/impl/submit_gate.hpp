// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <functional>

#include <seedance/engine/impl/scoped_permit.hpp>

namespace seedance::detail {

class submit_gate;

/// A submit's stay in its client: from its beginning until nothing of it is under way any more.
using submit_stay = scoped_permit<submit_gate>;

/// Counts the submits of a client, and lets none in any more when it is closed. It is used on the strand.
class submit_gate {
  public:
    /// Lets a submit in; gives nothing when the gate is closed.
    [[nodiscard]] submit_stay enter() noexcept {
        if (is_closed_) return {};
        ++inside_;
        return submit_stay{*this};
    }

    void close() noexcept { is_closed_ = true; }

    bool is_closed() const noexcept { return is_closed_; }
    bool is_empty() const noexcept { return inside_ == 0; }

    /// The function that is called when the last submit has gone; it must not throw.
    std::function<void()> on_empty = [] {};

  private:
    friend submit_stay;

    void release() {
        if (--inside_ == 0) on_empty();
    }

    std::size_t inside_ = 0;
    bool is_closed_ = false;
};

}  // namespace seedance::detail
