// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/whole_file.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"
#include "temporary_folder.hpp"

namespace {

using seedance::detail::whole_file;
using test::temporary_folder;
using texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(whole_files, temporary_folder)

BOOST_AUTO_TEST_CASE(a_file_has_its_name_when_it_is_whole) {
    whole_file file{path("video.mp4")};
    BOOST_TEST(file.path() == path("video.mp4"));
    BOOST_TEST(files() == texts{});
    BOOST_TEST(!file.open());
    BOOST_TEST(!file.write("ab"));
    BOOST_TEST(!file.write(""));
    BOOST_TEST(!file.write("c"));
    BOOST_TEST_REQUIRE(files().size() == 1u);
    BOOST_TEST(files()[0].starts_with("video.mp4.part-"));
    BOOST_TEST(!file.commit());
    BOOST_TEST(files() == texts{"video.mp4"});
    BOOST_TEST(content("video.mp4") == "abc");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_file_that_was_given_up) {
    {
        whole_file file{path("video.mp4")};
        BOOST_TEST(!file.open());
        BOOST_TEST(!file.write("abc"));
        file.discard();
        BOOST_TEST(files() == texts{});
        file.discard();
        BOOST_TEST(!file.open());
        BOOST_TEST(!file.write("abc"));
    }
    BOOST_TEST(files() == texts{});
}

BOOST_AUTO_TEST_CASE(opening_again_begins_again) {
    write("video.mp4", "old");
    whole_file file{path("video.mp4")};
    BOOST_TEST(!file.open());
    BOOST_TEST(!file.write("abc"));
    BOOST_TEST(!file.open());
    BOOST_TEST(files().size() == 2u);
    BOOST_TEST(!file.write("de"));
    BOOST_TEST(content("video.mp4") == "old");
    BOOST_TEST(!file.commit());
    BOOST_TEST(content("video.mp4") == "de");
    BOOST_TEST(files() == texts{"video.mp4"});
}

BOOST_AUTO_TEST_CASE(what_was_committed_is_not_removed) {
    {
        whole_file file{path("video.mp4")};
        BOOST_TEST(!file.open());
        BOOST_TEST(!file.write("abc"));
        BOOST_TEST(!file.commit());
        file.discard();
    }
    BOOST_TEST(content("video.mp4") == "abc");
}

BOOST_AUTO_TEST_CASE(a_link_at_the_name_is_replaced_and_not_followed) {
    write("precious.txt", "precious");
    std::filesystem::create_symlink(path("precious.txt"), path("video.mp4"));
    whole_file file{path("video.mp4")};
    BOOST_TEST(!file.open());
    BOOST_TEST(!file.write("abc"));
    BOOST_TEST(!file.commit());
    BOOST_TEST(std::filesystem::is_regular_file(std::filesystem::symlink_status(path("video.mp4"))));
    BOOST_TEST(content("precious.txt") == "precious");
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_the_system) {
    namespace errc = boost::system::errc;
    BOOST_TEST(whole_file{path("missing/video.mp4")}.open() == errc::no_such_file_or_directory);
    BOOST_TEST(whole_file{path(std::string(250, 'x'))}.open() == errc::filename_too_long);
    std::filesystem::create_directory(path("folder"));
    write("folder/inside", "");
    whole_file file{path("folder")};
    BOOST_TEST(!file.open());
    BOOST_TEST(file.commit() == errc::is_a_directory);
    file.discard();
    BOOST_TEST(files() == texts{"folder"});
    BOOST_TEST(whole_file{path("full")}.write("abc") == errc::bad_file_descriptor);  // it was not opened
}

BOOST_AUTO_TEST_SUITE_END()
