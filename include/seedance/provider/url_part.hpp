// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: foreign text in a request's target.

#include <string>
#include <string_view>

#include <seedance/core/config.hpp>

namespace seedance {

/// Escapes a text, whatever its bytes, as one part of a path or as a value in a query: everything but RFC 3986's
/// unreserved characters is percent-encoded, and so are "." and "..", which name other places when they stand alone.
/// An empty text stays empty, and then is no part of a path.
SEEDANCE_DECL std::string escape_url_part(std::string_view text);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/url_part.ipp>
#endif
