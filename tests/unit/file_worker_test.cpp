// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/file_worker.hpp>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/engine/impl/file_service.hpp>

BOOST_AUTO_TEST_SUITE(file_workers)

namespace {

using seedance::detail::file_worker;

/// A worker that waits in its first job until it is let go, so that what is posted meanwhile is there together.
struct held_worker {
    held_worker() {
        file_worker::queue{worker}.post([opened = opened.get_future().share()] {
            opened.wait();
            return true;
        });
    }

    void finish() {
        opened.set_value();
        while (!worker->is_idle()) std::this_thread::yield();
    }

    auto add(char name, int times_undone = 0) {
        return [this, name, times_undone]() mutable {
            done += name;
            return times_undone-- <= 0;
        };
    }

    std::promise<void> opened{};
    std::string done{};  ///< by the worker
    std::shared_ptr<file_worker> worker = std::make_shared<file_worker>();
    file_worker::queue first{worker}, second{worker};
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_lane_is_in_order_and_lanes_take_turns) {
    held_worker w;
    for (const char name : {'a', 'b', 'c'}) BOOST_TEST(w.first.post(w.add(name)));
    for (const char name : {'1', '2'}) BOOST_TEST(w.second.post(w.add(name)));
    BOOST_TEST(!w.worker->is_idle());
    w.finish();
    BOOST_TEST(w.done == "a1b2c");
}

BOOST_AUTO_TEST_CASE(what_is_not_done_is_done_again_after_the_others_and_before_what_follows) {
    held_worker w;
    w.first.post(w.add('a', 2));
    w.first.post(w.add('b'));
    for (const char name : {'1', '2', '3', '4'}) w.second.post(w.add(name));
    w.finish();
    BOOST_TEST(w.done == "a1a2a3b4");
}

BOOST_AUTO_TEST_CASE(a_lane_that_ends_keeps_its_turn) {
    held_worker w;
    w.first.post(w.add('a'));
    w.first.post(w.add('b'));
    w.second.post(w.add('1'));
    w.second.post(w.add('2'));
    w.first.post_last(w.add('c'));
    w.finish();
    BOOST_TEST(w.done == "abc12");
}

BOOST_AUTO_TEST_CASE(a_lane_that_ends_and_cannot_lets_others_on) {
    held_worker w;
    w.first.post(w.add('a', 1));
    w.first.post_last(w.add('b'));
    w.second.post(w.add('1'));
    w.finish();
    BOOST_TEST(w.done == "a1ab");
}

BOOST_AUTO_TEST_CASE(jobs_may_post_jobs) {
    held_worker w;
    w.first.post([&] {
        w.first.post(w.add('b'));
        w.second.post(w.add('1'));
        w.done += 'a';
        return true;
    });
    w.finish();
    BOOST_TEST(w.done.size() == 3u);
    BOOST_TEST(w.done.front() == 'a');
}

BOOST_AUTO_TEST_CASE(the_end_waits_for_the_job_under_way_and_drops_the_others) {
    held_worker w;
    const auto kept = std::make_shared<int>(0);
    w.first.post([kept] { return ++*kept, true; });
    std::thread end{[&] { w.worker->stop(); }};
    while (w.first.post([] { return true; })) std::this_thread::yield();  // it has begun to end
    w.opened.set_value();
    end.join();
    BOOST_TEST(*kept == 0);
    BOOST_TEST(kept.use_count() == 1, "what a job holds goes with it");
    BOOST_TEST(!w.first.post([] { return true; }));
    w.worker->stop();
}

BOOST_AUTO_TEST_CASE(a_job_that_is_never_done_ends_with_the_worker) {
    auto worker = std::make_shared<file_worker>();
    file_worker::queue{worker}.post([] { return false; });
    worker.reset();
}

BOOST_AUTO_TEST_CASE(a_lane_whose_worker_is_gone_does_nothing) {
    std::optional<file_worker::queue> queue;
    {
        const auto worker = std::make_shared<file_worker>();
        queue.emplace(worker);
    }
    BOOST_TEST(!queue->post([] { return true; }));
}

BOOST_AUTO_TEST_CASE(each_execution_context_has_a_thread_for_files) {
    using seedance::detail::file_service;
    boost::asio::io_context one, other;
    const auto of_one = file_service::of(one.get_executor());
    BOOST_TEST(file_service::of(boost::asio::make_strand(one)) == of_one, "all clients on a context share it");
    BOOST_TEST(file_service::of(other.get_executor()) != of_one);
}

BOOST_AUTO_TEST_CASE(a_child_process_has_no_thread_and_waits_for_none) {
    held_worker w;
    for (const bool is_at_work : {true, false}) {
        if (!is_at_work) w.finish();
        const auto child = ::fork();
        if (child == 0) {
            const bool is_refused = !w.first.post([] { return true; }) && w.worker->is_idle();
            w.worker->stop();
            w.worker.reset();
            ::_exit(is_refused ? 7 : 1);
        }
        int status = 0;
        BOOST_TEST(::waitpid(child, &status, 0) == child);
        BOOST_TEST(WEXITSTATUS(status) == 7);
    }
    BOOST_TEST(w.first.post([] { return true; }), "the parent goes on");
}

BOOST_AUTO_TEST_SUITE_END()
