// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A record of what arrived at the sandbox, and of what a client did though it must not.

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/text.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

class monitor {
  public:
    monitor(std::string key, bool allow_repeated_submits)
        : key_{std::move(key)}, repeats_allowed_{allow_repeated_submits} {}

    /// Records a submit, before it is acted on.
    void submit_arrived(const received_request& request) {
        if (!repeats_allowed_ && open_submits_.contains(identity_of(request)))
            report("a submit was sent again though the first had not been refused: " + request.method + " " +
                   request.target);
    }

    /// Records the answer to a submit. A refusal proves that the same submit may be sent again; anything else leaves
    /// that open.
    void submit_answered(const received_request& request, bool refused) {
        if (!refused) open_submits_.insert(identity_of(request));
    }

    /// Records a poll of a known task, before it is acted on.
    void poll_arrived(const task_record& record, milliseconds now) {
        const auto& task = record.task;
        if (record.end_told) report("task " + task.id + " was polled again after its end had been told");
        if (record.driven || record.called_back) return;
        const auto since = now - task.accepted_at, since_hint = now - record.hinted.at;
        if (since < record.first_poll)
            report("task " + task.id + " was polled " + std::to_string(since.count()) +
                   " ms after its acceptance; the document says " + std::to_string(record.first_poll.count()) + " ms");
        else if (since_hint < record.hinted.wait)
            report("task " + task.id + " was polled " + std::to_string(since_hint.count()) +
                   " ms after an answer that asked for " + std::to_string(record.hinted.wait.count()) + " ms");
    }

    /// Records a request to the file host.
    void download_arrived(const received_request& request) {
        for (const auto& header : request.headers) {
            if (is_credential(header.name))
                return report("a credential was sent to the file host: header " + header.name);
            if (header.value.find(key_) != std::string::npos)
                return report("the key was sent to the file host: header " + header.name);
        }
        if (request.target.find(key_) != std::string::npos)
            return report("the key was sent to the file host in its target");
        if (request.body.find(key_) != std::string::npos)
            return report("the key was sent to the file host in its body");
    }

    void received(received_request request) { received_.push_back(std::move(request)); }

    const std::vector<received_request>& all_received() const noexcept { return received_; }
    const std::vector<std::string>& broken() const noexcept { return broken_; }

  private:
    static bool is_credential(std::string_view header) {
        static constexpr std::string_view usual[] = {"Authorization", "Proxy-Authorization", "Cookie", "X-API-Key"};
        const auto is_it = [header](std::string_view name) { return text::equal_ignoring_case(header, name); };
        const auto& gateways = all_gateways::tables;
        return std::any_of(std::begin(usual), std::end(usual), is_it) ||
               std::any_of(gateways.begin(), gateways.end(),
                           [&](const provider_table* each) { return is_it(each->authorization("").name); });
    }

    static std::string identity_of(const received_request& request) {
        return request.provider + ' ' + request.target + '\n' + request.body;
    }

    void report(std::string words) { broken_.push_back(std::move(words)); }

    std::string key_;
    bool repeats_allowed_;
    std::unordered_set<std::string> open_submits_;
    std::vector<received_request> received_;
    std::vector<std::string> broken_;
};

}  // namespace seedance::testing::detail
