// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/download/stream_file.hpp>
#include <seedance/download/whole_file.hpp>

namespace seedance::detail {

/// What a path names: a file that appears whole, or something that is written to.
class file_target {
  public:
    explicit file_target(std::string path) : path_{std::move(path)} {}

    const std::string& path() const noexcept { return path_; }

    /// Looks at what is there, and says why nothing can be saved there, before anything is fetched or paid for.
    error_code check() {
        choose();
        return std::visit([](auto& chosen) { return chosen.check(); }, target_);
    }

    error_code open() {
        if (!is_chosen_) choose();
        return std::visit([](auto& chosen) { return chosen.open(); }, target_);
    }

    error_code write(std::string_view bytes) {
        return std::visit([bytes](auto& chosen) { return chosen.write(bytes); }, target_);
    }

    error_code commit() {
        return std::visit([](auto& chosen) { return chosen.commit(); }, target_);
    }

    void discard() noexcept {
        std::visit([](auto& chosen) { chosen.discard(); }, target_);
    }

  private:
    void choose() {
        is_chosen_ = true;
        if (stream_file::is_at(path_))
            target_.emplace<stream_file>(path_);
        else
            target_.emplace<whole_file>(path_);
    }

    std::string path_;
    std::variant<whole_file, stream_file> target_{std::in_place_type<whole_file>, std::string{}};
    bool is_chosen_ = false;
};

/// Gives the words for an error of a target.
inline std::string words_of_target(const std::string& path, const error_code& error) {
    namespace errc = boost::system::errc;
    auto words = path + ": " + error.message();
    if (error == errc::text_file_busy) words = path + ": another download is writing to it";
    if (error == errc::invalid_seek) words = path + ": what was written there cannot be taken back to begin again";
    if (error == errc::no_such_device_or_address) words = path + ": nobody reads from it";
    return words;
}

}  // namespace seedance::detail
