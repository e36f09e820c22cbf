// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Certificates that are made at run time, so that tests and the sandbox speak real TLS without a key in any
/// repository.

#include <chrono>
#include <string>
#include <vector>

#include <seedance/core/config.hpp>

namespace seedance::testing {

/// A server's certificate and its private key.
struct certificate {
    std::string certificate_pem;  ///< in PEM, without a chain
    std::string key_pem;          ///< in PEM, not encrypted
};

/// What a certificate is issued for.
struct certificate_options {
    std::vector<std::string> dns_names = {"localhost"};     ///< the first one is the subject's common name too
    std::vector<std::string> ip_addresses = {"127.0.0.1"};  ///< IPv4 or IPv6
    std::chrono::seconds valid_from{-3600};                 ///< seconds from now
    std::chrono::seconds valid_until{24 * 3600};            ///< seconds from now
};

/// A certificate authority that lives as long as the object: its key is made by the constructor (EC P-256) and is never
/// stored. Give `pem()` to `https_options::ca_pem` to trust what it issues.
///
/// @par Errors
/// Every function throws `std::runtime_error` when OpenSSL refuses, for instance a malformed IP address.
/// @par Thread safety
/// `const` functions may be called from any thread.
class certificate_authority {
  public:
    /// Makes an authority with a new key.
    SEEDANCE_DECL certificate_authority();

    /// Gives the authority's own certificate, in PEM.
    const std::string& pem() const noexcept { return own_.certificate_pem; }

    /// Makes a server certificate with a new key, signed by this authority.
    SEEDANCE_DECL certificate issue(const certificate_options& options = {}) const;

    /// Makes a server certificate that is signed by its own key: no authority vouches for it.
    SEEDANCE_DECL static certificate self_signed(const certificate_options& options = {});

  private:
    certificate own_;
};

}  // namespace seedance::testing

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/testing/impl/certificate.ipp>
#endif
