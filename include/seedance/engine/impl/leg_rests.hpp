// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include <seedance/core/error.hpp>
#include <seedance/retry/circuit_breaker.hpp>

namespace seedance::detail {

/// How the legs of routes do, for all routes of a client.
class leg_rests {
  public:
    /// How one does: a model with an account.
    struct state {
        circuit_breaker breaker{};
        error_code last{};  ///< with which it failed last
    };

    state& of(std::string_view provider, std::string_view account, std::string_view model) {
        return states_[{std::string{provider}, std::string{account}, std::string{model}}];
    }

  private:
    std::map<std::tuple<std::string, std::string, std::string>, state> states_;
};

}  // namespace seedance::detail
