// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/error.hpp>

#include <seedance/core/impl/quiet_thread.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/system_look_up.hpp>
#include <seedance/transport/resolver.hpp>

namespace seedance::detail {

/// Look-ups that block, on threads of their own. A thread is started when a look-up has to wait and ends when none
/// waits. Who asks for a host that is being looked up is answered with those who have asked before: one that hangs, and
/// is asked for again and again, takes one thread. Nobody waits for a thread: nothing can interrupt a look-up that
/// hangs, so each has a share of what it needs, and the process may end, or the transport and its context be destroyed,
/// while it hangs.
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
            if (joins(query, answer) || starts(query, answer)) return;
        }
        answer(boost::asio::error::try_again, {});
    }

    /// Forgets who waits. Look-ups under way are not waited for.
    void close() noexcept {
        std::deque<name_query> dropped;
        decltype(asked_) unanswered;
        const std::lock_guard lock{mutex_};
        closed_ = true;
        dropped.swap(waiting_);
        unanswered.swap(asked_);
    }

  private:
    using answers = std::vector<name_handler>;

    static constexpr std::size_t most_waiting = 1024;  // hosts, and those who wait for each

    /// Waits with those who have asked for the host before, if there are any.
    bool joins(const name_query& query, name_handler& answer) {
        const auto known = asked_.find(query.host);
        if (known == asked_.end() || known->second.size() >= most_waiting) return false;
        known->second.push_back(std::move(answer));
        return true;
    }

    bool starts(const name_query& query, name_handler& answer) {
        if (waiting_.size() >= most_waiting || asked_.contains(query.host) || !has_thread()) return false;
        waiting_.push_back(query);
        asked_[query.host].push_back(std::move(answer));
        return true;
    }

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
        while (const auto next = take()) {
            const auto found = looked_up(*next);
            for (const auto& answer : take_answers(next->host)) {
                try {
                    answer(found.error, found.addresses);
                } catch (const std::bad_alloc&) {  // it does not hear of it, and its time runs out
                }
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

    std::optional<name_query> take() noexcept {
        const std::lock_guard lock{mutex_};
        if (waiting_.empty()) {
            --running_;
            return std::nullopt;
        }
        std::optional<name_query> next{std::move(waiting_.front())};
        waiting_.pop_front();
        return next;
    }

    answers take_answers(const std::string& host) noexcept {
        const std::lock_guard lock{mutex_};
        auto found = asked_.extract(host);
        return found.empty() ? answers{} : std::move(found.mapped());
    }

    const std::size_t most_;
    const look_up how_;
    std::mutex mutex_;
    std::deque<name_query> waiting_;
    std::unordered_map<std::string, answers> asked_;  ///< who waits for a host that waits, or that is being looked up
    std::size_t running_ = 0;
    bool closed_ = false;
};

}  // namespace seedance::detail
