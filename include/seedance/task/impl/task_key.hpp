// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Gives a task's name among those of all accounts of all gateways.
inline std::string task_key(const task& of) { return of.provider + '\n' + of.account + '\n' + of.id; }

}  // namespace seedance::detail
