// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// An operation on the journal alone: no gateway is asked.
template <class T>
class journal_operation : public operation_state {
  public:
    journal_operation(std::shared_ptr<engine> shared, completion<T> handler, milliseconds limit)
        : operation_state{std::move(shared)}, handler_{std::move(handler)}, limit_{limit} {}

    void start() override {
        deadline_ = engine_->deadline_after(limit_);
        wake_at(deadline_);
        ask();
    }

    void on_timer() override { cancel(errc::deadline_reached); }

    void cancel(errc why) override {
        if (!handler_) return;
        auto ended = failure_of(why, step::check, {}, {});
        ended.retry = next_step();
        if (why != errc::client_closed)
            ended.detail = "the journal has not answered yet; what it was told may be written all the same";
        fail(std::move(ended));
    }

  protected:
    /// Asks the journal for the first time.
    virtual void ask() = 0;

    /// Says whether the caller still waits and the journal has answered; tells the caller where it has not.
    bool goes_on(const std::exception_ptr& failed) {
        if (!handler_) return false;
        if (!failed) return true;
        auto why = journal_unavailable(failed, {}, {});
        why.retry = next_step();
        fail(std::move(why));
        return false;
    }

    /// Says what to do where it is not known whether the journal has done it.
    virtual retry next_step() const { return retry::call_again; }

    void succeed(T value) {
        cancel_timer();
        std::exchange(handler_, {}).succeed(std::move(value));
    }
    void fail(failure why) {
        cancel_timer();
        std::exchange(handler_, {}).fail(std::move(why));
    }

    /// Fails with the library's own words.
    void refuse(errc code, std::string words) {
        auto why = failure_of(code, step::check, {}, {});
        why.detail = std::move(words);
        fail(std::move(why));
    }

    completion<T> handler_;
    milliseconds limit_;
    clock::time_point deadline_{};
};

}  // namespace seedance::detail
