// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/core/impl/wipe.hpp>
#include <seedance/core/secret.hpp>

using namespace seedance;

BOOST_AUTO_TEST_SUITE(wipe_)

BOOST_AUTO_TEST_CASE(a_wiped_text_is_empty_and_its_memory_is_zero) {
    for (const std::size_t size : {0u, 1u, 15u, 16u, 100u, 100'000u}) {
        std::string text(size, 'k');
        text.resize(size / 2);  // the rest stays behind its end
        const void* const at = text.data();
        const auto capacity = text.capacity();
        detail::wipe(text);
        BOOST_TEST(text.empty());
        BOOST_TEST(static_cast<const void*>(text.data()) == at);
        BOOST_TEST(text.capacity() == capacity);
        text.resize(capacity, '?');
        text.clear();
        detail::wipe(text);
        BOOST_TEST(std::string(static_cast<const char*>(at), capacity) == std::string(capacity, '\0'));
    }
}

BOOST_AUTO_TEST_CASE(a_secret_is_copied_into_memory_that_a_move_takes_along) {
    for (const std::size_t size : {1u, 8u, 15u, 16u, 200u}) {
        auto copy = detail::copy_of_secret("B ", std::string(size, 'k'));
        const void* const at = copy.data();
        const auto moved = std::move(copy);
        BOOST_TEST(moved == "B " + std::string(size, 'k'));
        BOOST_TEST(static_cast<const void*>(moved.data()) == at);
    }
}

BOOST_AUTO_TEST_CASE(what_a_secret_is_made_of_is_empty_afterwards) {
    std::string text = "short key";
    const secret made{std::move(text)};
    BOOST_TEST(made.reveal() == "short key");
    BOOST_TEST(text.empty());  // NOLINT: that is what is asked
}

BOOST_AUTO_TEST_SUITE_END()
