// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <seedance/core/percent.hpp>
#include <seedance/provider/url_part.hpp>

namespace seedance {

SEEDANCE_DECL std::string escape_url_part(std::string_view text) {
    if (text == ".") return "%2E";
    if (text == "..") return "%2E%2E";
    std::string out;
    text::append_percent_encoded(out, text);
    return out;
}

}  // namespace seedance
