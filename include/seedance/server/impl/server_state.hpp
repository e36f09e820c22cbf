// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/ssl/context.hpp>

#include <seedance/server/answer.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/server/impl/connection_roster.hpp>
#include <seedance/server/impl/file_thread.hpp>
#include <seedance/server/impl/server_stream.hpp>

namespace seedance::detail {

/// What the connections of a server share.
struct server_state {
    server_state(std::shared_ptr<http_handler> answering, http_server_options chosen)
        : handler{std::move(answering)},
          options{std::move(chosen)},
          roster{std::max<std::size_t>(options.max_connections, 1)} {
        if (!options.certificate_chain_pem.empty() || !options.private_key_pem.empty())
            tls = make_server_tls(options.certificate_chain_pem, options.private_key_pem);
    }

    const std::shared_ptr<http_handler> handler;
    const http_server_options options;
    connection_roster roster;
    file_thread files;
    std::optional<boost::asio::ssl::context> tls;
    std::atomic<std::size_t> streams{0};  ///< of events, that are open
    std::atomic<std::uint64_t> answers{0}, server_errors{0};
    std::atomic<bool> is_ending{false};
};

/// The place of an answer among the streams of events, as long as it lives. What is no stream needs none.
class stream_place {
  public:
    stream_place(server_state& of, const server_answer& said)
        : server_{of}, is_stream_{std::holds_alternative<event_source>(said.body)} {
        if (is_stream_) is_free_ = ++server_.streams <= server_.options.max_streams;
    }
    ~stream_place() {
        if (is_stream_) --server_.streams;
    }
    stream_place(const stream_place&) = delete;
    stream_place& operator=(const stream_place&) = delete;

    bool is_free() const noexcept { return is_free_; }

  private:
    server_state& server_;
    const bool is_stream_;
    bool is_free_ = true;
};

}  // namespace seedance::detail
