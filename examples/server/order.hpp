// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include <seedance/core/hex.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/core/text.hpp>
#include <seedance/task/intent.hpp>

#include "report.hpp"

namespace server {

/// What a customer sees of an order: all of it follows from the order's intent in the journal, but for its percentage.
struct order {
    std::string id{};
    std::string model{};  ///< "apixo/seedance-2-0-fast"
    std::string state{};  ///< queued, running, saving, succeeded; failed, refused, expired; unknown
    std::optional<int> percent{};
    seedance::money price{};                   ///< as it was estimated
    std::optional<seedance::money> charged{};  ///< nothing while the bill is not known
    std::chrono::system_clock::time_point begun{};
    std::string reason{};  ///< of an order that brings no video, for people

    /// Says whether it will not change any more.
    bool is_over() const { return state != "queued" && state != "running" && state != "saving" && state != "unknown"; }
};

/// Makes a text of 32 hexadecimal digits that nobody can guess.
inline std::string random_text() {
    static thread_local std::random_device random;
    std::uint32_t bits[4];
    for (auto& each : bits) each = random();
    return seedance::text::hex({reinterpret_cast<const char*>(bits), sizeof bits});
}

/// Gives the id that a customer's idempotency key leads to: 32 hexadecimal digits, also the name of the video's file.
inline std::string id_of(const std::string& customer, std::string_view key) {
    return seedance::text::hex(seedance::text::sha256(customer + '/' + std::string{key})).substr(0, 32);
}

/// Gives the name of an order's intent. No customer's name has a slash in it, so that one customer's id, in another's
/// request, names nothing.
inline std::string name_of(const std::string& customer, const std::string& id) { return customer + '/' + id; }

inline std::string customer_in(const std::string& name) { return name.substr(0, name.find('/')); }
inline std::string id_in(const std::string& name) { return name.substr(name.find('/') + 1); }

/// Gives the word for a state of the library's, for customers. A file that has its name is whole.
inline std::string_view state_of(const seedance::intent& intent, bool has_file) {
    switch (intent.state) {
        case seedance::intent_state::planned:
        case seedance::intent_state::sending: return "queued";
        case seedance::intent_state::accepted: return "running";
        case seedance::intent_state::succeeded: return has_file ? "succeeded" : "saving";
        case seedance::intent_state::fetched: return has_file ? "succeeded" : "expired";
        case seedance::intent_state::failed: return "failed";
        case seedance::intent_state::dropped:
        case seedance::intent_state::not_sent: return "refused";
        case seedance::intent_state::expired: return "expired";
        case seedance::intent_state::unknown: break;
    }
    return "unknown";
}

/// Gives the begin of a text that somebody else has written, with blanks for control characters and what is no UTF-8.
inline std::string begin_of(std::string_view foreign) {
    std::string out;
    while (!foreign.empty() && out.size() < 300) {
        const auto next = seedance::text::first_code_point(foreign);
        const bool is_harmless = next.length != 0 && next.value >= ' ' && (next.value < 0x7F || next.value >= 0xA0);
        out += is_harmless ? foreign.substr(0, next.length) : std::string_view{" "};
        foreign.remove_prefix(std::max<std::size_t>(next.length, 1));
    }
    return out;
}

/// Says why there is no video. What a gateway has said last is quoted: it is a text of somebody else.
inline std::string reason_of(const seedance::intent& intent, std::string_view state) {
    const auto said = intent.note.empty() ? std::string{} : ": " + begin_of(intent.note);
    if (state == "failed") return "the gateway could not make this video" + said;
    if (state == "refused") return "the gateway did not take this order, and it costs nothing" + said;
    if (state == "expired") return "the gateway does not have this video any more";
    if (state == "unknown") return "it is not known yet whether the gateway has taken this order; it is not sent again";
    return {};
}

inline order order_of(const seedance::intent& intent, bool has_file) {
    order made{.id = id_in(intent.name), .model = intent.provider + '/' + intent.model};
    made.state = state_of(intent, has_file);
    made.price = intent.held;
    made.charged = intent.charged;
    made.begun = intent.planned_at;
    made.reason = reason_of(intent, made.state);
    return made;
}

inline json::object to_json(const order& what) {
    json::object fields{{"id", what.id},
                        {"state", what.state},
                        {"model", what.model},
                        {"price", to_string(what.price)},
                        {"begun_at", unix_milliseconds(what.begun)}};
    if (what.percent) fields["percent"] = *what.percent;
    if (what.charged) fields["charged"] = to_string(*what.charged);
    if (!what.reason.empty()) fields["reason"] = what.reason;
    if (what.state == "succeeded") fields["file"] = "/videos/" + what.id + "/file";
    return fields;
}

}  // namespace server
