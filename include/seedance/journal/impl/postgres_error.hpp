// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <seedance/journal/impl/journal_error.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>

namespace seedance::detail {

/// Says whether a transaction that another one was in the way of may succeed when it is tried again.
inline bool is_worth_another_try(const postgres_failure& why) noexcept {
    static constexpr std::string_view states[] = {"40001", "40P01", "23505"};  // not serializable, deadlock, duplicate
    for (const auto each : states)
        if (why.state == each) return true;
    return false;
}

inline std::string_view advice_on_postgres(const postgres_failure& why) noexcept {
    const std::string_view state{why.state};
    if (why.is_about_password) return "put the right password into ~/.pgpass, or where PGPASSFILE says";
    if (why.is_lost)
        return "see that the server runs, takes connections and can be reached from here, and call again; nothing is "
               "sent that is not written down";
    if (state == "53100") return "the server's disk is full; make room there and call again";
    if (state.starts_with("53")) return "the server has not enough of it; give it more and call again";
    if (state == "55P03" || state == "57014")
        return "somebody else keeps rows locked, or the server is too busy; call again";
    if (state == "54000") return "a name or an id may have 2 kB at most";
    if (state == "42P01" || state == "42703") return "put its tables back, or give it another schema";
    if (state == "25006") return "this is a standby, or the database is read-only; name the primary";
    if (state == "42501") return "let its owner grant this user what is missing";
    if (is_worth_another_try(why)) return "many write at once; call again";
    return "look at the server's log";
}

[[noreturn]] inline void postgres_fails(const std::string& journal, std::string_view tried,
                                        const postgres_failure& why) {
    auto words = why.words;
    if (!why.state.empty()) words += " (SQLSTATE " + why.state + ")";
    journal_fails(journal, tried, words, advice_on_postgres(why));
}

}  // namespace seedance::detail
