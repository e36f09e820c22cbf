// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#define BOOST_TEST_MODULE seedance
#if defined(SEEDANCE_TESTS_COMPILE_BOOST)
#include <boost/test/included/unit_test.hpp>
#else
#include <boost/test/unit_test.hpp>
#endif

#include <cstdlib>

namespace {

/// Tests bring the certificates that they trust: reading the system's takes longer than most of them.
struct no_system_authorities {
    no_system_authorities() { ::setenv("SSL_CERT_FILE", "/dev/null", 1); }
};
BOOST_TEST_GLOBAL_CONFIGURATION(no_system_authorities);

}  // namespace
