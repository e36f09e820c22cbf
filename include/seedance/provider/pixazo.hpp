// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The Pixazo gateway: bodies, targets and answers as its page for Seedance shows them.

#include <string>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/provider.hpp>

namespace seedance {

namespace pixazo {

/// Where the gateway is asked, unless an account says otherwise.
inline constexpr std::string_view base_url = "https://gateway.pixazo.ai";

/// A key for Pixazo: `client.use(pixazo::account{.api_key = secret::from_env("PIXAZO_API_KEY")})`.
struct account {
    using provider = gateway;

    secret api_key = {};
    std::string base_url{pixazo::base_url};  ///< https, without a slash at the end
    std::string name{default_account};       ///< tells several accounts at the gateway apart
};

}  // namespace pixazo

template <>
struct provider_traits<pixazo::gateway> {
    static constexpr std::string_view name = "pixazo";
    static constexpr std::string_view default_base_url = pixazo::base_url;

    /// `Ocp-Apim-Subscription-Key`.
    SEEDANCE_DECL static http_header authorization(std::string_view key);

    /// Seed, frame rate and fixed camera (and for 1.0 everything else) are written as directives behind the prompt.
    SEEDANCE_DECL static submit_message encode(const request_view& request);

    /// Posted to `/{model_id}/v1/{mode_path}`, or to `mode_path` itself when it begins with a slash; what stands
    /// between the slashes is escaped.
    SEEDANCE_DECL static submit_message encode_unchecked(std::string_view model_id, std::string_view mode_path,
                                                         std::string_view json);

    /// One endpoint for all models; `model_id` is not used.
    SEEDANCE_DECL static std::string status_target(std::string_view model_id, std::string_view task_id);

    SEEDANCE_DECL static submit_answer decode_submit(int http_status, std::string_view body,
                                                     arrival arrived = arrival::whole);

    /// ERROR is documented as not charged; FAILED's charge is not
    /// known.
    SEEDANCE_DECL static status_answer decode_status(int http_status, std::string_view body);

    /// `X-Webhook-URL` and the mode `terminal`.
    SEEDANCE_DECL static void add_callback(submit_message& message, std::string_view url);

    /// A callback has the shape of the answer to a poll.
    SEEDANCE_DECL static status_answer decode_callback(std::string_view body);
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/pixazo.ipp>
#include <seedance/request/view.hpp>
#include <seedance/transport/http.hpp>
#endif
