// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <mutex>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// A place at an object that several clients share, for what the library shares among them with it. It may be used from
/// any thread.
class companion_slot {
  public:
    /// Gives the object in the slot; where there is none, or its last user has gone, a new one from `make()`.
    template <class T, class Make>
    std::shared_ptr<T> get(Make make) {
        const std::lock_guard lock{mutex_};
        auto known = std::static_pointer_cast<T>(object_.lock());
        if (!known) object_ = known = make();
        return known;
    }

  private:
    std::mutex mutex_;
    std::weak_ptr<void> object_;
};

}  // namespace seedance::detail
