// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#define SEEDANCE_SEPARATE_COMPILATION  // declarations are enough
#include "models.hpp"

#include <seedance/client.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/catalog.hpp>

// What a gateway is made of, a piece each.
struct with_name {
    static constexpr std::string_view name = "test";
};
struct with_base_url {
    static constexpr std::string_view default_base_url = "https://example.com";
};
struct with_authorization {
    static http_header authorization(std::string_view key);
};
struct with_encode {
    static submit_message encode(const request_view& request);
};
struct with_encode_unchecked {
    static submit_message encode_unchecked(std::string_view model_id, std::string_view mode_path,
                                           std::string_view json);
};
struct with_status_target {
    static std::string status_target(std::string_view model_id, std::string_view task_id);
};
struct with_decode_submit {
    static submit_answer decode_submit(int http_status, std::string_view body, arrival arrived);
};
struct with_decode_status {
    static status_answer decode_status(int http_status, std::string_view body);
};

/// A model, and an account, of a gateway.
template <class Gateway>
struct model_at {
    using provider = Gateway;
    static constexpr model_descriptor descriptor{.provider = "test",
                                                 .id = "mine",
                                                 .title = "Mine",
                                                 .source = "this test",
                                                 .as_of = "2026-11-21",
                                                 .modes = apixo::facts::fast_modes};
};

template <class Gateway>
struct account_at {
    using provider = Gateway;
    secret api_key = {};
    std::string base_url = {};
};

struct with_list_target {
    static std::string list_target(const task_query& asked);
};
struct with_decode_list {
    static task_list_answer decode_list(const task_query& asked, int http_status, std::string_view body);
};
struct with_can_cancel {
    static bool can_cancel(task_state state);
};
struct with_cancel {
    static cancel_message cancel(std::string_view model_id, std::string_view task_id);
};
struct with_decode_cancel {
    static cancel_answer decode_cancel(int http_status, std::string_view body);
};
struct with_capability_list_target {
    static constexpr std::string_view capability_list_target = "/models";
};
struct with_decode_capability_list {
    static std::optional<capability_list> decode_capability_list(std::string_view body);
};
struct with_balance_target {
    static constexpr std::string_view balance_target = "/balance";
};
struct with_decode_balance {
    static balance_answer decode_balance(int http_status, std::string_view body);
};

struct whole;
template <>
struct seedance::provider_traits<whole> : with_name,
                                          with_base_url,
                                          with_authorization,
                                          with_encode,
                                          with_encode_unchecked,
                                          with_status_target,
                                          with_decode_submit,
                                          with_decode_status {};
static_assert(provider<whole> && account<account_at<whole>>);
auto valid() { return prepare(text_to_video<model_at<whole>>{.prompt = "rain"}); }
auto valid_unchecked() { return unchecked<whole>("mine", "", "{}"); }
void valid_account(client& c) { c.use(account_at<whole>{}); }
void valid_request(client& c) {
    c.submit(text_to_video<model_at<whole>>{.prompt = "rain"}, [](error_code, const task&) {});
}
auto valid_list() { return find_model(model_list<fast, model_at<whole>>::entries, "test/mine"); }

/// What a gateway may have besides.
template <class... More>
struct more_of : provider_traits<whole>, More... {};

struct generous;
template <>
struct seedance::provider_traits<generous>
    : more_of<with_list_target, with_decode_list, with_can_cancel, with_cancel, with_decode_cancel, with_balance_target,
              with_decode_balance, with_capability_list_target, with_decode_capability_list> {};
static_assert(lists_tasks<generous> && cancels_tasks<generous> && tells_balance<generous>);
static_assert(!lists_tasks<whole> && !cancels_tasks<whole> && !tells_balance<whole>);
static_assert(lists_capabilities<generous> && !lists_capabilities<whole>);
static_assert(table_of<generous>.balance_target == "/balance" && table_of<whole>.balance_target.empty());

struct part;

// case no_name: provider_traits<T>::name
#if defined(CASE_no_name)
template <>
struct seedance::provider_traits<part> : with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_base_url: provider_traits<T>::default_base_url
#if defined(CASE_no_base_url)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_authorization: provider_traits<T>::authorization(key)
#if defined(CASE_no_authorization)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_encode: provider_traits<T>::encode(request)
#if defined(CASE_no_encode)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_encode_unchecked: provider_traits<T>::encode_unchecked(
#if defined(CASE_no_encode_unchecked)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_status_target: provider_traits<T>::status_target(
#if defined(CASE_no_status_target)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_decode_submit,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_decode_submit: provider_traits<T>::decode_submit(
#if defined(CASE_no_decode_submit)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_status {};
static_assert(provider<part>);
#endif

// case no_decode_status: provider_traits<T>::decode_status(
#if defined(CASE_no_decode_status)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit {};
static_assert(provider<part>);
#endif

// case another_result: gcc: provider_traits<T>::authorization(key) / clang: does not satisfy 'provider_authorizes'
#if defined(CASE_another_result)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {
    static std::string authorization(std::string_view key);
};
static_assert(provider<part>);
#endif

// case no_traits: provider_traits<T>::name
#if defined(CASE_no_traits)
static_assert(provider<part>);
#endif

// case prepared_without_traits: include the header of this model's gateway, <seedance/provider/...>, or specialise provider_traits for it
#if defined(CASE_prepared_without_traits)
auto prepared_without_traits() { return prepare(text_to_video<model_at<part>>{.prompt = "rain"}); }
#endif

// case submitted_without_traits: gateway_header_is_included<
#if defined(CASE_submitted_without_traits)
void submitted_without_traits(client& c) {
    c.submit(text_to_video<model_at<part>>{.prompt = "rain"}, [](error_code, const task&) {});
}
#endif

// case submitted_without_a_token: gateway_header_is_included<
#if defined(CASE_submitted_without_a_token)
void submitted_without_a_token(client& c) { auto started = c.submit(text_to_video<model_at<part>>{.prompt = "rain"}); }
#endif

// case generated_without_traits: gateway_header_is_included<
#if defined(CASE_generated_without_traits)
void generated_without_traits(client& c) { auto started = c.generate(text_to_video<model_at<part>>{.prompt = "rain"}); }
#endif

// case generated_by_a_part: gateway_header_is_included<
#if defined(CASE_generated_by_a_part)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit {};
void generated_by_a_part(client& c) { auto started = c.generate(text_to_video<model_at<part>>{.prompt = "rain"}); }
#endif

// case prepared_by_a_part: provider_traits<T>::decode_submit(
#if defined(CASE_prepared_by_a_part)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_status {};
auto prepared_by_a_part() { return prepare(text_to_video<model_at<part>>{.prompt = "rain"}); }
#endif

// case unchecked_by_a_part: provider_traits<T>::encode_unchecked(
#if defined(CASE_unchecked_by_a_part)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_authorization,
                                         with_encode,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
auto unchecked_by_a_part() { return unchecked<part>("mine", "", "{}"); }
#endif

// case used_by_a_part: provider_traits<T>::authorization(key)
#if defined(CASE_used_by_a_part)
template <>
struct seedance::provider_traits<part> : with_name,
                                         with_base_url,
                                         with_encode,
                                         with_encode_unchecked,
                                         with_status_target,
                                         with_decode_submit,
                                         with_decode_status {};
void used_by_a_part(client& c) { c.use(account_at<part>{}); }
#endif

// case used_without_traits: provider_traits<T>::name
#if defined(CASE_used_without_traits)
void used_without_traits(client& c) { c.use(account_at<part>{}); }
#endif

// case account_without_a_gateway: gcc: typename T::provider / clang: no type named 'provider' in 'nowhere'
#if defined(CASE_account_without_a_gateway)
struct nowhere {
    secret api_key = {};
    std::string base_url = {};
};
void account_without_a_gateway(client& c) { c.use(nowhere{}); }
#endif

// case account_without_a_key: a.api_key
#if defined(CASE_account_without_a_key)
struct keyless {
    using provider = whole;
    std::string base_url = {};
};
void account_without_a_key(client& c) { c.use(keyless{}); }
#endif

// case account_with_a_plain_key: gcc: a.api_key / clang: std::convertible_to<const std::basic_string<char> &, const ... secret
#if defined(CASE_account_with_a_plain_key)
struct careless {
    using provider = whole;
    std::string api_key = {};
    std::string base_url = {};
};
void account_with_a_plain_key(client& c) { c.use(careless{}); }
#endif

// case account_without_a_url: a.base_url
#if defined(CASE_account_without_a_url)
struct nameless {
    using provider = whole;
    secret api_key = {};
};
void account_without_a_url(client& c) { c.use(nameless{}); }
#endif

// case model_without_a_gateway: typename T::provider
#if defined(CASE_model_without_a_gateway)
struct nobodys {
    static constexpr model_descriptor descriptor = model_at<whole>::descriptor;
};
auto model_without_a_gateway() { return text_to_video<nobodys>{.prompt = "rain"}; }
#endif

// case prepared_under_another_name: the model's descriptor names another provider than the traits of its gateway
#if defined(CASE_prepared_under_another_name)
struct misnamed {
    using provider = whole;
    static constexpr model_descriptor descriptor = fast::descriptor;
};
auto prepared_under_another_name() { return prepare(text_to_video<misnamed>{.prompt = "rain"}); }
#endif

// case listed_under_another_name: a model's descriptor names another provider than the traits of its gateway
#if defined(CASE_listed_under_another_name)
struct misnamed {
    using provider = whole;
    static constexpr model_descriptor descriptor = fast::descriptor;
};
auto listed_under_another_name() { return find_model(model_list<fast, misnamed>::entries, "test/mine"); }
#endif

// case listed_without_traits: include the header of every model's gateway, <seedance/provider/...>, or specialise provider_traits for it
#if defined(CASE_listed_without_traits)
auto listed_without_traits() { return find_model(model_list<model_at<part>>::entries, "test/mine"); }
#endif

// case no_list_target: provider_traits<T>::list_target(asked)
#if defined(CASE_no_list_target)
template <>
struct seedance::provider_traits<part> : more_of<with_decode_list> {};
static_assert(lists_tasks<part>);
#endif

// case no_decode_list: provider_traits<T>::decode_list(asked, status, body)
#if defined(CASE_no_decode_list)
template <>
struct seedance::provider_traits<part> : more_of<with_list_target> {};
static_assert(lists_tasks<part>);
#endif

// case no_can_cancel: provider_traits<T>::can_cancel(state)
#if defined(CASE_no_can_cancel)
template <>
struct seedance::provider_traits<part> : more_of<with_cancel, with_decode_cancel> {};
static_assert(cancels_tasks<part>);
#endif

// case no_cancel: provider_traits<T>::cancel(text, text)
#if defined(CASE_no_cancel)
template <>
struct seedance::provider_traits<part> : more_of<with_can_cancel, with_decode_cancel> {};
static_assert(cancels_tasks<part>);
#endif

// case no_decode_cancel: provider_traits<T>::decode_cancel(status, text)
#if defined(CASE_no_decode_cancel)
template <>
struct seedance::provider_traits<part> : more_of<with_can_cancel, with_cancel> {};
static_assert(cancels_tasks<part>);
#endif

// case no_balance_target: provider_traits<T>::balance_target
#if defined(CASE_no_balance_target)
template <>
struct seedance::provider_traits<part> : more_of<with_decode_balance> {};
static_assert(tells_balance<part>);
#endif

// case no_decode_balance: provider_traits<T>::decode_balance(status, body)
#if defined(CASE_no_decode_balance)
template <>
struct seedance::provider_traits<part> : more_of<with_balance_target> {};
static_assert(tells_balance<part>);
#endif

// case no_capability_list_target: provider_traits<T>::capability_list_target
#if defined(CASE_no_capability_list_target)
template <>
struct seedance::provider_traits<part> : more_of<with_decode_capability_list> {};
static_assert(lists_capabilities<part>);
#endif

// case no_decode_capability_list: provider_traits<T>::decode_capability_list(body)
#if defined(CASE_no_decode_capability_list)
template <>
struct seedance::provider_traits<part> : more_of<with_capability_list_target> {};
static_assert(lists_capabilities<part>);
#endif
