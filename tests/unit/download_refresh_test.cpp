// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A URL that is of no use any more: the gateway is asked for another.
#include "download_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(download_refresh)

namespace {

const std::string new_url = "https://file.apixo.ai/b/2.mp4";

http_reply refused_file(int status) {
    return reply_with(status, "<Error>AccessDenied</Error>", {{"Content-Type", "application/xml"}});
}

errc code_for(int status) {
    return status == 401 || status == 403 || status == 404 || status == 410 ? errc::result_expired
                                                                            : errc::download_failed;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_gateway_is_asked_for_another_url, download_fixture) {
    for (const int status : {400, 401, 403, 404, 410, 413, 415, 422}) {
        const auto before = requests().size();
        reply(refused_file(status), succeeded(new_url), whole("mp4"));
        expect_content("mp4");
        BOOST_TEST_REQUIRE(requests().size() == before + 3);
        const auto& question = requests()[before + 1];
        BOOST_TEST(question.method == "GET");
        BOOST_TEST(question.url == "https://api.apixo.ai/api/v1/statusTask/seedance-2-0-fast?taskId=task_1");
        BOOST_TEST(header_of(question, "Authorization") == "Bearer test-key");
        BOOST_TEST(!question.only_public);
        BOOST_TEST(requests()[before + 2].url == new_url);
        BOOST_TEST(requests()[before + 2].headers.empty());
        BOOST_TEST(requests()[before + 2].only_public);
    }
    expect_no_key_elsewhere();
}

BOOST_FIXTURE_TEST_CASE(the_second_refusal_is_the_end, download_fixture) {
    for (const int status : {400, 401, 413, 415, 422}) {
        reply(refused_file(403), succeeded(new_url), refused_file(status));
        const auto why = expect_failure(code_for(status));
        BOOST_TEST(why.http_status == status);
    }
}

BOOST_FIXTURE_TEST_CASE(a_gateway_without_another_url_leaves_the_refusal_as_it_is, download_fixture) {
    const http_reply answers[] = {
        state_is("generating"), state_is("pending"), state_is("a-new-word"), failed("InternalError"),
        succeeded(""),          refused(401),        refused(404),
    };
    for (const auto& answer : answers) {
        for (const int status : {400, 401}) {
            reply(refused_file(status), answer);
            const auto why = expect_failure(code_for(status));
            BOOST_TEST(why.http_status == status);
            BOOST_TEST(why.detail == "the gateway was asked for another URL and gave none");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_does_not_answer_is_asked_again, download_fixture) {
    const http_reply no_answers[] = {refused(429),
                                     refused(500),
                                     not_connected(),
                                     answer_lost(),
                                     cut(""),
                                     cut(R"({"code":200,"data":{"state":"suc)"),
                                     reply_with(502, "<html>")};
    for (const auto& none : no_answers) {
        for (const int status : {400, 401}) {
            reply(refused_file(status), none, none, succeeded(new_url), whole("mp4"));
            expect_content("mp4");
            BOOST_TEST(requests().back().url == new_url);

            download_fixture in_vain;
            in_vain.network->answer_with([&, status = status](const http_request& request) {
                return request.url.starts_with("https://api.apixo.ai/") ? none : refused_file(status);
            });
            const auto why = in_vain.expect_failure(code_for(status));
            BOOST_TEST(why.http_status == status);
            BOOST_TEST(why.detail == "the gateway was asked for another URL and did not answer that");
            BOOST_TEST(in_vain.requests().size() == 7u, "a few times");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(an_url_may_end_as_often_as_something_came, download_fixture) {
    const auto file = bytes_of(1000);
    int downloads = 0;
    network->answer_with([&](const http_request& request) {
        if (request.url.starts_with("https://api.apixo.ai/")) return succeeded(new_url);
        const auto n = downloads++;
        clock->advance(n == 0 ? 11min : 1min);
        if (n % 2 == 1) return refused_file(403);
        const auto reply = reply_with_file(request, file, "\"v\"");
        return n == 8 ? reply : cut_after(150, reply);
    });
    expect_content(file);
    BOOST_TEST(downloads == 9);
}

BOOST_FIXTURE_TEST_CASE(a_redirect_that_leads_nowhere_is_a_url_whose_time_is_over, download_fixture) {
    for (const std::string to : {"http://file.apixo.ai/expired", "", "https://user@file.apixo.ai/"}) {
        reply(redirect(302, to), succeeded(new_url), whole("mp4"));
        expect_content("mp4");
        reply(redirect(302, to), succeeded(new_url), redirect(302, to));
        const auto why = expect_failure(errc::download_failed, path("other.mp4"));
        BOOST_TEST(contains(why.detail, "a redirect that cannot be followed"), why.detail);
        reply(redirect(302, to), state_is("generating"));
        BOOST_TEST(expect_failure(errc::download_failed, path("other.mp4")).detail ==
                   "a redirect that cannot be followed: only https, at most 5; the gateway was asked for another URL "
                   "and gave none");
    }
}

BOOST_FIXTURE_TEST_CASE(nobody_is_asked_without_a_task_or_an_account, download_fixture) {
    generated_video nameless = finished, foreign = finished;
    nameless.task.id.clear();
    foreign.task.provider = "pixazo";
    for (const auto& video : {nameless, foreign}) {
        reply(refused_file(401));
        const auto result = download(path(), video);
        BOOST_TEST(result.code == errc::result_expired);
        BOOST_TEST(result.why.http_status == 401);
    }
    BOOST_TEST(requests().size() == 2u);
    BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(the_new_url_goes_on_where_the_old_one_broke_off, download_fixture) {
    const auto file = bytes_of(1000);
    for (const std::string version : {"\"version-1\"", "\"version-2\""}) {
        const auto content = version == "\"version-1\"" ? file : "another " + file;
        const auto before = requests().size();
        network->answer_with([&, n = 0](const http_request& request) mutable {
            switch (n++) {
                case 0: return cut_after(400, reply_with_file(request, file, "\"version-1\""));
                case 1: return refused_file(403);
                case 2: return succeeded(new_url);
                default: return reply_with_file(request, content, version);
            }
        });
        expect_content(content);
        BOOST_TEST_REQUIRE(requests().size() == before + 4);
        BOOST_TEST(requests().back().url == new_url);
        BOOST_TEST(header_of(requests().back(), "Range") == "bytes=400-");
        BOOST_TEST(header_of(requests().back(), "If-Range") == "\"version-1\"");
    }
    expect_no_key_elsewhere();
}

BOOST_FIXTURE_TEST_CASE(a_new_url_that_ignores_which_file_was_meant_is_not_gone_on_with, download_fixture) {
    const auto file = bytes_of(1000), other = std::string(1000, 'x');
    network->answer_with([&, n = 0](const http_request& request) mutable {
        switch (n++) {
            case 0: return cut_after(400, reply_with_file(request, file, "\"version-1\""));
            case 1: return refused_file(403);
            case 2: return succeeded(new_url);
            case 3: {
                auto wrong = reply_with_file(request, other, "\"version-1\"");
                std::erase_if(wrong.headers, [](const auto& h) { return h.name == "ETag"; });
                return wrong;
            }
            default: return reply_with_file(request, other, "\"version-2\"");
        }
    });
    expect_content(other);
    BOOST_TEST(requests().size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(a_date_does_not_reach_from_one_url_to_another, download_fixture) {
    const std::vector<http_header> dated{{"Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT"},
                                         {"Date", "Sat, 21 Nov 2026 12:00:00 GMT"}};
    reply(cut_after(400, whole(bytes_of(1000), dated)), refused_file(403), succeeded(new_url), whole("new"));
    expect_content("new");
    BOOST_TEST(header_of(requests()[1], "Range") == "bytes=400-");
    BOOST_TEST(header_of(requests()[3], "Range") == "");
}

BOOST_FIXTURE_TEST_CASE(the_new_url_is_looked_at_like_the_first, download_fixture) {
    for (const std::string url :
         {"http://file.apixo.ai/2.mp4", "file:///etc/passwd", "https://user@file.apixo.ai/2.mp4", "nonsense"}) {
        reply(refused_file(400), succeeded(url));
        expect_failure(errc::download_failed);
    }
}

BOOST_FIXTURE_TEST_CASE(the_gateway_may_be_slow_and_the_caller_may_go, download_fixture) {
    enum class end { cancelled, deadline, client };
    for (const auto how : {end::cancelled, end::deadline, end::client}) {
        auto other = std::make_unique<seedance::client>(context.get_executor(), network, options());
        other->use(apixo::account{.api_key = secret{"test-key"}});
        network->answer_with([this](const http_request& request) {
            if (request.url == finished.urls[0]) network->hold();
            return refused_file(403);
        });
        asio::cancellation_signal signal;
        outcome<saved_file> result;
        other->download(finished, path(), result.options(1min), result.handler(signal));
        settle();
        BOOST_TEST(network->held() == 1u);
        if (how == end::cancelled) signal.emit(asio::cancellation_type::terminal);
        if (how == end::deadline) clock->advance(1min);
        if (how == end::client) other.reset();
        settle();
        BOOST_TEST(result.code == (how == end::cancelled  ? errc::cancelled
                                   : how == end::deadline ? errc::deadline_reached
                                                          : errc::client_closed));
        BOOST_TEST(network->held() == 0u);
        BOOST_TEST(files().empty());
        BOOST_TEST(!clock->has_alarm());
        network->release();
    }
}

BOOST_AUTO_TEST_SUITE_END()
