// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every rule has words for people, and a function that the compiler names.
#include <cstddef>
#include <iterator>
#include <set>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/model/terms.hpp>
#include <seedance/request/rule.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(rules)

static_assert(rejection_of(rule::none) == nullptr, "no rule, no error");

BOOST_AUTO_TEST_CASE(every_rule_and_every_term_has_words_of_its_own) {
    std::set<std::string_view> words;
    int rules = 0;
    for (; to_string(static_cast<rule>(rules)) != "?"; ++rules) words.insert(to_string(static_cast<rule>(rules)));
    BOOST_TEST(rules == static_cast<int>(rule::this_progress_has_no_callback_url) + 1);
    BOOST_TEST(words.size() == static_cast<std::size_t>(rules));

    const auto named = [](auto last) {
        std::set<std::string_view> names;
        for (int i = 0; i <= static_cast<int>(last); ++i) names.insert(to_string(static_cast<decltype(last)>(i)));
        BOOST_TEST(to_string(static_cast<decltype(last)>(static_cast<int>(last) + 1)) == "?");
        return !names.contains("?") && names.size() == static_cast<std::size_t>(last) + 1;
    };
    // A value that has a name and is not in its list is one more than the last.
    BOOST_TEST(named(std::end(all_modes)[-1]), "all_modes");
    BOOST_TEST(named(std::end(all_media)[-1]), "all_media");
    BOOST_TEST(named(std::end(all_options)[-1]), "all_options");
}

BOOST_AUTO_TEST_CASE(words_are_a_clause_without_an_end) {
    for (int i = 0; to_string(static_cast<rule>(i)) != "?"; ++i) {
        const auto words = to_string(static_cast<rule>(i));
        BOOST_TEST(!words.empty());
        BOOST_TEST(words.back() != '.', words);
        BOOST_TEST(words.front() != ' ', words);
    }
}

BOOST_AUTO_TEST_SUITE_END()
