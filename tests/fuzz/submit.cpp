// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a gateway's answer to a submit: an id is either safe or none, and is one that the answer holds. Compiled
// once for each GATEWAY.
#include "fuzz.hpp"

#include <algorithm>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/transport/https_target.hpp>

using namespace seedance;
using namespace fuzzing;
using traits = provider_traits<GATEWAY::gateway>;

namespace {

void check_salvage(std::string_view text) {
    for (const std::string_view name : {"taskId", "task_id", "request_id"}) {
        const auto found = salvage_string(text, name);
        PROPERTY(found.find_first_of("\"\\") == std::string::npos);
        PROPERTY(found.empty() || text.find('"' + found + '"') != std::string_view::npos);
        for (const std::size_t cut :
             {text.size() / 2, text.size() - text.size() / 8}) {  // what was cut has the same id or none
            const auto of_cut = salvage_string(text.substr(0, cut), name);
            PROPERTY(of_cut.empty() || of_cut == found);
        }
    }
}

/// The id as it goes into the URL that asks after it.
void check_target(const std::string& id) {
    const auto url = std::string{traits::default_base_url} + traits::status_target("seedance-2-0", id);
    for (const char c : url) PROPERTY(c > 0x20 && c < 0x7F);
    const auto target = parse_https_url(url);
    const auto plain =
        parse_https_url(std::string{traits::default_base_url} + traits::status_target("seedance-2-0", "a"));
    PROPERTY(target && plain && target->origin == plain->origin);
    const auto parts = [](const std::string& path) {
        return std::count_if(path.begin(), path.end(),
                             [](char c) { return c == '/' || c == '?' || c == '&' || c == '#'; });
    };
    PROPERTY(parts(target->path) == parts(plain->path));
    PROPERTY(url.find("/../") == std::string::npos && !url.ends_with("/..") && !url.ends_with("/."));
}

}  // namespace

void fuzz(std::string_view body) noexcept {
    check_salvage(body);
    for (const int http_status : {200, 0, 429, 500}) {
        const auto arrived = http_status == 0 ? arrival::cut : arrival::whole;
        const auto answer = traits::decode_submit(http_status, body, arrived);
        PROPERTY(answer.status == http_status || (answer.status > 0 && answer.status < 1000));
        PROPERTY(is_text_for_people(answer.error.code));
        PROPERTY(is_utf8(answer.error.message) && answer.error.message.size() <= 2048);
        PROPERTY(!answer.poll_hint || (answer.poll_hint->count() > 0 && *answer.poll_hint <= std::chrono::hours{1}));

        http_reply reply;
        reply.status = http_status;
        reply.sent = delivery::complete;
        if (http_status == 0) reply.error = make_error_code(transport_errc::cut_reply);
        const auto decided = detail::classify_submit(reply, answer, {});
        PROPERTY((decided.kind == detail::decision_kind::done) == (answer.strength == evidence::task));
        PROPERTY(answer.strength != evidence::candidate || decided.kind == detail::decision_kind::uncertain);
        PROPERTY((answer.strength == evidence::none) == answer.task_id.empty());
        PROPERTY(answer.strength != evidence::task || http_status == 200);
        PROPERTY(http_status != 0 || decided.kind == detail::decision_kind::done ||
                 decided.kind == detail::decision_kind::uncertain);
        if (answer.task_id.empty()) continue;
        PROPERTY(is_safe_id(answer.task_id) && is_usable_id(answer.task_id));
        const bool is_plain = body.find('\\') == std::string_view::npos;
        PROPERTY(!is_plain || body.find(answer.task_id) != std::string_view::npos);
        check_target(answer.task_id);
    }
}
