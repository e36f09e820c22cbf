// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How files begin, of the kinds that are told by that.

#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

inline constexpr std::string_view jpeg_signature = "\xFF\xD8\xFF", png_signature = "\x89PNG\r\n\x1A\n";

/// Says whether a file is RIFF in a form: "AVI ", "WEBP", "WAVE".
constexpr bool is_riff(std::string_view bytes, std::string_view form) noexcept {
    return bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == form;
}

}  // namespace seedance::detail
