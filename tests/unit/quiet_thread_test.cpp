// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/impl/quiet_thread.hpp>

#include <csignal>

#include <pthread.h>
#include <signal.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(quiet_threads)

BOOST_AUTO_TEST_CASE(a_thread_takes_no_signals_and_its_maker_takes_those_it_took) {
    sigset_t before, inside, after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    seedance::detail::started_without_signals([&] { ::pthread_sigmask(SIG_SETMASK, nullptr, &inside); }).join();
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM, SIGUSR1, SIGCHLD}) {
        BOOST_TEST(::sigismember(&inside, signal) == 1);
        BOOST_TEST(::sigismember(&after, signal) == ::sigismember(&before, signal));
    }
}

BOOST_AUTO_TEST_SUITE_END()
