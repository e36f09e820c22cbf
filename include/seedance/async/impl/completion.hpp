// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/core/error.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// A completion handler with its arguments. Asio moves it a dozen times on its way, but never the value.
template <class T>
struct bound_completion {
    completion_handler_ptr<T> handler;
    error_code code;
    std::exception_ptr exception;
    std::unique_ptr<T> value;

    void operator()() { handler.release()->invoke(code, std::move(exception), std::move(*value)); }
};

/// Is told what an operation came to, right before its caller is.
template <class T>
class completion_observer {
  public:
    virtual ~completion_observer() = default;
    virtual void on_success(const T& value) = 0;
    virtual void on_failure(const failure& why) = 0;
};

/// The way back to an operation's caller. The handler is called at most once and never from inside the library: it is
/// posted through the client's executor to its own, which has work until then. The client's own executor has work from
/// what the operation waits for: a timer or an exchange.
template <class T>
class completion {
  public:
    completion() = default;

    /// Takes the operation's handler. `client` must live until the handler has been called.
    completion(completion_handler_ptr<T> handler, failure* why, const boost::asio::any_io_executor& client)
        : client_{&client},
          extras_{work_elsewhere(handler->executor(client), client)},
          handler_{std::move(handler)},
          why_{why} {}

    /// Says whether the caller still waits.
    explicit operator bool() const noexcept { return handler_ != nullptr; }

    void observe(std::unique_ptr<completion_observer<T>> observer) {
        if (!extras_) extras_ = std::make_unique<extras>();
        extras_->observer = std::move(observer);
    }

    /// Gives who observes; null where nobody does.
    completion_observer<T>* observer() const noexcept { return extras_ ? extras_->observer.get() : nullptr; }

    void succeed(T&& value) {
        if (auto* const observing = observer()) observing->on_success(value);
        deliver({}, nullptr, std::move(value));
    }

    void fail(failure why) {
        if (auto* const observing = observer()) observing->on_failure(why);
        const auto code = why.code;
        if (why_ != nullptr) *why_ = why;
        const bool throws = handler_->takes_exception();
        deliver(code, throws ? std::make_exception_ptr(error{std::move(why)}) : nullptr, T{});
    }

  private:
    using any_executor = boost::asio::any_completion_executor;

    /// What few calls need: tens of thousands of waiting ones hold a pointer for it.
    struct extras {
        any_executor elsewhere{};  ///< work for an executor that is not the client's; empty where it is
        std::unique_ptr<completion_observer<T>> observer{};
    };

    static std::unique_ptr<extras> work_elsewhere(const any_executor& executor,
                                                  const boost::asio::any_io_executor& client) {
        if (executor == any_executor{client}) return nullptr;
        auto made = std::make_unique<extras>();
        made->elsewhere = boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
        return made;
    }

    void deliver(error_code code, std::exception_ptr exception, T&& value) {
        auto kept = std::make_unique<T>(std::move(value));  // without memory for it the caller still waits
        const auto extra = std::move(extras_);
        bound_completion<T> call{std::move(handler_), code, std::move(exception), std::move(kept)};
        if (extra && extra->elsewhere)
            boost::asio::post(*client_, boost::asio::bind_executor(extra->elsewhere, std::move(call)));
        else
            boost::asio::post(*client_, std::move(call));
    }

    const boost::asio::any_io_executor* client_ = nullptr;
    std::unique_ptr<extras> extras_;
    completion_handler_ptr<T> handler_;
    failure* why_ = nullptr;
};

}  // namespace seedance::detail
