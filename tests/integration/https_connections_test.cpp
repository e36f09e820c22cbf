// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Connections of the HTTPS transport: which are shared and kept, and on which threads it calls.
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>
#include <seedance/transport/impl/https_exchange.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https)

#if defined(__GLIBC__) && defined(__x86_64__)
// A larger block than 1,032 bytes is none that a thread of glibc keeps for itself: each exchange would take 3 % more
// instructions. What only a new connection needs is no member but allocated then.
static_assert(sizeof(seedance::detail::https_exchange) + 2 * sizeof(void*) <= 1'032, "an exchange and its counters");
#endif

// ---- connections

BOOST_AUTO_TEST_CASE(pooled_requests_share_a_connection) {
    trusted_server server;
    https_client client;
    for (int i = 0; i != 5; ++i) {
        const auto reply = client.get(server.url());
        check_ok(reply);
        BOOST_TEST(reply.reused_connection == (i != 0));
    }
    BOOST_TEST(server.seen().connections == 1u);
    BOOST_TEST(server.seen().requests.size() == 5u);
}

BOOST_AUTO_TEST_CASE(fresh_requests_never_share_one_and_close_it) {
    trusted_server server;
    https_client client;
    check_ok(client.get(server.url()));  // leaves one in the pool
    for (int i = 0; i != 3; ++i) {
        const auto reply = client.get(server.url(), connection_use::fresh);
        check_ok(reply);
        BOOST_TEST(!reply.reused_connection);
    }
    BOOST_TEST(server.seen().connections == 4u);
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 1; }));
}

BOOST_AUTO_TEST_CASE(origins_do_not_share_connections) {
    trusted_server one, two;
    https_client client;
    const std::string urls[] = {one.url(), two.url(), one.url("/", "127.0.0.1")};
    for (const auto& url : urls) BOOST_TEST(!client.get(url).reused_connection);
    for (const auto& url : urls) BOOST_TEST(client.get(url).reused_connection);
    BOOST_TEST(client.get(one.url("/", "LOCALHOST")).reused_connection);
}

BOOST_AUTO_TEST_CASE(the_last_used_connection_is_used_first_and_the_pool_has_a_limit) {
    trusted_server server;
    https_client client{trusting({.idle_connections = 2})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 6; ++i) pending.push_back(client.start(https_client::request_to(server.url())));
    for (auto& one : pending) check_ok(https_client::wait(one));
    const auto connections = server.seen().connections;
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open <= 2; }));
    for (int i = 0; i != 6; ++i) BOOST_TEST(client.get(server.url()).reused_connection);
    BOOST_TEST(server.seen().connections == connections);
}

BOOST_AUTO_TEST_CASE(a_pool_of_none_and_one_without_patience_keep_nothing) {
    for (const auto& options :
         {seedance::https_options{.idle_connections = 0}, seedance::https_options{.idle_timeout = 0ms}}) {
        trusted_server server;
        https_client client{trusting(options)};
        for (int i = 0; i != 3; ++i) BOOST_TEST(!client.get(server.url()).reused_connection);
        BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_that_the_server_closed_while_idle_is_not_used) {
    for (const auto how : {afterwards::cut, afterwards::close, afterwards::reset}) {
        trusted_server server;
        https_client client;
        check_ok(client.get(server.url()));
        BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
        server.end_all(how);
        const auto reply = client.get(server.url());
        check_ok(reply);
        BOOST_TEST(!reply.reused_connection);
    }
}

BOOST_AUTO_TEST_CASE(bytes_that_nobody_asked_for_never_reach_the_next_reply) {
    const std::string forged = ok("forged");
    {
        trusted_server server{answer{ok("hello") + forged}};  // in the same record
        https_client client;
        for (int i = 0; i != 3; ++i) {
            const auto reply = client.get(server.url());
            BOOST_TEST(reply.body == "hello");
            BOOST_TEST(!reply.reused_connection);
        }
    }
    {
        trusted_server server;  // while the connection is idle
        https_client client;
        check_ok(client.get(server.url()));
        BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
        server.say_to_all(forged);
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.body == "hello");
        BOOST_TEST(!reply.reused_connection);
    }
}

BOOST_AUTO_TEST_CASE(replies_that_end_a_connection_end_it) {
    for (const std::string head : {"HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.0 200 OK\r\n",
                                   "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"}) {
        trusted_server server{answer{head + "Content-Length: 2\r\n\r\nhi"}};
        https_client client;
        for (int i = 0; i != 2; ++i) {
            const auto reply = client.get(server.url());
            check_ok(reply);
            BOOST_TEST(!reply.reused_connection);
        }
        BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    }
}

BOOST_AUTO_TEST_CASE(a_reused_connection_that_ends_before_the_reply_is_told_apart) {
    for (const auto how : {afterwards::cut, afterwards::close, afterwards::reset}) {
        std::atomic<int> asked{0};
        trusted_server server{[&](const std::string&) { return ++asked == 1 ? answer{ok("hello")} : answer{"", how}; }};
        https_client client;
        check_ok(client.get(server.url()));
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.error.failed());
        BOOST_TEST(reply.error != make_error_code(transport_errc::cut_reply));
        BOOST_TEST(reply.reused_connection);
        BOOST_TEST(reply.phase == exchange_phase::read);
        BOOST_TEST(reply.sent == delivery::complete);
        BOOST_TEST(reply.status == 0);
        BOOST_TEST(server.seen().requests.size() == 2u);  // and none was sent again
    }
}

// ---- handlers and threads

BOOST_AUTO_TEST_CASE(handlers_run_on_their_executor_and_never_inside_exchange) {
    trusted_server server;
    https_client client;
    asio::io_context own;  // runs on this thread only
    const auto transport = seedance::make_https_transport(own.get_executor(), trusting());
    asio::thread_pool elsewhere{1};
    const auto other = seedance::make_https_transport(elsewhere.get_executor(), trusting());
    for (const std::string& url : {server.url(), std::string{"nonsense"}}) {
        for (const auto& by : {transport, other}) {
            bool inside = true;
            int calls = 0;
            own.restart();
            asio::post(own, [&] {
                by->exchange(https_client::request_to(url), nullptr,
                             asio::bind_executor(own.get_executor(), [&](http_reply) {
                                 BOOST_TEST(!inside);
                                 ++calls;
                             }));
                inside = false;
            });
            own.run();  // does not return before the handler has run: an exchange is work for its executor
            BOOST_TEST(calls == 1);
        }
    }
    elsewhere.join();
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_handler_leaves_run) {
    trusted_server server;
    asio::io_context context;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    transport->exchange(https_client::request_to(server.url()), nullptr,
                        [](http_reply) { throw std::runtime_error("the handler's"); });
    BOOST_CHECK_EXCEPTION(context.run(), std::runtime_error,
                          [](const auto& e) { return std::string_view{e.what()} == "the handler's"; });
}

BOOST_AUTO_TEST_CASE(many_exchanges_on_four_threads) {
    trusted_server server{
        [](const std::string& request) { return answer{ok(request.substr(0, request.find("\r\n")))}; }};
    https_client client{trusting(), 4};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 100; ++i) {
        const auto use = i % 3 == 0 ? connection_use::fresh : connection_use::pooled;
        pending.push_back(client.start(https_client::request_to(server.url("/" + std::to_string(i)), use)));
    }
    for (int i = 0; i != 100; ++i) {
        const auto reply = https_client::wait(pending[static_cast<std::size_t>(i)]);
        check_ok(reply);
        BOOST_TEST(reply.body == "GET /" + std::to_string(i) + " HTTP/1.1");
    }
    for (int i = 0; i != 20; ++i) check_ok(client.get(server.url()));
    BOOST_TEST(server.seen().requests.size() == 120u);
}

BOOST_AUTO_TEST_CASE(many_threads_start_and_cancel) {
    trusted_server server;
    asio::thread_pool pool{4};
    const auto transport = seedance::make_https_transport(pool.get_executor(), trusting());
    std::atomic<int> calls{0};
    struct one {
        explicit one(asio::thread_pool& pool) : strand{asio::make_strand(pool)} {}
        asio::strand<asio::thread_pool::executor_type> strand;
        asio::cancellation_signal signal;
    };
    for (int i = 0; i != 100; ++i) {
        auto made = std::make_shared<one>(pool);
        asio::post(made->strand, [&, made, i] {
            auto handler = asio::bind_executor(made->strand, [&, made](http_reply) { ++calls; });
            transport->exchange(https_client::request_to(server.url()), nullptr,
                                asio::bind_cancellation_slot(made->signal.slot(), handler));
            if (i % 2) asio::post(made->strand, [made] { made->signal.emit(asio::cancellation_type::terminal); });
        });
    }
    pool.join();
    BOOST_TEST(calls == 100);
}

BOOST_AUTO_TEST_SUITE_END()
