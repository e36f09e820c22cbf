// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The scripted transport keeps to what the seam says of asking before the first byte and of cancellation.
#include <seedance/testing/scripted_transport.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(scripted_transport)

namespace {

using namespace seedance;
namespace asio = boost::asio;
using asio::cancellation_type;
using testing::reply_failed;
using testing::reply_with;

const error_code aborted = asio::error::operation_aborted;
const error_code disk_full = make_error_code(boost::system::errc::no_space_on_device);
const error_code refused = asio::error::connection_refused;

constexpr cancellation_type every_type[] = {
    cancellation_type::terminal, cancellation_type::partial, cancellation_type::total,
    cancellation_type::total | cancellation_type::terminal, cancellation_type::total | cancellation_type::partial};

/// A network that answers everything, and an exchange over it.
struct world {
    world() {
        network->answer_with([this](const http_request&) { return ++answered, reply_with(200, "hello"); });
    }

    void start(bool asks = true) {
        http_request request;
        request.url = "https://example.com/";
        if (asks)
            request.before_first_byte = [this, alive = token](std::function<void(error_code)> given) {
                ++asked;
                BOOST_TEST(!in_exchange);
                BOOST_TEST(network->requests().empty());
                go_on = std::move(given);
                if (when_asked) when_asked();
            };
        in_exchange = true;
        network->exchange(std::move(request), nullptr,
                          asio::bind_cancellation_slot(signal.slot(), [this, alive = token](http_reply reply) {
                              ++calls;
                              result = std::move(reply);
                          }));
        in_exchange = false;
        if (asks) BOOST_TEST(asked == 0);
    }

    void run() {
        context->restart();
        context->poll();
    }

    void cancel(cancellation_type type) {
        signal.emit(type);
        run();
    }

    void check_nothing_sent(error_code why, exchange_phase phase) {
        BOOST_TEST(calls == 1);
        BOOST_TEST_REQUIRE(result.has_value());
        BOOST_TEST(result->error == why);
        BOOST_TEST(result->phase == phase);
        BOOST_TEST(result->sent == delivery::nothing);
        BOOST_TEST(answered == 0);
        BOOST_TEST(network->held() == 0u);
        BOOST_TEST(network->asking() == 0u);
        BOOST_TEST(token.use_count() == 1, "something is kept");
    }

    void check_answered() {
        BOOST_TEST(calls == 1);
        BOOST_TEST_REQUIRE(result.has_value());
        BOOST_TEST(!result->error);
        BOOST_TEST(result->sent == delivery::complete);
        BOOST_TEST(answered == 1);
        BOOST_TEST(network->requests().size() == 1u);
    }

    std::shared_ptr<int> token{new int{}};
    std::unique_ptr<asio::io_context> context = std::make_unique<asio::io_context>();
    asio::cancellation_signal signal;
    std::function<void(error_code)> go_on;
    std::function<void()> when_asked;
    int asked = 0, answered = 0, calls = 0;
    bool in_exchange = false;
    std::optional<http_reply> result;
    std::shared_ptr<testing::scripted_transport> network =
        std::make_shared<testing::scripted_transport>(context->get_executor());
};

/// A transport of somebody who knows nothing of asking.
struct plain_transport final : transport {
    void exchange(http_request, body_sink*, exchange_handler) override {}
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_transport_calls_it_only_when_it_says_so, world) {
    BOOST_TEST(network->calls_before_first_byte());
    BOOST_TEST(!plain_transport{}.calls_before_first_byte());
}

BOOST_FIXTURE_TEST_CASE(it_asks_once_before_it_sends, world) {
    start();
    run();
    BOOST_TEST(asked == 1);
    BOOST_TEST(network->asking() == 1u);
    BOOST_TEST(calls == 0);
    go_on({});
    BOOST_TEST(network->requests().empty());
    run();
    check_answered();
    BOOST_TEST(asked == 1);
    BOOST_TEST(!network->requests()[0].before_first_byte);
    BOOST_TEST(token.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(an_error_ends_it_with_nothing_sent, world) {
    start();
    run();
    go_on(disk_full);
    BOOST_TEST(calls == 0);
    run();
    check_nothing_sent(disk_full, exchange_phase::write);
    BOOST_TEST(network->requests().empty());
}

BOOST_AUTO_TEST_CASE(only_the_first_answer_counts) {
    for (const auto& first : {error_code{}, disk_full}) {
        world one;
        one.start();
        one.run();
        const auto other = first ? error_code{} : disk_full;
        for (const auto& why : {first, other, other}) one.go_on(why);
        one.run();
        one.go_on(other);
        one.run();
        BOOST_TEST(one.result.value().error == first);
        BOOST_TEST(one.calls == 1);
        BOOST_TEST(one.answered == (first ? 0 : 1));
    }
}

BOOST_FIXTURE_TEST_CASE(the_answer_may_come_from_another_thread, world) {
    start();
    run();
    std::thread{[this] { go_on({}); }}.join();
    run();
    check_answered();
}

BOOST_AUTO_TEST_CASE(what_it_throws_ends_it_with_nothing_sent) {
    for (const bool with_code : {true, false}) {
        world one;
        one.when_asked = [&] {
            if (with_code) throw boost::system::system_error{disk_full};
            throw std::runtime_error{"no"};
        };
        one.start();
        one.run();
        one.go_on({});
        one.run();
        one.check_nothing_sent(with_code ? disk_full : make_error_code(boost::system::errc::operation_not_permitted),
                               exchange_phase::write);
        BOOST_TEST(one.network->requests().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_scripted_failure_to_connect_asks_nobody) {
    for (const auto phase : {exchange_phase::resolve, exchange_phase::connect, exchange_phase::handshake})
        for (const bool queued : {true, false}) {
            world one;
            const auto failed = reply_failed(refused, phase, delivery::nothing);
            if (queued)
                one.network->enqueue(failed);
            else
                one.network->connect_with([&](const http_request&) { return failed; });
            one.start();
            one.run();
            one.check_nothing_sent(refused, phase);
            BOOST_TEST(one.asked == 0);
            BOOST_TEST(one.network->requests().size() == 1u, "an attempt it was");
        }
}

BOOST_FIXTURE_TEST_CASE(what_fails_later_asks_first, world) {
    network->connect_with([](const http_request&) { return http_reply{}; });
    network->enqueue(reply_failed(refused, exchange_phase::write, delivery::partial));
    start();
    run();
    BOOST_TEST(asked == 1);
    go_on({});
    run();
    BOOST_TEST(result.value().sent == delivery::partial);
}

// ---- cancellation

BOOST_AUTO_TEST_CASE(every_type_ends_what_has_not_begun) {
    for (const auto type : every_type) {
        {
            world one;  // while it asks
            one.start();
            one.run();
            one.cancel(type);
            one.check_nothing_sent(aborted, exchange_phase::write);
            one.go_on({});
            one.run();
            BOOST_TEST(one.calls == 1);
            BOOST_TEST(one.network->requests().empty());
            BOOST_TEST(one.network->cancelled() == 1u);
        }
        for (const auto phase : {exchange_phase::resolve, exchange_phase::connect, exchange_phase::handshake})
            for (const bool asks : {true, false}) {
                world one;  // while it has no connection
                one.network->hold(phase);
                one.start(asks);
                one.run();
                BOOST_TEST(one.network->held() == 1u);
                one.cancel(type);
                one.check_nothing_sent(aborted, phase);
                BOOST_TEST(one.asked == 0);
                BOOST_TEST(one.network->requests().empty());
            }
    }
}

BOOST_AUTO_TEST_CASE(total_lets_an_answer_come_and_the_other_types_do_not) {
    for (const auto type : every_type)
        for (const bool asks : {true, false}) {
            world one;
            one.network->hold();
            one.start(asks);
            one.run();
            if (asks) one.go_on({});
            one.run();
            BOOST_TEST(one.network->held() == 1u);
            BOOST_TEST(one.network->requests().size() == 1u);
            one.cancel(type);
            if (type == cancellation_type::total) {
                BOOST_TEST(one.calls == 0);
                one.network->release();
                one.run();
                one.check_answered();
                continue;
            }
            BOOST_TEST(one.result.value().error == aborted);
            BOOST_TEST(one.result.value().phase == exchange_phase::read);
            BOOST_TEST(one.result.value().sent == delivery::complete);
        }
}

BOOST_AUTO_TEST_CASE(what_was_held_without_a_connection_goes_on) {
    for (const bool asks : {true, false}) {
        world one;
        one.network->hold(exchange_phase::handshake);
        one.start(asks);
        one.run();
        one.network->release();
        one.run();
        BOOST_TEST(one.asked == (asks ? 1 : 0));
        if (asks) one.go_on({});
        one.run();
        one.check_answered();
    }
}

// ---- the end of what is around it

BOOST_AUTO_TEST_CASE(an_answer_after_the_end_does_nothing) {
    for (const bool network_first : {true, false}) {
        world one;
        one.start();
        one.run();
        if (network_first) one.network.reset();
        one.context.reset();
        BOOST_TEST(one.token.use_count() == 1, "the exchange is gone");
        one.go_on({});
        one.network.reset();
        one.go_on(disk_full);
        BOOST_TEST(one.calls == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
