// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/testing.md. What the page shows as includes is all that this file has.

// [includes]
#include <memory>
#include <stdexcept>
#include <string>

#include <boost/asio/io_context.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/answers.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/run.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/testing/scripted_transport.hpp>

namespace asio = boost::asio;
using fast = seedance::apixo::seedance_2_0_fast;
// [includes]

// [sandbox]
void over_a_real_network() {
    seedance::testing::sandbox gateway{{.time_scale = 2000}};
    asio::io_context io;
    seedance::client client{io.get_executor(),
                            {.https = {.ca_pem = gateway.ca_pem()},
                             .clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), 2000)}};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url()});

    const seedance::text_to_video<fast> request{.prompt = "a fox in the snow"};
    std::string url;
    client.generate(request, [&](seedance::error_code code, const seedance::generated_video& video) {
        if (!code) url = video.urls.front();
    });
    io.run();
    if (url.empty() || gateway.tasks_accepted() != 1) throw std::runtime_error{"one task, and its video"};
    if (!gateway.broken_invariants().empty()) throw std::runtime_error{"a client that behaves"};
}
// [sandbox]

// [scripted]
void without_a_network() {
    asio::io_context io;
    const auto clock = std::make_shared<seedance::testing::manual_clock>();
    const auto gateway = std::make_shared<seedance::testing::scripted_transport>(io.get_executor());
    seedance::client client{io.get_executor(), gateway, {.clock = clock}};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"any"}});

    gateway->enqueue(seedance::testing::accepted("apixo", "task_1"));
    gateway->enqueue(seedance::testing::running("apixo", "task_1"));
    gateway->enqueue(seedance::testing::failed("apixo", "task_1", "SensitiveContent", "not that"));
    const seedance::text_to_video<fast> request{.prompt = "a fox in the snow"};
    seedance::failure why;
    const seedance::call_options options{.why = &why};
    client.generate(request, options, [](seedance::error_code, const seedance::generated_video&) {});
    seedance::testing::run(io, *clock);  // minutes of waiting, in no time
    if (why.code != seedance::errc::task_failed || gateway->requests().size() != 3)
        throw std::runtime_error{"a submit and two polls"};
}
// [scripted]
