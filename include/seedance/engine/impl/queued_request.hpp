// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/request/any_request.hpp>

namespace seedance::detail {

/// What the journal keeps of a queued request: what is asked for, and what it may cost.
struct queued_request {
    any_request request{};
    std::optional<money> price_limit{};
    std::optional<money> price_if_unknown{};
    bool callback = true;          ///< `call_options::callback`
    bool despite_content = false;  ///< `route_options::despite_content`; the models are in the order of its `order`
    std::optional<std::chrono::milliseconds> throttle_patience{};  ///< of a route: with each of its legs
};

/// Writes it as JSON: `{"request":{...},"price_limit":780000}`, with amounts in micro-dollars, and times in ms.
inline std::string to_json(const queued_request& what) {
    std::string json = R"({"request":)" + seedance::to_json(what.request);
    if (what.price_limit) json += R"(,"price_limit":)" + std::to_string(what.price_limit->micro_usd);
    if (what.price_if_unknown) json += R"(,"price_if_unknown":)" + std::to_string(what.price_if_unknown->micro_usd);
    if (!what.callback) json += R"(,"callback":false)";
    if (what.despite_content) json += R"(,"despite_content":true)";
    if (what.throttle_patience) json += R"(,"throttle_patience":)" + std::to_string(what.throttle_patience->count());
    return json + '}';
}

/// Reads a member of it that says how it is sent; says whether this version of the library knows it.
inline bool read_term(queued_request& read, std::string_view name, const boost::json::value& value) {
    bool* const answer = name == "callback"          ? &read.callback
                         : name == "despite_content" ? &read.despite_content
                                                     : nullptr;
    auto* const amount = name == "price_limit"        ? &read.price_limit
                         : name == "price_if_unknown" ? &read.price_if_unknown
                                                      : nullptr;
    if (answer != nullptr && value.is_bool())
        *answer = value.get_bool();
    else if (amount != nullptr && value.is_int64())
        *amount = micro_usd(value.get_int64());
    else if (name == "throttle_patience" && value.is_int64())
        read.throttle_patience = std::chrono::milliseconds{value.get_int64()};
    else
        return false;
    return true;
}

/// Why a queued request could not be read.
struct not_read {
    std::string words;
    bool is_damaged = false;  ///< no version of the library can read it; otherwise another one may
};

/// Reads what `to_json` wrote, or says what is wrong with it.
inline std::variant<queued_request, not_read> queued_request_from_json(std::string_view json) {
    boost::system::error_code error;
    const auto parsed = boost::json::parse(boost::json::string_view{json.data(), json.size()}, error);
    if (error || !parsed.is_object()) return not_read{"the queued request is no JSON object", true};
    queued_request read;
    for (const auto& [name, value] : parsed.get_object()) {
        if (name == "request") {
            auto request = request_from_json(boost::json::serialize(value));
            if (auto* problem = std::get_if<std::string>(&request)) return not_read{std::move(*problem)};
            read.request = std::get<any_request>(std::move(request));
        } else if (!read_term(read, name, value)) {
            return not_read{detail::quoted(std::string_view{name}) +
                            " of the queued request is not known to this version of the library"};
        }
    }
    return read;
}

}  // namespace seedance::detail
