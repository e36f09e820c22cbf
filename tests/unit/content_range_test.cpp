// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/content_range.hpp>

#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/transport/http.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(content_ranges)

namespace {

using namespace seedance;
using detail::parse_content_range;
using detail::validator_of;

/// "first-end/total", or "nothing".
std::string read(std::string_view value) {
    const auto range = parse_content_range(value);
    if (!range) return "nothing";
    return std::to_string(range->first) + '-' + std::to_string(range->end) + '/' + std::to_string(range->total);
}

http_reply dated(std::string modified, std::string sent) {
    http_reply head;
    head.headers = {{"Last-Modified", std::move(modified)}, {"Date", std::move(sent)}};
    return head;
}

http_reply tagged(std::string etag) {
    auto head = dated("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 09:00:00 GMT");
    head.headers.push_back({"ETag", std::move(etag)});
    return head;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ranges_end_one_past_the_last_byte) {
    BOOST_TEST(read("bytes 0-0/1") == "0-1/1");
    BOOST_TEST(read("bytes 100-999/1000") == "100-1000/1000");
    BOOST_TEST(read("BYTES 0-99/*") == "0-100/0");  // the server does not say how long the file is
    BOOST_TEST(read("bytes   5-9/10 ") == "5-10/10");
    BOOST_TEST(read("bytes 0-18446744073709551614/*") == "0-18446744073709551615/0");
    BOOST_TEST(read("bytes 0-18446744073709551614/18446744073709551615") ==
               "0-18446744073709551615/18446744073709551615");
}

BOOST_AUTO_TEST_CASE(what_is_not_sound_is_no_range) {
    for (const std::string_view value : {"",
                                         "bytes",
                                         "bytes ",
                                         "bytes 0-99",
                                         "bytes 0-99/",
                                         "bytes */100",
                                         "bytes 99-0/100",
                                         "bytes 0-100/100",
                                         "bytes 0-99/0",
                                         "bytes -1-99/100",
                                         "bytes +0-99/100",
                                         "bytes 0 -99/100",
                                         "bytes 0- 99/100",
                                         "bytes 0-99/ 100",
                                         "bytes 0-99/1e3",
                                         "bytes a-b/c",
                                         "bytes 0-9-9/100",
                                         "bytes 0-99/100/100",
                                         "bytes 0/99-100",
                                         "items 0-99/100",
                                         "bytes=0-99/100",
                                         "bytes 0-18446744073709551615/*",
                                         "bytes 0-18446744073709551616/*",
                                         "bytes 0-99/18446744073709551616",
                                         "bytes 0-99/**"})
        BOOST_TEST(read(value) == "nothing", value);
}

BOOST_AUTO_TEST_CASE(a_strong_etag_tells_versions_apart) {
    for (const std::string etag : {"\"a\"", "\"\"", "\"W/a\"", "\"!#~\""}) {
        const auto found = validator_of(tagged(" " + etag + " "));
        BOOST_TEST(found.etag == etag);
        BOOST_TEST(found.modified == "");
        BOOST_TEST(found.text() == etag);
        BOOST_TEST(!found.empty());
    }
    for (const std::string etag :
         {"W/\"a\"", "a", "\"a", "a\"", "\"", "\"a b\"", "\"a\"b\"", "\"\x7F\"", "\"\xC3\xA4\"", "\"a\r\nX: y\""})
        BOOST_TEST(validator_of(tagged(etag)).empty(), etag);  // no date either: the ETag says that dates do not do
}

BOOST_AUTO_TEST_CASE(a_date_does_where_the_file_was_a_second_old) {
    const std::string modified = "Sun, 06 Nov 1994 08:49:37 GMT";
    BOOST_TEST(validator_of(dated(modified, "Sun, 06 Nov 1994 08:49:38 GMT")).modified == modified);
    BOOST_TEST(validator_of(dated(modified, "Mon, 07 Nov 1994 08:49:37 GMT")).text() == modified);
    BOOST_TEST(validator_of(dated(" " + modified, "Mon, 07 Nov 1994 08:49:37 GMT")).text() == modified);
    BOOST_TEST(validator_of(dated(modified, modified)).empty());
    BOOST_TEST(validator_of(dated(modified, "Sun, 06 Nov 1994 08:49:36 GMT")).empty());
    BOOST_TEST(validator_of(dated(modified, "")).empty());
    BOOST_TEST(validator_of(dated("", modified)).empty());
    BOOST_TEST(validator_of(dated("yesterday", modified)).empty());
    BOOST_TEST(validator_of(http_reply{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
