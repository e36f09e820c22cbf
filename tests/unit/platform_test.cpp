// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the library asks of a system beyond POSIX does the same on all; with SEEDANCE_PLAIN_POSIX this tests what
// systems get that have none of it (tests/nightly.sh flags).
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <seedance/core/impl/platform.hpp>

BOOST_AUTO_TEST_SUITE(platform_suite)

namespace {

namespace platform = seedance::detail::platform;

/// A descriptor that is closed in the end.
struct closing {
    explicit closing(int opened) : file{opened} { BOOST_TEST_REQUIRE(opened >= 0, std::strerror(errno)); }
    closing(closing&& other) noexcept : file{other.file} { other.file = -1; }
    closing& operator=(closing&&) = delete;
    ~closing() { close(); }
    void close() {
        if (file >= 0) ::close(file);
        file = -1;
    }
    int file;
};

bool can_be_read(int file, int milliseconds = 0) {
    ::pollfd about{.fd = file, .events = POLLIN, .revents = 0};
    return ::poll(&about, 1, milliseconds) == 1;
}

void check_quiet(int file) {
    BOOST_TEST((::fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(file, F_GETFL) & O_NONBLOCK) != 0);
}

/// Two ends of a connection over loopback, made by the functions that are tested.
struct connection {
    connection() : acceptor{platform::open_socket(AF_INET)}, near{platform::open_socket(AF_INET)} {
        ::sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::socklen_t size = sizeof address;
        auto* const any = reinterpret_cast<::sockaddr*>(&address);
        BOOST_TEST_REQUIRE(::bind(acceptor.file, any, size) == 0);
        BOOST_TEST_REQUIRE(::listen(acceptor.file, 1) == 0);
        BOOST_TEST_REQUIRE(::getsockname(acceptor.file, any, &size) == 0);
        BOOST_TEST((::connect(near.file, any, size) == 0 || errno == EINPROGRESS));
        BOOST_TEST_REQUIRE(can_be_read(acceptor.file, 10'000));
        far.emplace(platform::accept_socket(acceptor.file));
    }
    closing acceptor, near;
    std::optional<closing> far;
};

int caught = 0;

/// Counts the signals of pipes that reach the process.
struct sigpipe_counter {
    sigpipe_counter() {
        caught = 0;
        struct ::sigaction counting{};
        counting.sa_handler = [](int) { ++caught; };
        ::sigaction(SIGPIPE, &counting, &before);
    }
    sigpipe_counter(const sigpipe_counter&) = delete;
    sigpipe_counter& operator=(const sigpipe_counter&) = delete;
    ~sigpipe_counter() { ::sigaction(SIGPIPE, &before, nullptr); }
    struct ::sigaction before{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(no_child_process_inherits_a_socket_and_none_blocks) {
    const connection both;
    check_quiet(both.acceptor.file);
    check_quiet(both.near.file);
    check_quiet(both.far->file);
    BOOST_TEST(platform::accept_socket(both.acceptor.file) == -1);
    BOOST_TEST((errno == EAGAIN || errno == EWOULDBLOCK));
    BOOST_TEST(platform::open_socket(-1) == -1);
    BOOST_TEST(errno != 0);
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_gone_is_an_error_and_no_signal) {
    const sigpipe_counter counter;
    connection both;
    BOOST_TEST(platform::send_without_signal(both.near.file, "abc", 3) == 3);
    BOOST_TEST(can_be_read(both.far->file, 10'000));
    both.far->close();  // with bytes that nobody has read: the peer is told at once
    BOOST_TEST(can_be_read(both.near.file, 10'000));
    ::ssize_t n = 0;
    for (int i = 0; i != 3 && n >= 0; ++i) n = platform::send_without_signal(both.near.file, "abc", 3);
    BOOST_TEST(n == -1);
    BOOST_TEST((errno == ECONNRESET || errno == EPIPE), std::strerror(errno));
    BOOST_TEST(platform::send_without_signal(both.near.file, "abc", 3) == -1);
    BOOST_TEST(errno == EPIPE, std::strerror(errno));
    BOOST_TEST(caught == 0);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_connection_is_seen) {
    connection both;
    BOOST_TEST(!platform::has_ended(both.near.file));
    BOOST_TEST(::write(both.far->file, "x", 1) == 1);
    BOOST_TEST(can_be_read(both.near.file, 10'000));
    BOOST_TEST(!platform::has_ended(both.near.file), "what was received is no end");
    char byte{};
    BOOST_TEST(::read(both.near.file, &byte, 1) == 1);
    both.far->close();
    BOOST_TEST(can_be_read(both.near.file, 10'000));
    BOOST_TEST(platform::has_ended(both.near.file));
    BOOST_TEST(!platform::has_ended(-1));
}

BOOST_AUTO_TEST_CASE(idle_connections_are_probed) {
    const connection both;
    platform::keep_alive(both.near.file, 61, 16, 3);
    platform::give_up_after(both.near.file, 90'000);
    int value = 0;
    ::socklen_t size = sizeof value;
    BOOST_TEST(::getsockopt(both.near.file, SOL_SOCKET, SO_KEEPALIVE, &value, &size) == 0);
    BOOST_TEST(value != 0);
    BOOST_TEST(::getsockopt(both.near.file, IPPROTO_TCP, TCP_KEEPCNT, &value, &size) == 0);
    BOOST_TEST(value == 3);
}

BOOST_AUTO_TEST_CASE(a_flag_wakes_until_it_is_cleared) {
    platform::wake_flag flag;
    check_quiet(flag.descriptor());
    BOOST_TEST(!can_be_read(flag.descriptor()));
    BOOST_TEST(!flag.clear());
    std::thread{[&] { flag.set(); }}.join();
    BOOST_TEST(can_be_read(flag.descriptor()));
    for (int i = 0; i != 50'000; ++i) flag.set();  // more than a pipe holds: it waits for nobody
    BOOST_TEST(flag.clear());
    BOOST_TEST(!can_be_read(flag.descriptor()));
    BOOST_TEST(!flag.clear());
}

BOOST_AUTO_TEST_CASE(one_descriptor_tells_of_several) {
    const int set = platform::make_descriptor_set();
    if (!platform::has_descriptor_sets) {
        BOOST_TEST(set == -1);
        BOOST_TEST(!platform::add_to_set(set, 0));
        return;
    }
    const closing closed{set};
    platform::wake_flag one, two;
    BOOST_TEST(platform::add_to_set(set, one.descriptor()));
    BOOST_TEST(platform::add_to_set(set, two.descriptor()));
    BOOST_TEST(!can_be_read(set));
    two.set();
    BOOST_TEST(can_be_read(set));
    two.clear();
    BOOST_TEST(!can_be_read(set));
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_is_an_error_and_no_signal) {
    const sigpipe_counter counter;
    int both[2];
    BOOST_TEST_REQUIRE(::pipe(both) == 0);
    closing reader{both[0]}, writer{both[1]};
    reader.close();
    {
        const platform::without_sigpipe quiet;
        BOOST_TEST(::write(writer.file, "x", 1) == -1);
        BOOST_TEST(errno == EPIPE);
        errno = EDOM;
    }
    BOOST_TEST(errno == EDOM);
    BOOST_TEST(caught == 0);
    ::raise(SIGPIPE);  // it goes its way again
    BOOST_TEST(caught == 1);
}

BOOST_AUTO_TEST_CASE(a_signal_that_was_there_before_stays) {
    const sigpipe_counter counter;
    ::sigset_t pipe, before;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
    ::raise(SIGPIPE);
    {
        const platform::without_sigpipe quiet;
    }
    BOOST_TEST(caught == 0);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    BOOST_TEST(caught == 1);
}

BOOST_AUTO_TEST_CASE(locks_belong_to_open_files) {
    char name[] = "/tmp/seedance-platform-XXXXXX";
    const closing first{::mkstemp(name)};
    const closing second{::open(name, O_RDWR | O_CLOEXEC)};
    struct ::flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 7;
    lock.l_len = 1;
    BOOST_TEST(::fcntl(first.file, platform::set_lock, &lock) == 0);
    BOOST_TEST(::fcntl(second.file, platform::set_lock, &lock) == -1);
    {
        const closing third{::open(name, O_RDWR | O_CLOEXEC)};
    }
    auto found = lock;
    BOOST_TEST(::fcntl(second.file, platform::find_lock, &found) == 0);
    BOOST_TEST(found.l_type == F_WRLCK, "to close another descriptor takes no lock away");
    lock.l_type = F_UNLCK;
    BOOST_TEST(::fcntl(first.file, platform::set_lock, &lock) == 0);
    lock.l_type = F_WRLCK;
    BOOST_TEST(::fcntl(second.file, platform::set_lock, &lock) == 0);
    platform::begin_to_write(first.file);
    BOOST_TEST(platform::sync_content(first.file) == 0);
    BOOST_TEST(platform::sync_content(-1) == -1);
    std::remove(name);
}

BOOST_AUTO_TEST_CASE(the_time_since_the_start_goes_on) {
    const auto steady = std::chrono::steady_clock::now().time_since_epoch();
    const auto first = platform::time_since_start();
    BOOST_TEST(first.count() >= steady.count(), "what the machine has slept is in it");
    BOOST_TEST(platform::time_since_start().count() >= first.count());
}

BOOST_AUTO_TEST_SUITE_END()
