// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <vector>

namespace test {

/// Answers in which `"a":"1"` is whole, and something else is damaged.
inline const std::vector<std::string>& damaged_json() {
    static const std::vector<std::string> damaged{
        R"({"x":"\ud83d","a":"1"})",
        R"({"x":"\ude00","a":"1"})",
        R"({"x":"\ud83d\ud83d\ude00","a":"1"})",
        R"({"x":"\ud83dtext","a":"1"})",
        R"({"x":"\ud83d\n","a":"1"})",
        R"({"x":"\ud83d\u0041","a":"1"})",
        R"({"x":"\ud83d\ue000","a":"1"})",
        R"({"x":"\udbff\uffff","a":"1"})",
        R"({"x":"\u12","a":"1"})",
        R"({"x":"\u12g4","a":"1"})",
        R"({"x":"\x41","a":"1"})",
        R"({"x":"don\'t","a":"1"})",
        R"({"x":"say "hi" now","a":"1"})",
        "{\"x\":\"two\nlines\tand \x01\",\"a\":\"1\"}",
        "{\"x\":\"\xFF\",\"a\":\"1\"}",
        "{\"x\":\"\xC0\xAF\",\"a\":\"1\"}",
        "{\"x\":\"\xED\xA0\x80\",\"a\":\"1\"}",
        "{\"x\":\"\xF4\x90\x80\x80\",\"a\":\"1\"}",
        "{\"x\":\"\xE8\xA7\",\"a\":\"1\"}",
        "{\"x\":\"\xE2\x82\",\"a\":\"1\"}",
        "{\"\xE2\x82\":1,\"a\":\"1\"}",
        "\xEF\xBB\xBF{\"a\":\"1\"}",
        "\xEF\xBB\xBF\xEF\xBB\xBF{\"a\":\"1\"}",
        std::string{"\0\0{\"a\":\"1\"}\0", 12},
        R"({"x":NaN,"a":"1"})",
        R"({"x":-Infinity,"a":"1"})",
        R"({"x":undefined,"a":"1"})",
        R"({"x":None,"a":"1"})",
        R"({"x":+1,"a":"1"})",
        R"({"x":01,"a":"1"})",
        R"({"x":.5,"a":"1"})",
        R"({"x":1.,"a":"1"})",
        R"({"x":0x1F,"a":"1"})",
        R"({"x":[1,2,],"a":"1",})",
        R"({"a":"1"},)",
        R"({"a":"1"}{"a":"2"})",
        R"({"a":"1"};)",
        R"()]}',{"a":"1"})",
        R"(<pre>{"a":"1"}</pre>)",
        R"({"a":"1","x":{"y":"cut)",
        R"({"a":"1","x":)",
        R"({"a":"1","x")",
        R"({"a":"1",)",
        R"({"a":"1")",
        R"({"a":"1","x":[[{"y":tru)",
    };
    return damaged;
}

}  // namespace test
