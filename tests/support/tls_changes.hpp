// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a program may do to an `SSL_CTX` in `https_options::adjust_tls` that takes protection away.

#include <functional>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace test {

/// What takes protection away, and the words with which it is refused.
struct tls_change {
    std::string_view name;
    std::function<void(SSL_CTX*)> adjust;
    std::string_view why;
};

/// Callbacks that take every certificate: nothing in the context shows it.
inline std::vector<tls_change> changes_that_let_pass() {
    return {
        {"a callback for each certificate",
         [](SSL_CTX* tls) { ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; }); },
         "unverified"},
        {"a callback for each certificate that says that all is well",
         [](SSL_CTX* tls) {
             ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, [](int, X509_STORE_CTX* what) {
                 ::X509_STORE_CTX_set_error(what, X509_V_OK);
                 return 1;
             });
         },
         "unverified"},
        {"one for the whole that verifies, and takes what is wrong",
         [](SSL_CTX* tls) {
             const auto lenient = [](X509_STORE_CTX* what, void*) {
                 ::X509_STORE_CTX_set_verify_cb(what, [](int, X509_STORE_CTX* of) {
                     ::X509_STORE_CTX_set_error(of, X509_V_OK);
                     return 1;
                 });
                 return ::X509_verify_cert(what);
             };
             ::SSL_CTX_set_cert_verify_callback(tls, lenient, nullptr);
         },
         "unverified"},
        {"a callback for the whole",
         [](SSL_CTX* tls) {
             ::SSL_CTX_set_cert_verify_callback(tls, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
         },
         "unverified"},
        {"one that says that all is well",
         [](SSL_CTX* tls) {
             const auto all_well = [](X509_STORE_CTX* what, void*) {
                 ::X509_STORE_CTX_set_error(what, X509_V_OK);
                 return 1;
             };
             ::SSL_CTX_set_cert_verify_callback(tls, all_well, nullptr);
         },
         "unverified"},
    };
}

}  // namespace test
