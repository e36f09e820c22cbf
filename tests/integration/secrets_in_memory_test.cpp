// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// When a client, its transport and its context are gone, no copy of its key is left in the process.
#include <csignal>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/core/base64.hpp>
#include <seedance/core/impl/wipe.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "https_fixture.hpp"
#include "own_memory.hpp"
#include "printing.hpp"
#include "scripted_proxy.hpp"
#include "temporary_folder.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(secrets_in_memory)

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_plain = false;
#elif defined(__has_feature)
constexpr bool memory_is_plain = !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer));
#else
constexpr bool memory_is_plain = true;
#endif

/// A server in a process of its own: what it holds of a secret is not in this one.
class server_process {
  public:
    /// `make` makes the server, as a pointer: it stays until the process is killed.
    template <class Make>
    explicit server_process(Make make) {
        authority();
        server_certificate();
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error{"no pipe"};
        child_ = ::fork();
        if (child_ == 0) serve(ends[1], make()->port());
        ::close(ends[1]);
        const auto size = ::read(ends[0], &port_, sizeof port_);
        ::close(ends[0]);
        if (size != sizeof port_) throw std::runtime_error{"no server"};
    }

    server_process(const server_process&) = delete;
    server_process& operator=(const server_process&) = delete;

    ~server_process() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }

    unsigned short port() const { return port_; }

  private:
    [[noreturn]] static void serve(int to, unsigned short port) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::write(to, &port, sizeof port) != sizeof port) ::_exit(1);
        for (;;) ::pause();
    }

    pid_t child_ = -1;
    unsigned short port_ = 0;
};

struct gateway_process : server_process {
    explicit gateway_process(const std::function<answer(const std::string&)>& on_request)
        : server_process{[&] { return new trusted_server{on_request}; }} {}

    std::string url() const { return "https://localhost:" + std::to_string(port()); }
};

const std::string said_accepted =
    R"({"task_id":"task_1","object":"task","model":"seedance-2","type":"video","state":"waiting","created_at":1760000000})";

std::string done(const std::string& request) {
    const auto host = request.find("Host: ") + 6;
    return R"({"task_id":"task_1","state":"success","result":{"data":[{"url":"https://)" +
           request.substr(host, request.find('\r', host) - host) + R"(/video.mp4"}]},"progress":100})";
}

answer by_path(const std::string& request) {
    static const std::string video{
        "\0\0\0\x18"
        "ftypisom\0\0\0\0isommp42",
        24};
    if (request.find("/video.mp4") < request.find('\r')) return {ok(video)};
    if (request.starts_with("POST")) return {ok(said_accepted)};
    return {ok(done(request))};
}

/// A program that has a client with the key, and is over when the object is gone.
class program {
  public:
    program(const gateway_process& gateway, const scrambled_key& key) : program{gateway.url(), trusting(), key} {}

    program(std::string url, https_options https, const scrambled_key& key) : url_{std::move(url)} {
        client_options options{.https = std::move(https), .journal = journal_, .models = all_models::entries};
        options.on_event = [this](const event& e) {
            if (stops_ && e.get_if<events::exchanged>() != nullptr) io_->stop();
        };
        made_ = std::make_unique<client>(io_->get_executor(), std::move(options));
        use<xenodia::account>(key);
    }

    client& operator*() { return *made_; }
    client* operator->() { return made_.get(); }

    template <class Account>
    void use(const scrambled_key& key) {
        made_->use(Account{.api_key = secret{key.plain()}, .base_url = url_});
    }

    void run() {
        io_->restart();
        io_->run();
    }

    /// Runs until an exchange has ended, whatever comes of it.
    void run_until_exchanged() {
        stops_ = true;
        run();
        stops_ = false;
    }

    /// Does what can be done at once, one thing.
    void poll_one() {
        io_->restart();
        io_->poll_one();
    }

    void end_context_first() {
        made_.reset();
        io_.reset();
    }

  private:
    std::string url_;
    bool stops_ = false;
    std::shared_ptr<memory_journal> journal_ = std::make_shared<memory_journal>();
    std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>();
    std::unique_ptr<client> made_;
};

text_to_video<xenodia::seedance_2> a_request() {
    return {.prompt = "rain", .resolution = "720p", .duration = 5s, .aspect_ratio = "16:9"};
}

task a_task() {
    return {.provider = "xenodia",
            .model = "seedance-2",
            .id = "task_1",
            .polling = {.first = 0s, .first_latest = 0s, .interval = 0s, .interval_longest = 0s}};
}

/// Does something with a client, and counts the copies that are left behind.
template <class Work>
void check_gone(const gateway_process& gateway, Work work, std::size_t size = 40) {
    const scrambled_key key{size};
    {
        program one{gateway, key};
        BOOST_TEST(key.copies() == 1u, "the search finds what is there");
        work(one);
    }
    BOOST_TEST(key.copies() == 0u);
}

void submit_poll_and_download(program& one) {
    const temporary_folder folder;
    outcome<task> made;
    one->submit(a_request(), made.handler());
    one.run();
    BOOST_TEST(made.value.id == "task_1", made.why.detail);
    outcome<generated_video> video;
    one->wait(a_task(), video.handler());
    one.run();
    BOOST_TEST(!video.code, video.why.detail);
    outcome<saved_file> saved;
    one->download(video.value, folder.path("video.mp4"), saved.handler());
    one.run();
    BOOST_TEST(!saved.code, saved.why.detail);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_search_finds_every_copy_and_no_other) {
    if (!memory_is_plain) return;
    const scrambled_key key{40};
    BOOST_TEST(key.copies() == 0u);
    {
        const auto one = std::make_unique<std::string>(key.plain());
        BOOST_TEST(key.copies() == 1u);
        const std::vector<std::string> more(5, *one);
        BOOST_TEST(key.copies() == 6u);
    }
}

BOOST_AUTO_TEST_CASE(after_a_submit_a_poll_and_a_download_no_copy_of_the_key_is_left) {
    if (!memory_is_plain) return;
    const gateway_process gateway{by_path};
    check_gone(gateway, submit_poll_and_download);
    check_gone(gateway, submit_poll_and_download, 16);
    check_gone(gateway, submit_poll_and_download, 500);
    check_gone(gateway, [](program& one) {
        for (int i = 0; i != 3; ++i) submit_poll_and_download(one);
    });
}

// ---- other ways, and other ends

BOOST_AUTO_TEST_CASE(no_copy_is_left_whatever_becomes_of_a_submit) {
    if (!memory_is_plain) return;
    const std::string refusal = R"({"error":{"code":"no","message":"no"}})";
    const answer answers[] = {
        {"HTTP/1.1 401 No\r\nContent-Length: " + std::to_string(refusal.size()) + "\r\n\r\n" + refusal},
        {"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"},
        {"HTTP/1.1 302 No\r\nLocation: https://localhost/\r\nContent-Length: 0\r\n\r\n"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", afterwards::cut},
        {ok("not JSON")},
        {"no HTTP\r\n\r\n", afterwards::close},
        {{}, afterwards::cut},
        {{}, afterwards::reset},
        {"HTTP/1.1 100 Continue\r\n\r\n" + ok(said_accepted)},
        {ok(said_accepted), afterwards::next, 1},
    };
    for (const auto& said : answers) {
        BOOST_TEST_CONTEXT(said.bytes) {
            const gateway_process gateway{[&said](const std::string&) { return said; }};
            check_gone(gateway, [](program& one) {
                outcome<task> made;
                one->submit(a_request(), made.handler());
                one.run_until_exchanged();
                one.end_context_first();
            });
        }
    }
}

BOOST_AUTO_TEST_CASE(no_copy_is_left_of_questions_of_all_kinds) {
    if (!memory_is_plain) return;
    const gateway_process gateway{by_path};
    check_gone(gateway, [](program& one) {
        outcome<status_answer> status;
        one->status(a_task(), status.handler());
        one.run();
        BOOST_TEST(!status.code, status.why.detail);
    });
    check_gone(gateway, [](program& one) {
        outcome<account_check> found;
        one->check("xenodia", found.handler());
        one.run();
        BOOST_TEST(found.done());
    });
    check_gone(gateway, [](program& one) {
        outcome<intent> queued;
        one->enqueue(a_request(), call_options{.intent = "order-1"}, queued.handler());
        one.run();
        BOOST_TEST(!queued.code, queued.code.message());
    });
}

BOOST_AUTO_TEST_CASE(no_copy_is_left_of_a_large_request) {
    if (!memory_is_plain) return;
    const gateway_process gateway{by_path};
    for (const std::size_t size : {100u << 10, 3u << 20})
        check_gone(gateway, [size](program& one) {
            outcome<task> made;
            const auto body = R"({"prompt":")" + std::string(size, 'x') + "\"}";
            one->submit(unchecked<xenodia::gateway>("m", "v1/text", body), made.handler());
            one.run();
            BOOST_TEST(made.value.id == "task_1", made.why.detail);
        });
}

BOOST_AUTO_TEST_CASE(no_copy_is_left_of_a_key_that_another_has_replaced) {
    if (!memory_is_plain) return;
    const gateway_process gateway{by_path};
    const scrambled_key first{40}, second{40};
    program one{gateway, first};
    submit_poll_and_download(one);
    BOOST_TEST(first.copies() >= 1u);
    one.use<xenodia::account>(second);
    BOOST_TEST(first.copies() == 0u);
    BOOST_TEST(second.copies() == 1u);
}

BOOST_AUTO_TEST_CASE(between_exchanges_the_account_alone_holds_the_key) {
    if (!memory_is_plain) return;
    const gateway_process gateway{by_path};
    const scrambled_key key{40};
    program one{gateway, key};
    submit_poll_and_download(one);
    BOOST_TEST(key.copies() == 1u);
}

BOOST_AUTO_TEST_CASE(no_copy_is_left_when_a_client_or_its_context_ends_while_it_asks) {
    if (!memory_is_plain) return;
    const gateway_process gateway{[](const std::string&) { return answer{{}, afterwards::stay}; }};
    for (int steps = 0; steps != 30; ++steps)
        check_gone(gateway, [steps](program& one) {
            outcome<task> made;
            one->submit(a_request(), made.handler());
            for (int i = 0; i != steps; ++i) one.poll_one();
            one.end_context_first();
        });
}

BOOST_AUTO_TEST_CASE(no_copy_is_left_of_short_keys_and_at_other_gateways) {
    if (!memory_is_plain) return;
    const gateway_process gateway{by_path};
    for (const std::size_t size : {12u, 15u, 16u, 23u, 31u, 64u}) {
        const scrambled_key of_apixo{size}, of_pixazo{size};
        {
            program one{gateway, scrambled_key{size}};
            one.use<apixo::account>(of_apixo);
            one.use<pixazo::account>(of_pixazo);
            for (const char* provider : {"apixo", "pixazo"}) {
                outcome<account_check> found;
                one->check(provider, found.handler());
                one.run();
                BOOST_TEST(found.done());
            }
            BOOST_TEST(of_apixo.copies() == 1u);
            BOOST_TEST(of_pixazo.copies() == 1u);
        }
        BOOST_TEST(of_apixo.copies() == 0u);
        BOOST_TEST(of_pixazo.copies() == 0u);
    }
}

// ---- the password of a proxy

namespace {

/// A gateway that a proxy alone finds, and the proxy, which answers CONNECT with this.
class proxied_gateway {
  public:
    explicit proxied_gateway(bool speaks_tls, const std::string& proxy_says)
        : scheme_{speaks_tls ? "https://" : "http://"},
          gateway_{[] {
              return new https_server{authority().issue({.dns_names = {"gateway.test"}}), {.on_request = by_path}};
          }},
          proxy_{[&] {
              return new scripted_proxy{{.leads_to = gateway_.port(),
                                         .answer = [proxy_says](const std::string&) { return proxy_says; },
                                         .speaks_tls = speaks_tls}};
          }} {}

    std::string url() const { return "https://gateway.test:" + std::to_string(gateway_.port()); }

    https_options through_proxy(const scrambled_key& password) const {
        const secret plain{password.plain()};
        const secret begin{detail::copy_of_secret(scheme_ + "me:", plain.reveal())};
        auto options = trusting({.no_proxy = ""});
        options.proxy = secret{detail::copy_of_secret(begin.reveal(), "@localhost:" + std::to_string(proxy_.port()))};
        return options;
    }

  private:
    std::string scheme_;
    server_process gateway_, proxy_;
};

/// The password as the proxy is sent it.
scrambled_key coded(const scrambled_key& password) {
    const secret plain{password.plain()};
    const secret both{detail::copy_of_secret("me:", plain.reveal())};
    return scrambled_key{text::base64_encode(both.reveal())};
}

/// Does something with a client behind the proxy, and counts what is left of the password, plain and coded.
template <class Work>
void check_password_gone(const proxied_gateway& world, Work work) {
    for (const std::size_t size : {12u, 40u, 500u}) {
        const scrambled_key key{40}, password{size}, sent = coded(password);
        {
            program one{world.url(), world.through_proxy(password), key};
            BOOST_TEST(password.copies() == 2u, "the options of the client, and of its transport");
            BOOST_TEST(sent.copies() == 1u, "what the proxy is to be sent");
            work(one);
        }
        BOOST_TEST(password.copies() == 0u);
        BOOST_TEST(sent.copies() == 0u);
        BOOST_TEST(key.copies() == 0u);
    }
}

constexpr const char* opened = "HTTP/1.1 200 OK\r\n\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(no_copy_is_left_of_the_password_of_a_proxy) {
    if (!memory_is_plain) return;
    for (const bool speaks_tls : {false, true}) {
        const proxied_gateway world{speaks_tls, opened};
        check_password_gone(world, [](program& one) {
            outcome<task> made;
            one->submit(a_request(), made.handler());
            one.run();
            BOOST_TEST(made.value.id == "task_1", made.why.detail);
        });
    }
}

BOOST_AUTO_TEST_CASE(no_copy_is_left_of_the_password_of_a_proxy_that_refuses_or_says_nothing) {
    if (!memory_is_plain) return;
    for (const bool speaks_tls : {false, true}) {
        for (const char* says : {"HTTP/1.1 407 No\r\n\r\n", "no HTTP at all\r\n\r\n", ""}) {
            const proxied_gateway world{speaks_tls, says};
            check_password_gone(world, [](program& one) {
                outcome<task> made;
                one->submit(a_request(), made.handler());
                for (int steps = 0; steps != 20; ++steps) one.poll_one();
                one.end_context_first();
            });
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
