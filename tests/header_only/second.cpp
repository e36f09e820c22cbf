// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The second translation unit, with the headers in the other order, and with those that seedance.hpp does not have.
#include <seedance/webhook/server.hpp>

#include <seedance/server/video_saver.hpp>

#include <seedance/server/http_server.hpp>

#include <seedance/provider/drift.hpp>

#include <seedance/provider/catalog_json.hpp>

#include <seedance/seedance.hpp>

#include <seedance/fwd.hpp>

seedance::money price_from_the_second_unit() {
    using namespace std::chrono_literals;
    return estimate(
               seedance::text_to_video<seedance::apixo::seedance_2_0_mini>{.prompt = "a lighthouse", .duration = 10s})
        .amount();
}
