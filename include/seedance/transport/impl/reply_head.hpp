// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/version.hpp>
#include <boost/optional/optional.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/content_coding.hpp>
#include <seedance/transport/impl/plain_lines.hpp>

namespace seedance::detail {

/// The head of a reply, read by Beast's parser from bytes that hold the whole of it. The body is not Beast's: in
/// Boost 1.81 a peer that sends the last chunk of a body byte by byte runs into an assertion there.
class reply_head final : public boost::beast::http::basic_parser<false> {
  public:
    /// In bytes. Real gateways and CDNs send 17 KiB of cookies and policies.
    static constexpr std::size_t limit = 64 * 1024;

    int status = 0;
    int version = 0;  ///< 10 or 11
    std::vector<http_header> headers;
    bool encoded = false;  ///< by gzip or another Content-Encoding that changes the body

    /// Says whether a head may begin so; there may be more of it.
    static bool may_begin(std::string_view bytes) noexcept {
        constexpr std::string_view start = "HTTP/1.";
        return text::equal_ignoring_case(bytes.substr(0, start.size()), start.substr(0, bytes.size()));
    }

    /// Reads a whole head; `bytes` ends with its empty line.
    error_code parse(std::string_view bytes, bool reply_to_head) {
        if (!has_plain_lines(bytes)) return transport_errc::bad_reply;
        headers.reserve(8);
        header_limit(limit + 1);
        body_limit(boost::none);
        skip(reply_to_head);
        error_code error;
        put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
        const bool sound = !error && is_header_done() && status >= 100 && !(version == 10 && transfer_encoding_);
        return sound ? error_code{} : error_code{transport_errc::bad_reply};
    }

  private:
    using string_view = boost::beast::string_view;
    using field = boost::beast::http::field;

    void on_response_impl(int code, string_view, int http_version, error_code&) override {
        status = code;
        version = http_version;
    }

    void on_field_impl(field known, string_view name, string_view bytes, error_code& error) override {
        const std::string_view value{bytes.data(), bytes.size()};
        headers.push_back({{name.data(), name.size()}, std::string{value}});
        if (known == field::transfer_encoding) {
            transfer_encoding_ = true;
            if (!text::equal_ignoring_case(value, "chunked"))
                error = transport_errc::bad_reply;  // nothing else was asked for
        }
        if (known == field::content_encoding && !codings_in(value).empty()) encoded = true;
    }

    // What Beast calls for requests, bodies and trailers is not used.
    void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }
    void on_finish_impl(error_code&) override {}
#if BOOST_BEAST_VERSION >= 359  // Boost 1.90
    void on_trailer_field_impl(field, string_view, string_view, error_code&) override {}
#endif

    bool transfer_encoding_ = false;
};

}  // namespace seedance::detail
