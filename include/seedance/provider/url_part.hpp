// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For providers: text of others in a request's target.

#include <string>
#include <string_view>

#include <seedance/core/config.hpp>

namespace seedance {

/// Text as one part of a path or a query value, whatever its bytes: everything but RFC 3986's unreserved characters is
/// percent-encoded, and so are "." and "..", which name other places when they stand alone.
SEEDANCE_DECL std::string escape_url_part(std::string_view text);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/url_part.ipp>
#endif
