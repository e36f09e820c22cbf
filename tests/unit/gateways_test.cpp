// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The lists of gateways and models, and what must know every member of them.
#include <seedance/provider/gateways.hpp>

#include <algorithm>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>

#include "decisions.hpp"
#include "environment.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(gateways)

namespace {

std::set<std::string_view> names_of_gateways() {
    std::set<std::string_view> names;
    for (const auto* gateway : all_gateways::tables) names.insert(gateway->name);
    return names;
}

using first_two = model_list<apixo::seedance_2_0_fast, pixazo::seedance_1_0_pro>;
static_assert(first_two::of<apixo::gateway>.size() == 1 && first_two::of<xenodia::gateway>.empty());
static_assert(first_two::of<pixazo::gateway>[0] == &pixazo::seedance_1_0_pro::descriptor);
static_assert(all_gateways::contains<xenodia::gateway> && !gateway_list<apixo::gateway>::contains<xenodia::gateway>);
static_assert(account<account_of<apixo::gateway>>);

}  // namespace

BOOST_AUTO_TEST_CASE(each_has_a_name_of_its_own) {
    BOOST_TEST(names_of_gateways().size() == all_gateways::tables.size());
    BOOST_TEST(!names_of_gateways().contains(""));
}

BOOST_AUTO_TEST_CASE(each_sells_its_own_models) {
    std::size_t models = 0;
    all_gateways::for_each([&]<class Gateway> {
        for (const auto* model : all_models::of<Gateway>) BOOST_TEST(model->provider == provider_traits<Gateway>::name);
        models += all_models::of<Gateway>.size();
    });
    BOOST_TEST(models == all_models::entries.size());
}

BOOST_AUTO_TEST_CASE(each_model_has_a_name_of_its_own_and_each_mode_another_place_at_the_gateway) {
    std::set<std::string> names;
    for (const auto& entry : all_models::entries) {
        BOOST_TEST(names.insert(entry.name()).second, entry.name() << " is there twice");
        std::set<std::string_view> modes;
        for (const auto& rules : entry.model->modes)
            BOOST_TEST(modes.insert(rules.wire_name).second, entry.name()
                                                                 << ": " << rules.wire_name << " is there twice");
    }
    std::set<std::string_view> paths;
    for (const auto* model : all_models::of<pixazo::gateway>)
        for (const auto& rules : model->modes)
            BOOST_TEST(paths.insert(rules.wire_name).second, rules.wire_name << " is two models' path");
}

BOOST_AUTO_TEST_CASE(each_has_an_account_that_begins_with_its_base_url) {
    all_gateways::for_each([&]<class Gateway> {
        BOOST_TEST(account_of<Gateway>{}.base_url == provider_traits<Gateway>::default_base_url);
        BOOST_TEST(account_of<Gateway>{}.api_key.empty());
    });
    for (const auto* table : all_gateways::tables)
        for (const auto& gateway : test::gateways())
            if (gateway.name == table->name) BOOST_TEST(gateway.base_url == table->default_base_url, gateway.name);
}

BOOST_AUTO_TEST_CASE(each_has_its_words_in_the_table_of_decisions) {
    std::set<std::string_view> spoken;
    for (const auto& gateway : test::gateways()) spoken.insert(gateway.name);
    for (const auto name : names_of_gateways())
        BOOST_TEST(spoken.contains(name), "tests/support/decisions.hpp has no words of " << name);
}

// The words of failures are the same family's everywhere; gateway_words_test.cpp has all of them.
BOOST_AUTO_TEST_CASE(each_tells_why_a_task_failed_and_that_the_balance_is_too_small) {
    const std::pair<std::string, fail_reason> reasons[] = {
        {"SensitiveContent", fail_reason::moderation},   {"PromptTooLong", fail_reason::prompt},
        {"InvalidImageUrl", fail_reason::media},         {"RateLimitExceeded", fail_reason::throttled},
        {"GenerationTimeout", fail_reason::timeout},     {"insufficient_credits", fail_reason::balance},
        {"InternalServiceError", fail_reason::upstream},
    };
    for (const auto& gateway : test::gateways()) {
        for (const auto& [code, reason] : reasons) {
            const auto answer = gateway.decode_status(200, gateway.task(gateway.failed(code)));
            BOOST_TEST(answer.state == task_state::failed, gateway.name << ", " << code);
            BOOST_TEST(answer.reason == reason, gateway.name << ", " << code);
        }
        BOOST_TEST(gateway.decode_submit(403, gateway.balance_error, arrival::whole).status == 402, gateway.name);
    }
}

namespace {

/// "apixo key https://..." for each account that is found.
std::vector<std::string> found_in_env() {
    std::vector<std::string> found;
    all_gateways::for_each_account_in_env([&found]<class Account>(const Account& each) {
        using gateway = provider_traits<typename Account::provider>;
        found.push_back(std::string{gateway::name} + ' ' + std::string{each.api_key.reveal()} + ' ' + each.base_url);
    });
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(accounts_are_in_the_environment) {
    std::list<test::environment_variable> without;  // the environment of these tests may have keys of its own
    for (const auto& each : test::gateways())
        for (const auto* what : {"_API_KEY", "_BASE_URL"})
            without.emplace_back(seedance::detail::variable_of(each.name, what), nullptr);
    BOOST_TEST(found_in_env().empty());
    BOOST_TEST(!account_from_env<apixo::gateway>());
    const test::environment_variable none{"PIXAZO_API_KEY", ""};
    const test::environment_variable one{"XENODIA_API_KEY", "key-x"};
    const test::environment_variable other{"APIXO_API_KEY", "key-a"};
    const test::environment_variable where{"XENODIA_BASE_URL", "https://x.example"};
    const test::environment_variable unused{"PIXAZO_BASE_URL", "https://p.example"};
    const test::environment_variable empty{"APIXO_BASE_URL", ""};
    const std::string own{provider_traits<apixo::gateway>::default_base_url};
    BOOST_TEST(found_in_env() == (std::vector<std::string>{"apixo key-a " + own, "xenodia key-x https://x.example"}));
    BOOST_TEST(account_from_env<apixo::gateway>()->name == default_account);
}

BOOST_AUTO_TEST_SUITE_END()
