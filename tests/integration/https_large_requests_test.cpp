// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Requests with large bodies: they ask before the body leaves, and an answer that comes before they are written is
// read.
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include "asking_exchange.hpp"
#include "checks.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_large_requests)

namespace {

constexpr std::size_t asks_beyond = 1 << 20;
const std::string go_ahead = "HTTP/1.1 100 Continue\r\n\r\n", question = "Expect: 100-continue\r\n";

bool asks(const std::string& head) { return head.find(question) != std::string::npos; }

http_request upload(const https_server& server, std::size_t size = asks_beyond + 1,
                    connection_use use = connection_use::fresh) {
    auto request = https_client::request_to(server.url("/paid"), use);
    request.method = "POST";
    request.body = size <= asks_beyond ? pattern(size) : std::string(size, 'x');
    return request;
}

std::string refusal(int status, std::string_view more = {}) {
    const std::string body = R"({"code":)" + std::to_string(status) + "}";
    return "HTTP/1.1 " + std::to_string(status) + " No\r\n" + std::string{more} +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A server that says something when it has seen a head.
https_server::options at_head(answer said) {
    return {.on_head = [said](const std::string&) { return std::optional{said}; }};
}

/// A client that waits for a go-ahead as long as a test takes, or not at all.
https_client patient() { return https_client{trusting({.continue_timeout = 20s})}; }
https_client impatient() { return https_client{trusting({.continue_timeout = 5ms, .listen_timeout = 5s})}; }

void check_refused(const http_reply& reply, int status) {
    BOOST_TEST(!reply.error, reply.error.message());
    BOOST_TEST(reply.phase == exchange_phase::done);
    BOOST_TEST(reply.status == status);
    BOOST_TEST(reply.body == R"({"code":)" + std::to_string(status) + "}");
    BOOST_TEST(reply.sent == delivery::partial);
}

constexpr int refusals[] = {400, 401, 402, 403, 409, 411, 413, 415, 422, 429, 431, 500, 502, 503};

}  // namespace

// ---- asking first

BOOST_AUTO_TEST_CASE(bodies_over_a_mebibyte_ask_and_smaller_ones_do_not) {
    auto client = patient();
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, asks_beyond, asks_beyond + 1, 3 * asks_beyond}) {
        trusted_server server{at_head({go_ahead})};
        const auto request = upload(server, size);
        const auto reply = client.ask(request);
        check_ok(reply);
        BOOST_TEST(reply.sent == delivery::complete);
        const auto arrived = server.seen().requests.at(0);
        BOOST_TEST(asks(arrived) == (size > asks_beyond));
        BOOST_TEST(same_bytes(arrived.substr(arrived.find("\r\n\r\n") + 4), request.body));
    }
}

BOOST_AUTO_TEST_CASE(nothing_of_the_body_leaves_before_the_word) {
    std::size_t seen = 0, head_size = 0;
    https_server* self = nullptr;
    trusted_server server{https_server::options{.on_head = [&](const std::string& head) {
        head_size = head.size();
        seen = self->seen().bytes;
        return std::optional{answer{.bytes = go_ahead, .pause = 30ms}};
    }}};
    self = &server;
    auto client = patient();
    check_ok(client.ask(upload(server)));
    BOOST_TEST(seen == head_size);
    BOOST_TEST(server.seen().heads == 1u);
}

BOOST_AUTO_TEST_CASE(other_interim_answers_are_not_the_word) {
    const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
                      working = "HTTP/1.1 102 Processing\r\n\r\n";
    auto one = patient();
    for (const auto& said : {early + go_ahead, working + early + go_ahead, go_ahead + early, "\r\n" + go_ahead,
                             std::string{"HTTP/1.1 100\n\n"}}) {
        trusted_server server{at_head({said})};
        check_ok(one.ask(upload(server)));
    }
    trusted_server server{at_head({early})};  // and then silence
    auto client = impatient();
    check_ok(client.ask(upload(server)));
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_know_the_question_gets_the_body_all_the_same) {
    for (const auto use : {connection_use::fresh, connection_use::pooled}) {
        trusted_server server;
        auto client = impatient();
        for (int i = 0; i != 2; ++i) {
            const auto reply = client.ask(upload(server, 2 * asks_beyond, use));
            check_ok(reply);
            BOOST_TEST(reply.body == "hello");
            BOOST_TEST(reply.sent == delivery::complete);
        }
        BOOST_TEST(server.seen().requests.size() == 2u);
    }
    trusted_server late{at_head({.bytes = go_ahead, .piece = 10, .pause = 20ms})};  // the word comes behind the body
    auto client = impatient();
    check_ok(client.ask(upload(late)));
}

BOOST_AUTO_TEST_CASE(a_final_answer_in_place_of_the_word_is_read_and_the_body_stays_here) {
    auto client = patient();
    for (const int status : refusals) {
        for (const auto how : {afterwards::stay, afterwards::close, afterwards::cut, afterwards::next}) {
            trusted_server server{at_head({refusal(status), how})};
            check_refused(client.ask(upload(server)), status);
            BOOST_TEST(server.seen().requests.empty());
            BOOST_TEST(server.seen().bytes < 1000u, "the head alone has left");
        }
    }
    for (const auto& said : {go_ahead + refusal(413), "HTTP/1.1 103 Hints\r\n\r\n" + refusal(413)}) {
        trusted_server server{at_head({said, afterwards::stay})};
        check_refused(client.ask(upload(server)), 413);
        BOOST_TEST(server.seen().bytes < 1000u);
    }
}

BOOST_AUTO_TEST_CASE(a_final_answer_that_comes_slowly_is_waited_for) {
    // It begins long before the wait for the word ends, and ends after it.
    trusted_server server{at_head({.bytes = refusal(413), .then = afterwards::stay, .piece = 9, .pause = 60ms})};
    https_client brief{trusting({.continue_timeout = 300ms})};
    check_refused(brief.ask(upload(server)), 413);
    BOOST_TEST(server.seen().bytes < 1000u, "an answer has begun: the body is not wanted");
    trusted_server half{at_head({"HTTP/1.1 413 Too", afterwards::stay})};
    auto request = upload(half);
    request.reply_timeout = 100ms;
    const auto cut = brief.ask(std::move(request));
    check_error(cut, transport_errc::timed_out);
    BOOST_TEST(cut.sent == delivery::partial);
    BOOST_TEST(half.seen().bytes < 1000u, "an answer has begun: the body is not wanted");
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_refused_on_is_not_kept) {
    trusted_server server{at_head({refusal(413)})};
    auto client = patient();
    check_refused(client.ask(upload(server, asks_beyond + 1, connection_use::pooled)), 413);
    const auto next = client.ask(upload(server, 10, connection_use::pooled));
    BOOST_TEST(!next.reused_connection);
}

BOOST_AUTO_TEST_CASE(an_origin_that_refuses_the_question_is_not_asked_again) {
    auto client = patient();
    for (const auto how : {afterwards::close, afterwards::stay, afterwards::cut, afterwards::next}) {
        const auto answers = [how](const std::string& head) {
            return asks(head) ? std::optional{answer{refusal(417), how}} : std::nullopt;
        };
        trusted_server server{https_server::options{.on_head = answers}}, other{at_head({go_ahead})};
        const auto refused = client.ask(upload(server));
        check_error(refused, transport_errc::expectation_refused);
        BOOST_TEST(refused.sent == delivery::partial);
        BOOST_TEST(refused.phase == exchange_phase::write);
        BOOST_TEST(refused.status == 417);
        BOOST_TEST(server.seen().bytes < 1000u);
        for (int i = 0; i != 2; ++i) check_ok(client.ask(upload(server)));
        BOOST_TEST(server.seen().requests.size() == 2u);
        check_ok(client.ask(upload(other)));
        BOOST_TEST(contains(other.seen().requests.at(0), question), "another origin is asked");
    }
}

BOOST_AUTO_TEST_CASE(a_417_that_comes_behind_the_body_is_told_and_is_remembered) {
    trusted_server server{
        [](const std::string& request) { return answer{asks(request) ? refusal(417) : ok("hello")}; }};
    auto client = impatient();
    const auto refused = client.ask(upload(server));
    check_error(refused, transport_errc::expectation_refused);
    BOOST_TEST(refused.status == 417);
    BOOST_TEST(refused.sent == delivery::complete, "what has left whole is not said to have stayed here");
    check_ok(client.ask(upload(server)));
}

BOOST_AUTO_TEST_CASE(a_417_that_nobody_asked_for_is_an_answer) {
    trusted_server server{answer{refusal(417)}};
    https_client client;
    const auto reply = client.ask(upload(server, 10));
    BOOST_TEST(!reply.error);
    BOOST_TEST(reply.status == 417);
}

BOOST_AUTO_TEST_CASE(an_origin_that_hangs_up_at_the_question_is_not_asked_again) {
    for (const auto how : {afterwards::close, afterwards::cut, afterwards::reset}) {
        const auto answers = [how](const std::string& head) {
            return asks(head) ? std::optional{answer{"", how}} : std::nullopt;
        };
        trusted_server server{https_server::options{.on_head = answers}};
        auto client = patient();
        const auto hung_up = client.ask(upload(server));
        BOOST_TEST(hung_up.error.failed());
        BOOST_TEST(hung_up.sent == delivery::partial);
        BOOST_TEST(hung_up.phase == exchange_phase::write);
        BOOST_TEST(hung_up.status == 0);
        check_ok(client.ask(upload(server)));
    }
}

BOOST_AUTO_TEST_CASE(the_caller_is_asked_once_and_before_the_head) {
    trusted_server server{at_head({go_ahead})};
    asking_exchange one{trusting({.continue_timeout = 20s})};
    one.start(upload(server));
    one.run_until_asked();
    BOOST_TEST(server.seen().bytes == 0u);
    one.go_on({});
    check_ok(one.reply());
    BOOST_TEST(one.asked == 1);
}

BOOST_AUTO_TEST_CASE(cancellation_ends_the_wait_for_the_word) {
    trusted_server server{at_head({"", afterwards::stay})};
    asking_exchange one{trusting({.continue_timeout = 20s})};
    one.start_silent(upload(server));
    one.run_until([&] { return server.seen().heads == 1; });
    one.cancel(asio::cancellation_type::total);
    one.run_ready();
    BOOST_TEST(one.calls == 0, "the head has left");
    one.cancel(asio::cancellation_type::terminal);
    check_error(one.reply(), asio::error::operation_aborted);
    BOOST_TEST(one.reply().sent == delivery::partial);
}

// ---- answers that come before the request is written

namespace {

constexpr std::size_t more_than_the_kernel_takes = 16 << 20;

https_client unasking(std::chrono::milliseconds listen = 5s) {
    return https_client{trusting({.write_timeout = 50ms, .continue_timeout = 0ms, .listen_timeout = listen})};
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_that_comes_while_the_body_is_written_is_read) {
    auto client = unasking();
    for (const int status : {401, 413, 429, 500})
        for (const auto how : {afterwards::stay, afterwards::close, afterwards::cut, afterwards::reset}) {
            trusted_server server{at_head({refusal(status, "Retry-After: 7\r\n"), how})};
            const auto reply = client.ask(upload(server, more_than_the_kernel_takes));
            check_refused(reply, status);
            BOOST_TEST(reply.header("Retry-After") == "7");
            BOOST_TEST(server.seen().requests.empty());
        }
}

BOOST_AUTO_TEST_CASE(an_answer_of_a_server_that_stops_reading_is_read_soon) {
    https_client client{trusting({.write_timeout = 20s, .continue_timeout = 0ms, .listen_timeout = 50ms})};
    for (const int status : {401, 413}) {
        trusted_server server{at_head({refusal(status), afterwards::stay})};
        const auto reply = client.ask(upload(server, more_than_the_kernel_takes));
        check_refused(reply, status);
        BOOST_TEST(reply.times.total < 10s, "long before the time to write is over");
        BOOST_TEST(server.seen().requests.empty());
    }
    trusted_server half{at_head({"HTTP/1.1 413 Too", afterwards::stay})};
    const auto cut = client.ask(upload(half, more_than_the_kernel_takes));
    check_error(cut, transport_errc::timed_out);
    BOOST_TEST(cut.sent == delivery::partial);
    BOOST_TEST(cut.times.total < 10s);
}

BOOST_AUTO_TEST_CASE(a_server_that_stops_reading_for_a_while_gets_all_of_the_request) {
    https_client client{trusting({.write_timeout = 20s, .continue_timeout = 0ms, .listen_timeout = 30ms})};
    trusted_server server{at_head({.bytes = go_ahead + go_ahead + go_ahead, .piece = go_ahead.size(), .pause = 200ms})};
    const auto request = upload(server, more_than_the_kernel_takes);
    const auto reply = client.ask(request);
    check_ok(reply);
    BOOST_TEST(reply.sent == delivery::complete);
    BOOST_TEST(reply.times.total >= 400ms, "it did stop");
    const auto arrived = server.seen().requests.at(0);
    BOOST_TEST(same_bytes(arrived.substr(arrived.find("\r\n\r\n") + 4), request.body));
}

BOOST_AUTO_TEST_CASE(half_an_answer_to_half_a_request_is_told_with_the_error_of_the_request) {
    for (const auto how : {afterwards::stay, afterwards::cut}) {
        trusted_server server{at_head({"HTTP/1.1 413 Too Large\r\nContent-Length: 99\r\n\r\n{\"code\":", how})};
        auto client = unasking(50ms);
        const auto reply = client.ask(upload(server, more_than_the_kernel_takes));
        BOOST_TEST(reply.error.failed());
        BOOST_TEST(reply.error != make_error_code(transport_errc::cut_reply));
        BOOST_TEST(reply.phase == exchange_phase::write);
        BOOST_TEST(reply.sent == delivery::partial);
        BOOST_TEST(reply.status == 413);
        BOOST_TEST(reply.body == "{\"code\":");
    }
}

BOOST_AUTO_TEST_CASE(silence_after_half_a_request_does_not_take_long) {
    for (const auto how : {afterwards::stay, afterwards::cut, afterwards::reset}) {
        trusted_server server{at_head({"", how})};
        auto client = unasking(20ms);
        const auto reply = client.ask(upload(server, more_than_the_kernel_takes));
        BOOST_TEST(reply.error.failed());
        BOOST_TEST(reply.phase == exchange_phase::write);
        BOOST_TEST(reply.sent == delivery::partial);
        BOOST_TEST(reply.status == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
