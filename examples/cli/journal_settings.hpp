// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The options of `seedance journal`.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/program_options.hpp>

#include <seedance/core/money.hpp>
#include <seedance/core/number.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/task/intent.hpp>

#include "settings.hpp"
#include "values.hpp"

namespace cli {

/// What the command line of `seedance journal` says.
struct journal_settings {
    std::string action;  ///< list, show, resolve, acknowledge, prune, budget
    std::vector<std::string> names;
    std::string journal;  ///< a file or a URL
    std::string prefix;   ///< list: of the names
    std::optional<seedance::intent_state> state;
    bool open = false;
    std::size_t most = 50;  ///< list: intents
    std::int64_t after = 0;
    bool older = false;
    time_point before{};
    bool dry_run = false;
    std::optional<seedance::money> limit;  ///< budget
    std::optional<seedance::budget_period> period;
    std::optional<seedance::money> booked;
    std::string booking;
    std::string why;
    bool json = false;
    std::string help;  ///< to be printed instead of anything else
};

namespace detail {

/// What goes with an action: how many names, and which options besides those that all have.
struct journal_action {
    std::string_view name;
    std::size_t least_names, most_names;
    std::string_view names;  ///< in words
    std::vector<std::string_view> options;
};

inline const std::vector<journal_action>& journal_actions() {
    static const std::vector<journal_action> all{
        {"list", 0, 0, "no name", {"prefix", "state", "open", "limit", "after"}},
        {"show", 1, 1, "the name of an intent", {}},
        {"resolve", 2, 2, "the name of an intent and the id of its task, or not_sent", {}},
        {"acknowledge", 0, std::numeric_limits<std::size_t>::max(), "names of intents", {"older"}},
        {"prune", 0, 0, "no name", {"before", "dry-run"}},
        {"budget", 0, 1, "the name of one budget at most", {"limit", "period", "book", "as", "why"}},
    };
    return all;
}

inline constexpr const char* journal_usage =
    R"(seedance journal list --journal FILE                       the newest intents; --state, --prefix, --open choose
seedance journal show NAME --journal FILE                  one of them, and what can be done about it
seedance journal resolve NAME TASK_ID --journal FILE       it was not known what became of it: this task did,
seedance journal resolve NAME not_sent --journal FILE      or the gateway's own list has no task of it
seedance journal acknowledge NAME... --journal FILE        nothing more is needed of them: they are over
seedance journal acknowledge --older --journal FILE        what a journal put back from a copy had forgotten is written
                                                           down: it is taken as it is
seedance journal prune --before 90d --journal FILE         removes notes and handles of what is over; names stay
seedance journal budget [NAME] --journal FILE              what budgets come to
seedance journal budget NAME --limit 25.00 --period month --journal FILE
seedance journal budget NAME --book -1.50 --as refund-7 --why WORDS --journal FILE

FILE may be the URL of a database, postgresql://HOST/NAME. Nothing is sent to a gateway, and no key is needed.
)";

inline po::options_description journal_options(journal_settings& chosen) {
    po::options_description known{"journal"};
    auto add = known.add_options();
    add("journal", po::value(&chosen.journal), "SQLite file, or URL of a PostgreSQL database; it must be there");
    add("prefix", po::value(&chosen.prefix), "list: of those whose names begin so");
    add("state", po::value<std::string>(), "list: of those in this state, `unknown`");
    add("open", po::bool_switch(&chosen.open), "list: of those that are not over");
    add("limit", po::value<std::string>(), "list: how many, 1 to 1000 (50); budget: dollars in a period, 25.00");
    add("after", po::value(&chosen.after), "list: where the list before ended, as it has said");
    add("older", po::bool_switch(&chosen.older), "acknowledge: the whole journal, as it is");
    add("before", po::value<std::string>(), "prune: begun before a day of UTC, 2026-01-31, or an age, 90d, 36h, 15m");
    add("dry-run", po::bool_switch(&chosen.dry_run), "prune: only count");
    add("period", po::value<std::string>(), "budget: `ever`, `day`, `month` (of UTC), `from 2026-01-31`");
    add("book", po::value<std::string>(), "budget: dollars that were paid besides, or -1.50 that were given back");
    add("as", po::value(&chosen.booking), "budget: name of what is booked; it is booked once under it");
    add("why", po::value(&chosen.why), "budget: the reason of what is booked, for people");
    add("json", po::bool_switch(&chosen.json), "print one JSON value");
    add("help", "print this");
    return known;
}

inline const journal_action& action_of(const journal_settings& chosen) {
    for (const auto& each : journal_actions())
        if (each.name == chosen.action) return each;
    throw usage_error{"there is no command 'journal " + chosen.action + "'"};
}

/// Refuses an option that means nothing to an action: one that is ignored is most often a mistake.
inline void check_action(const journal_settings& chosen, const po::variables_map& given) {
    const auto& action = action_of(chosen);
    for (const auto& [name, value] : given) {
        const bool is_every_ones = name == "journal" || name == "json" || name == "action" || name == "name";
        const bool is_its_own = std::find(action.options.begin(), action.options.end(), name) != action.options.end();
        if (!value.defaulted() && !is_every_ones && !is_its_own)
            throw usage_error{"--" + name + " does not go with `journal " + chosen.action + "`"};
    }
    if (chosen.journal.empty()) throw usage_error{"journal needs --journal"};
    if (chosen.names.size() < action.least_names || chosen.names.size() > action.most_names)
        throw usage_error{"journal " + chosen.action + " takes " + std::string{action.names}};
    if (chosen.action == "acknowledge" && chosen.older != chosen.names.empty())
        throw usage_error{"journal acknowledge takes names of intents, or --older"};
    if (chosen.action == "prune" && given.count("before") == 0) throw usage_error{"journal prune needs --before"};
}

inline seedance::intent_state state_from(const std::string& word) {
    std::vector<std::string> names;
    for (const auto state : seedance::all_intent_states) {
        if (word == to_string(state)) return state;
        names.emplace_back(to_string(state));
    }
    throw usage_error{"--state: one of " + in_words(names) + ", given '" + word + "'"};
}

inline std::size_t count_from(const std::string& text) {
    const auto count = seedance::text::parse_number<std::size_t>(text);
    if (!count || *count < 1 || *count > 1000) throw usage_error{"--limit: from 1 to 1000 intents"};
    return *count;
}

inline time_point moment_from(const std::string& text) {
    if (const auto day = day_in(text)) return *day;
    if (const auto age = age_in(text)) return std::chrono::system_clock::now() - *age;
    throw usage_error{"--before: a day as in 2026-01-31, or an age as in 90d, given '" + text + "'"};
}

inline seedance::budget_period period_from(const std::string& text) {
    using seedance::budget_period;
    constexpr std::string_view from = "from ";
    if (text == "ever") return budget_period::ever();
    if (text == "day") return budget_period::utc_day();
    if (text == "month") return budget_period::utc_month();
    if (text.starts_with(from))
        if (const auto day = day_in(std::string_view{text}.substr(from.size()))) return budget_period::from(*day);
    throw usage_error{"--period: `ever`, `day`, `month` or `from 2026-01-31`, given '" + text + "'"};
}

/// Reads an amount that may be negative where `signs` says so.
inline seedance::money amount_from(const char* option, std::string_view text, bool signs) {
    const bool is_negative = signs && text.starts_with('-');
    const auto amount = dollars_in(text.substr(is_negative ? 1 : 0));
    if (!amount) throw usage_error{std::string{option} + ": dollars as in 1.50, given '" + std::string{text} + "'"};
    return is_negative ? seedance::money{} - *amount : *amount;
}

inline void read_budget(journal_settings& chosen, const po::variables_map& given) {
    const auto text = [&given](const char* name) { return given[name].as<std::string>(); };
    if (given.count("limit") != 0) chosen.limit = amount_from("--limit", text("limit"), false);
    if (given.count("period") != 0) chosen.period = period_from(text("period"));
    if (given.count("book") != 0) chosen.booked = amount_from("--book", text("book"), true);
    const bool sets = chosen.limit || chosen.period;
    if ((sets || chosen.booked) && chosen.names.empty()) throw usage_error{"journal budget needs the budget's name"};
    if (sets && chosen.booked)
        throw usage_error{"--book goes with neither --limit nor --period: do one after the other"};
    const bool is_named = !chosen.booking.empty() && !chosen.why.empty();
    const bool is_half_named = !chosen.booking.empty() || !chosen.why.empty();
    if (chosen.booked ? !is_named : is_half_named) throw usage_error{"--book, --as and --why go together"};
}

inline void read_values(journal_settings& chosen, const po::variables_map& given) {
    if (given.count("state") != 0) chosen.state = state_from(given["state"].as<std::string>());
    if (given.count("before") != 0) chosen.before = moment_from(given["before"].as<std::string>());
    if (chosen.after < 0) throw usage_error{"--after: the number that the list before has ended with"};
    if (chosen.action == "list" && given.count("limit") != 0)
        chosen.most = count_from(given["limit"].as<std::string>());
    if (chosen.action == "budget") read_budget(chosen, given);
}

}  // namespace detail

/// Reads the command line of `seedance journal`; `argv[0]` is the word `journal`.
/// @par Errors Throws `usage_error`.
inline journal_settings parse_journal(int argc, char** argv) try {
    namespace po = detail::po;
    journal_settings chosen;
    const auto shown = detail::journal_options(chosen);
    po::options_description known;
    known.add(shown).add_options()("action", po::value(&chosen.action))("name", po::value(&chosen.names));
    po::positional_options_description positional;
    positional.add("action", 1).add("name", -1);
    po::variables_map given;
    const int whole_names = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(argc, argv).options(known).positional(positional).style(whole_names).run(),
              given);
    po::notify(given);
    if (given.count("help") != 0 || given.count("action") == 0) {
        std::ostringstream help;
        help << detail::journal_usage << shown;
        chosen.help = help.str();
        return chosen;
    }
    detail::refuse_empty_values(given);
    detail::check_action(chosen, given);
    detail::read_values(chosen, given);
    return chosen;
} catch (const detail::po::error& e) {
    throw usage_error{e.what()};
}

}  // namespace cli
