// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/transport/http.hpp>

#include <cstddef>
#include <set>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/testing/scripted_transport.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(http)

namespace {

using namespace seedance;

/// Every enumerator from `first` to `last` has a word of its own, and its neighbours have none.
template <class Enum, class Words>
void check_words(Enum first, Enum last, Words words) {
    std::set<std::string_view> all;
    const int from = static_cast<int>(first), to = static_cast<int>(last);
    for (int i = from; i <= to; ++i) all.insert(words(static_cast<Enum>(i)));
    BOOST_TEST(all.size() == static_cast<std::size_t>(to - from + 1));
    BOOST_TEST(!all.contains("?"));
    BOOST_TEST(words(static_cast<Enum>(to + 1)) == "?");
}

constexpr auto name = [](auto value) { return to_string(value); };

}  // namespace

BOOST_AUTO_TEST_CASE(names_of_headers_have_no_case) {
    http_reply reply;
    reply.headers = {{"Content-Type", "video/mp4"}, {"ETAG", "\"1\""}, {"etag", "\"2\""}};
    http_request request;
    request.headers = reply.headers;
    for (const std::string_view name : {"content-type", "Content-Type", "CONTENT-TYPE"}) {
        BOOST_TEST(reply.header(name) == "video/mp4");
        BOOST_TEST(request.header(name) == "video/mp4");
        BOOST_TEST(testing::header_of(request, name) == "video/mp4");
    }
    BOOST_TEST(reply.header("ETag") == "\"1\"");  // the first of them
    BOOST_TEST(request.header("ETag") == "\"1\"");
    for (const std::string_view name : {"", "Content-Typ", "Content-Type ", "ETags"}) {
        BOOST_TEST(reply.header(name) == "");
        BOOST_TEST(request.header(name) == "");
        BOOST_TEST(testing::header_of(request, name) == "");
    }
}

BOOST_AUTO_TEST_CASE(every_enumerator_has_a_name) {
    check_words(connection_use::fresh, connection_use::pooled, name);
    check_words(delivery::nothing, delivery::complete, name);
    check_words(exchange_phase::resolve, exchange_phase::done, name);
    check_words(exchange_phase::resolve, exchange_phase::done, describe);
    check_words(transport_errc::timed_out, transport_errc::coded_reply, name);
    static_assert(to_string(connection_use::pooled) == "pooled");
    static_assert(to_string(delivery::partial) == "partial");
    static_assert(to_string(exchange_phase::handshake) == "handshake");
    static_assert(describe(exchange_phase::handshake) == "the TLS handshake");
    static_assert(to_string(transport_errc::cut_reply) == "cut_reply");
}

BOOST_AUTO_TEST_CASE(only_a_whole_reply_is_a_success_or_a_redirect) {
    for (int status = 0; status != 600; ++status) {
        http_reply reply;
        reply.status = status;
        BOOST_TEST(reply.is_success() == (status >= 200 && status <= 299), status);
        BOOST_TEST(reply.is_redirect() == (status >= 300 && status <= 399), status);
        BOOST_TEST(reply.whole_status() == status);
        reply.error = transport_errc::cut_reply;
        BOOST_TEST(!reply.is_success());
        BOOST_TEST(!reply.is_redirect());
        BOOST_TEST(reply.whole_status() == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
