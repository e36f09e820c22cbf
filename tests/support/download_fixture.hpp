// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A client that downloads from scripted servers into an empty folder.

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "temporary_folder.hpp"

namespace test {

using names = std::vector<std::string>;
using testing::cut_after;
using testing::header_of;
using testing::reply_with_file;

inline const generated_video finished{.task = {.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"},
                                      .urls = {"https://file.apixo.ai/a/1.mp4"}};

inline std::string bytes_of(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i != size; ++i) bytes[i] = static_cast<char>(i * 31 % 251);
    return bytes;
}

inline http_reply whole(std::string body, std::vector<http_header> headers) {
    return reply_with(200, std::move(body), std::move(headers));
}

/// A default argument that is a list would not do: in a part of `?:` GCC lets its elements outlive their array where
/// memory runs out between them, and warns of that from version 16 on.
inline http_reply whole(std::string body) { return whole(std::move(body), {{"Content-Type", "video/mp4"}}); }

/// Says whether a name is that of a file that is not whole yet.
inline bool is_temporary(std::string_view name) { return name.starts_with(".seedance-") && name.ends_with(".part"); }

inline http_reply redirect(int status, std::string to) { return reply_with(status, "", {{"Location", std::move(to)}}); }

/// A storage server with one file, whose connections end where the test says.
struct breaking_server {
    std::string file;
    std::string etag = "\"version-1\"";
    std::deque<std::size_t> breaks = {};  ///< after so many bytes of each reply's body; then nothing breaks any more

    http_reply operator()(const http_request& request) {
        auto reply = reply_with_file(request, file, etag);
        if (breaks.empty()) return reply;
        const auto bytes = breaks.front();
        breaks.pop_front();
        return cut_after(bytes, std::move(reply));
    }
};

/// A client and an empty folder.
class download_fixture : public client_fixture, public temporary_folder {
  public:
    static constexpr std::string_view name = "video.mp4";
    std::string path() const { return temporary_folder::path(name); }
    using temporary_folder::path;

    outcome<saved_file> download(const std::string& to, const generated_video& what = finished) {
        outcome<saved_file> result;
        client.download(what, to, result.options(), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    /// Downloads and expects this content, and nothing beside it.
    void expect_content(const std::string& body, const generated_video& what = finished) {
        const auto result = download(path(), what);
        BOOST_TEST(!result.code, result.code.message() << ": " << result.why.detail);
        BOOST_TEST(result.value.bytes == body.size());
        BOOST_TEST(same_bytes(content(name), body));
        BOOST_TEST(files() == names{std::string{name}});
    }

    /// Downloads to `to` and expects this failure, with nothing left behind.
    failure expect_failure(errc code, const std::string& to, const generated_video& what = finished) {
        const auto before = files();
        const auto result = download(to, what);
        BOOST_TEST(result.code == code, result.code.message() << ": " << result.why.detail);
        BOOST_TEST(result.why.step == step::download);
        BOOST_TEST(result.why.billed == billed::yes);
        BOOST_TEST(result.why.task == what.task);
        BOOST_TEST(files() == before);
        return result.why;
    }

    failure expect_failure(errc code) { return expect_failure(code, path()); }

    /// Expects that no request carries the key, but those to the gateway itself.
    void expect_no_key_elsewhere() const {
        for (const auto& request : requests()) {
            if (request.url.starts_with("https://api.apixo.ai/api/v1/")) continue;
            BOOST_TEST(header_of(request, "Authorization").empty(), request.url);
            for (const auto& header : request.headers) BOOST_TEST(lacks(header.value, "test-key"), request.url);
            BOOST_TEST(lacks(request.url, "test-key"));
        }
    }
};

/// A transport that delivers a reply's head and so many bytes of its body, and then nothing until it is cancelled.
class halfway final : public transport {
  public:
    explicit halfway(asio::any_io_executor executor, std::size_t bytes = 5000)
        : executor_{std::move(executor)}, bytes_{bytes} {}

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        BOOST_TEST(!sink->begin(whole("")));
        const auto body = bytes_of(bytes_);
        if (!body.empty()) BOOST_TEST(!sink->write(body));
        url = std::move(request.url);
        handler_.swap(handler);  // assigning one never ends in Boost 1.81
        asio::get_associated_cancellation_slot(handler_).assign([this](asio::cancellation_type) {
            auto aborted = reply_failed(asio::error::operation_aborted, exchange_phase::read, delivery::complete);
            asio::post(executor_, asio::append(std::move(handler_), std::move(aborted)));
        });
    }

    std::string url;

  private:
    asio::any_io_executor executor_;
    std::size_t bytes_;
    exchange_handler handler_;
};

}  // namespace test
