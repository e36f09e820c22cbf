// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace seedance {

/// The options of an HTTPS transport. TLS is always verified (chain, host name, TLS 1.2 or later), unless the program
/// turns that off itself, in `adjust_tls`, and says so with `dangerously_allow_unverified_servers`.
///
/// The system's certificates are found where OpenSSL looks (`SSL_CERT_FILE` and `SSL_CERT_DIR`, or where it was built
/// to look), or else, when neither variable is set, where distributions keep them. Where there are none at all, one of
/// the program's own is needed. A certificate that the program gives is trusted also when it is an intermediate one,
/// without that of who signed it, or a server's own.
struct https_options {
    std::string ca_file = {};  ///< PEM file of certificates to trust besides the system's; empty: none
    std::string ca_pem = {};   ///< PEM text of certificates to trust besides the system's; empty: none
    std::string ca_path = {};  ///< folder of PEM files of certificates to trust besides the system's; empty: none
    std::chrono::milliseconds resolve_timeout{10'000};    ///< for the look-up of a host's addresses
    std::chrono::milliseconds connect_timeout{10'000};    ///< for each address
    std::chrono::milliseconds handshake_timeout{10'000};  ///< for the whole TLS handshake
    std::chrono::milliseconds write_timeout{30'000};      ///< without progress

    /// A request with a body of more than 1 MiB asks whether it may follow (`Expect: 100-continue`), waits this long
    /// for the word, and then sends it all the same. 0: it is sent without asking. An origin that has refused the
    /// question, or ended the connection instead of an answer, is not asked again.
    std::chrono::milliseconds continue_timeout{1'000};

    /// For how long the other side is listened to after it has taken only some of a request, and for the rest of a
    /// reply that cannot be read (over a `fresh` connection).
    std::chrono::milliseconds listen_timeout{2'000};

    /// Connections that were not used for longer than this are closed when the pool is next used.
    std::chrono::milliseconds idle_timeout{30'000};

    std::size_t idle_connections = 64;  ///< how many unused ones are kept for each origin

    /// How many TLS sessions are kept for each origin, and four times as many in all, so that a new connection needs no
    /// full handshake. 0: none. One is kept while the certificates are valid that were verified for it, and for a day
    /// at most.
    std::size_t tls_sessions = 64;

    /// Called once, with the `SSL_CTX` of the transport, when everything else is set: for a client's certificate, keys
    /// that are pinned, a policy of the program's own. It sees no certificate again that it has let pass while the
    /// session with that server is resumed (`tls_sessions`). The callback for new sessions is the library's.
    ///
    /// A context that verifies no servers afterwards, or takes TLS before 1.2, is refused. A callback that lets pass
    /// what OpenSSL refuses is found out after the handshake, before anything is sent.
    /// @par Exception safety
    /// What it throws, `make_https_transport` throws.
    std::function<void(ssl_ctx_st* context)> adjust_tls = {};

    /// Lets `adjust_tls` turn off what protects the key: anybody between here and the gateway can then read and change
    /// everything. By itself it turns nothing off.
    bool dangerously_allow_unverified_servers = false;
};

}  // namespace seedance
