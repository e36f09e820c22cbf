// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <seedance/testing/certificate.hpp>

namespace seedance::testing {

namespace detail {

template <auto Free>
struct openssl_deleter {
    template <typename T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using bio_ptr = std::unique_ptr<BIO, openssl_deleter<BIO_free_all>>;
using bignum_ptr = std::unique_ptr<BIGNUM, openssl_deleter<BN_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, openssl_deleter<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, openssl_deleter<X509_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, openssl_deleter<X509_EXTENSION_free>>;

inline void require(bool ok, const char* what) {
    if (ok) return;
    char words[256]{};
    ERR_error_string_n(ERR_get_error(), words, sizeof words);
    ERR_clear_error();
    throw std::runtime_error(std::string{what} + ": " + words);
}

inline key_ptr make_key() {
    key_ptr key{EVP_EC_gen("P-256")};
    require(key != nullptr, "cannot make a key");
    return key;
}

inline std::string text_of(BIO* bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

inline certificate to_pem(X509* cert, EVP_PKEY* key) {
    const bio_ptr cert_text{BIO_new(BIO_s_mem())}, key_text{BIO_new(BIO_s_mem())};
    require(cert_text && PEM_write_bio_X509(cert_text.get(), cert) == 1, "cannot write a certificate");
    require(key_text && PEM_write_bio_PrivateKey(key_text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
            "cannot write a key");
    return {text_of(cert_text.get()), text_of(key_text.get())};
}

inline bio_ptr reader_of(const std::string& pem) {
    bio_ptr bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    require(bio != nullptr, "cannot read PEM");
    return bio;
}

inline x509_ptr certificate_of(const std::string& pem) {
    x509_ptr cert{PEM_read_bio_X509(reader_of(pem).get(), nullptr, nullptr, nullptr)};
    require(cert != nullptr, "cannot read a certificate");
    return cert;
}

inline key_ptr key_of(const std::string& pem) {
    key_ptr key{PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, nullptr, nullptr)};
    require(key != nullptr, "cannot read a key");
    return key;
}

inline void set_serial(X509* cert) {  // RFC 5280: positive, at most 20 octets
    const bignum_ptr serial{BN_new()};
    require(serial && BN_rand(serial.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(cert)) != nullptr,
            "cannot make a serial number");
}

inline void set_subject(X509* cert, const std::string& common_name) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.data());
    auto* subject = X509_get_subject_name(cert);
    require(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC,
                                       reinterpret_cast<const unsigned char*>("seedance test"), -1, -1, 0) == 1 &&
                X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, static_cast<int>(common_name.size()),
                                           -1, 0) == 1,
            "cannot name a certificate");
}

/// Makes a certificate without extensions that is not yet signed.
inline x509_ptr draft(const std::string& common_name, EVP_PKEY* key, std::chrono::seconds from,
                      std::chrono::seconds until) {
    x509_ptr cert{X509_new()};
    require(cert && X509_set_version(cert.get(), X509_VERSION_3) == 1 && X509_set_pubkey(cert.get(), key) == 1 &&
                X509_gmtime_adj(X509_getm_notBefore(cert.get()), static_cast<long>(from.count())) != nullptr &&
                X509_gmtime_adj(X509_getm_notAfter(cert.get()), static_cast<long>(until.count())) != nullptr,
            "cannot make a certificate");
    set_serial(cert.get());
    set_subject(cert.get(), common_name);
    return cert;
}

inline void add_extension(X509* cert, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
    const extension_ptr extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
    require(extension && X509_add_ext(cert, extension.get(), -1) == 1, "cannot add an extension");
}

inline std::string alternative_names(const certificate_options& options) {
    std::string names;
    for (const auto& name : options.dns_names) names += (names.empty() ? "DNS:" : ",DNS:") + name;
    for (const auto& address : options.ip_addresses) names += (names.empty() ? "IP:" : ",IP:") + address;
    return names;
}

inline void add_server_extensions(X509* cert, X509* issuer, const certificate_options& options) {
    add_extension(cert, issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(cert, issuer, NID_key_usage, "critical,digitalSignature");
    add_extension(cert, issuer, NID_ext_key_usage, "serverAuth");
    add_extension(cert, issuer, NID_subject_key_identifier, "hash");
    add_extension(cert, issuer, NID_authority_key_identifier, "keyid");
    if (const auto names = alternative_names(options); !names.empty())
        add_extension(cert, issuer, NID_subject_alt_name, names);
}

inline void sign(X509* cert, X509* issuer, EVP_PKEY* issuer_key) {
    require(
        X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1 && X509_sign(cert, issuer_key, EVP_sha256()) > 0,
        "cannot sign a certificate");
}

inline x509_ptr draft_server(const certificate_options& options, EVP_PKEY* key) {
    constexpr std::size_t longest_common_name = 64;  // RFC 5280, ub-common-name
    const bool named = !options.dns_names.empty() && options.dns_names.front().size() <= longest_common_name;
    return draft(named ? options.dns_names.front() : "server", key, options.valid_from, options.valid_until);
}

inline certificate make_authority() {
    constexpr auto month = std::chrono::hours{24 * 30};
    const auto key = make_key();
    const auto cert = draft("seedance test authority", key.get(), -month, month);
    add_extension(cert.get(), cert.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(cert.get(), cert.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(cert.get(), cert.get(), NID_subject_key_identifier, "hash");
    sign(cert.get(), cert.get(), key.get());
    return to_pem(cert.get(), key.get());
}

}  // namespace detail

SEEDANCE_DECL certificate_authority::certificate_authority() : own_{detail::make_authority()} {}

SEEDANCE_DECL certificate certificate_authority::issue(const certificate_options& options) const {
    const auto issuer = detail::certificate_of(own_.certificate_pem);
    const auto issuer_key = detail::key_of(own_.key_pem);
    const auto key = detail::make_key();
    const auto cert = detail::draft_server(options, key.get());
    detail::add_server_extensions(cert.get(), issuer.get(), options);
    detail::sign(cert.get(), issuer.get(), issuer_key.get());
    return detail::to_pem(cert.get(), key.get());
}

SEEDANCE_DECL certificate certificate_authority::self_signed(const certificate_options& options) {
    const auto key = detail::make_key();
    const auto cert = detail::draft_server(options, key.get());
    detail::add_server_extensions(cert.get(), cert.get(), options);
    detail::sign(cert.get(), cert.get(), key.get());
    return detail::to_pem(cert.get(), key.get());
}

}  // namespace seedance::testing
