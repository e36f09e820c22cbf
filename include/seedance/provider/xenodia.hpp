// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The Xenodia gateway: bodies, targets and answers as its page "Seedance 2.0 Video API" shows them.

#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/model/xenodia.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/provider/provider.hpp>

namespace seedance {

namespace xenodia {

/// Where the gateway is asked, unless an account says otherwise.
inline constexpr std::string_view base_url = "https://api.xenodia.xyz";

/// A key for Xenodia: `client.use(xenodia::account{.api_key = secret::from_env("XENODIA_API_KEY")})`.
struct account {
    using provider = gateway;

    secret api_key = {};
    std::string base_url{xenodia::base_url};  ///< https, without a slash at the end
    std::string name{default_account};        ///< tells several accounts at the gateway apart
};

}  // namespace xenodia

template <>
struct provider_traits<xenodia::gateway> {
    static constexpr std::string_view name = "xenodia";
    static constexpr std::string_view default_base_url = xenodia::base_url;

    SEEDANCE_DECL static http_header authorization(std::string_view key);
    SEEDANCE_DECL static submit_message encode(const request_view& request);

    /// `model_id` and `mode_path` are not used: both stand in the body.
    SEEDANCE_DECL static submit_message encode_unchecked(std::string_view model_id, std::string_view mode_path,
                                                         std::string_view json);

    /// One endpoint for all models; `model_id` is not used.
    SEEDANCE_DECL static std::string status_target(std::string_view model_id, std::string_view task_id);

    SEEDANCE_DECL static submit_answer decode_submit(int http_status, std::string_view body,
                                                     arrival arrived = arrival::whole);

    SEEDANCE_DECL static status_answer decode_status(int http_status, std::string_view body);

    /// `callBackUrl`. What is posted there is not documented: it is a reason to poll, and is not read.
    SEEDANCE_DECL static void add_callback(submit_message& message, std::string_view url);

    /// "Query /v1/models": the tiers of every model, by resolution and by whether a video is given.
    static constexpr std::string_view price_list_target = "/v1/models";
    SEEDANCE_DECL static price_list decode_price_list(std::string_view body);

    /// The same list: ids, whether a model is enabled, and the values of resolution, aspect ratio and duration.
    static constexpr std::string_view capability_list_target = price_list_target;
    SEEDANCE_DECL static std::optional<capability_list> decode_capability_list(std::string_view body);
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/xenodia.ipp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/view.hpp>
#include <seedance/transport/http.hpp>
#endif
