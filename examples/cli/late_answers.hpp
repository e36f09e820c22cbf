// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What becomes of a submit that was not answered in time: its answer may still come.

#include <chrono>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include <seedance/client.hpp>
#include <seedance/core/error.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>

#include "interruption.hpp"
#include "output.hpp"

namespace cli {

/// Says whether what was sent may have become a task that is not known yet.
inline bool may_be_answered_late(const seedance::failure& why) {
    return !why.task && (why.code == seedance::errc::outcome_unknown ||
                         (why.code == seedance::errc::deadline_reached && why.billed == seedance::billed::unknown));
}

/// Waits for the answers that may still come, and says so. The client begins no submit any more.
inline boost::asio::awaitable<void> listen_for_late_answers(seedance::client& client, interruption& signals,
                                                            const output& out) {
    if (signals.has_come()) co_return;
    constexpr std::chrono::minutes at_once{0}, longer_than_the_client{15};
    try {
        const auto now = co_await client.drain(at_once);
        if (now.submits.empty()) co_return;
        signals.listen_only();
        out.warn("not answered; listening for 10 minutes more, Ctrl-C ends that");
        const auto left = co_await client.drain(longer_than_the_client);
        if (left.submits.empty()) co_return;
        out.warn("no answer has come");
        client.close();                 // the connection, too
    } catch (const seedance::error&) {  // Ctrl-C has closed the client: the journal has what is known
    }
}

/// Gives the task that the late answer to an intent's submit has brought.
inline boost::asio::awaitable<std::optional<seedance::task>> late_task_of(seedance::client& client,
                                                                          interruption& signals, std::string intent,
                                                                          const output& out) {
    co_await listen_for_late_answers(client, signals, out);
    try {
        const auto found = co_await client.find(intent);
        if (found && found->task) co_return found->task;
    } catch (const seedance::error&) {  // the client is closed
    }
    co_return std::nullopt;
}

}  // namespace cli
