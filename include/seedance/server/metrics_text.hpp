// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Figures in the text format of Prometheus (version 0.0.4), for what a server shows at /metrics.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/engine/event.hpp>
#include <seedance/server/server_load.hpp>
#include <seedance/task/client_load.hpp>
#include <seedance/task/model_times.hpp>
#include <seedance/transport/transport_load.hpp>

namespace seedance {

/// The type that /metrics is answered with.
inline constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

namespace detail {

/// Appends a label's value in quotes.
inline void append_label(std::string& text, std::string_view name, std::string_view value) {
    text.append(name).append("=\"");
    for (const char c : value) {
        if (c == '\\' || c == '"') text += '\\';
        c == '\n' ? text.append("\\n") : text.append(1, c);
    }
    text += '"';
}

/// Appends a time in seconds.
inline void append_seconds(std::string& text, std::chrono::milliseconds time) {
    const auto parts = std::to_string(time.count() % 1000);
    text.append(std::to_string(time.count() / 1000)).append(".").append(3 - parts.size(), '0').append(parts);
}

/// Writes how long the tasks of models take.
inline std::string metrics_text(const std::vector<model_times>& models) {
    std::string text = "# TYPE seedance_task_seconds gauge\n";
    const auto begin_line = [&text](std::string_view name, const model_times& of) {
        append_label(text.append(name).append("{"), "gateway", of.provider);
        append_label(text.append(","), "model", of.model);
    };
    for (const auto& each : models)
        for (const auto& [quantile, time] : {std::pair{"0.5", each.p50}, std::pair{"0.9", each.p90}}) {
            begin_line("seedance_task_seconds", each);
            append_label(text.append(","), "quantile", quantile);
            append_seconds(text.append("} "), time);
            text += '\n';
        }
    text += "# TYPE seedance_tasks_measured gauge\n";
    for (const auto& each : models) {
        begin_line("seedance_tasks_measured", each);
        text.append("} ").append(std::to_string(each.count)).append("\n");
    }
    return text;
}

}  // namespace detail

/// Appends a figure without labels: `append_metric(text, "orders_total", "counter", 3)`. `type` is "counter" or
/// "gauge".
inline void append_metric(std::string& text, std::string_view name, std::string_view type, std::uint64_t value) {
    text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    text.append(name).append(" ").append(std::to_string(value)).append("\n");
}

/// Writes what a client does now, account by account: the gauges seedance_queued, seedance_submitting,
/// seedance_waiting, seedance_downloading, seedance_permits, seedance_polls, seedance_polls_queued,
/// seedance_submit_tokens, seedance_poll_tokens and seedance_download_tokens, with the labels `gateway` and `account`,
/// as `account_load` has them; and, with the labels `gateway` and `model`, how long tasks take: the gauges
/// seedance_task_seconds, with the label `quantile` ("0.5" and "0.9"), and seedance_tasks_measured, of how many that
/// is.
inline std::string metrics_text(const client_load& load) {
    struct gauge {
        std::string_view name;
        std::size_t account_load::* value;
    };
    std::string text;
    for (const auto& each :
         std::initializer_list<gauge>{{"seedance_queued", &account_load::queued},
                                      {"seedance_submitting", &account_load::submitting},
                                      {"seedance_waiting", &account_load::waiting},
                                      {"seedance_downloading", &account_load::downloading},
                                      {"seedance_permits", &account_load::permits},
                                      {"seedance_polls", &account_load::polls},
                                      {"seedance_polls_queued", &account_load::polls_queued},
                                      {"seedance_submit_tokens", &account_load::submit_tokens},
                                      {"seedance_poll_tokens", &account_load::poll_tokens},
                                      {"seedance_download_tokens", &account_load::download_tokens}}) {
        text.append("# TYPE ").append(each.name).append(" gauge\n");
        for (const auto& account : load.accounts) {
            detail::append_label(text.append(each.name).append("{"), "gateway", account.provider);
            detail::append_label(text.append(","), "account", account.account);
            text.append("} ").append(std::to_string(account.*each.value)).append("\n");
        }
    }
    if (!load.models.empty()) text += detail::metrics_text(load.models);
    return text;
}

/// Writes what a transport does (`client::network_load`), origin by origin: of each figure of `origin_load` the gauge
/// seedance_network_connections and so on, or the counter seedance_network_ended_total and so on, with the label
/// `origin`.
inline std::string metrics_text(const transport_load& load) {
    std::string text;
    for (const auto& [figure, value, only_grows] : detail::origin_figures) {
        const auto name = "seedance_network_" + std::string{figure} + (only_grows ? "_total" : "");
        text.append("# TYPE ").append(name).append(only_grows ? " counter\n" : " gauge\n");
        for (const auto& each : load.origins) {
            detail::append_label(text.append(name).append("{"), "origin", each.origin);
            text.append("} ").append(std::to_string(each.*value)).append("\n");
        }
    }
    return text;
}

/// Counts what a client does: `.on_event = [&](const seedance::event& e) { e.pass_to(counters); }`. Any thread may ask
/// for the figures.
class event_counters {
  public:
    void operator()(const events::accepted&) noexcept { ++tasks_; }                   ///< Counts a task.
    void operator()(const events::polled&) noexcept { ++polls_; }                     ///< Counts an answered poll.
    void operator()(const events::retrying&) noexcept { ++retries_; }                 ///< Counts another try.
    void operator()(const events::queued_failure&) noexcept { ++queue_failures_; }    ///< Counts an intent not sent.
    void operator()(const events::journal_failed&) noexcept { ++journal_failures_; }  ///< Counts a lost write.
    void operator()(const events::called_back&) noexcept { ++callbacks_; }            ///< Counts a posted end.
    void operator()(const events::renewal_failed&) noexcept { ++renewal_failures_; }  ///< Counts a renewal that failed.

    void operator()(const events::take_over_failed&) noexcept { ++take_over_failures_; }  ///< Counts a failed look.

    void operator()(const events::leg_ended&) noexcept { ++legs_ended_; }  ///< Counts a leg left behind.

    /// Counts the intents that it takes over from clients that are gone.
    void operator()(const events::taken_over& e) noexcept {
        taken_over_ += e.tasks + e.unknown + e.queued + e.not_sent + e.expired;
    }

    /// Writes the counters seedance_tasks_total (that gateways have accepted), seedance_polls_total (that were
    /// answered), seedance_retries_total (of what has failed on the way to a gateway), seedance_queue_failures_total
    /// (of queued intents), seedance_journal_failures_total (of what had happened already),
    /// seedance_called_back_total (ends that gateways have posted), seedance_renewal_failures_total (of the journal's
    /// lease), seedance_take_over_failures_total (of looks for what others have left),
    /// seedance_taken_over_total (intents of clients that are gone) and seedance_legs_ended_total (legs of
    /// routes from which they moved on).
    std::string text() const {
        std::string text;
        append_metric(text, "seedance_tasks_total", "counter", tasks_);
        append_metric(text, "seedance_polls_total", "counter", polls_);
        append_metric(text, "seedance_retries_total", "counter", retries_);
        append_metric(text, "seedance_queue_failures_total", "counter", queue_failures_);
        append_metric(text, "seedance_journal_failures_total", "counter", journal_failures_);
        append_metric(text, "seedance_called_back_total", "counter", callbacks_);
        append_metric(text, "seedance_renewal_failures_total", "counter", renewal_failures_);
        append_metric(text, "seedance_take_over_failures_total", "counter", take_over_failures_);
        append_metric(text, "seedance_taken_over_total", "counter", taken_over_);
        append_metric(text, "seedance_legs_ended_total", "counter", legs_ended_);
        return text;
    }

  private:
    std::atomic<std::uint64_t> tasks_{0}, polls_{0}, retries_{0}, queue_failures_{0}, journal_failures_{0},
        callbacks_{0}, renewal_failures_{0}, take_over_failures_{0}, taken_over_{0}, legs_ended_{0};
};

/// Writes what a server does: the gauges seedance_connections and seedance_streams, and the counters
/// seedance_answers_total and, of them from 500 on, seedance_server_errors_total.
inline std::string metrics_text(const http_server_load& load) {
    std::string text;
    append_metric(text, "seedance_connections", "gauge", load.connections);
    append_metric(text, "seedance_streams", "gauge", load.streams);
    append_metric(text, "seedance_answers_total", "counter", load.answers);
    append_metric(text, "seedance_server_errors_total", "counter", load.server_errors);
    return text;
}

}  // namespace seedance
