// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/core/impl/shown_url.hpp>

using namespace seedance;

BOOST_AUTO_TEST_SUITE(shown_url_)

namespace {

std::string shown(std::string_view url) {
    std::string text;
    return detail::append_shown(text, url);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_says_where_is_shown) {
    for (const std::string_view url :
         {"https://example.com/a/b.png", "http://example.com", "https://[::1]:8443/x", "data:image/png;base64,AAAA", "",
          "not a URL", "/a/path", "https://", "a.png", "ftp://example.com/x"})
        BOOST_TEST(shown(url) == url);
}

BOOST_AUTO_TEST_CASE(neither_a_user_nor_a_query_is_shown) {
    struct {
        std::string_view url, shown;
    } const cases[] = {
        {"https://example.com/a.png?X-Amz-Signature=5ec2e7", "https://example.com/a.png?..."},
        {"https://example.com?X-Amz-Signature=5ec2e7", "https://example.com?..."},
        {"https://example.com/a.png#5ec2e7", "https://example.com/a.png#..."},
        {"https://example.com/a?b#5ec2e7", "https://example.com/a?..."},
        {"https://user:hunter2@example.com/a", "https://...@example.com/a"},
        {"https://hunter2@example.com/a", "https://...@example.com/a"},
        {"https://user:hunter2@example.com/a?s=5ec2e7", "https://...@example.com/a?..."},
        {"https://user:hun/ter2@example.com/a?s=5ec2e7", "https://...@example.com/a?..."},
        {"https://user:hun@ter2@example.com/a", "https://...@example.com/a"},
        {"https://user:hun?ter2@example.com/a", "https://user..."},
        {"https://user:hun#ter2@example.com/a", "https://user..."},
        {"https://example.com/a?mail=a@b.example&s=5ec2e7", "https://example.com..."},
        {"https://example.com/@somebody/a.png", "https://...@somebody/a.png"},
        {"//user:hunter2@example.com/a", "...@example.com/a"},
        {"user:hunter2@example.com/a", "...@example.com/a"},
        {"https:/user:hunter2@example.com/a", "...@example.com/a"},
        {"https:\\\\user:hunter2@example.com/a?s=5ec2e7", "...@example.com/a?..."},
        {"https://user:hunter2@", "https://...@"},
        {"HTTPS://USER:hunter2@EXAMPLE.COM/", "HTTPS://...@EXAMPLE.COM/"},
        {" https://user:hunter2@example.com/", " https://...@example.com/"},
        {"https:\\/\\/user:hunter2@example.com\\/a?s=5ec2e7", "https:\\/\\/...@example.com\\/a?..."},
        {"?s=5ec2e7", "?..."},
    };
    for (const auto& c : cases) BOOST_TEST(shown(c.url) == c.shown);
}

BOOST_AUTO_TEST_CASE(the_compiler_can_ask) {
    static_assert(detail::shown_in_short("https://user:hunter2@example.com/a?s=5ec2e7") ==
                  std::string_view{"https://...@example.com/a?..."});
    const auto cut = detail::shown_in_short("https://example.com/" + std::string(100, 'x') + "?s=5ec2e7");
    BOOST_TEST(cut.view().size() == 64u);
    BOOST_TEST(cut.view().ends_with("x..."));
}

BOOST_AUTO_TEST_SUITE_END()
