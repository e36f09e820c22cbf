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
///    constant being its default. `client::use` takes it. Where the models can be used without the header of step 3,
///    a type `gateway::header` whose name says which one it is: the compiler shows it to who forgets it.
/// 3. `provider_traits<gateway>`, whose members the concept `provider` lists, with these tools:
///    - to write a request: `json_writer` and `json_message` (json_writer.hpp), `write_content` and
///      `write_reference_urls` (media_json.hpp), and `escape_url_part` for what goes into a target (url_part.hpp);
///    - to read an answer: `json_memory`, `json_view`, `read_error` and `add_url` (json.hpp);
///    - for the id of a task, which is worth money: `read_task_id` (submit_id.hpp), which finds and weighs it in
///      answers to submits, and `id_of_task` (task_state.hpp) for those to polls.
///    More members are for gateways that have what they are about: the concepts `lists_prices`, `lists_capabilities`,
///    `documents_refusals`, `takes_callbacks`, `documents_callbacks`, `lists_tasks`, `cancels_tasks` and
///    `tells_balance`.
/// 4. `static_assert(seedance::provider<gateway>)`, so that a missing member is named by the compiler.
/// 5. What only this gateway could ever offer, and may simply fail: coroutines over the `transport`, with
///    `errc_of_status` for refusals (errc_of_status.hpp) and `is_https_base_url` for the account
///    (transport/https_url.hpp). What another gateway could offer too, and what needs retries, the journal or the
///    client's limits, is an operation of the engine instead, as `cancel` is: members here, and a class in
///    engine/impl/.
/// 6. Tests: the gateway's documents word for word, answers cut after every byte, and bytes that are no JSON.
///
/// A gateway of the library has its models in model/NAME.hpp, the rest in provider/NAME.hpp and provider/impl/NAME.ipp.
/// It stands in these places too, and where one is forgotten, the compiler or tests/tools/lists.py names it:
///
/// - models.hpp (`all_gateways`, `all_models`), fwd.hpp, and src.hpp, which includes every `.ipp`;
/// - testing/answers.hpp: its line in `answer_styles`, and its shape in `write_result` and `write_failure`, which
///   end in Xenodia's otherwise;
/// - the sandbox: testing/sandbox/NAME.hpp, which specialises `emulation_of`, and NAME_input.hpp, which reads a submit;
///   core.hpp includes them;
/// - tests: unit/NAME_documents_test.cpp, NAME_rules_test.cpp and NAME_answers_test.cpp;
///   integration/sandbox_NAME_test.cpp and its line in sandbox_options_test.cpp; its words in support/decisions.hpp,
///   and in the rows of decisions.txt that name gateways; how it posts in support/callback_world.hpp
///   (`speakers`), and what in unit/callback_bodies_test.cpp; must_fail/NAME.cpp with wrong programs for each of its
///   models; what its answers allocate in allocations/lean_answers_test.cpp;
/// - tests/fuzz: the lists of CMakeLists.txt and seeds.py, library.cpp, the includes of status.cpp, submit.cpp and
///   damage.cpp, and one of its answers in damage.cpp; where it lists prices or models, price_list.cpp;
/// - its models in cli/cli_test.py, in the table of doc/models.md (the target `pages` writes it), and in the benchmark
///   compile_time/request_all.cpp and codec.cpp; its key in doc/command_line.md; its namespace in doc/namespaces.dox.
///   (Nothing tells of the sentences in README.md, ARCHITECTURE.md and doc/ that name the gateways, or say "none of the
///   three".)

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/view.hpp>
#include <seedance/transport/http.hpp>

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
/// - `http_header authorization(std::string_view key)`: the header that carries the key, see `key_header`;
/// - `submit_message encode(const request_view&)`: a request as the gateway wants it; it is called with valid requests
///   only;
/// - `submit_message encode_unchecked(std::string_view model_id, std::string_view mode_path, std::string_view json)`: a
///   request that no descriptor knows, with `json` as its body;
/// - `std::string status_target(std::string_view model_id, std::string_view task_id)`: where to ask after a task,
///   appended to the base URL; both texts are to be escaped;
/// - `submit_answer decode_submit(int http_status, std::string_view body, arrival arrived)`: what the answer to a
///   submit says. An id that can be read must be returned, whatever else is wrong, and weighed
///   (`submit_answer::strength`): a task that is paid for must not be lost, and the reference in a refusal must not be
///   taken for one. `read_task_id` in <seedance/provider/submit_id.hpp> does both. The status is 0 where no head of a
///   reply could be read; what came of a reply that was cut, or was no HTTP, is given with `arrival::cut`;
/// - `status_answer decode_status(int http_status, std::string_view body)`: what the answer to a poll says. Under 404
///   and 410 an `error.code`, read where the gateway has it, makes the answer the gateway's own word that it does not
///   know the task: what a proxy in between says (`{"message":"Not Found"}`) must leave it empty.
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

/// A gateway that lists in a form for machines what it offers: `provider_traits<T>` also has
/// - `capability_list_target`: where to ask, appended to the base URL; asked without the key;
/// - `std::optional<capability_list> decode_capability_list(std::string_view body)`: what it answers; nothing where
///   that is no list. What it cannot read it counts (`capability_list::unread`), so that nobody takes it for agreement.
///   It is called with whatever bytes arrived, and throws nothing but `std::bad_alloc`.
template <class T>
concept lists_capabilities = provider<T> && requires(std::string_view body) {
    { provider_traits<T>::capability_list_target } -> std::convertible_to<std::string_view>;
    { provider_traits<T>::decode_capability_list(body) } -> std::same_as<std::optional<capability_list>>;
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

/// A gateway that lists the tasks of an account: `provider_traits<T>` also has
/// - `std::string list_target(const task_query&)`: where to ask, appended to the base URL. A limit beyond what the
///   gateway gives at a time is its most; texts of the query are to be escaped;
/// - `task_list_answer decode_list(const task_query& asked, int http_status, std::string_view body)`: what it answers;
///   tasks that cannot be read are left out. It is called with whatever bytes arrived, 0 for a status of a reply that
///   was cut, and throws nothing but `std::bad_alloc`.
template <class T>
concept lists_tasks = provider<T> && requires(const task_query& asked, int status, std::string_view body) {
    { provider_traits<T>::list_target(asked) } -> std::same_as<std::string>;
    { provider_traits<T>::decode_list(asked, status, body) } -> std::same_as<task_list_answer>;
};

/// A gateway that ends a task when it is told to: `provider_traits<T>` also has
/// - `bool can_cancel(task_state)`: whether the order ends a task in this state. It is sent for no other one; a task
///   that is over is never touched;
/// - `cancel_message cancel(std::string_view model_id, std::string_view task_id)`: the order; both texts are to be
///   escaped;
/// - `cancel_answer decode_cancel(int http_status, std::string_view body)`: what the gateway answers to it, as
///   `decode_status` is called.
///
/// The task's state is asked for before and after: an answer that says "done" alone ends nothing.
template <class T>
concept cancels_tasks = provider<T> && requires(task_state state, int status, std::string_view text) {
    { provider_traits<T>::can_cancel(state) } -> std::same_as<bool>;
    { provider_traits<T>::cancel(text, text) } -> std::same_as<cancel_message>;
    { provider_traits<T>::decode_cancel(status, text) } -> std::same_as<cancel_answer>;
};

/// A gateway that tells what an account has left: `provider_traits<T>` also has
/// - `balance_target`: where to ask, appended to the base URL;
/// - `balance_answer decode_balance(int http_status, std::string_view body)`: what it answers, as `decode_status` is
///   called.
template <class T>
concept tells_balance = provider<T> && requires(int status, std::string_view body) {
    { provider_traits<T>::balance_target } -> std::convertible_to<std::string_view>;
    { provider_traits<T>::decode_balance(status, body) } -> std::same_as<balance_answer>;
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
    std::string_view price_list_target = {};  ///< empty: the gateway tells no prices at run time
    price_list (*decode_price_list)(std::string_view body) = nullptr;  ///< null likewise

    std::string_view capability_list_target = {};  ///< empty: the gateway lists nothing for machines
    std::optional<capability_list> (*decode_capability_list)(std::string_view body) = nullptr;  ///< null likewise

    /// Says whether an answer refuses before anything was done; null: the gateway documents none.
    bool (*refuses_before_acting)(int status, const gateway_error& said) = nullptr;

    /// Makes a message ask for a callback; null: the gateway posts none.
    void (*add_callback)(submit_message& message, std::string_view url) = nullptr;
    status_answer (*decode_callback)(std::string_view body) =
        nullptr;  ///< reads a callback; null: it is not documented

    std::string (*list_target)(const task_query&) = nullptr;  ///< says where to ask for tasks; null: there is no list
    task_list_answer (*decode_list)(const task_query& asked, int http_status,
                                    std::string_view body) = nullptr;  ///< likewise

    bool (*can_cancel)(task_state state) = nullptr;  ///< says whether a task can be cancelled; null: none ever can
    cancel_message (*cancel)(std::string_view model_id, std::string_view task_id) = nullptr;  ///< likewise
    cancel_answer (*decode_cancel)(int http_status, std::string_view body) = nullptr;         ///< likewise

    std::string_view balance_target = {};                                                ///< empty: it tells no balance
    balance_answer (*decode_balance)(int http_status, std::string_view body) = nullptr;  ///< null likewise
};

namespace detail {

/// Sets what a gateway may do without and this one has: it answers questions about its account.
template <class Gateway>
constexpr void add_account_questions(provider_table& table) {
    using traits = provider_traits<Gateway>;
    if constexpr (lists_tasks<Gateway>) {
        table.list_target = traits::list_target;
        table.decode_list = traits::decode_list;
    }
    if constexpr (cancels_tasks<Gateway>) {
        table.can_cancel = traits::can_cancel;
        table.cancel = traits::cancel;
        table.decode_cancel = traits::decode_cancel;
    }
    if constexpr (tells_balance<Gateway>) {
        table.balance_target = traits::balance_target;
        table.decode_balance = traits::decode_balance;
    }
}

/// Sets what else a gateway may do without and this one has.
template <class Gateway>
constexpr void add_options(provider_table& table) {
    using traits = provider_traits<Gateway>;
    if constexpr (lists_prices<Gateway>) {
        table.price_list_target = traits::price_list_target;
        table.decode_price_list = traits::decode_price_list;
    }
    if constexpr (lists_capabilities<Gateway>) {
        table.capability_list_target = traits::capability_list_target;
        table.decode_capability_list = traits::decode_capability_list;
    }
    if constexpr (documents_refusals<Gateway>) table.refuses_before_acting = traits::refuses_before_acting;
    if constexpr (takes_callbacks<Gateway>) table.add_callback = traits::add_callback;
    if constexpr (documents_callbacks<Gateway>) table.decode_callback = traits::decode_callback;
}

template <class Gateway>
constexpr provider_table make_table() {
    using traits = provider_traits<Gateway>;
    provider_table table{
        .name = traits::name,
        .default_base_url = traits::default_base_url,
        .authorization = traits::authorization,
        .encode = traits::encode,
        .encode_unchecked = traits::encode_unchecked,
        .status_target = traits::status_target,
        .decode_submit = traits::decode_submit,
        .decode_status = traits::decode_status,
    };
    add_options<Gateway>(table);
    add_account_questions<Gateway>(table);
    return table;
}

}  // namespace detail

/// The functions of a gateway, as one table for the whole program.
template <provider Gateway>
inline constexpr provider_table table_of = detail::make_table<Gateway>();

}  // namespace seedance
