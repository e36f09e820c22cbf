// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/retry/circuit_breaker.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// How a leg does: a model with an account. Whether it takes requests and whether it makes videos of them are counted
/// apart: a gateway that accepts everything and makes nothing of it rests too, and an old task's video does not end the
/// rest of one that refuses everything now.
class leg_rest {
  public:
    using time_point = circuit_breaker::time_point;

    bool lets_try(time_point now) const noexcept { return takes_.lets_try(now) && makes_.lets_try(now); }
    time_point rests_until() const noexcept { return std::max(takes_.rests_until(), makes_.rests_until()); }

    /// Gives with which code it has failed last.
    const error_code& last() const noexcept { return last_; }

    void on_tried(time_point now) noexcept {
        takes_.on_tried(now);
        makes_.on_tried(now);
    }

    /// Notes that a request was accepted. What becomes of it decides a trial that has to show whether it makes videos.
    void on_accepted() noexcept { takes_.on_success(); }

    /// Notes that it does not take requests, or that nobody knows.
    void on_refused(time_point now, const error_code& why) noexcept {
        last_ = why;
        takes_.on_failure(now);
        makes_.on_given_up(now);
    }

    void on_made() noexcept {
        makes_.on_success();
        counted_.clear();
    }

    /// Notes that a task has failed: once, though a wait has seen it and the queue finds it in the journal after that.
    void on_failed_task(time_point now, const std::string& id) {
        if (std::find(counted_.begin(), counted_.end(), id) != counted_.end()) return;
        if (counted_.size() == circuit_breaker::failures_in_row) counted_.erase(counted_.begin());
        counted_.push_back(id);
        last_ = errc::task_failed;
        makes_.on_failure(now);
    }

    /// Notes that a request has ended without a word about the leg.
    void on_given_up(time_point now) noexcept {
        takes_.on_given_up(now);
        makes_.on_given_up(now);
    }

  private:
    circuit_breaker takes_, makes_;
    error_code last_{};
    std::vector<std::string> counted_;  ///< the last tasks that have failed, in a row
};

/// How the legs of routes do, for all routes of a client. What no route has tried is not noted.
class leg_rests {
  public:
    using time_point = leg_rest::time_point;

    leg_rest& of(std::string_view provider, std::string_view account, std::string_view model) {
        return legs_[{std::string{provider}, std::string{account}, std::string{model}}];
    }

    void on_accepted(const intent& attempt) {
        if (auto* const leg = find(attempt)) leg->on_accepted();
    }

    /// Notes that nobody knows what has become of a submit.
    void on_lost(const intent& attempt, time_point now) {
        if (auto* const leg = find(attempt)) leg->on_refused(now, errc::outcome_unknown);
    }

    void on_made(const task& made) {
        if (auto* const leg = find(made)) leg->on_made();
    }

    /// Notes that a task has failed, whatever its bill; what `says_nothing` of the leg ends a trial.
    void on_failed_task(const task& failed, bool says_nothing, time_point now) {
        auto* const leg = find(failed);
        if (leg == nullptr) return;
        if (says_nothing) return leg->on_given_up(now);
        leg->on_failed_task(now, failed.id);
    }

  private:
    /// Finds the leg of an attempt, or of a task.
    template <class What>
    leg_rest* find(const What& what) {
        const auto at = legs_.find({what.provider, what.account, what.model});
        return at == legs_.end() ? nullptr : &at->second;
    }

    std::map<std::tuple<std::string, std::string, std::string>, leg_rest> legs_;
};

}  // namespace seedance::detail
