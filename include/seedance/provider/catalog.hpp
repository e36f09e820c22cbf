// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The template of a list of models, and what can be asked of one: the model of a name, a request by name, prices side
/// by side. It is for programs that learn at run time which model is asked for, and for tables, forms and command
/// lines. No model is named here, and what is known of a model belongs into its descriptor. The library's own list is
/// `all_models` in <seedance/models.hpp>: a new model is entered there.

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/model/descriptor.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/price_list.hpp>

namespace seedance {

/// One model with its gateway's functions; both live as long as the program.
struct catalog_entry {
    const model_descriptor* model = nullptr;  ///< never null in a `model_list`
    const provider_table* table = nullptr;    ///< likewise

    /// Gives what `any_request::model` holds: "apixo/seedance-2-0-fast".
    std::string name() const { return std::string{model->provider} + "/" + std::string{model->id}; }
};

/// A view of models as data: `all_models::entries` converts to it.
using catalog = std::span<const catalog_entry>;

/// A fixed list of models: `model_list<apixo::seedance_2_0_fast, my::model>`.
template <model... Models>
struct model_list {
    static_assert(
        (provider<typename Models::provider> && ...),
        "include the header of every model's gateway, <seedance/provider/...>, or specialise provider_traits for it");
    static_assert(((!provider<typename Models::provider> || sells<typename Models::provider, Models>) && ...),
                  "a model's descriptor names another provider than the traits of its gateway");

    /// Every model, in the order of the list.
    static constexpr std::array<catalog_entry, sizeof...(Models)> entries{
        catalog_entry{&Models::descriptor, &table_of<typename Models::provider>}...};

    /// The models of one gateway, in the order of the list.
    template <class Gateway>
    static constexpr auto of = [] {
        constexpr auto count = (std::size_t{0} + ... + std::same_as<typename Models::provider, Gateway>);
        std::array<const model_descriptor*, count> found{};
        std::size_t next = 0;
        const auto add = [&]<class Model> {
            if constexpr (std::same_as<typename Model::provider, Gateway>) found[next++] = &Model::descriptor;
        };
        (add.template operator()<Models>(), ...);
        return found;
    }();

    /// Calls `f.template operator()<Model>()` for every model.
    template <class F>
    static constexpr void for_each(F&& f) {
        (f.template operator()<Models>(), ...);
    }
};

/// Finds the entry of "provider/id", or gives null.
SEEDANCE_DECL const catalog_entry* find_model(catalog models, std::string_view name) noexcept;

/// Checks, encodes and prices a request for the model that it names. An unknown model, or a mode that the model lacks,
/// is a broken rule like any other, and so are several models, which `prepare_route` takes.
SEEDANCE_DECL prepared_request prepare(const any_request& request, catalog models);

/// Checks, encodes and prices a request for each of `any_request::models`, or for `any_request::model` alone. The rules
/// are those of `route`: an option that one leg requires is not sent to a leg that does not take it. What is wrong with
/// a name is a broken rule, which says which one it is.
SEEDANCE_DECL prepared_route prepare_route(const any_request& request, catalog models);

/// Lists what is allowed but suspicious about a request to the model that it names, or to each of its models, as
/// `advice` does for typed requests. It says nothing of a model that is not known, or lacks the mode: that is a broken
/// rule.
SEEDANCE_DECL warnings advice(const any_request& request, catalog models);

/// What one model charges for a request.
struct quote {
    const catalog_entry* entry = nullptr;               ///< the model
    seedance::price price = price_gap::not_documented;  ///< of the whole video
};

/// Lists what every model that can take the request alone charges, whatever models it names: known prices first, the
/// lowest first, then those whose price is not known. Where the request leaves a field out, each model's own default
/// counts. `lists` are what gateways told at run time.
SEEDANCE_DECL std::vector<quote> compare_prices(const any_request& request, catalog models,
                                                std::span<const price_list> lists = {});

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/catalog.ipp>
#endif
