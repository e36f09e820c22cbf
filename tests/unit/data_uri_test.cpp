// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/data_uri.hpp>
#include <seedance/request/validate.hpp>

#include <boost/system/system_error.hpp>

#include "printing.hpp"
#include "temporary_folder.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(data_uri)

namespace {

/// A file that is gone when the test is over.
struct scratch_file {
    test::temporary_folder folder;
    std::string path = folder.path("media");

    explicit scratch_file(std::string_view bytes) { folder.write("media", bytes); }
};

error_code error_for(std::string_view bytes, media kind) {
    const scratch_file file{bytes};
    try {
        data_uri_from_file(file.path, kind);
    } catch (const boost::system::system_error& e) {
        return e.code();
    }
    return {};
}

constexpr std::string_view png{"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16};

}  // namespace

BOOST_AUTO_TEST_CASE(the_type_follows_from_the_first_bytes) {
    const std::pair<std::string_view, std::string_view> images[] = {
        {png, "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="},
        {"\xFF\xD8\xFF\xE0", "data:image/jpeg;base64,/9j/4A=="},
        {{"RIFF\0\0\0\0WEBP", 12}, "data:image/webp;base64,UklGRgAAAABXRUJQ"},
    };
    for (const auto& [bytes, uri] : images) {
        const scratch_file file{bytes};
        BOOST_TEST(data_uri_from_file(file.path, media::image) == uri);
    }
    const std::pair<std::string_view, std::string_view> sounds[] = {
        {"ID3x", "data:audio/mpeg;base64,SUQzeA=="},
        {"\xFF\xFBxx", "data:audio/mpeg;base64,//t4eA=="},
        {{"RIFF\0\0\0\0WAVE", 12}, "data:audio/wav;base64,UklGRgAAAABXQVZF"},
    };
    for (const auto& [bytes, uri] : sounds) {
        const scratch_file file{bytes};
        BOOST_TEST(data_uri_from_file(file.path, media::audio) == uri);
    }
}

BOOST_AUTO_TEST_CASE(what_it_makes_is_taken_where_data_uris_are_documented) {
    const scratch_file file{png};
    const auto uri = data_uri_from_file(file.path, media::image);
    BOOST_TEST(validate(image_to_video<pixazo::seedance_2_0>{.prompt = {}, .first_frame = runtime(uri)}).empty());
    const auto broken =
        validate(image_to_video<apixo::seedance_2_0_fast>{.prompt = "rain", .first_frame = runtime(uri)});
    BOOST_REQUIRE(broken.size() == 1u);
    BOOST_TEST(broken[0].broken == rule::this_model_does_not_take_data_uris);
}

BOOST_AUTO_TEST_CASE(what_is_no_such_file_is_refused) {
    BOOST_TEST(error_for(png, media::audio) == errc::integrity);
    BOOST_TEST(error_for("ID3x", media::image) == errc::integrity);
    BOOST_TEST(error_for(png, media::video) == errc::integrity);
    BOOST_TEST(error_for("", media::image) == errc::integrity);
    BOOST_TEST(error_for("<html>", media::image) == errc::integrity);
    BOOST_CHECK_THROW(data_uri_from_file("/nowhere/at/all.png", media::image), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(files_that_are_too_large_are_refused_at_the_exact_byte) {
    std::string bytes{png};
    bytes.resize(largest_data_uri_image);
    BOOST_TEST(error_for(bytes, media::image) == error_code{});
    bytes += 'x';
    BOOST_TEST(error_for(bytes, media::image) == errc::too_large);
    std::string sound{"ID3"};
    sound.resize(largest_data_uri_audio + 1);
    BOOST_TEST(error_for(sound, media::audio) == errc::too_large);
}

BOOST_AUTO_TEST_SUITE_END()
