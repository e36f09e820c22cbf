// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// The end of a companion: whether its destructor has returned. It may be used from any thread.
class companion_end {
  public:
    void come() noexcept {
        has_come_ = true;
        has_come_.notify_all();
    }
    void wait() const noexcept { has_come_.wait(false); }

  private:
    std::atomic<bool> has_come_{false};
};

/// A place at an object that several clients share, for what the library shares among them with it. It may be used from
/// any thread.
class companion_slot {
  public:
    /// Gives the object in the slot; where there is none, or its last user has gone, a new one. `make` is given the end
    /// of the one before, null where there was none: its destructor may be at work on another thread still.
    /// @param make has the signature `std::unique_ptr<T>(std::shared_ptr<const companion_end> of_last)`
    template <class T, class Make>
    std::shared_ptr<T> get(Make make) {
        const std::lock_guard lock{mutex_};
        if (auto known = std::static_pointer_cast<T>(object_.lock())) return known;
        auto end = std::make_shared<companion_end>();
        auto made = std::shared_ptr<T>{make(end_of_last_).release(), [end](T* object) {
                                           delete object;
                                           end->come();
                                       }};
        end_of_last_ = std::move(end);
        object_ = made;
        return made;
    }

  private:
    std::mutex mutex_;
    std::weak_ptr<void> object_;
    std::shared_ptr<const companion_end> end_of_last_;
};

}  // namespace seedance::detail
