// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>

namespace seedance::detail {

/// The stages of a submit. What the journal or the transport is asked keeps the operation alive until it answers.
enum class submit_stage : std::uint8_t {
    fresh,       ///< the journal does not have the intent, or nothing is left to be done for it
    looking_up,  ///< the journal is asked whether it has the intent
    beginning,   ///< the journal is asked to write it down
    idle,        ///< the journal has it, and nothing is under way
    queued,      ///< a permit is waited for
    connecting,  ///< an exchange is under way whose first byte we have not allowed yet
    preparing,   ///< the journal is asked to write that the request is being sent
    sending,     ///< bytes may leave, or have left
    confirming,  ///< an id came that may be a task's, and the gateway is asked
    recording,   ///< the gateway has accepted, and the journal is asked to write it down
};

}  // namespace seedance::detail
