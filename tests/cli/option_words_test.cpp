// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// What the command line says of failures names its own options and commands, and nothing that only a C++ program has.
#include "../../examples/cli/option_words.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/task/failure.hpp>

using namespace seedance;
using cli::in_option_words;

namespace {

void expect_no_cpp(const std::string& words) {
    for (const std::string_view name : {"::", "client.", "client_options", "call_options", "(...)", "{...}"})
        BOOST_TEST(words.find(name) == words.npos, words);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(option_words)

BOOST_AUTO_TEST_CASE(no_advice_is_for_programs) {
    for (int i = 1; name_of(static_cast<errc>(i)) != "?"; ++i) {
        const auto code = static_cast<errc>(i);
        expect_no_cpp(in_option_words(std::string{advice_on(code)}));
        expect_no_cpp(in_option_words(failure{.code = code, .step = step::submit, .provider = "apixo"}));
        expect_no_cpp(in_option_words(failure{.code = code, .step = step::submit}));
    }
}

BOOST_AUTO_TEST_CASE(advice_names_options_and_commands) {
    const auto advice = [](errc code, std::string_view gateway) {
        return in_option_words(failure{.code = code, .step = step::submit, .provider = std::string{gateway}});
    };
    for (const auto& [code, words] :
         {std::pair{errc::over_limit, "raise --price-limit or --budget"},
          std::pair{errc::price_unknown, "set --price-if-unknown"},
          std::pair{errc::no_budget, "`seedance journal budget NAME --limit"},
          std::pair{errc::tls_untrusted, "--ca-file adds whom to trust"}, std::pair{errc::throttled, "--at-once"},
          std::pair{errc::outcome_unknown, "then `seedance journal resolve NAME TASK_ID`"},
          std::pair{errc::client_closed, "`seedance recover`"}, std::pair{errc::redirect_refused, "set --base-url"}})
        BOOST_TEST(advice(code, "apixo").find(words) != std::string::npos, advice(code, "apixo"));
    BOOST_TEST(advice(errc::rejected_key, "pixazo").find("set a valid key in PIXAZO_API_KEY") != std::string::npos);
    BOOST_TEST(advice(errc::rejected_key, "").find("in the environment variable of the gateway") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_detail_is_for_programs) {
    const detail::account_list none;
    const auto without_account = in_option_words(detail::no_account(none, "nowhere", "default", "fast"));
    expect_no_cpp(without_account);
    BOOST_TEST(without_account.find("this program has none") != std::string::npos, without_account);
    const auto without_budget = in_option_words(detail::no_budget("films"));
    expect_no_cpp(without_budget);
    BOOST_TEST(without_budget.find("make it with `seedance journal budget NAME --limit") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_others_say_stays) {
    BOOST_TEST(in_option_words(std::string{"the file fox.mp4 cannot be written"}) ==
               "the file fox.mp4 cannot be written");
    BOOST_TEST(in_option_words(std::string{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
