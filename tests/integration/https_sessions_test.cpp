// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A new connection goes on with an earlier TLS session, where that proves as much as a full handshake does.
#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>
#include <seedance/transport/impl/tls_context.hpp>

#include "bad_certificates.hpp"
#include "checks.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"
#include "tls_pair.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_sessions)

namespace {

http_reply ask_fresh(https_client& client, const https_server& server, std::string_view host = "localhost") {
    auto reply = client.get(server.url("/", host), connection_use::fresh);
    check_ok(reply);
    return reply;
}

std::size_t resumed_of(https_client& client, const https_server& server, int count) {
    std::size_t out = 0;
    for (int i = 0; i != count; ++i) out += ask_fresh(client, server).resumed_session ? 1 : 0;
    return out;
}

/// Kinds of servers, by what they keep of a session, and how many of two exchanges after the first are resumed.
struct kind {
    std::string_view name;
    std::function<void(SSL_CTX*)> adjust;
    std::size_t resumed;
};

std::vector<kind> kinds_of_servers() {
    const auto only_1_2 = [](SSL_CTX* tls) { SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION); };
    const auto named = [](SSL_CTX* tls) { ::SSL_CTX_set_session_id_context(tls, nullptr, 0); };
    const auto off = [](SSL_CTX* tls) { SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF); };
    return {
        {"TLS 1.3", {}, 2},
        {"TLS 1.3, one ticket", [](SSL_CTX* tls) { ::SSL_CTX_set_num_tickets(tls, 1); }, 2},
        {"TLS 1.3, many tickets", [](SSL_CTX* tls) { ::SSL_CTX_set_num_tickets(tls, 12); }, 2},
        {"TLS 1.3, no ticket", [](SSL_CTX* tls) { ::SSL_CTX_set_num_tickets(tls, 0); }, 0},
        {"TLS 1.3, tickets that name what the server keeps",
         [](SSL_CTX* tls) { ::SSL_CTX_set_options(tls, SSL_OP_NO_TICKET); }, 2},
        {"TLS 1.2, ticket", only_1_2, 2},
        {"TLS 1.2, id", [=](SSL_CTX* tls) { only_1_2(tls), named(tls), ::SSL_CTX_set_options(tls, SSL_OP_NO_TICKET); },
         2},
        {"TLS 1.2, neither",
         [=](SSL_CTX* tls) { only_1_2(tls), off(tls), ::SSL_CTX_set_options(tls, SSL_OP_NO_TICKET); }, 0},
        {"TLS 1.3, P-384", [](SSL_CTX* tls) { SSL_CTX_set1_groups_list(tls, "P-384"); }, 2},
    };
}

void lose_ticket_keys(SSL_CTX* tls) {
    std::array<unsigned char, 80> keys{};
    ::RAND_bytes(keys.data(), static_cast<int>(keys.size()));
    SSL_CTX_set_tlsext_ticket_keys(tls, keys.data(), keys.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fresh_connection_resumes_the_session_of_the_one_before) {
    for (const auto& kind : kinds_of_servers()) {
        BOOST_TEST_CONTEXT(kind.name) {
            const auto in_good_order = [](const std::string&) { return answer{ok("hello"), afterwards::close}; };
            trusted_server server{https_server::options{.on_request = in_good_order, .adjust = kind.adjust}};
            https_client client;
            BOOST_TEST(!ask_fresh(client, server).resumed_session);
            BOOST_TEST(resumed_of(client, server, 2) == kind.resumed);
            BOOST_TEST(server.seen().handshakes == 3u);
            BOOST_TEST(server.seen().resumed == kind.resumed);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_has_lost_its_keys_gets_a_full_handshake) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        trusted_server server{
            https_server::options{.adjust = [=](SSL_CTX* tls) { SSL_CTX_set_max_proto_version(tls, version); }}};
        https_client client;
        BOOST_TEST(resumed_of(client, server, 2) == 1u);
        server.readjust(lose_ticket_keys);
        BOOST_TEST(!ask_fresh(client, server).resumed_session);
        BOOST_TEST(ask_fresh(client, server).resumed_session);
        BOOST_TEST(server.seen().resumed == 2u);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_another_version_than_before_gets_a_full_handshake) {
    trusted_server server;
    https_client client;
    BOOST_TEST(resumed_of(client, server, 2) == 1u);
    server.readjust([](SSL_CTX* tls) { SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION); });
    BOOST_TEST(!ask_fresh(client, server).resumed_session);
    BOOST_TEST(!client.get(server.url(), connection_use::fresh).error);
}

BOOST_AUTO_TEST_CASE(sessions_are_of_one_host_one_port_and_one_transport) {
    trusted_server server, other;
    https_client client, another;
    BOOST_TEST(resumed_of(client, server, 2) == 1u);
    BOOST_TEST(!ask_fresh(client, server, "127.0.0.1").resumed_session);
    BOOST_TEST(!ask_fresh(client, other).resumed_session);
    BOOST_TEST(!ask_fresh(another, server).resumed_session);
    BOOST_TEST(ask_fresh(client, server, "LOCALHOST").resumed_session);
}

BOOST_AUTO_TEST_CASE(another_authority_is_not_got_round_by_a_session) {
    trusted_server server;
    https_client client;
    check_ok(client.get(server.url(), connection_use::fresh));
    https_client distrusting{seedance::https_options{.ca_pem = seedance::testing::certificate_authority{}.pem()}};
    for (int i = 0; i != 2; ++i)
        check_error(distrusting.get(server.url(), connection_use::fresh), transport_errc::untrusted);
    BOOST_TEST(server.seen().resumed == 0u);
}

BOOST_AUTO_TEST_CASE(polls_give_sessions_to_submits_and_take_them) {
    trusted_server server{answer{ok("hello"), afterwards::close}};
    https_client client;
    check_ok(client.get(server.url()));
    BOOST_TEST(ask_fresh(client, server).resumed_session);
    const auto pooled = client.get(server.url());
    BOOST_TEST(pooled.resumed_session);
    BOOST_TEST(!pooled.reused_connection);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_used_again_says_nothing_of_a_session) {
    trusted_server server;
    https_client client;
    ask_fresh(client, server);
    BOOST_TEST(client.get(server.url()).resumed_session);
    const auto again = client.get(server.url());
    BOOST_TEST(again.reused_connection);
    BOOST_TEST(!again.resumed_session);
}

BOOST_AUTO_TEST_CASE(without_room_for_sessions_none_is_resumed) {
    trusted_server server;
    https_client client{trusting({.tls_sessions = 0})};
    BOOST_TEST(resumed_of(client, server, 3) == 0u);
}

BOOST_AUTO_TEST_CASE(a_server_that_breaks_on_a_session_is_not_offered_another) {
    bool breaks = false;
    trusted_server server{https_server::options{.adjust = [&breaks](SSL_CTX* tls) {
        ::SSL_CTX_set_client_hello_cb(
            tls,
            [](SSL* session, int*, void* breaks) {
                const unsigned char* offered = nullptr;
                std::size_t size = 0;
                const bool has_offer = ::SSL_client_hello_get0_ext(session, TLSEXT_TYPE_psk, &offered, &size) == 1;
                return has_offer && *static_cast<bool*>(breaks) ? SSL_CLIENT_HELLO_ERROR : SSL_CLIENT_HELLO_SUCCESS;
            },
            &breaks);
    }}};
    https_client client;
    BOOST_TEST(resumed_of(client, server, 2) == 1u);
    server.readjust([&breaks](SSL_CTX*) { breaks = true; });
    const auto broken = client.get(server.url(), connection_use::fresh);
    BOOST_TEST(broken.error.failed());
    BOOST_TEST(broken.sent == delivery::nothing);
    BOOST_TEST(!ask_fresh(client, server).resumed_session);
}

BOOST_AUTO_TEST_CASE(many_threads_share_the_sessions) {
    trusted_server server;
    https_client client{trusting(), 4};
    for (int round = 0; round != 4; ++round) {
        std::vector<std::future<http_reply>> pending;
        for (int i = 0; i != 16; ++i)
            pending.push_back(client.start(https_client::request_to(server.url(), connection_use::fresh)));
        for (auto& one : pending) check_ok(https_client::wait(one));
    }
    BOOST_TEST(server.seen().handshakes == 64u);
    BOOST_TEST(server.seen().resumed >= 48u);  // who began late in the first round may have found one already
}

// ---- how long a session is good, by a clock of the test's own

namespace {

using seedance::detail::tls_resumption;
using seedance::detail::tls_session;
using seedance::detail::tls_sessions;

/// A client and a server in memory.
class shaken_hands {
  public:
    explicit shaken_hands(const seedance::testing::certificate& own,
                          const seedance::https_options& options = trusting())
        : client_{seedance::detail::make_tls_context(options)} {
        server_.use_certificate_chain(asio::buffer(own.certificate_pem));
        server_.use_private_key(asio::buffer(own.key_pem), asio::ssl::context::pem);
        ::SSL_CTX_set_timeout(server_.native_handle(), 30 * 24 * 3600);
    }

    SSL_CTX* server() { return server_.native_handle(); }
    void pass(std::chrono::seconds time) { now_ += time; }
    std::size_t kept() const { return sessions_.size(); }

    /// Shakes hands, and reads the tickets. Says whether a session was resumed.
    bool shake(const std::string& peer = "localhost:443") {
        tls_resumption resumption;
        const tls_pair pair{client_.native_handle(), server()};
        const auto &here = pair.here, &there = pair.there;
        resumption.begin(here.get(), sessions_, peer);
        char byte{};
        for (int i = 0; i != 8; ++i) ::SSL_read(here.get(), &byte, 1), ::SSL_read(there.get(), &byte, 1);
        BOOST_TEST(::SSL_is_init_finished(here.get()) == 1);
        const bool resumed = ::SSL_session_reused(here.get()) == 1;
        for (auto* one : {here.get(), there.get()}) ::SSL_set_shutdown(one, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        return resumed;
    }

  private:
    std::chrono::sys_seconds now_ = tls_sessions::system_time();
    tls_sessions sessions_{8, [this] { return now_; }};
    asio::ssl::context client_, server_{asio::ssl::context::tls_server};
};

/// A server's certificate with two above it, whose times end in so many seconds.
struct long_chain {
    explicit long_chain(int leaf, int middle, int root) {
        auto draft = certificate_draft::authority("the root");
        draft.until = std::chrono::seconds{root};
        const identity top{draft};
        draft = certificate_draft::authority("the one between");
        draft.until = std::chrono::seconds{middle};
        const identity between{draft, top};
        const identity server{{.until = std::chrono::seconds{leaf}}, between};
        own = server.with(between.pem());
        authority = top.pem();
    }

    seedance::testing::certificate own;
    std::string authority;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_session_ends_with_the_first_certificate_of_its_chain) {
    struct {
        int leaf, middle, root;
    } const chains[] = {{600, 3600, 3600}, {3600, 600, 3600}, {3600, 3600, 600}};
    for (const auto& c : chains) {
        const long_chain made{c.leaf, c.middle, c.root};
        const seedance::https_options options{.ca_pem = made.authority};
        shaken_hands hands{made.own, options};
        BOOST_TEST(!hands.shake());
        BOOST_TEST(hands.kept() == 2u);
        hands.pass(595s);
        BOOST_TEST(hands.shake());
        hands.pass(10s);
        BOOST_TEST(!hands.shake());
    }
}

BOOST_AUTO_TEST_CASE(a_session_that_comes_of_a_resumed_one_is_not_good_for_longer) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        shaken_hands hands{authority().issue({.valid_until = 1h})};
        SSL_CTX_set_max_proto_version(hands.server(), version);
        BOOST_TEST(!hands.shake());
        for (int i = 0; i != 5; ++i) {
            hands.pass(11min);
            BOOST_TEST(hands.shake());
        }
        hands.pass(6min);
        BOOST_TEST(!hands.shake());
    }
}

BOOST_AUTO_TEST_CASE(what_was_verified_is_believed_for_a_day) {
    shaken_hands hands{authority().issue({.valid_until = 24h * 90})};
    shaken_hands* const one = &hands;
    BOOST_TEST(!one->shake());
    for (int i = 0; i != 4; ++i) {
        one->pass(5h);
        BOOST_TEST(one->shake());
    }
    one->pass(5h);
    BOOST_TEST(!one->shake());
}

BOOST_AUTO_TEST_CASE(a_session_is_not_used_before_the_time_of_its_certificates_either) {
    shaken_hands hands{authority().issue({.valid_from = -10min})};
    hands.shake();
    hands.pass(-11min);
    BOOST_TEST(!hands.shake());
}

BOOST_AUTO_TEST_CASE(a_session_is_good_for_as_long_as_its_server_says) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        shaken_hands hands{server_certificate()};
        SSL_CTX_set_max_proto_version(hands.server(), version);
        ::SSL_CTX_set_timeout(hands.server(), 300);
        hands.shake();
        hands.pass(290s);
        BOOST_TEST(hands.shake());
        hands.pass(20s);
        BOOST_TEST(!hands.shake());
    }
}

BOOST_AUTO_TEST_CASE(a_session_whose_server_names_no_time_is_kept_by_tls_1_2_alone) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto now = tls_sessions::system_time();
        tls_sessions sessions{8, [now] { return now; }};
        tls_session made{.native = seedance::detail::tls_session_ptr{::SSL_SESSION_new()},
                         .trusted = {.from = now - 1h, .until = now + 1h}};
        ::SSL_SESSION_set_protocol_version(made.native.get(), version);
        sessions.put("localhost:443", std::move(made));
        BOOST_TEST(sessions.size() == (version == TLS1_2_VERSION ? 1u : 0u));
    }
}

BOOST_AUTO_TEST_CASE(a_ticket_of_tls_1_3_is_used_once) {
    shaken_hands hands{server_certificate()};
    hands.shake();
    BOOST_TEST(hands.kept() == 2u);
    ::SSL_CTX_set_num_tickets(hands.server(), 0);
    BOOST_TEST(hands.shake());
    BOOST_TEST(hands.shake());
    BOOST_TEST(hands.kept() == 0u);
    BOOST_TEST(!hands.shake());
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_a_limit_for_each_peer_and_in_all) {
    shaken_hands hands{server_certificate()};
    ::SSL_CTX_set_num_tickets(hands.server(), 20);
    hands.shake("one:443");
    BOOST_TEST(hands.kept() == 8u);
    for (const char* peer : {"two:443", "three:443", "four:443", "five:443", "six:443"}) hands.shake(peer);
    BOOST_TEST(hands.kept() == 32u);
    ::SSL_CTX_set_num_tickets(hands.server(), 0);
    BOOST_TEST(!hands.shake("one:443"));  // the oldest went
    BOOST_TEST(hands.shake("six:443"));
}

BOOST_AUTO_TEST_SUITE_END()
