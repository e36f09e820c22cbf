// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A gateway plugged in from outside: BytePlus ModelArk as examples/modelark writes it, against a small emulation of it.
#include "client_fixture.hpp"

#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/transport/https.hpp>

#include "../../examples/modelark/provider.hpp"
#include "../../examples/modelark/tasks.hpp"
#include "checks.hpp"
#include "https_server.hpp"

using namespace test;
namespace json = boost::json;
using modelark::list_query;
using traits = seedance::provider_traits<modelark::gateway>;
using strings = std::vector<std::string>;

namespace {

using ark_2_0 = modelark::seedance_2_0;
using ark_fast = modelark::seedance_2_0_fast;
using ark_mini = modelark::seedance_2_0_mini;
using ark_1_5 = modelark::seedance_1_5_pro;
using ark_1_0 = modelark::seedance_1_0_pro;

using ark_models = model_list<ark_2_0, ark_fast, ark_mini, ark_1_5, ark_1_0>;

const std::string base = "https://ark.ap-southeast.bytepluses.com/api/v3";

// ---- the emulation

http_reply refusal(int status, std::string_view code, std::string_view message, std::string_view param = "") {
    return reply_with(
        status, serialize(json::object{
                    {"error", {{"code", code}, {"message", message}, {"param", param}, {"type", "BadRequest"}}}}));
}

/// ModelArk's tasks in memory. Strict about what it is sent; a task moves on each time somebody asks for it.
class emulated_modelark {
  public:
    struct entry {
        std::string status = "queued";
        json::object body = {};
        std::int64_t created = 1'767'965'610;
        std::int64_t asked = 0;
    };

    http_reply operator()(const http_request& request) {
        const auto url = boost::urls::parse_uri(request.url).value();
        const std::string path{url.encoded_path().data(), url.encoded_path().size()};
        const std::string root = "/api/v3/contents/generations/tasks";
        if (request.headers.empty() || request.headers[0].name != "Authorization" ||
            request.headers[0].value != "Bearer test-key")
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
    bool moving = true;  ///< tasks go on when they are asked for
    std::string outcome = "succeeded";

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

    /// What a coroutine failed with.
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

bool within(std::chrono::milliseconds given, std::chrono::milliseconds least, std::chrono::milliseconds most) {
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

// ---- the descriptors

constexpr auto text = mode::text_to_video;
constexpr auto frames = mode::image_to_video;
constexpr auto references = mode::reference_to_video;
constexpr auto edit = mode::edit_video;

static_assert(ark_models::entries.size() == 5 && provider<modelark::gateway> && account<modelark::account> &&
              !lists_prices<modelark::gateway>);
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

BOOST_AUTO_TEST_SUITE(modelark_plugged_in)

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
    BOOST_TEST(id_of(R"({"id": "a\u0062")").empty());
    BOOST_TEST(id_of(R"({"id": 7)").empty());
    BOOST_TEST(id_of(R"({"id": "a b"})").empty());
    BOOST_TEST(id_of("{\"id\": \"" + std::string(257, 'a') + "\"}").empty());
    BOOST_TEST(id_of(R"({"id": 7})").empty());
    BOOST_TEST(id_of("\"id\"").empty());
    BOOST_TEST(id_of("\"id\":").empty());
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
    BOOST_TEST(state("SUCCEEDED").state == task_state::unknown);
    BOOST_TEST(state("succeeded").state == task_state::succeeded);
    BOOST_TEST(state("succeeded").charged == billed::yes);
    BOOST_TEST(state("succeeded").urls.empty());
    for (const auto* word : {"failed", "cancelled", "expired"}) {
        const auto answer = state(word);
        BOOST_TEST(answer.state == task_state::failed);
        BOOST_TEST(answer.charged == billed::no);
        BOOST_TEST(answer.error.code == word);
        BOOST_TEST(answer.reason ==
                   (word == std::string_view{"expired"} ? fail_reason::timeout : fail_reason::unknown));
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
    for (const auto* body : {"", "{", "[]", "null", "{}", R"({"status": ""})", R"({"status": null})", "<html>",
                             "{\"status\": \"\xFF\"}"}) {
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

// ---- the client

BOOST_FIXTURE_TEST_CASE(a_video_is_made, ark_fixture) {
    outcome<generated_video> result;
    strings seen;
    auto watch = [&seen](const event& e) { seen.push_back(text_of(e)); };
    client.generate(
        text_to_video<ark_2_0>{
            .prompt = "a fox in the snow", .resolution = "4k", .duration = 5s, .return_last_frame = true},
        {.on_event = watch, .why = &result.why}, result.handler());
    run();

    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code, to_string(result.why));
    BOOST_TEST(result.value.urls == strings{"https://ark-content.example/cgt-20261121-1.mp4?sig=1"});
    BOOST_TEST(result.value.last_frame_url == "https://ark-content.example/cgt-20261121-1.png");
    BOOST_TEST(result.value.task.provider == "modelark");
    BOOST_TEST(result.value.task.model == "dreamina-seedance-2-0-260128");
    BOOST_TEST(parse_task(to_string(result.value.task)) == result.value.task);
    BOOST_TEST(seen == (strings{"accepted cgt-20261121-1", "polled queued", "polled running", "polled succeeded"}));

    BOOST_TEST_REQUIRE(requests().size() == 4u);
    BOOST_TEST(requests()[0].method == "POST");
    BOOST_TEST(requests()[0].url == base + "/contents/generations/tasks");
    for (std::size_t i = 1; i != 4; ++i)
        BOOST_TEST(requests()[i].url == base + "/contents/generations/tasks/cgt-20261121-1");
    BOOST_TEST(within(times[1], 20s, 30s));
    BOOST_TEST(within(times[2] - times[1], 10s, 15s));
    BOOST_TEST(within(times[3] - times[2], 10s, 15s));

    outcome<status_answer> asked;
    client.status(result.value.task, asked.handler());
    run();
    BOOST_TEST(asked.value.tokens.value() == 108'900);
}

BOOST_FIXTURE_TEST_CASE(every_mode_is_taken_by_the_gateway, ark_fixture) {
    const auto make = [this](const auto& request) {
        outcome<generated_video> result;
        client.generate(request, result.options(), result.handler());
        run();
        BOOST_TEST(result.done());
        BOOST_TEST(!result.code, to_string(result.why));
    };
    make(text_to_video<ark_1_5>{.prompt = "rain", .seed = 7});
    make(text_to_video<ark_1_0>{.prompt = "rain", .seed = 7});
    make(image_to_video<ark_mini>{.prompt = "rain", .first_frame = "https://example.com/a.png"});
    make(reference_to_video<ark_fast>{.prompt = "rain", .references = {image("https://example.com/a.png")}});
    make(edit_video<ark_2_0>{
        .prompt = "rain", .references = {video("https://example.com/a.mp4")}, .duration = as_source});
    BOOST_TEST(ark.tasks.size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_fails_says_why_and_is_not_billed, ark_fixture) {
    ark.outcome = "failed";
    outcome<generated_video> result;
    client.generate(text_to_video<ark_mini>{.prompt = "a fox"}, result.options(), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::task_failed);
    BOOST_TEST(result.why.reason == fail_reason::moderation);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.gateway_code == "OutputVideoSensitiveContentDetected");
    BOOST_TEST(result.why.gateway_message == "the video was refused");
}

BOOST_FIXTURE_TEST_CASE(a_refusal_is_told_apart, ark_fixture) {
    const auto refused_with = [this](http_reply reply) {
        network->enqueue(std::move(reply));
        outcome<generated_video> result;
        client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, result.options(), result.handler());
        run();
        BOOST_TEST(result.why.billed == billed::no);
        return result.why;
    };
    BOOST_TEST(refused_with(refusal(400, "InvalidParameter", "no", "ratio")).code == errc::rejected);
    BOOST_TEST(refused_with(refusal(401, "AuthenticationError", "no")).code == errc::rejected_key);
    BOOST_TEST(refused_with(refusal(403, "AccountOverdueError", "no")).code == errc::rejected_balance);
    BOOST_TEST(refused_with(refusal(404, "ModelNotOpen", "no")).code == errc::not_found);
    BOOST_TEST(refused_with(refusal(400, "InputTextSensitiveContentDetected", "words")).gateway_message == "words");
    BOOST_TEST(ark.tasks.empty());
}

BOOST_FIXTURE_TEST_CASE(fields_of_this_gateway_alone_go_through_unchecked, ark_fixture) {
    const auto checked = prepare(text_to_video<ark_2_0>{.prompt = "a fox"});
    auto body = json::parse(checked.message().body).as_object();
    body["priority"] = 9;
    body["execution_expires_after"] = 3600;
    body["duration"] = -1;
    outcome<generated_video> result;
    client.generate(unchecked<modelark::gateway>(checked.model(), "", serialize(body)), result.options(),
                    result.handler());
    run();
    BOOST_TEST(!result.code, to_string(result.why));
    BOOST_TEST(ark.tasks.at("cgt-20261121-1").body == body);
}

// ---- tasks: the list

BOOST_FIXTURE_TEST_CASE(tasks_are_listed, ark_fixture) {
    for (const auto* status : {"queued", "running", "succeeded", "failed"}) {
        const auto id = "cgt-" + std::string{status};
        ark.tasks[id] = {
            .status = status,
            .body = {{"model", status[0] == 'q' ? "seedance-1-0-pro-250528" : "dreamina-seedance-2-0-260128"}}};
    }
    const auto all = get(tasks.list());
    BOOST_TEST(all.total == 4);
    BOOST_TEST_REQUIRE(all.items.size() == 4u);
    BOOST_TEST(requests().back().method == "GET");
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks?page_num=1&page_size=20");
    BOOST_TEST(all.items[0].task.id == "cgt-failed");
    BOOST_TEST(all.items[0].status.reason == fail_reason::moderation);
    BOOST_TEST(all.items[3].status.raw_state == "succeeded");
    BOOST_TEST(all.items[3].status.tokens.value() == 108'900);
    BOOST_TEST(all.items[3].task.model == "dreamina-seedance-2-0-260128");
    BOOST_TEST(all.items[3].task.accepted_at == std::chrono::system_clock::time_point{1'767'965'610s});

    const auto second = get(tasks.list({.page_num = 2, .page_size = 3}));
    BOOST_TEST(second.total == 4);
    BOOST_TEST(second.items.size() == 1u);

    const auto running = get(tasks.list({.status = "running", .model = "dreamina-seedance-2-0-260128"}));
    BOOST_TEST_REQUIRE(running.items.size() == 1u);
    BOOST_TEST(running.items[0].task.id == "cgt-running");

    const strings ids{"cgt-queued", "cgt-succeeded", "a&b=c"};
    const auto two = get(tasks.list({.ids = ids}));
    BOOST_TEST(two.items.size() == 2u);
    BOOST_TEST(requests().back().url ==
               base +
                   "/contents/generations/"
                   "tasks?page_num=1&page_size=20&filter.task_ids=cgt-queued&filter.task_ids=cgt-succeeded"
                   "&filter.task_ids=a%26b%3Dc");
}

BOOST_FIXTURE_TEST_CASE(a_task_from_the_list_can_be_waited_for, ark_fixture) {
    // A submit whose answer was lost: it is never sent again, and the list tells what became of it.
    network->answer_with([this](const http_request& request) {
        const bool submits = request.method == "POST";
        auto reply = ark(request);
        return submits ? answer_lost() : reply;
    });
    outcome<generated_video> lost;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, lost.options(), lost.handler());
    run();
    BOOST_TEST(lost.code == errc::outcome_unknown);
    BOOST_TEST(lost.why.retry == seedance::retry::ask_first);

    const auto page = get(tasks.list({.model = ark_2_0::descriptor.id}));
    BOOST_TEST_REQUIRE(page.items.size() == 1u);
    outcome<generated_video> found;
    client.resume(to_string(page.items[0].task), found.options(), found.handler());
    run();
    BOOST_TEST(!found.code, to_string(found.why));
    BOOST_TEST(found.value.urls.size() == 1u);
    BOOST_TEST(ark.tasks.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_no_list_is_an_error, ark_fixture) {
    const auto listing = [this](http_reply reply) {
        network->enqueue(std::move(reply));
        return failure_of(tasks.list());
    };
    for (const auto* body : {"", "[]", "{}", R"({"items": {}})", R"({"items": null})", R"({"total": 3})"})
        BOOST_TEST(listing(reply_with(200, body)).code == errc::poll_failed, body);
    BOOST_TEST(listing(reply_with(302, "")).code == errc::redirect_refused);
    BOOST_TEST(listing(refusal(401, "AuthenticationError", "who?")).code == errc::rejected_key);
    BOOST_TEST(listing(refusal(429, "RateLimitExceeded", "slow")).code == errc::throttled);
    BOOST_TEST(listing(refusal(503, "ServerOverloaded", "later")).code == errc::poll_failed);
    BOOST_TEST(listing(refusal(400, "InvalidParameter", "no")).code == errc::rejected);
    BOOST_TEST(listing(not_connected()).code == errc::not_sent);
    BOOST_TEST(listing(answer_lost()).code == errc::poll_failed);
    BOOST_TEST(listing(reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing)).code ==
               errc::tls_untrusted);

    const auto why = listing(refusal(403, "AccountOverdueError", "pay\x1b[31m first"));
    BOOST_TEST(why.code == errc::rejected_balance);
    BOOST_TEST(why.http_status == 403);
    BOOST_TEST(to_string(why) ==
               "poll modelark: the gateway asks for balance or quota: listing tasks [HTTP 403] [gateway code "
               "\"AccountOverdueError\"] "
               "[gateway says \"pay [31m first\"]; not billed");

    network->enqueue(reply_with(200, R"({"total": 0, "items": null})"));
    BOOST_TEST(get(tasks.list()).items.empty());
    network->enqueue(reply_with(200, R"({"items": [1, {"status": "new"}]})"));
    BOOST_TEST(get(tasks.list()).items.at(0).status.raw_state == "new");
}

BOOST_FIXTURE_TEST_CASE(a_query_out_of_range_is_not_sent, ark_fixture) {
    for (const list_query query : {list_query{.page_num = 0}, list_query{.page_num = 501}, list_query{.page_size = 0},
                                   list_query{.page_size = 501}})
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.list(query)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
    BOOST_TEST(requests().empty());
}

// ---- tasks: their end

BOOST_FIXTURE_TEST_CASE(a_queued_task_is_cancelled, ark_fixture) {
    ark.moving = false;
    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, result.options(), result.handler());
    settle();
    run(tasks.cancel("cgt-20261121-1"));

    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::task_failed);
    BOOST_TEST(result.why.gateway_code == "cancelled");
    BOOST_TEST(result.why.billed == billed::no);
    const auto deleted =
        std::find_if(requests().begin(), requests().end(), [](const http_request& r) { return r.method == "DELETE"; });
    BOOST_TEST_REQUIRE((deleted != requests().end()));
    BOOST_TEST(deleted->url == base + "/contents/generations/tasks/cgt-20261121-1");
    BOOST_TEST(deleted->body.empty());
    BOOST_TEST(deleted->use == connection_use::fresh);

    const auto before = requests().size();
    run(tasks.cancel("cgt-20261121-1"));  // once more: asked, and left alone
    BOOST_TEST(requests().size() == before + 1);
}

BOOST_FIXTURE_TEST_CASE(a_running_task_cannot_be_cancelled, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "running", .body = {}};
    ark.moving = false;
    const auto why = failure_of(tasks.cancel("cgt-1"));
    BOOST_TEST(why.code == errc::conflict);
    BOOST_TEST(why.task.value().id == "cgt-1");
    BOOST_TEST(why.billed == billed::unknown);
    BOOST_TEST(why.retry == seedance::retry::resume);
    BOOST_TEST(why.detail == "cancel: the task is not queued but running");
    BOOST_TEST(requests().size() == 1u);

    // It begins to run between the question and the order: the gateway itself refuses.
    ark.moving = true;
    ark.tasks["cgt-2"] = {};
    const auto late = failure_of(tasks.cancel("cgt-2"));
    BOOST_TEST(late.code == errc::conflict);
    BOOST_TEST(late.gateway_code == "InvalidAction.RunningTaskDeletion");
    BOOST_TEST(late.http_status == 409);
}

BOOST_FIXTURE_TEST_CASE(cancel_leaves_a_finished_task_alone_and_remove_forgets_it, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "succeeded", .body = {}};
    BOOST_TEST(failure_of(tasks.cancel("cgt-1")).detail == "cancel: the task is not queued but succeeded");
    BOOST_TEST(ark.tasks.size() == 1u);
    run(tasks.remove("cgt-1"));
    BOOST_TEST(ark.tasks.empty());

    const auto gone = failure_of(tasks.remove("cgt-1"));
    BOOST_TEST(gone.code == errc::task_not_found);
    BOOST_TEST(gone.retry == seedance::retry::never);
    BOOST_TEST(failure_of(tasks.cancel("cgt-1")).code == errc::task_not_found);

    ark.tasks["cgt-2"] = {.status = "running", .body = {}};
    BOOST_TEST(failure_of(tasks.remove("cgt-2")).code == errc::conflict);
    ark.tasks["cgt-3"] = {};
    run(tasks.remove("cgt-3"));
    BOOST_TEST(ark.tasks.at("cgt-3").status == "cancelled");
    network->enqueue(reply_with(204, ""));
    run(tasks.remove("cgt-3"));
    network->enqueue(answer_lost());
    BOOST_TEST(failure_of(tasks.remove("cgt-3")).code == errc::outcome_unknown);
}

BOOST_FIXTURE_TEST_CASE(no_id_reaches_the_collection, ark_fixture) {
    for (const auto* id : {"", ".", ".."}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.remove(id)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.cancel(id)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
    }
    BOOST_TEST(requests().empty());
    BOOST_TEST(failure_of(tasks.remove("../tasks?a#b")).code == errc::task_not_found);
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks/..%2Ftasks%3Fa%23b");
}

BOOST_FIXTURE_TEST_CASE(accounts_are_checked_as_by_the_client, ark_fixture) {
    const auto refused = [this](modelark::account who, errc why) {
        BOOST_CHECK_EXCEPTION((modelark::tasks{network, who}), error,
                              [why](const error& e) { return e.code() == why; });
        BOOST_CHECK_EXCEPTION(client.use(who), error, [why](const error& e) { return e.code() == why; });
    };
    refused({.api_key = {}}, errc::bad_key);
    for (const auto* url : {"", "http://ark.example", "https://", "https://key@ark.example", "https://ark.example?a",
                            "https://ark.example/#", "ark.example"})
        refused({.api_key = secret{"k"}, .base_url = url}, errc::bad_base_url);

    network->enqueue(reply_with(200, R"({"total": 0})"));
    modelark::tasks elsewhere{
        network, modelark::account{.api_key = secret{"k"}, .base_url = "https://proxy.example:8443/ark//"}};
    get(elsewhere.list());
    BOOST_TEST(requests().back().url.starts_with("https://proxy.example:8443/ark/contents/generations/tasks?"));
}

BOOST_FIXTURE_TEST_CASE(the_key_goes_to_its_own_origin_only, ark_fixture) {
    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox", .callback_url = "https://example.com/hook"},
                    result.handler());
    run();
    network->enqueue(reply_with(302, "", {{"Location", "https://evil.example/"}}));
    failure_of(tasks.list());
    run(tasks.remove(result.value.task.id));
    for (const auto& request : requests()) {
        BOOST_TEST(request.url.starts_with(base + "/"));
        BOOST_TEST(lacks(request.url, "test-key"));
        BOOST_TEST(lacks(request.body, "test-key"));
        BOOST_TEST(std::count_if(request.headers.begin(), request.headers.end(),
                                 [](const http_header& h) { return h.value == "Bearer test-key"; }) == 1);
    }
}

BOOST_FIXTURE_TEST_CASE(waiting_for_a_list_can_be_cancelled, ark_fixture) {
    network->hold();
    asio::cancellation_signal signal;
    std::exception_ptr thrown;
    bool done = false;
    auto finish = [&](std::exception_ptr e, modelark::task_page) {
        done = true;
        thrown = e;
    };
    asio::co_spawn(context, tasks.list(), asio::bind_cancellation_slot(signal.slot(), finish));
    settle();
    BOOST_TEST(network->held() == 1u);
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST_REQUIRE(done);
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), error,
                          [](const error& e) { return e.code() == errc::cancelled; });
}

BOOST_FIXTURE_TEST_CASE(a_list_outlives_what_it_was_asked_with, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "queued", .body = {{"model", "m"}}};
    network->hold();
    std::optional<asio::awaitable<modelark::task_page>> pending;
    {
        const modelark::tasks short_lived{network, account};
        const strings ids{"cgt-1" + std::string{}};
        const std::string status = "queued";
        pending = short_lived.list({.status = status, .ids = ids});
    }
    std::size_t found = 0;
    asio::co_spawn(context, std::move(*pending),
                   [&found](std::exception_ptr, const modelark::task_page& page) { found = page.items.size(); });
    settle();
    network->release();
    settle();
    BOOST_TEST(found == 1u);
}

// ---- beside the library's own models

BOOST_AUTO_TEST_CASE(the_models_stand_in_one_list_with_others) {
    using shop = model_list<apixo::seedance_2_0_fast, pixazo::seedance_2_0, ark_2_0, ark_fast, xenodia::seedance_2>;
    any_request request{.model = "modelark/dreamina-seedance-2-0-260128",
                        .prompt = "a fox",
                        .resolution = "720p",
                        .duration = 5s,
                        .aspect_ratio = "16:9"};

    const auto prepared = prepare(request, shop::entries);
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "modelark");
    BOOST_TEST(prepared.model() == "dreamina-seedance-2-0-260128");
    BOOST_TEST(
        prepared.message().body ==
        prepare(text_to_video<ark_2_0>{.prompt = "a fox", .resolution = "720p", .duration = 5s, .aspect_ratio = "16:9"})
            .message()
            .body);

    strings offered;
    for (const auto& quote : compare_prices(request, shop::entries))
        offered.push_back(quote.entry->name() + ": " + to_string(quote.price));
    const std::string no_price = ": unknown: the gateway documents no price";
    BOOST_TEST(offered ==
               (strings{"apixo/seedance-2-0-fast: $0.78", "pixazo/seedance-2-0: $0.7985",
                        "modelark/dreamina-seedance-2-0-260128" + no_price,
                        "modelark/dreamina-seedance-2-0-fast-260128" + no_price, "xenodia/seedance-2" + no_price}));

    request.resolution = "4k";
    const auto four_k = compare_prices(request, shop::entries);
    BOOST_TEST_REQUIRE(four_k.size() == 1u);
    BOOST_TEST(four_k[0].entry->name() == request.model);

    request.model = "modelark/dreamina-seedance-2-0-fast-260128";
    BOOST_TEST(prepare(request, shop::entries).broken_rules().at(0).broken ==
               rule::this_model_does_not_offer_this_resolution);
    request.model = "modelark/seedance-2-0";
    BOOST_TEST(prepare(request, shop::entries).broken_rules().at(0).broken == rule::this_model_is_not_known);
}

BOOST_FIXTURE_TEST_CASE(one_client_serves_several_gateways, ark_fixture) {
    const any_request request{.model = "modelark/seedance-1-0-pro-250528", .prompt = "a fox", .seed = 7};
    outcome<generated_video> here, there;
    client.generate(prepare(request, ark_models::entries), here.options(), here.handler());
    run();
    BOOST_TEST(!here.code, to_string(here.why));
    network->enqueue(accepted("task_1"));
    network->enqueue(succeeded("https://file.apixo.ai/1.mp4"));
    client.generate(rain(), there.options(), there.handler());
    run();
    BOOST_TEST(!there.code, to_string(there.why));
    BOOST_TEST(there.value.task.provider == "apixo");
}

// ---- over real TLS

BOOST_AUTO_TEST_CASE(it_works_over_https) {
    const testing::certificate_authority authority;
    emulated_modelark ark;
    https_server server{
        authority.issue(), {.on_request = [&ark](const std::string& text) {
            const auto field = [&text](std::string_view name) {
                const auto at = text.find(name) + name.size();
                return text.substr(at, text.find("\r\n", at) - at);
            };
            const auto method = text.substr(0, text.find(' '));
            const auto target = text.substr(method.size() + 1, text.find(' ', method.size() + 1) - method.size() - 1);
            const auto reply = ark({.method = method,
                                    .url = "https://localhost" + target,
                                    .headers = {{"Authorization", field("Authorization: ")}},
                                    .body = text.substr(text.find("\r\n\r\n") + 4)});
            return answer{"HTTP/1.1 " + std::to_string(reply.status) +
                          " x\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body};
        }}};
    asio::io_context io;
    const auto network = make_https_transport(io.get_executor(), {.ca_pem = authority.pem()});
    const modelark::account account{.api_key = secret{"test-key"}, .base_url = server.url("/api/v3")};
    seedance::client client{
        io.get_executor(), network, {.clock = std::make_shared<testing::scaled_clock>(io.get_executor(), 1000)}};
    client.use(account);
    const modelark::tasks tasks{network, account};

    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, result.options(), result.handler());
    io.run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code, to_string(result.why));

    const auto end = [&io](auto what) {
        auto done = asio::co_spawn(io, std::move(what), asio::use_future);
        io.restart();
        io.run();
        return done.get();
    };
    BOOST_TEST(end(tasks.list({.status = "succeeded"})).items.at(0).task.id == result.value.task.id);
    end(tasks.remove(result.value.task.id));
    BOOST_TEST(end(tasks.list()).total == 0);
    BOOST_CHECK_EXCEPTION(end(tasks.remove(result.value.task.id)), error,
                          [](const error& e) { return e.code() == errc::task_not_found; });
}

BOOST_AUTO_TEST_SUITE_END()
