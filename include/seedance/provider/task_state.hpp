// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: whether an answer to a poll tells the state of a task, and its id and the URLs of its result
/// where their shape is not the document's.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/provider/answer.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// Says whether an answer with this status may tell the state of a task: a success, or an error under which gateways
/// also show tasks that are over. `settle_state` then says whether it does.
constexpr bool may_tell_state(int status) noexcept {
    return detail::is_success_status(status) || status == 400 || status == 422 || (status >= 500 && status < 600);
}

/// Takes back a state that the answer does not bear, as if none had been read; what it says of an error stays. Under an
/// error's status only the end of a task counts, with the task's id; and a success of which only the beginning came
/// (`was_cut`) may have URLs in the rest.
inline void settle_state(status_answer& answer, bool was_cut) {
    const bool is_success = detail::is_success_status(answer.status);
    const bool is_told = is_success || (is_terminal(answer.state) && !answer.task_id.empty());
    const bool lacks_urls = was_cut && answer.state == task_state::succeeded && answer.urls.empty();
    if (is_told && !lacks_urls) return;
    answer = {.status = answer.status, .error = std::move(answer.error), .mended = answer.mended};
}

/// How many URLs a search finds at most: each is compared with all others.
inline constexpr std::size_t most_urls_found = 100;

/// Appends the https URLs that stand anywhere below a value, each once: where a finished task has none in its place,
/// one of them may be what was paid for. The first `most_urls_found` count.
inline void add_urls_below(std::vector<std::string>& urls, json_view value) {
    if (urls.size() >= most_urls_found) return;
    const auto text = value.url();
    const bool is_new = std::find(urls.begin(), urls.end(), text) == urls.end();
    if (is_new) add_url(urls, value);
    for (const auto& member : value.members()) add_urls_below(urls, member.value());
    for (const json_view element : value.elements()) add_urls_below(urls, element);
}

namespace detail {

/// What gateways call what was made, folded. Other names of an answer are of what was sent, or lead elsewhere.
inline constexpr std::string_view result_names[] = {
    "mediaurl", "mediaurls", "media",     "videourl",   "videourls",   "video",       "videos", "outputurl",
    "outputs",  "output",    "resulturl", "resulturls", "result",      "results",     "url",    "urls",
    "fileurl",  "files",     "file",      "data",       "downloadurl", "downloadurls"};

}  // namespace detail

/// Appends the URLs below those members of a whole answer whose names say that they are its result: a gateway may leave
/// out the object that its document puts around it.
inline void add_urls_of_answer(std::vector<std::string>& urls, json_view answer) {
    for (const auto& member : answer.members())
        if (is_one_of_codes(member.key(), detail::result_names)) add_urls_below(urls, member.value());
}

/// Reads the id of an answer's task: `find` gives its place in an answer. One of more digits than a number keeps is
/// read from the text itself, which is `body`: nobody knows a task by a number that was rounded.
template <class Find>
std::string id_of_task(json_view answer, std::string_view body, json_memory& memory, Find find) {
    const json_view place = find(answer);
    auto id = place.id();
    if (id.empty() && place.has_text()) id = find(memory.parse_mended(body)).id();
    return id;
}

}  // namespace seedance
