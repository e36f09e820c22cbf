// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A PostgreSQL server of a test's own: in a temporary folder, as an ordinary user, with a port that the system
/// chooses. It ends with the test program, whatever happens to that.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test {

/// A connection of a test's own, beside the library's.
class sql_connection {
  public:
    explicit sql_connection(const std::string& address) : connection_{PQconnectdb(address.c_str())} {
        if (PQstatus(connection_) == CONNECTION_OK) return;
        const std::string why = PQerrorMessage(connection_);
        PQfinish(connection_);
        throw std::runtime_error{"the test's server: " + why};
    }
    sql_connection(const sql_connection&) = delete;
    sql_connection& operator=(const sql_connection&) = delete;
    ~sql_connection() { PQfinish(connection_); }

    /// Runs statements; gives the first value of the last, empty where there is none.
    std::string run(const std::string& sql) {
        auto* const result = PQexec(connection_, sql.c_str());
        const auto status = PQresultStatus(result);
        std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
        PQclear(result);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            throw std::runtime_error{sql + ": " + PQerrorMessage(connection_)};
        return value;
    }

  private:
    PGconn* connection_;
};

class postgres_server {
  public:
    using words = std::vector<std::string>;

    /// Says whether a server can be started here.
    static bool is_installed() { return !programs().empty() && (::geteuid() != 0 || user() != nullptr); }

    /// Starts a server with an empty database. `settings` are lines of postgresql.conf.
    explicit postgres_server(const std::string& settings = "") {
        call({"initdb", "-D", data(), "-U", "seedance", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
              "--wal-segsize=1", "--no-sync"});
        configure("listen_addresses = '127.0.0.1'\nunix_socket_directories = '" + folder_ +
                  "'\nmax_connections = 50\nshared_buffers = 16MB\nmax_wal_size = 64MB\n" + settings);
        start();
    }

    /// Starts a standby of another server, which follows it without making it wait.
    explicit postgres_server(const postgres_server& primary, const std::string& settings = "") {
        call({"pg_basebackup", "-D", data(), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync", "-d",
              primary.address()});
        configure("unix_socket_directories = '" + folder_ + "'\n" + settings);
        start();
    }

    postgres_server& operator=(const postgres_server&) = delete;
    ~postgres_server() {
        stop(SIGQUIT);
        std::filesystem::remove_all(folder_);
    }

    std::string address(const std::string& user_and_password = "seedance") const {
        return address_at(port_, user_and_password);
    }
    static std::string address_at(int port, const std::string& user_and_password = "seedance") {
        return "postgresql://" + user_and_password + "@127.0.0.1:" + std::to_string(port) + "/postgres?sslmode=disable";
    }
    std::string socket_address() const {
        return "host=" + folder_ + " port=" + std::to_string(port_) + " user=seedance dbname=postgres";
    }
    int port() const noexcept { return port_; }
    std::string data() const { return folder_ + "/data"; }

    /// Runs statements on a connection of their own.
    std::string run(const std::string& sql) const { return sql_connection{address()}.run(sql); }

    void configure(const std::string& lines) const {
        std::ofstream{data() + "/postgresql.conf", std::ios::app} << lines;
    }

    /// Changes a setting of the server that runs; new connections have it then.
    void set(const std::string& name, const std::string& value) const {
        run("ALTER SYSTEM SET " + name + " = '" + value + "'");
        run("SELECT pg_reload_conf()");
        for (int i = 0; i != 1'000 && run("SHOW " + name) != value; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }

    void start() {
        for (int tries = 0; tries != 5; ++tries) {
            if (port_ == 0) port_ = free_port();
            process_ = spawn(programs() + "postgres", {"postgres", "-D", data(), "-p", std::to_string(port_)}, true);
            if (is_ready()) return;
            stop(SIGQUIT);
            port_ = 0;  // somebody else has taken it
        }
        throw std::runtime_error{"the test's server does not start: see " + folder_ + "/log"};
    }

    /// SIGQUIT: at once, as if the machine had stopped; SIGINT: in order.
    void stop(int signal = SIGQUIT) {
        if (process_ <= 0) return;
        ::kill(process_, signal);
        ::waitpid(std::exchange(process_, 0), nullptr, 0);
    }

    void restart(int signal = SIGQUIT) {
        stop(signal);
        start();
    }

    /// Stops everything of the server, and lets it go on: it is not gone, and does not answer.
    void pause() const { ::kill(process_, SIGSTOP); }
    void resume() const { ::kill(process_, SIGCONT); }

    void promote() const { run("SELECT pg_promote()"); }

    /// Lets a standby follow another server from now on.
    void follow(const postgres_server& primary) const {
        run("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 user=seedance sslmode=disable port=" +
            std::to_string(primary.port()) + "'");
        run("SELECT pg_reload_conf()");
    }

    const std::string& folder() const noexcept { return folder_; }

    /// Gives a port that nobody has now.
    static int free_port() {
        const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        const bool done = ::bind(file, reinterpret_cast<sockaddr*>(&at), size) == 0 &&
                          ::getsockname(file, reinterpret_cast<sockaddr*>(&at), &size) == 0;
        ::close(file);
        if (!done) throw std::runtime_error{"no port is free"};
        return ntohs(at.sin_port);
    }

    /// Starts a program of the server as an ordinary user; it ends with this one.
    pid_t spawn(const std::string& program, const words& all, bool stays) const {
        std::vector<char*> arguments;
        for (const auto& word : all) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        const auto log = folder_ + "/log";
        const auto* const as = ::geteuid() == 0 ? user() : nullptr;
        const auto made = ::fork();
        if (made != 0) return made;
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
        ::dup2(out, 1);
        ::dup2(out, 2);
        if (as != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(as->pw_gid) != 0 || ::setuid(as->pw_uid) != 0))
            ::_exit(126);
        if (stays) ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (::chdir("/") == 0) ::execv(program.c_str(), arguments.data());
        ::_exit(127);
    }

  private:
    static const passwd* user() {
        for (const auto* const name : {"postgres", "nobody"})
            if (const auto* const found = ::getpwnam(name)) return found;
        return nullptr;
    }

    static std::string programs() {
        std::vector<std::string> found;
        std::error_code none;
        for (const auto& each : std::filesystem::directory_iterator{"/usr/lib/postgresql", none})
            if (std::filesystem::exists(each.path() / "bin/initdb")) found.push_back((each.path() / "bin/").string());
        std::sort(found.begin(), found.end());
        return found.empty() ? "" : found.back();
    }

    static std::string make_folder() {
        struct statvfs memory{};
        const bool has_memory = ::statvfs("/dev/shm", &memory) == 0 &&
                                memory.f_bavail * memory.f_frsize > 512ULL * 1024 * 1024;  // for several servers
        std::string name = std::string{has_memory ? "/dev/shm" : "/tmp"} + "/seedance-postgres-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a folder: " + name};
        const bool is_root = ::geteuid() == 0;
        if (is_root && ::chown(name.c_str(), user()->pw_uid, user()->pw_gid) != 0)
            throw std::runtime_error{"cannot give a folder to the server's user"};
        std::filesystem::permissions(name, std::filesystem::perms{0755});
        return name;
    }

    void call(const words& all) const {
        int status = 0;
        ::waitpid(spawn(programs() + all[0], all, false), &status, 0);
        if (status != 0) throw std::runtime_error{all[0] + " fails: see " + folder_ + "/log"};
    }

    bool is_ready() {
        const auto at = address();
        for (int i = 0; i != 3'000; ++i) {
            if (PQping(at.c_str()) == PQPING_OK) return true;
            if (::waitpid(process_, nullptr, WNOHANG) != 0) {
                process_ = 0;
                return false;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }

    std::string folder_ = make_folder();
    int port_ = 0;
    pid_t process_ = 0;
};

/// A PgBouncer in front of a server.
class pooler {
  public:
    pooler(const postgres_server& server, const std::string& mode) {
        const auto settings = server.folder() + "/pgbouncer.ini";
        std::ofstream{settings}
            << "[databases]\n* = host=127.0.0.1 user=seedance port=" << server.port()
            << "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " << port_
            << "\nauth_type = any\nunix_socket_dir =\nignore_startup_parameters = extra_float_digits\n"
            << "pool_mode = " << mode << '\n';
        process_ = server.spawn("/usr/sbin/pgbouncer", {"pgbouncer", "-q", settings}, true);
        const auto at = address();
        for (int i = 0; i != 1'000 && PQping(at.c_str()) != PQPING_OK; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    pooler(const pooler&) = delete;
    pooler& operator=(const pooler&) = delete;
    ~pooler() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

    std::string address() const {
        return "host=127.0.0.1 user=seedance dbname=postgres sslmode=disable port=" + std::to_string(port_);
    }

  private:
    int port_ = postgres_server::free_port();
    pid_t process_ = 0;
};

/// The server that the tests of a program share; each of them has a schema of its own in it.
inline postgres_server& shared_postgres() {
    static postgres_server only;
    return only;
}

/// Gives a name that no other test of this program has.
inline std::string fresh_schema() {
    static int last = 0;
    return "test " + std::to_string(++last);
}

}  // namespace test
