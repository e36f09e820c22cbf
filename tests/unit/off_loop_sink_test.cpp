// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/off_loop_sink.hpp>

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/core/error.hpp>
#include <seedance/testing/scripted_transport.hpp>

#include "checks.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(off_loop_sinks)

namespace {

using namespace seedance;
using detail::off_loop_sink;

/// A sink whose worker waits when the test says so.
struct sink_fixture : test::temporary_folder {
    sink_fixture() {
        sink->run([](detail::file_sink& file, const error_code&) {
            http_request request;
            file.prepare(request);
        });
    }

    /// Keeps the worker busy until `go_on`.
    void hold() {
        opened = {};
        sink->run([wait = opened.get_future().share()](auto&, const auto&) { wait.wait(); });
    }
    void go_on() { opened.set_value(); }

    void finish() {
        while (!worker->is_idle()) std::this_thread::yield();
    }

    error_code problem() {
        error_code found;
        sink->run([&](auto&, const error_code& problem) { found = problem; });
        finish();
        return found;
    }

    std::promise<void> opened{};
    std::shared_ptr<detail::file_worker> worker = std::make_shared<detail::file_worker>();
    std::shared_ptr<off_loop_sink> sink =
        std::make_shared<off_loop_sink>(worker, path("video.mp4"), std::uint64_t{100} << 20, [](auto, auto) {});
};

const auto head = testing::reply_with(200, "");

}  // namespace

BOOST_FIXTURE_TEST_CASE(bytes_arrive_in_order, sink_fixture) {
    BOOST_TEST(!sink->begin(head));
    std::string all;
    for (int i = 0; i != 3000; ++i) {
        const auto piece = std::to_string(i) + std::string(static_cast<std::size_t>(i % 50), 'x');
        all += piece;
        BOOST_TEST_REQUIRE(!sink->write(piece));
    }
    error_code ended;
    sink->run([&](detail::file_sink& file, const error_code&) {
        ended = file.end();
        if (!ended) ended = file.commit();
    });
    finish();
    BOOST_TEST(!ended);
    BOOST_TEST(test::same_bytes(content("video.mp4"), all));
}

BOOST_FIXTURE_TEST_CASE(what_goes_wrong_is_told_with_the_next_bytes_or_to_the_owner, sink_fixture) {
    BOOST_TEST(!sink->begin(testing::reply_with(204, "")));
    finish();
    BOOST_TEST(sink->write("mp4") == errc::result_expired);
    BOOST_TEST(problem() == errc::result_expired);
    BOOST_TEST(!problem(), "it is told once");
    BOOST_TEST(!sink->begin(testing::reply_with(200, "", {{"Content-Length", "5"}})));
    BOOST_TEST(!sink->write("mp4"));
    BOOST_TEST(!sink->write("and more"));
    BOOST_TEST(problem() == errc::integrity);
}

BOOST_FIXTURE_TEST_CASE(it_has_enough_until_half_is_written, sink_fixture) {
    hold();
    BOOST_TEST(!sink->begin(head));
    const std::string piece(128 * 1024, 'x');
    std::size_t given = 0;
    for (; !sink->is_full(); given += piece.size()) BOOST_TEST_REQUIRE(!sink->write(piece));
    BOOST_TEST(given <= std::size_t{1'048'576}, "1 MiB, as the page for production says");
    std::promise<void> called;
    bool is_called = false;
    sink->when_ready([&] {
        is_called = true;
        called.set_value();
    });
    BOOST_TEST(!is_called);
    go_on();
    called.get_future().wait();
    BOOST_TEST(!sink->is_full());
    finish();
    bool at_once = false;
    sink->when_ready([&] { at_once = true; });
    BOOST_TEST(at_once);
}

BOOST_FIXTURE_TEST_CASE(bytes_one_by_one_are_enough_sooner, sink_fixture) {
    hold();
    BOOST_TEST(!sink->begin(head));
    std::size_t given = 0;
    for (; !sink->is_full(); ++given) BOOST_TEST_REQUIRE(!sink->write("x"));
    BOOST_TEST(given < 5'000u, "what a piece costs besides its bytes counts");
    go_on();
    finish();
}

BOOST_FIXTURE_TEST_CASE(one_who_does_not_wait_is_kept_waiting, sink_fixture) {
    hold();
    BOOST_TEST(!sink->begin(head));
    const std::string piece(std::size_t{1} << 20, 'x');
    std::thread transport{[&] {
        for (int i = 0; i != 20; ++i) BOOST_TEST_REQUIRE(!sink->write(piece));
    }};
    go_on();
    transport.join();
    std::uint64_t received = 0;
    sink->run([&](detail::file_sink& file, const error_code&) { received = file.received(); });
    finish();
    BOOST_TEST(received == 20u << 20);
}

BOOST_FIXTURE_TEST_CASE(one_who_does_not_wait_is_not_kept_for_ever, sink_fixture) {
    sink = std::make_shared<detail::off_loop_sink>(
        worker, path("other"), std::uint64_t{1} << 30, [](auto, auto) {}, std::chrono::milliseconds{1});
    hold();
    BOOST_TEST(!sink->begin(head));
    const std::string piece(std::size_t{1} << 20, 'x');
    error_code told;
    for (int i = 0; i != 20 && !told; ++i) told = sink->write(piece);
    BOOST_TEST(told == boost::system::errc::no_buffer_space);
    go_on();
    finish();
}

BOOST_FIXTURE_TEST_CASE(letting_it_go_wakes_whoever_waits_and_leaves_nothing, sink_fixture) {
    BOOST_TEST(!sink->begin(head));
    BOOST_TEST(!sink->write(std::string(1000, 'x')));
    finish();
    BOOST_TEST(files().size() == 1u);
    hold();
    const std::string piece(std::size_t{1} << 20, 'x');
    std::thread transport{[&] {
        for (int i = 0; i != 20; ++i) static_cast<void>(sink->write(piece));
    }};
    while (!sink->is_full()) std::this_thread::yield();
    bool is_called = false;
    sink->when_ready([&] { is_called = true; });
    sink->release();
    transport.join();
    BOOST_TEST(is_called);
    BOOST_TEST(!sink->is_full());
    go_on();
    finish();
    BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(without_its_worker_it_takes_nothing, sink_fixture) {
    BOOST_TEST(!sink->begin(head));
    finish();
    worker->stop();
    BOOST_TEST(sink->write("x") == boost::system::errc::operation_canceled);
    BOOST_TEST(sink->begin(head) == boost::system::errc::operation_canceled);
    BOOST_TEST(!sink->run([](auto&, const auto&) {}));
    sink->release();
    sink.reset();
    BOOST_TEST(files().empty(), "and its last owner leaves nothing");
}

BOOST_AUTO_TEST_SUITE_END()
