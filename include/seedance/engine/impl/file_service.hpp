// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/config.hpp>

#include <seedance/download/file_worker.hpp>

namespace seedance::detail {

/// The thread for the files of an execution context, shared by the clients on it, as the look-ups of a context share
/// one. It is no work for the context, and is joined when the context is destroyed.
class BOOST_SYMBOL_VISIBLE file_service final : public boost::asio::execution_context::service {
  public:
    inline static boost::asio::execution_context::id id;

    explicit file_service(boost::asio::execution_context& context) : service{context} {}

    /// Gives the worker of this executor's context; its thread is started when there is something to do.
    static std::shared_ptr<file_worker> of(const boost::asio::any_io_executor& executor) {
        auto& context = boost::asio::query(executor, boost::asio::execution::context);
        return boost::asio::use_service<file_service>(context).worker_;
    }

  private:
    void shutdown() noexcept override { worker_->stop(); }

    const std::shared_ptr<file_worker> worker_ = std::make_shared<file_worker>();
};

}  // namespace seedance::detail
