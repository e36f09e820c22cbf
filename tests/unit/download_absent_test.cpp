// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A file that is not there yet: it is asked for again, with a URL that the gateway gives anew, for minutes after the
// task's end; and whoever waits in vain hears what was seen.
#include "download_fixture.hpp"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(download_absent)

namespace {

const std::string new_url = "https://file.apixo.ai/b/2.mp4";

struct absence {
    std::string name;
    http_reply reply;
    std::string seen;  ///< words of the failure
};

std::ostream& operator<<(std::ostream& out, const absence& a) { return out << a.name; }

const std::string no_such_key = "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>";

/// What the transport makes of the body of a file that is coded.
http_reply coded(int status, std::string body, std::vector<http_header> headers = {}) {
    headers.push_back({"Content-Encoding", "gzip"});
    auto reply = reply_with(status, std::move(body), std::move(headers));
    reply.error = transport_errc::coded_reply;
    return reply;
}

const absence absences[] = {
    {"404", reply_with(404, ""), "HTTP 404"},
    {"404 of S3", reply_with(404, no_such_key, {{"Content-Type", "application/xml"}}), "NoSuchKey"},
    {"403 of S3", reply_with(403, "<Error><Code>AccessDenied</Code></Error>"), "AccessDenied"},
    {"403 without words", reply_with(403, ""), "HTTP 403"},
    {"410", reply_with(410, ""), "HTTP 410"},
    {"202", reply_with(202, ""), "the server has no file yet"},
    {"202 with words", reply_with(202, R"({"status":"processing"})"), "the server has no file yet"},
    {"204", reply_with(204, ""), "the server has no file yet"},
    {"205", reply_with(205, ""), "the server has no file yet"},
    {"an empty 200", whole(""), "nothing came in place of the video"},
    {"an empty 200 with its length", whole("", {{"Content-Length", "0"}}), "nothing came"},
    {"a line end", whole("\r\n"), "nothing came"},
    {"a page", whole("<!DOCTYPE html><p>Your video is being prepared"), "a page of HTML"},
    {"a page that is said to be a video", whole("<html></html>", {{"Content-Type", "video/mp4"}}), "a page of HTML"},
    {"a page without a type", whole("<html></html>", {}), "a page of HTML"},
    {"a page with its length and a version", whole("<html></html>", {{"Content-Length", "13"}, {"ETag", "\"1\""}}),
     "a page of HTML"},
    {"a document with 200", whole(no_such_key, {}), "a document of XML"},
    {"an object with 200", whole(R"({"code":404,"message":"not ready"})"), "a text of JSON"},
    {"null", whole("null"), "a text of JSON"},
    {"202 in gzip", coded(202, R"({"status":"processing"})"), "the server has no file yet"},
    {"a page in gzip", coded(200, "<!DOCTYPE html><p>Your video is being prepared"), "HTTP 200"},
    {"a page in a foreign coding", coded(200, "\x1b\x07", {{"Content-Type", "text/html; charset=utf-8"}}), "HTTP 200"},
    {"a document in gzip", coded(200, no_such_key), "HTTP 200"},
    {"an object in gzip", coded(203, R"({"code":404,"message":"not ready"})"), "HTTP 203"},
};

/// A gateway that names the same URL whenever it is asked, and a server that has no file.
void never(download_fixture& f, const http_reply& absent) {
    f.network->answer_with([absent](const http_request& request) {
        const bool is_question = request.url.starts_with("https://api.apixo.ai/");
        return is_question ? succeeded(new_url) : absent;
    });
}

long questions(const download_fixture& f) {
    return std::count_if(f.requests().begin(), f.requests().end(),
                         [](const auto& r) { return r.url.starts_with("https://api.apixo.ai/"); });
}

}  // namespace

BOOST_DATA_TEST_CASE(a_file_that_comes_late_is_saved, data::make(absences), a) {
    download_fixture f;
    f.reply(a.reply, succeeded(new_url), a.reply, succeeded(new_url), a.reply, succeeded(new_url), whole("mp4"));
    f.expect_content("mp4");
    BOOST_TEST(f.requests().size() == 7u);
    BOOST_TEST(f.requests()[2].url == new_url);
    BOOST_TEST(f.requests()[4].url == new_url);
    for (const auto& request : f.requests()) BOOST_TEST(header_of(request, "Range") == "");
    f.expect_no_key_elsewhere();
}

BOOST_DATA_TEST_CASE(a_file_that_never_comes_is_expired_after_ten_minutes_and_what_was_seen_is_told,
                     data::make(absences), a) {
    download_fixture f;
    never(f, a.reply);
    const auto why = f.expect_failure(errc::result_expired);
    BOOST_TEST(contains(why.detail, a.seen), why.detail);
    BOOST_TEST(contains(why.detail, "it was asked for "), why.detail);
    BOOST_TEST(why.http_status == a.reply.status);
    BOOST_TEST(f.elapsed() >= 10min);
    BOOST_TEST(f.elapsed() <= 11min);
    BOOST_TEST(f.requests().size() <= 200u, "nobody is hammered");
    BOOST_TEST(f.requests().size() >= 40u);
    BOOST_TEST(questions(f) * 2 + 1 == static_cast<long>(f.requests().size()));
    f.expect_no_key_elsewhere();
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_has_no_other_url_leaves_the_one_that_is_known, download_fixture) {
    const http_reply answers[] = {state_is("generating"),
                                  failed("InternalError"),
                                  succeeded(""),
                                  refused(401),
                                  refused(404),
                                  refused(500),
                                  not_connected(),
                                  answer_lost(),
                                  reply_with(200, "<html>")};
    for (const auto& answer : answers) {
        reply(reply_with(404, ""), answer, reply_with(404, ""), answer, whole("mp4"));
        expect_content("mp4");
        BOOST_TEST(requests().back().url == finished.urls[0]);
    }
}

BOOST_FIXTURE_TEST_CASE(the_url_of_another_task_is_not_asked_for, download_fixture) {
    auto of_another = succeeded(new_url);
    const std::string data = R"("data":{)";
    of_another.body.insert(of_another.body.find(data) + data.size(), R"("taskId":"task_2",)");
    reply(reply_with(404, ""), of_another, whole("mp4"));
    expect_content("mp4");
    BOOST_TEST(requests().back().url == finished.urls[0], "somebody else's video");
}

BOOST_FIXTURE_TEST_CASE(without_a_task_or_an_account_the_known_url_is_asked_again, download_fixture) {
    generated_video nameless = finished, foreign = finished;
    nameless.task.id.clear();
    foreign.task.provider = "pixazo";
    for (const auto& video : {nameless, foreign}) {
        reply(reply_with(404, ""), reply_with(404, ""), whole("mp4"));
        expect_content("mp4", video);
    }
    for (const auto& request : requests()) BOOST_TEST(request.url == finished.urls[0]);
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_asks_for_patience_is_left_alone, download_fixture) {
    network->answer_with([this](const http_request& request) {
        times.push_back(elapsed());
        const bool is_question = request.url.starts_with("https://api.apixo.ai/");
        return is_question ? refused_for(429, "300") : reply_with(404, "");
    });
    expect_failure(errc::result_expired);
    BOOST_TEST(questions(*this) <= 3);
}

BOOST_FIXTURE_TEST_CASE(the_file_of_an_old_task_is_expired_sooner, download_fixture) {
    network->answer_with([](const http_request& request) {
        auto answer = succeeded(new_url);  // it ended on January 9, 2026, 13:38:30
        answer.headers.push_back({"Date", "Sat, 10 Jan 2026 13:38:30 GMT"});
        return request.url.starts_with("https://api.apixo.ai/") ? answer : reply_with(404, "");
    });
    expect_failure(errc::result_expired);
    BOOST_TEST(elapsed() >= 1min, "clocks are wrong");
    BOOST_TEST(elapsed() <= 2min);
}

BOOST_FIXTURE_TEST_CASE(the_minutes_count_from_the_tasks_end, download_fixture) {
    for (const auto& [date, least, most] : {std::tuple{"Fri, 09 Jan 2026 13:42:30 GMT", 6min, 7min},
                                            {"Fri, 09 Jan 2026 13:28:30 GMT", 10min, 11min},
                                            {"Thu, 01 Jan 1970 00:00:00 GMT", 10min, 11min}}) {
        download_fixture f;
        f.network->answer_with([date = date](const http_request& request) {
            auto answer = succeeded(new_url);
            answer.headers.push_back({"Date", date});
            return request.url.starts_with("https://api.apixo.ai/") ? answer : reply_with(404, "");
        });
        f.expect_failure(errc::result_expired);
        BOOST_TEST(f.elapsed() >= least, date);
        BOOST_TEST(f.elapsed() <= most, date);
    }
}

BOOST_FIXTURE_TEST_CASE(a_page_of_a_size_that_no_excuse_has_is_an_error, download_fixture) {
    reply(whole("<!DOCTYPE html>" + std::string(100'000, ' '), {{"Content-Length", "100015"}}));
    const auto why = expect_failure(errc::integrity);
    BOOST_TEST(why.detail.starts_with("a page of HTML came in place of the video: "));
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_at_the_deadline_is_told, download_fixture) {
    never(*this, reply_with(404, ""));
    outcome<saved_file> result;
    client.download(finished, path(), result.options(2min), result.handler());
    run();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(result.why.detail == "the file was not there: HTTP 404");
    BOOST_TEST(result.why.task == finished.task);
    BOOST_TEST(elapsed() == 2min);
    BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(an_absent_file_can_be_given_up, download_fixture) {
    never(*this, reply_with(404, ""));
    asio::cancellation_signal signal;
    outcome<saved_file> result;
    client.download(finished, path(), result.options(), result.handler(signal));
    run_until([this] { return elapsed() >= 1min; });
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(what_breaks_off_later_is_gone_on_with, download_fixture) {
    const auto file = bytes_of(5000);
    network->answer_with([&, n = 0](const http_request& request) mutable {
        if (request.url.starts_with("https://api.apixo.ai/")) return succeeded(new_url);
        switch (n++) {
            case 0: return cut_after(700, reply_with_file(request, file, "\"v\""));
            case 1: return reply_with(202, "");
            default: return reply_with_file(request, file, "\"v\"");
        }
    });
    expect_content(file);
    BOOST_TEST(header_of(requests().back(), "Range") == "bytes=700-", "what has arrived is not thrown away");
}

BOOST_AUTO_TEST_SUITE_END()
