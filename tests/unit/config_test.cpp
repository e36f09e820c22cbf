// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/config.hpp>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(the_version_is_that_of_the_package) { BOOST_TEST(seedance::version == SEEDANCE_PROJECT_VERSION); }

BOOST_AUTO_TEST_SUITE_END()
