// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A client and a server of TLS that are joined in memory.

#include <memory>

#include <openssl/bio.h>
#include <openssl/ssl.h>

namespace test {

struct tls_pair {
    using session = std::unique_ptr<SSL, decltype(&::SSL_free)>;

    tls_pair(SSL_CTX* client, SSL_CTX* server)
        : here{::SSL_new(client), &::SSL_free}, there{::SSL_new(server), &::SSL_free} {
        BIO *near = nullptr, *far = nullptr;
        ::BIO_new_bio_pair(&near, 0, &far, 0);
        ::SSL_set_bio(here.get(), near, near);
        ::SSL_set_bio(there.get(), far, far);
        ::SSL_set_connect_state(here.get());
        ::SSL_set_accept_state(there.get());
    }

    session here, there;  ///< the client's, and the server's
};

}  // namespace test
