// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A client whose tasks are called back, a webhook server in front of it, and clients of that server which send any
/// bytes. The server is on loopback at a port that the system chooses.

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/time.h>
#include <boost/asio/append.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <seedance/client.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/transport/transport.hpp>
#include <seedance/webhook/receiver.hpp>
#include <seedance/webhook/server.hpp>

// GCC 12 takes the pair of operators in Asio's coroutine frames for a mismatch (chriskohlhoff/asio issue 1391) and,
// with sanitizers, the copy of the empty asio::use_future for the use of something uninitialised.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace test {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// A gateway that accepts every request and keeps its callback URL. Its tasks go on until `end`. It answers on any
/// thread.
class calling_gateway final : public seedance::transport {
  public:
    explicit calling_gateway(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    void exchange(seedance::http_request request, seedance::body_sink*, seedance::exchange_handler handler) override {
        seedance::http_reply reply;
        reply.sent = seedance::delivery::complete;
        reply.status = 200;
        reply.body = request.method == "POST" ? accept(request.body) : state(request.url);
        asio::post(executor_, asio::append(std::move(handler), std::move(reply)));
    }

    /// Lets a task succeed.
    void end(const std::string& id) {
        const std::lock_guard lock{mutex_};
        ended_.insert(id);
    }

    /// The path and query to which a task's end is posted.
    std::string target_of(const std::string& id) const {
        const std::lock_guard lock{mutex_};
        constexpr std::string_view origin = "https://hooks.example";
        return targets_.at(id).substr(origin.size());
    }

    int polls() const {
        const std::lock_guard lock{mutex_};
        return polls_;
    }

    /// What it posts when a task has succeeded.
    static std::string success_of(const std::string& id) {
        return R"({"code":200,"message":"success","data":{"taskId":")" + id +
               R"(","state":"success","resultJson":"{\"resultUrls\":[\"https://file.apixo.ai/1.mp4\"]}"}})";
    }

  private:
    std::string accept(const std::string& body) {
        const std::lock_guard lock{mutex_};
        const auto id = "task_" + std::to_string(targets_.size() + 1);
        constexpr std::string_view name = R"("callback_url":")";
        const auto at = body.find(name) + name.size();
        targets_[id] = body.substr(at, body.find('"', at) - at);
        return R"({"code":200,"message":"success","data":{"taskId":")" + id + "\"}}";
    }

    std::string state(const std::string& url) {
        const std::lock_guard lock{mutex_};
        ++polls_;
        const auto id = url.substr(url.rfind('=') + 1);
        if (ended_.contains(id)) return success_of(id);
        return R"({"code":200,"message":"success","data":{"taskId":")" + id + R"(","state":"processing"}})";
    }

    asio::any_io_executor executor_;
    mutable std::mutex mutex_;
    std::map<std::string, std::string> targets_;  ///< by task
    std::set<std::string> ended_;
    int polls_ = 0;
};

/// A client and a webhook server on some threads.
class webhook_world {
  public:
    explicit webhook_world(seedance::webhook_server_options options = {}, std::size_t threads = 2,
                           std::shared_ptr<seedance::journal> journal = nullptr)
        : client_{context_.get_executor(), gateway_, options_with(std::move(journal))} {
        client_.use(seedance::apixo::account{.api_key = seedance::secret{"test-key"}});
        server_.emplace(context_, receiver_, std::move(options));
        while (threads_.size() != threads) threads_.emplace_back([this] { context_.run(); });
    }

    webhook_world(const webhook_world&) = delete;
    webhook_world& operator=(const webhook_world&) = delete;

    /// Waits until the threads have nothing to do: what is closed must not keep them.
    ~webhook_world() {
        server_.reset();
        client_.close();
        work_.reset();
        for (auto& each : threads_) each.join();
    }

    std::uint16_t port() const { return server_->port(); }
    seedance::webhook_server& server() { return *server_; }
    void destroy_server() { server_.reset(); }
    seedance::client& client() { return client_; }
    seedance::webhook_receiver& receiver() { return receiver_; }
    calling_gateway& gateway() { return *gateway_; }
    asio::io_context& context() { return context_; }

    /// Submits a request, and gives its task.
    seedance::task submit() {
        using fast = seedance::apixo::seedance_2_0_fast;
        const seedance::text_to_video<fast> request{.prompt = "rain on a tin roof"};
        auto pending = client_.submit(request, asio::use_future);
        if (pending.wait_for(20s) != std::future_status::ready) throw std::runtime_error{"no task"};
        return pending.get();
    }

    /// Makes the request with which the end of a task is posted.
    std::string callback_for(const seedance::task& what, std::string_view headers = {}) const {
        return post(gateway_->target_of(what.id), calling_gateway::success_of(what.id), headers);
    }

    static std::string post(std::string_view target, std::string_view body, std::string_view headers = {}) {
        return "POST " + std::string{target} + " HTTP/1.1\r\nHost: hooks.example\r\n" + std::string{headers} +
               "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string{body};
    }

  private:
    static seedance::client_options options_with(std::shared_ptr<seedance::journal> journal) {
        seedance::client_options options;
        options.callbacks.base_url = "https://hooks.example/in";
        options.callbacks.keys.push_back({.id = "k1", .key = seedance::secret{"0123456789abcdef0123456789abcdef"}});
        options.journal = std::move(journal);
        return options;
    }

    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::shared_ptr<calling_gateway> gateway_ = std::make_shared<calling_gateway>(context_.get_executor());
    seedance::client client_;
    seedance::webhook_receiver receiver_{client_};
    std::optional<seedance::webhook_server> server_;
    std::vector<std::thread> threads_;
};

/// An answer as it came.
struct raw_answer {
    int status = 0;  ///< 0: none came
    std::string head;
    std::string body;

    bool has(std::string_view line) const { return head.find("\r\n" + std::string{line} + "\r\n") != head.npos; }
};

/// A connection that sends any bytes; what it waits for comes within twenty seconds.
class raw_client {
  public:
    raw_client() { socket_.open(asio::ip::tcp::v4()); }
    explicit raw_client(std::uint16_t port) { connect(port); }

    /// Has the system keep about so many bytes for it that it has not read; before `connect`.
    void keep_unread(int bytes) { socket_.set_option(asio::socket_base::receive_buffer_size{bytes}); }

    void connect(std::uint16_t port) { socket_.connect({asio::ip::address_v4::loopback(), port}); }

    /// Sends bytes, and says whether the other side takes them all.
    bool send(std::string_view bytes) {
        boost::system::error_code error;
        asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), error);
        return !error;
    }

    void send_end() { socket_.shutdown(asio::ip::tcp::socket::shutdown_send); }

    void reset() {
        socket_.set_option(asio::socket_base::linger{true, 0});
        socket_.close();
    }

    /// Reads an answer; `has_body` is false for one to HEAD.
    raw_answer read(bool has_body = true) {
        raw_answer answer;
        std::size_t end = 0;
        while ((end = received_.find("\r\n\r\n")) == received_.npos)
            if (!read_more()) return answer;
        answer.head = received_.substr(0, end + 2);
        answer.status = std::stoi(answer.head.substr(answer.head.find(' ') + 1, 3));
        received_.erase(0, end + 4);
        constexpr std::string_view name = "\r\nContent-Length: ";
        const auto at = answer.head.find(name);
        const auto size = at == answer.head.npos || !has_body ? 0 : std::stoul(answer.head.substr(at + name.size()));
        while (received_.size() < size && read_more()) {
        }
        answer.body = received_.substr(0, size);
        received_.erase(0, size);
        return answer;
    }

    /// Reads so many bytes of what has no length; fewer where the connection ends.
    std::string read_bytes(std::size_t size) {
        while (received_.size() < size && read_more()) {
        }
        auto bytes = received_.substr(0, size);
        received_.erase(0, size);
        return bytes;
    }

    raw_answer ask(std::string_view bytes) {
        send(bytes);
        return read();
    }

    /// Says whether the other side ends the connection in this time, and sends nothing before.
    bool is_ended_within(std::chrono::milliseconds time = 20s) {
        return received_.empty() && !read_more(time) && !timed_out_;
    }

  private:
    bool read_more(std::chrono::milliseconds time = 20s) {
        const timeval limit{.tv_sec = time.count() / 1000, .tv_usec = time.count() % 1000 * 1000};
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        char buffer[4096];
        const auto got = ::recv(socket_.native_handle(), buffer, sizeof buffer, 0);
        timed_out_ = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (got > 0) received_.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }

    asio::io_context context_;
    asio::ip::tcp::socket socket_{context_};
    std::string received_;
    bool timed_out_ = false;
};

}  // namespace test
