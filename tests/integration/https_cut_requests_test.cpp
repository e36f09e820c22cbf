// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What is known of a request of which the kernel took only some bytes.
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"
#include "send_budget.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https)

// ---- cut requests

namespace {

/// One exchange at a time, on the thread of the test.
class on_this_thread {
  public:
    http_reply ask(http_request request) {
        http_reply result;
        transport_->exchange(std::move(request), nullptr, [&](http_reply reply) { result = std::move(reply); });
        context_.restart();
        context_.run();
        return result;
    }

  private:
    asio::io_context context_;
    std::shared_ptr<seedance::transport> transport_ =
        seedance::make_https_transport(context_.get_executor(), trusting());
};

/// Sends a request of which the kernel takes `budget` bytes. True when it took all.
bool check_cut_request(https_server& server, std::size_t body, long budget) {
    on_this_thread client;
    check_ok(client.ask(
        https_client::request_to(server.url("/", "127.0.0.1"))));  // for a connection with its handshake behind it
    const auto before = server.seen().requests.size();
    auto request = https_client::request_to(server.url("/paid", "127.0.0.1"));
    request.method = "POST";
    request.body = std::string(body, 'x');
    send_budget = budget;
    const auto reply = client.ask(std::move(request));
    const bool all = std::exchange(send_budget, -1) > 0 || !reply.error;
    BOOST_TEST(reply.reused_connection);
    BOOST_TEST(reply.error.failed() == !all);
    BOOST_TEST(reply.sent == (all ? delivery::complete : budget == 0 ? delivery::nothing : delivery::partial));
    if (!all) BOOST_TEST(reply.phase == exchange_phase::write);
    if (!all) BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(server.seen().requests.size() == before + (all ? 1 : 0));
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_request_cut_at_any_byte_is_classified_with_proof) {
    trusted_server server;
    long budget = 0;
    while (!check_cut_request(server, 10, budget)) ++budget;
    BOOST_TEST(budget > 80);
    constexpr long record = 16 * 1024;  // a body of three records
    for (const long at :
         {0L, 1L, record, record + 21, record + 22, record + 23, 2 * record, 2 * record + 44, 2 * record + 45})
        BOOST_TEST(!check_cut_request(server, 40'000, at));
    BOOST_TEST(check_cut_request(server, 40'000, 41'000));
}

BOOST_AUTO_TEST_SUITE_END()
