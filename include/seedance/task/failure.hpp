// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/config.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/violation.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// The step in the life of a generation at which something went wrong.
enum class step : std::uint8_t {
    check,     ///< before anything was sent
    submit,    ///< on the way to the gateway, sending the request, or reading what it came to
    poll,      ///< asking after the task
    download,  ///< fetching the file
};

/// What the caller may do after a failure.
enum class retry : std::uint8_t {
    never,       ///< the same call will fail again; change the request, the key or the balance first
    call_again,  ///< the same call may be made again (after `failure::retry_after`) and nothing is paid twice
    resume,      ///< do not submit again: `resume(*failure.task)` picks the task up

    /// The outcome of a submit is unknown: look at the gateway's own list or balance before submitting again.
    ask_first,
};

/// Gives the step's name: "submit".
constexpr std::string_view to_string(step value) noexcept {
    switch (value) {
        case step::check: return "check";
        case step::submit: return "submit";
        case step::poll: return "poll";
        case step::download: return "download";
    }
    return "?";
}

/// Gives the name of what may be done: "call_again".
constexpr std::string_view to_string(retry value) noexcept {
    switch (value) {
        case retry::never: return "never";
        case retry::call_again: return "call_again";
        case retry::resume: return "resume";
        case retry::ask_first: return "ask_first";
    }
    return "?";
}

/// Says whether an operation may be on the bill that ended with this code and without a task, for callers who have the
/// code alone. It is as bad as can be; `failure::billed` is what is known. Where `failure::task` is set, the gateway
/// has accepted, and whatever the code, it may be on the bill; a video that is downloaded is.
SEEDANCE_DECL billed billed_of(errc value) noexcept;

/// Everything known about an operation that did not succeed.
struct failure {
    error_code code{};                     ///< what went wrong, for programs
    seedance::step step = step::check;     ///< at which step
    std::string provider{};                ///< the gateway's short name
    std::string model{};                   ///< the gateway's name for the model
    std::string detail{};                  ///< our own words: which field, which limit, which system error
    violations broken_rules{};             ///< of `errc::invalid_request`: every rule broken
    std::optional<seedance::task> task{};  ///< set once the gateway has accepted: resume it, it may be paid for
    seedance::billed billed = billed::no;  ///< whether the gateway charges for it, as far as is known
    seedance::retry retry = retry::never;  ///< what the caller may do
    std::optional<std::chrono::seconds> retry_after{};  ///< how long the gateway asks to wait
    int http_status = 0;                                ///< 0: no answer
    fail_reason reason = fail_reason::unknown;          ///< of `errc::task_failed`
    std::string gateway_code{};                         ///< the gateway's own code; untrusted text
    std::string gateway_message{};                      ///< the gateway's own words; untrusted text, at most 1 KiB
    std::string gateway_reference{};                    ///< of a refusal: the gateway's id of it, for its support

    /// Of `errc::outcome_unknown`: what may be its task, by an id that the answer names and the gateway has not shown.
    /// `client.resolve(intent, *candidate)` takes it for the task.
    std::optional<seedance::task> candidate{};

    /// Of a route: how each leg that was tried has ended, in their order; the last is this one, or the reason why no
    /// leg is left to be tried. Of a queued one, each leg once, as the journal has it: with its code, and the words of
    /// its end as `detail`. Empty elsewhere.
    std::vector<failure> legs{};

    received_answer received{};  ///< the answer itself, where one came; empty after a download
};

/// Writes one paragraph for people: step, what happened, what was given, whether it is billed, whether the task lives
/// on, what to do (`advice_on`, where `detail` does not say it). The gateway's own words are quoted, and control
/// characters in them are replaced. Of a route, a short line for each leg follows.
SEEDANCE_DECL std::string to_string(const failure&);

/// The exception that `co_await client.generate(...)` throws: a `boost::system::system_error` with the whole failure.
class BOOST_SYMBOL_VISIBLE error : public boost::system::system_error {
  public:
    /// Makes an exception of a failure.
    explicit error(failure why) : boost::system::system_error{why.code}, text_{to_string(why)}, why_{std::move(why)} {}

    /// Gives the failure in words, as `to_string(failure)`.
    const char* what() const noexcept override { return text_.c_str(); }

    /// Gives everything that is known.
    const failure& why() const noexcept { return why_; }

  private:
    std::string text_;
    failure why_;
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/task/impl/failure.ipp>
#endif
