// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The library's client and its own HTTPS transport: an answer whose JSON has come is used, although the end that was
// announced for it does not come.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

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

BOOST_AUTO_TEST_SUITE(client_open_ends)

namespace {

/// Answers that go on for ever, as their heads say it; `body` is all that comes.
std::vector<std::string> without_an_end(int status, const std::string& body) {
    const auto head = "HTTP/1.1 " + std::to_string(status) + " Words\r\n";
    char in_hex[32];
    std::snprintf(in_hex, sizeof in_hex, "%zx", body.size());
    return {head + "Content-Length: " + std::to_string(body.size() + 1) + "\r\n\r\n" + body,
            head + "Transfer-Encoding: chunked\r\n\r\n" + in_hex + "\r\n" + body + "\r\n",
            head + "Connection: close\r\n\r\n" + body};
}

/// A client of a server that says this, and waits for the end for a short time only.
struct asked {
    explicit asked(const std::string& said) : server{answer{said, afterwards::stay}} {
        one.use(pixazo::account{.api_key = secret{"test-key"}, .base_url = server.url("")});
    }

    trusted_server server;
    asio::io_context io;
    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
    client one{io.get_executor(), {.https = trusting({.listen_timeout = 50ms}), .journal = journal}};
};

constexpr auto soon = 20s;  // less than the time in which an answer has to end

}  // namespace

BOOST_AUTO_TEST_CASE(a_task_is_known_when_its_id_has_come) {
    for (const auto& said : without_an_end(200, R"({"request_id":"task-1","status":"QUEUED"})")) {
        asked at{said};
        outcome<task> result;
        at.one.submit(unchecked<pixazo::gateway>("m", "v1/text", "{}"), result.options(soon), result.handler());
        at.io.run();
        BOOST_TEST(!result.code, result.why.detail);
        BOOST_TEST(result.value.id == "task-1");
        BOOST_TEST(at.server.seen().requests.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_known_when_it_has_come) {
    for (const auto& said : without_an_end(402, R"({"error":"Insufficient Balance","request_id":"req-1"})")) {
        asked at{said};
        outcome<task> result;
        at.one.submit(unchecked<pixazo::gateway>("m", "v1/text", "{}"), result.options(soon), result.handler());
        at.io.run();
        BOOST_TEST(result.code == errc::rejected_balance, result.why.detail);
        BOOST_TEST(result.why.billed == billed::no);
    }
}

BOOST_AUTO_TEST_CASE(a_state_is_known_when_it_has_come) {
    for (const auto& said : without_an_end(200, R"({"request_id":"task-1","status":"PROCESSING"})")) {
        asked at{said};
        outcome<status_answer> result;
        const auto began = std::chrono::steady_clock::now();
        at.one.status(task{.provider = "pixazo", .model = "m", .id = "task-1"}, result.options(soon), result.handler());
        at.io.run();
        BOOST_TEST(!result.code, result.why.detail);
        BOOST_TEST((result.value.state == task_state::running));
        BOOST_TEST((std::chrono::steady_clock::now() - began < 10s));
    }
}

BOOST_AUTO_TEST_SUITE_END()
