// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Both translation units include everything: that it links shows that every definition is inline.
#include <seedance/fwd.hpp>

#include <seedance/seedance.hpp>

#include <iostream>

#include <boost/asio/io_context.hpp>

#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/testing/scripted_transport.hpp>

seedance::money price_from_the_second_unit();

int main() {
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

    const bool right =
        url == "https://files.example/1.mp4" && price_from_the_second_unit() == seedance::micro_usd(1'025'000);
    std::cout << (right ? "right\n" : "wrong\n");
    return right ? 0 : 1;
}
