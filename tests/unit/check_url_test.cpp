// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a media or callback URL must look like, at compile time and at run time alike.
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/request/check_url.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(url_checks)

namespace {

using namespace seedance;

constexpr url_schemes every_scheme{.data = true, .asset = true};

static_assert(broken_by_every_gateway("https://example.com/a.png") == rule::none);
static_assert(broken_by_every_gateway("http://example.com/a.png") == rule::none);
static_assert(broken_by_callback("https://example.com/done") == rule::none);

}  // namespace

BOOST_AUTO_TEST_CASE(media_come_by_https_by_data_uri_or_by_asset_id) {
    for (const std::string_view url : {"https://a", "HTTPS://EXAMPLE.com:8443/a.png?b=c#d", "https://[2001:db8::1]/x",
                                       "data:image/png;base64,AAAA", "DATA:,x", "asset://asset-1", "Asset://x"})
        BOOST_TEST(broken_by_every_gateway(url) == rule::none, url);
    BOOST_TEST(broken_by_every_gateway("") == rule::this_media_url_is_empty);
    for (const std::string_view url : {"ftp://a/b", "//a/b", "a.png", " https://a", "https:/a", "http:/a", "httpss://a",
                                       "data:image/png", "asset://", "asset:/x"})
        BOOST_TEST(broken_by_every_gateway(url) == rule::this_media_url_is_not_https, url);
    for (const std::string_view url : {"https://", "https:///a", "https://?a", "https://#a", "https://:443/a",
                                       "https://me@a/b", "https://a/b c", "https://a/\xC3\xA9", "data:,a b"})
        BOOST_TEST(broken_by_every_gateway(url) == rule::this_media_url_is_malformed, url);
}

BOOST_AUTO_TEST_CASE(a_model_takes_only_its_own_schemes) {
    BOOST_TEST(broken_by("data:,x", {}) == rule::this_model_does_not_take_data_uris);
    BOOST_TEST(broken_by("asset://x", {}) == rule::this_model_does_not_take_asset_ids);
    BOOST_TEST(broken_by("data:,x", {.data = true}) == rule::none);
    BOOST_TEST(broken_by("asset://x", {.data = true}) == rule::this_model_does_not_take_asset_ids);
    BOOST_TEST(broken_by("asset://x", every_scheme) == rule::none);
    BOOST_TEST(broken_by("https://a", {}) == rule::none);
    BOOST_TEST(broken_by("http://a", every_scheme) == rule::this_media_url_is_not_https, "where it is not said");
}

BOOST_AUTO_TEST_CASE(callbacks_come_by_https_alone) {
    for (const std::string_view url : {"https://a", "HTTPS://a/b?c"}) BOOST_TEST(broken_by_callback(url) == rule::none);
    for (const std::string_view url : {"", "http://a", "data:,x", "asset://x"})
        BOOST_TEST(broken_by_callback(url) == rule::this_callback_url_is_not_https, url);
    for (const std::string_view url : {"https://", "https://me@a", "https://a/b c"})
        BOOST_TEST(broken_by_callback(url) == rule::this_callback_url_is_malformed, url);
}

BOOST_AUTO_TEST_SUITE_END()
