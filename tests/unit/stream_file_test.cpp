// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What is written to and not replaced: FIFOs, devices, open descriptors.
#include <seedance/download/stream_file.hpp>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.hpp"
#include "temporary_folder.hpp"

BOOST_FIXTURE_TEST_SUITE(stream_files, test::temporary_folder)

namespace {

using seedance::detail::descriptor_named;
using seedance::detail::stream_file;
namespace errc = boost::system::errc;

/// The two ends of a pipe.
struct pipe_ends {
    pipe_ends() { BOOST_TEST_REQUIRE(::pipe(ends) == 0); }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;
    ~pipe_ends() {
        for (const int end : ends)
            if (end >= 0) ::close(end);
    }
    std::string writer() const { return "/dev/fd/" + std::to_string(ends[1]); }
    void close_reader() {
        ::close(ends[0]);
        ends[0] = -1;
    }
    int ends[2]{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(some_paths_name_descriptors) {
    BOOST_TEST(descriptor_named("/dev/stdout") == 1);
    BOOST_TEST(descriptor_named("/dev/stderr") == 2);
    BOOST_TEST(descriptor_named("/dev/fd/17") == 17);
    for (const auto* other : {"", "-", "stdout", "/dev/null", "/dev/fd", "/dev/fd/", "/dev/fd/x", "/dev/fd/1/2",
                              "/dev/fdx", "/dev/fd/99999999999"})
        BOOST_TEST(!descriptor_named(other), other);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_told_from_files) {
    write("plain", "");
    std::filesystem::create_directory(path("folder"));
    BOOST_TEST_REQUIRE(::mkfifo(path("fifo").c_str(), 0600) == 0);
    std::filesystem::create_symlink("fifo", path("to-fifo"));
    std::filesystem::create_symlink("plain", path("to-plain"));
    std::filesystem::create_symlink("/dev/null", path("to-null"));
    std::filesystem::create_symlink("nowhere", path("dangling"));
    for (const auto& stream : {path("fifo"), path("to-fifo"), path("to-null"), std::string{"/dev/null"},
                               std::string{"/dev/full"}, std::string{"/dev/stdout"}, std::string{"/dev/fd/9999"}})
        BOOST_TEST(stream_file::is_at(stream), stream);
    for (const auto& plain : {path("plain"), path("folder"), path("to-plain"), path("dangling"), path("missing"),
                              std::string{}, std::string{"-"}, std::string{"/dev/shm/video.mp4"}})
        BOOST_TEST(!stream_file::is_at(plain), plain);
}

BOOST_AUTO_TEST_CASE(what_was_written_cannot_be_taken_back) {
    pipe_ends pipe;
    stream_file stream{pipe.writer()};
    BOOST_TEST(!stream.check());
    BOOST_TEST(!stream.open());
    BOOST_TEST(!stream.write(""));
    stream.discard();
    BOOST_TEST(!stream.open(), "nothing was written yet");
    BOOST_TEST(!stream.write("abc"));
    BOOST_TEST(stream.open() == errc::invalid_seek);
    BOOST_TEST(::fcntl(pipe.ends[1], F_GETFD) >= 0, "the caller's own descriptor stays open");
}

BOOST_AUTO_TEST_CASE(a_full_pipe_is_waited_for) {
    pipe_ends pipe;
    for (const bool blocks : {true, false}) {
        if (!blocks) ::fcntl(pipe.ends[1], F_SETFL, O_NONBLOCK);
        const std::string body(1 << 20, blocks ? 'a' : 'b');
        std::string got;
        std::thread reader{[&] {
            char piece[4096];
            while (got.size() != body.size())
                got.append(piece, static_cast<std::size_t>(::read(pipe.ends[0], piece, sizeof piece)));
        }};
        stream_file stream{pipe.writer()};
        BOOST_TEST(!stream.open());
        BOOST_TEST(!stream.write(body));
        reader.join();
        BOOST_TEST(got == body);
    }
}

BOOST_AUTO_TEST_CASE(a_reader_that_goes_is_an_error_and_no_signal) {
    struct sigaction before{};
    struct sigaction fatal{};
    fatal.sa_handler = [](int) { ::_exit(9); };
    ::sigaction(SIGPIPE, &fatal, &before);
    pipe_ends pipe;
    stream_file stream{pipe.writer()};
    BOOST_TEST(!stream.open());
    pipe.close_reader();
    for (int i = 0; i != 3; ++i) BOOST_TEST(stream.write("abc") == errc::broken_pipe);
    ::sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    BOOST_TEST(::sigismember(&mask, SIGPIPE) == 0, "the caller's signals are as they were");
    ::sigaction(SIGPIPE, &before, nullptr);
}

BOOST_AUTO_TEST_CASE(a_fifo_is_not_opened_by_looking_at_it) {
    BOOST_TEST_REQUIRE(::mkfifo(path("fifo").c_str(), 0600) == 0);
    BOOST_TEST(!stream_file{path("fifo")}.check());
    stream_file nobody_reads{path("fifo")};
    BOOST_TEST(!nobody_reads.open(), "a reader would take it for the end");
    BOOST_TEST(nobody_reads.write("x") == errc::no_such_device_or_address);
    BOOST_TEST(stream_file{"/dev/fd/9999"}.check() == errc::bad_file_descriptor);
    pipe_ends pipe;
    const auto reader = "/dev/fd/" + std::to_string(pipe.ends[0]);
    BOOST_TEST(stream_file{reader}.check() == errc::bad_file_descriptor);
}

BOOST_AUTO_TEST_SUITE_END()
