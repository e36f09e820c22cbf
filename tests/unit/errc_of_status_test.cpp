// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a gateway means by a status, for every status there may be.
#include <seedance/provider/errc_of_status.hpp>

#include <climits>
#include <map>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/provider/answer.hpp>
#include <seedance/provider/salvage.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(errc_of_statuses)

static_assert(errc_of_status(400) == errc::rejected && errc_of_status(401) == errc::rejected_key);

BOOST_AUTO_TEST_CASE(every_status_has_one_meaning_or_none) {
    const std::map<int, errc> special{
        {401, errc::rejected_key}, {402, errc::rejected_balance}, {403, errc::rejected_access}, {404, errc::not_found},
        {409, errc::conflict},     {410, errc::not_found},        {425, errc::throttled},       {429, errc::throttled}};
    for (int status = -1; status != 1000; ++status) {
        std::optional<errc> expected;
        if (status / 100 == 3) expected = errc::redirect_refused;
        if (status / 100 == 4 && status != 408) expected = errc::rejected;
        if (const auto found = special.find(status); found != special.end()) expected = found->second;
        BOOST_TEST(errc_of_status(status) == expected, status);
    }
    for (const int status : {INT_MIN, INT_MAX}) BOOST_TEST(!errc_of_status(status).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(whether_it_is_billed_has_words) {
    BOOST_TEST(to_string(billed::no) == "no");
    BOOST_TEST(to_string(billed::yes) == "yes");
    BOOST_TEST(to_string(billed::unknown) == "unknown");
}

static_assert(is_usable_id("task_1") && !is_usable_id(""));

BOOST_AUTO_TEST_CASE(an_id_that_is_not_usable_is_none) {
    for (const std::string& id : {std::string{"a"}, std::string{"task_12345678"}, std::string{"~!\"#%/?."},
                                  std::string{".."}, std::string(longest_task_id, 'x')})
        BOOST_TEST(usable_id(id) == id);
    for (const std::string& id : {std::string{}, std::string{"a b"}, std::string{"a\n"}, std::string{"\x7F"},
                                  std::string{"\u00e9"}, std::string{"a\0b", 3}, std::string(longest_task_id + 1, 'x')})
        BOOST_TEST(usable_id(id) == "");
}

BOOST_AUTO_TEST_SUITE_END()
