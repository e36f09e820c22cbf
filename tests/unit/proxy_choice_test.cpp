// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Which proxy a host is reached through, and what the URL of one is.
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/core/base64.hpp>
#include <seedance/transport/https_options.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/proxy_choice.hpp>

#include "environment.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(proxy_choice)

namespace {

namespace detail = seedance::detail;

detail::proxy_address proxy_of(std::string_view url) {
    auto read = detail::parse_proxy_url(url);
    BOOST_TEST_REQUIRE(read.proxy.has_value(), url << ": " << read.problem);
    return *read.proxy;
}

/// What the environment says of proxies while this lives, and nothing else.
class environment {
  public:
    explicit environment(const std::map<std::string, std::string>& variables) {
        for (const std::string name : {"https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"}) {
            const auto said = variables.find(name);
            all_.emplace_back(name, said != variables.end() ? said->second.c_str() : nullptr);
        }
    }

  private:
    std::list<test::environment_variable> all_;
};

std::string chosen(seedance::https_options options, std::string_view url = "https://gateway.test/") {
    const auto proxy = detail::proxy_choice{options}.for_host(*seedance::parse_https_url(url));
    return proxy ? proxy->name() : "none";
}

}  // namespace

// ---- URLs

BOOST_AUTO_TEST_CASE(urls_of_proxies) {
    const std::pair<std::string, std::string> cases[] = {
        {"http://proxy.example:3128", "http://proxy.example:3128"},
        {"http://proxy.example:3128/", "http://proxy.example:3128"},
        {"HTTP://Proxy.Example", "http://proxy.example:80"},
        {"https://proxy.example", "https://proxy.example:443"},
        {"proxy.example:3128", "http://proxy.example:3128"},
        {"proxy", "http://proxy:80"},
        {"  http://proxy:8080 ", "http://proxy:8080"},
        {"http://10.0.0.1:3128", "http://10.0.0.1:3128"},
        {"http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128"},
        {"[::1]:3128", "http://[::1]:3128"},
        {"http://user:password@proxy:3128", "http://proxy:3128"},
        {"user:password@proxy:3128", "http://proxy:3128"},
        {"http://user@[::1]", "http://[::1]:80"},
        {"http://proxy.example.:3128", "http://proxy.example:3128"},
        {"http://a:b@c@proxy:1", "http://proxy:1"},
    };
    for (const auto& [url, name] : cases) BOOST_TEST(proxy_of(url).name() == name);
}

BOOST_AUTO_TEST_CASE(users_and_passwords_are_unescaped) {
    const std::pair<std::string, std::string> cases[] = {
        {"user:password", "user:password"},
        {"user", "user:"},
        {"user:", "user:"},
        {":password", ":password"},
        {"u:p%40ss", "u:p@ss"},
        {"u:a:b", "u:a:b"},
        {"u:p@ss", "u:p@ss"},
        {"u:%2F%3f%23", "u:/?#"},
        {"d%5Cu:p", "d\\u:p"},
        {"u:%C3%A4", "u:\xC3\xA4"},
        {"u:100%25", "u:100%"},
        {"u:+ ", "u:+ "},
    };
    for (const auto& [userinfo, expected] : cases)
        BOOST_TEST(proxy_of("http://" + userinfo + "@proxy").authorization.reveal() ==
                   "Basic " + seedance::text::base64_encode(expected));
    BOOST_TEST(proxy_of("http://proxy").authorization.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_url_of_a_proxy_is_refused_with_words_and_without_the_password) {
    for (const std::string url : {"socks5://u:secret@proxy:1080",
                                  "ftp://proxy",
                                  "http://",
                                  "http://u:secret@",
                                  "http://proxy:0",
                                  "http://proxy:65536",
                                  "http://proxy:port",
                                  "http://proxy:-1",
                                  "http://proxy:3128/secret",
                                  "http://proxy?secret",
                                  "http://proxy#secret",
                                  "http://u:secret%@proxy",
                                  "http://u:secret%0d%0a@proxy",
                                  "http://u:secret/@proxy",
                                  "http://u:secret#@proxy",
                                  "http://::1:3128",
                                  "http://[::1",
                                  "http://proxy name:1",
                                  "http://pro\nxy",
                                  "http://127.1:3128",
                                  "://proxy",
                                  "http:///proxy",
                                  "http://u%3Asecret:x@proxy"}) {
        BOOST_CHECK_EXCEPTION(detail::proxy_choice{{.proxy = seedance::secret{url}}}, boost::system::system_error,
                              [&](const boost::system::system_error& e) {
                                  const std::string_view what{e.what()};
                                  return what.find("https_options::proxy is no URL of a proxy: ") != what.npos &&
                                         what.find("secret") == what.npos;
                              });
    }
    const environment variables{{{"HTTPS_PROXY", "ftp://u:secret@proxy"}}};
    BOOST_CHECK_EXCEPTION(detail::proxy_choice{{}}, boost::system::system_error, [](const auto& e) {
        return std::string_view{e.what()}.find("HTTPS_PROXY is no") != std::string_view::npos;
    });
}

// ---- which hosts

BOOST_AUTO_TEST_CASE(the_environment_is_heeded_unless_the_options_say_otherwise) {
    {
        const environment variables{{}};
        BOOST_TEST(chosen({}) == "none");
        BOOST_TEST(chosen({.proxy = seedance::secret{"http://own:1"}}) == "http://own:1");
    }
    {
        const environment variables{{{"HTTPS_PROXY", "http://upper:1"}}};
        BOOST_TEST(chosen({}) == "http://upper:1");
        BOOST_TEST(chosen({.proxy = seedance::secret{}}) == "none");
        BOOST_TEST(chosen({.proxy = seedance::secret{"own:2"}}) == "http://own:2");
        BOOST_TEST(chosen({.no_proxy = "gateway.test"}) == "none");
    }
    {
        const environment variables{{{"HTTPS_PROXY", "http://upper:1"}, {"https_proxy", "http://lower:1"}}};
        BOOST_TEST(chosen({}) == "http://lower:1");
    }
    {
        const environment variables{{{"HTTPS_PROXY", "http://upper:1"}, {"https_proxy", ""}}};
        BOOST_TEST(chosen({}) == "http://upper:1");
    }
    for (const char* name : {"no_proxy", "NO_PROXY"}) {
        const environment variables{{{"https_proxy", "http://lower:1"}, {name, "example.com, .test"}}};
        BOOST_TEST(chosen({}) == "none");
        BOOST_TEST(chosen({.no_proxy = ""}) == "http://lower:1");
        BOOST_TEST(chosen({.proxy = seedance::secret{"own:2"}}) == "none");
        BOOST_TEST(chosen({}, "https://example.org/") == "http://lower:1");
    }
}

BOOST_AUTO_TEST_CASE(the_environment_is_read_once) {
    const environment before{{{"https_proxy", "http://then:1"}}};
    const detail::proxy_choice made{{}};
    const environment after{{{"https_proxy", "http://now:1"}, {"no_proxy", "*"}}};
    BOOST_TEST(made.for_host(*seedance::parse_https_url("https://gateway.test/"))->name() == "http://then:1");
}

BOOST_AUTO_TEST_CASE(hosts_without_a_proxy) {
    struct {
        std::string_view list, url;
        bool is_among;
    } const cases[] = {
        {"", "https://example.com/", false},
        {"*", "https://example.com/", true},
        {"a.example, *", "https://192.0.2.1/", true},
        {"example.com", "https://example.com/", true},
        {"example.com", "https://www.example.com/", true},
        {"example.com", "https://badexample.com/", false},
        {"example.com", "https://example.com.evil.example/", false},
        {".example.com", "https://example.com/", true},
        {".example.com", "https://www.example.com/", true},
        {"*.example.com", "https://www.example.com/", true},
        {"example.com.", "https://example.com/", true},
        {"EXAMPLE.com", "https://Example.COM/", true},
        {"a.example b.example", "https://b.example/", true},
        {" a.example ,\tb.example ", "https://b.example/", true},
        {",,a.example,,", "https://a.example/", true},
        {"example.com:8443", "https://example.com:8443/", true},
        {"example.com:8443", "https://example.com/", false},
        {".example.com:443", "https://www.example.com/", true},
        {"192.0.2.1", "https://192.0.2.1/", true},
        {"192.0.2.1", "https://192.0.2.10/", false},
        {"192.0.2.1:8443", "https://192.0.2.1:8443/", true},
        {"192.0.2.1:8443", "https://192.0.2.1/", false},
        {"192.0.2.0/24", "https://192.0.2.200/", true},
        {"192.0.2.0/25", "https://192.0.2.200/", false},
        {"192.0.2.0/24:8443", "https://192.0.2.200:8443/", true},
        {"192.0.2.0/24:8443", "https://192.0.2.200/", false},
        {"[2001:db8::]/32:8443", "https://[2001:db8::1]:8443/", true},
        {"192.0.2.77/24", "https://192.0.2.200/", true},
        {"0.0.0.0/0", "https://203.0.113.9/", true},
        {"0.0.0.0/0", "https://example.com/", false},
        {"192.0.2.0/33", "https://192.0.2.1/", false},
        {"192.0.2.0/x", "https://192.0.2.1/", false},
        {"192.0.2.0/", "https://192.0.2.1/", false},
        {"2001:db8::1", "https://[2001:db8::1]/", true},
        {"[2001:db8::1]", "https://[2001:DB8:0::1]/", true},
        {"[2001:db8::1]:8443", "https://[2001:db8::1]:8443/", true},
        {"[2001:db8::1]:8443", "https://[2001:db8::1]/", false},
        {"2001:db8::/32", "https://[2001:db8:ffff::1]/", true},
        {"2001:db8::/32", "https://[2001:db9::1]/", false},
        {"2001:db8::/33", "https://[2001:db8:8000::1]/", false},
        {"192.0.2.0/24", "https://[::ffff:192.0.2.9]/", true},
        {"::/0", "https://[2001:db8::1]/", true},
        {"com", "https://example.com/", true},
        {"example.com/path", "https://example.com/", false},
        {"https://example.com", "https://example.com/", false},
        {"", "https://localhost/", true},
        {"", "https://a.localhost/", true},
        {"", "https://127.0.0.1/", true},
        {"", "https://127.9.9.9:8443/", true},
        {"", "https://[::1]/", true},
        {"", "https://[::ffff:127.0.0.1]/", true},
        {"", "https://mylocalhost/", false},
    };
    for (const auto& [list, url, is_among] : cases)
        BOOST_TEST(detail::no_proxy{list}.holds(*seedance::parse_https_url(url)) == is_among, list << " | " << url);
}

BOOST_AUTO_TEST_SUITE_END()
