// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A client with a journal in a file, from the installed package.
#include <iostream>
#include <memory>

#include <boost/asio/io_context.hpp>

#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>

int main() try {
    boost::asio::io_context io;
    seedance::client client{io.get_executor(), {.journal = std::make_shared<seedance::sqlite_journal>("jobs.db")}};
    client.recover([](seedance::error_code code, const seedance::recovery& found) {
        std::cout << code.message() << ", " << found.tasks.size() << " tasks to go on with\n";
    });
    io.run();
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
