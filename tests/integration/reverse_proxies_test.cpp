// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What stands before a gateway in a data centre, as others have written it: nginx, HAProxy and Node.js, where they
// are installed. They end connections when they like, answer in the gateway's place, and hand TLS on.
#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>

#include "foreign_server.hpp"
#include "https_fixture.hpp"
#include "node_proxy.hpp"
#include "printing.hpp"
#include "sandbox_checks.hpp"

using namespace test;
using namespace seedance;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(reverse_proxies)

namespace {

constexpr double time_scale = 50;

/// Gives the port in a URL of the sandbox.
std::string port_in(const std::string& url) {
    const auto from = url.find(':', 8) + 1;
    return url.substr(from, url.find('/', from) - from);
}

std::string certificate_in(const temporary_folder& folder) {
    const auto& own = server_certificate();
    folder.write("pem", own.certificate_pem + own.key_pem);
    return folder.path("pem");
}

/// nginx before the port of a gateway; `how` are lines of its configuration. Where a `location` of its own is not among
/// them, it hands all requests on.
std::vector<std::string> nginx_before(const std::string& gateway, const std::string& how, int port,
                                      const temporary_folder& folder) {
    const auto pem = certificate_in(folder);
    std::string temporary;
    for (const std::string kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        temporary += kind + "_temp_path " + folder.path(kind) + ";\n";
    folder.write(
        "conf",
        "user root; worker_processes 1; daemon off; pid " + folder.path("pid") +
            "; error_log stderr warn;\nevents { worker_connections 64; }\nhttp {\n" + temporary +
            "access_log off; client_max_body_size 8m; gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;\n"
            "server { listen 127.0.0.1:" +
            std::to_string(port) + " ssl; ssl_certificate " + pem + "; ssl_certificate_key " + pem + ";\n" + how +
            "location / { proxy_pass https://127.0.0.1:" + gateway + "; } }\n}\n");
    return {"-c", folder.path("conf"), "-p", folder.root.string(), "-e", "stderr"};
}

/// HAProxy before the port of a gateway. `bind` is how its socket is served, `server` how the gateway is asked.
std::vector<std::string> haproxy_before(const std::string& gateway, const std::string& defaults, bool ends_tls,
                                        const temporary_folder& folder) {
    const auto ours = ends_tls ? " ssl crt " + certificate_in(folder) + " alpn http/1.1" : std::string{};
    folder.write("conf", "global\n  maxconn 200\ndefaults\n  mode " + std::string{ends_tls ? "http" : "tcp"} +
                             "\n  timeout connect 2s\n  timeout client 10s\n  timeout server 10s\n" + defaults +
                             "frontend front\n  bind fd@" + std::to_string(foreign_server::socket_number) + ours +
                             "\n  default_backend gateway\nbackend gateway\n  server only 127.0.0.1:" + gateway +
                             (ends_tls ? " ssl verify none" : "") + "\n");
    return {"-db", "-q", "-f", folder.path("conf")};
}

/// A proxy, and how it is set.
struct kind_of_proxy {
    const char* name;
    const char* program;
    std::function<std::vector<std::string>(const std::string& gateway, int, const temporary_folder&)> words;
};

std::ostream& operator<<(std::ostream& out, const kind_of_proxy& kind) { return out << kind.name; }

kind_of_proxy nginx(const char* name, const char* how) {
    return {name, "nginx", [how](const std::string& gateway, int port, const temporary_folder& folder) {
                return nginx_before(gateway, how, port, folder);
            }};
}

kind_of_proxy haproxy(const char* name, const char* defaults, bool ends_tls = true) {
    return {name, "haproxy", [=](const std::string& gateway, int, const temporary_folder& folder) {
                return haproxy_before(gateway, defaults, ends_tls, folder);
            }};
}

kind_of_proxy node(const char* name, const char* how) {
    return {name, "node", [how](const std::string& gateway, int, const temporary_folder& folder) {
                return node_before(gateway, how, certificate_in(folder), folder);
            }};
}

bool is_there(const kind_of_proxy& kind) {
    const bool found = !foreign_server::find(kind.program).empty();
    if (!found) BOOST_TEST_MESSAGE("skipped: " << kind.program << " is not installed (tests/install.sh)");
    return found;
}

/// A gateway behind a proxy, and a client that knows the proxy only.
class hidden_gateway {
  public:
    explicit hidden_gateway(const kind_of_proxy& kind)
        : proxy{kind.program, [&](int port, const temporary_folder& folder) {
                    return kind.words(port_in(gateways.base_url("pixazo")), port, folder);
                }} {
        auto url = gateways.base_url("pixazo");
        const auto port = port_in(url);
        client.use(pixazo::account{.api_key = secret{"sandbox-key"},
                                   .base_url = url.replace(url.find(port), port.size(), std::to_string(proxy.port()))});
    }

    ~hidden_gateway() { expect_broken(gateways, {}); }

    /// Makes so many videos at once; gives how they ended.
    template <class Request>
    std::vector<seedance::failure> make(std::size_t count, const Request& request) {
        std::vector<seedance::failure> ends(count);
        for (std::size_t i = 0; i != count; ++i) asio::co_spawn(io, make_one(request, i, ends[i]), asio::detached);
        io.restart();
        io.run();
        return ends;
    }

    testing::sandbox gateways{{.time_scale = time_scale, .allow_repeated_submits = true}};
    asio::io_context io{1};
    foreign_server proxy;
    seedance::client client{io.get_executor(),
                            {.https = {.ca_pem = gateways.ca_pem() + authority().pem()},
                             .clock = std::make_shared<testing::scaled_clock>(io.get_executor(), time_scale)}};

  private:
    template <class Request>
    asio::awaitable<void> make_one(Request request, std::size_t number, seedance::failure& end) {
        const auto name = "order-" + std::to_string(number) + '-' + std::to_string(gateways.tasks_accepted());
        const call_options options{.intent = name, .why = &end};
        const auto made = co_await client.generate(request, options, asio::as_tuple(asio::use_awaitable));
        end.code = std::get<0>(made);
    }
};

text_to_video<pixazo::seedance_2_0> rain() { return {.prompt = "rain on a tin roof"}; }

/// A request of more than a mebibyte: before its body it asks whether that is wanted.
auto large() {
    static const auto frame = "data:image/png;base64," + std::string(2'000'000, 'A');
    return prepare(image_to_video<pixazo::seedance_2_0>{.prompt = "rain on a tin roof", .first_frame = runtime(frame)});
}

const kind_of_proxy proxies[] = {
    nginx("nginx as it comes", ""),
    nginx("nginx that closes after each answer", "keepalive_timeout 0;"),
    nginx("nginx that closes after two", "keepalive_requests 2;"),
    nginx("nginx that closes what is idle", "keepalive_timeout 50ms;"),
    nginx("nginx that says for how long", "keepalive_timeout 75s 1s;"),
    nginx("nginx without buffers", "proxy_buffering off; proxy_request_buffering off; proxy_http_version 1.1;"),
    haproxy("HAProxy as it comes", ""),
    haproxy("HAProxy that closes after each answer", "  option httpclose\n"),
    haproxy("HAProxy that closes what is idle", "  timeout http-keep-alive 20ms\n"),
    haproxy("HAProxy that hands TLS on", "", false),
    node("Node.js as it comes", ""),
    node("Node.js that sends hints before each answer", "hints"),
    node("Node.js that sends a chunk for each byte, and trailers", "trailers"),
    node("Node.js that closes what is idle", "idle"),
    node("Node.js that takes no expectations", "no_expectations"),
    node("Node.js that says nothing to an expectation", "silent_expectations"),
};

}  // namespace

BOOST_DATA_TEST_CASE(each_video_is_paid_once_behind, data::make(proxies), kind) {
    if (!is_there(kind)) return;
    hidden_gateway at{kind};
    for (const std::size_t at_once : {1, 5})
        for (const auto& end : at.make(at_once, rain())) BOOST_TEST(!end.code, to_string(end) << at.proxy.log());
    for (const auto& end : at.make(1, large())) BOOST_TEST(!end.code, to_string(end) << at.proxy.log());
    BOOST_TEST(at.gateways.tasks_accepted() == 7u);
}

BOOST_AUTO_TEST_CASE(a_body_that_the_proxy_refuses_is_not_billed) {
    for (const auto& kind : {nginx("nginx", "client_max_body_size 64k;"), node("Node.js", "no_large_bodies")}) {
        if (!is_there(kind)) continue;
        hidden_gateway at{kind};
        const auto end = at.make(1, large())[0];
        BOOST_TEST(end.code == errc::rejected);
        BOOST_TEST(end.billed == billed::no);
        BOOST_TEST(end.http_status == 413);
        BOOST_TEST(at.gateways.tasks_accepted() == 0u);
    }
}

// A proxy says neither whether the gateway has got the request nor whether it has acted on it.
BOOST_AUTO_TEST_CASE(a_proxy_that_answers_in_the_gateways_place_leaves_the_outcome_unknown) {
    const auto lost = [](kind_of_proxy kind) {
        kind.words = [words = kind.words](const std::string&, int port, const temporary_folder& folder) {
            return words("1", port, folder);
        };
        return kind;
    };
    for (const auto& kind : {lost(nginx("nginx", "")), lost(haproxy("HAProxy", "  retries 0\n"))}) {
        if (!is_there(kind)) continue;
        hidden_gateway at{kind};
        const auto end = at.make(1, rain())[0];
        BOOST_TEST(end.code == errc::outcome_unknown);
        BOOST_TEST(end.billed == billed::unknown);
        BOOST_TEST(end.http_status == (kind.program == std::string{"nginx"} ? 502 : 503));
    }
}

BOOST_AUTO_TEST_CASE(a_file_comes_whole_from_nginx) {
    if (!is_there(nginx("nginx", ""))) return;
    const auto bytes = pattern(3'000'000);
    const foreign_server server{"nginx", [&](int port, const temporary_folder& folder) {
                                    folder.write("video.mp4", bytes);
                                    const auto how = "location /files/ { alias " + folder.root.string() + "/; }\n";
                                    return nginx_before("1", how, port, folder);
                                }};
    https_client client;
    collector got;
    auto request = client.request_to("https://127.0.0.1:" + std::to_string(server.port()) + "/files/video.mp4");
    request.max_body = bytes.size();
    check_ok(client.ask(std::move(request), &got));
    BOOST_TEST((got.bytes == bytes));
}

BOOST_AUTO_TEST_SUITE_END()
