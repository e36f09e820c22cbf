// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/transport/https_options.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/no_proxy.hpp>
#include <seedance/transport/impl/proxy_url.hpp>

namespace seedance::detail {

/// Gives the first of these environment variables that is set and not empty, and its name before it. It is not copied:
/// it may hold a password.
inline std::pair<std::string_view, std::string_view> first_set(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const char* value = std::getenv(name); value && *value) return {name, value};
    return {};
}

/// Which proxy a host is reached through. The environment is read once, when this is made: it may change under a
/// running program, and must not be read while it does. As in curl, the variable in lower case comes first (in Go the
/// other one), and `NO_PROXY` counts for a proxy of the options too; as in Go, `ALL_PROXY` is none of ours.
class proxy_choice {
  public:
    /// Throws `boost::system::system_error` where the URL of the proxy is none. What it says holds no password.
    explicit proxy_choice(const https_options& options)
        : exceptions_{options.no_proxy ? *options.no_proxy : first_set({"no_proxy", "NO_PROXY"}).second} {
        const auto [name, url] = options.proxy
                                     ? std::pair{std::string_view{"https_options::proxy"}, options.proxy->reveal()}
                                     : first_set({"https_proxy", "HTTPS_PROXY"});
        if (url.empty()) return;
        auto read = parse_proxy_url(url);
        if (!read.proxy)
            throw boost::system::system_error{
                make_error_code(boost::system::errc::invalid_argument),
                std::string{name} + " is no URL of a proxy: " + std::string{read.problem}};
        proxy_ = std::make_shared<const proxy_address>(std::move(*read.proxy));
    }

    /// Gives the proxy for a host; null where there is none.
    std::shared_ptr<const proxy_address> for_host(const https_url& target) const {
        return proxy_ && !exceptions_.holds(target) ? proxy_ : nullptr;
    }

  private:
    no_proxy exceptions_;
    std::shared_ptr<const proxy_address> proxy_;
};

}  // namespace seedance::detail
