// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include <seedance/core/config.hpp>

namespace seedance {

/// Reads a date of an HTTP header in any of the three forms of RFC 9110, 5.6.7 (`Sun, 06 Nov 1994 08:49:37 GMT`,
/// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`); gives nothing for any other text. The day of the week
/// is not compared with the date. A year of two digits lies between 1970 and 2069.
SEEDANCE_DECL std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/transport/impl/http_date.ipp>
#endif
