// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What gateways post: as their documents show it, almost so, and what is no callback.
#include "checks.hpp"

#include <iterator>
#include <ostream>
#include <random>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/request/requests.hpp>

#include "printing.hpp"

using namespace test;
using namespace seedance;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(callback_bodies)

namespace {

using at_apixo = provider_traits<apixo::gateway>;
using at_pixazo = provider_traits<pixazo::gateway>;
using at_xenodia = provider_traits<xenodia::gateway>;

static_assert(all_gateways::tables.size() == 3, "what does the new gateway post?");
static_assert(takes_callbacks<apixo::gateway> && takes_callbacks<pixazo::gateway> && takes_callbacks<xenodia::gateway>);
static_assert(documents_callbacks<apixo::gateway> && documents_callbacks<pixazo::gateway>);
static_assert(!documents_callbacks<xenodia::gateway>, "its document calls it upstream, and shows nothing");

struct posted {
    const char* name;
    std::string body;
};

std::ostream& operator<<(std::ostream& out, const posted& row) { return out << row.name; }

/// Bodies from which "task_1" and its end can be read.
const posted at_apixo_read[] = {
    {"as the document shows it",
     R"({"code":200,"message":"success","data":{"taskId":"task_1","state":"success","resultJson":"{\"resultUrls\":[\"https://file.apixo.ai/1.mp4\"]}","createTime":1767965610929,"completeTime":1767965910929,"costTime":300000}})"},
    {"the other spelling of the id",
     R"({"code":200,"data":{"task_id":"task_1","state":"success","resultJson":"{\"resultUrls\":[\"https://file.apixo.ai/1.mp4\"]}"}})"},
    {"a result that is an object",
     R"({"code":200,"data":{"taskId":"task_1","state":"success","resultJson":{"resultUrls":["https://file.apixo.ai/1.mp4"]}}})"},
    {"another case",
     R"({"code":200,"data":{"taskId":"task_1","state":"SUCCESS","resultUrls":["https://file.apixo.ai/1.mp4"]}})"},
    {"blanks",
     "\r\n { \"code\" : 200 , \"data\" : { \"taskId\" : \"task_1\" , \"state\" : \" success \" , \"resultUrls\" : "
     "[ \"https://file.apixo.ai/1.mp4\" ] } } \n"},
    {"a byte order mark",
     "\xEF\xBB\xBF"
     R"({"code":200,"data":{"taskId":"task_1","state":"success","resultUrls":["https://file.apixo.ai/1.mp4"]}})"},
    {"a lone surrogate elsewhere",
     R"({"code":200,"message":"\ud83d","data":{"taskId":"task_1","state":"success","resultUrls":["https://file.apixo.ai/1.mp4"]}})"},
    {"more members",
     R"({"code":200,"event":"task.done","data":{"taskId":"task_1","state":"success","model":"x","resultUrls":["https://file.apixo.ai/1.mp4"],"extra":[{}]}})"},
};

const std::string apixo_failed =
    R"({"code":200,"data":{"taskId":"task_1","state":"failed","failCode":"SensitiveContent","failMsg":"no"}})";

const posted no_callbacks[] = {
    {"nothing", ""},
    {"no JSON", "<html>"},
    {"a text", "\"task_1\""},
    {"a list", R"([{"taskId":"task_1","state":"success"}])"},
    {"no state", R"({"code":200,"data":{"taskId":"task_1"}})"},
    {"no data", R"({"code":200,"data":null})"},
    {"a refusal", R"({"code":401,"message":"no"})"},
    {"form data", "taskId=task_1&state=success"},
    {"XML", "<task><id>task_1</id></task>"},
    {"zeros", std::string(100, '\0')},
};

}  // namespace

BOOST_DATA_TEST_CASE(what_apixo_posts_is_read, data::make(at_apixo_read), row) {
    const auto said = at_apixo::decode_callback(row.body);
    BOOST_TEST(said.understood);
    BOOST_TEST(said.task_id == "task_1");
    BOOST_TEST(said.state == task_state::succeeded);
    BOOST_TEST(said.urls == std::vector<std::string>{"https://file.apixo.ai/1.mp4"});
}

BOOST_AUTO_TEST_CASE(a_failure_is_read) {
    const auto said = at_apixo::decode_callback(apixo_failed);
    BOOST_TEST(said.state == task_state::failed);
    BOOST_TEST(said.reason == fail_reason::moderation);
    BOOST_TEST(said.task_id == "task_1");
}

BOOST_AUTO_TEST_CASE(what_pixazo_posts_is_read) {
    const auto said = at_pixazo::decode_callback(R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})");
    BOOST_TEST(said.state == task_state::succeeded);
    BOOST_TEST(said.model == "seedance-2-0");
    BOOST_TEST(said.task_id == "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    BOOST_TEST(said.urls.size() == 1u);
    BOOST_TEST(said.created_at.has_value());
    const auto failed = at_pixazo::decode_callback(
        R"({"request_id":"r_1","status":"ERROR","model_id":"byteplus","error":"Description","output":null})");
    BOOST_TEST(failed.state == task_state::failed);
    BOOST_TEST(failed.model.empty(), "1.0 models are called otherwise there");
    BOOST_TEST(at_pixazo::decode_callback(R"({"requestId":"r_1","status":"COMPLETED"})").task_id == "r_1");
    const auto progress =
        at_pixazo::decode_callback(R"({"request_id":"r_1","status":"PROCESSING","model_id":"seedance-2-0"})");
    BOOST_TEST(progress.state == task_state::running);
}

BOOST_DATA_TEST_CASE(what_is_no_callback_is_not_understood, data::make(no_callbacks), row) {
    BOOST_TEST(!at_apixo::decode_callback(row.body).understood);
    BOOST_TEST(!at_pixazo::decode_callback(row.body).understood);
}

BOOST_AUTO_TEST_CASE(whatever_bytes_come_nothing_is_thrown) {
    std::mt19937 random{5};
    const std::string whole[] = {at_apixo_read[0].body, apixo_failed};
    for (const auto& body : whole)
        for (std::size_t cut = 0; cut != body.size(); ++cut) {
            auto damaged = body.substr(0, cut);
            for (int i = 0; i != 3 && !damaged.empty(); ++i)
                damaged[random() % damaged.size()] = static_cast<char>(random());
            for (const auto& said : {at_apixo::decode_callback(damaged), at_pixazo::decode_callback(damaged)})
                BOOST_TEST((said.task_id.size() <= damaged.size()));
        }
}

// ---- how a gateway is asked to post

BOOST_AUTO_TEST_CASE(a_message_asks_for_a_callback_as_if_the_request_had) {
    const std::string url = "https://videos.example/hooks/1.k1.0123.4567.89ab";
    const auto expect_same = [&](auto request) {
        auto asked = prepare(request).message();
        auto table = prepare(request).table();
        table.add_callback(asked, url);
        request.callback_url = runtime(url);
        const auto named = prepare(request);
        BOOST_TEST(!prepare(request).takes_callback(), "it has one of its own");
        BOOST_TEST(named.has_callback_url());
        BOOST_TEST(boost::json::parse(asked.body) == boost::json::parse(named.message().body));
        BOOST_TEST(asked.headers.size() == named.message().headers.size());
        for (std::size_t i = 0; i != asked.headers.size(); ++i)
            BOOST_TEST((asked.headers[i] == named.message().headers[i]));
    };
    expect_same(text_to_video<apixo::seedance_2_0_fast>{.prompt = "rain"});
    expect_same(text_to_video<apixo::seedance_1_5_pro>{.prompt = "rain on a roof", .sound = true});
    expect_same(text_to_video<pixazo::seedance_2_0>{.prompt = "rain"});
    expect_same(text_to_video<pixazo::seedance_1_0_pro>{.prompt = "rain"});
    expect_same(text_to_video<xenodia::seedance_2>{.prompt = "rain \"on\" a roof"});
    expect_same(
        image_to_video<xenodia::seedance_2>{.prompt = "rain on a roof", .first_frame = "https://images.example/a.png"});
}

BOOST_AUTO_TEST_CASE(what_was_not_encoded_here_is_not_changed) {
    const auto made = unchecked<apixo::gateway>("seedance-3-0", "", R"({"input":{}})");
    BOOST_TEST(!made.takes_callback());
    BOOST_TEST(!made.has_callback_url());
}

BOOST_AUTO_TEST_CASE(a_member_is_appended_with_escapes) {
    std::string object = R"({"a":1})";
    append_member(object, "b\"", "c\\d");
    BOOST_TEST(object == R"({"a":1,"b\"":"c\\d"})");
}

BOOST_AUTO_TEST_SUITE_END()
