// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Which hosts others can reach, as far as their text tells, and what the gateways' rules make of them.
#include <seedance/transport/public_host.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/model/xenodia.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/check_url.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(public_hosts)

namespace {

constexpr std::string_view hidden[] = {"localhost",
                                       "LOCALHOST",
                                       "api.localhost",
                                       "localhost:8443",
                                       "printer.local",
                                       "db.internal",
                                       "METADATA.google.internal",
                                       "nas.home.arpa",
                                       "a.localdomain",
                                       "x.test",
                                       "nowhere.invalid",
                                       "abc.onion",
                                       "127.0.0.1",
                                       "127.255.255.255",
                                       "10.0.0.1",
                                       "10.255.1.2:8443",
                                       "172.16.0.1",
                                       "172.31.255.255",
                                       "192.168.1.10",
                                       "169.254.169.254",
                                       "0.0.0.0",
                                       "100.64.0.1",
                                       "224.0.0.1",
                                       "255.255.255.255",
                                       "198.18.0.1",
                                       "[::1]",
                                       "[::]",
                                       "[fe80::1]",
                                       "[fc00::1]",
                                       "[fd12:3456::1]:443",
                                       "[ff02::1]",
                                       "[::ffff:10.0.0.1]",
                                       "[::ffff:7f00:1]",
                                       "[::ffff:192.168.0.1]",
                                       "[64:ff9b::a00:1]",
                                       "[2002:a00:1::1]",
                                       "[::10.0.0.1]",
                                       "[2001::1]"};
constexpr std::string_view open[] = {"example.com",
                                     "localhost.example.com",
                                     "local.example",
                                     "mylocalhost",
                                     "internal.example.com",
                                     "8.8.8.8",
                                     "172.15.0.1",
                                     "172.32.0.1",
                                     "100.128.0.1",
                                     "192.0.2.1",
                                     "[2606:4700::1111]",
                                     "[2001:db8::1]",
                                     "[::ffff:8.8.8.8]",
                                     "[64:ff9b::808:808]",
                                     "[2002:808:808::1]",
                                     "10.example",
                                     "cdn.test.example.com",
                                     "a.b:8443",
                                     "test.io"};
constexpr std::string_view malformed[] = {"[",          "[]",      "[::1",       "host:0", "host:65536",
                                          "host:x",     "me@host", "me:pw@host", "127.1",  "0x7f000001",
                                          "2130706433", "a..b",    "[::1%25lo]"};

std::string url_of(std::string_view scheme, std::string_view host) {
    return std::string{scheme} + "://" + std::string{host} + "/a.png";
}

/// Says for every kind of media, in every mode of these models, which rule a URL breaks.
void expect(rule broken, std::string_view url, std::initializer_list<const model_descriptor*> models) {
    for (const auto* model : models)
        for (const auto& rules : model->modes)
            for (const auto kind : all_media)
                if (const auto& allowed = rules_for(rules.inputs, kind); allowed.max_count > 0)
                    BOOST_TEST(broken_by_rules(url, allowed) == broken, model->id << " " << to_string(kind));
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_of_media_has_the_rule_of_its_document) {
    const std::initializer_list<const model_descriptor*> says_public_and_no_https{
        &apixo::seedance_2_0_fast::descriptor, &apixo::seedance_2_0_mini::descriptor,
        &apixo::seedance_1_5_pro::descriptor, &xenodia::seedance_2::descriptor, &xenodia::seedance_2_fast::descriptor};
    const std::initializer_list<const model_descriptor*> pixazo_2_0{&pixazo::seedance_2_0::descriptor,
                                                                    &pixazo::seedance_2_0_fast::descriptor};
    expect(rule::this_media_url_is_not_public, "https://10.0.0.1/a", says_public_and_no_https);
    expect(rule::this_media_url_is_not_public, "https://10.0.0.1/a", {&pixazo::seedance_1_0_pro::descriptor});
    expect(rule::none, "https://10.0.0.1/a", pixazo_2_0);
    expect(rule::none, "http://example.com/a", says_public_and_no_https);
    expect(rule::this_media_url_is_not_https, "http://example.com/a", pixazo_2_0);
    expect(rule::this_media_url_is_not_https, "http://example.com/a",
           {&pixazo::seedance_1_0_pro::descriptor, &pixazo::seedance_1_0_lite::descriptor});
}

BOOST_AUTO_TEST_CASE(callbacks_and_public_media_need_a_host_that_others_reach) {
    for (const auto host : hidden) {
        const auto url = url_of("https", host);
        BOOST_TEST(broken_by_callback(url) == rule::this_callback_url_is_not_public, url);
        BOOST_TEST(broken_by_rules(url, apixo::facts::frames.images) == rule::this_media_url_is_not_public, url);
        BOOST_TEST(broken_by_rules(url, xenodia::facts::references.videos) == rule::this_media_url_is_not_public, url);
        BOOST_TEST(broken_by_rules(url, pixazo::facts::frames.images) == rule::none, url);
    }
    for (const auto host : open) {
        const auto url = url_of("https", host);
        BOOST_TEST(broken_by_callback(url) == rule::none, url);
        BOOST_TEST(broken_by_rules(url, apixo::facts::frames.images) == rule::none, url);
    }
    for (const auto host : malformed)
        for (const auto* scheme : {"https", "http"}) {
            const auto url = url_of(scheme, host);
            BOOST_TEST(broken_by_rules(url, apixo::facts::frames.images) == rule::this_media_url_is_malformed, url);
        }
}

BOOST_AUTO_TEST_CASE(a_dot_at_the_end_hides_no_name) {
    for (const std::string_view name : {"localhost.", "db.internal.", "printer.local."})
        BOOST_TEST(!can_be_public(name, false), name);
    BOOST_TEST(can_be_public("example.com.", false));
    BOOST_TEST(is_single_label("intranet."));
}

BOOST_AUTO_TEST_CASE(http_is_taken_where_the_document_says_public_only) {
    for (const auto* scheme : {"http", "HTTP"}) {
        const auto url = url_of(scheme, "example.com");
        BOOST_TEST(broken_by_rules(url, apixo::facts::frames.images) == rule::none);
        BOOST_TEST(broken_by_rules(url, apixo::facts::references.audio) == rule::none);
        BOOST_TEST(broken_by_rules(url, xenodia::facts::frames.images) == rule::none);
        BOOST_TEST(broken_by_rules(url, pixazo::facts::frames.images) == rule::this_media_url_is_not_https);
        BOOST_TEST(broken_by_callback(url) == rule::this_callback_url_is_not_https);
    }
    BOOST_TEST(broken_by_rules("http://10.0.0.1/a", apixo::facts::frames.images) == rule::this_media_url_is_not_public);
}

BOOST_AUTO_TEST_CASE(what_no_rule_refuses_makes_a_warning) {
    const auto concerns = [](std::string_view url) {
        return advice(image_to_video<pixazo::seedance_2_0>{.prompt = "rain", .first_frame = runtime(url)});
    };
    for (const auto* url : {"https://localhost/a.png", "https://10.0.0.1/a.png", "https://intranet/a.png"}) {
        BOOST_REQUIRE(concerns(url).size() == 1u);
        BOOST_TEST(concerns(url)[0].about == concern::this_host_may_not_be_public);
    }
    BOOST_TEST(concerns("https://example.com/a.png").empty());
    const auto plain =
        advice(image_to_video<xenodia::seedance_2>{.prompt = "rain", .first_frame = "http://example.com/a.png"});
    BOOST_REQUIRE(plain.size() == 1u);
    BOOST_TEST(plain[0].about == concern::this_media_url_is_not_https);
    const auto of_references = advice(reference_to_video<pixazo::seedance_2_0>{
        .prompt = "rain", .references = {image("https://example.com/a.png"), audio("https://localhost/a.mp3")}});
    BOOST_REQUIRE(of_references.size() == 1u);
    BOOST_TEST(of_references[0].field.view() == "references[1].url");
    const auto calls =
        advice(text_to_video<apixo::seedance_2_0_fast>{.prompt = "rain", .callback_url = "https://hooks/x"});
    BOOST_REQUIRE(calls.size() == 1u);
    BOOST_TEST(calls[0].field.view() == "callback_url");
}

BOOST_AUTO_TEST_SUITE_END()
