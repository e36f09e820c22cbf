// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A sandbox's APIXO, looked at from outside by a client that shares no code with the library.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/testing/sandbox.hpp>

#include "checks.hpp"
#include "plain_https.hpp"
#include "printing.hpp"
#include "sandbox_checks.hpp"

namespace test::apixo_sandbox {

namespace json = boost::json;
using namespace std::chrono_literals;
using seedance::task_state;
using seedance::testing::cut;
using seedance::testing::sandbox;
using seedance::testing::sandbox_operation;
using seedance::testing::sandbox_options;
using seedance::testing::scripted_answer;

inline const std::string fast = "seedance-2-0-fast", mini = "seedance-2-0-mini", pro = "seedance-1-5-pro";
inline const headers with_key{{"Authorization", "Bearer sandbox-key"}};
inline const headers with_key_and_json{{"Authorization", "Bearer sandbox-key"}, {"Content-Type", "application/json"}};

inline std::string input(const std::string& fields) { return R"({"request_type":"async","input":{)" + fields + "}}"; }

inline const std::string lighthouse =
    input(R"("mode":"text-to-video","prompt":"a lighthouse","resolution":"720p","duration":5,"aspect_ratio":"16:9")");

/// A sandbox whose time only `advance` moves, and one connection to APIXO.
struct apixo {
    explicit apixo(sandbox_options options = {.time_scale = 0}) : gateways{options} {}

    sandbox gateways;
    plain_https connection{gateways.base_url("apixo"), gateways.ca_pem()};

    plain_reply submit(const std::string& model, const std::string& body) {
        return connection.exchange("POST", "/api/v1/generateTask/" + model, with_key_and_json, body);
    }

    std::string accepted(const std::string& model, const std::string& body) {
        const auto reply = submit(model, body);
        BOOST_TEST_REQUIRE(reply.status == 200, reply.body);
        return std::string{json::parse(reply.body).at("data").at("taskId").as_string()};
    }

    plain_reply poll(const std::string& model, const std::string& id) {
        return connection.exchange("GET", "/api/v1/statusTask/" + model + "?taskId=" + id, with_key);
    }

    json::object data_of(const std::string& model, const std::string& id) {
        const auto reply = poll(model, id);
        BOOST_TEST_REQUIRE(reply.status == 200, reply.body);
        return json::parse(reply.body).at("data").as_object();
    }

    std::string state_of(const std::string& model, const std::string& id) {
        return std::string{data_of(model, id).at("state").as_string()};
    }

    /// Makes a task, finishes it, and returns its video's URL.
    std::string video_url() {
        accepted(fast, lighthouse);
        const auto task = gateways.tasks().back();
        gateways.complete(task.id);
        return task.video_url;
    }

    plain_reply download(const std::string& url, const headers& fields = {}, std::string_view method = "GET") {
        return plain_https{url, gateways.ca_pem()}.exchange(method, plain_url{url}.path, fields);
    }
};

inline std::vector<std::string> keys_of(const json::object& object) {
    std::vector<std::string> keys;
    for (const auto& field : object) keys.emplace_back(field.key());
    return keys;
}

inline void expect_keys(const json::object& object, const std::vector<std::string>& expected) {
    const auto keys = keys_of(object);
    BOOST_TEST(keys == expected);
}

inline void expect_refused(const plain_reply& reply, int status, const std::string& words) {
    BOOST_TEST(reply.status == status);
    const auto body = json::parse(reply.body).as_object();
    expect_keys(body, {"code", "message", "data"});
    BOOST_TEST(body.at("code").as_int64() == status);
    BOOST_TEST(body.at("data").is_null());
    const std::string message{body.at("message").as_string()};
    BOOST_TEST(contains(message, words));
}

}  // namespace test::apixo_sandbox
