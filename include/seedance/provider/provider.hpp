// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Where a gateway is plugged in, and what to write for one.
///
/// A **gateway** is a service at the other end of the network that makes videos and sends a bill: APIXO, Pixazo,
/// Xenodia. A **provider** is the code that speaks for one gateway: pure functions from requests to text and from the
/// gateway's text to answers, without a socket, a clock or any state of their own.
///
/// To plug in a gateway, write in this order (examples/modelark has all of it, outside the library):
///
/// 1. Its models: a tag type each, with the gateway's own `gateway` tag and a `model_descriptor` of what the gateway
///    documents (model/descriptor.hpp). The descriptors check requests, at build time and at run time.
/// 2. The tag type `gateway`, one constant `base_url`, and an `account` with `provider`, `api_key` and `base_url`, the
///    constant being its default. `client::use` takes it.
/// 3. `provider_traits<gateway>`, whose members the concept `provider` lists, with these tools:
///    - to write a request: `json_writer` and `json_message` (json_writer.hpp), `write_content` and
///      `write_reference_urls` (media_json.hpp), and `escape_url_part` for what goes into a target (url_part.hpp);
///    - to read an answer: `json_memory`, `json_view`, `read_error` and `add_url` (json.hpp);
///    - for the id of a task, which is worth money: `usable_id`, and `salvage_string` where the answer was cut
///      (salvage.hpp).
///    More members are for gateways that have what they are about: the concepts `lists_prices`, `documents_refusals`,
///    `takes_callbacks` and `documents_callbacks`.
/// 4. `static_assert(seedance::provider<gateway>)`, so that a missing member is named by the compiler.
/// 5. What only this gateway offers, such as a list of tasks: coroutines over the `transport`, with `errc_of_status`
///    for refusals (errc_of_status.hpp) and `is_https_base_url` for the account (transport/https_url.hpp). What every
///    gateway could offer, and what needs retries or the client's limits, is an operation of the engine instead, as
///    `status` is: a member here, and a class in engine/impl/.
/// 6. Tests: the gateway's documents word for word, answers cut after every byte, and bytes that are no JSON.
///
/// A gateway of the library has its models in model/NAME.hpp, the rest in provider/NAME.hpp and provider/impl/NAME.ipp.
/// It stands in these places too, and where one is forgotten, the compiler or tests/tools/lists.py names it:
///
/// - models.hpp (`all_gateways`, `all_models`), fwd.hpp, and src.hpp, which includes every `.ipp`;
/// - the sandbox: testing/sandbox/NAME.hpp, which specialises `emulation_of`, and NAME_input.hpp, which reads a submit;
///   core.hpp includes them;
/// - tests: unit/NAME_documents_test.cpp, NAME_answers_test.cpp and one of its rules; integration/sandbox_NAME_test.cpp
///   and its line in sandbox_options_test.cpp; its words in support/decisions.hpp; must_fail/NAME.cpp with wrong
///   programs for each of its models; what its answers allocate in allocations/lean_answers_test.cpp;
/// - tests/fuzz: the lists of CMakeLists.txt and seeds.py, library.cpp, the includes of status.cpp, submit.cpp and
///   damage.cpp, and one of its answers in damage.cpp;
/// - its models in cli/cli_test.py, in the README's table (tools/snippets.py writes it), and in the benchmark
///   compile_time/request_all.cpp.

#include <concepts>
#include <string>
#include <string_view>

#include <seedance/provider/answer.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// The code that speaks for one gateway. Specialise it for the gateway's tag type; the concept `provider` says what it
/// must hold.
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
    { provider_traits<T>::decode_submit(status, body, arrival::whole) } -> std::same_as<submit_answer>;
};
template <class T>
concept provider_decodes_statuses = requires(int status, std::string_view body) {
    { provider_traits<T>::decode_status(status, body) } -> std::same_as<status_answer>;
};

}  // namespace detail

/// A gateway that can be used. `provider_traits<T>` has these static members:
///
/// - `std::string_view name`: the gateway's short name, as in its models' descriptors and in tasks kept as text;
/// - `std::string_view default_base_url`: https, without a slash at the end: the constant that accounts begin with;
/// - `http_header authorization(std::string_view key)`: the header that carries the key;
/// - `submit_message encode(const request_view&)`: a request as the gateway wants it; it is called with valid requests
///   only;
/// - `submit_message encode_unchecked(std::string_view model_id, std::string_view mode_path, std::string_view json)`: a
///   request that no descriptor knows, with `json` as its body;
/// - `std::string status_target(std::string_view model_id, std::string_view task_id)`: where to ask after a task,
///   appended to the base URL; both texts are to be escaped;
/// - `submit_answer decode_submit(int http_status, std::string_view body, arrival arrived)`: what the answer to a
/// submit
///   says. An id that can be read must be returned, whatever else is wrong, and weighed (`submit_answer::strength`): a
///   task that is paid for must not be lost, and the reference in a refusal must not be taken for one. `read_task_id`
///   in <seedance/provider/submit_id.hpp> does both. The status is 0 where no head of a reply could be read; what came
///   of a reply that was cut, or was no HTTP, is given with `arrival::cut`;
/// - `status_answer decode_status(int http_status, std::string_view body)`: what the answer to a poll says.
///
/// Both decoders are called with whatever bytes arrived, and throw nothing but `std::bad_alloc`. For `decode_status` a
/// status of 0 says that the reply was cut.
///
/// An answer to a poll that names another task than was asked for is not used, nor is an end of the task under 4xx or
/// 5xx that does not name it.
///
/// @par Thread safety
/// The members are called from several threads at once.
template <class T>
concept provider = detail::provider_has_name<T> && detail::provider_has_default_base_url<T> &&
                   detail::provider_authorizes<T> && detail::provider_encodes_requests<T> &&
                   detail::provider_encodes_unchecked_requests<T> && detail::provider_names_status_targets<T> &&
                   detail::provider_decodes_submits<T> && detail::provider_decodes_statuses<T>;

/// A gateway with a model whose descriptor names the gateway as it names itself: tasks, price lists and models by name
/// rely on that.
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

/// A gateway that documents answers, besides 429, by which it refuses a submit before it has done anything:
/// `provider_traits<T>` also has
/// - `bool refuses_before_acting(int status, const gateway_error& said)`: whether this is one. `status` is that of
///   `decode_submit`; it is called with whole answers only.
///
/// Such a submit waits for its turn and is sent again; a wrong `true` makes somebody pay twice. Without the member, an
/// answer that does not prove anything (5xx, also 503 with `Retry-After`) ends in `errc::outcome_unknown`.
template <class T>
concept documents_refusals = provider<T> && requires(int status, const gateway_error& said) {
    { provider_traits<T>::refuses_before_acting(status, said) } -> std::same_as<bool>;
};

/// A gateway that posts what becomes of a task to a URL: `provider_traits<T>` also has
/// - `void add_callback(submit_message& message, std::string_view url)`: makes a message that `encode` has written, for
///   a request without a callback URL, ask for that: once, at the end of the task. `url` is a public https URL.
template <class T>
concept takes_callbacks = provider<T> && requires(submit_message& message, std::string_view url) {
    { provider_traits<T>::add_callback(message, url) } -> std::same_as<void>;
};

/// A gateway that documents what it posts: `provider_traits<T>` also has
/// - `status_answer decode_callback(std::string_view body)`: what a callback says of its task. It is called with
///   whatever bytes arrived, and throws nothing but `std::bad_alloc`.
///
/// Nobody believes a callback: the gateway is asked before anything follows from it. Without the member, whatever is
/// posted says only that it is time to ask.
template <class T>
concept documents_callbacks = provider<T> && requires(std::string_view body) {
    { provider_traits<T>::decode_callback(body) } -> std::same_as<status_answer>;
};

/// A gateway as a table of functions, the only form in which the code behind the templates knows gateways. The members
/// are those of `provider_traits`, see `provider`.
struct provider_table {
    std::string_view name;                               ///< the gateway's short name
    std::string_view default_base_url;                   ///< https, without a slash at the end
    http_header (*authorization)(std::string_view key);  ///< makes the header that carries the key
    submit_message (*encode)(const request_view&);       ///< writes a valid request

    /// Writes a request that no descriptor knows.
    submit_message (*encode_unchecked)(std::string_view model_id, std::string_view mode_path, std::string_view json);

    /// Says where to ask after a task, below the base URL.
    std::string (*status_target)(std::string_view model_id, std::string_view task_id);

    /// Reads the answer to a submit.
    submit_answer (*decode_submit)(int http_status, std::string_view body, arrival arrived);
    status_answer (*decode_status)(int http_status, std::string_view body);  ///< reads the answer to a poll
    std::string_view price_list_target;                      ///< empty: the gateway tells no prices at run time
    price_list (*decode_price_list)(std::string_view body);  ///< null likewise

    /// Says whether an answer refuses before anything was done; null: the gateway documents none.
    bool (*refuses_before_acting)(int status, const gateway_error& said);

    /// Makes a message ask for a callback; null: the gateway posts none.
    void (*add_callback)(submit_message& message, std::string_view url);
    status_answer (*decode_callback)(std::string_view body);  ///< reads a callback; null: it is not documented
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

template <class Gateway>
constexpr auto refusals_of() -> bool (*)(int, const gateway_error&) {
    if constexpr (documents_refusals<Gateway>) return provider_traits<Gateway>::refuses_before_acting;
    return nullptr;
}

template <class Gateway>
constexpr auto callback_adder_of() -> void (*)(submit_message&, std::string_view) {
    if constexpr (takes_callbacks<Gateway>) return provider_traits<Gateway>::add_callback;
    return nullptr;
}

template <class Gateway>
constexpr auto callback_decoder_of() -> status_answer (*)(std::string_view) {
    if constexpr (documents_callbacks<Gateway>) return provider_traits<Gateway>::decode_callback;
    return nullptr;
}

}  // namespace detail

/// The functions of a gateway, as one table for the whole program.
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
    .refuses_before_acting = detail::refusals_of<Gateway>(),
    .add_callback = detail::callback_adder_of<Gateway>(),
    .decode_callback = detail::callback_decoder_of<Gateway>(),
};

}  // namespace seedance
