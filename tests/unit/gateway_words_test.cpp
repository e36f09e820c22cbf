// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What gateways' words for states and failures mean, told by family.
#include <seedance/provider/gateway_words.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(gateway_words)

namespace {

constexpr std::string_view moderation_codes[] = {
    "SensitiveContent",
    "SENSITIVE_CONTENT",
    "sensitive content",
    "SensitiveContentDetected",
    "InputTextSensitiveContentDetected",
    "InputImageSensitiveContentDetected",
    "InputVideoSensitiveContentDetected",
    "InputAudioSensitiveContentDetected",
    "OutputVideoSensitiveContentDetected",
    "OutputImageSensitiveContentDetected",
    "OutputTextSensitiveContentDetected",
    "InputOutputSensitiveContentDetected",
    "InputImageSensitiveContentDetected.PrivacyInformation",
    "InputTextSensitiveContentDetected.PolicyViolation",
    "OutputVideoSensitiveContentDetected.PolicyViolation",
    "InputImageRiskDetection",
    "SensitiveContentButNew",
    "PolicyViolation",
    "POLICY_VIOLATION",
    "content_policy_violation",
    "ContentViolation",
    "CONTENT_VIOLATION",
    "ProhibitedContentDetected",
    "NSFW",
    "NSFW_DETECTED",
    "moderation_blocked",
    "content-filter",
    "content_filtered",
    "SAFETY",
    "content_moderated",
    "ContentModerated",
    "moderated_output",
    "sensitive_words",
    "sensitive words",
    "SensitiveWordsDetected",
    "InputSensitive",
    "text_sensitive",
    "ContentSecurityRisk",
    "content_security_check_failed",
    "violating content policies",
    "ContentPoliciesViolated",
    "safety_policies",
    "UsagePolicy",
};

constexpr std::string_view moderation_messages[] = {
    "The request failed because the output video may contain sensitive information.",
    "The request failed because the input image may contain sensitive content",
    "The request failed because the input image may contain real person.Request ID: 1",
    "The request failed because the input text may contain severe violation information.",
    "The request failed because the input text may contain violence information.",
    "Content violates upstream policy, please adjust the prompt",
    "Your request was rejected as a result of our safety system",
    "This prompt was flagged by a content policy check",
    "Policy violation: weapons",
    "The output was blocked by content moderation",
    "Prohibited content in the first frame",
    "NSFW content was detected in your prompt",
    "It does not comply with our usage policies",
    "OutputVideoSensitiveContentDetected.PolicyViolation",
    "Your prompt was flagged by Website as violating content policies.",
    "The text contains sensitive words",
    "sensitive words detected",
    "The content was moderated by the upstream",
    "The content security check has refused the image",
    "The video was removed: it violates our community guidelines",
    "This prompt violates OpenAI's policies",
    "Content blocked under the safety policies of the provider",
    "Output image is sensitive",
};

std::string json_text(std::string_view text) { return '"' + std::string{text} + '"'; }

fail_reason at_apixo(const std::string& members) {
    return provider_traits<apixo::gateway>::decode_status(
               200, R"({"code":200,"data":{"taskId":"t","state":"failed",)" + members + "}}")
        .reason;
}
fail_reason at_pixazo(const std::string& members) {
    return provider_traits<pixazo::gateway>::decode_status(200,
                                                           R"({"request_id":"t","status":"FAILED",)" + members + "}")
        .reason;
}
fail_reason at_xenodia(const std::string& members) {
    return provider_traits<xenodia::gateway>::decode_status(200, R"({"task_id":"t","state":"fail",)" + members + "}")
        .reason;
}

/// What each gateway says of a task that has failed, with these members beside its state.
std::vector<std::pair<std::string_view, status_answer>> failed_everywhere(const std::string& members) {
    return {{"apixo", provider_traits<apixo::gateway>::decode_status(
                          200, R"({"code":200,"data":{"taskId":"t","state":"failed",)" + members + "}}")},
            {"pixazo", provider_traits<pixazo::gateway>::decode_status(
                           200, R"({"request_id":"t","status":"FAILED",)" + members + "}")},
            {"xenodia", provider_traits<xenodia::gateway>::decode_status(
                            200, R"({"task_id":"t","state":"fail",)" + members + "}")}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_compare_without_case_and_blanks) {
    for (const std::string_view said : {"done", "Done", "DONE", " done", "done\r\n", "\tD o n e "})
        BOOST_TEST(is_word(said, "done"), said);
    for (const std::string_view said : {"", " ", "don", "dones", "d_one", "d-one", "done.", "undone"})
        BOOST_TEST(!is_word(said, "done"), said);
}

BOOST_AUTO_TEST_CASE(moderation_is_told_at_every_gateway) {
    for (const auto code : moderation_codes) {
        BOOST_TEST(reason_of_code(code) == fail_reason::moderation, code);
        const auto object = R"("error":{"code":)" + json_text(code) + R"(,"message":"no"})";
        BOOST_TEST(at_apixo(R"("failCode":)" + json_text(code)) == fail_reason::moderation, code);
        BOOST_TEST(at_apixo(object) == fail_reason::moderation, code);
        BOOST_TEST(at_pixazo(object) == fail_reason::moderation, code);
        BOOST_TEST(at_xenodia(object) == fail_reason::moderation, code);
    }
    for (const auto text : moderation_messages) {
        BOOST_TEST(at_apixo(R"("failMsg":)" + json_text(text)) == fail_reason::moderation, text);
        BOOST_TEST(at_pixazo(R"("error":)" + json_text(text)) == fail_reason::moderation, text);
        BOOST_TEST(at_xenodia(R"("error":{"message":)" + json_text(text) + "}") == fail_reason::moderation, text);
    }
}

BOOST_AUTO_TEST_CASE(other_failures_are_not_moderation) {
    for (const std::string_view code :
         {"", "Unknown", "InternalServiceError", "ServerOverloaded", "RateLimited", "Timeout", "InsufficientBalance",
          "PromptTooLong", "ImageNotAccess", "UPSTREAM_ERROR", "1301", "E_CONTENT_LENGTH", "ContentTypeInvalid",
          "CaseSensitiveName", "case_insensitive", "RetryPolicy", "cors_policy", "ModelTooLarge"})
        BOOST_TEST(reason_of_code(code) != fail_reason::moderation, code);
    for (const std::string_view text :
         {"the policy of this account allows 5 tasks", "the content is too long", "a sensitive matter",
          "the image could not be fetched", "", "the names of inputs are case-sensitive",
          "prompts are case insensitive", "the retry policy has ended", "the value violates the schema",
          "a moderate load of images"}) {
        const gateway_error said{.message = std::string{text}};
        BOOST_TEST(reason_of_failure(said) != fail_reason::moderation, text);
    }
    const gateway_error timed_out{.code = "Timeout", .message = "the content policy check did not answer"};
    BOOST_TEST(reason_of_failure(timed_out) == fail_reason::timeout, "the code decides");
    for (const std::string_view code : {"InternalServiceError", "ServerOverloaded", "RateLimited", "ModelUnavailable"})
        BOOST_TEST(reason_of_failure({std::string{code}, "the content policy check did not answer"}) !=
                       fail_reason::moderation,
                   code);
}

BOOST_AUTO_TEST_CASE(a_code_that_tells_little_does_not_hide_words_that_speak_of_moderation) {
    constexpr std::string_view said = "The request failed because the output video may contain sensitive information.";
    for (const std::string_view vague : {"Generation failed", "GENERATION_FAILED", "UPSTREAM_ERROR", "Task failed",
                                         "Internal error", "The task has failed", "prompt_rejected", "E1"}) {
        const auto members = R"("error":)" + json_text(vague) + R"(,"message":)" + json_text(said);
        BOOST_TEST(at_pixazo(members) == fail_reason::moderation, vague);
        BOOST_TEST(at_xenodia(members) == fail_reason::moderation, vague);
        const auto apixos = R"("failCode":)" + json_text(vague) + R"(,"failMsg":)" + json_text(said);
        BOOST_TEST(at_apixo(apixos) == fail_reason::moderation, vague);
        BOOST_TEST(reason_of_failure({std::string{vague}, "try again"}) == reason_of_code(vague), vague);
    }
    const auto members = R"("error":"Timeout","message":)" + json_text(said);
    BOOST_TEST(at_pixazo(members) == fail_reason::timeout);
}

BOOST_AUTO_TEST_CASE(a_number_does_not_hide_the_word_beside_it) {
    for (const std::string code : {"400", "\"400\"", "1301", "0"})
        for (const auto& [name, answer] :
             failed_everywhere(R"("error":"SensitiveContentDetected","message":"Task failed","code":)" + code)) {
            BOOST_TEST(answer.reason == fail_reason::moderation, name << " " << code);
            BOOST_TEST(answer.error.code == "SensitiveContentDetected", name << " " << code);
            BOOST_TEST(answer.error.message == "Task failed", name << " " << code);
        }
    BOOST_TEST(at_xenodia(R"("error":"NSFW","message":"no","code":"invalid_request")") == fail_reason::moderation);
    for (const std::string error : {"true", "7", "null", "[]"}) {
        const auto refused = provider_traits<xenodia::gateway>::decode_submit(
            400, R"({"error":)" + error + R"(,"message":"no","code":400})");
        BOOST_TEST(refused.error.code == "400", error);
    }
}

BOOST_AUTO_TEST_CASE(every_gateway_tells_other_reasons_too) {
    const std::pair<std::string_view, fail_reason> reasons[] = {
        {"PromptTooLong", fail_reason::prompt},         {"InvalidImageUrl", fail_reason::media},
        {"RateLimitExceeded", fail_reason::throttled},  {"GenerationTimeout", fail_reason::timeout},
        {"insufficient_credits", fail_reason::balance}, {"InternalServiceError", fail_reason::upstream}};
    for (const auto& [code, reason] : reasons) {
        const auto object = R"("error":{"code":)" + json_text(code) + "}";
        BOOST_TEST(at_apixo(object) == reason, code);
        BOOST_TEST(at_pixazo(object) == reason, code);
        BOOST_TEST(at_xenodia(object) == reason, code);
    }
}

BOOST_AUTO_TEST_CASE(every_family_is_told_by_its_part) {
    const std::pair<fail_reason, std::vector<std::string_view>> families[] = {
        {fail_reason::moderation,
         {"SensitiveInformation", "TextContentSensitive", "ContentBlocked", "INAPPROPRIATE_CONTENT", "unsafe_content",
          "InputImage.PrivacyInformation", "CopyrightRestriction", "Prompt_Moderation_Failed",
          "UpstreamPolicyViolation"}},
        {fail_reason::prompt, {"InvalidPrompt", "PROMPT_TOO_LONG", "prompt-empty", "PromptRejectedUpstream"}},
        {fail_reason::throttled,
         {"rate_limited", "TooManyRequests", "QuotaExceeded", "ThrottlingException", "Request.Throttled"}},
        {fail_reason::timeout, {"TIMEOUT", "task_timed_out", "UpstreamTimeout", "InternalTimeout"}},
        {fail_reason::balance,
         {"INSUFFICIENT_BALANCE", "InsufficientCredits", "insufficient funds", "insufficient_quota",
          "AccountOverdueError"}},
        {fail_reason::media,
         {"UnsupportedImageFormat", "ImageNotAccessible", "InvalidImage", "invalid_video", "INVALID-AUDIO",
          "InvalidMediaType", "image_url_unreachable", "BadVideoUrl", "AudioUrl404"}},
        {fail_reason::upstream,
         {"UPSTREAM", "StreamError", "GENERATION_FAILED", "ModelUnavailable", "service_unavailable", "ServerOverloaded",
          "InternalServiceError"}},
        {fail_reason::cancelled, {"Cancelled", "CANCELED", "task_cancelled", "canceled_by_user"}},
        {fail_reason::unknown,
         {"", "E1", "1301", "..", "Unknown", "cancel", "not cancelled", "rate", "content", "image"}},
    };
    for (const auto& [reason, codes] : families)
        for (const auto code : codes) {
            BOOST_TEST(reason_of_code(code) == reason, code);
            BOOST_TEST(reason_of_failure({.code = std::string{code}}) == reason, code);
            const auto alone = "\n " + std::string{code} + " \r\n";
            const bool is_word = code.find(' ') == code.npos;
            if (is_word) BOOST_TEST(reason_of_failure({.code = "E1", .message = alone}) == reason, code);
            const bool is_moderation = reason == fail_reason::moderation;
            if (!is_moderation)
                BOOST_TEST(reason_of_failure({.message = "it says " + std::string{code}}) == fail_reason::unknown);
        }
}

BOOST_AUTO_TEST_CASE(codes_compare_by_their_letters_and_digits) {
    static constexpr std::string_view codes[] = {"", "e1301", "insufficientbalance"};
    for (const std::string_view code : {"E1301", "e-1301", " e 1301 ", "Insufficient_Balance", "insufficient.balance!"})
        BOOST_TEST(is_one_of_codes(code, codes), code);
    for (const std::string_view code : {"", " ", "..", "e", "e130", "e13011", "1301", "E1302", "balance"})
        BOOST_TEST(!is_one_of_codes(code, codes), code);
}

BOOST_AUTO_TEST_CASE(reasons_and_words_are_taken_from_where_they_stand) {
    for (const std::string members :
         {R"("failCode":"E1","failMsg":"words")", R"("error":{"code":"E1","message":"words"})",
          R"("error":{"error":{"code":"E1","message":"words"}})", R"("errorCode":"E1","errorMessage":"words")",
          R"("error_code":"E1","error_message":"words")", R"("code":"E1","msg":"words")",
          R"("failCode":"E1","error":"words")", R"("failCode":"E1","error":{"detail":"words"})",
          R"("code":"E1","reason":"words")",
          R"("failCode":"","failMsg":null,"error":{"errCode":"E1","errorMsg":"words"})"}) {
        for (const auto& [name, answer] : failed_everywhere(members)) {
            BOOST_TEST(answer.error.code == "E1", name << " " << members);
            BOOST_TEST(answer.error.message == "words", name << " " << members);
        }
    }
    for (const std::string members :
         {R"("output":{"failCode":"E1"},"result":{"failCode":"E1"},"data":{"x":1},"failMsg":"words","errCode":"E1")",
          R"("reason":"words","fail_code":"E1")"})
        for (const auto& [name, answer] : failed_everywhere(members)) {
            BOOST_TEST(answer.error.code == "E1", name << " " << members);
            BOOST_TEST(answer.error.message == "words", name << " " << members);
        }
}

BOOST_AUTO_TEST_CASE(a_sentence_in_place_of_a_code_is_the_message) {
    for (const auto text : moderation_messages) {
        const auto members = R"("error":)" + json_text(text);
        for (const auto& [name, answer] : failed_everywhere(members)) {
            BOOST_TEST(answer.reason == fail_reason::moderation, name << " " << text);
            const bool is_sentence = text.find(' ') != text.npos;
            if (is_sentence) BOOST_TEST(answer.error.message == text, name);
        }
        const auto refused =
            provider_traits<xenodia::gateway>::decode_submit(400, "{" + members + R"(,"type":"invalid"})");
        if (text.find(' ') != text.npos) BOOST_TEST(refused.error.message == text);
    }
    const auto both =
        provider_traits<xenodia::gateway>::decode_submit(400, R"({"error":"Bad Request","message":"why"})");
    BOOST_TEST(both.error.code == "Bad Request");
    BOOST_TEST(both.error.message == "why");
    const auto word = provider_traits<xenodia::gateway>::decode_submit(400, R"({"error":"bad_request"})");
    BOOST_TEST(word.error.code == "bad_request");
    BOOST_TEST(word.error.message == "");
    const auto coded = provider_traits<xenodia::gateway>::decode_submit(400, R"({"error":"why not","code":"E1"})");
    BOOST_TEST(coded.error.code == "E1");
    BOOST_TEST(coded.error.message == "why not");
}

// ---- money

BOOST_AUTO_TEST_CASE(only_an_exact_code_makes_403_a_matter_of_balance) {
    const auto apixo_status = [](const std::string& text) {
        return provider_traits<apixo::gateway>::decode_submit(403, R"({"code":403,"data":{"error":")" + text + "\"}}")
            .status;
    };
    const auto pixazo_status = [](const std::string& text) {
        return provider_traits<pixazo::gateway>::decode_submit(403, R"({"error":")" + text + R"(","message":"no"})")
            .status;
    };
    const auto xenodia_status = [](const std::string& text) {
        return provider_traits<xenodia::gateway>::decode_status(403, R"({"error":"no","code":")" + text + "\"}").status;
    };
    for (const std::string exact : {"InsufficientBalance", "INSUFFICIENT_BALANCE", "Insufficient balance"}) {
        BOOST_TEST(apixo_status(exact) == 402, exact);
        BOOST_TEST(pixazo_status(exact) == 402, exact);
        BOOST_TEST(xenodia_status(exact) == 402, exact);
        for (const std::string code : {"403", "\"forbidden\"", "null", "\"\""}) {
            const auto body = R"({"error":")" + exact + R"(","message":"Top up","code":)" + code + "}";
            BOOST_TEST(provider_traits<xenodia::gateway>::decode_submit(403, body).status == 402, body);
            BOOST_TEST(provider_traits<xenodia::gateway>::decode_status(403, body).status == 402, body);
        }
    }
    for (const std::string other :
         {"", "balance", "Insufficient", "Insufficient balance of trust", "NotInsufficientBalance", "quota",
          "insufficient capacity", "Forbidden", "your balance is fine", "InsufficientBalanceX"}) {
        BOOST_TEST(apixo_status(other) == 403, other);
        BOOST_TEST(pixazo_status(other) == 403, other);
        BOOST_TEST(xenodia_status(other) == 403, other);
    }
    for (const int status : {400, 401, 402, 404, 429, 500})  // what is documented stays
        BOOST_TEST(
            (provider_traits<pixazo::gateway>::decode_submit(status, R"({"error":"Insufficient Balance"})").status ==
             status));
}

// ---- ends under an error's status

BOOST_AUTO_TEST_CASE(a_task_that_is_over_is_told_under_400_422_and_5xx) {
    for (const int status : {400, 422, 500, 502, 503}) {
        const auto done = provider_traits<pixazo::gateway>::decode_status(
            status, R"({"request_id":"t","status":"COMPLETED","output":{"media_url":["https://a/1.mp4"]}})");
        BOOST_TEST(done.understood, status);
        BOOST_TEST(done.urls.size() == 1u);
        BOOST_TEST(done.status == status);
        const auto failed = provider_traits<apixo::gateway>::decode_status(
            status, R"({"code":500,"data":{"taskId":"t","state":"failed","failCode":"Timeout"}})");
        BOOST_TEST(failed.state == task_state::failed, status);
        BOOST_TEST(failed.reason == fail_reason::timeout);
        const auto error =
            provider_traits<xenodia::gateway>::decode_status(status, R"({"task_id":"t","state":"fail","error":{}})");
        BOOST_TEST(error.state == task_state::failed, status);
    }
    for (const int status : {0, 302, 401, 402, 403, 404, 409, 410, 429, 600}) {
        const auto answer = provider_traits<pixazo::gateway>::decode_status(
            status, R"({"request_id":"t","status":"COMPLETED","output":{"media_url":["https://a/1.mp4"]}})");
        BOOST_TEST(!answer.understood, status);
    }
    for (const std::string body :
         {R"({"status":"COMPLETED"})", R"({"request_id":"t","status":"QUEUED"})", R"({"request_id":"t","status":500})",
          R"({"request_id":"","status":"ERROR"})", R"({"request_id":"t"})"}) {
        const auto answer = provider_traits<pixazo::gateway>::decode_status(500, body);
        BOOST_TEST(!answer.understood, body);
        BOOST_TEST(answer.raw_state.empty(), body);
        BOOST_TEST(answer.task_id.empty(), body);
    }
}

BOOST_AUTO_TEST_SUITE_END()
