// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A proxy that others have written: tinyproxy, where it is installed. It hands connections on to a scripted proxy,
// which leads to the test's server: no name of this machine may go through a proxy.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"
#include "scripted_proxy.hpp"
#include "temporary_folder.hpp"

extern char** environ;

using namespace test;

BOOST_AUTO_TEST_SUITE(https_tinyproxy)

namespace {

/// A running tinyproxy.
class tinyproxy {
  public:
    static bool is_installed() {
        return std::filesystem::exists("/usr/bin/tinyproxy") || std::filesystem::exists("/usr/sbin/tinyproxy");
    }

    /// `more` are lines of its configuration.
    explicit tinyproxy(const std::string& more) : port_{free_port()} {
        const auto file = folder_.path("tinyproxy.conf");
        std::ofstream{file} << "Port " << port_ << "\nListen 127.0.0.1\nTimeout 20\nMaxClients 20\nLogLevel Info\n"
                            << "Allow 127.0.0.1\n"
                            << more;
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        ::posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        ::posix_spawn_file_actions_addclose(&actions, ends[0]);
        std::string words[] = {"tinyproxy", "-d", "-c", file};
        char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
        const int failed = ::posix_spawnp(&process_, "tinyproxy", &actions, nullptr, arguments, environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        log_ = ends[0];
        if (failed != 0) throw std::runtime_error("tinyproxy does not start");
        wait_for("Accepting connections");
    }

    tinyproxy(const tinyproxy&) = delete;
    tinyproxy& operator=(const tinyproxy&) = delete;

    ~tinyproxy() {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
        ::close(log_);
    }

    std::string url(const std::string& userinfo = {}) const {
        return "http://" + userinfo + "localhost:" + std::to_string(port_);
    }

  private:
    static unsigned short free_port() {
        asio::io_context context;
        return asio::ip::tcp::acceptor{context, {asio::ip::address_v4::loopback(), 0}}.local_endpoint().port();
    }

    void wait_for(std::string_view words) {
        std::string seen;
        char block[512];
        while (seen.find(words) == std::string::npos) {
            const auto got = ::read(log_, block, sizeof block);
            if (got <= 0) throw std::runtime_error("tinyproxy has ended: " + seen);
            seen.append(block, static_cast<std::size_t>(got));
        }
    }

    temporary_folder folder_;
    const unsigned short port_;
    ::pid_t process_ = -1;
    int log_ = -1;
};

struct hidden_world {
    https_server server{authority().issue({.dns_names = {"gateway.test"}}), {}};
    scripted_proxy behind{{.leads_to = server.port()}};

    std::string upstream() const { return "Upstream http 127.0.0.1:" + std::to_string(behind.port()) + "\n"; }

    http_reply ask(const std::string& proxy) {
        https_client client{trusting({.proxy = proxy, .no_proxy = ""})};
        return client.get(server.url("/", "gateway.test"));
    }
};

bool is_there() {
    if (!tinyproxy::is_installed()) BOOST_TEST_MESSAGE("skipped: tinyproxy is not installed (tests/install.sh)");
    return tinyproxy::is_installed();
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_exchange_goes_through_tinyproxy) {
    if (!is_there()) return;
    hidden_world world;
    const tinyproxy proxy{world.upstream()};
    const auto reply = world.ask(proxy.url());
    check_ok(reply);
    BOOST_TEST(reply.body == "hello");
    BOOST_TEST(world.behind.seen().heads.size() == 1u);
}

BOOST_AUTO_TEST_CASE(tinyproxy_takes_the_right_password_and_no_other) {
    if (!is_there()) return;
    hidden_world world;
    const tinyproxy proxy{world.upstream() + "BasicAuth me secret\n"};
    check_ok(world.ask(proxy.url("me:s%65cret@")));
    for (const std::string userinfo : {"", "me:wrong@", "you:secret@"}) {
        const auto refused = world.ask(proxy.url(userinfo));
        check_error(refused, transport_errc::proxy_refused);
        BOOST_TEST(refused.detail.find(" answered 40") != std::string::npos, refused.detail);
        BOOST_TEST(refused.sent == delivery::nothing);
    }
    BOOST_TEST(world.server.seen().requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_tinyproxy_does_not_allow_or_reach_is_a_refusal) {
    if (!is_there()) return;
    for (const std::string rule : {"ConnectPort 563\n", ""}) {
        hidden_world world;
        const tinyproxy proxy{rule.empty() ? "Upstream http 127.0.0.1:1\n" : world.upstream() + rule};
        const auto refused = world.ask(proxy.url());
        check_error(refused, transport_errc::proxy_refused);
        BOOST_TEST(refused.phase == exchange_phase::connect);
        BOOST_TEST(refused.sent == delivery::nothing);
        BOOST_TEST(refused.status == 0);
        BOOST_TEST(world.server.seen().connections == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
