// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The webhook server over real sockets on loopback: what gateways post, and what others send.
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/webhook/impl/receiver_gate.hpp>

#include "journal_doubles.hpp"
#include "printing.hpp"
#include "webhook_fixture.hpp"

BOOST_AUTO_TEST_SUITE(webhook_server)

using namespace test;
using namespace std::string_literals;

namespace {

using options = seedance::webhook_server_options;
using steady = std::chrono::steady_clock;

/// A value that stands wherever a sender may choose one, and in no answer.
constexpr std::string_view canary = "cAnArY";

}  // namespace

// ---- what gateways post

BOOST_AUTO_TEST_CASE(a_callback_wakes_whoever_waits_for_its_task) {
    webhook_world world;
    const auto task = world.submit();
    auto video = world.client().wait(task, asio::use_future);
    world.gateway().end(task.id);
    raw_client gateway{world.port()};
    const auto answer = gateway.ask(world.callback_for(task));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body == "{}");
    BOOST_TEST(answer.has("Content-Type: application/json"));
    BOOST_TEST_REQUIRE(video.wait_for(20s) == std::future_status::ready);
    BOOST_TEST(video.get().urls.size() == 1U);
    BOOST_TEST(world.gateway().polls() == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_carries_many_requests) {
    webhook_world world;
    const auto one = world.callback_for(world.submit());
    const auto other = world.callback_for(world.submit());
    raw_client gateway{world.port()};
    for (const auto& each : {one, other, one, one}) BOOST_TEST(gateway.ask(each).status == 200);
    const auto pipelined = gateway.ask(one + other + world.post("/in/unknown", "{}"));
    BOOST_TEST(pipelined.status == 200);
    BOOST_TEST(!pipelined.has("Connection: close"));
    BOOST_TEST(gateway.read().status == 200);
    const auto last = gateway.read();
    BOOST_TEST(last.status == 404);
    BOOST_TEST(last.has("Connection: close"));
    BOOST_TEST(gateway.is_ended_within());
}

BOOST_AUTO_TEST_CASE(a_request_in_pieces_and_in_chunks) {
    webhook_world world;
    const auto task = world.submit();
    const auto body = calling_gateway::success_of(task.id);
    auto text =
        "POST " + world.gateway().target_of(task.id) + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char c : body) text += "1\r\n"s + c + "\r\n";
    raw_client gateway{world.port()};
    for (const char c : text + "0\r\n\r\n") gateway.send({&c, 1});
    BOOST_TEST(gateway.read().status == 200);
    BOOST_TEST(gateway.ask(world.callback_for(task)).status == 200);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_asked_for_is_read_when_the_head_is_good) {
    webhook_world world;
    const auto whole = world.callback_for(world.submit(), "Expect: 100-continue\r\n");
    const auto body = whole.find("\r\n\r\n") + 4;
    raw_client gateway{world.port()};
    gateway.send(whole.substr(0, body));
    BOOST_TEST(gateway.read().status == 100);
    BOOST_TEST(gateway.ask(whole.substr(body)).status == 200);
    BOOST_TEST(gateway.ask(whole).status == 200, "one that does not wait needs no word");

    raw_client other{world.port()};
    BOOST_TEST(
        other.ask("POST /in/x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n").status == 404);
    BOOST_TEST(other.is_ended_within());
}

BOOST_AUTO_TEST_CASE(ends_of_connections) {
    webhook_world world;
    const auto request = world.callback_for(world.submit());
    raw_client half{world.port()};
    half.send(request);
    half.send_end();
    BOOST_TEST(half.read().status == 200);
    BOOST_TEST(half.is_ended_within());

    raw_client early{world.port()};
    early.send(request.substr(0, request.size() - 1));
    early.send_end();
    BOOST_TEST(early.is_ended_within(), "half a request has no answer");

    for (std::size_t size = 0; size < request.size(); size += 40) {
        raw_client broken{world.port()};
        broken.send(request.substr(0, size));
        broken.reset();
    }
    raw_client polite{world.port()};
    const auto answer = polite.ask(world.callback_for(world.submit(), "Connection: close\r\n"));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.has("Connection: close"));
    BOOST_TEST(polite.is_ended_within());
}

// ---- what others send

BOOST_AUTO_TEST_CASE(what_is_no_callback_is_refused_and_nothing_of_it_comes_back) {
    webhook_world world;
    const auto target = world.gateway().target_of(world.submit().id);
    const std::string name{canary};
    const auto head = [&](std::string_view line, std::string_view headers) {
        return std::string{line} + " HTTP/1.1\r\nHost: " + name + "\r\n" + std::string{headers} + "\r\n";
    };
    const std::pair<std::string, int> refused[] = {
        {world.post("/", "{}"), 404},
        {world.post("/healthz", name), 404},
        {world.post("/in/" + name, "{}"), 404},
        {world.post(target + name, "{}"), 404},
        {world.post(target.substr(0, target.size() - 1), "{}"), 404},
        {world.post("/" + name + "?" + target.substr(1), "{}"), 404},
        {world.post("*", "{}"), 404},
        {head("GET /healthz", ""), 404},
        {head("GET " + target, ""), 405},
        {head("PUT " + target, "Content-Length: 2\r\n") + "{}", 405},
        {head("post " + target, "Content-Length: 2\r\n") + "{}", 405},
        {head(name + " " + target, "Content-Length: 2\r\n") + "{}", 405},
        {head("CONNECT " + name + ":443", ""), 404},
        {head("POST " + target, ""), 411},
        {head("POST " + target, "Content-Length: 262145\r\n"), 413},
        {head("POST " + target, "Content-Length: 99999999999999999999\r\n"), 400},
        {head("POST " + target, "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"), 400},
        {head("POST " + target, "Transfer-Encoding: " + name + "\r\n"), 400},
        {head("POST " + target, "Transfer-Encoding: " + name + ", chunked\r\n"), 400},
        {head("POST " + target, "Transfer-Encoding: chunked\r\n") + "-" + name, 400},
        {head("POST " + target, "Content-Length: 2\r\nExpect: " + name + "\r\n"), 417},
        {head("POST " + target, name + ": " + std::string(9'000, 'x') + "\r\n"), 431},
        {head("POST " + target, std::string(100'000, 'a')), 431},
        {"GET /" + std::string(20'000, 'a'), 431},
        {name + "\r\n\r\n", 400},
        {name + "\n\n", 400},
        {"POST " + target + " HTTP/2.0\r\n\r\n", 400},
        {"POST " + target + " HTTP/1.1\r\n\r\n", 400},
        {head("POST " + target, name + "\0: x\r\n"s), 400},
        {"\x16\x03\x01\x02"s, 400},
        {world.post(target, name), 400},
        {world.post(target, R"({"code":200,"data":{"taskId":"cAnArY","state":"success"}})"), 409},
    };
    for (const auto& [bytes, status] : refused) {
        raw_client sender{world.port()};
        const auto answer = sender.ask(bytes);
        BOOST_TEST(answer.status == status, bytes.substr(0, 200) << " -> " << answer.head);
        BOOST_TEST(answer.head.find(canary) == answer.head.npos);
        BOOST_TEST(answer.body.find(canary) == answer.body.npos);
    }
    raw_client asks_for_head{world.port()};
    asks_for_head.send(head("HEAD " + target, ""));
    const auto without_body = asks_for_head.read(false);
    BOOST_TEST(without_body.status == 405);
    BOOST_TEST(asks_for_head.is_ended_within(), "an answer to HEAD has no body");
}

BOOST_AUTO_TEST_CASE(what_is_not_read_does_not_destroy_the_answer) {
    webhook_world world;
    for (const std::size_t size : {300'000UL, 900'000UL}) {
        raw_client sender{world.port()};
        BOOST_TEST(sender.send(world.post("/in/unknown", std::string(size, 'x'))), "it is not reset");
        BOOST_TEST(sender.read().status == 404);
    }
}

// ---- slow clients

/// Servers that give one kind of slow client little time, and others more than a test has.
static options with_short_head() { return {.head_limit = 200ms, .request_limit = 5min, .idle_limit = 5min}; }
static options with_short_request() { return {.head_limit = 5min, .request_limit = 400ms, .idle_limit = 5min}; }
static options with_short_idle() { return {.head_limit = 5min, .request_limit = 5min, .idle_limit = 100ms}; }

BOOST_AUTO_TEST_CASE(slow_clients_are_closed) {
    webhook_world world{with_short_head()};
    const auto request = world.callback_for(world.submit());
    const std::string_view whole = request;
    const auto head = whole.substr(0, whole.find("\r\n\r\n") + 4);
    for (const auto piece : {std::string_view{}, whole.substr(0, 1), std::string_view{"\r\n"}, std::string_view{"\r"},
                             head.substr(0, head.size() - 1)}) {
        raw_client slow{world.port()};
        slow.send(piece);
        BOOST_TEST(slow.is_ended_within(), piece);
    }
    webhook_world other{with_short_request()};
    const auto another = other.callback_for(other.submit());
    for (const auto size : {another.find("\r\n\r\n") + 4, another.size() - 1}) {
        raw_client slow{other.port()};
        slow.send(another.substr(0, size));
        BOOST_TEST(slow.is_ended_within(), size);
    }
}

/// Sends byte after byte until the connection ends, and gives how long that took.
static steady::duration drip(const webhook_world& world, std::string_view at_once, std::string_view bytes) {
    const auto begin = steady::now();
    raw_client slow{world.port()};
    slow.send(at_once);
    for (const char each : bytes) {
        slow.send({&each, 1});
        if (slow.is_ended_within(10ms)) return steady::now() - begin;
    }
    return steady::duration::max();
}

BOOST_AUTO_TEST_CASE(slow_drips_are_closed) {
    const std::string endless(4'000, 'x');
    std::string blanks;
    while (blanks.size() != endless.size()) blanks += "\r\n";
    webhook_world world{with_short_head()};
    BOOST_TEST((drip(world, "POST /", endless) < 20s), "the head");
    BOOST_TEST((drip(world, "", blanks) < 20s), "empty lines before the head");

    webhook_world other{with_short_request()};
    const auto large = other.post(other.gateway().target_of(other.submit().id), endless);
    BOOST_TEST((drip(other, large.substr(0, large.size() - endless.size()), endless) < 20s), "the body");
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed) {
    webhook_world world{with_short_idle()};
    const auto request = world.callback_for(world.submit());
    raw_client gateway{world.port()};
    BOOST_TEST(gateway.ask(request).status == 200);
    BOOST_TEST(gateway.is_ended_within());
}

BOOST_AUTO_TEST_CASE(slow_clients_do_not_lock_out_good_ones) {
    webhook_world world{options{.max_connections = 20}};
    const auto request = world.callback_for(world.submit());
    std::deque<raw_client> slow;
    for (int i = 0; i != 50; ++i) {
        slow.emplace_back(world.port()).send(i % 2 == 0 ? "POST /in" : "");
        if (i % 5 == 0) {
            raw_client good{world.port()};
            BOOST_TEST(good.ask(request).status == 200);
        }
    }
    for (int i = 0; i != 30; ++i) BOOST_TEST(slow[static_cast<std::size_t>(i)].is_ended_within(3s), i);
}

BOOST_AUTO_TEST_CASE(whoever_has_sent_a_whole_request_stays_longest) {
    // One thread: with two, a client can read its answer before the connection is known to have sent it.
    webhook_world world{options{.max_connections = 3}, 1};
    const auto request = world.callback_for(world.submit());
    raw_client one{world.port()}, other{world.port()};
    BOOST_TEST(one.ask(request).status == 200);
    BOOST_TEST(other.ask(request).status == 200);
    std::deque<raw_client> slow;
    for (int i = 0; i != 5; ++i) slow.emplace_back(world.port()).send("POST");
    for (int i = 0; i != 4; ++i) BOOST_TEST(slow[static_cast<std::size_t>(i)].is_ended_within(3s), i);
    BOOST_TEST(one.ask(request).status == 200);
    BOOST_TEST(other.ask(request).status == 200);

    raw_client third{world.port()};
    BOOST_TEST(third.ask(request).status == 200);
    raw_client fourth{world.port()};
    BOOST_TEST(fourth.ask(request).status == 200);
    BOOST_TEST(one.is_ended_within(3s), "of those the oldest goes");
    BOOST_TEST(other.ask(request).status == 200);
}

namespace {

/// While it lives, this process can open no file until it has closed one.
class no_more_files {
  public:
    no_more_files() {
        for (auto& each : in_gaps_) each = ::dup(0);
        const auto next = ::dup(0);
        ::close(next);
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit now{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    no_more_files(const no_more_files&) = delete;
    no_more_files& operator=(const no_more_files&) = delete;
    ~no_more_files() {
        ::setrlimit(RLIMIT_NOFILE, &before_);
        for (const auto each : in_gaps_) ::close(each);
    }

  private:
    std::array<int, 64> in_gaps_{};
    rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(without_file_descriptors_the_oldest_makes_room) {
    webhook_world world;
    const auto request = world.callback_for(world.submit());
    raw_client slow{world.port()}, good{world.port()}, late;
    slow.send("POST");
    BOOST_TEST(good.ask(request).status == 200);
    {
        const no_more_files until_the_end;
        late.connect(world.port());
        BOOST_TEST(slow.is_ended_within(3s));
        BOOST_TEST(late.ask(request).status == 200);
    }
    BOOST_TEST(raw_client{world.port()}.ask(request).status == 200);
}

BOOST_AUTO_TEST_CASE(fifty_slow_ones_beside_good_ones) {
    webhook_world world{options{.head_limit = 1s, .request_limit = 2s}};
    const auto request = world.callback_for(world.submit());
    const auto begin = steady::now();
    std::deque<raw_client> slow;
    for (int i = 0; i != 50; ++i) slow.emplace_back(world.port()).send("POST /in/");
    int good = 0;
    for (int i = 0; i != 100; ++i) {
        raw_client gateway{world.port()};
        good += gateway.ask(request).status == 200 ? 1 : 0;
    }
    BOOST_TEST(good == 100);
    for (auto& each : slow) BOOST_TEST(each.is_ended_within());
    BOOST_TEST((steady::now() - begin < 10s));
}

// ---- threads, and the end

BOOST_AUTO_TEST_CASE(a_thread_that_is_blocked_delays_nobody) {
    webhook_world world;
    const auto request = world.callback_for(world.submit());
    std::promise<void> blocked, go_on;
    asio::post(world.context(), [&] {
        blocked.set_value();
        go_on.get_future().wait();
    });
    blocked.get_future().wait();
    for (int i = 0; i != 20; ++i) {
        raw_client gateway{world.port()};
        BOOST_TEST(gateway.ask(request).status == 200);
    }
    go_on.set_value();
}

BOOST_AUTO_TEST_CASE(what_is_closed_listens_no_more) {
    webhook_world world;
    const auto port = world.port();
    const auto request = world.callback_for(world.submit());
    raw_client silent{port}, idle{port}, half{port};
    BOOST_TEST(idle.ask(request).status == 200);
    half.send(request.substr(0, 100));
    world.server().close();
    world.server().close();
    BOOST_CHECK_THROW(raw_client{port}, boost::system::system_error);
    for (auto* const each : {&silent, &idle, &half}) BOOST_TEST(each->is_ended_within(4s));
    const seedance::webhook_server again{world.context(), world.receiver(), {.port = port}};
    BOOST_TEST(again.port() == port);
    raw_client gateway{port};
    BOOST_TEST(gateway.ask(request).status == 200);
}

BOOST_AUTO_TEST_CASE(a_server_may_go_in_the_middle_of_everything) {
    for (int round = 0; round != 20; ++round) {
        webhook_world world{{}, 4};
        const auto port = world.port();
        const auto request = world.callback_for(world.submit());
        std::atomic<int> answered{0};
        std::vector<std::thread> gateways;
        for (int i = 0; i != 4; ++i)
            gateways.emplace_back([&] {
                boost::system::error_code refused;
                while (!refused) try {
                        raw_client gateway{port};
                        while (gateway.ask(request).status == 200) ++answered;
                    } catch (const boost::system::system_error& error) {
                        refused = error.code();
                    }
            });
        while (answered < 20) std::this_thread::yield();
        world.destroy_server();
        for (auto& each : gateways) each.join();
    }
}

namespace {

/// A journal that does not answer `find_handle` while it is held.
class held_journal final : public journal_before<held_journal> {
  public:
    std::optional<seedance::intent> find_handle(const std::string& handle) override {
        asked_.set_value();
        go_on_.get_future().wait();
        return inner_.find_handle(handle);
    }
    seedance::journal& inner_journal() { return inner_; }

    void wait_until_asked() { asked_.get_future().wait(); }
    void go_on() { go_on_.set_value(); }
    bool was_asked() { return asked_.get_future().wait_for(0s) == std::future_status::ready; }

  private:
    seedance::memory_journal inner_;
    std::promise<void> asked_, go_on_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_server_does_not_wait_for_a_journal_that_is_stuck) {
    const auto journal = std::make_shared<held_journal>();
    webhook_world world{{}, 2, journal};
    raw_client gateway{world.port()};
    gateway.send(world.callback_for(world.submit()));
    journal->wait_until_asked();
    world.server().close();
    BOOST_TEST(gateway.is_ended_within(4s), "long before the receiver's own limit");
    journal->go_on();
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_an_answer_is_given_up_for_nobody) {
    const auto journal = std::make_shared<held_journal>();
    webhook_world world{{.max_connections = 1}, 2, journal};
    raw_client gateway{world.port()};
    gateway.send(world.callback_for(world.submit()));
    journal->wait_until_asked();
    BOOST_TEST(raw_client{world.port()}.is_ended_within(3s));
    journal->go_on();
    BOOST_TEST(gateway.read().status == 200);
}

BOOST_AUTO_TEST_CASE(a_closed_gate_lets_nobody_through) {
    const auto journal = std::make_shared<held_journal>();
    journal->go_on();
    webhook_world world{{}, 2, journal};
    const auto target = world.gateway().target_of(world.submit().id);
    const seedance::webhook_request head{.method = "POST", .target = target, .headers = {{"Content-Length", "2"}}};
    seedance::detail::receiver_gate gate{world.receiver()};
    BOOST_TEST(!gate.refuse(head));
    gate.close();
    const auto refusal = gate.refuse(head);
    BOOST_TEST_REQUIRE(refusal.has_value());
    BOOST_TEST(refusal->status == 503);
    std::promise<int> status;
    const auto tell = [&](seedance::error_code, seedance::webhook_reply reply) { status.set_value(reply.status); };
    gate.take(head, asio::bind_executor(world.context(), tell));
    BOOST_TEST(status.get_future().get() == 503);
    BOOST_TEST(!journal->was_asked());
}

BOOST_AUTO_TEST_CASE(a_context_that_goes_first_takes_its_connections_along) {
    auto context = std::make_unique<asio::io_context>();
    auto gateway = std::make_shared<calling_gateway>(context->get_executor());
    auto client = std::make_unique<seedance::client>(context->get_executor(), gateway);
    seedance::webhook_receiver receiver{*client};
    auto server = std::make_unique<seedance::webhook_server>(*context, receiver);
    raw_client silent{server->port()};
    context->run_one();
    server.reset();
    client.reset();
    gateway.reset();
    context.reset();
    BOOST_TEST(silent.is_ended_within(4s));
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_had) {
    webhook_world world;
    const auto make = [&](const options& how) {
        const seedance::webhook_server made{world.context(), world.receiver(), how};
    };
    BOOST_CHECK_THROW(make({.port = world.port()}), boost::system::system_error);
    BOOST_CHECK_THROW(make({.address = "nowhere"}), boost::system::system_error);
    BOOST_CHECK_THROW(make({.address = ""}), boost::system::system_error);
    BOOST_CHECK_THROW(make({.address = "192.0.2.1"}), boost::system::system_error);
    BOOST_CHECK_NO_THROW(make({.max_connections = 0}));
}

BOOST_AUTO_TEST_SUITE_END()
