// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <seedance/model/terms.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

SEEDANCE_DECL const catalog_entry* find_model(catalog models, std::string_view name) noexcept {
    for (const auto& entry : models)
        if (name.starts_with(entry.model->provider) && name.substr(entry.model->provider.size()).starts_with('/') &&
            name.substr(entry.model->provider.size() + 1) == entry.model->id)
            return &entry;
    return nullptr;
}

namespace detail {

/// Gives what somebody may have meant by a name that is not known: the models of the gateway that it names, or every
/// gateway.
inline short_text<120> names_like(std::string_view unknown, catalog models) {
    const auto gateway = unknown.substr(0, unknown.find('/'));
    const bool is_known = std::any_of(models.begin(), models.end(),
                                      [gateway](const auto& entry) { return entry.model->provider == gateway; });
    short_text<120> names;
    std::string_view last;
    for (const auto& entry : models) {
        if (is_known ? entry.model->provider != gateway : entry.model->provider == last) continue;
        last = entry.model->provider;
        names.append(names.empty() ? "" : ", ").append(last).append("/").append(is_known ? entry.model->id : "...");
    }
    return names;
}

}  // namespace detail

namespace detail {

inline prepared_request refuse_unknown(std::string_view name, const short_text<40>& field, catalog models) {
    return prepare_refused(
        nullptr, name,
        {.broken = rule::this_model_is_not_known, .field = field, .limit = names_like(name, models), .given = name});
}

inline prepared_request refuse_mode(const catalog_entry& entry, mode wanted) {
    short_text<120> offered;
    for (const auto& m : entry.model->modes) offered.append(offered.empty() ? "" : ", ").append(to_string(m.kind));
    return prepare_refused(entry.table, entry.model->id,
                           {.broken = rule::this_model_does_not_offer_this_mode,
                            .field = "mode",
                            .limit = offered,
                            .given = to_string(wanted)});
}

/// Prepares a request for the model of a name, which stands in `field`.
inline prepared_request prepare_for_name(const any_request& request, std::string_view name, const short_text<40>& field,
                                         catalog models, option_set required_by_legs) {
    const auto* entry = find_model(models, name);
    if (entry == nullptr) return refuse_unknown(name, field, models);
    const auto* rules = find_mode(*entry->model, request.mode);
    if (rules == nullptr) return refuse_mode(*entry, request.mode);
    const auto references = views_of(request.references);
    return prepare_for(*entry->table, view_of(request, references, *entry->model, *rules, required_by_legs));
}

/// Names the place of a model: "models[1]".
inline short_text<40> place_of_model(std::size_t index) {
    return short_text<40>{"models["}.append(static_cast<std::int64_t>(index)).append("]");
}

/// Finds what is wrong with the names of a route, whatever models they are; nothing where it is none.
inline violation fault_of_names(const any_request& request) {
    const auto& names = request.models;
    if (!names.empty() && !request.model.empty())
        return {.broken = rule::these_models_are_named_in_two_ways,
                .field = "models",
                .given = std::string_view{request.model}};
    for (std::size_t i = 0; i != names.size(); ++i)
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i))
            return {.broken = rule::this_model_is_named_twice,
                    .field = place_of_model(i),
                    .given = std::string_view{names[i]}};
    return {};
}

/// Collects the options that some model of a route requires.
inline option_set options_required_by(const std::vector<std::string>& names, mode kind, catalog models) {
    option_set required;
    for (const auto& name : names) {
        const auto* entry = find_model(models, name);
        const auto* rules = entry != nullptr ? find_mode(*entry->model, kind) : nullptr;
        if (rules != nullptr) required.add(rules->required_options);
    }
    return required;
}

}  // namespace detail

SEEDANCE_DECL prepared_request prepare(const any_request& request, catalog models) {
    if (request.models.empty()) return detail::prepare_for_name(request, request.model, "model", models, {});
    auto fault = detail::fault_of_names(request);
    if (fault.broken == rule::none && request.models.size() > 1)
        fault = {.broken = rule::these_models_are_a_route,
                 .field = "models",
                 .limit = "prepare_route(request, models) takes them",
                 .given = check::amount(static_cast<std::int64_t>(request.models.size()), " models")};
    if (fault.broken != rule::none) return prepare_refused(nullptr, {}, fault);
    return detail::prepare_for_name(request, request.models.front(), "models[0]", models, {});
}

SEEDANCE_DECL prepared_route prepare_route(const any_request& request, catalog models) {
    if (const auto fault = detail::fault_of_names(request); fault.broken != rule::none) return prepared_route{fault};
    std::vector<prepared_request> legs;
    if (request.models.empty()) legs.push_back(prepare(request, models));
    const auto required = detail::options_required_by(request.models, request.mode, models);
    for (std::size_t i = 0; i != request.models.size(); ++i)
        legs.push_back(
            detail::prepare_for_name(request, request.models[i], detail::place_of_model(i), models, required));
    return prepared_route{std::move(legs)};
}

SEEDANCE_DECL warnings advice(const any_request& request, catalog models) {
    const auto names = request.models.empty() ? std::vector{request.model} : request.models;
    const auto references = views_of(request.references);
    const auto required = detail::options_required_by(names, request.mode, models);
    std::vector<request_view> legs;
    for (const auto& name : names) {
        const auto* entry = find_model(models, name);
        const auto* rules = entry != nullptr ? find_mode(*entry->model, request.mode) : nullptr;
        if (rules != nullptr) legs.push_back(view_of(request, references, *entry->model, *rules, required));
    }
    return advice(array_view<request_view>{legs});
}

SEEDANCE_DECL std::vector<quote> compare_prices(const any_request& request, catalog models,
                                                std::span<const price_list> lists) {
    const auto references = views_of(request.references);
    const auto order = [](const quote& o) {
        return std::tuple{!o.price.known(), o.price.known() ? o.price.amount() : money{}};
    };
    const auto comes_before = [order](const quote& a, const quote& b) { return order(a) < order(b); };
    std::vector<quote> quotes;
    for (const auto& entry : models) {
        const auto* rules = find_mode(*entry.model, request.mode);
        if (rules == nullptr) continue;
        const auto view = view_of(request, references, *entry.model, *rules);
        if (!validate(view).empty()) continue;
        const quote next{&entry, estimate(view, array_view<price_list>{lists})};
        quotes.insert(std::upper_bound(quotes.begin(), quotes.end(), next, comes_before),
                      next);  // what costs the same stays in order
    }
    return quotes;
}

}  // namespace seedance
