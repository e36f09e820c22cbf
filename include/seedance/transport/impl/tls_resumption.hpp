// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <ctime>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <openssl/asn1.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <seedance/transport/impl/tls_policy.hpp>
#include <seedance/transport/impl/tls_sessions.hpp>

namespace seedance::detail {

inline std::chrono::sys_seconds time_of(const ASN1_TIME* time, std::chrono::sys_seconds otherwise) noexcept {
    std::tm at{};
    if (::ASN1_TIME_to_tm(time, &at) != 1) return otherwise;
    using namespace std::chrono;
    const year_month_day day{year{at.tm_year + 1900}, month{static_cast<unsigned>(at.tm_mon + 1)},
                             std::chrono::day{static_cast<unsigned>(at.tm_mday)}};
    return sys_days{day} + hours{at.tm_hour} + minutes{at.tm_min} + seconds{at.tm_sec};
}

/// Gives the time in which every certificate of a verified chain is valid, from its end to the one that is trusted. It
/// is not longer than a day: whoever withdraws trust otherwise should not wait for weeks.
inline time_window trusted_time(SSL* session, std::chrono::sys_seconds now) noexcept {
    time_window out{.from = std::chrono::sys_seconds::min(), .until = now + std::chrono::hours{24}};
    const auto* const chain = ::SSL_get0_verified_chain(session);
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        const auto* const one = sk_X509_value(chain, i);
        out.narrow(time_of(::X509_get0_notBefore(one), std::chrono::sys_seconds::max()),
                   time_of(::X509_get0_notAfter(one), std::chrono::sys_seconds::min()));
    }
    return out;
}

/// What a connection has to do with the sessions of its transport: it goes on with one, and keeps those that its server
/// gives it. It must stay where it is while its `SSL` lives.
class tls_resumption {
  public:
    tls_resumption() = default;
    tls_resumption(const tls_resumption&) = delete;
    tls_resumption& operator=(const tls_resumption&) = delete;

    /// Makes a context tell the connections of their sessions. Nothing is kept in the context itself.
    static void prepare(SSL_CTX* context) noexcept {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        ::SSL_CTX_sess_set_new_cb(context, &tls_resumption::on_session);
    }

    /// Called before a handshake: offers the server a session that it knows, if there is one.
    void begin(SSL* session, tls_sessions& sessions, const std::string& peer) {
        if (!sessions.keeps_any() || ::SSL_set_ex_data(session, index(), this) != 1) return;
        sessions_ = &sessions;
        peer_ = peer;
        auto known = sessions.take(peer);
        if (!known || ::SSL_set_session(session, known->native.get()) != 1) return;
        offered_ = known->trusted;
    }

    /// Called when the handshake has failed: the next one is a full one.
    void fail() {
        if (offered_) sessions_->forget(peer_);
    }

  private:
    /// The place of this object in an `SSL`. There is one for the whole program; OpenSSL's own fits beside it.
    static int index() {
        static const int made = ::SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
        return made;
    }

    /// OpenSSL has a session that may be resumed. 1: it is ours now. Nothing may be thrown through OpenSSL.
    static int on_session(SSL* session, SSL_SESSION* made) noexcept {
        auto* const self = static_cast<tls_resumption*>(::SSL_get_ex_data(session, index()));
        if (self == nullptr || !is_verified(session)) return 0;
        try {
            self->keep(session, tls_session_ptr{made});
        } catch (const std::exception&) {  // no memory: it is not resumed, and gone
        }
        return 1;
    }

    /// Keeps a session. When it comes of a resumed one, nothing was verified for it but what was for that.
    void keep(SSL* session, tls_session_ptr made) {
        if (!trusted_)
            trusted_ = ::SSL_session_reused(session) == 1 ? offered_ : trusted_time(session, sessions_->now());
        if (trusted_) sessions_->put(peer_, {std::move(made), *trusted_});
    }

    tls_sessions* sessions_ = nullptr;
    std::string peer_;
    std::optional<time_window> offered_{};  ///< of the session that the handshake began with
    std::optional<time_window> trusted_{};  ///< of this connection
};

}  // namespace seedance::detail
