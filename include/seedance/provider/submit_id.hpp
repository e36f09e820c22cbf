// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: the id in an answer to a submit, and how strongly it speaks for a task. An id that came must
/// not be lost, since the task may be paid for; and no other id must be taken for a task, since then the order is dead.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/array_view.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// Where a gateway's document puts the id of a task, and what else may be one. Both are views of constants.
struct id_place {
    array_view<std::string_view> path;         ///< from the outside in, "data" and "taskId"; at least one name
    array_view<std::string_view> other_names;  ///< of an id that a success may have elsewhere: "task_id", "id"
};

/// An answer to a submit, as `decode_submit` is given it.
struct submit_text {
    arrival arrived = arrival::whole;  ///< whether `body` is all of it
    std::string_view body;             ///< its bytes
};

namespace detail {

inline json_view value_at(json_view value, array_view<std::string_view> path) {
    for (const auto name : path) value = value[name];
    return value;
}

/// What an answer also says `id` of: none of these is a task.
inline constexpr std::string_view not_tasks[] = {"model", "user", "account", "project", "organization", "key", "error"};

inline bool may_hold_task(std::string_view name) {
    return std::none_of(std::begin(not_tasks), std::end(not_tasks),
                        [name](std::string_view other) { return text::equal_ignoring_case(name, other); });
}

/// Gives the JSON that a gateway has put into a text; missing where it is none.
inline json_view unwrapped(json_view value, json_memory& memory) {
    const auto text = text::trim(value.string());
    return text.starts_with('{') || text.starts_with('[') ? memory.parse_mended(text) : value;
}

/// Finds the id of a name that stands nearest to the outside: what lies deeper is more often about something else.
inline std::string id_below(json_view value, std::string_view name, json_memory& memory) {
    std::vector<json_view> found{value};
    for (std::size_t at = 0; at != found.size(); ++at) {
        const auto here = found[at] = unwrapped(found[at], memory);
        if (auto id = usable_id(here[name].id()); !id.empty()) return id;
        for (const auto& member : here.members())
            if (may_hold_task(member.key())) found.emplace_back(member.value());
        for (const json_view element : here.elements()) found.push_back(element);
    }
    return {};
}

/// Says whether a status refuses: then nothing was made.
constexpr bool is_refusal(int status) noexcept { return status >= 400 && status < 500 && status != 408; }

/// Drops the head of a reply that could not be read as HTTP; of one that has no end, what is before the first object.
inline std::string_view without_head(std::string_view text) noexcept {
    if (!text.starts_with("HTTP/")) return text;
    const auto end = std::min({text.find("\r\n\r\n"), text.find("\n\n"), text.find("\n{"), text.size()});
    return text.substr(end);
}

/// Gives the id that stands where the document puts an object with the id in it. A word alone ("ok") is none: ids have
/// digits.
inline std::string id_one_level_off(json_view value, const id_place& place) {
    auto id = usable_id(value_at(value, {place.path.begin(), place.path.size() - 1}).id());
    const bool has_digit = std::any_of(id.begin(), id.end(), text::is_digit);
    return has_digit ? id : std::string{};
}

/// Searches the values of an answer that has no id in its place: under every name where the gateway says success, the
/// most specific first, otherwise under the documented one only, since other ids are of the request.
inline std::string id_elsewhere(int status, const std::vector<json_view>& values, const id_place& place,
                                json_memory& memory) {
    const auto search = [&](std::string_view name) {
        std::string id;
        for (const auto value : values)
            if (id.empty()) id = id_below(value, name, memory);
        return id;
    };
    auto id = search(*(place.path.end() - 1));
    if (!is_success_status(status)) return id;
    for (const auto name : place.other_names)
        if (id.empty()) id = search(name);
    for (const auto value : values)
        if (id.empty()) id = id_one_level_off(value, place);
    return id;
}

/// An id in its place, and whether that is the only one: values that follow each other may name several.
struct placed_id {
    std::string id{};
    bool is_alone = true;
};

inline placed_id id_in_place(const std::vector<json_view>& values, const id_place& place) {
    placed_id found;
    for (const auto value : values) {
        auto id = usable_id(value_at(value, place.path).id());
        if (found.id.empty()) found.id.swap(id);
        found.is_alone = found.is_alone && (id.empty() || id == found.id);
    }
    return found;
}

}  // namespace detail

/// Weighs an id. `status` is the effective one: that of HTTP, or the one that the body carries. `is_in_place` says that
/// the id stands where the document puts it, whole and closed; `looks_accepted`, that the rest is an acceptance too
/// (the gateway's word for a state, the address to ask at).
///
/// A success with the id in its place is the acceptance, even when the rest was cut. A refusal (4xx) that is whole has
/// a reference for support; whatever else names an id names a candidate: under 5xx or without a status, found by a
/// search, or in a refusal that looks like an acceptance.
constexpr evidence weigh_id(int status, arrival arrived, bool is_in_place, bool looks_accepted = false) noexcept {
    if (detail::is_success_status(status)) return is_in_place ? evidence::task : evidence::candidate;
    const bool refuses = detail::is_refusal(status) && arrived == arrival::whole && !looks_accepted;
    return refuses ? evidence::reference : evidence::candidate;
}

/// Reads the id of an answer whose status is known already, and weighs it: sets `task_id` and `strength`. `parsed` is
/// what `memory` has parsed of the text. An answer that is no JSON, or several values of it, is searched for as long as
/// none is found: a candidate costs a question, an id that is missed may cost a video.
inline void read_task_id(submit_answer& answer, const submit_text& text, json_view parsed, json_memory& memory,
                         const id_place& place, bool looks_accepted = false) {
    answer.task_id = usable_id(detail::value_at(parsed, place.path).id());
    bool is_in_place = !answer.task_id.empty();
    const bool may_have_task = !detail::is_refusal(answer.status) || looks_accepted || text.arrived == arrival::cut;
    if (may_have_task && (!is_in_place || memory.was_damaged())) {
        const auto body = detail::without_head(text.body);
        auto values = memory.parse_all(body);  // keeps the digits of long numbers
        if (values.empty()) values.push_back(parsed);
        auto found = detail::id_in_place(values, place);
        is_in_place = found.is_alone && !found.id.empty();
        answer.task_id = std::move(found.id);
        const bool is_whole = text.arrived == arrival::whole && !memory.was_cut();  // the rest might have the right one
        if (answer.task_id.empty() && is_whole)
            answer.task_id = detail::id_elsewhere(answer.status, values, place, memory);
        if (answer.task_id.empty()) answer.task_id = usable_id(salvage_string(body, *(place.path.end() - 1)));
    }
    if (!answer.task_id.empty()) answer.strength = weigh_id(answer.status, text.arrived, is_in_place, looks_accepted);
    answer.mended = memory.was_damaged();
}

}  // namespace seedance
