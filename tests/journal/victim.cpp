// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// One paid call that kills itself:  journal_victim BASE-URL CA-PEM JOURNAL INTENT N
// with SIGKILL, at the N-th point: before and after every system call below that this process makes, SQLite's too. Says
// on standard output what its user has seen: "accepted ID", "done ID", "failed WORDS"; and last "killed before|after
// CALL".
#include "paid_call.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <variant>

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

std::atomic<long> points_left{-1};  // less than 0: none is counted

void say(std::string line) {
    line += '\n';
    ::syscall(SYS_write, 1, line.data(), line.size());
}

void point(const char* when, const char* call) {
    if (points_left < 0 || points_left-- != 0) return;
    say(std::string{"killed "} + when + ' ' + call);
    ::syscall(SYS_kill, ::getpid(), SIGKILL);
}

template <class Result, class... Arguments>
Result counted(const char* name, Result (*real)(Arguments...), std::type_identity_t<Arguments>... arguments) {
    point("before", name);
    const auto result = real(arguments...);
    const int error = errno;
    point("after", name);
    errno = error;
    return result;
}

template <class Function>
Function* next(Function&, const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// These take the place of libc's for this program and for the libraries that it has loaded.
extern "C" {
int connect(int socket, const sockaddr* to, socklen_t size) {
    return counted("connect", next(::connect, "connect"), socket, to, size);
}
ssize_t send(int socket, const void* bytes, size_t size, int flags) {
    return counted("send", next(::send, "send"), socket, bytes, size, flags);
}
ssize_t sendmsg(int socket, const msghdr* what, int flags) {
    return counted("sendmsg", next(::sendmsg, "sendmsg"), socket, what, flags);
}
ssize_t recv(int socket, void* bytes, size_t size, int flags) {
    return counted("recv", next(::recv, "recv"), socket, bytes, size, flags);
}
ssize_t recvmsg(int socket, msghdr* what, int flags) {
    return counted("recvmsg", next(::recvmsg, "recvmsg"), socket, what, flags);
}
ssize_t read(int file, void* bytes, size_t size) { return counted("read", next(::read, "read"), file, bytes, size); }
ssize_t write(int file, const void* bytes, size_t size) {
    return counted("write", next(::write, "write"), file, bytes, size);
}
ssize_t writev(int file, const iovec* what, int count) {
    return counted("writev", next(::writev, "writev"), file, what, count);
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
    return counted("pwrite64", next(::pwrite64, "pwrite64"), file, bytes, size, at);
}
int fsync(int file) { return counted("fsync", next(::fsync, "fsync"), file); }
int fdatasync(int file) { return counted("fdatasync", next(::fdatasync, "fdatasync"), file); }
int close(int file) { return counted("close", next(::close, "close"), file); }
}

int main(int count, char** words) try {
    using namespace test;
    if (count != 6) return 2;
    points_left = std::atol(words[5]);
    paying_process process{words[1], words[2], words[3], [](const event& what) {
                               if (const auto* accepted = what.get_if<events::accepted>())
                                   say("accepted " + accepted->task.id);
                           }};
    process.recover();
    const auto result = process.generate(words[4]);
    say(result.code ? "failed " + to_string(result.why) : "done " + result.video.task.id);
    if (!result.code) process.acknowledge(words[4]);
    points_left = -1;
} catch (const std::exception& e) {
    say(std::string{"failed "} + e.what());
}
