// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>

#include <unistd.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/platform.hpp>

// Sockets that no child process inherits: Asio opens and accepts them without that, and sets nothing afterwards.
namespace seedance::detail {

/// Opens a descriptor of TCP that is closed on exec, and does not block, and gives it to a socket or an acceptor.
template <class Socket>
error_code open_closed_on_exec(Socket& socket, const boost::asio::ip::tcp& protocol) {
    const int descriptor = platform::open_socket(protocol.family());
    if (descriptor < 0) return {errno, boost::system::system_category()};
    error_code error;
    socket.assign(protocol, descriptor, error);
    if (error) ::close(descriptor);
    return error;
}

/// Makes an acceptor listen, as its constructor does; throws `boost::system::system_error`.
template <class Acceptor>
void listen_at(Acceptor& acceptor, const boost::asio::ip::tcp::endpoint& at) {
    if (const auto error = open_closed_on_exec(acceptor, at.protocol()))
        throw boost::system::system_error{error, "open"};
    acceptor.set_option(boost::asio::socket_base::reuse_address{true});
    acceptor.bind(at);
    acceptor.listen();
}

/// Accepts a connection where one waits; `would_block` where there is none, or it has gone meanwhile.
template <class Acceptor, class Socket>
error_code accept_closed_on_exec(Acceptor& acceptor, Socket& socket) {
    const auto protocol = acceptor.local_endpoint().protocol();
    const int descriptor = platform::accept_socket(acceptor.native_handle());
    if (descriptor < 0) {
        const bool has_gone = errno == ECONNABORTED || errno == EPROTO || errno == EINTR;
        if (has_gone) return boost::asio::error::would_block;
        return {errno, boost::system::system_category()};
    }
    error_code error;
    socket.assign(protocol, descriptor, error);
    if (error) ::close(descriptor);
    return error;
}

}  // namespace seedance::detail
