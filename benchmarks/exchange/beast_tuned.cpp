// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Beast by hand: the request as one string, Beast's parser on a buffer that stays, Boost.JSON in memory that stays.
#include <deque>
#include <optional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include "wire.hpp"

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace json = boost::json;

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
        parser_.emplace();
        receive();
    }

    void receive() {
        wire_.receive([this](std::string_view bytes) {
            input_.commit(boost::asio::buffer_copy(input_.prepare(bytes.size()), boost::asio::buffer(bytes)));
            while (!parser_->is_done()) {
                boost::system::error_code error;
                const auto taken = parser_->put(input_.cdata(), error);
                input_.consume(taken);
                if (error == http::error::need_more) return receive();
                if (error) bench::meter::give_up(error.message());
            }
            read(parser_->get().body());
            next();
        });
    }

    void read(const std::string& body) {
        unsigned char memory[8 * 1024];
        json::monotonic_resource resource{memory};
        json_.reset(&resource);
        json_.write(body);
        const auto answer = json_.release();
        const auto& task = answer.as_object();
        const auto& url = task.at("result").at("data").at(0).at("url").as_string();
        meter_.finish(task.at("task_id").as_string(), task.at("state").as_string(), url);
    }

    bench::wire wire_;
    bench::meter& meter_;
    const std::string& request_;
    beast::flat_buffer input_;
    std::optional<http::response_parser<http::string_body>> parser_;
    json::parser json_;
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
