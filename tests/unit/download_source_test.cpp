// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Where a video comes from is somebody else's choice: only https, few redirects, no key, no private networks.
#include "checks.hpp"
#include "download_fixture.hpp"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/public_address.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(download_source)

namespace {

generated_video video_at(std::string url) {
    auto video = finished;
    video.urls = {std::move(url)};
    return video;
}

/// What the HTTPS transport does with a literal address that is not public.
http_reply guarded(const http_request& request, http_reply otherwise) {
    const auto target = parse_https_url(request.url);
    if (!target) return reply_failed(transport_errc::bad_url, exchange_phase::resolve, delivery::nothing);
    if (!request.only_public || !target->is_address || detail::is_public(asio::ip::make_address(target->host)))
        return otherwise;
    auto refusal = reply_failed(transport_errc::private_address, exchange_phase::connect, delivery::nothing);
    refusal.detail = target->host;
    return refusal;
}

struct redirect_row {
    std::string location;
    std::string leads_to;  ///< empty: refused
};

std::ostream& operator<<(std::ostream& out, const redirect_row& row) { return out << '"' << row.location << '"'; }

const redirect_row redirects[] = {
    {"https://cdn.example/v.mp4", "https://cdn.example/v.mp4"},
    {"https://cdn.example:8443/v.mp4?sig=a%2Bb&x=1", "https://cdn.example:8443/v.mp4?sig=a%2Bb&x=1"},
    {"https://file.apixo.ai:8443/a/1.mp4", "https://file.apixo.ai:8443/a/1.mp4"},
    {"https://evil.file.apixo.ai/a/1.mp4", "https://evil.file.apixo.ai/a/1.mp4"},
    {"/other.mp4", "https://file.apixo.ai/other.mp4"},
    {"other.mp4", "https://file.apixo.ai/a/other.mp4"},
    {"../other.mp4", "https://file.apixo.ai/other.mp4"},
    {"?again=1", "https://file.apixo.ai/a/1.mp4?again=1"},
    {"//cdn.example/v.mp4", "https://cdn.example/v.mp4"},
    {"https://api.apixo.ai/api/v1/generateTask/x", "https://api.apixo.ai/api/v1/generateTask/x"},
    {"", ""},
    {"http://file.apixo.ai/a/1.mp4", ""},
    {"HTTP://cdn.example/v.mp4", ""},
    {"ftp://cdn.example/v.mp4", ""},
    {"file:///etc/passwd", ""},
    {"data:video/mp4;base64,AAAA", ""},
    {"javascript:alert(1)", ""},
    {"https://cdn.example/a b", "https://cdn.example/a%20b"},
    {"/\xE8\xA7\x86\xE9\xA2\x91.mp4?sig=a%2Fb", "https://file.apixo.ai/%E8%A7%86%E9%A2%91.mp4?sig=a%2Fb"},
    {"caf\xE9|1[2].mp4", "https://file.apixo.ai/a/caf%E9%7C1%5B2%5D.mp4"},
    {"https://cdn.example/\r\nX-Evil: 1", ""},
    {"https://[::1", ""},
    {"https://user@cdn.example/v.mp4", ""},
    {"https://user:password@cdn.example/v.mp4", ""},
    {"https://file.apixo.ai@cdn.example/v.mp4", ""},
    {"//@cdn.example/v.mp4", ""},
    {"https://cdn.example./v.mp4", "https://cdn.example./v.mp4"},
    {"https://127.0.0.1.nip.io/v.mp4", "https://127.0.0.1.nip.io/v.mp4"},
    {"https://cdn.example../v.mp4", ""},
    {"https://cdn%2Eexample/v.mp4", ""},
    {"https://cdn.example%00.apixo.ai/v.mp4", ""},
    {"https://b\xC3\xBC"
     "cher.example/v.mp4",
     ""},
    {"https://cdn.example:0/v.mp4", ""},
    {"https://cdn.example:65536/v.mp4", ""},
    {"https:///v.mp4", ""},
    {"https://", ""},
    {"https:v.mp4", ""},
};

const std::string private_urls[] = {
    "https://127.0.0.1/v.mp4",
    "https://127.0.0.1:8443/v.mp4",
    "https://10.1.2.3/v.mp4",
    "https://169.254.169.254/latest/meta-data/",
    "https://192.168.1.1/v.mp4",
    "https://0.0.0.0/v.mp4",
    "https://[::1]/v.mp4",
    "https://[fe80::1]/v.mp4",
    "https://[fd00::1]/v.mp4",
    "https://[::ffff:127.0.0.1]/v.mp4",
    "https://[::ffff:a9fe:a9fe]/v.mp4",
    "https://[64:ff9b::10.0.0.1]/v.mp4",
    "https://[2002:7f00:1::]/v.mp4",
};

}  // namespace

// ---- redirects

BOOST_DATA_TEST_CASE(only_https_redirects_are_followed, data::make(redirects), row) {
    download_fixture f;
    f.reply(redirect(302, row.location));
    if (row.leads_to.empty()) {
        f.reply(succeeded(finished.urls[0]), redirect(302, row.location));
        const auto why = f.expect_failure(errc::download_failed);
        BOOST_TEST(why.http_status == 302);
        BOOST_TEST(contains(why.detail, "redirect"));
        BOOST_TEST(f.requests().size() == 3u, "the gateway may have another URL");
        f.expect_no_key_elsewhere();
        return;
    }
    f.reply(whole("mp4"));
    f.expect_content("mp4");
    BOOST_TEST_REQUIRE(f.requests().size() == 2u);
    BOOST_TEST(f.requests()[1].url == row.leads_to);
    for (const auto& request : f.requests())
        BOOST_TEST(request.headers.empty(), "not even the gateway gets a key from a redirect");
}

BOOST_FIXTURE_TEST_CASE(five_redirects_are_followed_and_no_more, download_fixture) {
    for (const int status : {301, 302, 303, 307, 308}) reply(redirect(status, "/" + std::to_string(status)));
    reply(whole("mp4"));
    expect_content("mp4");
    BOOST_TEST(requests().back().url == "https://file.apixo.ai/308");

    for (int i = 0; i != 6; ++i) reply(redirect(302, finished.urls[0]));
    reply(succeeded(finished.urls[0]));
    for (int i = 0; i != 6; ++i) reply(redirect(302, finished.urls[0]));
    expect_failure(errc::download_failed, path("loop.mp4"));
    BOOST_TEST(requests().size() == 19u);
}

BOOST_FIXTURE_TEST_CASE(other_answers_of_their_kind_lead_nowhere, download_fixture) {
    for (const int status : {300, 302, 304, 305}) {
        const bool is_followed = reply_with(status, "").is_redirect();
        if (is_followed) reply(reply_with(status, ""), succeeded(finished.urls[0]));
        reply(reply_with(status, ""));
        BOOST_TEST(expect_failure(errc::download_failed).http_status == status);
    }
}

// ---- addresses

BOOST_FIXTURE_TEST_CASE(every_request_for_a_file_asks_for_public_addresses_only, download_fixture) {
    reply(redirect(302, "/b"), redirect(302, "https://cdn.example/"), cut_after(3, whole("mp4 that breaks")),
          redirect(302, "/c"), whole("mp4"));
    expect_content("mp4");
    for (const auto& request : requests()) BOOST_TEST(request.only_public, request.url);
}

BOOST_FIXTURE_TEST_CASE(a_video_at_a_private_address_is_refused, download_fixture) {
    network->answer_with([](const http_request& request) { return guarded(request, whole("secret")); });
    for (const auto& url : private_urls) {
        const auto asked = requests().size();
        const auto why = expect_failure(errc::address_refused, path(), video_at(url));
        BOOST_TEST(why.detail.find(parse_https_url(url)->host) == 0u, why.detail);
        BOOST_TEST(contains(why.detail, "client_options::allow_private_downloads"));
        BOOST_TEST(why.retry == retry::never);
        BOOST_TEST(requests().size() == asked + 1, "not tried again");
    }
}

BOOST_FIXTURE_TEST_CASE(a_redirect_to_a_private_address_is_refused, download_fixture) {
    for (const auto& url : private_urls) {
        network->answer_with([&](const http_request& request) {
            return guarded(request, request.url == finished.urls[0] ? redirect(302, url) : whole("secret"));
        });
        const auto asked = requests().size();
        expect_failure(errc::address_refused);
        BOOST_TEST(requests().size() == asked + 2);
        BOOST_TEST(requests().back().headers.empty());
    }
}

BOOST_FIXTURE_TEST_CASE(the_option_lets_videos_come_from_anywhere, download_fixture) {
    auto open = options();
    open.allow_private_downloads = true;
    client = seedance::client{context.get_executor(), network, open};
    network->answer_with([](const http_request& request) { return guarded(request, whole("mp4")); });
    for (const auto& url : private_urls) expect_content("mp4", video_at(url));
    for (const auto& request : requests()) {
        BOOST_TEST(!request.only_public);
        BOOST_TEST(request.is_foreign, "and they share nothing with the gateways");
    }
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_the_caller_has_put_on_this_machine_may_serve_from_there, download_fixture) {
    client.use(apixo::account{.api_key = secret{"test-key"}, .base_url = "https://127.0.0.1:40001/api/v1"});
    network->answer_with([](const http_request& request) { return guarded(request, whole("mp4")); });
    expect_content("mp4", video_at("https://127.0.0.1:40001/videos/1.mp4"));
    expect_content("mp4", video_at("https://127.0.0.1:40002/videos/1.mp4"));
    for (const auto& request : requests()) BOOST_TEST(!request.is_foreign);
    for (const std::string url : {"https://127.0.0.2:40001/v", "https://localhost.evil.example/v", "https://10.0.0.1/v",
                                  "https://[::1]:40001/v"}) {
        outcome<saved_file> result = download(path("other.mp4"), video_at(url));
        BOOST_TEST(requests().back().only_public, url);
        if (!parse_https_url(url)->is_address) continue;
        BOOST_TEST(result.code == errc::address_refused, url);
    }
    auto foreign = video_at("https://127.0.0.1:40001/videos/1.mp4");
    foreign.task.provider = "pixazo";
    BOOST_TEST(download(path("foreign.mp4"), foreign).code == errc::address_refused, "it is not that gateway's video");
    for (const auto& request : requests()) BOOST_TEST(request.headers.empty());
}

BOOST_FIXTURE_TEST_CASE(the_first_url_must_be_https_with_a_plain_host, download_fixture) {
    for (const std::string url : {"http://file.apixo.ai/1.mp4", "ftp://file.apixo.ai/1.mp4", "file:///etc/passwd",
                                  "/etc/passwd", "data:video/mp4;base64,AAAA", "https://user@file.apixo.ai/1.mp4",
                                  "https://file.apixo.ai../1.mp4", "https://file apixo.ai/b", "https://", " ",
                                  "https://file.apixo.ai/a\tb", "https://file.apixo.ai/a\r\nX: y"}) {
        const auto why = expect_failure(errc::download_failed, path(), video_at(url));
        BOOST_TEST(contains(why.detail, "https"));
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_url_is_asked_for_with_escapes_where_its_gateway_wrote_none, download_fixture) {
    const std::pair<std::string, std::string> written[] = {
        {"https://file.apixo.ai/\xE8\xA7\x86\xE9\xA2\x91.mp4", "https://file.apixo.ai/%E8%A7%86%E9%A2%91.mp4"},
        {"https://file.apixo.ai/a b|c[1].mp4", "https://file.apixo.ai/a%20b%7Cc%5B1%5D.mp4"},
        {"https://file.apixo.ai/100%.mp4", "https://file.apixo.ai/100%25.mp4"},
        {" https://file.apixo.ai/1.mp4 ", "https://file.apixo.ai/1.mp4"},
        {"https://file.apixo.ai/1.mp4?X-Amz-Signature=a%2Fb%2b&n=%E8",
         "https://file.apixo.ai/1.mp4?X-Amz-Signature=a%2Fb%2b&n=%E8"},
        {"https://file.apixo.ai./1.mp4", "https://file.apixo.ai./1.mp4"},
        {"https://127.0.0.1.nip.io/1.mp4", "https://127.0.0.1.nip.io/1.mp4"},
    };
    for (const auto& [url, asked] : written) {
        reply(whole("mp4"));
        expect_content("mp4", video_at(url));
        BOOST_TEST(requests().back().url == asked);
        BOOST_TEST(requests().back().only_public);
    }
}

BOOST_AUTO_TEST_SUITE_END()
