// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Downloads over real TLS: resumed from a server that breaks off, and kept away from addresses that are not public.
// What the program looks up and connects to is watched below Asio.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <seedance/client.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/transport/https.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "https_server.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(download)

namespace {

std::mutex watch_mutex;
std::map<std::string, std::vector<std::vector<std::string>>>
    made_up_hosts;  ///< what each look-up of a name finds, the last again and again
std::map<std::string, std::size_t> look_ups;
std::vector<std::string> connects;  ///< every address that this program connected to

std::string text_of(const sockaddr* address) {
    namespace ip = boost::asio::ip;
    if (address->sa_family == AF_INET)
        return ip::address_v4{ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr)}.to_string();
    if (address->sa_family != AF_INET6) return "?";
    ip::address_v6::bytes_type bytes;
    std::copy_n(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr.s6_addr, bytes.size(), bytes.begin());
    return ip::address_v6{bytes}.to_string();
}

bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1" || address == "?";
}

std::optional<std::vector<std::string>> made_up(const char* host) {
    const std::lock_guard lock{watch_mutex};
    const auto found = host == nullptr ? made_up_hosts.end() : made_up_hosts.find(host);
    if (found == made_up_hosts.end()) return std::nullopt;
    const auto turn = std::min(look_ups[host]++, found->second.size() - 1);
    return found->second[turn];
}

}  // namespace

// Asio calls these two; the program's own come before the C library's.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** result) {
    static const auto real = reinterpret_cast<int (*)(const char*, const char*, const addrinfo*, addrinfo**)>(
        ::dlsym(RTLD_NEXT, "getaddrinfo"));
    const auto addresses = made_up(host);
    if (!addresses) return real(host, service, hints, result);
    auto numeric = *hints;
    numeric.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo** end = result;
    for (const auto& address : *addresses) {
        if (const int error = real(address.c_str(), service, &numeric, end)) return error;
        while (*end != nullptr) end = &(*end)->ai_next;
    }
    return 0;
}

extern "C" int connect(int socket, const sockaddr* to, socklen_t size) {
    const auto address = text_of(to);
    {
        const std::lock_guard lock{watch_mutex};
        connects.push_back(address);
    }
    if (is_loopback(address)) return static_cast<int>(::syscall(SYS_connect, socket, to, size));
    errno = ECONNREFUSED;  // nothing leaves this machine
    return -1;
}

namespace {

using namespace test;

struct file_server : https_server {
    explicit file_server(std::function<answer(const std::string&)> on_request)
        : https_server{server_certificate(), {.on_request = std::move(on_request)}} {}
};

const std::string file = [] {
    std::string bytes(300'000, '\0');
    for (std::size_t i = 0; i != bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
    return bytes;
}();

/// The file, whole or from where the request asks, with a strong ETag.
std::string answer_of(const std::string& request) {
    constexpr std::string_view field = "\r\nRange: bytes=";
    const auto at = request.find(field);
    if (at == std::string::npos || request.find("\r\nIf-Range: \"v1\"\r\n") == std::string::npos)
        return ok(file, "ETag: \"v1\"\r\n");
    std::size_t first = 0;
    std::from_chars(request.data() + at + field.size(), request.data() + request.size(), first);
    auto reply = ok(std::string_view{file}.substr(first),
                    "ETag: \"v1\"\r\nContent-Range: bytes " + std::to_string(first) + "-" +
                        std::to_string(file.size() - 1) + "/" + std::to_string(file.size()) + "\r\n");
    return reply.replace(9, 6, "206 Partial Content");
}

answer whole_file(const std::string& request) { return answer{answer_of(request)}; }

generated_video video_at(std::string url) {
    return {.task = {.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"}, .urls = {std::move(url)}};
}

/// A client over HTTPS and an empty folder.
class https_download : public temporary_folder {
  public:
    client_options options() const { return {.https = {.ca_pem = authority().pem()}}; }

    outcome<saved_file> download(const std::string& url, const client_options& given,
                                 const std::string& base_url = {}) {
        asio::io_context context;
        auto how = given;  // its clock must not outlive the context
        how.clock = std::make_shared<seedance::testing::scaled_clock>(context.get_executor(),
                                                                      100);  // nobody waits for a second attempt
        seedance::client client{context.get_executor(),
                                seedance::make_https_transport(context.get_executor(), how.https), how};
        auto account = apixo::account{.api_key = secret{"test-key"}};
        if (!base_url.empty()) account.base_url = base_url;
        client.use(account);
        outcome<saved_file> result;
        client.download(video_at(url), path("video.mp4"), result.options(), result.handler());
        context.run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    void expect_file(const outcome<saved_file>& result) const {
        BOOST_TEST(!result.code, result.code.message() << ": " << result.why.detail);
        BOOST_TEST(same_bytes(content("video.mp4"), file));
        BOOST_TEST(files().size() == 1u);
    }

    void expect_refusal(const outcome<saved_file>& result, std::string_view host) const {
        BOOST_TEST(result.code == errc::address_refused, host << ": " << result.code.message());
        BOOST_TEST(result.why.detail.starts_with(host), result.why.detail);
        BOOST_TEST(contains(result.why.detail, "client_options::allow_private_downloads"));
        BOOST_TEST(files().empty());
    }
};

/// Hosts that the test makes up, and a record of what is done with them.
struct watched {
    explicit watched(decltype(made_up_hosts) hosts = {}) {
        const std::lock_guard lock{watch_mutex};
        made_up_hosts = std::move(hosts);
        look_ups.clear();
        connects.clear();
    }
    watched(const watched&) = delete;
    watched& operator=(const watched&) = delete;
    ~watched() {
        const std::lock_guard lock{watch_mutex};
        made_up_hosts.clear();
    }

    static std::vector<std::string> connected() {
        const std::lock_guard lock{watch_mutex};
        return connects;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_server_that_breaks_off_is_asked_for_the_rest, https_download) {
    const std::size_t lengths[] = {1, 100'000, 16'384, 0, 50'000};
    for (const auto how : {afterwards::cut, afterwards::reset, afterwards::close}) {
        std::size_t turn = 0;
        file_server server{[&](const std::string& request) {
            auto bytes = answer_of(request);
            if (turn == std::size(lengths)) return answer{bytes};
            bytes.resize(bytes.find("\r\n\r\n") + 4 + lengths[turn++]);
            return answer{bytes, how};
        }};
        auto open = options();
        open.allow_private_downloads = true;
        expect_file(download(server.url("/v.mp4"), open));
        const auto requests = server.seen().requests;
        BOOST_TEST_REQUIRE(requests.size() >= 6u);
        if (how != afterwards::reset) {  // which may take bytes back that had arrived
            for (const auto* range : {"bytes=1-", "bytes=100001-", "bytes=116385-", "bytes=166385-"})
                BOOST_TEST(std::any_of(requests.begin(), requests.end(),
                                       [range](const auto& r) { return r.find(range) != std::string::npos; }),
                           range);
        }
        for (const auto& request : requests) BOOST_TEST(lacks(request, "test-key"));
        std::filesystem::remove(path("video.mp4"));
    }
}

BOOST_FIXTURE_TEST_CASE(a_body_that_ends_with_the_connection_is_whole_if_the_connection_ended_in_order,
                        https_download) {
    for (const auto how : {afterwards::close, afterwards::cut, afterwards::reset}) {
        file_server server{[how](const std::string&) {
            return answer{"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + file, how};
        }};
        auto open = options();
        open.allow_private_downloads = true;
        const auto result = download(server.url("/v.mp4"), open);
        if (how == afterwards::close) {
            expect_file(result);
            BOOST_TEST(server.seen().requests.size() == 1u);
            std::filesystem::remove(path("video.mp4"));
        } else {
            BOOST_TEST(result.code == errc::download_failed);
            BOOST_TEST(server.seen().requests.size() >= 8u, "where bytes are taken back, the count begins again");
            BOOST_TEST(files().empty());
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_body_that_ends_with_the_connection_is_not_whole_where_something_says_so, https_download) {
    auto open = options();
    open.allow_private_downloads = true;
    file_server lying{[](const std::string&) {
        return answer{"HTTP/1.1 200 OK\r\nDigest: sha-256=pS0VnyYrLG3bckphhAvvw26zDIiHekAwtly+himESck=\r\n\r\n" + file,
                      afterwards::close};
    }};
    BOOST_TEST(download(lying.url("/v.mp4"), open).code == errc::integrity);
    BOOST_TEST(files().empty());
    file_server hasty{[](const std::string& request) {
        auto reply = answer_of(request);
        const auto length = reply.find("Content-Length: ");
        const bool is_rest = request.find("\r\nRange: ") != std::string::npos;
        if (is_rest) reply.erase(length, reply.find("\r\n", length) + 2 - length);
        reply.resize(std::min(reply.size(), reply.find("\r\n\r\n") + 4 + 100'000));
        return answer{reply, afterwards::close};
    }};
    expect_file(download(hasty.url("/v.mp4"), open));
    BOOST_TEST(hasty.seen().requests.size() == 3u, "Content-Range says how much there is");
}

// ---- addresses

BOOST_FIXTURE_TEST_CASE(this_machine_is_refused_by_address_and_by_name, https_download) {
    const watched watch{{{"private.example", {{"10.0.0.1", "192.168.1.1"}}},
                         {"metadata.example", {{"169.254.169.254"}}},
                         {"six.example", {{"::1", "fe80::1", "fd00::1"}}},
                         {"mapped.example", {{"::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"}}}}};
    file_server server{whole_file};
    for (const auto* host : {"127.0.0.1", "localhost", "LOCALHOST", "127.0.0.2", "0.0.0.0", "[::1]", "[::]",
                             "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
                             "private.example", "metadata.example", "six.example", "mapped.example"}) {
        std::string plain{host};
        std::erase_if(plain, [](char c) { return c == '[' || c == ']'; });
        std::transform(plain.begin(), plain.end(), plain.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        expect_refusal(download(server.url("/v.mp4", host), options()), plain);
    }
    BOOST_TEST(watch.connected().empty());
    BOOST_TEST(server.seen().connections == 0u);
}

/// A resolver reads these as addresses, a reader of URLs may read them as names: they are no URLs here, and nobody
/// looks them up.
BOOST_FIXTURE_TEST_CASE(an_address_in_an_old_spelling_is_no_url, https_download) {
    file_server server{whole_file};
    for (const auto* host : {"127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "127.0.0.1."}) {
        const auto result = download(server.url("/v.mp4", host), options());
        BOOST_TEST(result.code == errc::download_failed, host << ": " << result.code.message());
        BOOST_TEST(contains(result.why.detail, "not an https URL with a plain host"));
        BOOST_TEST(files().empty());
    }
    BOOST_TEST(server.seen().connections == 0);
}

BOOST_FIXTURE_TEST_CASE(a_name_that_changes_its_address_is_connected_to_at_none_that_was_not_looked_at,
                        https_download) {
    const watched watch{{{"rebinding.example", {{"8.8.8.8"}, {"127.0.0.1"}}}}};
    file_server server{whole_file};
    const auto result = download(server.url("/v.mp4", "rebinding.example"), options());
    expect_refusal(result, "rebinding.example");  // the second attempt's look-up
    BOOST_TEST(watch.connected() == std::vector<std::string>{"8.8.8.8"});
    BOOST_TEST(server.seen().connections == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_redirect_does_not_lead_to_a_private_address, https_download) {
    file_server inner{whole_file};
    file_server outer{[&](const std::string&) {
        return answer{"HTTP/1.1 302 Found\r\nLocation: " + inner.url("/v.mp4", "127.0.0.1") +
                      "\r\nContent-Length: 0\r\n\r\n"};
    }};
    expect_refusal(download(outer.url("/v.mp4"), options(), outer.url("/api/v1")), "127.0.0.1");
    BOOST_TEST(outer.seen().requests.size() == 1u);
    BOOST_TEST(inner.seen().connections == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_option_and_the_accounts_own_host_are_allowed, https_download) {
    file_server server{whole_file};
    auto open = options();
    open.allow_private_downloads = true;
    for (const auto* host : {"127.0.0.1", "localhost"}) {
        expect_file(download(server.url("/v.mp4", host), open));
        expect_file(download(server.url("/v.mp4", host), options(), server.url("/api/v1", host)));
        expect_file(download(server.url("/v.mp4", host), options(), std::string{"https://"} + host + "/api/v1"));
    }
    std::filesystem::remove(path("video.mp4"));
    expect_refusal(download(server.url("/v.mp4", "localhost"), options(), server.url("/api/v1", "127.0.0.1")),
                   "localhost");
}

namespace {

/// One exchange without a client.
class bare_exchange {
  public:
    http_reply ask(std::string url, bool only_public) {
        http_request request;
        request.url = std::move(url);
        request.only_public = only_public;
        http_reply got;
        transport_->exchange(std::move(request), nullptr, [&](http_reply reply) { got = std::move(reply); });
        context_.restart();
        context_.run();
        return got;
    }

  private:
    asio::io_context context_;
    std::shared_ptr<transport> transport_ =
        make_https_transport(context_.get_executor(), {.ca_pem = authority().pem()});
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_host_with_addresses_of_both_kinds_is_asked_at_the_public_ones) {
    const watched watch{{{"mixed.example", {{"127.0.0.1", "8.8.8.8", "::1", "10.0.0.1", "1.1.1.1"}}}}};
    file_server server{whole_file};
    bare_exchange bare;
    const auto reply = bare.ask(server.url("/v.mp4", "mixed.example"), true);
    BOOST_TEST(reply.error == asio::error::connection_refused);
    BOOST_TEST(watch.connected() == (std::vector<std::string>{"8.8.8.8", "1.1.1.1"}));
    BOOST_TEST(server.seen().connections == 0u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_opened_without_the_rule_is_not_used_under_it) {
    file_server server{whole_file};
    bare_exchange bare;
    BOOST_TEST(!bare.ask(server.url(), false).error);
    const auto refused = bare.ask(server.url(), true);
    BOOST_TEST(refused.error == make_error_code(transport_errc::private_address));
    BOOST_TEST(refused.phase == exchange_phase::connect);
    BOOST_TEST(refused.sent == delivery::nothing);
    BOOST_TEST(is_one_of(refused.detail, {"127.0.0.1", "::1"}));
    BOOST_TEST(bare.ask(server.url(), false).reused_connection);
    BOOST_TEST(server.seen().connections == 1u);
}

// ---- the whole way

BOOST_FIXTURE_TEST_CASE(a_url_that_the_sandbox_refuses_once_is_asked_for_again, https_download) {
    seedance::testing::sandbox gateway{{.time_scale = 2000}};
    asio::io_context context;
    const client_options how{.https = {.ca_pem = gateway.ca_pem()},
                             .clock = std::make_shared<seedance::testing::scaled_clock>(context.get_executor(), 2000)};
    seedance::client client{context.get_executor(), make_https_transport(context.get_executor(), how.https), how};
    client.use(apixo::account{.api_key = secret{"sandbox-key"}, .base_url = gateway.base_url()});
    outcome<generated_video> video;
    client.generate(rain(), video.handler());
    context.run();
    BOOST_TEST_REQUIRE(!video.code);

    gateway.answer_next(seedance::testing::sandbox_operation::download, {.status = 403});
    outcome<saved_file> saved;
    client.download(video.value, path("video.mp4"), saved.handler());
    context.restart();
    context.run();
    BOOST_TEST(!saved.code, saved.code.message());
    BOOST_TEST(std::filesystem::file_size(path("video.mp4")) == saved.value.bytes);
    BOOST_TEST(gateway.broken_invariants().empty());
    BOOST_TEST(gateway.tasks_accepted() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
