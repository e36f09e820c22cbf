// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What `seedance journal` says of intents and budgets.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <seedance/core/quoted.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

#include "gateways.hpp"
#include "table.hpp"
#include "values.hpp"

namespace cli {

namespace json = boost::json;

/// Says what a person can do about an intent.
inline std::string next_step(const seedance::intent& what) {
    using seedance::intent_state;
    switch (what.state) {
        case intent_state::planned:
            return what.queued ? "its request is queued: a program that has this journal, the account and the model "
                                 "sends it"
                               : "nothing was sent yet; where its program has ended, `seedance recover` says so";
        case intent_state::sending: return "its program is sending it: what becomes of it will be written here";
        case intent_state::dropped:
            return "nothing was sent, and nobody is at it: submit it again, or `seedance journal acknowledge NAME`";
        case intent_state::not_sent: return "nothing was sent: the name may be submitted again";
        case intent_state::unknown:
            return (what.candidate ? "`seedance recover` with " + key_variable_of(what.provider) +
                                         " set asks for the task that it may be; or l"
                                   : std::string{"l"}) +
                   "ook at the gateway's own list of tasks, then `seedance journal resolve NAME TASK_ID` or "
                   "`seedance journal resolve NAME not_sent`: it may have been paid for, and is not sent again";
        case intent_state::accepted: return "the gateway is at it: `seedance wait TASK`";
        case intent_state::succeeded: return "the gateway has the video: `seedance download TASK --out FILE`";
        case intent_state::expired:
            return "the gateway does not know the task any more: `seedance journal acknowledge NAME`";
        case intent_state::failed:
            return what.queued ? "its route goes on with the next model: a program that has this journal and recovers "
                                 "sends it; `seedance journal acknowledge NAME` ends it"
                               : "nothing: the task has failed, and another one needs another name";
        case intent_state::fetched: return "nothing: it is over";
    }
    return {};
}

/// Says what an intent costs, as far as it is known.
inline std::string cost_of(const seedance::intent& what) {
    using seedance::intent_state;
    const auto cost = seedance::detail::cost_of_attempt(what);
    const bool is_free = what.state == intent_state::not_sent || what.state == intent_state::dropped;
    if (is_free && cost.all() == seedance::money{}) return "nothing";
    const bool has_ended = is_free || what.state == intent_state::succeeded || what.state == intent_state::fetched ||
                           what.state == intent_state::expired || (what.state == intent_state::failed && what.charged);
    if (!has_ended) return to_string(cost.all()) + " held";
    return to_string(cost.all()) + (what.charged && what.further_tasks == 0 ? " paid" : " by its price");
}

inline json::object fields_of(const seedance::intent& what) {
    json::object fields{{"intent", what.name},
                        {"attempt", what.attempt},
                        {"state", to_string(what.state)},
                        {"gateway", what.provider},
                        {"account", what.account},
                        {"model", what.model},
                        {"begun", utc_text(what.planned_at)},
                        {"held_micro_usd", what.held.micro_usd},
                        {"queued", what.queued}};
    if (what.ended_at) fields[is_over(what.state) ? "ended" : "unknown_since"] = utc_text(*what.ended_at);
    if (what.charged) fields["charged_micro_usd"] = what.charged->micro_usd;
    if (!what.budget.empty()) fields["budget"] = what.budget;
    if (what.task) fields["task"] = to_string(*what.task);
    if (what.task) fields["task_id"] = what.task->id;
    if (what.candidate) fields["candidate"] = to_string(*what.candidate);
    if (what.further_tasks != 0) fields["further_tasks"] = what.further_tasks;
    if (!what.note.empty()) fields["note"] = what.note;
    if (what.callback && !what.callback->empty()) fields["callback"] = *what.callback;
    fields["next"] = next_step(what);
    return fields;
}

/// Makes text of somebody else's fit for a terminal.
inline std::string shown(std::string_view foreign) { return seedance::text::harmless(foreign, 4096); }

/// Gives all that a person wants to know of an intent, a line for each.
inline std::string text_of(const seedance::intent& what) {
    std::string text;
    const auto line = [&text](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        if (!text.empty()) text += '\n';
        text.append(name).append(12 - name.size(), ' ').append(shown(value));
    };
    line("intent", what.name);
    line("state", to_string(what.state));
    line("model", what.provider + "/" + what.model);
    line("account", what.account);
    if (what.attempt > 1) line("attempt", std::to_string(what.attempt));
    line("begun", utc_text(what.planned_at));
    if (what.ended_at) line(is_over(what.state) ? "ended" : "since", utc_text(*what.ended_at));
    line("cost", cost_of(what));
    line("budget", what.budget);
    if (what.queued) line("queued", "its request is in the journal");
    if (what.task) line("task", to_string(*what.task));
    if (what.candidate) line("candidate", to_string(*what.candidate));
    if (what.further_tasks != 0)
        line("also", std::to_string(what.further_tasks) + " more task(s) of the gateway, each as if it were paid");
    line("note", what.note);
    if (what.callback) line("callback", *what.callback);
    line("next", next_step(what));
    return text;
}

/// Gives the models that a route may still try.
inline std::string text_of_left(const std::vector<std::string>& models) {
    std::string text;
    for (const auto& each : models) text += "\nleg left    " + shown(each);
    return text;
}

/// Gives the attempts beside one, a line for each: how they ended, and their tasks.
inline std::string text_of_others(const std::vector<seedance::intent>& attempts, int than) {
    std::string text;
    for (const auto& each : attempts) {
        text += each.attempt < than ? "\nearlier     attempt " : "\nlater       attempt ";
        text += std::to_string(each.attempt) + ", " + shown(each.provider + "/" + each.model) + ", " +
                std::string{to_string(each.state)};
        if (each.task) text += ", task " + shown(each.task->id);
        if (!each.note.empty()) text += ": " + shown(each.note);
    }
    return text;
}

/// Gives intents as a table, a line for each; where a terminal has no room for that, their values below one another.
inline std::string table_of(const std::vector<seedance::intent>& intents) {
    table_rows rows{{"STATE", "BEGUN", "COST", "INTENT", "MODEL", "TASK"}};
    for (const auto& each : intents)
        rows.push_back({std::string{to_string(each.state)}, utc_text(each.planned_at), cost_of(each), shown(each.name),
                        shown(each.provider + "/" + each.model), each.task ? shown(each.task->id) : std::string{}});
    return table_text(rows, columns_of_table());
}

inline json::object fields_of(const seedance::budget_figures& what) {
    json::object fields{{"budget", what.name},
                        {"limit_micro_usd", what.limit.micro_usd},
                        {"period", to_string(what.period.what)},
                        {"spent_micro_usd", what.spent.micro_usd},
                        {"booked_micro_usd", what.booked.micro_usd},
                        {"held_micro_usd", what.held.micro_usd},
                        {"left_micro_usd", what.left().micro_usd}};
    if (what.begin > time_point{}) fields["begun"] = utc_text(what.begin);
    return fields;
}

inline std::string text_of(const seedance::budget_figures& what) {
    const auto since = what.begin > time_point{} ? " since " + utc_text(what.begin) : std::string{};
    return shown(what.name) + "  " + to_string(what.left()) + " left of " + to_string(what.limit) + ", " +
           std::string{to_string(what.period.what)} + since + "; spent " + to_string(what.spent) +
           ", of which booked " + to_string(what.booked) + "; held " + to_string(what.held);
}

}  // namespace cli
