// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/https_options.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/tls_policy.hpp>
#include <seedance/transport/impl/tls_resumption.hpp>
#include <seedance/transport/impl/tls_trust.hpp>

namespace seedance::detail {

namespace ssl = boost::asio::ssl;

[[noreturn]] inline void throw_last_tls_error(const char* what) {
    throw boost::system::system_error{
        error_code{static_cast<int>(::ERR_get_error()), boost::asio::error::get_ssl_category()}, what};
}

/// Makes a context for TLS 1.2 or later that verifies the peer, as the program has adjusted it.
inline ssl::context make_tls_context(const https_options& options) {
    ssl::context context{ssl::context::tls_client};
    auto* native = context.native_handle();
    context.set_verify_mode(ssl::verify_peer);
    add_authorities(::SSL_CTX_get_cert_store(native), options, system_trust_places());
    ::SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    if (::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1) throw_last_tls_error("TLS 1.2");
    constexpr unsigned char http_1_1[] = "\x08http/1.1";
    if (::SSL_CTX_set_alpn_protos(native, http_1_1, sizeof http_1_1 - 1) != 0) throw_last_tls_error("ALPN");
    adjust_tls(native, options);
    tls_resumption::prepare(native);
    return context;
}

/// Gives the wildcard that vouches for a name with an underscore: "*.example.com" for "a_b.example.com"; empty for any
/// other name. OpenSSL's wildcards have no underscores in them or in what they stand for, those of curl and browsers
/// do. OpenSSL compares this text with a certificate's as it is. One for a whole top-level domain vouches for nobody.
inline std::string wildcard_for_underscores(std::string_view host) {
    const auto dot = host.find('.');
    if (dot == std::string_view::npos || host.find('_') == std::string_view::npos) return {};
    const auto parent = host.substr(dot);
    return parent.find('.', 1) == std::string_view::npos ? std::string{} : '*' + std::string{parent};
}

/// Names the server to itself (SNI), as OpenSSL's macro SSL_set_tlsext_host_name does: OpenSSL copies the name.
inline bool set_server_name(SSL* session, const std::string& host) {
    return ::SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                      const_cast<char*>(host.c_str())) == 1;
}

inline bool expect_name(SSL* session, const std::string& host) {
    const auto wildcard = wildcard_for_underscores(host);
    return ::SSL_set1_host(session, host.c_str()) == 1 && set_server_name(session, host) &&
           (wildcard.empty() || ::SSL_add1_host(session, wildcard.c_str()) == 1);
}

/// Sets, before a handshake, the name to ask for and the name or address that the certificate must hold in its
/// alternative names. OpenSSL does the check itself, so that it can say which name did not fit.
inline error_code expect_host(SSL* session, const https_url& target) {
    ::ERR_clear_error();
    ::SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const bool set = target.is_address
                         ? ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(session), target.host.c_str()) == 1
                         : expect_name(session, target.host);
    return set ? error_code{} : error_code{static_cast<int>(::ERR_get_error()), boost::asio::error::get_ssl_category()};
}

/// Says whether a handshake failed because one side refused the other's certificate, name, TLS version or strength.
/// Other errors (end of the connection, reset, a server that is out of order) may be temporary.
inline bool is_refusal(SSL* session, const error_code& error) noexcept {
    if (error.category() != boost::asio::error::get_ssl_category()) return false;
    if (::SSL_get_verify_result(session) != X509_V_OK)
        return true;  // of a forged signature the error itself tells less
    switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_WRONG_SSL_VERSION:
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_NO_PROTOCOLS_AVAILABLE:
        case SSL_R_INAPPROPRIATE_FALLBACK:
        case SSL_R_DH_KEY_TOO_SMALL:
        case SSL_R_EE_KEY_TOO_SMALL:
        case SSL_R_CA_KEY_TOO_SMALL:
        case SSL_R_CA_MD_TOO_WEAK:
        case SSL_R_NO_SHARED_CIPHER:
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
        case SSL_R_TLSV1_UNRECOGNIZED_NAME: return true;
        default: return false;
    }
}

/// Why a handshake was refused: "certificate has expired", "Hostname mismatch", or OpenSSL's word for the alert.
inline std::string why_refused(SSL* session, const error_code& error) {
    const long result = ::SSL_get_verify_result(session);
    return result != X509_V_OK ? ::X509_verify_cert_error_string(result) : error.message();
}

}  // namespace seedance::detail
