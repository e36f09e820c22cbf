// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// How many polls are under way with one account, and who is next.
#include <cstddef>
#include <new>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/engine/impl/poll_limiter.hpp>

BOOST_AUTO_TEST_SUITE(poll_limiter_)

using seedance::detail::poll_limiter;
using seedance::detail::poll_permit;
using seedance::detail::poll_waiter;

namespace {

struct recording_waiter final : poll_waiter {
    void on_granted(poll_permit granted) override { held = std::move(granted); }

    poll_permit held{};
};

/// A limiter all of whose permits are out.
struct full_room {
    full_room() {
        while (auto granted = limiter.try_acquire()) held.push_back(std::move(*granted));
    }

    poll_limiter limiter{};
    std::vector<poll_permit> held{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_permit_that_comes_back_goes_to_who_waits) {
    full_room r;
    BOOST_TEST(r.held.size() == std::size_t{poll_limiter::permits});
    recording_waiter first, gone, last;
    for (auto* each : {&first, &gone, &last}) r.limiter.enqueue(*each);
    r.limiter.leave_queue(gone);
    BOOST_TEST(r.limiter.queued() == 2U);
    int told = 0;
    r.limiter.on_permit_available = [&told] { ++told; };
    r.held.pop_back();
    r.held.pop_back();
    BOOST_TEST(told == 1, "once for all that came back before it was heard");
    r.limiter.grant();
    BOOST_TEST(static_cast<bool>(first.held));
    BOOST_TEST(!gone.held);
    BOOST_TEST(static_cast<bool>(last.held));
    BOOST_TEST(r.limiter.under_way() == std::size_t{poll_limiter::permits});
}

BOOST_AUTO_TEST_CASE(a_permit_comes_back_though_nobody_can_be_told) {
    full_room r;
    recording_waiter waiter;
    r.limiter.enqueue(waiter);
    int told = 0;
    r.limiter.on_permit_available = [&told] {
        if (++told == 1) throw std::bad_alloc{};
    };
    r.held.pop_back();
    BOOST_TEST(told == 1);
    r.held.pop_back();
    BOOST_TEST(told == 2, "the next that comes back tells");
    r.limiter.grant();
    BOOST_TEST(static_cast<bool>(waiter.held));
}

BOOST_AUTO_TEST_SUITE_END()
