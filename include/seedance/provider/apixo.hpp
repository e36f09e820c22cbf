// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The APIXO gateway (https://apixo.ai/docs): bodies, targets and answers as its documents show them.

#include <string>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/model/apixo.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/provider.hpp>

namespace seedance {

namespace apixo {

/// Where the gateway is asked, unless an account says otherwise.
inline constexpr std::string_view base_url = "https://api.apixo.ai/api/v1";

/// A key for APIXO: `client.use(apixo::account{.api_key = secret::from_env("APIXO_API_KEY")})`.
struct account {
    using provider = gateway;

    secret api_key = {};
    std::string base_url{apixo::base_url};  ///< https, without a slash at the end
    std::string name{default_account};      ///< tells several accounts at the gateway apart
};

}  // namespace apixo

template <>
struct provider_traits<apixo::gateway> {
    static constexpr std::string_view name = "apixo";
    static constexpr std::string_view default_base_url = apixo::base_url;

    SEEDANCE_DECL static http_header authorization(std::string_view key);
    SEEDANCE_DECL static submit_message encode(const request_view& request);

    /// `mode_path` is not used: APIXO's mode stands in the body.
    SEEDANCE_DECL static submit_message encode_unchecked(std::string_view model_id, std::string_view mode_path,
                                                         std::string_view json);
    SEEDANCE_DECL static std::string status_target(std::string_view model_id, std::string_view task_id);

    /// A success needs a 2xx status and `code` 200 in the body; another `code` is read like an HTTP status.
    SEEDANCE_DECL static submit_answer decode_submit(int http_status, std::string_view body,
                                                     arrival arrived = arrival::whole);

    SEEDANCE_DECL static status_answer decode_status(int http_status, std::string_view body);

    /// `request_type` and `callback_url`.
    SEEDANCE_DECL static void add_callback(submit_message& message, std::string_view url);

    /// A callback has the shape of the answer to a poll.
    SEEDANCE_DECL static status_answer decode_callback(std::string_view body);

    /// Not in the models' documents; the gateway's other public pages show it.
    static constexpr std::string_view balance_target = "/apikeys/current-balance";

    /// `data` is the amount in dollars.
    SEEDANCE_DECL static balance_answer decode_balance(int http_status, std::string_view body);
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/apixo.ipp>
#include <seedance/request/view.hpp>
#include <seedance/transport/http.hpp>
#endif
