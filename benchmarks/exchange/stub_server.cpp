// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A gateway that costs next to nothing: one thread, epoll, every answer built beforehand, but for that to a poll of a
// task that runs, which must name it; plain and TLS, keep-alive.
// usage: stub_server CA_FILE; writes the authority of its certificate there and prints `PLAIN_PORT TLS_PORT`.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <seedance/testing/certificate.hpp>

namespace {

std::string answer(std::string_view status, std::string_view body) {
    std::string out{"HTTP/1.1 "};
    out.append(status).append(
        "\r\nDate: Fri, 21 Nov 2026 11:32:53 GMT\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ");
    out.append(std::to_string(body.size()))
        .append("\r\nConnection: keep-alive\r\nX-Request-Id: 0f8fad5b-d9cb-469f-a165-70867728950e\r\n\r\n")
        .append(body);
    return out;
}

// As Xenodia's document shows them.
const std::string accepted = answer(
    "200 OK",
    R"({"task_id":"task_123","object":"task","model":"seedance-2-fast","type":"video","state":"waiting","created_at":1760000000,"poll_url":"/v1/tasks/task_123","recommended_poll_interval_ms":5000})");
std::string running(std::string_view id) {
    std::string body{R"({"task_id":")"};
    body.append(id).append(
        R"(","object":"task","model":"seedance-2-fast","type":"video","state":"generating","progress":40,"error":{},"created_at":1760000000,"updated_at":1760000050,"poll_url":"/v1/tasks/)");
    return answer("200 OK", body.append(id).append(R"("})"));
}
const std::string succeeded = answer(
    "200 OK",
    R"({"task_id":"task_123","state":"success","result":{"created":1760000100,"data":[{"url":"https://cdn.example.com/seedance.mp4"}],"resolution":"720p"},"progress":100,"poll_url":"/v1/tasks/task_123"})");

struct connection {
    int fd;
    SSL* session;  // null: plain
    bool trusted;
    std::string input;
};

/// The size of the whole request at the front of `input`; 0 when it has not arrived.
std::size_t request_size(std::string_view input) {
    const auto end = input.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    std::size_t body = 0;
    if (input.starts_with("POST")) {
        for (const std::string_view mark : {"Content-Length: ", "content-length: "})
            if (const auto at = input.find(mark); at < end)
                body = std::strtoul(input.data() + at + mark.size(), nullptr, 10);
    }
    return input.size() < end + 4 + body ? 0 : end + 4 + body;
}

void send_all(connection& to, const std::string& bytes) {
    if (to.session != nullptr)
        ::SSL_write(to.session, bytes.data(), static_cast<int>(bytes.size()));
    else
        (void)!::send(to.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// The task that a poll asks for, "running_7", where it is one that runs.
std::string_view running_task(std::string_view request) {
    const auto line = request.substr(0, request.find('\r'));
    const auto id = line.substr(std::min(line.find("running"), line.size()));
    return id.substr(0, id.find(' '));
}

void serve(connection& from) {
    while (const auto size = request_size(from.input)) {
        const std::string_view request{from.input.data(), size};
        const auto task = running_task(request);
        send_all(from, request.starts_with("POST") ? accepted : task.empty() ? succeeded : running(task));
        from.input.erase(0, size);
    }
}

/// False: the connection is over.
bool receive(connection& from) {
    char buffer[16 * 1024];
    if (from.session != nullptr && !from.trusted) {
        const int done = ::SSL_accept(from.session);
        if (done != 1) return ::SSL_get_error(from.session, done) == SSL_ERROR_WANT_READ;
        from.trusted = true;
    }
    for (;;) {
        const auto n = from.session != nullptr ? ::SSL_read(from.session, buffer, sizeof buffer)
                                               : static_cast<int>(::recv(from.fd, buffer, sizeof buffer, 0));
        if (n <= 0)
            return from.session != nullptr ? ::SSL_get_error(from.session, n) == SSL_ERROR_WANT_READ
                                           : n < 0 && errno == EAGAIN;
        from.input.append(buffer, static_cast<std::size_t>(n));
        serve(from);
        if (from.session == nullptr && n < static_cast<int>(sizeof buffer)) return true;
    }
}

int listen_on_any_port(unsigned short& port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd, 1024) != 0) std::exit(1);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return fd;
}

SSL_CTX* make_tls(const char* ca_file) {
    const seedance::testing::certificate_authority authority;
    const auto own = authority.issue();
    std::ofstream{ca_file} << authority.pem();
    auto* tls = ::SSL_CTX_new(::TLS_server_method());
    auto* certificate_bio = ::BIO_new_mem_buf(own.certificate_pem.data(), -1);
    auto* key_bio = ::BIO_new_mem_buf(own.key_pem.data(), -1);
    ::SSL_CTX_use_certificate(tls, ::PEM_read_bio_X509(certificate_bio, nullptr, nullptr, nullptr));
    ::SSL_CTX_use_PrivateKey(tls, ::PEM_read_bio_PrivateKey(key_bio, nullptr, nullptr, nullptr));
    ::SSL_CTX_set_read_ahead(tls, 1);
    return tls;
}

void watch(int epoll, int fd, void* who) {
    epoll_event event{.events = EPOLLIN, .data = {.ptr = who}};
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void accept_all(int epoll, int listener, SSL_CTX* tls) {
    for (int fd; (fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto* made = new connection{fd, tls != nullptr ? ::SSL_new(tls) : nullptr, false, {}};
        if (made->session != nullptr) ::SSL_set_fd(made->session, fd);
        watch(epoll, fd, made);
    }
}

void drop(connection* gone) {
    ::SSL_free(gone->session);
    ::close(gone->fd);
    delete gone;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    std::signal(SIGPIPE, SIG_IGN);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    auto* tls = make_tls(argv[1]);
    unsigned short plain_port = 0, tls_port = 0;
    int plain = listen_on_any_port(plain_port), secure = listen_on_any_port(tls_port);
    const int epoll = ::epoll_create1(0);
    watch(epoll, plain, &plain);
    watch(epoll, secure, &secure);
    std::printf("%d %d\n", plain_port, tls_port);
    std::fflush(stdout);
    for (;;) {
        epoll_event events[256];
        const int n = ::epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; ++i) {
            void* who = events[i].data.ptr;
            if (who == &plain)
                accept_all(epoll, plain, nullptr);
            else if (who == &secure)
                accept_all(epoll, secure, tls);
            else if (auto* peer = static_cast<connection*>(who); !receive(*peer))
                drop(peer);
        }
    }
}
