// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/requests.md. What the page shows as includes is all that this file has.

// [includes]
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include <seedance/seedance.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;
// [includes]

// [typed]
asio::awaitable<std::string> from_a_picture(seedance::client& client) {
    const seedance::image_to_video<fast> request{
        .prompt = "the fox turns its head towards the camera",
        .first_frame = "https://example.com/fox.png",
        .resolution = "480p",
        .duration = 5s,
    };
    auto video = co_await client.generate(request);
    co_return video.urls.front();
}
// [typed]

// [runtime]
asio::awaitable<std::string> as_the_user_asks(seedance::client& client, std::string prompt, std::string resolution,
                                              int seconds) {
    const seedance::text_to_video<fast> request{
        .prompt = seedance::runtime(prompt),
        .resolution = seedance::runtime(resolution),
        .duration = seedance::runtime(std::chrono::seconds{seconds}),
    };
    for (const auto& broken : validate(request))
        std::cout << to_string(broken) << '\n';      // every violation, not the first
    auto video = co_await client.generate(request);  // throws the same violations; nothing was sent
    co_return video.urls.front();
}
// [runtime]

// [portable]
template <seedance::model Model>
    requires seedance::offers<Model, seedance::mode::text_to_video>
asio::awaitable<seedance::generated_video> teaser(seedance::client& client, std::string topic) {
    const seedance::text_to_video<Model> request{.prompt = seedance::runtime(topic), .duration = 5s, .sound = false};
    auto video = co_await client.generate(request);
    co_return video;
}
// [portable]

template asio::awaitable<seedance::generated_video> teaser<seedance::apixo::seedance_1_5_pro>(seedance::client&,
                                                                                              std::string);

// [by_name]
asio::awaitable<std::string> as_the_form_says(seedance::client& client, std::string model, std::string prompt) {
    const seedance::any_request form{.model = model, .prompt = prompt, .resolution = "480p", .duration = 5s};
    const auto request = prepare(form, seedance::all_models::entries);  // the rules of this model, as at build time
    for (const auto& broken : request.broken_rules()) std::cout << to_string(broken) << '\n';
    auto video = co_await client.generate(request);
    co_return video.urls.front();
}

std::string choices(std::string_view model) {  // for a form: "480p 720p 1080p "
    std::string text;
    if (const auto* entry = find_model(seedance::all_models::entries, model))
        for (const auto& resolution : entry->model->modes[0].resolutions) text.append(resolution) += ' ';
    return text;
}
// [by_name]
