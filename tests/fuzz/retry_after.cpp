// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any text as Retry-After (first line) against any Date (second line), and as an HTTP date.
#include "fuzz.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <seedance/retry/classify.hpp>
#include <seedance/transport/http_date.hpp>

using namespace seedance;
using namespace std::chrono;

namespace {

/// RFC 9110's own form.
std::string written(sys_seconds when) {
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const auto day = floor<std::chrono::days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{when - day};
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", days[weekday{day}.c_encoding()],
                  unsigned{date.day()}, months[unsigned{date.month()} - 1], int{date.year()},
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

void check_date(std::string_view text) {
    const auto date = parse_http_date(text);
    if (!date) return;
    PROPERTY(text.size() >= 20 && text.size() < 4096 + 40);
    const auto year = year_month_day{floor<std::chrono::days>(*date)}.year();
    PROPERTY(year >= std::chrono::year{0} && year <= std::chrono::year{10'000});
    if (year != std::chrono::year{10'000}) PROPERTY(parse_http_date(written(*date)) == date);
}

void check_wait(std::string_view wait, std::string_view date) {
    http_reply reply;
    reply.status = 429;
    reply.headers = {{"Date", std::string{date}}, {"retry-after", std::string{wait}}};
    const sys_seconds now{seconds{1'767'965'610}};
    const auto read = detail::retry_after(reply, now);
    PROPERTY(!read || (*read >= seconds{0} && *read <= hours{24 * 365}));
    const bool is_number =
        !wait.empty() && std::all_of(wait.begin(), wait.end(), [](char c) { return c >= '0' && c <= '9'; });
    PROPERTY(!is_number || read);
    PROPERTY(read || !parse_http_date(wait));
    PROPERTY(!read || detail::classify_submit(reply, {.status = 429}, {.now = now}).retry_after == read);
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    const auto wait = fuzzing::part(text, '\n');
    const auto date = fuzzing::part(text, '\n');
    check_date(wait);
    check_date(date);
    check_wait(wait, date);
}
