// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/public_host.hpp>

namespace seedance::detail {

/// An address as IPv6, so that "::ffff:10.0.0.1" is 10.0.0.1.
inline boost::asio::ip::address_v6::bytes_type comparable(const boost::asio::ip::address& address) {
    using namespace boost::asio::ip;
    return address.is_v6() ? address.to_v6().to_bytes() : make_address_v6(v4_mapped, address.to_v4()).to_bytes();
}

/// The hosts that are connected to without a proxy, as in `NO_PROXY`: a list with commas or blanks between.
/// - "*" stands for every host,
/// - "example.com", ".example.com" and "*.example.com" for that host and all below it,
/// - "192.0.2.1", "[2001:db8::1]" and "2001:db8::/32" for addresses; they say nothing about names, which are not looked
///   up for this,
/// - a port behind a name, an address or a range ("example.com:8443") for that port only.
/// What is none of these is left out. "localhost" and addresses of this machine are never reached through a proxy: it
/// would connect to itself.
///
/// curl takes "*" only where it stands alone, has no ports here, and asks proxies for "localhost"; Go takes
/// ".example.com" for the hosts below only, and no blanks.
class no_proxy {
  public:
    explicit no_proxy(std::string_view list) {
        constexpr std::string_view separators = ", \t\r\n";
        while (!list.empty()) {
            const auto size = std::min(list.find_first_of(separators), list.size());
            add(list.substr(0, size));
            list.remove_prefix(std::min(size + 1, list.size()));
        }
    }

    /// Says whether this host is among them.
    bool holds(const https_url& target) const {
        if (target.is_address) return holds_address(target);
        if (is_within(target.host, "localhost")) return true;
        return std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) {
            return e.is_for(target.port) && !e.address && (e.name == "*" || is_within(target.host, e.name));
        });
    }

  private:
    struct entry {
        std::string name{};  ///< a suffix of names without a dot at its start, or "*"
        std::optional<boost::asio::ip::address> address{};
        int bits = 128;          ///< of the address as IPv6 that count
        std::uint16_t port = 0;  ///< 0: every port

        bool is_for(std::uint16_t wanted) const noexcept { return port == 0 || port == wanted; }
    };

    bool holds_address(const https_url& target) const {
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(target.host, error);
        if (error) return false;
        if (address.is_loopback() || is_loopback_within(address)) return true;
        return std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) {
            return e.is_for(target.port) && (e.name == "*" || (e.address && same_bits(*e.address, address, e.bits)));
        });
    }

    static bool is_loopback_within(const boost::asio::ip::address& address) {
        using namespace boost::asio::ip;
        return address.is_v6() && address.to_v6().is_v4_mapped() &&
               make_address_v4(v4_mapped, address.to_v6()).is_loopback();
    }

    static bool same_bits(const boost::asio::ip::address& a, const boost::asio::ip::address& b, int bits) {
        const auto left = comparable(a), right = comparable(b);
        for (std::size_t i = 0; i != left.size() && bits > 0; ++i, bits -= 8) {
            const int ignored = bits >= 8 ? 0 : 8 - bits;
            if ((left[i] ^ right[i]) >> ignored != 0) return false;
        }
        return true;
    }

    void add(std::string_view text) {
        if (text.empty()) return;
        entry made;
        if (!read_range(text, made) && !read_address(text, made)) {
            if (!take_port(text, made)) return;
            if (!read_range(text, made) && !read_address(text, made) && !read_name(text, made)) return;
        }
        entries_.push_back(std::move(made));
    }

    /// Reads "192.0.2.0/24" or "[2001:db8::]/32".
    static bool read_range(std::string_view text, entry& out) {
        const auto slash = text.find('/');
        if (slash == std::string_view::npos || !read_address(text.substr(0, slash), out)) return false;
        const int most = out.address->is_v4() ? 32 : 128;
        const auto bits = text::parse_number<std::uint8_t>(text.substr(slash + 1));
        if (!bits || *bits > most) {
            out.address.reset();
            return false;
        }
        out.bits = 128 - most + *bits;
        return true;
    }

    static bool read_address(std::string_view text, entry& out) {
        const bool in_brackets = text.size() > 2 && text.starts_with('[') && text.ends_with(']');
        if (in_brackets) text = text.substr(1, text.size() - 2);
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(std::string{text}, error);
        if (error || (in_brackets && address.is_v4())) return false;
        out.address = address;
        return true;
    }

    /// Takes ":8443" from the end; says whether the port, if there is one, is sound.
    static bool take_port(std::string_view& text, entry& out) {
        const auto colon = text.rfind(':');
        if (colon == std::string_view::npos) return true;
        const auto port = text::parse_number<std::uint16_t>(text.substr(colon + 1));
        if (!port || *port == 0) return false;
        out.port = *port;
        text = text.substr(0, colon);
        return true;
    }

    static bool read_name(std::string_view text, entry& out) {
        if (text != "*" && text.starts_with('*')) text.remove_prefix(1);
        if (text.starts_with('.')) text.remove_prefix(1);
        if (text.ends_with('.')) text.remove_suffix(1);
        if (text != "*" && !is_plain_host_name(text)) return false;
        for (const char c : text) out.name += text::lower(c);
        return true;
    }

    std::vector<entry> entries_;
};

}  // namespace seedance::detail
