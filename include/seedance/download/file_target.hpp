// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/download/byte_stream.hpp>
#include <seedance/download/commit_gate.hpp>
#include <seedance/download/stream_file.hpp>
#include <seedance/download/whole_file.hpp>

namespace seedance::detail {

/// What a path names, a file that appears whole or something that is written to; or a stream.
class file_target {
  public:
    /// Makes one of a path. Once it is given up at the gate, nothing waits for a reader any more, and no file gets its
    /// name.
    explicit file_target(std::string path, commit_gate* gate = nullptr) : path_{std::move(path)}, gate_{gate} {}

    /// Makes one that has no path.
    explicit file_target(std::shared_ptr<byte_stream> to)
        : path_{"the sink"},
          target_{std::in_place_type<stream_target>, std::move(to)},
          is_chosen_{true},
          is_stream_{true} {}

    const std::string& path() const noexcept { return path_; }

    /// Looks at what is there, and says why nothing can be saved there, before anything is fetched or paid for.
    error_code check() {
        if (!is_stream_) choose();
        return std::visit([](auto& chosen) { return chosen.check(); }, target_);
    }

    error_code open() {
        if (!is_chosen_) choose();
        return std::visit([](auto& chosen) { return chosen.open(); }, target_);
    }

    /// Appends to a file of so many bytes, 0 where that is not known.
    error_code write(std::string_view bytes, std::uint64_t total = 0) {
        if (auto* const stream = std::get_if<stream_target>(&target_)) return stream->write(bytes, total);
        if (auto* const whole = std::get_if<whole_file>(&target_)) return whole->write(bytes);
        return std::get<stream_file>(target_).write(bytes);
    }

    /// Says whether so many bytes can be written without waiting for a reader, after a moment in which that may change.
    bool is_ready() const noexcept {
        const auto* const stream = std::get_if<stream_file>(&target_);
        return stream == nullptr || stream->is_ready();
    }
    std::size_t at_once() const noexcept {
        return std::holds_alternative<stream_file>(target_) ? stream_file::at_once : std::string_view::npos;
    }

    /// Says whether what was written can be read again, by `read_back`.
    bool can_be_read() const noexcept { return std::holds_alternative<whole_file>(target_); }

    /// Calls `each` with the bytes of a file that can be read, piece by piece.
    template <class Each>
    error_code read_back(Each each) const {
        return std::get<whole_file>(target_).read_back(std::move(each));
    }

    /// Gives the stream; null for a path.
    byte_stream* stream() const noexcept {
        const auto* const stream = std::get_if<stream_target>(&target_);
        return stream != nullptr ? &stream->stream() : nullptr;
    }

    error_code commit() {
        if (auto* const whole = std::get_if<whole_file>(&target_)) return whole->commit(gate_);
        return std::visit([](auto& chosen) { return chosen.commit(); }, target_);
    }

    /// Says whether a file got its name although `commit` has failed.
    bool has_name() const noexcept {
        const auto* const whole = std::get_if<whole_file>(&target_);
        return whole != nullptr && whole->has_name();
    }

    void discard() noexcept {
        std::visit([](auto& chosen) { chosen.discard(); }, target_);
    }

  private:
    void choose() {
        auto path = path_;  // without memory for it, the target stays what it is
        if (stream_file::is_at(path))
            target_.emplace<stream_file>(std::move(path), gate_);
        else
            target_.emplace<whole_file>(std::move(path));
        is_chosen_ = true;
    }

    std::string path_;
    commit_gate* gate_ = nullptr;
    std::variant<whole_file, stream_file, stream_target> target_{std::in_place_type<whole_file>, std::string{}};
    bool is_chosen_ = false;
    bool is_stream_ = false;
};

/// Gives the words for an error of a target.
inline std::string words_of_target(const std::string& path, const error_code& error) {
    namespace errc = boost::system::errc;
    auto words = path + ": " + error.message();
    if (error == errc::text_file_busy) words = path + ": another download is writing to it";
    if (error == errc::invalid_seek) words = path + ": what was written there cannot be taken back to begin again";
    if (error == errc::no_buffer_space)
        words = path + ": it is slower than the transport, which does not wait for it (body_sink::is_full)";
    if (error == errc::no_such_device_or_address) words = path + ": nobody reads from it";
    return words;
}

}  // namespace seedance::detail
