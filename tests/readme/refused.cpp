// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the README shows as the compiler's answer.
#include <seedance/model/apixo.hpp>
#include <seedance/request/requests.hpp>

using fast = seedance::apixo::seedance_2_0_fast;

seedance::text_to_video<fast> refused() {
    return {
        .prompt = "a cinematic tracking shot through a rainy neon street",
        .resolution = "1080p",
    };
}
