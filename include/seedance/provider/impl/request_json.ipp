// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/runtime.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/provider/impl/repeated_name.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/request/options.hpp>

namespace seedance {

namespace detail {

inline void write_models(json_writer& to, const std::vector<std::string>& models) {
    to.name("models").begin_array();
    for (const auto& each : models) to.value(std::string_view{each});
    to.end_array();
}

inline void write_references(json_writer& to, const std::vector<any_reference>& references) {
    to.name("references").begin_array();
    for (const auto& each : references) {
        to.begin_object().member("kind", to_string(each.kind)).member("url", std::string_view{each.url});
        if (each.length.count() != 0) to.member("milliseconds", static_cast<std::int64_t>(each.length.count()));
        to.end_object();
    }
    to.end_array();
}

/// Reads the members of a request's JSON one by one.
class request_reader {
  public:
    std::variant<any_request, std::string> read(std::string_view json) {
        boost::system::error_code error;
        const auto parsed = boost::json::parse(boost::json::string_view{json.data(), json.size()}, error);
        if (error || !parsed.is_object()) return std::string{"this is not a JSON object"};
        for (const auto& [name, value] : parsed.get_object())
            if (!read_member(std::string_view{name}, value)) return problem(std::string_view{name});
        if (const auto name = repeated_name(json); !name.empty())
            return detail::quoted(name) + " stands there twice, and only one of its values can be meant";
        return std::move(request_);
    }

  private:
    using json_value = boost::json::value;

    std::string problem(std::string_view name) const {
        if (has_no_kind_)
            return "references[" + std::to_string(request_.references.size() - 1) +
                   "] has no \"kind\": it is \"image\", \"video\" or \"audio\"";
        return is_known_ ? detail::quoted(name) + " has a value of another kind, or one that is not known"
                         : detail::quoted(name) + " is not known: a later version of this library may know it";
    }

    bool read_member(std::string_view name, const json_value& value) {
        struct named_text {
            std::string_view name;
            std::string any_request::* field;
        };
        static constexpr named_text texts[] = {{"model", &any_request::model},
                                               {"prompt", &any_request::prompt},
                                               {"first_frame", &any_request::first_frame},
                                               {"last_frame", &any_request::last_frame},
                                               {"resolution", &any_request::resolution},
                                               {"aspect_ratio", &any_request::aspect_ratio},
                                               {"callback_url", &any_request::callback_url}};
        const auto* text =
            std::find_if(std::begin(texts), std::end(texts), [&](const auto& each) { return each.name == name; });
        if (text != std::end(texts)) return read_value(value, request_.*(text->field));
        if (name == "mode") return read_word(value, request_.mode, all_modes);
        if (name == "duration") return read_duration(value);
        if (name == "duration_as_source") return read_value(value, request_.duration_as_source);
        if (name == "models") return read_models(value);
        if (name == "references") return read_references(value);
        if (name == "callback_progress") return read_value(value, request_.callback_progress.emplace());
        return read_option(name, value);
    }

    static bool read_value(const json_value& value, std::string& to) {
        if (!value.is_string()) return false;
        to = value.get_string();
        return true;
    }

    static bool read_value(const json_value& value, bool& to) {
        if (!value.is_bool()) return false;
        to = value.get_bool();
        return true;
    }

    static bool read_value(const json_value& value, std::int64_t& to) {
        if (!value.is_int64()) return false;
        to = value.get_int64();
        return true;
    }

    template <class Enum, std::size_t Count>
    static bool read_word(const json_value& value, Enum& to, const Enum (&all)[Count]) {
        const auto* name = value.if_string();
        const auto known = name != nullptr ? value_named(all, *name) : std::nullopt;
        to = known.value_or(to);
        return known.has_value();
    }

    /// A day is more than any video takes, and fits every type of duration.
    bool read_duration(const json_value& value) {
        std::int64_t seconds = 0;
        if (!read_value(value, seconds) || seconds < 0 || seconds > 86'400) return false;
        request_.duration = std::chrono::seconds{seconds};
        return true;
    }

    bool read_models(const json_value& value) {
        const auto* list = value.if_array();
        if (list == nullptr) return false;
        return std::all_of(list->begin(), list->end(),
                           [this](const json_value& each) { return read_value(each, request_.models.emplace_back()); });
    }

    bool read_references(const json_value& value) {
        const auto* list = value.if_array();
        if (list == nullptr) return false;
        return std::all_of(list->begin(), list->end(), [this](const json_value& each) {
            return each.is_object() && read_reference(each.get_object());
        });
    }

    bool read_reference(const boost::json::object& members) {
        any_reference& made = request_.references.emplace_back();
        for (const auto& [name, value] : members) {
            std::int64_t length = 0;
            if (name == "url" && read_value(value, made.url)) continue;
            if (name == "kind" && read_word(value, made.kind, all_media)) continue;
            const bool is_length =
                name == "milliseconds" && read_value(value, length) && length >= 0 && length <= 86'400'000;
            if (!is_length) return false;
            made.length = std::chrono::milliseconds{length};
        }
        has_no_kind_ = !members.contains("kind");
        return !has_no_kind_;
    }

    bool read_option(std::string_view name, const json_value& value) {
        bool is_read = false;
        is_known_ = false;
        const auto read_if_named = [&]<class T>(option which, std::optional<T>& to) {
            if (to_string(which) != name) return;
            is_known_ = true;
            T given{};
            is_read = read_value(value, given);
            to = given;
        };
        for_each_option(read_if_named, request_);
        return is_read;
    }

    any_request request_;
    bool is_known_ = true;
    bool has_no_kind_ = false;
};

}  // namespace detail

SEEDANCE_DECL std::string to_json(const any_request& request) {
    json_writer to;
    to.begin_object();
    const auto add_text = [&to](std::string_view name, std::string_view text) {
        if (!text.empty()) to.member(name, text);
    };
    add_text("model", request.model);
    if (!request.models.empty()) detail::write_models(to, request.models);
    add_text("mode", to_string(request.mode));
    add_text("prompt", request.prompt);
    add_text("first_frame", request.first_frame);
    add_text("last_frame", request.last_frame);
    if (!request.references.empty()) detail::write_references(to, request.references);
    add_text("resolution", request.resolution);
    if (request.duration) to.member("duration", static_cast<std::int64_t>(request.duration->count()));
    if (request.duration_as_source) to.member("duration_as_source", true);
    add_text("aspect_ratio", request.aspect_ratio);
    const auto add_option = [&to](option which, const auto& value) {
        bool fits = true;
        if constexpr (requires { value.fits(); }) fits = value.fits();
        if (!fits) to.member(to_string(which), "more than 64 bits");  // which nobody reads as a number
        if (fits && value) to.member(to_string(which), *value);
    };
    for_each_option(add_option, request);
    add_text("callback_url", request.callback_url);
    if (request.callback_progress) to.member("callback_progress", *request.callback_progress);
    to.end_object();
    return to.take();
}

SEEDANCE_DECL std::variant<any_request, std::string> request_from_json(std::string_view json) {
    return detail::request_reader{}.read(json);
}

SEEDANCE_DECL any_request any_request_of(const request_view& view) {
    any_request made;
    made.model = std::string{view.model->provider}.append("/").append(view.model->id);
    made.mode = view.rules->kind;
    made.prompt = view.prompt;
    made.first_frame = view.first_frame;
    made.last_frame = view.last_frame;
    for (const auto& each : view.references)
        made.references.push_back({.kind = each.kind, .url = std::string{each.url}, .length = each.length});
    made.resolution = view.resolution;
    made.duration_as_source = view.duration_as_source;
    if (!view.duration_as_source || view.has_two_durations) made.duration = std::chrono::seconds{view.seconds};
    made.aspect_ratio = view.aspect_ratio;
    const auto copy = [&view]<class T>(option which, auto& to, const std::optional<T>& from) {
        if constexpr (std::same_as<T, std::int64_t>) {
            if (from) to = runtime_number{*from, !view.oversized.contains(which)};
        } else {
            to = from;
        }
    };
    for_each_option(copy, made, view);
    made.callback_url = view.callback_url;
    made.callback_progress = view.callback_progress;
    return made;
}

namespace detail {

/// Takes from a request what a leg of the same request has otherwise, and adds what only this leg takes.
inline void keep_common(any_request& made, const any_request& leg) {
    made.models.push_back(leg.model);
    if (made.resolution != leg.resolution) made.resolution.clear();
    if (made.aspect_ratio != leg.aspect_ratio) made.aspect_ratio.clear();
    if (made.duration != leg.duration) made.duration.reset();
    for_each_option([](option, auto& to, const auto& from) { to = to ? to : from; }, made, leg);
}

}  // namespace detail

SEEDANCE_DECL any_request any_request_of(array_view<request_view> legs) {
    auto made = any_request_of(legs.front());
    if (legs.size() == 1) return made;
    made.models.push_back(std::exchange(made.model, {}));
    for (std::size_t i = 1; i != legs.size(); ++i) detail::keep_common(made, any_request_of(legs[i]));
    return made;
}

}  // namespace seedance
