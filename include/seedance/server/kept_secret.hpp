// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A secret that a server makes for itself, and finds again when it is started anew.

#include <cerrno>
#include <cstdio>
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

/// Writes a file that only its user may read, and has it on disk. It must not be there.
inline void write_private_file(const std::filesystem::path& file, const std::string& text) {
    const auto made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const auto written = made < 0 ? -1 : ::write(made, text.data(), text.size());
    const bool is_whole = written == static_cast<::ssize_t>(text.size()) && ::fsync(made) == 0;
    const auto why = std::error_code{errno, std::generic_category()};
    if (made >= 0) ::close(made);
    if (is_whole) return;
    if (made >= 0) ::unlink(file.c_str());
    throw std::filesystem::filesystem_error{"a secret cannot be kept", file, why};
}

/// Makes a secret, unless another process makes it at the same time: there is none, or all of one, under the name.
inline void keep_new_secret(const std::filesystem::path& file) {
    auto temporary = file;
    temporary += ".new-" + random_id();
    write_private_file(temporary, random_id() + '\n');
    const bool is_linked = ::link(temporary.c_str(), file.c_str()) == 0;
    const bool is_there = is_linked || errno == EEXIST;
    const bool is_kept = is_there || std::rename(temporary.c_str(), file.c_str()) == 0;  // a file system without links
    const auto why = std::error_code{errno, std::generic_category()};
    if (is_there || !is_kept) ::unlink(temporary.c_str());
    if (!is_kept) throw std::filesystem::filesystem_error{"a secret cannot be kept", file, why};
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    const auto opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return;  // it may be written in, and not read
    static_cast<void>(::fsync(opened));
    ::close(opened);
}

}  // namespace detail

/// Gives the secret that a file holds. Where there is no such file, a secret that nobody can guess (`random_id`) is
/// made and written into it; only the file's user may read it then. Of several processes that begin at the same time
/// all get the same. It is on disk when this returns. For the key of callback URLs, for one.
/// @par Errors
/// Throws `std::filesystem::filesystem_error` where the file cannot be made, or holds nothing.
inline secret kept_secret(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) detail::keep_new_secret(file);
    std::string text;
    if (std::ifstream{file} >> text) return secret{std::move(text)};
    throw std::filesystem::filesystem_error{"a secret cannot be read", file, std::make_error_code(std::errc::io_error)};
}

}  // namespace seedance
