// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a request asks before its first byte leaves: when it is asked, and what the answer does.
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "asking_exchange.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_before_first_byte)

namespace {

const error_code disk_full = make_error_code(boost::system::errc::no_space_on_device);
constexpr connection_use every_use[] = {connection_use::fresh, connection_use::pooled};

/// An exchange that has left a connection in the pool.
struct with_idle_connection : asking_exchange {
    explicit with_idle_connection(const https_server& server) {
        start_silent(https_client::request_to(server.url()));
        check_ok(reply());
        calls = 0;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_transport_says_that_it_calls_it) {
    asking_exchange one;
    BOOST_TEST(one.transport().calls_before_first_byte());
}

BOOST_AUTO_TEST_CASE(it_is_called_once_after_the_handshake_and_before_the_first_byte) {
    for (const auto use : every_use) {
        trusted_server server;
        asking_exchange one;
        one.when_asked = [&] {
            BOOST_TEST(server.wait_until([](const auto& r) { return r.handshakes == 1 && r.idle == 1; }));
            BOOST_TEST(server.seen().bytes == 0u);
        };
        one.start(server.url("/paid"), use);
        BOOST_TEST(one.asked == 0);
        one.run_until_asked();
        BOOST_TEST(one.calls == 0);
        BOOST_TEST(server.seen().bytes == 0u, "nothing leaves before the answer");
        one.go_on({});
        check_ok(one.reply());
        BOOST_TEST(one.reply().sent == delivery::complete);
        BOOST_TEST(one.asked == 1);
        BOOST_TEST(one.calls == 1);
        BOOST_TEST_REQUIRE(server.seen().requests.size() == 1u);
        BOOST_TEST(server.seen().requests[0].starts_with("GET /paid HTTP/1.1\r\n"));
        one.run_ready();
        BOOST_TEST(one.token.use_count() == 1);
    }
}

BOOST_AUTO_TEST_CASE(it_may_answer_at_once) {
    for (const auto& why : {error_code{}, disk_full}) {
        trusted_server server;
        asking_exchange one;
        one.when_asked = [&] { one.go_on(why); };
        one.start(server.url());
        if (why)
            one.check_nothing_sent(why);
        else
            check_ok(one.reply());
        BOOST_TEST(one.asked == 1);
        BOOST_TEST(server.seen().requests.size() == (why ? 0u : 1u));
    }
}

BOOST_AUTO_TEST_CASE(an_error_ends_the_exchange_and_the_connection_with_nothing_sent) {
    for (const auto use : every_use) {
        trusted_server server;
        asking_exchange one;
        one.start(server.url(), use);
        one.run_until_asked();
        one.go_on(disk_full);
        BOOST_TEST(one.calls == 0, "the handler is not called from within it");
        one.check_nothing_sent(disk_full);
        check_nothing_arrived(server);
    }
}

BOOST_AUTO_TEST_CASE(the_answer_may_come_from_another_thread) {
    trusted_server server;
    https_client client{trusting(), 2};
    for (const auto& why : {error_code{}, disk_full}) {
        std::promise<std::function<void(error_code)>> asked;
        auto request = https_client::request_to(server.url(), connection_use::fresh);
        request.before_first_byte = [&](std::function<void(error_code)> go_on) { asked.set_value(std::move(go_on)); };
        auto pending = client.start(std::move(request));
        asked.get_future().get()(why);
        const auto reply = https_client::wait(pending);
        BOOST_TEST(reply.error == why);
        BOOST_TEST(reply.sent == (why ? delivery::nothing : delivery::complete));
    }
    BOOST_TEST(server.seen().requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(only_the_first_answer_counts) {
    for (const bool at_once : {false, true}) {
        for (const auto& first : {error_code{}, disk_full}) {
            trusted_server server;
            asking_exchange one;
            const auto answer = [&] {
                const auto other = first ? error_code{} : disk_full;
                for (const auto& why : {first, other, other}) one.go_on(why);
            };
            if (at_once) one.when_asked = answer;
            one.start(server.url());
            one.run_until_asked();
            if (!at_once) answer();
            BOOST_TEST(one.reply().error == first);
            answer();  // after the end
            one.run_ready();
            BOOST_TEST(one.calls == 1);
            BOOST_TEST(server.seen().requests.size() == (first ? 0u : 1u));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_connection_of_the_pool_stands_already) {
    trusted_server server;
    with_idle_connection one{server};
    const auto before = server.seen().bytes;
    one.start(server.url("/second"), connection_use::pooled);
    one.run_until_asked();
    BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
    BOOST_TEST(server.seen().bytes == before);
    one.go_on({});
    check_ok(one.reply());
    BOOST_TEST(one.reply().reused_connection);
    BOOST_TEST(one.asked == 1);
    BOOST_TEST(server.seen().connections == 1u);
    BOOST_TEST(server.seen().requests.size() == 2u);
}

BOOST_AUTO_TEST_CASE(it_is_not_called_from_within_the_function_that_asks_for_the_exchange) {
    trusted_server server;
    with_idle_connection one{server};
    one.start_on_context(https_client::request_to(server.url()));
    one.run_until_asked();
    one.go_on({});
    check_ok(one.reply());
    BOOST_TEST(one.reply().reused_connection);
}

BOOST_AUTO_TEST_CASE(an_error_closes_a_connection_of_the_pool) {
    trusted_server server;
    with_idle_connection one{server};
    one.start(server.url("/second"), connection_use::pooled);
    one.run_until_asked();
    one.go_on(disk_full);
    one.check_nothing_sent(disk_full);
    BOOST_TEST(one.reply().reused_connection);
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(server.seen().requests.size() == 1u);
    one.start_silent(https_client::request_to(server.url()));
    check_ok(one.reply());
    BOOST_TEST(!one.reply().reused_connection);
}

BOOST_AUTO_TEST_CASE(it_is_not_called_when_there_is_no_connection) {
    const auto nobody = [] { return trusted_server{}.url(); }();
    trusted_server early{https_server::options{.closes_early = true}};
    trusted_server silent{https_server::options{.speaks = false}};
    https_server strange{seedance::testing::certificate_authority{}.issue(), {}};
    full_port full;
    const std::pair<std::string, exchange_phase> places[] = {{"http://localhost/", exchange_phase::resolve},
                                                             {"https://nowhere.invalid/", exchange_phase::resolve},
                                                             {nobody, exchange_phase::connect},
                                                             {full.url(), exchange_phase::connect},
                                                             {early.url(), exchange_phase::handshake},
                                                             {silent.url(), exchange_phase::handshake},
                                                             {strange.url(), exchange_phase::handshake}};
    for (const auto& [url, phase] : places) {
        BOOST_TEST_CONTEXT(url) {
            asking_exchange one{trusting({.connect_timeout = 30ms, .handshake_timeout = 200ms})};
            one.start(url);
            BOOST_TEST(one.reply().error.failed());
            one.check_nothing_sent(one.reply().error, phase);
            BOOST_TEST(one.asked == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_it_throws_ends_the_exchange) {
    trusted_server server;
    for (const bool with_code : {true, false}) {
        asking_exchange one;
        one.when_asked = [&] {
            if (with_code) throw boost::system::system_error{disk_full};
            throw std::runtime_error{"no"};
        };
        one.start(server.url());
        one.run_until_asked();
        one.go_on({});
        one.check_nothing_sent(with_code ? disk_full : make_error_code(boost::system::errc::operation_not_permitted));
    }
    check_nothing_arrived(server);
}

// ---- while it waits

BOOST_AUTO_TEST_CASE(it_has_the_time_that_writing_has) {
    trusted_server server;
    asking_exchange one{trusting({.handshake_timeout = 60s, .write_timeout = 30ms})};
    one.start(server.url());
    one.run_until_asked();
    one.check_nothing_sent(transport_errc::timed_out);
    one.go_on({});
    one.run_ready();
    BOOST_TEST(one.calls == 1);
    check_nothing_arrived(server);
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_to_a_server_that_has_gone_meanwhile) {
    for (const auto how : {afterwards::cut, afterwards::close}) {
        for (const auto use : every_use) {
            trusted_server server;
            asking_exchange one;
            one.start(server.url(), use);
            one.run_until_asked();
            BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
            server.end_all(how);
            one.run_ready();
            one.go_on({});
            one.check_nothing_sent(asio::error::eof);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reset_ends_the_exchange_without_an_answer) {
    trusted_server server;
    asking_exchange one;
    one.start(server.url());
    one.run_until_asked();
    BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
    server.end_all(afterwards::reset);
    one.check_nothing_sent(asio::error::connection_reset);
    one.go_on({});
    one.run_ready();
    BOOST_TEST(one.calls == 1);
}

BOOST_AUTO_TEST_SUITE_END()
