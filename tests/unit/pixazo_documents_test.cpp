// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every JSON example of Pixazo's page for Seedance, in the order in which the ten endpoints stand there: a typed
// request must become the documented body, an answer must be read as the page says. ("Request Code" shows one body in
// four languages; it is here once.)
//
// The body that is sent differs from the documented one by these rules and no others, so each request has both texts:
// - resolution, ratio, duration and generate_audio are always sent, with the documented defaults where an example is
// silent;
// - every frame and reference has its role;
// - content stands in the order text, images, videos, audio;
// - 2.0 never writes the resolution into the prompt, and whatever it does write there stands in the order --seed,
//   --framepersecond, --camerafixed;
// - 1.0 writes all four of its knobs into the text, --camerafixed included.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "checks.hpp"
#include "pixazo_page_answers.hpp"
#include "pixazo_page_requests.hpp"
#include "printing.hpp"

using namespace test::pixazo_page;
namespace data = boost::unit_test::data;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(pixazo_documents)

namespace {

// ---- the rules at the top of this file, as code: what may differ between a documented body and the one that is sent

void move_resolution_out_of_the_prompt(json::object& body) {
    for (auto& item : body.at("content").as_array()) {
        auto* text = item.as_object().if_contains("text");
        if (text == nullptr) continue;
        std::string words{text->as_string()};
        const std::string flag = " --resolution ";
        const auto at = words.find(flag);
        if (at == std::string::npos) continue;
        const auto value = at + flag.size();
        const auto end = std::min(words.find(' ', value), words.size());
        body["resolution"] = words.substr(value, end - value);
        words.erase(at, end - at);
        *text = words;
        return;
    }
}

void add_roles(json::array& content, bool frames) {
    int frame = 0;
    for (auto& item : content) {
        auto& o = item.as_object();
        const std::string type{o.at("type").as_string()};
        if (type == "text") continue;
        const auto reference = "reference_" + type.substr(0, type.find('_'));
        o["role"] = frames ? (frame++ == 0 ? "first_frame" : "last_frame") : std::string_view{reference};
    }
}

void sort_by_kind(json::array& content) {
    json::array sorted;
    for (const auto kind : {"text", "image_url", "video_url", "audio_url"})
        for (const auto& item : content)
            if (item.at("type").as_string() == kind) sorted.push_back(item);
    content = std::move(sorted);
}

json::value by_the_rules(std::string_view submit_url, std::string_view documented) {
    auto parsed = json::parse(documented);
    auto& body = parsed.as_object();
    if (submit_url == frame_1_0 || submit_url == text_1_0) {
        auto& text = body.at("text").as_string();
        if (text.find("--camerafixed") == std::string_view::npos) text += " --camerafixed false";
        return parsed;
    }
    move_resolution_out_of_the_prompt(body);
    auto& content = body.at("content").as_array();
    add_roles(content, submit_url == frames_2_0 || submit_url == frames_fast);
    sort_by_kind(content);
    body.emplace("ratio", "adaptive");  // where the example says nothing
    body.emplace("resolution", "720p");
    body.emplace("duration", 5);
    body.emplace("generate_audio", true);
    return parsed;
}

std::int64_t unix_milliseconds(const std::optional<std::chrono::system_clock::time_point>& time) {
    return time ? std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count() : 0;
}

void check_accepted(const answer& shown) {
    const auto read = traits::decode_submit(shown.http_status, shown.json);
    BOOST_TEST(read.task_id == shown.task_id);
    BOOST_TEST(read.status == shown.http_status);
    BOOST_TEST(read.error.code.empty());
    BOOST_TEST(read.error.message.empty());
    const auto polling_url = json::parse(shown.json).at("polling_url").as_string();
    BOOST_TEST(url_of(traits::status_target("any model", read.task_id)) == std::string_view{polling_url});

    // The same text read as a status: the task has just begun.
    const auto status = traits::decode_status(200, shown.json);
    BOOST_TEST(status.understood);
    BOOST_TEST(to_string(status.state) == "queued");
    BOOST_TEST(status.raw_state == "QUEUED");
}

void check_status(const answer& shown) {
    const auto read = traits::decode_status(shown.http_status, shown.json);
    BOOST_TEST(read.understood);
    BOOST_TEST(read.status == shown.http_status);
    BOOST_TEST(read.task_id == shown.task_id);
    BOOST_TEST(to_string(read.state) == to_string(shown.state));
    BOOST_TEST(read.urls.size() == (shown.url.empty() ? 0u : 1u));
    if (!read.urls.empty()) BOOST_TEST(read.urls.front() == shown.url);
    BOOST_TEST(read.error.code == shown.error_code);
    BOOST_TEST(read.error.message == shown.error_message);
    BOOST_TEST(unix_milliseconds(read.created_at) == shown.created);
    BOOST_TEST(unix_milliseconds(read.completed_at) == shown.completed);
    BOOST_TEST(read.charged == shown.charged);
    BOOST_TEST(to_string(read.reason) == (shown.state == task_state::failed ? "upstream" : "unknown"));
    BOOST_TEST(!read.cost.has_value());
}

void check_refusal(const answer& shown) {
    const auto submitted = traits::decode_submit(shown.http_status, shown.json);
    BOOST_TEST(submitted.task_id.empty());
    const bool says_model = shown.error_code == "Model not found";  // which is no fault of the request
    BOOST_TEST(submitted.status == (says_model ? 404 : shown.http_status));
    BOOST_TEST(submitted.error.code == shown.error_code);
    BOOST_TEST(submitted.error.message == shown.error_message);

    const auto polled = traits::decode_status(shown.http_status, shown.json);
    BOOST_TEST(!polled.understood);
    BOOST_TEST(polled.status == shown.http_status);
    BOOST_TEST(polled.error.code == shown.error_code);
    BOOST_TEST(polled.error.message == shown.error_message);
}

}  // namespace

BOOST_DATA_TEST_CASE(a_typed_request_becomes_the_documented_one, data::make(requests), example) {
    const auto prepared = example.typed();
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "pixazo");
    BOOST_TEST(prepared.model() == endpoint_of(example.submit_url).model);

    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == example.submit_url);
    const auto sent = json::parse(message.body);
    const auto expected = json::parse(example.sent);
    BOOST_TEST(sent == expected, "sent " << sent << ", expected " << expected);
}

BOOST_DATA_TEST_CASE(what_is_sent_differs_from_the_document_by_the_rules_alone, data::make(requests), example) {
    auto ruled = by_the_rules(example.submit_url, example.documented);
    auto expected = json::parse(example.sent);
    if (!example.refused_resolution.empty()) {
        BOOST_TEST(ruled.at("resolution").as_string() == example.refused_resolution);
        BOOST_TEST(!contains(rules_of<fast, mode::edit_video>.resolutions, example.refused_resolution));
        ruled.as_object()["resolution"] = "720p";
    }
    BOOST_TEST(ruled == expected, "by the rules " << ruled << ", expected " << expected);
}

// What the page writes into its prompts is refused as a caller's prompt: there are fields for it.
BOOST_AUTO_TEST_CASE(the_documented_directives_are_refused_in_a_callers_prompt) {
    int with_directives = 0;
    for (const auto& example : requests) {
        const auto body = json::parse(example.documented);
        const auto* content = body.as_object().if_contains("content");
        const auto* text = content != nullptr ? content->at(0).as_object().if_contains("text") : &body.at("text");
        if (text == nullptr || text->as_string().find("--") == std::string_view::npos) continue;
        ++with_directives;
        const std::string prompt{text->as_string()};
        const auto refused = validate(text_to_video<full>{.prompt = runtime(prompt)});
        BOOST_TEST(!refused.empty());
        for (const auto& v : refused) BOOST_TEST(v.broken == rule::this_prompt_contains_a_directive, to_string(v));
    }
    BOOST_TEST(with_directives == 10);
}

BOOST_DATA_TEST_CASE(an_answer_is_read_as_the_document_says, data::make(answers), example) {
    const auto& shown = *example.shown;
    BOOST_TEST(endpoint_of(example.submit_url).submit_url == example.submit_url);
    switch (shown.through) {
        case door::submit: return check_accepted(shown);
        case door::poll: return check_status(shown);
        case door::refusal: return check_refusal(shown);
    }
}

BOOST_AUTO_TEST_CASE(every_documented_example_is_here) {
    std::size_t together = 0;
    for (const auto& e : endpoints) {
        const auto of_endpoint = [&e](const auto& example) { return example.submit_url == e.submit_url; };
        BOOST_TEST(std::count_if(std::begin(requests), std::end(requests), of_endpoint) == e.requests);
        BOOST_TEST(std::count_if(std::begin(answers), std::end(answers), of_endpoint) == e.answers);
        together += static_cast<std::size_t>(e.requests + e.answers);
    }
    BOOST_TEST(together == std::size(requests) + std::size(answers));
    BOOST_TEST(std::size(requests) == 20u);
    BOOST_TEST(std::size(answers) == 80u);
    std::cout << "pixazo-seedance.txt: " << std::size(requests) << " requests and " << std::size(answers)
              << " answers tested\n";
}

// "Request Headers", and "Example: enable webhook" of every endpoint.
BOOST_DATA_TEST_CASE(headers_are_the_documented_ones, data::make(endpoints), place) {
    const auto prepared = place.with_webhook();
    BOOST_TEST_REQUIRE(prepared.valid());
    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == place.submit_url);
    BOOST_TEST_REQUIRE(message.headers.size() == 4u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[0].value == "application/json");
    BOOST_TEST(message.headers[1].name == "Cache-Control");
    BOOST_TEST(message.headers[1].value == "no-cache");
    BOOST_TEST(message.headers[2].name == "X-Webhook-URL");
    BOOST_TEST(message.headers[2].value == "https://your-server.com/webhook/callback");
    BOOST_TEST(message.headers[3].name == "X-Webhook-Mode");
    BOOST_TEST(message.headers[3].value == "terminal");
    BOOST_TEST(test::lacks(message.body, "your-server"));
}

BOOST_AUTO_TEST_CASE(without_a_callback_there_is_no_webhook) {
    for (const auto& example : requests) {
        const auto prepared = example.typed();
        BOOST_TEST_REQUIRE(prepared.message().headers.size() == 2u);
        BOOST_TEST(prepared.message().headers[0].name == "Content-Type");
        BOOST_TEST(prepared.message().headers[1].name == "Cache-Control");
    }
}

BOOST_AUTO_TEST_CASE(the_key_has_a_header_of_its_own) {
    const auto header = traits::authorization("YOUR_SUBSCRIPTION_KEY");
    BOOST_TEST(header.name == "Ocp-Apim-Subscription-Key");
    BOOST_TEST(header.value == "YOUR_SUBSCRIPTION_KEY");
}

// "cURL Example" of every endpoint.
BOOST_AUTO_TEST_CASE(polls_go_to_the_documented_url) {
    const std::pair<std::string_view, std::string_view> urls[] = {
        {id_2_0, "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
        {id_fast,
         "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
        {id_1_0, "https://gateway.pixazo.ai/v2/requests/status/byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
    };
    for (const auto& [id, url] : urls)
        for (const auto& e : endpoints) BOOST_TEST(url_of(traits::status_target(e.model, id)) == url);
}

// "Status Values".
BOOST_AUTO_TEST_CASE(the_documented_states_are_known) {
    const std::pair<std::string, task_state> states[] = {{"QUEUED", task_state::queued},
                                                         {"PROCESSING", task_state::running},
                                                         {"COMPLETED", task_state::succeeded},
                                                         {"FAILED", task_state::failed},
                                                         {"ERROR", task_state::failed}};
    for (const auto& [word, state] : states) {
        const auto read = traits::decode_status(200, R"({"request_id": "a", "status": ")" + word + "\"}");
        BOOST_TEST(to_string(read.state) == to_string(state), word);
        BOOST_TEST(read.raw_state == word);
        BOOST_TEST(read.charged == (word == "COMPLETED" ? billed::yes
                                    : word == "ERROR"   ? billed::no
                                                        : billed::unknown),
                   word);
    }
}

// "tools: [{"type":"web_search"}]", "Content Item Types" and the items in an order of their own.
BOOST_AUTO_TEST_CASE(content_items_and_tools_are_the_documented_ones) {
    const auto body_of = [](const auto& request) { return json::parse(prepare(request).message().body); };

    const auto searching = body_of(text_to_video<full>{.prompt = "rain", .web_search = true});
    BOOST_TEST(json::serialize(searching.at("tools")) == R"([{"type":"web_search"}])");
    BOOST_TEST(!body_of(text_to_video<full>{.prompt = "rain", .web_search = false}).as_object().contains("tools"));
    BOOST_TEST(!body_of(text_to_video<full>{.prompt = "rain"}).as_object().contains("tools"));

    const auto mixed = body_of(reference_to_video<fast>{
        .prompt = "@image1 dances to @audio1 as in @video1",
        .references = {audio("asset://a"), video("https://example.com/v.mp4"), image("data:image/png;base64,AA=="),
                       audio("https://example.com/b.mp3"), image("asset://i")}});
    const auto expected = json::parse(R"([
        {"type": "text", "text": "@image1 dances to @audio1 as in @video1"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}, "role": "reference_image"},
        {"type": "image_url", "image_url": {"url": "asset://i"}, "role": "reference_image"},
        {"type": "video_url", "video_url": {"url": "https://example.com/v.mp4"}, "role": "reference_video"},
        {"type": "audio_url", "audio_url": {"url": "asset://a"}, "role": "reference_audio"},
        {"type": "audio_url", "audio_url": {"url": "https://example.com/b.mp3"}, "role": "reference_audio"}])");
    BOOST_TEST(mixed.at("content") == expected, mixed.at("content"));
}

// What the page documents without an example.
BOOST_AUTO_TEST_CASE(fields_without_an_example) {
    const auto body_of = [](const auto& request) { return json::parse(prepare(request).message().body); };

    // "-1 to match the source video duration".
    BOOST_TEST(body_of(edit_video<full>{.prompt = "rain", .references = {video(tea)}, .duration = as_source})
                   .at("duration")
                   .as_int64() == -1);

    // One image is the first frame; options alone make a text of their own.
    const auto one_frame = body_of(
        image_to_video<full>{.prompt = {}, .first_frame = f1, .sound = false, .camera_fixed = true, .watermark = true});
    const auto one_frame_expected = json::parse(R"({"content": [{"type": "text", "text": "--camerafixed true"},
        {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "first_frame"}],
        "ratio": "adaptive", "resolution": "720p", "duration": 5, "generate_audio": false, "watermark": true})");
    BOOST_TEST(one_frame == one_frame_expected, one_frame);

    // "auto" is "adaptive"; white space around a prompt is not sent.
    const auto automatic = body_of(text_to_video<fast>{.prompt = "  rain\n", .aspect_ratio = "auto"});
    BOOST_TEST(automatic.at("ratio").as_string() == "adaptive");
    BOOST_TEST(automatic.at("content").at(0).at("text").as_string() == "rain");

    // 1.0 Pro: defaults "1080p (pro)" for text, "720p" for an image; everything is written into the text.
    BOOST_TEST(body_of(text_to_video<pro>{.prompt = "rain"}).at("text").as_string() ==
               "rain --ratio 16:9 --resolution 1080p --duration 5 --camerafixed false");
    BOOST_TEST(
        body_of(image_to_video<pro>{
                    .prompt = "rain", .first_frame = f1, .duration = 12s, .aspect_ratio = "auto", .camera_fixed = true})
            .at("text")
            .as_string() == "rain --ratio adaptive --resolution 720p --duration 12 --camerafixed true");

    // 1.0 Lite: two frames, flat.
    const auto lite = prepare(image_to_video<pixazo::seedance_1_0_lite>{.prompt = "rain",
                                                                        .first_frame = f1,
                                                                        .last_frame = f2,
                                                                        .resolution = "480p",
                                                                        .duration = 3s,
                                                                        .aspect_ratio = "9:16"});
    BOOST_TEST(lite.message().target == "/byteplus/v1/generateFrame2VideoTask");
    const auto lite_expected = json::parse(R"({"model": "seedance-1-0-lite-i2v-250428",
        "text": "rain --ratio 9:16 --resolution 480p --duration 3 --camerafixed false",
        "first_frame": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png",
        "last_frame": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"})");
    BOOST_TEST(json::parse(lite.message().body) == lite_expected, lite.message().body);
}

BOOST_AUTO_TEST_SUITE_END()
