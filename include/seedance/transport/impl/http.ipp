// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

namespace detail {

SEEDANCE_DECL std::string_view value_of_header(const std::vector<http_header>& headers,
                                               std::string_view name) noexcept {
    for (const auto& header : headers)
        if (text::equal_ignoring_case(header.name, name)) return header.value;
    return {};
}

// GCC takes the destructor of Boost's class, which is protected but has friends, for one that anybody may call.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

class transport_category_type final : public boost::system::error_category {
  public:
    constexpr transport_category_type() noexcept : boost::system::error_category{0x24b7'90ee'51c6'd83f} {}
    const char* name() const noexcept override { return "seedance.transport"; }
    std::string message(int value) const override {
        switch (static_cast<transport_errc>(value)) {
            case transport_errc::timed_out: return "timed out";
            case transport_errc::untrusted: return "the certificate, host name or TLS version was refused";
            case transport_errc::bad_url: return "not an absolute https URL";
            case transport_errc::bad_header: return "a header holds bytes that may not be sent";
            case transport_errc::reply_too_large: return "the reply is larger than the limit";
            case transport_errc::bad_reply: return "the answer is not HTTP";
            case transport_errc::cut_reply: return "the connection ended before the answer did";
            case transport_errc::private_address: return "the host has no public address";
            case transport_errc::refused_by_sink: return "the receiver of the reply gave up";
            case transport_errc::expectation_refused:
                return "the server does not let itself be asked whether a large body may follow";
            case transport_errc::proxy_refused: return "the proxy has opened no connection";
            case transport_errc::coded_reply: return "the answer is compressed, which was not asked for";
        }
        return "unknown transport error";
    }
};

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

inline constexpr transport_category_type transport_category_instance;

}  // namespace detail

SEEDANCE_DECL const boost::system::error_category& transport_category() noexcept {
    return detail::transport_category_instance;
}

SEEDANCE_DECL std::string_view http_request::header(std::string_view name) const noexcept {
    return detail::value_of_header(headers, name);
}

SEEDANCE_DECL std::string_view http_reply::header(std::string_view name) const noexcept {
    return detail::value_of_header(headers, name);
}

}  // namespace seedance
