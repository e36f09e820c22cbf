// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A program whose libraries vcpkg installs, as vcpkg.json says.
#include <exception>
#include <iostream>

#include <seedance/journal/sqlite.hpp>

int main() try {
    seedance::sqlite_journal jobs{"jobs.db"};
    std::cout << jobs.list({.open = true}).intents.size() << " intents are open\n";
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
