// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/char_table.hpp>
#include <seedance/transport/https_target.hpp>

namespace seedance::detail {

/// Says whether a text is a path, perhaps with a query, that needs no parser: the characters of RFC 3986, 3.3 and 3.4,
/// without escapes.
inline bool is_simple_path(std::string_view path) noexcept {
    static constexpr char_table simple{
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/?"};
    return path.starts_with('/') && simple.holds_all(path);
}

/// Where a request goes. Requests to one origin share what is known of it; each has a path of its own.
struct request_target {
    std::shared_ptr<const https_url> origin{};  ///< without a path, unless `path` views that
    std::string_view path{};                    ///< a part of the URL that was read, or of `origin`
};

/// Reads https URLs as `parse_https_url` does, and remembers a few origins: a URL that begins as one that was read
/// before, up to the first slash, is not parsed again if the rest of it is simple.
///
/// @par Thread safety
/// All functions may be called from any thread.
class known_origins {
  public:
    /// Reads a URL, which `out` views; gives false for a text that is none.
    bool parse(std::string_view url, request_target& out) {
        const auto begin = url.substr(0, origin_size(url)), path = url.substr(begin.size());
        const bool is_simple = is_simple_path(path);
        out = {is_simple ? find(begin) : nullptr, path};
        if (out.origin) return true;
        auto parsed = parse_https_url(url);
        if (!parsed) return false;
        const bool is_usual = is_simple && parsed->path == path;
        if (is_usual) parsed->path.clear();  // it may be presigned: it is not remembered
        out.origin = std::make_shared<const https_url>(std::move(*parsed));
        if (is_usual)
            remember(begin, out.origin);
        else
            out.path = out.origin->path;
        return true;
    }

  private:
    struct entry {
        std::string begin{};  ///< of the URLs
        std::shared_ptr<const https_url> origin{};
    };

    static std::size_t origin_size(std::string_view url) noexcept {
        static constexpr char_table ends{"/?#"};
        auto at = std::string_view{"https://"}.size();
        if (url.size() < at) return url.size();
        while (at != url.size() && !ends.holds(url[at])) ++at;
        return at;
    }

    std::shared_ptr<const https_url> find(std::string_view begin) const {
        const std::lock_guard lock{mutex_};
        for (const auto& known : entries_)
            if (known.begin == begin) return known.origin;  // null for the empty text of no URL
        return nullptr;
    }

    void remember(std::string_view begin, std::shared_ptr<const https_url> origin) {
        entry made{std::string{begin}, std::move(origin)};
        const std::lock_guard lock{mutex_};
        entries_[next_++ % entries_.size()] = std::move(made);
    }

    mutable std::mutex mutex_;
    std::array<entry, 8> entries_;
    std::size_t next_ = 0;
};

}  // namespace seedance::detail
