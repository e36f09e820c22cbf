// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The options of `seedance journal`.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/core/number.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/task/intent.hpp>

#include "gateways.hpp"
#include "parse.hpp"
#include "values.hpp"

namespace cli {

/// What the command line of `seedance journal` says.
struct journal_settings {
    std::string action = {};  ///< list, show, resolve, acknowledge, prune, budget
    std::vector<std::string> names = {};
    std::string journal = {};  ///< a file or a URL; empty: the default one
    std::string prefix = {};   ///< list: of the names
    std::optional<seedance::intent_state> state = {};
    bool open = false;
    std::size_t most = 50;  ///< list: intents
    std::int64_t after = 0;
    bool older = false;
    time_point before{};
    bool dry_run = false;
    std::optional<seedance::money> limit = {};  ///< budget
    std::optional<seedance::budget_period> period = {};
    std::optional<seedance::money> booked = {};
    std::string booking = {};
    std::string why = {};
    bool json = false;
};

namespace detail {

inline seedance::intent_state state_from(const std::string& word) {
    for (const auto state : seedance::all_intent_states)
        if (word == to_string(state)) return state;
    throw usage_error{"--state: one of " + in_words(names_of(seedance::all_intent_states)) + ", given '" + word + "'"};
}

inline std::size_t count_from(const std::string& text) {
    const auto count = seedance::text::parse_number<std::size_t>(text);
    if (!count || *count < 1 || *count > 1000) throw usage_error{"--limit: from 1 to 1000 intents"};
    return *count;
}

inline time_point moment_from(const std::string& text) {
    if (const auto day = day_in(text)) return *day;
    if (const auto age = age_in(text)) return std::chrono::system_clock::now() - *age;
    throw usage_error{"--before: a day as in 2026-01-31, or an age as in 90d of 36500d at most, given '" + text + "'"};
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

inline void read_budget(journal_settings& chosen, const parsed_line& line) {
    if (line.has("limit")) chosen.limit = amount_from("--limit", line.text("limit"), false);
    if (line.has("period")) chosen.period = period_from(line.text("period"));
    if (line.has("book")) chosen.booked = amount_from("--book", line.text("book"), true);
    chosen.booking = line.text("as");
    chosen.why = line.text("why");
    const bool sets = chosen.limit || chosen.period;
    if ((sets || chosen.booked) && chosen.names.empty())
        throw usage_error{"journal budget needs the budget's name: seedance journal budget NAME"};
    if (sets && chosen.booked)
        throw usage_error{"--book goes with neither --limit nor --period: do one after the other"};
    const bool is_named = !chosen.booking.empty() && !chosen.why.empty();
    const bool is_half_named = !chosen.booking.empty() || !chosen.why.empty();
    if (chosen.booked ? !is_named : is_half_named) throw usage_error{"--book, --as and --why go together"};
}

inline void read_list(journal_settings& chosen, const parsed_line& line) {
    chosen.prefix = line.text("prefix");
    chosen.open = line.has("open");
    if (line.has("state")) chosen.state = state_from(line.text("state"));
    if (line.has("limit")) chosen.most = count_from(line.text("limit"));
    if (line.has("after")) chosen.after = line.given["after"].as<std::int64_t>();
    if (chosen.after < 0) throw usage_error{"--after: the number that the list before has ended with"};
}

inline void read_prune(journal_settings& chosen, const parsed_line& line) {
    if (!line.has("before")) throw usage_error{"journal prune needs --before, as in --before 90d"};
    chosen.before = moment_from(line.text("before"));
    chosen.dry_run = line.has("dry-run");
}

}  // namespace detail

/// Makes values of the command line of `seedance journal`.
/// @par Errors Throws `usage_error`.
inline journal_settings journal_settings_of(const parsed_line& line) {
    journal_settings chosen{.action = line.command->name.substr(std::string_view{"journal "}.size()),
                            .names = line.arguments,
                            .journal = line.text("journal"),
                            .older = line.has("older"),
                            .json = line.has("json")};
    if (chosen.action == "acknowledge" && chosen.older != chosen.names.empty())
        throw usage_error{"journal acknowledge takes names of intents, or --older"};
    if (chosen.action == "list") detail::read_list(chosen, line);
    if (chosen.action == "prune") detail::read_prune(chosen, line);
    if (chosen.action == "budget") detail::read_budget(chosen, line);
    return chosen;
}

}  // namespace cli
