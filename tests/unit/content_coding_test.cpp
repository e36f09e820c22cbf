// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Bodies that come compressed although nobody asked for it. The bytes are those of other programs: Python's gzip and
// zlib, and Beast's deflate for large ones.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/core/number.hpp>
#include <seedance/transport/impl/content_coding.hpp>

#include "checks.hpp"
#include "compressed.hpp"
#include "printing.hpp"

using namespace seedance;
using test::gzipped;
using test::raw_deflated;
using test::zlib_deflated;

BOOST_AUTO_TEST_SUITE(content_coding)

namespace {

std::string from_hex(std::string_view digits) {
    std::string out;
    for (; digits.size() >= 2; digits.remove_prefix(2))
        out += static_cast<char>(text::digit_value(digits[0]) * 16 + text::digit_value(digits[1]));
    return out;
}

const std::string json = R"({"code":200,"data":{"taskId":"task-0123456789"}})";

// Python 3: gzip.compress(json, mtime=0), zlib.compress(json), zlib.compressobj(wbits=-15).
const std::string python_deflate =
    from_hex("ab564ace4f4955b2323230d0514a492c4954b2aa562a492ccef64c51b20233740d0c8d8c4d4ccdcc2d2c956a6b01");
const std::string python_gzip = from_hex("1f8b0800000000000203") + python_deflate + from_hex("01c9bc5130000000");
const std::string python_zlib = from_hex("789c") + python_deflate + from_hex("5d4b0def");

struct undone {
    std::string body;
    error_code error;
    std::string words;
};

undone undo(std::vector<std::string> encodings, std::string body, std::uint64_t limit = 1 << 20) {
    http_reply reply;
    reply.body = std::move(body);
    reply.headers.push_back({"Content-Type", "application/json"});
    for (auto& one : encodings) reply.headers.push_back({"content-encoding", std::move(one)});
    auto problem = detail::undo_codings(reply, limit);
    return {std::move(reply.body), problem.error, std::move(problem.words)};
}

void check_undone(std::vector<std::string> encodings, const std::string& body, const std::string& expected = json) {
    const auto out = undo(std::move(encodings), body);
    BOOST_TEST(!out.error, out.words);
    BOOST_TEST(test::same_bytes(out.body, expected));
}

/// A gzip member with the optional parts that `flags` names.
std::string gzip_with(int flags, const std::string& parts) {
    auto out = python_gzip;
    out[3] = static_cast<char>(flags);
    return out.insert(10, parts);
}

}  // namespace

BOOST_AUTO_TEST_CASE(gzip_and_deflate_are_undone) {
    BOOST_TEST(!python_gzip.empty());
    check_undone({"gzip"}, python_gzip);
    check_undone({"x-gzip"}, python_gzip);
    check_undone({"GZIP"}, python_gzip);
    check_undone({"deflate"}, python_zlib);
    check_undone({"deflate"}, python_deflate);
    check_undone({"x-deflate"}, python_deflate);
    check_undone({"identity, gzip"}, python_gzip);
    check_undone({" gzip , "}, python_gzip);
    check_undone({"gzip, gzip"}, gzipped(python_gzip));
    check_undone({"deflate, gzip"}, gzipped(python_zlib));
    check_undone({"gzip, deflate"}, zlib_deflated(python_gzip));
    check_undone({"deflate", "gzip"}, gzipped(python_deflate));
    check_undone({"gzip, gzip, gzip, gzip"}, gzipped(gzipped(gzipped(python_gzip))));
    check_undone({"gzip"}, gzipped(""), "");
    check_undone({"gzip"}, "", "");
    check_undone({"gzip"}, python_gzip + python_gzip, json + json);  // RFC 1952, 2.2: members
    check_undone({"gzip"}, python_gzip + gzipped("") + python_gzip, json + json);
    check_undone({"gzip"}, python_gzip + std::string(100, '\0'));  // padding
    check_undone({"gzip"}, gzip_with(8, std::string("answer.json\0", 12)));
    check_undone({"gzip"}, gzip_with(16, std::string("a comment\0", 10)));
    check_undone({"gzip"}, gzip_with(4, std::string("\3\0abc", 5)));
    check_undone({"gzip"}, gzip_with(2, "xx"));
    check_undone({"gzip"}, gzip_with(1 + 2 + 4 + 8 + 16, std::string("\0\0name\0comment\0xx", 17)));
    const std::string large = test::text_of_size(300'000);
    check_undone({"gzip"}, gzipped(large), large);
    check_undone({"deflate"}, zlib_deflated(large), large);
    check_undone({"deflate"}, raw_deflated(large), large);
}

BOOST_AUTO_TEST_CASE(what_does_not_transform_is_no_coding) {
    for (const std::string name : {"identity", "UTF-8", "utf-8", "aws-chunked", "none", "binary", "8bit", "7bit", "",
                                   ",", "text", "chunked", "base64", "no", "null", "\"gzip\"", "gzip;q=1", "plain"}) {
        check_undone({name}, json);
        BOOST_TEST(detail::codings_in(name).empty(), name);
    }
}

BOOST_AUTO_TEST_CASE(a_body_that_is_labelled_wrong_is_taken_as_it_is) {
    check_undone({"gzip"}, json);
    check_undone({"x-gzip"}, json);
    check_undone({"gzip, gzip"}, python_gzip);  // compressed once, labelled by two programs
    check_undone({"deflate"}, json);
    check_undone({"deflate"}, "[]", "[]");
    for (const std::string name : {"br", "zstd", "compress", "lz4", "br, gzip", "gzip, br"}) {
        check_undone({name}, json);
        check_undone({name}, "\r\n" + json + " ", "\r\n" + json + " ");
        check_undone({name}, "[]", "[]");
    }
    check_undone({"deflate"}, "<html><body>busy</body></html>", "<html><body>busy</body></html>");
}

BOOST_AUTO_TEST_CASE(foreign_codings_are_told_by_name_and_the_body_stays) {
    for (const std::string name : {"br", "zstd", "compress", "x-compress", "dcb", "lzma", "bzip2", "xz", "lz4"}) {
        for (const std::string coded :
             {"\x1b/\x00\xf8 coded", "{\x01}", "{half", "[1,2}", "}{", "", "words", "<html></html>", "\"text\""}) {
            const auto out = undo({name}, coded);
            if (coded.empty()) continue;
            BOOST_TEST(out.error == make_error_code(transport_errc::coded_reply), coded);
            BOOST_TEST(test::contains(out.words, name));
            BOOST_TEST(out.body == coded);
        }
    }
    const auto inner = undo({"br, gzip"}, gzipped("coded"));
    BOOST_TEST(inner.error == make_error_code(transport_errc::coded_reply));
    BOOST_TEST(inner.body == "coded", "what can be undone is");
    const auto many = undo({"gzip, gzip, gzip", "gzip, gzip"}, python_gzip);
    BOOST_TEST(many.error == make_error_code(transport_errc::coded_reply));
}

BOOST_AUTO_TEST_CASE(what_is_cut_at_any_byte_gives_what_could_be_inflated) {
    const std::pair<std::string, std::string> all[] = {{"gzip", python_gzip},
                                                       {"deflate", python_zlib},
                                                       {"deflate", python_deflate},
                                                       {"gzip", gzip_with(8, std::string("n\0", 2))}};
    for (const auto& [name, bytes] : all) {
        std::size_t most = 0;
        for (std::size_t keep = 3; keep != bytes.size(); ++keep) {
            const auto out = undo({name}, bytes.substr(0, keep));
            BOOST_TEST(out.error == make_error_code(transport_errc::cut_reply), name << " cut at " << keep);
            BOOST_TEST(json.starts_with(out.body));
            BOOST_TEST(out.body.size() >= most);
            most = out.body.size();
        }
        BOOST_TEST(most >= json.size() - 2);
    }
}

BOOST_AUTO_TEST_CASE(raw_data_that_begin_nearly_as_zlib_are_raw_also_when_they_are_cut) {
    const std::string block{"\x78\x05\x00\xFA\xFFhello", 10};  // stored; zlib's second byte would be another
    const auto out = undo({"deflate"}, block);
    BOOST_TEST(out.error == make_error_code(transport_errc::cut_reply));
    BOOST_TEST(out.body == "hello");
    check_undone({"deflate"}, block + std::string{"\x01\x00\x00\xFF\xFF", 5}, "hello");
}

BOOST_AUTO_TEST_CASE(what_is_damaged_is_not_taken_for_whole) {
    for (const auto& [name, bytes] : {std::pair{"gzip", python_gzip}, std::pair{"deflate", python_zlib}}) {
        for (std::size_t at = 2; at != bytes.size(); ++at) {
            const bool has_no_sum = at >= 4 && at < 10 && bytes == python_gzip;  // time, system and level
            for (const int bit : {0, 3, 7}) {
                auto changed = bytes;
                changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
                const auto out = undo({name}, changed);
                const bool is_optional =
                    bytes == python_gzip && at == 3;  // a bit of the flags: the text one changes nothing
                if (has_no_sum || (is_optional && bit == 0))
                    BOOST_TEST(out.body == json);
                else
                    BOOST_TEST(out.error.failed(), name << ": bit " << bit << " of byte " << at);
            }
        }
    }
    for (const int reserved : {32, 64, 128}) BOOST_TEST(undo({"gzip"}, gzip_with(reserved, "")).error.failed());
    auto other_method = python_gzip;
    other_method[2] = 9;
    BOOST_TEST(undo({"gzip"}, other_method).error == make_error_code(transport_errc::coded_reply));
}

BOOST_AUTO_TEST_CASE(a_bomb_ends_at_the_limit_with_its_beginning) {
    const std::string large = json + std::string(5'000'000, ' ');
    const std::vector<std::pair<std::vector<std::string>, std::string>> bombs = {
        {{"gzip"}, gzipped(large)},
        {{"deflate"}, zlib_deflated(large)},
        {{"deflate"}, raw_deflated(large)},
        {{"gzip, gzip"}, gzipped(gzipped(large))}};
    for (const auto& [names, bytes] : bombs) {
        BOOST_TEST(bytes.size() < 100'000u);
        for (const std::uint64_t limit : {std::uint64_t{100'000}, std::uint64_t{1} << 20}) {
            const auto out = undo(names, bytes, limit);
            BOOST_TEST(out.error == make_error_code(transport_errc::reply_too_large));
            BOOST_TEST(out.body.size() == limit);
            BOOST_TEST(out.body.starts_with(json));
        }
    }
    BOOST_TEST(!undo({"gzip"}, gzipped(std::string(1000, 'x')), 1000).error);
    BOOST_TEST(undo({"gzip"}, gzipped(std::string(1001, 'x')), 1000).error.failed());
    std::string members;
    for (int i = 0; i != 2000; ++i) members += gzipped("x");
    BOOST_TEST(undo({"gzip"}, members, 1500).body.size() <= 1500u);
    const auto half = gzipped(std::string(500, 'x'));
    BOOST_TEST(!undo({"gzip"}, half + half, 1000).error, "members share the limit");
    for (const auto& more : {half + half + half, half + half + gzipped("x"), gzipped("x") + half + half}) {
        const auto out = undo({"gzip"}, more, 1000);
        BOOST_TEST(out.error == make_error_code(transport_errc::reply_too_large));
        BOOST_TEST(out.body.size() == 1000u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
