// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The life of a task at the sandbox's Pixazo, looked at from outside; at the end by the library.
#include <boost/test/unit_test.hpp>

#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/prepared.hpp>

#include "pixazo_sandbox.hpp"

using namespace test;
using namespace test::pixazo_sandbox;
namespace pixazo = seedance::pixazo;

BOOST_AUTO_TEST_SUITE(sandbox_pixazo)

BOOST_AUTO_TEST_CASE(the_key_comes_first) {
    gateway pixazo;
    const std::string name = "Ocp-Apim-Subscription-Key";
    for (const auto& fields : {headers{},
                               {{name, "wrong"}},
                               {{name, "Bearer sandbox-key"}},
                               {{"Authorization", "Bearer sandbox-key"}},
                               {with_key[0], with_key[0]}})
        for (const auto* target : {"/none", "/seedance-2-0/v1/text-to-video", "/v2/requests/status/x"})
            expect_json(pixazo.connection.exchange("POST", target, fields, "{"), 401,
                        R"({"error":"Unauthorized","message":"Missing or invalid subscription key"})");
    BOOST_TEST(!pixazo.gateways.received().at(0).right_key);
    expect_refused(pixazo.connection.exchange("POST", text_path, {{"ocp-apim-subscription-key", "sandbox-key"}}, "{"),
                   400, "Bad Request", "Content-Type");
    BOOST_TEST(pixazo.gateways.received().back().right_key);
}

BOOST_AUTO_TEST_CASE(paths_and_methods) {
    gateway pixazo;
    const auto send = [&](std::string_view method, std::string_view target) {
        return pixazo.connection.exchange(method, target, with_key);
    };
    BOOST_TEST(pixazo.origin.starts_with("https://127.0.0.1:"));
    for (const auto* target : {"/", "/seedance-2-0/v1/edit-video-fast", "/seedance-2-0/v2/text-to-video",
                               "/byteplus/v1/generateTask", "/v2/requests/status", "/v2/requests/x"})
        expect_refused(send("POST", target), 404, "Not Found", "Not found");
    expect_refused(send("GET", text_path), 405, "Method Not Allowed", "Method");
    BOOST_TEST(send("GET", text_path).header("Allow") == "POST");
    BOOST_TEST(send("POST", "/v2/requests/status/x").header("Allow") == "GET");
    for (const auto* id : {"", "none", "seedance-2-0_019d0000-0000-7000-a000-000000000000"})
        expect_refused(send("GET", "/v2/requests/status/" + std::string{id}), 404, "Not Found", "Request not found");
    pixazo.accepted(text_path, beach);
    const auto received = pixazo.gateways.received();
    BOOST_TEST(received.back().operation == sandbox_operation::submit);
    BOOST_TEST(received.back().provider == "pixazo");
    BOOST_TEST(received[received.size() - 2].operation == sandbox_operation::poll);
    BOOST_TEST(received[0].operation == sandbox_operation::other);
}

BOOST_AUTO_TEST_CASE(webhook_headers) {
    gateway pixazo;
    const std::string hook = "https://your-server.com/webhook/callback";
    BOOST_TEST(pixazo.accepted(text_path, beach, {{"X-Webhook-URL", hook}}).callback_url == hook);
    for (const auto* when : {"terminal", "sync"})
        BOOST_TEST(pixazo
                       .accepted(pro_text_path, R"({"model":"seedance-1-0-pro-250528","text":"a"})",
                                 {{"X-Webhook-URL", hook}, {"X-Webhook-Mode", when}})
                       .callback_url == hook);
    const auto refused = [&](const headers& fields, const std::string& words) {
        expect_refused(pixazo.submit(text_path, beach, fields), 400, "Bad Request", words);
    };
    refused({{"X-Webhook-URL", "http://e.com/"}}, "the callback URL is not https");
    refused({{"X-Webhook-URL", ""}}, "the callback URL is not https");
    refused({{"X-Webhook-URL", "https://"}}, "callback_url");
    refused({{"X-Webhook-URL", hook}, {"X-Webhook-Mode", "always"}}, "X-Webhook-Mode: must be terminal or sync");
    BOOST_TEST(pixazo.accepted(text_path, beach).callback_url == "");
}

BOOST_AUTO_TEST_CASE(a_task_from_submit_to_video) {
    gateway pixazo{{.time_scale = 0, .generation_time = 100s}};
    pixazo.gateways.advance(110ms);  // 2026-01-09 13:33:30.110
    const auto task = pixazo.accepted(text_path, beach);
    const auto expect = [&](const std::string& rest) {
        expect_json(pixazo.poll(task.id), 200, R"({"request_id":")" + task.id + R"(",)" + rest + "}");
    };
    pixazo.gateways.advance(9'999ms);
    expect(
        R"("status":"QUEUED","model_id":"seedance-2-0","error":null,"output":null,"created_at":"2026-01-09T13:33:30.110Z",)"
        R"("updated_at":"2026-01-09 13:33:30","completed_at":null)");
    pixazo.gateways.advance(1ms);
    expect(
        R"("status":"PROCESSING","model_id":"seedance-2-0","error":null,"output":null,"created_at":"2026-01-09T13:33:30.110Z",)"
        R"("updated_at":"2026-01-09 13:33:40","completed_at":null)");
    pixazo.gateways.advance(90s);
    expect(
        R"("status":"COMPLETED","model_id":"seedance-2-0","error":null,"output":{"media_url":[")" + task.video_url +
        R"("],"media_type":"video/mp4"},"created_at":"2026-01-09T13:33:30.110Z","updated_at":"2026-01-09 13:35:10","completed_at":"2026-01-09 13:35:10")");
    BOOST_TEST(contains(task.video_url, "/videos/" + task.id + ".mp4"));
    plain_https files{task.video_url, pixazo.gateways.ca_pem()};
    BOOST_TEST(files.exchange("GET", plain_url{task.video_url}.path).header("Content-Type") == "video/mp4");
    expect_broken(pixazo.gateways, {});
}

BOOST_AUTO_TEST_CASE(tasks_of_1_0_are_byteplus) {
    gateway pixazo;
    const auto task = pixazo.accepted(pro_text_path, R"({"model":"seedance-1-0-pro-250528","text":"a"})");
    BOOST_TEST(task.id.starts_with("byteplus_019d"));
    BOOST_TEST(task.model == "seedance-1-0-pro-250528");
    pixazo.gateways.complete(task.id);
    BOOST_TEST(object_in(pixazo.poll(task.id)).at("model_id").as_string() == "byteplus");
}

BOOST_AUTO_TEST_CASE(a_client_that_heeds_the_page_sees_a_running_task) {
    for (std::uint64_t seed = 0; seed != 8; ++seed) {
        gateway pixazo{{.time_scale = 0, .seed = seed}};
        const auto task = pixazo.accepted(text_path, beach);
        pixazo.gateways.advance(10s);
        BOOST_TEST(pixazo.status_of(task.id) == "PROCESSING");
        pixazo.gateways.advance(8s);
        BOOST_TEST(pixazo.status_of(task.id) == "COMPLETED");
        expect_broken(pixazo.gateways, {});
    }
}

BOOST_AUTO_TEST_CASE(tasks_that_fail) {
    gateway pixazo{{.time_scale = 0, .generation_time = 100s}};
    pixazo.gateways.fail_next_task("ERROR", "Description of the error");
    const auto error = pixazo.accepted(text_path, beach);
    const auto failed = pixazo.accepted(text_path, content(text("FAIL NSFW the upstream refused the prompt --seed 1")));
    const auto asked =
        pixazo.accepted(pro_text_path, R"({"model":"seedance-1-0-pro-250528","text":"FAIL ERROR --ratio 16:9"})");
    const std::int64_t all = 1'000'000'000'000, price = 5 * 159'700;
    BOOST_TEST(pixazo.gateways.balance().micro_usd == all - 2 * price - 200'000);
    pixazo.gateways.advance(100s);
    const std::string times =
        R"("output":null,"created_at":"2026-01-09T13:33:30.000Z","updated_at":"2026-01-09 13:35:10","completed_at":"2026-01-09 13:35:10"})";
    expect_json(pixazo.poll(error.id), 200,
                R"({"request_id":")" + error.id +
                    R"(","status":"ERROR","model_id":"seedance-2-0","error":"Description of the error",)" + times);
    expect_json(pixazo.poll(failed.id), 200,
                R"({"request_id":")" + failed.id +
                    R"(","status":"FAILED","model_id":"seedance-2-0","error":"the upstream refused the prompt",)" +
                    times);
    expect_json(
        pixazo.poll(asked.id), 200,
        R"({"request_id":")" + asked.id + R"(","status":"ERROR","model_id":"byteplus","error":"ERROR",)" + times);

    const auto tasks =
        pixazo.gateways.tasks();  // "ERROR: System error - not charged"; of FAILED, the page does not say that
    BOOST_TEST(tasks[0].charged.micro_usd == 0);
    BOOST_TEST(tasks[0].price.micro_usd == price);
    BOOST_TEST(tasks[1].charged.micro_usd == price);
    BOOST_TEST(pixazo.gateways.balance().micro_usd == all - price);
}

BOOST_AUTO_TEST_CASE(tasks_driven_by_hand) {
    gateway pixazo;
    const auto id = pixazo.accepted(text_path, beach).id;
    pixazo.gateways.set_state(id, task_state::running);
    pixazo.gateways.advance(24h);
    const auto running = object_in(pixazo.poll(id));
    BOOST_TEST(running.at("status").as_string() == "PROCESSING");
    BOOST_TEST(running.at("updated_at").as_string() == "2026-01-09 13:33:30");
    pixazo.gateways.set_state(id, task_state::unknown);
    BOOST_TEST(pixazo.status_of(id) == "POSTPROCESSING");
    pixazo.gateways.set_state(id, task_state::failed);
    const auto failed = object_in(pixazo.poll(id));
    BOOST_TEST(failed.at("status").as_string() == "FAILED");
    BOOST_TEST(failed.at("error").as_string() == "failed by set_state");
    BOOST_TEST(failed.at("completed_at").as_string() == "2026-01-10 13:33:30");
    expect_broken(pixazo.gateways, {});
}

BOOST_AUTO_TEST_CASE(money) {
    gateway pixazo{{.balance = seedance::usd(1), .time_scale = 0}};
    const std::string shortage =
        R"({"error":"Insufficient Balance","message":"Your wallet does not have enough balance. Required: )";
    const auto task = pixazo.accepted(text_path, beach);  // $0.7985
    expect_json(pixazo.submit(text_path, beach), 402, shortage + R"($0.7985"})");
    pixazo.accepted(pro_text_path, R"({"model":"seedance-1-0-pro-250528","text":"a"})");
    expect_json(pixazo.submit(pro_text_path, R"({"model":"seedance-1-0-pro-250528","text":"b"})"), 402,
                shortage + R"($0.20"})");
    pixazo.gateways.set_state(task.id, task_state::failed);
    BOOST_TEST(pixazo.gateways.balance().micro_usd == 1'500);
}

BOOST_AUTO_TEST_CASE(what_a_client_must_not_do) {
    gateway pixazo;
    const auto task = pixazo.accepted(text_path, beach);
    pixazo.gateways.advance(4'999ms);
    pixazo.poll(task.id);
    expect_broken(pixazo.gateways, {"was polled 4999 ms after its acceptance; the document says 5000 ms"});
    pixazo.gateways.advance(13s);
    BOOST_TEST(pixazo.status_of(task.id) == "COMPLETED");
    pixazo.poll(task.id);
    pixazo.submit(text_path, beach);
    plain_https files{task.video_url, pixazo.gateways.ca_pem()};
    files.exchange("GET", plain_url{task.video_url}.path, with_key);
    expect_broken(pixazo.gateways, {"polled 4999 ms", "polled again after its end", "a submit was sent again",
                                    "header Ocp-Apim-Subscription-Key"});
    gateway refusing;
    for (int i = 0; i != 2; ++i)
        BOOST_TEST(refusing.submit(text_path, content(text(""))).status == 400);  // refused: may be sent again
    expect_broken(refusing.gateways, {});
}

// ---- What the library sends, and what it reads

namespace {

template <class Request>
seedance::testing::sandbox_task sent(gateway& pixazo, const Request& request) {
    const auto prepared = seedance::prepare(request);
    BOOST_TEST_REQUIRE(prepared.valid());
    headers more;
    for (const auto& header : prepared.message().headers)
        if (header.name.starts_with("X-")) more.emplace_back(header.name, header.value);
    const auto reply = pixazo.submit(prepared.message().target, prepared.message().body, more);
    const auto answer = seedance::provider_traits<pixazo::gateway>::decode_submit(reply.status, reply.body);
    BOOST_TEST_REQUIRE(reply.status == 202, reply.body);
    const auto task = pixazo.gateways.tasks().back();
    BOOST_TEST(answer.task_id == task.id);
    BOOST_TEST(task.price.micro_usd == (prepared.price().known() ? prepared.price().amount().micro_usd : 0));
    return task;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_library_sends_is_accepted_as_meant) {
    using namespace seedance;
    gateway pixazo;
    const auto text = sent(pixazo, text_to_video<pixazo::seedance_2_0>{.prompt = "a cat",
                                                                       .resolution = "480p",
                                                                       .duration = 6s,
                                                                       .aspect_ratio = "9:16",
                                                                       .sound = false,
                                                                       .web_search = true,
                                                                       .camera_fixed = true,
                                                                       .watermark = true,
                                                                       .seed = 7,
                                                                       .frames_per_second = 24,
                                                                       .callback_url = "https://e.com/hook"});
    BOOST_TEST(text.resolution == "480p");
    BOOST_TEST(text.aspect_ratio == "9:16");
    BOOST_TEST(text.duration == 6s);
    BOOST_TEST(text.callback_url == "https://e.com/hook");
    sent(pixazo, image_to_video<pixazo::seedance_2_0_fast>{
                     .prompt = "a cat", .first_frame = "https://e.com/1", .last_frame = "https://e.com/2"});
    sent(pixazo, reference_to_video<pixazo::seedance_2_0>{
                     .prompt = "a cat",
                     .references = {audio("https://e.com/a"), image("https://e.com/i"), video("https://e.com/v")}});
    sent(pixazo, edit_video<pixazo::seedance_2_0>{
                     .prompt = "a dog", .references = {video("https://e.com/v", 5s)}, .duration = as_source});
    const auto pro = sent(
        pixazo,
        text_to_video<pixazo::seedance_1_0_pro>{
            .prompt = "a cat", .resolution = "480p", .duration = 12s, .aspect_ratio = "21:9", .camera_fixed = true});
    BOOST_TEST(pro.resolution == "480p");
    BOOST_TEST(pro.aspect_ratio == "21:9");
    BOOST_TEST(pro.duration == 12s);
    sent(pixazo, image_to_video<pixazo::seedance_1_0_pro>{.prompt = "a cat", .first_frame = "https://e.com/1"});
    sent(pixazo, image_to_video<pixazo::seedance_1_0_lite>{
                     .prompt = "a cat", .first_frame = "https://e.com/1", .last_frame = "https://e.com/2"});
}

BOOST_AUTO_TEST_CASE(what_the_library_reads) {
    gateway pixazo{{.time_scale = 0, .generation_time = 100s}};
    using traits = seedance::provider_traits<pixazo::gateway>;
    const auto read = [&](const std::string& id) {
        const auto reply = pixazo.connection.exchange("GET", traits::status_target("", id), with_key);
        return traits::decode_status(reply.status, reply.body);
    };
    const auto good = pixazo.accepted(text_path, beach);
    const auto bad = pixazo.accepted(text_path, content(text("FAIL ERROR no capacity")));
    BOOST_TEST(read(good.id).state == task_state::queued);
    pixazo.gateways.advance(100s);
    const auto done = read(good.id), failed = read(bad.id);
    BOOST_TEST(done.state == task_state::succeeded);
    BOOST_TEST(done.urls == std::vector{good.video_url});
    BOOST_TEST(*done.completed_at - *done.created_at == 100s);
    BOOST_TEST(failed.state == task_state::failed);
    BOOST_TEST(failed.charged == seedance::billed::no);
    BOOST_TEST(failed.error.message == "no capacity");
    BOOST_TEST(read("none").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
