// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Values of the library as Boost.JSON, for the answers of a server.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <seedance/journal/budget.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

/// Gives every broken rule with the field that it is about: `[{"field":"duration","message":"..."}]`.
inline boost::json::array json_of(const violations& broken) {
    boost::json::array list;
    for (const auto& each : broken) list.push_back({{"field", each.field.view()}, {"message", to_string(each)}});
    return list;
}

/// Gives a price, in words and in micro-USD where it is known: `{"known":true,"price":"$0.38","micro_usd":380000}`.
inline boost::json::object json_of(const price& what) {
    boost::json::object fields{{"known", what.known()}, {"price", to_string(what)}};
    if (what.known()) fields["micro_usd"] = what.amount().micro_usd;
    return fields;
}

/// Gives what a budget comes to: `{"limit":"$25.00","spent":"$0.38","held":"$0.00","left":"$24.62"}`.
inline boost::json::object json_of(const budget_figures& budget) {
    return {{"limit", to_string(budget.limit)},
            {"spent", to_string(budget.spent)},
            {"held", to_string(budget.held)},
            {"left", to_string(budget.left())}};
}

}  // namespace seedance
