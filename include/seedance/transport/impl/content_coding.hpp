// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/http_token.hpp>
#include <seedance/transport/impl/inflate.hpp>

namespace seedance::detail {

/// The kinds of content codings (RFC 9110, 8.4).
enum class coding : std::uint8_t {
    none,     ///< changes nothing: "identity", and what servers write there by mistake: "UTF-8", "none", "aws-chunked"
    gzip,     ///< can be undone
    deflate,  ///< can be undone: in the format of zlib, or raw, as some servers understand it
    foreign,  ///< one of IANA's registry, or of those beside it, that nobody asked for
};

inline bool is_one_of(std::string_view name, const auto& names) noexcept {
    return std::any_of(std::begin(names), std::end(names),
                       [name](std::string_view one) { return text::equal_ignoring_case(one, name); });
}

inline coding coding_of(std::string_view name) noexcept {
    static constexpr std::string_view gzip[] = {"gzip", "x-gzip"}, deflate[] = {"deflate", "x-deflate", "zlib"},
                                      foreign[] = {"br",      "zstd",         "compress", "x-compress", "aes128gcm",
                                                   "dcb",     "dcz",          "exi",      "brotli",     "bzip2",
                                                   "x-bzip2", "bz2",          "lzma",     "xz",         "lz4",
                                                   "snappy",  "pack200-gzip", "zip",      "x-zip",      "sdch"};
    if (is_one_of(name, gzip)) return coding::gzip;
    if (is_one_of(name, deflate)) return coding::deflate;
    return is_one_of(name, foreign) ? coding::foreign : coding::none;
}

/// Gives the names of the codings in a list that change a body, in the order in which they were applied.
inline std::vector<std::string_view> codings_in(std::string_view list) {
    std::vector<std::string_view> out;
    while (!list.empty()) {
        const auto name = take_element(list);
        if (coding_of(name) != coding::none) out.push_back(name);
    }
    return out;
}

/// Undoes "deflate". The first two bytes of zlib's format may also begin a raw one.
inline inflated inflate_either(std::string_view body, std::uint64_t limit) {
    if (!is_zlib(body)) return inflate_raw(body, limit);
    auto zlib = inflate_zlib(body, limit);
    if (zlib.end != inflate_end::damaged) return zlib;
    auto raw = inflate_raw(body, limit);
    return raw.end == inflate_end::whole ? std::move(raw) : std::move(zlib);
}

/// Says whether this looks like JSON or a page: it begins like one, and holds no control characters.
inline bool is_plain_text(std::string_view body) noexcept {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && !text::is_space(c); };
    const auto begin = text::trim(body).substr(0, 1);
    return !begin.empty() && std::string_view{"{[<\""}.find(begin) != std::string_view::npos &&
           std::none_of(body.begin(), body.end(), is_control);
}

/// Says whether this looks like one whole JSON text that nobody has coded.
inline bool is_plain_json(std::string_view body) noexcept {
    const auto text = text::trim(body);
    const bool is_closed =
        (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'));
    return is_closed && is_plain_text(body);
}

/// Undoes a coding of a body that is not empty. What is not at all what its label says is taken as it is: there are
/// servers that label what they did not compress.
inline inflated undo_coding(coding how, std::string_view body, std::uint64_t limit) {
    const auto as_it_is = [body] { return inflated{std::string{body}, inflate_end::whole, body.size()}; };
    switch (how) {
        case coding::gzip: return is_gzip(body) ? gunzip(body, limit) : as_it_is();
        case coding::deflate: {
            auto out = inflate_either(body, limit);
            return out.end != inflate_end::whole && is_plain_text(body) ? as_it_is() : out;
        }
        case coding::none:
        case coding::foreign: break;
    }
    return as_it_is();
}

/// What went wrong with a body's codings; no error: nothing.
struct coding_problem {
    error_code error{};
    std::string words{};
};

inline coding_problem problem_of(inflate_end end, std::string_view name) {
    const auto its_data = "its " + std::string{name} + " data ";
    switch (end) {
        case inflate_end::whole: return {};
        case inflate_end::cut: return {transport_errc::cut_reply, its_data + "end too early"};
        case inflate_end::damaged: return {transport_errc::coded_reply, its_data + "are damaged"};
        case inflate_end::too_large: break;
    }
    return {transport_errc::reply_too_large, its_data + "are larger than the limit once they are inflated"};
}

/// Says whether the first bytes of a file show that nobody has coded it, whatever its label says.
inline bool is_labelled_wrong(const http_reply& head, std::string_view first_bytes) noexcept {
    const bool is_gzip_alone = coding_of(text::trim(head.header("Content-Encoding"))) == coding::gzip;
    return (is_gzip_alone && !is_gzip(first_bytes)) || first_bytes.substr(0, 8).ends_with("ftyp");
}

/// Undoes the content codings of a collected body. What could be inflated is in the body, whatever the outcome, and the
/// first thing that went wrong is told. From a coding that cannot be undone on, the body stays as it came; JSON is none
/// of its data.
inline coding_problem undo_codings(http_reply& reply, std::uint64_t limit) {
    constexpr std::size_t most_codings = 4;
    std::string list;
    for (const auto& header : reply.headers)
        if (text::equal_ignoring_case(header.name, "Content-Encoding")) list.append(header.value).append(",");
    auto names = codings_in(list);
    if (names.size() > most_codings) return {transport_errc::coded_reply, "again and again"};
    coding_problem first;
    for (; !names.empty() && !reply.body.empty(); names.pop_back()) {
        const std::string name{names.back()};
        const auto how = coding_of(name);
        if (how == coding::foreign && !is_plain_json(reply.body))
            return first.error ? first : coding_problem{transport_errc::coded_reply, "in the way of " + name};
        auto out = undo_coding(how, reply.body, limit);
        reply.body = std::move(out.bytes);
        if (!first.error) first = problem_of(out.end, name);
    }
    return first;
}

/// Undoes what can be undone of the codings of a body whose framing is broken. Bytes of the framing may stand before
/// gzip's data.
inline void undo_refused_codings(http_reply& reply, std::uint64_t limit) {
    const auto begin = reply.body.find("\x1f\x8b\x08");
    const bool is_gzip_alone = coding_of(text::trim(reply.header("Content-Encoding"))) == coding::gzip;
    if (is_gzip_alone && begin != std::string::npos) reply.body.erase(0, begin);
    undo_codings(reply, limit);
}

}  // namespace seedance::detail
