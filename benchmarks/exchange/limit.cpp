// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The limit: epoll, prebuilt bytes, and a scan for the answer.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <vector>

#include <openssl/ssl.h>

#include "job.hpp"

namespace {

struct connection {
    int fd = -1;
    SSL* session = nullptr;
    char input[16 * 1024];
    std::size_t size = 0;
};

void open(connection& to, const bench::job& job, SSL_CTX* tls) {
    to.fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(job.port);
    ::inet_pton(AF_INET, job.host.c_str(), &address.sin_addr);
    if (::connect(to.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        bench::meter::give_up("no connection");
    const int on = 1;
    ::setsockopt(to.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (job.tls) {
        to.session = ::SSL_new(tls);
        ::SSL_set_fd(to.session, to.fd);
        if (::SSL_connect(to.session) != 1) bench::meter::give_up("no handshake");
    }
    ::fcntl(to.fd, F_SETFL, O_NONBLOCK);
}

void send(connection& to, const std::string& request) {
    if (to.session != nullptr)
        ::SSL_write(to.session, request.data(), static_cast<int>(request.size()));
    else
        (void)!::send(to.fd, request.data(), request.size(), MSG_NOSIGNAL);
}

/// False: nothing more has arrived.
bool receive(connection& from) {
    const auto room = sizeof from.input - from.size;
    const auto n = from.session != nullptr ? ::SSL_read(from.session, from.input + from.size, static_cast<int>(room))
                                           : static_cast<int>(::recv(from.fd, from.input + from.size, room, 0));
    if (n > 0) from.size += static_cast<std::size_t>(n);
    return n > 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto job = bench::job::from(argc, argv);
    bench::meter meter{job};
    const auto request = job.request();
    auto* tls = ::SSL_CTX_new(::TLS_client_method());
    ::SSL_CTX_set_default_verify_paths(tls);
    ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, nullptr);
    ::SSL_CTX_set_read_ahead(tls, 1);
    const int epoll = ::epoll_create1(0);
    std::vector<connection> connections(static_cast<std::size_t>(job.connections));
    for (auto& one : connections) {
        open(one, job, tls);
        epoll_event event{.events = EPOLLIN, .data = {.ptr = &one}};
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, one.fd, &event);
        if (meter.begin()) send(one, request);
    }
    while (!meter.complete()) {
        epoll_event events[256];
        const int n = ::epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; ++i) {
            auto& one = *static_cast<connection*>(events[i].data.ptr);
            std::string_view body;
            if (!receive(one) || bench::reply_size({one.input, one.size}, body) == 0) continue;
            meter.finish(bench::quoted_after(body, "\"task_id\":\""), bench::quoted_after(body, "\"state\":\""),
                         bench::quoted_after(body, "\"url\":\""));
            one.size = 0;
            if (meter.begin()) send(one, request);
        }
    }
    meter.print();
}
