// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>

#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace seedance::detail {

/// Says whether the administrator's configuration of OpenSSL names what connections may be made with.
inline bool system_names_algorithms() {
    const std::unique_ptr<CONF, decltype(&::NCONF_free)> conf{::NCONF_new(nullptr), &::NCONF_free};
    char* const file = ::CONF_get1_default_config_file();
    const bool is_read = conf && file != nullptr && ::NCONF_load(conf.get(), file, nullptr) == 1;
    ::OPENSSL_free(file);
    if (!is_read) return false;
    const char* section = nullptr;
    for (const char* name : {"openssl_conf", "ssl_conf", "system_default"}) {
        section = ::NCONF_get_string(conf.get(), section, name);
        if (section == nullptr) return false;
    }
    for (const char* name : {"Groups", "Curves", "Ciphersuites"})
        if (::NCONF_get_string(conf.get(), section, name) != nullptr) return true;
    return false;
}

/// Offers first what every server of TLS 1.3 must have (RFC 8446, 9.1): none asks for a second hello, and both take
/// fewer instructions than what OpenSSL offers first by itself. From version 3.5 on that is safe from quantum
/// computers, and is left as it is; so is what an administrator has named. The other algorithms are offered behind.
inline void prefer_common_algorithms(SSL_CTX* context) {
    constexpr unsigned long has_post_quantum = 0x30500000UL;
    if (::OpenSSL_version_num() < has_post_quantum && !system_names_algorithms()) {
        SSL_CTX_set1_groups_list(context, "P-256:X25519:P-384:P-521");
        ::SSL_CTX_set_ciphersuites(context,
                                   "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    }
    ::ERR_clear_error();  // where one of them is not there, OpenSSL's own choice stays
}

}  // namespace seedance::detail
