// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The place where a gateway is plugged in. A gateway is a tag type with a specialisation of `provider_traits`: pure
/// functions from requests to text and from text to answers. No socket, no clock, no state.

#include <concepts>
#include <string_view>

#include <seedance/provider/answer.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// Specialise this for a gateway's tag type. What it must hold is the `provider` concept.
template <class Gateway>
struct provider_traits;

namespace detail {

template <class T>
concept provider_has_name = requires {
    { provider_traits<T>::name } -> std::convertible_to<std::string_view>;
};
template <class T>
concept provider_has_default_base_url = requires {
    { provider_traits<T>::default_base_url } -> std::convertible_to<std::string_view>;
};
template <class T>
concept provider_authorizes = requires(std::string_view key) {
    { provider_traits<T>::authorization(key) } -> std::same_as<http_header>;
};
template <class T>
concept provider_encodes_requests = requires(const request_view& request) {
    { provider_traits<T>::encode(request) } -> std::same_as<submit_message>;
};
template <class T>
concept provider_encodes_unchecked_requests = requires(std::string_view text) {
    { provider_traits<T>::encode_unchecked(text, text, text) } -> std::same_as<submit_message>;
};
template <class T>
concept provider_names_status_targets = requires(std::string_view text) {
    { provider_traits<T>::status_target(text, text) } -> std::same_as<std::string>;
};
template <class T>
concept provider_decodes_submits = requires(int status, std::string_view body) {
    { provider_traits<T>::decode_submit(status, body) } -> std::same_as<submit_answer>;
};
template <class T>
concept provider_decodes_statuses = requires(int status, std::string_view body) {
    { provider_traits<T>::decode_status(status, body) } -> std::same_as<status_answer>;
};

}  // namespace detail

/// A gateway that can be used: `provider_traits<T>` has
/// - `name`: its short name, as in its models' descriptors;
/// - `default_base_url`: https, without a slash at the end;
/// - `authorization(key)`: the header that carries the key;
/// - `encode(request_view)`: a valid request as the gateway wants it;
/// - `encode_unchecked(model_id, mode_path, json)`: a request that no descriptor knows;
/// - `status_target(model_id, task_id)`: where to ask after a task, appended to the base URL; text in it is escaped;
/// - `decode_submit(http_status, body)`, `decode_status(http_status, body)`: never throw, whatever the bytes are. A
/// status
///   of 0 says that the reply was cut; a task id that can be read from it must be returned all the same.
template <class T>
concept provider = detail::provider_has_name<T> && detail::provider_has_default_base_url<T> &&
                   detail::provider_authorizes<T> && detail::provider_encodes_requests<T> &&
                   detail::provider_encodes_unchecked_requests<T> && detail::provider_names_status_targets<T> &&
                   detail::provider_decodes_submits<T> && detail::provider_decodes_statuses<T>;

/// The model's descriptor names its gateway as the gateway names itself: tasks, price lists and models by name rely on
/// it.
template <class Gateway, class Model>
concept sells = provider<Gateway> && std::string_view{provider_traits<Gateway>::name} == Model::descriptor.provider;

/// A gateway that tells prices at run time: `provider_traits<T>` also has
/// - `price_list_target`: where to ask, appended to the base URL; asked without the key;
/// - `decode_price_list(body)`: what it answers; rows that cannot be read are left out.
template <class T>
concept lists_prices = provider<T> && requires(std::string_view body) {
    { provider_traits<T>::price_list_target } -> std::convertible_to<std::string_view>;
    { provider_traits<T>::decode_price_list(body) } -> std::same_as<price_list>;
};

/// A gateway as a table of functions: what is behind the templates knows gateways only in this form.
struct provider_table {
    std::string_view name;
    std::string_view default_base_url;
    http_header (*authorization)(std::string_view key);
    submit_message (*encode)(const request_view&);
    submit_message (*encode_unchecked)(std::string_view model_id, std::string_view mode_path, std::string_view json);
    std::string (*status_target)(std::string_view model_id, std::string_view task_id);
    submit_answer (*decode_submit)(int http_status, std::string_view body);
    status_answer (*decode_status)(int http_status, std::string_view body);
    std::string_view price_list_target;                      ///< empty: the gateway tells no prices at run time
    price_list (*decode_price_list)(std::string_view body);  ///< null likewise
};

namespace detail {

template <class Gateway>
constexpr std::string_view price_list_target_of() {
    if constexpr (lists_prices<Gateway>) return provider_traits<Gateway>::price_list_target;
    return {};
}

template <class Gateway>
constexpr auto price_list_decoder_of() -> price_list (*)(std::string_view) {
    if constexpr (lists_prices<Gateway>) return provider_traits<Gateway>::decode_price_list;
    return nullptr;
}

}  // namespace detail

template <provider Gateway>
inline constexpr provider_table table_of{
    .name = provider_traits<Gateway>::name,
    .default_base_url = provider_traits<Gateway>::default_base_url,
    .authorization = provider_traits<Gateway>::authorization,
    .encode = provider_traits<Gateway>::encode,
    .encode_unchecked = provider_traits<Gateway>::encode_unchecked,
    .status_target = provider_traits<Gateway>::status_target,
    .decode_submit = provider_traits<Gateway>::decode_submit,
    .decode_status = provider_traits<Gateway>::decode_status,
    .price_list_target = detail::price_list_target_of<Gateway>(),
    .decode_price_list = detail::price_list_decoder_of<Gateway>(),
};

}  // namespace seedance
