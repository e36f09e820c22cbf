// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A webhook server under load, in a process of its own; another one is the gateways, and those who only claim to be.
// Prints what was measured, and fails where a promise is broken.
//
// webhook_load slow SECONDS [tls]      1,000 clients that send a byte a second or nothing, beside 200 callbacks a
//                                      second, each over a connection of its own: p99 of these < 100 ms, the slow ones
//                                      closed after 5 s without a head and 15 s without a body, less than 32 MiB more
//                                      memory, or 160 MiB with TLS, whose buffers have 68 KiB a connection
// webhook_load blocked SECONDS FOLDER  one of two threads is blocked all the time by a handler of the caller's, and the
//                                      journal is SQLite in this folder: p99 of 50 callbacks a second < 50 ms
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <seedance/journal/sqlite.hpp>
#include <seedance/testing/certificate.hpp>

#include "webhook_fixture.hpp"

namespace {

namespace asio = boost::asio;
using namespace test;
using steady = std::chrono::steady_clock;
using tcp = asio::ip::tcp;
using milliseconds_f = std::chrono::duration<double, std::milli>;

// ---- the gateways' process

/// What the server's process tells the other one.
struct orders {
    std::uint16_t port = 0;
    std::vector<std::string> callbacks{};  ///< whole requests
};

struct load {
    std::size_t slow = 0;  ///< clients
    double rate = 200;     ///< callbacks a second
    double seconds = 20;
    bool tls = false;
};

class generator {
  public:
    generator(load how, orders given) : how_{how}, given_{std::move(given)} {}

    /// Runs, prints, and says whether every promise was kept.
    bool run() {
        for (std::size_t i = 0; i != how_.slow; ++i) asio::co_spawn(context_, be_slow(i), asio::detached);
        asio::co_spawn(context_, send_callbacks(), asio::detached);
        context_.run_for(std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(how_.seconds)));
        return report();
    }

  private:
    using awaitable = asio::awaitable<void>;

    using tls_stream = asio::ssl::stream<tcp::socket>;

    /// The begin of a handshake.
    static constexpr std::string_view hello{"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03xxxxxxxxxxxx", 23};

    steady::time_point after(double seconds) const {
        return begin_ + std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(seconds));
    }

    awaitable send_callbacks() {
        asio::steady_timer timer{context_};
        for (std::size_t i = 0;; ++i) {
            timer.expires_at(after(1 + static_cast<double>(i) / how_.rate));  // when the slow ones are there
            co_await timer.async_wait(asio::use_awaitable);
            asio::co_spawn(context_, call_back(i), asio::detached);
        }
    }

    /// Posts a callback over a new connection, from when it was due.
    awaitable call_back(std::size_t i) {
        const auto due = after(1 + static_cast<double>(i) / how_.rate);
        const auto& request = given_.callbacks[i % given_.callbacks.size()];
        bool is_good = false;
        try {
            std::string answer(256, '\0');
            if (how_.tls) {
                tls_stream stream{context_, tls_};
                co_await stream.next_layer().async_connect(server(), asio::use_awaitable);
                co_await stream.async_handshake(stream.client, asio::use_awaitable);
                co_await asio::async_write(stream, asio::buffer(request), asio::use_awaitable);
                co_await stream.async_read_some(asio::buffer(answer), asio::use_awaitable);
            } else {
                tcp::socket socket{context_};
                co_await socket.async_connect(server(), asio::use_awaitable);
                co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
                co_await socket.async_read_some(asio::buffer(answer), asio::use_awaitable);
            }
            is_good = answer.starts_with("HTTP/1.1 200");
        } catch (const std::exception&) {
        }
        if (is_good)
            times_.push_back(milliseconds_f{steady::now() - due}.count());
        else
            ++failed_;
    }

    /// Connects again and again, sends nothing, or a byte a second of a head or of a body, and notes how long the
    /// server lets it. With TLS it is the handshake in place of the head, and the body comes after one.
    awaitable be_slow(std::size_t number) {
        const bool sends_head = number % 3 == 2;
        auto& longest = sends_head ? longest_body_ : longest_head_;
        const std::string_view callback = given_.callbacks.front(), head = how_.tls ? hello : callback;
        const std::size_t at_once = number % 3 == 1 ? 5 : 0;
        asio::steady_timer start{context_, begin_ + number * 5ms};  // not all in one moment
        co_await start.async_wait(asio::use_awaitable);
        for (;;) {
            const auto from = steady::now();
            const auto stream = std::make_shared<tls_stream>(context_, tls_);
            auto& socket = stream->next_layer();
            try {
                co_await socket.async_connect(server(), asio::use_awaitable);
                if (sends_head && how_.tls) {
                    co_await stream->async_handshake(stream->client, asio::use_awaitable);
                    co_await be_closed(stream, *stream, callback, body_begin());
                } else if (sends_head) {
                    co_await be_closed(stream, socket, callback, body_begin());
                } else {
                    co_await be_closed(stream, socket, head, at_once);
                }
            } catch (const std::exception&) {
            }
            socket.close();
            longest = std::max(longest, std::chrono::duration<double>(steady::now() - from).count());
            ++closed_;
        }
    }

    std::size_t body_begin() const { return given_.callbacks.front().find("\r\n\r\n") + 4; }

    /// Sends so many bytes at once and then, unless there were none, one a second, until the server closes.
    template <class Stream>
    awaitable be_closed(std::shared_ptr<tls_stream> owner, Stream& stream, std::string_view bytes,
                        std::size_t at_once) {
        co_await asio::async_write(stream, asio::buffer(bytes.data(), at_once), asio::use_awaitable);
        if (at_once != 0) asio::co_spawn(context_, drip(owner, stream, bytes.substr(at_once)), asio::detached);
        char byte = 0;
        co_await stream.async_read_some(asio::buffer(&byte, 1), asio::use_awaitable);
    }

    template <class Stream>
    awaitable drip(std::shared_ptr<tls_stream>, Stream& stream, std::string_view bytes) {
        asio::steady_timer timer{context_};
        for (const char& each : bytes) {
            timer.expires_after(1s);
            co_await timer.async_wait(asio::use_awaitable);
            co_await asio::async_write(stream, asio::buffer(&each, 1), asio::use_awaitable);
        }
    }

    tcp::endpoint server() const { return {asio::ip::address_v4::loopback(), given_.port}; }

    bool report() {
        std::sort(times_.begin(), times_.end());
        const auto percentile = [this](std::size_t percent) {
            return times_.empty() ? 0 : times_[std::min(times_.size() - 1, times_.size() * percent / 100)];
        };
        std::printf("%zu callbacks answered, %zu not; ms: median %.2f, p99 %.2f, longest %.2f\n", times_.size(),
                    failed_, percentile(50), percentile(99), percentile(100));
        if (how_.slow != 0)
            std::printf("%zu slow connections closed: after %.2f s at most without a head, %.2f s without a body\n",
                        closed_, longest_head_, longest_body_);
        const double most_ms = how_.slow != 0 ? 100 : 50;
        const bool are_slow_closed =
            how_.slow == 0 || (closed_ >= how_.slow && longest_head_ < 5.5 && longest_body_ < 15.5);
        return !times_.empty() && failed_ == 0 && percentile(99) < most_ms && are_slow_closed;
    }

    load how_;
    orders given_;
    asio::io_context context_{1};
    asio::ssl::context tls_{asio::ssl::context::tls_client};  // it trusts everybody: this is about time
    steady::time_point begin_ = steady::now();
    std::vector<double> times_;                   ///< milliseconds
    double longest_head_ = 0, longest_body_ = 0;  ///< seconds
    std::size_t failed_ = 0, closed_ = 0;
};

// ---- the server's process

std::size_t resident_bytes() {
    std::size_t all = 0, resident = 0;
    std::ifstream{"/proc/self/statm"} >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

orders make_orders(webhook_world& world, std::size_t count) {
    orders made{.port = world.port()};
    while (made.callbacks.size() != count)
        made.callbacks.push_back(world.callback_for(world.submit(), "Connection: close\r\n"));
    return made;
}

/// The other process reads them from a pipe, each with its size before it.
void write_orders(int pipe, const orders& given) {
    std::string text = std::to_string(given.port) + '\n';
    for (const auto& each : given.callbacks) text += std::to_string(each.size()) + '\n' + each;
    for (std::string_view rest = text; !rest.empty();)
        rest.remove_prefix(static_cast<std::size_t>(::write(pipe, rest.data(), rest.size())));
    ::close(pipe);
}

orders read_orders(int pipe) {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(pipe, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    std::size_t at = 0;
    const auto number = [&] {
        const auto end = text.find('\n', at);
        const auto value = std::stoul(text.substr(at, end - at));
        at = end + 1;
        return value;
    };
    orders given{.port = static_cast<std::uint16_t>(number())};
    while (at < text.size()) {
        const auto size = number();
        given.callbacks.push_back(text.substr(at, size));
        at += size;
    }
    return given;
}

/// Begins the gateways' process, before this one has threads; it waits for its orders at the pipe.
pid_t begin_generator(const load& how, int& pipe) {
    int ends[2];
    if (::pipe(ends) != 0) return -1;
    const auto child = ::fork();
    pipe = ends[1];
    if (child != 0) return ::close(ends[0]), child;
    ::close(ends[1]);
    auto given = read_orders(ends[0]);
    const bool was_kept = !given.callbacks.empty() && generator{how, std::move(given)}.run();
    std::fflush(stdout);
    ::_exit(was_kept ? 0 : 1);
}

/// Waits for the other process, and gives the most memory that this one had meanwhile.
std::size_t most_memory_until_end(pid_t child, int& status) {
    std::size_t most = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        most = std::max(most, resident_bytes());
        std::this_thread::sleep_for(50ms);
    }
    return most;
}

bool measure_slow(double seconds, bool tls) {
    const load how{.slow = 1'000, .rate = 200, .seconds = seconds, .tls = tls};
    int pipe = -1, status = 1;
    const auto child = begin_generator(how, pipe);
    seedance::webhook_server_options options;
    if (tls) {
        const auto own = seedance::testing::certificate_authority{}.issue();
        options.certificate_chain_pem = own.certificate_pem;
        options.private_key_pem = seedance::secret{own.key_pem};
    }
    webhook_world world{std::move(options)};
    const auto given = make_orders(world, 100);
    const auto before = resident_bytes();
    write_orders(pipe, given);
    const auto most = most_memory_until_end(child, status);
    const auto grown = static_cast<double>(most - std::min(before, most)) / (1024 * 1024);
    std::printf("%.1f MiB more memory\n", grown);
    return status == 0 && grown < (tls ? 160 : 32);
}

bool measure_blocked(double seconds, const std::string& folder) {
    const load how{.rate = 50, .seconds = seconds};
    int pipe = -1, status = 1;
    const auto child = begin_generator(how, pipe);
    webhook_world world{{}, 2, std::make_shared<seedance::sqlite_journal>(folder + "/webhook_load.db")};
    const auto given = make_orders(world, static_cast<std::size_t>(how.rate * seconds) + 1);  // each is posted once
    std::promise<void> blocked, go_on;
    world.client().wait("no task", [&](seedance::error_code, seedance::generated_video) {
        blocked.set_value();
        go_on.get_future().wait();
    });
    blocked.get_future().wait();
    write_orders(pipe, given);
    most_memory_until_end(child, status);
    go_on.set_value();
    return status == 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words{argv + 1, argv + argc};
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    bool was_kept = false;
    if (words.size() >= 2 && words[0] == "slow")
        was_kept = measure_slow(std::stod(words[1]), words.size() > 2);
    else if (words.size() == 3 && words[0] == "blocked")
        was_kept = measure_blocked(std::stod(words[1]), words[2]);
    else
        std::fprintf(stderr, "usage: webhook_load slow SECONDS [tls] | blocked SECONDS FOLDER\n");
    if (!was_kept) std::fprintf(stderr, "FAILED\n");
    return was_kept ? 0 : 1;
}
