// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any text as the URL of a proxy (first line), as a list of hosts without one (second line), as a `Keep-Alive` (third
// line), and as what a proxy answers (the rest): it is read in one way, whatever pieces it comes in.
#include "fuzz.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/keep_alive.hpp>
#include <seedance/transport/impl/no_proxy.hpp>
#include <seedance/transport/impl/proxy_reply.hpp>
#include <seedance/transport/impl/proxy_url.hpp>

using namespace seedance;

namespace {

void check_url(std::string_view text) {
    const auto read = detail::parse_proxy_url(text);
    PROPERTY(read.proxy.has_value() == read.problem.empty());
    if (!read.proxy) return;
    const auto name = read.proxy->name();
    PROPERTY(read.proxy->target.port != 0 && !read.proxy->target.host.empty());
    PROPERTY(name.find_first_of(" \r\n@") == std::string::npos);
    PROPERTY(read.proxy->authorization.reveal().find_first_of("\r\n") == std::string::npos);
    const auto again = detail::parse_proxy_url(name);
    PROPERTY(again.proxy && again.proxy->name() == name && again.proxy->authorization.empty());
}

void check_list(std::string_view text) {
    const detail::no_proxy list{text};
    for (const std::string_view url : {"https://localhost/", "https://127.1.2.3/", "https://[::1]/"})
        PROPERTY(list.holds(*parse_https_url(url)));
    const bool is_for_all = text.find('*') != std::string_view::npos;
    const auto other = *parse_https_url("https://a-host-of-nobody.example/");
    if (list.holds(other)) PROPERTY(is_for_all || text::contains_ignoring_case(text, "example"));
}

void check_reply(std::string_view text) {
    using enum detail::proxy_reply::result;
    detail::proxy_reply whole, pieces;
    const auto result = whole.take(text);
    auto last = unfinished;
    std::size_t taken = 0;
    while (taken != text.size() && last == unfinished) last = pieces.take(text.substr(taken++, 1));
    // What comes behind a success is refused, which piece by piece nobody has seen yet.
    if (last == open) PROPERTY(result == open || (result == no_http && taken != text.size()));
    if (last != open) PROPERTY(result == last);
    if (result == open) PROPERTY(whole.status() >= 200 && whole.status() < 300);
    if (result == refused) PROPERTY(whole.status() >= 300 && whole.status() == pieces.status());
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    check_url(fuzzing::part(text, '\n'));
    check_list(fuzzing::part(text, '\n'));
    const auto time = detail::kept_alive_for(fuzzing::part(text, '\n'));
    PROPERTY(!time || (time->count() >= 0 && *time < std::chrono::hours{24 * 365}));
    check_reply(text);
}
