// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Where callbacks are posted: an address of this machine, and no other.

#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <seedance/transport/https_url.hpp>

namespace seedance::testing::detail {

class callback_target {
  public:
    /// Reads "http://127.0.0.1:8080", https likewise, and nothing for an empty text. The name "localhost" is taken for
    /// 127.0.0.1.
    explicit callback_target(std::string_view base) {
        if (base.empty()) return;
        using seedance::detail::host_size, seedance::detail::https_prefix, seedance::detail::split_behind;
        constexpr std::string_view http_prefix = "http://";
        tls_ = seedance::detail::starts_with_https(base);
        const auto prefix = tls_ ? https_prefix : http_prefix;
        const auto url = split_behind(prefix, base);
        const auto authority = url.origin.empty() ? std::string_view{} : url.origin.substr(prefix.size());
        const bool has_port = host_size(authority) + 1 < authority.size();
        if (!has_port || url.has_fragment || !(url.target.empty() || url.target == "/")) refuse(base);
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(url.host == "localhost" ? "127.0.0.1" : url.host, error);
        if (error || !address.is_loopback()) refuse(base);
        endpoint_ = {address, url.port};
        origin_ = url.origin;
    }

    explicit operator bool() const noexcept { return !origin_.empty(); }

    bool tls() const noexcept { return tls_; }
    const boost::asio::ip::tcp::endpoint& endpoint() const noexcept { return endpoint_; }
    const std::string& origin() const noexcept { return origin_; }

  private:
    [[noreturn]] static void refuse(std::string_view base) {
        throw std::invalid_argument{
            "sandbox: callbacks go to http or https on loopback with a port, such as "
            "http://127.0.0.1:8080 (given " +
            std::string{base} + ")"};
    }

    bool tls_ = false;
    boost::asio::ip::tcp::endpoint endpoint_;
    std::string origin_;
};

}  // namespace seedance::testing::detail
