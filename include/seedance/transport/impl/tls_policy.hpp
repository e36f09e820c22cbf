// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/https_options.hpp>

namespace seedance::detail {

/// Says what a context lacks of what the library promises of TLS; null when it keeps every promise that can be seen in
/// it. What its callbacks do is seen after each handshake, see `is_verified`.
inline const char* broken_tls_promise(SSL_CTX* context) noexcept {
    if ((::SSL_CTX_get_verify_mode(context) & SSL_VERIFY_PEER) == 0) return "servers' certificates are not verified";
    if (SSL_CTX_get_min_proto_version(context) < TLS1_2_VERSION) return "TLS before 1.2 is taken";
    const auto flags = ::X509_VERIFY_PARAM_get_flags(::SSL_CTX_get0_param(context));
    const auto store_flags = ::X509_VERIFY_PARAM_get_flags(::X509_STORE_get0_param(::SSL_CTX_get_cert_store(context)));
    if (((flags | store_flags) & X509_V_FLAG_NO_CHECK_TIME) != 0) return "certificates are taken after their time";
    return nullptr;
}

/// Lets the program change the context, and refuses what takes the promises away, unless the program has said that it
/// wants this.
inline void adjust_tls(SSL_CTX* context, const https_options& options) {
    if (!options.adjust_tls) return;
    options.adjust_tls(context);
    const char* const broken = broken_tls_promise(context);
    if (broken == nullptr || options.dangerously_allow_unverified_servers) return;
    throw boost::system::system_error{
        make_error_code(boost::system::errc::operation_not_permitted),
        std::string{"after https_options::adjust_tls "} + broken +
            ": leave that as it was, or say so with https_options::dangerously_allow_unverified_servers"};
}

/// Says whether the certificate of a finished handshake was verified: then, or when the session was made that it goes
/// on with. A callback of the program's may have let a certificate pass that is none.
inline bool is_verified(SSL* session) noexcept {
    if (::SSL_get_verify_result(session) != X509_V_OK) return false;
    return ::SSL_session_reused(session) == 1 || sk_X509_num(::SSL_get0_verified_chain(session)) > 0;
}

/// Says what a handshake that has ended well lacks of what the library promises, because the program has adjusted the
/// context so; null when nothing, or when the program has said that it wants this.
inline const char* broken_tls_promise(SSL* session, const https_options& options) noexcept {
    if (options.dangerously_allow_unverified_servers) return nullptr;
    if (!is_verified(session)) return "a callback of https_options::adjust_tls took it unverified";
    if (SSL_get_cipher_bits(session, nullptr) == 0)
        return "https_options::adjust_tls took a cipher that encrypts nothing";
    return nullptr;
}

}  // namespace seedance::detail
