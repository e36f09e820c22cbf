// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the sandbox takes and refuses as Pixazo: what its page shows is accepted as meant, and nothing else.
#include <regex>

#include <boost/test/unit_test.hpp>

#include "pixazo_sandbox.hpp"

using namespace test;
using namespace test::pixazo_sandbox;

namespace {

// ---- Requests as the page shows them

struct documented {
    std::string path, body, resolution, ratio;
    std::chrono::seconds duration;
    std::int64_t micro_usd;
};

const std::string f1 = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png",
                  f2 = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png";
const std::string two_frames = file("image", f1) + ',' + file("image", f2);
const std::string tea = file("video", "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4");
const std::string truck = content(text("Make truck Orange") + ',' + tea);

const documented documented_requests[] = {
    {text_path, beach, "720p", "adaptive", 5s, 5 * 159'700},
    {text_path, R"({
  "content": [
    {"type": "text", "text": "A cinematic shot of a cat on a tropical beach at golden hour --resolution 1080p --seed 42 --framepersecond 24 --camerafixed false"}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 15,
  "watermark": false
})",
     "1080p", "16:9", 15s, 15 * 359'200},
    {frame_path, content(two_frames), "720p", "adaptive", 5s, 5 * 176'900},
    {frame_path, R"({
  "content": [
    {"type": "text", "text": "Time-lapse from winter to spring; snow melts, leaves green, flowers bloom; cinematic motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "ratio": "adaptive",
  "duration": 5,
  "resolution": "1080p",
  "generate_audio": true,
  "watermark": false
})",
     "1080p", "adaptive", 5s, 5 * 397'300},
    {reference_path, content(file("image", f1)), "720p", "adaptive", 5s, 5 * 214'800},
    {reference_path, R"({
  "content": [
    {"type": "text", "text": "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition between them with gentle camera motion. --resolution 1080p"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})",
     "1080p", "16:9", 11s, 11 * 483'000},
    {edit_path, truck, "720p", "adaptive", 5s, 5 * 214'800},
    {edit_path, R"({
  "content": [
    {"type": "text", "text": "Restyle the source video using Image 1 color palette, framing Image 2 as the final beat. --resolution 1080p"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})",
     "1080p", "16:9", 11s, 11 * 483'000},
    {fast_text_path, content(text("Neon city skyline at night with flying drones")), "720p", "adaptive", 5s,
     5 * 240'000},
    {fast_text_path, R"({
  "content": [
    {"type": "text", "text": "Neon city skyline at night with flying drones --resolution 720p --seed 7 --framepersecond 24"}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 5,
  "watermark": false
})",
     "720p", "16:9", 5s, 5 * 240'000},
    {"/seedance-2-0-fast/v1/first-last-frame-to-video-fast", content(two_frames), "720p", "adaptive", 5s, 5 * 240'000},
    {"/seedance-2-0-fast/v1/first-last-frame-to-video-fast", R"({
  "content": [
    {"type": "text", "text": "Time-lapse transition from winter to spring: snow melts off the plant, leaves turn green, flowers bloom into full color. Smooth cinematic motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "duration": 5,
  "ratio": "adaptive",
  "resolution": "720p",
  "generate_audio": true,
  "watermark": false
})",
     "720p", "adaptive", 5s, 5 * 240'000},
    {"/seedance-2-0-fast/v1/reference-to-video-fast", content(file("image", f1)), "720p", "adaptive", 5s, 5 * 240'000},
    {"/seedance-2-0-fast/v1/reference-to-video-fast", R"({
  "content": [
    {"type": "text", "text": "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition. --resolution 720p"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})",
     "720p", "16:9", 11s, 11 * 240'000},
    {fast_edit_path, truck, "720p", "adaptive", 5s, 5 * 240'000},
    {pro_image_path, R"({
  "model": "seedance-1-0-pro-250528",
  "text": "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky. --ratio 16:9 --resolution 720p --duration 5",
  "image_url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"
})",
     "720p", "16:9", 5s, 200'000},
    {pro_text_path, R"({
  "model": "seedance-1-0-pro-250528",
  "text": "A vast expanse of white daisy fields under a clear blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false"
})",
     "720p", "16:9", 5s, 200'000},
    // 1.0 Lite: "Documentation coming soon"; as its endpoint is described elsewhere. No price is known.
    {lite_path, R"({
  "model": "seedance-1-0-lite-i2v-250428",
  "text": "Realistic style. Aeroplane from takeoff to fly captured in camera",
  "first_frame": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png",
  "last_frame": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"
})",
     "720p", "16:9", 5s, 0},
};

std::string service_of(const std::string& path) { return path.substr(1, path.find('/', 1) - 1); }

}  // namespace

BOOST_AUTO_TEST_SUITE(sandbox_pixazo)

BOOST_AUTO_TEST_CASE(every_documented_request_is_accepted) {
    gateway pixazo;
    for (const auto& request : documented_requests) {
        const auto reply = pixazo.submit(request.path, request.body);
        BOOST_TEST_REQUIRE(reply.status == 202, request.body << reply.body);
        const auto task = pixazo.gateways.tasks().back();
        expect_json(reply, 202,
                    R"({"request_id":")" + task.id + R"(","status":"QUEUED","polling_url":")" + pixazo.origin +
                        "/v2/requests/status/" + task.id + "\"}");
        BOOST_TEST(std::regex_match(task.id, std::regex{service_of(request.path) +
                                                        "_019d[0-9a-f]{4}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"}),
                   task.id);
        BOOST_TEST(task.provider == "pixazo");
        BOOST_TEST(task.mode == request.path);
        BOOST_TEST(task.body == request.body);
        BOOST_TEST(task.resolution == request.resolution);
        BOOST_TEST(task.aspect_ratio == request.ratio);
        BOOST_TEST(task.duration == request.duration);
        BOOST_TEST(task.price.micro_usd == request.micro_usd);
        BOOST_TEST(task.charged.micro_usd == request.micro_usd);
    }
    BOOST_TEST(pixazo.gateways.tasks().back().model == "seedance-1-0-lite-i2v-250428");
    expect_broken(pixazo.gateways, {});
}

// The Fast page's sample of edit-video says --resolution 1080p; its table: "1080p is rejected by the gateway".
BOOST_AUTO_TEST_CASE(fast_rejects_1080p_however_it_is_said) {
    gateway pixazo;
    const std::string words = "resolution: the model does not offer this resolution (given 1080p, allowed 480p, 720p)";
    const auto sample = content(text("Restyle the source video. --resolution 1080p") + ',' + tea + ',' + two_frames);
    expect_refused(pixazo.submit(fast_edit_path, sample), 400, "Bad Request", words);
    expect_refused(pixazo.submit(fast_text_path, content(text("x"), R"(,"resolution":"1080p")")), 400, "Bad Request",
                   words);
    pixazo.accepted(edit_path, sample);
}

BOOST_AUTO_TEST_CASE(directives_override_the_fields_and_the_bill) {
    gateway pixazo;
    const std::string fields = R"(,"resolution":"480p","duration":4,"ratio":"16:9")";
    const auto bill = [&](const std::string& words) {
        return pixazo.accepted(text_path, content(text(words), fields)).price.micro_usd;
    };
    BOOST_TEST(bill("a cat") == 4 * 71'100);
    BOOST_TEST(bill("a cat --resolution 1080p") == 4 * 359'200);
    BOOST_TEST(bill("--rs 720p a cat") == 4 * 159'700);
    BOOST_TEST(bill("a --duration 15 cat") == 15 * 71'100);
    BOOST_TEST(bill("a cat\\n--dur\\t15   --rs 1080p") == 15 * 359'200);
    BOOST_TEST(bill("a cat --dur 4 --dur 15") == 15 * 71'100);
    BOOST_TEST(bill("a cat --seed 42 --framepersecond 24 --camerafixed true --cf false") == 4 * 71'100);
    const auto task = pixazo.accepted(text_path, content(text("a cat --ratio 21:9 --rs 1080p --dur 7"), fields));
    BOOST_TEST(task.aspect_ratio == "21:9");
    BOOST_TEST(task.resolution == "1080p");
    BOOST_TEST(task.duration == 7s);
    BOOST_TEST(pixazo.accepted(text_path, content(text("a cat --rt 1:1"))).aspect_ratio == "1:1");
}

BOOST_AUTO_TEST_CASE(what_is_no_directive_stays_text) {
    gateway pixazo;
    const auto task = pixazo.accepted(
        text_path, content(text("a cat --fps 60 --style 1080p --resolution=1080p --Resolution 1080p -- -rs x--rs"),
                           R"(,"resolution":"480p")"));
    BOOST_TEST(task.resolution == "480p");
    expect_refused(pixazo.submit(text_path, content(text("--rs 1080p --dur 5"))), 400, "Bad Request",
                   "a prompt is required");
    pixazo.accepted(frame_path, content(text("--rs 1080p --dur 5") + ',' + file("image")));
}

BOOST_AUTO_TEST_CASE(directives_out_of_range) {
    gateway pixazo;
    const auto refused = [&](const std::string& directive, const std::string& words) {
        expect_refused(pixazo.submit(text_path, content(text("a cat " + directive))), 400, "Bad Request", words);
    };
    refused("--resolution", "--resolution: needs a value");
    refused("--resolution 4k", "resolution: the model does not offer this resolution (given 4k");
    refused("--rt 5:4", "aspect_ratio: the model does not offer this aspect ratio (given 5:4");
    refused("--ratio auto", "aspect_ratio: unsupported value auto");
    refused("--duration 16", "duration: the model does not offer this duration (given 16 s, allowed 4..15 s)");
    refused("--dur 5s", "--dur: must be an integer");
    refused("--duration -1", "duration");
    refused("--seed", "--seed: must be an integer");
    refused("--seed 9223372036854775808", "--seed: must be an integer");
    refused("--seed --rs 480p", "--seed: must be an integer");
    refused("--framepersecond 18446744073709551616", "--framepersecond: must be an integer");
    refused("--camerafixed yes", "--camerafixed: must be true or false");
    refused("--cf", "--cf: must be true or false");
    BOOST_TEST(pixazo.gateways.tasks_accepted() == 0u);
    for (const std::string directive : {"--seed -1", "--seed 4294967296", "--framepersecond 0", "--framepersecond 61"})
        pixazo.accepted(text_path, content(text("a cat " + directive)));
}

BOOST_AUTO_TEST_CASE(content_is_parsed_strictly) {
    gateway pixazo;
    const auto refused = [&](const std::string& path, const std::string& items, const std::string& words) {
        expect_refused(pixazo.submit(path, content(items)), 400, "Bad Request", words);
    };
    const auto image = file("image"), video = file("video"), audio = file("audio");
    refused(text_path, "", "prompt: a prompt is required");
    refused(text_path, "7", "content[0]: must be an object");
    refused(text_path, "{}", "content[0].type: must be text, image_url, video_url or audio_url");
    refused(text_path, R"({"type":7})", "content[0].type: must be a string");
    refused(text_path, R"({"type":"text"})", "content[0].text: missing");
    refused(text_path, R"({"type":"text","text":7})", "content[0].text: must be a string");
    refused(text_path, R"({"type":"text","text":"x","role":"user"})", "content[0].role: unknown field");
    refused(text_path, text("a") + ',' + text("b"), "content[1].type: there is a text already");
    refused(reference_path, R"({"type":"image_url"})", "content[0].image_url: missing");
    refused(reference_path, R"({"type":"image_url","image_url":"https://e.com/1"})",
            "content[0].image_url: must be an object");
    refused(reference_path, R"({"type":"image_url","image_url":{}})", "content[0].image_url.url: missing");
    refused(reference_path, R"({"type":"image_url","image_url":{"url":7}})",
            "content[0].image_url.url: must be a string");
    refused(reference_path, R"({"type":"image_url","image_url":{"url":"https://e.com/1","detail":1}})",
            "content[0].image_url.detail: unknown field");
    refused(reference_path, R"({"type":"image_url","image_url":{"url":"https://e.com/1"},"url":1})",
            "content[0].url: unknown field");
    refused(reference_path, image + ',' + text("late"), "content[1].type: the text comes first");
    refused(reference_path, video + ',' + image, "content[1].type: the order is text, images, videos, audio");
    refused(reference_path, image + ',' + audio + ',' + video, "content[2].type: the order is");
    refused(edit_path, video + ',' + text("late"), "content[1].type: the text comes first");
    BOOST_TEST(pixazo.gateways.tasks_accepted() == 0u);
    pixazo.accepted(reference_path, content(text("x") + ',' + image + ',' + image + ',' + video + ',' + audio));
    pixazo.accepted(edit_path, content(text("x") + ',' + image + ',' + video));
    pixazo.accepted(edit_path, content(text("x") + ',' + video + ',' + image));
}

BOOST_AUTO_TEST_CASE(each_route_takes_its_own_files) {
    gateway pixazo;
    const auto refused = [&](const std::string& path, const std::string& items, const std::string& words) {
        expect_refused(pixazo.submit(path, content(items)), 400, "Bad Request", words);
    };
    const auto image = file("image"), video = file("video"), audio = file("audio"), prompt = text("x") + ',';
    for (const auto* kind : {"image", "video", "audio"})
        refused(text_path, prompt + file(kind),
                "content[1].type: " + std::string{kind} + "_url is not accepted on this route");
    for (const auto* kind : {"video", "audio"})
        refused(frame_path, image + ',' + file(kind),
                "content[1].type: " + std::string{kind} + "_url is not accepted on this route");
    refused(edit_path, prompt + video + ',' + audio, "content[2].type: audio_url is not accepted on this route");
    refused(frame_path, prompt.substr(0, prompt.size() - 1), "a first frame is required");
    refused(frame_path, files("image", 3), "content: too many images (given 3, allowed at most 2)");
    refused(reference_path, text("x"), "references");
    refused(reference_path, audio, "audio references need at least one image or video");
    refused(reference_path, files("image", 10), "too many images");
    refused(reference_path, files("video", 4), "too many videos");
    refused(reference_path, image + ',' + files("audio", 4), "too many audio files");
    refused(reference_path, files("image", 9) + ',' + files("video", 2) + ',' + files("audio", 2), "references");
    refused(edit_path, video, "a prompt is required");
    refused(edit_path, text("x"), "references");
    refused(edit_path, prompt + files("video", 2), "too many videos");
    refused(edit_path, prompt + video + ',' + files("image", 3), "too many images");
    BOOST_TEST(pixazo.gateways.tasks_accepted() == 0u);
    pixazo.accepted(frame_path, content(image));
    pixazo.accepted(reference_path, content(files("image", 9) + ',' + files("video", 3)));
    pixazo.accepted(reference_path, content(video));
}

BOOST_AUTO_TEST_CASE(roles) {
    gateway pixazo;
    const auto refused = [&](const std::string& path, const std::string& items, const std::string& words) {
        expect_refused(pixazo.submit(path, content(items)), 400, "Bad Request", words);
    };
    const std::string url = "https://e.com/1";
    const auto first = file("image", url, "first_frame"), last = file("image", url, "last_frame"), bare = file("image");
    const auto image = file("image", url, "reference_image"), video = file("video", url, "reference_video"),
               audio = file("audio", url, "reference_audio");
    for (const auto& items : {first, first + ',' + last, bare + ',' + last, first + ',' + bare})
        pixazo.accepted(frame_path, content(items));
    pixazo.accepted(reference_path, content(image + ',' + video + ',' + audio));
    pixazo.accepted(edit_path, content(text("x") + ',' + image + ',' + video));
    const auto before = pixazo.gateways.tasks_accepted();
    refused(frame_path, last, "content[0].role: must be first_frame");
    refused(frame_path, last + ',' + first,
            "content[0].role: must be first_frame; content[1].role: must be last_frame");
    refused(frame_path, image, "content[0].role: must be first_frame");
    refused(frame_path, R"({"type":"image_url","image_url":{"url":"https://e.com/1"},"role":7})",
            "content[0].role: must be a string");
    refused(reference_path, first, "content[0].role: must be reference_image");
    refused(reference_path, bare + ',' + file("video", url, "reference_image"),
            "content[1].role: must be reference_video");
    refused(edit_path, text("x") + ',' + file("video", url, "source"), "content[1].role: must be reference_video");
    BOOST_TEST(pixazo.gateways.tasks_accepted() == before);
}

BOOST_AUTO_TEST_CASE(urls_and_lengths) {
    gateway pixazo;
    pixazo.gateways.set_media_length("https://e.com/1s", 1s);
    pixazo.gateways.set_media_length("https://e.com/8s", 8s);
    pixazo.gateways.set_media_length("https://e.com/16s", 16s);
    const auto refused = [&](const std::string& items, const std::string& words) {
        expect_refused(pixazo.submit(reference_path, content(items)), 400, "Bad Request", words);
    };
    const auto image = file("image");
    pixazo.accepted(reference_path, content(file("image", "data:image/png;base64,AA==")));
    pixazo.accepted(reference_path, content(image + ',' + file("audio", "data:audio/wav;base64,AA==")));
    for (const auto* kind : {"image", "audio"})
        refused((kind == std::string{"audio"} ? image + ',' : "") + file(kind, "data:x/y;base64,AA=="), "of this type");
    refused(file("image", "data:image/png;base64,A"), "Base64");
    for (const auto* kind : {"image", "video", "audio"})
        pixazo.accepted(reference_path,
                        content((kind == std::string{"image"} ? "" : image + ',') + file(kind, "asset://a1")));
    refused(file("video", "data:video/mp4;base64,AA=="), "references[0].url");
    refused(file("image", "http://e.com/1"), "the media URL is not https");
    refused(file("image", ""), "the media URL is empty");
    refused(file("video", "https://e.com/1s"), "the reference is too short");
    refused(file("video", "https://e.com/16s"), "the reference is too long");
    refused(file("video", "https://e.com/8s") + ',' + file("video", "https://e.com/8s"),
            "the reference videos are too long together");
    refused(image + ',' + file("audio", "https://e.com/8s") + ',' + file("audio", "https://e.com/8s"),
            "the reference audio files are too long together");
    std::string words;
    for (int i = 0; i != 1001; ++i) words += "a ";
    expect_refused(pixazo.submit(text_path, content(text(words))), 400, "Bad Request", "the prompt has too many words");
    pixazo.accepted(text_path, content(text(words.substr(2) + " --rs 480p")));  // a directive is no word of the prompt
}

BOOST_AUTO_TEST_CASE(fields_of_the_body) {
    gateway pixazo;
    const auto refused = [&](const std::string& more, const std::string& words) {
        expect_refused(pixazo.submit(text_path, content(text("x"), ',' + more)), 400, "Bad Request", words);
    };
    const auto body_refused = [&](const std::string& body, const std::string& words) {
        expect_refused(pixazo.submit(text_path, body), 400, "Bad Request", words);
    };
    body_refused("{", "not valid JSON");
    body_refused("[]", "must be a JSON object");
    body_refused("{}", "content: missing");
    body_refused(R"({"content":"x"})", "content: must be an array");
    refused(R"("seed":1)", "seed: unknown field");
    refused(R"("aspect_ratio":"16:9")", "aspect_ratio: unknown field");
    refused(R"("resolution":720)", "resolution: must be a string");
    refused(R"("resolution":"720P")", "resolution: the model does not offer");
    refused(R"("ratio":"auto")", "aspect_ratio: unsupported value auto");
    refused(R"("duration":"5")", "duration: must be an integer");
    refused(R"("duration":5.0)", "duration: must be an integer");
    refused(R"("duration":3)", "allowed 4..15 s");
    refused(R"("duration":-1)", "duration");
    refused(R"("generate_audio":"true")", "generate_audio: must be a boolean");
    refused(R"("watermark":null)", "watermark: must be a boolean");
    refused(R"("tools":true)", "tools: must be an array");
    for (const auto* tools :
         {"[]", R"(["web_search"])", R"([{"type":"other"}])", R"([{"type":"web_search"},{"type":"web_search"}])"})
        refused(R"("tools":)" + std::string{tools}, R"(tools: must be [{"type":"web_search"}])");
    const std::string tools = R"(,"tools":[{"type":"web_search"}])";
    pixazo.accepted(text_path, content(text("x"), tools));
    pixazo.accepted(fast_text_path, content(text("x"), tools));
    for (const auto& [path, items] :
         {std::pair{frame_path, file("image")}, {reference_path, file("image")}, {edit_path, text("x") + ',' + tea}})
        expect_refused(pixazo.submit(path, content(items, tools)), 400, "Bad Request",
                       "web_search: the model does not take this option");
}

BOOST_AUTO_TEST_CASE(an_edited_video_may_be_as_long_as_its_source) {
    gateway pixazo;
    pixazo.gateways.set_media_length("https://e.com/v", 7'500ms);
    const auto edit =
        content(text("x") + ',' + file("video", "https://e.com/v"), R"(,"duration":-1,"resolution":"480p")");
    const auto task = pixazo.accepted(edit_path, edit);
    BOOST_TEST(task.duration == 7'500ms);
    BOOST_TEST(task.price.micro_usd == 75 * 9'570);
    const auto directive = pixazo.accepted(
        edit_path, content(text("x --dur -1") + ',' + file("video", "https://e.com/v"), R"(,"duration":4)"));
    BOOST_TEST(directive.duration == 7'500ms);
    expect_refused(pixazo.submit(edit_path, replaced(edit, "-1", "-2")), 400, "Bad Request", "duration");
    expect_refused(pixazo.submit(edit_path, replaced(edit, "-1", "0")), 400, "Bad Request", "duration");
}

BOOST_AUTO_TEST_CASE(seedance_1_0_reads_its_knobs_from_the_text) {
    gateway pixazo;
    const auto pro = [](const std::string& words, const std::string& more = {}) {
        return R"({"model":"seedance-1-0-pro-250528","text":")" + words + '"' + more + '}';
    };
    const std::string frame = R"(,"image_url":"https://e.com/1")";
    const auto plain = pixazo.accepted(pro_text_path, pro("a"));
    BOOST_TEST(plain.resolution == "1080p");
    BOOST_TEST(plain.aspect_ratio == "16:9");
    BOOST_TEST(plain.duration == 5s);
    const auto short_names = pixazo.accepted(pro_text_path, pro("a --rt 21:9 --rs 480p --dur 12 --cf true"));
    BOOST_TEST(short_names.resolution == "480p");
    BOOST_TEST(short_names.aspect_ratio == "21:9");
    BOOST_TEST(short_names.duration == 12s);
    const auto long_names = pixazo.accepted(
        pro_image_path, pro("a --ratio adaptive --resolution 1080p --duration 3 --camerafixed true", frame));
    BOOST_TEST(long_names.resolution == "1080p");
    BOOST_TEST(long_names.aspect_ratio == "adaptive");
    BOOST_TEST(long_names.duration == 3s);
    BOOST_TEST(long_names.price.micro_usd == 200'000);
    BOOST_TEST(pixazo.accepted(pro_image_path, pro("a", frame)).resolution == "720p");

    const auto refused = [&](const std::string& path, const std::string& body, const std::string& words) {
        expect_refused(pixazo.submit(path, body), 400, "Bad Request", words);
    };
    refused(pro_text_path, R"({"model":"seedance-1-0-pro-250528"})", "a prompt is required");
    refused(pro_text_path, R"({"text":"a"})", "model: missing");
    refused(pro_text_path, pro("a", frame), "image_url: unknown field");
    refused(pro_text_path, pro("a", R"(,"resolution":"480p")"), "resolution: unknown field");
    refused(pro_text_path, pro("a --dur 2"), "allowed 3..12 s");
    refused(pro_text_path, pro("a --dur 13"), "allowed 3..12 s");
    refused(pro_text_path, pro("a --seed 1"), "seed: the model does not take this option");
    refused(pro_image_path, pro("a"), "a first frame is required");
    refused(pro_image_path, pro("a --rt 21:9", frame), "aspect_ratio");
    refused(pro_image_path, pro("a", R"(,"image_url":"asset://1")"), "first_frame");
    refused(pro_image_path, pro("a", R"(,"image_url":{"url":"https://e.com/1"})"), "image_url: must be a string");
    const std::string lite =
        R"({"model":"seedance-1-0-lite-i2v-250428","text":"a","first_frame":"https://e.com/1","last_frame":"https://e.com/2"})";
    refused(lite_path, replaced(lite, R"(,"last_frame":"https://e.com/2")", ""), "last frame");
    refused(lite_path, replaced(lite, "\"a\"", "\"a --rt adaptive\""), "aspect_ratio");
    BOOST_TEST(pixazo.accepted(lite_path, replaced(lite, "\"a\"", "\"a --rt 9:16 --dur 12\"")).aspect_ratio == "9:16");
}

BOOST_AUTO_TEST_CASE(models_that_are_not_there) {
    gateway pixazo;
    const auto not_found = [&](const std::string& path, const std::string& body, const std::string& name) {
        expect_json(pixazo.submit(path, body), 400,
                    R"({"error":"Model not found","message":"Model ')" + name + R"(' not found or is disabled"})");
    };
    not_found("/seedance-3-0/v1/text-to-video", beach, "seedance-3-0");
    not_found(pro_text_path, R"({"model":"seedance-9","text":"a"})", "seedance-9");
    not_found(pro_text_path, R"({"model":"seedance-1-0-lite-i2v-250428","text":"a"})", "seedance-1-0-lite-i2v-250428");
}

BOOST_AUTO_TEST_SUITE_END()
