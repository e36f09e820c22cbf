// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Before the first byte of a submit has left nothing is sent that is not wanted any more, and the journal says
// `planned`.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/testing/scripted_transport.hpp>
#include <seedance/transport/transport.hpp>

#include "client_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(client_first_byte)

namespace {

class first_byte_fixture : public client_fixture {
  public:
    first_byte_fixture() {
        auto with_journal = options();
        with_journal.journal = written;
        use_options(with_journal);
    }

    intent_state state() { return written->find("order-1").value().state; }

    call_options named(failure& why, std::chrono::milliseconds deadline = 30min) {
        return {.deadline = deadline, .intent = "order-1", .why = &why};
    }

    /// What must be true of a submit of which nothing was sent.
    template <class T>
    void check_unsent(const outcome<T>& result, errc expected) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(result.code == expected);
        BOOST_TEST(result.why.billed == billed::no);
        BOOST_TEST(requests().empty());
        BOOST_TEST(state() == intent_state::not_sent);
        BOOST_TEST(!clock->has_alarm());
    }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
};

/// A transport of a user's own, which knows nothing of first bytes.
class plain_transport final : public transport {
  public:
    explicit plain_transport(std::shared_ptr<transport> real) : real_{std::move(real)} {}

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        BOOST_TEST(!request.before_first_byte);
        real_->exchange(std::move(request), sink, std::move(handler));
    }

  private:
    std::shared_ptr<transport> real_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_journal_says_sending_only_when_the_connection_stands, first_byte_fixture) {
    network->hold(exchange_phase::connect);
    std::optional<intent_state> when_sent;
    network->answer_with([&](const http_request&) {
        when_sent = state();
        return accepted("task_1");
    });
    outcome<task> result;
    client.submit(rain(), named(result.why), result.handler());
    settle();
    BOOST_TEST(state() == intent_state::planned);
    network->release();
    run();
    BOOST_TEST(when_sent == intent_state::sending);
    BOOST_TEST(state() == intent_state::accepted);
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_goes_while_it_connects_sends_nothing, first_byte_fixture) {
    for (const auto type : {asio::cancellation_type::total, asio::cancellation_type::terminal}) {
        network->hold(exchange_phase::connect);
        outcome<task> result;
        asio::cancellation_signal stop;
        client.submit(rain(), named(result.why), result.handler(stop));
        settle();
        stop.emit(type);
        settle();
        network->release();
        run();
        check_unsent(result, errc::cancelled);
    }
}

BOOST_FIXTURE_TEST_CASE(a_deadline_that_comes_while_it_connects_sends_nothing, first_byte_fixture) {
    network->hold(exchange_phase::connect);
    outcome<task> result;
    client.submit(rain(), named(result.why, 9s), result.handler());
    settle();
    clock->advance(9s);
    settle();
    network->release();
    run();
    check_unsent(result, errc::deadline_reached);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_while_it_connects_sends_nothing, first_byte_fixture) {
    network->hold(exchange_phase::connect);
    outcome<task> result;
    client.submit(rain(), named(result.why), result.handler());
    settle();
    client = seedance::client{context.get_executor(), network, options()};
    settle();
    network->release();
    run();
    check_unsent(result, errc::client_closed);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_fails_leaves_the_intent_planned, first_byte_fixture) {
    int tries = 0;
    network->connect_with([&](const http_request&) {
        BOOST_TEST(state() == intent_state::planned);
        return ++tries == 1 ? not_connected() : http_reply{};
    });
    reply(accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), named(result.why), result.handler());
    run();
    BOOST_TEST(tries == 2);
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_transport_that_does_not_ask_gets_its_intent_written_first, first_byte_fixture) {
    const auto plain = std::make_shared<plain_transport>(network);
    auto how = options();
    how.journal = written;
    seedance::client own{context.get_executor(), plain, how};
    own.use(apixo::account{.api_key = secret{"test-key"}});
    std::optional<intent_state> when_sent;
    network->answer_with([&](const http_request&) {
        when_sent = state();
        return accepted("task_1");
    });
    outcome<task> result;
    own.submit(rain(), named(result.why), result.handler());
    run();
    BOOST_TEST(when_sent == intent_state::sending);
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_AUTO_TEST_SUITE_END()
