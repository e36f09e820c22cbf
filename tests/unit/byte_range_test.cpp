// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Which bytes of a file a request asks for (RFC 9110, 13 and 14), and how answers are written.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/server/impl/answer_text.hpp>
#include <seedance/server/impl/byte_range.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(byte_range)

using seedance::detail::choose_part;
using headers = std::vector<seedance::http_header>;

/// "200 0-99 of 100", or "416", with the headers that say so.
static std::string chosen(const headers& asked, std::uint64_t size = 100, std::string_view tag = "v1") {
    const auto choice = choose_part(asked, size, tag);
    std::string text = std::to_string(choice.status);
    if (choice.status == 200 || choice.status == 206)
        text += ' ' + std::to_string(choice.part.first) + '-' + std::to_string(choice.part.end);
    for (const auto& each : choice.headers)
        if (each.name == "Content-Range") text += ' ' + each.value;
    return text;
}

static std::string range(std::string_view value, std::uint64_t size = 100) {
    return chosen({{"Range", std::string{value}}}, size);
}

BOOST_AUTO_TEST_CASE(ranges) {
    BOOST_TEST(range("bytes=0-9") == "206 0-10 bytes 0-9/100");
    BOOST_TEST(range("bytes=90-") == "206 90-100 bytes 90-99/100");
    BOOST_TEST(range("bytes=99-99") == "206 99-100 bytes 99-99/100");
    BOOST_TEST(range("bytes=-1") == "206 99-100 bytes 99-99/100");
    BOOST_TEST(range("bytes=50-1000") == "206 50-100 bytes 50-99/100");
    BOOST_TEST(range("bytes=50-18446744073709551615") == "206 50-100 bytes 50-99/100");
    BOOST_TEST(range("Bytes=0-9") == "206 0-10 bytes 0-9/100", "the unit's case does not count (RFC 9110, 14.1)");
    BOOST_TEST(range("bytes=0-") == "200 0-100", "all of it");
    BOOST_TEST(range("bytes=-1000") == "200 0-100");
    BOOST_TEST(range("bytes=0-99") == "200 0-100");
}

BOOST_AUTO_TEST_CASE(ranges_that_are_not_there) {
    BOOST_TEST(range("bytes=100-") == "416 bytes */100");
    BOOST_TEST(range("bytes=100-200") == "416 bytes */100");
    BOOST_TEST(range("bytes=-0") == "416 bytes */100");
    BOOST_TEST(range("bytes=0-0", 0) == "416 bytes */0");
    BOOST_TEST(range("bytes=-5", 0) == "416 bytes */0");
    BOOST_TEST(range("bytes=18446744073709551615-") == "416 bytes */100");
}

BOOST_AUTO_TEST_CASE(what_is_no_range_or_several_is_ignored) {
    for (const auto* const value :
         {"", "bytes", "bytes=", "bytes=-", "bytes=x-1", "bytes=1-x", "bytes=5-4", "bytes=0-1,3-4", "bytes=0-1, 3-4",
          "bytes= 0-1", "bytes=0 -1", "bytes=0-1 ", "items=0-1", "bytes=--1", "bytes=+1-2", "bytes=0x1-2",
          "bytes=18446744073709551616-", "bytes=0-18446744073709551616", "bytes=-18446744073709551616"})
        BOOST_TEST(range(value) == "200 0-100", value);
}

BOOST_AUTO_TEST_CASE(a_range_of_another_content_is_ignored) {
    const auto with = [](std::string_view condition, std::string_view tag = "v1") {
        return chosen({{"If-Range", std::string{condition}}, {"Range", "bytes=0-9"}}, 100, tag);
    };
    BOOST_TEST(with("\"v1\"") == "206 0-10 bytes 0-9/100");
    for (const auto* const other : {"\"v2\"", "v1", "W/\"v1\"", "\"V1\"", "Sun, 06 Nov 1994 08:49:37 GMT", "*", "\""})
        BOOST_TEST(with(other) == "200 0-100", other);
    BOOST_TEST(with("\"\"", "") == "200 0-100", "what has no tag has not this one");
}

BOOST_AUTO_TEST_CASE(who_asks_for_the_head_alone_asks_for_the_whole) {
    for (const auto* const value : {"bytes=0-9", "bytes=100-"}) {
        const auto choice = choose_part({{"Range", value}}, 100, "v1", false);
        BOOST_TEST(choice.status == 200, value);
        BOOST_TEST(choice.part.size() == 100u);
    }
}

BOOST_AUTO_TEST_CASE(what_is_known_is_not_sent_again) {
    const auto with = [](std::string_view tags) { return chosen({{"If-None-Match", std::string{tags}}}); };
    for (const auto* const known :
         {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "\"v0\",\"v1\",\"v2\"", "*", "\"v1\" , \"x\""})
        BOOST_TEST(with(known) == "304", known);
    for (const auto* const other : {"", "\"v2\"", "v1", "\"xv1\"", "\"v1\"x"})
        BOOST_TEST(with(other) == "200 0-100", other);
    BOOST_TEST(chosen({{"If-None-Match", "*"}}, 100, "") == "200 0-100");
    BOOST_TEST(chosen({{"Range", "bytes=0-9"}, {"If-None-Match", "\"v1\""}}) == "304", "it is asked first");
}

BOOST_AUTO_TEST_CASE(heads) {
    using seedance::detail::head_text;
    seedance::server_answer answer{.status = 404, .headers = {{"Content-Type", "text/plain"}}};
    BOOST_TEST(head_text(answer, {{"X-A", "b"}}, 7, true) ==
               "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX-A: b\r\nContent-Length: 7\r\n\r\n");
    answer = {};
    BOOST_TEST(head_text(answer, {}, std::nullopt, false) == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(events) {
    using seedance::detail::event_text;
    BOOST_TEST(event_text("{}") == "data: {}\n\n");
    BOOST_TEST(event_text("") == "data: \n\n");
    BOOST_TEST(event_text("a\nb") == "data: a\ndata: b\n\n");
    BOOST_TEST(event_text("a\r\nb\rc\n") == "data: a\ndata: b\ndata: c\ndata: \n\n");
    BOOST_TEST(event_text("a\n\ndata: x") == "data: a\ndata: \ndata: data: x\n\n", "nobody else begins an event");
}

BOOST_AUTO_TEST_SUITE_END()
