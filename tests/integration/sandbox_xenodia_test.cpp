// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Xenodia in the sandbox: looked at from outside, by a client that shares no code with the library; at the end by the
// library.
#include <boost/test/unit_test.hpp>

#include <map>

#include <seedance/provider/prepared.hpp>
#include <seedance/provider/xenodia.hpp>

#include "checks.hpp"
#include "sandbox_checks.hpp"

BOOST_AUTO_TEST_SUITE(sandbox_xenodia)

namespace {

namespace json = boost::json;
namespace xenodia = seedance::xenodia;
using namespace std::chrono_literals;
using seedance::task_state;
using seedance::testing::sandbox_operation;
using seedance::testing::sandbox_options;
using namespace test;

const headers with_key{{"Authorization", "Bearer sandbox-key"}};
const headers with_key_and_json{{"Authorization", "Bearer sandbox-key"}, {"Content-Type", "application/json"}};

/// A request of seedance-2-fast with these fields besides model and prompt.
std::string fast(const std::string& more = {}) {
    return R"({"model":"seedance-2-fast","prompt":"a beach")" + more + '}';
}

struct gateway : gateway_fixture {
    explicit gateway(const sandbox_options& options = {.time_scale = 0}) : gateway_fixture{"xenodia", options} {}

    plain_reply submit(const std::string& body, std::string_view path = "/v1/videos/generations") {
        return connection.exchange("POST", path, with_key_and_json, body);
    }

    seedance::testing::sandbox_task accepted(const std::string& body) {
        const auto reply = submit(body);
        BOOST_TEST_REQUIRE(reply.status == 202, reply.body);
        return gateways.tasks().back();
    }

    plain_reply poll(const std::string& id) { return connection.exchange("GET", "/v1/tasks/" + id, with_key); }

    std::string state_of(const std::string& id) { return std::string{object_in(poll(id)).at("state").as_string()}; }
};

void expect_refused(const plain_reply& reply, int status, const std::string& error, const std::string& words) {
    BOOST_TEST(reply.status == status);
    const auto body = json::parse(reply.body).as_object();
    BOOST_TEST_REQUIRE(body.size() == 4, reply.body);
    BOOST_TEST_REQUIRE(body.contains("message"), reply.body);
    BOOST_TEST_REQUIRE(body.at("type").is_string(), reply.body);
    BOOST_TEST_REQUIRE(body.at("code").is_string(), reply.body);
    BOOST_TEST(body.at("error").as_string() == error);
    BOOST_TEST(contains(body.at("message").as_string(), words));
}

std::string urls(int count, const std::string& url = "https://e.com/1") {
    auto list = '"' + url + '"';
    for (int i = 1; i < count; ++i) list += ",\"" + url + '"';
    return '[' + list + ']';
}

struct documented {
    std::string body, model, mode, resolution, ratio;
    std::chrono::seconds duration;
};

const documented documented_requests[] = {
    {R"({
  "model": "seedance-2-fast",
  "prompt": "A cinematic beach at sunset, gentle waves, palm trees, and orange sky.",
  "resolution": "720p",
  "aspect_ratio": "16:9",
  "duration": 5,
  "generate_audio": false
})",
     "seedance-2-fast", "text-to-video", "720p", "16:9", 5s},
    {R"({
  "model": "seedance-2",
  "prompt": "Animate a product reveal from the first frame into the final packaging frame.",
  "first_frame_url": "https://example.com/first.png",
  "last_frame_url": "https://example.com/last.png",
  "resolution": "1080p",
  "aspect_ratio": "16:9",
  "duration": 8
})",
     "seedance-2", "first-and-last-frame", "1080p", "16:9", 8s},
    {R"({
  "model": "seedance-2-fast",
  "prompt": "Use the references to create a fast, polished launch video.",
  "reference_image_urls": ["https://example.com/style.png"],
  "reference_video_urls": ["https://example.com/motion.mp4"],
  "reference_audio_urls": ["https://example.com/music.mp3"],
  "resolution": "720p",
  "aspect_ratio": "9:16",
  "duration": 10,
  "web_search": false,
  "nsfw_checker": false
})",
     "seedance-2-fast", "multimodal-reference", "720p", "9:16", 10s},
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_documented_request_is_accepted) {
    gateway xenodia;
    for (const auto* path : {"/v1/videos/generations", "/v1/video/generations"})
        for (const auto& request : documented_requests) {
            const auto reply = xenodia.submit(request.body, path);
            BOOST_TEST_REQUIRE(reply.status == 202, reply.body);
            const auto task = xenodia.gateways.tasks().back();
            expect_json(reply, 202,
                        R"({"task_id":")" + task.id + R"(","object":"task","model":")" + request.model +
                            R"(","type":"video","state":"waiting","created_at":1767965610,"poll_url":"/v1/tasks/)" +
                            task.id + R"(","recommended_poll_interval_ms":5000})");
            BOOST_TEST(task.id.starts_with("task_"));
            BOOST_TEST(task.provider == "xenodia");
            BOOST_TEST(task.model == request.model);
            BOOST_TEST(task.mode == request.mode);
            BOOST_TEST(task.resolution == request.resolution);
            BOOST_TEST(task.aspect_ratio == request.ratio);
            BOOST_TEST(task.duration == request.duration);
            BOOST_TEST(task.body == request.body);
            BOOST_TEST(task.callback_url.empty());
        }
    BOOST_TEST(xenodia.gateways.tasks_accepted() == 6u);
    expect_broken(xenodia.gateways, {});
}

BOOST_AUTO_TEST_CASE(defaults_and_what_the_table_allows) {
    gateway xenodia;
    const auto task = xenodia.accepted(fast());
    BOOST_TEST(task.resolution == "720p");
    BOOST_TEST(task.aspect_ratio == "16:9");
    BOOST_TEST(task.duration == 5s);
    for (const auto* ratio : {"1:1", "4:3", "3:4", "16:9", "9:16", "21:9", "adaptive"})
        xenodia.accepted(fast(R"(,"aspect_ratio":")" + std::string{ratio} + '"'));
    for (const auto* resolution : {"480p", "720p", "1080p"})
        xenodia.accepted(fast(R"(,"resolution":")" + std::string{resolution} + '"'));
    for (const auto* option : {"return_last_frame", "generate_audio", "web_search", "nsfw_checker"})
        xenodia.accepted(fast(",\"" + std::string{option} + "\":true"));
    xenodia.accepted(fast(R"(,"first_frame_url":"asset://abc")"));
    xenodia.accepted(fast(R"(,"reference_image_urls":)" + urls(9) + R"(,"reference_video_urls":)" + urls(3) +
                          R"(,"reference_audio_urls":)" + urls(3, "asset://a")));
    xenodia.accepted(fast(R"(,"reference_audio_urls":)" + urls(1)));  // "any of"
    BOOST_TEST(xenodia.accepted(fast(R"(,"reference_video_urls":[])")).mode == "text-to-video");
    BOOST_TEST(xenodia.accepted(fast(R"(,"callBackUrl":"https://e.com/hook")")).callback_url == "https://e.com/hook");
    xenodia.accepted(R"({"model":"seedance-2","prompt":")" + std::string(20'000, 'x') + "\"}");
}

BOOST_AUTO_TEST_CASE(whatever_is_not_documented_is_refused) {
    gateway xenodia;
    const auto refused = [&](const std::string& body, const std::string& words) {
        expect_refused(xenodia.submit(body), 400, "bad_request", words);
    };
    refused("{", "not valid JSON");
    refused("[]", "must be a JSON object");
    refused("{}", "model: missing");
    refused(R"({"model":"seedance-2"})", "a prompt is required");
    refused(R"({"model":"seedance-3","prompt":"abc"})", "model: must be seedance-2 or seedance-2-fast");
    refused(R"({"model":7,"prompt":"abc"})", "model: must be a string");
    refused(R"({"model":"seedance-2","prompt":" ab "})", "the prompt has too few characters");
    refused(R"({"model":"seedance-2","prompt":")" + std::string(20'001, 'x') + "\"}",
            "the prompt has too many characters");
    refused(fast(R"(,"resolution":"2160p")"), "resolution: the model does not offer");
    refused(fast(R"(,"aspect_ratio":"auto")"), "aspect_ratio: unsupported value auto");
    refused(fast(R"(,"aspect_ratio":"5:4")"), "aspect_ratio: the model does not offer");
    refused(fast(R"(,"duration":"5")"), "duration: must be an integer");
    refused(fast(R"(,"duration":-1)"), "allowed 4..15 s");
    refused(fast(R"(,"duration":16)"), "allowed 4..15 s");
    for (const auto* option : {"return_last_frame", "generate_audio", "web_search", "nsfw_checker"})
        refused(fast(",\"" + std::string{option} + "\":\"true\""), std::string{option} + ": must be a boolean");
    refused(fast(R"(,"seed":1)"), "seed: unknown field");
    refused(fast(R"(,"callback_url":"https://e.com/")"), "callback_url: unknown field");
    refused(fast(R"(,"callBackUrl":"http://e.com/")"), "the callback URL is not https");
    refused(fast(R"(,"reference_image_urls":"https://e.com/1")"), "reference_image_urls: must be an array");
    refused(fast(R"(,"reference_image_urls":[7])"), "reference_image_urls: each element must be a URL string");
    refused(R"({"model":"x","prompt":7,"duration":"5","seed":1})",
            "model: must be seedance-2 or seedance-2-fast; prompt: must be a string; duration: must be an integer; "
            "seed: unknown field");
    expect_refused(xenodia.connection.exchange("POST", "/v1/videos/generations", with_key, fast()), 400, "bad_request",
                   "Content-Type");
    BOOST_TEST(xenodia.gateways.tasks_accepted() == 0u);
}

BOOST_AUTO_TEST_CASE(frames_and_references) {
    gateway xenodia;
    const auto refused = [&](const std::string& more, const std::string& words) {
        expect_refused(xenodia.submit(fast(more)), 400, "bad_request", words);
    };
    const std::string first = R"(,"first_frame_url":"https://e.com/1")",
                      last = R"(,"last_frame_url":"https://e.com/2")";
    for (const auto* kind : {"image", "video", "audio"})
        for (const auto& frame : {first, last, first + last})
            refused(frame + R"(,"reference_)" + kind + R"(_urls":["https://e.com/3"])", "different modes");
    refused(last, "a last frame needs a first frame");
    refused(R"(,"reference_image_urls":)" + urls(10), "too many images");
    refused(R"(,"reference_video_urls":)" + urls(4), "too many videos");
    refused(R"(,"reference_audio_urls":)" + urls(4), "too many audio files");
    refused(R"(,"first_frame_url":"ftp://e.com/1")", "the media URL is not https");
    refused(R"(,"first_frame_url":"http://10.0.0.1/1")", "first_frame");
    refused(R"(,"first_frame_url":"data:image/png;base64,AA==")", "first_frame");
    refused(R"(,"first_frame_url":"")", "the media URL is empty");
    refused(R"(,"reference_video_urls":["asset://"])", "references[0].url");
    xenodia.accepted(fast(first + R"(,"reference_image_urls":[])"));
    xenodia.accepted(fast(first + last));
    xenodia.accepted(fast(R"(,"first_frame_url":"http://e.com/1")"));
}

BOOST_AUTO_TEST_CASE(keys_paths_and_methods) {
    gateway xenodia;
    for (const auto& fields : {headers{},
                               {{"Authorization", "Bearer wrong"}},
                               {{"Authorization", "sandbox-key"}},
                               {with_key[0], with_key[0]}})
        for (const auto* target : {"/v1/videos/generations", "/v1/tasks/x", "/none"})
            expect_json(
                xenodia.connection.exchange("POST", target, fields, "{"), 401,
                R"({"error":"unauthorized","message":"Missing or invalid API key","type":"authentication_error","code":"invalid_api_key"})");
    const auto send = [&](std::string_view method, std::string_view target) {
        return xenodia.connection.exchange(method, target, with_key);
    };
    for (const auto* target :
         {"/", "/v1", "/v1/videos", "/v1/tasks", "/v2/tasks/x", "/v1/videos/generations/x", "/v1/models/seedance-2"})
        expect_refused(send("GET", target), 404, "not_found", "Not found");
    for (const auto* id : {"", "none", "task_0123456789abcdef"})
        expect_refused(send("GET", "/v1/tasks/" + std::string{id}), 404, "not_found", "Task not found");
    expect_refused(send("GET", "/v1/video/generations"), 405, "bad_request", "Method");
    BOOST_TEST(send("GET", "/v1/video/generations").header("Allow") == "POST");
    BOOST_TEST(send("DELETE", "/v1/tasks/x").header("Allow") == "GET");
    BOOST_TEST(send("POST", "/v1/models").header("Allow") == "GET");
    xenodia.accepted(fast());
    xenodia.poll(xenodia.gateways.tasks().at(0).id);
    const auto received = xenodia.gateways.received();
    BOOST_TEST(received[received.size() - 2].operation == sandbox_operation::submit);
    BOOST_TEST(received.back().operation == sandbox_operation::poll);
    BOOST_TEST(received.back().provider == "xenodia");
    BOOST_TEST(received.back().right_key);
}

BOOST_AUTO_TEST_CASE(the_catalogue_needs_no_key) {
    gateway xenodia;
    const auto list = object_in(xenodia.connection.exchange("GET", "/v1/models"));
    BOOST_TEST(list.at("object").as_string() == "list");
    BOOST_TEST_REQUIRE(list.at("data").as_array().size() == 2u);
    for (const auto& entry : list.at("data").as_array()) {
        BOOST_TEST(entry.at("object").as_string() == "model");
        BOOST_TEST(entry.at("modalities") == json::parse(R"(["video"])"));
        const auto& capabilities = entry.at("capabilities");
        BOOST_TEST(capabilities.at("request_mode") == json::parse(R"(["task"])"));
        BOOST_TEST(capabilities.at("pricing").at("mode").as_string() == "per_second_resolution_video_input");
        BOOST_TEST(capabilities.at("pricing").at("tiers").as_array().size() == 6u);
        BOOST_TEST(
            json::serialize(capabilities.at("parameters")) ==
            R"([{"name":"resolution","enum":["480p","720p","1080p"]},{"name":"aspect_ratio","enum":["1:1","4:3","3:4","16:9","9:16","21:9","adaptive"]},)"
            R"({"name":"duration","enum":[4,5,6,7,8,9,10,11,12,13,14,15]}])");
    }
    const auto& first = list.at("data").at(0);
    BOOST_TEST(first.at("id").as_string() == "seedance-2");
    BOOST_TEST(first.at("upstream_id").as_string() == "bytedance/seedance-2");
    BOOST_TEST(list.at("data").at(1).at("id").as_string() == "seedance-2-fast");
    BOOST_TEST(
        json::serialize(first.at("capabilities").at("pricing").at("tiers").at(1)) ==
        R"({"id":"480p_with_video","label":"480p, with video input","unit":"second","price_micro_usdc":130000})");
}

BOOST_AUTO_TEST_CASE(what_the_catalogue_says_is_what_is_billed) {
    gateway xenodia;
    const auto list = object_in(xenodia.connection.exchange("GET", "/v1/models"));
    const std::map<std::string, std::string> inputs{{"no_video", ""},
                                                    {"with_video", R"(,"reference_video_urls":["https://e.com/v"])"}};
    std::vector<std::int64_t> prices;
    for (const auto& entry : list.at("data").as_array())
        for (const auto& tier : entry.at("capabilities").at("pricing").at("tiers").as_array()) {
            const std::string id{tier.at("id").as_string()}, resolution = id.substr(0, id.find('_'));
            auto body = replaced(
                fast(R"(,"duration":7,"resolution":")" + resolution + '"' + inputs.at(id.substr(id.find('_') + 1))),
                "seedance-2-fast", entry.at("id").as_string());
            const auto task = xenodia.accepted(body);
            BOOST_TEST(task.price.micro_usd == 7 * tier.at("price_micro_usdc").as_int64());
            prices.push_back(task.price.micro_usd);
        }
    std::sort(prices.begin(), prices.end());
    BOOST_TEST(prices.size() == 12u);
    BOOST_TEST(has_no_duplicates(prices));
    BOOST_TEST(prices.front() > 0);
}

BOOST_AUTO_TEST_CASE(a_task_from_submit_to_video) {
    gateway xenodia{{.time_scale = 0, .generation_time = 100s}};
    const auto body = fast(R"(,"resolution":"480p","duration":4)");
    const auto task = xenodia.accepted(body);
    const std::string hex = task.id.substr(5);
    const auto expect = [&](const std::string& state, const std::string& result, int progress,
                            const std::string& billing, const std::string& rest) {
        expect_json(xenodia.poll(task.id), 200,
                    R"({"task_id":")" + task.id +
                        R"(","object":"task","model":"seedance-2-fast","type":"video","state":")" + state +
                        R"(","created_at":1767965610,"poll_url":"/v1/tasks/)" + task.id + R"(","request_id":"req_)" +
                        hex + R"(","request":)" + body + R"(,"result":)" + result + R"(,"error":{},"progress":)" +
                        std::to_string(progress) + R"(,"billing":{"status":)" + billing + "}," + rest + '}');
    };
    const std::string reserved =
        R"("reserved","reserve_amount_micro_usdc":260000,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":0)";
    xenodia.gateways.advance(4'999ms);
    expect("waiting", "{}", 0, reserved,
           R"("updated_at":1767965610,"eta_hint_seconds":96,"recommended_poll_interval_ms":5000)");
    xenodia.gateways.advance(1ms);
    expect("queuing", "{}", 0, reserved,
           R"("updated_at":1767965610,"eta_hint_seconds":95,"recommended_poll_interval_ms":5000)");
    xenodia.gateways.advance(37s);
    expect("generating", "{}", 42, reserved,
           R"("updated_at":1767965620,"eta_hint_seconds":58,"recommended_poll_interval_ms":8000)");
    xenodia.gateways.advance(58s);
    expect(
        "success", R"({"created":1767965710,"data":[{"url":")" + task.video_url + R"("}],"resolution":"480p"})", 100,
        R"("committed","reserve_amount_micro_usdc":260000,"actual_amount_micro_usdc":260000,"released_amount_micro_usdc":0)",
        R"("updated_at":1767965710,"completed_at":1767965710,"recommended_poll_interval_ms":5000)");
    plain_https files{task.video_url, xenodia.gateways.ca_pem()};
    BOOST_TEST(files.exchange("GET", plain_url{task.video_url}.path).header("Content-Type") == "video/mp4");
}

BOOST_AUTO_TEST_CASE(tasks_that_fail) {
    gateway xenodia{{.time_scale = 0, .generation_time = 100s}};
    xenodia.gateways.fail_next_task("upstream_failed", "the upstream failed");
    const auto scripted = xenodia.accepted(fast());
    const auto asked = xenodia.accepted(R"({"model":"seedance-2","prompt":"FAIL content_policy no such beach"})");
    BOOST_TEST(xenodia.gateways.balance().micro_usd == 1'000'000'000'000 - 5 * 140'000 - 5 * 170'000);
    xenodia.gateways.advance(100s);
    const auto failed = object_in(xenodia.poll(scripted.id));
    BOOST_TEST(failed.at("state").as_string() == "fail");
    BOOST_TEST(json::serialize(failed.at("error")) == R"({"code":"upstream_failed","message":"the upstream failed"})");
    BOOST_TEST(
        json::serialize(failed.at("billing")) ==
        R"({"status":"released","reserve_amount_micro_usdc":700000,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":700000})");
    BOOST_TEST(json::serialize(failed.at("result")) == "{}");
    BOOST_TEST(failed.at("completed_at").as_int64() == 1767965710);
    BOOST_TEST(failed.at("progress").as_int64() == 99);
    BOOST_TEST(json::serialize(object_in(xenodia.poll(asked.id)).at("error")) ==
               R"({"code":"content_policy","message":"no such beach"})");
    BOOST_TEST(xenodia.gateways.balance().micro_usd == 1'000'000'000'000);
    BOOST_TEST(xenodia.gateways.tasks().at(0).charged.micro_usd == 0);
    BOOST_TEST(xenodia.gateways.tasks().at(0).price.micro_usd == 700'000);
}

BOOST_AUTO_TEST_CASE(tasks_driven_by_hand) {
    gateway xenodia;
    const auto id = xenodia.accepted(fast()).id;
    for (const auto& [state, word] : {std::pair{task_state::queued, "queuing"},
                                      {task_state::running, "generating"},
                                      {task_state::unknown, "postprocessing"}}) {
        xenodia.gateways.set_state(id, state);
        xenodia.gateways.advance(1h);
        const auto said = object_in(xenodia.poll(id));
        BOOST_TEST(said.at("state").as_string() == word);
        BOOST_TEST(said.at("eta_hint_seconds").as_int64() == 0);
        BOOST_TEST(said.at("progress").as_int64() <= 99);
    }
    xenodia.gateways.complete(id);
    BOOST_TEST(xenodia.state_of(id) == "success");
    expect_broken(xenodia.gateways, {});
    xenodia.gateways.set_state(id, task_state::failed);
    BOOST_TEST(object_in(xenodia.poll(id)).at("error").at("code").as_string() == "Unknown error");
}

BOOST_AUTO_TEST_CASE(money) {
    gateway xenodia{{.balance = seedance::usd(1), .time_scale = 0}};
    const auto task = xenodia.accepted(fast());
    expect_json(
        xenodia.submit(fast()), 402,
        R"({"error":"payment_required","message":"Insufficient balance","type":"billing_error","code":"insufficient_balance"})");
    xenodia.gateways.set_state(task.id, task_state::failed);
    xenodia.accepted(fast());
    BOOST_TEST(xenodia.gateways.balance().micro_usd == 300'000);
}

BOOST_AUTO_TEST_CASE(what_a_client_must_not_do) {
    gateway xenodia{{.time_scale = 0, .generation_time = 60s}};
    const auto id = xenodia.accepted(fast()).id;
    xenodia.gateways.advance(5s);
    xenodia.poll(id);  // queued: asks for 5 s
    xenodia.gateways.advance(5s);
    xenodia.poll(id);  // generating: asks for 8 s
    xenodia.gateways.advance(8s);
    xenodia.gateways.answer_next(sandbox_operation::poll, {.status = 500});  // asks for nothing
    xenodia.poll(id);
    xenodia.poll(id);
    expect_broken(xenodia.gateways, {});
    xenodia.gateways.advance(7'999ms);
    xenodia.poll(id);
    const std::string hint = "was polled 7999 ms after an answer that asked for 8000 ms";
    expect_broken(xenodia.gateways, {hint});
    xenodia.gateways.advance(60s);
    xenodia.poll(id);
    xenodia.gateways.advance(8s);
    xenodia.poll(id);
    xenodia.submit(fast());
    xenodia.gateways.advance(4'999ms);
    xenodia.poll(xenodia.gateways.tasks().back().id);
    expect_broken(xenodia.gateways, {hint, "polled again after its end", "a submit was sent again",
                                     "4999 ms after its acceptance; the document says 5000 ms"});
}

BOOST_AUTO_TEST_CASE(a_client_that_heeds_the_hints_sees_a_running_task) {
    for (std::uint64_t seed = 0; seed != 8; ++seed) {
        gateway xenodia{{.time_scale = 0, .seed = seed}};
        const auto id = xenodia.accepted(fast()).id;
        xenodia.gateways.advance(5s);
        BOOST_TEST(xenodia.state_of(id) == "generating");
        xenodia.gateways.advance(9s);
        BOOST_TEST(xenodia.state_of(id) == "success");
        expect_broken(xenodia.gateways, {});
    }
}

BOOST_AUTO_TEST_CASE(each_gateway_has_its_own_tasks) {
    gateway xenodia;
    const auto mine = xenodia.accepted(fast());
    for (const auto* other : {"apixo", "pixazo"}) {
        plain_https connection{xenodia.gateways.base_url(other), xenodia.gateways.ca_pem()};
        const headers key{{"Authorization", "Bearer sandbox-key"}, {"Ocp-Apim-Subscription-Key", "sandbox-key"}};
        for (const auto& target : {"/api/v1/statusTask/seedance-2-fast?taskId=" + mine.id,
                                   "/v2/requests/status/" + mine.id, "/v1/tasks/" + mine.id})
            BOOST_TEST(connection.exchange("GET", target, key).status == 404);
    }
    plain_https pixazo{xenodia.gateways.base_url("pixazo"), xenodia.gateways.ca_pem()};
    const headers fields{{"Ocp-Apim-Subscription-Key", "sandbox-key"}, {"Content-Type", "application/json"}};
    pixazo.exchange("POST", "/byteplus/v1/generateVideoTask", fields,
                    R"({"model":"seedance-1-0-pro-250528","text":"a"})");
    expect_refused(xenodia.poll(xenodia.gateways.tasks().back().id), 404, "not_found", "Task not found");
}

// ---- What the library sends, and what it reads

BOOST_AUTO_TEST_CASE(what_the_library_sends_is_accepted_as_meant) {
    using namespace seedance;
    gateway xenodia;
    const auto sent = [&](const auto& request) {
        const auto prepared = prepare(request);
        BOOST_TEST_REQUIRE(prepared.valid());
        const auto reply = xenodia.submit(prepared.message().body, prepared.message().target);
        BOOST_TEST_REQUIRE(reply.status == 202, reply.body);
        const auto answer = provider_traits<xenodia::gateway>::decode_submit(reply.status, reply.body);
        BOOST_TEST(answer.task_id == xenodia.gateways.tasks().back().id);
        BOOST_TEST(answer.poll_hint == 5s);
        return xenodia.gateways.tasks().back();
    };
    const auto task = sent(text_to_video<xenodia::seedance_2>{.prompt = "a cat",
                                                              .resolution = "1080p",
                                                              .duration = 15s,
                                                              .aspect_ratio = "auto",
                                                              .sound = false,
                                                              .web_search = true,
                                                              .return_last_frame = true,
                                                              .content_check = false,
                                                              .callback_url = "https://e.com/hook"});
    BOOST_TEST(task.resolution == "1080p");
    BOOST_TEST(task.aspect_ratio == "adaptive");
    BOOST_TEST(task.duration == 15s);
    BOOST_TEST(task.callback_url == "https://e.com/hook");
    BOOST_TEST(sent(image_to_video<xenodia::seedance_2_fast>{
                        .prompt = "a cat", .first_frame = "asset://1", .last_frame = "https://e.com/2"})
                   .mode == "first-and-last-frame");
    const auto references = sent(reference_to_video<xenodia::seedance_2>{
        .prompt = "a cat",
        .references = {audio("https://e.com/a"), image("https://e.com/i"), video("https://e.com/v")}});
    BOOST_TEST(references.price.micro_usd == 5 * 280'000);
}

BOOST_AUTO_TEST_CASE(what_the_library_reads) {
    gateway xenodia{{.time_scale = 0, .generation_time = 100s}};
    using traits = seedance::provider_traits<xenodia::gateway>;
    const auto read = [&](const std::string& id) {
        const auto reply = xenodia.connection.exchange("GET", traits::status_target("", id), with_key);
        return traits::decode_status(reply.status, reply.body);
    };
    const auto good = xenodia.accepted(fast());
    const auto bad = xenodia.accepted(R"({"model":"seedance-2","prompt":"FAIL content_policy no such beach"})");
    BOOST_TEST(read(good.id).state == task_state::queued);
    xenodia.gateways.advance(50s);
    const auto running = read(good.id);
    BOOST_TEST(running.state == task_state::running);
    BOOST_TEST(running.progress == 50);
    BOOST_TEST(running.poll_hint == 8s);
    xenodia.gateways.advance(50s);
    const auto done = read(good.id), failed = read(bad.id), unknown = read("none");
    BOOST_TEST(done.state == task_state::succeeded);
    BOOST_TEST(done.urls == std::vector{good.video_url});
    BOOST_TEST(done.charged == seedance::billed::yes);
    BOOST_TEST(done.cost == good.price);
    BOOST_TEST(*done.completed_at - *done.created_at == 100s);
    BOOST_TEST(failed.state == task_state::failed);
    BOOST_TEST(failed.charged == seedance::billed::no);
    BOOST_TEST(failed.error.code == "content_policy");
    BOOST_TEST(failed.error.message == "no such beach");
    BOOST_TEST(unknown.status == 404);
    BOOST_TEST(!unknown.understood);
    BOOST_TEST(unknown.error.code == "not_found");
}

BOOST_AUTO_TEST_SUITE_END()
