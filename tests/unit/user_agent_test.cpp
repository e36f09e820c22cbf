// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/core/config.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/request_text.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(user_agent)

namespace {

/// The head of a GET with these headers.
std::string head_with(std::vector<http_header> headers) {
    http_request request;
    request.headers = std::move(headers);
    std::string text;
    const https_url target{.authority = "example.com"};
    detail::write_request(text, request, {std::make_shared<const https_url>(target), "/a"});
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(requests_say_who_sends_them) {
    const auto line = "User-Agent: seedance/" + std::string{version} + "\r\nAccept-Encoding: identity\r\n";
    BOOST_TEST(head_with({}) == "GET /a HTTP/1.1\r\nHost: example.com\r\n" + line + "\r\n");
    BOOST_TEST(head_with({{"Accept", "*/*"}}) ==
               "GET /a HTTP/1.1\r\nHost: example.com\r\n" + line + "Accept: */*\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_callers_own_words_count) {
    for (const std::string name : {"User-Agent", "user-agent", "USER-AGENT"})
        BOOST_TEST(head_with({{name, "mine/1"}}) ==
                   "GET /a HTTP/1.1\r\nHost: example.com\r\nAccept-Encoding: identity\r\n" + name + ": mine/1\r\n\r\n");
    const auto accepts = head_with({{"accept-encoding", "gzip"}});
    BOOST_TEST(accepts.find("identity") == std::string::npos);
    BOOST_TEST(accepts.find("accept-encoding: gzip\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
