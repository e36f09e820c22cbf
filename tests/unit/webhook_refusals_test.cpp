// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What of a callback is refused: whatever its own token does not say.
#include "callback_fixture.hpp"
#include "checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <seedance/core/hex.hpp>
#include <seedance/core/hmac.hpp>

#include "journal_doubles.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(webhook_receiver_suite)

namespace {

using fast_pixazo = pixazo::seedance_2_0_fast;

/// How many tokens are guessed; more with SEEDANCE_GUESSES.
int how_many_guesses() {
    const auto* const asked = std::getenv("SEEDANCE_GUESSES");
    return asked != nullptr ? std::stoi(asked) : 20'000;
}

std::string token_of(const std::string& url) { return url.substr(url.rfind('/') + 1); }

}  // namespace

// ---- what is refused

BOOST_AUTO_TEST_CASE(a_token_with_any_bit_changed_is_refused) {
    waiting_fixture f;
    const auto before = f.only();
    const auto token = token_of(f.url);
    const auto at = f.url.size() - token.size();
    for (std::size_t i = 0; i != token.size(); ++i)
        for (int bit = 0; bit != 8; ++bit) {
            auto forged = f.url;
            forged[at + i] = static_cast<char>(forged[at + i] ^ (1 << bit));
            const int status = f.post(forged, apixo_success("task_1"));
            BOOST_TEST(status == 404, forged);
        }
    for (const auto& forged :
         {f.url.substr(0, f.url.size() - 1), f.url + "0", f.url + ".0", f.url + "/", f.url.substr(0, at), callbacks_at,
          std::string{"https://videos.example/"}, callbacks_at + "/1.k1..."})
        BOOST_TEST(f.post(forged, apixo_success("task_1")) == 404, forged);
    BOOST_TEST(f.polls() == 0);
    BOOST_TEST((f.only() == before));
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(a_method_with_any_bit_changed_is_refused) {
    waiting_fixture f;
    const auto before = f.only();
    for (std::size_t i = 0; i != std::string{"POST"}.size(); ++i)
        for (int bit = 0; bit != 8; ++bit) {
            auto request = post_to(f.url, apixo_success("task_1"));
            request.method[i] = static_cast<char>(request.method[i] ^ (1 << bit));
            BOOST_TEST(f.receiver.refuse(request).value().status == 405);
            BOOST_TEST(f.take(request).status == 405, request.method);
        }
    BOOST_TEST(f.polls() == 0);
    BOOST_TEST((f.only() == before));
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(a_million_guesses_find_nothing) {
    waiting_fixture f;
    std::mt19937_64 random{3};
    const auto digits = [&](std::size_t count) {
        std::string text;
        while (text.size() < count) text += "0123456789abcdef"[random() % 16];
        return text;
    };
    const auto parts = [&] { return "/1.k1." + digits(32) + '.' + digits(24) + '.' + digits(64); };
    for (int i = 0; i != how_many_guesses(); ++i) {
        const auto refusal = f.receiver.refuse({.method = "POST", .target = parts(), .headers = {}, .body = "{}"});
        BOOST_TEST_REQUIRE((refusal && refusal->status == 404));
    }
    f.client.close();
    f.run();
}

/// A bit that flips on the way leaves the same task, or no callback at all: the gateway is asked, and decides.
BOOST_AUTO_TEST_CASE(a_body_with_any_bit_changed_is_of_no_other_task) {
    waiting_fixture f;
    f.network->answer_with([](const http_request&) { return state_is("processing"); });
    const auto body = apixo_success("task_1");
    for (std::size_t i = 0; i != body.size(); ++i)
        for (int bit = 0; bit != 8; ++bit) {
            auto changed = body;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            const int status = f.post(f.url, changed);
            BOOST_TEST((status == 200 || status == 400 || status == 409), status << ' ' << changed);
        }
    BOOST_TEST(!f.result.done());
    BOOST_TEST(f.polls() <= 1, "no time has passed");
    BOOST_TEST(f.only().state == intent_state::accepted);
    BOOST_TEST(f.only().task->id == "task_1");
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(a_token_of_another_key_gateway_or_account_is_refused) {
    waiting_fixture f;
    const auto handle = f.only().handle;
    const auto sign = [&](std::string_view key, const std::string& whose) {
        auto token = "1.k1." + handle + '.' +
                     text::hex(text::hmac_sha256(key, "seedance-callback-binding " + whose).substr(0, 12));
        return callbacks_at + '/' + token + '.' + text::hex(text::hmac_sha256(key, "seedance-callback " + token));
    };
    const std::string_view key = "sixteen bytes...";
    BOOST_TEST(sign(key, "apixo/default") == f.url);
    for (const auto* const whose : {"apixo/eu", "pixazo/default", "apixo/", "/default", ""})
        BOOST_TEST(f.post(sign(key, whose), apixo_success("task_1")) == 404, whose);
    BOOST_TEST(f.post(sign("sixteen other...", "apixo/default"), apixo_success("task_1")) == 404);
    BOOST_TEST(f.polls() == 0);
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(a_proxy_may_change_what_stands_before_the_token) {
    waiting_fixture f;
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    auto request = post_to(f.url, apixo_success("task_1"));
    request.target = "/elsewhere/" + token_of(f.url) + "?utm=1/2";
    BOOST_TEST(f.take(std::move(request)).status == 200);
    BOOST_TEST(f.result.done());
}

BOOST_AUTO_TEST_CASE(a_head_is_refused_before_the_body_is_read) {
    waiting_fixture f;
    const auto status_of_head = [&](auto change) {
        auto head = post_to(f.url, apixo_success("task_1"));
        head.body.clear();
        change(head);
        const auto refusal = f.receiver.refuse(head);
        return refusal ? refusal->status : 0;
    };
    const auto with_length = [&](const std::string& value) {
        return status_of_head([&](webhook_request& head) { head.headers[1].value = value; });
    };
    BOOST_TEST(status_of_head([](webhook_request&) {}) == 0);
    for (const std::string method : {"GET", "HEAD", "PUT", "OPTIONS", "post", "", "POST "})
        BOOST_TEST(status_of_head([&](webhook_request& head) { head.method = method; }) == 405, method);
    BOOST_TEST(status_of_head([](webhook_request& head) { head.headers.pop_back(); }) == 411);
    BOOST_TEST(status_of_head([](webhook_request& head) { head.headers[1] = {"transfer-encoding", "chunked"}; }) == 0);
    BOOST_TEST(with_length("262144") == 0);
    BOOST_TEST(with_length("262145") == 413);
    BOOST_TEST(with_length("18446744073709551615") == 413);
    for (const std::string bad : {"18446744073709551616", "-1", "+5", "5 ", "0x10", "5,5", "five"})
        BOOST_TEST(with_length(bad) == 400, bad);
    BOOST_TEST(status_of_head([](webhook_request& head) {
                   head.headers.push_back({"X-Long", std::string(8 * 1024, 'x')});
               }) == 431);
    BOOST_TEST(status_of_head([](webhook_request& head) { head.target.insert(0, 9'000, '/'); }) == 431);
    BOOST_TEST(status_of_head([](webhook_request& head) {
                   for (int i = 0; i != 3'000; ++i) head.headers.push_back({"", ""});
               }) == 431);
    for (const std::string target :
         {"", "/", "*", "//", "/hooks/../../etc/passwd", "/hooks/%00", "http://videos.example/hooks/1.k1", "?", "....",
          "/1.k1.\r\nX: y", "/1....", "/2.k1.a.b.c", "/1.k1.a.b.c.d"})
        BOOST_TEST(status_of_head([&](webhook_request& head) { head.target = target; }) == 404, target);
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(a_body_that_is_not_this_tasks_changes_nothing) {
    waiting_fixture f;
    const auto before = f.only();
    const auto post = [&](const std::string& body) { return f.post(f.url, body); };
    for (const std::string body : {"", "{}", "[]", "null", "42", "\"a\"", "{", "not JSON", "<html>502</html>",
                                   R"({"code":200})", R"({"code":200,"data":null})",
                                   R"({"code":200,"data":{"taskId":"task_1"}})", R"({"code":500,"message":"no"})"})
        BOOST_TEST(post(body) == 400, body);
    BOOST_TEST(post(pixazo_success("task_1")) == 400, "another gateway's");
    for (const std::string id : {"task_2", "task_", "task_11", "TASK_1", "task_1\\u0000", "test-key"})
        BOOST_TEST(post(apixo_success(id)) == 409, id);
    BOOST_TEST(post(R"({"code":200,"data":{"state":"success"}})") == 409, "no id");
    BOOST_TEST(post(std::string(256 * 1024 + 1, ' ')) == 413);
    BOOST_TEST(f.polls() == 0);
    BOOST_TEST((f.only() == before));
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(an_answer_repeats_nothing_of_the_request) {
    waiting_fixture f;
    for (const auto& body : {apixo_success("<script>evil</script>"), std::string{"evil"}, apixo_success("evil")}) {
        const auto reply = f.take(post_to(f.url, body));
        BOOST_TEST(!contains(reply.body, "evil"));
        for (const auto& header : reply.headers) BOOST_TEST(!contains(header.value, "evil"));
    }
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(the_key_in_a_callback_is_not_kept) {
    waiting_fixture f;
    f.reply(state_is("processing"));
    auto body = apixo_success("task_1");
    body.insert(body.size() - 1, R"(,"debug":"Bearer test-key")");
    BOOST_TEST(f.post(f.url, body) == 200);
    BOOST_TEST(contains(*f.only().callback, "debug"));
    BOOST_TEST(!contains(*f.only().callback, "test-key"));
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_SUITE_END()
