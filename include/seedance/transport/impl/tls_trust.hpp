// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/https_options.hpp>

/// @file
/// Whom a transport trusts: the certificates that the program gives, and those of the system, wherever it keeps them.

namespace seedance::detail {

[[noreturn]] inline void refuse_trust(boost::system::errc::errc_t code, const std::string& words) {
    ::ERR_clear_error();
    throw boost::system::system_error{make_error_code(code), words};
}

/// Answers OpenSSL's question for the password of an encrypted block: there is none, and nobody is asked at a terminal.
inline int no_password(char*, int, int, void*) noexcept { return -1; }

/// Says whether what was read last is the end of a PEM text.
inline bool is_end_of_pem() noexcept {
    const auto code = ::ERR_peek_last_error();
    return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

using bio_ptr = std::unique_ptr<BIO, decltype(&::BIO_free_all)>;

/// Adds the certificates of a PEM text, and says how many there are; what else is in it, such as a key, is left out.
/// `source` names the text for people, with the ordinal of a certificate that cannot be read.
inline std::size_t add_certificates(X509_STORE* store, BIO* text, std::string_view source) {
    ::ERR_clear_error();
    for (std::size_t count = 0;; ++count) {
        const std::unique_ptr<X509, decltype(&::X509_free)> one{
            ::PEM_read_bio_X509_AUX(text, nullptr, &no_password, nullptr), &::X509_free};
        if (!one && is_end_of_pem()) return ::ERR_clear_error(), count;
        if (!one || ::X509_STORE_add_cert(store, one.get()) != 1)
            refuse_trust(boost::system::errc::invalid_argument,
                         std::string{source} + ": its certificate " + std::to_string(count + 1) + " cannot be read");
    }
}

// ---- what the program gives

inline void require_certificates(std::size_t count, const std::string& source) {
    if (count == 0)
        refuse_trust(boost::system::errc::invalid_argument,
                     source + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
}

inline std::size_t add_certificates_of_file(X509_STORE* store, const std::string& path, const std::string& source) {
    ::ERR_clear_error();
    const bio_ptr file{::BIO_new_file(path.c_str(), "r"), &::BIO_free_all};
    std::error_code ignored;
    if (!file) refuse_trust(boost::system::errc::no_such_file_or_directory, source + " cannot be opened");
    if (std::filesystem::is_directory(path, ignored))
        refuse_trust(boost::system::errc::is_a_directory, source + " is a folder: name it in https_options::ca_path");
    return add_certificates(store, file.get(), source);
}

/// Gives the files of a folder, each once by whatever names, in order; those that begin with a dot are nobody's.
inline std::vector<std::string> files_in(const std::string& folder, const std::string& source) {
    std::error_code error, ignored;
    std::vector<std::string> found;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        if (at->path().filename().native().starts_with('.') || !at->is_regular_file(ignored)) continue;
        found.push_back(std::filesystem::weakly_canonical(at->path(), ignored).string());
    }
    if (error) refuse_trust(boost::system::errc::no_such_file_or_directory, source + " cannot be read as a folder");
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

inline void add_certificates_of_folder(X509_STORE* store, const std::string& folder) {
    const auto source = "ca_path " + detail::quoted(folder);
    std::size_t count = 0;
    for (const auto& file : files_in(folder, source))
        count += add_certificates_of_file(store, file, "ca_path " + detail::quoted(file));
    require_certificates(count, source);
}

/// Trusts the certificates that the options hold, if there are any; an intermediate one, too, without that which it was
/// signed with.
inline bool add_given_certificates(X509_STORE* store, const https_options& options) {
    if (!options.ca_file.empty()) {
        const auto source = "ca_file " + detail::quoted(options.ca_file);
        require_certificates(add_certificates_of_file(store, options.ca_file, source), source);
    }
    if (!options.ca_path.empty()) add_certificates_of_folder(store, options.ca_path);
    if (!options.ca_pem.empty()) {
        const bio_ptr text{::BIO_new_mem_buf(options.ca_pem.data(), static_cast<int>(options.ca_pem.size())),
                           &::BIO_free_all};
        require_certificates(text ? add_certificates(store, text.get(), "ca_pem") : 0, "ca_pem");
    }
    const bool has_any = !options.ca_file.empty() || !options.ca_path.empty() || !options.ca_pem.empty();
    if (has_any) ::X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    return has_any;
}

// ---- what the system has

/// Where a system keeps the certificates of authorities.
struct trust_places {
    std::string file{};                  ///< as OpenSSL has it
    std::vector<std::string> folders{};  ///< as OpenSSL has them: with files that are named by hashes
    std::vector<std::string> bundles{};  ///< what is looked at where OpenSSL's own places hold nothing

    /// Gives every place, quoted, in the order in which it is looked at.
    std::string words() const {
        std::string out = detail::quoted(file);
        for (const auto* more : {&folders, &bundles})
            for (const auto& place : *more) out += ", " + detail::quoted(place);
        return out;
    }
};

inline std::vector<std::string> split_folders(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty()) {
        const auto one = list.substr(0, list.find(':'));
        if (!one.empty()) out.emplace_back(one);
        list.remove_prefix(std::min(list.size(), one.size() + 1));
    }
    return out;
}

/// Where distributions put the bundle of their certificates. A program that was linked with an OpenSSL of its own looks
/// into the folder that this one was built for, which is on no other machine.
inline std::vector<std::string> usual_bundles() {
    return {"/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Gentoo, NixOS
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
            "/etc/pki/tls/certs/ca-bundle.crt",                   // RHEL before 7, Amazon Linux
            "/etc/ssl/ca-bundle.pem",                             // SUSE
            "/var/lib/ca-certificates/ca-bundle.pem",             // openSUSE
            "/etc/ssl/cert.pem",                                  // Alpine, OpenBSD, FreeBSD, macOS
            "/usr/local/share/certs/ca-root-nss.crt",             // FreeBSD's port
            "/etc/openssl/certs/ca-certificates.crt",             // NetBSD
            "/opt/homebrew/etc/ca-certificates/cert.pem",         // Homebrew on Apple's processors
            "/usr/local/etc/ca-certificates/cert.pem"};           // Homebrew on Intel's
}

/// Gives the places of this machine. Where the environment names one (SSL_CERT_FILE, SSL_CERT_DIR), nothing but what
/// OpenSSL itself reads is looked at: whoever narrows down whom to trust is not to be overruled.
inline trust_places system_trust_places() {
    const char* const file = std::getenv(::X509_get_default_cert_file_env());
    const char* const folders = std::getenv(::X509_get_default_cert_dir_env());
    return {.file = file != nullptr ? file : ::X509_get_default_cert_file(),
            .folders = split_folders(folders != nullptr ? folders : ::X509_get_default_cert_dir()),
            .bundles = file != nullptr || folders != nullptr ? std::vector<std::string>{} : usual_bundles()};
}

inline bool has_certificates(X509_STORE* store) {
    const auto* objects = ::X509_STORE_get0_objects(store);
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i)
        if (::X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_X509) return true;
    return false;
}

/// Says whether a name is one that OpenSSL looks for in a folder: the hash of a subject and a number, "5ad8a5d6.0".
inline bool is_hashed_name(std::string_view name) noexcept {
    constexpr std::size_t digits = 8;
    const auto is_hex = [](char c) { return text::digit_value(c) >= 0; };
    return name.size() > digits + 1 && name[digits] == '.' && text::is_digit(name[digits + 1]) &&
           std::all_of(name.begin(), name.begin() + digits, is_hex);
}

inline bool holds_hashed_names(const std::string& folder) {
    std::error_code error;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error))
        if (is_hashed_name(at->path().filename().native())) return true;
    return false;
}

/// Trusts the certificates of the system, and says whether there are any.
inline bool add_system_certificates(X509_STORE* store, const trust_places& places) {
    ::X509_STORE_load_locations(store, places.file.c_str(), nullptr);
    bool found = has_certificates(store);
    for (const auto& folder : places.folders)
        if (holds_hashed_names(folder) && ::X509_STORE_load_locations(store, nullptr, folder.c_str()) == 1)
            found = true;
    for (auto bundle = places.bundles.begin(); !found && bundle != places.bundles.end(); ++bundle) {
        ::X509_STORE_load_locations(store, bundle->c_str(), nullptr);
        found = has_certificates(store);
    }
    ::ERR_clear_error();
    return found;
}

/// Trusts what the options and the system say; throws when nobody would be trusted.
inline void add_authorities(X509_STORE* store, const https_options& options, const trust_places& places) {
    const bool has_system = add_system_certificates(store, places);
    const bool has_given = add_given_certificates(store, options);
    if (has_system || has_given || options.adjust_tls) return;
    refuse_trust(boost::system::errc::no_such_file_or_directory,
                 "no certificates of authorities were found, so that no server could be trusted; looked at " +
                     places.words() + ": install ca-certificates, or name yours in https_options::ca_file or ca_path");
}

}  // namespace seedance::detail
