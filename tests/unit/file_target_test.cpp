// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/file_target.hpp>

#include <filesystem>
#include <string>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.hpp"
#include "temporary_folder.hpp"

BOOST_FIXTURE_TEST_SUITE(file_targets, test::temporary_folder)

namespace {

using seedance::detail::file_target;
using seedance::detail::words_of_target;

}  // namespace

BOOST_AUTO_TEST_CASE(a_plain_name_is_a_file_that_appears_whole) {
    file_target target{path("video.mp4")};
    BOOST_TEST(target.path() == path("video.mp4"));
    BOOST_TEST(!target.check());
    BOOST_TEST(files().empty());
    BOOST_TEST(!target.open());
    BOOST_TEST(!target.write("abc"));
    BOOST_TEST(!std::filesystem::exists(path("video.mp4")));
    BOOST_TEST(!target.commit());
    BOOST_TEST(content("video.mp4") == "abc");
}

BOOST_AUTO_TEST_CASE(a_fifo_is_written_to) {
    BOOST_TEST_REQUIRE(::mkfifo(path("fifo").c_str(), 0600) == 0);
    const int reader = ::open(path("fifo").c_str(), O_RDONLY | O_NONBLOCK);
    file_target target{path("fifo")};
    BOOST_TEST(!target.check());
    BOOST_TEST(!target.open());
    BOOST_TEST(!target.write("abc"));
    char got[10];
    BOOST_TEST(::read(reader, got, sizeof got) == 3);
    BOOST_TEST(!target.commit());
    BOOST_TEST(::read(reader, got, sizeof got) == 0, "the end");
    ::close(reader);
    BOOST_TEST(std::filesystem::is_fifo(path("fifo")));
    BOOST_TEST(files().size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_is_opened_before_it_is_asked_for) {
    file_target target{path("video.mp4")};
    target.discard();
    BOOST_TEST(files().empty());
    std::filesystem::create_directory(path("video.mp4"));
    BOOST_TEST(target.open() == boost::system::errc::is_a_directory);
    BOOST_TEST(target.check() == boost::system::errc::is_a_directory);
}

BOOST_AUTO_TEST_CASE(errors_have_words_for_people) {
    namespace errc = boost::system::errc;
    BOOST_TEST(words_of_target("a", make_error_code(errc::text_file_busy)) == "a: another download is writing to it");
    BOOST_TEST(test::contains(words_of_target("a", make_error_code(errc::invalid_seek)), "cannot be taken back"));
    BOOST_TEST(words_of_target("a", make_error_code(errc::no_such_device_or_address)) == "a: nobody reads from it");
    BOOST_TEST(words_of_target("a", make_error_code(errc::permission_denied)) == "a: Permission denied");
}

BOOST_AUTO_TEST_SUITE_END()
