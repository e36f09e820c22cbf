// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/core/text.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// A file that is there whole or not at all: bytes go to a temporary name in the same folder, `commit` puts them on disk and
/// gives them their name, and without it the temporary file is removed. Nothing follows a symbolic link at the final name.
class whole_file {
  public:
    explicit whole_file(std::string path) : path_{std::move(path)} {}
    whole_file(const whole_file&) = delete;
    whole_file& operator=(const whole_file&) = delete;
    ~whole_file() { discard(); }

    error_code open() {
        discard();
        std::random_device random;
        for (int attempt = 0; attempt != 10; ++attempt) {
            temporary_ = path_ + ".part-" + std::to_string(random());
            descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
            if (descriptor_ >= 0) return {};
            if (errno != EEXIST) break;
        }
        temporary_.clear();
        return last_error();
    }

    error_code write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::write(descriptor_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return last_error();
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return {};
    }

    error_code commit() {
        if (::fsync(descriptor_) != 0) return last_error();
        if (::close(std::exchange(descriptor_, -1)) != 0) return last_error();
        if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return last_error();
        temporary_.clear();
        return {};
    }

    void discard() noexcept {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
        if (!temporary_.empty()) ::unlink(temporary_.c_str());
        temporary_.clear();
    }

  private:
    static error_code last_error() noexcept { return {errno, boost::system::system_category()}; }

    std::string path_;
    std::string temporary_;
    int descriptor_ = -1;
};

/// Writes a reply's body to a file, within a limit.
class file_sink final : public body_sink {
  public:
    using progress = std::function<void(std::uint64_t received, std::uint64_t total)>;

    file_sink(std::string path, std::uint64_t limit, progress on_progress)
        : file_{std::move(path)}, limit_{limit}, on_progress_{std::move(on_progress)} {}

    error_code begin(const http_reply& head) override {
        received_ = 0;
        total_ = announced_length(head);
        if (total_ > limit_) return errc::too_large;
        if (!may_be_video(head.header("Content-Type"))) return errc::integrity;
        file_error_ = file_.open();
        return file_error_ ? error_code{errc::file_error} : error_code{};
    }

    error_code write(std::string_view bytes) override {
        if (bytes.size() > limit_ - received_) return errc::too_large;
        file_error_ = file_.write(bytes);
        if (file_error_) return errc::file_error;
        received_ += bytes.size();
        on_progress_(received_, total_);
        return {};
    }

    /// Gives the file its name; every byte must have arrived.
    error_code commit() {
        if (received_ == 0) return errc::integrity;
        file_error_ = file_.commit();
        return file_error_ ? error_code{errc::file_error} : error_code{};
    }

    void discard() noexcept { file_.discard(); }

    std::uint64_t received() const noexcept { return received_; }

    /// What the system said of the last `errc::file_error`.
    const error_code& file_error() const noexcept { return file_error_; }

  private:
    static std::uint64_t announced_length(const http_reply& head) noexcept {
        const auto text = head.header("Content-Length");
        std::uint64_t length = 0;
        std::from_chars(text.data(), text.data() + text.size(), length);
        return length;
    }

    /// Storage servers name a video's type in many ways; a page or a document is not one.
    static bool may_be_video(std::string_view type) noexcept {
        return !text::starts_with_ignoring_case(type, "text/") && !text::starts_with_ignoring_case(type, "application/json") &&
               !text::starts_with_ignoring_case(type, "application/xml");
    }

    whole_file file_;
    std::uint64_t limit_;
    progress on_progress_;
    std::uint64_t received_ = 0;
    std::uint64_t total_ = 0;
    error_code file_error_{};
};

}  // namespace seedance::detail
