// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A sandbox's Pixazo, looked at from outside by a client that shares no code with the library.

#include <chrono>
#include <string>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/testing/sandbox.hpp>

#include "checks.hpp"
#include "printing.hpp"
#include "sandbox_checks.hpp"

namespace test::pixazo_sandbox {

namespace json = boost::json;
using namespace std::chrono_literals;
using seedance::task_state;
using seedance::testing::sandbox_operation;
using seedance::testing::sandbox_options;

inline const std::string text_path = "/seedance-2-0/v1/text-to-video",
                         frame_path = "/seedance-2-0/v1/first-last-frame-to-video",
                         reference_path = "/seedance-2-0/v1/reference-to-video",
                         edit_path = "/seedance-2-0/v1/edit-video";
inline const std::string fast_text_path = "/seedance-2-0-fast/v1/text-to-video-fast",
                         fast_edit_path = "/seedance-2-0-fast/v1/edit-video-fast";
inline const std::string pro_text_path = "/byteplus/v1/generateVideoTask",
                         pro_image_path = "/byteplus/v1/generateImage2VideoTask",
                         lite_path = "/byteplus/v1/generateFrame2VideoTask";
inline const headers with_key{{"Ocp-Apim-Subscription-Key", "sandbox-key"}};
inline const std::string beach = R"({"content":[{"type":"text","text":"A cat walking on the beach"}]})";

struct gateway : gateway_fixture {
    explicit gateway(const sandbox_options& options = {.time_scale = 0}) : gateway_fixture{"pixazo", options} {}

    plain_reply submit(const std::string& path, const std::string& body, const headers& more = {}) {
        headers fields{{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}, with_key[0]};
        fields.insert(fields.end(), more.begin(), more.end());
        return connection.exchange("POST", path, fields, body);
    }

    /// Submits, and returns the task that was accepted.
    seedance::testing::sandbox_task accepted(const std::string& path, const std::string& body,
                                             const headers& more = {}) {
        const auto reply = submit(path, body, more);
        BOOST_TEST_REQUIRE(reply.status == 202, reply.body);
        return gateways.tasks().back();
    }

    plain_reply poll(const std::string& id) {
        return connection.exchange("GET", "/v2/requests/status/" + id, with_key);
    }

    std::string status_of(const std::string& id) { return std::string{object_in(poll(id)).at("status").as_string()}; }
};

inline void expect_refused(const plain_reply& reply, int status, const std::string& error, const std::string& words) {
    BOOST_TEST(reply.status == status);
    const auto body = json::parse(reply.body).as_object();
    BOOST_TEST_REQUIRE(body.size() == 2u, reply.body);
    BOOST_TEST_REQUIRE(body.contains("message"), reply.body);
    BOOST_TEST(body.at("error").as_string() == error);
    BOOST_TEST(contains(body.at("message").as_string(), words));
}

inline std::string text(const std::string& words) { return R"({"type":"text","text":")" + words + "\"}"; }
inline std::string file(const std::string& kind, const std::string& url = "https://e.com/1",
                        const std::string& role = {}) {
    const auto type = kind + "_url";
    return R"({"type":")" + type + R"(",")" + type + R"(":{"url":")" + url + "\"}" +
           (role.empty() ? "" : R"(,"role":")" + role + '"') + "}";
}
inline std::string content(const std::string& items, const std::string& more = {}) {
    return R"({"content":[)" + items + ']' + more + '}';
}

inline std::string files(const std::string& kind, int count) {
    auto list = file(kind);
    for (int i = 1; i < count; ++i) list += ',' + file(kind);
    return list;
}

}  // namespace test::pixazo_sandbox
