// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any text as that of a task, and any bytes in a task: what is written can be read, and what was read is written again.
#include "fuzz.hpp"

#include <seedance/task/task.hpp>

using namespace seedance;

namespace {

void check_text(const std::string& text) {
    for (const char c : text) PROPERTY(c >= 0x20 && c < 0x7F);
    PROPERTY(text.starts_with("seedance-task/1 "));
}

void check_reading(std::string_view text) {
    const auto read = parse_task(text);
    if (!read) return;
    PROPERTY(!read->provider.empty() && !read->id.empty());
    PROPERTY(text.size() <= 8192);
    const auto again = to_string(*read);
    check_text(again);
    PROPERTY(parse_task(again) == read);
}

void check_writing(std::string_view text) {
    task made;
    made.provider = fuzzing::part(text, '\n');
    made.model = fuzzing::part(text, '\n');
    made.id = fuzzing::part(text, '\n');
    const auto number = std::hash<std::string_view>{}(text);
    made.accepted_at = std::chrono::system_clock::time_point{
        std::chrono::milliseconds{static_cast<std::int64_t>(number % 9'223'372'036'854)}};
    made.polling.first = poll_schedule::seconds{static_cast<int>(number % 1000)};
    made.polling.first_latest = made.polling.first + poll_schedule::seconds{static_cast<int>(number % 7)};
    made.polling.interval = poll_schedule::seconds{static_cast<int>(1 + number % 99)};
    made.polling.interval_longest = made.polling.interval + poll_schedule::seconds{static_cast<int>(number % 5)};
    const auto written = to_string(made);
    check_text(written);
    const bool can_be_read = !made.provider.empty() && !made.id.empty() && written.size() <= 8192;
    PROPERTY(!can_be_read || parse_task(written) == made);
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    check_reading(text);
    check_writing(text);
}
