// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/provider/account_name.hpp>

namespace seedance {

/// How a gateway uses a callback URL for what becomes of a task.
enum class callback_use : std::uint8_t {
    none,              ///< it does not
    beside_polls,      ///< to a URL that the request has named: the task is polled as if there were none
    instead_of_polls,  ///< to the client's own (`client_options::callbacks`): the task is polled seldom
};

/// Every value, in the order of the enumeration.
inline constexpr callback_use all_callback_uses[] = {callback_use::none, callback_use::beside_polls,
                                                     callback_use::instead_of_polls};

/// Gives the value's name, as the text of a task has it: "instead_of_polls".
constexpr std::string_view to_string(callback_use value) noexcept {
    switch (value) {
        case callback_use::none: return "none";
        case callback_use::beside_polls: return "beside_polls";
        case callback_use::instead_of_polls: return "instead_of_polls";
    }
    return "?";
}

/// A generation that a gateway has accepted. It is a small value: a program can store it, send it elsewhere, and let
/// any process with the gateway's key `resume` it. `to_string` and `parse_task` turn it into one line of text and back.
struct task {
    std::string provider{};  ///< the gateway's short name, "apixo"
    std::string model{};     ///< the gateway's name for the model
    std::string id{};        ///< the gateway's name for the task; never empty in a valid task
    std::chrono::system_clock::time_point accepted_at{};  ///< by the clock of the client that submitted it
    poll_schedule polling{};                              ///< when the gateway's document advises to ask
    std::string account{default_account};                 ///< the name of the account that has made it
    callback_use callback = callback_use::none;           ///< whether the gateway posts what becomes of it

    friend bool operator==(const task&, const task&) = default;
};

/// Writes a task as one line of printable ASCII without an end of line: `seedance-task/1 apixo seedance-2-0-fast
/// task_12345678 1767965610929 200-300/10-20` (acceptance in Unix milliseconds, first poll and interval in seconds).
/// The name of an account that is not "default" follows: ` account=eu`; then where it posts a callback:
/// ` callback=instead_of_polls`.
SEEDANCE_DECL std::string to_string(const task&);

/// Reads what `to_string` wrote, here or in a later version of the library, whose further fields (` name=value`) it
/// skips; gives nothing for any other text, nor for text longer than 8 KiB.
SEEDANCE_DECL std::optional<task> parse_task(std::string_view line);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/task/impl/task.ipp>
#endif
