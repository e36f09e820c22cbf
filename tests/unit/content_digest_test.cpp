// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/content_digest.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/evp.h>

#include <boost/test/unit_test.hpp>

#include <seedance/transport/http.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(content_digests)

namespace {

using namespace seedance;
using detail::announced_digests;
using detail::content_check;

using texts = std::vector<std::string>;

// Of "abc".
const std::string sha256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const std::string md5 = "kAFQmDzST7DWlj99KOF/cg==";

// Of other bytes.
const std::string other_sha256 = "pS0VnyYrLG3bckphhAvvw26zDIiHekAwtly+himESck=";
const std::string other_md5 = "kAFQmDzST7DWlj99KOF/cA==";

http_reply head_with(std::vector<http_header> headers) {
    http_reply head;
    head.headers = std::move(headers);
    return head;
}

texts members_of(std::string_view list) {
    texts members;
    detail::for_each_member(list, [&members](std::string_view member) { members.emplace_back(member); });
    return members;
}

bool agrees(const http_reply& first, const http_reply* next, std::string_view bytes) {
    content_check check{first};
    check.add(bytes.substr(0, 1));
    if (next != nullptr) check.go_on(*next);
    check.add(bytes.substr(1));
    return check.agrees();
}

}  // namespace

BOOST_AUTO_TEST_CASE(lists_are_taken_apart_at_commas) {
    BOOST_TEST(members_of("") == texts{});
    BOOST_TEST(members_of("a") == texts{"a"});
    BOOST_TEST(members_of("a,b") == (texts{"a", "b"}));
    BOOST_TEST(members_of(" a , b=c ,\td") == (texts{"a", "b=c", "d"}));
    BOOST_TEST(members_of(",,a,") == (texts{"", "", "a"}));
}

BOOST_AUTO_TEST_CASE(digests_as_they_are_read) {
    const auto head = head_with({{"Repr-Digest", "sha-256=:" + sha256 + ":"},
                                 {"repr-digest", "sha-256=:" + other_sha256 + ":"},
                                 {"Content-MD5", md5}});
    announced_digests all, of_part;
    all.read(head, true);
    of_part.read(head, false);
    BOOST_TEST(all.sha256 == (texts{sha256, other_sha256}));
    BOOST_TEST(all.md5 == texts{md5});
    BOOST_TEST(of_part.sha256.size() == 2u);
    BOOST_TEST(of_part.md5.empty());
}

BOOST_AUTO_TEST_CASE(names_of_fields_have_no_case) {
    for (const std::string name : {"repr-digest", "Repr-Digest", "REPR-DIGEST"}) {
        announced_digests found;
        found.read(head_with({{name, "sha-256=:" + sha256 + ":"}}), false);
        BOOST_TEST(found.sha256 == texts{sha256}, name);
    }
    for (const std::string name : {"repr-diges", "repr-digests", "content-digest"}) {
        announced_digests found;
        found.read(head_with({{name, "sha-256=:" + sha256 + ":"}}), false);
        BOOST_TEST(found.sha256.empty(), name);
    }
}

BOOST_AUTO_TEST_CASE(every_announced_digest_counts) {
    const auto right = head_with({{"Repr-Digest", "sha-256=:" + sha256 + ":"}, {"Content-MD5", md5}});
    const auto wrong = head_with({{"Repr-Digest", "sha-256=:" + sha256 + ":"}, {"Content-MD5", other_md5}});
    const auto silent = head_with({});
    BOOST_TEST(agrees(right, nullptr, "abc"));
    BOOST_TEST(!agrees(right, nullptr, "abd"));
    BOOST_TEST(!agrees(wrong, nullptr, "abc"));
    BOOST_TEST(agrees(silent, nullptr, "abd"));
}

BOOST_AUTO_TEST_CASE(a_part_speaks_of_the_whole_file_or_of_itself) {
    const auto silent = head_with({});
    const auto of_file = head_with({{"Repr-Digest", "sha-256=:" + sha256 + ":"}});
    const auto of_part = head_with({{"Content-Digest", "sha-256=:" + other_sha256 + ":"}, {"Content-MD5", other_md5}});
    BOOST_TEST(agrees(silent, &of_file, "abc"));
    BOOST_TEST(!agrees(silent, &of_file, "abd"));
    BOOST_TEST(agrees(of_file, &of_part, "abc"));
    BOOST_TEST(!agrees(of_part, &silent, "abc"));  // the first reply was to hold the whole file
}

BOOST_AUTO_TEST_SUITE_END()
