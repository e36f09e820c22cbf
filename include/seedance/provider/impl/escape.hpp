// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace seedance::detail {

/// Text as one part of a path or a query value: everything but RFC 3986's unreserved characters is percent-encoded.
inline std::string escape_url_part(std::string_view text) { return boost::urls::encode(text, boost::urls::unreserved_chars); }

}  // namespace seedance::detail
