// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What is to be done for the lines of a batch: decided from its file, the journal and the folder, before anything is
/// paid.

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/request/digest.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/save_path.hpp>

#include "batch_lines.hpp"
#include "folder_record.hpp"
#include "journal_pages.hpp"
#include "settings.hpp"
#include "usage_error.hpp"

namespace cli {

/// Gives the name of the file of a line's video, in its folder.
inline std::string file_name_of(const batch_job& job) { return job.id + ".mp4"; }

/// A line, with what is known of it.
struct planned_job {
    batch_job job;
    std::string intent{};                     ///< its name in the journal
    std::string path{};                       ///< of its video; empty: no folder was named
    std::optional<seedance::intent> known{};  ///< of an earlier run
    bool is_own_file = false;                 ///< what lies at `path`, if anything does, is its video
    bool is_of_another = false;               ///< the folder's record has the name for another video
    bool is_saved = false;                    ///< nothing is to be done
    bool is_fetched = false;                  ///< its video lies aside in the folder, and only has to get its name
};

/// A batch.
struct batch_plan {
    std::string budget{};  ///< its name in the journal; empty: there is none
    seedance::money
        elsewhere{};  ///< what its lines cost that the budget does not count: other runs had another, or none
    std::vector<planned_job> jobs{};
    std::vector<batch_problem> problems{};
};

namespace detail {

inline batch_lines lines_of(const std::string& path) {
    std::ifstream file;
    if (path != "-") file.open(path, std::ios::binary);
    std::istream& from = path == "-" ? std::cin : file;
    const bool is_open = from.good();
    auto lines = read_batch(from);
    if (!is_open || from.bad()) throw usage_error{"batch: " + path + " cannot be read"};
    if (lines.jobs.empty() && lines.problems.empty())
        throw usage_error{"batch: " + (path == "-" ? std::string{"standard input"} : path) +
                          " has no line that asks for a video"};
    return lines;
}

/// Gives the budget's name: the batch's, or that of its file, from whatever folder it is read.
inline std::string budget_name_of(const settings& chosen) {
    if (!chosen.name.empty()) return "batch " + chosen.name;
    const auto stem =
        chosen.argument == "-" ? std::string{"standard input"} : std::filesystem::path{chosen.argument}.stem().string();
    return "batch " + stem;
}

/// Says whether an attempt will be paid for anew, should it be made.
inline bool is_to_be_paid(const planned_job& what) {
    return !what.known || what.known->state == seedance::intent_state::not_sent ||
           what.known->state == seedance::intent_state::dropped || what.known->state == seedance::intent_state::planned;
}

/// Says why a line must not be worked on; empty where it may.
inline std::string problem_of(const planned_job& what) {
    if (!what.is_own_file && is_taken(what.path))
        return what.path + " is there already, and is not this line's: move it away, or name another --out-dir";
    if (what.is_of_another)
        return "the folder's .seedance-batch has " + file_name_of(what.job) +
               " for another video: name another --out-dir";
    if (!what.known) return {};
    const auto& before = what.known->digest;
    const auto& legs = what.job.request.legs();
    const auto is_same = [&before](const auto& leg) {
        return !seedance::are_comparable(before, leg.digest()) || before == leg.digest();
    };
    if (std::any_of(legs.begin(), legs.end(), is_same)) return {};
    const auto& now = legs.front().digest();
    return "the id \"" + what.job.id + "\" belongs to another request already, with another " +
           std::string{seedance::differing_field(before, now)} +
           ": give the line another id, or the batch another --name";
}

/// Says what keeps a line from being paid: --price-limit, which a route keeps where one of its legs does. Empty where
/// nothing does.
inline std::string words_beyond_limit(const planned_job& what, const settings& chosen) {
    if (!chosen.price_limit || !is_to_be_paid(what)) return {};
    std::optional<seedance::money> cheapest;
    for (const auto& leg : what.job.request.legs()) {
        const auto price = leg.price();
        const auto counted = price.known() ? std::optional{price.amount()} : chosen.price_if_unknown;
        if (counted && (!cheapest || *counted < *cheapest)) cheapest = counted;
    }
    if (!cheapest)
        return "it has no documented price, and --price-limit needs one: --price-if-unknown says what counts";
    if (*cheapest <= *chosen.price_limit) return {};
    return "it costs " + to_string(*cheapest) + ", and --price-limit is " + to_string(*chosen.price_limit) +
           ": give a larger one, or leave the line out";
}

/// Gives what the attempts at a line come to that the batch's budget does not count. What is only planned will be paid.
inline seedance::money cost_elsewhere(const planned_job& what, const std::string& budget, seedance::journal* store) {
    seedance::money sum{};
    if (!what.known || budget.empty()) return sum;
    for_each_intent(*store, {.name = what.intent}, [&](const seedance::intent& each) {
        if (each.budget != budget && each.state != seedance::intent_state::planned)
            sum += seedance::detail::cost_of_attempt(each).all();
    });
    return sum;
}

/// Finds out what of a line lies in the folder. Another run of the batch may be at it: what it has written down since
/// is read before what lies there is somebody else's.
inline void look_at_files(planned_job& made, const settings& chosen, folder_record& record, seedance::journal* store) {
    const auto name = file_name_of(made.job);
    made.path = (std::filesystem::path{chosen.out_dir} / name).string();
    for (const bool is_last_look : {false, true}) {
        made.is_own_file = made.known && made.known->task && record.has(name, *made.known->task);
        made.is_of_another = !made.is_own_file && record.has(name);
        if (made.is_own_file || is_last_look || !(made.is_of_another || is_taken(made.path))) break;
        record.refresh();
        if (store != nullptr) made.known = store->find(made.intent);
    }
    if (!made.is_own_file || made.known->state != seedance::intent_state::fetched) return;
    std::error_code ignored;
    made.is_fetched = std::filesystem::is_regular_file(record.path_aside(name, *made.known->task), ignored);
    made.is_saved = !made.is_fetched && std::filesystem::is_regular_file(made.path, ignored);
}

inline planned_job planned(batch_job job, const settings& chosen, folder_record& record, seedance::journal* store) {
    planned_job made{.job = std::move(job)};
    made.intent = (chosen.name.empty() ? "batch" : "batch " + chosen.name) + "/" + made.job.id;
    if (store != nullptr) made.known = store->find(made.intent);
    if (!chosen.out_dir.empty()) look_at_files(made, chosen, record, store);
    return made;
}

}  // namespace detail

/// Plans a batch; a null journal knows nothing.
/// @par Errors Throws `usage_error` for a file that cannot be read.
inline batch_plan plan_of(const settings& chosen, folder_record& record, seedance::journal* store) {
    auto lines = detail::lines_of(chosen.argument);
    batch_plan plan{.problems = std::move(lines.problems)};
    if (chosen.budget) plan.budget = detail::budget_name_of(chosen);
    for (auto& each : lines.jobs) {
        auto made = detail::planned(std::move(each), chosen, record, store);
        if (auto words = detail::problem_of(made); !words.empty())
            plan.problems.push_back({made.job.line, std::move(words)});
        else if (words = detail::words_beyond_limit(made, chosen); !words.empty())
            plan.problems.push_back({made.job.line, std::move(words), true});
        plan.elsewhere += detail::cost_elsewhere(made, plan.budget, store);
        plan.jobs.push_back(std::move(made));
    }
    return plan;
}

/// What the lines that are not paid for will cost.
struct batch_cost {
    seedance::money sum{};
    std::vector<std::size_t> unknown{};  ///< lines whose price nobody knows
    std::size_t count = 0;               ///< of all those lines
};

inline batch_cost cost_of(const batch_plan& plan, std::optional<seedance::money> if_unknown) {
    batch_cost cost;
    for (const auto& each : plan.jobs) {
        if (!detail::is_to_be_paid(each)) continue;
        ++cost.count;
        const auto price = each.job.request.price();
        if (price.known())
            cost.sum += price.highest.amount();
        else if (if_unknown)
            cost.sum += *if_unknown;
        else
            cost.unknown.push_back(each.job.line);
    }
    return cost;
}

/// Makes the folder of the videos, and sees that they can be saved there.
/// @par Errors Throws `usage_error`.
inline void prepare_folder(const std::string& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) throw usage_error{"--out-dir: " + folder + " cannot be made: " + failed.message()};
    // Another batch may look at the same moment, and a path that is written to is locked.
    const auto probe = (std::filesystem::path{folder} / ("a-video-" + seedance::random_id() + ".mp4")).string();
    if (const auto problem = seedance::problem_of_path(probe); !problem.empty())
        throw usage_error{"--out-dir: " + problem};
}

}  // namespace cli
