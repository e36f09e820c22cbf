// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/wipe.hpp>

namespace seedance {

/// An API key, or another text that is secret, as the URL of a proxy with its password. It cannot be streamed, compared
/// or converted to text by accident; its memory is overwritten when the object is destroyed or assigned to.
/// `client::use` checks that a key is there and may be sent.
class secret {
  public:
    secret() = default;

    /// Takes over a key that the program got elsewhere.
    explicit secret(std::string value) : value_{std::move(value)} { detail::wipe(value); }

    /// Copies a key; a null pointer is none, which is what `std::getenv` gives for a variable that is not set.
    explicit secret(const char* value) : value_{value != nullptr ? value : ""} {}

    /// Reads an environment variable; the secret is empty when the variable is not set.
    static secret from_env(const char* name) { return secret{std::getenv(name)}; }

    secret(const secret&) = default;

    /// Takes the key out of `other`, which is empty afterwards.
    secret(secret&& other) noexcept : value_{std::move(other.value_)} { other.wipe(); }

    /// Overwrites the key that was here before.
    secret& operator=(const secret& other) {
        if (this != &other) {
            wipe();
            value_ = other.value_;
        }
        return *this;
    }

    /// Overwrites the key that was here before; `other` is empty afterwards.
    secret& operator=(secret&& other) noexcept {
        wipe();
        value_.swap(other.value_);
        other.wipe();
        return *this;
    }

    ~secret() { wipe(); }

    /// Says whether there is no key.
    bool empty() const noexcept { return value_.empty(); }

    /// Gives the key itself, for code that writes it into a request to the gateway's own origin. The view is valid
    /// while the secret lives and is not assigned to.
    std::string_view reveal() const noexcept { return value_; }

  private:
    /// Overwrites also what a move has left behind: a short text is copied.
    void wipe() noexcept { detail::wipe(value_); }

    std::string value_;
};

}  // namespace seedance
