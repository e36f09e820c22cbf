// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What tests of others are written with: answers that each gateway's provider reads as what they are, and a crank that
// turns until nothing waits.
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/answers.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/run.hpp>
#include <seedance/testing/scripted_transport.hpp>

#include "client_fixture.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(testing_answers)

namespace {

using namespace seedance;
namespace asio = boost::asio;

/// Calls a function with every gateway's table.
template <class Function>
void for_each_gateway(Function function) {
    all_gateways::for_each([&]<class Gateway> { function(table_of<Gateway>); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_gateways_answers_are_read_as_what_they_are) {
    for_each_gateway([](const provider_table& table) {
        BOOST_TEST_CONTEXT(table.name) {
            const auto accepted = testing::accepted(table.name, "task_1");
            const auto answer = table.decode_submit(accepted.status, accepted.body, arrival::whole);
            BOOST_TEST(answer.task_id == "task_1");
            BOOST_TEST(answer.strength == evidence::task);
            const auto read = [&](const http_reply& reply) { return table.decode_status(reply.status, reply.body); };
            const auto running = read(testing::running(table.name, "task_1"));
            BOOST_TEST(running.state == task_state::running);
            const auto done = read(testing::succeeded(table.name, "task_1", "https://files.example/\"1\".mp4"));
            BOOST_TEST(done.state == task_state::succeeded);
            BOOST_TEST(done.task_id == "task_1");
            const auto plain = read(testing::succeeded(table.name, "task_1", "https://files.example/1.mp4"));
            BOOST_TEST(plain.urls == std::vector<std::string>{"https://files.example/1.mp4"});
            const auto failed = read(testing::failed(table.name, "task_1", "SensitiveContent", "not this"));
            BOOST_TEST(failed.state == task_state::failed);
            BOOST_TEST((failed.error.code + failed.error.message).find("not this") != std::string::npos);
            BOOST_TEST(failed.task_id == "task_1");
        }
    });
}

BOOST_AUTO_TEST_CASE(an_unknown_gateway_is_no_gateway) {
    BOOST_CHECK_THROW(testing::accepted("nobody", "task_1"), std::invalid_argument);
    BOOST_CHECK_THROW(testing::failed("", "task_1", "x"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_crank_turns_until_nothing_waits) {
    asio::io_context io;
    const auto clock = std::make_shared<testing::manual_clock>();
    const auto network = std::make_shared<testing::scripted_transport>(io.get_executor());
    client own{io.get_executor(), network, {.clock = clock, .random_seed = 1}};
    own.use(apixo::account{.api_key = secret{"test-key"}});
    network->enqueue(testing::accepted("apixo", "task_1"));
    network->enqueue(testing::running("apixo", "task_1"));
    network->enqueue(testing::succeeded("apixo", "task_1", "https://files.example/1.mp4"));
    std::string url;
    own.generate(test::rain(), [&](error_code code, const generated_video& video) {
        BOOST_TEST(!code);
        url = video.urls.front();
    });
    BOOST_TEST(testing::run(io, *clock) >= 2);
    BOOST_TEST(url == "https://files.example/1.mp4");
    BOOST_TEST(testing::run(io, *clock) == 0);
}

BOOST_AUTO_TEST_CASE(what_waits_without_an_end_is_told) {
    asio::io_context io;
    const auto clock = std::make_shared<testing::manual_clock>();
    std::function<void()> again = [&] { clock->set_alarm(clock->now() + std::chrono::seconds{1}, again); };
    again();
    BOOST_CHECK_THROW(testing::run(io, *clock, 100), std::runtime_error);
    clock->cancel_alarm();
}

BOOST_AUTO_TEST_SUITE_END()
