// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A PostgreSQL server of a test's own, as an ordinary user; it listens at a socket in a folder of its own.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "temporary_folder.hpp"

namespace test {

class postgres_server {
  public:
    postgres_server() {
        if (is_root()) command("chown postgres " + folder_.root.string());
        run("initdb --auth trust --username seedance --encoding UTF8 --no-sync --pgdata " + data());
        start();
    }
    postgres_server(const postgres_server&) = delete;
    postgres_server& operator=(const postgres_server&) = delete;
    ~postgres_server() {
        try {
            stop();
        } catch (...) {
        }
    }

    /// Gives the folder with the socket, which is that of libpq's port 5432.
    std::string folder() const { return folder_.root.string(); }
    std::string socket() const { return folder() + "/.s.PGSQL.5432"; }

    std::string url() const { return "postgresql://seedance@/postgres?host=" + folder(); }

    void start() {
        run("pg_ctl start --wait --log " + folder_.path("log") + " --pgdata " + data() +
            " --options \"-c unix_socket_directories=" + folder() + " -c listen_addresses= -c port=5432\"");
    }

    /// Ends it as a crash does: nothing is written any more.
    void stop() { run("pg_ctl stop --wait --mode immediate --pgdata " + data()); }

  private:
    static bool is_root() { return ::getuid() == 0; }

    std::string data() const { return folder_.path("data"); }

    static std::string programs() {
        std::vector<std::string> found;
        std::error_code ignored;
        for (const auto& version : std::filesystem::directory_iterator{"/usr/lib/postgresql", ignored})
            if (std::filesystem::exists(version.path() / "bin/initdb"))
                found.push_back((version.path() / "bin/").string());
        std::sort(found.begin(), found.end());
        return found.empty() ? std::string{} : found.back();
    }

    void run(const std::string& words) const {
        command((is_root() ? "runuser -u postgres -- " : "") + programs() + words);
    }

    void command(const std::string& words) const {
        const auto output = folder_.path("commands");
        if (std::system(("cd / && " + words + " >>" + output + " 2>&1 </dev/null").c_str()) != 0)
            throw std::runtime_error{words + ": " + read_file(output)};
    }

    temporary_folder folder_;
};

}  // namespace test
