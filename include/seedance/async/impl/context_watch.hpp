// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

namespace seedance::detail {

/// Something that waits for what is no part of its execution context: a clock, a test's word.
class context_guest {
  public:
    /// The execution context goes: whatever still waits is let go of. No handler is called.
    virtual void context_ends() noexcept = 0;

  protected:
    ~context_guest() = default;
};

/// Tells guests that their execution context goes, as Asio's own services tell what waits for them.
class context_watch final : public boost::asio::execution_context::service {
  public:
    inline static boost::asio::execution_context::id id;

    explicit context_watch(boost::asio::execution_context& context) : service{context} {}

    void add(std::weak_ptr<context_guest> guest) {
        const std::lock_guard lock{mutex_};
        std::erase_if(guests_, [](const auto& known) { return known.expired(); });
        guests_.push_back(std::move(guest));
    }

    static void tell(const boost::asio::any_io_executor& executor, std::weak_ptr<context_guest> guest) {
        boost::asio::use_service<context_watch>(executor.context()).add(std::move(guest));
    }

  private:
    void shutdown() noexcept override {
        for (const auto& guest : std::exchange(guests_, {}))
            if (const auto alive = guest.lock()) alive->context_ends();
    }

    std::mutex mutex_;
    std::vector<std::weak_ptr<context_guest>> guests_;
};

}  // namespace seedance::detail
