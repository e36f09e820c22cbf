// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What every journal must do, done by the one in PostgreSQL.
#include "conformance.hpp"

#include "postgres_fixture.hpp"

namespace {

const bool is_added = [] {
    auto& all = boost::unit_test::framework::master_test_suite();
    all.add(test::conformance<test::postgres_world>("postgres_journal_conforms"));
    return true;
}();

}  // namespace
