// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a compressed body: what comes out stays within the limit, and what is cut gives the beginning of what
// the whole gives. The first byte says which codings, and where the body is cut.
#include "fuzz.hpp"

#include <algorithm>

#include <seedance/transport/impl/content_coding.hpp>

using namespace seedance;

namespace {

constexpr std::uint64_t most_body = 50'000;

struct undone {
    std::string body;
    error_code error;
};

undone undo(const char* codings, std::string_view body) {
    http_reply reply;
    reply.headers = {{"Content-Encoding", codings}};
    reply.body = body;
    const auto problem = detail::undo_codings(reply, most_body);
    PROPERTY(problem.error.failed() == !problem.words.empty());
    PROPERTY(reply.body.size() <= std::max<std::size_t>(most_body, body.size()));
    return {std::move(reply.body), problem.error};
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    if (text.empty()) return;
    const auto how = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    static constexpr const char* codings[] = {"gzip", "deflate", "gzip, gzip", "deflate, gzip"};
    const auto* const chosen = codings[how & 3];
    const auto whole = undo(chosen, text);
    const auto cut = text.substr(0, text.size() * (how >> 2) / 64);
    const auto part = undo(chosen, cut);
    // Of damaged data less may come out, and what is too short for its label, or inside another coding, is taken as it
    // is.
    const bool is_comparable = how % 4 == 0 && whole.error != make_error_code(transport_errc::coded_reply);
    PROPERTY(!is_comparable || part.body == cut || whole.body == text || whole.body.starts_with(part.body));
    if (how % 4 != 0 || !detail::is_gzip(text)) return;
    const auto direct = detail::gunzip(text, most_body);
    PROPERTY(direct.taken <= text.size() && direct.bytes == whole.body);
    PROPERTY((direct.end == detail::inflate_end::whole) == !whole.error);
}
