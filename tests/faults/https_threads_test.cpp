// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Clients with the real HTTPS transport against the sandbox, called from four threads that also run them: generations
// that are waited for, cancelled and abandoned, keys that change, clients that go. For ThreadSanitizer above all.
#include "client_fixture.hpp"

#include <atomic>
#include <optional>
#include <thread>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <seedance/provider/xenodia.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/sandbox.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(https_threads)

namespace {

constexpr int threads = 4;
constexpr int calls_of_each = 12;
constexpr double speed = 2000;  ///< half an hour takes a second

struct tally {
    std::atomic<int> started{0}, done{0}, made{0}, cancelled{0}, closed{0}, other{0};

    void count(error_code code) {
        if (!code)
            ++made;
        else if (code == errc::cancelled)
            ++cancelled;
        else if (code == errc::client_closed)
            ++closed;
        else
            ++other;
        ++done;
    }
};

constexpr call_options no_deadline{.deadline = std::chrono::milliseconds::max()};

struct world {
    world() {
        client_options options{.https = {.ca_pem = gateways.ca_pem()}};
        options.clock = std::make_shared<testing::scaled_clock>(pool.get_executor(), speed);
        options.allow_private_downloads = true;
        client.emplace(pool.get_executor(), options);
        use(*client);
    }

    void use(seedance::client& asked) const {
        asked.use(apixo::account{.api_key = secret{"sandbox-key"}, .base_url = gateways.base_url("apixo")});
        asked.use(xenodia::account{.api_key = secret{"sandbox-key"}, .base_url = gateways.base_url("xenodia")});
    }

    /// On a strand of its own; cancelled there a little later if `cancels`.
    template <class Request>
    void start(const Request& request, bool cancels) {
        const auto strand = asio::make_strand(pool);
        const auto signal = std::make_shared<asio::cancellation_signal>();
        auto handler = [this, signal](error_code code, generated_video) { counts.count(code); };
        asio::post(strand, [this, request, cancels, strand, signal, handler] {
            client->generate(request, no_deadline,
                             asio::bind_cancellation_slot(signal->slot(), asio::bind_executor(strand, handler)));
            ++counts.started;
            if (cancels) asio::post(strand, [signal] { signal->emit(asio::cancellation_type::terminal); });
        });
    }

    void call_from_everywhere() {
        std::vector<std::thread> callers;
        for (int t = 0; t != threads; ++t)
            callers.emplace_back([this, t] {
                for (int i = 0; i != calls_of_each; ++i) {
                    if (i % 5 == 0) use(*client);
                    const auto prompt = "rain " + std::to_string(t) + ' ' + std::to_string(i);
                    if (i % 2 == 0)
                        start(text_to_video<fast>{.prompt = runtime(kept(prompt))}, i % 3 == 0);
                    else
                        start(text_to_video<xenodia::seedance_2>{.prompt = runtime(kept(prompt))}, i % 3 == 0);
                }
            });
        for (auto& caller : callers) caller.join();
        while (counts.started != threads * calls_of_each) std::this_thread::yield();
    }

    /// Requests view their texts until the call returns.
    const std::string& kept(std::string text) {
        const std::lock_guard lock{mutex};
        return texts.emplace_back(std::move(text));
    }

    testing::sandbox gateways{{.time_scale = speed, .allow_repeated_submits = true}};
    tally counts;
    std::mutex mutex;
    std::deque<std::string> texts;
    asio::thread_pool pool{threads};
    std::optional<seedance::client> client;
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_call_of_every_thread_ends_once) {
    world all;
    all.call_from_everywhere();
    all.pool.join();
    BOOST_TEST(all.counts.done == threads * calls_of_each);
    BOOST_TEST(all.counts.closed == 0);
    BOOST_TEST(all.counts.made + all.counts.cancelled + all.counts.other == all.counts.done);
    BOOST_TEST(all.gateways.tasks_accepted() <= static_cast<std::size_t>(threads * calls_of_each));
}

BOOST_AUTO_TEST_CASE(clients_go_while_their_calls_run) {
    for (int round = 0; round != 3; ++round) {
        world all;
        all.call_from_everywhere();
        all.client.reset();
        all.pool.join();
        BOOST_TEST(all.counts.done == threads * calls_of_each);
        BOOST_TEST(all.counts.made + all.counts.cancelled + all.counts.closed + all.counts.other == all.counts.done);
    }
}

BOOST_AUTO_TEST_SUITE_END()
