// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <seedance/transport/impl/public_ranges.hpp>

namespace seedance::detail {

/// Says whether an address means the same machine everywhere on the Internet, as `is_public_v4` and `is_public_v6` do.
inline bool is_public(const boost::asio::ip::address& address) noexcept {
    return address.is_v4() ? is_public_v4(address.to_v4().to_uint()) : is_public_v6(address.to_v6().to_bytes());
}

}  // namespace seedance::detail
