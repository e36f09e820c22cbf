// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Downloads that break: what is there is gone on with, if the server can tell that the file is still the same.
#include "download_fixture.hpp"

#include <random>

#include <seedance/download/content_range.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(download_resume)

using seedance::detail::parse_content_range;
using seedance::detail::validator_of;

namespace {

/// A download that breaks after 400 of 1,000 bytes; the test answers what comes then.
class broken_download : public download_fixture {
  public:
    const std::string file = bytes_of(1000);

    /// The first reply, with these headers, ends after 400 bytes.
    void first(std::vector<http_header> headers) {
        headers.insert(headers.end(), {{"Content-Type", "video/mp4"}, {"Content-Length", "1000"}});
        reply(cut_after(400, whole(file, std::move(headers))));
    }

    static http_reply part(std::string body, std::string range, std::vector<http_header> more = {{"ETag", "\"a\""}}) {
        more.insert(more.end(), {{"Content-Type", "video/mp4"}, {"Content-Range", std::move(range)}});
        return reply_with(206, std::move(body), std::move(more));
    }

    http_reply rest() const { return part(file.substr(400), "bytes 400-999/1000"); }
    http_reply again_whole() const { return whole(file, {{"ETag", "\"a\""}, {"Content-Length", "1000"}}); }

    std::string range_of(std::size_t request) const { return std::string{header_of(requests()[request], "Range")}; }
    std::string if_range_of(std::size_t request) const {
        return std::string{header_of(requests()[request], "If-Range")};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_download_cut_at_any_byte_goes_on_from_there, download_fixture) {
    const auto file = bytes_of(120);
    for (std::size_t cut = 0; cut <= file.size(); ++cut) {
        const auto asked_before = requests().size();
        network->answer_with(breaking_server{.file = file, .breaks = {cut}});
        expect_content(file);
        const bool all_was_there = cut == file.size();
        BOOST_TEST_REQUIRE(requests().size() == asked_before + (all_was_there ? 1 : 2));
        if (all_was_there) continue;
        const auto& second = requests().back();
        BOOST_TEST(header_of(second, "Range") == (cut == 0 ? "" : "bytes=" + std::to_string(cut) + "-"));
        BOOST_TEST(header_of(second, "If-Range") == (cut == 0 ? "" : "\"version-1\""));
    }
    expect_no_key_elsewhere();
}

BOOST_FIXTURE_TEST_CASE(larger_downloads_cut_at_a_thousand_places_are_whole, download_fixture) {
    const auto file = bytes_of(60'000);
    std::mt19937 random{33};
    std::size_t cuts = 0;
    for (int i = 0; i != 100; ++i) {
        std::deque<std::size_t> breaks;
        for (std::size_t left = file.size() - 1; breaks.size() != 10; left -= breaks.back(), ++cuts)
            breaks.push_back(random() % (left / 2));
        const auto before = requests().size();
        network->answer_with(breaking_server{.file = file, .breaks = std::move(breaks)});
        expect_content(file);
        BOOST_TEST(requests().size() == before + 11);
    }
    BOOST_TEST(cuts == 1000u);
}

BOOST_FIXTURE_TEST_CASE(progress_resets_the_count_and_is_told_with_the_whole_files_numbers, download_fixture) {
    const auto file = bytes_of(3'000);
    network->answer_with(breaking_server{.file = file, .breaks = std::deque<std::size_t>(29, 100)});
    expect_content(file);
    BOOST_TEST(requests().size() == 30u);
    BOOST_TEST(std::count(log.begin(), log.end(),
                          "retrying download: " + make_error_code(errc::download_failed).message()) == 29);
    std::erase_if(log, [](const auto& line) { return !line.starts_with("bytes"); });
    BOOST_TEST(log.size() == 30u);
    for (std::size_t i = 0; i != 29; ++i) BOOST_TEST(log[i] == "bytes " + std::to_string(100 * (i + 1)) + "/3000");
    BOOST_TEST(log.back() == "bytes 3000/3000");
}

BOOST_FIXTURE_TEST_CASE(eight_attempts_without_progress_are_the_end, download_fixture) {
    network->answer_with(breaking_server{.file = bytes_of(1000), .breaks = {400, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}});
    const auto why = expect_failure(errc::download_failed);
    BOOST_TEST(why.retry == retry::call_again);
    BOOST_TEST(requests().size() == 9u, "one that progressed, and eight of which the first did");
}

BOOST_FIXTURE_TEST_CASE(repetitions_cost_tokens_and_without_tokens_they_are_rare, download_fixture) {
    for (int i = 0; i != 5; ++i) {  // 35 retries use up the quota
        for (int n = 0; n != 8; ++n) reply(not_connected());
        expect_failure(errc::download_failed);
    }
    reply(not_connected(), whole("mp4"));
    expect_content("mp4");
    const auto last = times.size() - 1;
    BOOST_TEST(times[last] - times[last - 1] >= 20s);
}

BOOST_FIXTURE_TEST_CASE(what_was_not_delivered_is_sent_again_at_once_and_once, download_fixture) {
    const auto broken = reply_failed(asio::error::broken_pipe, exchange_phase::write, delivery::nothing);
    reply(broken, broken, whole("mp4"));
    expect_content("mp4");
    BOOST_TEST(times[1] == times[0]);
    BOOST_TEST(times[2] > times[1]);
    BOOST_TEST(requests()[0].use == connection_use::pooled);
    BOOST_TEST(requests()[1].use == connection_use::fresh);
    BOOST_TEST(requests()[2].use == connection_use::pooled);
}

// ---- what the server says of the file

BOOST_FIXTURE_TEST_CASE(a_strong_etag_or_an_old_date_lets_it_go_on, broken_download) {
    first({{"ETag", "\"a\""}});
    reply(rest());
    expect_content(file);
    BOOST_TEST(range_of(1) == "bytes=400-");
    BOOST_TEST(if_range_of(1) == "\"a\"");

    first({{"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"}, {"Date", "Sat, 21 Nov 2026 10:00:01 GMT"}});
    reply(part(file.substr(400), "bytes 400-999/1000", {}));
    expect_content(file);
    BOOST_TEST(range_of(3) == "bytes=400-");
    BOOST_TEST(if_range_of(3) == "Sat, 21 Nov 2026 10:00:00 GMT");
}

BOOST_FIXTURE_TEST_CASE(without_a_strong_validator_it_starts_over, broken_download) {
    const std::vector<http_header> useless[] = {
        {},
        {{"ETag", "W/\"a\""}},
        {{"ETag", "W/\"a\""},
         {"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"},
         {"Date", "Sat, 21 Nov 2026 12:00:00 GMT"}},
        {{"ETag", "a"}},
        {{"ETag", "\""}},
        {{"ETag", "\"a\"b\""}},
        {{"ETag", "\"a\x01\""}},
        {{"ETag", "\"\xC3\xA4\""}},
        {{"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"}},
        {{"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"}, {"Date", "Sat, 21 Nov 2026 10:00:00 GMT"}},
        {{"Last-Modified", "yesterday"}, {"Date", "Sat, 21 Nov 2026 10:00:00 GMT"}},
    };
    for (const auto& headers : useless) {
        first(headers);
        reply(again_whole());
        expect_content(file);
        BOOST_TEST(requests().back().headers.empty());
    }
}

BOOST_FIXTURE_TEST_CASE(another_version_starts_over, broken_download) {
    const auto other = bytes_of(700) + "other";
    first({{"ETag", "\"a\""}});
    reply(whole(other, {{"ETag", "\"b\""}, {"Content-Length", "705"}}));
    expect_content(other);

    network->answer_with(
        [&, n = 0](const http_request& request) mutable {  // changes while it is fetched, and breaks again
            const auto version = "\"" + std::to_string(std::min(n++, 3)) + "\"";
            return n < 6 ? cut_after(static_cast<std::size_t>(n) * 50, reply_with_file(request, other, version))
                         : reply_with_file(request, other, version);
        });
    expect_content(other);
}

BOOST_FIXTURE_TEST_CASE(a_part_that_is_not_the_rest_starts_over_once_and_is_then_asked_for_no_more, broken_download) {
    const auto rest = file.substr(400);
    const http_reply wrong[] = {
        part(rest, "bytes 0-599/1000"),
        part(rest, "bytes 399-998/1000"),
        part(rest, "bytes 401-1000/1001"),
        part(rest, "bytes 400-999/1001"),
        part(rest, "bytes 400-999/999"),
        part(rest, "bytes 999-400/1000"),
        part(rest, "bytes 400-999"),
        part(rest, "bytes */1000"),
        part(rest, "items 400-999/1000"),
        part(rest, ""),
        part(rest, "bytes 400-999/1000", {{"ETag", "\"b\""}}),
        part(rest, "bytes 400-999/1000", {{"ETag", "W/\"a\""}}),
        part(rest, "bytes 400-999/1000", {}),
        part(rest, "bytes 400-999/1000", {{"ETag", "\"a\""}, {"Content-Length", "599"}}),
        part(rest, "bytes 400-999/1000, bytes 0-1/1000"),
        part(rest, "bytes 400-999/18446744073709551616"),
    };
    for (const auto& one : wrong) {
        BOOST_TEST_CONTEXT(one.header("Content-Range")) {
            const auto before = requests().size();
            first({{"ETag", "\"a\""}});
            reply(one, cut_after(400, again_whole()), again_whole());
            expect_content(file);
            BOOST_TEST(range_of(before + 1) == "bytes=400-");
            BOOST_TEST(range_of(before + 2) == "");
            BOOST_TEST(range_of(before + 3) == "");
            if (one.header("Content-Range").starts_with("bytes 0-")) continue;  // it is a beginning
            first({{"ETag", "\"a\""}});
            reply(one, one);
            expect_failure(errc::integrity, path("other.mp4"));
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_part_may_be_less_than_was_asked_for_or_leave_the_length_out, broken_download) {
    first({{"ETag", "\"a\""}});
    reply(part(file.substr(400, 300), "bytes 400-699/1000"), part(file.substr(700), "bytes 700-999/*"));
    expect_content(file);
    BOOST_TEST(range_of(2) == "bytes=700-");
}

BOOST_FIXTURE_TEST_CASE(a_part_with_more_than_it_says_is_refused, broken_download) {
    first({{"ETag", "\"a\""}});
    reply(part(file.substr(400) + "more", "bytes 400-999/1000"));
    expect_failure(errc::integrity);
    first({{"ETag", "\"a\""}});
    reply(part(file.substr(400), "bytes 400-500/1000"));
    expect_failure(errc::integrity);
    reply(whole(file, {{"Content-Length", "999"}}));
    expect_failure(errc::integrity);
}

BOOST_FIXTURE_TEST_CASE(a_length_that_was_not_told_at_first_is_believed_later, broken_download) {
    reply(cut_after(400, whole(file, {{"ETag", "\"a\""}})), cut_after(100, rest()),
          part(file.substr(500), "bytes 500-999/1000"));
    expect_content(file);

    reply(cut_after(400, whole(file, {{"ETag", "\"a\""}})), part(file.substr(400), "bytes 400-999/*"), again_whole());
    expect_content(file);
    BOOST_TEST(range_of(5) == "", "where nobody says how long the file is, its end is not known");
}

BOOST_FIXTURE_TEST_CASE(a_short_body_is_a_cut_one, broken_download) {
    for (const auto* length : {"1000", "1001"}) {  // the transport has been told that all is well
        auto reply_of = whole(file.substr(0, 400), {{"ETag", "\"a\""}, {"Content-Length", length}});
        reply(std::move(reply_of), part(file.substr(400) + (length[3] == '1' ? "x" : ""),
                                        "bytes 400-" + std::to_string(std::stoi(length) - 1) + "/" + length));
        expect_content(file + (length[3] == '1' ? "x" : ""));
    }
}

BOOST_FIXTURE_TEST_CASE(a_range_that_cannot_be_served_starts_over_once, broken_download) {
    first({{"ETag", "\"a\""}});
    reply(reply_with(416, ""), again_whole());
    expect_content(file);
    BOOST_TEST(range_of(1) == "bytes=400-");
    BOOST_TEST(range_of(2) == "");

    first({{"ETag", "\"a\""}});
    reply(reply_with(416, ""), reply_with(416, ""));
    BOOST_TEST(expect_failure(errc::integrity, path("other.mp4")).http_status == 416);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_grows_over_the_limit_is_refused_in_parts_too, broken_download) {
    auto small = options();
    small.max_download_bytes = 999;
    client = seedance::client{context.get_executor(), network, small};
    reply(cut_after(400, whole(file, {{"ETag", "\"a\""}})), part(file.substr(400), "bytes 400-999/1000"));
    expect_failure(errc::too_large);
    reply(cut_after(400, whole(file, {{"ETag", "\"a\""}, {"Content-Length", "999"}})),
          part(file.substr(400), "bytes 400-999/*"));
    reply(whole(file, {{"Content-Length", "1000"}}));
    expect_failure(errc::too_large);
}

BOOST_FIXTURE_TEST_CASE(a_redirected_download_begins_at_its_first_url_again, broken_download) {
    const auto cdn = [this](std::string to, http_reply answer) {
        reply(redirect(302, std::move(to)), std::move(answer));
    };
    cdn("https://cdn-1.example/v", cut_after(400, again_whole()));
    cdn("https://cdn-2.example/v", rest());
    expect_content(file);
    BOOST_TEST(requests()[2].url == finished.urls[0]);
    BOOST_TEST(range_of(3) == "bytes=400-");

    const std::vector<http_header> dated{{"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"},
                                         {"Date", "Sat, 21 Nov 2026 12:00:00 GMT"}};
    cdn("https://cdn-1.example/v", cut_after(400, whole(file, dated)));
    cdn("https://cdn-2.example/v", again_whole());
    expect_content(file);
    BOOST_TEST(range_of(7) == "", "a date is the word of one server");
}

BOOST_FIXTURE_TEST_CASE(a_date_holds_over_a_redirect_to_the_same_server, broken_download) {
    const std::vector<http_header> dated{{"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"},
                                         {"Date", "Sat, 21 Nov 2026 12:00:00 GMT"}};
    reply(redirect(302, "https://cdn-1.example/v"), cut_after(400, whole(file, dated)));
    reply(redirect(302, "https://cdn-1.example/v"), part(file.substr(400), "bytes 400-999/1000", {}));
    expect_content(file);
    BOOST_TEST(range_of(2) == "", "it is not known to whom this leads");
    BOOST_TEST(range_of(3) == "bytes=400-");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_file_does_not_cost_what_has_arrived, broken_download) {
    const http_reply in_between[] = {whole("<html>busy</html>"),
                                     whole("<html>busy</html>", {{"Content-Length", "17"}, {"ETag", "\"b\""}}),
                                     whole(""),
                                     whole("null"),
                                     cut(""),
                                     cut_after(5, whole("<html>busy</html>", {{"Content-Length", "17"}})),
                                     cut_after(100, again_whole())};
    for (const auto& other : in_between) {
        network->answer_with([&, n = 0](const http_request& request) mutable {
            if (request.url.starts_with("https://api.apixo.ai/")) return succeeded(finished.urls[0]);
            switch (n++) {
                case 0: return cut_after(400, again_whole());
                case 1: return other;
                default: return header_of(request, "Range") == "bytes=400-" ? rest() : reply_with(451, "");
            }
        });
        expect_content(file);
    }
}

BOOST_FIXTURE_TEST_CASE(a_range_behind_the_end_may_say_that_all_is_there, broken_download) {
    const auto no_more = [](std::string range, std::vector<http_header> more = {}) {
        more.push_back({"Content-Range", std::move(range)});
        return reply_with(416, "", std::move(more));
    };
    const auto without_length = [this] { return cut_after(1000, whole(file, {{"ETag", "\"a\""}})); };
    for (const auto& answer : {no_more("bytes */1000"), no_more("bytes */1000", {{"ETag", "\"a\""}})}) {
        const auto before = requests().size();
        reply(without_length(), answer);
        expect_content(file);
        BOOST_TEST(range_of(before + 1) == "bytes=1000-");
    }
    for (const auto& answer : {no_more("bytes */1001"), no_more("bytes */999"), no_more("bytes */*"), no_more("*/1000"),
                               no_more("bytes */1000", {{"ETag", "\"b\""}})}) {
        reply(without_length(), answer, again_whole());
        expect_content(file);
    }
}

BOOST_FIXTURE_TEST_CASE(a_first_part_that_nobody_has_asked_for_is_taken, broken_download) {
    reply(part(file, "bytes 0-999/1000"));
    expect_content(file);
    reply(part(file.substr(0, 300), "bytes 0-299/1000"), part(file.substr(300), "bytes 300-999/1000"));
    expect_content(file);
    for (const auto* range : {"bytes 1-999/1000", "bytes 0-999/*", "", "bytes 0-998/1000"}) {
        reply(part(file, range));
        expect_failure(errc::integrity, path("other.mp4"));
    }
}

// ---- somebody goes

BOOST_FIXTURE_TEST_CASE(a_download_cancelled_at_any_piece_leaves_nothing, download_fixture) {
    for (std::size_t bytes = 0; bytes <= 20'000; bytes += 1'000) {
        const auto slow = std::make_shared<halfway>(context.get_executor(), bytes);
        seedance::client other{context.get_executor(), slow, options()};
        asio::cancellation_signal signal;
        outcome<saved_file> result;
        other.download(finished, path(), result.options(), result.handler(signal));
        settle();
        BOOST_TEST(files().size() == 1u);
        signal.emit(asio::cancellation_type::terminal);
        settle();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(files().empty());
    }
}

BOOST_FIXTURE_TEST_CASE(a_download_cancelled_while_its_rest_is_waited_for_leaves_nothing, broken_download) {
    for (const bool while_asking : {false, true}) {
        first({{"ETag", "\"a\""}});
        asio::cancellation_signal signal;
        outcome<saved_file> result;
        client.download(finished, path(), result.options(), result.handler(signal));
        settle();
        BOOST_TEST(files().size() == 1u, "the part is kept");
        if (while_asking) {
            network->hold();
            clock->advance_to_alarm();
            settle();
            BOOST_TEST(network->held() == 1u);
        }
        signal.emit(asio::cancellation_type::total);
        settle();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(files().empty());
        BOOST_TEST(!clock->has_alarm());
    }
}

// ---- what is read from headers

BOOST_AUTO_TEST_CASE(content_ranges) {
    const auto check = [](std::string_view text, std::uint64_t first, std::uint64_t end, std::uint64_t total) {
        const auto range = parse_content_range(text);
        BOOST_TEST_REQUIRE(range.has_value(), text);
        BOOST_TEST(range->first == first, text);
        BOOST_TEST(range->end == end, text);
        BOOST_TEST(range->total == total, text);
    };
    check("bytes 0-0/1", 0, 1, 1);
    check("bytes 5-9/10", 5, 10, 10);
    check("Bytes  5-9/*", 5, 10, 0);
    check("bytes 0-18446744073709551613/18446744073709551615", 0, 18446744073709551614u, 18446744073709551615u);
    for (const auto* bad : {"",
                            "bytes",
                            "bytes ",
                            "bytes=0-1/2",
                            "bytes 0-1",
                            "bytes -1/2",
                            "bytes 0-/2",
                            "bytes 1-0/2",
                            "bytes 0-2/2",
                            "bytes 0-1/",
                            "bytes 0-1/x",
                            "bytes 0-1/ 2",
                            "bytes 0 -1/2",
                            "bytes +0-1/2",
                            "bytes 0x0-1/2",
                            "bytes */2",
                            "bytes 0/1-2",
                            "bytes 0-18446744073709551615/*",
                            "bytes 0-18446744073709551616/*",
                            "bytes 0-1/2/3",
                            "bytes 0-1-2/3"})
        BOOST_TEST(!parse_content_range(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(an_etag_goes_before_a_date) {
    const auto found = validator_of(whole("", {{"ETag", " \"x\" "},
                                               {"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"},
                                               {"Date", "Sat, 21 Nov 2026 12:00:00 GMT"}}));
    BOOST_TEST(found.text() == "\"x\"");
    BOOST_TEST(found.modified.empty());
    BOOST_TEST(validator_of(whole("", {})).empty());
}

BOOST_AUTO_TEST_SUITE_END()
