// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a failure, a status and the journal have of the answer that was received.
#include <seedance/core/quoted.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/pixazo.hpp>

#include "candidate_answers.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(client_received)

using namespace test::candidate;

// ---- what was received

BOOST_FIXTURE_TEST_CASE(a_failure_and_the_journal_have_the_answer_without_the_key, fixture) {
    reply(reply_with(200, R"({"video":"https://a/1.mp4","echo":"test-key"})",
                     {{"Content-Type", "application/json"}, {"Set-Cookie", "a=b"}, {"X-Request-Id", "r-test-key"}}));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.detail == "an answer came but cannot be used");
    const auto& received = result.why.received;
    BOOST_TEST(received.status == 200);
    BOOST_TEST(received.body == R"({"video":"https://a/1.mp4","echo":"********"})");
    BOOST_TEST_REQUIRE(received.headers.size() == 2u);
    BOOST_TEST(received.headers[0].value == "application/json");
    BOOST_TEST(received.headers[1].value == "r-********");
    const auto note = only().note;
    BOOST_TEST(contains(note, "HTTP 200"));
    BOOST_TEST(contains(note, "https://a/1.mp4"));
    BOOST_TEST(!contains(note, "test-key"));
}

BOOST_FIXTURE_TEST_CASE(a_key_that_is_echoed_as_an_id_is_no_candidate, fixture) {
    reply(reply_with(502, R"({"code":200,"data":{"taskId":"test-key"}})"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(!result.why.candidate);
    BOOST_TEST(!only().candidate);
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(of_a_long_answer_64_kib_are_kept, fixture) {
    reply(reply_with(502, std::string(200'000, 'x')));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.why.received.body.size() == 65'536u);
    BOOST_TEST(only().note.size() == 65'536u);
}

BOOST_FIXTURE_TEST_CASE(a_key_in_which_a_long_text_was_cut_is_not_shown, fixture) {
    const std::string key = "sk-0123456789abcdef0123456789abcdef";
    client.use(apixo::account{.api_key = secret{key}});
    for (std::size_t kept = 8; kept != key.size(); ++kept) {
        const auto words = std::string(1024 - kept, '.') + key + "...";
        reply(reply_with(400, R"({"code":400,"message":")" + words + R"(","data":null})", {{"Server", words}}));
        outcome<task> result;
        client.submit(rain(), result.options(), result.handler());
        run();
        BOOST_TEST(result.why.gateway_message.size() == 1024u);
        BOOST_TEST(result.why.gateway_message.ends_with("********"), kept);
        BOOST_TEST_REQUIRE(result.why.received.headers.size() == 1u);
        BOOST_TEST(!contains(result.why.received.headers[0].value, "sk-"));
        BOOST_TEST(!contains(result.why.received.body, "sk-"));
    }
}

BOOST_FIXTURE_TEST_CASE(the_journals_note_can_be_printed, fixture) {
    const std::string body =
        "\x1b[2J\xff"
        "caf\xe9 \xe2\x80\xae\"\xe8\xa7\x86\"\r\n\t\x7f\0end" +
        std::string(70'000, 'x') + "\xe8\xa7\x86";
    for (std::size_t shift = 0; shift != 3; ++shift) {
        fixture f;
        std::string wide(shift, 'x');
        while (wide.size() < 70'000) wide += "\xe8\xa7\x86";
        f.reply(reply_with(502, body), reply_with(502, wide));
        outcome<task> first, second;
        f.client.submit(rain(), first.options(), first.handler());
        f.client.submit(rain(), second.options(), second.handler());
        f.run();
        for (const auto& each : f.written->list({}).intents) {
            std::string_view rest = each.note;
            BOOST_TEST(rest.size() <= 65'536u);
            BOOST_TEST(rest.size() > 65'500u);
            while (!rest.empty()) {
                const auto next = text::first_code_point(rest);
                BOOST_TEST_REQUIRE((detail::is_harmless(next) || next.value == '"'));
                rest.remove_prefix(next.length);
            }
        }
        BOOST_TEST(first.why.received.body.substr(0, 5) == "\x1b[2J\xff");
    }
}

BOOST_FIXTURE_TEST_CASE(a_long_candidate_is_whole_in_the_journal, fixture) {
    const auto id = std::string(2'040, 'a') + "-the-end";
    network->answer_with([&](const http_request& request) {
        return request.method == "POST" ? reply_with(502, R"({"data":{"taskId":")" + id + "\"}}") : refused(404);
    });
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(contains(only().note, "perhaps task \"" + id + '"'));
}

BOOST_FIXTURE_TEST_CASE(only_a_lost_answer_is_called_lost, fixture) {
    reply(answer_lost());
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.why.detail.starts_with("its answer was lost: "));
    BOOST_TEST(result.why.received.empty());
}

BOOST_FIXTURE_TEST_CASE(a_status_has_what_was_received, client_fixture) {
    reply(reply_with(200, R"({"code":200,"data":{"taskId":"t","state":"success","resultJson":"{\"clip\":7}"}})"));
    outcome<status_answer> result;
    client.status({.provider = "apixo", .model = "m", .id = "t"}, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls.empty());
    BOOST_TEST(contains(result.value.received.body, "clip"));
}

BOOST_AUTO_TEST_SUITE_END()
