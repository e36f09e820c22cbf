// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/system/errc.hpp>

#include <seedance/core/error.hpp>

namespace seedance::detail {

/// Takes bytes, which cannot be taken back, and passes them on at its own pace.
class byte_stream {
  public:
    virtual ~byte_stream() = default;

    /// Takes the next bytes of a file of so many, 0 where that is not known.
    virtual error_code push(std::string_view bytes, std::uint64_t total) = 0;

    /// Says whether there is enough for now. Who gives more all the same may do so up to a limit.
    virtual bool is_full() const = 0;

    /// Calls a function when it is not full any more, within this one or later, from anywhere.
    virtual void when_ready(std::function<void()> go_on) = 0;
};

/// A stream as the target of a file.
class stream_target {
  public:
    explicit stream_target(std::shared_ptr<byte_stream> to) noexcept : to_{std::move(to)} {}

    error_code check() const noexcept { return {}; }

    /// The error `invalid_seek` says that something was passed on already.
    error_code open() const noexcept {
        return has_written_ ? make_error_code(boost::system::errc::invalid_seek) : error_code{};
    }

    error_code write(std::string_view bytes, std::uint64_t total) {
        if (!bytes.empty()) has_written_ = true;
        return to_->push(bytes, total);
    }

    error_code commit() const noexcept { return {}; }
    void discard() const noexcept {}

    byte_stream& stream() const noexcept { return *to_; }

  private:
    std::shared_ptr<byte_stream> to_;
    bool has_written_ = false;
};

}  // namespace seedance::detail
