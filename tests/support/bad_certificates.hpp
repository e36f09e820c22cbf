// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Certificates of every kind that nobody should trust, made at run time.

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <seedance/testing/certificate.hpp>

namespace test {

/// What a certificate says of itself.
struct certificate_draft {
    std::string common_name = "server";
    std::string names = "DNS:localhost,IP:127.0.0.1";  ///< OpenSSL's text; empty: none
    std::string constraints = "critical,CA:FALSE";     ///< empty: none
    std::string usage = "critical,digitalSignature";
    std::string extended_usage = "serverAuth";
    std::string name_constraints = {};
    std::string unheard_of = {};  ///< a critical extension of this OID
    std::string raw_name = {};    ///< a DNS name of any bytes, in place of `names`
    std::chrono::seconds from{-3600}, until{3600};
    int rsa_bits = 0;  ///< 0: EC P-256
    const EVP_MD* digest = ::EVP_sha256();

    static certificate_draft authority(std::string name = "an authority") {
        return {.common_name = std::move(name),
                .names = {},
                .constraints = "critical,CA:TRUE",
                .usage = "critical,keyCertSign,cRLSign",
                .extended_usage = {}};
    }
};

/// A certificate with its key, that can sign others.
class identity {
  public:
    /// Makes a certificate that is signed by itself.
    explicit identity(const certificate_draft& what) : identity{what, nullptr} {}
    identity(const certificate_draft& what, const identity& issuer) : identity{what, &issuer} {}

    std::string pem() const {
        return written([this](BIO* out) { return ::PEM_write_bio_X509(out, certificate_.get()); });
    }

    /// Gives what a server presents: this certificate and those behind it.
    seedance::testing::certificate with(const std::string& chain = {}) const {
        return {pem() + chain, written([this](BIO* out) {
                    return ::PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
                })};
    }

    /// Gives the same with one bit of the signature turned.
    seedance::testing::certificate forged() const {
        auto made = with();
        const std::unique_ptr<X509, decltype(&::X509_free)> copy{::X509_dup(certificate_.get()), &::X509_free};
        const ASN1_BIT_STRING* signature = nullptr;
        ::X509_get0_signature(&signature, nullptr, copy.get());
        const_cast<unsigned char*>(signature->data)[signature->length - 1] ^= 1;
        made.certificate_pem = written([&](BIO* out) { return ::PEM_write_bio_X509(out, copy.get()); });
        return made;
    }

  private:
    identity(const certificate_draft& what, const identity* issuer)
        : key_{what.rsa_bits != 0 ? ::EVP_RSA_gen(static_cast<unsigned>(what.rsa_bits)) : ::EVP_EC_gen("P-256"),
               &::EVP_PKEY_free},
          certificate_{::X509_new(), &::X509_free} {
        auto* made = certificate_.get();
        const auto& by = issuer != nullptr ? *issuer : *this;
        static long serial = 1000;
        ::X509_set_version(made, X509_VERSION_3);
        ::ASN1_INTEGER_set(::X509_get_serialNumber(made), ++serial);
        ::X509_gmtime_adj(::X509_getm_notBefore(made), what.from.count());
        ::X509_gmtime_adj(::X509_getm_notAfter(made), what.until.count());
        ::X509_set_pubkey(made, key_.get());
        ::X509_NAME_add_entry_by_txt(::X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(what.common_name.data()),
                                     static_cast<int>(what.common_name.size()), -1, 0);
        ::X509_set_issuer_name(made, ::X509_get_subject_name(by.certificate_.get()));
        add(by, NID_basic_constraints, what.constraints);
        add(by, NID_key_usage, what.usage);
        add(by, NID_ext_key_usage, what.extended_usage);
        add(by, NID_name_constraints, what.name_constraints);
        add(by, NID_subject_key_identifier, "hash");
        if (what.raw_name.empty())
            add(by, NID_subject_alt_name, what.names);
        else
            add_raw_name(what.raw_name);
        if (!what.unheard_of.empty()) add_unheard_of(what.unheard_of);
        if (::X509_sign(made, by.key_.get(), what.digest) <= 0) throw std::runtime_error{"cannot sign a certificate"};
    }

    void add(const identity& issuer, int nid, const std::string& value) {
        if (value.empty()) return;
        X509V3_CTX context;
        X509V3_set_ctx(&context, issuer.certificate_.get(), certificate_.get(), nullptr, nullptr, 0);
        add(::X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    }

    void add(X509_EXTENSION* extension) {
        if (extension == nullptr || ::X509_add_ext(certificate_.get(), extension, -1) != 1)
            throw std::runtime_error{"cannot add an extension"};
        ::X509_EXTENSION_free(extension);
    }

    void add_raw_name(const std::string& bytes) {
        auto* names = sk_GENERAL_NAME_new_null();
        auto* name = ::GENERAL_NAME_new();
        auto* text = ::ASN1_IA5STRING_new();
        ::ASN1_STRING_set(text, bytes.data(), static_cast<int>(bytes.size()));
        ::GENERAL_NAME_set0_value(name, GEN_DNS, text);
        sk_GENERAL_NAME_push(names, name);
        ::X509_add1_ext_i2d(certificate_.get(), NID_subject_alt_name, names, 0, 0);
        sk_GENERAL_NAME_pop_free(names, ::GENERAL_NAME_free);
    }

    void add_unheard_of(const std::string& oid) {
        auto* value = ::ASN1_OCTET_STRING_new();
        ::ASN1_OCTET_STRING_set(value, reinterpret_cast<const unsigned char*>("\x05\x00"), 2);
        auto* object = ::OBJ_txt2obj(oid.c_str(), 1);
        add(::X509_EXTENSION_create_by_OBJ(nullptr, object, 1, value));
        ::ASN1_OBJECT_free(object);
        ::ASN1_OCTET_STRING_free(value);
    }

    template <typename Write>
    static std::string written(Write write) {
        const std::unique_ptr<BIO, decltype(&::BIO_free_all)> out{::BIO_new(::BIO_s_mem()), &::BIO_free_all};
        if (write(out.get()) != 1) throw std::runtime_error{"cannot write PEM"};
        char* bytes = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &bytes);
        return {bytes, static_cast<std::size_t>(size)};
    }

    std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key_;
    std::unique_ptr<X509, decltype(&::X509_free)> certificate_;
};

}  // namespace test
