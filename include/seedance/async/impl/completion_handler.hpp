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
#include <boost/asio/cancellation_signal.hpp>

#include <seedance/core/config.hpp>
#include <seedance/core/error.hpp>

namespace seedance::detail {

/// The completion handler of an operation, erased. It has no more functions than the library needs: a file that awaits
/// compiles it for every result, and Asio's `any_completion_handler` costs more than twice as much there.
template <class T>
class completion_handler {
  public:
    /// Gives the handler's associated executor, or `fallback` where it has none.
    virtual boost::asio::any_completion_executor executor(const boost::asio::any_io_executor& fallback) const = 0;

    /// Gives the handler's associated cancellation slot.
    virtual boost::asio::cancellation_slot slot() const noexcept = 0;

    /// Says whether the handler takes an exception; otherwise it takes an error code.
    virtual bool takes_exception() const noexcept = 0;

    /// Frees the memory, and with it this object, and calls the handler.
    virtual void invoke(error_code code, std::exception_ptr exception, T&& value) = 0;

    /// Frees the memory, and with it this object, without calling the handler.
    virtual void destroy() noexcept = 0;

  protected:
    ~completion_handler() = default;
};

struct destroy_completion_handler {
    template <class T>
    void operator()(completion_handler<T>* handler) const noexcept {
        handler->destroy();
    }
};

template <class T>
using completion_handler_ptr = std::unique_ptr<completion_handler<T>, destroy_completion_handler>;

/// Erases the executor that almost every handler has. This overload is not a template, so that it is compiled once.
SEEDANCE_DECL boost::asio::any_completion_executor completion_executor(const boost::asio::any_io_executor& of_handler);

template <class Executor>
boost::asio::any_completion_executor completion_executor(const Executor& of_handler) {
    return of_handler;
}

/// A completion handler of one type, in memory from its associated allocator.
template <class T, class Handler, bool TakesException>
class stored_completion_handler final : public completion_handler<T> {
  public:
    /// Stores a handler. Handlers do not throw when they are moved.
    static completion_handler_ptr<T> make(Handler handler) {
        auto allocator = allocator_of(handler);
        auto* const memory = static_cast<void*>(traits::allocate(allocator, 1));
        return completion_handler_ptr<T>{::new (memory) stored_completion_handler{std::move(handler)}};
    }

    boost::asio::any_completion_executor executor(const boost::asio::any_io_executor& fallback) const override {
        return completion_executor(boost::asio::get_associated_executor(handler_, fallback));
    }

    boost::asio::cancellation_slot slot() const noexcept override {
        return boost::asio::get_associated_cancellation_slot(handler_);
    }

    bool takes_exception() const noexcept override { return TakesException; }

    void invoke(error_code code, std::exception_ptr exception, T&& value) override {
        auto handler = release();
        if constexpr (TakesException)
            std::move(handler)(std::move(exception), std::move(value));
        else
            std::move(handler)(code, std::move(value));
    }

    void destroy() noexcept override { [[maybe_unused]] const auto handler = release(); }

  private:
    using handler_allocator = boost::asio::associated_allocator_t<Handler>;
    using allocator_type =
        typename std::allocator_traits<handler_allocator>::template rebind_alloc<stored_completion_handler>;
    using traits = std::allocator_traits<allocator_type>;

    static allocator_type allocator_of(const Handler& handler) noexcept {
        return allocator_type{boost::asio::get_associated_allocator(handler)};
    }

    /// Moves the handler out and frees the memory: its allocator may live in the handler, and only as long.
    Handler release() noexcept {
        auto handler = std::move(handler_);
        auto allocator = allocator_of(handler);
        this->~stored_completion_handler();
        traits::deallocate(allocator, this, 1);
        return handler;
    }

    explicit stored_completion_handler(Handler&& handler) noexcept : handler_{std::move(handler)} {}
    ~stored_completion_handler() = default;

    Handler handler_;
};

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/async/impl/completion_handler.ipp>
#endif
