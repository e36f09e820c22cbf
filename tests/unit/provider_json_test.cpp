// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What gateway writers read JSON with: odd input of every kind is empty or missing, and nothing is thrown.
#include <seedance/provider/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "damaged_json.hpp"
#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;
using time_point = json_view::time_point;

namespace {

/// Every kind of value that JSON has, and one that is missing.
const std::vector<std::string> every_kind{"null",  "true",      "7",  "-7",  "7.5", "18446744073709551615",
                                          R"("")", R"("text")", "[]", "[1]", "{}",  R"({"a":1})"};

struct json_fixture {
    /// The value that stands in an object under the name "x".
    json_view value(std::string_view text) {
        const auto parsed = memory.parse(R"({"x":)" + std::string{text} + "}");
        BOOST_TEST(parsed.is_object(), text);
        return parsed["x"];
    }

    std::optional<std::int64_t> number(std::string_view text) { return value(text).number(); }

    json_memory memory;
};

/// One value inside `depth` lists and objects by turns.
std::string nested(int depth) {
    std::string open, close;
    for (int level = 0; level != depth; ++level) {
        const bool list = level % 2 == 0;
        open += list ? "[" : R"({"x":)";
        close.insert(0, list ? "]" : "}");
    }
    return open + "1" + close;
}

json_view innermost(json_view value) {
    while (value.is_array() || value.is_object())
        value = value.is_array() ? json_view{value.elements()[0]} : value["x"];
    return value;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(provider_json, json_fixture)

// ---- parsing

BOOST_AUTO_TEST_CASE(what_is_not_json_is_missing) {
    for (const std::string_view text :
         {"", " ", "}", "nul", "{'a':1}", "{a:1}", R"({"a":1])", "[1}", "[1:2]", "{1:2}", R"({"a":1 "b":2})", "[1 2]",
          "<html>", "body { color: red }", "NaN", "01", "\xEF\xBB\xBF", "{]"}) {
        const auto parsed = memory.parse(text);
        BOOST_TEST(!parsed.is_object(), text);
        BOOST_TEST(!parsed.has_text(), text);
    }
    const std::string zeros(3, '\0');
    BOOST_TEST(!memory.parse(zeros).has_text());
}

BOOST_AUTO_TEST_CASE(an_answer_may_be_any_value) {
    BOOST_TEST(memory.parse(" \r\n\t{ } ").is_object());
    BOOST_TEST(memory.parse("[1,2]").elements().size() == 2u);
    BOOST_TEST(memory.parse("7").number().value() == 7);
    BOOST_TEST(memory.parse(R"("a")").string() == "a");
    BOOST_TEST(!memory.parse("null").has_text());
}

BOOST_AUTO_TEST_CASE(utf8_is_read_as_it_is) {
    BOOST_TEST(memory.parse("{\"a\":\"\xE2\x82\xAC\"}")["a"].string() == "\xE2\x82\xAC");
    BOOST_TEST(memory.parse(R"({"a":"\u20ac\ud83e\udd8a"})")["a"].string() == "\xE2\x82\xAC\xF0\x9F\xA6\x8A");
    BOOST_TEST(!memory.was_damaged());
}

BOOST_AUTO_TEST_CASE(what_is_nested_more_than_32_levels_deep_is_null) {
    BOOST_TEST(innermost(memory.parse(nested(32))).number().value() == 1);
    BOOST_TEST(!memory.was_damaged());
    for (const int depth : {33, 34, 100'000}) {
        const auto parsed =
            memory.parse(R"({"a":)" + nested(depth) + R"(,"b":1,"c":null,"d":[true],"e":123456789012345678901})");
        BOOST_TEST(parsed["a"].is_array());
        BOOST_TEST(parsed["b"].number().value() == 1);
        BOOST_TEST(!memory.was_damaged(), "it is right: nobody has to complain");
    }
    BOOST_TEST(memory.parse("{\"a\":" + std::string(1'000'000, '[')).is_object());
}

BOOST_AUTO_TEST_CASE(brackets_in_the_texts_of_what_is_nested_too_deeply_are_no_nesting) {
    for (const std::string text :
         {"]", "}", "[", "{", "]]]]", "[[{{", R"(\"]\")", R"(\"[\")", R"(\\)", R"(\\\"])", "a,b:c"}) {
        const auto deep = std::string(40, '[') + '"' + text + "\",{\"" + text + "\":1}" + std::string(40, ']');
        const auto parsed = memory.parse("{\"a\":" + deep + ",\"b\":1}");
        BOOST_TEST(parsed["a"].is_array(), text);
        BOOST_TEST(parsed["b"].number().value_or(0) == 1, text);
        BOOST_TEST(parsed.size() == 2u, text);
    }
}

BOOST_AUTO_TEST_CASE(of_duplicate_names_the_last_counts) {
    BOOST_TEST(memory.parse(R"({"a":1,"b":2,"a":3})")["a"].number().value() == 3);
    BOOST_TEST(!memory.parse(R"({"a":1,"a":null})")["a"].has_text());
    std::string many;  // enough names for a hashed object
    for (int i = 0; i != 64; ++i) many += "\"k" + std::to_string(i) + "\":0,";
    const auto parsed = memory.parse(R"({"a":1,)" + many + R"("a":2})");
    BOOST_TEST(parsed["a"].number().value() == 2);
    BOOST_TEST(parsed["k63"].number().value() == 0);
}

BOOST_AUTO_TEST_CASE(what_was_parsed_stays_valid) {
    const auto first = memory.parse(R"({"a":"a text that is longer than what a string holds within itself"})");
    const auto large =
        memory.parse("[\"" + std::string(100'000, 'x') + "\"]");  // more than fits the memory's own buffer
    for (int i = 0; i != 100; ++i) BOOST_TEST(memory.parse(R"({"b":[1,2,3]})").is_object());
    BOOST_TEST(!memory.parse("}").is_object());
    BOOST_TEST(first["a"].string() == "a text that is longer than what a string holds within itself");
    BOOST_TEST(json_view{large.elements()[0]}.string().size() == 100'000u);
}

BOOST_AUTO_TEST_CASE(json_may_be_wrapped_in_a_string) {
    const auto unwrapped = [this](std::string_view text) { return memory.unwrap(value(text)); };
    BOOST_TEST(unwrapped(R"("{\"a\":\"b\\\"c\"}")")["a"].string() == "b\"c");
    BOOST_TEST(unwrapped(R"({"a":1})")["a"].number().value() == 1);
    BOOST_TEST(unwrapped(R"("[1,2]")").elements().size() == 2u);
    BOOST_TEST(unwrapped("7").number().value() == 7);
    for (const auto* text : {R"("")", R"("}")", R"("text")", "null"}) BOOST_TEST(!unwrapped(text).has_text(), text);
    BOOST_TEST(unwrapped(R"("{} x")").is_object());
    BOOST_TEST(!memory.unwrap({}).has_text());
    BOOST_TEST(unwrapped(R"("\"7\"")").string() == "7");  // once, not twice
}

// ---- damage

/// What is read as `a` in an answer that is damaged elsewhere.
BOOST_AUTO_TEST_CASE(what_is_damaged_elsewhere_is_read) {
    for (const auto& text : test::damaged_json()) {
        json_memory fresh;
        const auto parsed = fresh.parse(text);
        BOOST_TEST(parsed["a"].string() == "1", text);
        BOOST_TEST(fresh.was_damaged(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_number_of_any_size_is_read_or_is_none) {
    for (const std::string number : {"1e400", "-1e99999999999", "0e99999999999"}) {
        const auto parsed = memory.parse(R"({"x":)" + number + R"(,"a":"1"})");
        BOOST_TEST(parsed["a"].string() == "1", number);
        BOOST_TEST(!parsed["x"].number(), number);
        BOOST_TEST(!parsed["x"].dollars(), number);
    }
}

BOOST_AUTO_TEST_CASE(damage_that_hangs_together_is_marked_once) {
    const std::string mark = "\xEF\xBF\xBD";
    BOOST_TEST(memory.parse("{\"x\":\"a\xFF\xFE\xFD\\ud83d\\q b\"}")["x"].string() == 'a' + mark + "q b");
    BOOST_TEST(memory.parse("{\"x\":\"\xFF-\xFF\"}")["x"].string() == mark + '-' + mark);
}

BOOST_AUTO_TEST_CASE(a_number_next_to_damage_is_none) {
    for (const std::string damage : {"\xF9", "\x7F", "\x01", "\xFF\xFE", "\xE8\xA7", "\xB1", "\x11"})
        for (const std::string number : {"123", "12345678901234567890", "0", "-7", "1.5"}) {
            json_memory fresh;
            const auto parsed =
                fresh.parse("{\"id\":" + damage + number + ",\"n\":" + number + damage + ",\"a\":\"1\"}");
            BOOST_TEST(parsed["a"].string() == "1", number);
            BOOST_TEST(parsed["id"].id() == "", number);
            BOOST_TEST(parsed["n"].id() == "", number);
            BOOST_TEST(fresh.was_damaged());
        }
    for (const std::string blank : {"\xC2\xA0", "\xEF\xBB\xBF", "\f", "\xFF "})
        BOOST_TEST(memory.parse("{\"id\":" + blank + "123}")["id"].id() == "123");
}

BOOST_AUTO_TEST_CASE(what_may_mean_several_things_is_not_mended) {
    for (const std::string text : {R"({"a":1])", R"([1})", R"({"a":1 "b":2})", R"([1 2])", R"({,"a":1})", R"({"a"::1})",
                                   R"({1:2})", R"([1:2])", R"([,1])", R"({"a":})", R"([[1] [2]])", R"({{}})", "x"})
        BOOST_TEST(detail::json_mender{text}.take() == "", text);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_damaged_is_neither_id_nor_url) {
    for (const std::string text : {R"(https://a/\ud83d.mp4)", R"(https://a/"1".mp4)", R"(https://a/\x.mp4)",
                                   "https://a/\xFF.mp4", "https://a/\xE8", R"(https://a/\u00zz)", R"(https:\//a\'/)",
                                   "https://a/\xC3(", R"(https://a/1.mp4\udfff)", "\x80https://a/"}) {
        const auto parsed = memory.parse(R"({"a":")" + text + R"(","b":1})");
        BOOST_TEST(parsed["b"].number().value() == 1, text);
        BOOST_TEST(parsed["a"].is_string(), text);
        BOOST_TEST(parsed["a"].url().empty(), text);
        std::vector<std::string> urls;
        add_url(urls, parsed["a"]);
        BOOST_TEST(urls.empty(), text);
    }
    const auto cut = memory.parse(R"({"b":1,"a":"https://a/1.mp)");
    BOOST_TEST(cut["b"].number().value() == 1);
    BOOST_TEST(cut["a"].url().empty());
}

BOOST_AUTO_TEST_CASE(brackets_that_hold_no_text_are_no_values) {
    for (const std::string before : {"[WARN] ", "[2026-11-25 10:00:00] [x] ", "a[1][2] = {3} ", "[]{}[1,2] ", "] } "}) {
        json_memory fresh;
        BOOST_TEST(fresh.parse(before + R"({"a":"1"})")["a"].string() == "1", before);
        BOOST_TEST(fresh.was_damaged());
    }
    BOOST_TEST(memory.parse("[WARN] x").is_array(), "where there is nothing else");
    BOOST_TEST(memory.parse("{} x").is_object());
}

BOOST_AUTO_TEST_CASE(of_several_values_the_one_that_is_wanted_is_read) {
    const std::string several = R"(["x"] {"a":"1"} {"b":"2"}{"a":"3","b":null})";
    BOOST_TEST(memory.parse(several)["a"].string() == "1");
    BOOST_TEST(memory.parse(several, "b")["b"].string() == "2");
    BOOST_TEST(memory.parse(several, "c")["a"].string() == "1");
    BOOST_TEST(memory.parse_all(several).size() == 4u);
    BOOST_TEST(memory.parse_all(R"({"a":"1"} {"b":1 2} {"c":"3"})").size() == 1u, "who knows where a broken one ends");
    BOOST_TEST(memory.parse_all("no value").empty());
    std::string many;
    for (int i = 0; i != 100; ++i) many += R"({"a":"1"})";
    BOOST_TEST(memory.parse_all(many).size() == 16u);
}

BOOST_AUTO_TEST_CASE(a_value_that_an_answer_ends_in_is_not_read) {
    const std::string whole = R"({"n":12345,"t":"text","w":true,"list":[1,22],"o":{"k":"v"}})";
    const auto all = memory.parse(whole);
    for (std::size_t size = 1; size != whole.size(); ++size) {
        json_memory fresh;
        const auto parsed = fresh.parse(whole.substr(0, size));
        BOOST_TEST(fresh.was_cut() == parsed.is_object());
        const auto number = parsed["n"].number();
        BOOST_TEST((!number || *number == 12345), size);
        const auto text = parsed["t"].url();
        BOOST_TEST((text.empty() || text == "text"), size);
        for (const json_view each : parsed["list"].elements()) {
            const auto item = each.number();
            BOOST_TEST((!item || *item == 1 || *item == 22), size);
        }
    }
    BOOST_TEST(all["o"]["k"].string() == "v");
}

BOOST_AUTO_TEST_CASE(long_numbers_keep_their_digits_when_mended) {
    for (const std::string digits : {"9223372036854775808", "18446744073709551616", "-9223372036854775809",
                                     "123456789012345678901", "100000000000000000000000000000000000000"})
        BOOST_TEST(memory.parse_mended("{\"a\":" + digits + "}")["a"].string() == digits);
    for (const std::string number : {"7", "-7", "123456789012345678", "1.25", "1e3", "1e99", "-1.5E-99"}) {
        BOOST_TEST(!memory.parse_mended("{\"a\":" + number + "}")["a"].is_string(), number);
        BOOST_TEST(memory.parse_mended("{\"a\":" + number + "}")["a"].has_text(), number);
    }
    for (const std::string odd : {"1e100", "1e+999", "1E-1000000000", "1e", "1e+", "-", "00", "1.e3"})
        BOOST_TEST(!memory.parse_mended("{\"a\":" + odd + "}")["a"].has_text(), odd);
}

// ---- looking

BOOST_AUTO_TEST_CASE(a_chain_of_names_needs_no_checks) {
    const auto parsed = memory.parse(R"({"a":{"b":{"c":"found"}},"list":[{"b":1}],"text":"t","none":null})");
    BOOST_TEST(parsed["a"]["b"]["c"].string() == "found");
    for (const json_view missing : {parsed["a"]["b"]["c"]["d"], parsed["A"]["b"], parsed["list"]["b"],
                                    parsed["text"]["b"], parsed["none"]["b"], parsed[""], json_view{}["a"]["b"]})
        BOOST_TEST(!missing.has_text());
}

BOOST_AUTO_TEST_CASE(a_missing_value_reads_as_empty) {
    const json_view missing = memory.parse("{}")["x"];
    BOOST_TEST(!missing.is_object());
    BOOST_TEST(!missing.is_array());
    BOOST_TEST(!missing.is_string());
    BOOST_TEST(!missing.has_text());
    BOOST_TEST(missing.size() == 0u);
    BOOST_TEST(missing.elements().empty());
    BOOST_TEST(missing.string() == "");
    BOOST_TEST(missing.id() == "");
    BOOST_TEST(missing.text() == "");
    BOOST_TEST(!missing.number().has_value());
    BOOST_TEST(!missing.number(0, 1).has_value());
    BOOST_TEST(!missing.unix_seconds().has_value());
    BOOST_TEST(!missing.unix_milliseconds().has_value());
    BOOST_TEST(!missing.dollars().has_value());
    BOOST_TEST(!missing.timestamp().has_value());
}

BOOST_AUTO_TEST_CASE(what_has_no_text_is_told_apart) {
    for (const auto& kind : every_kind) {
        BOOST_TEST(value(kind).has_text() == !value(kind).text().empty(), kind);
        BOOST_TEST(value(kind).has_text() == (kind != "null" && kind != R"("")"), kind);
    }
    BOOST_TEST(value("false").has_text());
    BOOST_TEST(value(R"(" ")").has_text());
}

BOOST_AUTO_TEST_CASE(lists_and_objects_have_a_size) {
    for (const auto& kind : every_kind)
        BOOST_TEST(value(kind).size() == (kind == "[1]" || kind.starts_with("{\"") ? 1u : 0u), kind);
    BOOST_TEST(value(R"({"a":1,"b":{"c":2},"a":3})").size() == 2u);
    BOOST_TEST(value("[1,[2,3]]").size() == 2u);
}

BOOST_AUTO_TEST_CASE(kinds_are_not_mistaken_for_each_other) {
    for (const auto& kind : every_kind) {
        BOOST_TEST(value(kind).is_object() == (kind[0] == '{'), kind);
        BOOST_TEST(value(kind).is_array() == (kind[0] == '['), kind);
        BOOST_TEST(value(kind).is_string() == (kind[0] == '"'), kind);
        BOOST_TEST(value(kind).elements().size() == (kind == "[1]" ? 1u : 0u), kind);
        BOOST_TEST(value(kind).string() == (kind == R"("text")" ? "text" : ""), kind);
    }
}

BOOST_AUTO_TEST_CASE(a_field_may_stand_under_several_names) {
    const auto parsed =
        memory.parse(R"({"id":null,"taskId":"","task_id":"t","data":{"a":1},"models":[1,2],"more":[3]})");
    BOOST_TEST(parsed.first({"id", "taskId", "task_id"}).id() == "t");
    BOOST_TEST(parsed.first({"task_id", "data"}).id() == "t");
    BOOST_TEST(parsed.first({"data", "models", "more"}, &json_view::is_array).elements().size() == 2u);
    BOOST_TEST(parsed.first({"data", "models"}).is_object());
    BOOST_TEST(!parsed.first({"id", "taskId", "nothing"}).has_text());
    BOOST_TEST(!parsed.first({}).has_text());
    BOOST_TEST(memory.parse(R"({"a":[],"b":1})").first({"a", "b"}).is_array());  // an empty list is something
    BOOST_TEST(!parsed["models"].first({"id"}).has_text());
}

// ---- numbers

BOOST_AUTO_TEST_CASE(numbers_may_be_text) {
    const std::pair<const char*, std::int64_t> numbers[] = {{"0", 0},
                                                            {"-0", 0},
                                                            {"7", 7},
                                                            {"\"7\"", 7},
                                                            {"\"007\"", 7},
                                                            {"-7", -7},
                                                            {"\"-7\"", -7},
                                                            {"7.0", 7},
                                                            {"7e2", 700},
                                                            {"9223372036854775807", INT64_MAX},
                                                            {"\"9223372036854775807\"", INT64_MAX},
                                                            {"-9223372036854775808", INT64_MIN},
                                                            {"\"-9223372036854775808\"", INT64_MIN}};
    for (const auto& [text, expected] : numbers) {
        BOOST_TEST_CONTEXT("number " << text) {
            BOOST_TEST_REQUIRE(number(text).has_value());
            BOOST_TEST(*number(text) == expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_whole_number_of_64_bits_is_absent) {
    for (const auto* text : {"null",
                             "true",
                             "[]",
                             "[7]",
                             "{}",
                             R"({"a":7})",
                             "7.5",
                             "-0.5",
                             "1e300",
                             "-1e300",
                             "1e-300",
                             "9223372036854775808",
                             "18446744073709551615",
                             "-9223372036854775809",
                             "99999999999999999999",
                             "9223372036854775808.0",
                             R"("")",
                             R"(" 7")",
                             R"("7 ")",
                             R"("+7")",
                             R"("7.0")",
                             R"("7e2")",
                             R"("0x7")",
                             R"("seven")",
                             R"("-")",
                             R"("9223372036854775808")",
                             R"("-9223372036854775809")",
                             R"("7\u0000")"})
        BOOST_TEST(!number(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_number_may_have_to_lie_in_a_range) {
    BOOST_TEST(value("0").number(0, 100).value() == 0);
    BOOST_TEST(value(R"("100")").number(0, 100).value() == 100);
    BOOST_TEST(!value("-1").number(0, 100).has_value());
    BOOST_TEST(!value("101").number(0, 100).has_value());
    BOOST_TEST(!value(R"("x")").number(0, 100).has_value());
}

// ---- texts

BOOST_AUTO_TEST_CASE(dollars_are_read_to_the_nearest_micro_dollar) {
    const std::pair<const char*, std::int64_t> amounts[] = {
        {"0", 0},
        {"-0.0", 0},
        {"12", 12'000'000},
        {"12.5", 12'500'000},
        {"0.1", 100'000},
        {"0.0475", 47'500},
        {"9.8765434", 9'876'543},
        {"9.8765436", 9'876'544},
        {"1e2", 100'000'000},
        {"1E-6", 1},
        {"4e-7", 0},
        {"-3.25", -3'250'000},
        {"\"7\"", 7'000'000},
        {"\"7.25\"", 7'250'000},
        {"\"-1e1\"", -10'000'000},
    };
    for (const auto& [text, expected] : amounts) {
        const auto read = value(text).dollars();
        BOOST_TEST_REQUIRE(read.has_value(), text);
        BOOST_TEST(read->micro_usd == expected, text);
    }
    for (const auto* text : {"null", "true", "[]", "{}", "\"\"", "\" 1\"", "\"1 \"", "\"$1\"", "\"1,5\"", "\"+1\"",
                             "\"0x10\"", "\"nan\"", "\"inf\"", "\"1e999\"", "1e13", "-1e13", "1e308", "\"one\""})
        BOOST_TEST(!value(text).dollars().has_value(), text);
}

BOOST_AUTO_TEST_CASE(an_id_is_text_or_a_whole_number) {
    const std::pair<const char*, const char*> ids[] = {{R"("task_1")", "task_1"},
                                                       {R"("007")", "007"},
                                                       {"7", "7"},
                                                       {"-7", "-7"},
                                                       {"18446744073709551615", "18446744073709551615"},
                                                       {"7.5", ""},
                                                       {"1e300", ""},
                                                       {"true", ""},
                                                       {"null", ""},
                                                       {R"([7])", ""},
                                                       {R"({"id":7})", ""},
                                                       {R"("")", ""}};
    for (const auto& [text, expected] : ids) BOOST_TEST(value(text).id() == expected, text);
    BOOST_TEST(value('"' + std::string(5000, 'x') + '"').id().size() == 5000u);  // whole: it is not for people
}

BOOST_AUTO_TEST_CASE(text_for_people_is_kept_as_json_where_it_is_no_text) {
    const std::pair<const char*, const char*> texts[] = {
        {R"("words")", "words"}, {R"("")", ""}, {"null", ""}, {"7", "7"},
        {"true", "true"},        {"[]", "[]"},  {"{}", "{}"}, {R"({ "a" : [1, "b"] })", R"({"a":[1,"b"]})"}};
    for (const auto& [text, expected] : texts) BOOST_TEST(value(text).text() == expected, text);
}

BOOST_AUTO_TEST_CASE(text_for_people_is_cut_at_a_whole_character) {
    const auto text_of = [this](const std::string& text) { return value('"' + text + '"').text(); };
    BOOST_TEST(text_of(std::string(1024, 'x')).size() == 1024u);
    BOOST_TEST(text_of(std::string(1025, 'x')) == std::string(1024, 'x'));
    const std::string accent = "\u00e9", euro = "\u20ac", fox = "\U0001F98A";
    for (const auto& character : {accent, euro, fox})
        for (std::size_t before = 1024 - character.size(); before <= 1024; ++before) {
            const std::string start(before, 'x');
            const bool fits = before + character.size() <= 1024;
            BOOST_TEST(text_of(start + character + character) == (fits ? start + character : start), before);
        }
    BOOST_TEST(value("[\"" + std::string(2000, 'x') + "\"]").text() == "[\"" + std::string(1022, 'x'));
    BOOST_TEST(cut_gateway_text(std::string(2000, '\x80')).empty());  // no UTF-8: there is no place to cut
}

BOOST_AUTO_TEST_CASE(errors_have_several_shapes) {
    const auto error = [this](std::string_view text) {
        const auto found = read_error(value(text), memory.parse(R"("outside")"));
        return found.code + "|" + found.message;
    };
    BOOST_TEST(error(R"({"code":"C","message":"m"})") == "C|m");
    BOOST_TEST(error(R"({"code":7,"message":{"a":1}})") == R"(7|{"a":1})");
    BOOST_TEST(error(R"({"code":"C"})") == "C|outside");
    BOOST_TEST(error(R"({"message":"m"})") == "|m");
    BOOST_TEST(error("{}") == "|outside");
    BOOST_TEST(error(R"("words")") == "|words");
    BOOST_TEST(error(R"(["a"])") == R"(|["a"])");
    BOOST_TEST(error("null") == "|");
    BOOST_TEST(read_error(value(R"({"why":1})")).message == R"({"why":1})");
    BOOST_TEST(read_error(value(R"({"code":null,"message":"","why":1})")).message ==
               R"({"code":null,"message":"","why":1})");
    BOOST_TEST(read_error(value(R"({"code":"C","why":1})")).message == "");
    BOOST_TEST(read_error(value("{}")).message == "");
    BOOST_TEST(read_error({}).message == "");
}

BOOST_AUTO_TEST_CASE(only_a_text_is_a_url) {
    strings urls;
    for (const auto& kind : every_kind) add_url(urls, value(kind));
    add_url(urls, {});
    add_url(urls, value(R"("https://a/1.mp4")"));
    BOOST_TEST(urls == strings{"https://a/1.mp4"});
}

BOOST_AUTO_TEST_CASE(only_what_a_download_takes_is_a_url) {
    for (const std::string good : {"https://a/1.mp4", "HTTPS://a.example/1.mp4?x=1#f", "https://a.example:8443/",
                                   "https://a/\xE8\xA7\x86.mp4", " https://a/two words.mp4 ", "https://a/[1]|2.mp4"})
        BOOST_TEST(is_result_url(good), good);
    for (const std::string bad : {"",
                                  "processing",
                                  "/files/1.mp4",
                                  "files/1.mp4",
                                  "//a/1.mp4",
                                  "http://a/1.mp4",
                                  "https://",
                                  "https:///1.mp4",
                                  "https:/a/1.mp4",
                                  "ftp://a/1.mp4",
                                  "data:video/mp4,x",
                                  "blob:https://a/1",
                                  "https://a b/1.mp4",
                                  "https://a\n/1.mp4",
                                  "https://[/1.mp4",
                                  "https://127.1/1.mp4",
                                  "https://0x7f000001/a",
                                  "https://a..b/1.mp4",
                                  "https://../1.mp4",
                                  "https://.a/x",
                                  "https://1/x"})
        BOOST_TEST(!is_result_url(bad), bad);
}

// ---- times

BOOST_AUTO_TEST_CASE(unix_times_are_read) {
    BOOST_TEST(value("1760000000").unix_seconds() == time_point{1'760'000'000s});
    BOOST_TEST(value(R"("1760000000")").unix_seconds() == time_point{1'760'000'000s});
    BOOST_TEST(value("1767965610929").unix_milliseconds() == time_point{1'767'965'610'929ms});
    BOOST_TEST(value("0").unix_seconds() == time_point{});
    BOOST_TEST(value("0").unix_milliseconds() == time_point{});
    BOOST_TEST(value("9223372036").unix_seconds() == time_point{9'223'372'036s});
    BOOST_TEST(value("9223372036854").unix_milliseconds() == time_point{9'223'372'036'854ms});
}

BOOST_AUTO_TEST_CASE(times_that_the_clock_does_not_hold_are_absent) {
    for (const auto* text : {"-1", "9223372037", "1e18", "1.5", "null", R"("soon")", "[]"})
        BOOST_TEST(!value(text).unix_seconds().has_value(), text);
    for (const auto* text : {"-1", "9223372036855", "9223372036854775807", "null", R"("soon")", "{}"})
        BOOST_TEST(!value(text).unix_milliseconds().has_value(), text);
}

BOOST_AUTO_TEST_CASE(timestamps_are_read) {
    const auto time = time_point{1'779'455'852s};
    BOOST_TEST(value(R"("2026-05-22T13:17:32.110Z")").timestamp() == (time + 110ms));
    BOOST_TEST(value(R"("2026-05-22 13:17:32")").timestamp() == time);
    for (const auto* text : {R"("")", R"("2026-05-22")", R"("2026-02-30T00:00:00Z")", R"("2026-05-22T13:17:32+01:00")",
                             R"("2262-01-01T00:00:00Z")", R"("1969-12-31T23:59:59Z")", "1779455852", "null"})
        BOOST_TEST(!value(text).timestamp().has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
