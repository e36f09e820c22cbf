// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every JSON example of APIXO's documents "Seedance 1.5 Pro", "Seedance 2.0 Fast" and "Seedance 2.0 Mini", in the order
// in which they stand there: a typed request must become the documented body, an answer must be read as the document
// says.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "apixo_documents.hpp"
#include "printing.hpp"

using namespace test::apixo_documents;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(apixo_documents)

namespace {

using traits = provider_traits<apixo::gateway>;

const document& document_of(std::string_view model) {
    return *std::find_if(std::begin(documents), std::end(documents),
                         [model](const document& d) { return d.model == model; });
}

std::string url_of(std::string_view target) { return std::string{traits::default_base_url} + std::string{target}; }

std::int64_t unix_milliseconds(const std::optional<std::chrono::system_clock::time_point>& time) {
    return time ? std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count() : 0;
}

}  // namespace

BOOST_DATA_TEST_CASE(a_typed_request_becomes_the_documented_one, data::make(requests), example) {
    const auto prepared = example.typed();
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "apixo");
    BOOST_TEST(prepared.model() == example.model);

    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == document_of(example.model).submit_url);
    BOOST_TEST_REQUIRE(message.headers.size() == 1u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[0].value == "application/json");
    const auto sent = boost::json::parse(message.body);
    const auto documented = boost::json::parse(example.json);
    BOOST_TEST(sent == documented, "sent " << sent << ", documented " << documented);
}

BOOST_DATA_TEST_CASE(an_answer_is_read_as_the_document_says, data::make(answers), example) {
    if (example.to_submit) {
        const auto answer = traits::decode_submit(200, example.json);
        BOOST_TEST(answer.task_id == "task_12345678");
        BOOST_TEST(answer.status == 200);
        return;
    }
    const auto& expected = example.expected;
    const auto answer = traits::decode_status(200, example.json);
    BOOST_TEST(answer.understood);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.task_id == "task_12345678");
    BOOST_TEST(to_string(answer.state) == to_string(expected.state));
    BOOST_TEST(answer.urls.size() == (expected.url.empty() ? 0u : 1u));
    if (!answer.urls.empty()) BOOST_TEST(answer.urls.front() == expected.url);
    BOOST_TEST(to_string(answer.reason) == to_string(expected.reason));
    if (expected.state == task_state::failed) {
        BOOST_TEST(answer.error.code == expected.fail_code);
        BOOST_TEST(answer.error.message == expected.fail_message);
    }
    BOOST_TEST(unix_milliseconds(answer.created_at) == expected.created);
    BOOST_TEST(unix_milliseconds(answer.completed_at) == expected.completed);
    BOOST_TEST(answer.charged == expected.charged);
}

BOOST_AUTO_TEST_CASE(every_documented_example_is_here) {
    std::size_t together = 0;
    for (const auto& d : documents) {
        const auto of_model = [&d](const auto& example) { return example.model == d.model; };
        BOOST_TEST(std::count_if(std::begin(requests), std::end(requests), of_model) == d.requests);
        BOOST_TEST(std::count_if(std::begin(answers), std::end(answers), of_model) == d.answers);
        together += static_cast<std::size_t>(d.requests + d.answers);
        std::cout << "apixo-" << d.model << ".txt: " << d.requests << " requests and " << d.answers
                  << " answers tested\n";
    }
    BOOST_TEST(together == std::size(requests) + std::size(answers));
    BOOST_TEST(std::size(requests) == 14u);
    BOOST_TEST(std::size(answers) == 12u);
}

BOOST_AUTO_TEST_CASE(polls_go_to_the_documented_urls) {
    for (const auto& d : documents) BOOST_TEST(url_of(traits::status_target(d.model, "task_12345678")) == d.poll_url);
}

BOOST_AUTO_TEST_CASE(the_key_is_a_bearer_token) {
    const auto header = traits::authorization("YOUR_API_KEY");
    BOOST_TEST(header.name == "Authorization");
    BOOST_TEST(header.value == "Bearer YOUR_API_KEY");
}

// Whatever decides the price or the shape of the result is sent even when the caller says nothing of it; the rest is
// not.
BOOST_AUTO_TEST_CASE(defaults_are_sent_and_the_rest_is_left_out) {
    const auto fast_body = boost::json::parse(prepare(text_to_video<fast>{.prompt = "rain"}).message().body);
    const auto fast_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "text-to-video", "prompt": "rain",
        "resolution": "720p", "duration": 5, "aspect_ratio": "auto", "sound": true}})");
    BOOST_TEST(fast_body == fast_expected, fast_body);

    const auto pro_body =
        boost::json::parse(prepare(text_to_video<pro>{.prompt = "rain", .sound = true}).message().body);
    const auto pro_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "text-to-video", "prompt": "rain",
        "resolution": "720p", "duration": 8, "aspect_ratio": "16:9", "sound": true}})");
    BOOST_TEST(pro_body == pro_expected, pro_body);

    const auto one_frame = boost::json::parse(
        prepare(image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .sound = false})
            .message()
            .body);
    const auto one_frame_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "first_and_last_frames",
        "prompt": "rain", "image_urls": ["https://example.com/a.png"], "resolution": "720p", "duration": 5, "aspect_ratio": "auto",
        "sound": false}})");
    BOOST_TEST(one_frame == one_frame_expected, one_frame);

    const auto no_reference =
        boost::json::parse(prepare(reference_to_video<mini>{.prompt = "rain", .references = {}}).message().body);
    const auto no_reference_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "omni_reference",
        "prompt": "rain", "resolution": "720p", "duration": 5, "aspect_ratio": "auto", "sound": true}})");
    BOOST_TEST(no_reference == no_reference_expected, no_reference);
}

// "The callback payload uses the same top-level shape as status polling with code, message, and data."
BOOST_AUTO_TEST_CASE(a_callback_is_read_like_a_poll) {
    for (const auto& example : answers) {
        if (example.expected.state != task_state::succeeded) continue;
        const auto answer = table_of<apixo::gateway>.decode_callback(example.json);
        BOOST_TEST(answer.task_id == "task_12345678");
        BOOST_TEST_REQUIRE(answer.urls.size() == 1u);
        BOOST_TEST(answer.urls[0] == example.expected.url);
    }
}

BOOST_AUTO_TEST_SUITE_END()
