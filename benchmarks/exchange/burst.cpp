// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Many submits at once to one name that takes 50 ms to be looked up: how long until the names, the handshakes and the
// first bytes of the answers are there. usage: burst PORT SUBMITS [CONNECTIONS_AT_ONCE]; a line of milliseconds each.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <seedance/transport/https.hpp>

namespace {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;

/// Answers every question after 50 ms.
resolver slow_names(asio::io_context& context) {
    return [&context](const name_query&, name_handler answer) {
        auto timer = std::make_shared<asio::steady_timer>(context, 50ms);
        timer->async_wait([timer, answer = std::move(answer)](error_code) { answer({}, {"127.0.0.1"}); });
    };
}

http_request submit_to(const std::string& port) {
    http_request request;
    request.method = "POST";
    request.url = "https://localhost:" + port + "/v1/videos/generations";
    request.body = R"({"model":"seedance-2","prompt":"a cinematic tracking shot"})";
    request.use = connection_use::fresh;
    return request;
}

void print(const char* what, std::vector<double>& milliseconds) {
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double share) {
        return milliseconds[static_cast<std::size_t>(share * (milliseconds.size() - 1))];
    };
    std::printf("%-10s p50 %8.1f  p99 %8.1f  longest %8.1f\n", what, at(0.5), at(0.99), milliseconds.back());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    asio::io_context context{1};
    https_options options;
    options.look_up = slow_names(context);
    if (argc > 3) options.fresh_at_once = static_cast<std::size_t>(std::atoi(argv[3]));
    const auto network = make_https_transport(context.get_executor(), std::move(options));
    std::vector<double> names, secured, answered;
    const auto note = [](std::vector<double>& in, std::chrono::nanoseconds time) {
        in.push_back(std::chrono::duration<double, std::milli>{time}.count());
    };
    for (int left = std::atoi(argv[2]); left > 0; --left) {
        network->exchange(submit_to(argv[1]), nullptr, [&](http_reply reply) {
            if (reply.error) std::exit((std::fprintf(stderr, "%s\n", reply.error.message().c_str()), 1));
            note(names, reply.times.resolved);
            note(secured, reply.times.secured);
            note(answered, reply.times.first_byte);
        });
    }
    context.run();
    print("name", names);
    print("secured", secured);
    print("first byte", answered);
}
