// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A blocking HTTPS client without any of the library's own code, to look at servers from outside.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace test {

using headers = std::vector<std::pair<std::string, std::string>>;

struct plain_reply {
    int status = 0;
    headers fields = {};
    std::string body = {};

    std::string header(std::string_view name) const {
        for (const auto& [field, value] : fields)
            if (field == name) return value;
        return {};
    }
};

/// "https://127.0.0.1:40001/api/v1" taken apart.
struct plain_url {
    std::string host, port, path;

    explicit plain_url(std::string_view url) {
        url.remove_prefix(std::string_view{"https://"}.size());
        const auto slash = std::min(url.find('/'), url.size()), colon = url.find(':');
        host = url.substr(0, colon);
        port = url.substr(colon + 1, slash - colon - 1);
        path = url.substr(slash);
    }
};

/// One connection, verified against the given authority. Everything throws `boost::system::system_error` on failure.
class plain_https {
  public:
    plain_https(const std::string& url, const std::string& ca_pem) : url_{url} {
        tls_.add_certificate_authority(boost::asio::buffer(ca_pem));
        stream_.set_verify_mode(boost::asio::ssl::verify_peer);
        stream_.set_verify_callback(boost::asio::ssl::host_name_verification{url_.host});
        stream_.next_layer().connect(
            {boost::asio::ip::make_address(url_.host), static_cast<unsigned short>(std::stoi(url_.port))});
        stream_.next_layer().set_option(boost::asio::ip::tcp::no_delay{true});
        stream_.handshake(boost::asio::ssl::stream_base::client);
    }

    void send_bytes(std::string_view bytes) { boost::asio::write(stream_, boost::asio::buffer(bytes)); }

    void send(std::string_view method, std::string_view target, const headers& fields = {},
              std::string_view body = {}) {
        auto text = std::string{method} + ' ' + std::string{target} + " HTTP/1.1\r\nHost: " + url_.host + ':' +
                    url_.port + "\r\n";
        for (const auto& [name, value] : fields) text += name + ": " + value + "\r\n";
        if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        send_bytes((text + "\r\n").append(body));
    }

    plain_reply receive(bool to_head = false) {
        boost::beast::http::response_parser<boost::beast::http::string_body> parser;
        parser.skip(to_head);
        boost::beast::http::read(stream_, buffer_, parser);
        plain_reply reply{.status = static_cast<int>(parser.get().result_int())};
        for (const auto& field : parser.get()) reply.fields.emplace_back(field.name_string(), field.value());
        reply.body = parser.get().body();
        return reply;
    }

    plain_reply exchange(std::string_view method, std::string_view target, const headers& fields = {},
                         std::string_view body = {}) {
        send(method, target, fields, body);
        return receive(method == "HEAD");
    }

    /// Says whether anything has come that `receive` would read, without waiting for it.
    bool has_bytes() {
        boost::system::error_code would_block;
        stream_.next_layer().non_blocking(true);
        buffer_.commit(stream_.read_some(buffer_.prepare(1), would_block));
        stream_.next_layer().non_blocking(false);
        return buffer_.size() != 0;
    }

    /// Reads everything up to the connection's end, and says how it ended.
    std::pair<std::string, boost::system::error_code> receive_all() {
        std::string text;
        boost::system::error_code error;
        for (char piece[4096]; !error;) text.append(piece, stream_.read_some(boost::asio::buffer(piece), error));
        return {text, error};
    }

  private:
    plain_url url_;
    boost::asio::io_context io_;
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_{io_, tls_};
    boost::beast::flat_buffer buffer_;
};

}  // namespace test
