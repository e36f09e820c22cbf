// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Cancellation and the end of everything around an exchange that asks before its first byte, over real TLS: nothing is
// sent that was given up, an answer that comes too late does nothing, and nothing is kept.
#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "asking_exchange.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(before_first_byte)

using asio::cancellation_type;

namespace {

const error_code aborted = asio::error::operation_aborted;
constexpr cancellation_type every_type[] = {
    cancellation_type::terminal, cancellation_type::partial, cancellation_type::total,
    cancellation_type::total | cancellation_type::terminal, cancellation_type::all};

/// Cancels an exchange by `total` after so many of its steps, and checks what came of it. False when it was over
/// before.
bool cancel_after(int steps, bool asks, bool reuses) {
    trusted_server server;
    asking_exchange one;
    one.when_asked = [&] { one.go_on({}); };
    if (reuses) {
        one.start_silent(https_client::request_to(server.url("/first", "127.0.0.1")));
        check_ok(one.reply());
    }
    const auto before = server.seen();
    auto request = https_client::request_to(server.url("/paid", "127.0.0.1"),
                                            reuses ? connection_use::pooled : connection_use::fresh);
    if (asks)
        one.start(std::move(request));
    else
        one.start_silent(std::move(request));
    for (; steps != 0 && !one.result; --steps) one.run_one();
    const bool under_way = !one.result;
    if (under_way) one.cancel(cancellation_type::total);
    const auto& reply = one.reply();
    const auto& after = server.seen();
    if (reply.error) {
        check_error(reply, aborted);
        BOOST_TEST(under_way);
        BOOST_TEST(reply.sent == delivery::nothing);
        BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
        BOOST_TEST(server.seen().bytes == before.bytes);
    } else {
        check_ok(reply);
        BOOST_TEST(reply.sent == delivery::complete);
        BOOST_TEST(after.requests.size() == before.requests.size() + 1);
    }
    BOOST_TEST(one.token.use_count() == 1);
    return under_way;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cancelled_while_it_waits_sends_nothing) {
    for (const auto type : every_type) {
        for (const auto use : {connection_use::fresh, connection_use::pooled}) {
            trusted_server server;
            asking_exchange one;
            one.start(server.url(), use);
            one.run_until_asked();
            one.cancel(type);
            one.run_ready();
            BOOST_TEST(one.calls == 1, "the exchange ends at once");
            one.check_nothing_sent(aborted);
            for (const auto& late : {error_code{}, aborted}) one.go_on(late);
            one.run_ready();
            BOOST_TEST(one.calls == 1);
            BOOST_TEST(one.asked == 1);
            check_nothing_arrived(server);
        }
    }
}

BOOST_AUTO_TEST_CASE(cancelled_while_it_looks_the_host_up_asks_nobody) {
    for (const auto type : every_type) {
        trusted_server server;
        asking_exchange one;
        one.start(server.url());
        one.cancel(type);
        one.check_nothing_sent(aborted, exchange_phase::resolve);
        BOOST_TEST(one.asked == 0);
        BOOST_TEST(server.seen().connections == 0u);
    }
}

BOOST_AUTO_TEST_CASE(whichever_comes_first_on_the_strand_counts) {
    for (const auto type : every_type) {
        {
            trusted_server server;
            asking_exchange one;
            one.start(server.url());
            one.run_until_asked();
            one.cancel(type);
            one.go_on({});
            one.check_nothing_sent(aborted);
            check_nothing_arrived(server);
        }
        {
            trusted_server server;
            asking_exchange one;
            one.start(server.url());
            one.run_until_asked();
            one.go_on({});
            one.cancel(type);
            const auto& reply = one.reply();
            BOOST_TEST(reply.sent == (reply.error ? delivery::nothing : delivery::complete));
            BOOST_TEST(server.seen().requests.size() == (reply.error ? 0u : 1u));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_transport_while_it_waits_sends_nothing) {
    trusted_server server;
    asking_exchange one;
    one.start(server.url());
    one.run_until_asked();
    one.drop_transport();
    one.go_on({});
    one.check_nothing_sent(aborted);
    one.go_on({});
    one.run_ready();
    BOOST_TEST(one.calls == 1);
    check_nothing_arrived(server);
}

BOOST_AUTO_TEST_CASE(an_answer_after_the_end_of_the_context_does_nothing) {
    for (const bool asked : {false, true}) {
        trusted_server server{https_server::options{.speaks = asked}};
        asking_exchange one;
        one.start(server.url("/", "127.0.0.1"));
        if (asked)
            one.run_until_asked();
        else
            one.run_until([&] { return server.seen().connections == 1; });
        one.drop_transport();
        one.drop_context();
        BOOST_TEST(one.token.use_count() == 1, "the exchange and its functions are gone");
        if (asked) one.go_on({});
        BOOST_TEST(one.calls == 0);
        BOOST_TEST(one.asked == (asked ? 1 : 0));
        if (asked) check_nothing_arrived(server);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_nobody_gives_keeps_nothing) {
    trusted_server server;
    asking_exchange one;
    one.start(server.url());
    one.run_until_asked();
    one.go_on = nullptr;
    BOOST_TEST(one.calls == 0);
    one.cancel(cancellation_type::terminal);
    one.check_nothing_sent(aborted);
    check_nothing_arrived(server);
}

BOOST_AUTO_TEST_CASE(total_at_every_step_ends_what_has_not_begun_and_nothing_else) {
    int ended = 0, points = 0;
    for (const bool asks : {false, true})
        for (const bool reuses : {false, true}) {
            bool under_way = true;
            for (int steps = 0; under_way; ++steps, ++points) {
                BOOST_TEST_REQUIRE(steps < 1000);
                BOOST_TEST_CONTEXT(steps << " steps, asks " << asks << ", reuses " << reuses) {
                    under_way = cancel_after(steps, asks, reuses);
                }
                ended += under_way;
            }
        }
    BOOST_TEST(ended > 10);
    std::cout << points << " points of total cancellation: 0 given up that had begun, 0 begun that were given up\n";
}

BOOST_AUTO_TEST_CASE(answers_and_cancellations_from_many_threads) {
    constexpr int exchanges = 200;
    std::atomic<int> asked{0};
    trusted_server server;
    asio::thread_pool answering{2};
    int succeeded = 0;
    {
        https_client client{trusting(), 2};
        std::vector<std::future<http_reply>> pending;
        std::array<asio::cancellation_signal, exchanges> signals;
        for (int i = 0; i != exchanges; ++i) {
            auto& signal = signals.at(static_cast<std::size_t>(i));
            auto request = https_client::request_to(server.url("/", "127.0.0.1"), connection_use::fresh);
            request.before_first_byte = [&, i](std::function<void(error_code)> go_on) {
                ++asked;
                asio::post(answering, [go_on] { go_on({}); });
                if (i % 2 == 0) asio::post(answering, [&signal] { signal.emit(cancellation_type::total); });
                asio::post(answering, [go_on] { go_on(aborted); });
            };
            pending.push_back(client.start(std::move(request), nullptr, signal.slot()));
        }
        for (auto& one : pending) {
            const auto reply = https_client::wait(one);
            succeeded += !reply.error;
            BOOST_TEST(reply.sent == (reply.error ? delivery::nothing : delivery::complete));
        }
        answering.join();
    }
    BOOST_TEST(asked == exchanges);
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(server.seen().requests.size() == static_cast<std::size_t>(succeeded));
}

BOOST_AUTO_TEST_SUITE_END()
