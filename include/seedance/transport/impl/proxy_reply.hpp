// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/transport/impl/mended_head.hpp>
#include <seedance/transport/impl/reply_head.hpp>

namespace seedance::detail {

/// Reads what a proxy answers to CONNECT, from bytes that come in any pieces, without a socket. Of an answer that
/// refuses, the head alone is read: nothing in it is the gateway's.
class proxy_reply {
  public:
    enum class result : std::uint8_t { unfinished, open, refused, no_http, too_long };

    static constexpr std::size_t limit = 16 * 1024;  // bytes, interim answers (1xx) among them

    result take(std::string_view bytes) {
        input_.append(bytes);
        while (true) {
            if (!reply_head::may_begin(input_)) return result::no_http;
            const auto size = head_size(input_, searched_);
            if (read_ + std::min(size, input_.size()) > limit) return result::too_long;
            if (size == std::string_view::npos) return result::unfinished;
            const auto status = status_in(std::string_view{input_}.substr(0, size));
            if (!status || *status == 101) return result::no_http;
            input_.erase(0, size);
            read_ += size;
            searched_ = 0;
            if (*status < 200) continue;
            status_ = *status;
            if (!is_success_status(status_)) return result::refused;
            return input_.empty() ? result::open : result::no_http;  // a TLS server does not speak first
        }
    }

    /// Of the answer that decided.
    int status() const noexcept { return status_; }

  private:
    static std::optional<int> status_in(std::string_view head) {
        reply_head parsed;
        if (!parsed.parse(head, true)) return parsed.status;
        const auto mended = mended_head(head);
        reply_head again;
        return mended && !again.parse(*mended, true) ? std::optional{again.status} : std::nullopt;
    }

    std::string input_;
    std::size_t searched_ = 0;
    std::size_t read_ = 0;  ///< bytes, of the heads so far
    int status_ = 0;
};

/// Says whether another address of the host may be reached where a proxy has refused one so: it may have one family of
/// addresses only.
inline bool may_reach_another_address(int status) noexcept {
    return status == 403 || status == 404 || status / 100 == 5;
}

/// Says for people why a proxy has not opened a connection.
inline std::string_view describe_refusal(int status) noexcept {
    switch (status) {
        case 401:
        case 407: return "it takes no connection without the right user and password (in the proxy's URL)";
        case 403:
        case 405: return "it does not allow connections to this host and port";
        case 404:
        case 500:
        case 502:
        case 503:
        case 504: return "it could not reach the host";
        case 429: return "it takes fewer connections at once";
        default: return "it has opened no connection";
    }
}

}  // namespace seedance::detail
