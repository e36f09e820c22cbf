// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Bodies as servers compress them: with Beast's deflate, and checksums of this file's own.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/beast/zlib/deflate_stream.hpp>

namespace test {

inline std::string raw_deflated(std::string_view text) {
    namespace zlib = boost::beast::zlib;
    zlib::deflate_stream stream;
    std::string out(stream.upper_bound(text.size()) + 64, '\0');
    zlib::z_params at;
    at.next_in = text.data();
    at.avail_in = text.size();
    at.next_out = out.data();
    at.avail_out = out.size();
    boost::system::error_code error;
    stream.write(at, zlib::Flush::finish, error);
    if (error != zlib::error::end_of_stream) throw std::runtime_error("not deflated");
    out.resize(out.size() - at.avail_out);
    return out;
}

inline std::string four_bytes(std::uint32_t value) {
    std::string out;
    for (int shift = 0; shift != 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
    return out;
}

inline std::string gzipped(std::string_view text) {
    std::uint32_t sum = 0xFFFFFFFF;
    for (const char c : text) {
        sum ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit != 8; ++bit) sum = sum >> 1 ^ ((sum & 1) != 0 ? 0xEDB88320u : 0u);
    }
    return std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + raw_deflated(text) + four_bytes(~sum) +
           four_bytes(static_cast<std::uint32_t>(text.size()));
}

inline std::string zlib_deflated(std::string_view text) {
    std::uint32_t a = 1, b = 0;
    for (const char c : text) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    const auto sum = four_bytes(b << 16 | a);
    return "\x78\x9c" + raw_deflated(text) + std::string(sum.rbegin(), sum.rend());
}

/// Text that does not repeat too much.
inline std::string text_of_size(std::size_t size) {
    std::string out;
    for (std::uint32_t i = 0, value = 1; out.size() < size; ++i) {
        value = value * 1664525 + 1013904223;
        out += std::to_string(value >> 8);
        out += i % 7 == 0 ? '\n' : ' ';
    }
    out.resize(size);
    return out;
}

}  // namespace test
