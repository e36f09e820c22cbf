// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/core/error.hpp>

namespace seedance::detail {

/// A file that appears whole or not at all: bytes go to a temporary name in the same folder, `commit` puts them on disk
/// and gives them their name, and without it the temporary file is removed. A symbolic link at the final name is
/// replaced, not followed.
class whole_file {
  public:
    explicit whole_file(std::string path) : path_{std::move(path)} {}
    whole_file(const whole_file&) = delete;
    whole_file& operator=(const whole_file&) = delete;
    ~whole_file() { discard(); }

    const std::string& path() const noexcept { return path_; }

    /// Opens a new temporary file; discards an earlier one.
    error_code open() {
        discard();
        std::random_device random;
        for (int attempt = 0; attempt != 10; ++attempt) {
            temporary_ = path_ + ".part-" + std::to_string(random());
            descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
            if (descriptor_ >= 0) return {};
            if (errno != EEXIST) break;
        }
        const auto why = last_error();
        temporary_.clear();
        return why;
    }

    /// Appends to the temporary file.
    error_code write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::write(descriptor_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return last_error();
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return {};
    }

    /// Puts the file on disk and gives it its name, in place of what had that name before.
    error_code commit() {
        if (::fsync(descriptor_) != 0) return last_error();
        if (::close(std::exchange(descriptor_, -1)) != 0) return last_error();
        if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return last_error();
        temporary_.clear();
        return keep_name();
    }

    /// Removes the temporary file, if there is one.
    void discard() noexcept {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
        if (!temporary_.empty()) ::unlink(temporary_.c_str());
        temporary_.clear();
    }

  private:
    static error_code last_error() noexcept { return {errno, boost::system::system_category()}; }

    /// Puts the folder on disk, which holds the name. Where the folder may not be read or the file system cannot do
    /// this, it is left to the system.
    error_code keep_name() const {
        const auto slash = path_.rfind('/');
        const auto folder = slash == std::string::npos ? std::string{"."} : path_.substr(0, slash + 1);
        const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) return {};
        const auto why = ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? error_code{} : last_error();
        ::close(descriptor);
        return why;
    }

    std::string path_;
    std::string temporary_;
    int descriptor_ = -1;
};

}  // namespace seedance::detail
