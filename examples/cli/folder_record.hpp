// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Which files in a folder are a batch's own: a line each in its file `.seedance-batch`.

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <seedance/core/error.hpp>
#include <seedance/core/hex.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>

#include "usage_error.hpp"

namespace cli {

/// Says whether something lies at a path, be it a link that leads nowhere.
inline bool is_taken(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

namespace detail {

inline std::string words_of(int error) { return std::generic_category().message(error); }

/// Writes a task as the record has it: what it is polled by does not count.
inline std::string text_in_record(const seedance::task& task) {
    return to_string(seedance::task{.provider = task.provider, .id = task.id, .account = task.account});
}

/// A file that is open; -1: it is not.
class open_file {
  public:
    explicit open_file(int descriptor) noexcept : descriptor_{descriptor} {}
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    ~open_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int get() const noexcept { return descriptor_; }
    bool is_open() const noexcept { return descriptor_ >= 0; }

  private:
    int descriptor_;
};

}  // namespace detail

/// What runs have written down of the files in a folder: which task's video each is. The task is written before the
/// file gets its name, so that whatever else lies there is somebody else's. Several runs may use a folder at once: each
/// reads what the others have written before it decides.
class folder_record {
  public:
    /// Reads the record of a folder, which need not be there; an empty name is that of none.
    /// @par Errors Throws `usage_error`.
    explicit folder_record(const std::string& folder) : folder_{folder} { refresh(); }

    /// Reads what was written since.
    /// @par Errors Throws `usage_error`.
    void refresh() {
        if (folder_.empty() || !is_taken(path())) return;
        const detail::open_file file{::open(path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
        if (file.is_open()) ::flock(file.get(), LOCK_SH);  // where a file system has no locks, nobody waits for one
        if (!file.is_open() || !read_on(file.get()))
            throw usage_error{"--out-dir: " + path() + " cannot be read: " + detail::words_of(errno)};
    }

    /// Says whether the file of this name is the video of the task.
    bool has(const std::string& name, const seedance::task& task) const {
        const auto found = tasks_.find(name);
        return found != tasks_.end() && found->second == detail::text_in_record(task);
    }

    /// Says whether the name was given to a video.
    bool has(const std::string& name) const { return tasks_.contains(name); }

    /// Gives the path at which a task's video lies, whole, until it gets its name. Nobody else has a file there.
    std::string path_aside(const std::string& name, const seedance::task& task) const {
        const auto hash = seedance::text::hex(seedance::text::sha256(name + '\n' + detail::text_in_record(task)));
        return (std::filesystem::path{folder_} / (".seedance-" + hash.substr(0, 32) + ".mp4")).string();
    }

    /// Writes down that the file of this name, in the folder, is the task's video from now on.
    /// @par Errors Throws `seedance::error` where somebody else's file, or another task's video, has that name, or
    /// where nothing can be written.
    void claim(const std::string& name, const seedance::task& task) {
        if (has(name, task)) return;
        const detail::open_file file{
            ::open(path().c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)};
        if (file.is_open()) ::flock(file.get(), LOCK_EX);
        if (!file.is_open() || !read_on(file.get()))
            refuse(task, path() + " cannot be written: " + detail::words_of(errno));
        if (has(name, task)) return;  // by another run of the same batch
        const auto video = (std::filesystem::path{folder_} / name).string();
        if (has(name))
            refuse(task, path() + " has " + name + " for another video: name another --out-dir, and run this again");
        if (is_taken(video))
            refuse(task, video + " is there already, and is not this task's video: move it away, and run this again");
        append(file.get(), name, task);
    }

    /// Gives the video of a task, which lies aside, its name. What has that name already is not written over; where it
    /// is the same video, as after a run that was killed between two steps, nothing is left to be done.
    /// @par Errors Throws `seedance::error`.
    void give_name(const std::string& name, const seedance::task& task) const {
        const auto from = path_aside(name, task);
        const auto to = (std::filesystem::path{folder_} / name).string();
        std::error_code failed;
        if (::link(from.c_str(), to.c_str()) == 0 || are_equal(from, to)) return tidy(name, task);
        if (!is_taken(from) && is_taken(to) && has(name, task)) return;  // another run has given it its name
        if (is_taken(to))
            refuse(task, to + " is there already, and is not this task's video, which lies in " + from +
                             ": move it away, and run this again");
        std::filesystem::rename(from, to, failed);  // a file system without hard links
        if (failed) refuse(task, to + " cannot be made of " + from + ": " + failed.message());
    }

  private:
    std::string path() const { return (std::filesystem::path{folder_} / ".seedance-batch").string(); }

    /// Takes away what lies aside of a video that has its name.
    void tidy(const std::string& name, const seedance::task& task) const {
        const auto from = path_aside(name, task);
        if (!is_taken(from)) return;
        const detail::open_file folder{::open(folder_.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY)};
        if (folder.is_open()) ::fsync(folder.get());  // one of the two names outlives a power cut
        std::error_code ignored;
        std::filesystem::remove(from, ignored);
    }

    [[noreturn]] static void refuse(const seedance::task& task, std::string words) {
        throw seedance::error{{.code = seedance::errc::file_error,
                               .step = seedance::step::download,
                               .provider = task.provider,
                               .model = task.model,
                               .detail = std::move(words),
                               .task = task,
                               .billed = seedance::billed::yes,
                               .retry = seedance::retry::resume}};
    }

    /// Reads what the file has beyond what was read; `errno` says why it could not.
    bool read_on(int file) {
        struct ::stat now{};
        if (::fstat(file, &now) != 0) return false;
        if (now.st_size < read_) {  // somebody has shortened it
            tasks_.clear();
            rest_.clear();
            read_ = 0;
        }
        std::string piece(std::size_t{1} << 16, '\0');
        for (;;) {
            const auto count = ::pread(file, piece.data(), piece.size(), read_);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return count == 0;
            read_ += count;
            rest_.append(piece, 0, static_cast<std::size_t>(count));
            take_lines();
        }
    }

    /// Takes whole lines; what an earlier run had no room for the rest of stays.
    void take_lines() {
        std::size_t begin = 0;
        for (auto end = rest_.find('\n'); end != rest_.npos; end = rest_.find('\n', begin)) {
            const auto line = std::string_view{rest_}.substr(begin, end - begin);
            if (const auto space = line.find(' '); space != line.npos)
                tasks_.insert_or_assign(std::string{line.substr(0, space)}, std::string{line.substr(space + 1)});
            begin = end + 1;
        }
        rest_.erase(0, begin);
    }

    /// Appends a line, and waits until the disk has it. What an earlier run had no room for the rest of is taken away.
    void append(int file, const std::string& name, const seedance::task& task) {
        const auto text = name + ' ' + detail::text_in_record(task) + '\n';
        const auto whole = read_ - static_cast<::off_t>(rest_.size());
        bool is_kept = rest_.empty() || ::ftruncate(file, whole) == 0;
        if (is_kept) {
            const auto written = ::write(file, text.data(), text.size());
            if (written >= 0) errno = ENOSPC;
            is_kept = written == static_cast<::ssize_t>(text.size()) && ::fsync(file) == 0;
        }
        if (!is_kept) refuse(task, path() + " cannot be written: " + detail::words_of(errno));
        read_ = whole;
        rest_.clear();
        read_on(file);
    }

    /// Says whether two files have the same bytes.
    static bool are_equal(const std::string& a, const std::string& b) {
        const detail::open_file first{::open(a.c_str(), O_RDONLY | O_CLOEXEC)};
        const detail::open_file second{::open(b.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
        struct ::stat of_first{}, of_second{};
        if (::fstat(first.get(), &of_first) != 0 || ::fstat(second.get(), &of_second) != 0) return false;
        if (!S_ISREG(of_second.st_mode) || of_first.st_size != of_second.st_size) return false;
        std::string left(std::size_t{1} << 16, '\0'), right = left;
        for (;;) {
            const auto count = ::read(first.get(), left.data(), left.size());
            if (count <= 0) return count == 0;
            const auto size = static_cast<std::size_t>(count);
            for (std::size_t got = 0; got != size;) {
                const auto more = ::read(second.get(), right.data() + got, size - got);
                if (more <= 0) return false;
                got += static_cast<std::size_t>(more);
            }
            if (left.compare(0, size, right, 0, size) != 0) return false;
        }
    }

    std::string folder_;
    std::map<std::string, std::string, std::less<>> tasks_{};  ///< the last task of each name
    std::string rest_{};                                       ///< of a line that has no end yet
    ::off_t read_ = 0;                                         ///< bytes of the file
};

}  // namespace cli
