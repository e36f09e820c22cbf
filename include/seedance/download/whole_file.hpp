// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seedance/core/error.hpp>
#include <seedance/core/hex.hpp>
#include <seedance/core/impl/platform.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/download/commit_gate.hpp>

namespace seedance::detail {

/// Gives what `errno` says.
inline error_code last_system_error() noexcept { return {errno, boost::system::system_category()}; }

/// Appends to an open file.
inline error_code write_all(int descriptor, std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const auto n = ::write(descriptor, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return last_system_error();
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

/// Gives a path up to its last slash; "./" for one that has none.
inline std::string folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? "./" : std::string{path.substr(0, slash + 1)};
}

/// Gives the name that a file has while it is written, in the folder of its final name: short, and always the same for
/// the same target, so that what a killed process has left is found.
inline std::string temporary_path(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    return folder_of(path) + ".seedance-" + text::hex(text::sha256(name).substr(0, 8)) + ".part";
}

/// A file that appears whole or not at all: bytes go to a temporary name in the same folder, `commit` puts them on disk
/// and gives them their name, and without it the temporary file is removed. A symbolic link at the final name is
/// replaced, not followed; the permissions of an existing file stay.
///
/// One writer at a time has a target, also among processes: the temporary file is locked, and a lock ends with its
/// process. One that nobody has locked was left by a process that is gone, and is removed. (On a file system without
/// locks a writer is taken for one that is gone: it notices when it is done, and does not name the other's file.)
class whole_file {
  public:
    explicit whole_file(std::string path) : path_{std::move(path)} {}
    whole_file(const whole_file&) = delete;
    whole_file& operator=(const whole_file&) = delete;
    ~whole_file() { discard(); }

    const std::string& path() const noexcept { return path_; }

    /// Says why a file cannot get this name, as far as can be found out before there is one; what is found at the
    /// temporary name of a process that is gone is removed.
    error_code check() {
        auto why = open();
        discard();
        return why;
    }

    /// Opens a new temporary file; discards an earlier one. The error `text_file_busy` says that somebody else writes
    /// to the target.
    error_code open() {
        discard();
        has_name_ = false;
        if (const auto error = check_name()) return error;
        temporary_ = temporary_path(path_);
        for (int attempt = 0; attempt != 10; ++attempt) {
            descriptor_ = create();
            if (descriptor_ >= 0 && take()) return {};
            const auto why = descriptor_ >= 0 ? error_code{} : last_system_error();
            if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
            if (why && why != boost::system::errc::file_exists) return give_up(why);
            if (const auto error = why ? remove_what_is_left() : why) return give_up(error);
        }
        return give_up(busy());
    }

    /// Appends to the temporary file. What has gathered is sent on to the disk from time to time: not much is left to
    /// be waited for in the end.
    error_code write(std::string_view bytes) noexcept {
        const auto error = write_all(descriptor_, bytes);
        if ((unsent_ += bytes.size()) >= sent_together) send_to_disk();
        return error;
    }

    /// Calls `each` with the bytes that the temporary file has, piece by piece.
    template <class Each>
    error_code read_back(Each each) const {
        std::string piece(64 * 1024, '\0');
        for (::off_t at = 0;;) {
            const auto n = ::pread(descriptor_, piece.data(), piece.size(), at);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return last_system_error();
            if (n == 0) return {};
            each(std::string_view{piece}.substr(0, static_cast<std::size_t>(n)));
            at += n;
        }
    }

    /// Puts the file on disk and gives it its name, in place of what had that name before. The error `text_file_busy`
    /// says that another writer has taken this one for one that is gone, `operation_canceled` that nobody wants the
    /// file any more; with these and most others it has no name (`has_name`).
    error_code commit(commit_gate* gate = nullptr) {
        if (!is_at(temporary_)) return busy();
        if (mode_ && ::fchmod(descriptor_, *mode_) != 0 && errno != EPERM && errno != ENOTSUP)
            return last_system_error();  // the others are of file systems without permissions
        if (::fsync(descriptor_) != 0) return last_system_error();
        if (!is_at(temporary_)) return busy();  // a disk takes its time
        if (gate != nullptr && !gate->pass()) return make_error_code(boost::system::errc::operation_canceled);
        if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return last_system_error();
        has_name_ = is_at(path_);
        ::close(std::exchange(descriptor_, -1));  // it held the lock until the temporary name was gone
        return has_name_ ? keep_name() : busy();
    }

    /// Says whether the file got its name: where `commit` has failed, its folder could not be put on disk.
    bool has_name() const noexcept { return has_name_; }

    /// Removes the temporary file, if there is one.
    void discard() noexcept {
        const bool is_there = !temporary_.empty() && descriptor_ >= 0 && is_at(temporary_);
        if (is_there) ::unlink(temporary_.c_str());
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
        temporary_.clear();
    }

  private:
    static constexpr std::size_t sent_together = std::size_t{8} << 20;

    /// Has the disk begin to write.
    void send_to_disk() noexcept {
        unsent_ = 0;
        platform::begin_to_write(descriptor_);
    }

    static error_code busy() noexcept { return make_error_code(boost::system::errc::text_file_busy); }

    /// Makes the temporary file. As long as it is written, nobody else may read what takes the place of a file that
    /// they may not read.
    int create() const noexcept {
        return ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_ ? 0600 : 0666);
    }

    error_code give_up(error_code why) noexcept {
        temporary_.clear();
        return why;
    }

    /// Checks what the system says only when the file gets its name, and reads the permissions of what has it now.
    error_code check_name() {
        namespace errc = boost::system::errc;
        if (path_.find('\0') != std::string::npos) return make_error_code(errc::invalid_argument);
        if (path_.ends_with('/')) return make_error_code(errc::is_a_directory);
        if (path_.empty()) return make_error_code(errc::no_such_file_or_directory);
        mode_.reset();
        struct ::stat found{};
        if (::lstat(path_.c_str(), &found) != 0) return errno == ENOENT ? error_code{} : last_system_error();
        const auto mode = mode_behind_link(found);
        if (S_ISDIR(mode)) return make_error_code(errc::is_a_directory);
        if (S_ISSOCK(mode)) return make_error_code(errc::operation_not_supported);
        if (S_ISREG(mode)) mode_ = mode & 0777;
        return may_replace(found) ? error_code{} : make_error_code(errc::operation_not_permitted);
    }

    /// Gives what stands at the path: behind a symbolic link, what that leads to.
    ::mode_t mode_behind_link(const struct ::stat& found) const noexcept {
        struct ::stat behind{};
        const bool leads_somewhere = S_ISLNK(found.st_mode) && ::stat(path_.c_str(), &behind) == 0;
        return leads_somewhere ? behind.st_mode : found.st_mode;
    }

    /// Says whether the folder's rules let this user replace a file: in one with the sticky bit, only its own.
    bool may_replace(const struct ::stat& found) const {
        struct ::stat folder{};
        if (::stat(folder_of(path_).c_str(), &folder) != 0 || (folder.st_mode & S_ISVTX) == 0) return true;
        const auto user = ::geteuid();
        return user == 0 || user == found.st_uid || user == folder.st_uid;
    }

    /// Locks the new temporary file; false where another writer took it for one that was left, in the moment before.
    bool take() const noexcept { return !is_locked_by_other(descriptor_) && is_at(temporary_); }

    /// Says whether a name is that of the open file.
    bool is_at(const std::string& name) const noexcept { return is_same(descriptor_, name); }

    static bool is_same(int descriptor, const std::string& name) noexcept {
        struct ::stat opened{}, named{};
        return ::fstat(descriptor, &opened) == 0 && ::lstat(name.c_str(), &named) == 0 &&
               opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
    }

    /// Opens what stands at the temporary name. NFS lets nobody lock what is not open for writing.
    int open_what_is_left() const noexcept {
        constexpr int how = O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW;
        const int left = ::open(temporary_.c_str(), O_RDWR | how);
        return left < 0 && errno != ENOENT ? ::open(temporary_.c_str(), O_RDONLY | how) : left;
    }

    /// Locks an open file, unless its writer is at work, or cannot be told from one that is: EBADF is NFS's word for a
    /// file that is not open for writing. Says whether that is so; a file system may have no locks.
    static bool is_locked_by_other(int descriptor) noexcept {
        return ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || errno == EBADF);
    }

    /// Removes what stands at the temporary name, unless its writer is at work. It is never written to: it may be a
    /// link to something else, or be open elsewhere.
    error_code remove_what_is_left() noexcept {
        const int left = open_what_is_left();
        if (left < 0 && errno == ENOENT) return {};
        const bool is_busy = left >= 0 && is_locked_by_other(left);
        error_code why = is_busy ? busy() : error_code{};
        const bool is_still_there = left < 0 || is_same(left, temporary_);
        if (!is_busy && is_still_there && ::unlink(temporary_.c_str()) != 0 && errno != ENOENT)
            why = last_system_error();
        if (left >= 0) ::close(left);
        return why;
    }

    /// Puts the folder on disk, which holds the name. Where the folder may not be read or the file system cannot do
    /// this, it is left to the system.
    error_code keep_name() const {
        const int descriptor = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) return {};
        const bool is_kept = ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
        const auto why = is_kept ? error_code{} : last_system_error();
        ::close(descriptor);
        return why;
    }

    std::string path_;
    std::string temporary_;
    int descriptor_ = -1;
    bool has_name_ = false;
    std::size_t unsent_ = 0;        ///< bytes that the disk was not told of
    std::optional<::mode_t> mode_;  ///< of the file that is there
};

}  // namespace seedance::detail
