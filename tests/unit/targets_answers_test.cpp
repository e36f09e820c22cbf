// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Nothing that a caller or a gateway says leaves the path that it belongs to.
#include <seedance/models.hpp>
#include <seedance/provider/url_part.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(targets)

namespace {

/// What may stand in a target as it is, the mark of the query once at most.
bool is_safe(std::string_view target) {
    constexpr std::string_view plain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~%/?=";
    const auto path = target.substr(0, target.find('?')), query = target.substr(path.size());
    const bool climbs = (std::string{path} + '/').find("/../") != std::string::npos ||
                        (std::string{path} + '/').find("/./") != std::string::npos;
    return path.starts_with('/') && path.find("//") == std::string_view::npos &&
           target.find_first_not_of(plain) == std::string_view::npos && !climbs &&
           (query.empty() ||
            (query.starts_with("?taskId=") && query.find_first_of("?/=", 8) == std::string_view::npos));
}

template <class Gateway>
void check_targets(const std::string& text) {
    using traits = provider_traits<Gateway>;
    for (const auto& target :
         {traits::encode_unchecked(text, text, "{}").target, traits::encode_unchecked(text, "mode", "{}").target,
          traits::encode_unchecked("model", text, "{}").target, traits::status_target(text, text),
          traits::status_target("model", text), traits::status_target(text, "id")})
        BOOST_TEST(is_safe(target), traits::name << ": " << target << " of " << text);
}

void check_all(const std::string& text) {
    all_gateways::for_each([&]<class Gateway> { check_targets<Gateway>(text); });
}

std::string pixazo_path(std::string_view mode_path) {
    return provider_traits<pixazo::gateway>::encode_unchecked("model", mode_path, "{}").target;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_byte_leaves_its_place) {
    for (int byte = 0; byte != 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        for (const auto& text : {one, one + one, "a" + one + "b", "/" + one, "/a" + one + "b", "/" + one + "/" + one,
                                 one + "/", "/a/" + one + one + "/b"})
            check_all(text);
    }
}

BOOST_AUTO_TEST_CASE(no_text_leaves_its_place) {
    std::string every_byte;
    for (int byte = 0; byte != 256; ++byte) every_byte += static_cast<char>(byte);
    for (const std::string& text : {std::string{},
                                    every_byte,
                                    "/" + every_byte,
                                    std::string{".."},
                                    std::string{"/.."},
                                    std::string{"/../.."},
                                    std::string{"../../x"},
                                    std::string{"/a/../../x"},
                                    std::string{"/./a"},
                                    std::string{"//host/x"},
                                    std::string{"///"},
                                    std::string{"https://host/x"},
                                    std::string{"/x@host"},
                                    std::string{"@host/x"},
                                    std::string{"a HTTP/1.1\r\nX: y"},
                                    std::string{"/a HTTP/1.1\r\n\r\n"},
                                    std::string{"/a?b=c"},
                                    std::string{"/a#b"},
                                    std::string{"/a\\..\\b"},
                                    std::string{"%2e%2e/%2F"}})
        check_all(text);
}

BOOST_AUTO_TEST_CASE(a_path_of_the_caller_is_kept_part_by_part) {
    BOOST_TEST(pixazo_path("/byteplus/v1/generateVideoTask") == "/byteplus/v1/generateVideoTask");
    BOOST_TEST(pixazo_path("//host/x") == "/host/x");
    BOOST_TEST(pixazo_path("/a//b/") == "/a/b");
    BOOST_TEST(pixazo_path("/") == "/");
    BOOST_TEST(pixazo_path("/../x") == "/%2E%2E/x");
    BOOST_TEST(pixazo_path("/a b?c#d@e") == "/a%20b%3Fc%23d%40e");
    BOOST_TEST(pixazo_path("a/b") == "/model/v1/a%2Fb");
    BOOST_TEST(provider_traits<pixazo::gateway>::encode_unchecked("", "mode", "{}").target == "/v1/mode");
}

BOOST_AUTO_TEST_CASE(dots_are_escaped_only_when_they_stand_alone) {
    BOOST_TEST(escape_url_part("") == "");
    BOOST_TEST(escape_url_part(".") == "%2E");
    BOOST_TEST(escape_url_part("..") == "%2E%2E");
    BOOST_TEST(escape_url_part("...") == "...");
    BOOST_TEST(escape_url_part("a.b..c") == "a.b..c");
    BOOST_TEST(escape_url_part(std::string_view{"\0 /", 3}) == "%00%20%2F");
}

BOOST_AUTO_TEST_SUITE_END()
