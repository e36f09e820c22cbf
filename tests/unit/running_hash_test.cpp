// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Hashes of bytes that come in pieces.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>

#include <seedance/core/base64.hpp>
#include <seedance/core/impl/running_hash.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(running_hash)

namespace {

std::string hash_of(const std::vector<std::string>& pieces, const EVP_MD* kind) {
    seedance::detail::running_hash hash{kind};
    for (const auto& piece : pieces) hash.add(piece);
    return seedance::text::base64_encode(hash.finish());
}

}  // namespace

BOOST_AUTO_TEST_CASE(hashes_are_of_all_pieces_in_a_row) {
    const std::string sha256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", md5 = "kAFQmDzST7DWlj99KOF/cg==";
    BOOST_TEST(hash_of({"abc"}, ::EVP_sha256()) == sha256);
    BOOST_TEST(hash_of({"a", "", "bc"}, ::EVP_sha256()) == sha256);
    BOOST_TEST(hash_of({"ab", "c"}, ::EVP_md5()) == md5);
    BOOST_TEST(hash_of({}, ::EVP_sha256()) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

BOOST_AUTO_TEST_SUITE_END()
