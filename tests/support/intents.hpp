// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What tests ask of intents.

#include <string>
#include <vector>

#include <seedance/task/intent.hpp>

namespace test {

/// Gives the names of intents, in their order.
inline std::vector<std::string> names_of(const std::vector<seedance::intent>& intents) {
    std::vector<std::string> names;
    for (const auto& each : intents) names.push_back(each.name);
    return names;
}

}  // namespace test
