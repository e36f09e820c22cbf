// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The HTTP server over real sockets on loopback: bodies, files, streams of events, and its end. What it refuses and
// whom it gives up is in webhook_server_test.cpp: both are the same server.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <seedance/server/http_server.hpp>

#include "printing.hpp"
#include "temporary_folder.hpp"
#include "webhook_fixture.hpp"

BOOST_AUTO_TEST_SUITE(http_server)

using namespace test;
using namespace std::string_literals;

namespace {

using seedance::server_answer;
using seedance::server_request;
using options = seedance::http_server_options;

std::string get(std::string_view target, std::string_view headers = {}, std::string_view method = "GET") {
    return std::string{method} + ' ' + std::string{target} + " HTTP/1.1\r\nHost: h\r\n" + std::string{headers} + "\r\n";
}

/// Answers by the target, and remembers what was answered.
class answers final : public seedance::http_handler {
  public:
    std::optional<server_answer> refuse(const server_request& head) override {
        if (head.target == "/secret") return server_answer{.status = 401, .body = "no"};
        return std::nullopt;
    }

    asio::awaitable<server_answer> answer(server_request& request) override {
        if (request.target == "/throws") throw std::runtime_error{"a fault"};
        if (request.target == "/empty") co_return server_answer{.status = 204};
        if (request.target.starts_with("/file"))
            co_return server_answer{.headers = {{"Content-Type", "video/mp4"}},
                                    .body = seedance::served_file{folder.path(request.target.substr(1)), "v1", place}};
        if (request.target == "/events")
            co_return server_answer{.headers = {{"Content-Type", "text/event-stream"}}, .body = state()};
        if (request.target == "/large") co_return server_answer{.body = std::string(10'000'000, 'x')};
        if (request.target == "/waits") co_await wait();
        co_return server_answer{.body = request.method + ' ' + request.body};
    }

    void answered(const server_request& request, int status, std::chrono::nanoseconds took) noexcept override {
        const std::lock_guard lock{mutex_};
        noted_ += request.target + ' ' + std::to_string(status) + (took.count() >= 0 ? "; " : " ?; ");
    }

    std::string noted() {
        const std::lock_guard lock{mutex_};
        return noted_;
    }

    void show(std::string data, bool is_last = false) {
        const std::lock_guard lock{mutex_};
        shown_ = {.data = std::move(data), .is_last = is_last};
    }

    temporary_folder folder;
    std::shared_ptr<int> place = std::make_shared<int>();
    std::promise<void> asked, go_on;
    std::atomic<int> looks{0};

  private:
    seedance::event_source state() {
        return [this]() -> asio::awaitable<seedance::shown_state> {
            ++looks;
            const std::lock_guard lock{mutex_};
            co_return shown_;
        };
    }

    asio::awaitable<void> wait() {
        asked.set_value();
        go_on.get_future().wait();  // it blocks a thread; there are more
        co_return;
    }

    std::mutex mutex_;
    std::string noted_;
    seedance::shown_state shown_{.data = "first"};
};

/// A server on two threads.
class world {
  public:
    explicit world(options chosen = {}) : server_{std::in_place, context_, handler_, quick(std::move(chosen))} {
        while (threads_.size() != 2) threads_.emplace_back([this] { context_.run(); });
    }
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    /// Waits until the threads have nothing to do: what is closed must not keep them.
    ~world() {
        server_.reset();
        work_.reset();
        for (auto& each : threads_) each.join();
    }

    raw_answer ask(std::string_view bytes) {
        raw_client client{server_->port()};
        return client.ask(bytes);
    }

    std::string file(const std::string& name, std::string_view content) {
        std::ofstream{handler_->folder.path(name), std::ios::binary} << content;
        return '/' + name;
    }

    answers& handler() { return *handler_; }
    seedance::http_server& server() { return *server_; }
    std::uint16_t port() const { return server_->port(); }
    asio::io_context& context() { return context_; }

  private:
    static options quick(options chosen) {
        chosen.event_interval = 1ms;
        return chosen;
    }

    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::shared_ptr<answers> handler_ = std::make_shared<answers>();
    std::optional<seedance::http_server> server_;
    std::vector<std::thread> threads_;
};

}  // namespace

// ---- bodies

BOOST_AUTO_TEST_CASE(bodies) {
    world here{{.headers = {{"X-Policy", "strict"}}}};
    raw_client client{here.port()};
    auto answer = client.ask(get("/a"));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body == "GET ");
    BOOST_TEST(answer.has("X-Policy: strict"));
    answer = client.ask("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
    BOOST_TEST(answer.body == "POST hi");
    answer = client.ask(get("/empty"));
    BOOST_TEST(answer.status == 204);
    BOOST_TEST(!answer.has("Content-Length: 0"), "RFC 9110, 8.6");
    answer = client.ask(get("/throws"));
    BOOST_TEST(answer.status == 500);
    BOOST_TEST(answer.body == R"({"error":"fault","message":"the server has a fault"})");
    BOOST_TEST(client.ask(get("/a")).status == 200, "and the connection goes on");
    answer = client.ask(get("/secret"));
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.has("X-Policy: strict"));
    BOOST_TEST(answer.has("Connection: close"));
    BOOST_TEST(here.handler().noted() == "/a 200; /b 200; /empty 204; /throws 500; /a 200; /secret 401; ");
}

BOOST_AUTO_TEST_CASE(limits_are_options) {
    world here{{.max_head = 200, .max_body = 3}};
    const auto post = [](std::string_view body) {
        return "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string{body};
    };
    raw_client client{here.port()};
    BOOST_TEST(client.ask(post("abc")).status == 200);
    BOOST_TEST(client.ask(post("abc")).status == 200, "and the next has the same");
    BOOST_TEST(client.ask(post("abcd")).status == 413);
    BOOST_TEST(here.ask(get("/a", "X: " + std::string(200, 'x') + "\r\n")).status == 431);
}

BOOST_AUTO_TEST_CASE(who_does_not_read_is_dropped) {
    world here{{.idle_limit = 200ms}};
    raw_client slow;
    slow.keep_unread(64 * 1024);
    slow.connect(here.port());
    slow.send(get("/large"));
    while (here.server().load().answers == 0) std::this_thread::yield();
    while (here.server().load().connections != 0) std::this_thread::yield();
    BOOST_TEST(slow.read().body.size() < 10'000'000U);
}

// ---- files

BOOST_AUTO_TEST_CASE(files_and_parts_of_them) {
    world here;
    std::string content;
    for (int i = 0; i != 300'000; ++i) content += static_cast<char>(i % 251);
    const auto target = here.file("file", content);
    raw_client client{here.port()};
    auto answer = client.ask(get(target));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body == content);
    for (const auto* const line : {"Content-Type: video/mp4", "ETag: \"v1\"", "Accept-Ranges: bytes"})
        BOOST_TEST(answer.has(line), line);
    answer = client.ask(get(target, "Range: bytes=70000-299998\r\n"));
    BOOST_TEST(answer.status == 206);
    BOOST_TEST(answer.has("Content-Range: bytes 70000-299998/300000"));
    BOOST_TEST(answer.body == content.substr(70'000, 229'999));
    answer = client.ask(get(target, "Range: bytes=300000-\r\n"));
    BOOST_TEST(answer.status == 416);
    BOOST_TEST(answer.body.empty());
    client.send(get(target, "", "HEAD"));
    answer = client.read(false);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.has("Content-Length: 300000"));
    for (const auto* const asked :
         {"Range: bytes=0-9\r\nIf-Range: \"v0\"\r\n", "Range: bytes=0-9\r\n", "Range: bytes=300000-\r\n"}) {
        client.send(get(target, asked, "HEAD"));
        answer = client.read(false);
        BOOST_TEST(answer.status == 200, asked);
        BOOST_TEST(answer.has("Content-Length: 300000"));
    }
    answer = client.ask(get(target, "If-None-Match: \"v1\"\r\n"));
    BOOST_TEST(answer.status == 304);
    BOOST_TEST(client.ask(get(here.file("file-empty", ""))).status == 200);
    BOOST_TEST(client.ask(get("/a")).body == "GET ", "the connection goes on after all of them");
}

BOOST_AUTO_TEST_CASE(files_that_are_not_there) {
    world here;
    std::filesystem::create_directory(here.handler().folder.path("file-folder"));
    for (const auto* const target : {"/file", "/file-folder", "/file-x/y"}) {
        const auto answer = here.ask(get(target));
        BOOST_TEST(answer.status == 404, target);
        BOOST_TEST(answer.body == R"({"error":"no_file","message":"there is no such file"})");
        BOOST_TEST(!answer.has("ETag: \"v1\""));
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_opened_may_be_there_all_the_same) {
    world here;
    const auto target = here.handler().folder.path("file-loop");
    std::filesystem::create_symlink(target, target);  // ELOOP; EMFILE and EIO are not so easily had
    const auto answer = here.ask(get("/file-loop"));
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.body == R"({"error":"busy","message":"the server cannot do this now: ask again"})");
}

BOOST_AUTO_TEST_CASE(what_a_file_holds_is_let_go_when_it_is_sent_or_its_reader_has_gone) {
    world here{{.idle_limit = 10s}};
    auto& place = here.handler().place;
    const auto is_free = [&place] {
        for (int i = 0; i != 2'000 && place.use_count() != 1; ++i) std::this_thread::sleep_for(1ms);
        return place.use_count() == 1;
    };
    raw_client client{here.port()};
    BOOST_TEST(client.ask(get(here.file("file", "content"))).body == "content");
    BOOST_TEST(is_free(), "while the connection waits for more");
    raw_client slow;
    slow.keep_unread(64 * 1024);
    slow.connect(here.port());
    slow.send(get(here.file("file-large", std::string(20'000'000, 'x'))));
    while (here.server().load().answers != 2) std::this_thread::yield();
    BOOST_TEST(place.use_count() == 2);
    slow.reset();
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_stuck_delays_only_who_reads_it) {
    world here;
    const auto path = here.handler().folder.path("file-fifo");
    BOOST_TEST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);  // opening it waits until somebody writes to it
    std::vector<raw_client> stuck(3);                       // one more than the server has threads
    for (auto& each : stuck) {
        each.connect(here.port());
        each.send(get("/file-fifo"));
    }
    for (int i = 0; i != 20; ++i) BOOST_TEST(here.ask(get("/a")).status == 200);
    std::atomic<bool> ends{false};
    std::thread writer{[&] {
        while (!ends) {
            const int opened = ::open(path.c_str(), O_WRONLY | O_NONBLOCK);
            if (opened >= 0) ::close(opened);
            std::this_thread::yield();
        }
    }};
    for (auto& each : stuck) BOOST_TEST(each.read().status == 404, "what cannot be read from any place is no file");
    ends = true;
    writer.join();
}

// ---- events

BOOST_AUTO_TEST_CASE(events_show_what_has_changed) {
    world here;
    raw_client reader{here.port()};
    reader.send(get("/events"));
    auto answer = reader.read();
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.has("Content-Type: text/event-stream"));
    BOOST_TEST(answer.has("Connection: close"));
    BOOST_TEST(reader.read_bytes(13) == "data: first\n\n");
    BOOST_TEST(here.server().load().streams == 1U);
    const int looks = here.handler().looks;
    while (here.handler().looks < looks + 3) std::this_thread::yield();
    here.handler().show("second\nline");
    BOOST_TEST(reader.read_bytes(25) == "data: second\ndata: line\n\n", "and nothing between them");
    here.handler().show("end", true);
    BOOST_TEST(reader.read_bytes(11) == "data: end\n\n");
    BOOST_TEST(reader.is_ended_within());
    raw_client head{here.port()};
    head.send(get("/events", "", "HEAD"));
    BOOST_TEST(head.read(false).status == 200);
    BOOST_TEST(head.is_ended_within());
}

BOOST_AUTO_TEST_CASE(a_quiet_stream_shows_that_it_lives) {
    world here{{.event_silence = 20ms}};
    raw_client reader{here.port()};
    reader.send(get("/events"));
    reader.read();
    BOOST_TEST(reader.read_bytes(19) == "data: first\n\n:\n\n:\n\n");
}

BOOST_AUTO_TEST_CASE(who_leaves_a_quiet_stream_gives_its_place_free) {
    world here{{.event_silence = 1h}};
    {
        raw_client reader{here.port()};
        reader.send(get("/events"));
        reader.read();
        BOOST_TEST(reader.read_bytes(13) == "data: first\n\n");
        BOOST_TEST(here.server().load().streams == 1U);
    }  // nothing is left unread: the server hears of an end, and of no reset
    while (here.server().load().streams != 0) std::this_thread::yield();
    BOOST_TEST(here.server().load().streams == 0U);
}

BOOST_AUTO_TEST_CASE(streams_have_a_number) {
    world here{{.max_streams = 2}};
    std::vector<raw_client> readers(3);
    std::vector<int> seen;
    for (auto& each : readers) {
        each.connect(here.port());
        each.send(get("/events"));
        seen.push_back(each.read().status);
    }
    BOOST_TEST(seen == (std::vector{200, 200, 503}));
    readers.front().reset();
    int status = 503;
    while (status == 503) {
        here.handler().show("news for who has gone " + std::to_string(here.handler().looks));
        raw_client again{here.port()};
        again.send(get("/events"));
        status = again.read().status;
    }
    BOOST_TEST(status == 200, "a place is free again");
}

// ---- the end

BOOST_AUTO_TEST_CASE(what_is_under_way_is_answered_when_the_server_drains) {
    world here;
    raw_client idle{here.port()}, reader{here.port()}, busy{here.port()};
    BOOST_TEST(idle.ask(get("/a")).status == 200);
    reader.send(get("/events"));
    reader.read();
    busy.send(get("/waits"));
    here.handler().asked.get_future().wait();
    here.server().drain();
    BOOST_CHECK_THROW(raw_client{here.port()}, boost::system::system_error);
    BOOST_TEST(idle.is_ended_within());
    reader.read_bytes(13);
    BOOST_TEST(reader.is_ended_within());
    here.handler().go_on.set_value();
    const auto answer = busy.read();
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.has("Connection: close"));
    BOOST_TEST(busy.is_ended_within());
}

BOOST_AUTO_TEST_CASE(a_connection_ends_after_what_was_half_sent_when_the_server_drained) {
    world here{{.idle_limit = 5min}};
    const auto target = here.file("file", std::string(5'000'000, 'x'));
    raw_client slow;
    slow.keep_unread(64 * 1024);
    slow.connect(here.port());
    slow.send(get(target));
    BOOST_TEST(slow.read_bytes(1) == "H");
    here.server().drain();
    BOOST_TEST(slow.read().body.size() == 5'000'000u);
    BOOST_TEST(slow.is_ended_within());
}

BOOST_AUTO_TEST_CASE(a_server_closes_in_the_middle_of_files_and_streams) {
    for (int round = 0; round != 10; ++round) {
        world here;
        const auto target = here.file("file", std::string(5'000'000, 'x'));
        std::vector<raw_client> clients(8);
        for (std::size_t i = 0; i != clients.size(); ++i) {
            clients[i].connect(here.port());
            clients[i].send(get(i % 2 == 0 ? target : "/events"));
        }
        clients.front().read_bytes(100'000);
        here.server().close();
        here.server().close();
        for (auto& each : clients)
            while (!each.read_bytes(1'000'000).empty()) {
            }
    }
}

BOOST_AUTO_TEST_SUITE_END()
