// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// From a request to the message that a gateway gets: checked, encoded, priced.

#include <string>
#include <string_view>
#include <utility>

#include <seedance/provider/provider.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/validate.hpp>

namespace seedance {

/// A request in its owning form: checked, encoded, priced. Movable and storable: what a server puts into its queue.
/// Holds either a message that may be sent, or the rules that the request broke.
class prepared_request {
  public:
    /// Whether it may be sent.
    bool valid() const noexcept { return broken_rules_.empty(); }

    /// Every rule that the request broke.
    const violations& broken_rules() const& noexcept { return broken_rules_; }
    violations broken_rules() && noexcept { return std::move(broken_rules_); }

    /// Empty for a request that named an unknown model.
    std::string_view provider() const noexcept { return table_ != nullptr ? table_->name : std::string_view{}; }
    std::string_view model() const noexcept { return model_; }
    seedance::price price() const noexcept { return price_; }
    const poll_schedule& polling() const noexcept { return polling_; }

    /// Target, headers and body, without key and base URL; empty unless `valid()`.
    const submit_message& message() const noexcept { return message_; }

    /// The gateway's functions.
    /// @pre `valid()`
    const provider_table& table() const noexcept { return *table_; }

  private:
    friend SEEDANCE_DECL prepared_request prepare_for(const provider_table& table, const request_view& view);
    friend SEEDANCE_DECL prepared_request prepare_unchecked(const provider_table& table, std::string_view model_id,
                                                            std::string_view mode_path, std::string_view json);
    friend SEEDANCE_DECL prepared_request prepare_refused(const provider_table* table, std::string_view model_id,
                                                          const violation& broken);

    explicit prepared_request(const provider_table* table) : table_{table} {}

    const provider_table* table_;
    std::string model_;
    submit_message message_;
    violations broken_rules_;
    seedance::price price_ = price_gap::not_documented;
    poll_schedule polling_;
};

/// Checks, encodes and prices a request in the form that all types share.
SEEDANCE_DECL prepared_request prepare_for(const provider_table& table, const request_view& view);

/// What `unchecked` makes, for a gateway that is known by its table.
SEEDANCE_DECL prepared_request prepare_unchecked(const provider_table& table, std::string_view model_id,
                                                 std::string_view mode_path, std::string_view json);

/// A request that cannot be sent; `table` is null where not even the gateway is known.
SEEDANCE_DECL prepared_request prepare_refused(const provider_table* table, std::string_view model_id,
                                               const violation& broken);

/// Checks, encodes and prices a request. After the call nothing refers to `request` or to what it views.
/// @par Errors None thrown: the rules that the request broke are in the result.
template <typed_request Request>
prepared_request prepare(const Request& request) {
    using gateway = typename Request::model_type::provider;
    static_assert(
        provider<gateway>,
        "include the header of this model's gateway, <seedance/provider/...>, or specialise provider_traits for it");
    static_assert(!provider<gateway> || sells<gateway, typename Request::model_type>,
                  "the model's descriptor names another provider than the traits of its gateway");
    return prepare_for(table_of<gateway>, view_of(request));
}

/// The loud door for what no descriptor knows yet: `json` is sent as it is, its price is unknown, and nothing is
/// checked. `unchecked<apixo::gateway>("seedance-3-0", "", body)`; `mode_path` is the last part of the path where the
/// gateway has the mode there.
template <provider Gateway>
prepared_request unchecked(std::string_view model_id, std::string_view mode_path, std::string_view json) {
    return prepare_unchecked(table_of<Gateway>, model_id, mode_path, json);
}

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/prepared.ipp>
#endif
