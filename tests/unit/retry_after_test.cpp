// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Retry-After in all its forms: a table, dates made and read again, and bytes without sense.
#include <seedance/retry/classify.hpp>
#include <seedance/transport/http_date.hpp>

#include <array>
#include <cstdio>
#include <iterator>
#include <optional>
#include <ostream>
#include <random>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(retry_after)

namespace {

constexpr long year = 365L * 24 * 3600;
constexpr long nothing = -1;

/// The clock of this machine: Sun, 06 Nov 1994 08:49:37 GMT and a bit.
constexpr std::chrono::system_clock::time_point now{784'111'777'900ms};

std::optional<std::chrono::seconds> read(std::string retry_after, std::string date = {}) {
    http_reply reply;
    reply.status = 429;
    reply.headers.push_back({"retry-after", std::move(retry_after)});
    if (!date.empty()) reply.headers.push_back({"DATE", std::move(date)});
    return detail::retry_after(reply, now);
}

struct vector_row {
    const char* retry_after;
    const char* date;  ///< the reply's own; empty: it has none
    long seconds;      ///< or `nothing`
};

std::ostream& operator<<(std::ostream& out, const vector_row& row) {
    return out << '"' << row.retry_after << "\", Date \"" << row.date << '"';
}

const vector_row rows[] = {
    // Seconds.
    {"0", "", 0},
    {"1", "", 1},
    {"5", "", 5},
    {"120", "", 120},
    {"3600", "", 3600},
    {"007", "", 7},
    {"0000000000000000000000000000000000000012", "", 12},
    {" 7", "", 7},
    {"7 ", "", 7},
    {"\t7\t", "", 7},
    {" \t 7 \t ", "", 7},
    {"31536000", "", year},
    {"31536001", "", year},
    {"2147483647", "", year},
    {"2147483648", "", year},
    {"4294967296", "", year},
    {"9223372036854775807", "", year},
    {"9223372036854775808", "", year},
    {"18446744073709551616", "", year},
    {"99999999999999999999999999999999999999999999", "", year},
    {"5", "Sun, 06 Nov 1994 08:49:37 GMT", 5},
    {"5", "garbage", 5},
    // What is no number of seconds.
    {"", "", nothing},
    {" ", "", nothing},
    {"\t", "", nothing},
    {"-1", "", nothing},
    {"-0", "", nothing},
    {"+5", "", nothing},
    {"1.5", "", 2},
    {"5.", "", 5},
    {"0.2", "", 1},
    {"0.0", "", 0},
    {"30.000", "", 30},
    {"59.999999999999999999999", "", 60},
    {"120.0000001", "", 121},
    {" 2.5 ", "", 3},
    {"1.5.2", "", nothing},
    {"1.-5", "", nothing},
    {"1.5s", "", nothing},
    {"1,5", "", nothing},
    {"-1.5", "", nothing},
    {".5", "", nothing},
    {"1e3", "", nothing},
    {"0x10", "", nothing},
    {"5s", "", nothing},
    {"5 s", "", nothing},
    {"5 5", "", nothing},
    {"5,5", "", nothing},
    {"5, 10", "", nothing},
    {"5;", "", nothing},
    {"\"5\"", "", nothing},
    {"five", "", nothing},
    {"soon", "", nothing},
    {"never", "", nothing},
    {"null", "", nothing},
    {"NaN", "", nothing},
    {"inf", "", nothing},
    {"\xD9\xA5", "", nothing},  // a five, in Arabic digits
    {"PT5S", "", nothing},
    {"784111837", "", year},  // a Unix time is a number of seconds like any other
    // The three forms, against the reply's own time.
    {"Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 60},
    {"Sunday, 06-Nov-94 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 60},
    {"Sun Nov  6 08:50:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT", 60},
    {"Sun, 06 Nov 1994 08:50:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", 60},
    {"Sun, 06 Nov 1994 08:50:37 GMT", "Sun Nov  6 08:49:37 1994", 60},
    {"Sun Nov 16 08:49:37 1994", "Sun Nov  6 08:49:37 1994", 864'000},
    {"  Sun, 06 Nov 1994 08:50:37 GMT  ", " Sun, 06 Nov 1994 08:49:37 GMT ", 60},
    {"Mon, 07 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 86'400},
    {"Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0},
    // A gateway whose clock is wrong, and one that does not tell its time.
    {"Tue, 01 Jan 2030 00:00:30 GMT", "Tue, 01 Jan 2030 00:00:00 GMT", 30},
    {"Thu, 01 Jan 1970 00:00:30 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", 30},
    {"Sun, 06 Nov 1994 08:50:37 GMT", "", 60},
    {"Sunday, 06-Nov-94 08:50:37 GMT", "", 60},
    {"Sun Nov  6 08:50:37 1994", "", 60},
    {"Sun, 06 Nov 1994 08:50:37 GMT", "garbage", 60},
    {"Sun, 06 Nov 1994 08:50:37 GMT", "784111777", 60},
    // Times that have gone by, and those beyond all sense.
    {"Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0},
    {"Sun, 06 Nov 1994 08:49:36 GMT", "", 0},
    {"Thu, 01 Jan 1970 00:00:00 GMT", "", 0},
    {"Sat, 01 Jan 0000 00:00:00 GMT", "", 0},
    {"Fri, 31 Dec 9999 23:59:59 GMT", "", year},
    {"Fri, 31 Dec 9999 23:59:59 GMT", "Sat, 01 Jan 0000 00:00:00 GMT", year},
    {"Mon, 06 Nov 1995 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", year},
    {"Mon, 06 Nov 1995 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", year - 1},
    // The day of the week is not compared.
    {"Mon, 06 Nov 1994 08:50:37 GMT", "", 60},
    {"Caturday, 06 Nov 1994 08:50:37 GMT", "", 60},
    // Leap seconds and leap days.
    {"Sat, 31 Dec 2016 23:59:60 GMT", "Sat, 31 Dec 2016 23:59:59 GMT", 1},
    {"Sun, 01 Jan 2017 00:00:00 GMT", "Sat, 31 Dec 2016 23:59:60 GMT", 0},
    {"Sat, 31 Dec 2016 23:59:61 GMT", "", nothing},
    {"Thu, 29 Feb 1996 00:00:00 GMT", "Wed, 28 Feb 1996 00:00:00 GMT", 86'400},
    {"Fri, 01 Mar 1996 00:00:00 GMT", "Wed, 28 Feb 1996 00:00:00 GMT", 172'800},
    {"Tue, 29 Feb 2000 00:00:00 GMT", "Mon, 28 Feb 2000 00:00:00 GMT", 86'400},
    {"Wed, 29 Feb 1995 00:00:00 GMT", "", nothing},
    {"Mon, 29 Feb 2100 00:00:00 GMT", "", nothing},
    {"Wed, 30 Feb 2000 00:00:00 GMT", "", nothing},
    // Years of two digits.
    {"Friday, 31-Dec-99 23:59:59 GMT", "Friday, 31-Dec-99 23:59:57 GMT", 2},
    {"Saturday, 01-Jan-00 00:00:00 GMT", "Friday, 31-Dec-99 23:59:59 GMT", 1},
    {"Thursday, 01-Jan-70 00:00:05 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", 5},
    {"Tuesday, 31-Dec-69 23:59:59 GMT", "Tue, 31 Dec 2069 23:59:50 GMT", 9},
    {"Saturday, 01-Jan-2000 00:00:00 GMT", "", nothing},
    {"Sun, 06 Nov 94 08:50:37 GMT", "", nothing},
    // Dates that are none.
    {"Sun, 00 Nov 1994 08:50:37 GMT", "", nothing},
    {"Sun, 31 Nov 1994 08:50:37 GMT", "", nothing},
    {"Sun, 32 Dec 1994 08:50:37 GMT", "", nothing},
    {"Sun, 06 Nov 1994 24:00:00 GMT", "", nothing},
    {"Sun, 06 Nov 1994 08:60:37 GMT", "", nothing},
    {"Sun, 06 Nox 1994 08:50:37 GMT", "", nothing},
    {"Sun, 06 anF 1994 08:50:37 GMT", "", nothing},
    {"Sun, 06 nov 1994 08:50:37 GMT", "", nothing},
    {"Sun, 6 Nov 1994 08:50:37 GMT", "", nothing},
    {"Sun, 06 Nov 1994 8:50:37 GMT", "", nothing},
    {"Sun, 06 Nov 1994 08:50 GMT", "", nothing},
    {"Sun, 06 Nov 1994 08:50:37", "", nothing},
    {"Sun, 06 Nov 1994 08:50:37 UTC", "", nothing},
    {"Sun, 06 Nov 1994 08:50:37 +0000", "", nothing},
    {"Sun, 06 Nov 1994 08:50:37 GMT, 5", "", nothing},
    {"Sun, 06 Nov 1994 08:50:37 GMTX", "", nothing},
    {"Sun,06 Nov 1994 08:50:37 GMT", "", nothing},
    {"Sun 06 Nov 1994 08:50:37 GMT", "", nothing},
    {"Sunday, 06-Nov 94 08:50:37 GMT", "", nothing},
    {"Sun, -6 Nov 1994 08:50:37 GMT", "", nothing},
    {"Sun, 06 Nov -994 08:50:37 GMT", "", nothing},
    {"Sun Nov 6 08:50:37 1994", "", nothing},
    {"Sun Nov 06 08:50:37 94", "", nothing},
    {"Sun Nov  6 08:50:37 GMT 1994", "", nothing},
    {"Sun Nov", "", nothing},
    {"Sun,", "", nothing},
    {"1994-11-06T08:50:37Z", "", nothing},
};

static_assert(std::size(rows) >= 80);

}  // namespace

BOOST_DATA_TEST_CASE(every_form_is_read, data::make(rows), row) {
    const auto wait = read(row.retry_after, row.date);
    BOOST_TEST(wait.has_value() == (row.seconds != nothing));
    if (wait) BOOST_TEST(wait->count() == row.seconds);
}

BOOST_AUTO_TEST_CASE(without_the_header_there_is_none) {
    http_reply reply;
    BOOST_TEST(!detail::retry_after(reply, now).has_value());
    reply.headers.push_back({"Date", "Sun, 06 Nov 1994 08:49:37 GMT"});
    BOOST_TEST(!detail::retry_after(reply, now).has_value());
    reply.headers.push_back({"Retry-After", "3"});
    reply.headers.push_back({"Retry-After", "4"});
    BOOST_TEST(detail::retry_after(reply, now) == 3s, "the first counts");
}

BOOST_AUTO_TEST_CASE(every_day_of_three_hundred_years_is_read_in_each_form) {
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int seconds = 0;
    for (std::chrono::sys_days day{std::chrono::year{1900} / 1 / 1};
         day < std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}; day += std::chrono::days{1}) {
        const std::chrono::year_month_day date{day};
        seconds = (seconds + 54'321) % 86'400;
        const auto expected = day + std::chrono::seconds{seconds};
        const auto* month = months[static_cast<unsigned>(date.month()) - 1];
        const int d = static_cast<int>(static_cast<unsigned>(date.day())), y = static_cast<int>(date.year());
        const int h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
        char text[64];
        std::snprintf(text, sizeof text, "Mon, %02d %s %04d %02d:%02d:%02d GMT", d, month, y, h, m, s);
        BOOST_TEST_REQUIRE(parse_http_date(text) == expected, text);
        std::snprintf(text, sizeof text, "Mon %s %2d %02d:%02d:%02d %04d", month, d, h, m, s, y);
        BOOST_TEST_REQUIRE(parse_http_date(text) == expected, text);
        if (y < 1970 || y > 2069) continue;
        std::snprintf(text, sizeof text, "Monday, %02d-%s-%02d %02d:%02d:%02d GMT", d, month, y % 100, h, m, s);
        BOOST_TEST_REQUIRE(parse_http_date(text) == expected, text);
    }
}

BOOST_AUTO_TEST_CASE(no_bytes_upset_it) {
    std::mt19937 random{20'261'121};
    const auto any = [&random](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    static constexpr std::string_view digits_and_signs = "0123456789+-. ,:;GMTJanFebSu\t";
    const auto make = [&] {
        std::string text{rows[any(std::size(rows))].retry_after};
        if (any(4) == 0) text.resize(any(40));
        for (auto changes = any(4); changes != 0 && !text.empty(); --changes) {
            const auto at = any(text.size());
            switch (any(4)) {
                case 0: text[at] = static_cast<char>(any(256)); break;
                case 1: text[at] = digits_and_signs[any(digits_and_signs.size())]; break;
                case 2: text.erase(at, any(5)); break;
                case 3: text.insert(at, 1 + any(3), digits_and_signs[any(digits_and_signs.size())]); break;
            }
        }
        return text;
    };
    int read_ones = 0, outside = 0;
    for (int run = 0; run != 200'000; ++run) {
        const auto wait = read(make(), any(2) == 0 ? make() : std::string{});
        if (!wait) continue;
        ++read_ones;
        if (*wait < 0s || *wait > std::chrono::seconds{year}) ++outside;
    }
    BOOST_TEST(outside == 0);
    BOOST_TEST(read_ones > 10'000, "the inputs reach what they are meant for");
    BOOST_TEST(read_ones < 190'000);
}

BOOST_AUTO_TEST_SUITE_END()
