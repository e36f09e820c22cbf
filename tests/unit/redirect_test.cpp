// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/redirect.hpp>
#include <seedance/transport/https_target.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <random>
#include <regex>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(redirects)

namespace {

using namespace seedance;

std::string led_to(std::string_view from, std::string_view location) {
    return detail::resolve_redirect(from, location).value_or("nowhere");
}

// ---- RFC 3986 to the letter: its expression for the parts of a reference (appendix B) and its pseudo-code

struct parts {
    std::string scheme, authority, path, query;  // each with its separators
};

parts parts_of(const std::string& reference) {
    static const std::regex expression{R"(^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?)"};
    std::smatch found;
    std::regex_match(reference, found, expression);
    return {found[1], found[3], found[5], found[6]};
}

std::string remove_dot_segments(std::string input) {
    std::string output;
    const auto drop = [&input](std::size_t size, std::string_view put_back) {
        input = std::string{put_back} + input.substr(size);
    };
    while (!input.empty()) {
        if (input.starts_with("../")) {
            drop(3, "");
        } else if (input.starts_with("./")) {
            drop(2, "");
        } else if (input.starts_with("/./")) {
            drop(3, "/");
        } else if (input == "/.") {
            drop(2, "/");
        } else if (input.starts_with("/../") || input == "/..") {
            drop(input == "/.." ? 3 : 4, "/");
            output.erase(std::min(output.rfind('/'), output.size()));
        } else if (input == "." || input == "..") {
            input.clear();
        } else {
            const auto size = std::min(input.find('/', 1), input.size());
            output += input.substr(0, size);
            input.erase(0, size);
        }
    }
    return output;
}

std::string led_to_by_the_rfc(const std::string& from, const std::string& location) {
    const auto base = parts_of(from), reference = parts_of(location);
    const auto& [scheme, authority, path, query] = reference;
    if (!scheme.empty()) return scheme + authority + remove_dot_segments(path) + query;
    if (!authority.empty()) return base.scheme + authority + remove_dot_segments(path) + query;
    const auto start = base.scheme + base.authority;
    if (path.empty())  // the base may be normalised, 5.2.1
        return start + remove_dot_segments(base.path) + (query.empty() ? base.query : query);
    if (path.starts_with('/')) return start + remove_dot_segments(path) + query;
    const auto merged =
        base.path.empty() ? '/' + path : base.path.substr(0, base.path.rfind('/') + 1) + path;  // there is an authority
    return start + remove_dot_segments(merged) + query;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_examples_of_rfc_3986) {  // 5.4
    const std::pair<std::string_view, std::string_view> examples[] = {
        {"./g", "https://a/b/c/g"},
        {"g", "https://a/b/c/g"},
        {"g/", "https://a/b/c/g/"},
        {"/g", "https://a/g"},
        {"//g", "https://g"},
        {"?y", "https://a/b/c/d;p?y"},
        {"g?y", "https://a/b/c/g?y"},
        {"#s", "https://a/b/c/d;p?q"},
        {"g#s", "https://a/b/c/g"},
        {"g?y#s", "https://a/b/c/g?y"},
        {";x", "https://a/b/c/;x"},
        {"g;x", "https://a/b/c/g;x"},
        {"g;x?y#s", "https://a/b/c/g;x?y"},
        {".", "https://a/b/c/"},
        {"./", "https://a/b/c/"},
        {"..", "https://a/b/"},
        {"../", "https://a/b/"},
        {"../g", "https://a/b/g"},
        {"../..", "https://a/"},
        {"../../", "https://a/"},
        {"../../g", "https://a/g"},
        {"../../../g", "https://a/g"},
        {"../../../../g", "https://a/g"},
        {"/./g", "https://a/g"},
        {"/../g", "https://a/g"},
        {"g.", "https://a/b/c/g."},
        {".g", "https://a/b/c/.g"},
        {"g..", "https://a/b/c/g.."},
        {"..g", "https://a/b/c/..g"},
        {"./../g", "https://a/b/g"},
        {"./g/.", "https://a/b/c/g/"},
        {"g/./h", "https://a/b/c/g/h"},
        {"g/../h", "https://a/b/c/h"},
        {"g;x=1/./y", "https://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "https://a/b/c/y"},
        {"g?y/./x", "https://a/b/c/g?y/./x"},
        {"g?y/../x", "https://a/b/c/g?y/../x"},
        {"g#s/./x", "https://a/b/c/g"},
        {"g#s/../x", "https://a/b/c/g"},
    };
    for (const auto& [location, url] : examples) BOOST_TEST(led_to("https://a/b/c/d;p?q", location) == url, location);
    BOOST_TEST(led_to("https://a/b/c/d;p?q", "") == "nowhere");
    BOOST_TEST(led_to("https://a/b/c/d;p?q", "g:h") == "nowhere");
}

BOOST_AUTO_TEST_CASE(absolute_references_name_their_own_host) {
    BOOST_TEST(led_to("https://a/b", "https://c:8443/d/../e?f#g") == "https://c:8443/e?f");
    BOOST_TEST(led_to("https://a/b", "HTTPS://C") == "HTTPS://C");
    BOOST_TEST(led_to("https://a/b", "//c/d") == "https://c/d");
    BOOST_TEST(led_to("https://a/b", "//c?d") == "https://c?d");
    BOOST_TEST(led_to("https://a", "b") == "https://a/b");
    BOOST_TEST(led_to("https://a?x/y", "b") == "https://a/b");
    BOOST_TEST(led_to("https://a?x", "?y") == "https://a?y");
    BOOST_TEST(led_to("https://a:8443#x", "/b") == "https://a:8443/b");
    for (const std::string_view location :
         {"http://a/b", "https:b", "https:/b", "https:///b", "///b", "//", "ftp://a", "x:", "x:?", "a:b", ":", "//u@a",
          "https://host:abc", "//host:abc", "#\r\n", "https://[::1", "//127.1/", "/\x01"})
        BOOST_TEST(led_to("https://a/b", location) == "nowhere", location);
    for (const std::string_view from : {"", "http://a/", "/a", "https://host:abc/", "https://u@a/"})
        BOOST_TEST(led_to(from, "/b") == "nowhere", from);
}

BOOST_AUTO_TEST_CASE(what_servers_write_without_escapes_gets_them) {
    const std::pair<std::string_view, std::string_view> written[] = {
        {"/a b.mp4", "https://a/a%20b.mp4"},
        {"\xC3\xA4", "https://a/%C3%A4"},
        {"/\xE8\xA7\x86\xE9\xA2\x91.mp4?sig=a%2Fb", "https://a/%E8%A7%86%E9%A2%91.mp4?sig=a%2Fb"},
        {"https://c/\xE8\xA7\x86.mp4", "https://c/%E8%A7%86.mp4"},
        {"c[2]?d[]=e", "https://a/c%5B2%5D?d%5B%5D=e"},
        {"/a|b", "https://a/a%7Cb"},
        {"/\\evil.example", "https://a/%5Cevil.example"},
        {"\\\\evil.example", "https://a/%5C%5Cevil.example"},
        {"/%", "https://a/%25"},
        {"?%zz", "https://a/b?%25zz"},
        {"#a#b", "https://a/b"},
        {"/..%2f../a b", "https://a/..%2f../a%20b"},
    };
    for (const auto& [location, url] : written) BOOST_TEST(led_to("https://a/b", location) == url, location);
}

BOOST_AUTO_TEST_CASE(hosts_that_begin_like_addresses_keep_their_name) {
    BOOST_TEST(led_to("https://127.0.0.1x.example/a", "/b") == "https://127.0.0.1x.example/b");
    BOOST_TEST(led_to("https://a/", "//127.0.0.1x.example/b") == "https://127.0.0.1x.example/b");
    BOOST_TEST(led_to("https://a/", "//127.0.0.1.example/b") == "https://127.0.0.1.example/b");
    BOOST_TEST(led_to("https://a/", "//127.0.0.1./b") == "nowhere");
    BOOST_TEST(led_to("https://a./b", "c") == "https://a./c");
}

BOOST_AUTO_TEST_CASE(random_references_are_resolved_to_the_letter) {
    std::mt19937 random{1};
    constexpr std::string_view often[] = {"a", "b", "/", "/", ".", "..", "?", "#", ":", "@", "%2F", "[", "https://a"};
    int resolved = 0;
    for (int i = 0; i != 100'000; ++i) {
        std::string path, location;
        for (auto left = random() % 12; left != 0; --left) path += "ab/./.;"[random() % 7];
        for (auto left = random() % 12; left != 0; --left) location += often[random() % std::size(often)];
        const auto from = std::string{"https://a.example"} + "/?"[random() % 2] + path;
        const auto found = led_to(from, location);
        if (found == "nowhere") continue;
        ++resolved;
        BOOST_TEST_REQUIRE(found == led_to_by_the_rfc(from, detail::with_escapes(location)), from << ", " << location);
    }
    BOOST_TEST(resolved > 30'000);
}

BOOST_AUTO_TEST_CASE(files_on_the_host_of_a_gateway) {
    const auto file = parse_https_url("https://FILES.example:8443/a.mp4").value();
    BOOST_TEST(detail::is_on_host_of(file, "https://files.EXAMPLE/api"));
    BOOST_TEST(!detail::is_on_host_of(file, "https://files.example.evil/api"));
    BOOST_TEST(!detail::is_on_host_of(file, "https://host:abc"));
    BOOST_TEST(!detail::is_on_host_of(file, ""));
}

BOOST_AUTO_TEST_SUITE_END()
