// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What it costs to be heard: events allocate nothing, and a call that nobody listens to keeps nothing for them.
#include "client_fixture.hpp"
#include "counted.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(lean_events)

namespace {

constexpr int per_poll = 16;  ///< as many as before there were events of exchanges, and one for a key, however short

/// Answers every request at once: a task is accepted, and never done.
class instant_transport final : public transport {
  public:
    explicit instant_transport(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    int asked = 0;

    void exchange(http_request request, body_sink*, exchange_handler handler) override {
        ++asked;
        auto answer = request.method == "POST" ? accepted("task_1") : state_is("processing");
        asio::post(executor_, asio::append(std::move(handler), std::move(answer)));
    }

  private:
    asio::any_io_executor executor_;
};

/// A client whose task is polled for ever.
struct polling {
    explicit polling(std::function<void(const event&)> on_event) {
        client.emplace(context.get_executor(), network,
                       client_options{.clock = clock, .on_event = std::move(on_event), .random_seed = 7});
        client->use(apixo::account{.api_key = secret{"test-key"}});
    }

    /// Gives what the call allocates until its task is accepted.
    int generate(const call_options& call = {}) {
        const int before = allocations;
        client->generate(rain(), call, [](error_code, const generated_video&) {});
        while (network->asked == 0) step();
        context.restart();
        context.poll();
        return allocations - before;
    }

    /// Gives what so many polls allocate.
    int poll(int times) {
        const int before = allocations;
        for (const int until = network->asked + times; network->asked < until;) step();
        return allocations - before;
    }

    void step() {
        context.restart();
        if (context.poll() == 0) clock->advance_to_alarm();
    }

    asio::io_context context;
    std::shared_ptr<testing::manual_clock> clock = std::make_shared<testing::manual_clock>();
    std::shared_ptr<instant_transport> network = std::make_shared<instant_transport>(context.get_executor());
    std::optional<seedance::client> client;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_poll_allocates_the_same_whoever_listens) {
    int told = 0;
    polling unheard{nullptr}, heard{[&told](const event&) { ++told; }};
    for (auto* const each : {&unheard, &heard}) {
        each->generate({.deadline = 24h});
        each->poll(10);
    }
    const int without = unheard.poll(20), with = heard.poll(20);
    BOOST_TEST(without == with);
    BOOST_TEST(without <= 20 * per_poll, without / 20.0);
    BOOST_TEST(told > 60);
}

BOOST_AUTO_TEST_CASE(a_call_that_nobody_listens_to_keeps_nothing_for_events) {
    polling unheard{nullptr}, heard{[](const event&) {}};
    unheard.generate();
    heard.generate();
    BOOST_TEST(unheard.generate() < heard.generate());
}

BOOST_AUTO_TEST_SUITE_END()
