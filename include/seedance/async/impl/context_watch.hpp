// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/config.hpp>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// An object that waits for something outside its execution context: a clock, or a test's call.
class context_listener {
  public:
    /// Tells the listener that the execution context is being destroyed: it drops whatever still waits. No handler is
    /// called.
    virtual void on_context_shutdown() noexcept = 0;

  protected:
    ~context_listener() = default;
};

/// Tells its listeners when their execution context is destroyed, as Asio's own services tell what waits for them.
class BOOST_SYMBOL_VISIBLE context_watch final : public boost::asio::execution_context::service {
  public:
    inline static boost::asio::execution_context::id id;

    explicit context_watch(boost::asio::execution_context& context) : service{context} {}

    /// Adds a listener to the context of this executor.
    static void add(const boost::asio::any_io_executor& executor, std::weak_ptr<context_listener> listener) {
        auto& context = boost::asio::query(executor, boost::asio::execution::context);
        boost::asio::use_service<context_watch>(context).add(std::move(listener));
    }

  private:
    void add(std::weak_ptr<context_listener> listener) {
        const std::lock_guard lock{mutex_};
        std::erase_if(listeners_, [](const auto& known) { return known.expired(); });
        listeners_.push_back(std::move(listener));
    }

    void shutdown() noexcept override {
        for (const auto& listener : std::exchange(listeners_, {}))
            if (const auto alive = listener.lock()) alive->on_context_shutdown();
    }

    std::mutex mutex_;
    std::vector<std::weak_ptr<context_listener>> listeners_;
};

}  // namespace seedance::detail
