// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The one rule for https URLs, and that every place that takes one keeps to it.
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/https_url.hpp>

#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/download/redirect.hpp>
#include <seedance/request/check_url.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/received_url.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(https_urls)

namespace {

using namespace seedance;

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

struct sound_url {
    std::string_view text;
    std::string_view host;
    std::uint16_t port;
    std::string_view authority;
    std::string_view path;
    bool is_address = false;
};

const sound_url sound[] = {
    {"https://a", "a", 443, "a", "/"},
    {"https://example.com", "example.com", 443, "example.com", "/"},
    {"https://example.com/", "example.com", 443, "example.com", "/"},
    {"HTTPS://EXAMPLE.com/A", "example.com", 443, "example.com", "/A"},
    {"hTtPs://example.COM", "example.com", 443, "example.com", "/"},
    {"https://example.com:443/x", "example.com", 443, "example.com", "/x"},
    {"https://example.com:/x", "example.com", 443, "example.com", "/x"},
    {"https://example.com:", "example.com", 443, "example.com", "/"},
    {"https://example.com:1", "example.com", 1, "example.com:1", "/"},
    {"https://example.com:65535/", "example.com", 65535, "example.com:65535", "/"},
    {"https://example.com:08443/", "example.com", 8443, "example.com:8443", "/"},
    {"https://example.com?a=b", "example.com", 443, "example.com", "/?a=b"},
    {"https://example.com:8443?a/b:c@d", "example.com", 8443, "example.com:8443", "/?a/b:c@d"},
    {"https://example.com#x", "example.com", 443, "example.com", "/"},
    {"https://example.com/a?b#c/d?e", "example.com", 443, "example.com", "/a?b"},
    {"https://example.com//a///b", "example.com", 443, "example.com", "//a///b"},
    {"https://example.com/../a/./b", "example.com", 443, "example.com", "/../a/./b"},
    {"https://example.com/a@b:c", "example.com", 443, "example.com", "/a@b:c"},
    {"https://example.com/?", "example.com", 443, "example.com", "/?"},
    {"https://example.com/a?b?c", "example.com", 443, "example.com", "/a?b?c"},
    {"https://example.com/a%20b%2fc%FF", "example.com", 443, "example.com", "/a%20b%2fc%FF"},
    {"https://example.com/%00", "example.com", 443, "example.com", "/%00"},
    {"https://example.com/a[1].png?b[]=c&d=[e]#f[]", "example.com", 443, "example.com", "/a[1].png?b[]=c&d=[e]"},
    {"https://example.com/-._~!$&'()*+,;=:@", "example.com", 443, "example.com", "/-._~!$&'()*+,;=:@"},
    {"https://a-b_c.d--e.xn--bcher-kva.example", "a-b_c.d--e.xn--bcher-kva.example", 443,
     "a-b_c.d--e.xn--bcher-kva.example", "/"},
    {"https://-a.example", "-a.example", 443, "-a.example", "/"},
    {"https://1a", "1a", 443, "1a", "/"},
    {"https://1.2.3.a", "1.2.3.a", 443, "1.2.3.a", "/"},
    {"https://1.2.3.4a", "1.2.3.4a", 443, "1.2.3.4a", "/"},
    {"https://127.0.0.1x.example", "127.0.0.1x.example", 443, "127.0.0.1x.example", "/"},
    {"https://0x7g", "0x7g", 443, "0x7g", "/"},
    {"https://10.example", "10.example", 443, "10.example", "/"},
    {"https://example.com./", "example.com", 443, "example.com", "/"},
    {"https://Example.COM.:8443/x", "example.com", 8443, "example.com:8443", "/x"},
    {"https://a.", "a", 443, "a", "/"},
    {"https://localhost.?x", "localhost", 443, "localhost", "/?x"},
    {"https://127.0.0.1.nip.io/v.mp4", "127.0.0.1.nip.io", 443, "127.0.0.1.nip.io", "/v.mp4"},
    {"https://10.0.0.1.sslip.io.:8443/", "10.0.0.1.sslip.io", 8443, "10.0.0.1.sslip.io:8443", "/"},
    {"https://127.0.0.1.evil.example", "127.0.0.1.evil.example", 443, "127.0.0.1.evil.example", "/"},
    {"https://1.2.3.4.5.example", "1.2.3.4.5.example", 443, "1.2.3.4.5.example", "/"},
    {"https://127.0.0.1", "127.0.0.1", 443, "127.0.0.1", "/", true},
    {"https://0.0.0.0:1/x", "0.0.0.0", 1, "0.0.0.0:1", "/x", true},
    {"https://255.255.255.255", "255.255.255.255", 443, "255.255.255.255", "/", true},
    {"https://[::]", "::", 443, "[::]", "/", true},
    {"https://[::1]:8443/x", "::1", 8443, "[::1]:8443", "/x", true},
    {"https://[2001:DB8::A:1]", "2001:db8::a:1", 443, "[2001:db8::a:1]", "/", true},
    {"https://[1:2:3:4:5:6:7:8]?x", "1:2:3:4:5:6:7:8", 443, "[1:2:3:4:5:6:7:8]", "/?x", true},
    {"https://[1:2:3:4:5:6:7::]", "1:2:3:4:5:6:7::", 443, "[1:2:3:4:5:6:7::]", "/", true},
    {"https://[::2:3:4:5:6:7:8]", "::2:3:4:5:6:7:8", 443, "[::2:3:4:5:6:7:8]", "/", true},
    {"https://[fe80::0001]", "fe80::0001", 443, "[fe80::0001]", "/", true},
    {"https://[::ffff:192.0.2.1]:1", "::ffff:192.0.2.1", 1, "[::ffff:192.0.2.1]:1", "/", true},
    {"https://[1:2:3:4:5:6:192.0.2.1]", "1:2:3:4:5:6:192.0.2.1", 443, "[1:2:3:4:5:6:192.0.2.1]", "/", true},
    {"https://[1:2:3:4:5::192.0.2.1]", "1:2:3:4:5::192.0.2.1", 443, "[1:2:3:4:5::192.0.2.1]", "/", true},
};

const std::string_view broken[] = {
    // no https URL at all
    "",
    "https",
    "https:",
    "https:/",
    "https:/example.com",
    "https:example.com",
    "http://example.com",
    "httpss://example.com",
    "ftp://example.com",
    "//example.com",
    "/path",
    "example.com",
    " https://example.com",
    "https ://example.com",
    "x:?",
    "data:image/png;base64,AAAA",
    // no host
    "https://",
    "https:///a",
    "https://?a",
    "https://#a",
    "https://:443/",
    "https://:",
    // a user
    "https://user@example.com",
    "https://user:word@example.com",
    "https://@example.com",
    "https://:@example.com",
    "https://a@b@example.com",
    "https://example.com:443@evil.example",
    // ports
    "https://host:abc",
    "https://host:0",
    "https://host:00",
    "https://host:65536",
    "https://host:99999999999",
    "https://host:18446744073709551617",  // 1, for a reader of 64 bits
    "https://host:-1",
    "https://host:+1",
    "https://host: 1",
    "https://host:1 ",
    "https://host:443x/",
    "https://host:0x50",
    "https://host:443:443",
    "https://host::443",
    "https://[::1]:abc",
    "https://[::1]:0",
    "https://[::1]x/",
    "https://[::1]443",
    "https://[::1]]",
    "https://127.0.0.1:x",
    // names
    "https://.",
    "https://.example.com",
    "https://example..com",
    "https://..",
    "https://exa%6dple.com",
    "https://example.com%00.evil.example",
    "https://exa mple.com",
    "https://example.com\\evil.example",
    "https://example.com;x",
    "https://example.com!x/",
    "https://ex*mple.com",
    "https://a~b",
    "https://a,b",
    "https://b\xC3\xBC"
    "cher.example",
    "https://example.com\t/",
    "https://exam\nple.com",
    "https://[example.com]",
    "https://exa[mple.com",
    "https://example.com]",
    // names that some take for addresses
    "https://127.1",
    "https://127.0.1",
    "https://2130706433",
    "https://0x7f000001",
    "https://0x7f.0.0.1",
    "https://0X7F.1",
    "https://0x",
    "https://a.0x",
    "https://0177.0.0.1",
    "https://127.0.0.01",
    "https://127.0.0.00",
    "https://256.0.0.1",
    "https://1.2.3.256",
    "https://1.2.3.4.5",
    "https://1.2.3",
    "https://a.1",
    "https://a.123",
    "https://1.2.3.4.",
    "https://127.0.0.1.:8443/",
    "https://127.1.",
    "https://0x7f000001.",
    "https://1.",
    "https://example.com../",
    "https://../",
    "https://[::1]./",
    "https://[::1.]/",
    // IPv6
    "https://[",
    "https://[]",
    "https://[]/",
    "https://[::1",
    "https://[::1/",
    "https://::1/",
    "https://::1]",
    "https://[:]",
    "https://[:::]",
    "https://[1]",
    "https://[1:2:3:4:5:6:7]",
    "https://[1:2:3:4:5:6:7:8:9]",
    "https://[1:2:3:4:5:6:7:8::]",
    "https://[::1:2:3:4:5:6:7:8]",
    "https://[1::2::3]",
    "https://[1:]",
    "https://[:1:2:3:4:5:6:7]",
    "https://[1:2:3:4:5:6:7:]",
    "https://[12345::]",
    "https://[::g]",
    "https://[::-1]",
    "https://[::1%25lo]",
    "https://[::1%lo]",
    "https://[fe80::1%1]",
    "https://[v1.x]",
    "https://[127.0.0.1]",
    "https://[::192.0.2.256]",
    "https://[::192.0.2]",
    "https://[::192.0.2.01]",
    "https://[::192.0.2.1:1]",
    "https://[192.0.2.1::]",
    "https://[1:2:3:4:5:6:7:192.0.2.1]",
    "https://[1:2:3:4:5:6::192.0.2.1]",
    "https://[ ::1]",
    "https://[::1 ]",
    // characters
    "https://example.com/a b",
    "https://example.com/a\tb",
    "https://example.com/a\r\nX: y",
    "https://example.com/\x7F",
    "https://example.com/\x01",
    "https://example.com/caf\xC3\xA9",
    "https://example.com/a\\b",
    "https://example.com/\"",
    "https://example.com/<>",
    "https://example.com/^",
    "https://example.com/`",
    "https://example.com/{}",
    "https://example.com/a|b",
    "https://example.com/%",
    "https://example.com/%2",
    "https://example.com/%zz",
    "https://example.com/%2g",
    "https://example.com/%%20",
    "https://example.com/?%",
    "https://example.com/#%",
    "https://example.com/?a b",
    "https://example.com/#a b",
    "https://example.com/#a#b",
    "https://example.com##",
};

static_assert(is_https_url("https://example.com:8443/a.png?size=1#top"));
static_assert(!is_https_url("https://host:abc"));
static_assert(split_https_url("HTTPS://A.example:1/x?y#z").host == "A.example");
static_assert(split_https_url("https://[::1]:8443?x").port == 8443);

bool is_taken_everywhere(const std::string& url) {
    const bool is_taken = is_https_url(url);
    detail::known_origins origins;
    detail::request_target found;
    BOOST_TEST(parse_https_url(url).has_value() == is_taken, url);
    BOOST_TEST(origins.parse(url, found) == is_taken, url);
    const bool is_media = is_taken || url.starts_with("data:") || detail::split_web_url(url);
    BOOST_TEST((broken_by_every_gateway(url) == rule::none) == is_media, url);
    const bool is_callback = is_taken && detail::can_be_public(split_https_url(url));
    BOOST_TEST((broken_by_callback(url) == rule::none) == is_callback, url);
    const bool is_relative = !url.starts_with("https:") && !detail::has_scheme(url);
    const bool is_taken_as_received = is_https_url(detail::with_escapes(url));
    if (!is_relative)
        BOOST_TEST(detail::resolve_redirect("https://example.com/", url).has_value() == is_taken_as_received, url);
    BOOST_TEST(detail::resolve_redirect(url, "/next").has_value() == is_taken, url);
    return is_taken;
}

std::string with_byte(std::string_view before, int byte, std::string_view after) {
    return std::string{before} + static_cast<char>(byte) + std::string{after};
}

bool is_one_of(int byte, std::string_view characters) {
    return characters.find(static_cast<char>(byte)) != std::string_view::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_sound_is_taken_apart) {
    for (const auto& expected : sound) {
        BOOST_TEST(is_taken_everywhere(std::string{expected.text}), expected.text);
        const auto url = parse_https_url(expected.text).value();
        BOOST_TEST(url.host == expected.host);
        BOOST_TEST(url.port == expected.port);
        BOOST_TEST(url.authority == expected.authority);
        BOOST_TEST(url.origin == std::string{expected.host} + ':' + std::to_string(expected.port));
        BOOST_TEST(url.path == expected.path);
        BOOST_TEST(url.is_address == expected.is_address, expected.text);
        BOOST_TEST(parse_https_url("https://" + url.authority + url.path).value().path == url.path);
    }
}

BOOST_AUTO_TEST_CASE(the_view_is_what_was_written) {
    constexpr std::string_view text = "HTTPS://[2001:DB8::A]:08443/a?b#c";
    const auto url = split_https_url(text);
    BOOST_TEST(url.origin == "HTTPS://[2001:DB8::A]:08443");
    BOOST_TEST(url.host == "2001:DB8::A");
    BOOST_TEST(url.port == 8443);
    BOOST_TEST(url.target == "/a?b");
    BOOST_TEST(url.has_fragment);
    BOOST_TEST(test::begins_at(url.target, text.data() + url.origin.size()));
    BOOST_TEST(!split_https_url("https://a/b?c").has_fragment);
    BOOST_TEST(split_https_url("https://a").target == "");
}

BOOST_AUTO_TEST_CASE(what_is_not_sound_is_refused_everywhere) {
    for (const auto url : broken) BOOST_TEST(!is_taken_everywhere(std::string{url}), url);
    BOOST_TEST(!is_taken_everywhere(std::string{"https://example.com/a\0b", 23}));
    static_assert(std::size(sound) + std::size(broken) >= 150);
}

BOOST_AUTO_TEST_CASE(what_the_world_writes_is_escaped) {
    const std::pair<std::string, std::string> written[] = {
        {"https://a.example/\xE8\xA7\x86\xE9\xA2\x91.mp4", "https://a.example/%E8%A7%86%E9%A2%91.mp4"},
        {"https://a.example/a b.mp4", "https://a.example/a%20b.mp4"},
        {"https://a.example/a|b", "https://a.example/a%7Cb"},
        {"https://a.example/a[1].mp4?b[]=c", "https://a.example/a%5B1%5D.mp4?b%5B%5D=c"},
        {"https://a.example/100%.mp4", "https://a.example/100%25.mp4"},
        {"https://a.example/%zz", "https://a.example/%25zz"},
        {"https://a.example/%2", "https://a.example/%252"},
        {"https://a.example/%", "https://a.example/%25"},
        {"https://a.example/%%20", "https://a.example/%25%20"},
        {"https://a.example/a\\b", "https://a.example/a%5Cb"},
        {"https://a.example/\"<>^`{}", "https://a.example/%22%3C%3E%5E%60%7B%7D"},
        {"https://a.example/caf\xE9", "https://a.example/caf%E9"},
        {"https://a.example/#a#b c", "https://a.example/#a%23b%20c"},
        {"https://a.example?q=a b", "https://a.example?q=a%20b"},
        {"  https://a.example/v.mp4 ", "https://a.example/v.mp4"},
        {"a b", "a%20b"},
        {"/a|b?c d", "/a%7Cb?c%20d"},
        {"?a=\xC3\xA4", "?a=%C3%A4"},
        {"//a.example/[", "//a.example/%5B"},
        {"\\\\evil.example", "%5C%5Cevil.example"},
        {"", ""},
        // what is sound, signed or not, stays as it is
        {"https://a.example/a%2Fb%2fc?X-Amz-Signature=%2B%3d&x=a+b",
         "https://a.example/a%2Fb%2fc?X-Amz-Signature=%2B%3d&x=a+b"},
        {"https://a.example:8443/-._~:/?@!$&'()*+,;=#x", "https://a.example:8443/-._~:/?@!$&'()*+,;=#x"},
        {"https://[2001:db8::1]:8443/a", "https://[2001:db8::1]:8443/a"},
        // hosts and control characters are not mended
        {"https://b\xC3\xBC"
         "cher.example/\xC3\xBC",
         "https://b\xC3\xBC"
         "cher.example/%C3%BC"},
        {"https://a b.example/", "https://a b.example/"},
        {"https://a|b", "https://a|b"},
        {"https://a.example/\r\nX: y", "https://a.example/\r\nX:%20y"},
        {"https://a.example/a\tb", "https://a.example/a\tb"},
        {"https://a.example/\x7F", "https://a.example/\x7F"},
    };
    for (const auto& [url, escaped] : written) {
        BOOST_TEST(detail::with_escapes(url) == escaped, url);
        BOOST_TEST(detail::with_escapes(escaped) == escaped, "once is enough: " << url);
    }
    for (const std::string url : {"https://b\xC3\xBC"
                                  "cher.example/",
                                  "https://a b.example/", "https://a.example/a\tb", "https://a.example/\r\nX: y",
                                  "https://a.example/\x7F", "https://u@a.example/"})
        BOOST_TEST(!is_https_url(detail::with_escapes(url)), url);
}

BOOST_AUTO_TEST_CASE(every_byte_is_escaped_or_stays) {
    for (int byte = 0; byte != 256; ++byte) {
        const bool is_control = byte < ' ' || byte == 0x7F;
        for (const std::string_view before : {"https://a.example/", "https://a.example/?", "https://a.example/x#"})
            BOOST_TEST(is_https_url(detail::with_escapes(with_byte(before, byte, "b"))) == !is_control, byte);
    }
}

BOOST_AUTO_TEST_CASE(names_of_up_to_253_characters) {
    std::string name;
    while (name.size() < 250) name += "aaaaaaaaa.";
    BOOST_TEST(is_https_url("https://" + name + "abc"));
    BOOST_TEST(is_https_url("https://" + name + "abc."));
    BOOST_TEST(!is_https_url("https://" + name + "abcd"));
}

BOOST_AUTO_TEST_CASE(every_port) {
    for (int port = 0; port != 70'000; ++port) {
        const auto url = parse_https_url("https://host:" + std::to_string(port) + "/");
        BOOST_TEST_REQUIRE(url.has_value() == (port >= 1 && port <= 65535), port);
        if (url) BOOST_TEST_REQUIRE(url->port == port);
    }
}

BOOST_AUTO_TEST_CASE(every_byte_at_every_kind_of_place) {
    const auto in = [](std::string_view more) { return std::string{letters_and_digits}.append(more); };
    for (int byte = 0; byte != 256; ++byte) {
        const auto taken = [byte](std::string_view before, std::string_view after) {
            return is_taken_everywhere(with_byte(before, byte, after));
        };
        BOOST_TEST(!taken("", "https://example.com/"), byte);
        BOOST_TEST(taken("http", "://example.com/") == is_one_of(byte, "sS"), byte);
        BOOST_TEST(taken("https", "//example.com/") == is_one_of(byte, ":"), byte);
        BOOST_TEST(taken("https:/", "example.com/") == is_one_of(byte, "/"), byte);
        BOOST_TEST(taken("https://exa", "mple.com/") == is_one_of(byte, in("-._/?#")), byte);
        BOOST_TEST(taken("https://", "xample.com/") == is_one_of(byte, in("-_")), byte);
        BOOST_TEST(taken("https://example.co", "/") == is_one_of(byte, in(".-_:/?#")), byte);
        BOOST_TEST(taken("https://example.com", "443/") == is_one_of(byte, in("-_:/?#")), byte);
        BOOST_TEST(taken("https://example.com:4", "3/") == is_one_of(byte, "0123456789/?#"), byte);
        BOOST_TEST(taken("https://[2001:db8::", "]/") == is_one_of(byte, "0123456789abcdefABCDEF"), byte);
        BOOST_TEST(taken("https://[::1]", "/") == is_one_of(byte, ":/?#"), byte);
        BOOST_TEST(taken("https://127.0.0.", "/") == is_one_of(byte, in("-_")), byte);
        BOOST_TEST(
            taken("https://127.0.0", "1/") == is_one_of(byte, "abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWYZ-_."),
            byte);
        BOOST_TEST(taken("https://example.com/a", "b") == is_one_of(byte, in("-._~:/?#[]@!$&'()*+,;=")), byte);
        BOOST_TEST(taken("https://example.com/?a", "b") == is_one_of(byte, in("-._~:/?#[]@!$&'()*+,;=")), byte);
        BOOST_TEST(taken("https://example.com/#a", "b") == is_one_of(byte, in("-._~:/?[]@!$&'()*+,;=")), byte);
        BOOST_TEST(taken("https://example.com/%", "0") == is_one_of(byte, "0123456789abcdefABCDEF"), byte);
        BOOST_TEST(taken("https://example.com/%4", "/") == is_one_of(byte, "0123456789abcdefABCDEF"), byte);
    }
}

BOOST_AUTO_TEST_CASE(addresses_are_those_that_asio_reads) {
    std::mt19937 random{1};
    constexpr std::string_view often = "0123456789abcf::::..%";
    int taken = 0;
    for (int i = 0; i != 300'000; ++i) {
        std::string literal = random() % 2 == 0 ? "1:2:3:4:5:6:7:8" : "::ffff:192.0.2.1";
        for (auto left = random() % 6; left != 0 && !literal.empty(); --left) {
            const auto at = random() % literal.size();
            if (random() % 3 == 0)
                literal.insert(at, 1, often[random() % often.size()]);
            else if (random() % 2 == 0)
                literal.erase(at, 1);
            else
                literal[at] = often[random() % often.size()];
        }
        boost::system::error_code error;
        boost::asio::ip::make_address_v6(literal, error);
        const bool is_sound = !error && literal.find('%') == std::string::npos;
        taken += is_sound ? 1 : 0;
        BOOST_TEST_REQUIRE(detail::is_ipv6(literal) == is_sound, literal);
        boost::asio::ip::make_address_v4(literal, error);
        BOOST_TEST_REQUIRE(detail::is_ipv4(literal) == !error, literal);
    }
    BOOST_TEST(taken > 10'000);
}

BOOST_AUTO_TEST_CASE(four_numbers_are_an_address_or_nothing) {
    for (int number = 0; number != 1000; ++number)
        for (const std::string zeros : {"", "0", "00"}) {
            const auto octet = zeros + std::to_string(number);
            const bool is_sound = zeros.empty() && number <= 255;
            for (const auto& host : {octet + ".0.0.1", "10." + octet + ".0.1", "10.0.0." + octet}) {
                const auto url = parse_https_url("https://" + host);
                BOOST_TEST_REQUIRE(url.has_value() == is_sound, host);
                if (url) BOOST_TEST_REQUIRE(url->is_address);
            }
        }
}

BOOST_AUTO_TEST_CASE(base_urls_have_neither_query_nor_fragment) {
    for (const std::string_view url :
         {"https://api.example", "https://api.example/", "https://api.example:8443/v1/x", "https://[::1]:8443"})
        BOOST_TEST(is_https_base_url(url), url);
    for (const std::string_view url : {"", "https://api.example?", "https://api.example/v1?a=b", "https://api.example#",
                                       "https://api.example/v1#x", "https://host:abc", "http://api.example"})
        BOOST_TEST(!is_https_base_url(url), url);
}

BOOST_AUTO_TEST_SUITE_END()
