// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/engine/event.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// Says what the events of an attempt are about, as long as `attempt` lives.
inline events::subject subject_of(const intent& attempt) {
    return {attempt.provider, attempt.account, attempt.model,
            attempt.name,     attempt.budget,  attempt.task ? &*attempt.task : nullptr};
}

}  // namespace seedance::detail
