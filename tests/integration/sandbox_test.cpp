// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The sandbox, looked at from outside by a client that shares no code with the library.
#include <boost/test/unit_test.hpp>

#include <barrier>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <boost/json.hpp>

#include <seedance/testing/sample_video.hpp>
#include <seedance/testing/sandbox.hpp>

#include "checks.hpp"
#include "plain_https.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using seedance::task_state;
using seedance::testing::cut;
using seedance::testing::sandbox;
using seedance::testing::sandbox_operation;
using seedance::testing::sandbox_options;
using seedance::testing::scripted_answer;
using namespace test;

const std::string fast = "seedance-2-0-fast", mini = "seedance-2-0-mini", pro = "seedance-1-5-pro";
const headers with_key{{"Authorization", "Bearer sandbox-key"}};
const headers with_key_and_json{{"Authorization", "Bearer sandbox-key"}, {"Content-Type", "application/json"}};

std::string input(const std::string& fields) { return R"({"request_type":"async","input":{)" + fields + "}}"; }

const std::string lighthouse =
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

    /// A finished task's URL.
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

std::vector<std::string> keys_of(const json::object& object) {
    std::vector<std::string> keys;
    for (const auto& field : object) keys.emplace_back(field.key());
    return keys;
}

void expect_keys(const json::object& object, const std::vector<std::string>& expected) {
    const auto keys = keys_of(object);
    BOOST_TEST(keys == expected);
}

void expect_refused(const plain_reply& reply, int status, const std::string& words) {
    BOOST_TEST(reply.status == status);
    const auto body = json::parse(reply.body).as_object();
    expect_keys(body, {"code", "message", "data"});
    BOOST_TEST(body.at("code").as_int64() == status);
    BOOST_TEST(body.at("data").is_null());
    const std::string message{body.at("message").as_string()};
    BOOST_TEST(contains(message, words), "\"" << message << "\" does not say \"" << words << '"');
}

void expect_broken(const sandbox& gateways, const std::vector<std::string>& words) {
    const auto broken = gateways.broken_invariants();
    BOOST_TEST_REQUIRE(broken.size() == words.size());
    for (std::size_t i = 0; i != words.size(); ++i) BOOST_TEST(contains(broken[i], words[i]));
}

// ---- Requests as the documents show them ----

struct documented {
    std::string model, mode, body;
};

const documented documented_requests[] = {
    {pro, "text-to-video", R"({
    "request_type": "async",
    "input": {
      "mode": "text-to-video",
      "prompt": "a calm seaside sunrise with gentle camera dolly movement",
      "resolution": "720p",
      "duration": 8,
      "sound": false,
      "aspect_ratio": "16:9",
      "fixed_lens": false
    }
  })"},
    {pro, "text-to-video", R"({
  "request_type": "async",
  "input": {
    "mode": "text-to-video",
    "prompt": "a clean product showcase on a neutral background, subtle lighting shifts, steady camera",
    "resolution": "720p",
    "duration": 8,
    "sound": false,
    "aspect_ratio": "16:9",
    "fixed_lens": true
  }
})"},
    {pro, "image-to-video", R"({
  "request_type": "async",
  "input": {
    "mode": "image-to-video",
    "prompt": "animate this landscape with moving clouds and soft wind",
    "image_urls": [
      "https://example.com/start-frame.jpg",
      "https://example.com/end-frame.jpg"
    ],
    "resolution": "480p",
    "duration": 4,
    "sound": true,
    "aspect_ratio": "1:1",
    "fixed_lens": false
  }
})"},
    {pro, "image-to-video", R"({
    "request_type": "callback",
    "callback_url": "https://your-server.com/webhooks/apixo",
    "input": {
      "mode": "image-to-video",
      "prompt": "turn the two frames into a smooth cinematic transition with ambient sound",
      "image_urls": [
        "https://example.com/start-frame.jpg",
        "https://example.com/end-frame.jpg"
      ],
      "resolution": "720p",
      "duration": 8,
      "sound": true,
      "aspect_ratio": "16:9",
      "fixed_lens": false
    }
  })"},
    // The quickstart; the page's text-to-video example differs in white space only.
    {fast, "text-to-video", R"({
    "request_type": "async",
    "input": {
      "mode": "text-to-video",
      "prompt": "a cinematic tracking shot through a rainy neon street",
      "resolution": "720p",
      "duration": 5,
      "aspect_ratio": "16:9",
      "sound": true,
      "web_search": false
    }
  })"},
    {mini, "text-to-video", R"({
    "request_type": "async",
    "input": {
      "mode": "text-to-video",
      "prompt": "a cinematic drone shot above a rainy city at night",
      "resolution": "720p",
      "duration": 5,
      "aspect_ratio": "16:9",
      "sound": true,
      "web_search": false
    }
  })"},
    {mini, "text-to-video", R"({
  "request_type": "async",
  "input": {
    "mode": "text-to-video",
    "prompt": "a slow tracking shot through a foggy pine forest at dawn",
    "resolution": "720p",
    "duration": 10,
    "aspect_ratio": "16:9",
    "sound": true,
    "web_search": false
  }
})"},
};

// The next three stand in the documents of Fast and of Mini alike.
const documented shared_requests[] = {
    {"", "first_and_last_frames", R"({
  "request_type": "async",
  "input": {
    "mode": "first_and_last_frames",
    "prompt": "turn the still frames into a smooth cinematic camera move",
    "image_urls": [
      "https://example.com/frame-start.png",
      "https://example.com/frame-end.png"
    ],
    "resolution": "720p",
    "duration": 5,
    "aspect_ratio": "9:16",
    "sound": true,
    "web_search": false
  }
})"},
    {"", "omni_reference", R"({
  "request_type": "async",
  "input": {
    "mode": "omni_reference",
    "prompt": "create a stylish product ad using the visual references and voice rhythm",
    "image_urls": [
      "https://example.com/product-shot.png"
    ],
    "video_urls": [
      "https://example.com/ref-motion.mp4"
    ],
    "audio_urls": [
      "https://example.com/ref-audio.mp3"
    ],
    "resolution": "480p",
    "duration": 6,
    "aspect_ratio": "auto",
    "sound": true,
    "web_search": false
  }
})"},
    {"", "first_and_last_frames", R"({
    "request_type": "callback",
    "callback_url": "https://your-server.com/webhooks/apixo",
    "input": {
      "mode": "first_and_last_frames",
      "prompt": "turn the still frames into a smooth cinematic camera move",
      "image_urls": [
        "https://example.com/frame-start.png",
        "https://example.com/frame-end.png"
      ],
      "resolution": "720p",
      "duration": 5,
      "aspect_ratio": "9:16",
      "sound": true,
      "web_search": false
    }
  })"},
};

void expect_accepted(apixo& gateway, const std::string& model, const documented& request) {
    const auto reply = gateway.submit(model, request.body);
    BOOST_TEST_REQUIRE(reply.status == 200, reply.body);
    const auto answer = json::parse(reply.body).as_object();
    expect_keys(answer, {"code", "message", "data"});
    BOOST_TEST(answer.at("code").as_int64() == 200);
    BOOST_TEST(answer.at("message").as_string() == "success");
    const auto task = gateway.gateways.tasks().back();
    BOOST_TEST(task.id == std::string{answer.at("data").at("taskId").as_string()});
    BOOST_TEST(task.id.starts_with("task_"));
    BOOST_TEST(task.provider == "apixo");
    BOOST_TEST(task.model == model);
    BOOST_TEST(task.mode == request.mode);
    BOOST_TEST(task.body == request.body);
    const bool callback = request.body.find("callback_url") != std::string::npos;
    BOOST_TEST(task.callback_url == (callback ? "https://your-server.com/webhooks/apixo" : ""));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sandbox_apixo)

BOOST_AUTO_TEST_CASE(every_documented_request_is_accepted) {
    apixo gateway;
    for (const auto& request : documented_requests) expect_accepted(gateway, request.model, request);
    for (const auto& request : shared_requests)
        for (const auto& model : {fast, mini}) expect_accepted(gateway, model, request);
    BOOST_TEST(gateway.gateways.tasks_accepted() == std::size(documented_requests) + 2 * std::size(shared_requests));
    expect_broken(gateway.gateways, {});
}

BOOST_AUTO_TEST_CASE(what_may_be_left_out_and_how_values_may_be_spelled) {
    const std::string shortest = R"({"input":{"mode":"text-to-video","prompt":"x"}})";
    const std::string omni = R"("mode":"omni_reference","prompt":"x")";
    apixo gateway;
    gateway.accepted(mini, shortest);
    gateway.accepted(fast, shortest);
    gateway.accepted(mini, input(R"("mode":"text-to-video","prompt":"x","duration":"10")"));
    gateway.accepted(fast, input(R"("mode":"text-to-video","prompt":"x","duration":"10")"));
    gateway.accepted(mini, input(R"("mode":"text-to-video","prompt":"x","resolution":" 720P ")"));
    gateway.accepted(mini, input(omni));
    gateway.accepted(mini, input(omni + R"(,"image_urls":[{"url":"https://e.com/1.png"},"https://e.com/2.png"])"));
    gateway.accepted(pro, input(R"("mode":"text-to-video","prompt":"a b","sound":true)"));
    const auto tasks = gateway.gateways.tasks();
    BOOST_TEST(tasks[0].charged.micro_usd == 5 * 102'500);  // 720p and 5 s by default
    BOOST_TEST(tasks[2].charged.micro_usd == 10 * 102'500);
    BOOST_TEST(tasks[7].charged.micro_usd == 8 * 40'000);
}

BOOST_AUTO_TEST_CASE(each_validation_note_of_the_mini_page) {
    apixo gateway;
    gateway.gateways.set_media_length("https://e.com/1s", 1s);
    gateway.gateways.set_media_length("https://e.com/16s", 16s);
    gateway.gateways.set_media_length("https://e.com/8s", 8s);
    const auto refused = [&](const std::string& body, const std::string& words) {
        expect_refused(gateway.submit(mini, body), 400, words);
    };
    const auto text = [](const std::string& more) { return input(R"("mode":"text-to-video","prompt":"x",)" + more); };
    const auto omni = [](const std::string& more) { return input(R"("mode":"omni_reference","prompt":"x",)" + more); };
    const auto urls = [](int count) {
        std::string list = R"("https://e.com/1")";
        for (int i = 1; i < count; ++i) list += R"(,"https://e.com/1")";
        return '[' + list + ']';
    };

    refused(R"({"request_type":"async"})", "input: missing");
    refused(input(R"("mode":"text-to-video")"), "prompt: a prompt is required");
    refused(input(R"("mode":"text-to-video","prompt":7)"), "prompt: must be a string");
    refused(input(R"("mode":"text-to-video","prompt":"  ")"), "prompt: a prompt is required");
    refused(input(R"("prompt":"x")"), "mode: must be text-to-video, first_and_last_frames, omni_reference");
    refused(input(R"("mode":"image-to-video","prompt":"x")"), "mode: must be text-to-video");
    refused(text(R"("resolution":"1080p")"),
            "resolution: the model does not offer this resolution (given 1080p, allowed 480p, 720p)");
    refused(text(R"("duration":3)"), "duration: the model does not offer this duration");
    refused(text(R"("duration":16)"), "allowed 4..15 s");
    refused(text(R"("aspect_ratio":"5:4")"), "aspect_ratio: the model does not offer this aspect ratio");
    refused(text(R"("sound":"true")"), "sound: must be a boolean");
    refused(text(R"("web_search":1)"), "web_search: must be a boolean");
    refused(input(R"("mode":"first_and_last_frames","prompt":"x")"), "a first frame is required");
    refused(input(R"("mode":"first_and_last_frames","prompt":"x","image_urls":[])"), "a first frame is required");
    refused(input(R"("mode":"first_and_last_frames","prompt":"x","image_urls":)" + urls(3)),
            "image_urls: too many images (given 3, allowed at most 2)");
    refused(omni(R"("image_urls":)" + urls(10)), "too many images");
    refused(omni(R"("video_urls":)" + urls(4)), "too many videos");
    refused(omni(R"("image_urls":["https://e.com/1"],"audio_urls":)" + urls(4)), "too many audio files");
    refused(omni(R"("audio_urls":["https://e.com/1"])"), "audio references need at least one image or video");
    refused(omni(R"("video_urls":["https://e.com/1s"])"), "the reference is too short");
    refused(omni(R"("video_urls":["https://e.com/16s"])"), "the reference is too long");
    refused(omni(R"("image_urls":["https://e.com/1"],"audio_urls":["https://e.com/1s"])"),
            "the reference is too short");
    refused(omni(R"("image_urls":["https://e.com/1"],"audio_urls":["https://e.com/16s"])"),
            "the reference is too long");
    refused(omni(R"("video_urls":["https://e.com/8s","https://e.com/8s"])"),
            "the reference videos are too long together");
    refused(omni(R"("image_urls":["https://e.com/1"],"audio_urls":["https://e.com/8s","https://e.com/8s"])"),
            "the reference audio files are too long together");
    BOOST_TEST(gateway.gateways.tasks_accepted() == 0u);

    gateway.accepted(mini, omni(R"("image_urls":)" + urls(9)));
    gateway.accepted(mini, omni(R"("video_urls":)" + urls(3)));
    gateway.accepted(mini, omni(R"("image_urls":["https://e.com/1"],"audio_urls":)" + urls(3)));
}

BOOST_AUTO_TEST_CASE(each_validation_fix_of_the_pro_page) {
    apixo gateway;
    const auto refused = [&](const std::string& fields, const std::string& words) {
        expect_refused(gateway.submit(pro, input(fields)), 400, words);
    };
    const std::string text = R"("mode":"text-to-video","prompt":"abc","sound":true)";
    refused(R"("prompt":"abc","sound":true)", "mode: must be text-to-video, image-to-video");
    refused(R"("mode":"image-to-video","prompt":"abc","sound":true)", "a first frame is required");
    refused(text + R"(,"resolution":"1080p")", "resolution");
    refused(text + R"(,"resolution":"720P")", "resolution");
    refused(text + R"(,"duration":13)", "allowed 4..12 s");
    refused(text + R"(,"duration":"8")", "duration: must be an integer");
    refused(R"("mode":"text-to-video","prompt":"abc")", "sound: the model requires a value for this option");
    refused(R"("mode":"text-to-video","prompt":"abc","sound":"false")", "sound: must be a boolean");
    refused(R"("mode":"text-to-video","prompt":" ab ","sound":true)", "the prompt has too few characters");
    refused(R"("mode":"text-to-video","prompt":")" + std::string(2501, 'x') + R"(","sound":true)",
            "the prompt has too many characters");
    refused(text + R"(,"aspect_ratio":"auto")", "aspect_ratio");
    refused(text + R"(,"web_search":true)", "web_search: the model does not take this option");
    refused(text + R"(,"video_urls":["https://e.com/1"])", "media");
}

BOOST_AUTO_TEST_CASE(whatever_is_not_documented_is_refused) {
    apixo gateway;
    const auto refused = [&](const std::string& body, const std::string& words) {
        expect_refused(gateway.submit(fast, body), 400, words);
    };
    const auto text = [](const std::string& more) { return input(R"("mode":"text-to-video","prompt":"x",)" + more); };
    refused("{", "not valid JSON");
    refused("[]", "must be a JSON object");
    refused("{\"input\":\"\xff\"}", "not valid JSON");
    refused(R"({"input":[]})", "input: must be an object");
    refused(R"({"input":{"mode":"text-to-video","prompt":"x"},"seed":1})", "seed: unknown field");
    refused(text(R"("generate_audio":true)"), "generate_audio: unknown field");
    refused(text(R"("fixed_lens":true)"), "camera_fixed: the model does not take this option");
    refused(text(R"("sound":null)"), "sound: must be a boolean");
    refused(text(R"("duration":5.0)"), "duration: must be an integer");
    refused(text(R"("duration":"5s")"), "duration: must be an integer or a numeric string");
    refused(text(R"("duration":99999999999999999999)"), "duration: must be an integer");
    refused(text(R"("resolution":720)"), "resolution: must be a string");
    refused(text(R"("resolution":" 720p ")"), "resolution");
    refused(text(R"("aspect_ratio":"adaptive")"), "aspect_ratio");
    refused(text(R"("image_urls":["https://e.com/1"])"), "this mode takes no media");
    refused(text(R"("image_urls":"https://e.com/1")"), "image_urls: must be an array");
    refused(input(R"("mode":"omni_reference","prompt":"x","image_urls":[{"url":"https://e.com/1"}])"),
            "image_urls: each element");
    refused(input(R"("mode":"omni_reference","prompt":"x","image_urls":["http://e.com/1"])"),
            "the media URL is not https");
    refused(input(R"("mode":"omni_reference","prompt":"x","image_urls":[""])"), "the media URL is empty");
    refused(
        input(
            R"("mode":"first_and_last_frames","prompt":"x","image_urls":["https://e.com/1"],"audio_urls":["https://e.com/1"])"),
        "different modes");
    refused(R"({"request_type":"sync","input":{"mode":"text-to-video","prompt":"x"}})", "request_type");
    refused(R"({"request_type":"callback","input":{"mode":"text-to-video","prompt":"x"}})", "callback_url: required");
    refused(
        R"({"request_type":"callback","callback_url":"http://e.com","input":{"mode":"text-to-video","prompt":"x"}})",
        "the callback URL is not https");
    refused(input(R"("mode":7,"prompt":7,"sound":7)"),
            "mode: must be a string; prompt: must be a string; sound: must be a boolean");
    expect_refused(gateway.submit("seedance-3", lighthouse), 400, "Unknown model seedance-3");
    expect_refused(gateway.connection.exchange("POST", "/api/v1/generateTask/" + fast, with_key, lighthouse), 400,
                   "Content-Type");
    BOOST_TEST(gateway.gateways.tasks_accepted() == 0u);
}

BOOST_AUTO_TEST_CASE(the_key_comes_first) {
    apixo gateway{{.key = "right", .time_scale = 0}};
    const auto with = [&](const headers& fields) {
        return gateway.connection.exchange("POST", "/api/v1/generateTask/none", fields, "{");
    };
    for (const auto& fields : {headers{},
                               {{"Authorization", "Bearer wrong"}},
                               {{"Authorization", "right"}},
                               {{"Authorization", "bearer right"}},
                               {{"X-API-Key", "right"}},
                               {{"Authorization", "Bearer right"}, {"Authorization", "Bearer right"}}})
        expect_refused(with(fields), 401, "API key");
    expect_refused(with({{"Authorization", "Bearer right"}}), 400, "Unknown model");
    const auto received = gateway.gateways.received();
    BOOST_TEST(received.size() == 7u);
    BOOST_TEST(!received[1].right_key);
    BOOST_TEST(received[6].right_key);
    BOOST_TEST(received[6].header("authorization") == "Bearer right");
    expect_refused(gateway.connection.exchange("GET", "/api/v1/statusTask/" + fast + "?taskId=1"), 401, "API key");
    expect_refused(gateway.connection.exchange("GET", "/api/v1/apikeys/current-balance"), 401, "API key");
}

BOOST_AUTO_TEST_CASE(paths_and_methods) {
    apixo gateway;
    const auto send = [&](std::string_view method, std::string_view target) {
        return gateway.connection.exchange(method, target, with_key);
    };
    expect_refused(send("GET", "/"), 404, "Not found");
    expect_refused(send("GET", "/api/v1/tasks"), 404, "Not found");
    expect_refused(send("GET", "/api/v1/generateTask/" + fast), 405, "Method");
    BOOST_TEST(send("GET", "/api/v1/generateTask/" + fast).header("Allow") == "POST");
    expect_refused(send("DELETE", "/api/v1/statusTask/" + fast + "?taskId=1"), 405, "Method");
    expect_refused(send("GET", "/api/v1/statusTask/" + fast), 400, "taskId is missing");
    expect_refused(send("GET", "/api/v1/statusTask/" + fast + "?taskId=task_12345678"), 404, "Task not found");
    const auto id = gateway.accepted(fast, lighthouse);
    expect_refused(gateway.poll(mini, id), 404, "Task not found");  // "Check the taskId and model endpoint"
    BOOST_CHECK_THROW(gateway.gateways.base_url("nobody"), std::invalid_argument);
    BOOST_CHECK_THROW(gateway.gateways.base_url(""), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_task_from_submit_to_video) {
    apixo gateway;
    const auto id = gateway.accepted(fast, lighthouse);
    const auto task = gateway.gateways.tasks().at(0);
    BOOST_TEST(task.state == task_state::queued);
    BOOST_TEST(task.ends_at > 300s);
    BOOST_TEST(task.ends_at <= 320s);

    gateway.gateways.advance(200s);
    const auto running = gateway.data_of(fast, id);
    expect_keys(running, {"taskId", "state", "createTime"});
    BOOST_TEST(running.at("taskId").as_string() == id);
    BOOST_TEST(running.at("state").as_string() == "processing");
    BOOST_TEST(running.at("createTime").as_int64() == 1'767'965'610'000);

    gateway.gateways.advance(task.ends_at - 200s);
    const auto done = gateway.data_of(fast, id);
    expect_keys(done, {"taskId", "state", "resultJson", "createTime", "completeTime", "costTime"});
    BOOST_TEST(done.at("state").as_string() == "success");
    BOOST_TEST(done.at("completeTime").as_int64() == 1'767'965'610'000 + task.ends_at.count());
    BOOST_TEST(done.at("costTime").as_int64() == task.ends_at.count());
    const auto urls = json::parse(done.at("resultJson").as_string()).at("resultUrls").as_array();
    BOOST_TEST_REQUIRE(urls.size() == 1u);
    const std::string url{urls[0].as_string()};
    BOOST_TEST(url == task.video_url);
    BOOST_TEST(plain_url{url}.port != plain_url{gateway.gateways.base_url()}.port);

    const auto video = gateway.download(url);
    BOOST_TEST(video.status == 200);
    BOOST_TEST(video.header("Content-Type") == "video/mp4");
    BOOST_TEST(same_bytes(video.body, seedance::testing::sample_video()));
    expect_broken(gateway.gateways, {});
}

BOOST_AUTO_TEST_CASE(a_client_that_heeds_the_document_sees_a_running_task) {
    struct row {
        std::string model, body;
        std::chrono::seconds latest_first_poll, end;
    };
    const std::string text = R"("mode":"text-to-video","prompt":"a lighthouse","sound":true,)";
    for (const auto& [model, body, latest, end] : {
             row{fast, lighthouse, 300s, 330s},
             row{mini, lighthouse, 240s, 270s},
             row{mini, input(R"("mode":"omni_reference","prompt":"x")"), 300s, 330s},
             row{pro, input(text + R"("duration":4)"), 48s, 60s},
             row{pro, input(text + R"("duration":8)"), 72s, 90s},
             row{pro, input(text + R"("duration":12)"), 108s, 120s},
         }) {
        for (std::uint64_t seed = 0; seed != 8; ++seed) {
            apixo gateway{{.time_scale = 0, .seed = seed}};
            const auto id = gateway.accepted(model, body);
            gateway.gateways.advance(latest);
            BOOST_TEST(gateway.state_of(model, id) == "processing");
            gateway.gateways.advance(end - latest);
            BOOST_TEST(gateway.state_of(model, id) == "success");
            expect_broken(gateway.gateways, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(time_passes_by_itself_and_generation_time_can_be_set) {
    apixo gateway{{.time_scale = 1'000'000, .generation_time = 60s}};
    const auto id = gateway.accepted(mini, lighthouse);
    while (gateway.state_of(mini, id) != "success") {
    }
    const auto task = gateway.gateways.tasks().at(0);
    BOOST_TEST(task.ends_at - task.accepted_at == 60s);
}

BOOST_AUTO_TEST_CASE(tasks_that_fail) {
    apixo gateway{{.time_scale = 0, .generation_time = 100s}};
    gateway.gateways.fail_next_task("SensitiveContent", "Content violates upstream policy");
    const auto scripted =
        gateway.accepted(pro, input(R"("mode":"text-to-video","prompt":"a b","sound":true,"duration":8)"));
    const auto asked =
        gateway.accepted(mini, input(R"("mode":"text-to-video","prompt":" FAIL UPSTREAM_ERROR  Upstream error ")"));
    const auto bare = gateway.accepted(mini, input(R"("mode":"text-to-video","prompt":"FAIL Timeout")"));
    const auto plain = gateway.accepted(mini, input(R"("mode":"text-to-video","prompt":"FAILURE is an option")"));
    BOOST_TEST(gateway.gateways.balance().micro_usd == 1'000'000'000'000 - 8 * 40'000 - 3 * 5 * 102'500);
    gateway.gateways.advance(300s);

    const auto failed = gateway.data_of(pro, scripted);
    expect_keys(failed, {"taskId", "state", "failCode", "failMsg", "createTime", "completeTime", "costTime"});
    BOOST_TEST(failed.at("failCode").as_string() == "SensitiveContent");
    BOOST_TEST(failed.at("failMsg").as_string() == "Content violates upstream policy");
    BOOST_TEST(failed.at("costTime").as_int64() == 100'000);
    const auto failed_mini = gateway.data_of(mini, asked);
    expect_keys(failed_mini, {"taskId", "state", "failCode", "failMsg", "createTime", "completeTime"});
    BOOST_TEST(failed_mini.at("failCode").as_string() == "UPSTREAM_ERROR");
    BOOST_TEST(failed_mini.at("failMsg").as_string() == "Upstream error");
    BOOST_TEST(gateway.data_of(mini, bare).at("failCode").as_string() == "Timeout");
    BOOST_TEST(gateway.state_of(mini, plain) == "success");

    BOOST_TEST(gateway.gateways.balance().micro_usd == 1'000'000'000'000 - 5 * 102'500);
    BOOST_TEST(gateway.gateways.tasks().at(0).charged.micro_usd == 0);
    BOOST_TEST(gateway.download(gateway.gateways.tasks().at(0).video_url).status == 404);
}

BOOST_AUTO_TEST_CASE(tasks_driven_by_hand) {
    apixo gateway;
    const auto id = gateway.accepted(fast, lighthouse);
    BOOST_TEST(gateway.download(gateway.gateways.tasks().at(0).video_url).status == 404);
    gateway.gateways.set_state(id, task_state::running);
    gateway.gateways.advance(24h);
    BOOST_TEST(gateway.state_of(fast, id) == "processing");
    gateway.gateways.set_state(id, task_state::queued);
    BOOST_TEST(gateway.state_of(fast, id) == "pending");
    gateway.gateways.set_state(id, task_state::unknown);
    BOOST_TEST(gateway.state_of(fast, id) == "processing_r2");
    gateway.gateways.complete(id);
    const auto done = gateway.data_of(fast, id);
    BOOST_TEST(done.at("state").as_string() == "success");
    BOOST_TEST(done.at("costTime").as_int64() == 24 * 3'600'000);
    expect_broken(gateway.gateways, {});
    gateway.gateways.set_state(id, task_state::failed);
    BOOST_TEST(gateway.data_of(fast, id).at("failCode").as_string() == "Unknown error");
    BOOST_CHECK_THROW(gateway.gateways.complete("task_none"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(money) {
    apixo gateway{{.balance = seedance::usd(1), .time_scale = 0}};
    const std::string omni =
        R"("mode":"omni_reference","prompt":"x","resolution":"480p","duration":5,"video_urls":["https://e.com/v.mp4"])";
    gateway.gateways.set_media_length("https://e.com/v.mp4", 3500ms);
    gateway.accepted(fast, input(omni));
    BOOST_TEST(gateway.gateways.tasks().at(0).charged.micro_usd == 8'500 * 47);  // 5 s made and 3.5 s given, at $0.047
    expect_refused(gateway.submit(fast, lighthouse), 402, "Insufficient balance or quota");
    const auto reply = gateway.connection.exchange("GET", "/api/v1/apikeys/current-balance", with_key);
    const auto body = json::parse(reply.body).as_object();
    expect_keys(body, {"code", "message", "data"});
    BOOST_TEST(body.at("data").to_number<double>() == 0.6005, boost::test_tools::tolerance(1e-9));
    gateway.gateways.set_state(gateway.gateways.tasks().at(0).id, task_state::failed);
    gateway.accepted(fast, lighthouse);
    BOOST_TEST(gateway.gateways.balance().micro_usd == 1'000'000 - 780'000);
}

BOOST_AUTO_TEST_CASE(ids_follow_from_the_seed) {
    const auto ids = [](std::uint64_t seed) {
        apixo gateway{{.time_scale = 0, .seed = seed}};
        return std::pair{gateway.accepted(fast, lighthouse), gateway.accepted(mini, lighthouse)};
    };
    BOOST_TEST(ids(1) == ids(1));
    BOOST_TEST(ids(1).first != ids(2).first);
    BOOST_TEST(ids(1).first != ids(1).second);
}

BOOST_AUTO_TEST_CASE(options_out_of_range) {
    BOOST_CHECK_THROW(sandbox({.key = ""}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox({.time_scale = -1}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox({.time_scale = std::nan("")}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox({.generation_time = -1s}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox{}.advance(-1s), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sandbox_http)

BOOST_AUTO_TEST_CASE(connections_are_kept_and_recorded) {
    apixo gateway;
    gateway.accepted(fast, lighthouse);
    gateway.poll(fast, "none");
    plain_https second{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    second.send("GET", "/api/v1/apikeys/current-balance",
                {{"Authorization", "Bearer sandbox-key"}, {"Connection", "close"}});
    BOOST_TEST(second.receive().header("Connection") == "close");
    BOOST_TEST(second.receive_all().second == boost::asio::error::eof);
    const auto received = gateway.gateways.received();
    BOOST_TEST_REQUIRE(received.size() == 3u);
    BOOST_TEST(received[0].operation == sandbox_operation::submit);
    BOOST_TEST(received[1].operation == sandbox_operation::poll);
    BOOST_TEST(received[2].operation == sandbox_operation::other);
    BOOST_TEST(received[2].provider == "apixo");
    BOOST_TEST(received[0].method == "POST");
    BOOST_TEST(received[0].target == "/api/v1/generateTask/seedance-2-0-fast");
    BOOST_TEST(received[0].body == lighthouse);
    BOOST_TEST(received[0].header("content-type") == "application/json");
    BOOST_TEST(received[0].headers.size() == 4u);
    BOOST_TEST(received[0].connection == received[1].connection);
    BOOST_TEST(received[0].connection != received[2].connection);
}

BOOST_AUTO_TEST_CASE(requests_that_are_too_large_or_no_requests) {
    apixo gateway;
    const auto fresh = [&] { return plain_https{gateway.gateways.base_url(), gateway.gateways.ca_pem()}; };
    expect_refused(fresh().exchange("GET", "/", {{"X-Long", std::string(17'000, 'x')}}), 431, "too large");
    expect_refused(fresh().exchange("POST", "/", {}, std::string((1 << 20) + 1, 'x')), 413, "too large");
    expect_refused(fresh().exchange("POST", "/", {}, std::string(1 << 20, 'x')), 401, "API key");
    expect_refused(fresh().exchange("GET", "/", {{"X-Long", std::string(15'000, 'x')}}), 401, "API key");
    plain_https wrong{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    wrong.send_bytes("HELO there\r\n\r\n");
    expect_refused(wrong.receive(), 400, "not HTTP");
    BOOST_TEST(gateway.gateways.received().size() == 2u);
}

BOOST_AUTO_TEST_CASE(scripted_answers) {
    apixo gateway;
    const auto body = [](const plain_reply& reply) { return std::to_string(reply.status) + ' ' + reply.body; };
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 503, .body = "later", .headers = {{"Retry-After", "7"}}});
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 500, .content_type = "text/html", .body = "lost", .accept_first = true});
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 200, .body = "{}"});
    const auto later = gateway.submit(fast, lighthouse);
    BOOST_TEST(body(later) == "503 later");
    BOOST_TEST(later.header("Retry-After") == "7");
    BOOST_TEST(gateway.gateways.tasks_accepted() == 0u);
    const auto lost = gateway.submit(fast, lighthouse);
    BOOST_TEST(body(lost) == "500 lost");
    BOOST_TEST(lost.header("Content-Type") == "text/html");
    BOOST_TEST(gateway.gateways.tasks_accepted() == 1u);
    const auto id = gateway.gateways.tasks().at(0).id;
    gateway.gateways.advance(200s);
    BOOST_TEST(body(gateway.poll(fast, id)) == "200 {}");
    BOOST_TEST(gateway.state_of(fast, id) == "processing");
    const auto url = gateway.video_url();
    gateway.gateways.answer_next(sandbox_operation::download, {.status = 404});
    BOOST_TEST(gateway.download(url).status == 404);
    BOOST_TEST(gateway.download(url).status == 200);
}

BOOST_AUTO_TEST_CASE(cut_answers) {
    namespace error = boost::asio::error;
    apixo gateway{{.time_scale = 0, .allow_repeated_submits = true}};
    const auto submit = [&](scripted_answer script) {
        plain_https connection{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
        gateway.gateways.answer_next(sandbox_operation::submit, std::move(script));
        connection.send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
        return connection.receive_all();
    };
    for (const std::size_t after : {0, 1, 17, 120}) {
        const auto [in_order, clean] = submit({.ending = cut::close_notify, .cut_after = after});
        BOOST_TEST(in_order.size() == after);
        BOOST_TEST(clean == error::eof);
        const auto [truncated, fin] = submit({.ending = cut::fin, .cut_after = after});
        BOOST_TEST(truncated == in_order.substr(0, after));
        BOOST_TEST(fin == boost::asio::ssl::error::stream_truncated);
        const auto [torn, rst] = submit({.ending = cut::rst, .cut_after = after});
        BOOST_TEST(torn == truncated);
        BOOST_TEST(rst == error::connection_reset);
    }
    BOOST_TEST(gateway.gateways.tasks_accepted() == 12u);
    const auto [whole, end] = submit({.status = 500, .body = "abc", .ending = cut::fin, .cut_after = 10'000});
    BOOST_TEST(whole.ends_with("\r\n\r\nabc"));
    BOOST_TEST(gateway.gateways.tasks_accepted() == 12u);
    expect_broken(gateway.gateways, {});
}

BOOST_AUTO_TEST_CASE(held_answers) {
    apixo gateway;
    gateway.gateways.answer_next(sandbox_operation::submit, {.hold = true});
    gateway.connection.send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
    BOOST_TEST(gateway.gateways.wait_for_requests(1));
    BOOST_TEST(gateway.gateways.tasks_accepted() == 1u);
    gateway.gateways.advance(200s);
    gateway.gateways.release_held();
    const auto reply = gateway.connection.receive();
    const std::string id{json::parse(reply.body).at("data").at("taskId").as_string()};
    BOOST_TEST(gateway.state_of(fast, id) == "processing");  // on the same connection
    BOOST_TEST(gateway.gateways.received().back().connection == gateway.gateways.received().front().connection);
    BOOST_TEST(!gateway.gateways.wait_for_requests(3, 0ms));

    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 500, .hold = true});
    {
        plain_https impatient{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
        impatient.send("GET", "/api/v1/statusTask/" + fast + "?taskId=" + id, with_key);
        BOOST_TEST(gateway.gateways.wait_for_requests(3));
    }
    gateway.gateways.release_held();  // to nobody
    BOOST_TEST(gateway.state_of(fast, id) == "processing");
}

BOOST_AUTO_TEST_CASE(it_stops_with_connections_open_and_answers_held) {
    std::vector<std::unique_ptr<plain_https>> connections;
    {
        sandbox gateways{{.time_scale = 0}};
        for (int i = 0; i != 12; ++i) {
            connections.push_back(std::make_unique<plain_https>(gateways.base_url(), gateways.ca_pem()));
            if (i % 3 == 0) continue;  // idle
            if (i % 3 == 1)
                connections.back()->send_bytes("POST /api/v1/generateTask/x HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf");
            if (i % 3 == 2) gateways.answer_next(sandbox_operation::submit, {.hold = true});
            if (i % 3 == 2)
                connections.back()->send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
        }
        BOOST_TEST(gateways.wait_for_requests(4));
    }
    for (const auto& connection : connections) {
        const auto [text, end] = connection->receive_all();
        BOOST_TEST(text == "");
        BOOST_TEST(end.failed());
    }
}

BOOST_AUTO_TEST_CASE(fifty_clients_at_once) {
    sandbox gateways{{.time_scale = 0}};
    std::vector<int> right(50);
    std::barrier everyone_has_submitted{50, [&gateways]() noexcept { gateways.advance(400s); }};
    std::vector<std::thread> clients;
    for (std::size_t n = 0; n != right.size(); ++n)
        clients.emplace_back([&, n] {
            plain_https connection{gateways.base_url(), gateways.ca_pem()};
            const auto body = input(R"("mode":"text-to-video","prompt":"number )" + std::to_string(n) + '"');
            const auto accepted = connection.exchange("POST", "/api/v1/generateTask/" + fast, with_key_and_json, body);
            const std::string id{json::parse(accepted.body).at("data").at("taskId").as_string()};
            everyone_has_submitted.arrive_and_wait();
            const auto answer = connection.exchange("GET", "/api/v1/statusTask/" + fast + "?taskId=" + id, with_key);
            const auto result = json::parse(json::parse(answer.body).at("data").at("resultJson").as_string());
            const std::string url{result.at("resultUrls").at(0).as_string()};
            const auto video = plain_https{url, gateways.ca_pem()}.exchange("GET", plain_url{url}.path);
            right[n] = video.body == seedance::testing::sample_video() && url.find(id) != std::string::npos ? 1 : 0;
        });
    for (auto& client : clients) client.join();
    BOOST_TEST(std::count(right.begin(), right.end(), 1) == 50);
    BOOST_TEST(gateways.tasks_accepted() == 50u);
    expect_broken(gateways, {});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sandbox_files)

BOOST_AUTO_TEST_CASE(ranges) {
    apixo gateway;
    const auto url = gateway.video_url();
    const auto file = seedance::testing::sample_video();
    const auto size = std::to_string(file.size());
    const auto get = [&](const std::string& range, const std::string& condition = {}) {
        headers fields{{"Range", range}};
        if (!condition.empty()) fields.emplace_back("If-Range", condition);
        return gateway.download(url, fields);
    };
    const auto whole = gateway.download(url);
    const auto etag = whole.header("ETag");
    BOOST_TEST(whole.header("Content-Length") == size);
    BOOST_TEST(whole.header("Accept-Ranges") == "bytes");
    BOOST_TEST(etag.starts_with('"'));

    const auto expect_part = [&](const plain_reply& reply, std::size_t first, std::size_t last) {
        BOOST_TEST(reply.status == 206);
        BOOST_TEST(reply.header("Content-Range") ==
                   "bytes " + std::to_string(first) + '-' + std::to_string(last) + '/' + size);
        BOOST_TEST(reply.header("ETag") == etag);
        BOOST_TEST(same_bytes(reply.body, file.substr(first, last - first + 1)));
    };
    expect_part(get("bytes=0-0"), 0, 0);
    expect_part(get("bytes=1000-"), 1000, file.size() - 1);
    expect_part(get("bytes=100-199"), 100, 199);
    expect_part(get("bytes=-10"), file.size() - 10, file.size() - 1);
    expect_part(get("bytes=-999999"), 0, file.size() - 1);
    expect_part(get("bytes=10-999999"), 10, file.size() - 1);
    expect_part(get("bytes=10-", etag), 10, file.size() - 1);
    for (const auto& range : {"bytes=" + size + "-", std::string{"bytes=-0"}}) {
        const auto reply = get(range);
        BOOST_TEST(reply.status == 416);
        BOOST_TEST(reply.header("Content-Range") == "bytes */" + size);
    }
    for (const auto& range :
         {"bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "pages=1-2", "bytes=1 - 2"})
        BOOST_TEST(get(range).status == 200, range);
    const auto changed = get("bytes=10-", "\"another\"");
    BOOST_TEST(changed.status == 200);
    BOOST_TEST(same_bytes(changed.body, file));
    expect_broken(gateway.gateways, {});
}

BOOST_AUTO_TEST_CASE(who_gets_what) {
    apixo gateway;
    const auto url = gateway.video_url();
    const auto origin = url.substr(0, url.find("/videos"));
    for (const auto* path : {"/", "/videos/", "/videos/.mp4", "/videos/task_none.mp4", "/videos/x"})
        BOOST_TEST(gateway.download(origin + path).status == 404, path);
    BOOST_TEST(gateway.download(url, {}, "POST").status == 405);
    const auto head = gateway.download(url, {{"Range", "bytes=1-2"}}, "HEAD");
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.header("Content-Length") == std::to_string(seedance::testing::sample_video().size()));
    gateway.gateways.advance(24h);
    BOOST_TEST(gateway.download(url).status == 200);
    gateway.gateways.advance(1ms);
    BOOST_TEST(gateway.download(url).status == 403);
}

BOOST_AUTO_TEST_CASE(the_video_is_a_video) {
    if (std::system("ffprobe -version > /dev/null 2>&1") != 0) {
        BOOST_TEST_MESSAGE("skipped: ffprobe is not installed");
        return;
    }
    apixo gateway;
    const temporary_folder folder;
    folder.write("video.mp4", gateway.download(gateway.video_url()).body);
    const auto command =
        "ffprobe -v error -count_frames -show_entries stream=codec_name,width,height,nb_read_frames -of csv=p=0 " +
        folder.path("video.mp4") + " 2>&1";
    std::string printed;
    auto* pipe = popen(command.c_str(), "r");
    BOOST_TEST_REQUIRE(pipe != nullptr);
    for (char line[256]; std::fgets(line, sizeof line, pipe) != nullptr;) printed += line;
    BOOST_TEST(pclose(pipe) == 0);
    BOOST_TEST(printed == "h264,128,72,24\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sandbox_invariants)

BOOST_AUTO_TEST_CASE(a_submit_sent_twice) {
    apixo gateway;
    const auto twice = [&](std::vector<std::string> words) {
        gateway.submit(fast, lighthouse);
        expect_broken(gateway.gateways, words);
    };
    for (const int status : {429, 400, 402}) {  // refused: may be sent again
        gateway.gateways.answer_next(sandbox_operation::submit, {.status = status, .body = "{}"});
        twice({});
    }
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 503, .body = "{}", .headers = {{"Retry-After", "1"}}});
    twice({});
    gateway.gateways.answer_next(sandbox_operation::submit, {.status = 200, .body = R"({"code":429})"});
    twice({});
    gateway.gateways.answer_next(sandbox_operation::submit,
                                 {.status = 500});  // not accepted, but how could the client know?
    twice({});
    twice({"a submit was sent again"});
    gateway.submit(mini, lighthouse);
    gateway.submit(fast, lighthouse + ' ');
    expect_broken(gateway.gateways, {"a submit was sent again"});

    apixo tolerant{{.time_scale = 0, .allow_repeated_submits = true}};
    tolerant.accepted(fast, lighthouse);
    tolerant.accepted(fast, lighthouse);
    expect_broken(tolerant.gateways, {});
}

BOOST_AUTO_TEST_CASE(a_submit_sent_again_after_a_cut_refusal) {
    apixo gateway;
    gateway.gateways.answer_next(sandbox_operation::submit, {.status = 400, .ending = cut::fin, .cut_after = 5});
    gateway.connection.send("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
    gateway.connection.receive_all();
    plain_https second{gateway.gateways.base_url(), gateway.gateways.ca_pem()};
    second.exchange("POST", "/api/v1/generateTask/" + fast, with_key_and_json, lighthouse);
    expect_broken(gateway.gateways, {"a submit was sent again"});
}

BOOST_AUTO_TEST_CASE(a_poll_after_the_end) {
    apixo gateway;
    const auto url = gateway.video_url();
    const auto id = gateway.gateways.tasks().at(0).id;
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 500});
    gateway.poll(fast, id);
    gateway.poll(fast, id);  // only now the end was told
    expect_broken(gateway.gateways, {});
    gateway.gateways.advance(25h);
    BOOST_TEST(gateway.download(url).status == 403);
    gateway.poll(fast, id);  // asks for a new URL
    expect_broken(gateway.gateways, {});
    gateway.poll(fast, id);
    expect_broken(gateway.gateways, {"polled again after its end"});
}

BOOST_AUTO_TEST_CASE(a_poll_too_early) {
    apixo gateway{{.time_scale = 0, .generation_time = 60s}};
    const auto id = gateway.accepted(fast, lighthouse);
    gateway.gateways.advance(199'999ms);
    gateway.gateways.answer_next(sandbox_operation::poll, {.status = 500});  // counts whatever is answered
    gateway.poll(fast, id);
    expect_broken(gateway.gateways, {"199999 ms after its acceptance; the document says 200000 ms"});

    const auto with_callback =
        R"({"request_type":"callback","callback_url":"https://e.com/","input":{"mode":"text-to-video","prompt":"x"}})";
    const auto woken = gateway.accepted(fast, with_callback);
    gateway.gateways.advance(60s);
    gateway.poll(fast, woken);
    BOOST_TEST(gateway.gateways.broken_invariants().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_key_for_the_file_host) {
    apixo gateway;
    const auto url = gateway.video_url();
    gateway.download(url, {{"Authorization", "Basic abc"}});
    gateway.download(url, {{"X-Other", "say sandbox-key"}});
    gateway.download(url + "?key=sandbox-key");
    gateway.download(url, {{"Cookie", "a=b"}});
    expect_broken(gateway.gateways, {"header Authorization", "header X-Other", "in its target", "header Cookie"});
    for (const auto& words : gateway.gateways.broken_invariants()) BOOST_TEST(lacks(words, "sandbox-key"));
}

BOOST_AUTO_TEST_SUITE_END()
