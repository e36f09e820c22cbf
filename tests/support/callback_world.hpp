// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A sandbox whose callbacks a test takes, and each gateway as a client of it sees it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/sandbox/forged_callbacks.hpp>

#include "callback_receiver.hpp"
#include "checks.hpp"
#include "plain_https.hpp"
#include "printing.hpp"
#include "sandbox_checks.hpp"

namespace test::callbacks {

namespace json = boost::json;
using namespace std::chrono_literals;
using seedance::task_state;
using seedance::testing::callback_delivery;
using seedance::testing::callback_fault;
using seedance::testing::callback_forgery;
using seedance::testing::cut;
using seedance::testing::id_spelling;
using seedance::testing::sandbox;
using seedance::testing::sandbox_callback;
using seedance::testing::sandbox_operation;
using seedance::testing::sandbox_options;

inline const std::string token = "v1.k1.Zm9vYmFyYmF6cXV4MTIzNA.kJ8_aLq2-3dWm0pXcVbNmQwErTyUiOpAsDfGhJkLzXc";

inline std::string hook(int number = 0) {
    return "https://videos.example:8443/hooks/" + std::to_string(number) + '/' + token + "?a=b%20c";
}

/// One gateway as a client of it sees it.
struct speaker {
    std::string provider, submit_path;
    headers key;
    std::string id_name, other_id_name, state_name, success;

    std::string body(const std::string& url) const {
        if (provider == "apixo")
            return R"({"request_type":"callback","callback_url":")" + url +
                   R"(","input":{"mode":"text-to-video","prompt":"a fox"}})";
        if (provider == "pixazo") return R"({"content":[{"type":"text","text":"a fox"}]})";
        return R"({"model":"seedance-2-fast","prompt":"a fox","callBackUrl":")" + url + R"("})";
    }

    headers fields(const std::string& url, const std::string& mode) const {
        auto all = key;
        all.emplace_back("Content-Type", "application/json");
        if (provider != "pixazo") return all;
        all.emplace_back("X-Webhook-URL", url);
        if (!mode.empty()) all.emplace_back("X-Webhook-Mode", mode);
        return all;
    }

    std::string poll_path(const std::string& id) const {
        if (provider == "apixo") return "/api/v1/statusTask/seedance-2-0-fast?taskId=" + id;
        return (provider == "pixazo" ? "/v2/requests/status/" : "/v1/tasks/") + id;
    }

    /// Gives the object that holds id and state.
    json::object said(const std::string& text) const {
        auto body = json::parse(text).as_object();
        return provider == "apixo" ? body.at("data").as_object() : body;
    }

    std::string id_in(const std::string& text) const { return std::string{said(text).at(id_name).as_string()}; }
    std::string state_in(const std::string& text) const { return std::string{said(text).at(state_name).as_string()}; }
};

inline const speaker at_apixo{"apixo",
                              "/api/v1/generateTask/seedance-2-0-fast",
                              {{"Authorization", "Bearer sandbox-key"}},
                              "taskId",
                              "task_id",
                              "state",
                              "success"};
inline const speaker at_pixazo{"pixazo",
                               "/seedance-2-0/v1/text-to-video",
                               {{"Ocp-Apim-Subscription-Key", "sandbox-key"}},
                               "request_id",
                               "requestId",
                               "status",
                               "COMPLETED"};
inline const speaker at_xenodia{
    "xenodia", "/v1/videos/generations", {{"Authorization", "Bearer sandbox-key"}}, "task_id", "taskId", "state",
    "success"};
inline const speaker speakers[] = {at_apixo, at_pixazo, at_xenodia};
static_assert(std::size(speakers) == seedance::all_gateways::tables.size(),
              "how does the new gateway post its callbacks?");

struct world {
    explicit world(const speaker& who, sandbox_options options = {})
        : gateway{who},
          gateways{still(std::move(options))},
          connection{gateways.base_url(who.provider), gateways.ca_pem()} {}

    static sandbox_options still(sandbox_options options) {
        if (options.time_scale == 1) options.time_scale = 0;
        if (options.generation_time == 0s) options.generation_time = 100s;
        options.allow_repeated_submits = true;
        return options;
    }

    plain_reply submit(const std::string& url = hook(), const std::string& mode = {}) {
        return connection.exchange("POST", gateway.submit_path, gateway.fields(url, mode), gateway.body(url));
    }

    /// Submits, and gives the task's id.
    std::string accepted(const std::string& url = hook(), const std::string& mode = {}) {
        const auto reply = submit(url, mode);
        BOOST_TEST_REQUIRE(is_one_of(reply.status, {200, 202}), reply.body);
        return gateways.tasks().back().id;
    }

    plain_reply poll(const std::string& id) { return connection.exchange("GET", gateway.poll_path(id), gateway.key); }

    std::vector<callback_delivery> delivered(std::size_t count) {
        BOOST_TEST_REQUIRE(gateways.wait_for_deliveries(count));
        auto all = gateways.deliveries();
        BOOST_TEST_REQUIRE(all.size() == count);
        return all;
    }

    const speaker& gateway;
    sandbox gateways;
    plain_https connection;
};

inline sandbox_options to(const callback_receiver& receiver) {
    return {.callbacks = {.deliver_to = receiver.origin()}};
}

inline std::vector<std::string> urls_of(const std::vector<sandbox_callback>& callbacks) {
    std::vector<std::string> urls;
    for (const auto& callback : callbacks) urls.push_back(callback.url);
    return urls;
}

}  // namespace test::callbacks
