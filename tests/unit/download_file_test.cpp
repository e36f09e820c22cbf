// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The file on disk: checked against what its server says of it, and safe from what stands at its path.
#include "download_fixture.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seedance/download/whole_file.hpp>
#include <seedance/task/save_path.hpp>

using namespace test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(download_file)

namespace {

// Of "abc".
const std::string sha256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const std::string md5 = "kAFQmDzST7DWlj99KOF/cg==";

// Of other bytes; the first of "abd".
const std::string other_sha256 = "pS0VnyYrLG3bckphhAvvw26zDIiHekAwtly+himESck=";
const std::string other_md5 = "kAFQmDzST7DWlj99KOF/cA==";

const std::vector<http_header> telling[] = {
    {{"Repr-Digest", "sha-256=:" + sha256 + ":"}},
    {{"Repr-Digest", "sha-512=:AAAA:, sha-256=:" + sha256 + ":;p=1"}},
    {{"Content-Digest", "sha-256=:" + sha256 + ":"}},
    {{"digest", "SHA-256=" + sha256}},
    {{"Digest", "sha-256=" + sha256 + ",MD5=" + md5}},
    {{"x-amz-checksum-sha256", sha256}},
    {{"Content-MD5", md5}},
    {{"CONTENT-MD5", " " + md5 + " "}, {"Repr-Digest", "sha-256=:" + sha256 + ":"}},
};

/// The same headers, but with other bytes' hashes.
std::vector<http_header> lying(std::vector<http_header> headers) {
    for (auto& header : headers) {
        if (const auto at = header.value.find(sha256); at != std::string::npos)
            header.value.replace(at, sha256.size(), other_sha256);
        if (const auto at = header.value.find(md5); at != std::string::npos)
            header.value.replace(at, md5.size(), other_md5);
    }
    return headers;
}

const std::vector<http_header> malformed[] = {
    {{"Repr-Digest", "sha-256=" + other_sha256}},
    {{"Repr-Digest", "sha-256=:" + other_sha256}},
    {{"Repr-Digest", "SHA-256=:" + other_sha256 + ":"}},
    {{"Repr-Digest", "sha-256=:" + other_sha256.substr(0, 43) + ":"}},
    {{"Repr-Digest", "sha-256=:" + other_sha256 + "AAAA:"}},
    {{"Repr-Digest", "sha-256=:" + other_md5 + ":"}},
    {{"Repr-Digest", "sha-256=::"}},
    {{"Repr-Digest", ",,=,sha-256,"}},
    {{"Repr-Digest", "md5=:" + other_md5 + ":"}},
    {{"Content-Digest", ""}},
    {{"Digest", "sha-256=:" + other_sha256 + ":"}},
    {{"Digest", "SHA-256"}},
    {{"Digest", "sha-512=" + other_sha256}},
    {{"x-amz-checksum-sha256", other_sha256 + "-3"}},
    {{"x-amz-checksum-sha256", std::string(44, '*')}},
    {{"x-amz-checksum-sha256", std::string(44, '=')}},
    {{"x-amz-checksum-sha256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa1="}},  // bits where there is nothing
    {{"Content-MD5", "900150983cd24fb0d6963f7d28e17f70"}},
    {{"Content-MD5", "kAFQmDzST7DWlj99KOF/"}},
    {{"ETag", "\"900150983cd24fb0d6963f7d28e17f70\""}},
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_file_is_what_its_server_says_or_it_is_not_there, download_fixture) {
    for (const auto& headers : telling) {
        BOOST_TEST_CONTEXT(headers[0].name << ": " << headers[0].value) {
            reply(whole("abc", headers));
            expect_content("abc");
            reply(whole("abc", lying(headers)), whole("abc", lying(headers)));
            const auto why = expect_failure(errc::integrity, path("other.mp4"));
            BOOST_TEST(why.detail == "its bytes are not those that the server's checksum was made of");
            reply(whole("abx", headers), whole("abx", headers));
            expect_failure(errc::integrity, path("other.mp4"));
            reply(whole("abx", headers), whole("abc", headers));
            expect_content("abc");
        }
    }
    const auto contradiction = whole("abc", {{"Repr-Digest", "sha-256=:" + sha256 + ":"}, {"Content-MD5", other_md5}});
    reply(contradiction, contradiction);
    expect_failure(errc::integrity, path("other.mp4"));
}

BOOST_FIXTURE_TEST_CASE(malformed_digests_say_nothing, download_fixture) {
    for (const auto& headers : malformed) {
        BOOST_TEST_CONTEXT(headers[0].name << ": " << headers[0].value) {
            reply(whole("abc", headers));
            expect_content("abc");
        }
    }
}

BOOST_FIXTURE_TEST_CASE(the_digest_is_of_the_whole_file_however_it_came, download_fixture) {
    const std::vector<http_header> whole_file[] = {{{"Repr-Digest", "sha-256=:" + sha256 + ":"}},
                                                   {{"Digest", "sha-256=" + sha256}},
                                                   {{"Content-Digest", "sha-256=:" + sha256 + ":"}},
                                                   {{"Content-MD5", md5}}};
    const std::vector<http_header> of_part[] = {{{"Content-Digest", "sha-256=:" + other_sha256 + ":"}},
                                                {{"Content-MD5", other_md5}},
                                                {{"x-amz-checksum-sha256", other_sha256}},
                                                {{"Digest", "md5=" + other_md5}}};
    const auto with = [](http_reply reply, const std::vector<http_header>& more) {
        reply.headers.insert(reply.headers.end(), more.begin(), more.end());
        return reply;
    };
    const auto part = reply_with(206, "bc", {{"ETag", "\"a\""}, {"Content-Range", "bytes 1-2/3"}});
    const auto start = cut_after(1, whole("abc", {{"ETag", "\"a\""}, {"Content-Length", "3"}}));
    for (const auto& told : whole_file) {
        for (const auto& about_part : of_part) {
            reply(with(start, told), with(part, about_part));
            expect_content("abc");
        }
        const auto lie = with(whole("abc", {}), lying(told));
        reply(with(start, lying(told)), part, lie);
        expect_failure(errc::integrity, path("other.mp4"));
    }
    for (const auto& told : {whole_file[0], whole_file[1]}) {  // told with the rest alone
        reply(start, with(part, told));
        expect_content("abc");
        reply(start, with(part, lying(told)), with(whole("abc", {}), lying(told)));
        expect_failure(errc::integrity, path("other.mp4"));
    }
    reply(with(start, lying(whole_file[0])), reply_with(416, ""),
          whole("abc"));  // the file that is there in the end counts
    expect_content("abc");
}

// ---- the path

BOOST_FIXTURE_TEST_CASE(what_stands_at_the_path_is_replaced_and_never_written_through, download_fixture) {
    write("precious.txt", "precious");
    fs::create_directory(root / "folder");
    fs::create_symlink(root / "precious.txt", root / "to-file");
    fs::create_symlink(root / "folder", root / "to-folder");
    fs::create_symlink("/etc/passwd", root / "to-system");
    fs::create_symlink("to-self", root / "to-self");
    fs::create_hard_link(root / "precious.txt", root / "same-file");
    BOOST_TEST(contains(expect_failure(errc::file_error, path("to-folder")).detail, "Is a directory"));
    for (const auto* at : {"to-file", "to-system", "to-self", "same-file"}) {
        reply(whole("new"));
        const auto result = download(path(at));
        BOOST_TEST(!result.code, at << ": " << result.why.detail);
        BOOST_TEST(fs::is_regular_file(fs::symlink_status(root / at)));
        BOOST_TEST(content(at) == "new");
    }
    BOOST_TEST(content("precious.txt") == "precious");
    BOOST_TEST(fs::is_empty(root / "folder"));
    BOOST_TEST(files().size() == 7u);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_left_where_the_name_cannot_be_given, download_fixture) {
    fs::create_directory(root / "folder");
    write("folder/inside", "");
    for (const auto& at : {path("folder"), path("folder/"), path("folder/."), path("missing/video.mp4"),
                           path("missing/../video.mp4"), path("video.mp4/"), std::string{"/proc/self/video.mp4"},
                           path(std::string(256, 'x')), path(std::string(5000, 'x')), std::string{"/"}}) {
        const auto why = expect_failure(errc::file_error, at);
        BOOST_TEST(why.detail.starts_with(at + ": "));
    }
    const auto with_zero = path("video.mp4") + '\0' + ".part";
    BOOST_TEST(contains(expect_failure(errc::file_error, with_zero).detail, "Invalid argument"));
    BOOST_TEST(fs::exists(root / "folder" / "inside"));
    BOOST_TEST(requests().empty(), "it is found before anything is sent");
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_read_only_is_told, download_fixture) {
    fs::create_directory(root / "locked");
    fs::permissions(root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
    if (::access(path("locked").c_str(), W_OK) != 0) {  // the superuser may write everywhere
        expect_failure(errc::file_error, path("locked/video.mp4"));
    }
    BOOST_TEST(fs::is_empty(root / "locked"));
    fs::permissions(root / "locked", fs::perms::owner_all);
}

BOOST_FIXTURE_TEST_CASE(a_name_may_be_as_long_as_the_file_system_allows, download_fixture) {
    for (const std::size_t size : {1, 238, 239, 240, 250, 255}) {
        const std::string name(size, 'x');
        reply(whole("mp4"));
        const auto result = download(path(name));
        BOOST_TEST(!result.code, size << ": " << result.why.detail);
        BOOST_TEST(content(name) == "mp4");
    }
    std::string in_utf8;
    while (in_utf8.size() < 255) in_utf8 += "\xE8\xA7\x86";
    reply(whole("mp4"));
    BOOST_TEST(!download(path(in_utf8)).code);
    BOOST_TEST(files().size() == 7u);
}

BOOST_FIXTURE_TEST_CASE(the_permissions_of_a_file_stay, download_fixture) {
    for (const auto mode : {0600, 0640, 0444, 0755, 0666}) {
        write(std::string{name}, "old");
        fs::permissions(path(), fs::perms{static_cast<unsigned>(mode)});
        reply(whole("new"));
        expect_content("new");
        BOOST_TEST(static_cast<int>(fs::status(path()).permissions()) == mode);
        fs::permissions(path(), fs::perms::owner_all);
    }
}

// ---- two at once, and what is left of one that was killed

BOOST_FIXTURE_TEST_CASE(of_two_downloads_to_one_file_the_second_is_refused_before_it_sends_anything, download_fixture) {
    const auto slow = std::make_shared<halfway>(context.get_executor());
    seedance::client first{context.get_executor(), slow, options()};
    asio::cancellation_signal signal;
    outcome<saved_file> halted;
    first.download(finished, path(), halted.options(), halted.handler(signal));
    settle();
    BOOST_TEST_REQUIRE(files().size() == 1u);
    outcome<saved_file> refused;
    client.download(finished, (root / "." / name).string(), refused.options(), refused.handler());
    settle();
    BOOST_TEST(refused.code == errc::file_error);
    BOOST_TEST(contains(refused.why.detail, "another download is writing to it"));
    BOOST_TEST(requests().empty());
    BOOST_TEST(files().size() == 1u, "the first goes on");
    reply(whole("mp4"));
    outcome<saved_file> beside;
    client.download(finished, path("other.mp4"), beside.options(), beside.handler());
    settle();
    BOOST_TEST(!beside.code, "another name is another file");
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(halted.code == errc::cancelled);
    fs::remove(root / "other.mp4");
    reply(whole("mp4"));
    expect_content("mp4");
}

BOOST_FIXTURE_TEST_CASE(what_a_killed_process_has_left_is_removed_by_the_next_download, download_fixture) {
    write(fs::path{detail::temporary_path(path())}.filename().string(), "the beginning of a video");
    BOOST_TEST(is_temporary(files().at(0)));
    reply(whole("mp4"));
    expect_content("mp4");
}

BOOST_FIXTURE_TEST_CASE(what_stands_at_the_temporary_name_is_never_written_to, download_fixture) {
    const auto temporary = detail::temporary_path(path());
    write("precious.txt", "precious");
    fs::create_symlink("precious.txt", temporary);
    reply(whole("mp4"));
    BOOST_TEST(!download(path()).code);
    fs::create_hard_link(root / "precious.txt", temporary);
    reply(whole("mp4"));
    BOOST_TEST(!download(path()).code);
    BOOST_TEST(content("precious.txt") == "precious");
    BOOST_TEST(content(name) == "mp4");
    BOOST_TEST(files() == (names{"precious.txt", "video.mp4"}));
    fs::create_directory(temporary);
    BOOST_TEST(download(path()).code == errc::file_error);
}

// ---- what is no file

BOOST_FIXTURE_TEST_CASE(a_fifo_is_written_to_and_not_replaced, download_fixture) {
    const auto body = bytes_of(5000);
    BOOST_TEST_REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    fs::create_symlink(name, root / "link");
    for (const auto* at : {"video.mp4", "link"}) {
        const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
        reply(whole(body));
        const auto result = download(path(at));
        BOOST_TEST(!result.code, result.why.detail);
        BOOST_TEST(result.value.bytes == body.size());
        std::string got(body.size() + 1, '\0');
        got.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(reader, got.data(), got.size()), 0)));
        BOOST_TEST(same_bytes(got, body));
        ::close(reader);
        BOOST_TEST(fs::is_fifo(root / name));
    }
    BOOST_TEST(fs::is_symlink(fs::symlink_status(root / "link")));
    BOOST_TEST(files() == (names{"link", "video.mp4"}));
}

BOOST_FIXTURE_TEST_CASE(nothing_but_a_video_is_written_to_a_fifo, download_fixture) {
    BOOST_TEST_REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    short seen = 0;
    network->answer_with([&, n = 0](const http_request&) mutable {
        ::pollfd reading{.fd = reader, .events = POLLIN, .revents = 0};
        ::poll(&reading, 1, 0);
        seen |= reading.revents;
        const http_reply answers[] = {whole("<html>not yet</html>"), succeeded(finished.urls[0]), cut(""),
                                      whole("mp4")};
        return answers[n++];
    });
    BOOST_TEST(!download(path()).code);
    BOOST_TEST((seen & POLLHUP) == 0, "a reader would have taken that for the end");
    char got[10];
    BOOST_TEST(::read(reader, got, sizeof got) == 3);
    ::close(reader);
}

BOOST_FIXTURE_TEST_CASE(whoever_reads_a_fifo_hears_that_what_it_got_is_damaged, download_fixture) {
    BOOST_TEST_REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    reply(whole("abx", {{"Repr-Digest", "sha-256=:" + sha256 + ":"}}));
    const auto result = download(path());
    BOOST_TEST(result.code == errc::integrity);
    BOOST_TEST(contains(result.why.detail, "checksum"), result.why.detail);
    ::close(reader);
}

BOOST_FIXTURE_TEST_CASE(what_a_fifo_has_got_cannot_be_taken_back, download_fixture) {
    BOOST_TEST_REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    const auto file = bytes_of(10'000);
    network->answer_with([server = breaking_server{.file = file, .breaks = {600, 0, 700}}](
                             const http_request& request) mutable { return server(request); });
    BOOST_TEST(!download(path()).code, "what goes on where it broke off is whole");
    std::string got(file.size() + 1, '\0');
    got.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(reader, got.data(), got.size()), 0)));
    BOOST_TEST(same_bytes(got, file));
    network->answer_with([&, n = 0](const http_request&) mutable { return n++ == 0 ? cut(file) : whole(file); });
    const auto result = download(path());
    BOOST_TEST(result.code == errc::file_error);
    BOOST_TEST(contains(result.why.detail, "cannot be taken back"));
    ::close(reader);
}

BOOST_FIXTURE_TEST_CASE(a_fifo_that_nobody_reads_is_an_error_and_no_signal, download_fixture) {
    BOOST_TEST_REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    reply(whole("mp4"));
    BOOST_TEST(contains(download(path()).why.detail, "nobody reads from it"));
    int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    const auto file = bytes_of(20'000);
    network->answer_with([&, n = 0](const http_request& request) mutable {
        if (n++ == 1) ::close(std::exchange(reader, -1));
        auto reply = reply_with_file(request, file, "\"v\"");
        return n == 1 ? cut_after(5000, reply) : reply;
    });
    const auto result = download(path());
    BOOST_TEST(result.code == errc::file_error);
    BOOST_TEST(contains(result.why.detail, "Broken pipe"));
    if (reader >= 0) ::close(reader);
}

BOOST_FIXTURE_TEST_CASE(a_device_is_written_to_and_not_replaced, download_fixture) {
    fs::create_symlink("/dev/null", root / "null");
    for (const auto& at : {std::string{"/dev/null"}, path("null")}) {
        reply(whole("mp4"));
        BOOST_TEST(!download(at).code);
    }
    BOOST_TEST(fs::is_character_file("/dev/null"));
    BOOST_TEST(fs::is_symlink(fs::symlink_status(root / "null")));
    reply(whole("mp4"));
    const auto full = download("/dev/full");
    BOOST_TEST(full.code == errc::file_error);
    BOOST_TEST(contains(full.why.detail, "No space left"));
}

BOOST_FIXTURE_TEST_CASE(an_open_descriptor_is_written_to, download_fixture) {
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    reply(whole("mp4"));
    BOOST_TEST(!download("/dev/fd/" + std::to_string(ends[1])).code);
    char got[10];
    BOOST_TEST(::read(ends[0], got, sizeof got) == 3);
    for (const auto& at : {"/dev/fd/" + std::to_string(ends[0]), std::string{"/dev/fd/9999"}})
        BOOST_TEST(download(at).code == errc::file_error, "it cannot be written to: " << at);
    ::close(ends[0]);
    ::close(ends[1]);
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_path_can_be_asked_about_before_anything_is_paid_for, download_fixture) {
    fs::create_directory(root / "folder");
    write("old.mp4", "old");
    BOOST_TEST(problem_of_path(path()) == "");
    BOOST_TEST(problem_of_path(path("old.mp4")) == "");
    BOOST_TEST(problem_of_path("/dev/null") == "");
    BOOST_TEST(problem_of_path(path("folder")) == path("folder") + ": Is a directory");
    BOOST_TEST(problem_of_path(path("missing/a.mp4")) == path("missing/a.mp4") + ": No such file or directory");
    BOOST_TEST(contains(problem_of_path(path(std::string(256, 'x'))), "File name too long"));
    BOOST_TEST(contains(problem_of_path("/proc/a.mp4"), ": "));
    BOOST_TEST(contains(problem_of_path(""), ": "));
    BOOST_TEST(content("old.mp4") == "old");
    BOOST_TEST(files() == (names{"folder", "old.mp4"}), "nothing is left behind");
}

BOOST_FIXTURE_TEST_CASE(the_name_changes_hands_only_at_the_end, download_fixture) {
    write(std::string{name}, "old");
    const auto file = bytes_of(1000);
    network->answer_with(
        [&, server = breaking_server{.file = file, .breaks = {100, 100, 0, 300}}](const http_request& request) mutable {
            BOOST_TEST(content(name) == "old");
            BOOST_TEST(files().size() == (requests().size() == 1 ? 1u : 2u));
            return server(request);
        });
    expect_content(file);
}

BOOST_AUTO_TEST_SUITE_END()
