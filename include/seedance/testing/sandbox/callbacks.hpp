// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Which callbacks are due when, and what goes wrong with them on their way. It knows no socket and no clock:
/// everything follows from the tasks, the options and the gateway time that it is given.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/forged_callbacks.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance::testing::detail {

/// A callback that is to be posted, and what the answer to it means.
struct callback_post {
    sandbox_callback callback;
    task_record* record;
    const emulation* speaker;
    bool may_be_tried_again;
};

class callback_queue {
  public:
    explicit callback_queue(const sandbox_options& options)
        : options_{options.callbacks}, usual_fault_{options.callbacks.fault}, seed_{~scramble(options.seed, 0)} {
        check(usual_fault_);
        if (options_.at_once == 0) throw std::invalid_argument{"sandbox: callbacks.at_once is 0"};
        if (options_.answer_within.count() < 0)
            throw std::invalid_argument{"sandbox: callbacks.answer_within is negative"};
    }

    /// Expects the callbacks of a new task, if it asked for some.
    void accepted(task_record& record, const emulation& speaker) {
        if (record.task.callback_url.empty()) return;
        if (options_.before_answer) record.task.ends_at = record.task.accepted_at;
        auto& about = subjects_[&record];
        about.record = &record;
        about.speaker = &speaker;
        about.next = events_.end();
        about.number = peers_[&speaker].size();
        peers_[&speaker].push_back(&about);
        schedule(about, record.task.accepted_at);
    }

    /// Expects what follows from a state that was set by hand.
    void driven(task_record& record) {
        const auto found = subjects_.find(&record);
        if (found != subjects_.end()) schedule(found->second, record.driven_at);
    }

    void fault_next(callback_fault fault) {
        check(fault);
        faults_.push_back(std::move(fault));
    }

    /// Lets everything happen that happens until now, and gives what is due by then, in the order of posting.
    std::vector<callback_post> due(milliseconds now) {
        while (!events_.empty() && events_.begin()->first <= now) {
            const auto [at, about] = *events_.begin();
            happen(*about, at);
            schedule(*about, std::max(at, now - longest_memory * cycle_of(*about)));
        }
        std::vector<callback_post> posts;
        while (!posts_.empty() && posts_.begin()->first <= now)
            posts.push_back(std::move(posts_.extract(posts_.begin()).mapped()));
        if (options_.shuffle)
            for (std::size_t left = posts.size(); left > 1; --left) std::swap(posts[left - 1], posts[draw(left)]);
        return posts;
    }

    /// Gives the time of the next thing that happens by itself.
    std::optional<milliseconds> next_due() const {
        std::optional<milliseconds> next;
        if (!events_.empty()) next = events_.begin()->first;
        if (!posts_.empty()) next = std::min(next.value_or(milliseconds::max()), posts_.begin()->first);
        return next;
    }

    /// Tries a callback again that was not acknowledged, as long as its gateway does.
    void failed(callback_post post, milliseconds now) {
        const auto pauses = post.speaker->callbacks().pauses;
        const auto tried = static_cast<std::size_t>(post.callback.attempt);
        if (!post.may_be_tried_again || tried > pauses.size()) return;
        ++post.callback.attempt;
        add(std::move(post), now + pauses[tried - 1]);
    }

    milliseconds answer_within(const callback_post& post) const {
        return options_.answer_within.count() != 0 ? options_.answer_within : post.speaker->callbacks().answer_within;
    }

    std::size_t at_once() const noexcept { return options_.at_once; }

  private:
    struct subject;
    using event_map = std::multimap<milliseconds, subject*>;

    /// A task with a callback URL.
    struct subject {
        task_record* record = nullptr;
        const emulation* speaker = nullptr;
        event_map::iterator next = {};  ///< or `events_.end()`
        std::size_t number = 0;         ///< among the tasks of its gateway that have a callback URL
        bool end_posted = false;
    };

    /// So many callbacks that tell of progress are made up for when time jumps.
    static constexpr int longest_memory = 64;

    static void check(const callback_fault& fault) {
        if (fault.copies < 0) throw std::invalid_argument{"sandbox: a callback has fewer than 0 copies"};
        if (fault.delay.count() < 0) throw std::invalid_argument{"sandbox: a callback's delay is negative"};
    }

    static milliseconds cycle_of(const subject& about) {
        return std::clamp(about.record->poll_interval, milliseconds{1'000}, about.speaker->callbacks().longest_cycle);
    }

    /// Plans the next event of a task after `from`: its end or, where progress is told, the next cycle if it is sooner.
    void schedule(subject& about, milliseconds from) {
        if (about.next != events_.end()) events_.erase(std::exchange(about.next, events_.end()));
        if (about.end_posted) return;
        const auto& record = *about.record;
        auto at = milliseconds::max();
        if (!record.driven || is_terminal(*record.driven)) at = std::max(record.task.ends_at, from);
        if (record.task.callback_progress) at = std::min(at, from + cycle_of(about));
        if (at != milliseconds::max()) about.next = events_.emplace(at, &about);
    }

    void happen(subject& about, milliseconds at) {
        about.end_posted = is_terminal(about.record->state_at(at));
        auto fault = usual_fault_;
        if (!faults_.empty()) {
            fault = std::move(faults_.front());
            faults_.pop_front();
        }
        for (int copy = 0; copy != fault.copies; ++copy)
            add(post_of(about, at, callback_forgery::none), at + fault.delay);
        for (const auto forged : fault.forgeries) add(post_of(about, at, forged), at + fault.delay);
    }

    void add(callback_post post, milliseconds at) {
        post.callback.at = at;
        posts_.emplace(at, std::move(post));
    }

    callback_post post_of(const subject& about, milliseconds at, callback_forgery forged) {
        const auto& task = about.record->task;
        callback_post post{.callback = {.provider = task.provider,
                                        .task_id = task.id,
                                        .url = task.callback_url,
                                        .body = forged == callback_forgery::other_task ? body_of_another(about, at)
                                                                                       : body_of(about, at),
                                        .terminal = is_terminal(about.record->state_at(at)),
                                        .forged = forged},
                           .record = about.record,
                           .speaker = about.speaker,
                           .may_be_tried_again = forged == callback_forgery::none};
        forge(post.callback);
        address(post.callback);
        return post;
    }

    std::string body_of(const subject& about, milliseconds at) const {
        auto body = about.speaker->status_text(*about.record, at);
        if (options_.ids == id_spelling::documented) return body;
        const auto rules = about.speaker->callbacks();
        const auto name = '"' + std::string{rules.id_name} + "\":";
        return body.replace(body.find(name), name.size(), '"' + std::string{rules.other_id_name} + "\":");
    }

    std::string body_of_another(const subject& about, milliseconds at) {
        const auto& peers = peers_[about.speaker];
        if (peers.size() == 1) return with_other_id(body_of(about, at), about.record->task.id);
        const auto& other = *peers[(about.number + 1 + draw(peers.size() - 1)) % peers.size()];
        return body_of(other, std::max(at, other.record->task.ends_at));
    }

    /// Writes the headers for the callback's URL and body.
    static void address(sandbox_callback& callback) {
        const auto url = split_https_url(callback.url);
        callback.target = url.target.starts_with('/') ? std::string{url.target} : '/' + std::string{url.target};
        callback.headers = {{"Host", std::string{url.origin.substr(seedance::detail::https_prefix.size())}},
                            {"User-Agent", "seedance-sandbox"},
                            {"Content-Type", "application/json"},
                            {"Content-Length", std::to_string(callback.body.size())}};
    }

    /// Gives a number below `count`.
    std::size_t draw(std::size_t count) { return static_cast<std::size_t>(scramble(seed_, drawn_++) % count); }

    callback_posting options_;
    callback_fault usual_fault_;
    std::uint64_t seed_, drawn_ = 0;
    std::unordered_map<const task_record*, subject> subjects_;
    std::unordered_map<const emulation*, std::vector<subject*>> peers_;  ///< in the order of acceptance
    event_map events_;
    std::multimap<milliseconds, callback_post> posts_;
    std::deque<callback_fault> faults_;
};

}  // namespace seedance::testing::detail
