// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#define BOOST_TEST_MODULE seedance
#if defined(SEEDANCE_TESTS_COMPILE_BOOST)
#include <boost/test/included/unit_test.hpp>
#else
#include <boost/test/unit_test.hpp>
#endif
