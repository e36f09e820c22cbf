// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The peer: one POST over HTTPS, written by hand with Beast in a coroutine as Beast's own examples do it, without
// anything that a paid submit needs.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/json.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

asio::awaitable<std::string> submit(std::string host, std::string key, std::string body) {
    auto executor = co_await asio::this_coro::executor;
    asio::ssl::context tls{asio::ssl::context::tls_client};
    tls.set_default_verify_paths();
    tls.set_verify_mode(asio::ssl::verify_peer);
    asio::ip::tcp::resolver resolver{executor};
    beast::ssl_stream<beast::tcp_stream> stream{executor, tls};
    SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    const auto addresses = co_await resolver.async_resolve(host, "443", asio::use_awaitable);
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds{10});
    co_await beast::get_lowest_layer(stream).async_connect(addresses, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    http::request<http::string_body> request{http::verb::post, "/api/v1/generateTask/seedance-2-0-fast", 11};
    request.set(http::field::host, host);
    request.set(http::field::authorization, "Bearer " + key);
    request.set(http::field::content_type, "application/json");
    request.body() = std::move(body);
    request.prepare_payload();
    co_await http::async_write(stream, request, asio::use_awaitable);
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    co_await http::async_read(stream, buffer, response, asio::use_awaitable);
    const auto answer = boost::json::parse(response.body());
    co_return std::string{answer.at("data").at("taskId").as_string()};
}
