// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// How hosts are looked up: by whom, how often, and what a slow, broken or late answer does.
#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"
#include "scripted_names.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_names)

namespace {

using seedance::name_handler;
using seedance::name_query;

std::string url_of(const std::string& host, unsigned short port) {
    return "https://" + host + ":" + std::to_string(port) + "/";
}

http_request foreign(std::string url) {
    auto request = https_client::request_to(std::move(url));
    request.only_public = true;
    return request;
}

/// What failed before a connection was opened.
void check_unresolved(const http_reply& reply, error_code expected) {
    check_error(reply, expected);
    BOOST_TEST(reply.phase == exchange_phase::resolve);
    BOOST_TEST(reply.sent == delivery::nothing);
    BOOST_TEST(reply.times.resolved.count() == 0);
}

/// The outcome of one exchange whose host this resolver looks up.
http_reply ask_by(seedance::resolver by, std::chrono::milliseconds patience = 10s) {
    trusted_server server;
    https_client client{trusting({.resolve_timeout = patience, .look_up = std::move(by)})};
    return client.get(server.url());
}

}  // namespace

// ---- what takes long

BOOST_AUTO_TEST_CASE(slow_names_hold_up_no_other_name) {
    trusted_server server;
    blocking_names names;
    https_client client{trusting({.resolve_timeout = 50ms, .look_up = names.resolver()})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 8; ++i)
        pending.push_back(
            client.start(https_client::request_to(url_of("slow" + std::to_string(i) + ".test", server.port()))));
    BOOST_TEST(names.wait_until_asked(8));
    check_ok(client.get(server.url()));
    for (auto& one : pending) check_unresolved(https_client::wait(one), transport_errc::timed_out);
    check_ok(client.get(server.url(), connection_use::fresh));
}

BOOST_AUTO_TEST_CASE(a_name_that_was_given_up_holds_up_nothing_while_its_look_up_hangs) {
    blocking_names names;
    for (const bool transport_goes_first : {true, false}) {
        auto context = std::make_unique<asio::io_context>();
        auto transport = seedance::make_https_transport(
            context->get_executor(), trusting({.resolve_timeout = 100ms, .look_up = names.resolver()}));
        std::optional<http_reply> got;
        transport->exchange(https_client::request_to("https://slow.test/"), nullptr,
                            [&](http_reply reply) { got = std::move(reply); });
        context->run();  // returns when the exchange has ended
        BOOST_TEST_REQUIRE(got.has_value());
        check_unresolved(*got, transport_errc::timed_out);
        if (transport_goes_first) transport.reset();
        transport.reset();
        context.reset();
    }
    names.release();
    // Two, where a thread came to each before it was given up.
    BOOST_TEST(names.wait_until_answered(names.asked()), "the answers find nobody, and touch nothing");
}

/// What the next test runs as a program of its own.
BOOST_AUTO_TEST_CASE(a_program_whose_look_up_hangs, *boost::unit_test::disabled()) {
    ::alarm(20);  // it is killed where it hangs
    blocking_names names;
    asio::io_context context;
    const auto transport = seedance::make_https_transport(
        context.get_executor(), trusting({.resolve_timeout = 10ms, .look_up = names.resolver()}));
    bool is_over = false;
    transport->exchange(https_client::request_to("https://slow.test/"), nullptr,
                        [&](const http_reply&) { is_over = true; });
    context.run();
    std::exit(is_over ? 0 : 1);  // its objects stay: the thread hangs in the look-up
}

BOOST_AUTO_TEST_CASE(a_program_ends_while_a_look_up_hangs) {
    const auto child = ::fork();
    if (child == 0) {
        ::execl("/proc/self/exe", "integration", "--run_test=*/a_program_whose_look_up_hangs", nullptr);
        ::_exit(2);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(hosts_that_others_have_chosen_and_accounts_wait_for_each_other_never) {
    for (const bool foreign_ones_hang : {true, false}) {
        trusted_server server;
        blocking_names names;
        https_client client{trusting({.resolve_timeout = 300ms, .look_up = names.resolver()})};
        std::vector<std::future<http_reply>> pending;
        for (int i = 0; i != 40; ++i) {
            const auto url = url_of("slow" + std::to_string(i) + ".test", server.port());
            pending.push_back(client.start(foreign_ones_hang ? foreign(url) : https_client::request_to(url)));
        }
        if (foreign_ones_hang) {
            BOOST_TEST(names.wait_until_asked(8));
            check_ok(client.get(server.url()));
        } else {
            BOOST_TEST(names.wait_until_asked(16));
            check_error(client.ask(foreign(server.url())), transport_errc::private_address);
        }
        for (auto& one : pending) check_unresolved(https_client::wait(one), transport_errc::timed_out);
    }
}

BOOST_AUTO_TEST_CASE(a_queue_that_is_full_says_so_at_once) {
    blocking_names names;
    https_client client{trusting({.resolve_timeout = 2s, .look_up = names.resolver()})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 1'100; ++i)
        pending.push_back(client.start(https_client::request_to("https://slow" + std::to_string(i) + ".test/")));
    std::size_t refused = 0;
    for (auto& one : pending) {
        const auto reply = https_client::wait(one);
        refused += reply.error == error_code{asio::error::try_again};
        BOOST_TEST(reply.sent == delivery::nothing);
        if (refused == 1) names.release();
    }
    BOOST_TEST(refused > 0u);
}

BOOST_AUTO_TEST_CASE(a_name_that_hangs_takes_one_thread_however_often_it_is_asked_for) {
    trusted_server server;
    blocking_names names;
    https_client client{trusting({.resolve_timeout = 20ms, .look_up = names.resolver()})};
    for (int i = 0; i != 20; ++i) check_unresolved(client.get("https://slow.test/"), transport_errc::timed_out);
    check_ok(client.get(server.url()));
    BOOST_TEST(names.asked() == 2u);
    auto pending = client.start(https_client::request_to(url_of("slow.test", server.port())));
    names.release();
    BOOST_TEST(https_client::wait(pending).phase != exchange_phase::resolve, "the one answer is everybody's");
}

// ---- how often is asked

BOOST_AUTO_TEST_CASE(exchanges_at_once_ask_once_and_later_ones_use_the_answer) {
    trusted_server server;
    scripted_names names;
    https_client client{trusting({.look_up = names.resolver()})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 10; ++i)
        pending.push_back(client.start(https_client::request_to(server.url(), connection_use::fresh)));
    auto open = names.take(1);
    BOOST_TEST_REQUIRE(open.size() == 1u);
    open[0]({}, {"127.0.0.1"});
    for (auto& one : pending) check_ok(https_client::wait(one));
    check_ok(client.get(server.url(), connection_use::fresh));
    BOOST_TEST_REQUIRE(names.asked().size() == 1u);
    BOOST_TEST(names.asked()[0].host == "localhost");
    BOOST_TEST(names.asked()[0].port == server.port());
    BOOST_TEST(!names.asked()[0].is_foreign);
}

BOOST_AUTO_TEST_CASE(an_answer_without_age_is_not_kept) {
    trusted_server server;
    scripted_names names;
    names.known["localhost"] = {"127.0.0.1"};
    https_client client{trusting({.look_up = names.resolver(), .name_age = 0ms})};
    for (int i = 0; i != 3; ++i) check_ok(client.get(server.url(), connection_use::fresh));
    BOOST_TEST(names.asked().size() == 3u);
}

BOOST_AUTO_TEST_CASE(addresses_are_never_looked_up) {
    trusted_server server;
    scripted_names names;
    https_client client{trusting({.resolve_timeout = 50ms, .look_up = names.resolver()})};
    check_ok(client.get(server.url("/", "127.0.0.1")));
    check_error(client.get("https://[::1]:1/"), asio::error::connection_refused);
    BOOST_TEST(names.asked().empty());
}

BOOST_AUTO_TEST_CASE(an_accounts_host_keeps_its_addresses_while_its_name_cannot_be_looked_up) {
    trusted_server server;
    int calls = 0;
    const auto by = [&](const name_query&, const name_handler& answer) {
        if (++calls == 1) return answer({}, {"127.0.0.1"});
        if (calls == 2) return answer(asio::error::host_not_found_try_again, {});
        if (calls == 3) throw std::runtime_error{"no"};
        if (calls == 4) return answer({}, {});
    };  // the fifth is never answered
    https_client client{trusting({.resolve_timeout = 50ms, .look_up = by, .name_age = 0ms})};
    for (int i = 0; i != 5; ++i) check_ok(client.get(server.url(), connection_use::fresh));
    BOOST_TEST(calls == 5);
}

BOOST_AUTO_TEST_CASE(a_foreign_host_has_the_addresses_of_now_only) {
    scripted_names names;
    names.known["video.test"] = {"10.0.0.1"};
    https_client client{trusting({.resolve_timeout = 30ms, .look_up = names.resolver(), .name_age = 0ms})};
    check_error(client.ask(foreign("https://video.test/")), transport_errc::private_address);
    names.known.clear();
    check_unresolved(client.ask(foreign("https://video.test/")), transport_errc::timed_out);
    BOOST_TEST(names.asked().back().is_foreign);

    int calls = 0;
    const auto by = [&](const name_query&, const name_handler& answer) {
        if (++calls == 1) return answer({}, {"10.0.0.1"});
        answer(asio::error::host_not_found, {});
    };
    https_client other{trusting({.look_up = by, .name_age = 0ms})};
    check_error(other.ask(foreign("https://video.test/")), transport_errc::private_address);
    check_unresolved(other.ask(foreign("https://video.test/")), asio::error::host_not_found);
}

BOOST_AUTO_TEST_CASE(a_host_that_others_have_chosen_is_foreign_also_where_it_may_be_private) {
    trusted_server server;
    scripted_names names;
    names.known["localhost"] = {"127.0.0.1"};
    https_client client{trusting({.look_up = names.resolver()})};
    auto request = https_client::request_to(server.url(), connection_use::fresh);
    check_ok(client.ask(request));
    request.is_foreign = true;
    check_ok(client.ask(request));
    BOOST_TEST_REQUIRE(names.asked().size() == 2u, "they share no answer");
    BOOST_TEST(!names.asked()[0].is_foreign);
    BOOST_TEST(names.asked()[1].is_foreign);
}

BOOST_AUTO_TEST_CASE(addresses_that_nobody_answers_at_are_asked_for_again) {
    trusted_server server;
    int calls = 0;
    const auto by = [&](const name_query&, const name_handler& answer) {
        answer({}, {++calls == 1 ? "127.0.0.77" : "127.0.0.1"});
    };
    https_client client{trusting({.look_up = by})};
    check_error(client.get(server.url()), asio::error::connection_refused);
    check_ok(client.get(server.url()));
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(addresses_that_take_too_long_are_asked_for_again) {
    trusted_server server;
    const full_port silent{{asio::ip::make_address("127.0.0.3"), server.port()}};
    int calls = 0;
    const auto by = [&](const name_query&, const name_handler& answer) {
        answer({}, {++calls == 1 ? "127.0.0.3" : "127.0.0.1"});
    };
    https_client client{trusting({.connect_timeout = 30ms, .look_up = by})};
    check_error(client.get(server.url()), transport_errc::timed_out);
    check_ok(client.get(server.url()));
    BOOST_TEST(calls == 2);
}

// ---- answers as they should not be

BOOST_AUTO_TEST_CASE(a_resolver_that_throws_ends_the_look_up) {
    check_unresolved(ask_by([](const name_query&, const name_handler&) { throw std::runtime_error{"no"}; }),
                     asio::error::no_recovery);
    check_unresolved(ask_by([](const name_query&, const name_handler&) { throw 5; }), asio::error::no_recovery);
    check_unresolved(ask_by([](const name_query&, const name_handler&) {
                         throw boost::system::system_error{asio::error::host_not_found};
                     }),
                     asio::error::host_not_found);
    check_ok(ask_by([](const name_query&, const name_handler& answer) {
        answer({}, {"127.0.0.1"});
        throw std::runtime_error{"too late"};
    }));
}

BOOST_AUTO_TEST_CASE(an_answer_without_addresses_is_an_error_of_its_own) {
    const auto answering = [](std::vector<std::string> addresses) {
        return [addresses](const name_query&, const name_handler& answer) { answer({}, addresses); };
    };
    const auto without = ask_by(answering({}));
    check_unresolved(without, asio::error::no_data);
    BOOST_TEST(without.detail == "the host has no address");
    for (const std::string text : {"", "localhost", "127.0.0.1:443", "[::1]", "127.0.0", "1.2.3.4.5",
                                   "::1::", "127.0.0.1 ", "300.0.0.1", "https://127.0.0.1/"}) {
        check_unresolved(ask_by(answering({text})), asio::error::invalid_argument);
        check_unresolved(ask_by(answering({"127.0.0.1", text})), asio::error::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(a_resolvers_error_is_the_exchanges) {
    for (const error_code why :
         {error_code{asio::error::host_not_found}, error_code{asio::error::host_not_found_try_again},
          error_code{asio::error::no_recovery}, make_error_code(boost::system::errc::io_error)})
        check_unresolved(ask_by([why](const name_query&, const name_handler& answer) { answer(why, {"127.0.0.1"}); }),
                         why);
}

BOOST_AUTO_TEST_CASE(only_a_resolvers_first_answer_counts) {
    check_ok(ask_by([](const name_query&, const name_handler& answer) {
        answer({}, {"127.0.0.1"});
        answer(asio::error::host_not_found, {});
        answer({}, {"127.0.0.77"});
    }));
    check_unresolved(ask_by([](const name_query&, const name_handler& answer) {
                         answer(asio::error::host_not_found, {});
                         answer({}, {"127.0.0.1"});
                     }),
                     asio::error::host_not_found);
}

BOOST_AUTO_TEST_CASE(a_resolver_that_never_answers_is_a_time_out_and_is_asked_again) {
    trusted_server server;
    scripted_names names;
    https_client client{trusting({.resolve_timeout = 30ms, .look_up = names.resolver()})};
    check_unresolved(client.get(server.url()), transport_errc::timed_out);
    auto pending = client.start(https_client::request_to(server.url()));
    auto open = names.take(2);
    BOOST_TEST_REQUIRE(open.size() == 2u);
    open[0]({}, {"127.0.0.1"});  // late, but an answer to the same question
    check_ok(https_client::wait(pending));
}

BOOST_AUTO_TEST_CASE(a_resolver_may_answer_on_another_thread) {
    std::vector<std::thread> threads;
    check_ok(ask_by([&](const name_query&, const name_handler& answer) {
        threads.emplace_back([answer] { answer({}, {"127.0.0.1"}); });
    }));
    for (auto& one : threads) one.join();
}

// ---- ends

BOOST_AUTO_TEST_CASE(what_is_cancelled_while_it_waits_for_a_name_leaves_nothing) {
    for (const auto how :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
        scripted_names names;
        https_client client{trusting({.look_up = names.resolver()})};
        asio::cancellation_signal signal;
        auto pending = client.start(https_client::request_to("https://video.test/"), nullptr, signal.slot());
        auto open = names.take(1);
        client.post([&] { signal.emit(how); });
        check_unresolved(https_client::wait(pending), asio::error::operation_aborted);
        open.at(0)({}, {"127.0.0.1"});  // finds nobody
    }
}

BOOST_AUTO_TEST_CASE(transport_and_context_may_go_while_a_name_is_waited_for) {
    scripted_names names;
    const auto token = std::make_shared<int>(0);
    {
        asio::io_context context;
        const auto transport =
            seedance::make_https_transport(context.get_executor(), trusting({.look_up = names.resolver()}));
        transport->exchange(https_client::request_to("https://video.test/"), nullptr, [token](http_reply) {});
        context.poll();
    }
    BOOST_TEST(token.use_count() == 1, "the context has destroyed what waited in it");
    names.take(1).at(0)({}, {"127.0.0.1"});
    {
        https_client client{trusting({.look_up = names.resolver()})};
        auto pending = client.start(https_client::request_to("https://video.test/"));
        const auto open = names.take(1);
        client.drop_transport();
        check_unresolved(https_client::wait(pending), asio::error::operation_aborted);
        open.at(0)({}, {"127.0.0.1"});
    }
}

BOOST_AUTO_TEST_SUITE_END()
