// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a gateway's price list, and as its list of models: rows that make sense or none, no estimate that
// overflows, and no agreement where something was not read.
#include "fuzz.hpp"

#include <seedance/provider/drift.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/request/price_list.hpp>

using namespace seedance;
using traits = provider_traits<xenodia::gateway>;
using models = model_list<xenodia::seedance_2, xenodia::seedance_2_fast>;

static void compare(std::string_view body) {
    const auto list = traits::decode_capability_list(body);
    if (!list) return;
    PROPERTY(list->models.size() <= 200 && list->prices.prices.size() <= 20'000 && list->problems.size() <= 20);
    PROPERTY(list->unread >= list->problems.size());
    for (const auto& model : list->models)
        PROPERTY(!model.id.empty() && model.id.size() <= 200 && fuzzing::is_utf8(model.id));
    const auto found = find_drift(*list, models::entries);
    PROPERTY(list->unread == 0 || !agrees(found));
    for (const auto& each : found)
        for (const char c : to_string(each)) PROPERTY(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

void fuzz(std::string_view body) noexcept {
    compare(body);
    const auto list = traits::decode_price_list(body);
    PROPERTY(list.provider == "xenodia");
    PROPERTY(list.prices.size() <= body.size() / 16);
    for (const auto& row : list.prices) {
        PROPERTY(fuzzing::is_utf8(row.model) && row.model.size() <= body.size());
        PROPERTY(row.resolution.size() >= 2 && row.resolution.size() <= 6);
        PROPERTY(row.video_reference != when::any);
        PROPERTY(row.per_second.micro_usd > 0 && row.per_second.micro_usd <= 1'000'000'000);
    }
    const text_to_video<xenodia::seedance_2> request{
        .prompt = "rain", .resolution = "720p", .duration = std::chrono::seconds{15}};
    const auto price = estimate(request, list);
    PROPERTY(!price.known() || (price.amount().micro_usd > 0 && price.amount().micro_usd <= 60'000'000'000));
}
