// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A request as JSON: what is written can be read, and what cannot be understood is refused by its name.
#include <string>
#include <string_view>
#include <variant>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/request_json.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(request_json)

namespace {

using namespace seedance;
using namespace std::chrono_literals;
using test::contains;

any_request read(std::string_view json) {
    auto result = request_from_json(json);
    BOOST_TEST_REQUIRE(std::holds_alternative<any_request>(result));
    return std::get<any_request>(std::move(result));
}

std::string problem_of(std::string_view json) {
    const auto result = request_from_json(json);
    const auto* problem = std::get_if<std::string>(&result);
    return problem != nullptr ? *problem : "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_documented_form) {
    const any_request request{.model = "apixo/seedance-2-0-fast", .prompt = "rain", .duration = 5s};
    BOOST_TEST(to_json(request) ==
               R"({"model":"apixo/seedance-2-0-fast","mode":"text_to_video","prompt":"rain","duration":5})");
    BOOST_TEST(to_json(any_request{}) == R"({"mode":"text_to_video"})");
}

BOOST_AUTO_TEST_CASE(every_field_survives) {
    for (const auto kind : all_modes) {
        any_request request{.model = "m", .mode = kind, .prompt = "\"\\\n\x01 \xE2\x82\xAC"};
        request.first_frame = "https://example.com/1";
        request.last_frame = "data:image/png;base64,AAAA";
        request.references = {{.kind = media::video, .url = "https://example.com/2", .length = 1500ms},
                              {.kind = media::audio, .url = "asset://3"},
                              {.url = ""}};
        request.resolution = "720p";
        request.duration_as_source = true;
        request.aspect_ratio = "16:9";
        request.callback_url = "https://example.com/hook";
        std::int64_t value = 0;
        const auto set = [&value]<class T>(option, std::optional<T>& to) { to = static_cast<T>(value++); };
        for_each_option(set, request);
        BOOST_TEST(to_json(read(to_json(request))) == to_json(request));
        BOOST_TEST(contains(to_json(request), R"("milliseconds":1500)"));
        const auto check = [&](option which, const auto& given) {
            BOOST_TEST(given.has_value(), to_string(which));
            BOOST_TEST(contains(to_json(request), "\"" + std::string{to_string(which)} + "\":"));
        };
        const auto back = read(to_json(request));
        for_each_option(check, back);
    }
}

BOOST_AUTO_TEST_CASE(a_typed_request_becomes_the_same_request) {
    const text_to_video<apixo::seedance_2_0_fast> typed{.prompt = "rain", .resolution = "480p", .sound = true};
    const auto request = any_request_of(view_of(typed));
    const auto direct = prepare(typed), indirect = prepare(read(to_json(request)), all_models::entries);
    BOOST_TEST(indirect.message().body == direct.message().body);
    BOOST_TEST(indirect.digest() == direct.digest());
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_named) {
    for (const std::string_view json : {"", "[]", "null", "{", "{}x", "\"model\"", "{\"prompt\":\"\xFF\"}"})
        BOOST_TEST(problem_of(json) == "this is not a JSON object");
    BOOST_TEST(contains(problem_of(R"({"hdr":true})"), "\"hdr\" is not known: a later version"));
    for (const std::string_view wrong :
         {R"("model":1)", R"("model":null)", R"("mode":"movie")", R"("mode":0)", R"("duration":"5")",
          R"("duration":-1)", R"("duration":1e3)", R"("duration":99999999999)", R"("duration_as_source":1)",
          R"("sound":1)", R"("seed":true)", R"("seed":1.5)", R"("seed":18446744073709551615)", R"("references":{})",
          R"("references":[1])", R"("references":[{"kind":"text"}])", R"("references":[{"length":1}])",
          R"("references":[{"milliseconds":-1}])"}) {
        const auto problem = problem_of("{" + std::string{wrong} + "}");
        BOOST_TEST(contains(problem, "has a value of another kind"), wrong << ": " << problem);
        BOOST_TEST(contains(problem, wrong.substr(0, wrong.find(':'))));
    }
    BOOST_TEST(problem_of(std::string(100'000, '[')) == "this is not a JSON object");
}

BOOST_AUTO_TEST_CASE(a_member_that_stands_twice_is_refused) {
    for (const std::string_view twice :
         {R"({"prompt":"a","prompt":"b"})", R"({"prompt":"a","prompt":"a"})",
          R"({"prompt":"","mode":"edit_video","prompt":"a"})", R"({"prompt" : "a" , "\u0070rompt" : "b"})",
          R"({"\u0070rompt":"a","prompt":"b"})",
          R"({"references":[{"kind":"image","url":"{\"prompt\":"}],"prompt":"\\","prompt":"b"})"})
        BOOST_TEST(problem_of(twice) == "\"prompt\" stands there twice, and only one of its values can be meant",
                   twice);
    for (const std::string_view twice :
         {R"({"references":[{"kind":"image","url":"a"},{"kind":"image","url":"b","url":"c"}]})",
          R"({"references":[{"url":"b","kind":"video","url":"b"}],"prompt":"a"})"})
        BOOST_TEST(problem_of(twice) == "\"url\" stands there twice, and only one of its values can be meant", twice);
    for (const std::string_view member :
         {R"("model":"m")", R"("mode":"edit_video")", R"("references":[])", R"("seed":7)", R"("duration":5)",
          R"("duration_as_source":true)", R"("sound":false)", R"("callback_progress":true)"}) {
        const auto problem = problem_of("{" + std::string{member} + "," + std::string{member} + "}");
        BOOST_TEST(contains(problem, std::string{member.substr(0, member.find(':'))} + " stands there twice"), problem);
    }
    for (const std::string_view once :
         {R"({"prompt":"\"prompt\":1,\"prompt\":2"})", R"({"prompt":"\\\"prompt","model":"prompt"})",
          R"({"references":[{"kind":"image","url":"a"},{"kind":"image","url":"a"}],"prompt":"url"})",
          R"({"prompt":"]}:{[","model":"\\"})", R"({})", R"({"references":[]})"})
        BOOST_TEST(problem_of(once) == "none", once);
}

BOOST_AUTO_TEST_CASE(a_reference_without_its_kind_is_refused) {
    for (const std::string_view json :
         {R"({"references":[{"url":"https://example.com/a.mp4"}]})", R"({"references":[{}]})",
          R"({"references":[{"milliseconds":5000,"url":"https://example.com/a.mp4"}],"mode":"edit_video"})"})
        BOOST_TEST(problem_of(json) == "references[0] has no \"kind\": it is \"image\", \"video\" or \"audio\"", json);
    BOOST_TEST(
        contains(problem_of(R"({"references":[{"kind":"audio","url":"a"},{"url":"b"}]})"), "references[1] has no"));
    BOOST_TEST(problem_of(R"({"references":[{"url":"a","kind":"audio"}]})") == "none");
}

BOOST_AUTO_TEST_SUITE_END()
