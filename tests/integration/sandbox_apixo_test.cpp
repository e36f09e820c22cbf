// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The sandbox as APIXO: what its documents show is accepted and answered, and nothing else.
#include <cmath>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/testing/sample_video.hpp>

#include "apixo_sandbox.hpp"
#include "checks.hpp"
#include "printing.hpp"

using namespace test;
using namespace test::apixo_sandbox;

namespace {

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
    refused(input(R"("mode":"omni_reference","prompt":"x","image_urls":["ftp://e.com/1"])"),
            "the media URL is not https");
    refused(input(R"("mode":"omni_reference","prompt":"x","image_urls":["https://localhost/1"])"), "references[0].url");
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
