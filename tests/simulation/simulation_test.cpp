// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Many worlds, each from one seed: orders are placed, queued, waited for, fetched, cancelled and placed again, by
// several processes on one journal, while the network fails, the disk fails, processes die or stand still, clocks are
// set and people err. At any time, what must never happen must not have happened. SEEDANCE_SEEDS=N runs more of them,
// SEEDANCE_FIRST_SEED=S begins elsewhere.
#include "printing.hpp"
#include "temporary_folder.hpp"
#include "world.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include <boost/test/unit_test.hpp>

namespace test {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

BOOST_AUTO_TEST_CASE(no_promise_is_broken_in_any_world) {
    const auto first = from_environment("SEEDANCE_FIRST_SEED", 1);
    const auto seeds = from_environment("SEEDANCE_SEEDS", SEEDANCE_DEFAULT_SEEDS);
    const temporary_folder folder;
    const auto start = std::chrono::steady_clock::now();
    long stale = 0, moves = 0;
    for (auto seed = first; seed < first + seeds; ++seed) {
        world w{seed, folder.root.string()};
        w.run();
        stale += w.stale();
        moves += w.moves();
        const auto broken = w.broken_promise();
        BOOST_TEST_REQUIRE(broken.empty(), "seed " << seed << ": " << broken);
    }
    const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::cout << seeds << " seeds, " << static_cast<int>(static_cast<double>(seeds) / took)
              << " a second, 0 promises broken, " << stale << " stale opinions refused, " << moves
              << " times the next leg of a route was tried\n";
    BOOST_TEST(moves * 20 > static_cast<long>(seeds));
}

/// Worlds beyond those that every run has, each of which has shown a fault once.
BOOST_AUTO_TEST_CASE(no_promise_is_broken_again) {
    const temporary_folder folder;
    constexpr std::uint64_t once_broken[] = {9'006'071, 31'003'712, 32'009'206, 1'796'063'592'850, 1'796'064'045'601};
    for (const auto seed : once_broken) {
        world w{seed, folder.root.string()};
        w.run();
        BOOST_TEST(w.broken_promise() == "", "seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(one_seed_is_one_run) {
    const temporary_folder folder;
    for (std::uint64_t seed = 1; seed < 50; ++seed) {
        world first{seed, folder.root.string()}, second{seed, folder.root.string()};
        first.run();
        second.run();
        BOOST_TEST_REQUIRE(first.trace() == second.trace());
    }
}

}  // namespace
}  // namespace test
