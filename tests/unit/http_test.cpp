// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/transport/http.hpp>

#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/testing/scripted_transport.hpp>

using namespace seedance;

BOOST_AUTO_TEST_SUITE(http)

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

BOOST_AUTO_TEST_SUITE_END()
