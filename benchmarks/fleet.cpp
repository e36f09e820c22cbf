// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a journal in PostgreSQL costs; fleet.py starts the server and compares with pgbench.
//
// fleet submits URL FOLDER [SECONDS]   as `journal submits`, with PostgreSQL besides
// fleet claim URL INTENTS              milliseconds to claim 1,000 of so many that the gone have left
// fleet heartbeat URL INTENTS          milliseconds of a sign of life, and of a look for what the gone have left, with
// so
//                                      many open intents
// fleet finish URL INTENTS             brings so many intents of a client, with a budget, to their end: their size
// fleet recover URL INTENTS            seconds of `recover` over so many accepted intents
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/journal/postgres.hpp>
#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>

#include "journal_load.hpp"
#include "measuring.hpp"

namespace {

using namespace journal_load;

std::shared_ptr<postgres_journal> fresh(const std::string& url) {
    static int last = 0;
    postgres_journal_options options;
    options.schema = "run_" + std::to_string(++last);
    return std::make_shared<postgres_journal>(url, options);
}

void table_of_submits(const std::string& url, const std::string& folder, double seconds) {
    print_titles();
    for (const std::size_t at_once : {1, 10, 100, 1'000}) {
        submits("memory", std::make_shared<memory_journal>(), at_once, seconds);
        submits("SQLite", std::make_shared<sqlite_journal>(fresh_file(folder)), at_once, seconds);
        submits("PostgreSQL", fresh(url), at_once, seconds);
        submits("PostgreSQL, one by one", std::make_shared<one_by_one>(fresh(url)), at_once, seconds);
    }
    fresh_file(folder);
}

double milliseconds_of(auto work) {
    const auto start = steady::now();
    work();
    return seconds_since(start) * 1e3;
}

void print_times(const char* what, std::size_t intents, std::vector<double> all) {
    std::sort(all.begin(), all.end());
    std::printf("%s, %zu intents: median %.2f ms, worst of %zu %.2f ms\n", what, intents, all[all.size() / 2],
                all.size(), all.back());
}

void claim(const std::string& url, std::size_t intents) {
    postgres_journal_options options;
    options.schema = "claims";
    {
        postgres_journal left{url, options};
        fill(left, intents, intent_state::accepted);
    }  // it gives its lease back
    postgres_journal next{url, options};
    std::vector<double> times;
    std::size_t claimed = 1'000;
    while (claimed == 1'000) {
        const auto time = milliseconds_of([&] { claimed = next.claim(1'000); });
        if (claimed == 1'000) times.push_back(time);
    }
    print_times("claim of 1,000", intents, times);
}

void heartbeat(const std::string& url, std::size_t intents) {
    postgres_journal_options options;
    options.schema = "beats_" + std::to_string(intents);
    postgres_journal store{url, options};
    fill(store, intents, intent_state::accepted);
    std::vector<double> times;
    for (int i = 0; i != 300; ++i) times.push_back(milliseconds_of([&] { store.renew(); }));
    print_times("heartbeat", intents, times);
    times.clear();
    for (int i = 0; i != 300; ++i) times.push_back(milliseconds_of([&] { store.take(1); }));
    print_times("look that finds nothing left", intents, times);
}

/// Submits orders, as a client does, and says of each task that it has a video and was fetched.
void finish(const std::string& url, std::size_t intents) {
    postgres_journal_options options;
    options.schema = "finished";
    postgres_journal gateways_word{url, options};
    gateways_word.set_budget("orders", usd(1'000'000), budget_period::utc_month(), std::chrono::system_clock::now());
    asio::io_context context{1};
    client own{context.get_executor(),
               std::make_shared<accepting_transport>(context.get_executor()),
               {.journal = std::make_shared<postgres_journal>(url, options)}};
    own.use(apixo::account{.api_key = secret{"key"}});
    std::size_t begun = 0;
    std::function<void()> submit = [&] {
        if (begun == intents) return;
        const auto name = "orders/2026-11-29/" + std::to_string(1'000'000 + begun++);
        own.submit(rain(), {.intent = name, .budget = "orders"}, [&](error_code code, const task&) {
            if (code) std::printf("%s\n", code.message().c_str());
            submit();
        });
    };
    for (std::size_t i = 0; i != 1'000; ++i) submit();
    context.run();
    for (const auto state : {intent_state::succeeded, intent_state::fetched})
        for (std::size_t i = 0; i < intents; i += 1'000) {
            std::vector<journal_change> ends;
            for (std::size_t n = i; n != std::min(intents, i + 1'000); ++n) {
                journal_change end{.wanted = {.state = state}, .at = std::chrono::system_clock::now()};
                end.wanted.task = task{.provider = "apixo", .id = "task_" + std::to_string(n + 1)};
                end.cost = usd(0.38);
                ends.push_back(std::move(end));
            }
            gateways_word.apply(ends);
        }
}

void recover(const std::string& url, std::size_t intents) {
    postgres_journal_options options;
    options.schema = "recovery";
    {
        postgres_journal store{url, options};
        fill(store, intents, intent_state::accepted);
    }
    asio::io_context context{1};
    client own{context.get_executor(),
               std::make_shared<accepting_transport>(context.get_executor()),
               {.journal = std::make_shared<postgres_journal>(url, options),
                .keep_tasks = std::chrono::hours{24 * 365 * 100}}};
    lateness_watch watch{context};
    const auto start = steady::now();
    own.recover([&](error_code, const recovery& found) {
        std::printf("recover: %zu tasks in %.3f s, ", found.tasks.size(), seconds_since(start));
        watch.stop();
    });
    context.run();
    std::printf("timer late p99.9 %.2f ms, worst %.2f ms\n", watch.p999_ms(), watch.worst_ms());
}

}  // namespace

int main(int count, char** words) try {
    const std::string_view what = count > 3 ? words[1] : "";
    const double number = count > 3 ? std::atof(words[what == "submits" ? count - 1 : 3]) : 0;
    if (what == "submits")
        table_of_submits(words[2], words[3], count > 4 ? number : 2);
    else if (what == "claim" && number > 0)
        claim(words[2], static_cast<std::size_t>(number));
    else if (what == "heartbeat" && number > 0)
        heartbeat(words[2], static_cast<std::size_t>(number));
    else if (what == "finish" && number > 0)
        finish(words[2], static_cast<std::size_t>(number));
    else if (what == "recover" && number > 0)
        recover(words[2], static_cast<std::size_t>(number));
    else
        return std::fprintf(stderr,
                            "usage: fleet submits|claim|heartbeat|finish|recover URL FOLDER|INTENTS [SECONDS]\n"),
               2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
