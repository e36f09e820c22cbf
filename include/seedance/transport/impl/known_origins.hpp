// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/char_table.hpp>
#include <seedance/transport/https_target.hpp>

namespace seedance::detail {

/// Says whether a text is a path, perhaps with a query, that needs no parser: the characters of RFC 3986, 3.3 and 3.4,
/// without escapes.
inline bool is_simple_path(std::string_view path) noexcept {
    static constexpr char_table simple{
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/?"};
    return path.starts_with('/') && simple.holds_all(path);
}

/// Reads https URLs as `parse_https_url` does, and remembers a few origins: a URL that begins as one that was read
/// before, up to the first slash, is not parsed again if the rest of it is simple.
///
/// @par Thread safety
/// All functions may be called from any thread.
class known_origins {
  public:
    /// Reads a URL into `out`; gives false for a text that is none.
    bool parse(std::string_view url, https_url& out) {
        const auto origin = url.substr(0, origin_size(url)), path = url.substr(origin.size());
        const bool is_simple = is_simple_path(path);
        if (is_simple && find(origin, out)) {
            out.path = path;
            return true;
        }
        auto parsed = parse_https_url(url);
        if (parsed && is_simple && parsed->path == path) remember(origin, *parsed);
        if (parsed) out = std::move(*parsed);
        return parsed.has_value();
    }

  private:
    struct entry {
        std::string origin{};
        https_url target{};
    };

    static std::size_t origin_size(std::string_view url) noexcept {
        static constexpr char_table ends{"/?#"};
        auto at = std::string_view{"https://"}.size();
        if (url.size() < at) return url.size();
        while (at != url.size() && !ends.holds(url[at])) ++at;
        return at;
    }

    bool find(std::string_view origin, https_url& out) const {
        const std::lock_guard lock{mutex_};
        for (const auto& known : entries_) {
            if (known.origin != origin || origin.empty()) continue;
            out = known.target;
            return true;
        }
        return false;
    }

    void remember(std::string_view origin, https_url target) {
        target.path.clear();
        entry made{std::string{origin}, std::move(target)};
        const std::lock_guard lock{mutex_};
        entries_[next_++ % entries_.size()] = std::move(made);
    }

    mutable std::mutex mutex_;
    std::array<entry, 8> entries_;
    std::size_t next_ = 0;
};

}  // namespace seedance::detail
