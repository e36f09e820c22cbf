// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A video with several URLs, as where an answer was searched for them: the file is that of the first that has one.
#include "download_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(download_urls)

namespace {

const std::string first = "https://file.apixo.ai/a/1", second = "https://file.apixo.ai/a/2",
                  third = "https://file.apixo.ai/a/3";
const std::string picture = "\x89PNG\r\n\x1A\n" + std::string(2000, '\0');

generated_video with(std::vector<std::string> urls) {
    auto video = finished;
    video.urls = std::move(urls);
    return video;
}

/// A gateway that names no other URLs, and files by their URL; of any other there is none.
void serve(download_fixture& f, std::map<std::string, http_reply> files) {
    f.network->answer_with([files = std::move(files)](const http_request& request) {
        const auto found = files.find(request.url);
        return found == files.end() ? reply_with(404, "") : found->second;
    });
}

names urls_of(const std::vector<http_request>& requests) {
    names urls;
    for (const auto& request : requests) urls.push_back(request.url);
    return urls;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_is_no_video_leads_to_the_next_url_at_once, download_fixture) {
    const http_reply others[] = {whole(picture),
                                 whole("<!DOCTYPE html>our terms"),
                                 whole(R"({"n":1})"),
                                 whole(""),
                                 reply_with(404, ""),
                                 reply_with(401, ""),
                                 reply_with(202, ""),
                                 whole("<!DOCTYPE html>" + std::string(100'000, ' '), {{"Content-Length", "100015"}}),
                                 whole(picture, {{"Content-Length", std::to_string(picture.size())}})};
    for (const auto& other : others) {
        const auto before = requests().size();
        reply(other, other, whole("mp4"));
        expect_content("mp4", with({first, second, third}));
        BOOST_TEST(urls_of({requests().begin() + static_cast<long>(before), requests().end()}) ==
                   (names{first, second, third}));
    }
    BOOST_TEST(elapsed() == 0s);
    expect_no_key_elsewhere();
}

BOOST_FIXTURE_TEST_CASE(a_host_that_cannot_be_had_leads_to_the_next_url, download_fixture) {
    const http_reply others[] = {
        not_connected(),
        reply_with(500, ""),
        reply_with(451, ""),
        redirect(302, "http://file.apixo.ai/"),
        whole("mp4", {{"Repr-Digest", "nonsense"}, {"Content-Length", "2"}}),
        reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing),
        reply_failed(transport_errc::private_address, exchange_phase::resolve, delivery::nothing)};
    for (const auto& other : others) {
        download_fixture f;
        f.network->answer_with([&](const http_request& r) { return r.url == first ? other : whole("mp4"); });
        f.expect_content("mp4", with({first, second}));
        BOOST_TEST(f.requests().back().url == second);
        BOOST_TEST(f.requests().size() <= 9u);
    }
    reply(whole("mp4"));
    expect_content("mp4", with({"http://file.apixo.ai/a/1", "nonsense", third}));
    reply(reply_failed(transport_errc::reply_too_large, exchange_phase::read, delivery::complete));
    expect_failure(errc::too_large, path("other.mp4"), with({first, second}));
}

BOOST_FIXTURE_TEST_CASE(the_gateway_is_asked_once_the_last_has_nothing, download_fixture) {
    reply(whole(picture), reply_with(401, ""), succeeded(third), whole("mp4"));
    expect_content("mp4", with({first, second}));
    BOOST_TEST(requests()[2].method == "GET");
    BOOST_TEST(requests()[3].url == third);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_late_is_not_replaced_by_its_picture, download_fixture) {
    const auto picture_at_second = [this](const http_request& request) {
        if (request.url == second) return whole(picture);
        return request.url == first && elapsed() >= 2min ? whole("mp4") : reply_with(404, "");
    };
    network->answer_with(picture_at_second);
    expect_content("mp4", with({first, second}));
    BOOST_TEST(elapsed() >= 2min);
}

BOOST_FIXTURE_TEST_CASE(pictures_alone_are_no_video_and_one_url_alone_is_taken_at_its_word, download_fixture) {
    serve(*this, {{first, whole(picture)}, {second, whole(picture)}});
    const auto why = expect_failure(errc::result_expired, path(), with({first, second}));
    BOOST_TEST(contains(why.detail, "a picture came in place of the video"), why.detail);
    expect_content(picture, with({first}));
    BOOST_TEST(log.back() == "an unknown container");
}

BOOST_FIXTURE_TEST_CASE(a_hundred_urls_are_not_all_tried, download_fixture) {
    std::vector<std::string> many;
    for (int i = 0; i != 100; ++i) many.push_back("https://file.apixo.ai/" + std::to_string(i));
    serve(*this, {});
    expect_failure(errc::result_expired, path(), with(many));
    for (const auto& request : requests()) BOOST_TEST(request.url != many[8], "the likeliest eight are");
    BOOST_TEST(requests().size() < 1000u);
    BOOST_TEST(elapsed() <= 11min);
}

BOOST_FIXTURE_TEST_CASE(what_breaks_off_is_gone_on_with_at_its_own_url, download_fixture) {
    const auto file = bytes_of(5000);
    network->answer_with([&file, n = 0](const http_request& request) mutable {
        if (request.url == first) return whole(picture);
        return n++ == 0 ? cut_after(700, reply_with_file(request, file, "\"v\""))
                        : reply_with_file(request, file, "\"v\"");
    });
    expect_content(file, with({first, second}));
    BOOST_TEST(requests().back().url == second);
    BOOST_TEST(header_of(requests().back(), "Range") == "bytes=700-");
}

BOOST_AUTO_TEST_SUITE_END()
