// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Xenodia's answers beyond the documented ones: whatever the bytes are, nothing is thrown, no task id is lost that can
// be read, and no wrong one is made up.
#include <seedance/provider/xenodia.hpp>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(xenodia_answers)

namespace {

using traits = provider_traits<xenodia::gateway>;
using strings = std::vector<std::string>;

/// A status answer with these members.
status_answer status_of(const std::string& members, int http_status = 200) {
    return traits::decode_status(http_status, "{" + members + "}");
}

strings urls_of(const std::string& list) {
    return status_of(R"("state":"success","result":{"data":)" + list + "}").urls;
}

gateway_error error_of(const std::string& members) { return traits::decode_submit(400, "{" + members + "}").error; }

std::string nested_arrays(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

// ---- results

BOOST_AUTO_TEST_CASE(every_url_of_a_result_is_read) {
    BOOST_TEST(urls_of(R"([{"url":"https://a/1.mp4"}])") == strings{"https://a/1.mp4"});
    BOOST_TEST(urls_of(R"([{"url":"https://a/1.mp4","more":1},{"url":"https://a/2.mp4"}])") ==
               (strings{"https://a/1.mp4", "https://a/2.mp4"}));
    BOOST_TEST(urls_of(R"([{"url":"https:\/\/a\/1.mp4"}])") == strings{"https://a/1.mp4"});
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_left_out) {
    BOOST_TEST(
        urls_of(
            R"([1,null,{},"https://a/0.mp4",{"url":null},{"url":""},{"url":7},{"url":"https://a/1.mp4"},{"URL":"https://a/2.mp4"},[]])") ==
        strings{"https://a/1.mp4"});
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_is_a_success_without_urls) {
    for (const std::string result : {"null", "[]", "{}", "7", R"("a/1.mp4")", R"({"data":null})", R"({"data":{}})",
                                     R"({"data":[]})", R"({"data":[{"url":""}]})", R"({"url":"http://a/1.mp4"})"}) {
        BOOST_TEST_CONTEXT("result " << result) {
            const auto answer = status_of(R"("task_id":"a","state":"success","result":)" + result);
            BOOST_TEST(answer.understood);
            BOOST_TEST(answer.state == task_state::succeeded);
            BOOST_TEST(answer.urls.empty());
            BOOST_TEST(answer.charged == billed::yes);
        }
    }
    BOOST_TEST(status_of(R"("state":"success")").urls.empty());
}

BOOST_AUTO_TEST_CASE(a_url_below_the_result_is_offered_where_none_stands_in_its_place) {
    for (const std::string result :
         {R"("https://a/1.mp4")", R"([{"url":"https://a/1.mp4"}])", R"({"data":{"url":"https://a/1.mp4"}})",
          R"({"data":"https://a/1.mp4"})", R"({"url":"https://a/1.mp4"})", R"({"data":["https://a/1.mp4"]})",
          R"({"data":[{"video_url":"https://a/1.mp4"}]})", R"({"data":[{"url":["https://a/1.mp4"]}]})",
          R"({"videos":[{"video":{"url":"https://a/1.mp4"}}]})", R"({"data":[{"URL":"https://a/1.mp4"}]})"})
        BOOST_TEST(
            status_of(R"("task_id":"a","state":"success","result":)" + result).urls == strings{"https://a/1.mp4"},
            result);
    BOOST_TEST(status_of(R"("state":"success","poll_url":"https://a/v1/tasks/1")").urls.empty());
    for (const std::string members :
         {R"("resultJson":"{\"resultUrls\":[\"https://a/1.mp4\"]}")", R"("result":"[\"https://a/1.mp4\"]")",
          R"("result":{"data":"{\"url\":\"https://a/1.mp4\"}"})", R"("data":"{\"url\":\"https://a/1.mp4\",\"x\":NaN}")",
          R"("result":"\"{\\\"url\\\":\\\"https://a/1.mp4\\\"}\"")",
          R"("result":"{\"r\":\"{\\\"url\\\":\\\"https://a/1.mp4\\\"}\"}")"})
        BOOST_TEST(status_of(R"("task_id":"a","state":"success",)" + members).urls == strings{"https://a/1.mp4"},
                   members);
    const auto cut = status_of(R"("state":"success","result":"{\"url\":\"https://a/1.mp")");
    BOOST_TEST(cut.urls.empty(), "half a URL leads elsewhere");
}

BOOST_AUTO_TEST_CASE(only_a_success_has_urls) {
    for (const std::string state : {"waiting", "queuing", "generating", "fail", "paused"})
        BOOST_TEST(status_of(R"("result":{"data":[{"url":"https://a/1.mp4"}]},"state":")" + state + '"').urls.empty(),
                   state);
}

// ---- states

BOOST_AUTO_TEST_CASE(states_are_read_and_kept_as_they_are) {
    const std::pair<std::string, task_state> states[] = {{"waiting", task_state::queued},
                                                         {"queuing", task_state::queued},
                                                         {"generating", task_state::running},
                                                         {"success", task_state::succeeded},
                                                         {"fail", task_state::failed}};
    for (const auto& [word, state] : states) {
        const auto answer = status_of(R"("task_id":"task_1","state":")" + word + '"');
        BOOST_TEST(answer.understood);
        BOOST_TEST(to_string(answer.state) == to_string(state));
        BOOST_TEST(answer.raw_state == word);
        BOOST_TEST(answer.task_id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(states_compare_without_case_and_blanks) {
    for (const std::string word : {"Success", "SUCCESS", "success ", "\\tsuccess"})
        BOOST_TEST(status_of(R"("state":")" + word + '"').state == task_state::succeeded, word);
    for (const std::string word : {"FAIL", "Fail", "fail\\n"})
        BOOST_TEST(status_of(R"("state":")" + word + '"').state == task_state::failed, word);
    BOOST_TEST(status_of(R"("state":"Waiting")").state == task_state::queued);
    BOOST_TEST(status_of(R"("state":" GENERATING")").state == task_state::running);
}

BOOST_AUTO_TEST_CASE(an_unknown_state_is_not_terminal) {
    for (const std::string word : {"paused", "success\\u0000", "succeeded", "failed", "cancelled", "expired", "7"}) {
        BOOST_TEST_CONTEXT("state " << word) {
            const auto answer = status_of(R"("state":")" + word + '"');
            BOOST_TEST(answer.understood);
            BOOST_TEST(answer.state == task_state::unknown);
            BOOST_TEST(!is_terminal(answer.state));
            BOOST_TEST(answer.charged == billed::unknown);
        }
    }
    BOOST_TEST(status_of(R"("state":"paused")").raw_state == "paused");
    BOOST_TEST(status_of(R"("state":3)").raw_state == "3");
    BOOST_TEST(status_of(R"("state":{"name":"success"})").state == task_state::unknown);
}

BOOST_AUTO_TEST_CASE(without_a_state_nothing_is_understood) {
    for (const auto* members : {"", R"("task_id":"a")", R"("state":null)", R"("state":"")", R"("State":"success")",
                                R"("status":"success")", R"("data":{"state":"success"})"})
        BOOST_TEST(!status_of(members).understood, members);
    for (const auto* body : {"{}", "[]", "null", "7", R"("success")", R"([{"state":"success"}])"})
        BOOST_TEST(!traits::decode_status(200, body).understood, body);
}

BOOST_AUTO_TEST_CASE(a_state_counts_only_with_a_success_of_http) {
    for (const int status : {200, 202, 299}) BOOST_TEST(status_of(R"("state":"success")", status).understood);
    for (const int status : {0, 199, 300, 302, 400, 401, 402, 403, 404, 410, 429, 500, 502, 503, 504}) {
        const auto answer =
            status_of(R"("state":"success","error":"no","result":{"data":[{"url":"https://a/1.mp4"}]})", status);
        BOOST_TEST(!answer.understood, status);
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.state == task_state::unknown);
        BOOST_TEST(answer.urls.empty());
        BOOST_TEST(answer.error.code == "no");
    }
}

BOOST_AUTO_TEST_CASE(missing_fields_are_absent) {
    for (
        const auto* members :
        {R"("state":"generating")",
         R"("state":"generating","task_id":null,"created_at":null,"completed_at":null,"progress":null,"billing":null,"result":null,"error":null,"recommended_poll_interval_ms":null)",
         R"("state":"generating","task_id":{},"created_at":{},"completed_at":[],"progress":{},"billing":[],"result":[],"error":{},"recommended_poll_interval_ms":{})"}) {
        const auto answer = status_of(members);
        BOOST_TEST(answer.understood);
        BOOST_TEST(answer.state == task_state::running);
        BOOST_TEST(answer.task_id.empty());
        BOOST_TEST(answer.error.code.empty());
        BOOST_TEST(answer.error.message.empty());
        BOOST_TEST(!answer.created_at.has_value());
        BOOST_TEST(!answer.completed_at.has_value());
        BOOST_TEST(!answer.progress.has_value());
        BOOST_TEST(!answer.poll_hint.has_value());
        BOOST_TEST(!answer.cost.has_value());
        BOOST_TEST(answer.charged == billed::unknown);
    }
}

// ---- errors: flat in a refusal, an object in a task, which is empty when there is none

BOOST_AUTO_TEST_CASE(an_error_may_be_flat_or_an_object_or_nothing) {
    struct {
        std::string members;
        std::string code;
        std::string message;
    } const errors[] = {
        {R"("error":"bad_request","message":"duration must be 4-15","type":"invalid_request_error","code":"invalid_duration")",
         "invalid_duration", "duration must be 4-15"},
        {R"("error":"bad_request","message":"no")", "bad_request", "no"},
        {R"("error":"bad_request","message":"no","code":null)", "bad_request", "no"},
        {R"("error":"bad_request","message":"no","code":"")", "bad_request", "no"},
        {R"("error":"bad_request","message":"no","code":422)", "bad_request", "no"},
        {R"("error":"bad_request")", "bad_request", ""},
        {R"("message":"only words")", "", "only words"},
        {R"("code":"c","message":"m")", "c", "m"},
        {R"("error":null,"message":"only words")", "", "only words"},
        {R"("error":{"code":"content_policy","message":"refused"})", "content_policy", "refused"},
        {R"("error":{"code":501,"message":{"why":"x"}})", "501", R"({"why":"x"})"},
        {R"("error":{"message":"inner"},"message":"outer")", "", "inner"},
        {R"("error":{"code":"E1"},"message":"outer")", "E1", "outer"},
        {R"("error":{"code":"E1"})", "E1", ""},
        {R"("error":{"detail":"why"})", "", "why"},
        {R"("error":{})", "", ""},
        {R"("error":{},"message":"outer")", "", "outer"},
        {R"("error":[])", "[]", ""},
        {R"("error":7)", "7", ""},
        {R"("error":null)", "", ""},
        {"", "", ""},
    };
    for (const auto& [members, code, message] : errors) {
        BOOST_TEST_CONTEXT(members) {
            BOOST_TEST(error_of(members).code == code);
            BOOST_TEST(error_of(members).message == message);
            const auto polled = status_of(members, 404);
            BOOST_TEST(polled.error.code == code);
            BOOST_TEST(polled.error.message == message);
            const auto failed = status_of(R"("state":"fail")" + (members.empty() ? "" : "," + members));
            BOOST_TEST(failed.state == task_state::failed);
            BOOST_TEST(failed.charged == billed::unknown);
            BOOST_TEST(failed.reason == (code == "content_policy" ? fail_reason::moderation : fail_reason::unknown));
            BOOST_TEST(failed.error.code == code);
            BOOST_TEST(failed.error.message == message);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_gateways_words_are_cut_at_a_whole_character) {
    const auto long_text = std::string(1023, 'x') + "\u00e9\u00e9";  // the first é would lie across byte 1024
    const auto flat = error_of(R"("code":")" + long_text + R"(","message":")" + long_text + '"');
    BOOST_TEST(flat.code == std::string(1023, 'x'));
    BOOST_TEST(flat.message == std::string(1023, 'x'));
    const auto inner = error_of(R"("error":{"code":")" + long_text + R"(","message":")" + long_text + "\"}");
    BOOST_TEST(inner.code == std::string(1023, 'x'));
    BOOST_TEST(inner.message == std::string(1023, 'x'));
    BOOST_TEST(status_of(R"("state":")" + std::string(5000, 'x') + '"').raw_state.size() == 1024u);
}

// ---- hints, progress, times

BOOST_AUTO_TEST_CASE(a_hint_is_a_number_of_milliseconds_up_to_an_hour) {
    const auto hints = [](const std::string& json) {
        const auto members = R"("task_id":"a","state":"waiting","recommended_poll_interval_ms":)" + json;
        const auto polled = status_of(members).poll_hint;
        BOOST_TEST(traits::decode_submit(202, "{" + members + "}").poll_hint == polled);
        return polled ? polled->count() : -1;
    };
    const std::pair<const char*, std::int64_t> good[] = {
        {"1", 1},      {"5000", 5000},       {"\"5000\"", 5000},      {"5000.0", 5000},
        {"5e3", 5000}, {"3600000", 3600000}, {"\"3600000\"", 3600000}};
    for (const auto& [json, milliseconds] : good) BOOST_TEST(hints(json) == milliseconds, json);
    for (const auto* json : {"0",
                             "-1",
                             "-5000",
                             "\"0\"",
                             "\"-1\"",
                             "3600001",
                             "9223372036854775807",
                             "-9223372036854775808",
                             "18446744073709551615",
                             "1e300",
                             "-1e300",
                             "99999999999999999999",
                             "0.5",
                             "4999.5",
                             "\"\"",
                             "\"soon\"",
                             "\"5 s\"",
                             "\"5000ms\"",
                             "\" 5000\"",
                             "\"+5000\"",
                             "\"0x10\"",
                             "\"1e3\"",
                             "\"99999999999999999999\"",
                             "null",
                             "true",
                             "[]",
                             "[5000]",
                             "{}"})
        BOOST_TEST(hints(json) == -1, json);
}

BOOST_AUTO_TEST_CASE(progress_is_0_to_100) {
    const auto progress = [](const std::string& json) {
        return status_of(R"("state":"generating","progress":)" + json).progress;
    };
    for (const int percent : {0, 1, 42, 99, 100}) {
        BOOST_TEST(progress(std::to_string(percent)) == percent);
        BOOST_TEST(progress('"' + std::to_string(percent) + '"') == percent);
    }
    BOOST_TEST(progress("42.0") == 42);
    for (const auto* json :
         {"-1", "101", "1000", "4294967296", "4294967338", "9223372036854775807", "-9223372036854775808", "1e300",
          "0.5", "99.9", "null", "true", "\"\"", "\"42%\"", "\"-1\"", "\"101\"", "[]", "[42]", "{}"})
        BOOST_TEST(!progress(json).has_value(), json);
}

BOOST_AUTO_TEST_CASE(times_are_unix_seconds) {
    const auto created = [](const std::string& json) {
        return status_of(R"("state":"waiting","created_at":)" + json).created_at;
    };
    using time = std::chrono::system_clock::time_point;
    BOOST_TEST(created("1760000000") == time{1'760'000'000s});
    BOOST_TEST(created("\"1760000000\"") == time{1'760'000'000s});
    BOOST_TEST(created("1760000000.0") == time{1'760'000'000s});
    BOOST_TEST(created("0") == time{});
    const auto both =
        status_of(R"("state":"success","created_at":1760000000,"updated_at":1760000050,"completed_at":1760000100)");
    BOOST_TEST(both.created_at == time{1'760'000'000s});
    BOOST_TEST(both.completed_at == time{1'760'000'100s});
    for (const auto* json : {"null", "-1", "1e300", "99999999999999999999", "9223372036854775807", "\"\"", "\"soon\"",
                             "\"2026-05-22T13:17:32Z\"", "1760000000.5", "true", "[]", "{}", "10000000000000"})
        BOOST_TEST(!created(json).has_value(), json);
}

// ---- billing

BOOST_AUTO_TEST_CASE(billing_says_what_was_charged) {
    struct {
        std::string state;
        std::string billing;
        billed charged;
        std::int64_t cost;  ///< -1: not said
    } const cases[] = {
        {"success",
         R"({"status":"settled","reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":780000,"released_amount_micro_usdc":120000})",
         billed::yes, 780'000},
        {"success", R"({"actual_amount_micro_usdc":"780000"})", billed::yes, 780'000},
        {"success", R"({"actual_amount_micro_usdc":9223372036854775807})", billed::yes, -1},
        {"success", R"({"actual_amount_micro_usdc":1000000000000})", billed::yes, 1'000'000'000'000},
        {"success", R"({"actual_amount_micro_usdc":1000000000001})", billed::yes, -1},
        {"success", R"({"actual_amount_micro_usdc":0})", billed::unknown, 0},
        {"success",
         R"({"reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":0})",
         billed::yes, -1},
        {"fail",
         R"({"status":"released","reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":900000})",
         billed::no, 0},
        {"fail",
         R"({"reserve_amount_micro_usdc":900000.5,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":900000})",
         billed::unknown, -1},
        {"fail", R"({"reserve_amount_micro_usdc":"900,000","actual_amount_micro_usdc":0})", billed::unknown, -1},
        {"fail",
         R"({"reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":"all"})",
         billed::unknown, -1},
        {"fail", R"({"status":"reserved","reserved":900000,"actual_amount_micro_usdc":0})", billed::unknown, -1},
        {"fail", R"({"actual_amount_micro_usdc":0})", billed::no, 0},
        {"fail", R"({"actual_amount_micro_usdc":"0"})", billed::no, 0},
        {"fail", R"({"status":"reserved","reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":0})",
         billed::unknown, -1},
        {"fail",
         R"({"status":"reserved","reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":899999})",
         billed::unknown, -1},
        {"fail",
         R"({"reserve_amount_micro_usdc":9223372036854775807,"actual_amount_micro_usdc":0,"released_amount_micro_usdc":-9223372036854775808})",
         billed::unknown, -1},
        {"fail", R"({"reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":900000})", billed::yes, 900'000},
        {"fail", R"({"reserve_amount_micro_usdc":900000})", billed::unknown, -1},
        {"fail", R"({"actual_amount_micro_usdc":-1})", billed::unknown, -1},
        {"fail", R"({"actual_amount_micro_usdc":1.5})", billed::unknown, -1},
        {"fail", R"({"actual_amount_micro_usdc":null})", billed::unknown, -1},
        {"fail", R"({"actual_amount_micro_usdc":"free"})", billed::unknown, -1},
        {"fail", "{}", billed::unknown, -1},
        {"fail", "null", billed::unknown, -1},
        {"fail", "[]", billed::unknown, -1},
        {"fail", R"("released")", billed::unknown, -1},
        {"success", "{}", billed::yes, -1},
        {"success", "null", billed::yes, -1},
        {"success", R"({"actual_amount_micro_usdc":-1})", billed::yes, -1},
        // Before the end nothing is charged for good.
        {"generating", R"({"status":"reserved","reserve_amount_micro_usdc":900000,"actual_amount_micro_usdc":0})",
         billed::unknown, -1},
        {"waiting", R"({"actual_amount_micro_usdc":0})", billed::unknown, -1},
        {"generating", R"({"actual_amount_micro_usdc":5})", billed::unknown, -1},
        {"paused", R"({"actual_amount_micro_usdc":5})", billed::unknown, -1},
    };
    for (const auto& [state, billing, charged, cost] : cases) {
        BOOST_TEST_CONTEXT(state << " " << billing) {
            const auto answer = status_of(R"("state":")" + state + R"(","billing":)" + billing);
            BOOST_TEST(answer.charged == charged);
            const auto charged_micro_usd = answer.cost ? answer.cost->micro_usd : -1;
            BOOST_TEST(charged_micro_usd == cost);
        }
    }
}

// ---- bytes that are not JSON

BOOST_AUTO_TEST_CASE(what_is_not_json_is_not_understood) {
    const std::string bodies[] = {"",
                                  " ",
                                  std::string(3, '\0'),
                                  "<html><body>502 Bad Gateway</body></html>",
                                  "<!DOCTYPE html><title>524</title>",
                                  "OK",
                                  "{",
                                  "}",
                                  R"({"state":"success",)",
                                  "\xEF\xBB\xBF{}",
                                  R"({'state':'success'})",
                                  "[" + std::string(1'000'000, ' ')};
    for (const auto& body : bodies) {
        for (const int status : {0, 200, 202, 404, 502}) {
            const auto answer = traits::decode_status(status, body);
            BOOST_TEST(!answer.understood);
            BOOST_TEST(answer.status == status);
            BOOST_TEST(answer.state == task_state::unknown);
            const auto submitted = traits::decode_submit(status, body);
            BOOST_TEST(submitted.task_id.empty());
            BOOST_TEST(submitted.status == status);
            BOOST_TEST(!submitted.poll_hint.has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_nested_deeply_is_not_read) {
    const auto body = [](int arrays) {
        return R"({"state":"waiting","task_id":"task_1","x":)" + nested_arrays(arrays) + "}";
    };
    BOOST_TEST(traits::decode_status(200, body(31)).understood);
    BOOST_TEST(traits::decode_status(200, body(32)).understood);
    BOOST_TEST(traits::decode_status(200, body(100'000)).understood);
    BOOST_TEST(traits::decode_submit(202, body(31)).task_id == "task_1");
    BOOST_TEST(traits::decode_submit(202, body(100'000)).task_id == "task_1");
}

BOOST_AUTO_TEST_CASE(what_is_damaged_elsewhere_costs_neither_state_nor_id) {
    for (const auto* bytes : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80"}) {
        const auto body = R"({"message":")" + std::string{bytes} + R"(","task_id":"task_1","state":"waiting"})";
        BOOST_TEST(traits::decode_status(200, body).state == task_state::queued);
        BOOST_TEST(traits::decode_status(200, body).mended);
        BOOST_TEST(traits::decode_submit(202, body).task_id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(of_duplicate_keys_the_last_counts) {
    BOOST_TEST(status_of(R"("state":"waiting","state":"success")").state == task_state::succeeded);
    BOOST_TEST(status_of(R"("state":"success","state":"waiting")").state == task_state::queued);
    BOOST_TEST(traits::decode_submit(202, R"({"task_id":"a","task_id":"b"})").task_id == "b");
}

// ---- task ids

BOOST_AUTO_TEST_CASE(a_reply_cut_after_any_byte_never_gives_a_wrong_id) {
    const std::string id = "task_12345678";
    const std::string replies[] = {
        R"({"task_id":"task_12345678","object":"task","state":"waiting","poll_url":"/v1/tasks/task_12345678","recommended_poll_interval_ms":5000})",
        "{\n  \"task_id\": \"task_12345678\",\n  \"object\": \"task\",\n  \"state\": \"waiting\",\n  \"poll_url\": "
        "\"/v1/tasks/task_12345678\"\n}\n",
        "{\"state\" : \"waiting\" , \"task_id\"\t:\r\n \"task_12345678\" }",
        R"({"poll_url":"/v1/tasks/task_12345678","request_id":"req_1","task_id":"task_12345678"})",
        R"({"task_id":"task_12345678","message":"the field \"task_id\": \"task_999\" is yours"})",
        R"({"message":"\"task_id\":\"task_999\"","task_id":"task_12345678"})",
        R"({"message":"task_id","field":"task_id","task_id":"task_12345678"})",
    };
    for (const auto& reply : replies) {
        const auto whole_id_at = reply.find(id + '"', reply.rfind("\"task_id\"")) + id.size() + 1;
        BOOST_TEST_REQUIRE(whole_id_at <= reply.size());
        for (std::size_t size = 0; size <= reply.size(); ++size) {
            for (const int status : {0, 200, 202, 502}) {
                const auto read = traits::decode_submit(status, std::string_view{reply}.substr(0, size)).task_id;
                BOOST_TEST(read == (size < whole_id_at ? "" : id),
                           "after " << size << " bytes of " << reply << ": " << read);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_id_in_what_is_not_json_is_read) {
    BOOST_TEST(traits::decode_submit(200, R"(<pre>{"task_id":"task_1"}</pre>)").task_id == "task_1");
    BOOST_TEST(traits::decode_submit(0, R"({"task_id":"task_1"}{"task_id":"task_2"})").task_id == "task_1");
    for (const auto* cut : {R"({"task_id":null)", R"({"task_id" "task_1")", R"({"task_id":)", R"({"task_id")",
                            R"({"task_id":7)", R"({"task_id":{"a":"b")", R"({"request_id":"req_1")"})
        BOOST_TEST(traits::decode_submit(202, cut).task_id.empty(), cut);
}

BOOST_AUTO_TEST_CASE(an_id_counts_whatever_else_the_answer_says) {
    const std::pair<int, evidence> strengths[] = {
        {0, evidence::candidate},   {200, evidence::task},      {202, evidence::task},
        {400, evidence::reference}, {402, evidence::reference}, {408, evidence::candidate},
        {429, evidence::reference}, {500, evidence::candidate}, {502, evidence::candidate}};
    for (const auto& [status, strength] : strengths) {
        const auto answer = traits::decode_submit(status, R"({"error":"x","message":"y","task_id":"task_1"})");
        BOOST_TEST(answer.task_id == "task_1");
        BOOST_TEST(answer.strength == strength, status);
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.error.code == "x");
    }
    for (const auto* body : {R"({"id":"task_1"})", R"({"request_id":"req_1"})", R"({"data":{"task_id":"task_1"}})",
                             R"({"data":[{"task_id":"task_1"}]})", R"({"taskId":"task_1"})"}) {
        BOOST_TEST(traits::decode_submit(202, body).strength == evidence::candidate, body);
        BOOST_TEST(traits::decode_submit(400, body).strength == evidence::none, body);
    }
    BOOST_TEST(traits::decode_submit(202, R"({"poll_url":"/v1/tasks/task_1"})").task_id.empty());
}

BOOST_AUTO_TEST_CASE(an_id_may_be_a_number) {
    BOOST_TEST(traits::decode_submit(202, R"({"task_id":12345678})").task_id == "12345678");
    BOOST_TEST(traits::decode_submit(202, R"({"task_id":18446744073709551615})").task_id == "18446744073709551615");
    BOOST_TEST(status_of(R"("state":"waiting","task_id":12345678)").task_id == "12345678");
    for (const std::string id : {"1.5", "1e30", "true", "null", "{}", "[1]", R"("")"})
        BOOST_TEST(traits::decode_submit(202, R"({"task_id":)" + id + "}").task_id.empty(), id);
}

BOOST_AUTO_TEST_CASE(ids_that_could_do_harm_are_refused) {
    const auto submitted = [](const std::string& id) {
        return traits::decode_submit(202, R"({"task_id":")" + id + "\"}").task_id;
    };
    const auto salvaged = [](const std::string& id) {
        return traits::decode_submit(0, R"({"task_id":")" + id + '"').task_id;
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
    BOOST_TEST(submitted(std::string(2048, 'x')).size() == 2048u);
    BOOST_TEST(submitted(std::string(2049, 'x')).empty());
    BOOST_TEST(salvaged(std::string(2048, 'x')).size() == 2048u);
    BOOST_TEST(salvaged(std::string(2049, 'x')).empty());
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
    std::string all;
    for (int byte = 0; byte != 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        BOOST_TEST(traits::status_target(one, one) == "/v1/tasks/" + escaped(static_cast<unsigned char>(byte)));
        all += one;
    }
    BOOST_TEST(traits::status_target(all, all).find_first_of("\r\n #?&") == std::string::npos);
    BOOST_TEST(traits::encode_unchecked(all, all, "{}").target == "/v1/videos/generations");
}

BOOST_AUTO_TEST_CASE(unchecked_requests_are_sent_as_they_are) {
    const auto message = traits::encode_unchecked("ignored", "ignored", "{\"any\": 1}");
    BOOST_TEST(message.target == "/v1/videos/generations");
    BOOST_TEST(message.body == "{\"any\": 1}");
    BOOST_TEST_REQUIRE(message.headers.size() == 1u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
}

BOOST_AUTO_TEST_SUITE_END()
