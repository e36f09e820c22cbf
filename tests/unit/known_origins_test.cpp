// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The quick ways of the transport say exactly what the slow ones say.
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/plain_lines.hpp>
#include <seedance/transport/impl/request_text.hpp>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(quick_ways)

namespace {

const std::vector<std::string> urls = {
    "https://api.example.com/v1/tasks/task_123?taskId=1&x=%20y#end",
    "https://api.example.com",
    "HTTPS://API.example.com:443//a/../b;c=d?e?f/g",
    "https://[::1]:8443/x",
    "https://127.0.0.1:65535/?",
    "https://user:pass@example.com/x",
    "https://example.com?/x",
    "https://example.com#/x",
    "https:///x",
    "https://example.com:443!/x",
    "https://example.com:0/x",
    "http://example.com/x",
};

void check(detail::known_origins& quick, const std::string& url) {
    const auto expected = parse_https_url(url);
    const https_url before{.host = "old", .port = 1, .authority = "old", .origin = "old", .path = "/old"};
    detail::request_target found{std::make_shared<const https_url>(before), before.path};
    BOOST_TEST_REQUIRE(quick.parse(url, found) == expected.has_value(), url);
    if (!expected) return;
    const auto& origin = *found.origin;
    const bool same = origin.host == expected->host && origin.port == expected->port &&
                      origin.authority == expected->authority && origin.origin == expected->origin &&
                      found.path == expected->path && origin.is_address == expected->is_address;
    BOOST_TEST_REQUIRE(same, url);
}

/// The definition, byte by byte.
bool has_plain_lines_slowly(std::string_view head) {
    for (std::size_t i = 0; i != head.size(); ++i) {
        const auto c = static_cast<unsigned char>(head[i]);
        if (c == '\t' || (c >= ' ' && c != 0x7F)) continue;
        if (c != '\r' || i + 1 == head.size() || head[++i] != '\n') return false;
        if (i + 1 != head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t')) return false;
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_byte_at_every_place_of_a_url) {
    detail::known_origins quick;
    for (const auto& url : urls) {
        for (int again = 0; again != 2; ++again) check(quick, url);
        for (std::size_t at = 0; at <= url.size(); ++at) {
            for (int byte = 0; byte != 256; ++byte) {
                auto replaced = url, inserted = url;
                inserted.insert(at, 1, static_cast<char>(byte));
                check(quick, inserted);
                if (at == url.size()) continue;
                replaced[at] = static_cast<char>(byte);
                check(quick, replaced);
            }
            check(quick, url.substr(0, at));
        }
    }
}

BOOST_AUTO_TEST_CASE(urls_mutated_at_random) {
    std::mt19937 random{1};
    detail::known_origins quick;
    constexpr std::string_view bytes = "https://aZ09._-~:@[]?#%&=/\\ \t\r\n\x7F\xC3{}|^`\"<>";
    for (int i = 0; i != 50'000; ++i) {
        auto url = urls[random() % urls.size()];
        for (auto left = random() % 4; left != 0; --left) {
            const auto at = random() % url.size();
            const char byte = bytes[random() % bytes.size()];
            if (random() % 3 == 0)
                url.insert(at, 1, byte);
            else if (random() % 2 == 0)
                url.erase(at, 1);
            else
                url[at] = byte;
            if (url.empty()) url = "x";
        }
        check(quick, url);
        check(quick, url);
    }
}

BOOST_AUTO_TEST_CASE(origins_beyond_the_few_that_are_remembered) {
    detail::known_origins quick;
    for (int round = 0; round != 3; ++round)
        for (int i = 0; i != 30; ++i)
            check(quick, "https://host" + std::to_string(i) + ".example.com/" + std::to_string(round));
}

BOOST_AUTO_TEST_CASE(lines_of_a_head) {
    std::mt19937 random{1};
    constexpr std::string_view often = "abc: \t\r\n\r\n\x7F\x80\xFF\x1F";
    for (int i = 0; i != 100'000; ++i) {
        std::string head(random() % 40, 'a');
        for (auto left = random() % 4; left != 0 && !head.empty(); --left) {
            const auto at = random() % head.size();
            if (random() % 2 == 0)
                head.replace(at, 2, "\r\n");
            else
                head[at] = random() % 2 == 0 ? often[random() % often.size()] : static_cast<char>(random() % 256);
        }
        head += "\r\n";
        BOOST_TEST_REQUIRE(detail::has_plain_lines(head) == has_plain_lines_slowly(head));
    }
}

BOOST_AUTO_TEST_CASE(characters_of_a_request_head) {
    for (int byte = 0; byte != 256; ++byte) {
        const auto c = static_cast<char>(byte);
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool of_token =
            alphanumeric || (c != 0 && std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos);
        const bool of_value = c == '\t' || (byte >= ' ' && byte <= '~');
        BOOST_TEST(detail::is_token(std::string{'a', c}) == of_token, byte);
        BOOST_TEST(detail::is_header_value(std::string{'a', c, 'b'}) == of_value, byte);
        BOOST_TEST(detail::is_header_value(std::string{c}) == (of_value && c != '\t' && c != ' '), byte);
    }
}

BOOST_AUTO_TEST_SUITE_END()
