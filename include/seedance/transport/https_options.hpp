// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace seedance {

/// The options of an HTTPS transport. TLS is always verified (chain, host name, TLS 1.2 or later); there is no switch
/// to turn that off.
struct https_options {
    std::string ca_file = {};  ///< PEM file of certificates to trust besides the system's; empty: none
    std::string ca_pem = {};   ///< PEM text of certificates to trust besides the system's; empty: none
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
};

}  // namespace seedance
