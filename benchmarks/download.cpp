// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Downloads one file, to a path or to a sink that throws it away, beside a timer of 1 ms on the same loop. It prints
// CPU time and wall time in seconds, and by how much the timer was late at the 99.9th percentile, in milliseconds.
//
// usage: download_benchmark URL AUTHORITY.pem PATH      (PATH "-": thrown away)
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <iostream>
#include <memory>
#include <ratio>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <seedance/client.hpp>
#include <seedance/transport/https.hpp>

#include "measuring.hpp"

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

struct thrown_away final : seedance::byte_sink {
    void write(std::string_view, std::function<void(seedance::error_code)> done) override { done({}); }
};

/// A timer that notes how late it is.
class metronome {
  public:
    explicit metronome(asio::io_context& context) : timer_{context} { wait(); }

    void stop() {
        is_stopped_ = true;  // the timer may have rung already
        timer_.cancel();
    }

    double late_ms(double share) {
        std::sort(late_.begin(), late_.end());
        const auto at = static_cast<std::size_t>(share * static_cast<double>(late_.size()));
        return late_.empty() ? 0 : late_[std::min(at, late_.size() - 1)];
    }

  private:
    void wait() {
        timer_.expires_after(1ms);
        timer_.async_wait([this](seedance::error_code error) {
            if (error || is_stopped_) return;
            late_.push_back(std::chrono::duration<double, std::milli>(clock_type::now() - timer_.expiry()).count());
            wait();
        });
    }

    asio::steady_timer timer_;
    bool is_stopped_ = false;
    std::vector<double> late_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return std::cerr << "usage: download_benchmark URL AUTHORITY.pem PATH\n", 2;
    const std::string url = argv[1], authority = argv[2], path = argv[3];
    asio::io_context context{1};
    seedance::client client{context.get_executor(),
                            seedance::make_https_transport(context.get_executor(), {.ca_file = authority}),
                            seedance::client_options{.allow_private_downloads = true}};
    const seedance::generated_video video{.urls = {url}};
    metronome beside{context};
    const auto began = clock_type::now();
    const double cpu_before = cpu_seconds();
    double wall = 0, cpu = 0;
    int result = 1;
    const auto done = [&](seedance::error_code error, const seedance::saved_file&) {
        wall = std::chrono::duration<double>(clock_type::now() - began).count();
        cpu = cpu_seconds() - cpu_before;
        if (error) std::cerr << error.message() << '\n';
        result = error ? 1 : 0;
        beside.stop();
    };
    if (path == "-")
        client.download(video, std::make_shared<thrown_away>(), done);
    else
        client.download(video, path, done);
    context.run();
    std::cout << cpu << ' ' << wall << ' ' << beside.late_ms(0.999) << ' ' << beside.late_ms(1) << '\n';
    return result;
}
