// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Amounts of money that would lose a part.
#include "models.hpp"

static_assert(seedance::usd(0.5) == seedance::micro_usd(500'000));

// case less_than_a_micro_dollar: an_amount_is_a_whole_number_of_micro_dollars
#if defined(CASE_less_than_a_micro_dollar)
auto less_than_a_micro_dollar() { return seedance::usd(0.0000005); }
#endif

// case known_at_run_time_only: gcc: is not a constant expression / clang: is not a constant expression
#if defined(CASE_known_at_run_time_only)
auto known_at_run_time_only(double dollars) { return seedance::usd(dollars); }
#endif
