// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// An operation on the journal alone: no gateway is asked.
template <class T>
class journal_operation : public operation_state {
  public:
    journal_operation(std::shared_ptr<engine> shared, completion<T> caller)
        : operation_state{std::move(shared)}, caller_{std::move(caller)} {}

    void on_timer() override {}

    void cancel(errc why) override {
        if (caller_) fail(failure_of(why, step::check, {}, {}));
    }

  protected:
    /// Says whether the caller still waits and the journal has answered; tells the caller where it has not.
    bool goes_on(const std::exception_ptr& failed) {
        if (!caller_) return false;
        if (!failed) return true;
        fail(journal_unavailable(failed, {}, {}));
        return false;
    }

    void succeed(T value) { std::exchange(caller_, {}).succeed(std::move(value)); }
    void fail(failure why) { std::exchange(caller_, {}).fail(std::move(why)); }

    /// Fails with the library's own words.
    void refuse(errc code, std::string words) {
        auto why = failure_of(code, step::check, {}, {});
        why.detail = std::move(words);
        fail(std::move(why));
    }

    completion<T> caller_;
};

}  // namespace seedance::detail
