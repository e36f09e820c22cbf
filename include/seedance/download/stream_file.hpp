// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/platform.hpp>
#include <seedance/core/number.hpp>
#include <seedance/download/commit_gate.hpp>
#include <seedance/download/whole_file.hpp>

namespace seedance::detail {

/// Gives the descriptor that a path names: of "/dev/stdout" (which may be a link to a plain file, and must not be taken
/// for a name that can be given to another one), "/dev/stderr" and "/dev/fd/3".
inline std::optional<int> descriptor_named(std::string_view path) noexcept {
    constexpr std::string_view folder = "/dev/fd/";
    if (path == "/dev/stdout") return STDOUT_FILENO;
    if (path == "/dev/stderr") return STDERR_FILENO;
    return path.starts_with(folder) ? text::parse_number<int>(path.substr(folder.size())) : std::nullopt;
}

/// A FIFO, a device or an open descriptor: it is written to, and not replaced, and what was written cannot be taken
/// back. Writing waits for whoever reads, until the file is given up.
class stream_file {
  public:
    /// As many bytes can be written without waiting where `is_ready` says so: a pipe has room for 4096 then, of which
    /// those that were kept back to see what the file is may need some.
    static constexpr std::size_t at_once = 3584;

    explicit stream_file(std::string path, const commit_gate* gate = nullptr) : path_{std::move(path)}, gate_{gate} {}
    stream_file(const stream_file&) = delete;
    stream_file& operator=(const stream_file&) = delete;
    ~stream_file() { discard(); }

    /// Says whether this is what stands at a path, or behind a symbolic link there.
    static bool is_at(const std::string& path) noexcept {
        struct ::stat found{};
        if (descriptor_named(path)) return true;
        if (::stat(path.c_str(), &found) != 0) return false;
        return S_ISFIFO(found.st_mode) || S_ISCHR(found.st_mode) || S_ISBLK(found.st_mode);
    }

    /// Says why it cannot be written to. It is not opened: a reader would take that for the end.
    error_code check() const noexcept {
        const auto named = descriptor_named(path_);
        if (!named) return ::access(path_.c_str(), W_OK) == 0 ? error_code{} : last_system_error();
        const int flags = ::fcntl(*named, F_GETFL);
        if (flags < 0) return last_system_error();
        const bool is_for_reading = (flags & O_ACCMODE) == O_RDONLY;
        return is_for_reading ? make_error_code(boost::system::errc::bad_file_descriptor) : error_code{};
    }

    /// Begins anew. The error `invalid_seek` says that something was written already. It is opened when there is
    /// something to write: a reader would take a page that came in the video's place for the end.
    error_code open() noexcept {
        discard();
        return has_written_ ? make_error_code(boost::system::errc::invalid_seek) : error_code{};
    }

    /// Says whether whoever reads has made room, after a moment in which it might.
    bool is_ready() const noexcept { return descriptor_ < 0 || waits_for_room(10); }

    /// Writes all bytes. The error `operation_canceled` says that the file was given up, `no_such_device_or_address`
    /// that nobody reads the FIFO.
    error_code write(std::string_view bytes) noexcept {
        const platform::without_sigpipe quiet;
        if (!bytes.empty() && descriptor_ < 0 && !open_now()) return last_system_error();
        while (!bytes.empty()) {
            while (!waits_for_room(50))
                if (is_given_up()) return make_error_code(boost::system::errc::operation_canceled);
            const auto n = ::write(descriptor_, bytes.data(), std::min(bytes.size(), smallest_room));
            if (n < 0 && errno != EINTR && errno != EAGAIN) return last_system_error();
            if (n <= 0) continue;
            has_written_ = true;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return {};
    }

    error_code commit() noexcept {
        discard();
        return {};
    }

    /// Closes it; the reader sees the end.
    void discard() noexcept {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

  private:
    static constexpr std::size_t smallest_room = 4096;  ///< of a pipe that can be written to

    bool open_now() noexcept {
        const auto named = descriptor_named(path_);
        descriptor_ = named ? ::fcntl(*named, F_DUPFD_CLOEXEC, 0)
                            : ::open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        return descriptor_ >= 0;
    }

    /// Waits so many milliseconds at most; says whether there is room now, or an error to be told.
    bool waits_for_room(int most) const noexcept {
        ::pollfd waiting{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        return ::poll(&waiting, 1, most) > 0;
    }

    bool is_given_up() const noexcept { return gate_ != nullptr && gate_->is_given_up(); }

    std::string path_;
    const commit_gate* gate_;
    int descriptor_ = -1;
    bool has_written_ = false;
};

}  // namespace seedance::detail
