// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// Throws an error with the words "the journal /srv/jobs.db could not be opened: <what went wrong>; <what to do>".
[[noreturn]] inline void journal_fails(const std::string& path, std::string_view tried, std::string_view wrong,
                                       std::string_view to_do) {
    failure why;
    why.code = errc::journal_unavailable;
    why.step = step::check;
    why.detail = "the journal " + path + " could not be " + std::string{tried} + ": ";
    why.detail.append(wrong).append("; ").append(to_do);
    throw error{std::move(why)};
}

}  // namespace seedance::detail
