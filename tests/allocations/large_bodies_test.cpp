// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The body of a submit may have a hundred megabytes: all its attempts share one.
#include "client_fixture.hpp"
#include "counted.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(large_bodies)

namespace {

constexpr std::size_t size = 8 << 20;

/// Refuses connections, and accepts at last.
class unready_transport final : public transport {
  public:
    unready_transport(asio::any_io_executor executor, bool takes_lent)
        : executor_{std::move(executor)}, takes_lent_{takes_lent} {}

    int asked = 0;
    std::size_t sent = 0;

    void exchange(http_request request, body_sink*, exchange_handler handler) override {
        sent = request.content().size();
        auto answer = ++asked < 3 ? not_connected() : accepted("task_1");
        asio::post(executor_, asio::append(std::move(handler), std::move(answer)));
    }
    bool takes_lent_body() const noexcept override { return takes_lent_; }

  private:
    asio::any_io_executor executor_;
    bool takes_lent_;
};

/// Gives the bytes that are allocated for a submit of three attempts.
std::size_t bytes_of_submit(bool takes_lent) {
    asio::io_context context;
    const auto clock = std::make_shared<testing::manual_clock>();
    const auto network = std::make_shared<unready_transport>(context.get_executor(), takes_lent);
    seedance::client client{context.get_executor(), network, {.clock = clock, .random_seed = 7}};
    client.use(apixo::account{.api_key = secret{"test-key"}});
    auto request = unchecked<apixo::gateway>("m", "", "{\"x\":\"" + std::string(size, 'x') + "\"}");
    outcome<task> result;
    const auto before = allocated_bytes;
    client.submit(std::move(request), {}, result.handler());
    do {
        context.restart();
        context.poll();
    } while (!result.done() && clock->advance_to_alarm());
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(network->asked == 3);
    BOOST_TEST(network->sent == size + 8);
    return allocated_bytes - before;
}

}  // namespace

BOOST_AUTO_TEST_CASE(attempts_share_one_body) {
    BOOST_TEST(bytes_of_submit(true) < 3 * size / 2, "the client's own copy of the request, and no other");
    BOOST_TEST(bytes_of_submit(false) >= 4 * size, "a transport that takes nothing lent gets a copy each time");
}

BOOST_AUTO_TEST_SUITE_END()
