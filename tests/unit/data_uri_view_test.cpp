// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Files in URLs: their parts, their Base64, and what Pixazo's document takes.
#include <seedance/request/data_uri_view.hpp>

#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/model/pixazo.hpp>
#include <seedance/request/check_url.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(data_uri_views)

namespace {

rule broken_image(std::string_view url) { return broken_by_rules(url, pixazo::facts::references.images); }
rule broken_audio(std::string_view url) { return broken_by_rules(url, pixazo::facts::references.audio); }
rule broken_video(std::string_view url) { return broken_by_rules(url, pixazo::facts::references.videos); }

/// A file of so many bytes, which must be a multiple of three.
std::string file(std::string_view type, std::size_t bytes, std::string_view end = "") {
    return "data:" + std::string{type} + ";base64," + std::string(bytes / 3 * 4, 'A') + std::string{end};
}

}  // namespace

BOOST_AUTO_TEST_CASE(parts_are_those_of_rfc_2397) {
    const auto uri = split_data_uri("DATA:image/PNG;a=b;BASE64,AAAA,x");
    BOOST_TEST(uri.type == "image/PNG");
    BOOST_TEST(uri.is_base64);
    BOOST_TEST(uri.content == "AAAA,x");
    BOOST_TEST(!split_data_uri("data:,x").is_base64);
    BOOST_TEST(split_data_uri("data:,x").type == "");
    for (const std::string_view none : {"", "data:", "data:image/png;base64", "dat:,x", "https://a/,"})
        BOOST_TEST(!split_data_uri(none), none);
}

BOOST_AUTO_TEST_CASE(base64_must_decode) {
    for (const std::string_view good : {"AAAA", "AA==", "AAA=", "+/09", "azAZ", "AB==", "AAAAAA=="})
        BOOST_TEST(broken_image("data:image/png;base64," + std::string{good}) == rule::none, good);
    for (const std::string_view bad : {"", "A", "AA", "AAA", "AAAAA", "A===", "====", "=AAA", "AA=A", "AAAA=", "AA-_",
                                       "AA.A", "AA%3D", "AAAA%0A", "AA:A", "AA==AAAA"})
        BOOST_TEST(broken_image("data:image/png;base64," + std::string{bad}) == rule::this_data_uri_is_not_base64, bad);
    for (const std::string_view bad : {"AA A", "AA\nA", "\xC3\xA9==", "AA\"="})
        BOOST_TEST(broken_image("data:image/png;base64," + std::string{bad}) == rule::this_media_url_is_malformed, bad);
}

BOOST_AUTO_TEST_CASE(types_are_those_of_the_document) {
    for (const auto* type : {"image/jpeg", "image/jpg", "image/png", "image/webp", "IMAGE/PNG", "image/png;q=1"})
        BOOST_TEST(broken_image(file(type, 3)) == rule::none, type);
    for (const auto* type : {"", "image/gif", "image/svg+xml", "image/heic", "image/avif", "image/bmp", "image/tiff",
                             "audio/wav", "video/mp4", "text/plain", "application/octet-stream", "image/pngx", "png"})
        BOOST_TEST(broken_image(file(type, 3)) == rule::this_data_uri_is_of_another_type, type);
    for (const auto* type : {"audio/wav", "audio/x-wav", "audio/wave", "audio/mpeg", "audio/mp3", "Audio/MPEG"})
        BOOST_TEST(broken_audio(file(type, 3)) == rule::none, type);
    for (const auto* type : {"audio/ogg", "audio/flac", "audio/aac", "audio/mp4", "image/png", "video/mpeg"})
        BOOST_TEST(broken_audio(file(type, 3)) == rule::this_data_uri_is_of_another_type, type);
    BOOST_TEST(broken_image("data:image/png,AAAA") == rule::this_data_uri_is_not_base64);
    BOOST_TEST(broken_video(file("video/mp4", 3)) == rule::this_model_does_not_take_data_uris);
}

BOOST_AUTO_TEST_CASE(sizes_are_those_of_the_document) {
    BOOST_TEST(broken_image(file("image/png", 29'999'997, "AAA=")) == rule::none, "29,999,999 bytes");
    BOOST_TEST(broken_image(file("image/png", 30'000'000)) == rule::this_data_uri_is_too_large, "not below 30 MB");
    BOOST_TEST(broken_audio(file("audio/wav", 15'000'000)) == rule::none);
    BOOST_TEST(broken_audio(file("audio/wav", 15'000'000, "AA==")) == rule::this_data_uri_is_too_large);
}

BOOST_AUTO_TEST_CASE(every_mode_has_them) {
    for (const auto* modes : {&pixazo::facts::modes_2_0, &pixazo::facts::modes_2_0_fast})
        for (const auto& rules : *modes) {
            const auto &images = rules.inputs.images, &videos = rules.inputs.videos, &audio = rules.inputs.audio;
            if (images.max_count != 0) {
                BOOST_TEST(broken_by_rules(file("image/webp", 3), images) == rule::none);
                BOOST_TEST(broken_by_rules(file("image/gif", 3), images) == rule::this_data_uri_is_of_another_type);
                BOOST_TEST(images.data_uris.max_bytes == 29'999'999);
            }
            if (videos.max_count != 0)
                BOOST_TEST(broken_by_rules(file("video/mp4", 3), videos) == rule::this_model_does_not_take_data_uris);
            if (audio.max_count != 0) {
                BOOST_TEST(broken_by_rules(file("audio/ogg", 3), audio) == rule::this_data_uri_is_of_another_type);
                BOOST_TEST(audio.data_uris.max_bytes == 15'000'000);
            }
        }
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_says_nothing_takes_every_file) {
    const media_rules free{.max_count = 1, .schemes = {.data = true}};
    for (const std::string_view url : {"data:,x", "data:image/gif;base64,AAAA", "data:text/plain,a%20b"})
        BOOST_TEST(broken_by_rules(url, free) == rule::none, url);
    BOOST_TEST(broken_by_rules("data:image/gif;base64,AAA", free) == rule::this_data_uri_is_not_base64);
}

BOOST_AUTO_TEST_SUITE_END()
