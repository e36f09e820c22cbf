// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A gateway plugged in from outside, BytePlus ModelArk as examples/modelark writes it: what is sent and what is read.
#include <random>

#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include <seedance/models.hpp>
#include <seedance/retry/classify.hpp>

#include "modelark_emulation.hpp"
#include "smallest_request.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(modelark_plugged_in)

using traits = seedance::provider_traits<modelark::gateway>;

namespace {

// ---- the descriptors

constexpr auto text = mode::text_to_video;
constexpr auto frames = mode::image_to_video;
constexpr auto references = mode::reference_to_video;
constexpr auto edit = mode::edit_video;

static_assert(ark_models::entries.size() == 5 && provider<modelark::gateway> && account<modelark::account> &&
              !lists_prices<modelark::gateway> && lists_tasks<modelark::gateway> && cancels_tasks<modelark::gateway> &&
              !tells_balance<modelark::gateway>);
static_assert(sells<modelark::gateway, ark_2_0> && !sells<apixo::gateway, ark_2_0> && !sells<int, ark_2_0>);
static_assert(offers<ark_2_0, text> && offers<ark_2_0, frames> && offers<ark_2_0, references> && offers<ark_2_0, edit>);
static_assert(offers<ark_fast, edit> && offers<ark_mini, edit> && !offers<ark_1_5, references> &&
              !offers<ark_1_5, edit> && !offers<ark_1_0, edit>);
static_assert(offers_resolution<ark_2_0, text, "4k"> && offers_resolution<ark_2_0, edit, "1080p"> &&
              !offers_resolution<ark_2_0, text, "2k">);
static_assert(offers_resolution<ark_fast, text, "720p"> && !offers_resolution<ark_fast, text, "1080p"> &&
              !offers_resolution<ark_mini, edit, "4k">);
static_assert(offers_resolution<ark_1_5, text, "1080p"> && !offers_resolution<ark_1_5, text, "4k"> &&
              !offers_resolution<ark_1_0, text, "4k">);
static_assert(!offers_duration<ark_2_0, text, 3> && offers_duration<ark_2_0, text, 4> &&
              offers_duration<ark_2_0, text, 15> && !offers_duration<ark_2_0, text, 16>);
static_assert(!offers_duration<ark_1_5, text, 3> && offers_duration<ark_1_5, text, 12> &&
              !offers_duration<ark_1_5, text, 13>);
static_assert(!offers_duration<ark_1_0, text, 1> && offers_duration<ark_1_0, text, 2> &&
              offers_duration<ark_1_0, text, 12>);
static_assert(rules_of<ark_2_0, edit>.duration.as_source && !rules_of<ark_2_0, references>.duration.as_source);
static_assert(takes<ark_2_0, text, option::web_search> && takes<ark_2_0, text, option::sound> &&
              takes<ark_2_0, text, option::return_last_frame>);
static_assert(!takes<ark_2_0, text, option::seed> && !takes<ark_2_0, text, option::camera_fixed> &&
              !takes<ark_fast, edit, option::seed>);
static_assert(takes<ark_1_5, text, option::seed> && takes<ark_1_5, frames, option::camera_fixed> &&
              takes<ark_1_5, text, option::sound>);
static_assert(takes<ark_1_0, text, option::seed> && !takes<ark_1_0, text, option::sound> &&
              !takes<ark_1_5, text, option::web_search>);
static_assert(takes_media<ark_2_0, references, 9, 3, 0> && !takes_media<ark_2_0, references, 9, 3, 1> &&
              !takes_media<ark_2_0, references, 0, 0, 1>);
static_assert(takes_media<ark_2_0, edit, 0, 1, 0> && !takes_media<ark_2_0, edit, 1, 0, 0> &&
              !takes_media<ark_2_0, edit, 0, 2, 0>);

// 5 s of 1280 x 720 are 108,000 tokens; a video that is given counts as what is made.
static_assert(modelark::tokens(0s, 5s, 1280, 720) == 108'000 && modelark::tokens(5s, 5s, 1280, 720) == 216'000);
static_assert(modelark::tokens(0s, 0s, 1280, 720) == 0 && modelark::tokens(1ms, 0ms, 1, 1) == 1 &&
              modelark::tokens(1h, 1h, 7680, 4320) == 5'598'720'000);

}  // namespace

// ---- what is sent

BOOST_AUTO_TEST_CASE(text_to_video_is_encoded) {
    check_body(text_to_video<ark_2_0>{.prompt = " a fox \n"},
               R"({"model": "dreamina-seedance-2-0-260128", "content": [{"type": "text", "text": "a fox"}],
        "ratio": "16:9", "resolution": "720p", "duration": 5, "generate_audio": true})");
    check_body(
        text_to_video<ark_2_0>{.prompt = "a fox",
                               .resolution = "4k",
                               .duration = 15s,
                               .aspect_ratio = "auto",
                               .sound = false,
                               .web_search = true,
                               .watermark = true,
                               .return_last_frame = false,
                               .callback_url = "https://example.com/hook"},
        R"({"model": "dreamina-seedance-2-0-260128", "content": [{"type": "text", "text": "a fox"}], "ratio": "adaptive", "resolution": "4k", "duration": 15,
                   "generate_audio": false, "watermark": true, "return_last_frame": false, "tools": [{"type": "web_search"}], "callback_url": "https://example.com/hook"})");
    check_body(text_to_video<ark_mini>{.prompt = "a fox", .web_search = false},
               R"({"model": "dreamina-seedance-2-0-mini-260615",
        "content": [{"type": "text", "text": "a fox"}], "ratio": "16:9", "resolution": "720p", "duration": 5, "generate_audio": true})");
}

BOOST_AUTO_TEST_CASE(the_models_1_take_a_seed_and_a_fixed_camera) {
    check_body(
        text_to_video<ark_1_5>{
            .prompt = "a fox", .duration = 12s, .sound = false, .camera_fixed = true, .seed = 4'294'967'295},
        R"({"model": "seedance-1-5-pro-251215", "content": [{"type": "text", "text": "a fox"}], "ratio": "16:9", "resolution": "720p", "duration": 12,
                   "generate_audio": false, "camera_fixed": true, "seed": 4294967295})");
    check_body(
        text_to_video<ark_1_0>{.prompt = "a fox",
                               .resolution = "1080p",
                               .duration = 2s,
                               .camera_fixed = false,
                               .watermark = false,
                               .seed = 0},
        R"({"model": "seedance-1-0-pro-250528", "content": [{"type": "text", "text": "a fox"}], "ratio": "16:9", "resolution": "1080p", "duration": 2,
                   "camera_fixed": false, "watermark": false, "seed": 0})");
}

BOOST_AUTO_TEST_CASE(every_option_that_a_model_takes_is_sent) {
    for (const auto& entry : ark_models::entries)
        for (const auto& rules : entry.model->modes)
            for (const auto which : all_options) {
                if (!rules.options.contains(which)) continue;
                const auto silent = smallest_request(*entry.model, rules);
                auto request = silent;
                say(request, which);
                const auto with = prepare(request, ark_models::entries);
                BOOST_TEST_REQUIRE(with.valid());
                BOOST_TEST(with.message().body != prepare(silent, ark_models::entries).message().body,
                           request.model << ": the encoder lacks the option " << to_string(which));
            }
}

BOOST_AUTO_TEST_CASE(image_to_video_is_encoded) {
    check_body(image_to_video<ark_fast>{.prompt = {}, .first_frame = "https://example.com/a.png"},
               R"({"model": "dreamina-seedance-2-0-fast-260128",
        "content": [{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}, "role": "first_frame"}],
        "ratio": "adaptive", "resolution": "720p", "duration": 5, "generate_audio": true})");
    check_body(
        image_to_video<ark_1_0>{
            .prompt = "it runs", .first_frame = "asset://a-1", .last_frame = "data:image/png;base64,AAAA"},
        R"({"model": "seedance-1-0-pro-250528", "content": [{"type": "text", "text": "it runs"},
                   {"type": "image_url", "image_url": {"url": "asset://a-1"}, "role": "first_frame"},
                   {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}, "role": "last_frame"}],
                   "ratio": "adaptive", "resolution": "720p", "duration": 5})");
}

BOOST_AUTO_TEST_CASE(references_are_encoded_by_kind) {
    check_body(reference_to_video<ark_2_0>{.prompt = "follow them",
                                           .references = {audio("https://example.com/v.mp3"),
                                                          video("https://example.com/m.mp4", 6s),
                                                          image("https://example.com/1.png"), image("asset://2")},
                                           .aspect_ratio = "9:16"},
               R"({"model": "dreamina-seedance-2-0-260128", "content": [{"type": "text", "text": "follow them"},
                   {"type": "image_url", "image_url": {"url": "https://example.com/1.png"}, "role": "reference_image"},
                   {"type": "image_url", "image_url": {"url": "asset://2"}, "role": "reference_image"},
                   {"type": "video_url", "video_url": {"url": "https://example.com/m.mp4"}, "role": "reference_video"},
                   {"type": "audio_url", "audio_url": {"url": "https://example.com/v.mp3"}, "role": "reference_audio"}],
                   "ratio": "9:16", "resolution": "720p", "duration": 5, "generate_audio": true})");
}

BOOST_AUTO_TEST_CASE(an_edit_may_be_as_long_as_its_source) {
    check_body(
        edit_video<ark_2_0>{
            .prompt = "make it snow", .references = {video("https://example.com/m.mp4")}, .duration = as_source},
        R"({"model": "dreamina-seedance-2-0-260128", "content": [{"type": "text", "text": "make it snow"},
                   {"type": "video_url", "video_url": {"url": "https://example.com/m.mp4"}, "role": "reference_video"}],
                   "ratio": "adaptive", "resolution": "720p", "duration": -1, "generate_audio": true})");
    BOOST_TEST(encoded(edit_video<ark_fast>{.prompt = "snow", .references = {video("asset://1")}, .duration = 7s})
                   .at("duration")
                   .as_int64() == 7);
}

BOOST_AUTO_TEST_CASE(what_the_user_gives_is_checked_by_the_same_rules) {
    const std::string with_flag = "a fox --rs 4k", long_one = "2k";
    const auto broken =
        prepare(text_to_video<ark_fast>{
                    .prompt = runtime(with_flag), .resolution = runtime(long_one), .duration = runtime(-1s)})
            .broken_rules();
    BOOST_TEST_REQUIRE(broken.size() == 3u);
    BOOST_TEST(broken[0].broken == rule::this_prompt_contains_a_directive);
    BOOST_TEST(to_string(broken[1]) ==
               "resolution: the model does not offer this resolution (given 2k, allowed 480p, 720p)");
    BOOST_TEST(to_string(broken[2]) ==
               "duration: the model does not offer this duration (given -1 s, allowed 4..15 s)");
}

BOOST_AUTO_TEST_CASE(text_of_any_kind_stays_inside_its_field) {
    const std::string prompt = "\"},{\"type\":\"text\",\n\t\\ \xE2\x80\xA8 \xF0\x9F\xA6\x8A";
    BOOST_TEST(encoded(text_to_video<ark_2_0>{.prompt = runtime(prompt)}).at("content").at(0).at("text").as_string() ==
               prompt);
    BOOST_TEST(traits::status_target("", "a/../b?c#d e\r\n%") ==
               "/contents/generations/tasks/a%2F..%2Fb%3Fc%23d%20e%0D%0A%25");
    BOOST_TEST(traits::authorization("k").value == "Bearer k");
}

// ---- what is answered

BOOST_AUTO_TEST_CASE(answers_to_submits_are_read) {
    const auto accepted = traits::decode_submit(200, R"({"id": "cgt-1"})");
    BOOST_TEST(accepted.task_id == "cgt-1");
    BOOST_TEST(accepted.status == 200);

    const auto invalid = traits::decode_submit(
        400,
        R"({"error": {"code": "InvalidParameter", "message": "no such ratio", "param": "ratio", "type": "BadRequest"}})");
    BOOST_TEST(invalid.task_id.empty());
    BOOST_TEST(invalid.status == 400);
    BOOST_TEST(invalid.error.code == "InvalidParameter");
    BOOST_TEST(invalid.error.message == "no such ratio");

    BOOST_TEST(traits::decode_submit(403, R"({"error": {"code": "AccountOverdueError"}})").status == 402);
    BOOST_TEST(traits::decode_submit(403, R"({"error": {"code": "AccessDenied"}})").status == 403);
    BOOST_TEST(traits::decode_submit(500, R"({"error": "worn out"})").error.message == "worn out");
    BOOST_TEST(traits::decode_submit(500, R"({"error": {"what": 1}})").error.message == R"({"what":1})");
    BOOST_TEST(traits::decode_submit(502, "<html>").error.message.empty());
}

BOOST_AUTO_TEST_CASE(an_id_is_read_from_a_cut_reply_when_it_is_whole) {
    const auto id_of = [](std::string_view body) { return traits::decode_submit(0, body).task_id; };
    const std::string whole = R"({"model": "id", "id" : "cgt-1", "more": 1})";
    const auto end = whole.find("cgt-1\"") + 6;
    for (std::size_t size = 0; size <= whole.size(); ++size)
        BOOST_TEST(id_of(whole.substr(0, size)) == (size < end ? "" : "cgt-1"), size);
    BOOST_TEST(id_of("proxy says: {\"id\":\"cgt-2\"} bye") == "cgt-2");
    BOOST_TEST(id_of(R"({"id": "a\u0062")") == "ab");
    BOOST_TEST(id_of(R"({"id": 7)").empty());
    BOOST_TEST(id_of(R"({"id": "a b"})").empty());
    BOOST_TEST(id_of("{\"id\": \"" + std::string(2049, 'a') + "\"}").empty());
    BOOST_TEST(id_of(R"({"id": 7})") == "7");
    BOOST_TEST(id_of("\"id\"").empty());
    BOOST_TEST(id_of("\"id\":").empty());
}

// An error's id, or a page's, is no task's.
BOOST_AUTO_TEST_CASE(an_id_is_weighed_by_what_it_came_with) {
    const auto weight = [](int status, std::string_view body) { return traits::decode_submit(status, body).strength; };
    BOOST_TEST(weight(200, R"({"id": "cgt-1"})") == evidence::task);
    BOOST_TEST(weight(400, R"({"id": "cgt-1", "error": {"code": "x"}})") == evidence::reference);
    BOOST_TEST(weight(429, R"({"id": "cgt-1"})") == evidence::reference);
    BOOST_TEST(weight(502, R"({"id": "cgt-1"})") == evidence::candidate);
    BOOST_TEST(weight(200, R"({"data": {"id": "cgt-1"}})") == evidence::candidate);
    BOOST_TEST(weight(403, R"(<html><div "id": "main"></div></html>)") == evidence::none);
    BOOST_TEST(weight(200, R"(<html><script>{id: 1, "id": "main"}</script></html>)") == evidence::candidate);
    BOOST_TEST(weight(400, R"({"error": {"id": "req-1"}})") == evidence::none);
    BOOST_TEST(traits::decode_submit(200, R"({"id": "cgt-1")", arrival::cut).strength == evidence::task);
}

BOOST_AUTO_TEST_CASE(every_state_is_read) {
    const auto state = [](std::string_view word) {
        const auto answer = traits::decode_status(200, R"({"id": "cgt-1", "status": ")" + std::string{word} + "\"}");
        BOOST_TEST(answer.understood);
        BOOST_TEST(answer.raw_state == word);
        return answer;
    };
    BOOST_TEST(state("queued").state == task_state::queued);
    BOOST_TEST(state("running").state == task_state::running);
    BOOST_TEST(state("paused").state == task_state::unknown);
    BOOST_TEST(state("SUCCEEDED").state == task_state::succeeded);
    BOOST_TEST(state("succeeded").state == task_state::succeeded);
    BOOST_TEST(state("succeeded").charged == billed::yes);
    BOOST_TEST(state("succeeded").urls.empty());
    const std::pair<const char*, fail_reason> failures[] = {
        {"failed", fail_reason::unknown}, {"cancelled", fail_reason::cancelled}, {"expired", fail_reason::timeout}};
    for (const auto& [word, reason] : failures) {
        const auto answer = state(word);
        BOOST_TEST(answer.state == task_state::failed);
        BOOST_TEST(answer.charged == billed::no);
        BOOST_TEST(answer.error.code == word);
        BOOST_TEST(answer.reason == reason);
    }
    BOOST_TEST(state("running").charged == billed::unknown);
}

BOOST_AUTO_TEST_CASE(a_success_is_read) {
    const auto answer = traits::decode_status(
        200, R"({"id": "cgt-1", "model": "seedance-1-5-pro-251215", "status": "succeeded", "error": null,
        "content": {"video_url": "https://example.com/v.mp4", "last_frame_url": "https://example.com/v.png"},
        "usage": {"completion_tokens": 108900, "total_tokens": 108900}, "created_at": 1767965610, "updated_at": "1767965700", "seed": 7, "new": {"a": []}})");
    BOOST_TEST(answer.task_id == "cgt-1");
    BOOST_TEST(answer.urls == strings{"https://example.com/v.mp4"});
    BOOST_TEST(answer.last_frame_url == "https://example.com/v.png");
    BOOST_TEST(answer.tokens.value() == 108'900);
    BOOST_TEST(!answer.cost.has_value());
    BOOST_TEST(answer.error.code.empty());
    BOOST_TEST(answer.created_at == std::chrono::system_clock::time_point{1'767'965'610s});
    BOOST_TEST(answer.completed_at == std::chrono::system_clock::time_point{1'767'965'700s});

    const auto running = traits::decode_status(
        200,
        R"({"status": "running", "content": {"video_url": "https://example.com/v.mp4"}, "updated_at": 1, "created_at": -1})");
    BOOST_TEST(running.urls.empty());
    BOOST_TEST(!running.completed_at.has_value());
    BOOST_TEST(!running.created_at.has_value());
    BOOST_TEST(
        !traits::decode_status(200, R"({"status": "failed", "updated_at": 99999999999999})").completed_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_failure_is_read) {
    const auto reason = [](const std::string& code) {
        const auto answer = traits::decode_status(
            200, R"({"status": "failed", "error": {"code": ")" + code + R"(", "message": "words"}})");
        BOOST_TEST(answer.error.code == code);
        BOOST_TEST(answer.error.message == "words");
        return answer.reason;
    };
    BOOST_TEST(reason("OutputVideoSensitiveContentDetected") == fail_reason::moderation);
    BOOST_TEST(reason("InputImageSensitiveContentDetected.PrivacyInformation") == fail_reason::moderation);
    BOOST_TEST(reason("InternalServiceError") == fail_reason::upstream);
    BOOST_TEST(reason("ServerOverloaded") == fail_reason::upstream);
    BOOST_TEST(reason("QuotaExceeded") == fail_reason::throttled);
    BOOST_TEST(reason("AccountOverdueError") == fail_reason::balance);
    BOOST_TEST(reason("SomethingNew") == fail_reason::unknown);
}

BOOST_AUTO_TEST_CASE(what_is_no_task_is_not_understood) {
    for (const auto* body : {"", "{", "[]", "null", "{}", R"({"status": ""})", R"({"status": null})", "<html>"}) {
        const auto answer = traits::decode_status(200, body);
        BOOST_TEST(!answer.understood, body);
        BOOST_TEST(answer.status == 200);
    }
    const auto missing = traits::decode_status(
        404, R"({"error": {"code": "ResourceNotFound", "message": "gone"}, "status": "succeeded"})");
    BOOST_TEST(!missing.understood);
    BOOST_TEST(missing.status == 404);
    BOOST_TEST(missing.error.code == "ResourceNotFound");
    BOOST_TEST(!traits::decode_status(0, R"({"status": "succeeded"})").understood);

    const std::string long_word(2000, 'x'), wide = "\xE2\x82\xAC";
    std::string euros;
    while (euros.size() < 2000) euros += wide;
    BOOST_TEST(traits::decode_status(400, R"({"error": {"message": ")" + long_word + "\"}}").error.message.size() ==
               1024u);
    BOOST_TEST(traits::decode_status(400, R"({"error": {"message": ")" + euros + "\"}}").error.message.size() == 1023u);
}

BOOST_AUTO_TEST_CASE(only_its_own_words_say_that_a_task_is_gone) {
    const auto says_gone = [](const char* body) {
        return seedance::detail::is_gone(http_reply{}, traits::decode_status(404, body));
    };
    BOOST_TEST(says_gone(R"({"error":{"code":"ResourceNotFound","message":"The specified resource is not found."}})"));
    for (const auto* words : {R"({"message":"no Route matched with those values"})", R"({"message":"Not Found"})",
                              R"({"error":"Not Found"})", "<html>"})
        BOOST_TEST(!says_gone(words), words);
}

BOOST_AUTO_TEST_CASE(no_bytes_make_a_reader_throw) {
    const std::string whole =
        R"({"id":"cgt-1","status":"failed","error":{"code":"A","message":"B"},"content":{"video_url":"https://e"},)"
        R"("usage":{"completion_tokens":1e400},"created_at":"x"})";
    std::minstd_rand random{7};
    for (int i = 0; i != 20'000; ++i) {
        auto bytes = whole.substr(0, random() % (whole.size() + 1));
        for (auto n = random() % 4; n != 0 && !bytes.empty(); --n)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        for (const int status : {0, 200, 403}) {
            BOOST_REQUIRE_NO_THROW(traits::decode_submit(status, bytes));
            BOOST_REQUIRE_NO_THROW(traits::decode_status(status, bytes));
        }
    }
    const std::string deep(100'000, '[');
    BOOST_TEST(!traits::decode_status(200, deep).understood);
}

BOOST_AUTO_TEST_SUITE_END()
