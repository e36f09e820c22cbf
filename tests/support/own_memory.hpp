// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A key that the test itself does not hold, and the search for it in everything that this process may write to.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <seedance/core/impl/wipe.hpp>

namespace test {

/// A key of letters, kept with every bit turned: the key itself is nowhere but where the library puts it.
class scrambled_key {
  public:
    explicit scrambled_key(std::size_t size) : turned_(size) {
        ::RAND_bytes(turned_.data(), static_cast<int>(size));
        for (auto& byte : turned_) byte = static_cast<unsigned char>(~('a' + byte % 26));
    }

    /// The key is this text, which is wiped.
    explicit scrambled_key(std::string text) : turned_(text.size()) {
        for (std::size_t i = 0; i != text.size(); ++i) turned_[i] = static_cast<unsigned char>(~text[i]);
        seedance::detail::wipe(text);
    }

    /// Writes the key into a text, in whose memory it stays.
    std::string plain() const {
        std::string key(turned_.size(), '\0');
        for (std::size_t i = 0; i != key.size(); ++i) key[i] = static_cast<char>(~turned_[i]);
        return key;
    }

    /// Counts the places in some memory that hold the key's first 12 bytes.
    std::size_t count_in(const unsigned char* memory, std::size_t size) const {
        const auto telling = std::min<std::size_t>(turned_.size(), 12);
        const int first = static_cast<unsigned char>(~turned_[0]);
        std::size_t count = 0;
        for (std::size_t at = 0; at + telling <= size; ++at) {
            const void* const found = std::memchr(memory + at, first, size - at);
            if (found == nullptr) break;
            at = static_cast<std::size_t>(static_cast<const unsigned char*>(found) - memory);
            std::size_t same = 0;
            while (same != telling && at + same < size &&
                   memory[at + same] == static_cast<unsigned char>(~turned_[same]))
                ++same;
            if (same == telling) ++count;
        }
        return count;
    }

    /// Counts the copies of the key in all memory of this process that can be written to.
    std::size_t copies() const {
        static std::array<unsigned char, 1 << 16> piece;
        const auto mine = reinterpret_cast<std::uintptr_t>(piece.data());
        const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
        std::size_t count = 0;
        for (const auto& [begin, end] : writable()) {
            for (auto at = begin; at < end; at += piece.size() - overlap) {
                const auto size = std::min<std::uintptr_t>(piece.size(), end - at);
                const bool is_piece = at < mine + piece.size() && mine < at + size;
                const auto read = is_piece ? -1 : ::pread(memory, piece.data(), size, static_cast<::off_t>(at));
                if (read > 0) count += count_in(piece.data(), static_cast<std::size_t>(read));
            }
        }
        ::close(memory);
        piece.fill(0);
        return count;
    }

  private:
    struct range {
        std::uintptr_t begin, end;
    };

    static constexpr std::size_t overlap = 11;  // a byte less than what tells

    static std::vector<range> writable() {
        std::vector<range> found;
        std::ifstream maps{"/proc/self/maps"};
        for (std::string line; std::getline(maps, line);) {
            range one{};
            char rights[5]{};
            if (std::sscanf(line.c_str(), "%lx-%lx %4s", &one.begin, &one.end, rights) == 3 &&
                std::string_view{rights}.starts_with("rw"))
                found.push_back(one);
        }
        return found;
    }

    std::vector<unsigned char> turned_;
};

}  // namespace test
