// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Events: what happens while an operation runs, and the handlers that are told.
///
/// The set of events grows. A handler names the kinds that it wants and is not called for others, so a new kind breaks
/// no handler:
///
///     auto show = seedance::event_handler{
///         [](const seedance::events::accepted& e) { keep(to_string(e.task)); },
///         [](const seedance::events::polled& e) { std::cout << e.raw_state << '\n'; },
///     };
///     const seedance::call_options options{.on_event = show};

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include <seedance/core/error.hpp>
#include <seedance/core/money.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// The kinds of events; `detail::all_events` below has each. What they refer to lives until the handler returns. None
/// holds a prompt, a key or a URL; a gateway's own words (`raw_state`, `gateway_message`) are untrusted text, without
/// the key.
namespace events {

/// What an event is about, for a line of a log. Texts are empty where they are not known: a wait that was begun with a
/// task knows neither intent nor budget, and nor does a download.
struct subject {
    std::string_view provider = {};        ///< the gateway's short name, "apixo"
    std::string_view account = {};         ///< its name in the client
    std::string_view model = {};           ///< the gateway's name for it
    std::string_view intent = {};          ///< its name in the journal
    std::string_view budget = {};          ///< that it is paid from
    const seedance::task* task = nullptr;  ///< null before the gateway has accepted
};

/// A request waits for its turn: at the limits of its account, or, `durable`, in the journal (`client::enqueue`).
struct queued {
    bool durable;        ///< it is sent even where this process ends
    subject about = {};  ///< what it belongs to
};

/// The first byte of a request that makes a task is about to leave: from here on it may be paid for.
struct sending {
    subject about = {};  ///< what it belongs to
};

/// The gateway has accepted the task: from here on it is paid for, and `resume` can pick it up.
struct accepted {
    const seedance::task& task;  ///< what the gateway has made of the request
    std::string_view intent;     ///< its name in the journal
    subject about = {};          ///< what it belongs to
};

/// A poll was answered.
struct polled {
    const seedance::task& task;           ///< whose state was asked for
    task_state state;                     ///< as the provider reads it
    std::string_view raw_state;           ///< the gateway's own word; untrusted text
    std::optional<int> progress;          ///< 0..100 where the gateway tells
    std::chrono::milliseconds next_poll;  ///< until the next one; 0 after a terminal state
    subject about = {};                   ///< what it belongs to
};

/// A request failed and is sent again.
struct retrying {
    seedance::step step;              ///< what failed
    error_code code;                  ///< with what
    std::chrono::milliseconds after;  ///< until the next attempt, or longer where others come first

    std::string_view gateway_message = {};  ///< the gateway's own words; untrusted text, empty where there are none
    subject about = {};                     ///< what it belongs to
};

/// The gateway answers no polls until a person has mended the account: its balance (`errc::rejected_balance`) or its
/// access (`errc::rejected_access`). The task is kept, and is asked for again now and then.
struct paused {
    const seedance::task& task;           ///< which waits
    error_code code;                      ///< what is missing
    std::chrono::milliseconds next_poll;  ///< until the task is asked for again
    subject about = {};                   ///< what it belongs to
};

/// The journal could not write down something that had happened already. The operation goes on, and its result reaches
/// the caller, who should keep it elsewhere. The client tries again until it is written, and then says so; when it is
/// destroyed, it goes on for ten minutes.
struct journal_failed {
    std::string_view intent;  ///< its name; empty where it is not known
    std::string_view why;     ///< the journal's own words
};

/// The journal has written down what it could not write before.
struct journal_mended {
    std::string_view intent;  ///< its name; empty where it is not known
};

/// The journal could not be renewed (`journal::renew`): if that goes on, others take this client for gone. It is tried
/// again soon, and what was sent is listened for.
struct renewal_failed {
    std::string_view why;  ///< the journal's own words
    bool may_send;         ///< it was renewed not so long ago that nothing may be sent any more
};

/// This client could not take over what others may have left that are gone (`fleet_options::takes_over`). It looks
/// again soon, also through what is its own: the journal's answer about what it was given may have been lost.
struct take_over_failed {
    std::string_view why;  ///< the journal's own words
};

/// This client has taken over what others had left that are gone (`fleet_options::takes_over`).
struct taken_over {
    std::size_t tasks;     ///< accepted or succeeded
    std::size_t unknown;   ///< that may have been paid for
    std::size_t queued;    ///< that this client sends now, if it knows models
    std::size_t not_sent;  ///< proved that nothing was sent
    std::size_t expired;   ///< that the gateway does not know any more
};

/// A task has come that cannot be one intent's alone: its intent has got another one before, or another intent has got
/// the same. The journal keeps all of it, and each counts as paid for: have a look at the gateway's own list.
struct task_conflict {
    const seedance::task& task;      ///< that has come
    std::string_view intent;         ///< for which it has come
    std::string_view other_task_id;  ///< what the intent has; empty: no other
    std::string_view other_intent;   ///< what has the task, too; empty: no other
    subject about = {};              ///< the attempt, with its task
};

/// An intent of this name was found in the journal, and it is not known whether it is of the same request: it was
/// written by a version of the library that kept no digest, or another form of it. It is taken for the same, so that
/// nothing is paid for twice.
struct intent_not_compared {
    std::string_view intent;  ///< its name
};

/// A queued intent (`client::enqueue`) could not be sent.
struct queued_failure {
    std::string_view intent;       ///< its name
    const seedance::failure& why;  ///< what went wrong

    /// The time after which it is tried again; nothing: it is given up, or nobody knows what became of it.
    std::optional<std::chrono::milliseconds> next_try;

    subject about = {};  ///< what it belongs to
};

/// A callback has come that says that a task has ended; the gateway is asked now.
struct called_back {
    std::string_view intent;   ///< its name
    std::string_view task_id;  ///< as the callback says; untrusted text
    subject about = {};        ///< the attempt, with its task where it is known
};

/// A leg of a route has ended without a video, and nothing is paid for it: the next one is tried. A leg of which
/// nothing was asked (`errc::no_account`, a limit of the caller's, a leg that rests) is passed over in the same way.
/// Where all that are left rest, the next is the one whose rest is over first, and is tried then: it may be this one.
struct leg_ended {
    const failure& why;  ///< how it has ended

    /// The gateway of the leg that is tried next. Empty: none is left; from the queue, all are tried anew after a
    /// pause.
    std::string_view next_provider;

    std::string_view next_model;  ///< likewise
    subject about = {};           ///< the leg that has ended
};

/// A gateway's answer was damaged (it was not JSON, or not UTF-8) and was read all the same: the gateway should hear of
/// it. A wait tells it once, however many of its answers are.
struct answer_mended {
    seedance::step step;        ///< what was answered
    std::string_view provider;  ///< the gateway's short name
    std::string_view task_id;   ///< which task it is about; empty where that could not be read
    subject about = {};         ///< what it belongs to
};

/// More of a file has arrived.
struct downloaded {
    std::uint64_t received;  ///< bytes
    std::uint64_t total;     ///< bytes; 0: not known
    subject about = {};      ///< what it belongs to
};

/// The file was saved, and its first bytes are those of no container that the library knows (MP4 and its kin, WebM,
/// AVI, MPEG-TS): have a look at it while its URL lives.
struct unknown_container {
    const seedance::task& task;  ///< whose video it is
    std::string_view path;       ///< where it was saved; empty where it went to a `byte_sink`
    subject about = {};          ///< what it belongs to
};

/// An exchange with a gateway, or with the server of a file, has ended: with a reply of any status, or with an error.
/// It is told before what the exchange means. One that was given up, because its caller has gone, may be left out.
struct exchanged {
    seedance::step step;           ///< what it was for; `check`: a question about no task
    int status;                    ///< of HTTP; 0: no head of a reply arrived
    error_code code;               ///< unset: a whole reply arrived
    exchange_phase phase;          ///< in which the error came
    exchange_times times;          ///< all 0 with a transport that does not measure
    bool reused_connection;        ///< the connection had carried another exchange before
    bool resumed_session;          ///< the TLS handshake went on with an earlier session
    std::uint64_t bytes_sent;      ///< of the request, as `http_reply::bytes_sent` counts them
    std::uint64_t bytes_received;  ///< of the reply, as `http_reply::bytes_received` counts them
    subject about = {};            ///< what it belongs to
};

/// A `generate` or a `wait` has ended: once for each call, right before its caller hears of it.
struct finished {
    error_code code;                 ///< unset: there is a video; else one of `errc`
    std::optional<money> cost;       ///< what the gateway says it charged, where it says so
    std::chrono::milliseconds took;  ///< from the call's start
    subject about = {};              ///< what it belongs to
};

}  // namespace events

namespace detail {

template <class... Kinds>
struct event_kinds {
    static constexpr std::size_t count = sizeof...(Kinds);

    /// The position of a kind; `count` for a type that is none.
    template <class T>
    static constexpr std::size_t index_of() noexcept {
        std::size_t index = 0;
        static_cast<void>(((std::same_as<T, Kinds> || (++index, false)) || ...));
        return index;
    }

    /// Says whether a handler can be called with at least one kind.
    template <class Handler>
    static constexpr bool is_taken_by = (std::is_invocable_v<Handler&, const Kinds&> || ...);

    /// Calls a handler, if it takes the kind at `index`, with what `what` points to.
    template <class Handler>
    static void pass(std::size_t index, const void* what, Handler& handler) {
        (pass_if<Kinds>(index, what, handler), ...);
    }

  private:
    template <class Kind, class Handler>
    static void pass_if(std::size_t index, const void* what, Handler& handler) {
        if constexpr (std::is_invocable_v<Handler&, const Kind&>)
            if (index == index_of<Kind>()) handler(*static_cast<const Kind*>(what));
    }
};

/// Every kind of event, once.
using all_events =
    event_kinds<events::accepted, events::polled, events::retrying, events::downloaded, events::paused,
                events::journal_failed, events::journal_mended, events::intent_not_compared, events::queued_failure,
                events::unknown_container, events::answer_mended, events::queued, events::sending, events::exchanged,
                events::finished, events::called_back, events::renewal_failed, events::take_over_failed,
                events::taken_over, events::leg_ended, events::task_conflict>;

}  // namespace detail

/// One of `seedance::events`.
template <class T>
concept event_kind = detail::all_events::index_of<T>() < detail::all_events::count;

/// A reference to one event, of any kind; `get_if` tells which.
class event {
  public:
    /// Makes an event of this kind. It is valid until the handler that it is given to returns.
    template <event_kind Kind>
    event(const Kind& what) noexcept : what_{&what}, kind_{detail::all_events::index_of<Kind>()} {}

    /// Gives the event if it is of this kind; otherwise null.
    template <event_kind Kind>
    const Kind* get_if() const noexcept {
        return kind_ == detail::all_events::index_of<Kind>() ? static_cast<const Kind*>(what_) : nullptr;
    }

    /// Calls `handler` with the event if it takes its kind.
    template <class Handler>
    void pass_to(Handler& handler) const {
        detail::all_events::pass(kind_, what_, handler);
    }

  private:
    const void* what_;
    std::size_t kind_;
};

/// Functions that take one kind of event each, as one handler; other kinds pass by. It can be called with an `event`,
/// which is what `client_options::on_event` does.
template <class... Functions>
struct event_handler : Functions... {
    static_assert((detail::all_events::is_taken_by<Functions> && ...),
                  "each function of an event_handler takes one of seedance::events: "
                  "[](const seedance::events::accepted& e) { ... }");

    using Functions::operator()...;

    /// Passes the event to the function that takes its kind.
    template <std::same_as<event> Event>
    void operator()(const Event& e) const {
        static_assert((detail::all_events::is_taken_by<const Functions> && ...),
                      "a constant event_handler calls no function that is mutable");
        e.pass_to(*this);
    }

    /// Passes the event to the function that takes its kind, which may change what it holds.
    template <std::same_as<event> Event>
    void operator()(const Event& e) {
        e.pass_to(*this);
    }
};

/// Deduces the types of the functions, which lambdas do not name.
template <class... Functions>
event_handler(Functions...) -> event_handler<Functions...>;

/// A type that can be told events: it can be called with `const event&`, or with at least one kind.
template <class T>
concept event_taker = std::is_invocable_v<T&, const event&> || detail::all_events::is_taken_by<T>;

/// Types whose names the compiler shows with a handler that it refuses. @{
struct a_temporary_handler_would_dangle_keep_it_in_a_variable;
struct a_handler_takes_const_event_or_one_of_seedance_events;
struct a_function_is_given_as_a_lambda_that_calls_it;
/// @}

/// A reference to something that takes events: `.on_event = handler`, with `handler` an object that outlives the
/// operation. It is trivially destructible, so that options can be written inside a `co_await` expression.
///
/// The handler is called on the client's strand, one event at a time, and never after the operation has completed or
/// the client has gone. It must not block. What it throws is dropped, and the operation goes on.
class event_sink {
  public:
    /// Makes a sink that tells nobody.
    constexpr event_sink() = default;

    /// Makes a sink that tells `handler`, which must outlive the operation.
    template <class Handler>
        requires(!std::same_as<std::remove_const_t<Handler>, event_sink> && event_taker<Handler> &&
                 std::is_object_v<Handler>)
    event_sink(Handler& handler)
        : object_{const_cast<void*>(static_cast<const void*>(std::addressof(handler)))}, call_{call<Handler>} {}

    /// Refuses a handler that would be gone when the first event comes.
    template <class Handler, class Reason = a_temporary_handler_would_dangle_keep_it_in_a_variable>
        requires(!std::same_as<Handler, event_sink> && event_taker<Handler>)
    event_sink(const Handler&&) = delete;

    /// Refuses a function, which is no object.
    template <class Handler, class Reason = a_function_is_given_as_a_lambda_that_calls_it>
        requires std::is_function_v<Handler>
    event_sink(Handler&) = delete;

    /// Refuses what takes no events.
    template <class Handler, class Reason = a_handler_takes_const_event_or_one_of_seedance_events>
        requires(!std::same_as<Handler, event_sink> && !event_taker<Handler>)
    event_sink(const Handler&) = delete;

    /// Says whether there is a handler.
    explicit operator bool() const noexcept { return call_ != nullptr; }

    /// Tells the handler, if there is one.
    void operator()(const event& e) const {
        if (call_ != nullptr) call_(object_, e);
    }

  private:
    template <class Handler>
    static void call(void* object, const event& e) {
        auto& handler = *static_cast<Handler*>(object);
        if constexpr (std::is_invocable_v<Handler&, const event&>)
            handler(e);
        else
            e.pass_to(handler);
    }

    void* object_ = nullptr;
    void (*call_)(void*, const event&) = nullptr;
};

}  // namespace seedance
