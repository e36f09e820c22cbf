// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Files of this machine as references in a request.

#include <cstddef>
#include <string>

#include <seedance/core/config.hpp>
#include <seedance/core/error.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/model/terms.hpp>

namespace seedance {

/// The largest image in bytes that Pixazo takes as a data: URI: images are below 30 MB.
inline constexpr auto largest_data_uri_image = static_cast<std::size_t>(pixazo::facts::image_data.max_bytes);

/// The largest audio file in bytes that Pixazo takes as a data: URI: 15 MB.
inline constexpr auto largest_data_uri_audio = static_cast<std::size_t>(pixazo::facts::audio_data.max_bytes);

/// Reads a file into a data: URI ("data:image/png;base64,..."), for gateways that take those. Its format follows from
/// its first bytes: JPEG, PNG and WebP images, MP3 and WAV audio; videos are not taken as data: URIs by any gateway.
///
/// @par Errors
/// Throws `boost::system::system_error`: the system's error when the file cannot be read, `errc::too_large` above the
/// limit for its kind, `errc::integrity` when it is of none of these formats or of another kind than `kind`.
SEEDANCE_DECL std::string data_uri_from_file(const std::string& path, media kind);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/data_uri.ipp>
#endif
