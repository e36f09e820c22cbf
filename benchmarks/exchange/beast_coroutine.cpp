// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A coroutine with Beast, as Beast's examples write one, and Boost.JSON as its documentation begins.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/json/parse.hpp>

#include "job.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

template <class Stream>
asio::awaitable<void> poll(Stream& stream, const bench::job& job, bench::meter& meter) {
    beast::flat_buffer buffer;
    while (meter.begin()) {
        http::request<http::empty_body> request{http::verb::get, "/v1/tasks/task_123", 11};
        request.set(http::field::host, job.authority());
        request.set(http::field::user_agent, "seedance/0.1.0");
        request.set(http::field::authorization, "Bearer benchmark-key-0123456789");
        beast::get_lowest_layer(stream).expires_after(std::chrono::seconds{30});
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        const auto answer = boost::json::parse(response.body());
        const std::string id{answer.at("task_id").as_string()}, state{answer.at("state").as_string()};
        const std::string url{answer.at("result").at("data").at(0).at("url").as_string()};
        meter.finish(id, state, url);
    }
}

asio::awaitable<void> run(const bench::job& job, bench::meter& meter, asio::ssl::context& tls) {
    const auto executor = co_await asio::this_coro::executor;
    const asio::ip::tcp::endpoint peer{asio::ip::make_address(job.host), job.port};
    if (job.tls) {
        beast::ssl_stream<beast::tcp_stream> stream{executor, tls};
        co_await beast::get_lowest_layer(stream).async_connect(peer, asio::use_awaitable);
        beast::get_lowest_layer(stream).socket().set_option(asio::ip::tcp::no_delay{true});
        co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        co_await poll(stream, job, meter);
    } else {
        beast::tcp_stream stream{executor};
        co_await stream.async_connect(peer, asio::use_awaitable);
        stream.socket().set_option(asio::ip::tcp::no_delay{true});
        co_await poll(stream, job, meter);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto job = bench::job::from(argc, argv);
    asio::io_context context{1};
    bench::meter meter{job};
    asio::ssl::context tls{asio::ssl::context::tls_client};
    tls.set_default_verify_paths();
    tls.set_verify_mode(asio::ssl::verify_peer);
    for (int i = 0; i != job.connections; ++i)
        asio::co_spawn(context, run(job, meter, tls), [](std::exception_ptr failed) {
            if (failed) std::rethrow_exception(failed);
        });
    context.run();
    meter.print();
}
