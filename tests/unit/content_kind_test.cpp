// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the first bytes of a file say: videos in many containers, and what servers send in place of them.
#include <seedance/download/content_kind.hpp>

#include <cstddef>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(content_kinds)

namespace {

namespace data = boost::unit_test::data;
using namespace seedance::detail;

struct sample {
    std::string name;
    std::string bytes;
    content_kind kind;
};

std::ostream& operator<<(std::ostream& out, const sample& s) { return out << s.name; }

/// A text with its zero bytes.
template <std::size_t Size>
std::string raw(const char (&text)[Size]) {
    return {text, Size - 1};
}

std::string packets(std::size_t first, std::size_t size, int count) {
    std::string stream(first, '\1');
    for (int i = 0; i != count; ++i) stream += '\x47' + std::string(size - 1, '\2');
    return stream;
}

std::string utf16(std::string_view text, bool little, bool marked) {
    std::string wide = !marked ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : text) wide += little ? std::string{c, '\0'} : std::string{'\0', c};
    return wide;
}

const sample samples[] = {
    // containers that are known
    {"mp4",
     raw("\0\0\0\x20"
         "ftypisom\0\0\2\0isomiso2avc1mp41"),
     content_kind::video},
    {"mov",
     raw("\0\0\0\x14"
         "ftypqt  "),
     content_kind::video},
    {"an old mov",
     raw("\0\0\0\x08"
         "wide\0\0\0\0mdat"),
     content_kind::video},
    {"a mov that begins with its index", raw("\0\0\1\0moov"), content_kind::video},
    {"a fragment", raw("\0\0\0\x18styp"), content_kind::video},
    {"an mp4 with room before",
     raw("\0\0\0\x08"
         "free"),
     content_kind::video},
    {"webm", raw("\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01"), content_kind::video},
    {"avi", raw("RIFF\x10\0\0\0AVI LIST"), content_kind::video},
    {"mpeg-ts", packets(0, 188, 5), content_kind::video},
    {"m2ts", packets(4, 192, 5), content_kind::video},
    {"mpeg-ts with checksums", packets(0, 204, 5), content_kind::video},
    // pictures
    {"webp", raw("RIFF\x10\0\0\0WEBPVP8 "), content_kind::picture},
    {"jpeg", raw("\xFF\xD8\xFF\xE0\0\x10JFIF"), content_kind::picture},
    {"png", raw("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), content_kind::picture},
    {"gif", raw("GIF89a\1\0\1\0"), content_kind::picture},
    {"avif",
     raw("\0\0\0\x1C"
         "ftypavif\0\0\0\0"),
     content_kind::picture},
    // anything else that is no text of the web
    {"wav", raw("RIFF\x10\0\0\0WAVEfmt "), content_kind::unknown},
    {"riff that is cut", raw("RIFF\x10\0\0\0AVI"), content_kind::unknown},
    {"flv", raw("FLV\1\5\0\0\0\x09"), content_kind::unknown},
    {"ogg", raw("OggS\0\2"), content_kind::unknown},
    {"mpeg-ps", raw("\0\0\1\xBA\x44"), content_kind::unknown},
    {"asf", raw("\x30\x26\xB2\x75\x8E\x66\xCF\x11"), content_kind::unknown},
    {"gzip", raw("\x1F\x8B\x08\0"), content_kind::unknown},
    {"a G that is no packet", "G" + std::string(600, 'x'), content_kind::unknown},
    {"plain text", "Not Found", content_kind::unknown},
    {"three letters", "mp4", content_kind::unknown},
    {"less than", "<", content_kind::unknown},
    {"less than, and a number", "<3", content_kind::unknown},
    {"bytes that begin like a tag", raw("<a\0\1\2\3"), content_kind::unknown},
    {"bytes that begin like JSON", raw("{\"\0\1\2"), content_kind::unknown},
    {"bytes that begin like a list", raw("[\1\xFF"), content_kind::unknown},
    {"a brace and a letter", "{x", content_kind::unknown},
    {"zeros", std::string(600, '\0'), content_kind::unknown},
    {"a byte order mark and zeros", raw("\xFF\xFE\0\0\0\0"), content_kind::unknown},
    // HTML
    {"html", "<!DOCTYPE html><html><body>It works!</body></html>", content_kind::html},
    {"html in capitals", "<HTML><HEAD>", content_kind::html},
    {"html with blanks before", "\r\n\t <html>", content_kind::html},
    {"html with a mark", "\xEF\xBB\xBF<html>", content_kind::html},
    {"html after a comment", "<!-- a proxy was here --><html>", content_kind::html},
    {"xhtml", "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\"><html xmlns=\"x\">",
     content_kind::html},
    {"a piece of html", "<h1>502 Bad Gateway</h1>", content_kind::html},
    {"a script", "<script>location='/login'</script>", content_kind::html},
    {"html in utf-16", utf16("<!DOCTYPE html>", true, true), content_kind::html},
    {"html in utf-16, the other way", utf16("<html>", false, true), content_kind::html},
    {"html in utf-16 without a mark", utf16("<html>", true, false), content_kind::html},
    {"html that is cut", "<html", content_kind::html},
    // XML
    {"s3", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code></Error>", content_kind::xml},
    {"s3 without its first line", "<Error><Code>AccessDenied</Code></Error>", content_kind::xml},
    {"azure", "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error>", content_kind::xml},
    {"gcs", "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code>", content_kind::xml},
    {"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", content_kind::xml},
    {"a dash manifest", "<MPD profiles=\"urn:mpeg:dash:profile\">", content_kind::xml},
    {"xml in utf-16", utf16("<?xml version=\"1.0\"?>", false, false), content_kind::xml},
    {"soap", "<soap:Envelope>", content_kind::xml},
    // JSON
    {"an object", R"({"code":404,"message":"not ready"})", content_kind::json},
    {"an object with blanks", "  {\n  \"error\": {}\n}", content_kind::json},
    {"an object with a mark", "\xEF\xBB\xBF{\"a\":1}", content_kind::json},
    {"an empty object", "{}", content_kind::json},
    {"a list", R"([{"error":"x"}])", content_kind::json},
    {"a list of numbers", "[1,2]", content_kind::json},
    {"an empty list", "[]", content_kind::json},
    {"null", "null", content_kind::json},
    {"a word with a line end", "false\n", content_kind::json},
    {"a string", "\"not ready\"", content_kind::json},
    {"json in utf-16", utf16("{\"a\":1}", true, true), content_kind::json},
    {"json that is cut", "{", content_kind::json},
    // nothing
    {"nothing", "", content_kind::empty},
    {"a line end", "\r\n", content_kind::empty},
    {"blanks", std::string(300, ' '), content_kind::empty},
    {"a mark", "\xEF\xBB\xBF", content_kind::empty},
};

}  // namespace

BOOST_DATA_TEST_CASE(every_sample_is_what_it_is, data::make(samples), s) {
    BOOST_TEST(describe(content_kind_of(s.bytes, true)) == describe(s.kind));
}

BOOST_AUTO_TEST_CASE(only_the_first_bytes_are_looked_at) {
    BOOST_TEST((content_kind_of("<html>" + std::string(600, ' ') + '\0', false) == content_kind::html));
    BOOST_TEST(content_kind_of(std::string(600, ' '), false) == content_kind::unknown, "more may come");
    BOOST_TEST(content_kind_of("\"a\"" + std::string(600, 'x') + '"', false) == content_kind::unknown);
}

BOOST_AUTO_TEST_CASE(white_space_before_a_page_says_nothing) {
    const std::string blanks(600, '\n'), many(65'536, ' '), page = "<!DOCTYPE html>" + std::string(600, 'x');
    BOOST_TEST(!is_enough_to_look_at(blanks));
    BOOST_TEST(!is_enough_to_look_at(blanks + page.substr(0, 511)));
    BOOST_TEST(is_enough_to_look_at(blanks + page.substr(0, 512)));
    BOOST_TEST(is_enough_to_look_at(many));
    BOOST_TEST(content_kind_of(blanks + page, false) == content_kind::html);
    BOOST_TEST(content_kind_of(blanks + "{\"error\":1}", true) == content_kind::json);
    BOOST_TEST(content_kind_of(blanks + "<Error>", true) == content_kind::xml);
    BOOST_TEST(content_kind_of(blanks, true) == content_kind::empty);
    BOOST_TEST(content_kind_of(many, false) == content_kind::unknown);
    BOOST_TEST(content_kind_of(blanks + std::string("\1\2\3"), true) == content_kind::unknown);
}

BOOST_AUTO_TEST_CASE(kinds_that_are_no_files) {
    for (const auto kind : {content_kind::html, content_kind::xml, content_kind::json, content_kind::empty})
        BOOST_TEST(is_no_file(kind), describe(kind));
    for (const auto kind : {content_kind::video, content_kind::unknown}) BOOST_TEST(!is_no_file(kind), describe(kind));
}

BOOST_AUTO_TEST_SUITE_END()
