// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: whether an answer to a poll tells the state of a task, and its id and the URLs of its result
/// where their shape is not the document's.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/text.hpp>
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

namespace detail {

/// Endings of files that are videos, and of those that are not.
inline constexpr std::string_view video_endings[] = {"mp4", "mov", "webm", "mkv", "m4v", "avi", "mpg", "mpeg"},
                                  other_endings[] = {"jpg", "jpeg", "png",  "webp", "gif",  "svg", "bmp", "avif",
                                                     "mp3", "wav",  "json", "txt",  "html", "htm", "vtt", "srt"};

/// Parts of names, folded, of what gateways give beside a video.
inline constexpr std::string_view beside_a_video[] = {"thumb", "cover", "poster", "preview", "image", "frame", "input"};

/// Gives the ending of the file that a URL names, in lower case.
inline std::string ending_of(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const auto dot = url.find_last_of("./");
    return dot == url.npos || url[dot] == '/' ? std::string{} : folded_word(url.substr(dot));
}

/// How unlikely it is that a URL is that of the video. A name is weaker than an ending: gateways call all sorts of
/// things an image.
inline int rank_of_url(std::string_view url, bool is_beside) {
    const auto ending = ending_of(url);
    const auto is_one_of = [&ending](const auto& all) {
        return std::find(std::begin(all), std::end(all), ending) != std::end(all);
    };
    if (is_one_of(other_endings)) return 4;
    return (is_one_of(video_endings) ? 0 : 2) + (is_beside ? 1 : 0);
}

/// A URL, with the least rank that it has in any of its places.
struct found_url {
    std::string url;
    int rank;
};

inline void note_url(std::vector<found_url>& found, std::string_view url, bool is_beside) {
    if (!is_result_url(url)) return;
    const auto rank = rank_of_url(url, is_beside);
    const auto at = std::find_if(found.begin(), found.end(), [url](const found_url& each) { return each.url == url; });
    if (at != found.end())
        at->rank = std::min(at->rank, rank);
    else if (found.size() < most_urls_found)
        found.push_back({std::string{url}, rank});
}

/// Says whether a member's name says that it is something beside the video.
inline bool is_beside_a_video(std::string_view name) {
    const auto folded = folded_word(name);
    const auto is_it = [&folded](std::string_view part) { return folded.starts_with(part) || folded.ends_with(part); };
    return std::any_of(std::begin(beside_a_video), std::end(beside_a_video), is_it);
}

inline void find_urls(std::vector<found_url>& found, json_view value, bool is_beside, int most_texts = 3);

/// Finds the URLs in JSON that a gateway has put into a text, at most `most_texts` texts within each other.
inline void find_urls_in_text(std::vector<found_url>& found, std::string_view text, bool is_beside, int most_texts) {
    text = text::trim(text);
    const bool may_be_json = text.starts_with('{') || text.starts_with('[') || text.starts_with("\"{");
    if (!may_be_json || most_texts == 0) return;
    json_memory memory;
    const auto parsed = memory.parse(text);
    find_urls(found, parsed, is_beside, most_texts - 1);
}

inline void find_urls(std::vector<found_url>& found, json_view value, bool is_beside, int most_texts) {
    note_url(found, value.url(), is_beside);
    find_urls_in_text(found, value.string(), is_beside, most_texts);
    for (const auto& member : value.members())
        find_urls(found, member.value(), is_beside || is_beside_a_video(member.key()), most_texts);
    for (const json_view element : value.elements()) find_urls(found, element, is_beside, most_texts);
}

/// Appends URLs that are new, the likeliest first.
inline void add_found(std::vector<std::string>& urls, std::vector<found_url> found) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& one, const auto& other) { return one.rank < other.rank; });
    for (auto& each : found) {
        const bool is_new = std::find(urls.begin(), urls.end(), each.url) == urls.end();
        if (is_new && urls.size() < most_urls_found) urls.push_back(std::move(each.url));
    }
}

}  // namespace detail

/// Appends the https URLs that stand anywhere below a value, also in JSON that was put into a text, each once: where a
/// finished task has none in its place, one of them may be what was paid for. What looks like a video comes first, and
/// what looks like a picture of it last. The first `most_urls_found` count.
inline void add_urls_below(std::vector<std::string>& urls, json_view value) {
    std::vector<detail::found_url> found;
    detail::find_urls(found, value, false);
    detail::add_found(urls, std::move(found));
}

namespace detail {

/// What gateways call what was made, folded. Other names of an answer are of what was sent, or lead elsewhere.
inline constexpr std::string_view result_names[] = {
    "mediaurl", "mediaurls", "media",     "videourl",   "videourls",   "video",        "videos",    "outputurl",
    "outputs",  "output",    "resulturl", "resulturls", "result",      "results",      "url",       "urls",
    "fileurl",  "files",     "file",      "data",       "downloadurl", "downloadurls", "resultjson"};

}  // namespace detail

/// Appends the URLs below those members of a whole answer whose names say that they are its result: a gateway may leave
/// out the object that its document puts around it.
inline void add_urls_of_answer(std::vector<std::string>& urls, json_view answer) {
    std::vector<detail::found_url> found;
    for (const auto& member : answer.members())
        if (is_one_of_codes(member.key(), detail::result_names)) detail::find_urls(found, member.value(), false);
    detail::add_found(urls, std::move(found));
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
