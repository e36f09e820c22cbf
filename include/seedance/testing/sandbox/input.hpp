// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The part of reading a submit's body that all gateways have in common: each field has its JSON type, no field is
/// unknown, and then the rules of the model's descriptor hold.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/number.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/reference.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>
#include <seedance/testing/sandbox/tasks.hpp>

namespace seedance::testing::detail {

namespace json = boost::json;

/// The problems of a request, in words.
class problem_list {
  public:
    /// Adds a problem; `field` is empty where the whole body is wrong.
    void add(std::string_view field, std::string_view what) {
        if (!words_.empty()) words_ += "; ";
        words_.append(field).append(field.empty() ? "" : ": ").append(what);
    }
    void add(const violation& broken) { add({}, to_string(broken)); }

    bool none() const noexcept { return words_.empty(); }
    const std::string& words() const noexcept { return words_; }

  private:
    std::string words_;
};

/// Reads a whole number, which may have a minus before its digits.
inline std::optional<std::int64_t> parse_integer(std::string_view digits) noexcept {
    const bool negative = digits.starts_with('-');
    const auto number = text::parse_number<std::int64_t>(digits.substr(negative ? 1 : 0));
    return number && negative ? std::optional{-*number} : number;
}

inline std::string_view given_or(std::string_view value, std::string_view otherwise) noexcept {
    return is_given(value) ? value : otherwise;
}

/// Takes the fields of one JSON object, each with its type. A field that nothing has asked for is an unknown one.
class field_reader {
  public:
    /// Reads the fields of an object; `within` stands before their names in problems: "content[0].".
    field_reader(const json::object& object, problem_list& wrong, std::string within = {})
        : object_{object}, wrong_{wrong}, within_{std::move(within)} {}

    /// Gives null when the field is missing.
    const json::value* any(std::string_view name) {
        asked_.push_back(name);
        return object_.if_contains(name);
    }

    /// Gives a text that is not given (see `is_given`) when the field is missing.
    std::string_view text(std::string_view name) {
        const auto* value = any(name);
        if (value == nullptr) return {};
        if (value->is_string()) return std::string_view{value->get_string().data(), value->get_string().size()};
        report(name, "must be a string");
        return {};
    }

    std::optional<bool> boolean(std::string_view name) {
        const auto* value = any(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_bool()) return value->get_bool();
        report(name, "must be a boolean");
        return std::nullopt;
    }

    std::optional<std::int64_t> integer(std::string_view name, bool as_text = false) {
        const auto* value = any(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_int64()) return value->get_int64();
        if (as_text && value->is_string())
            if (const auto number = parse_integer(value->get_string())) return number;
        report(name, as_text ? "must be an integer or a numeric string" : "must be an integer");
        return std::nullopt;
    }

    void read(std::string_view name, std::optional<bool>& value) { value = boolean(name); }
    void read(std::string_view name, std::optional<std::int64_t>& value) { value = integer(name); }

    /// Gives null when the field is missing.
    const json::object* object(std::string_view name) {
        const auto* value = any(name);
        if (value != nullptr && !value->is_object()) report(name, "must be an object");
        return value != nullptr ? value->if_object() : nullptr;
    }

    /// Gives null when the field is missing.
    const json::array* array(std::string_view name) {
        const auto* value = any(name);
        if (value != nullptr && !value->is_array()) report(name, "must be an array");
        return value != nullptr ? value->if_array() : nullptr;
    }

    std::vector<std::string_view> urls(std::string_view name, bool as_object = false) {
        std::vector<std::string_view> list;
        const auto* elements = array(name);
        if (elements == nullptr) return list;
        for (const auto& element : *elements) {
            const auto* url = as_object && element.is_object() ? element.get_object().if_contains("url") : &element;
            if (url != nullptr && url->is_string())
                list.emplace_back(url->get_string().data(), url->get_string().size());
            else
                report(name, as_object ? "each element must be a URL string or an object with a url"
                                       : "each element must be a URL string");
        }
        return list;
    }

    void require(std::string_view name) {
        if (!object_.contains(name)) report(name, "missing");
    }

    void report(std::string_view name, std::string_view what) { wrong_.add(within_ + std::string{name}, what); }

    void refuse_the_rest() {
        for (const auto& field : object_) {
            const std::string_view name{field.key().data(), field.key().size()};
            if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) report(name, "unknown field");
        }
    }

  private:
    const json::object& object_;
    problem_list& wrong_;
    std::string within_;
    std::vector<std::string_view> asked_;
};

/// The body of a submit as a `request_view`. It owns what the view looks at.
class submit_input {
  public:
    submit_input(const submit_input&) = delete;
    submit_input& operator=(const submit_input&) = delete;

    const problem_list& wrong() const noexcept { return wrong_; }

    /// @pre `wrong().none()`
    const request_view& view() const noexcept { return view_; }

  protected:
    explicit submit_input(const task_store& tasks) : tasks_{tasks} {}
    ~submit_input() = default;

    /// Gives the object that the body holds. Where it holds none it reports that and gives null.
    const json::object* parse(std::string_view body) {
        boost::system::error_code error;
        body_ = json::parse(body, error);
        if (error)
            wrong_.add({}, "the body is not valid JSON");
        else if (!body_.is_object())
            wrong_.add({}, "the body must be a JSON object");
        return error ? nullptr : body_.if_object();
    }

    /// Reads the options that the gateway takes in fields of their own. `name_of(option)` is the field's name, empty
    /// where there is none.
    void read_options(field_reader& fields, std::string_view (*name_of)(option)) {
        for_each_option(
            [&](option which, auto& value) {
                if (const auto name = name_of(which); !name.empty()) fields.read(name, value);
            },
            view_);
    }

    /// Adds a reference. Its length, which decides prices, is what the sandbox was told.
    void add_reference(media kind, std::string_view url) {
        references_.push_back({kind, url, kind == media::image ? milliseconds{0} : tasks_.media_length(url)});
        view_.references = references_;
    }

    void add_references(media kind, const std::vector<std::string_view>& urls) {
        for (const auto url : urls) add_reference(kind, url);
    }

    /// Takes the images of a mode that has a first and perhaps a last frame.
    void set_frames(std::string_view field, const std::vector<std::string_view>& images) {
        const int most = view_.rules->inputs.images.max_count;
        const auto count = static_cast<int>(images.size());
        if (count > most)
            wrong_.add({rule::these_are_too_many_images, field, check::at_most(most, ""), check::amount(count, "")});
        if (count > 0) view_.first_frame = images[0];
        if (count > 1) view_.last_frame = images[1];
    }

    /// Checks the rules of the descriptor, where everything could be read. A directive in the prompt breaks no rule of
    /// a gateway, only one that protects the library's callers.
    void check_rules() {
        if (!wrong_.none()) return;
        check::everything(view_, [this](const violation& broken) {
            if (broken.broken != rule::this_prompt_contains_a_directive) wrong_.add(broken);
        });
    }

    /// Complains of the one of the library's two words "adaptive" and "auto" that the gateway does not know.
    void refuse_ratio(std::string_view given, std::string_view foreign) {
        if (given == foreign) wrong_.add("aspect_ratio", "unsupported value " + std::string{foreign});
    }

    request_view view_;
    problem_list wrong_;

  private:
    const task_store& tasks_;
    json::value body_;
    std::vector<reference> references_;
};

}  // namespace seedance::testing::detail
