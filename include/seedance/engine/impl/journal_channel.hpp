// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/engine/impl/timer_service.hpp>

namespace seedance::detail {

/// The way from a journal's thread, or a file's, back to the engine's strand. What waits for the journal is kept here,
/// so that the journal's thread never holds, and never destroys, what belongs to the strand: it only knows a number.
/// When the execution context is destroyed, everything that waits goes with it. As long as something waits, the context
/// has work.
class journal_channel final : public context_listener, public std::enable_shared_from_this<journal_channel> {
  public:
    using handler = std::function<void(std::exception_ptr)>;

    explicit journal_channel(engine_strand strand) : strand_{std::move(strand)} {}
    ~journal_channel() { close(); }

    /// Lets a handler wait, and gives the function that has it called on the strand. That function may be called from
    /// any thread, once; it is called on the strand, as this one is, or holds nothing of it.
    handler expect(handler done) {
        const auto number = ++last_number_;
        waiting_.emplace(number, std::move(done));
        if (!work_) work_ = boost::asio::prefer(strand_->get_inner_executor(), tracked);
        return [weak = weak_from_this(), number](std::exception_ptr failed) {
            if (const auto self = weak.lock()) self->arrive(number, std::move(failed));
        };
    }

    /// Has a function called on the strand, unless the channel is closed. It may be called from any thread; the
    /// function must hold nothing of the strand.
    void tell(std::function<void()> call) {
        const std::lock_guard lock{mutex_};
        if (strand_) boost::asio::post(*strand_, std::move(call));
    }

    /// What else is to be dropped when the execution context is destroyed.
    std::function<void()> on_context_destroyed = [] {};

    /// Drops what waits. No handler is called any more.
    void close() noexcept {
        decltype(waiting_) dropped;  // may be what keeps the engine, and with it this channel's last user, alive
        std::optional<engine_strand> last_strand;
        {
            const std::lock_guard lock{mutex_};
            last_strand = std::exchange(strand_, std::nullopt);
            dropped.swap(waiting_);
        }
        work_ = {};
    }

  private:
    static constexpr auto tracked = boost::asio::execution::outstanding_work.tracked;

    struct arrival {
        std::uint64_t number;
        std::exception_ptr failed;
    };

    void on_context_shutdown() noexcept override {
        close();
        const auto drop = std::exchange(on_context_destroyed, [] {});
        drop();
    }

    /// Takes an arrival. Where there is no memory to have it delivered, it comes with the next one: the thread that has
    /// brought it must not end, and who waits for it has a deadline.
    void arrive(std::uint64_t number, std::exception_ptr failed) noexcept try {
        const std::lock_guard lock{mutex_};
        if (!strand_) return;
        arrived_.push_back({number, std::move(failed)});
        if (!is_delivery_due_) deliver_later();
    } catch (...) {
    }

    void deliver_later() {
        boost::asio::post(*strand_, [self = shared_from_this()] { self->deliver(); });
        is_delivery_due_ = true;
    }

    void deliver() {
        std::vector<arrival> arrived;
        {
            const std::lock_guard lock{mutex_};
            is_delivery_due_ = false;
            arrived.swap(arrived_);
        }
        auto next = arrived.begin();
        try {
            while (next != arrived.end()) call(*next++);
        } catch (...) {  // what one of them throws is the caller's of `run`; the others are still to be called
            keep_for_later({std::make_move_iterator(next), std::make_move_iterator(arrived.end())});
            throw;
        }
        if (waiting_.empty()) work_ = {};
    }

    void keep_for_later(std::vector<arrival> rest) {
        const std::lock_guard lock{mutex_};
        if (!strand_ || rest.empty()) return;
        if (!is_delivery_due_) deliver_later();
        arrived_.insert(arrived_.begin(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
    }

    void call(arrival& what) {
        const auto at = waiting_.find(what.number);
        if (at == waiting_.end()) return;
        const auto done = std::move(at->second);
        waiting_.erase(at);
        done(std::move(what.failed));
    }

    std::mutex mutex_;
    std::optional<engine_strand> strand_;  ///< until the channel is closed
    std::vector<arrival> arrived_;
    bool is_delivery_due_ = false;
    std::unordered_map<std::uint64_t, handler> waiting_;  ///< used on the strand
    std::uint64_t last_number_ = 0;
    boost::asio::any_io_executor work_;
};

}  // namespace seedance::detail
