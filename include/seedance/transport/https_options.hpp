// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <seedance/transport/proxy_endpoint.hpp>
#include <seedance/transport/resolver.hpp>

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
    std::chrono::milliseconds connect_timeout{10'000};    ///< for all addresses of a host together
    std::chrono::milliseconds handshake_timeout{10'000};  ///< for the whole TLS handshake
    std::chrono::milliseconds write_timeout{30'000};      ///< without progress

    /// A request with a body of more than 1 MiB asks whether it may follow (`Expect: 100-continue`), waits this long
    /// for the word, and then sends it all the same. 0: it is sent without asking. An origin that has refused the
    /// question, or ended the connection instead of an answer, is not asked again.
    std::chrono::milliseconds continue_timeout{1'000};

    /// For how long the other side is listened to after it has taken only some of a request, and for the rest of a
    /// reply that cannot be read (over a `fresh` connection). One that takes nothing more of a request for this long is
    /// looked at: it may have answered.
    std::chrono::milliseconds listen_timeout{2'000};

    /// Connections that were not used for longer than this are closed, by a thread of the transport's own; sooner where
    /// the server says so (`Keep-Alive: timeout=5`).
    std::chrono::milliseconds idle_timeout{30'000};

    std::size_t idle_connections = 64;       ///< how many unused ones are kept for each origin
    std::size_t all_idle_connections = 256;  ///< how many unused ones are kept in all

    /// How many requests with `connection_use::fresh`, which submits are, have a connection at once to each origin, and
    /// four times as many to all origins together; the others wait for their turn, as long as it takes. A gateway that
    /// never answers so holds up its own submits, and no other's. 0: no limit.
    std::size_t fresh_at_once = 1'024;

    /// How many requests whose reply goes to a sink, which downloads are, have a connection at once to each origin, and
    /// four times as many to all origins together; the others wait. 0: no limit.
    std::size_t streams_at_once = 256;

    /// Looks up hosts. Empty: the system does (`getaddrinfo`), on a few threads of the transport's own, which nobody
    /// waits for: a name that takes long holds up neither other names nor `io_context::run`.
    resolver look_up = {};

    /// For how long the addresses of a host are used without asking again. The system tells nothing about the age of
    /// its answer, so this is one time for all hosts. 0: every new connection asks. Where a look-up of an account's
    /// host fails, or does not answer in time, the addresses that it had within the last hour are used, and nobody
    /// waits for others until a look-up has found some.
    std::chrono::milliseconds name_age{30'000};

    /// How long one address of a host may take to answer until the next one is tried beside it, the families in turn
    /// (RFC 8305). After a failure the next one is tried at once. The address that has won is tried first next time.
    std::chrono::milliseconds next_address_delay{250};

    /// The proxy that every connection goes through (CONNECT): "http://proxy.example:3128", or "https://" for one that
    /// is spoken to over TLS, with user and password before the host where it wants them ("http://user:p%40ss@proxy"):
    /// `secret::from_env("MY_PROXY")` leaves no other copy of those. Not set: what the environment says in
    /// `https_proxy` or `HTTPS_PROXY` when the transport is made. Empty: none, whatever the environment says. The proxy
    /// sees the host's name and TLS, and neither key nor request; its password goes to it alone, and is wiped from
    /// memory when the transport is gone. What it refuses is `transport_errc::proxy_refused`.
    ///
    /// A request for public addresses only (`http_request::only_public`) looks its host up here all the same, and has
    /// the proxy connect to an address that was found public: the proxy has to allow that. Where it cannot reach one
    /// it is asked for the next, within `connect_timeout`: it may have one family of addresses only.
    std::optional<proxy_endpoint> proxy = {};

    /// The hosts that are connected to without the proxy: ".example.com, 192.0.2.0/24, example.org:8443, *". Not set:
    /// what the environment says in `no_proxy` or `NO_PROXY`. This machine is never connected to through a proxy.
    std::optional<std::string> no_proxy = {};

    /// The address to connect from, as text. Empty: the system chooses.
    std::string local_address = {};

    /// How many TLS sessions are kept for each origin, and four times as many in all, so that a new connection needs no
    /// full handshake. 0: none. One is kept while the certificates are valid that were verified for it, and for a day
    /// at most.
    std::size_t tls_sessions = 64;

    /// Called once, with the `SSL_CTX` of the transport, when everything else is set: for a client's certificate, keys
    /// that are pinned, a policy of the program's own. It sees no certificate again that it has let pass while the
    /// session with that server is resumed (`tls_sessions`). The callback for new sessions is the library's.
    ///
    /// There is one context for all: the gateways, the hosts of videos, which a gateway names, and a proxy over TLS. A
    /// pinned key that is wanted of all of them refuses the file of a video that is paid for: look in the callback at
    /// whom the connection is for (`SSL_get_servername`). A client's certificate is shown to whoever asks for one.
    ///
    /// A context that verifies no servers afterwards, or takes TLS before 1.2, is refused. A callback that lets pass
    /// what OpenSSL refuses, and a cipher that encrypts nothing, are found out after the handshake, with a proxy too,
    /// before anything is sent.
    /// @par Exception safety
    /// What it throws, `make_https_transport` throws.
    std::function<void(ssl_ctx_st* context)> adjust_tls = {};

    /// Lets `adjust_tls` turn off what protects the key: anybody between here and the gateway can then read and change
    /// everything. By itself it turns nothing off.
    bool dangerously_allow_unverified_servers = false;
};

}  // namespace seedance
