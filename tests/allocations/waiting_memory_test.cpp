// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a task holds while it waits: as the allocator tells it.
#include "client_fixture.hpp"

#include <malloc.h>

#include <boost/asio/append.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

using namespace test;

namespace {

std::size_t bytes_in_use() {
    const auto now = ::mallinfo2();
    return now.uordblks + now.hblkhd;
}

constexpr std::size_t count = 8'000;

/// A hundred seconds from now, then again and again.
task waiting(std::size_t number, const testing::manual_clock& clock) {
    return {.provider = "apixo",
            .model = "seedance-2-0-fast",
            .id = "task_" + std::to_string(number),
            .accepted_at = clock.wall_now(),
            .polling = {.first = 100s, .first_latest = 200s, .interval = 100s, .interval_longest = 200s}};
}

/// Answers every poll at once: still running.
class instant_transport final : public transport {
  public:
    explicit instant_transport(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    std::size_t asked = 0;

    void exchange(http_request, body_sink*, exchange_handler handler) override {
        ++asked;
        asio::post(executor_, asio::append(std::move(handler), state_is("processing")));
    }

  private:
    asio::any_io_executor executor_;
};

asio::awaitable<void> await_one(seedance::client& client, task what, std::string& url) {
    const auto video = co_await client.wait(what);
    url = video.urls.front();
}

struct many {
    many() {
        client.use(apixo::account{.api_key = secret{"test-key"}});
        wait_for(0);  // what is there once
        ask(1);
    }

    void wait_for(std::size_t number) {
        client.wait(waiting(number, *clock), {.deadline = 24h}, [](error_code, generated_video) {});
        settle();
    }

    void await(std::size_t number) {
        asio::co_spawn(context, await_one(client, waiting(number, *clock), url), asio::detached);
        settle();
    }

    void settle() {
        context.restart();
        context.poll();
    }

    /// Until so many polls more have been answered.
    void ask(std::size_t polls) {
        for (const auto end = network->asked + polls; network->asked < end; settle())
            BOOST_TEST_REQUIRE(clock->advance_to_alarm());
    }

    std::string url;
    asio::io_context context;
    std::shared_ptr<testing::manual_clock> clock = std::make_shared<testing::manual_clock>();
    std::shared_ptr<instant_transport> network = std::make_shared<instant_transport>(context.get_executor());
    seedance::client client{context.get_executor(), network, {.clock = clock, .random_seed = 7}};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(waiting_memory)

BOOST_FIXTURE_TEST_CASE(a_task_holds_little_and_no_more_when_it_was_asked_for, many) {
    const auto before = bytes_in_use();
    for (std::size_t i = 1; i <= count; ++i) wait_for(i);
    const auto fresh = bytes_in_use();
    BOOST_TEST((fresh - before) / count <= 400u + 5 * 32);  // 400 B besides its texts: four strings, one of them long
    ask(2 * count);
    const auto asked_for = bytes_in_use();
    if (asked_for > fresh) BOOST_TEST((asked_for - fresh) / count <= 8u);
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_that_awaits_holds_little_besides, many) {
    const auto before = bytes_in_use();
    for (std::size_t i = 1; i <= count; ++i) await(i);
    BOOST_TEST((bytes_in_use() - before) / count <=
               1'690u);  // its frame, Asio's for `co_spawn`, and what a callback costs too
}

BOOST_AUTO_TEST_SUITE_END()
