// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace seedance::detail {

/// How many exchanges of a kind may have a connection at once; the others wait in the order in which they came.
///
/// @par Thread safety
/// All functions may be called from any thread.
class exchange_slots : public std::enable_shared_from_this<exchange_slots> {
  public:
    explicit exchange_slots(std::size_t most) : most_{most} {}

    /// One exchange's slot. Its end gives it back.
    class slot {
      public:
        explicit slot(std::shared_ptr<exchange_slots> of) noexcept : of_{std::move(of)} {}
        slot(slot&&) noexcept = default;
        slot& operator=(slot&&) = delete;
        ~slot() {
            if (of_) of_->give_back();
        }

        /// Leaves it to the caller to give the slot back.
        void release() noexcept { of_.reset(); }

      private:
        std::shared_ptr<exchange_slots> of_;
    };

    using taken = std::shared_ptr<slot>;
    /// Takes a slot that somebody else has given back, on that one's thread.
    using waiter = std::function<void(taken)>;
    using ticket = std::uint64_t;

    /// Takes a slot, which the caller has to give back; says whether there is one now.
    bool try_take() noexcept {
        const std::lock_guard lock{mutex_};
        if (is_full()) return false;
        ++busy_;
        return true;
    }

    /// Gives a slot back, to the exchange that has waited the longest.
    void give_back() noexcept {
        try {
            if (const auto next = take_next()) next->first(next->second);
        } catch (...) {  // without memory the others wait for the next that ends
        }
    }

    /// Gives a slot, or has the waiter called with one later, unless it leaves.
    taken take_or_wait(waiter who, ticket& own) {
        const std::lock_guard lock{mutex_};
        if (!is_full()) return take();
        own = ++last_ticket_;
        waiting_.emplace_back(own, std::move(who));
        return nullptr;
    }

    void leave(ticket own) noexcept {
        const std::lock_guard lock{mutex_};
        std::erase_if(waiting_, [own](const auto& entry) { return entry.first == own; });
    }

    /// Wakes nobody any more.
    void close() noexcept {
        decltype(waiting_) dropped;
        const std::lock_guard lock{mutex_};
        dropped.swap(waiting_);
    }

  private:
    /// 0 stands for no limit.
    bool is_full() const noexcept { return most_ != 0 && busy_ >= most_; }

    taken take() {
        auto made = std::make_shared<slot>(shared_from_this());
        ++busy_;
        return made;
    }

    /// Frees a slot, and takes it at once for the exchange that has waited the longest.
    std::optional<std::pair<waiter, taken>> take_next() {
        const std::lock_guard lock{mutex_};
        --busy_;
        if (waiting_.empty() || is_full()) return std::nullopt;
        auto own = take();
        auto who = std::move(waiting_.front().second);
        waiting_.erase(waiting_.begin());
        return std::pair{std::move(who), std::move(own)};
    }

    const std::size_t most_;
    std::mutex mutex_;
    std::size_t busy_ = 0;
    std::vector<std::pair<ticket, waiter>> waiting_;
    ticket last_ticket_ = 0;
};

}  // namespace seedance::detail
