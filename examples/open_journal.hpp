// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal from what a command line names: a file, or a database that several machines share.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/journal/sqlite.hpp>
#include <seedance/task/failure.hpp>
#ifdef SEEDANCE_EXAMPLE_HAS_POSTGRES
#include <seedance/journal/postgres.hpp>
#endif

/// Says whether a journal is named by the URL of a database.
inline bool is_database_url(std::string_view journal) {
    return journal.starts_with("postgresql://") || journal.starts_with("postgres://");
}

/// Gives a journal's name as it may be shown: of a database's URL without the password.
inline std::string without_password(std::string journal) {
    if (!is_database_url(journal)) return journal;
    const auto begin = journal.find("://") + 3;
    const auto at = journal.rfind('@', journal.find('?'));
    const auto colon = journal.find(':', begin);
    if (at != journal.npos && colon < at) journal.erase(colon, at - colon);
    constexpr std::string_view parameter = "password=";
    for (auto found = journal.find(parameter); found != journal.npos; found = journal.find(parameter, found + 1)) {
        const auto value = found + parameter.size();
        journal.erase(value, std::min(journal.find('&', value), journal.size()) - value);
    }
    return journal;
}

/// What is to be done with a journal that is opened.
struct journal_opening {
    bool must_exist = false;                  ///< no new file is made, and no new tables
    std::chrono::milliseconds lease{30'000};  ///< of a database: without a sign of life for so long, others take over
    bool accept_older = false;  ///< a person has looked what it may have forgotten: it is taken as it is from now on
};

/// Opens the journal of a file or of a URL, "postgresql://...".
/// @par Errors Throws `seedance::error` with words for people.
inline std::shared_ptr<seedance::journal> open_journal(const std::string& file_or_url,
                                                       const journal_opening& how = {}) {
    const auto refuse = [](std::string words) {
        throw seedance::error{{.code = seedance::errc::journal_unavailable, .detail = std::move(words)}};
    };
    if (is_database_url(file_or_url)) {
#ifdef SEEDANCE_EXAMPLE_HAS_POSTGRES
        return std::make_shared<seedance::postgres_journal>(
            file_or_url, seedance::postgres_journal_options{
                             .must_exist = how.must_exist, .lease = how.lease, .accept_older = how.accept_older});
#else
        refuse(
            "this program was built without libpq, so that it knows no journal in PostgreSQL: install libpq-dev, "
            "and build it again");
#endif
    }
    std::error_code why;
    if (how.must_exist && !std::filesystem::exists(file_or_url, why)) {
        if (why) refuse("the journal " + file_or_url + " cannot be looked at: " + why.message());
        refuse("there is no file " + file_or_url + ": a new journal is made by the programs that make videos");
    }
    return std::make_shared<seedance::sqlite_journal>(
        file_or_url, seedance::sqlite_journal_options{.accept_older = how.accept_older});
}
