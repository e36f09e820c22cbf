// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/server/line_writer.hpp>

namespace server {

namespace json = boost::json;

/// Gives a time as JSON has it here: milliseconds since 1970.
inline std::int64_t unix_milliseconds(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// The log. A reader that is stuck holds up no connection: lines are dropped then, and counted.
inline seedance::line_writer& log_lines() {
    static seedance::line_writer lines{STDERR_FILENO};
    return lines;
}

/// Writes one line of JSON to standard error. What goes in are names and numbers of ours, and codes of the library: no
/// prompt, key, token, URL or other text that somebody else has chosen.
inline void log(std::string_view what, json::object fields = {}) {
    json::object line{{"time", unix_milliseconds(std::chrono::system_clock::now())}, {"what", what}};
    for (auto& field : fields) line.insert(std::move(field));
    log_lines().write(json::serialize(line));
}

/// Ends a coroutine that nobody awaits. What it throws is a fault of this program: it is logged.
inline void log_exception(std::exception_ptr thrown) try {
    if (thrown) std::rethrow_exception(thrown);
} catch (const std::exception& e) {
    log("exception", {{"words", e.what()}});
}

}  // namespace server
