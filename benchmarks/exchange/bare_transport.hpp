// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Requests over plain TCP behind the transport seam, for measuring only: the library itself has HTTPS alone. It takes
/// the address that it is told, keeps every connection, and trusts the server of the benchmark; request and reply go
/// through the library's own code.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/reply_reader.hpp>
#include <seedance/transport/impl/request_text.hpp>
#include <seedance/transport/transport.hpp>

#include "job.hpp"

namespace bench {

class bare_transport final : public seedance::transport {
  public:
    bare_transport(boost::asio::io_context& context, const job& job)
        : context_{context}, peer_{boost::asio::ip::make_address(job.host), job.port} {}

    void exchange(seedance::http_request request, seedance::body_sink*, seedance::exchange_handler handler) override {
        seedance::detail::request_target target;
        if (!origins_.parse(request.url, target) || !seedance::detail::has_sendable_head(request))
            meter::give_up("a request that cannot be sent");
        auto* used = take();
        used->handler.swap(handler);  // its move assignment recurses without end in Boost 1.81
        used->reply = {};
        used->input.clear();
        used->reader.emplace(used->reply, nullptr, seedance::detail::reply_reader::limits{request.max_body, false});
        seedance::detail::write_request(used->output, request, target);
        boost::asio::write(used->socket, boost::asio::buffer(used->output));
        receive(*used);
    }

  private:
    struct connection {
        explicit connection(boost::asio::io_context& context) : socket{context.get_executor()} {}

        boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type> socket;
        seedance::exchange_handler handler{};
        seedance::http_reply reply{};
        std::optional<seedance::detail::reply_reader> reader{};
        std::string output{}, input{};
        char raw[16 * 1024];
    };

    connection* take() {
        if (idle_.empty()) {
            auto& made = *all_.emplace_back(std::make_unique<connection>(context_));
            made.socket.connect(peer_);
            made.socket.set_option(boost::asio::ip::tcp::no_delay{true});
            return &made;
        }
        auto* out = idle_.back();
        idle_.pop_back();
        return out;
    }

    void receive(connection& from) {
        from.socket.async_read_some(
            boost::asio::buffer(from.raw), [this, &from](seedance::error_code error, std::size_t size) {
                if (error) meter::give_up(error.message());
                from.input.append(from.raw, size);
                from.input.erase(0, from.reader->take(from.input));
                if (!from.reader->done()) return receive(from);
                from.reply.sent = seedance::delivery::complete;
                idle_.push_back(&from);
                const auto executor = boost::asio::get_associated_executor(from.handler, context_.get_executor());
                boost::asio::dispatch(executor,
                                      [handler = std::move(from.handler), reply = std::move(from.reply)]() mutable {
                                          std::move(handler)(std::move(reply));
                                      });
            });
    }

    boost::asio::io_context& context_;
    boost::asio::ip::tcp::endpoint peer_;
    std::vector<std::unique_ptr<connection>> all_;
    std::vector<connection*> idle_;
    seedance::detail::known_origins origins_;
};

}  // namespace bench
