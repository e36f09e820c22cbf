// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/base64.hpp>
#include <seedance/core/impl/wipe.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance::detail {

/// Writes host and port as CONNECT and Host have them: always with the port, IPv6 in brackets.
inline std::string authority_of(const https_url& target) {
    const bool is_ipv6 = target.host.find(':') != std::string::npos;
    return (is_ipv6 ? '[' + target.host + ']' : target.host) + ':' + std::to_string(target.port);
}

/// A proxy, taken apart.
struct proxy_address {
    https_url target{};      ///< its host and port; there is no path
    bool is_tls = false;     ///< it is spoken to over TLS
    secret authorization{};  ///< the value of Proxy-Authorization; empty: none

    /// Names the proxy in keys and in words, without what is secret: "http://proxy.example:3128".
    std::string name() const { return (is_tls ? "https://" : "http://") + authority_of(target); }
};

/// What came of reading the URL of a proxy: one, or why there is none. The words never hold a password.
struct read_proxy {
    std::optional<proxy_address> proxy{};
    std::string_view problem{};
};

/// Undoes the escapes of a user's name or password. Other bytes mean themselves; a "%" that begins no escape is an
/// error, and so is a control character, which no user has (RFC 7617, 2).
inline std::optional<secret> unescaped_userinfo(std::string_view text) {
    auto out = copy_of_secret({}, text);  // it gets shorter: a text that grows leaves copies behind
    bool is_sound = true;
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size() && is_sound; ++i) {
        char c = text[i];
        if (c == '%') {
            is_sound = is_escape(text.substr(i, 3));
            if (is_sound) c = static_cast<char>(text::digit_value(text[i + 1]) * 16 + text::digit_value(text[i + 2]));
            i += 2;
        }
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') is_sound = false;
        out[size++] = c;
    }
    out.resize(size);
    secret made{std::move(out)};
    return is_sound ? std::optional{std::move(made)} : std::nullopt;
}

/// Makes the value of Proxy-Authorization of a URL's userinfo (RFC 7617); nothing where it is not sound.
inline std::optional<secret> basic_authorization(std::string_view userinfo) {
    const auto colon = userinfo.find(':');
    const auto user = unescaped_userinfo(userinfo.substr(0, colon));
    const auto password =
        unescaped_userinfo(colon == std::string_view::npos ? std::string_view{} : userinfo.substr(colon + 1));
    if (!user || !password || userinfo.size() > 4096) return std::nullopt;
    if (user->reveal().find(':') != std::string_view::npos) return std::nullopt;
    const secret before{copy_of_secret(user->reveal(), ":")};
    const secret both{copy_of_secret(before.reveal(), password->reveal())};
    const secret coded{text::base64_encode(both.reveal())};
    return secret{copy_of_secret("Basic ", coded.reveal())};
}

/// Reads "host:port" behind the userinfo.
inline std::optional<https_url> read_proxy_host(std::string_view authority, std::uint16_t default_port) {
    https_url_view parts{.port = default_port};
    const auto size = host_size(authority);
    if (!read_host(authority.substr(0, size), parts) || !read_port(authority.substr(size), parts)) return std::nullopt;
    https_url out{.port = parts.port, .is_address = parts.is_address};
    std::transform(parts.host.begin(), parts.host.end(), std::back_inserter(out.host), text::lower);
    out.origin = out.host + ':' + std::to_string(out.port);
    return out;
}

/// Reads the URL of a proxy: "http://user:password@proxy.example:3128/", "https://[2001:db8::1]", "proxy.example:3128".
/// Without a scheme it is http; without a port that of the scheme, 80 or 443, as in Go (curl takes 1080 for http). A
/// path is refused, which both drop: it belongs to a script that chooses proxies.
inline read_proxy parse_proxy_url(std::string_view text) {
    text = text::trim(text);
    proxy_address out;
    if (const auto colons = text.find("://"); colons != std::string_view::npos) {
        const auto scheme = text.substr(0, colons);
        out.is_tls = text::equal_ignoring_case(scheme, "https");
        if (!out.is_tls && !text::equal_ignoring_case(scheme, "http"))
            return {{}, "its scheme is neither http nor https: other kinds of proxies are not spoken to"};
        text.remove_prefix(colons + 3);
    }
    auto authority = text.substr(0, text.find_first_of("/?#"));
    const auto rest = text.substr(authority.size());
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos && rest.find('@') != std::string_view::npos)
        return {{}, "a '/', '?' or '#' in its user or password must be escaped: %2F, %3F, %23"};
    if (!rest.empty() && rest != "/") return {{}, "it has a path: a proxy is a host and a port, not a script"};
    if (at != std::string_view::npos) {
        auto authorization = basic_authorization(authority.substr(0, at));
        if (!authorization) return {{}, "its user or password is not sound: escape '%' as %25"};
        out.authorization = std::move(*authorization);
        authority.remove_prefix(at + 1);
    }
    auto target = read_proxy_host(authority, out.is_tls ? 443 : 80);
    if (!target) return {{}, "its host or port is not sound: it is \"http://host:port\", IPv6 in brackets"};
    out.target = std::move(*target);
    return {std::move(out), {}};
}

}  // namespace seedance::detail
