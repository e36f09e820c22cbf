// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The models that a request names: one, or those of a route.

#include <string>
#include <vector>

#include <seedance/models.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/request/any_request.hpp>

#include "option_table.hpp"
#include "suggestion.hpp"

namespace cli {

/// Gives the models that a request names, in their order.
inline std::vector<std::string> names_of_models_in(const seedance::any_request& request) {
    if (!request.models.empty() || request.model.empty()) return request.models;
    return {request.model};
}

/// Writes models as `--model` takes them.
inline std::string join_models(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& each : names) text += (text.empty() ? "" : ",") + each;
    return text;
}

/// Gives an example of a route: a model of each of the first two gateways.
inline std::vector<std::string> a_route() {
    std::vector<std::string> names;
    std::string gateway;
    for (const auto& entry : seedance::all_models::entries) {
        if (names.size() == 2 || entry.model->provider == gateway) continue;
        gateway = entry.model->provider;
        names.push_back(entry.name());
    }
    return names;
}

/// Gives the models that may be meant by a request that names some which nobody knows; empty where nothing is near
/// one of them, or all are known.
inline std::string models_meant(const seedance::any_request& request) {
    auto names = names_of_models_in(request);
    bool is_wrong = false;
    for (auto& each : names) {
        if (find_model(seedance::all_models::entries, each) != nullptr) continue;
        is_wrong = true;
        each = nearest(each, detail::names_of_models());
        if (each.empty()) return {};
    }
    return is_wrong ? join_models(names) : std::string{};
}

}  // namespace cli
