// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox's tasks, money and time. A task's state follows from the time, so that nothing has to wake up.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <ratio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <seedance/core/money.hpp>
#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/view.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

using std::chrono::milliseconds;

/// Time as the gateways see it. It moves with `tick`, so that everything about one request happens at one time.
class gateway_clock {
  public:
    explicit gateway_clock(double scale) : scale_{scale} {
        if (!(scale >= 0 && scale <= 1'000'000)) throw std::invalid_argument{"sandbox: time_scale is 0 to 1'000'000"};
    }

    void tick() {
        const auto real = std::chrono::duration<double, std::milli>{std::chrono::steady_clock::now() - start_} * scale_;
        now_ = milliseconds{static_cast<milliseconds::rep>(real.count())} + advanced_;
    }

    milliseconds now() const noexcept { return now_; }

    void advance(milliseconds by) { advanced_ += by; }

    /// Gives how long to wait until `at`, in real time, and nothing when only `advance` leads there.
    std::optional<std::chrono::steady_clock::duration> real_time_until(milliseconds at) const {
        if (scale_ == 0) return std::nullopt;
        const double left = std::clamp(static_cast<double>((at - now_).count()) / scale_, 0., 3'600'000.);
        return std::chrono::milliseconds{static_cast<milliseconds::rep>(left) + 1};
    }

    std::int64_t unix_milliseconds(milliseconds at) const { return (unix_start_ + at).count(); }

  private:
    // Time that stands still starts where `manual_clock` starts.
    milliseconds starting_point() const {
        if (scale_ == 0) return std::chrono::seconds{1'767'965'610};
        return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    }

    double scale_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    milliseconds unix_start_ = starting_point();
    milliseconds advanced_{0};
    milliseconds now_{0};
};

struct task_failure {
    std::string code;
    std::string message;
};

/// Gives the failure that a prompt `FAIL <code> [message]` asks for.
inline std::optional<task_failure> failure_asked_by(std::string_view prompt) {
    prompt = text::trim(prompt);
    if (!prompt.starts_with("FAIL ")) return std::nullopt;
    prompt = text::trim(prompt.substr(5));
    const auto end = std::min(prompt.find_first_of(" \t\r\n"), prompt.size());
    return task_failure{std::string{prompt.substr(0, end)}, std::string{text::trim(prompt.substr(end))}};
}

/// The decisions of a gateway about a task that it accepts.
struct task_terms {
    money price = {};
    std::string_view id_prefix = "task_";
    bool id_is_uuid = false;
    std::string_view only_refund =
        {};  ///< empty: every failure gives the price back; otherwise only one with this code
};

/// The wait that the answer to a poll asked for.
struct poll_wish {
    milliseconds at{0};    ///< when the answer was given
    milliseconds wait{0};  ///< before the next poll
};

struct task_record {
    sandbox_task task;  ///< `state` and `charged` as they were at acceptance
    milliseconds first_poll{0};
    milliseconds poll_interval{0};
    std::string_view only_refund = {};
    std::optional<task_failure> failure = {};
    std::optional<task_state> driven = {};  ///< by `set_state`
    milliseconds driven_at{0};
    poll_wish hinted = {};  ///< by the last poll's answer
    bool end_told = false;
    bool called_back = false;  ///< a callback has reached the client, or was about to

    milliseconds starts_at() const { return task.accepted_at + (task.ends_at - task.accepted_at) / 10; }

    task_state state_at(milliseconds now) const {
        if (driven) return *driven;
        if (now >= task.ends_at) return failure ? task_state::failed : task_state::succeeded;
        return now < starts_at() ? task_state::queued : task_state::running;
    }

    /// Gives the time at which the task came into its present state.
    milliseconds changed_at(milliseconds now) const {
        if (driven) return driven_at;
        if (now >= task.ends_at) return task.ends_at;
        return now < starts_at() ? task.accepted_at : starts_at();
    }

    /// Says whether the task has given back what it took.
    bool refunded_at(milliseconds now) const {
        return state_at(now) == task_state::failed && (only_refund.empty() || failure->code == only_refund);
    }

    sandbox_task shown_at(milliseconds now) const {
        auto shown = task;
        shown.state = state_at(now);
        if (refunded_at(now)) shown.charged = {};
        return shown;
    }
};

/// Gives the price by the descriptor's table, which is nothing where the table has none.
inline money documented_price(const request_view& request) {
    const auto cost = estimate(request);
    return cost.known() ? cost.amount() : money{};
}

/// Gives numbers that look like chance and repeat exactly (SplitMix64: no two counters give the same number).
constexpr std::uint64_t scramble(std::uint64_t seed, std::uint64_t counter) noexcept {
    auto z = seed + (counter + 1) * 0x9e37'79b9'7f4a'7c15;
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
    return z ^ (z >> 31);
}

class task_store {
  public:
    explicit task_store(const sandbox_options& options)
        : clock_{options.time_scale},
          budget_{options.balance},
          generation_time_{options.generation_time},
          seed_{options.seed} {
        if (options.generation_time.count() < 0) throw std::invalid_argument{"sandbox: generation_time is negative"};
    }

    static constexpr milliseconds video_lifetime = std::chrono::hours{24};
    static constexpr milliseconds usual_media_length{5'000};

    gateway_clock& clock() noexcept { return clock_; }
    milliseconds now() const { return clock_.now(); }

    /// Accepts a request that breaks no rule. Gives null when the balance does not suffice.
    task_record* accept(const request_view& request, std::string_view body, const task_terms& terms) {
        if (budget_ - charged_ < terms.price && balance() < terms.price) return nullptr;
        charged_ += terms.price;
        auto& record = records_.emplace_back(make_record(request, body, terms));
        by_id_.emplace(record.task.id, &record);
        return &record;
    }

    /// Finds a task, or gives null.
    task_record* find(std::string_view id) {
        const auto found = by_id_.find(std::string{id});
        return found == by_id_.end() ? nullptr : found->second;
    }

    task_record& drive(std::string_view id, task_state state) {
        auto* record = find(id);
        if (record == nullptr) throw std::invalid_argument{"sandbox: no task of this id"};
        record->driven = state;
        record->driven_at = now();
        if (is_terminal(state)) record->task.ends_at = now();
        if (state == task_state::failed && !record->failure)
            record->failure = task_failure{"Unknown error", "failed by set_state"};
        return *record;
    }

    void fail_next(task_failure failure) { failures_.push_back(std::move(failure)); }

    /// Gives what the account holds.
    money balance() const {
        auto left = budget_;
        const auto at = now();
        for (const auto& record : records_)
            if (!record.refunded_at(at)) left -= record.task.charged;
        return left;
    }

    milliseconds media_length(std::string_view url) const {
        const auto found = media_lengths_.find(url);
        return found == media_lengths_.end() ? usual_media_length : found->second;
    }
    void set_media_length(std::string url, milliseconds length) { media_lengths_[std::move(url)] = length; }

    void set_file_origin(std::string origin) { file_origin_ = std::move(origin); }

    const std::deque<task_record>& records() const noexcept { return records_; }

    /// Gives the task that was accepted last. Its address stays.
    task_record& newest() { return records_.back(); }

  private:
    task_record make_record(const request_view& request, std::string_view body, const task_terms& terms) {
        const auto number = records_.size();
        const auto schedule = polling_for(*request.rules, static_cast<int>(request.seconds));
        task_record record{.task = task_of(request),
                           .first_poll = schedule.first,
                           .poll_interval = schedule.interval,
                           .only_refund = terms.only_refund};
        auto& task = record.task;
        task.id = std::string{terms.id_prefix} + (terms.id_is_uuid ? uuid_of(number) : id_of(number));
        task.body = body;
        task.price = task.charged = terms.price;
        task.accepted_at = now();
        task.ends_at = task.accepted_at + length_of(number, schedule);
        task.video_url = file_origin_ + "/videos/" + task.id + ".mp4";
        record.failure = next_failure(request.prompt);
        return record;
    }

    static sandbox_task task_of(const request_view& request) {
        return {.provider = std::string{request.model->provider},
                .model = std::string{request.model->id},
                .mode = std::string{request.rules->wire_name},
                .callback_url = std::string{request.callback_url},
                .callback_progress = request.callback_progress.value_or(false),
                .resolution = std::string{request.resolution},
                .aspect_ratio = std::string{request.aspect_ratio},
                .duration = request.duration_as_source ? seedance::detail::video_length(request)
                                                       : std::chrono::seconds{request.seconds}};
    }

    std::string id_of(std::uint64_t number) const {
        char text[20];
        std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(scramble(seed_, number)));
        return text;
    }

    /// Gives an id in the form of RFC 9562's version 7, but for the time in it.
    std::string uuid_of(std::uint64_t number) const {
        auto digits = id_of(number) + id_of(number + (std::uint64_t{1} << 63));
        digits.replace(0, 4, "019d");
        digits[12] = '7';
        digits[16] = 'a';
        for (const std::size_t at : {8u, 13u, 18u, 23u}) digits.insert(at, 1, '-');
        return digits;
    }

    /// Gives a time that ends after the latest first poll of a client that heeds the document, or that spreads its
    /// polls over a fifth of the time.
    milliseconds length_of(std::uint64_t number, const poll_schedule& schedule) const {
        if (generation_time_.count() != 0) return generation_time_;
        const auto latest = std::max<milliseconds>(schedule.first_latest, milliseconds{schedule.first} * 6 / 5);
        const milliseconds interval = schedule.interval;
        const auto fraction = static_cast<milliseconds::rep>(scramble(~seed_, number) % 1000);
        return latest + interval / 2 + interval * fraction / 1000;
    }

    std::optional<task_failure> next_failure(std::string_view prompt) {
        if (failures_.empty()) return failure_asked_by(prompt);
        auto failure = std::move(failures_.front());
        failures_.pop_front();
        return failure;
    }

    gateway_clock clock_;
    money budget_;
    money charged_{};  ///< by every task, whatever became of it
    milliseconds generation_time_;
    std::uint64_t seed_;
    std::string file_origin_;
    std::deque<task_record> records_;
    std::unordered_map<std::string, task_record*> by_id_;
    std::deque<task_failure> failures_;
    std::map<std::string, milliseconds, std::less<>> media_lengths_;
};

}  // namespace seedance::testing::detail
