// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What an https URL is: one rule for everything that takes one (base URLs of accounts, media, callbacks, downloads,
/// redirects and requests), for the compiler and for the running program.
///
/// It is absolute; its scheme is "https", in any case; it names no user. Its host is a plain name (letters, digits,
/// '-', '_' and single dots between them, at most 253 characters, and perhaps one more dot at its end, which says that
/// the name is whole) or an address: IPv4 as four decimal numbers, IPv6 in brackets and without a zone. A name that a
/// resolver would take for an address ("127.1", "0x7f000001") is refused. Its port, where there is one, is 1 to 65535.
/// Its path, query and fragment hold the characters of RFC 3986 and whole escapes ("%2F"); brackets, which that
/// document leaves to hosts, are taken there as browsers take them.
/// (<seedance/transport/impl/received_url.hpp> escapes what others have left as it is.)

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/impl/char_table.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/impl/host.hpp>

namespace seedance {

/// The parts of an https URL as they are written. They view the URL's text.
struct https_url_view {
    std::string_view origin{};  ///< scheme and authority: "https://example.com:8443"
    std::string_view host{};    ///< an IPv6 address without its brackets, a name without a dot at its end
    std::uint16_t port = 443;   ///< 443 where the URL names none
    bool is_address = false;    ///< the host is an IP address
    std::string_view target{};  ///< path and query; empty, or it begins with '/' or '?'
    bool has_fragment = false;  ///< there is a '#'

    /// Says whether there is a URL at all.
    constexpr explicit operator bool() const noexcept { return !origin.empty(); }
};

namespace detail {

inline constexpr std::string_view https_prefix = "https://";

/// The characters that RFC 3986 has a place for.
inline constexpr char_table url_characters{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%"};

constexpr bool starts_with_https(std::string_view text) noexcept {
    return text::starts_with_ignoring_case(text, https_prefix);
}

/// Says whether a text is an escape: "%2F".
constexpr bool is_escape(std::string_view text) noexcept {
    return text.size() == 3 && text::digit_value(text[1]) >= 0 && text::digit_value(text[2]) >= 0;
}

/// Says whether a text may follow the authority: characters of a URL, whole escapes, one fragment.
constexpr bool is_sound_rest(std::string_view rest) noexcept {
    bool in_fragment = false;
    for (std::size_t i = 0; i != rest.size(); ++i) {
        if (!url_characters.holds(rest[i])) return false;
        if (rest[i] == '%' && !is_escape(rest.substr(i, 3))) return false;
        if (rest[i] == '#' && in_fragment) return false;
        in_fragment = in_fragment || rest[i] == '#';
    }
    return true;
}

/// Counts the bytes of "example.com:8443" or "[::1]:8443" that stand before the colon of the port.
constexpr std::size_t host_size(std::string_view authority) noexcept {
    const bool in_brackets = authority.starts_with('[');
    const auto end = authority.find(in_brackets ? ']' : ':');
    if (end == std::string_view::npos) return authority.size();
    return in_brackets ? end + 1 : end;
}

/// Reads a name or an address; gives false when it is not sound.
constexpr bool read_host(std::string_view text, https_url_view& out) noexcept {
    const bool in_brackets = text.size() > 2 && text.starts_with('[') && text.ends_with(']');
    out.host = in_brackets ? text.substr(1, text.size() - 2) : text;
    out.is_address = in_brackets ? is_ipv6(out.host) : is_ipv4(out.host);
    if (!in_brackets && out.host.ends_with('.')) out.host.remove_suffix(1);
    return out.is_address || (!in_brackets && is_plain_host_name(out.host));
}

/// Reads a port with its colon; gives false when it is not sound. A colon alone means the default port.
constexpr bool read_port(std::string_view text, https_url_view& out) noexcept {
    if (text.empty() || text == ":") return true;
    unsigned long long port = 0;
    if (text.front() != ':' || !text::read_number(text.substr(1), 10, 65'535, port) || port == 0) return false;
    out.port = static_cast<std::uint16_t>(port);
    return true;
}

/// Splits a URL that begins with `prefix`, "https://" in any case.
constexpr https_url_view split_behind(std::string_view prefix, std::string_view text) noexcept {
    if (!text::starts_with_ignoring_case(text, prefix)) return {};
    https_url_view out;
    out.origin = text.substr(0, text.find_first_of("/?#", prefix.size()));
    const auto rest = text.substr(out.origin.size());
    out.target = rest.substr(0, rest.find('#'));
    out.has_fragment = out.target.size() != rest.size();
    const auto authority = out.origin.substr(prefix.size());
    const auto size = host_size(authority);
    const bool is_sound =
        read_host(authority.substr(0, size), out) && read_port(authority.substr(size), out) && is_sound_rest(rest);
    return is_sound ? out : https_url_view{};
}

}  // namespace detail

/// Splits an https URL into its parts; gives a view that is false for a text that is none. It allocates nothing, and is
/// usable at compile time.
constexpr https_url_view split_https_url(std::string_view text) noexcept {
    return detail::split_behind(detail::https_prefix, text);
}

/// Says whether a text is an https URL.
constexpr bool is_https_url(std::string_view text) noexcept { return bool{split_https_url(text)}; }

/// Says whether paths can be appended to a text: an https URL that may have a path, but neither query nor fragment.
constexpr bool is_https_base_url(std::string_view text) noexcept {
    const auto url = split_https_url(text);
    return url && !url.has_fragment && url.target.find('?') == std::string_view::npos;
}

}  // namespace seedance
