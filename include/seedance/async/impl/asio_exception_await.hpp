// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Asio before 1.28 (Boost before 1.82) cannot compile `co_await` of an operation whose signature is
/// `void(std::exception_ptr, T)` (chriskohlhoff/asio issue 1172). This adds what is missing for this library's
/// operations.

#include <boost/asio/version.hpp>

namespace seedance::detail {

/// Specialised by <seedance/async/operation.hpp> for the results of this library's operations.
template <class T>
inline constexpr bool is_operation_result = false;

}  // namespace seedance::detail

#if BOOST_ASIO_VERSION < 102800

#include <exception>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include <seedance/core/impl/cpp20.hpp>

template <class T, class Executor>
    requires seedance::detail::is_operation_result<T>
class boost::asio::detail::awaitable_async_op_handler<void(std::exception_ptr, T), Executor>
    : public boost::asio::detail::awaitable_async_op_handler<void(std::pair<std::exception_ptr, T>), Executor> {
    using base = boost::asio::detail::awaitable_async_op_handler<void(std::pair<std::exception_ptr, T>), Executor>;

  public:
    using base::base;

    void operator()(std::exception_ptr failed, T value) { base::operator()({std::move(failed), std::move(value)}); }

    static T resume(typename base::result_type& result) {
        auto both = base::resume(result);
        if (both.first) std::rethrow_exception(std::move(both.first));
        return std::move(both.second);
    }
};

#endif
