// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every client of the comparison has in common: the command line, the messages, and the counting.

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace bench {

/// `HOST PORT plain|tls EXCHANGES [CONNECTIONS [MODE]]`. The authority of the server's certificate is in SSL_CERT_FILE.
struct job {
    std::string host{};
    unsigned short port = 0;
    bool tls = false;
    long exchanges = 0;
    int connections = 64;
    std::string mode{};

    static job from(int argc, char** argv) {
        if (argc < 5) {
            std::fputs("usage: HOST PORT plain|tls EXCHANGES [CONNECTIONS [MODE]]\n", stderr);
            std::exit(2);
        }
        job out{.host = argv[1],
                .port = static_cast<unsigned short>(std::atoi(argv[2])),
                .tls = std::string_view{argv[3]} == "tls",
                .exchanges = std::atol(argv[4])};
        if (argc > 5) out.connections = std::atoi(argv[5]);
        if (argc > 6) out.mode = argv[6];
        return out;
    }

    std::string authority() const { return host + ':' + std::to_string(port); }

    /// The bytes of a poll, as the library writes them.
    std::string request() const {
        return "GET /v1/tasks/task_123 HTTP/1.1\r\nHost: " + authority() +
               "\r\nUser-Agent: seedance/0.1.0\r\nAuthorization: Bearer benchmark-key-0123456789\r\n\r\n";
    }
};

/// Counts exchanges and the CPU time of those that come after the warm-up.
class meter {
  public:
    explicit meter(const job& what)
        : warm_up_{what.exchanges / 10 + 20L * what.connections}, all_{warm_up_ + what.exchanges} {}

    /// Whether another exchange is to begin.
    bool begin() noexcept { return begun_++ < all_; }

    /// One is over; its answer must say what the server said.
    void finish(std::string_view id, std::string_view state, std::string_view url) {
        if (id != "task_123" || state != "success" || url != "https://cdn.example.com/seedance.mp4")
            give_up("an answer was read wrongly");
        finish();
    }

    void finish() {
        ++finished_;
        if (finished_ == warm_up_) start_ = cpu_microseconds();
        if (finished_ == all_) end_ = cpu_microseconds();
    }

    bool complete() const noexcept { return finished_ >= all_; }

    /// User and system CPU microseconds of this process for one exchange.
    void print() const {
        if (finished_ < all_) give_up("not every exchange was finished");
        std::printf("%.3f\n", (end_ - start_) / static_cast<double>(all_ - warm_up_));
    }

    [[noreturn]] static void give_up(std::string_view why) {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(why.size()), why.data());
        std::exit(1);
    }

  private:
    static double cpu_microseconds() {
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        const auto of = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
        };
        return of(used.ru_utime) + of(used.ru_stime);
    }

    long warm_up_, all_;
    long begun_ = 0, finished_ = 0;
    double start_ = 0, end_ = 0;
};

/// The text after `mark` up to the next quote: all that a program needs that knows its one gateway.
inline std::string_view quoted_after(std::string_view text, std::string_view mark) noexcept {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return {};
    const auto begin = at + mark.size();
    return text.substr(begin, text.find('"', begin) - begin);
}

/// Size of the whole reply at the front of `input`, or 0 when it has not arrived.
inline std::size_t reply_size(std::string_view input, std::string_view& body) noexcept {
    constexpr std::string_view length_mark = "Content-Length: ";
    const auto end = input.find("\r\n\r\n");
    const auto length_at = input.find(length_mark);
    if (end == std::string_view::npos || length_at > end) return 0;
    std::size_t length = 0;
    for (auto i = length_at + length_mark.size(); input[i] != '\r'; ++i)
        length = length * 10 + static_cast<std::size_t>(input[i] - '0');
    if (input.size() < end + 4 + length) return 0;
    body = input.substr(end + 4, length);
    return end + 4 + length;
}

}  // namespace bench
