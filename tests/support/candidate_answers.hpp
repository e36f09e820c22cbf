// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Answers to a submit whose id may be a task, and a client whose journal a test can read.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include <seedance/journal/memory.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"

namespace test::candidate {

inline const std::string url = "https://file.apixo.ai/1.mp4";

struct odd_answer {
    const char* name;
    http_reply answer;
};

inline std::ostream& operator<<(std::ostream& out, const odd_answer& row) { return out << row.name; }

/// A reply that was no HTTP: its bytes, as they came.
inline http_reply unreadable(std::string bytes) {
    auto reply = reply_failed(transport_errc::bad_reply, exchange_phase::read, delivery::complete);
    reply.body = std::move(bytes);
    return reply;
}

inline const std::string with_id = R"({"code":200,"data":{"taskId":"task_1"}})";

/// Answers to a submit that name "task_1", and do not prove that it is a task.
inline const odd_answer candidates[] = {
    {"500", reply_with(500, with_id)},
    {"502", reply_with(502, with_id)},
    {"503 with Retry-After", reply_with(503, with_id, {{"Retry-After", "5"}})},
    {"408", reply_with(408, with_id)},
    {"303", reply_with(303, with_id)},
    {"302", reply_with(302, with_id)},
    {"400 that looks like an acceptance", reply_with(400, with_id)},
    {"429 that looks like an acceptance", reply_with(429, with_id, {{"Retry-After", "1"}})},
    {"code 500", reply_with(200, R"({"code":500,"data":{"taskId":"task_1"}})")},
    {"code 10001", reply_with(200, R"({"code":10001,"data":{"taskId":"task_1"}})")},
    {"cut, 502", cut(with_id, 502)},
    {"cut, 402", cut(R"({"code":402,"data":{"taskId":"task_1")", 402)},
    {"cut, code 500", cut(R"({"code":500,"data":{"taskId":"task_1",)")},
    {"no head", unreadable(with_id)},
    {"a head that could not be read", unreadable("HTTP/1.1 200 OK\r\nX: \x01\r\nNEL: {\"a\":1}\r\n\r\n" + with_id)},
    {"bare LF", unreadable("HTTP/1.1 200\nX-Y\n\n" + with_id)},
    {"chunks without their end", unreadable("HTTP/1.1 200 OK\r\nT: x\r\n\r\n27\r\n" + with_id + "\r\n")},
    {"one level off", reply_with(200, R"({"code":200,"taskId":"task_1"})")},
    {"a list", reply_with(200, R"({"code":200,"data":[{"taskId":"task_1"}]})")},
    {"another spelling", reply_with(200, R"({"code":200,"data":{"task_id":"task_1"}})")},
    {"a shorter spelling", reply_with(202, R"({"code":200,"data":{"id":"task_1"}})")},
    {"a page around it", reply_with(200, R"(<script>x = {id: 1, "taskId": "task_1"}</script>)")},
};

/// A client whose journal the test can read.
struct fixture : client_fixture {
    fixture() {
        auto chosen = options();
        chosen.journal = written;
        use_options(chosen);
    }

    intent only() const {
        const auto all = written->list({}).intents;
        BOOST_TEST_REQUIRE(all.size() == 1u);
        return all.front();
    }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
};

}  // namespace test::candidate
