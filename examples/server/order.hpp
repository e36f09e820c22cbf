// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <seedance/core/hex.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/server/video_saver.hpp>
#include <seedance/task/intent.hpp>

#include "log.hpp"

namespace server {

/// Gives the id that a customer's idempotency key leads to: 32 hexadecimal digits, also the name of the video's file.
inline std::string id_of(const std::string& customer, std::string_view key) {
    return seedance::text::hex(seedance::text::sha256(customer + '/' + std::string{key})).substr(0, 32);
}

/// Gives the name of an order's intent. No customer's name has a slash in it, so that one customer's id, in another's
/// request, names nothing.
inline std::string name_of(const std::string& customer, const std::string& id) { return customer + '/' + id; }

inline std::string customer_in(const std::string& name) { return name.substr(0, name.find('/')); }
inline std::string id_in(const std::string& name) { return name.substr(name.find('/') + 1); }

/// Gives where the video of an order is, or will be. The name is a hash: nobody has chosen it.
inline std::string file_of(const std::string& data, const std::string& name) {
    return data + "/videos/" + id_in(name) + ".mp4";
}

/// Gives the word for how far an order has got, for customers.
inline std::string_view state_of(const seedance::intent_progress& order) {
    switch (order.what.state) {
        case seedance::intent_state::planned:
        case seedance::intent_state::sending: return "queued";
        case seedance::intent_state::accepted: return "running";
        case seedance::intent_state::succeeded: return "saving";
        case seedance::intent_state::fetched: return order.has_file ? "succeeded" : "elsewhere";
        case seedance::intent_state::failed: return order.is_over() ? "failed" : "queued";  // for the next of its ROUTE
        case seedance::intent_state::dropped:
        case seedance::intent_state::not_sent: return "refused";
        case seedance::intent_state::expired: return "expired";
        case seedance::intent_state::unknown: break;
    }
    return "unknown";
}

/// Says why there is no video. What a gateway has said of one that has failed is quoted: it is a text of somebody else.
/// Other notes are for the owner of the server.
inline std::string reason_of(const seedance::intent& intent, std::string_view state) {
    const auto said = intent.note.empty() ? std::string{} : ": " + seedance::text::harmless(intent.note, 300);
    if (state == "failed") return "the gateway could not make this video" + said;
    if (state == "refused") return "the gateway did not take this order, and it costs nothing";
    if (state == "elsewhere") return "the file is not on this server, and its gateway may have it no more";
    if (state == "expired") return "the gateway does not have this video any more";
    if (state == "unknown") return "it is not known yet whether the gateway has taken this order; it is not sent again";
    return {};
}

/// Gives what a customer sees of an order: all of it follows from the order's intent, but for its percentage.
inline json::object json_of(const seedance::intent_progress& order) {
    const auto state = state_of(order);
    const auto& intent = order.what;
    json::object fields{{"id", id_in(intent.name)},
                        {"state", state},
                        {"model", intent.provider + '/' + intent.model},
                        {"price", to_string(intent.held)},
                        {"begun_at", unix_milliseconds(intent.planned_at)}};
    if (order.percent) fields["percent"] = *order.percent;
    if (intent.charged) fields["charged"] = to_string(*intent.charged);
    if (order.unconfirmed) fields["unconfirmed"] = true;
    if (const auto reason = reason_of(intent, state); !reason.empty()) fields["reason"] = reason;
    if (state == "succeeded") fields["file"] = "/videos/" + id_in(intent.name) + "/file";
    return fields;
}

}  // namespace server
