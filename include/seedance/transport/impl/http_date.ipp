// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http_date.hpp>

namespace seedance {

namespace detail {

/// Reads a text from its front; after the first part that is not as expected, every read fails.
class date_reader {
  public:
    explicit date_reader(std::string_view text) : rest_{text} {}

    bool good() const noexcept { return good_; }
    bool at_end() const noexcept { return good_ && rest_.empty(); }

    bool next_is(std::string_view expected) const noexcept { return rest_.starts_with(expected); }

    void skip(std::string_view expected) {
        good_ = good_ && next_is(expected);
        if (good_) rest_.remove_prefix(expected.size());
    }

    void skip_letters() {
        std::size_t count = 0;
        while (count != rest_.size() && text::is_letter(rest_[count])) ++count;
        good_ = good_ && count != 0;
        rest_.remove_prefix(count);
    }

    int digits(std::size_t count) {
        const auto number = text::parse_number<int>(rest_.substr(0, count));
        good_ = good_ && number && rest_.size() >= count;
        if (good_) rest_.remove_prefix(count);
        return good_ ? *number : 0;
    }

    unsigned month() {
        static constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
        const auto at = rest_.size() < 3 ? std::string_view::npos : names.find(rest_.substr(0, 3));
        good_ = good_ && at != std::string_view::npos && at % 3 == 0;
        if (good_) rest_.remove_prefix(3);
        return good_ ? static_cast<unsigned>(at / 3 + 1) : 0;
    }

    std::chrono::seconds time() {
        const int hours = digits(2);
        skip(":");
        const int minutes = digits(2);
        skip(":");
        const int seconds = digits(2);
        good_ = good_ && hours < 24 && minutes < 60 && seconds <= 60;  // 60 is a leap second
        return std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
    }

  private:
    std::string_view rest_;
    bool good_ = true;
};

struct http_date {
    int year = 0;
    unsigned month = 0;
    int day = 0;
    std::chrono::seconds time{};
};

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`, after the comma.
inline http_date read_date_with_comma(date_reader& in) {
    http_date date;
    in.skip(", ");
    date.day = in.digits(2);
    const bool old = in.next_is("-");
    const std::string_view between = old ? "-" : " ";
    in.skip(between);
    date.month = in.month();
    in.skip(between);
    date.year = in.digits(old ? 2 : 4);
    if (old) date.year += date.year < 70 ? 2000 : 1900;
    in.skip(" ");
    date.time = in.time();
    in.skip(" GMT");
    return date;
}

/// Reads `Sun Nov  6 08:49:37 1994`, after the day of the week.
inline http_date read_asctime_date(date_reader& in) {
    http_date date;
    in.skip(" ");
    date.month = in.month();
    in.skip(" ");
    const bool one_digit = in.next_is(" ");
    if (one_digit) in.skip(" ");
    date.day = in.digits(one_digit ? 1 : 2);
    in.skip(" ");
    date.time = in.time();
    in.skip(" ");
    date.year = in.digits(4);
    return date;
}

}  // namespace detail

SEEDANCE_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
    detail::date_reader in{text};
    in.skip_letters();
    const auto date = in.next_is(",") ? detail::read_date_with_comma(in) : detail::read_asctime_date(in);
    const std::chrono::year_month_day day{std::chrono::year{date.year}, std::chrono::month{date.month},
                                          std::chrono::day{static_cast<unsigned>(date.day)}};
    if (!in.at_end() || !day.ok()) return std::nullopt;
    return std::chrono::sys_days{day} + date.time;
}

}  // namespace seedance
