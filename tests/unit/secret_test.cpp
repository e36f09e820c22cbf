// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/secret.hpp>

#include <concepts>
#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "environment.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(secrets)

namespace {

using seedance::secret;

static_assert(!std::is_convertible_v<secret, std::string> && !std::is_convertible_v<secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, secret>, "a key is named as one");
static_assert(!std::equality_comparable<secret>);
static_assert(!test::printing::streamable<secret>);
static_assert(std::is_nothrow_move_constructible_v<secret> && std::is_nothrow_move_assignable_v<secret>);

const std::string long_key = "a-key-that-is-too-long-for-the-object-itself";
const std::string short_key = "short-key";

/// The memory of the object itself; a short text is kept there.
std::string_view memory_of(const secret& key) { return {reinterpret_cast<const char*>(&key), sizeof key}; }

bool holds(const secret& key, std::string_view part) { return memory_of(key).find(part) != std::string_view::npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_key_is_shown_to_who_asks_for_it) {
    BOOST_TEST(secret{}.empty());
    BOOST_TEST(secret{}.reveal() == "");
    BOOST_TEST(secret{""}.empty());
    BOOST_TEST(!secret{"k"}.empty());
    BOOST_TEST(secret{long_key}.reveal() == long_key);
}

BOOST_AUTO_TEST_CASE(a_key_comes_from_the_environment) {
    {
        const test::environment_variable key{"SEEDANCE_TEST_KEY", "from-outside"};
        BOOST_TEST(secret::from_env("SEEDANCE_TEST_KEY").reveal() == "from-outside");
    }
    BOOST_TEST(secret::from_env("SEEDANCE_TEST_KEY").empty());
}

BOOST_AUTO_TEST_CASE(a_variable_that_is_not_set_is_no_key) {
    BOOST_TEST(secret{std::getenv("SEEDANCE_TEST_NO_SUCH_VARIABLE")}.empty());
    BOOST_TEST(secret{nullptr}.empty());
    const test::environment_variable key{"SEEDANCE_TEST_KEY", "from-outside"};
    BOOST_TEST(secret{std::getenv("SEEDANCE_TEST_KEY")}.reveal() == "from-outside");
}

BOOST_AUTO_TEST_CASE(copies_are_keys_of_their_own) {
    for (const auto& text : {short_key, long_key}) {
        const secret first{text};
        secret copy{first};
        BOOST_TEST(copy.reveal() == text);
        copy = secret{"another"};
        BOOST_TEST(copy.reveal() == "another");
        BOOST_TEST(first.reveal() == text);
        copy = first;
        copy = *&copy;
        BOOST_TEST(copy.reveal() == text);
    }
}

BOOST_AUTO_TEST_CASE(what_was_moved_from_holds_nothing) {
    for (const auto& text : {short_key, long_key}) {
        secret first{text};
        BOOST_TEST(holds(first, short_key) == (text == short_key));
        secret second{std::move(first)};
        BOOST_TEST(second.reveal() == text);
        BOOST_TEST(first.empty());
        BOOST_TEST(!holds(first, short_key.substr(1)));
        secret third{"old-value"};
        third = std::move(second);
        BOOST_TEST(third.reveal() == text);
        BOOST_TEST(second.empty());
        BOOST_TEST(!holds(second, short_key.substr(1)));
        BOOST_TEST(!holds(second, "ld-value"));
    }
}

BOOST_AUTO_TEST_CASE(what_was_replaced_is_overwritten) {
    secret key{short_key};
    key = secret{long_key};
    BOOST_TEST(!holds(key, short_key.substr(1)));
    secret other{short_key};
    const secret nothing;
    other = nothing;
    BOOST_TEST(!holds(other, short_key.substr(1)));
}

BOOST_AUTO_TEST_SUITE_END()
