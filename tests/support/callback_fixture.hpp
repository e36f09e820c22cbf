// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A client whose gateways post the ends of tasks, and a receiver that takes what a test posts.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/webhook/receiver.hpp>

#include "client_fixture.hpp"

namespace test {

inline const std::string callbacks_at = "https://videos.example/hooks";

inline callback_key some_key(const std::string& id = "k1", const std::string& secret_text = "sixteen bytes...") {
    return {.id = id, .key = secret{secret_text}};
}

/// Gives the callback URL that a submit has told its gateway; empty where it has told none.
inline std::string callback_url_in(const http_request& submit) {
    if (const auto url = submit.header("X-Webhook-URL"); !url.empty()) return std::string{url};
    const auto body = boost::json::parse(submit.body).as_object();
    for (const auto* const name : {"callback_url", "callBackUrl"})
        if (const auto* const found = body.if_contains(name)) return std::string{found->as_string()};
    return {};
}

/// Makes the request with which a gateway posts a body to a URL.
inline webhook_request post_to(const std::string& url, std::string body) {
    const auto target = url.substr(url.find('/', std::string_view{"https://"}.size()));
    auto size = std::to_string(body.size());
    return {.method = "POST",
            .target = target,
            .headers = {{"Host", "videos.example"}, {"Content-Length", std::move(size)}},
            .body = std::move(body)};
}

// ---- what gateways post

inline std::string apixo_success(const std::string& id, std::int64_t created = 1'767'965'610'929) {
    return R"({"code":200,"message":"success","data":{"taskId":")" + id + R"(","state":"success","resultJson":)" +
           R"("{\"resultUrls\":[\"https://file.apixo.ai/)" + id + R"(.mp4\"]}","createTime":)" +
           std::to_string(created) + "}}";
}

inline std::string apixo_failure(const std::string& id) {
    return R"({"code":200,"message":"success","data":{"taskId":")" + id +
           R"(","state":"failed","failCode":"PromptInvalid","failMsg":"no"}})";
}

inline std::string apixo_progress(const std::string& id) {
    return R"({"code":200,"message":"success","data":{"taskId":")" + id + R"(","state":"processing"}})";
}

inline std::string pixazo_success(const std::string& id, const std::string& model = "seedance-2-0-fast") {
    return R"({"request_id":")" + id + R"(","status":"COMPLETED","model_id":")" + model +
           R"(","error":null,"output":{"media_url":["https://pub.r2.dev/v1/)" + id +
           R"(/output.mp4"],"media_type":"video/mp4"},"created_at":"2026-01-09T13:33:32.110Z"})";
}

// ---- the fixture

class callback_fixture : public client_fixture {
  public:
    callback_fixture() { begin_life(); }

    client_options options_of_client() {
        auto chosen = options();
        chosen.journal = written;
        chosen.models = all_models::entries;
        chosen.callbacks = {.base_url = callbacks_at, .keys = keys};
        return chosen;
    }

    /// Makes the client anew, as after a restart: the journal alone is what it was.
    void begin_life() {
        client = another(options_of_client());
        client.use(pixazo::account{.api_key = secret{"test-key"}});
        client.use(xenodia::account{.api_key = secret{"test-key"}});
    }

    /// Gives the URL that the newest submit has told its gateway.
    std::string url_sent() const {
        for (auto at = requests().rbegin(); at != requests().rend(); ++at)
            if (at->method == "POST") return callback_url_in(*at);
        return {};
    }

    /// Takes a request, and runs what is ready, or what is for so long.
    webhook_reply take(webhook_request request, std::chrono::milliseconds time = {}) {
        outcome<webhook_reply> result;
        receiver.handle(std::move(request), result.handler());
        pass(time);
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(!result.code);
        return result.value;
    }

    /// Posts a body to a URL; gives the status of the answer.
    int post(const std::string& url, std::string body, std::chrono::milliseconds time = {}) {
        return take(post_to(url, std::move(body)), time).status;
    }

    /// Gives how many polls were sent.
    long polls() const { return static_cast<long>(requests().size()) - submits(); }

    /// Moves time, alarm by alarm, by so much.
    void pass(std::chrono::milliseconds time) {
        const auto until = elapsed() + time;
        settle();
        while (clock->has_alarm() && elapsed() + clock->until_alarm() <= until) {
            clock->advance_to_alarm();
            settle();
        }
        clock->advance(std::chrono::duration_cast<std::chrono::milliseconds>(until - elapsed()));
        settle();
    }

    intent only() const {
        const auto all = written->list({}).intents;
        BOOST_TEST_REQUIRE(all.size() == 1u);
        return all.front();
    }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
    std::vector<callback_key> keys{some_key()};
    webhook_receiver receiver{client};
};

/// A task that waits: its gateway has accepted it, and nobody has polled it yet.
struct waiting_fixture : callback_fixture {
    waiting_fixture() {
        reply(accepted("task_1"));
        client.generate(rain(), result.options(2h), result.handler());
        settle();
        url = url_sent();
        BOOST_TEST_REQUIRE(!url.empty());
    }

    outcome<generated_video> result;
    std::string url;
};

}  // namespace test
