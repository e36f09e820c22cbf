// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/models.hpp>

namespace cli {

/// Gives the name of the environment variable that holds a gateway's key: "APIXO_API_KEY".
inline std::string key_variable_of(std::string_view gateway) {
    std::string name;
    for (const char c : gateway) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name + "_API_KEY";
}

/// Says whether the environment has a gateway's key.
inline bool has_key(std::string_view gateway) {
    const char* const key = std::getenv(key_variable_of(gateway).c_str());
    return key != nullptr && *key != 0;
}

inline bool is_gateway(std::string_view name) {
    for (const auto* gateway : seedance::all_gateways::tables)
        if (gateway->name == name) return true;
    return false;
}

inline std::vector<std::string> key_variables() {
    std::vector<std::string> names;
    for (const auto* gateway : seedance::all_gateways::tables) names.push_back(key_variable_of(gateway->name));
    return names;
}

inline std::vector<std::string> all_gateway_names() {
    std::vector<std::string> names;
    for (const auto* gateway : seedance::all_gateways::tables) names.emplace_back(gateway->name);
    return names;
}

/// Gives the names of the gateways that tell prices at run time.
inline std::vector<std::string> price_listing_gateways() {
    std::vector<std::string> names;
    for (const auto* gateway : seedance::all_gateways::tables)
        if (!gateway->price_list_target.empty()) names.emplace_back(gateway->name);
    return names;
}

/// Gives the names of the gateways that list for machines what they offer.
inline std::vector<std::string> listing_gateways() {
    std::vector<std::string> names;
    for (const auto* gateway : seedance::all_gateways::tables)
        if (gateway->decode_capability_list != nullptr) names.emplace_back(gateway->name);
    return names;
}

/// Joins names to "a, b and c".
inline std::string in_words(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i != names.size(); ++i)
        text.append(i == 0 ? "" : i + 1 == names.size() ? " and " : ", ").append(names[i]);
    return text;
}

}  // namespace cli
