// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/prices.md. What the page shows as includes is all that this file has.

// [includes]
#include <chrono>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include <seedance/provider/drift.hpp>
#include <seedance/seedance.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;
// [includes]

// [price]
constexpr seedance::reference_to_video<fast> advert{
    .prompt = "a stylish product ad in the rhythm of the voice",
    .references = {seedance::image("https://example.com/product.png"),
                   seedance::video("https://example.com/motion.mp4", 6s),
                   seedance::audio("https://example.com/voice.mp3")},
    .resolution = "480p",
    .duration = 6s,
};
static_assert(validate(advert).empty());
static_assert(estimate(advert).amount() == seedance::micro_usd(564'000));  // (6 s made + 6 s given) at $0.047
// [price]

// [compare]
asio::awaitable<std::string> cheapest(seedance::client& client, seedance::any_request request) {
    auto list = co_await client.prices("xenodia");  // whose document has no prices; no key is sent
    const std::vector lists{std::move(list)};
    const auto quotes =
        compare_prices(request, seedance::all_models::entries, lists);  // of the models that can take it
    for (const auto& quote : quotes) std::cout << quote.entry->name() << "  " << to_string(quote.price) << '\n';
    co_return quotes.front().entry->name();
}
// [compare]

// [drift]
asio::awaitable<bool> is_up_to_date(seedance::client& client) {
    auto list = co_await client.capabilities("xenodia");  // what it lists for machines; no key is sent
    const auto findings = find_drift(list, seedance::all_models::entries);
    for (const auto& each : findings) std::cout << to_string(each) << '\n';
    co_return agrees(findings);  // nothing is lacking, too much or different, and all of the list was read
}
// [drift]

// [budget]
asio::awaitable<void> set_limits(seedance::client& client) {
    const auto monthly = seedance::budget_period::utc_month();
    co_await client.set_budget("all", seedance::usd(500), monthly);
    co_await client.set_budget("customer-42", seedance::usd(50), monthly);
}

asio::awaitable<void> for_customer(seedance::client& client, std::string order) {
    const seedance::call_options paid{.intent = order, .budget = "customer-42", .price_limit = seedance::usd(1)};
    co_await client.generate(advert, paid);  // errc::over_limit, and nothing is sent, where $50 would be exceeded
    auto now = co_await client.budget("customer-42");
    std::cout << to_string(now.left()) << " left, " << to_string(now.held) << " held\n";
}

asio::awaitable<void> book_the_bill(seedance::client& client) {
    const auto refund = seedance::usd(-1);
    const seedance::call_options once{.intent = "bill 2026-01, line 7"};
    co_await client.adjust_budget("customer-42", refund, "the failed task was not charged", once);
}
// [budget]
