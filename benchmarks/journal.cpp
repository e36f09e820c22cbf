// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a journal costs the loop that submits: a client on one thread, answers from memory, so many submits at once.
//
// journal submits FOLDER [SECONDS]   a table: submits a second, CPU, and how late a timer of 1 ms is on the same loop;
//                                    for the journal in memory, SQLite, and SQLite with a transaction for each change
// journal recover FOLDER INTENTS     seconds of `recover` over so many accepted intents, and the latest timer meanwhile
// journal open FOLDER INTENTS        seconds to open a file with so many finished intents after a clean end
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>

#include "journal_load.hpp"
#include "measuring.hpp"

namespace {

using namespace journal_load;

void table_of_submits(const std::string& folder, double seconds) {
    print_titles();
    const auto file = [&] { return std::make_shared<sqlite_journal>(fresh_file(folder)); };
    for (const std::size_t at_once : {1, 10, 100, 1'000}) {
        submits("memory", std::make_shared<memory_journal>(), at_once, seconds);
        submits("SQLite", file(), at_once, seconds);
        submits("SQLite, one by one", std::make_shared<one_by_one>(file()), at_once, seconds);
    }
    fresh_file(folder);
}

void recover(const std::string& folder, std::size_t intents) {
    const auto path = fresh_file(folder);
    {
        sqlite_journal store{path};
        fill(store, intents, intent_state::accepted);
    }
    asio::io_context context{1};
    client own{context.get_executor(),
               std::make_shared<accepting_transport>(context.get_executor()),
               {.journal = std::make_shared<sqlite_journal>(path), .keep_tasks = std::chrono::hours{24 * 365 * 100}}};
    lateness_watch watch{context};
    const auto start = steady::now();
    own.recover([&](error_code, const recovery& found) {
        std::printf("recover: %zu tasks in %.3f s, ", found.tasks.size(), seconds_since(start));
        watch.stop();
    });
    context.run();
    std::printf("timer late p99.9 %.2f ms, worst %.2f ms\n", watch.p999_ms(), watch.worst_ms());
    fresh_file(folder);
}

void open_file(const std::string& folder, std::size_t intents) {
    const auto path = fresh_file(folder);
    {
        sqlite_journal store{path};
        fill(store, intents, intent_state::failed);
    }
    const auto start = steady::now();
    sqlite_journal store{path};
    std::printf("open: %zu intents in %.3f s\n", intents, seconds_since(start));
    fresh_file(folder);
}

}  // namespace

int main(int count, char** words) try {
    const std::string_view what = count > 2 ? words[1] : "";
    const double number = count > 3 ? std::atof(words[3]) : 0;
    if (what == "submits")
        table_of_submits(words[2], number > 0 ? number : 2);
    else if (what == "recover" && number > 0)
        recover(words[2], static_cast<std::size_t>(number));
    else if (what == "open" && number > 0)
        open_file(words[2], static_cast<std::size_t>(number));
    else
        return std::fprintf(stderr, "usage: journal submits|recover|open FOLDER [NUMBER]\n"), 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
