// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>

#include <boost/url/rfc/unreserved_chars.hpp>

#include <seedance/provider/url_part.hpp>

namespace seedance {

/// Written here because Boost.URL's own, in 1.81, ends the program when memory runs out.
SEEDANCE_DECL std::string escape_url_part(std::string_view text) {
    if (text == ".") return "%2E";
    if (text == "..") return "%2E%2E";
    if (std::all_of(text.begin(), text.end(), boost::urls::unreserved_chars)) return std::string{text};
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (boost::urls::unreserved_chars(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.append({'%', digits[byte >> 4], digits[byte & 0xF]});
        }
    }
    return out;
}

}  // namespace seedance
