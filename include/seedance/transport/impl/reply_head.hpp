// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/content_coding.hpp>
#include <seedance/transport/impl/http_token.hpp>
#include <seedance/transport/impl/plain_lines.hpp>

namespace seedance::detail {

/// The head of a reply, read from bytes that hold the whole of it, as RFC 9112 wants heads to be: nothing in it can be
/// taken apart in two ways. What is refused here may still be mended, see `mended_head`.
class reply_head {
  public:
    static constexpr std::size_t limit =
        64 * 1024;  // bytes; real gateways and CDNs send 17 KiB of cookies and policies

    int status = 0;
    int version = 0;  ///< 10 or 11
    std::vector<http_header> headers;
    std::optional<std::uint64_t> length;  ///< of the body, in bytes
    bool chunked = false;                 ///< the body comes in chunks
    bool closes = false;                  ///< the other side has said that it closes the connection
    bool encoded = false;                 ///< by gzip or another Content-Encoding that changes the body

    /// Reads a whole head; `bytes` ends with its empty line.
    error_code parse(std::string_view bytes) {
        if (!bytes.ends_with("\r\n\r\n")) return transport_errc::bad_reply;
        headers.reserve(8);
        bool is_sound = read_status_line(take_line(bytes));
        auto line = take_line(bytes);
        for (; is_sound && !line.empty(); line = take_line(bytes)) is_sound = read_field(line);
        if (chunked && (length || version == 10)) is_sound = false;
        return is_sound && bytes.empty() ? error_code{} : transport_errc::bad_reply;
    }

  private:
    /// Takes a line without its end; an empty one where there is none, or where a bare CR or LF, or another control
    /// character, is in it.
    static std::string_view take_line(std::string_view& bytes) noexcept {
        const auto end = bytes.find('\r');
        if (end == std::string_view::npos || end + 1 == bytes.size() || bytes[end + 1] != '\n') return {};
        const auto line = bytes.substr(0, end);
        if (holds_controls(line)) return {};
        bytes.remove_prefix(end + 2);
        return line;
    }

    bool read_status_line(std::string_view line) noexcept {
        constexpr std::string_view name = "HTTP/1.", shortest = "HTTP/1.1 200 ";
        if (line.size() < shortest.size() || !line.starts_with(name)) return false;
        const auto code = text::parse_number<int>(line.substr(shortest.size() - 4, 3));
        const char minor = line[name.size()];
        status = code.value_or(0);
        version = minor == '0' ? 10 : 11;
        const bool has_blanks = line[name.size() + 1] == ' ' && line[shortest.size() - 1] == ' ';
        return has_blanks && (minor == '0' || minor == '1') && status >= 100;
    }

    /// Reads a header; a line that goes on with the one before is none.
    bool read_field(std::string_view line) {
        const auto colon = std::min(line.find(':'), line.size());
        const auto name = line.substr(0, colon);
        if (colon == line.size() || !is_token(name)) return false;
        const auto value = without_blanks(line.substr(colon + 1));
        auto& made = headers.emplace_back();
        made.name = name;
        made.value = value;
        return take_note(name, value);
    }

    /// Notes what a header says of the body and of the connection; gives false where that cannot be.
    bool take_note(std::string_view name, std::string_view value) {
        const auto is = [name](std::string_view one) {
            return name.size() == one.size() && text::equal_ignoring_case(name, one);
        };
        if (is("Content-Length")) return read_length(value);
        if (is("Transfer-Encoding"))
            return !std::exchange(chunked, true) && text::equal_ignoring_case(value, "chunked");
        if (is("Content-Encoding") && !codings_in(value).empty()) encoded = true;
        if (is("Connection") && holds_element(value, "close")) closes = true;
        return true;
    }

    /// Reads a length, which may be said several times.
    bool read_length(std::string_view list) noexcept {
        if (list.ends_with(',')) return false;
        do {
            const auto number = text::parse_number<std::uint64_t>(take_element(list));
            if (!number || (length && *length != *number)) return false;
            length = number;
        } while (!list.empty());
        return true;
    }

    static bool holds_element(std::string_view list, std::string_view wanted) noexcept {
        while (!list.empty())
            if (text::equal_ignoring_case(take_element(list), wanted)) return true;
        return false;
    }
};

}  // namespace seedance::detail
