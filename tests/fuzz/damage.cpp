// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A document's answers with one edit outside the fields that are read: id, state and URLs stay as they are. With bytes
// cut off, the id is the same, or none. Compiled once for each GATEWAY. The first byte says which place is edited, the
// rest is what is written there.
#include "fuzz.hpp"

#include <string>
#include <vector>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/impl/mend_json.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>

using namespace seedance;
using namespace fuzzing;
using traits = provider_traits<GATEWAY::gateway>;

namespace {

/// An answer that may be edited where "@" stands in a text, or "#" as a value.
struct answer_text {
    std::string_view gateway;
    std::string_view accepted;
    std::string_view finished;
};

constexpr answer_text answers[] = {
    {"apixo", R"({"a":"x@y","code":200,"n":#,"message":"@","data":{"o":["@"],"taskId":"task_12345678","b":"@"},"c":#})",
     R"({"code":200,"message":"@","data":{"taskId":"task_12345678","n":#,"state":"success","param":"{@}","resultJson":"{\"resultUrls\":[\"https://a/1.mp4\"]}","b":["@",#]},"c":"@"})"},
    {"pixazo",
     R"({"a":"x@y","request_id":"task_12345678","n":#,"status":"QUEUED","o":["@"],"b":"@","polling_url":"@","c":#})",
     R"({"a":"@","request_id":"task_12345678","n":#,"status":"COMPLETED","output":{"b":"@","media_url":["https://a/1.mp4"],"n":[#]},"c":"@"})"},
    {"xenodia",
     R"({"a":"x@y","task_id":"task_12345678","n":#,"object":"@","state":"waiting","o":["@"],"poll_url":"@"})",
     R"({"a":"@","task_id":"task_12345678","n":#,"state":"success","result":{"b":"@","data":[{"b":"@","url":"https://a/1.mp4"}],"n":#},"c":"@"})"},
};

constexpr const answer_text* answers_of(std::string_view gateway) {
    for (const auto& each : answers)
        if (each.gateway == gateway) return &each;
    return nullptr;
}
static_assert(answers_of(traits::name) != nullptr, "what does this gateway's document show? Say it in `answers`");

constexpr const answer_text& mine() { return *answers_of(traits::name); }

bool is_word_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' ||
           c == '.' || c == '_';
}

/// What may be written into a text without ending it: a quote ends it when more JSON follows, and so does a backslash
/// before the quote at its end escape that.
std::string as_text(std::string_view edit) {
    std::string kept;
    for (const char c : edit)
        if (c != '"' || (!kept.empty() && kept.back() != '\\')) kept += c;
    while (kept.ends_with('\\')) kept.pop_back();
    for (auto quote = kept.find('"'); quote != kept.npos; quote = kept.find('"', quote + 1)) {
        const auto next = kept.find_first_not_of(" \t\r\n", quote + 1);
        if (next == kept.npos || std::string_view{":,}]\""}.find(kept[next]) != std::string_view::npos)
            kept[quote] = 'q';
    }
    return kept;
}

std::string as_value(std::string_view edit) {
    std::string kept;
    for (const char c : edit)
        if (is_word_character(c)) kept += c;
    return kept.empty() ? "0" : kept;
}

/// Writes the edit at one of the places, and what is harmless at the others.
std::string edited(std::string_view text, std::size_t place, std::string_view edit) {
    std::size_t places = 0;
    for (const char c : text) places += c == '@' || c == '#';
    place %= places;
    std::string written;
    for (const char c : text) {
        if (c != '@' && c != '#') {
            written += c;
            continue;
        }
        const bool is_here = place-- == 0;
        written += c == '@' ? (is_here ? as_text(edit) : "words") : (is_here ? as_value(edit) : "7");
    }
    return written;
}

/// Writes bytes that are no JSON, and are passed over, between two tokens: before one of the names.
std::string edited_between(const std::string& body, std::size_t place, std::string_view edit) {
    std::string passed_over;
    for (const char c : edit)
        if (c <= ' ' || static_cast<unsigned char>(c) >= 0x7F) passed_over += c;
    std::vector<std::size_t> places{1};
    for (auto at = body.find(",\""); at != body.npos; at = body.find(",\"", at + 1)) places.push_back(at + 1);
    const auto at = places[place % places.size()];
    return body.substr(0, at) + passed_over + body.substr(at);
}

void check_cuts(const std::string& body) {
    for (std::size_t size = 0; size != body.size(); ++size) {
        const auto cut = traits::decode_submit(200, std::string_view{body}.substr(0, size), arrival::cut);
        PROPERTY(cut.task_id.empty() || cut.task_id == "task_12345678");
        PROPERTY(cut.strength == evidence::none || cut.strength == evidence::task ||
                 cut.strength == evidence::candidate);
    }
}

void check_status_cuts(const std::string& body) {
    for (std::size_t size = 0; size != body.size(); ++size) {
        const auto cut = traits::decode_status(200, std::string_view{body}.substr(0, size));
        const bool is_marked = cut.task_id.find(detail::unreadable) != std::string::npos;
        PROPERTY(cut.task_id.empty() || is_marked || cut.task_id == "task_12345678");
        PROPERTY(cut.urls.empty() || cut.urls == std::vector<std::string>{"https://a/1.mp4"});
        PROPERTY(cut.state != task_state::failed);
    }
}

void check_finished(const std::string& body) {
    const auto finished = traits::decode_status(200, body);
    PROPERTY(finished.understood && finished.state == task_state::succeeded);
    PROPERTY(finished.task_id == "task_12345678");
    PROPERTY(finished.urls == std::vector<std::string>{"https://a/1.mp4"});
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    if (text.empty()) return;
    const auto place = static_cast<unsigned char>(text.front());
    const auto edit = text.substr(1, 64);

    const auto submitted = edited(mine().accepted, place, edit);
    const auto accepted = traits::decode_submit(200, submitted, arrival::whole);
    PROPERTY(accepted.task_id == "task_12345678" && accepted.strength == evidence::task);
    check_cuts(submitted);

    const auto finished = edited(mine().finished, place, edit);
    check_finished(finished);
    check_status_cuts(finished);

    check_finished(edited_between(edited(mine().finished, 0, "words"), place, edit));
    const auto between = edited_between(edited(mine().accepted, 0, "words"), place, edit);
    PROPERTY(traits::decode_submit(200, between, arrival::whole).task_id == "task_12345678");
}
