// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// No violation, failure or event shows a password or a signature that stands in a URL.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/core/impl/url_secrets.hpp>
#include <seedance/models.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/validate.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "download_fixture.hpp"
#include "event_lines.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(url_secrets_)

namespace {

const std::string place = "files.example.com/video.mp4";
const std::string signed_url = "https://" + place + "?X-Amz-Credential=AKIA&X-Amz-Signature=5ec2e7";
const std::string with_password = "https://user:hunter2@" + place + "?X-Amz-Signature=5ec2e7";

/// Says that neither is in a text.
void check_hidden(std::string_view text) {
    BOOST_TEST(!contains(text, "5ec2e7"), text);
    BOOST_TEST(!contains(text, "hunter2"), text);
}

std::string hidden(std::string text) {
    detail::hide_url_secrets(text);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_urls_in_a_text_lose_what_may_not_be_shown) {
    BOOST_TEST(hidden("cannot fetch " + signed_url + ", sorry") == "cannot fetch https://" + place + "?... sorry");
    BOOST_TEST(hidden("cannot fetch '" + signed_url + "'") == "cannot fetch 'https://" + place + "?...'");
    BOOST_TEST(hidden(with_password) == "https://...@" + place + "?...");
    BOOST_TEST(hidden("(" + with_password + ")\n" + signed_url) ==
               "(https://...@" + place + "?...\nhttps://" + place + "?...");
    BOOST_TEST(hidden(R"({"url":"https:\/\/a.example\/b?s=5ec2e7","n":1})") ==
               R"({"url":"https:\/\/a.example\/b?...","n":1})");
    BOOST_TEST(hidden("<a href=\"" + with_password + "\">") == "<a href=\"https://...@" + place + "?...\">");
    BOOST_TEST(hidden("/v.mp4?X-Amz-Signature=5ec2e7 not found") == "/v.mp4?... not found");
    BOOST_TEST(hidden("no " + place + "?sig=5ec2e7&x=1, sorry") == "no " + place + "?... sorry");
    BOOST_TEST(hidden("next=https%3A%2F%2Fa.example%2Fv.mp4%3Fsig%3D5ec2e7") ==
               "next=https%3A%2F%2Fa.example%2Fv.mp4%3F...");
    BOOST_TEST(hidden("https://cdn.example/https%3a%2f%2fa%2fv%3fsig%3d5ec2e7") ==
               "https://cdn.example/https%3a%2f%2fa%2fv%3f...");
    for (const std::string text : {"", "why? because", "mail a@b.example", "https://a.example/b", "a ? b : c", "\"?\"",
                                   "is a/b? yes", "100%3", "a=b?c", "is v1.5?"})
        BOOST_TEST(hidden(text) == text);
}

// ---- what the request says

BOOST_AUTO_TEST_CASE(no_violation_and_no_warning_shows_them) {
    const std::string urls[] = {signed_url,
                                with_password,
                                "http" + with_password.substr(5),
                                "ftp" + with_password.substr(5),
                                "//" + with_password.substr(8),
                                " " + with_password,
                                "https:/" + with_password.substr(8),
                                "https://user:hunter2@localhost/a?X-Amz-Signature=5ec2e7",
                                "https://user:hun?hunter2@" + place + "?5ec2e7",
                                "http://10.0.0.1/a?X-Amz-Signature=5ec2e7",
                                "http://" + place + "?X-Amz-Signature=5ec2e7"};
    std::size_t said = 0;
    const auto look = [&said](const auto& found) {
        for (const auto& each : found) check_hidden(to_string(each));
        said += found.size();
    };
    for (const auto& entry : all_models::entries)
        for (const auto& rules : entry.model->modes)
            for (const auto& url : urls) {
                any_request request{.prompt = "rain"};
                request.first_frame = request.last_frame = request.callback_url = url;
                request.references = {{.kind = media::image, .url = url}, {.kind = media::video, .url = url}};
                const auto references = views_of(request.references);
                const auto view = view_of(request, references, *entry.model, rules);
                look(validate(view));
                look(advice(view));
            }
    BOOST_TEST(said > 1000u);
}

BOOST_FIXTURE_TEST_CASE(no_refusal_of_a_base_url_shows_them, client_fixture) {
    for (const auto& url : {signed_url, with_password, "http" + with_password.substr(5), with_password.substr(8)}) {
        try {
            client.use(apixo::account{.api_key = secret{"key"}, .base_url = url});
            BOOST_ERROR("taken");
        } catch (const seedance::error& e) {
            check_hidden(e.what());
            BOOST_TEST(contains(e.what(), "example.com"));
        }
        try {
            const seedance::client other{context.get_executor(),
                                         {.callbacks = {.base_url = url, .keys = {{"1", secret{"0123456789abcdef"}}}}}};
            BOOST_ERROR("taken");
        } catch (const seedance::error& e) {
            check_hidden(e.what());
        }
    }
}

// ---- what gateways and servers of files say

namespace {

struct listening_fixture : download_fixture {
    listening_fixture() { use({}); }

    void use(client_options changed) {
        changed.clock = clock;
        changed.on_event = [this](const event& e) { lines.push_back(event_line::of(e)); };
        use_options(changed);
    }

    /// Looks at a failure, but for the gateway's own bytes, and at all events so far.
    void check(const failure& why) {
        BOOST_TEST(why.code.failed());
        check_hidden(to_string(why));
        for (const auto& header : why.received.headers) check_hidden(header.value);
        for (const auto& line : lines) check_hidden(line);
    }

    std::vector<std::string> lines;
};

http_reply saying(int status, const std::string& words) {
    return reply_with(status, R"({"code":)" + std::to_string(status) + R"(,"message":")" + words + R"(","data":null})",
                      {{"Location", with_password}, {"Via", signed_url}});
}

}  // namespace

BOOST_DATA_TEST_CASE(a_gateway_that_repeats_a_url_gives_nothing_away,
                     boost::unit_test::data::make({400, 401, 402, 403, 404, 409, 422, 302, 501}) *
                         boost::unit_test::data::make({signed_url, with_password}),
                     status, url) {
    listening_fixture f;
    outcome<task> made;
    f.network->answer_with([&](const http_request&) { return saying(status, "cannot show '" + url + "' today"); });
    f.client.submit(rain(), made.options(), made.handler());
    f.run();
    f.check(made.why);
    outcome<status_answer> asked;
    f.client.status(finished.task, asked.options(), asked.handler());
    f.run();
    f.check(asked.why);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_failed_for_a_url_gives_nothing_away, listening_fixture) {
    outcome<generated_video> made;
    reply(reply_with(
        200, R"({"code":200,"data":{"state":"failed","failCode":"1","failMsg":"no )" + with_password + R"( there"}})"));
    client.wait(finished.task, made.options(), made.handler());
    run();
    BOOST_TEST(contains(made.why.gateway_message, "no https://...@" + place + "?... there"), made.why.gateway_message);
    check(made.why);
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_is_busy_with_a_url_gives_nothing_away, listening_fixture) {
    outcome<task> made;
    reply(saying(429, "slow down with " + signed_url), saying(400, "no"));
    client.submit(rain(), made.options(), made.handler());
    run();
    check(made.why);
    BOOST_TEST(lines.size() > 3u);
}

BOOST_AUTO_TEST_CASE(no_failed_download_shows_them) {
    const auto page = "<html>cannot show " + with_password + "</html>";
    const http_reply answers[] = {reply_with(403, "<Error>" + signed_url + "</Error>"),
                                  reply_with(404, page),
                                  reply_with(410, page),
                                  reply_with(500, page),
                                  whole(page, {{"Content-Type", "text/html"}}),
                                  whole(R"({"error":")" + signed_url + "\"}"),
                                  redirect(302, "ftp" + with_password.substr(5)),
                                  redirect(302, "https://user:hunter2@[bad/?5ec2e7"),
                                  redirect(302, ""),
                                  not_connected(),
                                  cut(page),
                                  answer_lost()};
    for (const auto& url : {signed_url, with_password, "http" + signed_url.substr(5), "https:/" + signed_url.substr(8)})
        for (const auto& said : answers) {
            listening_fixture f;
            f.network->answer_with([&](const http_request&) { return said; });
            auto video = finished;
            video.task.id.clear();
            video.urls = {url};
            const auto saved = f.download(f.path(), video);
            f.check(saved.why);
        }
}

BOOST_AUTO_TEST_SUITE_END()
