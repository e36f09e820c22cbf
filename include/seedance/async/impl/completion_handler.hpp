// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>

#include <seedance/core/error.hpp>

namespace seedance::detail {

/// Whoever waits for an operation: a completion handler, erased. It does no more than the library asks of a handler: a
/// file that awaits compiles it for every result, and Asio's `any_completion_handler` costs more than twice as much
/// there.
template <class T>
class caller {
  public:
    /// The handler's associated executor, or `otherwise` where it has none.
    virtual boost::asio::any_completion_executor executor(const boost::asio::any_io_executor& otherwise) const = 0;

    /// The handler's associated cancellation slot.
    virtual boost::asio::cancellation_slot slot() const noexcept = 0;

    /// Whether the handler takes an exception; otherwise it takes an error code.
    virtual bool takes_exception() const noexcept = 0;

    /// Gives up the memory and calls the handler. This object is gone then.
    virtual void call(error_code code, std::exception_ptr exception, T&& value) = 0;

    /// Gives up the memory without calling the handler.
    virtual void destroy() noexcept = 0;

  protected:
    ~caller() = default;
};

struct destroy_caller {
    template <class T>
    void operator()(caller<T>* gone) const noexcept {
        gone->destroy();
    }
};

template <class T>
using caller_ptr = std::unique_ptr<caller<T>, destroy_caller>;

/// Not a template for the executor that almost every handler has: compiled once.
SEEDANCE_DECL boost::asio::any_completion_executor completion_executor(const boost::asio::any_io_executor& of_handler);

template <class Executor>
boost::asio::any_completion_executor completion_executor(const Executor& of_handler) {
    return of_handler;
}

template <class T, class Handler, bool TakesException>
class caller_with final : public caller<T> {
  public:
    /// In memory from the handler's associated allocator; handlers do not throw when they are moved.
    static caller_ptr<T> make(Handler handler) {
        auto allocator = allocator_of(handler);
        return caller_ptr<T>{::new (static_cast<void*>(traits::allocate(allocator, 1)))
                                 caller_with{std::move(handler)}};
    }

    boost::asio::any_completion_executor executor(const boost::asio::any_io_executor& otherwise) const override {
        return completion_executor(boost::asio::get_associated_executor(handler_, otherwise));
    }

    boost::asio::cancellation_slot slot() const noexcept override {
        return boost::asio::get_associated_cancellation_slot(handler_);
    }

    bool takes_exception() const noexcept override { return TakesException; }

    void call(error_code code, std::exception_ptr exception, T&& value) override {
        auto handler = release();
        if constexpr (TakesException)
            std::move(handler)(std::move(exception), std::move(value));
        else
            std::move(handler)(code, std::move(value));
    }

    void destroy() noexcept override { [[maybe_unused]] const auto handler = release(); }

  private:
    using allocator_type = typename std::allocator_traits<
        boost::asio::associated_allocator_t<Handler>>::template rebind_alloc<caller_with>;
    using traits = std::allocator_traits<allocator_type>;

    static allocator_type allocator_of(const Handler& handler) noexcept {
        return allocator_type{boost::asio::get_associated_allocator(handler)};
    }

    /// The handler, when the memory was given back: its allocator may live in the handler, and only as long.
    Handler release() noexcept {
        auto handler = std::move(handler_);
        auto allocator = allocator_of(handler);
        this->~caller_with();
        traits::deallocate(allocator, this, 1);
        return handler;
    }

    explicit caller_with(Handler&& handler) noexcept : handler_{std::move(handler)} {}
    ~caller_with() = default;

    Handler handler_;
};

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/async/impl/completion_handler.ipp>
#endif
