// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The file on disk: checked against what its server says of it, and safe from what stands at its path.
#include "download_fixture.hpp"

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
            reply(whole("abc", lying(headers)));
            const auto why = expect_failure(errc::integrity, path("other.mp4"));
            BOOST_TEST(why.detail == "its bytes are not those that the server's checksum was made of");
            reply(whole("abx", headers));
            expect_failure(errc::integrity, path("other.mp4"));
        }
    }
    reply(whole("abc", {{"Repr-Digest", "sha-256=:" + sha256 + ":"}, {"Content-MD5", other_md5}}));
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
        reply(with(start, lying(told)), part);
        expect_failure(errc::integrity, path("other.mp4"));
    }
    for (const auto& told : {whole_file[0], whole_file[1]}) {  // told with the rest alone
        reply(start, with(part, told));
        expect_content("abc");
        reply(start, with(part, lying(told)));
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
    for (const auto* at : {"to-file", "to-folder", "to-system", "to-self", "same-file"}) {
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
    for (const auto& at : {path("folder"), path("missing/video.mp4"), path("missing/../video.mp4"),
                           std::string{"/proc/self/video.mp4"}, path(std::string(250, 'x'))}) {
        reply(whole("mp4"));
        const auto why = expect_failure(errc::file_error, at);
        BOOST_TEST(why.detail.starts_with(at + ": "));
    }
    BOOST_TEST(fs::exists(root / "folder" / "inside"));
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_read_only_is_told, download_fixture) {
    fs::create_directory(root / "locked");
    fs::permissions(root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
    if (::access(path("locked").c_str(), W_OK) != 0) {  // the superuser may write everywhere
        reply(whole("mp4"));
        expect_failure(errc::file_error, path("locked/video.mp4"));
    }
    BOOST_TEST(fs::is_empty(root / "locked"));
    fs::permissions(root / "locked", fs::perms::owner_all);
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
