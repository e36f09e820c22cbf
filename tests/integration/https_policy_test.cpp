// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Whom a transport trusts: the system's certificates wherever they are, the program's own, and what it may change.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>
#include <seedance/transport/impl/tls_context.hpp>
#include <seedance/transport/impl/tls_trust.hpp>

#include "bad_certificates.hpp"
#include "checks.hpp"
#include "environment.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"
#include "tls_changes.hpp"
#include "tls_pair.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_policy)

namespace {

using seedance::detail::trust_places;
using seedance::https_options;

/// Gives what making a transport throws; empty when it throws nothing.
std::string refusal_of(https_options options) {
    asio::io_context context;
    try {
        seedance::make_https_transport(context.get_executor(), std::move(options));
        return {};
    } catch (const boost::system::system_error& e) {
        return e.what();
    }
}

void check_refused(https_options options, std::string_view why) {
    const auto words = refusal_of(std::move(options));
    BOOST_TEST(contains(words, why), words);
}

}  // namespace

// ---- the system's certificates

namespace {

using store_ptr = std::unique_ptr<X509_STORE, decltype(&::X509_STORE_free)>;

bool is_found(const trust_places& places) {
    const store_ptr store{::X509_STORE_new(), &::X509_STORE_free};
    return seedance::detail::add_system_certificates(store.get(), places);
}

/// Makes a folder as OpenSSL's `rehash` does.
void write_hashed(const temporary_folder& folder, const std::string& name, const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&::BIO_free_all)> text{
        ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &::BIO_free_all};
    const std::unique_ptr<X509, decltype(&::X509_free)> one{::PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr),
                                                            &::X509_free};
    char hash[16];
    std::snprintf(hash, sizeof hash, "/%08lx.0", ::X509_subject_name_hash(one.get()));
    std::filesystem::create_directories(folder.path(name));
    folder.write(name + hash, pem);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_systems_certificates_are_found_where_distributions_keep_them) {
    const temporary_folder folder;
    const auto& pem = authority().pem();
    folder.write("bundle.pem", pem);
    folder.write("empty.pem", "");
    folder.write("words.pem", "no certificate");
    folder.write("key.pem", server_certificate().key_pem);
    write_hashed(folder, "hashed", pem);
    std::filesystem::create_directories(folder.path("unhashed"));
    folder.write("unhashed/ca.pem", pem);
    const auto at = [&](const char* name) { return folder.path(name); };

    BOOST_TEST(is_found({.file = at("bundle.pem")}));
    BOOST_TEST(is_found({.file = at("missing"), .folders = {at("hashed")}}));
    BOOST_TEST(is_found({.file = at("missing"), .folders = {at("missing"), at("hashed")}}));
    BOOST_TEST(is_found({.file = at("missing"), .folders = {at("missing")}, .bundles = {at("bundle.pem")}}));
    BOOST_TEST(is_found({.file = at("empty.pem"), .folders = {at("unhashed")}, .bundles = {at("bundle.pem")}}));
    BOOST_TEST(is_found({.file = at("missing"), .bundles = {at("missing"), at("words.pem"), at("bundle.pem")}}));

    BOOST_TEST(!is_found({}));
    BOOST_TEST(!is_found({.file = at("missing")}));
    BOOST_TEST(!is_found({.file = at("empty.pem")}));
    BOOST_TEST(!is_found({.file = at("words.pem"), .folders = {at("unhashed")}}));
    BOOST_TEST(!is_found({.file = at("key.pem"), .folders = {at("missing")}, .bundles = {at("unhashed")}}));
    BOOST_TEST(!is_found({.file = at("hashed"), .folders = {at("bundle.pem")}, .bundles = {at("key.pem")}}));
    BOOST_TEST(::ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_CASE(a_server_is_trusted_by_whatever_place_was_found) {
    const temporary_folder folder;
    folder.write("bundle.pem", authority().pem());
    write_hashed(folder, "hashed", authority().pem());
    const trust_places both[] = {
        {.file = folder.path("missing"), .bundles = {folder.path("bundle.pem")}},
        {.file = folder.path("missing"), .folders = {folder.path("hashed")}},
    };
    for (const auto& places : both) {
        trusted_server server;
        auto options = https_options{.adjust_tls = [&](SSL_CTX* tls) {
            const store_ptr store{::X509_STORE_new(), &::X509_STORE_free};
            seedance::detail::add_authorities(store.get(), {}, places);
            ::SSL_CTX_set1_cert_store(tls, store.get());
        }};
        https_client client{std::move(options)};
        check_ok(client.get(server.url()));
    }
}

BOOST_AUTO_TEST_CASE(a_system_without_certificates_is_an_error_that_says_where_was_looked) {
    const temporary_folder folder;
    const auto file = folder.path("none.pem"), folders = folder.path("one") + ":" + folder.path("two");
    const environment_variable first{"SSL_CERT_FILE", file.c_str()}, second{"SSL_CERT_DIR", folders.c_str()};
    check_refused({}, "no certificates of authorities were found");
    check_refused({}, "looked at \"" + file + "\", \"" + folder.path("one") + "\", \"" + folder.path("two") + "\": ");
    check_refused({}, "install ca-certificates, or name yours in https_options::ca_file");
    trusted_server server;
    https_client client{trusting()};
    check_ok(client.get(server.url()));
}

BOOST_AUTO_TEST_CASE(who_names_a_place_in_the_environment_is_not_overruled) {
    const temporary_folder folder;
    folder.write("bundle.pem", authority().pem());
    const auto bundle = folder.path("bundle.pem");
    {
        const environment_variable file{"SSL_CERT_FILE", bundle.c_str()}, folders{"SSL_CERT_DIR", ""};
        const auto places = seedance::detail::system_trust_places();
        BOOST_TEST(places.file == bundle);
        BOOST_TEST(places.folders.empty());
        BOOST_TEST(places.bundles.empty());
        trusted_server server;
        https_client client{https_options{}};
        check_ok(client.get(server.url()));
    }
    const environment_variable file{"SSL_CERT_FILE", nullptr}, folders{"SSL_CERT_DIR", nullptr};
    const auto places = seedance::detail::system_trust_places();
    BOOST_TEST(places.file == ::X509_get_default_cert_file());
    BOOST_TEST(places.bundles.size() == 10u);
    BOOST_TEST(contains(places.words(), "\"/etc/pki/tls/certs/ca-bundle.crt\""));
}

// ---- the program's own

BOOST_AUTO_TEST_CASE(a_ca_file_without_a_certificate_is_refused_with_words) {
    const temporary_folder folder;
    const auto& pem = authority().pem();
    const auto damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const auto cut = pem.substr(0, pem.size() / 2);
    struct {
        const char* name;
        std::string bytes;
        std::string_view why;
    } const files[] = {
        {"empty", "", "holds no certificate in PEM"},
        {"blank", "\n \n", "holds no certificate in PEM"},
        {"words", "no certificate", "holds no certificate in PEM"},
        {"page", "<html>404 Not Found</html>", "holds no certificate in PEM"},
        {"key", server_certificate().key_pem, "holds no certificate in PEM"},
        {"der", std::string{"\x30\x82\x01\x0a\x02\x82", 6}, "holds no certificate in PEM"},
        {"marked", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
         "holds no certificate in PEM"},
        {"damaged", damaged, "its certificate 1 cannot be read"},
        {"second", pem + damaged, "its certificate 2 cannot be read"},
        {"cut", pem + cut, "its certificate 2 cannot be read"},
        {"locked",
         "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
         "AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
         "AAAA\n-----END CERTIFICATE-----\n",
         "its certificate 1 cannot be read"},
    };
    for (const auto& f : files) {
        BOOST_TEST_CONTEXT(f.name) {
            folder.write(f.name, f.bytes);
            const auto path = folder.path(f.name);
            check_refused({.ca_file = path}, "ca_file \"" + path + "\"");
            check_refused({.ca_file = path}, f.why);
            if (!f.bytes.empty()) check_refused({.ca_pem = f.bytes}, f.why);
            if (!f.bytes.empty()) check_refused({.ca_pem = f.bytes}, "ca_pem");
        }
    }
    check_refused({.ca_file = folder.path("missing")}, "missing\" cannot be opened");
    check_refused({.ca_file = folder.path("")}, "is a folder: name it in https_options::ca_path");
}

BOOST_AUTO_TEST_CASE(a_ca_file_may_hold_more_than_certificates) {
    const temporary_folder folder;
    const auto& pem = authority().pem();
    const auto other = seedance::testing::certificate_authority{}.pem();
    std::string windows;
    for (const char c : pem) c == '\n' ? windows += "\r\n" : windows += c;
    for (const auto& bytes : {pem, "words before\n" + pem, server_certificate().key_pem + pem, other + pem, pem + other,
                              pem + pem, windows, pem + "\n\nwords after"}) {
        folder.write("ca.pem", bytes);
        trusted_server server;
        https_client client{https_options{.ca_file = folder.path("ca.pem")}};
        check_ok(client.get(server.url()));
    }
}

BOOST_AUTO_TEST_CASE(a_folder_of_certificates_is_trusted_whatever_its_files_are_called) {
    const temporary_folder folder;
    const auto other = seedance::testing::certificate_authority{}.pem();
    namespace fs = std::filesystem;
    fs::create_directories(folder.path("certificates/deeper"));
    fs::create_directories(folder.path("certificates/..data"));
    folder.write("certificates/other.crt", other);
    folder.write("certificates/README", "what these are for");
    folder.write("certificates/tls.key", server_certificate().key_pem);
    folder.write("certificates/deeper/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    folder.write("certificates/.hidden.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const https_options options{.ca_path = folder.path("certificates")};
    trusted_server server;
    check_error(https_client{options}.get(server.url()), transport_errc::untrusted);

    folder.write("certificates/..data/ca.crt", authority().pem());  // as Kubernetes mounts a secret
    fs::create_symlink("..data/ca.crt", folder.path("certificates/ca.crt"));
    fs::create_symlink("ca.crt", folder.path("certificates/0a1b2c3d.0"));
    check_ok(https_client{options}.get(server.url()));
}

BOOST_AUTO_TEST_CASE(a_folder_without_certificates_is_refused_with_words) {
    const temporary_folder folder;
    std::filesystem::create_directories(folder.path("empty"));
    std::filesystem::create_directories(folder.path("other"));
    folder.write("file.pem", authority().pem());
    folder.write("other/README", "no certificate");
    check_refused({.ca_path = folder.path("empty")}, "ca_path \"" + folder.path("empty") + "\" holds no certificate");
    check_refused({.ca_path = folder.path("other")}, "holds no certificate in PEM");
    check_refused({.ca_path = folder.path("missing")}, "cannot be read as a folder");
    check_refused({.ca_path = folder.path("file.pem")}, "cannot be read as a folder");
    folder.write("other/damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    check_refused({.ca_path = folder.path("other")}, "damaged.pem\": its certificate 1 cannot be read");
}

BOOST_AUTO_TEST_CASE(an_intermediate_certificate_or_the_servers_own_is_enough_when_the_program_gives_it) {
    const identity root{certificate_draft::authority("a root")};
    const identity between{certificate_draft::authority("one between"), root};
    const identity own{{}, between};
    const identity stranger{certificate_draft::authority("a stranger")};
    const auto answers = [](const seedance::testing::certificate& presented, const std::string& trusted) {
        https_server server{presented, {}};
        return https_client{https_options{.ca_pem = trusted}}.get(server.url());
    };
    check_ok(answers(own.with(between.pem()), root.pem()));
    check_ok(answers(own.with(between.pem()), between.pem()));
    check_ok(answers(own.with(), between.pem()));
    check_ok(answers(own.with(), own.pem()));
    check_ok(answers(own.with(between.pem()), stranger.pem() + between.pem()));
    check_error(answers(own.with(), root.pem()), transport_errc::untrusted);
    check_error(answers(own.with(between.pem()), stranger.pem()), transport_errc::untrusted);
    auto late = certificate_draft::authority("one that has ended");
    late.until = -60s;
    const identity ended{late, root};
    check_error(answers(identity{{}, ended}.with(), ended.pem()), transport_errc::untrusted);
    check_error(answers(identity{{.names = "DNS:example.com"}, between}.with(), between.pem()),
                transport_errc::untrusted);
}

// ---- what the program changes

BOOST_AUTO_TEST_CASE(a_program_may_present_a_certificate_of_its_own) {
    const identity root{certificate_draft::authority("of clients")};
    const auto own = identity{{.names = {}, .extended_usage = "clientAuth"}, root}.with();
    trusted_server server{https_server::options{.adjust = [&](SSL_CTX* tls) {
        seedance::detail::add_given_certificates(::SSL_CTX_get_cert_store(tls), {.ca_pem = root.pem()});
        ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        ::SSL_CTX_set_session_id_context(tls, reinterpret_cast<const unsigned char*>("test"), 4);
    }}};
    int calls = 0;
    auto options = trusting();
    options.adjust_tls = [&](SSL_CTX* tls) {
        ++calls;
        const seedance::detail::bio_ptr certificate{::BIO_new_mem_buf(own.certificate_pem.data(), -1), &::BIO_free_all},
            key{::BIO_new_mem_buf(own.key_pem.data(), -1), &::BIO_free_all};
        const std::unique_ptr<X509, decltype(&::X509_free)> one{
            ::PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr), &::X509_free};
        const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> its_key{
            ::PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr), &::EVP_PKEY_free};
        ::SSL_CTX_use_certificate(tls, one.get());
        ::SSL_CTX_use_PrivateKey(tls, its_key.get());
    };
    https_client client{std::move(options)};
    for (int i = 0; i != 3; ++i) check_ok(client.get(server.url(), connection_use::fresh));
    BOOST_TEST(calls == 1);
    BOOST_TEST(server.seen().resumed == 2u);
    BOOST_TEST(https_client{}.get(server.url()).error.failed());
}

namespace {

std::vector<tls_change> refused_changes() {
    return {
        {"no verification", [](SSL_CTX* tls) { ::SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, nullptr); },
         "servers' certificates are not verified"},
        {"once", [](SSL_CTX* tls) { ::SSL_CTX_set_verify(tls, SSL_VERIFY_CLIENT_ONCE, nullptr); },
         "servers' certificates are not verified"},
        {"TLS 1.1", [](SSL_CTX* tls) { SSL_CTX_set_min_proto_version(tls, TLS1_1_VERSION); }, "TLS before 1.2"},
        {"TLS 1.0", [](SSL_CTX* tls) { SSL_CTX_set_min_proto_version(tls, TLS1_VERSION); }, "TLS before 1.2"},
        {"any TLS", [](SSL_CTX* tls) { SSL_CTX_set_min_proto_version(tls, 0); }, "TLS before 1.2"},
        {"any time",
         [](SSL_CTX* tls) { ::X509_VERIFY_PARAM_set_flags(::SSL_CTX_get0_param(tls), X509_V_FLAG_NO_CHECK_TIME); },
         "after their time"},
        {"another time",
         [](SSL_CTX* tls) { ::X509_VERIFY_PARAM_set_time(::SSL_CTX_get0_param(tls), std::time(nullptr) + 60); },
         "as of another time"},
        {"any time, by the store",
         [](SSL_CTX* tls) { ::X509_STORE_set_flags(::SSL_CTX_get_cert_store(tls), X509_V_FLAG_NO_CHECK_TIME); },
         "after their time"},
    };
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_change_that_takes_protection_away_is_refused) {
    for (const auto& c : refused_changes()) {
        BOOST_TEST_CONTEXT(c.name) {
            auto options = trusting();
            options.adjust_tls = c.adjust;
            check_refused(options, c.why);
            check_refused(options, "say so with https_options::dangerously_allow_unverified_servers");
            options.dangerously_allow_unverified_servers = true;
            trusted_server server;
            check_ok(https_client{options}.get(server.url()));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_callback_that_lets_pass_what_is_refused_is_found_out_before_a_byte_is_sent) {
    const auto stranger = seedance::testing::certificate_authority{}.issue();
    for (const auto& c : changes_that_let_pass()) {
        BOOST_TEST_CONTEXT(c.name) {
            https_server server{stranger, {}};
            auto options = trusting();
            options.adjust_tls = c.adjust;
            {
                https_client client{options};
                for (int i = 0; i != 2; ++i) {
                    const auto reply = client.get(server.url(), connection_use::fresh);
                    check_error(reply, transport_errc::untrusted);
                    BOOST_TEST(contains(reply.detail, c.why));
                    BOOST_TEST(reply.sent == delivery::nothing);
                }
            }
            BOOST_TEST(server.seen().bytes == 0u);
            options.dangerously_allow_unverified_servers = true;
            https_client client{options};
            for (int i = 0; i != 2; ++i) {
                const auto reply = client.get(server.url(), connection_use::fresh);
                check_ok(reply);
                BOOST_TEST(!reply.resumed_session);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_cipher_that_encrypts_nothing_is_found_out_before_a_byte_is_sent) {
    const auto plain = [](SSL_CTX* tls) {
        ::SSL_CTX_set_cipher_list(tls, "eNULL:@SECLEVEL=0");
        SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION);
    };
    trusted_server server{https_server_options{.adjust = plain}};
    auto options = trusting();
    options.adjust_tls = plain;
    {
        https_client client{options};
        for (int i = 0; i != 2; ++i) {
            const auto reply = client.get(server.url(), connection_use::fresh);
            check_error(reply, transport_errc::untrusted);
            BOOST_TEST(contains(reply.detail, "encrypts nothing"));
            BOOST_TEST(reply.sent == delivery::nothing);
        }
    }
    BOOST_TEST(server.seen().bytes == 0u);
    options.dangerously_allow_unverified_servers = true;
    check_ok(https_client{options}.get(server.url()));
}

BOOST_AUTO_TEST_CASE(the_word_alone_turns_nothing_off) {
    https_server server{seedance::testing::certificate_authority{}.issue(), {}};
    auto options = trusting();
    options.dangerously_allow_unverified_servers = true;
    check_error(https_client{options}.get(server.url()), transport_errc::untrusted);
    options.adjust_tls = [](SSL_CTX*) {};
    check_error(https_client{options}.get(server.url()), transport_errc::untrusted);
}

BOOST_AUTO_TEST_CASE(a_policy_of_the_programs_own_is_kept) {
    trusted_server server;
    auto options = trusting();
    options.adjust_tls = [](SSL_CTX* tls) {  // pins another key
        ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, [](int good, X509_STORE_CTX* what) {
            if (::X509_STORE_CTX_get_error_depth(what) == 0)
                ::X509_STORE_CTX_set_error(what, X509_V_ERR_APPLICATION_VERIFICATION);
            return ::X509_STORE_CTX_get_error_depth(what) == 0 ? 0 : good;
        });
    };
    const auto reply = https_client{options}.get(server.url());
    check_error(reply, transport_errc::untrusted);
    BOOST_TEST(contains(reply.detail, "application verification failure"));
    options.adjust_tls = [](SSL_CTX* tls) { SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION); };
    check_ok(https_client{options}.get(server.url()));
    server.readjust([](SSL_CTX* tls) { SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION); });
    check_error(https_client{options}.get(server.url()), transport_errc::untrusted);
}

BOOST_AUTO_TEST_CASE(what_the_program_throws_comes_out) {
    asio::io_context context;
    auto options = trusting();
    options.adjust_tls = [](SSL_CTX*) { throw std::runtime_error{"no smart card"}; };
    BOOST_CHECK_THROW(seedance::make_https_transport(context.get_executor(), options), std::runtime_error);
}

// ---- names with underscores

namespace {

/// Says whether a client that asks for this host takes a certificate with this name.
bool takes(const std::string& host, const std::string& name) {
    static const identity root{certificate_draft::authority("a root")};
    auto client = seedance::detail::make_tls_context({.ca_pem = root.pem()});
    const auto own = identity{{.names = {}, .raw_name = name}, root}.with();
    asio::ssl::context server{asio::ssl::context::tls_server};
    server.use_certificate_chain(asio::buffer(own.certificate_pem));
    server.use_private_key(asio::buffer(own.key_pem), asio::ssl::context::pem);
    const tls_pair pair{client.native_handle(), server.native_handle()};
    const auto &here = pair.here, &there = pair.there;
    BOOST_TEST(!seedance::detail::expect_host(here.get(), *seedance::parse_https_url("https://" + host + "/")));
    for (int i = 0; i != 4; ++i) ::SSL_do_handshake(here.get()), ::SSL_do_handshake(there.get());
    ::ERR_clear_error();
    return ::SSL_is_init_finished(here.get()) == 1;
}

}  // namespace

// As curl 7.88 has it with the same OpenSSL; a host that is a lone label under "*.com" it takes for none, too.
BOOST_AUTO_TEST_CASE(a_wildcard_stands_for_a_label_with_underscores_too) {
    struct {
        const char *host, *name;
        bool taken;
    } const cases[] = {
        {"a_b.example.com", "*.example.com", true},
        {"_.example.com", "*.example.com", true},
        {"a_b.example.com", "*.EXAMPLE.com", true},
        {"a_b.example.com", "a_b.example.com", true},
        {"a-b.example.com", "*.example.com", true},
        {"a_b.c_d.example.com", "*.c_d.example.com", true},
        {"a.c_d.example.com", "*.c_d.example.com", true},
        {"a_b.example.com", "example.com", false},
        {"a_b.c.example.com", "*.example.com", false},
        {"a_b.example.com", "*.*.com", false},
        {"a_b.example.com", "*", false},
        {"a_b.com", "*.com", false},
        {"a_b", "*", false},
        {"a_b.example.com", "*.com", false},
        {"a_b.example.com", "a*.example.com", false},
        {"a_b.example.com", "*_b.example.com", false},
        {"a_b.example.com", "*.example.org", false},
        {"a_b.example.com", "a_c.example.com", false},
        {"b.a_b.example.com", "*.example.com", false},
    };
    for (const auto& c : cases) BOOST_TEST(takes(c.host, c.name) == c.taken, c.host << " by " << c.name);
}

BOOST_AUTO_TEST_SUITE_END()
