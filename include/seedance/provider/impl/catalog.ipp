// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <tuple>

#include <seedance/provider/catalog.hpp>

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

SEEDANCE_DECL prepared_request prepare(const any_request& request, catalog models) {
    const auto* entry = find_model(models, request.model);
    if (entry == nullptr)
        return prepare_refused(nullptr, request.model,
                               {.broken = rule::this_model_is_not_known,
                                .field = "model",
                                .limit = detail::names_like(request.model, models),
                                .given = std::string_view{request.model}});
    const auto* rules = find_mode(*entry->model, request.mode);
    if (rules == nullptr) {
        short_text<120> offered;
        for (const auto& m : entry->model->modes) offered.append(offered.empty() ? "" : ", ").append(to_string(m.kind));
        return prepare_refused(entry->table, entry->model->id,
                               {.broken = rule::this_model_does_not_offer_this_mode,
                                .field = "mode",
                                .limit = offered,
                                .given = to_string(request.mode)});
    }
    const auto references = views_of(request.references);
    return prepare_for(*entry->table, view_of(request, references, *entry->model, *rules));
}

namespace detail {

inline price estimate_with(const request_view& view, std::span<const price_list> lists) {
    for (const auto& list : lists)
        if (list.provider == view.model->provider) return estimate(view, list);
    return estimate(view);
}

}  // namespace detail

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
        const quote next{&entry, detail::estimate_with(view, lists)};
        quotes.insert(std::upper_bound(quotes.begin(), quotes.end(), next, comes_before),
                      next);  // what costs the same stays in order
    }
    return quotes;
}

SEEDANCE_DECL prepared_route prepare_route(const any_request& request, catalog models) {
    if (request.models.empty()) return prepared_route{prepare(request, models)};
    std::vector<prepared_request> legs;
    auto leg = request;
    leg.models.clear();
    for (const auto& name : request.models) {
        leg.model = name;
        legs.push_back(prepare(leg, models));
    }
    return prepared_route{std::move(legs)};
}

}  // namespace seedance
