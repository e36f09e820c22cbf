// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// From the package that Conan makes: a request that is not sent, and a journal where it was made with SQLite.
#include <iostream>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/request/requests.hpp>
#ifdef WITH_SQLITE3
#include <seedance/journal/sqlite.hpp>
#endif

int main() {
#ifdef WITH_SQLITE3
    seedance::sqlite_journal jobs{"jobs.db"};
    std::cout << jobs.list({.open = true}).intents.size() << " intents are open\n";
#endif
    std::cout
        << prepare(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{.prompt = "a lighthouse"}).message().body
        << '\n';
}
