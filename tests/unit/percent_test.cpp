// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/percent.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(percent)

namespace {

using namespace seedance;

std::string encoded(std::string_view bytes) {
    std::string out;
    text::append_percent_encoded(out, bytes);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_byte_is_itself_or_an_escape) {
    constexpr std::string_view unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    for (int byte = 0; byte != 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        const bool is_plain = unreserved.find(one) != std::string_view::npos;
        BOOST_TEST(text::unreserved.holds(one[0]) == is_plain, byte);
        BOOST_TEST((encoded(one) == one) == is_plain, byte);
        BOOST_TEST(encoded(one).size() == (is_plain ? 1u : 3u), byte);
        BOOST_TEST(text::percent_decode(encoded(one)).value() == one, byte);
        BOOST_TEST(text::percent_decode(one).has_value() == is_plain, byte);
    }
    BOOST_TEST(encoded("a b/\xC3\xA9\n") == "a%20b%2F%C3%A9%0A");
    BOOST_TEST(encoded("") == "");
}

BOOST_AUTO_TEST_CASE(what_was_there_stays_before_what_is_appended) {
    std::string out = "task ";
    text::append_percent_encoded(out, "a b");
    text::append_percent_encoded(out, "%");
    BOOST_TEST(out == "task a%20b%25");
}

BOOST_AUTO_TEST_CASE(escapes_that_are_not_whole_are_refused) {
    BOOST_TEST(text::percent_decode("").value() == "");
    BOOST_TEST(text::percent_decode("%2f%2F").value() == "//");
    BOOST_TEST(text::percent_decode("%00").value() == std::string(1, '\0'));
    BOOST_TEST(text::percent_decode("%FFx").value() == "\xFFx");
    for (const std::string_view text : {"%", "%2", "a%", "a%2", "%%", "%2%", "%zz", "%-1", "%+1", "% 1", "%1 ", "%0x",
                                        "%G0", "+", "a b", "a/b", "+41", " 41", "/2F"})
        BOOST_TEST(!text::percent_decode(text), text);
}

/// Behind the text is a page that nobody may read.
BOOST_AUTO_TEST_CASE(nothing_is_read_behind_the_end) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const pages = ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    BOOST_TEST_REQUIRE(pages != MAP_FAILED);
    char* const end = static_cast<char*>(pages) + page;
    BOOST_TEST_REQUIRE(::mprotect(end, page, PROT_NONE) == 0);
    for (const std::string_view text : {"%", "%4", "a%", "a%4"}) {
        std::copy(text.begin(), text.end(), end - text.size());
        BOOST_TEST(!text::percent_decode({end - text.size(), text.size()}), text);
    }
    ::munmap(pages, 2 * page);
}

BOOST_AUTO_TEST_CASE(random_bytes_come_back) {
    std::mt19937 random{1};
    for (int i = 0; i != 10'000; ++i) {
        std::string bytes(random() % 40, '\0');
        for (auto& c : bytes) c = static_cast<char>(random() % 256);
        BOOST_TEST_REQUIRE(text::percent_decode(encoded(bytes)).value() == bytes);
    }
}

BOOST_AUTO_TEST_SUITE_END()
