// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The origins that are not asked whether a body may follow: the last sixteen, each once.
#include <seedance/transport/impl/expectations.hpp>

#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(expectations)

namespace {

std::string origin(int number) { return "https://" + std::to_string(number) + ".example"; }

}  // namespace

BOOST_AUTO_TEST_CASE(the_last_sixteen_origins_are_remembered) {
    seedance::detail::expectations all;
    for (int i = 0; i != 16; ++i) {
        BOOST_TEST(!all.are_refused_by(origin(i)));
        for (int times = 0; times != 2; ++times) all.remember_refusal(origin(i));
    }
    for (int i = 0; i != 16; ++i) BOOST_TEST(all.are_refused_by(origin(i)), i);
    BOOST_TEST(!all.are_refused_by("https://0.example:444"));
    all.remember_refusal(origin(16));
    BOOST_TEST(!all.are_refused_by(origin(0)), "the oldest makes room");
    for (int i = 1; i != 17; ++i) BOOST_TEST(all.are_refused_by(origin(i)), i);
}

BOOST_AUTO_TEST_SUITE_END()
