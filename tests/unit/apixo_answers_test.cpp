// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// APIXO's answers beyond the documented ones: whatever the bytes are, nothing is thrown, no task id is lost that can be
// read, and no wrong one is made up.
#include <seedance/core/text.hpp>
#include <seedance/provider/apixo.hpp>

#include <cstdio>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(apixo_answers)

namespace {

using traits = provider_traits<apixo::gateway>;

/// A status answer whose `data` has these members.
std::string with_data(const std::string& members) {
    return R"({"code":200,"message":"success","data":{)" + members + "}}";
}

status_answer status_of(const std::string& members) { return traits::decode_status(200, with_data(members)); }

std::vector<std::string> urls_of(const std::string& result_json) {
    return status_of(R"("taskId":"task_1","state":"success","resultJson":)" + result_json).urls;
}

using strings = std::vector<std::string>;

std::string nested_arrays(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

// ---- results

BOOST_AUTO_TEST_CASE(result_json_may_be_text_or_an_object) {
    BOOST_TEST(urls_of(R"("{\"resultUrls\":[\"https://a/1.mp4\",\"https://a/2.mp4\"]}")") ==
               (strings{"https://a/1.mp4", "https://a/2.mp4"}));
    BOOST_TEST(urls_of(R"({"resultUrls":["https://a/1.mp4"]})") == strings{"https://a/1.mp4"});
    BOOST_TEST(urls_of(R"("{\"other\":1,\"resultUrls\":[\"https://a/1.mp4\"],\"more\":null}")") ==
               strings{"https://a/1.mp4"});
    BOOST_TEST(urls_of(R"("{\"resultUrls\":[\"https:\\/\\/a\\/1.mp4\"]}")") == strings{"https://a/1.mp4"});
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_is_a_success_without_urls) {
    for (const auto* result :
         {R"("")", R"("{")", R"("not json")", R"("[]")", R"("null")", R"("{}")", R"("{\"resultUrls\":null}")",
          R"("{\"resultUrls\":[]}")", R"("{\"resultUrls\":[1,null,true,{},[]]}")", R"("{\"resultUrls\":[\"\"]}")",
          R"({"resultUrls":["",""]})", "null", "7", "[]", "{}", R"({"resultUrls":7})"}) {
        BOOST_TEST_CONTEXT("resultJson " << result) {
            const auto answer = status_of(R"("state":"success","resultJson":)" + std::string{result});
            BOOST_TEST(answer.understood);
            BOOST_TEST(answer.state == task_state::succeeded);
            BOOST_TEST(answer.urls.empty());
            BOOST_TEST(answer.charged == billed::yes);
        }
    }
    BOOST_TEST(status_of(R"("state":"success")").urls.empty());
    BOOST_TEST(urls_of('"' + std::string(100'000, '[') + '"').empty());
}

BOOST_AUTO_TEST_CASE(a_url_below_the_result_is_offered_where_none_stands_in_its_place) {
    for (const auto* result :
         {R"("{\"resultUrls\":\"https://a/1.mp4\"}")", R"("{\"resultUrls\":{\"0\":\"https://a/1.mp4\"}}")",
          R"("{\"resultUrls\":[\"https://a/1.mp4\"]} trailing")", R"("{\"videos\":[{\"url\":\"https://a/1.mp4\"}]}")",
          R"("[\"https://a/1.mp4\"]")", R"("\"{\\\"video_url\\\":\\\"https://a/1.mp4\\\"}\"")", R"("https://a/1.mp4")",
          R"(["https://a/1.mp4","https://a/1.mp4"])", R"({"data":{"deep":[{"x":["https://a/1.mp4"]}]}})",
          R"({"resultUrls":[{"url":"https://a/1.mp4","cover":7}]})", R"({"resultUrls":[],"url":"HTTPS://a/1.mp4"})"}) {
        const auto urls = urls_of(result);
        BOOST_TEST_REQUIRE(urls.size() == 1u, result);
        BOOST_TEST(text::equal_ignoring_case(urls[0], "https://a/1.mp4"), result);
    }
    BOOST_TEST(status_of(R"("state":"success","param":"https://a/input.png")").urls.empty());
    BOOST_TEST(status_of(R"("state":"success","resultUrls":["https://a/1.mp4"])").urls == strings{"https://a/1.mp4"});
}

// Where none stands in its place, a picture of the video must not be taken for it.
BOOST_AUTO_TEST_CASE(what_looks_like_a_video_comes_first_and_its_pictures_last) {
    const strings found{"https://a/2.MP4?sig=1", "https://a/watch?v=3", "https://a/4", "https://a/1.jpg"};
    BOOST_TEST(urls_of(R"({"items":[{"picture":"https://a/1.jpg"},{"page":"https://a/watch?v=3"},)"
                       R"({"poster":{"href":"https://a/4"}},{"file":"https://a/2.MP4?sig=1"}]})") == found);
    BOOST_TEST(urls_of(R"({"thumbnail_url":"https://a/t","video":"https://a/v"})") ==
               (strings{"https://a/v", "https://a/t"}));
    BOOST_TEST(urls_of(R"({"preview":"https://a/v","result":["https://a/s","https://a/v"]})") ==
                   (strings{"https://a/v", "https://a/s"}),
               "it stands in two places");
    BOOST_TEST(urls_of(R"({"status":"https://a/s","image_to_video":{"out":"https://a/v.mp4"}})") ==
                   (strings{"https://a/v.mp4", "https://a/s"}),
               "an ending says more than a name");
    BOOST_TEST(urls_of(R"({"coverUrl":"https://a.mp4/t"})") == strings{"https://a.mp4/t"}, "it is all there is");
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_left_out) {
    BOOST_TEST(urls_of(R"("{\"resultUrls\":[1,\"https://a/1.mp4\",null,\"\",\"https://a/2.mp4\",{}]}")") ==
               (strings{"https://a/1.mp4", "https://a/2.mp4"}));
    BOOST_TEST(urls_of(R"({"resultUrls":["","https://a/1.mp4",[""]]})") == strings{"https://a/1.mp4"});
}

BOOST_AUTO_TEST_CASE(only_a_success_has_urls) {
    for (const auto* state : {"pending", "processing", "failed", "processing_r2"})
        BOOST_TEST(
            status_of(R"("resultJson":"{\"resultUrls\":[\"https://a/1.mp4\"]}","state":")" + std::string{state} + '"')
                .urls.empty());
}

// ---- states

BOOST_AUTO_TEST_CASE(states_are_read_and_kept_as_they_are) {
    const std::pair<std::string, task_state> states[] = {{"pending", task_state::queued},
                                                         {"processing", task_state::running},
                                                         {"success", task_state::succeeded},
                                                         {"failed", task_state::failed}};
    for (const auto& [word, state] : states) {
        const auto answer = status_of(R"("taskId":"task_1","state":")" + word + '"');
        BOOST_TEST(answer.understood);
        BOOST_TEST(to_string(answer.state) == to_string(state));
        BOOST_TEST(answer.raw_state == word);
        BOOST_TEST(answer.task_id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(states_compare_without_case_and_blanks) {
    for (const std::string word : {"Success", "SUCCESS", "success ", " success", "sUccess\\n", "\\tSuccess"})
        BOOST_TEST(status_of(R"("state":")" + word + '"').state == task_state::succeeded, word);
    for (const std::string word : {"FAILED", "Failed", "failed ", "\\r\\nfailed"})
        BOOST_TEST(status_of(R"("state":")" + word + '"').state == task_state::failed, word);
    BOOST_TEST(status_of(R"("state":" Pending ")").state == task_state::queued);
    BOOST_TEST(status_of(R"("state":"PROCESSING")").state == task_state::running);
}

BOOST_AUTO_TEST_CASE(an_unknown_state_is_not_terminal) {
    for (const std::string word : {"processing_r2", "successful", "fail", "success\\u0000", "suc-cess", "done", "7"}) {
        BOOST_TEST_CONTEXT("state " << word) {
            const auto answer = status_of(R"("state":")" + word + '"');
            BOOST_TEST(answer.understood);
            BOOST_TEST(answer.state == task_state::unknown);
            BOOST_TEST(!is_terminal(answer.state));
            BOOST_TEST(answer.charged == billed::unknown);
        }
    }
    BOOST_TEST(status_of(R"("state":"processing_r2")").raw_state == "processing_r2");
    BOOST_TEST(status_of(R"("state":3)").raw_state == "3");
    BOOST_TEST(status_of(R"("state":{"name":"success"})").state == task_state::unknown);
}

BOOST_AUTO_TEST_CASE(without_a_state_nothing_is_understood) {
    for (const auto* members : {"", R"("taskId":"task_1")", R"("state":null)", R"("state":"")", R"("State":"success")"})
        BOOST_TEST(!status_of(members).understood);
    for (const auto* body :
         {R"({"code":200,"message":"success"})", R"({"code":200,"data":null})", R"({"code":200,"data":[]})",
          R"({"code":200,"data":"success"})", R"({"state":"success"})", "{}", "[]", "null", "7", R"("success")"})
        BOOST_TEST(!traits::decode_status(200, body).understood);
}

BOOST_AUTO_TEST_CASE(a_failed_task_says_why) {
    const auto answer = status_of(R"("state":"failed","failCode":"SensitiveContent","failMsg":"no")");
    BOOST_TEST(answer.state == task_state::failed);
    BOOST_TEST(answer.reason == fail_reason::moderation);
    BOOST_TEST(answer.error.code == "SensitiveContent");
    BOOST_TEST(answer.error.message == "no");
    BOOST_TEST(answer.charged == billed::unknown);

    const auto silent = status_of(R"("state":"failed")");
    BOOST_TEST(silent.reason == fail_reason::unknown);
    BOOST_TEST(silent.error.code.empty());
    BOOST_TEST(silent.error.message.empty());

    const auto odd = status_of(R"("state":"failed","failCode":1301,"failMsg":{"why":"x"})");
    BOOST_TEST(odd.error.code == "1301");
    BOOST_TEST(odd.error.message == R"({"why":"x"})");
}

// ---- numbers

BOOST_AUTO_TEST_CASE(numbers_may_be_text) {
    const auto answer = traits::decode_status(
        200,
        R"({"code":"200","data":{"state":"success","createTime":"1767965610929","completeTime":1767965695412.0}})");
    BOOST_TEST(answer.understood);
    BOOST_TEST_REQUIRE(answer.created_at.has_value());
    BOOST_TEST_REQUIRE(answer.completed_at.has_value());
    BOOST_TEST(*answer.created_at == std::chrono::system_clock::time_point{std::chrono::milliseconds{1767965610929}});
    BOOST_TEST(*answer.completed_at == std::chrono::system_clock::time_point{std::chrono::milliseconds{1767965695412}});
}

BOOST_AUTO_TEST_CASE(times_that_make_no_sense_are_absent) {
    for (const auto* time : {"null", "-1", "1e300", "99999999999999999999", R"("")", R"("soon")", R"("17679656x")",
                             R"(" 1")", "1.5", "true", "[]", "9223372036855"})
        BOOST_TEST(!status_of(R"("state":"pending","createTime":)" + std::string{time}).created_at.has_value(), time);
    BOOST_TEST(status_of(R"("state":"pending","createTime":9223372036854)").created_at.has_value());
}

// ---- refusals

BOOST_AUTO_TEST_CASE(the_code_in_the_body_counts_when_http_says_success) {
    const std::pair<const char*, int> codes[] = {{"200", 200},     {"\"200\"", 200}, {"200.0", 200}, {"400", 400},
                                                 {"\"401\"", 401}, {"402", 402},     {"429", 429},   {"500", 500},
                                                 {"201", 201},     {"0", 500},       {"-1", 500},    {"1001", 500},
                                                 {"99999", 500},   {"null", 200},    {"true", 200},  {"\"ok\"", 200}};
    for (const auto& [code, status] : codes) {
        BOOST_TEST_CONTEXT("code " << code) {
            const auto body = R"({"code":)" + std::string{code} + R"(,"message":"m","data":{"state":"pending"}})";
            BOOST_TEST(traits::decode_submit(200, body).status == status);
            const auto answer = traits::decode_status(200, body);
            BOOST_TEST(answer.status == status);
            BOOST_TEST(answer.understood == (status / 100 == 2));
            BOOST_TEST(traits::decode_submit(503, body).status == 503);
            BOOST_TEST(traits::decode_submit(0, body).status == 0);
            BOOST_TEST(!traits::decode_status(404, body).understood);
            BOOST_TEST(traits::decode_status(404, body).status == 404);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_keeps_the_gateways_words) {
    const auto plain = traits::decode_submit(402, R"({"code":402,"message":"Insufficient balance","data":null})");
    BOOST_TEST(plain.status == 402);
    BOOST_TEST(plain.error.code == "402");
    BOOST_TEST(plain.error.message == "Insufficient balance");
    BOOST_TEST(plain.task_id.empty());

    const auto nested =
        traits::decode_submit(200, R"({"code":400,"message":"Bad Request","data":{"error":"duration must be 4-15"}})");
    BOOST_TEST(nested.status == 400);
    BOOST_TEST(nested.error.message == "Bad Request: duration must be 4-15");

    const auto only_data = traits::decode_status(404, R"({"code":404,"data":{"error":"task not found"}})");
    BOOST_TEST(only_data.status == 404);
    BOOST_TEST(only_data.error.message == "task not found");
    BOOST_TEST(!only_data.understood);
}

BOOST_AUTO_TEST_CASE(the_gateways_words_are_cut_at_a_whole_character) {
    const auto long_text = std::string(1023, 'x') + "\u00e9\u00e9";  // the first é would lie across byte 1024
    const auto refused = traits::decode_submit(
        400, R"({"code":400,"message":")" + long_text + R"(","data":{"error":")" + long_text + "\"}}");
    BOOST_TEST(refused.error.message == std::string(1023, 'x') + ":");  // 1 KiB together, not each

    const auto failed =
        status_of(R"("state":"failed","failCode":")" + long_text + R"(","failMsg":")" + long_text + '"');
    BOOST_TEST(failed.error.code == std::string(1023, 'x'));
    BOOST_TEST(failed.error.message == std::string(1023, 'x'));
}

// ---- bytes that are not JSON

BOOST_AUTO_TEST_CASE(what_is_not_json_is_not_understood) {
    const std::string bodies[] = {"",
                                  " ",
                                  std::string(3, '\0'),
                                  "<html><body>502 Bad Gateway</body></html>",
                                  "OK",
                                  "{",
                                  "}",
                                  R"({"code":200,)",
                                  "\xEF\xBB\xBF{}",
                                  R"({'code':200})",
                                  "[" + std::string(1'000'000, ' ')};
    for (const auto& body : bodies) {
        for (const int status : {0, 200, 404, 502}) {
            const auto answer = traits::decode_status(status, body);
            BOOST_TEST(!answer.understood);
            BOOST_TEST(answer.status == status);
            BOOST_TEST(answer.state == task_state::unknown);
            const auto submitted = traits::decode_submit(status, body);
            BOOST_TEST(submitted.task_id.empty());
            BOOST_TEST(submitted.status == status);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_nested_deeply_is_not_read) {
    const auto body = [](int arrays) {
        return with_data(R"("state":"pending","taskId":"task_1","x":)" + nested_arrays(arrays));
    };
    BOOST_TEST(traits::decode_status(200, body(30)).understood);
    BOOST_TEST(traits::decode_status(200, body(31)).understood);
    BOOST_TEST(traits::decode_status(200, body(100'000)).understood);
    BOOST_TEST(traits::decode_submit(200, body(100'000)).task_id == "task_1");
}

BOOST_AUTO_TEST_CASE(what_is_damaged_elsewhere_costs_neither_state_nor_id) {
    for (const auto* bytes : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80"}) {
        const auto body =
            R"({"code":200,"message":")" + std::string{bytes} + R"(","data":{"taskId":"task_1","state":"pending"}})";
        BOOST_TEST(traits::decode_status(200, body).state == task_state::queued);
        BOOST_TEST(traits::decode_status(200, body).mended);
        BOOST_TEST(traits::decode_submit(200, body).task_id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(what_is_damaged_within_the_result_is_told_as_well) {
    const auto answer =
        status_of(R"("state":"success","resultJson":"{\"x\":NaN,\"resultUrls\":[\"https://file.apixo.ai/1.mp4\"]}")");
    BOOST_TEST_REQUIRE(answer.urls.size() == 1u);
    BOOST_TEST(answer.urls[0] == "https://file.apixo.ai/1.mp4");
    BOOST_TEST(answer.mended);
}

BOOST_AUTO_TEST_CASE(of_duplicate_keys_the_last_counts) {
    BOOST_TEST(status_of(R"("state":"pending","state":"success")").state == task_state::succeeded);
    BOOST_TEST(status_of(R"("state":"success","state":"pending")").state == task_state::queued);
    BOOST_TEST(traits::decode_submit(
                   200, R"({"code":500,"code":200,"data":{"taskId":"a"},"data":{"taskId":"b","taskId":"c"}})")
                   .task_id == "c");

    std::string many;  // enough keys for a hashed object
    for (int i = 0; i != 64; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    BOOST_TEST(status_of(R"("state":"success",)" + many + R"("state":"pending")").state == task_state::queued);
}

// ---- task ids

BOOST_AUTO_TEST_CASE(a_reply_cut_after_any_byte_never_gives_a_wrong_id) {
    const std::string replies[] = {
        R"({"code":200,"message":"success","data":{"taskId":"task_12345678"}})",
        "{\n  \"code\": 200,\n  \"message\": \"success\",\n  \"data\": {\n    \"taskId\": \"task_12345678\"\n  }\n}\n",
        "{\"data\" : {\"taskId\"\t:\r\n \"task_12345678\" , \"state\" : \"pending\"} , \"message\" : \"success\" , "
        "\"code\" : 200}",
        R"({"data":{"taskId":"task_12345678"},"code":200,"message":"the field \"taskId\": \"task_999\" is yours"})",
        R"({"code":200,"message":"\"taskId\":\"task_999\"","data":{"taskId":"task_12345678"}})",
        R"({"code":200,"message":"taskId","data":{"id":"taskId","taskId":"task_12345678"}})",
    };
    for (const auto& reply : replies) {
        const auto whole_id_at = reply.find("task_12345678\"") + 14;
        for (std::size_t size = 0; size <= reply.size(); ++size) {
            for (const int status : {0, 200, 502}) {
                const auto id = traits::decode_submit(status, std::string_view{reply}.substr(0, size)).task_id;
                BOOST_TEST(id == (size < whole_id_at ? "" : "task_12345678"),
                           "after " << size << " bytes of " << reply << ": " << id);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_id_in_what_is_not_json_is_read) {
    BOOST_TEST(traits::decode_submit(200, R"(<pre>{"code":200,"data":{"taskId":"task_1"}}</pre>)").task_id == "task_1");
    BOOST_TEST(traits::decode_submit(0, R"({"data":{"taskId":"task_1"}}{"data":{"taskId":"task_2"}})").task_id ==
               "task_1");
    BOOST_TEST(traits::decode_submit(200, R"({"data":{"taskId":null)").task_id.empty());
    BOOST_TEST(traits::decode_submit(200, R"({"data":{"taskId":"task\u005f1")").task_id == "task_1");
    BOOST_TEST(traits::decode_submit(200, R"({"data":{"taskId" "task_1")").task_id.empty());
    BOOST_TEST(traits::decode_submit(200, R"({"data":{"taskId":)").task_id.empty());
    BOOST_TEST(traits::decode_submit(200, R"({"data":{"taskId")").task_id.empty());
}

BOOST_AUTO_TEST_CASE(an_id_may_be_a_number) {
    BOOST_TEST(traits::decode_submit(200, R"({"code":200,"data":{"taskId":12345678}})").task_id == "12345678");
    BOOST_TEST(traits::decode_submit(200, R"({"code":200,"data":{"taskId":18446744073709551615}})").task_id ==
               "18446744073709551615");
    for (const auto* id : {"1.5", "1e30", "true", "null", "{}", "[1]"})
        BOOST_TEST(
            traits::decode_submit(200, R"({"code":200,"data":{"taskId":)" + std::string{id} + "}}").task_id.empty(),
            id);
}

BOOST_AUTO_TEST_CASE(ids_that_could_do_harm_are_refused) {
    const auto submitted = [](const std::string& id) {
        return traits::decode_submit(200, R"({"code":200,"data":{"taskId":")" + id + "\"}}").task_id;
    };
    const auto salvaged = [](const std::string& id) {
        return traits::decode_submit(0, R"({"code":200,"data":{"taskId":")" + id + '"').task_id;
    };

    for (int byte = 0; byte != 256; ++byte) {
        BOOST_TEST_CONTEXT("byte " << byte) {
            const std::string id = "a" + std::string(1, static_cast<char>(byte)) + "b";
            const bool needs_escape = byte < 0x20 || byte == '"' || byte == '\\';
            const bool visible = byte > 0x20 && byte < 0x7F;
            char escaped[16];
            std::snprintf(escaped, sizeof escaped, "a\\u%04xb", static_cast<unsigned>(byte));
            BOOST_TEST(submitted(escaped) == (visible ? id : ""));
            if (needs_escape) {  // not JSON: a text that is damaged is no id
                BOOST_TEST(submitted(id).empty());
                BOOST_TEST(salvaged(id).empty());
            } else {
                BOOST_TEST(submitted(id) == (visible ? id : ""));
                BOOST_TEST(salvaged(id) == (visible ? id : ""));
            }
        }
    }
    BOOST_TEST(submitted("").empty());
    BOOST_TEST(submitted(std::string(2048, 'x')).size() == 2048u);
    BOOST_TEST(submitted(std::string(2049, 'x')).empty());
    BOOST_TEST(salvaged(std::string(2048, 'x')).size() == 2048u);
    BOOST_TEST(salvaged(std::string(2049, 'x')).empty());
    BOOST_TEST(submitted(std::string(100'000, 'x')).empty());
}

// ---- fail codes

namespace {

struct known_code {
    std::string_view pascal;
    std::string_view upper_snake;
    fail_reason reason;
};

// The documents' "Task failure codes" and examples, and the codes seen elsewhere.
constexpr known_code known_codes[] = {
    {"PromptInvalid", "PROMPT_INVALID", fail_reason::prompt},
    {"InvalidPrompt", "INVALID_PROMPT", fail_reason::prompt},
    {"PromptLengthExceeded", "PROMPT_LENGTH_EXCEEDED", fail_reason::prompt},
    {"PromptTooLong", "PROMPT_TOO_LONG", fail_reason::prompt},
    {"SensitiveContent", "SENSITIVE_CONTENT", fail_reason::moderation},
    {"SensitiveContentDetected", "SENSITIVE_CONTENT_DETECTED", fail_reason::moderation},
    {"InputImageSensitiveContentDetected", "INPUT_IMAGE_SENSITIVE_CONTENT_DETECTED", fail_reason::moderation},
    {"InputOutputSensitiveContentDetected", "INPUT_OUTPUT_SENSITIVE_CONTENT_DETECTED", fail_reason::moderation},
    {"NSFW", "NSFW", fail_reason::moderation},
    {"NsfwDetected", "NSFW_DETECTED", fail_reason::moderation},
    {"ProhibitedContentDetected", "PROHIBITED_CONTENT_DETECTED", fail_reason::moderation},
    {"ContentViolation", "CONTENT_VIOLATION", fail_reason::moderation},
    {"ImageFormatIncorrect", "IMAGE_FORMAT_INCORRECT", fail_reason::media},
    {"ImageNotAccess", "IMAGE_NOT_ACCESS", fail_reason::media},
    {"InvalidImageUrl", "INVALID_IMAGE_URL", fail_reason::media},
    {"RateLimited", "RATE_LIMITED", fail_reason::throttled},
    {"Timeout", "TIMEOUT", fail_reason::timeout},
    {"ProcessingTimeout", "PROCESSING_TIMEOUT", fail_reason::timeout},
    {"InsufficientBalance", "INSUFFICIENT_BALANCE", fail_reason::balance},
    {"InsufficientCredits", "INSUFFICIENT_CREDITS", fail_reason::balance},
    {"StreamError", "STREAM_ERROR", fail_reason::upstream},
    {"UpstreamError", "UPSTREAM_ERROR", fail_reason::upstream},
    {"GenerationFailed", "GENERATION_FAILED", fail_reason::upstream},
    {"ModelUnavailable", "MODEL_UNAVAILABLE", fail_reason::upstream},
};

std::ostream& operator<<(std::ostream& out, const known_code& code) { return out << code.pascal; }

}  // namespace

BOOST_DATA_TEST_CASE(known_fail_codes_are_mapped_in_both_spellings, data::make(known_codes), code) {
    for (const auto spelling : {code.pascal, code.upper_snake}) {
        const auto answer = status_of(R"("state":"failed","failCode":")" + std::string{spelling} + '"');
        BOOST_TEST(to_string(answer.reason) == to_string(code.reason));
        BOOST_TEST(answer.error.code == spelling);
    }
}

BOOST_AUTO_TEST_CASE(unknown_fail_codes_are_kept_as_they_are) {
    for (const std::string code : {"Unknown error", "UNKNOWN_ERROR", "Sensitive", "E_CONTENT", "", "1301"}) {
        const auto answer = status_of(R"("state":"failed","failCode":")" + code + '"');
        BOOST_TEST(answer.reason == fail_reason::unknown);
        BOOST_TEST(answer.error.code == code);
    }
}

// ---- targets

BOOST_AUTO_TEST_CASE(every_byte_is_escaped_in_targets) {
    const auto escaped = [](unsigned char byte) -> std::string {
        const bool unreserved = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                                (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' ||
                                byte == '~';  // a dot that stands alone is escaped
        if (unreserved) return {static_cast<char>(byte)};
        static constexpr char digits[] = "0123456789ABCDEF";
        return {'%', digits[byte / 16], digits[byte % 16]};
    };
    for (int byte = 0; byte != 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        const auto expected = escaped(static_cast<unsigned char>(byte));
        BOOST_TEST(traits::status_target(one, one) == "/statusTask/" + expected + "?taskId=" + expected);
        BOOST_TEST(traits::encode_unchecked(one, one, "{}").target == "/generateTask/" + expected);
    }
    std::string all;
    for (int byte = 0; byte != 256; ++byte) all += static_cast<char>(byte);
    const auto target = traits::status_target(all, all);
    BOOST_TEST(target.find_first_of("\r\n #&") == std::string::npos);
    BOOST_TEST(target.find('?') == target.rfind('?'));
}

BOOST_AUTO_TEST_CASE(unchecked_requests_are_sent_as_they_are) {
    const auto message = traits::encode_unchecked("seedance-3-0", "ignored", "{\"any\": 1}");
    BOOST_TEST(message.target == "/generateTask/seedance-3-0");
    BOOST_TEST(message.body == "{\"any\": 1}");
    BOOST_TEST_REQUIRE(message.headers.size() == 1u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
}

BOOST_AUTO_TEST_SUITE_END()
