// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Requests as JSON, written into one string. Boost.JSON escapes the texts.

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/serializer.hpp>

#include <seedance/provider/answer.hpp>

namespace seedance::detail {

/// Writes what it is told in that order, with the commas between.
class json_writer {
  public:
    json_writer() { text_.reserve(512); }

    /// '{' or '['.
    json_writer& begin(char bracket) {
        separate();
        text_ += bracket;
        return *this;
    }

    json_writer& end(char bracket) {
        text_ += bracket;
        return *this;
    }

    /// Of the member whose value comes next.
    json_writer& name(std::string_view name) {
        value(name);
        text_ += ':';
        return *this;
    }

    json_writer& value(std::string_view text) {
        separate();
        boost::json::serializer serializer;
        serializer.reset(boost::json::string_view{text.data(), text.size()});
        char buffer[4096];
        while (!serializer.done()) {
            const auto part = serializer.read(buffer);
            text_.append(part.data(), part.size());
        }
        return *this;
    }

    json_writer& value(std::int64_t number) {
        separate();
        char digits[24];
        text_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        return *this;
    }

    json_writer& value(std::same_as<bool> auto truth) {
        separate();
        text_ += truth ? "true" : "false";
        return *this;
    }

    template <class T>
    json_writer& member(std::string_view member_name, const T& member_value) {
        return name(member_name).value(member_value);
    }

    std::string take() { return std::move(text_); }

  private:
    void separate() {
        if (!text_.empty() && std::string_view{"{[:"}.find(text_.back()) == std::string_view::npos) text_ += ',';
    }

    std::string text_;
};

inline submit_message json_message(std::string target, std::string body) {
    submit_message message{.target = std::move(target), .headers = {}, .body = std::move(body)};
    message.headers.reserve(4);  // room for the gateway's own
    message.headers.push_back({"Content-Type", "application/json"});
    return message;
}

}  // namespace seedance::detail
