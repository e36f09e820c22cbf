// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a gateway's price list: rows that make sense or none, and no estimate that overflows.
#include "fuzz.hpp"

#include <seedance/provider/xenodia.hpp>
#include <seedance/request/price_list.hpp>

using namespace seedance;
using traits = provider_traits<xenodia::gateway>;

void fuzz(std::string_view body) noexcept {
    const auto list = traits::decode_price_list(body);
    PROPERTY(list.provider == "xenodia");
    PROPERTY(list.prices.size() <= body.size() / 16);
    for (const auto& row : list.prices) {
        PROPERTY(fuzzing::is_utf8(row.model) && row.model.size() <= body.size());
        PROPERTY(row.resolution == "480p" || row.resolution == "720p" || row.resolution == "1080p" ||
                 row.resolution == "4k");
        PROPERTY(row.video_reference != when::any);
        PROPERTY(row.per_second.micro_usd > 0 && row.per_second.micro_usd <= 1'000'000'000);
    }
    const text_to_video<xenodia::seedance_2> request{
        .prompt = "rain", .resolution = "720p", .duration = std::chrono::seconds{15}};
    const auto price = estimate(request, list);
    PROPERTY(!price.known() || (price.amount().micro_usd > 0 && price.amount().micro_usd <= 60'000'000'000));
}
