// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A PostgreSQL journal whose server is believed by its certificate, and believes a password: as doc/fleet.md has it.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include <seedance/testing/certificate.hpp>

#include "postgres_fixture.hpp"
#include "temporary_folder.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_tls)

/// A server that speaks TLS alone with those who come with a password.
struct tls_fixture {
    postgres_server server;
    temporary_folder folder;
    testing::certificate_authority authority;

    tls_fixture() {
        const auto shown = authority.issue({.dns_names = {"db.example"}, .ip_addresses = {}});
        give_to_server("server.crt", shown.certificate_pem);
        give_to_server("server.key", shown.key_pem);
        const auto rules = read_file(server.data() + "/pg_hba.conf");
        write_file(server.data() + "/pg_hba.conf",
                   "hostssl all with_password 127.0.0.1/32 scram-sha-256\nhost all with_password all reject\n" + rules);
        server.set("ssl", "on");
        server.run("CREATE ROLE with_password LOGIN PASSWORD 'the right one'");
        server.run("CREATE SCHEMA jobs AUTHORIZATION with_password");
        folder.write("authority.pem", authority.pem());
        keep_password("the right one", 0600);
    }
    tls_fixture(const tls_fixture&) = delete;
    tls_fixture& operator=(const tls_fixture&) = delete;
    ~tls_fixture() { ::unsetenv("PGPASSFILE"); }

    /// Writes what PGPASSFILE names.
    void keep_password(const std::string& password, mode_t rights) const {
        const auto file = folder.root / "passwords";
        write_file(file, "db.example:" + std::to_string(server.port()) + ":postgres:with_password:" + password + '\n');
        BOOST_TEST_REQUIRE(::chmod(file.c_str(), rights) == 0);
        BOOST_TEST_REQUIRE(::setenv("PGPASSFILE", file.c_str(), 1) == 0);
    }

    std::string address(const std::string& host = "db.example", const std::string& trusted = "authority.pem") const {
        return "host=" + host + " hostaddr=127.0.0.1 port=" + std::to_string(server.port()) +
               " user=with_password dbname=postgres sslmode=verify-full sslrootcert=" +
               (folder.root / trusted).string();
    }

    void expect_refusal(const std::string& at, std::string_view wrong, std::string_view advice) const {
        expect_error("(schema jobs)", wrong, advice, [&] { postgres_journal{at, in_schema("jobs")}; });
    }

  private:
    void give_to_server(const std::string& name, const std::string& text) const {
        const auto file = server.data() + "/" + name;
        write_file(file, text);
        struct stat of{};
        BOOST_TEST_REQUIRE(::stat(server.data().c_str(), &of) == 0);
        BOOST_TEST_REQUIRE(::chmod(file.c_str(), 0600) == 0);
        BOOST_TEST_REQUIRE(::chown(file.c_str(), of.st_uid, of.st_gid) == 0);
    }
};

BOOST_FIXTURE_TEST_CASE(whom_it_trusts_and_who_has_the_password_goes_on_as_ever, tls_fixture) {
    auto options = in_schema("jobs");
    options.patience = 10s;
    options.lock_timeout = 8s;  // ten megabytes take their time where nothing is optimised
    postgres_journal owner{address(), options}, other{address(), options};
    auto what = some_intent("order-1");
    what.callback = "";
    what = put(owner, what);
    BOOST_TEST(owner.renew().count == 1u);
    BOOST_TEST(other.renew().count == 2u);
    BOOST_TEST(server.run("SELECT count(*) || ' ' || bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                          "WHERE usename = 'with_password'") == "2 true");
    journal_change said{.wanted = {.name = what.name, .attempt = what.attempt, .handle = what.handle}};
    said.called_back = "a body";
    BOOST_TEST(other.apply({&said, 1}).at(0).written);
    BOOST_TEST(can_be_read(owner.news_descriptor()));
    BOOST_TEST(owner.renew().has_news);

    std::vector<journal_change> many;
    for (int i = 0; i != 1'000; ++i) {
        many.push_back({some_intent("many-" + std::to_string(i))});
        many.back().wanted.note = std::string(10'000, 'n');
    }
    for (const auto& answer : owner.apply(many)) BOOST_REQUIRE(answer.written);

    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'with_password'");
    BOOST_TEST(put(owner, some_intent("order-2")).version == 1, "it logs in again");
    BOOST_TEST(owner.term() == 0u);
}

BOOST_FIXTURE_TEST_CASE(whom_it_does_not_trust_is_refused, tls_fixture) {
    expect_refusal(address("other.example"), "does not match host name \"other.example\"", "call again");
    folder.write("another.pem", testing::certificate_authority{}.pem());
    expect_refusal(address("db.example", "another.pem"), "certificate verify failed", "call again");
    expect_refusal(address("db.example", "nowhere.pem"), "does not exist", "call again");
    expect_refusal(server.address("with_password"), "pg_hba.conf rejects", "call again");
}

BOOST_FIXTURE_TEST_CASE(a_password_that_is_wrong_or_that_others_could_read_is_none, tls_fixture) {
    postgres_journal{address(), in_schema("jobs")};
    keep_password("another one", 0600);
    expect_refusal(address(), "password authentication failed", "~/.pgpass");
    keep_password("the right one", 0644);  // libpq says so on the standard error
    expect_refusal(address(), "no password supplied", "PGPASSFILE");
    BOOST_TEST(lacks(error_of([&] { postgres_journal{address(), in_schema("jobs")}; }), "the right one"));
}

BOOST_AUTO_TEST_SUITE_END()
