// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Builds requests, from constants and from what the running program knows.
#include <seedance/model/apixo.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/validate.hpp>

using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;

constexpr seedance::text_to_video<fast> street{
    .prompt = "a cinematic tracking shot through a rainy neon street",
    .resolution = "720p",
    .duration = 5s,
    .aspect_ratio = "16:9",
};
static_assert(validate(street).empty());
static_assert(estimate(street).amount() == seedance::micro_usd(780'000));

auto as_asked(std::string_view prompt, std::string_view resolution, int seconds) {
    return seedance::text_to_video<fast>{
        .prompt = seedance::runtime(prompt),
        .resolution = seedance::runtime(resolution),
        .duration = seedance::runtime(std::chrono::seconds{seconds}),
    };
}
