// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a row of the SQLite journal, one line for each column: an intent that can be used, or one that says that
// it cannot be read.
#include "fuzz.hpp"

#include <cstdlib>
#include <iterator>

#include <seedance/journal/account.hpp>
#include <seedance/journal/impl/sqlite_rows.hpp>

using namespace seedance;

namespace {

constexpr const char* columns =
    "SELECT 1, 1, ?1, 1, ?2, ?3, 'default', ?4, nullif(?6, ''), iif(?6 = '', NULL, nullif(?5, '')), ?7, ?8, ?9, '', "
    "'', "
    "'', 0, 1, ?10, ?11, ?12, ?11, nullif(?13, ''), NULL, ?11, ?12";
static_assert(std::size(detail::column::names) == 26, "a new column is one more here");

void check(const intent& found, std::string_view state, std::string_view text, std::string_view id) {
    const bool is_known = detail::value_named(all_intent_states, state).has_value();
    PROPERTY(is_known || found.state == intent_state::unknown);
    PROPERTY(to_string(found.state) == state ||
             (found.state == intent_state::unknown && found.note.find("cannot be read") != std::string::npos));
    PROPERTY(!found.task || (found.task->provider == found.provider && found.task->model == found.model &&
                             parse_task(text) == found.task));
    PROPERTY(found.task || id.empty() || found.state == intent_state::unknown);
    PROPERTY(!found.candidate || (found.state == intent_state::unknown && found.candidate->provider == found.provider &&
                                  found.candidate->model == found.model && found.candidate->account == "default"));
    PROPERTY(detail::as_kept(found).note.size() <= detail::longest_note);
}

}  // namespace

void fuzz(std::string_view rest) noexcept {
    static detail::sqlite_database database{":memory:", std::chrono::milliseconds{0}};
    static detail::sqlite_statement statement{database, columns, "read"};
    std::string_view given[13];
    for (auto& column : given) column = fuzzing::part(rest, '\n');
    const auto held = static_cast<std::int64_t>(std::strtoll(std::string{given[6]}.c_str(), nullptr, 10));
    const auto planned = static_cast<std::int64_t>(std::strtoll(std::string{given[8]}.c_str(), nullptr, 10));
    detail::sqlite_run run{statement, given[0], given[1], given[2], given[3],  given[4],  given[5],
                           held,      given[7], planned,  given[9], given[10], given[11], given[12]};
    PROPERTY(run.next());
    const auto found = detail::intent_in(run);
    PROPERTY(found.name == given[0].substr(0, given[0].size()));
    PROPERTY(found.held.micro_usd == held);
    PROPERTY(found.budget == given[9]);
    PROPERTY(!found.charged && found.budget_period == 0 && found.further_tasks == 0 && !found.ended_at &&
             found.legs_left == 0);  // a text is no number
    const auto share = detail::share_of(found);
    PROPERTY(share.held >= money{} && share.spent >= money{});
    if (given[1].find('\0') == std::string_view::npos)
        check(found, given[1], given[4].find('\0') == std::string_view::npos ? given[4] : "?", given[5]);
}
