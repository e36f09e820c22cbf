// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <seedance/journal/budget.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/violation.hpp>

#include "report.hpp"

namespace server {

/// Gives every broken rule by its field.
inline json::array fields_of(const seedance::violations& broken) {
    json::array list;
    for (const auto& each : broken) list.push_back({{"field", each.field.view()}, {"message", to_string(each)}});
    return list;
}

inline json::object fields_of(const seedance::price& price) {
    json::object fields{{"known", price.known()}, {"price", to_string(price)}};
    if (price.known()) fields["micro_usd"] = price.amount().micro_usd;
    return fields;
}

inline json::object fields_of(const seedance::budget_figures& budget) {
    return {{"limit", to_string(budget.limit)},
            {"spent", to_string(budget.spent)},
            {"held", to_string(budget.held)},
            {"left", to_string(budget.left())}};
}

}  // namespace server
