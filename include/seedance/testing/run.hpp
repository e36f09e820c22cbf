// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <stdexcept>

#include <boost/asio/io_context.hpp>

#include <seedance/testing/clock.hpp>

namespace seedance::testing {

/// Turns the crank of a test: runs what is ready in a context, moves the clock to its next alarm, and so on until
/// nothing waits any more. Gives how often it has moved the clock.
/// @par Errors
/// Throws `std::runtime_error` beyond `most_alarms`: something waits without an end.
inline int run(boost::asio::io_context& context, manual_clock& clock, int most_alarms = 100'000) {
    const auto run_ready = [&context] {
        context.restart();
        context.poll();
    };
    int alarms = 0;
    for (run_ready(); clock.advance_to_alarm(); run_ready())
        if (++alarms > most_alarms) throw std::runtime_error{"testing::run: something waits without an end"};
    return alarms;
}

}  // namespace seedance::testing
