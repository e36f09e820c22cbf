// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A server on loopback that takes what is posted to it, without any of the library's own code.

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <seedance/testing/certificate.hpp>

namespace test {

struct posted_request {
    std::string method, target, body;
    std::vector<std::pair<std::string, std::string>> fields;

    /// Gives every value of this name.
    std::vector<std::string> all(std::string_view name) const {
        std::vector<std::string> values;
        for (const auto& [field, value] : fields)
            if (field == name) values.push_back(value);
        return values;
    }
};

/// Answers each request with the status that `decide` gives; 0: never. A body above 256 KiB is answered 413 before it
/// is read. Its one thread calls `decide`.
class callback_receiver {
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    using tls_stream = boost::asio::ssl::stream<tcp::socket>;
    using decision = std::function<int(const posted_request&)>;

  public:
    explicit callback_receiver(
        decision decide = [](const posted_request&) { return 200; }, bool tls = false)
        : decide_{std::move(decide)}, over_tls_{tls} {
        const auto identity = seedance::testing::certificate_authority::self_signed();
        tls_.use_certificate_chain(boost::asio::buffer(identity.certificate_pem));
        tls_.use_private_key(boost::asio::buffer(identity.key_pem), boost::asio::ssl::context::pem);
        accept();
        thread_ = std::thread{[this] { io_.run(); }};
    }

    callback_receiver(const callback_receiver&) = delete;
    callback_receiver& operator=(const callback_receiver&) = delete;

    ~callback_receiver() {
        io_.stop();
        thread_.join();
    }

    /// "http://127.0.0.1:40001"
    std::string origin() const {
        return (over_tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") +
               std::to_string(acceptor_.local_endpoint().port());
    }

    std::vector<posted_request> received() const {
        const std::lock_guard lock{mutex_};
        return received_;
    }

    bool wait_for(std::size_t count) const {
        std::unique_lock lock{mutex_};
        return arrived_.wait_for(lock, std::chrono::seconds{10}, [&] { return received_.size() >= count; });
    }

  private:
    template <class Stream>
    struct connection {
        template <class... Arguments>
        explicit connection(Arguments&&... arguments) : stream{std::forward<Arguments>(arguments)...} {
            parser.body_limit(256 * 1024);
        }

        Stream stream;
        boost::beast::flat_buffer buffer;
        boost::beast::http::request_parser<boost::beast::http::string_body> parser;
        std::string answer;
    };

    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (error) return;
            if (over_tls_) {
                const auto peer = std::make_shared<connection<tls_stream>>(std::move(socket), tls_);
                peer->stream.async_handshake(boost::asio::ssl::stream_base::server, [this, peer](error_code failed) {
                    if (!failed) read(peer);
                });
            } else {
                read(std::make_shared<connection<tcp::socket>>(std::move(socket)));
            }
            accept();
        });
    }

    template <class Peer>
    void read(const Peer& peer) {
        boost::beast::http::async_read(peer->stream, peer->buffer, peer->parser,
                                       [this, peer](error_code error, std::size_t) {
                                           if (error == boost::beast::http::error::body_limit) return send(peer, 413);
                                           if (!error) act_on(peer);
                                       });
    }

    template <class Peer>
    void act_on(const Peer& peer) {
        auto& message = peer->parser.get();
        posted_request request{std::string{message.method_string()}, std::string{message.target()}, message.body(), {}};
        for (const auto& field : message) request.fields.emplace_back(field.name_string(), field.value());
        const int status = decide_(request);
        {
            const std::lock_guard lock{mutex_};
            received_.push_back(std::move(request));
        }
        arrived_.notify_all();
        if (status != 0) return send(peer, status);
        silent_.push_back(peer);
    }

    /// Answers, and ends the connection.
    template <class Peer>
    void send(const Peer& peer, int status) {
        peer->answer = "HTTP/1.1 " + std::to_string(status) + " -\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        boost::asio::async_write(peer->stream, boost::asio::buffer(peer->answer), [peer](error_code, std::size_t) {});
    }

    decision decide_;
    bool over_tls_;
    mutable std::mutex mutex_;
    mutable std::condition_variable arrived_;
    std::vector<posted_request> received_;
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
    boost::asio::io_context io_{1};
    tcp::acceptor acceptor_{io_, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
    std::vector<std::shared_ptr<void>> silent_;
    std::thread thread_;
};

}  // namespace test
