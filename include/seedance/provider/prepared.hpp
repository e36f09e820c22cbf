// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// From a request to the message that a gateway gets: checked, encoded, priced.

#include <string>
#include <string_view>
#include <utility>

#include <seedance/model/descriptor.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/validate.hpp>

namespace seedance {

/// A request in its owning form: checked, encoded, priced. It can be moved and stored, for instance in a server's
/// queue. It holds either a message that may be sent, or the rules that the request broke.
class prepared_request {
  public:
    /// Says whether the request may be sent.
    bool valid() const noexcept { return broken_rules_.empty(); }

    /// @{ Gives every rule that the request broke; there are none when `valid()`.
    const violations& broken_rules() const& noexcept { return broken_rules_; }
    violations broken_rules() && noexcept { return std::move(broken_rules_); }
    /// @}

    /// Gives the gateway's short name; it is empty for a request that named an unknown model.
    std::string_view provider() const noexcept { return table_ != nullptr ? table_->name : std::string_view{}; }

    /// Gives the gateway's name for the model.
    std::string_view model() const noexcept { return model_; }

    /// Gives the estimated price of the whole video, or why it is not known.
    seedance::price price() const noexcept { return price_; }

    /// Gives the times at which the gateway's document advises to ask after the task.
    const poll_schedule& polling() const noexcept { return polling_; }

    /// Gives what it asks for in one line, as `digest_of(request_view)`, also where it breaks a rule; empty for a
    /// request that named an unknown model, or a mode that its model does not have.
    const std::string& digest() const noexcept { return digest_; }

    /// Says whether the request has named a callback URL of its own.
    bool has_callback_url() const noexcept { return has_callback_url_; }

    /// Says whether the gateway can be asked to post the end of the task to a URL: `provider_table::add_callback` then
    /// takes the message.
    bool takes_callback() const noexcept { return takes_callback_; }

    /// @{ Gives target, headers and body, without key and base URL; they are empty unless `valid()`.
    const submit_message& message() const& noexcept { return message_; }
    submit_message message() && noexcept { return std::move(message_); }
    /// @}

    /// Gives the gateway's functions, which live as long as the program.
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
    std::string digest_;
    violations broken_rules_;
    seedance::price price_ = price_gap::not_documented;
    poll_schedule polling_;
    bool has_callback_url_ = false;
    bool takes_callback_ = false;
};

/// Checks, encodes and prices a request in the form that all types share.
SEEDANCE_DECL prepared_request prepare_for(const provider_table& table, const request_view& view);

/// Makes what `unchecked` makes, for a gateway that is known by its table.
SEEDANCE_DECL prepared_request prepare_unchecked(const provider_table& table, std::string_view model_id,
                                                 std::string_view mode_path, std::string_view json);

/// Makes a request that cannot be sent; `table` is null where not even the gateway is known.
SEEDANCE_DECL prepared_request prepare_refused(const provider_table* table, std::string_view model_id,
                                               const violation& broken);

/// Checks, encodes and prices a request. After the call nothing refers to `request` or to what it views.
/// @par Errors
/// None is thrown: the rules that the request broke are in the result.
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

/// Makes a request that no descriptor knows yet: `unchecked<apixo::gateway>("seedance-3-0", "", body)`. `json` is sent
/// as it is, its price is unknown, and nothing is checked. `mode_path` is the last part of the path where the gateway
/// has the mode there.
template <provider Gateway>
prepared_request unchecked(std::string_view model_id, std::string_view mode_path, std::string_view json) {
    return prepare_unchecked(table_of<Gateway>, model_id, mode_path, json);
}

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/prepared.ipp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>
#endif
