// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Heads of replies: whatever is read is what Beast's parser reads in the same bytes.
#include <array>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/impl/reply_head.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(reply_head)

namespace {

namespace http = boost::beast::http;

using beast_parser = http::response_parser<http::empty_body>;

/// Has Beast read these bytes, which are to be a whole head and nothing else. It refuses a `Connection` that is no list
/// of tokens, which says nothing of where the body ends: gives false then.
bool is_read_by_beast(beast_parser& parser, const std::string& bytes) {
    parser.header_limit(1 << 20);
    parser.body_limit(boost::none);
    error_code error;
    const auto taken = parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
    if (error == http::error::bad_value && text::contains_ignoring_case(bytes, "Connection:")) return false;
    BOOST_TEST_REQUIRE(!error, error.message() << ": " << bytes);
    BOOST_TEST_REQUIRE(parser.is_header_done(), bytes);
    BOOST_TEST_REQUIRE(taken == bytes.size(), bytes);
    return true;
}

void check_same(const detail::reply_head& head, const beast_parser& parser, const std::string& bytes) {
    const auto& expected = parser.get();
    BOOST_TEST_REQUIRE(head.status == static_cast<int>(expected.result_int()), bytes);
    BOOST_TEST_REQUIRE(head.version == static_cast<int>(expected.version()), bytes);
    BOOST_TEST_REQUIRE(head.chunked == parser.chunked(), bytes);
    BOOST_TEST_REQUIRE(head.length.has_value() == parser.content_length().has_value(), bytes);
    if (head.length) BOOST_TEST_REQUIRE(*head.length == *parser.content_length(), bytes);
    const auto connection = expected[http::field::connection];
    if (head.version == 11) BOOST_TEST_REQUIRE(head.closes == http::token_list{connection}.exists("close"), bytes);
    std::size_t count = 0;
    for (const auto& field : expected) {
        BOOST_TEST_REQUIRE(count < head.headers.size(), bytes);
        // Beast keeps fields of one name together: the first of each name stands where it stood.
        if (expected.count(field.name_string()) == 1)
            BOOST_TEST_REQUIRE(detail::value_of_header(head.headers, std::string{field.name_string()}) ==
                                   std::string_view(field.value().data(), field.value().size()),
                               bytes);
        ++count;
    }
    BOOST_TEST_REQUIRE(count == head.headers.size(), bytes);
}

/// Checks that what is read is what Beast reads; says whether it was read.
bool check(const std::string& bytes) {
    detail::reply_head head;
    if (head.parse(bytes)) return false;
    beast_parser parser;
    const bool is_known = is_read_by_beast(parser, bytes);
    if (is_known) check_same(head, parser, bytes);
    return is_known;
}

const std::array<std::string, 6> heads = {
    "HTTP/1.1 200 OK\r\nDate: Fri, 21 Nov 2026 11:32:53 GMT\r\nContent-Length: 24\r\n\r\n",
    "HTTP/1.0 404 \r\nServer: x\r\n\r\n",
    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    "HTTP/1.1 429 Too Many Requests\r\nRetry-After:5\r\nX-A:\t\r\nConnection: x, Close\r\nContent-Length: 3, 3\r\n\r\n",
    "HTTP/1.1 204 D\xe9j\xe0\r\nVia: 1.1 a\r\nvia: 1.1 b\r\n\r\n",
    "HTTP/1.1 999 \r\n\r\n",
};

}  // namespace

BOOST_AUTO_TEST_CASE(ordinary_heads_are_read) {
    for (const auto& head : heads) BOOST_TEST(check(head), head);
}

BOOST_AUTO_TEST_CASE(every_byte_at_every_place_of_a_head) {
    std::size_t read = 0;
    for (const auto& head : heads) {
        for (std::size_t at = 0; at != head.size(); ++at) {
            for (int byte = 0; byte != 256; ++byte) {
                auto replaced = head, inserted = head;
                replaced[at] = static_cast<char>(byte);
                inserted.insert(at, 1, static_cast<char>(byte));
                read += check(replaced) + check(inserted);
            }
            check(head.substr(0, at));
        }
    }
    BOOST_TEST(read > 50'000u);
}

BOOST_AUTO_TEST_CASE(heads_mutated_at_random) {
    constexpr std::string_view pieces[] = {"\r\n",
                                           "\r",
                                           "\n",
                                           " ",
                                           "\t",
                                           ":",
                                           ",",
                                           "chunked",
                                           "Connection: close",
                                           "Content-Length: ",
                                           "Transfer-Encoding: ",
                                           "HTTP/1.1 ",
                                           "0",
                                           "99999999999999999999",
                                           "\x7f",
                                           "\xff"};
    std::mt19937 random{1};
    std::size_t read = 0;
    for (int i = 0; i != 100'000; ++i) {
        auto head = heads[random() % heads.size()];
        for (auto left = 1 + random() % 3; left != 0; --left) {
            const auto at = random() % head.size();
            if (random() % 2 == 0)
                head.erase(at, random() % 3);
            else
                head.insert(at, pieces[random() % std::size(pieces)]);
            if (head.empty()) head = "x";
        }
        read += check(head);
    }
    BOOST_TEST(read > 1'000u);
}

BOOST_AUTO_TEST_SUITE_END()
