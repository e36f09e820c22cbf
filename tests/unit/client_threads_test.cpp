// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// One client, many threads: what the sanitizers, above all ThreadSanitizer, have to say to calls, cancellations and a
// client that goes while others finish. Time is real here and runs 100,000 times as fast.
#include "client_fixture.hpp"

#include <atomic>
#include <optional>
#include <thread>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <seedance/journal/memory.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_threads)

namespace {

/// Answers from whatever thread of the pool comes first: every seventh exchange fails, every third poll finds a video.
class busy_transport final : public transport {
  public:
    explicit busy_transport(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    void exchange(http_request request, body_sink*, exchange_handler handler) override {
        const int number = ++count_;
        auto reply = request.method == "POST" ? accepted("task_" + std::to_string(number)) : state_is("processing");
        if (request.method != "POST" && number % 3 == 0) reply = succeeded("https://file.apixo.ai/1.mp4");
        if (number % 7 == 0) reply = not_connected();
        asio::post(executor_, asio::append(std::move(handler), std::move(reply)));
    }

  private:
    asio::any_io_executor executor_;
    std::atomic<int> count_{0};
};

constexpr int threads = 4;
constexpr int calls_of_each = 60;

/// What the threads of one test share.
struct tally {
    std::atomic<int> started{0};
    std::atomic<int> done{0};
    std::atomic<int> made{0};
    std::atomic<int> cancelled{0};
    std::atomic<int> closed{0};
    std::atomic<int> not_sent{0};  ///< three times the seventh exchange
    std::atomic<int> late{0};      ///< the answer took longer than two minutes, which are 1.2 ms here
    std::atomic<int> accepted{0};

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();

    void count(error_code code) {
        if (!code) ++made;
        if (code == errc::cancelled) ++cancelled;
        if (code == errc::client_closed) ++closed;
        if (code == errc::not_sent) ++not_sent;
        if (code == errc::outcome_unknown) ++late;
        ++done;
    }
};

/// Real time runs fast: half an hour would be over after 18 ms.
constexpr call_options no_deadline{.deadline = std::chrono::milliseconds::max()};

std::optional<seedance::client> make_client(asio::thread_pool& pool, tally& counts) {
    client_options options;
    options.journal = counts.journal;
    options.journal->set_budget("b", usd(1'000'000), budget_period::ever(), {});
    options.budget = "b";
    options.transport = std::make_shared<busy_transport>(pool.get_executor());
    options.clock = std::make_shared<testing::scaled_clock>(pool.get_executor(), 100'000.0);
    options.on_event = [&counts](const event& e) {
        counts.accepted += (e.get_if<events::accepted>() != nullptr) ? 1 : 0;
    };
    std::optional<seedance::client> client{std::in_place, pool.get_executor(), options.transport, options};
    client->use(apixo::account{.api_key = secret{"test-key"}});
    return client;
}

/// Generates on a strand of its own, and cancels there a little later.
void generate_and_cancel(seedance::client& client, asio::thread_pool& pool, tally& counts) {
    const auto strand = asio::make_strand(pool);
    const auto signal = std::make_shared<asio::cancellation_signal>();
    asio::post(strand, [&client, &counts, strand, signal] {
        auto handler = [&counts, signal](error_code code, generated_video) { counts.count(code); };
        client.generate(rain(), no_deadline,
                        asio::bind_cancellation_slot(signal->slot(), asio::bind_executor(strand, std::move(handler))));
        ++counts.started;
        asio::post(strand, [signal] { signal->emit(asio::cancellation_type::terminal); });
    });
}

/// The budget has the price of each call that may have been paid for, and nothing else.
void check_budget(tally& counts) {
    std::int64_t paid = 0;
    for (const auto& each : counts.journal->list({.limit = 10'000}).intents)
        if (each.state != intent_state::not_sent && each.state != intent_state::dropped) ++paid;
    const auto figures = counts.journal->find_budget("b", {}).value();
    BOOST_TEST(figures.held + figures.spent == estimate(rain()).amount() * paid);
    BOOST_TEST(paid >= counts.accepted);
}

/// Every thread calls; returns when every call has begun.
void call_from_everywhere(seedance::client& client, asio::thread_pool& pool, tally& counts) {
    std::vector<std::thread> callers;
    for (int t = 0; t != threads; ++t) {
        callers.emplace_back([&client, &pool, &counts] {
            for (int i = 0; i != calls_of_each; ++i) {
                if (i % 20 == 0) client.use(apixo::account{.api_key = secret{"key-" + std::to_string(i)}});
                if (i % 2 == 0) {
                    generate_and_cancel(client, pool, counts);
                } else {
                    client.generate(rain(), no_deadline,
                                    [&counts](error_code code, generated_video) { counts.count(code); });
                    ++counts.started;
                }
            }
        });
    }
    for (auto& caller : callers) caller.join();
    while (counts.started != threads * calls_of_each) std::this_thread::yield();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_call_of_every_thread_ends_once) {
    tally counts;
    asio::thread_pool pool{threads};
    auto client = make_client(pool, counts);
    call_from_everywhere(*client, pool, counts);
    pool.join();
    BOOST_TEST(counts.done == threads * calls_of_each);
    BOOST_TEST(counts.made + counts.cancelled + counts.not_sent + counts.late == counts.done);
    BOOST_TEST(counts.made + counts.not_sent + counts.late >= threads * calls_of_each / 2, "those that nobody cancels");
    BOOST_TEST(counts.accepted >= counts.made);
    check_budget(counts);
}

BOOST_AUTO_TEST_CASE(calls_that_end_before_they_return_are_safe) {
    constexpr int calls = 2000;
    tally counts;
    asio::thread_pool pool{threads};
    auto client = make_client(pool, counts);
    std::vector<std::thread> callers;
    for (int t = 0; t != threads; ++t)
        callers.emplace_back([&client, &counts] {
            for (int i = 0; i != calls; ++i)
                client->resume("not a task", [&counts](error_code code, generated_video) { counts.count(code); });
        });
    for (auto& caller : callers) caller.join();
    pool.join();
    BOOST_TEST(counts.done == threads * calls);
}

BOOST_AUTO_TEST_CASE(a_client_may_go_while_its_operations_run) {
    for (int round = 0; round != 5; ++round) {
        tally counts;
        asio::thread_pool pool{threads};
        auto client = make_client(pool, counts);
        call_from_everywhere(*client, pool, counts);
        client.reset();
        pool.join();
        BOOST_TEST(counts.done == threads * calls_of_each);
        BOOST_TEST(counts.made + counts.cancelled + counts.closed + counts.not_sent + counts.late == counts.done);
        check_budget(counts);
    }
}

BOOST_AUTO_TEST_SUITE_END()
