// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <boost/asio/cancellation_type.hpp>

namespace seedance::detail {

/// Says whether a cancellation ends an exchange, of whose request something has left or nothing yet. `total` alone asks
/// for an end only if nothing has happened.
inline bool ends_exchange(boost::asio::cancellation_type type, bool something_has_left) noexcept {
    using enum boost::asio::cancellation_type;
    if ((type & (terminal | partial)) != none) return true;
    return (type & total) != none && !something_has_left;
}

}  // namespace seedance::detail
