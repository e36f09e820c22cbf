// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as an HTTP reply: in whatever pieces they come, they mean the same, and no limit is passed. The first byte
// says how: its lowest bit whether the body goes to a sink, the next whether the request was a HEAD; the rest is the
// largest piece.
#include "fuzz.hpp"

#include <algorithm>

#include <seedance/transport/impl/reply_reader.hpp>

using namespace seedance;

namespace {

constexpr std::uint64_t most_body = 3000;

struct collector final : body_sink {
    std::string bytes;
    int begun = 0;
    error_code begin(const http_reply& head) override {
        PROPERTY(head.status / 100 == 2);
        ++begun;
        return {};
    }
    error_code write(std::string_view piece) override {
        PROPERTY(begun == 1 && !piece.empty());
        bytes += piece;
        return {};
    }
};

struct outcome {
    http_reply reply;
    std::string streamed;
    error_code error;
    bool done = false;
    bool keeps = false;
    bool until_close = false;
    std::size_t taken = 0;
};

outcome read(std::string_view bytes, bool to_sink, bool to_head, std::size_t piece) {
    outcome out;
    collector sink;
    detail::reply_reader reader{out.reply, to_sink ? &sink : nullptr, {.body = most_body, .reply_to_head = to_head}};
    std::size_t given = 0;
    while (!reader.done() && !reader.error() && given != bytes.size()) {
        given = std::min(bytes.size(), given + piece);
        const auto n = reader.take(bytes.substr(out.taken, given - out.taken));
        PROPERTY(n <= given - out.taken);
        out.taken += n;
        PROPERTY(given - out.taken <= detail::reply_head::limit + piece);  // what is kept waiting is bounded
    }
    out.error = reader.error();
    out.done = reader.done();
    out.keeps = reader.keeps_connection();
    out.until_close = reader.ends_with_connection();
    out.streamed = std::move(sink.bytes);
    return out;
}

void check_one(const outcome& out) {
    PROPERTY(!(out.done && out.error));
    PROPERTY(out.reply.body.size() <= most_body && out.streamed.size() <= most_body);
    PROPERTY(out.reply.status == 0 || (out.reply.status >= 200 && out.reply.status <= 999));
    PROPERTY(!out.done || out.reply.status != 0);
    PROPERTY(!(out.keeps && out.until_close));
    std::size_t head = 0;
    for (const auto& [name, value] : out.reply.headers) {
        PROPERTY(!name.empty());
        for (const char c : name + value) PROPERTY((c >= 0x20 || c == '\t' || c < 0) && c != 0x7F);
        head += name.size() + value.size();
    }
    PROPERTY(head <= detail::reply_head::limit);
}

void check_same(const outcome& a, const outcome& b) {
    PROPERTY(a.error == b.error);
    PROPERTY(a.done == b.done && a.reply.status == b.reply.status && a.reply.headers.size() == b.reply.headers.size());
    if (a.error) return;
    PROPERTY(a.reply.body == b.reply.body && a.streamed == b.streamed);
    PROPERTY(a.keeps == b.keeps && a.until_close == b.until_close);
    PROPERTY(!a.done || a.taken == b.taken);  // what follows is the next reply's, or nobody's
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    if (text.empty()) return;
    const auto how = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    const bool to_sink = (how & 1) != 0, to_head = (how & 2) != 0;
    const auto at_once = read(text, to_sink, to_head, std::max<std::size_t>(text.size(), 1));
    const auto in_bytes = read(text, to_sink, to_head, 1);
    const auto in_pieces = read(text, to_sink, to_head, 1 + (how >> 2));
    check_one(at_once);
    check_one(in_bytes);
    check_same(at_once, in_bytes);
    check_same(at_once, in_pieces);
}
