// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <utility>

#include <seedance/transport/impl/look_up_threads.hpp>
#include <seedance/transport/impl/system_look_up.hpp>
#include <seedance/transport/resolver.hpp>

namespace seedance::detail {

/// The threads of one transport: hosts that others have chosen wait for no host of an account, nor the other way round.
class system_resolver {
  public:
    explicit system_resolver(look_up_threads::look_up how)
        : accounts_{std::make_shared<look_up_threads>(16, how)},
          foreign_{std::make_shared<look_up_threads>(8, std::move(how))} {}

    system_resolver(const system_resolver&) = delete;
    system_resolver& operator=(const system_resolver&) = delete;

    ~system_resolver() {
        accounts_->close();
        foreign_->close();
    }

    void ask(const name_query& query, name_handler answer) {
        (query.is_foreign ? foreign_ : accounts_)->ask(query, std::move(answer));
    }

  private:
    const std::shared_ptr<look_up_threads> accounts_, foreign_;
};

/// Makes a resolver that asks the system, or whatever blocks in its place.
inline resolver make_system_resolver(look_up_threads::look_up how = look_up_by_system) {
    return [by = std::make_shared<system_resolver>(std::move(how))](const name_query& query, name_handler answer) {
        by->ask(query, std::move(answer));
    };
}

}  // namespace seedance::detail
