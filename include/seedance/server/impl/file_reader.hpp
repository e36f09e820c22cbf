// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <ios>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include <seedance/server/impl/byte_range.hpp>
#include <seedance/server/impl/file_thread.hpp>

namespace seedance::detail {

/// A file that is open for reading, a piece at a time; nothing of it is done on the caller's thread but its end.
class file_reader {
  public:
    static constexpr std::size_t piece = 64 * 1024;  ///< bytes

    /// Opens a file; what comes of it says `is_open`, or with which `status` it is refused.
    static boost::asio::awaitable<file_reader> open(file_thread& on, std::string path) {
        auto work = [path = std::move(path)] {
            file_reader made;
            errno = 0;
            made.file_ = std::make_shared<std::ifstream>(path, std::ios::binary);
            if (!made.file_->is_open()) return not_open(errno);
            made.file_->seekg(0, std::ios::end);
            const auto end = std::streamoff{made.file_->tellg()};
            if (end < 0 || end == std::numeric_limits<std::streamoff>::max())
                return not_open(ENOENT);  // a folder, or a pipe
            made.size_ = static_cast<std::uint64_t>(end);
            return made;
        };
        return on.run<file_reader>(std::move(work));
    }

    bool is_open() const noexcept { return file_ != nullptr; }
    std::uint64_t size() const noexcept { return size_; }

    /// Gives the status of HTTP for one that is not open: 404, there is no such file; 503, it cannot be opened now, for
    /// want of descriptors, of rights or of a disk.
    int status() const noexcept { return status_; }

    /// Reads the begin of a part, one piece at most; less, where the file has become shorter.
    boost::asio::awaitable<std::string> read(file_thread& on, const byte_range& part) const {
        auto work = [file = file_, part] {
            std::string bytes(std::min<std::uint64_t>(part.size(), piece), '\0');
            file->clear();
            file->seekg(static_cast<std::streamoff>(part.first));
            file->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            bytes.resize(static_cast<std::size_t>(file->gcount()));
            return bytes;
        };
        return on.run<std::string>(std::move(work));
    }

  private:
    static file_reader not_open(int why) {
        file_reader made;
        const bool is_missing = why == ENOENT || why == ENOTDIR || why == 0;
        made.status_ = is_missing ? 404 : 503;
        return made;
    }

    std::shared_ptr<std::ifstream> file_;
    std::uint64_t size_ = 0;
    int status_ = 404;
};

}  // namespace seedance::detail
