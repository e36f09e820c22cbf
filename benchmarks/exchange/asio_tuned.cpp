// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Asio by hand, without Beast: prebuilt bytes, and a scan for the answer.
#include <deque>

#include "wire.hpp"

namespace {

class client {
  public:
    client(boost::asio::io_context& context, bench::meter& meter, const std::string& request)
        : wire_{context}, meter_{meter}, request_{request} {}

    void start(const bench::job& job, SSL_CTX* tls) {
        wire_.open(job, tls);
        next();
    }

  private:
    void next() {
        if (!meter_.begin()) return;
        wire_.send(request_);
        input_.clear();
        receive();
    }

    void receive() {
        wire_.receive([this](std::string_view bytes) {
            input_.append(bytes);
            std::string_view body;
            if (bench::reply_size(input_, body) == 0) return receive();
            meter_.finish(bench::quoted_after(body, "\"task_id\":\""), bench::quoted_after(body, "\"state\":\""),
                          bench::quoted_after(body, "\"url\":\""));
            next();
        });
    }

    bench::wire wire_;
    bench::meter& meter_;
    const std::string& request_;
    std::string input_;
};

}  // namespace

int main(int argc, char** argv) {
    const auto job = bench::job::from(argc, argv);
    boost::asio::io_context context{1};
    bench::meter meter{job};
    const auto request = job.request();
    auto* tls = bench::make_client_tls();
    std::deque<client> clients;
    for (int i = 0; i != job.connections; ++i) clients.emplace_back(context, meter, request).start(job, tls);
    context.run();
    meter.print();
}
