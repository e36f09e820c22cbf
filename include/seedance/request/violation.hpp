// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <vector>

#include <seedance/core/short_text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/request/rule.hpp>

namespace seedance {

/// One broken rule: which field, which rule, what is allowed and what was given. It owns its text (long values are
/// cut), so it may outlive the request.
struct violation {
    rule broken{};            ///< never `rule::none` in what `validate` gives
    short_text<40> field{};   ///< "resolution", "references[3].url"
    short_text<120> limit{};  ///< "480p, 720p", "4..15 s"; empty where the rule says it all
    short_text<64> given{};   ///< "1080p", "16 s"
    short_text<64> leg{};     ///< the leg of a route that breaks it, "pixazo/seedance-2-0"; empty where there is none

    /// Says whether every part is the same.
    friend constexpr bool operator==(const violation& a, const violation& b) {
        return a.broken == b.broken && a.field == b.field.view() && a.limit == b.limit.view() &&
               a.given == b.given.view() && a.leg == b.leg.view();
    }
};

/// Violations stand in the order of the request's fields.
using violations = std::vector<violation>;

/// Gives the name by which `any_request::model` asks for a model: "pixazo/seedance-2-0".
constexpr short_text<64> name_of(const model_descriptor& model) {
    return short_text<64>{model.provider}.append("/").append(model.id);
}

/// Says it in a line: "resolution: the model does not offer this resolution (given 1080p, allowed 480p, 720p)". The leg
/// of a route comes first: "pixazo/seedance-2-0: resolution: ...".
inline std::string to_string(const violation& v) {
    std::string line{v.leg.view()};
    if (!line.empty()) line += ": ";
    line.append(v.field.view()).append(": ").append(to_string(v.broken));
    if (v.given.empty() && v.limit.empty()) return line;
    line += " (";
    if (!v.given.empty()) line.append("given ").append(v.given.view());
    if (!v.given.empty() && !v.limit.empty()) line += ", ";
    if (!v.limit.empty()) line.append("allowed ").append(v.limit.view());
    return line + ")";
}

}  // namespace seedance
