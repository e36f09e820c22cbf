// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <boost/system/system_error.hpp>

#include <seedance/core/base64.hpp>
#include <seedance/core/impl/file_signatures.hpp>
#include <seedance/provider/data_uri.hpp>

namespace seedance {

namespace detail {

/// Gives the media type of a file that begins with these bytes, or an empty text.
inline std::string_view sniff_media_type(std::string_view bytes) noexcept {
    if (bytes.starts_with(jpeg_signature)) return "image/jpeg";
    if (bytes.starts_with(png_signature)) return "image/png";
    if (is_riff(bytes, "WEBP")) return "image/webp";
    if (is_riff(bytes, "WAVE")) return "audio/wav";
    const bool mpeg_frame =
        bytes.size() > 1 && bytes[0] == '\xFF' && (static_cast<unsigned char>(bytes[1]) & 0xE6) == 0xE2;  // layer III
    if (bytes.starts_with("ID3") || mpeg_frame) return "audio/mpeg";
    return {};
}

/// Reads the first `most` bytes of a file.
inline std::string read_file(const std::string& path, std::size_t most) {
    const auto failed = [&path] {
        return boost::system::system_error{error_code{errno, boost::system::system_category()}, path};
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"), std::fclose};
    if (!file) throw failed();
    std::string bytes;
    char piece[65536];
    while (bytes.size() < most) {
        const auto n = std::fread(piece, 1, std::min(sizeof piece, most - bytes.size()), file.get());
        bytes.append(piece, n);
        if (std::ferror(file.get()) != 0) throw failed();
        if (n == 0) break;
    }
    return bytes;
}

}  // namespace detail

SEEDANCE_DECL std::string data_uri_from_file(const std::string& path, media kind) {
    const auto limit = kind == media::image ? largest_data_uri_image : largest_data_uri_audio;
    const auto bytes = detail::read_file(path, limit + 1);
    if (bytes.size() > limit) throw boost::system::system_error{errc::too_large, path};
    const auto type = detail::sniff_media_type(bytes);
    if (type.empty() || kind == media::video || !type.starts_with(to_string(kind)))
        throw boost::system::system_error{errc::integrity, path};
    return "data:" + std::string{type} + ";base64," + text::base64_encode(bytes);
}

}  // namespace seedance
