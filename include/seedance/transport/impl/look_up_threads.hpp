// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

#include <boost/asio/error.hpp>

#include <seedance/core/quiet_thread.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/system_look_up.hpp>
#include <seedance/transport/resolver.hpp>

namespace seedance::detail {

/// Look-ups that block, on threads of their own. A thread is started when a look-up has to wait and ends when none
/// waits. Nobody waits for a thread: nothing can interrupt a look-up that hangs, so each has a share of what it needs,
/// and the process may end, or the transport and its context be destroyed, while it hangs.
///
/// @par Thread safety
/// All functions may be called from any thread.
class look_up_threads : public std::enable_shared_from_this<look_up_threads> {
  public:
    using look_up = std::function<name_answer(const name_query&)>;

    look_up_threads(std::size_t most, look_up how) : most_{most}, how_{std::move(how)} {}

    /// Answers later on another thread; here where there is no thread, or too many look-ups wait.
    void ask(const name_query& query, name_handler answer) {
        {
            const std::lock_guard lock{mutex_};
            if (closed_) return;
            if (waiting_.size() < most_waiting && has_thread()) {
                waiting_.push_back({query, std::move(answer)});
                return;
            }
        }
        answer(boost::asio::error::try_again, {});
    }

    /// Forgets the look-ups that wait. Those under way are not waited for.
    void close() noexcept {
        std::deque<job> dropped;
        const std::lock_guard lock{mutex_};
        closed_ = true;
        dropped.swap(waiting_);
    }

  private:
    struct job {
        name_query query;
        name_handler answer;
    };

    static constexpr std::size_t most_waiting = 1024;

    /// Starts a thread where one more is allowed; says whether there is any.
    bool has_thread() {
        if (running_ == most_) return true;
        try {
            started_without_signals([self = shared_from_this()] { self->work(); }).detach();
            ++running_;
        } catch (const std::system_error&) {  // the system has none left
        }
        return running_ != 0;
    }

    void work() noexcept {
        while (auto next = take()) {
            try {
                auto found = looked_up(next->query);
                next->answer(found.error, std::move(found.addresses));
            } catch (const std::bad_alloc&) {  // nobody hears of it, and everybody's time runs out
            }
        }
    }

    name_answer looked_up(const name_query& query) const {
        try {
            return how_(query);
        } catch (...) {
            return {error_of_current_exception(boost::asio::error::no_recovery), {}};
        }
    }

    std::optional<job> take() noexcept {
        const std::lock_guard lock{mutex_};
        if (waiting_.empty()) {
            --running_;
            return std::nullopt;
        }
        std::optional<job> next{std::move(waiting_.front())};
        waiting_.pop_front();
        return next;
    }

    const std::size_t most_;
    const look_up how_;
    std::mutex mutex_;
    std::deque<job> waiting_;
    std::size_t running_ = 0;
    bool closed_ = false;
};

}  // namespace seedance::detail
