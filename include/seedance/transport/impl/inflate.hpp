// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>

#include <seedance/core/error.hpp>

// The formats gzip (RFC 1952), zlib (RFC 1950) and deflate (RFC 1951), of which the last is Beast's.
namespace seedance::detail {

/// How inflating ended.
enum class inflate_end : std::uint8_t {
    whole,      ///< with the end of the data, and their checksum is right
    cut,        ///< the data end too early
    damaged,    ///< they are not what they say, or their checksum is wrong
    too_large,  ///< there is more than is allowed
};

/// What could be inflated, whatever the end.
struct inflated {
    std::string bytes{};
    inflate_end end = inflate_end::cut;
    std::size_t taken = 0;  ///< bytes of the input
};

/// Inflates raw deflate data that come in pieces.
class raw_inflation {
  public:
    explicit raw_inflation(std::uint64_t limit) : limit_{limit} {}

    /// What could be inflated so far.
    inflated result{};

    /// Inflates more, if the end has not come.
    void add(std::string_view input) {
        at_.next_in = input.data();
        at_.avail_in = input.size();
        for (bool goes_on = result.end == inflate_end::cut; goes_on;) goes_on = step();
    }

  private:
    /// Fills one piece; says whether there may be more.
    bool step() {
        namespace zlib = boost::beast::zlib;
        error_code error;
        at_.next_out = piece_.data();
        at_.avail_out = piece_.size();
        stream_.write(at_, zlib::Flush::sync, error);
        const auto got = piece_.size() - at_.avail_out;
        const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(limit_ - result.bytes.size(), got));
        result.bytes.append(piece_.data(), room);
        constexpr int bits = 63;  // of `data_type`: how many of those that were taken are not used
        result.taken = at_.total_in - static_cast<std::size_t>(at_.data_type & bits) / 8;
        if (room != got)
            result.end = inflate_end::too_large;
        else if (error == zlib::error::end_of_stream)
            result.end = inflate_end::whole;
        else if (error && error != zlib::error::need_buffers)
            result.end = inflate_end::damaged;
        return !error && result.end == inflate_end::cut;
    }

    const std::uint64_t limit_;
    boost::beast::zlib::inflate_stream stream_;
    boost::beast::zlib::z_params at_;
    std::array<char, 16 * 1024> piece_;
};

/// Inflates raw deflate data. Beast 1.81 wants up to two bytes behind the end before it sees it: they are given to it,
/// and what it makes of them counts only if the end was before them.
inline inflated inflate_raw(std::string_view input, std::uint64_t limit) {
    raw_inflation run{limit};
    run.add(input);
    const auto size = run.result.bytes.size();
    if (run.result.end != inflate_end::cut) return std::move(run.result);
    run.add({"\0\0", 2});
    if (run.result.end == inflate_end::whole && run.result.taken <= input.size()) return std::move(run.result);
    run.result.bytes.resize(size);
    run.result.end = inflate_end::cut;
    run.result.taken = input.size();
    return std::move(run.result);
}

inline unsigned byte_at(std::string_view input, std::size_t at) noexcept {
    return static_cast<unsigned char>(input[at]);
}

inline std::uint32_t crc32(std::string_view bytes) {
    boost::crc_32_type sum;
    sum.process_bytes(bytes.data(), bytes.size());
    return sum.checksum();
}

inline std::uint32_t adler32(std::string_view bytes) noexcept {
    constexpr std::uint64_t base = 65521;
    std::uint64_t a = 1, b = 0;
    for (const char c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % base;
        b = (b + a) % base;
    }
    return static_cast<std::uint32_t>(b << 16 | a);
}

// ---- gzip

inline bool is_gzip(std::string_view input) noexcept { return input.starts_with("\x1f\x8b"); }

/// Gives the size of a member's header (RFC 1952, 2.3); `npos` where it is cut, 0 where it is none.
inline std::size_t gzip_header_size(std::string_view input) noexcept {
    constexpr unsigned checksum = 2, extra = 4, name = 8, comment = 16, reserved = 0xE0;
    constexpr auto cut = std::string_view::npos;
    if (input.size() < 10) return cut;
    const auto flags = byte_at(input, 3);
    if (!is_gzip(input) || byte_at(input, 2) != 8 || (flags & reserved) != 0) return 0;
    std::size_t size = 10;
    if ((flags & extra) != 0) {
        if (input.size() < size + 2) return cut;
        size += 2 + byte_at(input, size) + (byte_at(input, size + 1) << 8);
    }
    for (const auto text : {name, comment}) {
        if ((flags & text) == 0) continue;
        const auto end = input.find('\0', size);
        if (end == cut) return cut;
        size = end + 1;
    }
    if ((flags & checksum) != 0) size += 2;
    return size > input.size() ? cut : size;
}

inline std::uint32_t little_endian(std::string_view four) noexcept {
    return byte_at(four, 0) | byte_at(four, 1) << 8 | byte_at(four, 2) << 16 | byte_at(four, 3) << 24;
}

/// Inflates one member; `taken` counts header and checksum too.
inline inflated gunzip_member(std::string_view input, std::uint64_t limit) {
    const auto header = gzip_header_size(input);
    if (header == std::string_view::npos) return {};
    if (header == 0) return {.end = inflate_end::damaged};
    auto out = inflate_raw(input.substr(header), limit);
    out.taken += header;
    if (out.end != inflate_end::whole) return out;
    const auto trailer = input.substr(out.taken, 8);
    out.taken += trailer.size();
    if (trailer.size() != 8)
        out.end = inflate_end::cut;
    else if (little_endian(trailer) != crc32(out.bytes) ||
             little_endian(trailer.substr(4)) != static_cast<std::uint32_t>(out.bytes.size()))
        out.end = inflate_end::damaged;
    return out;
}

/// Inflates every member of gzip data; what follows them is not looked at, as gzip itself does.
inline inflated gunzip(std::string_view input, std::uint64_t limit) {
    constexpr int most_members = 1000;
    inflated out;
    int members = 0;
    do {
        auto member = gunzip_member(input.substr(out.taken), limit - out.bytes.size());
        out.bytes += member.bytes;
        out.taken += member.taken;
        out.end = member.end;
    } while (out.end == inflate_end::whole && is_gzip(input.substr(out.taken)) && ++members != most_members);
    return out;
}

// ---- deflate, as HTTP means it

/// Says whether this begins as zlib data do (RFC 1950, 2.2), without a dictionary.
inline bool is_zlib(std::string_view input) noexcept {
    if (input.size() < 2) return false;
    const auto method = byte_at(input, 0), flags = byte_at(input, 1);
    return (method & 0x0F) == 8 && method >> 4 <= 7 && (method << 8 | flags) % 31 == 0 && (flags & 0x20) == 0;
}

/// Inflates zlib data, with their checksum.
inline inflated inflate_zlib(std::string_view input, std::uint64_t limit) {
    auto out = inflate_raw(input.substr(2), limit);
    out.taken += 2;
    if (out.end != inflate_end::whole) return out;
    const auto trailer = input.substr(out.taken, 4);
    if (trailer.size() != 4) {
        out.end = inflate_end::cut;
        return out;
    }
    const auto sum =
        byte_at(trailer, 0) << 24 | byte_at(trailer, 1) << 16 | byte_at(trailer, 2) << 8 | byte_at(trailer, 3);
    if (sum != adler32(out.bytes)) out.end = inflate_end::damaged;
    return out;
}

}  // namespace seedance::detail
