// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A server that others have written, as a process of its own. It takes over a socket that listens already: no other
/// process can have its port, and nobody has to wait until it has begun.

#include <csignal>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "environment.hpp"
#include "temporary_folder.hpp"

namespace test {

namespace asio = boost::asio;

class foreign_server {
  public:
    /// The number under which the process has the socket.
    static constexpr int socket_number = 3;

    /// Gives where a program is; nothing where it is not installed.
    static std::string find(const std::string& program) {
        for (const std::string folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"})
            if (std::filesystem::exists(folder + program)) return folder + program;
        return {};
    }

    /// Starts a program; `words_for` gives its arguments, for the port that it serves and a folder of its own.
    foreign_server(const std::string& program,
                   const std::function<std::vector<std::string>(int, const temporary_folder&)>& words_for) {
        auto words = words_for(port(), folder_);
        words.insert(words.begin(), find(program));
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const auto log = folder_.path("log");
        const environment_variable inherited{"NGINX", "3;"};  // nginx is told by this which sockets it takes over
        ::posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
        ::posix_spawn_file_actions_adddup2(&actions, acceptor_.native_handle(), socket_number);
        const int failed = ::posix_spawn(&process_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) throw std::runtime_error{program + " does not start"};
        acceptor_.close();
    }

    foreign_server(const foreign_server&) = delete;
    foreign_server& operator=(const foreign_server&) = delete;

    ~foreign_server() {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }

    int port() const noexcept { return port_; }

    /// Gives what it has said.
    std::string log() const { return folder_.content("log"); }

  private:
    temporary_folder folder_;
    asio::io_context io_{1};
    asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    int port_ = acceptor_.local_endpoint().port();
    ::pid_t process_ = -1;
};

}  // namespace test
