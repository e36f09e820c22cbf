// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the first bytes of a file say that it is. Servers name videos in many ways, and error pages too: no header is
/// asked.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <seedance/core/impl/file_signatures.hpp>
#include <seedance/core/text.hpp>

namespace seedance::detail {

/// The kinds of files that are told apart.
enum class content_kind : std::uint8_t {
    video,    ///< in a container that is known: ISO BMFF (MP4, MOV), EBML (WebM, Matroska), RIFF (AVI) or MPEG-TS
    picture,  ///< JPEG, PNG, GIF, WebP, AVIF or HEIF: what gateways give beside a video
    unknown,  ///< none of the others
    html,     ///< a page of HTML, or a piece of one
    xml,      ///< a document of XML that is not HTML: storage servers put their errors into one
    json,     ///< a text of JSON
    empty,    ///< there is nothing but white space
};

/// Gives the kind's name for people: "a page of HTML".
constexpr std::string_view describe(content_kind value) noexcept {
    switch (value) {
        case content_kind::video: return "a video";
        case content_kind::picture: return "a picture";
        case content_kind::unknown: return "a file of a kind that is not known";
        case content_kind::html: return "a page of HTML";
        case content_kind::xml: return "a document of XML";
        case content_kind::json: return "a text of JSON";
        case content_kind::empty: return "nothing";
    }
    return "?";
}

/// Says whether this is what servers send in place of a file.
constexpr bool is_no_file(content_kind kind) noexcept {
    return kind != content_kind::video && kind != content_kind::picture && kind != content_kind::unknown;
}

/// How many bytes of a file are looked at, behind white space that fills as many.
inline constexpr std::size_t looked_at = 512;

/// Gives where a file begins that white space stands before: templates of pages write much of it.
constexpr std::size_t begin_of_text(std::string_view bytes) noexcept {
    const auto begin = bytes.find_first_not_of(" \t\r\n\f");
    const auto blanks = begin == bytes.npos ? bytes.size() : begin;
    return blanks < looked_at ? 0 : blanks;
}

/// Says whether there is enough of a file to look at. What is 64 KiB of white space is looked at as it is.
constexpr bool is_enough_to_look_at(std::string_view bytes) noexcept {
    constexpr std::size_t most_blanks = 65'536;
    return bytes.size() - begin_of_text(bytes) >= looked_at || bytes.size() >= most_blanks;
}

// ---- containers

/// Says whether a file begins with a box of ISO/IEC 14496-12, or of QuickTime, that may stand first.
constexpr bool is_iso_bmff(std::string_view bytes) noexcept {
    if (bytes.size() < 8) return false;
    const auto type = bytes.substr(4, 4);
    for (const std::string_view first : {"ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "sidx",
                                         "emsg", "pdin", "prft", "uuid"})
        if (type == first) return true;
    return false;
}

/// Says whether the byte that begins each packet of an MPEG transport stream stands in its places: packets have 188
/// bytes, 192 with a time before them, 204 with a checksum behind them.
constexpr bool is_mpeg_ts(std::string_view bytes) noexcept {
    constexpr char sync = 0x47;
    const auto is_at = [bytes](std::size_t first, std::size_t size) {
        if (bytes.size() <= first + size) return false;
        for (auto at = first; at < bytes.size(); at += size)
            if (bytes[at] != sync) return false;
        return true;
    };
    return is_at(0, 188) || is_at(4, 192) || is_at(0, 204);
}

/// Says whether a file begins as pictures do. Some of them are in boxes, as videos are: their brand tells.
constexpr bool is_picture(std::string_view bytes) noexcept {
    if (is_riff(bytes, "WEBP")) return true;
    for (const std::string_view first :
         {jpeg_signature, png_signature, std::string_view{"GIF87a"}, std::string_view{"GIF89a"}})
        if (bytes.starts_with(first)) return true;
    if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return false;
    for (const std::string_view brand : {"avif", "heic", "heix", "mif1"})
        if (bytes.substr(8, 4) == brand) return true;
    return false;
}

constexpr bool is_known_container(std::string_view bytes) noexcept {
    return is_iso_bmff(bytes) || bytes.starts_with("\x1A\x45\xDF\xA3") || is_riff(bytes, "AVI ") || is_mpeg_ts(bytes);
}

// ---- texts

/// Gives a text's bytes without a byte order mark. One in UTF-16 comes as the low bytes of its characters: what tells
/// pages and documents is ASCII.
inline std::string as_bytes(std::string_view text) {
    const auto every_second = [&text](std::size_t first) {
        std::string bytes;
        for (auto at = first; at < text.size(); at += 2) bytes += text[at];
        return bytes;
    };
    constexpr char zero = '\0';
    if (text.starts_with("\xEF\xBB\xBF")) return std::string{text.substr(3)};
    if (text.starts_with("\xFF\xFE")) return every_second(2);
    if (text.starts_with("\xFE\xFF")) return every_second(3);
    if (text.size() >= 4 && text[0] != zero && text[1] == zero && text[2] != zero && text[3] == zero)
        return every_second(0);
    if (text.size() >= 4 && text[0] == zero && text[1] != zero && text[2] == zero && text[3] != zero)
        return every_second(1);
    return std::string{text};
}

/// Says whether a byte is one of those that stand in no text (WHATWG MIME Sniffing, "binary data byte").
constexpr bool is_binary(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x08 || byte == 0x0B || (byte >= 0x0E && byte <= 0x1A) || (byte >= 0x1C && byte <= 0x1F);
}

constexpr bool holds_binary(std::string_view bytes) noexcept {
    for (const char c : bytes)
        if (is_binary(c)) return true;
    return false;
}

/// Says whether a text begins with a tag, a comment, a declaration or an instruction.
constexpr bool is_markup(std::string_view text) noexcept {
    if (!text.starts_with('<') || text.size() < 2) return false;
    return text::is_letter(text[1]) || text[1] == '!' || text[1] == '?' || text[1] == '/' || text[1] == '_';
}

/// Tells HTML from other markup.
inline content_kind kind_of_markup(std::string_view text) noexcept {
    if (text::contains_ignoring_case(text, "<html") || text::contains_ignoring_case(text, "<!doctype html"))
        return content_kind::html;
    if (text.starts_with("<?") || text::contains_ignoring_case(text, "xmlns") || text.starts_with("<Error>"))
        return content_kind::xml;
    for (const std::string_view tag : {"<head", "<body", "<title", "<script", "<style", "<meta", "<h1", "<h2", "<div",
                                       "<p>", "<br", "<b>", "<center", "<table", "<font", "<a ", "<iframe", "<!--"})
        if (text::starts_with_ignoring_case(text, tag)) return content_kind::html;
    return content_kind::xml;
}

/// Says whether a text begins as an object or an array of JSON does, or is a word or a string of it. `is_all` says that
/// nothing follows.
constexpr bool is_json(std::string_view text, bool is_all) noexcept {
    if (text.empty()) return false;
    const auto inside = text::trim(text.substr(1));
    const char next = inside.empty() ? '\0' : inside.front();
    if (text.front() == '{') return next == '"' || next == '}' || (is_all && inside.empty());
    if (text.front() == '[')
        return std::string_view{"{[\"]-tfn"}.find(next) != std::string_view::npos || text::is_digit(next);
    if (!is_all) return false;
    const bool is_string = text.size() > 1 && text.front() == '"' && text.back() == '"';
    return is_string || text == "null" || text == "true" || text == "false";
}

// ---- all together

/// Tells the kind of a file by its first bytes. `is_all` says that the file has no others.
/// @pre is_enough_to_look_at(bytes) or is_all
inline content_kind content_kind_of(std::string_view bytes, bool is_all) {
    if (is_picture(bytes)) return content_kind::picture;
    if (is_known_container(bytes)) return content_kind::video;
    const auto whole = as_bytes(bytes.substr(begin_of_text(bytes), looked_at));
    const auto text = text::trim(whole);
    if (text.empty()) return is_all ? content_kind::empty : content_kind::unknown;
    if (holds_binary(text)) return content_kind::unknown;
    if (is_markup(text)) return kind_of_markup(text);
    return is_json(text, is_all) ? content_kind::json : content_kind::unknown;
}

}  // namespace seedance::detail
