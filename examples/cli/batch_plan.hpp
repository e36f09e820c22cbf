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
#include <seedance/journal/journal.hpp>
#include <seedance/request/digest.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/save_path.hpp>

#include "batch_lines.hpp"
#include "settings.hpp"
#include "usage_error.hpp"

namespace cli {

/// A line, with what is known of it.
struct planned_job {
    batch_job job;
    std::string intent{};                     ///< its name in the journal
    std::string path{};                       ///< of its video
    std::optional<seedance::intent> known{};  ///< of an earlier run
    bool is_saved = false;                    ///< nothing is to be done
};

/// A batch.
struct batch_plan {
    std::string budget{};  ///< its name in the journal; empty: there is none
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
    std::error_code ignored;
    if (!what.known)
        return std::filesystem::exists(what.path, ignored)
                   ? what.path + " is there already, and is not this line's: move it away, or name another --out-dir"
                   : std::string{};
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

inline planned_job planned(batch_job job, const settings& chosen, seedance::journal* store) {
    planned_job made{.job = std::move(job)};
    made.intent = (chosen.name.empty() ? "batch" : "batch " + chosen.name) + "/" + made.job.id;
    made.path = (std::filesystem::path{chosen.out_dir} / (made.job.id + ".mp4")).string();
    if (store != nullptr) made.known = store->find(made.intent);
    std::error_code ignored;
    made.is_saved = made.known && made.known->state == seedance::intent_state::fetched &&
                    std::filesystem::is_regular_file(made.path, ignored);
    return made;
}

}  // namespace detail

/// Plans a batch; a null journal knows nothing.
/// @par Errors Throws `usage_error` for a file that cannot be read.
inline batch_plan plan_of(const settings& chosen, seedance::journal* store) {
    auto lines = detail::lines_of(chosen.argument);
    batch_plan plan{.problems = std::move(lines.problems)};
    if (chosen.budget) plan.budget = detail::budget_name_of(chosen);
    for (auto& each : lines.jobs) {
        auto made = detail::planned(std::move(each), chosen, store);
        if (auto words = detail::problem_of(made); !words.empty())
            plan.problems.push_back({made.job.line, std::move(words)});
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
    const auto probe = (std::filesystem::path{folder} / "a-video.mp4").string();
    if (const auto problem = seedance::problem_of_path(probe); !problem.empty())
        throw usage_error{"--out-dir: " + problem};
}

}  // namespace cli
