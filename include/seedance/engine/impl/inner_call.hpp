// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <seedance/async/impl/completion.hpp>
#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/core/error.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// Makes the caller of an operation that another one has begun: `on_end` is a member function of that one, called on
/// the strand with the code and the value. It lives until then.
template <class T, class Owner>
completion<T> inner_handler(const engine& shared, std::shared_ptr<Owner> owner,
                            void (Owner::*on_end)(const error_code&, T&&), failure* why) {
    auto handler = boost::asio::bind_executor(shared.strand(),
                                              [owner = std::move(owner), on_end](const error_code& code, T value) {
                                                  ((*owner).*on_end)(code, std::move(value));
                                              });
    auto stored = stored_completion_handler<T, decltype(handler), false>::make(std::move(handler));
    return {std::move(stored), why, shared.client_executor()};
}

/// One operation that another one has begun and waits for: how it ended, and a way to cancel it.
class inner_call {
  public:
    /// Begins; `made` has a caller that `inner_handler` gave, with `why()`.
    template <class Operation>
    void begin(engine& shared, std::shared_ptr<Operation> made) {
        is_under_way_ = true;
        made->connect_cancellation(cancel_.slot());
        shared.add(*made);
        made->start();
    }

    /// Gives the place for the failure.
    failure* why() {
        why_ = std::make_unique<failure>();
        return why_.get();
    }

    /// Notes that it has ended; gives the failure.
    failure end() noexcept {
        is_under_way_ = false;
        return std::move(*std::exchange(why_, {}));
    }

    bool is_under_way() const noexcept { return is_under_way_; }

    /// Cancels it; its end is told all the same. It may have ended already, and its end be on its way.
    void cancel(errc why) {
        cancelled_by_ = why;
        cancel_.emit(boost::asio::cancellation_type::terminal);
    }

    /// Gives why it was cancelled, also where it has ended before that; nothing where it was not.
    std::optional<errc> cancelled_by() const noexcept { return cancelled_by_; }

  private:
    std::unique_ptr<failure> why_;  ///< of the one that is under way
    boost::asio::cancellation_signal cancel_;
    std::optional<errc> cancelled_by_;
    bool is_under_way_ = false;
};

}  // namespace seedance::detail
