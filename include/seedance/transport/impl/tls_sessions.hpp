// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <openssl/ssl.h>

namespace seedance::detail {

/// When something may be used.
struct time_window {
    std::chrono::sys_seconds from{}, until{};

    bool holds(std::chrono::sys_seconds when) const noexcept { return from <= when && when < until; }
    void narrow(std::chrono::sys_seconds begin, std::chrono::sys_seconds end) noexcept {
        from = std::max(from, begin);
        until = std::min(until, end);
    }
};

struct free_tls_session {
    void operator()(SSL_SESSION* session) const noexcept { ::SSL_SESSION_free(session); }
};
using tls_session_ptr = std::unique_ptr<SSL_SESSION, free_tls_session>;

/// A session that another handshake may go on with, and until when what was verified for it holds.
struct tls_session {
    tls_session_ptr native{};
    time_window trusted{};  ///< the certificates of its chain are valid
};

/// The sessions of one transport, and so of one context, by peer: the origin, and the rule by which it was connected
/// to. A resumed session verifies nothing anew, so none is used by another peer, or when its certificates are not valid
/// any more. Of TLS 1.3 each is given once (RFC 8446, C.4).
///
/// @par Thread safety
/// All functions may be called from any thread.
class tls_sessions {
  public:
    using seconds = std::chrono::sys_seconds;

    static seconds system_time() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

    /// Keeps at most `most_per_peer` sessions for each peer, and four times as many in all.
    explicit tls_sessions(std::size_t most_per_peer, std::function<seconds()> now = system_time)
        : most_per_peer_{most_per_peer}, now_{std::move(now)} {}

    /// Keeps a session, unless its server or its protocol does not want that.
    void put(const std::string& peer, tls_session session) {
        auto usable = session.trusted;
        usable.narrow(seconds::min(), made_at(session.native.get()) + lifetime(session.native.get()));
        if (most_per_peer_ == 0 || !usable.holds(now_())) return;
        std::list<entry> made_here, dropped;  // freed after the lock is released
        made_here.push_back({peer, std::move(session), usable});
        const std::lock_guard lock{mutex_};
        entries_.splice(entries_.begin(), made_here);
        drop_surplus(peer, dropped);
    }

    /// Gives the newest session of a peer that may be used now.
    std::optional<tls_session> take(const std::string& peer) {
        std::list<entry> dropped;
        const auto now = now_();
        const std::lock_guard lock{mutex_};
        for (auto at = entries_.begin(); at != entries_.end();) {
            const auto here = at++;
            if (here->peer != peer) continue;
            auto* const native = here->session.native.get();
            const bool is_good = here->usable.holds(now) && ::SSL_SESSION_is_resumable(native) == 1;
            if (is_good && is_used_often(native)) return share(here);
            dropped.splice(dropped.end(), entries_, here);
            if (is_good) return std::move(dropped.back().session);
        }
        return std::nullopt;
    }

    /// Drops every session of a peer: a handshake that began with one has failed.
    void forget(const std::string& peer) {
        std::list<entry> dropped;
        const std::lock_guard lock{mutex_};
        for (auto at = entries_.begin(); at != entries_.end();) {
            const auto here = at++;
            if (here->peer == peer) dropped.splice(dropped.end(), entries_, here);
        }
    }

    /// Counts the sessions that are kept.
    std::size_t size() const {
        const std::lock_guard lock{mutex_};
        return entries_.size();
    }

    bool keeps_any() const noexcept { return most_per_peer_ != 0; }
    seconds now() const { return now_(); }

  private:
    struct entry {
        std::string peer{};
        tls_session session{};
        time_window usable{};
    };
    using place = std::list<entry>::iterator;

    static seconds made_at(const SSL_SESSION* session) noexcept {
#if OPENSSL_VERSION_NUMBER >= 0x30300000L  // the older function ends in 2038, and is deprecated
        return seconds{std::chrono::seconds{::SSL_SESSION_get_time_ex(session)}};
#else
        return seconds{std::chrono::seconds{::SSL_SESSION_get_time(session)}};
#endif
    }

    /// How long a server wants a session to be kept. One of TLS 1.3 that names no time is not to be kept at all, and
    /// none for more than seven days (RFC 8446, 4.6.1); of TLS 1.2 the word is a hint (RFC 5077, 3.3).
    static std::chrono::seconds lifetime(SSL_SESSION* session) noexcept {
        using namespace std::chrono_literals;
        const std::chrono::seconds said{
            static_cast<std::chrono::seconds::rep>(::SSL_SESSION_get_ticket_lifetime_hint(session))};
        if (!is_used_often(session)) return std::min<std::chrono::seconds>(said, 7 * 24h);
        const std::chrono::seconds usual{::SSL_SESSION_get_timeout(session)};
        return said == 0s ? usual : std::min(said, usual);
    }

    static bool is_used_often(SSL_SESSION* session) noexcept {
        return ::SSL_SESSION_get_protocol_version(session) != TLS1_3_VERSION;
    }

    tls_session share(place which) {
        entries_.splice(entries_.begin(), entries_, which);
        auto* const native = which->session.native.get();
        ::SSL_SESSION_up_ref(native);
        return {tls_session_ptr{native}, which->session.trusted};
    }

    /// Takes out the oldest of a peer's sessions, and of all, where there are too many.
    void drop_surplus(const std::string& peer, std::list<entry>& dropped) {
        std::size_t count = 0;
        for (auto at = entries_.begin(); at != entries_.end();) {
            const auto here = at++;
            if (here->peer == peer && ++count > most_per_peer_) dropped.splice(dropped.end(), entries_, here);
        }
        while (entries_.size() > 4 * most_per_peer_) dropped.splice(dropped.end(), entries_, std::prev(entries_.end()));
    }

    const std::size_t most_per_peer_;
    const std::function<seconds()> now_;
    mutable std::mutex mutex_;
    std::list<entry> entries_;  ///< what was used last comes first
};

}  // namespace seedance::detail
