// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A secret that a server makes for itself, and finds again when it is started anew.

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/core/random_id.hpp>
#include <seedance/core/secret.hpp>

namespace seedance {

namespace detail {

/// Writes a file that only its user may read. It must not be there.
inline void write_private_file(const std::filesystem::path& file, const std::string& text) {
    const auto made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const auto written = made < 0 ? -1 : ::write(made, text.data(), text.size());
    const auto why = std::error_code{errno, std::generic_category()};
    if (made >= 0) ::close(made);
    if (written == static_cast<::ssize_t>(text.size())) return;
    if (made >= 0) ::unlink(file.c_str());
    throw std::filesystem::filesystem_error{"a secret cannot be kept", file, why};
}

}  // namespace detail

/// Gives the secret that a file holds. Where there is no such file, a secret that nobody can guess (`random_id`) is
/// made and written into it; only the file's user may read it then. For the key of callback URLs, for one.
/// @par Errors
/// Throws `std::filesystem::filesystem_error` where the file cannot be made, or holds nothing.
inline secret kept_secret(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        auto made = random_id();
        detail::write_private_file(file, made + '\n');
        return secret{std::move(made)};
    }
    std::string text;
    if (std::ifstream{file} >> text) return secret{std::move(text)};
    throw std::filesystem::filesystem_error{"a secret cannot be read", file, std::make_error_code(std::errc::io_error)};
}

}  // namespace seedance
