// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <new>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>

namespace seedance::detail {

/// Gives the error of an exchange that the current exception has ended. Only a lack of memory and the caller's
/// functions throw; what has no code of its own is `otherwise`.
inline error_code error_of_current_exception(error_code otherwise) {
    try {
        throw;
    } catch (const boost::system::system_error& e) {
        return e.code();
    } catch (const std::bad_alloc&) {
        return make_error_code(boost::system::errc::not_enough_memory);
    } catch (...) {
        return otherwise;
    }
}

}  // namespace seedance::detail
