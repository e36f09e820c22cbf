// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Another program that uses a journal:  journal_user hold FILE NAME STATE   begins an intent, says "ready" and stays
//                                       journal_user spend FILE BUDGET NAME  begins intents as long as the budget
//                                       has something left; says how many there were
//                                       journal_user open FILE [USER-ID]    as that user; says "opened", or what is
//                                       wrong
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <unistd.h>

#include <seedance/journal/sqlite.hpp>

int main(int count, char** words) try {
    using namespace seedance;
    const std::string what = words[1];
    if (what == "open" && count == 4 &&
        (::setgid(static_cast<gid_t>(std::atoi(words[3]))) != 0 ||
         ::setuid(static_cast<uid_t>(std::atoi(words[3]))) != 0))
        return 2;
    sqlite_journal journal{words[2], {.busy_timeout = std::chrono::milliseconds{what == "spend" ? 60'000 : 200}}};
    if (what == "open") {
        std::cout << "opened" << std::endl;
        return 0;
    }
    if (what == "spend") {
        int begun = 0;
        for (bool written = true; written; begun += written) {
            const journal_change one[] = {{{.name = words[4] + std::to_string(begun),
                                            .state = intent_state::sending,
                                            .provider = "apixo",
                                            .held = micro_usd(380'000),
                                            .handle = "h",
                                            .budget = words[3]}}};
            written = journal.apply(one)[0].written;
        }
        std::cout << begun << std::endl;
        return 0;
    }
    intent held{.name = words[3],
                .state = *detail::value_named(all_intent_states, words[4]),
                .provider = "apixo",
                .model = "seedance-2-0-fast"};
    const journal_change fresh[] = {{held}};
    journal.apply(fresh);
    std::cout << "ready" << std::endl;
    std::string line;
    std::getline(std::cin, line);
} catch (const std::exception& e) {
    std::cout << e.what() << std::endl;
}
