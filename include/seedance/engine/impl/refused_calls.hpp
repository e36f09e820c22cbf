// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Calls of the client that somebody writes in the first hour, and that are wrong. Each is a deleted function, so that
/// the compiler answers at the caller's line and names the `Reason`, where it would list every overload.

#include <concepts>

#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/model/route.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/requests.hpp>

namespace seedance {

/// Types whose names the compiler shows with a call that it refuses. @{
struct an_account_is_written_like_apixo_account_with_its_api_key;
struct a_request_is_written_like_text_to_video_of_a_model_with_its_prompt;
struct options_are_written_like_deadline_5min_in_braces;
/// @}

namespace detail {

/// What was never meant for an account. Where one of a gateway of your own lacks something, the concept says what.
template <class T>
concept not_an_account = !requires { typename T::provider; } && !requires(const T& value) { value.api_key; };

template <class T>
concept no_request = !typed_request<T> && !std::same_as<T, prepared_request> && !std::same_as<T, prepared_route> &&
                     !std::same_as<T, any_request>;

/// Says of a leg whether its gateway has its `provider_traits`.
struct has_gateway {
    template <class Leg>
    static constexpr bool of = provider<typename Leg::provider>;
};

/// The gateway of a request, of a route's one that is not known, because its header is not included.
template <class T>
using gateway_in_question = typename leg_that_fails<typename T::model_type, has_gateway>::provider;

/// A request for a model whose gateway is not known.
template <class T>
concept request_without_gateway = typed_request<T> && !provider<gateway_in_question<T>>;

/// The functions of the client that are refused.
class refused_calls {
  public:
    template <not_an_account T, class Reason = an_account_is_written_like_apixo_account_with_its_api_key, class... Rest>
    void use(const T&, const Rest&...) = delete;

    template <no_request T, class Reason = a_request_is_written_like_text_to_video_of_a_model_with_its_prompt,
              class... Rest>
    void generate(const T&, const Rest&...) = delete;
    template <request_without_gateway T, class Reason = typename gateway_in_question<T>::header, class... Rest>
    void generate(const T&, const Rest&...) = delete;
    template <class T, misplaced_value Value, class Reason = options_are_written_like_deadline_5min_in_braces>
        requires(!no_request<T>)
    void generate(const T&, const Value&) = delete;

    template <no_request T, class Reason = a_request_is_written_like_text_to_video_of_a_model_with_its_prompt,
              class... Rest>
    void submit(const T&, const Rest&...) = delete;
    template <request_without_gateway T, class Reason = typename gateway_in_question<T>::header, class... Rest>
    void submit(const T&, const Rest&...) = delete;
    template <class T, misplaced_value Value, class Reason = options_are_written_like_deadline_5min_in_braces>
        requires(!no_request<T>)
    void submit(const T&, const Value&) = delete;
};

}  // namespace detail

}  // namespace seedance
