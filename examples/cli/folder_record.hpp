// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Which files in a folder are a batch's own: a line each in its file `.seedance-batch`.

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <seedance/core/error.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>

#include "usage_error.hpp"

namespace cli {

/// Says whether something lies at a path, be it a link that leads nowhere.
inline bool is_taken(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

/// What a folder says of its videos: this name is that task's. It is written down before the video gets its name, so
/// that whatever else lies there is somebody else's.
class folder_record {
  public:
    /// Reads the record of a folder, which need not be there.
    /// @par Errors Throws `usage_error`.
    explicit folder_record(const std::string& folder)
        : path_{(std::filesystem::path{folder} / ".seedance-batch").string()} {
        if (!is_taken(path_)) return;
        errno = 0;
        std::ifstream file{path_, std::ios::binary};
        for (std::string line; std::getline(file, line);) {
            ends_within_a_line_ = file.eof();  // an earlier run had no room for the rest
            if (!ends_within_a_line_) lines_.insert(line);
        }
        if (!file.eof()) throw usage_error{"--out-dir: " + path_ + " cannot be read: " + words_of(errno)};
    }

    /// Says whether the file of this name is the video of the task.
    bool has(const std::string& name, const seedance::task& task) const { return lines_.contains(line_of(name, task)); }

    /// Writes down that the file of this name, in the folder, is the task's video from now on.
    /// @par Errors Throws `seedance::error` where somebody else's file has that name, or where nothing can be written.
    void claim(const std::string& name, const seedance::task& task) {
        if (has(name, task)) return;
        const auto video = (std::filesystem::path{path_}.parent_path() / name).string();
        if (is_taken(video))
            refuse(task, video + " is there already, and is not this task's video: move it away, and run this again");
        auto line = line_of(name, task);
        if (!append((ends_within_a_line_ ? "\n" : "") + line + "\n")) {
            const auto why = words_of(errno);
            ends_within_a_line_ = true;
            refuse(task, path_ + " cannot be written: " + why);
        }
        ends_within_a_line_ = false;
        lines_.insert(std::move(line));
    }

  private:
    static std::string words_of(int error) { return std::generic_category().message(error); }

    static std::string line_of(const std::string& name, const seedance::task& task) {
        return name + ' ' +
               to_string(seedance::task{.provider = task.provider, .id = task.id, .account = task.account});
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

    /// Appends a text, and waits until the disk has it; `errno` says why it could not.
    bool append(const std::string& text) const {
        const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file < 0) return false;
        const auto written = ::write(file, text.data(), text.size());
        if (written >= 0) errno = ENOSPC;
        const bool is_kept = written == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
        const int why = errno;
        ::close(file);
        errno = why;
        return is_kept;
    }

    std::string path_;
    std::set<std::string> lines_{};
    bool ends_within_a_line_ = false;
};

}  // namespace cli
