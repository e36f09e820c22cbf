// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A proxy on 127.0.0.1 that answers CONNECT as a test wants it and leads to one server, with a record of what it saw.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <seedance/testing/certificate.hpp>

#include "https_server.hpp"

namespace test {

struct scripted_proxy_options {
    unsigned short leads_to = 0;  ///< a port of 127.0.0.1, whatever host is asked for
    std::function<std::string(const std::string& head)> answer = [](const std::string&) {
        return std::string{"HTTP/1.1 200 Connection established\r\n\r\n"};
    };
    bool closes_after_answer = false;  ///< and leads nowhere
    std::string leads_nowhere{};       ///< so it does where the head begins like this; empty: nowhere
    bool is_silent = false;            ///< it reads and never answers
    std::size_t piece = 0;             ///< bytes of the answer in each write; 0: all of them
    bool speaks_tls = false;
    seedance::testing::certificate identity = server_certificate();
};

class scripted_proxy {
  public:
    using options = scripted_proxy_options;

    struct record {
        std::vector<std::string> heads{};  ///< of CONNECT
        std::string upstream{};            ///< bytes that it carried to the server
        std::size_t open = 0;              ///< connections now
    };

    explicit scripted_proxy(options how) : options_{std::move(how)} {
        tls_.use_certificate_chain(asio::buffer(options_.identity.certificate_pem));
        tls_.use_private_key(asio::buffer(options_.identity.key_pem), asio::ssl::context::pem);
        accept();
        thread_ = std::thread{[this] { context_.run(); }};
    }

    scripted_proxy(const scripted_proxy&) = delete;
    scripted_proxy& operator=(const scripted_proxy&) = delete;

    ~scripted_proxy() {
        context_.stop();
        thread_.join();
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

    std::string url(const std::string& userinfo = {}) const {
        return (options_.speaks_tls ? "https://" : "http://") + userinfo + "localhost:" + std::to_string(port());
    }

    record seen() const {
        const std::lock_guard lock{mutex_};
        return record_;
    }

    bool wait_until(const std::function<bool(const record&)>& as_asked) const {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return as_asked(record_); });
    }

  private:
    using tcp = asio::ip::tcp;

    template <typename Stream>
    class session : public std::enable_shared_from_this<session<Stream>> {
      public:
        template <typename... Args>
        explicit session(scripted_proxy& proxy, Args&&... args)
            : proxy_{proxy}, client_{std::forward<Args>(args)...}, server_{proxy.context_} {
            proxy_.note([](record& r) { ++r.open; });
        }
        ~session() {
            proxy_.note([](record& r) { --r.open; });
        }

        void start() {
            if constexpr (std::is_same_v<Stream, tcp::socket>)
                read_head();
            else
                client_.async_handshake(asio::ssl::stream_base::server,
                                        [self = this->shared_from_this()](error_code e) {
                                            if (!e) self->read_head();
                                        });
        }

      private:
        void read_head() {
            client_.async_read_some(asio::buffer(up_), [self = this->shared_from_this()](error_code e, std::size_t n) {
                if (e) return;
                self->head_.append(self->up_.data(), n);
                self->head_.find("\r\n\r\n") == std::string::npos ? self->read_head() : self->on_head();
            });
        }

        void on_head() {
            proxy_.note([this](record& r) { r.heads.push_back(head_); });
            if (proxy_.options_.is_silent) return read_head();
            answer_ = proxy_.options_.answer(head_);
            write_answer();
        }

        void write_answer() {
            if (sent_ == answer_.size()) return lead();
            const auto most = proxy_.options_.piece == 0 ? answer_.size() : proxy_.options_.piece;
            asio::async_write(client_, asio::buffer(asio::buffer(answer_) + sent_, most),
                              [self = this->shared_from_this()](error_code e, std::size_t n) {
                                  if (e) return;
                                  self->sent_ += n;
                                  self->write_answer();
                              });
        }

        void lead() {
            const auto& nowhere = proxy_.options_.leads_nowhere;
            if (proxy_.options_.closes_after_answer || (!nowhere.empty() && head_.starts_with(nowhere))) return;
            const tcp::endpoint to{asio::ip::address_v4::loopback(), proxy_.options_.leads_to};
            server_.async_connect(to, [self = this->shared_from_this()](error_code e) {
                if (e) return;
                self->carry(self->client_, self->server_, self->up_, true);
                self->carry(self->server_, self->client_, self->down_, false);
            });
        }

        template <typename From, typename To>
        void carry(From& from, To& to, std::array<char, 16384>& buffer, bool is_up) {
            from.async_read_some(asio::buffer(buffer), [self = this->shared_from_this(), &from, &to, &buffer, is_up](
                                                           error_code e, std::size_t n) {
                if (e) return self->close();
                if (is_up) self->proxy_.note([&](record& r) { r.upstream.append(buffer.data(), n); });
                asio::async_write(to, asio::buffer(buffer, n),
                                  [self, &from, &to, &buffer, is_up](error_code error, std::size_t) {
                                      if (error) return self->close();
                                      self->carry(from, to, buffer, is_up);
                                  });
            });
        }

        void close() {
            error_code ignored;
            client_.lowest_layer().close(ignored);
            server_.close(ignored);
        }

        scripted_proxy& proxy_;
        Stream client_;
        tcp::socket server_;
        std::array<char, 16384> up_{}, down_{};
        std::string head_, answer_;
        std::size_t sent_ = 0;
    };

    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (error) return;
            if (options_.speaks_tls)
                std::make_shared<session<asio::ssl::stream<tcp::socket>>>(*this, std::move(socket), tls_)->start();
            else
                std::make_shared<session<tcp::socket>>(*this, std::move(socket))->start();
            accept();
        });
    }

    template <typename Change>
    void note(Change change) {
        {
            const std::lock_guard lock{mutex_};
            change(record_);
        }
        changed_.notify_all();
    }

    const options options_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    record record_;
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    asio::io_context context_{1};
    tcp::acceptor acceptor_{context_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    std::thread thread_;
};

}  // namespace test
