// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/transport/impl/exchange_slots.hpp>

#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(exchange_slots_suite)

namespace {

using seedance::detail::exchange_slots;

}  // namespace

BOOST_AUTO_TEST_CASE(who_has_waited_the_longest_is_next) {
    const auto slots = std::make_shared<exchange_slots>(1);
    std::vector<int> order;
    exchange_slots::ticket first = 0, second = 0;
    auto held = slots->try_take("a");
    BOOST_TEST_REQUIRE(!!held);
    BOOST_TEST(!slots->try_take("a"));
    BOOST_TEST(!slots->take_or_wait("a", [&](auto) { order.push_back(1); }, first));
    BOOST_TEST(!slots->take_or_wait("a", [&](auto) { order.push_back(2); }, second));
    held.reset();  // each of them gives it back at once
    BOOST_TEST(order == (std::vector<int>{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(!!slots->try_take("a"));
}

BOOST_AUTO_TEST_CASE(who_leaves_is_forgotten_at_once) {
    const auto slots = std::make_shared<exchange_slots>(1);
    exchange_slots::ticket own = 0;
    auto held = slots->try_take("a");
    const auto token = std::make_shared<int>(0);
    slots->take_or_wait("a", [token](auto) { BOOST_ERROR("it has left"); }, own);
    BOOST_TEST(token.use_count() == 2);
    slots->leave(own);
    BOOST_TEST(token.use_count() == 1);
    held.reset();
    BOOST_TEST(!!slots->try_take("a"));
}

BOOST_AUTO_TEST_CASE(an_origin_that_keeps_its_slots_holds_up_no_other) {
    const auto slots = std::make_shared<exchange_slots>(2);
    std::vector<exchange_slots::slot> silent, others;
    for (int i = 0; i != 2; ++i) silent.push_back(slots->try_take("silent"));
    std::vector<std::string> order;
    const auto wait = [&](const std::string& origin) {
        exchange_slots::ticket own = 0;
        auto now = slots->take_or_wait(
            origin, [&, origin](auto taken) { order.push_back(origin), others.push_back(std::move(taken)); }, own);
        if (now) others.push_back(std::move(now));
        return own == 0;
    };
    BOOST_TEST(!wait("silent"));
    for (int i = 0; i != 2; ++i) BOOST_TEST(wait("other"));
    BOOST_TEST(!wait("other"));
    auto ended = std::move(others.front());
    ended.reset();
    BOOST_TEST(order == std::vector<std::string>{"other"}, boost::test_tools::per_element());
    silent.pop_back();
    BOOST_TEST(order.back() == "silent");
}

BOOST_AUTO_TEST_CASE(all_origins_together_have_four_times_as_many) {
    const auto slots = std::make_shared<exchange_slots>(2);
    std::vector<exchange_slots::slot> held;
    for (int i = 0; i != 100; ++i)
        if (auto one = slots->try_take("host" + std::to_string(i))) held.push_back(std::move(one));
    BOOST_TEST(held.size() == 8u);
    std::vector<std::string> order;
    for (const std::string origin : {"host0", "new"}) {
        exchange_slots::ticket own = 0;
        BOOST_TEST(!slots->take_or_wait(origin, [&, origin](auto) { order.push_back(origin); }, own));
    }
    held.pop_back();
    BOOST_TEST(order == (std::vector<std::string>{"host0", "new"}), boost::test_tools::per_element());
    held.clear();
    BOOST_TEST(!!slots->try_take("new"));
}

BOOST_AUTO_TEST_CASE(none_is_no_limit) {
    const auto slots = std::make_shared<exchange_slots>(0);
    std::vector<exchange_slots::slot> held;
    for (int i = 0; i != 100; ++i) held.push_back(slots->try_take("a"));
    for (const auto& each : held) BOOST_TEST(!!each);
}

BOOST_AUTO_TEST_SUITE_END()
