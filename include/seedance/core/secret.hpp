// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace seedance {

/// An API key. It cannot be streamed, compared or converted to text by accident; its memory is overwritten when it
/// goes. Whether it is there and may be sent is checked when an account is given to a client.
class secret {
  public:
    secret() = default;
    explicit secret(std::string value) : value_{std::move(value)} {}

    /// The value of an environment variable, or an empty secret when it is not set.
    static secret from_env(const char* name) {
        const char* value = std::getenv(name);
        return secret{std::string{value != nullptr ? value : ""}};
    }

    secret(const secret&) = default;
    secret(secret&& other) noexcept : value_{std::move(other.value_)} { other.wipe(); }
    secret& operator=(const secret& other) {
        if (this != &other) {
            wipe();
            value_ = other.value_;
        }
        return *this;
    }
    secret& operator=(secret&& other) noexcept {
        wipe();
        value_.swap(other.value_);
        other.wipe();
        return *this;
    }
    ~secret() { wipe(); }

    bool empty() const noexcept { return value_.empty(); }

    /// The key itself, for the one place that writes it into a request to the gateway's own origin.
    std::string_view reveal() const noexcept { return value_; }

  private:
    /// Overwrites also what a move has left behind: a short text is copied.
    void wipe() noexcept {
        value_.resize(value_.capacity());
        volatile char* at = value_.data();
        for (std::size_t i = 0; i != value_.size(); ++i) at[i] = '\0';
        value_.clear();
    }

    std::string value_;
};

}  // namespace seedance
