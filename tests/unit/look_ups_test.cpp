// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/transport/impl/look_ups.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(look_ups_suite)

namespace {

using seedance::detail::look_ups;
using seedance::detail::name_ages;
using namespace std::chrono_literals;

std::string first_of(const std::optional<seedance::detail::host_addresses>& found) {
    return found ? found->front().to_string() : "";
}

/// Look-ups whose resolver answers when the test does.
struct look_ups_bench {
    explicit look_ups_bench(name_ages how = {1h, 1h}) : ages{how} {}

    const name_ages ages;
    boost::asio::io_context context{};
    std::vector<seedance::name_handler> asked{};
    const std::shared_ptr<look_ups> names = std::make_shared<look_ups>(
        context.get_executor(),
        [this](const seedance::name_query&, const seedance::name_handler& answer) { asked.push_back(answer); }, ages);
    const seedance::name_query host{.host = "gateway.example"};

    std::string known() { return known(host); }
    std::string known(const seedance::name_query& which) {
        look_ups::ticket ticket = 0;
        return first_of(
            names->known_or_ask(which, [this](const look_ups::answer& found) { told.push_back(found); }, ticket));
    }
    std::string stale() { return first_of(names->stale(host)); }

    std::vector<look_ups::answer> told{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(who_leaves_is_forgotten_before_there_is_an_answer) {
    look_ups_bench bench;
    const auto token = std::make_shared<int>(0);
    look_ups::ticket ticket = 0;
    bench.names->known_or_ask(bench.host, [token](const auto&) { BOOST_ERROR("it has left"); }, ticket);
    BOOST_TEST(token.use_count() == 2);
    bench.names->leave(bench.host, ticket);
    BOOST_TEST(token.use_count() == 1);
    bench.asked.at(0)({}, {"192.0.2.1"});
    bench.context.run();
}

BOOST_AUTO_TEST_CASE(what_a_resolver_says_after_its_answer_is_not_kept) {
    look_ups_bench bench;
    BOOST_TEST(bench.known() == "");
    const auto answer = bench.asked.at(0);
    answer({}, {"192.0.2.1"});
    answer({}, {"192.0.2.2"});
    answer(boost::asio::error::host_not_found, {});
    BOOST_TEST(bench.known() == "192.0.2.1");
    BOOST_TEST(bench.asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(of_those_who_wait_for_one_answer_one_counts_it) {
    look_ups_bench bench{{0ms, 1h}};
    for (int i = 0; i != 3; ++i) bench.known();
    BOOST_TEST_REQUIRE(bench.asked.size() == 1u);
    bench.asked[0]({}, {"192.0.2.1"});
    bench.context.run();
    BOOST_TEST_REQUIRE(bench.told.size() == 3u);
    int counted = 0;
    for (const auto& each : bench.told) {
        BOOST_TEST(first_of(each.addresses) == "192.0.2.1");
        counted += each.is_to_be_counted;
    }
    BOOST_TEST(counted == 1);

    bench.known();
    bench.asked.at(1)(boost::asio::error::host_not_found, {});
    bench.context.restart();
    bench.context.run();
    BOOST_TEST_REQUIRE(bench.told.size() == 4u);
    BOOST_TEST(first_of(bench.told[3].addresses) == "192.0.2.1");
    BOOST_TEST(!bench.told[3].is_to_be_counted, "the look-up has found nothing");
}

BOOST_AUTO_TEST_CASE(addresses_are_used_stale_for_an_hour_and_no_longer) {
    BOOST_TEST(name_ages{}.stale == 1h);
    look_ups_bench bench{{0ms, 1h, 20ms}};
    bench.known();
    bench.asked.at(0)({}, {"192.0.2.1"});
    BOOST_TEST(bench.stale() == "192.0.2.1");
    const auto latest = std::chrono::steady_clock::now() + 20s;
    while (!bench.stale().empty() && std::chrono::steady_clock::now() < latest) std::this_thread::yield();
    BOOST_TEST(bench.stale() == "");
    bench.known();
    bench.asked.at(1)(boost::asio::error::host_not_found, {});
    bench.context.run();
    BOOST_TEST(bench.told.back().error == boost::asio::error::host_not_found);
}

BOOST_AUTO_TEST_CASE(after_stale_addresses_were_used_nobody_waits_for_names_until_there_is_an_answer) {
    look_ups_bench bench{{0ms, 0ms}};
    bench.known();
    bench.asked.at(0)({}, {"192.0.2.1"});
    bench.context.run();
    BOOST_TEST(bench.known() == "", "too old: it is asked for");
    BOOST_TEST(bench.stale() == "192.0.2.1");
    bench.told.clear();
    for (std::size_t i = 3; i != 6; ++i) {
        BOOST_TEST(bench.known() == "192.0.2.1");
        BOOST_TEST(bench.asked.size() == i, "the question goes on");
    }
    bench.names->distrust(bench.host);
    BOOST_TEST(bench.known() == "", "nobody answers there: a new address is needed");
    bench.asked.back()({}, {"192.0.2.2"});
    bench.context.restart();
    bench.context.run();
    BOOST_TEST_REQUIRE(bench.told.size() == 2u, "who asked in vain, and who asked last");
    BOOST_TEST(first_of(bench.told.back().addresses) == "192.0.2.2");
    BOOST_TEST(bench.known() == "", "it is as it was");
}

BOOST_AUTO_TEST_CASE(a_failed_look_up_makes_the_next_ones_use_what_is_known) {
    look_ups_bench bench{{0ms, 1h}};
    bench.known();
    bench.asked.at(0)({}, {"192.0.2.1"});
    bench.known();
    bench.asked.at(1)(boost::asio::error::host_not_found_try_again, {});
    BOOST_TEST(bench.known() == "192.0.2.1");
    BOOST_TEST(bench.asked.size() == 3u);
}

BOOST_AUTO_TEST_CASE(foreign_hosts_take_no_room_from_those_of_accounts) {
    look_ups_bench bench;
    bench.known();
    bench.asked.at(0)({}, {"192.0.2.1"});
    for (int i = 0; i != 300; ++i) {
        bench.known({.host = "video" + std::to_string(i) + ".example", .is_foreign = true});
        bench.asked.back()({}, {"192.0.2.9"});
        BOOST_TEST(bench.names->size() <= 257u);
    }
    bench.known({.host = bench.host.host, .is_foreign = true});
    BOOST_TEST(bench.asked.size() == 302u, "they share nothing");
    BOOST_TEST(bench.stale() == "192.0.2.1");
    BOOST_TEST(bench.known() == "192.0.2.1");
}

BOOST_AUTO_TEST_SUITE_END()
