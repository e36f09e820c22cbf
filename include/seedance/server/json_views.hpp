// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Values of the library as Boost.JSON, for the answers of a server.

#include <chrono>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <seedance/core/quoted.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/violation.hpp>
#include <seedance/task/intent.hpp>

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

/// Gives an intent for whoever looks after a server, with times in Unix seconds; without what only the library needs
/// (its handle, what its callback has said), and without what it has not got: `{"name":"order-7","state":"accepted",
/// "provider":"apixo","account":"default","model":"seedance-2-0-fast","attempt":1,"planned_at":1760000000,
/// "held":"$0.38","task":"task_1"}`. The note is a gateway's words, with nothing in it that a terminal obeys; a page
/// must escape it. A customer is to see less: neither gateway nor account is his business.
inline boost::json::object json_of(const intent& known) {
    const auto seconds = [](std::chrono::system_clock::time_point time) {
        return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
    };
    boost::json::object fields{{"name", known.name},
                               {"state", to_string(known.state)},
                               {"provider", known.provider},
                               {"account", known.account},
                               {"model", known.model},
                               {"attempt", known.attempt},
                               {"planned_at", seconds(known.planned_at)},
                               {"held", to_string(known.held)}};
    if (known.task) fields["task"] = known.task->id;
    if (!known.budget.empty()) fields["budget"] = known.budget;
    if (known.charged) fields["charged"] = to_string(*known.charged);
    if (is_over(known.state) && known.ended_at) fields["ended_at"] = seconds(*known.ended_at);
    if (!known.note.empty()) fields["note"] = detail::harmless(known.note, 300);
    return fields;
}

}  // namespace seedance
