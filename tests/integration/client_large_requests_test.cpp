// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The library's client and its own HTTPS transport: a refusal that comes before a large request is written is the
// gateway's answer, and nothing is uploaded again.
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/provider/pixazo.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(client_large_requests)

namespace {

constexpr std::size_t asks_first = (1 << 20) + 1, more_than_the_kernel_takes = 16 << 20;

std::string refusal(int status) {
    const std::string body = R"({"error":"refused","message":"these words","request_id":"req-1"})";
    return "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

/// What a submit comes to whose request has so many bytes.
struct submitted {
    submitted(const https_server& server, std::size_t size, https_options options) {
        asio::io_context io;
        client one{io.get_executor(), {.https = trusting(std::move(options)), .journal = journal}};
        one.use(pixazo::account{.api_key = secret{"test-key"}, .base_url = server.url("")});
        const auto body = R"({"prompt":")" + std::string(size, 'x') + "\"}";
        one.submit(unchecked<pixazo::gateway>("m", "v1/text", body), result.options(), result.handler());
        io.run();
        BOOST_TEST_REQUIRE(result.done());
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
    outcome<task> result;
};

void check_refused(const submitted& one, int status) {
    const auto& [journal, result] = one;
    const auto expected = status == 401   ? errc::rejected_key
                          : status == 402 ? errc::rejected_balance
                          : status == 403 ? errc::rejected_access
                                          : errc::rejected;
    BOOST_TEST(result.code == expected, result.why.detail);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.http_status == status);
    BOOST_TEST(result.why.gateway_message == "these words");
    BOOST_TEST(result.why.gateway_reference == "req-1");
    BOOST_TEST(result.why.received.status == status);
    const auto left = journal->list({}).intents;
    BOOST_TEST_REQUIRE(left.size() == 1u);
    BOOST_TEST(left[0].state == intent_state::not_sent);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_refusal_in_place_of_the_word_is_the_gateways_answer) {
    for (const int status : {400, 401, 402, 403, 413, 415, 422}) {
        const answer said{refusal(status), afterwards::stay};
        trusted_server server{
            https_server::options{.on_head = [said](const std::string&) { return std::optional{said}; }}};
        const submitted one{server, asks_first, {.continue_timeout = 20s}};
        check_refused(one, status);
        BOOST_TEST(server.seen().heads == 1u, "it is asked once");
        BOOST_TEST(server.seen().bytes < 1000u, "and nothing is uploaded");
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_while_the_body_is_uploaded_is_the_gateways_answer) {
    for (const int status : {401, 402, 413})
        for (const auto how : {afterwards::stay, afterwards::close, afterwards::cut}) {
            const answer said{refusal(status), how};
            trusted_server server{
                https_server::options{.on_head = [said](const std::string&) { return std::optional{said}; }}};
            const https_options unasking{.write_timeout = 50ms, .continue_timeout = 0ms, .listen_timeout = 5s};
            check_refused({server, more_than_the_kernel_takes, unasking}, status);
            BOOST_TEST(server.seen().heads == 1u, "it is uploaded once");
        }
}

BOOST_AUTO_TEST_CASE(a_request_that_was_refused_because_it_asked_is_sent_once_more_without_asking) {
    const auto says = [](const std::string& request) {
        const bool asks = request.find("Expect: 100-continue") != std::string::npos;
        const std::string body = R"({"request_id":"task-1","status":"QUEUED"})";
        return answer{asks ? refusal(417) : "HTTP/1.1 202 Accepted\r\nContent-Length: 41\r\n\r\n" + body};
    };
    trusted_server server{says};
    const submitted one{server, asks_first, {.continue_timeout = 5ms}};
    BOOST_TEST(!one.result.code, one.result.why.detail);
    BOOST_TEST(one.result.value.id == "task-1");
    BOOST_TEST(server.seen().requests.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
