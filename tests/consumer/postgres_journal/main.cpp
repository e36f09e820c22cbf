// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A journal in PostgreSQL, from the installed package: there is no server here, and it says so.
#include <iostream>

#include <seedance/journal/postgres.hpp>

int main() try {
    const seedance::postgres_journal jobs{"postgresql://nobody@/nothing?host=/nowhere"};
    return 1;
} catch (const seedance::error& e) {
    std::cout << e.what() << '\n';
    return e.code() == seedance::errc::journal_unavailable ? 0 : 1;
}
