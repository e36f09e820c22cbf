// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/whole_file.hpp>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

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
    BOOST_TEST(path(files()[0]) == seedance::detail::temporary_path(path("video.mp4")));
    BOOST_TEST(files()[0].size() == 31u);
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
    BOOST_TEST(!whole_file{path(std::string(255, 'x'))}.open());
    BOOST_TEST(whole_file{path(std::string(256, 'x'))}.open() == errc::filename_too_long);
    std::filesystem::create_directory(path("folder"));
    BOOST_TEST(whole_file{path("folder")}.open() == errc::is_a_directory);
    BOOST_TEST(whole_file{path("folder/")}.open() == errc::is_a_directory);
    BOOST_TEST(whole_file{path("folder/..")}.open() == errc::is_a_directory);
    std::filesystem::create_symlink("folder", path("to-folder"));
    BOOST_TEST(whole_file{path("to-folder")}.open() == errc::is_a_directory);
    BOOST_TEST(whole_file{path("video.mp4/")}.open() == errc::is_a_directory);
    BOOST_TEST(whole_file{""}.open() == errc::no_such_file_or_directory);
    BOOST_TEST(whole_file{path("a") + '\0'}.open() == errc::invalid_argument);
    BOOST_TEST(files() == (texts{"folder", "to-folder"}));
    BOOST_TEST(whole_file{path("full")}.write("abc") == errc::bad_file_descriptor);  // it was not opened
}

BOOST_AUTO_TEST_CASE(the_temporary_name_is_of_the_target_and_not_of_its_spelling) {
    using seedance::detail::temporary_path;
    const auto name = [](std::string_view at) { return std::filesystem::path{temporary_path(at)}.filename(); };
    BOOST_TEST(name("video.mp4") == name("/a/b/video.mp4"));
    BOOST_TEST(name("video.mp4") == name("./video.mp4"));
    BOOST_TEST(name("video.mp4") != name("video.mp5"));
    BOOST_TEST(temporary_path("/a/video.mp4").starts_with("/a/.seedance-"));
    BOOST_TEST(temporary_path("/video.mp4").starts_with("/.seedance-"));
    BOOST_TEST(name(std::string(255, 'x')).string().size() == 31u);
}

BOOST_AUTO_TEST_CASE(one_writer_at_a_time_has_a_target) {
    namespace errc = boost::system::errc;
    whole_file first{path("video.mp4")}, second{path("./video.mp4")};
    BOOST_TEST(!first.open());
    BOOST_TEST(!first.write("abc"));
    BOOST_TEST(second.open() == errc::text_file_busy);
    BOOST_TEST(second.check() == errc::text_file_busy);
    BOOST_TEST(files().size() == 1u);
    BOOST_TEST(!first.commit());
    BOOST_TEST(!second.open());
    BOOST_TEST(!second.write("de"));
    BOOST_TEST(content("video.mp4") == "abc");
    first.discard();
    BOOST_TEST(!second.commit());
    BOOST_TEST(content("video.mp4") == "de");
    BOOST_TEST(files() == texts{"video.mp4"});
}

BOOST_AUTO_TEST_CASE(a_writer_whose_file_was_taken_for_one_that_was_left_names_no_other_file) {
    const auto target = path("video.mp4"), temporary = seedance::detail::temporary_path(target);
    for (const bool is_committed : {true, false}) {
        whole_file first{target};
        BOOST_TEST(!first.open());
        BOOST_TEST(!first.write("first"));
        std::filesystem::remove(temporary);  // as another writer does where the file system has no locks
        whole_file second{target};
        BOOST_TEST(!second.open());
        BOOST_TEST(!second.write("sec"));
        if (is_committed) BOOST_TEST(first.commit() == boost::system::errc::text_file_busy);
        first.discard();
        BOOST_TEST_REQUIRE(files().size() == 1u);
        BOOST_TEST(path(files()[0]) == temporary);
        BOOST_TEST(!second.write("ond"));
        BOOST_TEST(!second.commit());
        BOOST_TEST(content("video.mp4") == "second");
        std::filesystem::remove(target);
    }
}

BOOST_AUTO_TEST_CASE(a_process_that_writes_keeps_others_away_until_it_is_killed) {
    namespace errc = boost::system::errc;
    int ready[2];
    BOOST_TEST_REQUIRE(::pipe(ready) == 0);
    const auto child = ::fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0) {
        whole_file file{path("video.mp4")};
        const bool is_open = !file.open() && !file.write("abc");
        const bool is_told = ::write(ready[1], is_open ? "y" : "n", 1) == 1;
        while (is_told) ::pause();
        ::_exit(1);
    }
    char said = 0;
    BOOST_TEST(::read(ready[0], &said, 1) == 1);
    BOOST_TEST(said == 'y');
    whole_file file{path("video.mp4")};
    BOOST_TEST(file.open() == errc::text_file_busy);
    ::kill(child, SIGKILL);
    BOOST_TEST(::waitpid(child, nullptr, 0) == child);
    BOOST_TEST(files().size() == 1u, "what was killed leaves its file");
    BOOST_TEST(!file.open());
    BOOST_TEST(files().size() == 1u, "and the next one finds it");
    BOOST_TEST(!file.write("def"));
    BOOST_TEST(!file.commit());
    BOOST_TEST(content("video.mp4") == "def");
    BOOST_TEST(files() == texts{"video.mp4"});
    ::close(ready[0]);
    ::close(ready[1]);
}

BOOST_AUTO_TEST_CASE(many_writers_never_mix_their_bytes) {
    constexpr int writers = 4, files_each = 200;
    std::atomic<int> committed{0};
    std::vector<std::thread> threads;
    for (int writer = 0; writer != writers; ++writer)
        threads.emplace_back([&, writer] {
            const std::string body(1000, static_cast<char>('a' + writer));
            for (int i = 0; i != files_each; ++i) {
                whole_file file{path("video.mp4")};
                if (file.open()) continue;
                const bool is_written =
                    !file.write(std::string_view{body}.substr(0, 500)) && !file.write(body.substr(500));
                if (is_written && !file.commit()) ++committed;
            }
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(committed > 0);
    const auto body = content("video.mp4");
    BOOST_TEST_REQUIRE(body.size() == 1000u);
    BOOST_TEST(body == std::string(1000, body[0]));
    BOOST_TEST(files() == texts{"video.mp4"});
}

BOOST_AUTO_TEST_CASE(the_permissions_of_an_existing_file_stay_and_nobody_else_reads_on_the_way) {
    namespace fs = std::filesystem;
    write("video.mp4", "old");
    fs::permissions(path("video.mp4"), fs::perms{0640});
    whole_file file{path("video.mp4")};
    BOOST_TEST(!file.open());
    BOOST_TEST(static_cast<int>(fs::status(seedance::detail::temporary_path(path("video.mp4"))).permissions()) == 0600);
    BOOST_TEST(!file.write("new"));
    BOOST_TEST(!file.commit());
    BOOST_TEST(static_cast<int>(fs::status(path("video.mp4")).permissions()) == 0640);
    fs::create_symlink("video.mp4", path("link"));
    whole_file at_link{path("link")};
    BOOST_TEST(!at_link.open());
    BOOST_TEST(!at_link.commit());
    BOOST_TEST(!fs::is_symlink(path("link")));
    BOOST_TEST(static_cast<int>(fs::status(path("link")).permissions()) == 0640,
               "what it led to was not for everybody");
}

BOOST_AUTO_TEST_CASE(a_socket_keeps_its_name) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ::sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto at = path("s");
    BOOST_TEST_REQUIRE(at.size() < sizeof address.sun_path);
    at.copy(address.sun_path, at.size());
    BOOST_TEST_REQUIRE(::bind(socket, reinterpret_cast<const ::sockaddr*>(&address), sizeof address) == 0);
    BOOST_TEST(whole_file{at}.check() == boost::system::errc::operation_not_supported);
    BOOST_TEST(std::filesystem::is_socket(at));
    ::close(socket);
}

BOOST_AUTO_TEST_SUITE_END()
