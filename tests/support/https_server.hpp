// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file A small TLS server on 127.0.0.1 that does what a test tells it to, with a record of what arrived. One thread
/// serves all connections; every wait has an end.

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <openssl/ssl.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <seedance/testing/certificate.hpp>

namespace test {

/// The authority that the tests' clients trust.
inline const seedance::testing::certificate_authority& authority() {
    static const seedance::testing::certificate_authority made;
    return made;
}

/// The certificate of servers that are to be trusted.
inline const seedance::testing::certificate& server_certificate() {
    static const auto made = authority().issue();
    return made;
}

namespace asio = boost::asio;
using boost::system::error_code;

/// What the server does once its answer is out.
enum class afterwards {
    next,   ///< waits for the next request
    cut,    ///< ends the connection below TLS: FIN without close_notify
    close,  ///< ends TLS and the connection in good order
    reset,  ///< RST
    stay,   ///< holds the connection and does nothing
};

/// What the server does with a complete request.
struct answer {
    std::string bytes = {};  ///< sent as they are
    afterwards then = afterwards::next;
    std::size_t piece = 0;              ///< bytes of each TLS record; 0: as large as they come
    std::chrono::milliseconds pause{};  ///< before each piece
};

inline std::string ok(std::string_view body, std::string_view more_headers = {}) {
    std::string out = "HTTP/1.1 200 OK\r\n";
    out.append(more_headers)
        .append("Content-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n\r\n")
        .append(body);
    return out;
}

struct https_server_options {
    std::function<answer(const std::string& request)> on_request = [](const std::string&) {
        return answer{ok("hello")};
    };

    /// What it does when a request's head has arrived and its body has not; nothing: it waits for the body.
    std::function<std::optional<answer>(const std::string& head)> on_head = {};

    int newest_tls = 0;               ///< TLS1_1_VERSION and so on; 0: the newest there is
    bool presents_weak_keys = false;  ///< its certificate's key or digest is one that OpenSSL would not take by itself
    bool speaks = true;               ///< false: accepts and says nothing
    bool closes_early = false;        ///< closes as soon as a connection is there
    bool reads = true;                ///< false: after the handshake it reads nothing

    std::function<void(SSL_CTX* context)> adjust = {};  ///< called last
};

class https_server {
  public:
    using options = https_server_options;

    struct record {
        std::size_t connections = 0;     ///< accepted
        std::size_t handshakes = 0;      ///< completed
        std::size_t resumed = 0;         ///< of these, those that went on with an earlier session
        std::size_t open = 0;            ///< connections now
        std::size_t most_open = 0;       ///< connections at once, so far
        std::size_t announced_ends = 0;  ///< of connections that the client has ended in good order (close_notify)
        std::size_t idle = 0;            ///< of these, waiting for a request's first byte
        std::size_t bytes = 0;           ///< application bytes received
        std::size_t heads = 0;           ///< that came without their bodies
        std::vector<std::string> requests = {};  ///< complete ones, head and body
        std::vector<std::string> names = {};     ///< asked for by SNI
    };

    https_server(const seedance::testing::certificate& own, options how) : options_{std::move(how)} {
        auto* native = tls_.native_handle();
        if (options_.newest_tls != 0 || options_.presents_weak_keys) ::SSL_CTX_set_security_level(native, 0);
        tls_.use_certificate_chain(asio::buffer(own.certificate_pem));
        tls_.use_private_key(asio::buffer(own.key_pem), asio::ssl::context::pem);
        if (options_.newest_tls != 0) {
            ::SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
            ::SSL_CTX_set_max_proto_version(native, options_.newest_tls);
        }
        SSL_CTX_set_tlsext_servername_arg(native, this);
        SSL_CTX_set_tlsext_servername_callback(native, &https_server::on_name);
        if (options_.adjust) options_.adjust(native);
        accept();
        thread_ = std::thread{[this] { context_.run(); }};
    }

    https_server(const https_server&) = delete;
    https_server& operator=(const https_server&) = delete;

    ~https_server() {
        asio::post(context_, [this] {
            acceptor_.close();
            for (const auto& one : std::set{sessions_}) one->end(afterwards::reset);
            work_.reset();
        });
        thread_.join();
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

    std::string url(std::string_view path = "/", std::string_view host = "localhost") const {
        return "https://" + std::string{host} + ":" + std::to_string(port()) + std::string{path};
    }

    record seen() const {
        const std::lock_guard lock{mutex_};
        return record_;
    }

    /// Waits until the record is as asked for. Returns false after ten seconds.
    bool wait_until(const std::function<bool(const record&)>& as_asked) const {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return as_asked(record_); });
    }

    /// Ends every connection, and returns when that is done.
    void end_all(afterwards how) {
        on_its_thread([this, how] {
            for (const auto& one : std::set{sessions_}) one->end(how);
        });
    }

    /// Calls it with the server's context, on the server's thread.
    void readjust(const std::function<void(SSL_CTX*)>& change) {
        on_its_thread([&] { change(tls_.native_handle()); });
    }

    /// Sends bytes that nobody asked for on every connection, and returns when the kernel has them.
    void say_to_all(const std::string& bytes) {
        on_its_thread([this, &bytes] {
            for (const auto& one : sessions_) one->say(bytes);
        });
    }

  private:
    using tcp = asio::ip::tcp;

    class session : public std::enable_shared_from_this<session> {
      public:
        session(https_server& server, tcp::socket socket)
            : server_{server}, stream_{std::move(socket), server.tls_}, timer_{server.context_} {}
        ~session() {
            server_.note([](record& r) { --r.open; });
        }

        void start() {
            if (server_.options_.closes_early) return end(afterwards::cut);
            if (!server_.options_.speaks) return hold();
            stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](error_code error) {
                if (error) return self->end(afterwards::cut);
                const bool resumed = ::SSL_session_reused(self->stream_.native_handle()) == 1;
                self->server_.note([resumed](record& r) { ++r.handshakes, r.resumed += resumed ? 1 : 0; });
                self->server_.options_.reads ? self->read() : self->hold();
            });
        }

        void end(afterwards how) {
            error_code ignored;
            // The alert leaves while the operation is started; the peer's own is not waited for.
            if (how == afterwards::close) stream_.async_shutdown([self = shared_from_this()](error_code) {});
            if (how == afterwards::reset) stream_.next_layer().set_option(asio::socket_base::linger{true, 0}, ignored);
            stream_.next_layer().close(ignored);
            timer_.cancel();
            server_.sessions_.erase(shared_from_this());
        }

        void say(const std::string& bytes) {
            error_code ignored;
            asio::write(stream_, asio::buffer(bytes), ignored);
        }

      private:
        /// Keeps the connection and does nothing with it, unless it was ended while the last operation's outcome was on
        /// its way.
        void hold() {
            if (!stream_.next_layer().is_open()) return;
            timer_.expires_at(asio::steady_timer::time_point::max());
            timer_.async_wait([self = shared_from_this()](error_code) {});
        }

        void read() {
            set_idle(received_.empty());
            stream_.async_read_some(asio::buffer(buffer_),
                                    [self = shared_from_this()](error_code error, std::size_t n) {
                                        self->set_idle(false);
                                        if (error == asio::error::eof)
                                            self->server_.note([](record& r) { ++r.announced_ends; });
                                        if (error) return self->end(afterwards::cut);
                                        self->received_.append(self->buffer_.data(), n);
                                        self->server_.note([n](record& r) { r.bytes += n; });
                                        self->take_request();
                                    });
        }

        void set_idle(bool now) {
            if (now == idle_) return;
            idle_ = now;
            server_.note([now](record& r) { now ? ++r.idle : --r.idle; });
        }

        static std::size_t body_length(const std::string& request) {
            constexpr std::string_view name = "\r\nContent-Length: ";
            const auto at = request.find(name);
            return at == std::string::npos ? 0 : std::stoul(request.substr(at + name.size(), 20));
        }

        void take_request() {
            const auto head = received_.find("\r\n\r\n");
            if (head == std::string::npos) return read();
            const auto size = head + 4 + body_length(received_);
            if (received_.size() < size) return head_is_known_ ? read() : take_head(received_.substr(0, head + 4));
            head_is_known_ = false;
            auto request = received_.substr(0, size);
            received_.erase(0, size);
            answer_ = server_.options_.on_request(request);
            server_.note([&](record& r) { r.requests.push_back(std::move(request)); });
            send();
        }

        void take_head(const std::string& head) {
            head_is_known_ = true;
            const auto at_once = server_.options_.on_head ? server_.options_.on_head(head) : std::nullopt;
            server_.note([](record& r) { ++r.heads; });
            if (!at_once) return read();
            answer_ = *at_once;
            send();
        }

        void send() {
            if (sent_ == answer_.bytes.size()) return finish();
            if (answer_.pause.count() == 0) return send_piece();
            timer_.expires_after(answer_.pause);
            timer_.async_wait([self = shared_from_this()](error_code error) {
                if (!error) self->send_piece();
            });
        }

        void send_piece() {
            const auto rest = asio::buffer(answer_.bytes) + sent_;
            const auto piece = asio::buffer(rest, answer_.piece == 0 ? rest.size() : answer_.piece);
            asio::async_write(stream_, piece, [self = shared_from_this()](error_code error, std::size_t n) {
                if (error) return self->end(afterwards::cut);
                self->sent_ += n;
                self->send();
            });
        }

        void finish() {
            sent_ = 0;
            if (answer_.then == afterwards::next) return take_request();
            if (answer_.then == afterwards::stay) return hold();
            end(answer_.then);
        }

        https_server& server_;
        asio::ssl::stream<tcp::socket> stream_;
        asio::steady_timer timer_;
        std::array<char, 16 * 1024> buffer_{};
        std::string received_;
        answer answer_;
        std::size_t sent_ = 0;
        bool idle_ = false;
        bool head_is_known_ = false;  ///< and its body is waited for
    };

    template <typename Work>
    void on_its_thread(Work work) {
        asio::post(context_, std::packaged_task<void()>{std::move(work)}).wait();
    }

    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (error || !acceptor_.is_open()) return;  // closed while this connection was on its way
            socket.set_option(tcp::no_delay{true}, error);
            note([](record& r) { ++r.connections, ++r.open, r.most_open = std::max(r.most_open, r.open); });
            const auto made = std::make_shared<session>(*this, std::move(socket));
            sessions_.insert(made);
            made->start();
            accept();
        });
    }

    static int on_name(SSL* session, int*, void* self) {
        const char* name = ::SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
        if (name) static_cast<https_server*>(self)->note([name](record& r) { r.names.emplace_back(name); });
        return SSL_TLSEXT_ERR_OK;
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
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    tcp::acceptor acceptor_{context_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    std::set<std::shared_ptr<session>> sessions_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    record record_;
    std::thread thread_;
};
}  // namespace test
