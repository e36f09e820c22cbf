// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Peers that never end, and answers as deep as they are long: refused within limits, in memory that does not grow with
// what is sent. What can be read in two ways, and what may not reach the next answer, is tested in
// unit/reply_reader_test.cpp.
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/transport/impl/reply_reader.hpp>

#include "checks.hpp"
#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(framing)

namespace {

/// A peer without an end: `piece` again and again after `start`, in reads of 16 KiB.
struct endless {
    std::string name;
    std::string start;
    std::string piece;
    transport_errc expected;
};

struct outcome {
    http_reply reply;
    error_code error;
    std::size_t fed = 0;
    std::size_t most_waiting = 0;
};

outcome feed(const endless& peer, std::size_t most, std::uint64_t max_body = 1 << 20) {
    outcome out;
    detail::reply_reader reader{out.reply, nullptr, {.body = max_body}};
    std::string input = peer.start;
    while (!reader.done() && !reader.error() && out.fed < most) {
        const auto before = input.size();
        while (input.size() < before + 16 * 1024) input += peer.piece;
        out.fed += input.size() - before;
        out.most_waiting = std::max(out.most_waiting, input.size());
        input.erase(0, reader.take(input));
    }
    out.error = reader.error();
    return out;
}

const std::string head = "HTTP/1.1 200 OK\r\n";
const std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(what_never_ends_is_refused) {
    constexpr std::size_t ten_gib = std::size_t{10} << 30;
    const endless peers[] = {
        {"a header of many lines", head, "X: y\r\n", transport_errc::reply_too_large},
        {"a header of one line", head + "X: ", std::string(1000, 'x'), transport_errc::reply_too_large},
        {"a status line", "HTTP/1.1 200 ", std::string(1000, 'x'), transport_errc::reply_too_large},
        {"a body of 10 GiB as announced", head + "Content-Length: " + std::to_string(ten_gib) + "\r\n\r\n",
         std::string(4096, 'x'), transport_errc::reply_too_large},
        {"a body without a length", head + "\r\n", std::string(4096, 'x'), transport_errc::reply_too_large},
        {"chunks of one byte", chunks, "1\r\nx\r\n", transport_errc::reply_too_large},
        {"one chunk of an exabyte", chunks + "fffffffffffffff\r\n", std::string(4096, 'x'),
         transport_errc::reply_too_large},
        {"a chunk's extension", chunks + "1;", std::string(1000, 'x'), transport_errc::bad_reply},
        {"a chunk's length", chunks, std::string(1000, '0'), transport_errc::bad_reply},
        {"trailers", chunks + "0\r\n", "X: y\r\n", transport_errc::bad_reply},
        {"interim answers", "", "HTTP/1.1 100 Continue\r\n\r\n", transport_errc::reply_too_large},
        {"noise", "", "\r\n", transport_errc::bad_reply},
    };
    for (const auto& peer : peers) BOOST_TEST_CONTEXT(peer.name) {
            const auto out = feed(peer, 16 << 20);
            BOOST_TEST(out.error == make_error_code(peer.expected), out.error.message()
                                                                        << " after " << out.fed << " bytes");
            BOOST_TEST(out.reply.body.size() <= std::size_t{1} << 20);
            BOOST_TEST(out.most_waiting <= 82u * 1024);
        }
    std::cout << std::size(peers) << " peers without an end, all refused\n";
}

BOOST_AUTO_TEST_CASE(a_million_chunks_of_one_byte_are_one_body) {
    std::string bytes = chunks;
    for (int i = 0; i != 1'000'000; ++i) bytes += "1\r\nx\r\n";
    bytes += "0\r\n\r\nHTTP/1.1 200 OK\r\n";
    http_reply reply;
    detail::reply_reader reader{reply, nullptr, {.body = 1 << 20}};
    BOOST_TEST(reader.take(bytes) == bytes.size() - 17, "the next answer is left alone");
    BOOST_TEST(reader.done());
    BOOST_TEST(test::same_bytes(reply.body, std::string(1'000'000, 'x')));
}

BOOST_AUTO_TEST_CASE(depth_is_not_followed) {
    for (const char* const piece : {"[", "{\"a\":", "{\"data\":[", "[[{\"taskId\":"}) {
        std::string deep;
        while (deep.size() < 1'000'000) deep += piece;
        for (const int status : {200, 500}) {
            for (const auto* gateway : all_gateways::tables) {
                BOOST_TEST(!gateway->decode_status(status, deep).understood, gateway->name);
                BOOST_TEST(gateway->decode_submit(status, deep, arrival::whole).task_id.empty(), gateway->name);
            }
        }
        for (const auto* gateway : all_gateways::tables)
            if (gateway->decode_price_list != nullptr)
                BOOST_TEST(gateway->decode_price_list(deep).prices.empty(), gateway->name);
        for (const auto* gateway : all_gateways::tables) {
            if (gateway->decode_capability_list == nullptr) continue;
            const auto list = gateway->decode_capability_list(deep);
            BOOST_TEST((!list || (list->models.empty() && list->unread != 0)), gateway->name);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
