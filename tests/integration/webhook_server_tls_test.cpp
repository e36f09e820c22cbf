// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The webhook server with TLS of its own: versions, certificates, handshakes that do not end.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/testing/certificate.hpp>

#include "https_server.hpp"
#include "printing.hpp"
#include "webhook_fixture.hpp"

BOOST_AUTO_TEST_SUITE(webhook_server_tls)

using namespace test;
using namespace std::string_literals;

namespace {

using options = seedance::webhook_server_options;

options with_tls(options others = {}) {
    others.certificate_chain_pem = server_certificate().certificate_pem;
    others.private_key_pem = seedance::secret{server_certificate().key_pem};
    return others;
}

/// A gateway that trusts the test's authority.
class tls_client {
  public:
    /// Connects; `newest` is the newest version that it speaks.
    explicit tls_client(std::uint16_t port, int newest = TLS1_3_VERSION) {
        tls_.add_certificate_authority(asio::buffer(authority().pem()));
        tls_.set_verify_mode(asio::ssl::verify_peer);
        ::SSL_CTX_set_security_level(tls_.native_handle(), 0);
        ::SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_VERSION);
        ::SSL_CTX_set_max_proto_version(tls_.native_handle(), newest);
        stream_.emplace(context_, tls_);
        stream_->next_layer().connect({asio::ip::address_v4::loopback(), port});
        stream_->handshake(asio::ssl::stream_base::client);
    }

    std::string ask(std::string_view bytes) {
        asio::write(*stream_, asio::buffer(bytes.data(), bytes.size()));
        char buffer[4096];
        const auto size = stream_->read_some(asio::buffer(buffer));
        return {buffer, size};
    }

    /// Gives how the connection ends.
    boost::system::error_code end() {
        char byte = 0;
        boost::system::error_code error;
        stream_->read_some(asio::buffer(&byte, 1), error);
        return error;
    }

    std::string version() { return ::SSL_get_version(stream_->native_handle()); }

  private:
    asio::io_context context_;
    asio::ssl::context tls_{asio::ssl::context::tls_client};
    std::optional<asio::ssl::stream<asio::ip::tcp::socket>> stream_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(callbacks_over_tls) {
    webhook_world world{with_tls()};
    const auto request = world.callback_for(world.submit());
    for (const int newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        tls_client gateway{world.port(), newest};
        for (int i = 0; i != 3; ++i) BOOST_TEST(gateway.ask(request).starts_with("HTTP/1.1 200 OK\r\n"));
        BOOST_TEST(gateway.ask(world.post("/", "{}")).starts_with("HTTP/1.1 404 Not Found\r\n"));
        BOOST_TEST(gateway.end() == asio::error::eof, "with close_notify, not cut");
    }
}

BOOST_AUTO_TEST_CASE(older_versions_are_refused) {
    webhook_world world{with_tls()};
    for (const int newest : {TLS1_VERSION, TLS1_1_VERSION})
        BOOST_CHECK_THROW((tls_client{world.port(), newest}), boost::system::system_error);
    BOOST_TEST((tls_client{world.port(), TLS1_2_VERSION}.version()) == "TLSv1.2");
    BOOST_TEST((tls_client{world.port()}.version()) == "TLSv1.3");
}

BOOST_AUTO_TEST_CASE(handshakes_that_do_not_end_are_closed) {
    webhook_world world{with_tls({.head_limit = 200ms, .request_limit = 400ms, .idle_limit = 200ms})};
    for (const auto& hello : {""s, "\x16"s, "\x16\x03\x01\x02"s, "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s}) {
        raw_client slow{world.port()};
        slow.send(hello);
        BOOST_TEST(slow.is_ended_within());
    }
    tls_client silent{world.port()};
    BOOST_TEST(silent.end().failed(), "after its handshake");
}

BOOST_AUTO_TEST_CASE(what_is_no_handshake_gets_no_answer_of_http) {
    webhook_world world{with_tls()};
    for (const auto& bytes : {"GET / HTTP/1.1\r\nHost: h\r\n\r\n"s, std::string(300, '\0'), std::string(70'000, 'x')}) {
        raw_client plain{world.port()};
        plain.send(bytes);
        BOOST_TEST(plain.read().status == 0);
    }
    const auto request = world.callback_for(world.submit());
    BOOST_TEST(tls_client{world.port()}.ask(request).starts_with("HTTP/1.1 200"));
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_ends_its_handshakes) {
    webhook_world world{with_tls()};
    raw_client silent{world.port()};
    raw_client half{world.port()};
    half.send("\x16\x03\x01");
    tls_client open{world.port()};
    world.destroy_server();
    BOOST_TEST(silent.is_ended_within(4s));
    BOOST_TEST(half.is_ended_within(4s));
    BOOST_TEST(open.end().failed());
}

/// Encrypts a key with a password, for which nobody is to be asked.
static std::string encrypted(const std::string& key_pem) {
    auto* const in = ::BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
    auto* const key = ::PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
    auto* const out = ::BIO_new(::BIO_s_mem());
    char password[] = "password";
    ::PEM_write_bio_PKCS8PrivateKey(out, key, ::EVP_aes_128_cbc(), password, 8, nullptr, nullptr);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out, &data);
    std::string text{data, static_cast<std::size_t>(size)};
    ::BIO_free(out), ::EVP_PKEY_free(key), ::BIO_free(in);
    return text;
}

BOOST_AUTO_TEST_CASE(certificates_that_cannot_be_used) {
    webhook_world world;
    const auto& own = server_certificate();
    const auto other = authority().issue();
    const std::pair<std::string, std::string> wrong[] = {
        {own.certificate_pem, ""},
        {"", own.key_pem},
        {own.certificate_pem, other.key_pem},
        {"nonsense", own.key_pem},
        {own.key_pem, own.key_pem},
        {own.certificate_pem, "nonsense"},
        {own.certificate_pem, own.certificate_pem},
        {own.certificate_pem, encrypted(own.key_pem)},
    };
    for (const auto& [certificate, key] : wrong) {
        const options how{.certificate_chain_pem = certificate, .private_key_pem = seedance::secret{key}};
        BOOST_CHECK_THROW((seedance::webhook_server{world.context(), world.receiver(), how}),
                          boost::system::system_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
