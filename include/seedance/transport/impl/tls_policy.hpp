// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <new>
#include <string>

#include <openssl/ssl.h>
#include <openssl/x509.h>
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
    if (((flags | store_flags) & X509_V_FLAG_USE_CHECK_TIME) != 0) return "certificates are judged as of another time";
    return nullptr;
}

/// The place where a context says that the program has changed it.
inline int index_of_adjusted() {
    static const int made = ::SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return made;
}

/// Lets the program change the context, and refuses what takes the promises away, unless the program has said that it
/// wants this.
inline void adjust_tls(SSL_CTX* context, const https_options& options) {
    if (!options.adjust_tls) return;
    options.adjust_tls(context);
    if (::SSL_CTX_set_ex_data(context, index_of_adjusted(), context) != 1) throw std::bad_alloc{};
    const char* const broken = broken_tls_promise(context);
    if (broken == nullptr || options.dangerously_allow_unverified_servers) return;
    throw boost::system::system_error{
        make_error_code(boost::system::errc::operation_not_permitted),
        std::string{"after https_options::adjust_tls "} + broken +
            ": leave that as it was, or say so with https_options::dangerously_allow_unverified_servers"};
}

/// Verifies the peer's certificate once more, by what the context trusts and nobody's callbacks: these may say that all
/// is well, and leave no trace of what was not.
inline bool verifies_without_callbacks(SSL* session) noexcept {
    auto* const context = ::SSL_get_SSL_CTX(session);
    auto* const leaf = ::SSL_get_peer_certificate(session);
    const std::unique_ptr<X509, decltype(&::X509_free)> freed{leaf, &::X509_free};
    const std::unique_ptr<X509_STORE_CTX, decltype(&::X509_STORE_CTX_free)> anew{::X509_STORE_CTX_new(),
                                                                                 &::X509_STORE_CTX_free};
    auto* const store = ::SSL_CTX_get_cert_store(context);
    if (leaf == nullptr || !anew) return false;
    if (::X509_STORE_CTX_init(anew.get(), store, leaf, ::SSL_get_peer_cert_chain(session)) != 1) return false;
    ::X509_STORE_CTX_set_default(anew.get(), "ssl_server");
    auto* const terms = ::X509_STORE_CTX_get0_param(anew.get());
    ::X509_VERIFY_PARAM_set_auth_level(terms, ::SSL_get_security_level(session));
    if (::X509_VERIFY_PARAM_set1(terms, ::SSL_get0_param(session)) != 1) return false;
    ::X509_VERIFY_PARAM_clear_flags(terms, X509_V_FLAG_USE_CHECK_TIME);
    ::X509_STORE_CTX_set_verify_cb(anew.get(), [](int is_right, X509_STORE_CTX*) { return is_right; });
    return ::X509_verify_cert(anew.get()) == 1;
}

/// Says whether the certificate of a finished handshake was verified: then, or when the session was made that it goes
/// on with. A callback of the program's may have let a certificate pass that is none.
inline bool is_verified(SSL* session) noexcept {
    if (::SSL_get_verify_result(session) != X509_V_OK) return false;
    if (::SSL_session_reused(session) == 1) return true;
    if (sk_X509_num(::SSL_get0_verified_chain(session)) <= 0) return false;
    const bool is_adjusted = ::SSL_CTX_get_ex_data(::SSL_get_SSL_CTX(session), index_of_adjusted()) != nullptr;
    return !is_adjusted || verifies_without_callbacks(session);
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
