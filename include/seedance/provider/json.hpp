// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: lenient reading of a gateway's JSON. Fields may be missing, numbers may come as strings, lists
/// may stand under another name, JSON may be wrapped in a string, and what nobody reads may be damaged. Whatever the
/// bytes are, nothing but `std::bad_alloc` is thrown.
///
/// @code
/// seedance::json_memory memory;
/// const auto answer = memory.parse(body);  // {"id": "cgt-1", "usage": {"completion_tokens": "108900"}}
/// status.task_id = answer["id"].string();
/// status.tokens = answer["usage"]["completion_tokens"].number();
/// @endcode

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <new>  // its placement form
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <seedance/core/array_view.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/impl/mend_json.hpp>
#include <seedance/provider/impl/timestamp.hpp>
#include <seedance/transport/https_url.hpp>
#include <seedance/transport/impl/received_url.hpp>

namespace seedance {

/// The length in bytes at which words of a gateway for people are cut.
inline constexpr std::size_t max_gateway_text = 1024;

/// Cuts UTF-8 at `max_gateway_text`, or up to three bytes earlier where that would be inside a character.
inline std::string cut_gateway_text(std::string text) {
    if (text.size() <= max_gateway_text) return text;
    auto size = max_gateway_text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    text.resize(size);
    return text;
}

/// A view of one value of a gateway's JSON, which may be missing, or of another kind than expected. A value that cannot
/// be read as it is asked for reads as empty, so that a chain of names needs no checks between:
/// `answer["data"]["taskId"].id()`.
///
/// @par Object lifetimes
/// A view is valid as long as the `json_memory` that parsed the value, and so is what `string` and `elements` return.
class json_view {
  public:
    /// A time by the gateway's clock.
    using time_point = std::chrono::system_clock::time_point;

    /// Makes a view of a missing value.
    json_view() noexcept = default;

    /// Makes a view of a value, which must outlive it.
    json_view(const boost::json::value& value) noexcept : value_{&value} {}
    json_view(const boost::json::value&&) = delete;  // a view of a temporary would dangle

    /// @{ Says of what kind the value is; false for a missing one.
    bool is_object() const noexcept { return value_ != nullptr && value_->is_object(); }
    bool is_array() const noexcept { return value_ != nullptr && value_->is_array(); }
    bool is_string() const noexcept { return value_ != nullptr && value_->is_string(); }
    /// @}

    /// Says whether `text()` is not empty: the value is neither missing nor null nor an empty string.
    bool has_text() const noexcept;

    /// Counts the elements of a list or the members of an object; 0 for anything else.
    std::size_t size() const noexcept;

    /// Gives the member of this name; it is missing when there is none, or when this is no object.
    json_view operator[](std::string_view name) const noexcept;

    /// Gives the first of several members that fits, where a gateway's documents disagree about a name:
    /// `answer.first({"task_id", "taskId"})`, `answer.first({"data", "models"}, &json_view::is_array)`.
    json_view first(std::initializer_list<std::string_view> names,
                    bool (json_view::*fits)() const noexcept = &json_view::has_text) const noexcept;

    /// Gives the elements of a list, each of which converts to a `json_view`; there are none when this is no list.
    array_view<boost::json::value> elements() const noexcept;

    /// Gives the members of an object, whose `value()` converts to a `json_view`; there are none when this is no
    /// object.
    array_view<boost::json::key_value_pair> members() const noexcept;

    /// Gives a string's text; it is empty when this is no string.
    std::string_view string() const noexcept;

    /// Gives a string's text where a URL is expected. It is empty when this is no string, and when a part of it could
    /// not be read: a URL that was mended leads elsewhere.
    std::string_view url() const noexcept;

    /// Reads a whole number that fits 64 bits, written as a number or as a string of its digits.
    std::optional<std::int64_t> number() const noexcept;

    /// Reads such a number, and gives nothing when it is below `least` or above `most`.
    std::optional<std::int64_t> number(std::int64_t least, std::int64_t most) const noexcept;

    /// Reads an amount of dollars with decimals, written as a number or as a string of one, to the nearest
    /// micro-dollar. Gives nothing for what is no number, and for more than a trillion dollars.
    std::optional<money> dollars() const noexcept;

    /// Reads an id: a string, or a whole number where a gateway forgets the quotes. See also `usable_id`.
    std::string id() const;

    /// Reads text for people and cuts it at `max_gateway_text`: a string as it is, anything else as JSON. The text is
    /// empty for a value that is missing or null.
    std::string text() const;

    /// Reads a Unix time in seconds, written like `number()`. Gives nothing for a time before 1970 or after the year
    /// 2262, which does not fit the clock's nanoseconds.
    std::optional<time_point> unix_seconds() const noexcept;

    /// Reads a Unix time in milliseconds, with the same limits.
    std::optional<time_point> unix_milliseconds() const noexcept;

    /// Reads "2026-05-22T13:17:32.110Z" or "2026-05-22 13:19:23", both UTC, with the same limits.
    std::optional<time_point> timestamp() const noexcept { return detail::parse_timestamp(string()); }

  private:
    std::string serialized() const;

    const boost::json::value* value_ = nullptr;
};

/// The memory of an answer's JSON while it is read: 16 KiB inside this object, and blocks on the heap for what an
/// uncommonly large answer needs beyond that. No field allocates on its own. It is made to be a function's local
/// variable; as one of a coroutine it would make the coroutine's frame as large.
class json_memory {
  public:
    /// Parses `text`; the value is missing when no JSON can be made of it. Where it is damaged, it is mended once
    /// (`parse_mended`, which `wanted` is for). Of duplicate names the last counts. Values that were parsed before stay
    /// valid.
    json_view parse(std::string_view text, std::string_view wanted = {});

    /// Parses `text` after it was mended: what is broken in a text becomes U+FFFD, and makes it neither id nor URL;
    /// what is no value of JSON (`NaN`), or nested more than 32 levels deep, becomes null; whole numbers of more than
    /// 18 digits become texts, which keeps their digits; what stands around the value is dropped; and what a cut reply
    /// left open is closed, without the value that it was cut in. Only an object or a list is read. Of several, one
    /// after the other, it is the first that has a member `wanted`; if none has, the first object; then the first.
    json_view parse_mended(std::string_view text, std::string_view wanted = {});

    /// Parses and mends all the values that follow each other in a text, at most 16.
    std::vector<json_view> parse_all(std::string_view text);

    /// Says whether something that was parsed was damaged, and read all the same: the gateway should hear of it. What
    /// is right, and only nested too deeply for us, is no damage.
    bool was_damaged() const noexcept { return was_damaged_; }

    /// Says whether something that was parsed ended before its JSON did.
    bool was_cut() const noexcept { return was_cut_; }

    /// Unwraps JSON that a gateway may have put into a string: a string is parsed, anything else is returned as it is.
    json_view unwrap(json_view value) { return value.is_string() ? parse(value.string()) : value; }

  private:
    /// Parses JSON as it is; gives nothing where it is none.
    const boost::json::value* parse_strictly(std::string_view text);

    unsigned char buffer_[16 * 1024];
    boost::json::monotonic_resource memory_{buffer_, sizeof buffer_};
    bool was_damaged_ = false;
    bool was_mended_ = false;  ///< by `parse_all`
    bool was_cut_ = false;
};

namespace detail {

/// Says whether a code is a number, often that of HTTP, beside which a word says more.
constexpr bool is_numeric_code(std::string_view code) noexcept {
    for (const char c : code)
        if (!text::is_digit(c)) return false;
    return !code.empty();
}

}  // namespace detail

/// Completes an error with what an object says of one, under any of the names that gateways have for its code and its
/// words, or in an object `error` within.
inline void add_error(gateway_error& error, json_view object, int depth = 4) {
    if (object.size() == 0) return;
    if (error.code.empty())
        error.code =
            object.first({"code", "failCode", "fail_code", "errorCode", "error_code", "errCode", "err_code"}).text();
    if (error.message.empty())
        error.message =
            object
                .first({"message", "failMsg", "fail_msg", "failMessage", "fail_message", "msg", "errorMessage",
                        "error_message", "errorMsg", "error_msg", "failReason", "fail_reason", "reason", "detail"})
                .text();
    const auto inner = object["error"];
    if (inner.is_object() && depth != 0) return add_error(error, inner, depth - 1);
    auto words = inner.text();
    const bool is_word = inner.is_string() && words.find(' ') == words.npos && !words.empty();
    if (error.message.empty() && words != error.code)
        error.message = std::move(words);
    else if (is_word && detail::is_numeric_code(error.code))
        error.code = std::move(words);
}

/// Reads a gateway's error: an object's code and message, or a text. No words are lost: an object that has neither
/// is kept as JSON. `otherwise` is the message where an object has none.
inline gateway_error read_error(json_view error, json_view otherwise = {}) {
    if (!error.is_object()) return {.message = error.text()};
    gateway_error found;
    add_error(found, error);
    if (found.message.empty()) found.message = otherwise.text();
    if (found.code.empty() && found.message.empty() && error.size() != 0) found.message = error.text();
    return found;
}

namespace detail {

/// Says whether this is "https://", a name and a path, as nearly every result has it.
constexpr bool is_common_url(std::string_view text) noexcept {
    if (!text.starts_with(https_prefix)) return false;
    text.remove_prefix(https_prefix.size());
    const auto host_size = text.find('/');
    return host_size != std::string_view::npos && is_plain_host_name(text.substr(0, host_size));
}

}  // namespace detail

/// Says whether a text is the URL of a file that can be downloaded: a whole one, with https. What is written without
/// escapes counts; what follows a common host is looked at by the download.
inline bool is_result_url(std::string_view text) {
    return detail::is_common_url(text) || is_https_url(detail::with_escapes(text));
}

/// Appends a result's URL, when it is one: a gateway may leave a text empty, or put a word or half a URL there.
inline void add_url(std::vector<std::string>& urls, json_view url) {
    if (const auto text = url.url(); is_result_url(text)) urls.emplace_back(text);
}

// ---- definitions

inline bool json_view::has_text() const noexcept {
    if (value_ == nullptr || value_->is_null()) return false;
    return !is_string() || !string().empty();
}

inline std::size_t json_view::size() const noexcept {
    if (is_object()) return value_->get_object().size();
    return is_array() ? value_->get_array().size() : 0;
}

inline json_view json_view::operator[](std::string_view name) const noexcept {
    const auto* object = value_ != nullptr ? value_->if_object() : nullptr;
    const auto* member = object != nullptr ? object->if_contains(name) : nullptr;
    return member != nullptr ? json_view{*member} : json_view{};
}

inline json_view json_view::first(std::initializer_list<std::string_view> names,
                                  bool (json_view::*fits)() const noexcept) const noexcept {
    for (const auto name : names)
        if (const auto member = (*this)[name]; (member.*fits)()) return member;
    return {};
}

inline array_view<boost::json::value> json_view::elements() const noexcept {
    if (!is_array()) return {};
    const auto& list = value_->get_array();
    return {list.data(), list.size()};
}

inline array_view<boost::json::key_value_pair> json_view::members() const noexcept {
    if (!is_object()) return {};
    const auto& object = value_->get_object();
    return {object.begin(), object.size()};
}

inline std::string_view json_view::string() const noexcept {
    return is_string() ? std::string_view{value_->get_string()} : std::string_view{};
}

inline std::string_view json_view::url() const noexcept {
    const auto text = string();
    return text.find(detail::unreadable) == text.npos ? text : std::string_view{};
}

inline std::optional<std::int64_t> json_view::number() const noexcept {
    std::int64_t number = 0;
    if (value_ != nullptr && value_->is_number()) {
        boost::system::error_code error;
        number = value_->to_number<std::int64_t>(error);
        return error ? std::nullopt : std::optional{number};
    }
    const auto digits = string();
    const auto* const digits_end = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), digits_end, number);
    if (digits.empty() || error != std::errc{} || end != digits_end) return std::nullopt;
    return number;
}

inline std::optional<std::int64_t> json_view::number(std::int64_t least, std::int64_t most) const noexcept {
    const auto found = number();
    return found && *found >= least && *found <= most ? found : std::nullopt;
}

inline std::optional<money> json_view::dollars() const noexcept {
    static constexpr double most = 1e12;
    double amount = 0;
    if (value_ != nullptr && value_->is_number()) {
        boost::system::error_code error;
        amount = value_->to_number<double>(error);
        if (error) return std::nullopt;
    } else {
        const auto digits = string();
        const auto* const digits_end = digits.data() + digits.size();
        const auto [end, error] = std::from_chars(digits.data(), digits_end, amount);
        if (digits.empty() || error != std::errc{} || end != digits_end) return std::nullopt;
    }
    if (!(amount >= -most && amount <= most)) return std::nullopt;  // NaN is neither
    return micro_usd(std::llround(amount * 1e6));
}

inline std::string json_view::serialized() const {
    return value_->is_int64() ? std::to_string(value_->get_int64()) : boost::json::serialize(*value_);
}

inline std::string json_view::id() const {
    const bool is_whole_number = value_ != nullptr && (value_->is_int64() || value_->is_uint64());
    return is_whole_number ? serialized() : std::string{string()};
}

inline std::string json_view::text() const {
    if (value_ == nullptr || value_->is_null()) return {};
    return cut_gateway_text(is_string() ? std::string{string()} : serialized());
}

inline std::optional<json_view::time_point> json_view::unix_seconds() const noexcept {
    const auto count = number(0, 9'223'372'036);
    return count ? std::optional{time_point{std::chrono::seconds{*count}}} : std::nullopt;
}

inline std::optional<json_view::time_point> json_view::unix_milliseconds() const noexcept {
    const auto count = number(0, 9'223'372'036'854);
    return count ? std::optional{time_point{std::chrono::milliseconds{*count}}} : std::nullopt;
}

inline const boost::json::value* json_memory::parse_strictly(std::string_view text) {
    using boost::json::value;
    unsigned char pending[4096];  // what stands in objects and arrays that are still open
    boost::json::parser parser{&memory_, {}, pending};
    parser.reset(&memory_);
    boost::system::error_code error;
    parser.write(text.data(), text.size(), error);
    if (error) return nullptr;
    // The value needs no destructor: all that it holds is in `memory_`, and goes with it.
    return ::new (memory_.allocate(sizeof(value), alignof(value))) value(parser.release());  // braces: a list of it
}

inline json_view json_memory::parse(std::string_view text, std::string_view wanted) {
    const auto* const parsed = parse_strictly(text);
    if (parsed != nullptr) return *parsed;
    const auto mended = parse_mended(text, wanted);
    was_damaged_ = was_damaged_ || (mended.size() != 0 && was_mended_);
    return mended;
}

inline json_view json_memory::parse_mended(std::string_view text, std::string_view wanted) {
    const auto values = parse_all(text);
    for (const auto value : values)
        if (value[wanted].has_text()) return value;
    for (const auto value : values)
        if (value.is_object()) return value;
    return values.empty() ? json_view{} : values.front();
}

inline std::vector<json_view> json_memory::parse_all(std::string_view text) {
    constexpr std::size_t most_values = 16;
    std::vector<json_view> values;
    while (values.size() != most_values) {
        detail::json_mender mender{text};
        const auto mended = mender.take();
        const auto* const parsed = mended.empty() ? nullptr : parse_strictly(mended);
        if (parsed == nullptr) break;
        values.emplace_back(*parsed);
        was_cut_ = was_cut_ || mender.was_cut();
        was_mended_ = was_mended_ || mender.was_damaged();
        text = mender.rest();
    }
    return values;
}

}  // namespace seedance
