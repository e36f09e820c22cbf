// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: a request's body as JSON, and the message that carries it.
///
/// @code
/// seedance::json_writer body;
/// body.begin_object().member("model", request.model->id).member("duration", request.seconds).end_object();
/// return seedance::json_message("/videos", body.take());
/// @endcode

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/serializer.hpp>
#include <boost/json/string_view.hpp>

#include <seedance/core/all_of.hpp>
#include <seedance/provider/answer.hpp>

namespace seedance {

namespace detail {

/// Says whether a byte stands in a text of JSON as it is. It is a function object, which compilers inline.
inline constexpr auto is_plain_in_json = [](unsigned char c) noexcept {
    return (unsigned{c >= 0x20} & unsigned{c != '"'} & unsigned{c != '\\'}) != 0;
};

}  // namespace detail

/// Writes JSON into one string, in the order of the calls, and puts the commas between.
///
/// It stands beside Boost.JSON because a tree of values that is serialised costs three times the allocations and half
/// as much time again (benchmarks/README.md has the figures); texts that need escapes still get them from Boost.JSON.
///
/// It does not check that brackets match and that every member has a name.
class json_writer {
  public:
    /// Begins with room for texts of this many bytes together, and for what usually stands around them.
    explicit json_writer(std::size_t size_of_texts = 0) { text_.reserve(512 + size_of_texts); }

    /// @{ Writes a bracket: `{`, `}`, `[` or `]`.
    json_writer& begin_object() { return begin('{'); }
    json_writer& end_object() { return end('}'); }
    json_writer& begin_array() { return begin('['); }
    json_writer& end_array() { return end(']'); }
    /// @}

    /// Writes the name of the member whose value comes next.
    json_writer& name(std::string_view name) {
        value(name);
        text_ += ':';
        return *this;
    }

    /// Writes a text: the next member's value, or the next element of a list.
    /// @pre `text` is valid UTF-8.
    json_writer& value(std::string_view text) {
        separate();
        if (text::all_of(text, detail::is_plain_in_json)) {
            (text_ += '"').append(text) += '"';
            return *this;
        }
        boost::json::serializer serializer;
        serializer.reset(boost::json::string_view{text.data(), text.size()});
        char buffer[4096];
        while (!serializer.done()) {
            const auto part = serializer.read(buffer);
            text_.append(part.data(), part.size());
        }
        return *this;
    }

    /// Writes a whole number in the same way.
    json_writer& value(std::int64_t number) {
        separate();
        char digits[24];
        text_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        return *this;
    }

    /// Writes a truth value in the same way.
    json_writer& value(std::same_as<bool> auto truth) {
        separate();
        text_ += truth ? "true" : "false";
        return *this;
    }

    /// Writes a member with its value: a text, a whole number or a truth value.
    template <class T>
    json_writer& member(std::string_view member_name, const T& member_value) {
        return name(member_name).value(member_value);
    }

    /// Gives what was written; the writer is empty afterwards.
    std::string take() { return std::exchange(text_, {}); }

  private:
    json_writer& begin(char bracket) {
        separate();
        text_ += bracket;
        return *this;
    }

    json_writer& end(char bracket) {
        text_ += bracket;
        return *this;
    }

    void separate() {
        if (!text_.empty() && std::string_view{"{[:"}.find(text_.back()) == std::string_view::npos) text_ += ',';
    }

    std::string text_;
};

/// Adds a member at the end of an object that a `json_writer` has written.
/// @pre The object has a member already.
inline void append_member(std::string& object, std::string_view name, std::string_view value) {
    json_writer added;
    added.member(name, value);
    object.pop_back();
    object.append(1, ',').append(added.take()).append(1, '}');
}

/// Makes a submit with a JSON body and its `Content-Type`. `target` is appended to the account's base URL.
inline submit_message json_message(std::string target, std::string body) {
    submit_message message{.target = std::move(target), .headers = {}, .body = std::move(body)};
    message.headers.reserve(4);  // room for the gateway's own
    message.headers.push_back({"Content-Type", "application/json"});
    return message;
}

}  // namespace seedance
