// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The HTTPS transport with a thread of its own, and a scripted server that it trusts.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/testing/certificate.hpp>
#include <seedance/transport/https.hpp>

#include "https_server.hpp"
#include "printing.hpp"

namespace test {

using namespace std::chrono_literals;
using seedance::connection_use;
using seedance::delivery;
using seedance::exchange_phase;
using seedance::http_reply;
using seedance::http_request;
using seedance::transport_errc;

/// A server that this authority vouches for.
struct trusted_server : https_server {
    explicit trusted_server(options how = {}) : https_server{server_certificate(), std::move(how)} {}
    explicit trusted_server(std::function<answer(const std::string&)> on_request)
        : trusted_server{options{.on_request = std::move(on_request)}} {}
    explicit trusted_server(answer always) : trusted_server{[always](const std::string&) { return always; }} {}
};

inline seedance::https_options trusting(seedance::https_options options = {}) {
    options.ca_pem = authority().pem();
    return options;
}

/// A transport with a thread of its own.
class https_client {
  public:
    explicit https_client(seedance::https_options options = trusting(), std::size_t threads = 1)
        : transport_{seedance::make_https_transport(context_.get_executor(), std::move(options))} {
        while (threads_.size() != threads) threads_.emplace_back([this] { context_.run(); });
    }

    https_client(const https_client&) = delete;
    https_client& operator=(const https_client&) = delete;

    ~https_client() {
        transport_.reset();
        work_.reset();
        for (auto& one : threads_) one.join();
    }

    std::future<http_reply> start(http_request request, seedance::body_sink* sink = nullptr,
                                  asio::cancellation_slot slot = {}) {
        auto promise = std::make_shared<std::promise<http_reply>>();
        auto future = promise->get_future();
        auto handler = [promise](http_reply reply) { promise->set_value(std::move(reply)); };
        transport_->exchange(std::move(request), sink, asio::bind_cancellation_slot(slot, std::move(handler)));
        return future;
    }

    static http_reply wait(std::future<http_reply>& pending) {
        if (pending.wait_for(20s) != std::future_status::ready) throw std::runtime_error("no reply");
        return pending.get();
    }

    http_reply ask(http_request request, seedance::body_sink* sink = nullptr) {
        auto pending = start(std::move(request), sink);
        return wait(pending);
    }

    http_reply get(std::string url, connection_use use = connection_use::pooled) {
        return ask(request_to(std::move(url), use));
    }

    static http_request request_to(std::string url, connection_use use = connection_use::pooled) {
        http_request request;
        request.url = std::move(url);
        request.use = use;
        return request;
    }

    void drop_transport() { transport_.reset(); }
    seedance::transport_load load() const { return transport_->load(); }

    /// Calls it on the client's own thread.
    template <typename Call>
    void post(Call call) {
        asio::post(context_, std::move(call));
    }

  private:
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::shared_ptr<seedance::transport> transport_;
    std::vector<std::thread> threads_;
};

/// A sink that collects, and can be told to give up.
struct collector : seedance::body_sink {
    std::string bytes;
    int begun = 0;
    int status = 0;
    std::size_t pieces = 0;
    std::size_t largest = 0;
    std::size_t give_up_after = std::string::npos;  ///< bytes
    seedance::error_code begin_error{};

    seedance::error_code begin(const http_reply& head) override {
        ++begun;
        status = head.status;
        return begin_error;
    }
    seedance::error_code write(std::string_view piece) override {
        ++pieces;
        largest = std::max(largest, piece.size());
        bytes += piece;
        return bytes.size() > give_up_after ? make_error_code(boost::system::errc::no_space_on_device)
                                            : seedance::error_code{};
    }
};

inline void check_ok(const http_reply& reply) {
    BOOST_TEST(!reply.error, reply.error.message() << " " << reply.detail);
    BOOST_TEST(reply.phase == exchange_phase::done);
    BOOST_TEST(reply.status == 200);
}

inline void check_error(const http_reply& reply, seedance::error_code expected) {
    BOOST_TEST(reply.error == expected, reply.error.message() << " " << reply.detail);
}

inline std::string pattern(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i != size; ++i) out[i] = static_cast<char>(i * 31 + i / 251);
    return out;
}

inline std::string chunked(std::string_view body, std::size_t size) {
    std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) {
        const auto piece = body.substr(0, size);
        char head[32];
        std::snprintf(head, sizeof head, "%zx\r\n", piece.size());
        out.append(head).append(piece).append("\r\n");
    }
    return out + "0\r\n\r\n";
}

/// A port that answers no connection: its queue is full.
class full_port {
  public:
    explicit full_port(asio::ip::tcp::endpoint at = {asio::ip::address_v4::loopback(), 0}) : acceptor_{context_} {
        acceptor_.open(asio::ip::tcp::v4());
        acceptor_.set_option(asio::socket_base::reuse_address{true});
        acceptor_.bind(at);
        acceptor_.listen(0);
        for (int i = 0; i != 4; ++i) {
            callers_.emplace_back(context_);
            callers_.back().async_connect(acceptor_.local_endpoint(), [](boost::system::error_code) {});
        }
    }

    std::string url() const { return "https://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/"; }

  private:
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
    std::vector<asio::ip::tcp::socket> callers_;
};

}  // namespace test
