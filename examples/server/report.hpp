// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace server {

namespace json = boost::json;

/// Gives a time as JSON has it here: milliseconds since 1970.
inline std::int64_t unix_milliseconds(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Writes one line of JSON to standard error. What goes in are names and numbers of ours, and codes of the library: no
/// prompt, key, token, URL or other text that somebody else has chosen.
inline void log(std::string_view what, json::object fields = {}) {
    json::object line{{"time", unix_milliseconds(std::chrono::system_clock::now())}, {"what", what}};
    for (auto& field : fields) line.insert(std::move(field));
    const auto text = json::serialize(line) + '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);  // one call: lines of two threads do not mix
}

/// A figure of /metrics. Any thread may change it.
struct figure {
    std::string_view name, type;
    std::atomic<std::uint64_t> value{0};
};

/// What is counted, for everybody together.
struct metrics {
    figure orders{"orders_total", "counter"};                      ///< that were taken
    figure videos{"videos_total", "counter"};                      ///< that were saved
    figure tasks{"tasks_total", "counter"};                        ///< that gateways have accepted
    figure polls{"polls_total", "counter"};                        ///< that were answered
    figure retries{"retries_total", "counter"};                    ///< of what has failed on the way to a gateway
    figure callbacks{"callbacks_total", "counter"};                ///< that were taken
    figure queue_failures{"queue_failures_total", "counter"};      ///< orders that could not be sent in their turn
    figure journal_failures{"journal_failures_total", "counter"};  ///< what could not be written down at once
    figure answers{"answers_total", "counter"};                    ///< to requests of any kind
    figure server_errors{"server_errors_total", "counter"};        ///< those of them from 500 on
    figure open_orders{"open_orders", "gauge"};
    figure connections{"connections", "gauge"};
    figure streams{"streams", "gauge"};  ///< of events

    /// Gives all of it in the text format of Prometheus.
    std::string text() const {
        std::string out;
        for (const auto* each : {&orders, &videos, &tasks, &polls, &retries, &callbacks, &queue_failures,
                                 &journal_failures, &answers, &server_errors, &open_orders, &connections, &streams}) {
            const auto name = "seedance_" + std::string{each->name};
            out.append("# TYPE ").append(name).append(" ").append(each->type).append("\n");
            out.append(name).append(" ").append(std::to_string(each->value)).append("\n");
        }
        return out;
    }
};

/// Counts what is open as long as it lives.
class counted {
  public:
    explicit counted(figure& in) : in_{in} { ++in_.value; }
    ~counted() { --in_.value; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

  private:
    figure& in_;
};

}  // namespace server
