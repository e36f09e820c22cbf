// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/secret.hpp>

namespace seedance {

/// The URL of a proxy, as text: "http://proxy.example:3128". It may hold a password, and is kept as a secret is.
class proxy_endpoint {
  public:
    /// @{ Takes a URL; it is read when a transport is made.
    proxy_endpoint(secret url) : url_{std::move(url)} {}
    proxy_endpoint(std::string url) : url_{std::move(url)} {}
    proxy_endpoint(const char* url) : url_{url} {}
    /// @}

    /// Gives the URL itself. The view is valid while the object lives and is not assigned to.
    std::string_view reveal() const noexcept { return url_.reveal(); }

  private:
    secret url_;
};

}  // namespace seedance
