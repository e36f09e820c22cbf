// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/transport/impl/look_ups.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(look_ups_suite)

namespace {

/// Look-ups whose resolver answers when the test does.
struct look_ups_bench {
    boost::asio::io_context context{};
    std::vector<seedance::name_handler> asked{};
    const std::shared_ptr<seedance::detail::look_ups> names = std::make_shared<seedance::detail::look_ups>(
        context.get_executor(),
        [this](const seedance::name_query&, const seedance::name_handler& answer) { asked.push_back(answer); },
        seedance::detail::name_ages{std::chrono::hours{1}, std::chrono::hours{1}});
    const seedance::name_query host{.host = "gateway.example"};

    std::string known() {
        seedance::detail::look_ups::ticket ticket = 0;
        const auto found = names->known_or_ask(host, [](auto, const auto&) {}, ticket);
        return found ? found->front().to_string() : "";
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(who_leaves_is_forgotten_before_there_is_an_answer) {
    look_ups_bench bench;
    const auto token = std::make_shared<int>(0);
    seedance::detail::look_ups::ticket ticket = 0;
    bench.names->known_or_ask(bench.host, [token](auto, const auto&) { BOOST_ERROR("it has left"); }, ticket);
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

BOOST_AUTO_TEST_SUITE_END()
