// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/file_sink.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/core/error.hpp>
#include <seedance/testing/scripted_transport.hpp>
#include <seedance/transport/http.hpp>

#include "checks.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace seedance;
using testing::reply_with;
using texts = std::vector<std::string>;

constexpr std::string_view here = "https://files.example/a.mp4";

/// The request that the sink makes of one for this URL.
http_request prepare(detail::file_sink& sink, std::string_view url = here) {
    http_request request;
    request.url = url;
    sink.prepare(request);
    return request;
}

/// The head of a whole file; of three bytes that can be continued, unless other headers are given.
http_reply head(std::vector<http_header> headers = {{"ETag", "\"1\""}, {"Content-Length", "3"}}) {
    return reply_with(200, "", std::move(headers));
}

http_reply rest(std::string range, std::vector<http_header> headers = {{"ETag", "\"1\""}}) {
    headers.push_back({"Content-Range", std::move(range)});
    return reply_with(206, "", std::move(headers));
}

/// Two bytes of a file arrive, then the rest is asked for.
void begin_and_break_off(detail::file_sink& sink, const http_reply& first = head()) {
    prepare(sink);
    BOOST_TEST_REQUIRE(!sink.begin(first));
    BOOST_TEST_REQUIRE(!sink.write("ab"));
    prepare(sink);
}

/// An empty folder, and a sink for a file of at most ten bytes.
struct sink_fixture : test::temporary_folder {
    using steps = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

    steps progress{};
    detail::file_sink sink{path("video.mp4"), 10,
                           [this](auto received, auto total) { progress.emplace_back(received, total); }};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(file_sinks, sink_fixture)

BOOST_AUTO_TEST_CASE(a_file_in_one_piece) {
    const auto request = prepare(sink);
    BOOST_TEST(request.max_body == 10u);
    BOOST_TEST(request.headers.empty());
    BOOST_TEST(!sink.asked_rest());
    BOOST_TEST(!sink.begin(head()));
    BOOST_TEST(!sink.write("a"));
    BOOST_TEST(sink.lacks_some());
    BOOST_TEST(!sink.has_all());
    BOOST_TEST(!sink.write("bc"));
    BOOST_TEST(!sink.lacks_some());
    BOOST_TEST(sink.has_all());
    BOOST_TEST(sink.received() == 3u);
    BOOST_TEST(progress == (steps{{1, 3}, {3, 3}}));
    BOOST_TEST(!sink.end());
    BOOST_TEST(!sink.commit());
    BOOST_TEST(content("video.mp4") == "abc");
    BOOST_TEST(sink.problem() == "");
}

BOOST_AUTO_TEST_CASE(a_file_goes_on_where_it_broke_off) {
    begin_and_break_off(sink);
    BOOST_TEST(sink.asked_rest());
    const auto request = prepare(sink);
    BOOST_TEST(request.header("Range") == "bytes=2-");
    BOOST_TEST(request.header("If-Range") == "\"1\"");
    BOOST_TEST(!sink.begin(rest("bytes 2-2/3")));
    BOOST_TEST(!sink.misfit());
    BOOST_TEST(!sink.write("c"));
    BOOST_TEST(!sink.end());
    BOOST_TEST(!sink.commit());
    BOOST_TEST(content("video.mp4") == "abc");
}

BOOST_AUTO_TEST_CASE(a_rest_that_does_not_fit_is_refused) {
    const std::pair<std::string, std::vector<http_header>> rests[] = {
        {"bytes 1-2/3", {{"ETag", "\"1\""}}},                           // another place
        {"bytes 3-3/4", {{"ETag", "\"1\""}}},                           // a gap
        {"bytes 2-3/4", {{"ETag", "\"1\""}}},                           // another length
        {"bytes 2-5/*", {{"ETag", "\"1\""}}},                           // more than the file has
        {"bytes 2-2/3", {{"ETag", "\"2\""}}},                           // another file
        {"bytes 2-2/3", {}},                                            // a file without a name
        {"bytes 2-2/3", {{"ETag", "\"1\""}, {"Content-Length", "2"}}},  // lengths that do not agree
        {"bytes x", {{"ETag", "\"1\""}}},
    };
    for (const auto& [range, headers] : rests) {
        begin_and_break_off(sink);
        BOOST_TEST(sink.begin(rest(range, headers)) == errc::integrity, range);
        BOOST_TEST(sink.misfit());
        BOOST_TEST(sink.problem() == "the server did not go on where it was asked to");
        sink.discard();
        BOOST_TEST(files() == texts{});
    }
}

BOOST_AUTO_TEST_CASE(a_whole_file_may_come_in_place_of_the_rest) {
    begin_and_break_off(sink);
    BOOST_TEST(!sink.begin(head()));
    BOOST_TEST(!sink.write("xyz"));
    BOOST_TEST(!sink.end());
    BOOST_TEST(!sink.commit());
    BOOST_TEST(content("video.mp4") == "xyz");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_named_is_not_continued) {
    begin_and_break_off(sink, head({{"ETag", "W/\"1\""}}));
    BOOST_TEST(!sink.asked_rest());
    BOOST_TEST(files() == texts{});
    begin_and_break_off(sink, head({{"Content-Length", "3"}}));
    BOOST_TEST(!sink.asked_rest());
}

BOOST_AUTO_TEST_CASE(a_date_is_of_one_url_and_an_etag_of_the_file) {
    const auto dated =
        head({{"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Date", "Sun, 06 Nov 1994 09:00:00 GMT"}});
    begin_and_break_off(sink, dated);
    BOOST_TEST(sink.asked_rest());
    BOOST_TEST(prepare(sink).header("If-Range") == "Sun, 06 Nov 1994 08:49:37 GMT");
    prepare(sink, "https://files.example/b.mp4");
    BOOST_TEST(!sink.asked_rest());
    sink.discard();
    begin_and_break_off(sink);
    prepare(sink, "https://files.example/b.mp4");
    BOOST_TEST(sink.asked_rest());
}

BOOST_AUTO_TEST_CASE(after_starting_over_only_the_whole_file_is_asked_for) {
    begin_and_break_off(sink);
    sink.start_over();
    BOOST_TEST(files() == texts{});
    BOOST_TEST(sink.received() == 0u);
    begin_and_break_off(sink);
    BOOST_TEST(!sink.asked_rest());
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused) {
    prepare(sink);
    BOOST_TEST(sink.begin(head({{"Content-Length", "11"}})) == errc::too_large);
    BOOST_TEST(sink.problem() == "the file is larger than 10 bytes");
    BOOST_TEST(!sink.begin(head({{"Content-Length", "10"}})));
    BOOST_TEST(!sink.begin(head({})));
    BOOST_TEST(!sink.write("0123456789"));
    BOOST_TEST(sink.write("x") == errc::too_large);
    begin_and_break_off(sink, head({{"ETag", "\"1\""}}));
    BOOST_TEST(sink.begin(rest("bytes 2-10/11")) == errc::too_large);
}

BOOST_AUTO_TEST_CASE(more_bytes_than_announced_are_refused) {
    prepare(sink);
    BOOST_TEST(!sink.begin(head()));
    BOOST_TEST(sink.write("abcd") == errc::integrity);
    BOOST_TEST(sink.problem() == "the server sent more than it said");
}

BOOST_AUTO_TEST_CASE(what_has_no_file_is_told_from_what_has_a_part_of_it) {
    prepare(sink);
    for (const int status : {202, 204, 205}) BOOST_TEST(sink.begin(reply_with(status, "")) == errc::result_expired);
    BOOST_TEST(sink.begin(reply_with(206, "", {})) == errc::integrity);  // nobody asked for a part
    BOOST_TEST(sink.begin(reply_with(201, "", {})) == errc::integrity);
    BOOST_TEST(!sink.begin(reply_with(203, "", {})));
}

BOOST_AUTO_TEST_CASE(a_short_file_is_looked_at_when_it_ends) {
    const std::pair<std::string, std::string> pages[] = {
        {"<html>", "a page of HTML came in place of the video: \"<html>\""},
        {"<Error/>", "a document of XML came in place of the video: \"<Error/>\""},
        {"{\"a\":1}", "a text of JSON came in place of the video: \"{ a :1}\""},
        {"\r\n", "nothing came in place of the video"},
        {"", "nothing came in place of the video"},
    };
    for (const auto& [page, words] : pages) {
        for (const bool has_length : {true, false}) {
            std::vector<http_header> headers{{"ETag", "\"1\""}};
            if (has_length) headers.push_back({"Content-Length", std::to_string(page.size())});
            prepare(sink);
            BOOST_TEST(!sink.begin(head(headers)));
            if (!page.empty()) BOOST_TEST(!sink.write(page));
            BOOST_TEST(sink.end() == errc::result_expired, page);
            BOOST_TEST(sink.problem() == words);
            BOOST_TEST(sink.received() == 0u);
            prepare(sink);
            BOOST_TEST(!sink.asked_rest(), "nobody wants the rest of a page");
        }
    }
    BOOST_TEST(files() == texts{});
}

BOOST_AUTO_TEST_CASE(a_file_that_broke_off_is_not_looked_at_yet) {
    begin_and_break_off(sink);
    BOOST_TEST(!sink.end());
    BOOST_TEST(sink.asked_rest());
    BOOST_TEST(!sink.begin(rest("bytes 2-2/3")));
    BOOST_TEST(!sink.write("c"));
    BOOST_TEST(!sink.end());
    BOOST_TEST(sink.is_of_unknown_kind());
}

BOOST_AUTO_TEST_CASE(a_beginning_that_looks_like_nothing_is_not_taken_for_all) {
    prepare(sink);
    BOOST_TEST(!sink.begin(head({{"ETag", "\"1\""}, {"Content-Length", "4"}})));
    BOOST_TEST(!sink.write("\r\n"));
    BOOST_TEST(!sink.end(), "the reply ended in order, but too soon");
    prepare(sink);
    BOOST_TEST(sink.asked_rest());
    BOOST_TEST(!sink.begin(rest("bytes 2-3/4")));
    BOOST_TEST(!sink.write("\1\2"));
    BOOST_TEST(!sink.end());
    BOOST_TEST(!sink.commit());
    BOOST_TEST(content("video.mp4") == "\r\n\1\2");
}

BOOST_AUTO_TEST_CASE(a_page_behind_much_white_space_is_not_saved) {
    detail::file_sink long_sink{path("page.mp4"), 1'000'000, [](auto, auto) {}};
    prepare(long_sink);
    BOOST_TEST(!long_sink.begin(head({})));
    BOOST_TEST(!long_sink.write(std::string(700, '\n')));
    BOOST_TEST(!long_sink.write("<html>"));
    BOOST_TEST(!!long_sink.end(), "it is no video");
    BOOST_TEST(!std::filesystem::exists(path("page.mp4")));
}

BOOST_AUTO_TEST_CASE(a_long_file_is_looked_at_as_soon_as_it_can_be) {
    detail::file_sink long_sink{path("long.mp4"), 1'000'000, [](auto, auto) {}};
    const std::string page = "<!DOCTYPE html>" + std::string(600, ' ');
    for (const std::size_t size : {std::size_t{0}, std::size_t{64 * 1024}, std::size_t{64 * 1024 + 1}}) {
        std::vector<http_header> headers;
        if (size != 0) headers.push_back({"Content-Length", std::to_string(size)});
        prepare(long_sink);
        BOOST_TEST(!long_sink.begin(head(headers)));
        BOOST_TEST(!long_sink.write(page.substr(0, 500)));
        const auto error = long_sink.write(page.substr(500));
        BOOST_TEST(error == (size > 64 * 1024 ? errc::integrity : errc::result_expired), size);
        BOOST_TEST(long_sink.problem().starts_with("a page of HTML came in place of the video"));
        BOOST_TEST(files() == texts{});
    }
    const std::string video =
        std::string{
            "\0\0\0\x14"
            "ftypmp42",
            12} +
        std::string(700, 'x');
    prepare(long_sink);
    BOOST_TEST(!long_sink.begin(head({{"Content-Type", "text/html"}})));
    for (const char c : video) BOOST_TEST(!long_sink.write({&c, 1}));
    BOOST_TEST(!long_sink.end());
    BOOST_TEST(!long_sink.is_of_unknown_kind());
    BOOST_TEST(!long_sink.commit());
    BOOST_TEST(content("long.mp4") == video);
}

BOOST_AUTO_TEST_CASE(an_empty_or_a_wrong_file_gets_no_name) {
    prepare(sink);
    BOOST_TEST(!sink.begin(head({})));
    BOOST_TEST(sink.commit() == errc::integrity);
    BOOST_TEST(sink.problem() == "the file is empty");
    BOOST_TEST(!sink.begin(head({{"Content-MD5", "kAFQmDzST7DWlj99KOF/cg=="}})));  // of "abc"
    BOOST_TEST(!sink.write("abd"));
    BOOST_TEST(!sink.end());
    BOOST_TEST(sink.commit() == errc::integrity);
    sink.discard();
    BOOST_TEST(files() == texts{});
}

BOOST_AUTO_TEST_CASE(errors_of_the_file_system_name_the_file) {
    detail::file_sink lost{path("missing/video.mp4"), 10, [](auto, auto) {}};
    BOOST_TEST(lost.check() == errc::file_error);
    BOOST_TEST(lost.problem() == path("missing/video.mp4") + ": No such file or directory");
    prepare(lost);
    BOOST_TEST(lost.begin(head()) == errc::file_error);
    BOOST_TEST(!sink.check());
    BOOST_TEST(files() == texts{});
}

BOOST_AUTO_TEST_SUITE_END()
