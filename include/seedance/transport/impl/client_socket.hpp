// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/platform.hpp>
#include <seedance/transport/https_options.hpp>
#include <seedance/transport/impl/descriptor.hpp>
#include <seedance/transport/impl/tls_stream.hpp>

namespace seedance::detail {

using client_socket = tls_stream::socket_type;

/// What sockets of a transport have in common.
struct socket_rules {
    boost::asio::ip::address from{};            ///< the local address; unspecified: the system chooses
    std::chrono::milliseconds write_timeout{};  ///< no shorter than this, the kernel waits for acknowledgements
};

/// Throws `boost::system::system_error` where the local address is none.
inline socket_rules socket_rules_of(const https_options& options) {
    socket_rules rules{.write_timeout = options.write_timeout};
    if (options.local_address.empty()) return rules;
    error_code error;
    rules.from = boost::asio::ip::make_address(options.local_address, error);
    if (error) throw boost::system::system_error{error, "local_address is no IP address"};
    return rules;
}

/// Sets what makes a dead connection known. NATs forget an idle connection after minutes, some after one: probes keep
/// it in memory, and find out when it was forgotten.
inline void watch_over(int descriptor, std::chrono::milliseconds write_timeout) noexcept {
    constexpr int idle = 60, interval = 15, probes = 4;  // seconds, seconds, and how many
    // Where the kernel is told how long to wait, it does not count probes: the first that is lost after that is the
    // end.
    constexpr std::chrono::milliseconds shortest{(idle + interval * probes) * 1000}, longest{24 * 3600'000};
    platform::set_number(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    platform::keep_alive(descriptor, idle, interval, probes);
    platform::give_up_after(descriptor, static_cast<int>(std::clamp(write_timeout, shortest, longest).count()));
}

/// Opens a socket towards an endpoint, which is not connected yet.
inline error_code open_towards(client_socket& socket, const boost::asio::ip::tcp::endpoint& to,
                               const socket_rules& rules) {
    if (const auto error = open_closed_on_exec(socket, to.protocol())) return error;
    watch_over(socket.native_handle(), rules.write_timeout);
    error_code error;
    if (!rules.from.is_unspecified()) socket.bind({rules.from, 0}, error);
    return error;
}

}  // namespace seedance::detail
