// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: the id in an answer to a submit, and how strongly it speaks for a task. An id that came must
/// not be lost, since the task may be paid for; and no other id must be taken for a task, since then the order is dead.

#include <algorithm>
#include <string>
#include <string_view>

#include <seedance/core/array_view.hpp>
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

/// Finds the first id of a name, whatever it stands in.
inline std::string id_below(json_view value, std::string_view name) {
    if (auto id = usable_id(value[name].id()); !id.empty()) return id;
    for (const auto& member : value.members())
        if (auto id = id_below(member.value(), name); !id.empty()) return id;
    for (const json_view element : value.elements())
        if (auto id = id_below(element, name); !id.empty()) return id;
    return {};
}

/// Says whether a status refuses: then nothing was made.
constexpr bool is_refusal(int status) noexcept { return status >= 400 && status < 500 && status != 408; }

/// Drops the head of a reply that could not be read as HTTP.
inline std::string_view without_head(std::string_view text) noexcept {
    if (!text.starts_with("HTTP/")) return text;
    const auto end = std::min(text.find("\r\n\r\n"), text.find("\n\n"));
    return end == text.npos ? std::string_view{} : text.substr(end);
}

/// Searches an answer that has no id in its place: under every name where the gateway says success, otherwise under the
/// documented one only, since other ids are of the request.
inline std::string id_elsewhere(int status, json_view mended, const id_place& place) {
    const auto documented = *(place.path.end() - 1);
    auto id = id_below(mended, documented);
    if (is_success_status(status))
        for (const auto name : place.other_names)
            if (id.empty()) id = id_below(mended, name);
    return id;
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
/// what `memory` has parsed of the text.
inline void read_task_id(submit_answer& answer, const submit_text& text, json_view parsed, json_memory& memory,
                         const id_place& place, bool looks_accepted = false) {
    answer.task_id = usable_id(detail::value_at(parsed, place.path).id());
    bool is_in_place = !answer.task_id.empty();
    if (!is_in_place && (!detail::is_refusal(answer.status) || looks_accepted || text.arrived == arrival::cut)) {
        const auto body = detail::without_head(text.body);
        const auto mended = memory.parse_mended(body);  // keeps the digits of long numbers
        answer.task_id = usable_id(detail::value_at(mended, place.path).id());
        is_in_place = !answer.task_id.empty();
        const bool is_whole = text.arrived == arrival::whole && !memory.was_cut();  // the rest might have the right one
        if (!is_in_place && is_whole) answer.task_id = detail::id_elsewhere(answer.status, mended, place);
        if (mended.size() == 0) answer.task_id = usable_id(salvage_string(body, *(place.path.end() - 1)));
    }
    if (!answer.task_id.empty()) answer.strength = weigh_id(answer.status, text.arrived, is_in_place, looks_accepted);
    answer.mended = memory.was_damaged();
}

}  // namespace seedance
