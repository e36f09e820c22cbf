// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// BytePlus ModelArk in memory, and a client that examples/modelark plugs into it.

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include <seedance/models.hpp>

#include "../../examples/modelark/provider.hpp"
#include "../../examples/modelark/settle.hpp"
#include "../../examples/modelark/tasks.hpp"
#include "checks.hpp"
#include "client_fixture.hpp"

namespace test {

namespace json = boost::json;
using strings = std::vector<std::string>;

using ark_2_0 = modelark::seedance_2_0;
using ark_fast = modelark::seedance_2_0_fast;
using ark_mini = modelark::seedance_2_0_mini;
using ark_1_5 = modelark::seedance_1_5_pro;
using ark_1_0 = modelark::seedance_1_0_pro;

using ark_models = model_list<ark_2_0, ark_fast, ark_mini, ark_1_5, ark_1_0>;

inline const std::string base = "https://ark.ap-southeast.bytepluses.com/api/v3";

// ---- the emulation

inline http_reply refusal(int status, std::string_view code, std::string_view message, std::string_view param = "") {
    return reply_with(
        status, serialize(json::object{
                    {"error", {{"code", code}, {"message", message}, {"param", param}, {"type", "BadRequest"}}}}));
}

/// ModelArk's tasks in memory. It is strict about what it is sent, and a task moves on each time it is asked for.
class emulated_modelark {
  public:
    struct entry {
        std::string status = "queued";
        json::object body = {};
        std::int64_t created = 1'767'965'610;
        std::int64_t asked = 0;
    };

    http_reply operator()(const http_request& request) {
        auto reply = answer(request);
        reply.headers.insert(reply.headers.end(), headers.begin(), headers.end());
        return reply;
    }

    http_reply answer(const http_request& request) {
        const auto url = boost::urls::parse_uri(request.url).value();
        const std::string path{url.encoded_path().data(), url.encoded_path().size()};
        const std::string root = "/api/v3/contents/generations/tasks";
        if (request.headers.empty() || request.headers[0].name != "Authorization" ||
            request.headers[0].value != "Bearer " + key)
            return refusal(401, "AuthenticationError", "The API key in the request is missing or invalid.");
        if (path == root && request.method == "POST") return create(request);
        if (path == root && request.method == "GET") return list(url);
        if (!path.starts_with(root + "/")) return refusal(404, "InvalidAction", "no such path");
        const auto found = tasks.find(path.substr(root.size() + 1));
        if (found == tasks.end()) return refusal(404, "ResourceNotFound", "The specified resource is not found.");
        if (request.method == "DELETE") return remove(found);
        auto reply = reply_with(200, serialize(shown(found->first, found->second)));
        ++found->second.asked;
        if (moving) move(found->second);
        return reply;
    }

    json::object shown(const std::string& id, const entry& task) const {
        json::object out{{"id", id},
                         {"model", task.body.contains("model") ? task.body.at("model") : json::value{"?"}},
                         {"status", task.status},
                         {"error", nullptr},
                         {"created_at", task.created},
                         {"updated_at", task.created + 60},
                         {"framespersecond", 24}};
        if (task.status == "succeeded") {
            out["content"] = {{"video_url", "https://ark-content.example/" + id + ".mp4?sig=1"}};
            out["usage"] = {{"completion_tokens", 108'900}, {"total_tokens", 108'900}};
            const auto* frame = task.body.if_contains("return_last_frame");
            if (frame != nullptr && frame->as_bool())
                out["content"].as_object()["last_frame_url"] = "https://ark-content.example/" + id + ".png";
        }
        if (task.status == "failed")
            out["error"] = {{"code", "OutputVideoSensitiveContentDetected"}, {"message", "the video was refused"}};
        return out;
    }

    std::map<std::string, entry> tasks;
    bool moving = true;                     ///< tasks go on when they are asked for
    std::vector<http_header> headers = {};  ///< of every answer
    std::string outcome = "succeeded";
    std::string key = "test-key";  ///< the one that is taken

  private:
    http_reply create(const http_request& request) {
        static const std::set<std::string_view> known{"model",
                                                      "content",
                                                      "ratio",
                                                      "resolution",
                                                      "duration",
                                                      "generate_audio",
                                                      "watermark",
                                                      "seed",
                                                      "camera_fixed",
                                                      "return_last_frame",
                                                      "tools",
                                                      "callback_url",
                                                      "execution_expires_after",
                                                      "priority",
                                                      "safety_identifier"};
        auto body = json::parse(request.body).as_object();
        for (const auto& [name, value] : body)
            if (!known.contains(std::string_view{name}))
                return refusal(400, "InvalidParameter", "unknown field", std::string_view{name});
        for (const auto* name : {"model", "content", "ratio", "resolution", "duration"})
            if (!body.contains(name)) return refusal(400, "MissingParameter", "a field is missing", name);
        if (body.contains("seed") && body.at("model").as_string().starts_with("dreamina"))
            return refusal(400, "InvalidParameter", "no seed", "seed");
        const auto id = "cgt-20261121-" + std::to_string(tasks.size() + 1);
        tasks[id].body = std::move(body);
        return reply_with(200, serialize(json::object{{"id", id}}));
    }

    http_reply list(const boost::urls::url_view& url) const {
        std::set<std::string> ids;
        std::string status, model;
        std::size_t page = 1, size = 10;
        for (const auto& [name, value, has] : url.params()) {
            if (name == "filter.task_ids") ids.insert(std::string{value});
            if (name == "filter.status") status = value;
            if (name == "filter.model") model = value;
            if (name == "page_num") page = std::stoul(std::string{value});
            if (name == "page_size") size = std::stoul(std::string{value});
        }
        json::array fitting, items;
        for (const auto& [id, task] : tasks)
            if ((ids.empty() || ids.contains(id)) && (status.empty() || status == task.status) &&
                (model.empty() || model == task.body.at("model").as_string()))
                fitting.push_back(shown(id, task));
        for (auto i = (page - 1) * size; i < std::min(page * size, fitting.size()); ++i) items.push_back(fitting[i]);
        return reply_with(200, serialize(json::object{{"total", fitting.size()}, {"items", items}}));
    }

    http_reply remove(std::map<std::string, entry>::iterator found) {
        if (found->second.status == "running")
            return refusal(409, "InvalidAction.RunningTaskDeletion",
                           "Cannot delete task because it is currently running.");
        if (found->second.status == "cancelled") return refusal(409, "InvalidAction", "the task is cancelled");
        if (found->second.status == "queued")
            found->second.status = "cancelled";
        else
            tasks.erase(found);
        return reply_with(200, "{}");
    }

    void move(entry& task) const {
        if (task.status == "running")
            task.status = outcome;
        else if (task.status == "queued")
            task.status = "running";
    }
};

/// A client with a key for ModelArk, and the emulation behind its transport.
struct ark_fixture : client_fixture {
    ark_fixture() {
        client.use(account);
        network->answer_with([this](const http_request& request) {
            times.push_back(elapsed());
            return ark(request);
        });
    }

    template <class T>
    T get(asio::awaitable<T> what) {
        std::optional<T> got;
        run(keep(std::move(what), got));
        return std::move(*got);
    }

    outcome<task_page> listed(const task_query& query = {}) {
        outcome<task_page> result;
        client.list("modelark", query, result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    static task task_named(const std::string& id) {
        return {.provider = "modelark", .model = "dreamina-seedance-2-0-260128", .id = id};
    }

    outcome<status_answer> cancelled(const std::string& id) {
        outcome<status_answer> result;
        client.cancel(task_named(id), result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    long orders() const {
        return std::count_if(requests().begin(), requests().end(), [](const auto& r) { return r.method == "DELETE"; });
    }

    /// Runs a coroutine, and returns what it failed with.
    failure failure_of(asio::awaitable<void> what) {
        try {
            run(std::move(what));
        } catch (const error& e) {
            return e.why();
        }
        BOOST_ERROR("no failure");
        return {};
    }

    template <class T>
    failure failure_of(asio::awaitable<T> what) {
        return failure_of(drop(std::move(what)));
    }

    const modelark::account account{.api_key = secret{"test-key"}};
    emulated_modelark ark;
    modelark::tasks tasks{network, account};

  private:
    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<T> what, std::optional<T>& got) {
        auto value = co_await std::move(what);
        got = std::move(value);
    }

    template <class T>
    static asio::awaitable<void> drop(asio::awaitable<T> what) {
        co_await std::move(what);
    }
};

inline bool within(std::chrono::milliseconds given, std::chrono::milliseconds least, std::chrono::milliseconds most) {
    return given >= least && given <= most;
}

template <class Request>
json::value encoded(const Request& request) {
    const auto prepared = prepare(request);
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.message().target == "/contents/generations/tasks");
    BOOST_TEST_REQUIRE(prepared.message().headers.size() == 1u);
    BOOST_TEST(prepared.message().headers[0].name == "Content-Type");
    BOOST_TEST(prepared.message().headers[0].value == "application/json");
    BOOST_TEST(!prepared.price().known());
    BOOST_TEST(prepared.price().why_unknown() == price_gap::not_documented);
    return json::parse(prepared.message().body);
}

template <class Request>
void check_body(const Request& request, std::string_view expected) {
    BOOST_TEST(encoded(request) == json::parse(expected));
}

}  // namespace test
