// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// Prints every error code as a Markdown table: what happened, whether it may be on the bill, and what to do. The table
// in doc/errors.md is this output.

#include <iostream>
#include <string>
#include <string_view>

#include <seedance/core/error.hpp>
#include <seedance/task/failure.hpp>

namespace {

constexpr seedance::failure_group groups[] = {seedance::failure_group::request,   seedance::failure_group::limit,
                                              seedance::failure_group::account,   seedance::failure_group::connection,
                                              seedance::failure_group::retryable, seedance::failure_group::task_alive};

std::string groups_of(const seedance::error_code& code) {
    std::string text;
    for (const auto group : groups)
        if (code == group) text.append(text.empty() ? "" : ", ").append(name_of(group));
    return text;
}

std::string_view words_of(seedance::billed value) {
    switch (value) {
        case seedance::billed::no: return "no";
        case seedance::billed::yes: return "yes";
        case seedance::billed::unknown: return "perhaps";
    }
    return "?";
}

}  // namespace

int main() {
    std::cout << "| code | what happened | groups | billed | what to do |\n|---|---|---|---|---|\n";
    for (int value = 1; !name_of(static_cast<seedance::errc>(value)).starts_with('?'); ++value) {
        const auto code = static_cast<seedance::errc>(value);
        std::cout << "| `" << name_of(code) << "` | " << make_error_code(code).message() << " | " << groups_of(code)
                  << " | " << words_of(billed_of(code)) << " | " << advice_on(code) << " |\n";
    }
}
