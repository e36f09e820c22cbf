// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Everything that the library has, with its definitions, and one function that uses it.
#include <seedance/fwd.hpp>

#include <seedance/webhook/server.hpp>

#include <seedance/server/video_saver.hpp>

#include <seedance/server/http_server.hpp>

#include <seedance/provider/drift.hpp>

#include <seedance/provider/catalog_json.hpp>

#include <seedance/seedance.hpp>

#include <iostream>

#include <boost/asio/io_context.hpp>

#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/testing/scripted_transport.hpp>

extern "C" bool generates();

bool generates() {
    boost::asio::io_context io;
    auto network = std::make_shared<seedance::testing::scripted_transport>(io.get_executor());
    auto time = std::make_shared<seedance::testing::manual_clock>();
    seedance::client client{io.get_executor(), network, {.clock = time}};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"key"}});
    network->answer_with([](const seedance::http_request& request) {
        return seedance::testing::reply_with(
            200,
            request.method == "POST"
                ? R"({"code":200,"data":{"taskId":"task_1"}})"
                : R"({"code":200,"data":{"state":"success","resultJson":"{\"resultUrls\":[\"https://files.example/1.mp4\"]}"}})");
    });

    std::string url;
    const auto request = prepare(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = "a lighthouse"});
    client.generate(request,
                    [&url](seedance::error_code, const seedance::generated_video& video) { url = video.urls.at(0); });
    for (int i = 0; i != 10 && url.empty(); ++i) {
        io.poll();
        io.restart();
        time->advance_to_alarm();
    }
    const bool right = url == "https://files.example/1.mp4";
    std::cout << (right ? "right\n" : "wrong\n");
    return right;
}
