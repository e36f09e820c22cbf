// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Pixazo's answers beyond the documented ones: whatever the bytes are, nothing is thrown, no task id is lost that can
// be read, and no wrong one is made up.
#include <seedance/provider/pixazo.hpp>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(pixazo_answers)

namespace {

using traits = provider_traits<pixazo::gateway>;
using strings = std::vector<std::string>;

/// A status answer with these members.
status_answer status_of(const std::string& members, int http_status = 200) {
    return traits::decode_status(http_status, "{" + members + "}");
}

strings urls_of(const std::string& media_url) {
    return status_of(R"("status":"COMPLETED","output":{"media_url":)" + media_url + "}").urls;
}

gateway_error error_of(const std::string& members) { return traits::decode_submit(400, "{" + members + "}").error; }

/// Milliseconds since 1970, or -1 for none.
std::int64_t created_ms(const std::string& json) {
    const auto created = status_of(R"("status":"QUEUED","created_at":)" + json).created_at;
    return created ? std::chrono::duration_cast<std::chrono::milliseconds>(created->time_since_epoch()).count() : -1;
}

std::int64_t created_ms_of_text(const std::string& text) { return created_ms('"' + text + '"'); }

std::string nested_arrays(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

// ---- results

BOOST_AUTO_TEST_CASE(media_url_may_be_a_list_or_a_text) {
    BOOST_TEST(urls_of(R"(["https://a/1.mp4"])") == strings{"https://a/1.mp4"});
    BOOST_TEST(urls_of(R"(["https://a/1.mp4","https://a/2.mp4"])") == (strings{"https://a/1.mp4", "https://a/2.mp4"}));
    BOOST_TEST(urls_of(R"("https://a/1.mp4")") == strings{"https://a/1.mp4"});
    BOOST_TEST(urls_of(R"(["https:\/\/a\/1.mp4"])") == strings{"https://a/1.mp4"});
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_left_out) {
    BOOST_TEST(urls_of(R"([1,"https://a/1.mp4",null,"",{},"https://a/2.mp4",[],true])") ==
               (strings{"https://a/1.mp4", "https://a/2.mp4"}));
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_is_a_success_without_urls) {
    for (const std::string output : {"null", "[]", "{}", "7", R"({"media_url":null})", R"({"media_url":7})",
                                     R"({"media_url":""})", R"({"media_url":[]})", R"({"media_url":[null,7,""]})",
                                     R"({"x":"http://a/1.mp4"})", R"({"media_type":"video/mp4"})"}) {
        BOOST_TEST_CONTEXT("output " << output) {
            const auto answer = status_of(R"("request_id":"a","status":"COMPLETED","output":)" + output);
            BOOST_TEST(answer.understood);
            BOOST_TEST(answer.state == task_state::succeeded);
            BOOST_TEST(answer.urls.empty());
            BOOST_TEST(answer.charged == billed::yes);
        }
    }
    BOOST_TEST(status_of(R"("status":"COMPLETED")").urls.empty());
    BOOST_TEST(status_of(R"("status":"COMPLETED")").state == task_state::succeeded);
}

BOOST_AUTO_TEST_CASE(of_a_result_full_of_urls_the_first_hundred_are_offered) {
    std::string body = R"({"request_id":"a","status":"COMPLETED","output":{"x":[)";
    for (int i = 0; i != 60'000; ++i) body += "\"https://a/" + std::to_string(i) + "\",";  // quadratic: many seconds
    body += "0]}}";
    const auto answer = traits::decode_status(200, body);
    BOOST_TEST(answer.urls.size() == 100u);
    BOOST_TEST(answer.urls.back() == "https://a/99");
}

BOOST_AUTO_TEST_CASE(a_url_below_the_result_is_offered_where_none_stands_in_its_place) {
    for (const std::string output :
         {R"("https://a/1.mp4")", R"(["https://a/1.mp4"])", R"({"media_url":{"0":"https://a/1.mp4"}})",
          R"({"media_urls":["https://a/1.mp4"]})", R"({"video":{"url":"https://a/1.mp4"}})",
          R"({"media_url":[{"url":"https://a/1.mp4"}]})", R"({"media_url":[],"video_url":"https://a/1.mp4"})",
          R"({"a":"https://a/1.mp4","b":"https://a/1.mp4"})", R"([[["https://a/1.mp4"]]])",
          R"("{\"media_url\":[\"https://a/1.mp4\"]}")", R"({"content":{"video_url":"https://a/1.mp4"},"n":7})"}) {
        const auto answer = status_of(R"("request_id":"a","status":"COMPLETED","output":)" + output);
        BOOST_TEST(answer.urls == strings{"https://a/1.mp4"}, output);
    }
    BOOST_TEST(status_of(R"("status":"COMPLETED","polling_url":"https://a/status/1")").urls.empty());
}

BOOST_AUTO_TEST_CASE(only_a_success_has_urls) {
    for (const std::string state : {"QUEUED", "PROCESSING", "FAILED", "ERROR", "RETRYING"})
        BOOST_TEST(status_of(R"("output":{"media_url":["https://a/1.mp4"]},"status":")" + state + '"').urls.empty(),
                   state);
}

// ---- states

BOOST_AUTO_TEST_CASE(states_compare_without_case_and_blanks) {
    for (const std::string word : {"Completed", "completed", "COMPLETED ", " completed\\n"})
        BOOST_TEST(status_of(R"("status":")" + word + '"').state == task_state::succeeded, word);
    for (const std::string word : {"failed", "Failed ", "Error", "error"})
        BOOST_TEST(status_of(R"("status":")" + word + '"').state == task_state::failed, word);
    BOOST_TEST(status_of(R"("status":"error")").charged == billed::no);
    BOOST_TEST(status_of(R"("status":"Queued")").state == task_state::queued);
    BOOST_TEST(status_of(R"("status":"processing ")").state == task_state::running);
}

BOOST_AUTO_TEST_CASE(an_unknown_state_is_not_terminal) {
    for (const std::string word : {"RETRYING", "COMPLETED\\u0000", "COMPLETE", "SUCCESS", "CANCELLED", "7"}) {
        BOOST_TEST_CONTEXT("status " << word) {
            const auto answer = status_of(R"("status":")" + word + '"');
            BOOST_TEST(answer.understood);
            BOOST_TEST(answer.state == task_state::unknown);
            BOOST_TEST(!is_terminal(answer.state));
            BOOST_TEST(answer.charged == billed::unknown);
            BOOST_TEST(answer.reason == fail_reason::unknown);
        }
    }
    BOOST_TEST(status_of(R"("status":"RETRYING")").raw_state == "RETRYING");
    BOOST_TEST(status_of(R"("status":3)").raw_state == "3");
    BOOST_TEST(status_of(R"("status":{"name":"COMPLETED"})").state == task_state::unknown);
}

BOOST_AUTO_TEST_CASE(without_a_state_nothing_is_understood) {
    for (const auto* members :
         {"", R"("request_id":"a")", R"("status":null)", R"("status":"")", R"("Status":"COMPLETED")",
          R"("state":"COMPLETED")", R"("data":{"status":"COMPLETED"})"})
        BOOST_TEST(!status_of(members).understood, members);
    for (const auto* body : {"{}", "[]", "null", "7", R"("COMPLETED")", R"([{"status":"COMPLETED"}])"})
        BOOST_TEST(!traits::decode_status(200, body).understood, body);
}

BOOST_AUTO_TEST_CASE(a_state_counts_only_with_a_success_of_http) {
    for (const int status : {200, 202, 299}) BOOST_TEST(status_of(R"("status":"COMPLETED")", status).understood);
    for (const int status : {0, 199, 300, 302, 400, 401, 402, 403, 404, 429, 500, 502, 503, 504}) {
        const auto answer =
            status_of(R"("status":"COMPLETED","error":"no","output":{"media_url":["https://a/1.mp4"]})", status);
        BOOST_TEST(!answer.understood, status);
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.state == task_state::unknown);
        BOOST_TEST(answer.urls.empty());
        BOOST_TEST(answer.error.message == "no");
    }
}

BOOST_AUTO_TEST_CASE(missing_fields_are_absent) {
    const auto answer = status_of(R"("status":"PROCESSING")");
    BOOST_TEST(answer.understood);
    BOOST_TEST(answer.state == task_state::running);
    BOOST_TEST(answer.task_id.empty());
    BOOST_TEST(answer.urls.empty());
    BOOST_TEST(answer.error.code.empty());
    BOOST_TEST(answer.error.message.empty());
    BOOST_TEST(!answer.created_at.has_value());
    BOOST_TEST(!answer.completed_at.has_value());
    BOOST_TEST(answer.charged == billed::unknown);

    const auto null = status_of(
        R"("request_id":null,"status":"PROCESSING","model_id":null,"error":null,"output":null,"created_at":null,"updated_at":null,"completed_at":null)");
    BOOST_TEST(null.understood);
    BOOST_TEST(null.task_id.empty());
    BOOST_TEST(null.error.message.empty());
    BOOST_TEST(!null.completed_at.has_value());
}

// Nothing of the kind is documented: whatever a field of that name holds is not ours to read.
BOOST_AUTO_TEST_CASE(hints_progress_and_costs_are_not_made_up) {
    const auto members =
        R"("request_id":"a","status":"PROCESSING","recommended_poll_interval_ms":1,"progress":50,"billing":{"actual_amount_micro_usdc":7},"cost":1)";
    const auto answer = status_of(members);
    BOOST_TEST(answer.understood);
    BOOST_TEST(!answer.poll_hint.has_value());
    BOOST_TEST(!answer.progress.has_value());
    BOOST_TEST(!answer.cost.has_value());
    BOOST_TEST(!traits::decode_submit(202, "{" + std::string{members} + "}").poll_hint.has_value());
}

// ---- errors

BOOST_AUTO_TEST_CASE(an_error_may_be_a_text_an_object_or_nothing) {
    struct {
        std::string members;
        std::string code;
        std::string message;
    } const errors[] = {
        {R"("error":"Insufficient Balance","message":"top up")", "Insufficient Balance", "top up"},
        {R"("error":"boom")", "", "boom"},
        {R"("message":"only words")", "", "only words"},
        {R"("error":null,"message":"only words")", "", "only words"},
        {R"("error":"","message":"only words")", "", "only words"},
        {R"("error":"boom","message":null)", "", "boom"},
        {R"("error":{"code":"E1","message":"inner"})", "E1", "inner"},
        {R"("error":{"code":"E1","message":"inner"},"message":"outer")", "E1", "inner"},
        {R"("error":{"code":7,"message":["a"]})", "7", R"(["a"])"},
        {R"("error":{"code":"E1"},"message":"outer")", "E1", "outer"},
        {R"("error":{"code":"E1"})", "E1", ""},
        {R"("error":{"message":"inner"})", "", "inner"},
        {R"("error":{"detail":"why"})", "", "why"},
        {R"("error":{"detail":"why"},"message":"outer")", "", "why"},
        {R"("error":{"error":{"code":"E1","message":"inner"}})", "E1", "inner"},
        {R"("error":{"failCode":"E1","failMsg":"inner"})", "E1", "inner"},
        {R"("error":{"code":"E1","error":"inner"})", "E1", "inner"},
        {R"("error":{})", "", ""},
        {R"("error":{},"message":"outer")", "", "outer"},
        {R"("error":{"code":null,"message":null})", "", R"({"code":null,"message":null})"},
        {R"("error":[])", "", "[]"},
        {R"("error":["a","b"])", "", R"(["a","b"])"},
        {R"("error":42,"message":"outer")", "42", "outer"},
        {R"("error":true)", "", "true"},
        {R"("error":null)", "", ""},
        {R"("statusCode":429,"message":"Rate limit is exceeded. Try again in 5 seconds.")", "",
         "Rate limit is exceeded. Try again in 5 seconds."},
        {"", "", ""},
    };
    for (const auto& [members, code, message] : errors) {
        BOOST_TEST_CONTEXT(members) {
            BOOST_TEST(error_of(members).code == code);
            BOOST_TEST(error_of(members).message == message);
            const auto polled = status_of(members, 500);
            BOOST_TEST(polled.error.code == code);
            BOOST_TEST(polled.error.message == message);
            const auto failed = status_of(R"("status":"FAILED")" + (members.empty() ? "" : "," + members));
            BOOST_TEST(failed.state == task_state::failed);
            BOOST_TEST(failed.error.code == code);
            BOOST_TEST(failed.error.message == message);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_model_that_is_not_offered_is_not_found) {
    const auto status_of_submit = [](int status, const char* body) {
        return traits::decode_submit(status, body).status;
    };
    const auto* const said = R"({"error":"Model not found","message":"Model 'seedance-2-0' not found or is disabled"})";
    BOOST_TEST(status_of_submit(400, said) == 404);
    for (const auto* other : {R"({"error":"MODEL_NOT_FOUND"})", R"({"error":{"code":"ModelNotFound","message":"no"}})",
                              R"({"message":"Model not found"})"})
        BOOST_TEST(status_of_submit(400, other) == 404, other);
    for (const int status : {200, 202, 401, 402, 403, 404, 429, 500, 502})
        BOOST_TEST(status_of_submit(status, said) == status);
    for (const auto* other : {R"({"error":"Bad request","message":"Model not found"})", R"({"error":"Model"})", "{}",
                              R"({"error":"Model not found in the prompt"})"})
        BOOST_TEST(status_of_submit(400, other) == 400, other);
    BOOST_TEST(traits::decode_status(400, said).status == 400, "a poll names no model");
}

BOOST_AUTO_TEST_CASE(error_is_not_charged_and_failed_may_be) {
    const auto error = status_of(R"("status":"ERROR","error":"x")");
    BOOST_TEST(error.charged == billed::no);
    BOOST_TEST(error.reason == fail_reason::upstream);
    const auto failed = status_of(R"("status":"FAILED","error":"x")");
    BOOST_TEST(failed.charged == billed::unknown);
    BOOST_TEST(failed.reason == fail_reason::unknown);
}

BOOST_AUTO_TEST_CASE(the_gateways_words_are_cut_at_a_whole_character) {
    const auto long_text = std::string(1023, 'x') + "\u00e9\u00e9";  // the first é would lie across byte 1024
    const auto flat = error_of(R"("error":")" + long_text + R"(","message":")" + long_text + '"');
    BOOST_TEST(flat.code == std::string(1023, 'x'));
    BOOST_TEST(flat.message == std::string(1023, 'x'));
    const auto inner = error_of(R"("error":{"code":")" + long_text + R"(","message":")" + long_text + "\"}");
    BOOST_TEST(inner.code == std::string(1023, 'x'));
    BOOST_TEST(inner.message == std::string(1023, 'x'));
    BOOST_TEST(error_of(R"("error":{"detail":")" + std::string(5000, 'x') + "\"}").message.size() == 1024u);
    BOOST_TEST(status_of(R"("status":")" + std::string(5000, 'x') + '"').raw_state.size() == 1024u);
}

// ---- timestamps

BOOST_AUTO_TEST_CASE(both_documented_spellings_of_time_are_utc) {
    BOOST_TEST(created_ms_of_text("2026-05-22T13:17:32.110Z") == 1779455852110);
    BOOST_TEST(created_ms_of_text("2026-05-22 13:17:32") == 1779455852000);
    BOOST_TEST(created_ms_of_text("2026-05-22T13:17:32Z") == 1779455852000);
    BOOST_TEST(created_ms_of_text("2026-05-22T13:17:32") == 1779455852000);
    BOOST_TEST(created_ms_of_text("2026-05-22 13:17:32.5") == 1779455852500);
    BOOST_TEST(created_ms_of_text("2026-05-22T13:17:32.1234567890123Z") == 1779455852123);
    BOOST_TEST(created_ms_of_text("2024-02-29 00:00:00") == 1709164800000);
    BOOST_TEST(created_ms_of_text("2016-12-31 23:59:60") == 1483228800000);
    BOOST_TEST(created_ms_of_text("1970-01-01 00:00:00") == 0);
    BOOST_TEST(created_ms_of_text("2261-12-31T23:59:59.999Z") == 9214646399999);

    const auto answer = status_of(
        R"("status":"COMPLETED","created_at":"2026-05-22T13:17:32.110Z","completed_at":"2026-05-22 13:19:23")");
    BOOST_TEST_REQUIRE(answer.created_at.has_value());
    BOOST_TEST_REQUIRE(answer.completed_at.has_value());
    BOOST_TEST(*answer.completed_at - *answer.created_at == std::chrono::milliseconds{110'890});
}

BOOST_AUTO_TEST_CASE(times_that_make_no_sense_are_absent) {
    for (const std::string time : {"",
                                   "...",
                                   "soon",
                                   "2026-05-22",
                                   "2026-05-22T13:17",
                                   "2026-05-22T13:17:3",
                                   "2026-13-01 00:00:00",
                                   "2026-00-01 00:00:00",
                                   "2026-02-29 00:00:00",
                                   "2026-04-31 00:00:00",
                                   "2026-01-00 00:00:00",
                                   "2026-05-22 24:00:00",
                                   "2026-05-22 13:60:00",
                                   "2026-05-22 13:17:61",
                                   "2026/05/22 13:17:32",
                                   "2026-05-22_13:17:32",
                                   "2026-05-22T13:17:32+02:00",
                                   "2026-05-22T13:17:32 Z",
                                   "2026-05-22T13:17:32ZZ",
                                   "2026-05-22T13:17:32.1x",
                                   "x2026-05-22 13:17:32",
                                   " 2026-05-22 13:17:32",
                                   "2026-05-22 13:17:32 ",
                                   "-026-05-22 13:17:32",
                                   "2026-0a-22 13:17:32",
                                   "+026-05-22 13:17:32",
                                   "1779455852",
                                   "0000-01-01 00:00:00",
                                   "1969-12-31 23:59:59",
                                   "2262-01-01 00:00:00",
                                   "9999-12-31 23:59:59",
                                   "9999-12-31T23:59:59.999Z"})
        BOOST_TEST(created_ms_of_text(time) == -1, time);
    for (const auto* json : {"null", "1779455852", "-1", "1e300", "true", "[]", "{}", R"(["2026-05-22 13:17:32"])"})
        BOOST_TEST(created_ms(json) == -1, json);
}

BOOST_AUTO_TEST_CASE(no_byte_at_any_place_of_a_time_does_harm) {
    const std::string time = "2026-05-22T13:17:32.110Z";
    for (std::size_t at = 0; at != time.size(); ++at)
        for (int byte = 0x20; byte != 0x7F; ++byte) {
            if (byte == '"' || byte == '\\') continue;
            auto changed = time;
            changed[at] = static_cast<char>(byte);
            const auto answer = status_of(R"("status":"QUEUED","created_at":")" + changed + '"');
            BOOST_TEST(answer.understood);
            const bool digit = byte >= '0' && byte <= '9';
            if (!digit && time[at] >= '0' && time[at] <= '9' && at != 20)
                BOOST_TEST(!answer.created_at.has_value(), changed);
        }
}

// ---- bytes that are not JSON

BOOST_AUTO_TEST_CASE(what_is_not_json_is_not_understood) {
    const std::string bodies[] = {"",
                                  " ",
                                  std::string(3, '\0'),
                                  "<html><body>502 Bad Gateway</body></html>",
                                  "<!DOCTYPE html><title>504</title>",
                                  "OK",
                                  "{",
                                  "}",
                                  R"({"status":"COMPLETED",)",
                                  "\xEF\xBB\xBF{}",
                                  R"({'status':'COMPLETED'})",
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
            BOOST_TEST(submitted.error.message.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_nested_deeply_is_not_read) {
    const auto body = [](int arrays) {
        return R"({"status":"QUEUED","request_id":"a_1","x":)" + nested_arrays(arrays) + "}";
    };
    BOOST_TEST(traits::decode_status(200, body(31)).understood);
    BOOST_TEST(traits::decode_status(200, body(32)).understood);
    BOOST_TEST(traits::decode_status(200, body(100'000)).understood);
    BOOST_TEST(traits::decode_submit(202, body(31)).task_id == "a_1");
    BOOST_TEST(traits::decode_submit(202, body(100'000)).task_id == "a_1");
}

BOOST_AUTO_TEST_CASE(what_is_damaged_elsewhere_costs_neither_state_nor_id) {
    for (const auto* bytes : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80"}) {
        const auto body = R"({"message":")" + std::string{bytes} + R"(","request_id":"a_1","status":"QUEUED"})";
        BOOST_TEST(traits::decode_status(200, body).state == task_state::queued);
        BOOST_TEST(traits::decode_status(200, body).mended);
        BOOST_TEST(traits::decode_submit(202, body).task_id == "a_1");
    }
}

BOOST_AUTO_TEST_CASE(of_duplicate_keys_the_last_counts) {
    BOOST_TEST(status_of(R"("status":"QUEUED","status":"COMPLETED")").state == task_state::succeeded);
    BOOST_TEST(status_of(R"("status":"COMPLETED","status":"QUEUED")").state == task_state::queued);
    BOOST_TEST(traits::decode_submit(202, R"({"request_id":"a","request_id":"b"})").task_id == "b");

    std::string many;  // enough keys for a hashed object
    for (int i = 0; i != 64; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    BOOST_TEST(status_of(R"("status":"COMPLETED",)" + many + R"("status":"QUEUED")").state == task_state::queued);
}

// ---- task ids

BOOST_AUTO_TEST_CASE(a_reply_cut_after_any_byte_never_gives_a_wrong_id) {
    const std::string id = "seedance-2-0_019d-1";
    const std::string replies[] = {
        R"({"request_id":"seedance-2-0_019d-1","status":"QUEUED","polling_url":"https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019d-1"})",
        "{\n  \"request_id\": \"seedance-2-0_019d-1\",\n  \"status\": \"QUEUED\",\n  \"polling_url\": "
        "\"https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019d-1\"\n}\n",
        "{\"status\" : \"QUEUED\" , \"request_id\"\t:\r\n \"seedance-2-0_019d-1\" }",
        R"({"polling_url":"https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019d-1","request_id":"seedance-2-0_019d-1"})",
        R"({"request_id":"seedance-2-0_019d-1","message":"the field \"request_id\": \"other_9\" is yours"})",
        R"({"message":"\"request_id\":\"other_9\"","request_id":"seedance-2-0_019d-1"})",
        R"({"message":"request_id","field":"request_id","request_id":"seedance-2-0_019d-1"})",
    };
    for (const auto& reply : replies) {
        const auto whole_id_at = reply.find(id + '"', reply.rfind("\"request_id\"")) + id.size() + 1;
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
    BOOST_TEST(traits::decode_submit(200, R"(<pre>{"request_id":"a_1"}</pre>)").task_id == "a_1");
    BOOST_TEST(traits::decode_submit(0, R"({"request_id":"a_1"}{"request_id":"a_2"})").task_id == "a_1");
    for (const auto* cut : {R"({"request_id":null)", R"({"request_id" "a_1")", R"({"request_id":)", R"({"request_id")",
                            R"({"request_id":7)", R"({"request_id":{"a":"b")"})
        BOOST_TEST(traits::decode_submit(202, cut).task_id.empty(), cut);
}

/// How strongly an answer speaks for the task "a_1"; any other id fails.
evidence evidence_in(int status, const std::string& body, arrival arrived = arrival::whole) {
    const auto answer = traits::decode_submit(status, body, arrived);
    BOOST_TEST(answer.status == status);
    BOOST_TEST((answer.task_id.empty() || answer.task_id == "a_1"), answer.task_id);
    BOOST_TEST(answer.task_id.empty() == (answer.strength == evidence::none));
    return answer.strength;
}

BOOST_AUTO_TEST_CASE(an_id_is_a_task_in_a_success_and_a_reference_in_a_refusal) {
    const std::string bare = R"({"error":"x","message":"y","request_id":"a_1"})";
    for (const int status : {200, 201, 202, 299}) BOOST_TEST(evidence_in(status, bare) == evidence::task);
    for (const int status : {400, 401, 402, 403, 404, 409, 410, 413, 415, 422, 425, 429, 451, 499})
        BOOST_TEST(evidence_in(status, bare) == evidence::reference);
    for (const int status : {0, 199, 302, 303, 307, 408, 500, 502, 503, 504, 524, 599})
        BOOST_TEST(evidence_in(status, bare) == evidence::candidate);
    BOOST_TEST(evidence_in(502, R"(<html>"request_id":"a_1"</html>)") == evidence::candidate);
    for (const auto* accepted :
         {R"({"request_id":"a_1","status":"QUEUED"})", R"({"request_id":"a_1","status":"processing"})",
          R"({"request_id":"a_1","polling_url":"https://gateway.pixazo.ai/v2/requests/status/a_1"})"})
        for (const int status : {400, 402, 429, 500}) BOOST_TEST(evidence_in(status, accepted) == evidence::candidate);
    for (const auto* refused : {R"({"request_id":"a_1","status":"ERROR"})", R"({"request_id":"a_1","status":402})"})
        BOOST_TEST(evidence_in(402, refused) == evidence::reference);
}

BOOST_AUTO_TEST_CASE(a_cut_answer_accepts_only_with_the_head_of_a_success) {
    for (const auto* body : {R"({"request_id":"a_1")", R"({"request_id":"a_1","status":"QUE)",
                             R"({"status":"QUEUED","request_id":"a_1", )", R"({"request_id":"a_1"})"}) {
        BOOST_TEST(evidence_in(202, body, arrival::cut) == evidence::task, body);
        for (const int status : {0, 302, 400, 402, 429, 500, 502})
            BOOST_TEST(evidence_in(status, body, arrival::cut) == evidence::candidate, body);
    }
    for (const auto* body : {R"({"request_id":"a_)", R"({"request_id":)", R"({"request_id":1)", R"({"id":"a_1",)", "{"})
        for (const int status : {0, 202, 402, 500})
            BOOST_TEST(evidence_in(status, body, arrival::cut) == evidence::none, body);
}

BOOST_AUTO_TEST_CASE(an_id_that_a_success_has_elsewhere_is_a_candidate) {
    for (const auto* body : {R"({"id":"a_1","polling_url":"https://gateway.pixazo.ai/v2/requests/status/a_1"})",
                             R"({"data":{"request_id":"a_1"}})", R"({"data":[{"request_id":"a_1"}]})",
                             R"([{"request_id":"a_1"}])", R"({"requestId":"a_1"})", R"({"task_id":"a_1"})",
                             R"({"result":{"taskId":"a_1"}})", R"({"data":{"id":"a_1"}})",
                             R"({"request_id":"","data":{"request_id":"a_1"}})", R"({"request_id":null,"id":"a_1"})",
                             R"({"request_id":{"id":"a_1"}})", R"({"request_id":"two words","id":"a_1"})"}) {
        BOOST_TEST(evidence_in(202, body) == evidence::candidate, body);
        BOOST_TEST(evidence_in(402, body) == evidence::none, body);
    }
    BOOST_TEST(evidence_in(500, R"({"id":"a_1","task_id":"a_1"})") == evidence::none);  // of the request, perhaps
}

BOOST_AUTO_TEST_CASE(digits_stay_as_they_were_sent) {
    for (const std::string digits :
         {"123456789012345678901", "18446744073709551616", "99999999999999999999999999999999"}) {
        const auto answer = traits::decode_submit(202, R"({"request_id":)" + digits + "}");
        BOOST_TEST(answer.task_id == digits);
        BOOST_TEST(answer.strength == evidence::task);
        BOOST_TEST(!answer.mended);
    }
    BOOST_TEST(traits::decode_submit(202, R"({"request_id":12345678901234567890)", arrival::cut).task_id.empty());
}

BOOST_AUTO_TEST_CASE(an_id_that_is_damaged_is_none) {
    for (const std::string id : {"a\xFF"
                                 "1",
                                 "a\\ud83d1", "a\\x1", "a\n1", "a\"1", "a\\u00zz", "a\xC3", "a\\", "a\\'1",
                                 "\xEF\xBB\xBF"
                                 "a"})
        BOOST_TEST(traits::decode_submit(202, R"({"request_id":")" + id + R"(","x":1})").strength == evidence::none,
                   id);
}

BOOST_AUTO_TEST_CASE(an_id_may_be_a_number) {
    BOOST_TEST(traits::decode_submit(202, R"({"request_id":12345678})").task_id == "12345678");
    BOOST_TEST(traits::decode_submit(202, R"({"request_id":18446744073709551615})").task_id == "18446744073709551615");
    BOOST_TEST(status_of(R"("status":"QUEUED","request_id":12345678)").task_id == "12345678");
    for (const std::string id : {"1.5", "1e30", "true", "null", "{}", "[1]", R"("")"})
        BOOST_TEST(traits::decode_submit(202, R"({"request_id":)" + id + "}").task_id.empty(), id);
}

BOOST_AUTO_TEST_CASE(ids_that_could_do_harm_are_refused) {
    const auto submitted = [](const std::string& id) {
        return traits::decode_submit(202, R"({"request_id":")" + id + "\"}").task_id;
    };
    const auto salvaged = [](const std::string& id) {
        return traits::decode_submit(0, R"({"request_id":")" + id + '"').task_id;
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
    for (int byte = 0; byte != 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        const auto expected = escaped(static_cast<unsigned char>(byte));
        BOOST_TEST(traits::status_target("model", one) == "/v2/requests/status/" + expected);
        BOOST_TEST(traits::encode_unchecked(one, "edit-video", "{}").target == "/" + expected + "/v1/edit-video");
        if (byte != '/') BOOST_TEST(traits::encode_unchecked("m", one, "{}").target == "/m/v1/" + expected);
    }
    std::string all;
    for (int byte = 0; byte != 256; ++byte) all += static_cast<char>(byte);
    BOOST_TEST(traits::status_target(all, all).find_first_of("\r\n #?&") == std::string::npos);
    BOOST_TEST(traits::encode_unchecked(all, all, "{}").target.find_first_of("\r\n #?&") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(unchecked_requests_are_sent_as_they_are) {
    const auto message = traits::encode_unchecked("seedance-3-0", "text-to-video", "{\"any\": 1}");
    BOOST_TEST(message.target == "/seedance-3-0/v1/text-to-video");
    BOOST_TEST(message.body == "{\"any\": 1}");
    BOOST_TEST_REQUIRE(message.headers.size() == 2u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[1].name == "Cache-Control");
    BOOST_TEST(traits::encode_unchecked("ignored", "/byteplus/v1/generateVideoTask", "{}").target ==
               "/byteplus/v1/generateVideoTask");
}

BOOST_AUTO_TEST_SUITE_END()
