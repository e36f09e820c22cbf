// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#define BOOST_TEST_MODULE seedance
#include <boost/test/unit_test.hpp>
