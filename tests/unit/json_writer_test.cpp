// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What gateway writers write bodies with: the commas between, every text escaped, and numbers of any size.
#include <seedance/provider/json_writer.hpp>

#include <cstdint>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(json_writing)

BOOST_AUTO_TEST_CASE(commas_stand_between_and_nowhere_else) {
    json_writer body;
    body.begin_object().member("a", "text").member("b", 7).member("c", true);
    body.name("list").begin_array().value("x").value(-1).value(false).begin_object().end_object().end_array();
    body.name("empty").begin_array().end_array();
    body.name("inner").begin_object().name("d").begin_object().member("e", std::string{"f"}).end_object().end_object();
    BOOST_TEST(body.end_object().take() ==
               R"({"a":"text","b":7,"c":true,"list":["x",-1,false,{}],"empty":[],"inner":{"d":{"e":"f"}}})");
}

BOOST_AUTO_TEST_CASE(a_text_that_ends_like_json_is_followed_by_a_comma) {
    json_writer body;
    body.begin_array();
    for (const auto* text : {"{", "[", ":", ",", "\"", "\\"}) body.value(text);
    BOOST_TEST(body.end_array().take() == R"(["{","[",":",",","\"","\\"])");
}

BOOST_AUTO_TEST_CASE(every_text_comes_back_as_it_was) {
    std::string bytes;
    for (char c = 0; c != 0x7F; ++c) bytes += c;
    for (const std::string& text : {std::string{}, bytes, std::string{"\u00e9 \u20ac \U0001F98A \u2028"},
                                    std::string(20'000, '"'), std::string(4096, 'x')}) {
        json_writer body;
        body.begin_object().member(text, text).end_object();
        const auto parsed = boost::json::parse(body.take()).as_object();
        BOOST_TEST_REQUIRE(parsed.size() == 1u);
        BOOST_TEST(parsed.begin()->key() == text);
        BOOST_TEST(parsed.begin()->value().as_string() == text);
    }
}

BOOST_AUTO_TEST_CASE(numbers_are_whole_to_the_last_digit) {
    json_writer body;
    body.begin_array().value(std::int64_t{INT64_MIN}).value(std::int64_t{INT64_MAX}).value(0).end_array();
    BOOST_TEST(body.take() == "[-9223372036854775808,9223372036854775807,0]");
}

BOOST_AUTO_TEST_CASE(a_writer_is_empty_when_its_text_is_taken) {
    json_writer body;
    BOOST_TEST(body.begin_array().end_array().take() == "[]");
    BOOST_TEST(body.take() == "");
    BOOST_TEST(body.value(1).take() == "1");
}

BOOST_AUTO_TEST_CASE(a_message_says_that_it_is_json) {
    const auto message = json_message("/videos", "{}");
    BOOST_TEST(message.target == "/videos");
    BOOST_TEST(message.body == "{}");
    BOOST_TEST_REQUIRE(message.headers.size() == 1u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[0].value == "application/json");
}

BOOST_AUTO_TEST_SUITE_END()
