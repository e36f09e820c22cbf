// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Collects what a transaction writes of intents, and writes it by one statement for each kind.
class postgres_writes {
  public:
    void insert(std::int64_t id, std::int64_t owner, const intent& what) {
        auto& c = inserted_;
        c[0].add(what.name);
        c[1].add(std::int64_t{what.attempt});
        c[2].add(what.provider);
        c[3].add(what.account);
        c[4].add(what.model);
        c[5].add(what.budget);
        c[6].add(unix_milliseconds(what.planned_at));
        c[7].add(what.handle);
        c[8].add(what.digest);
        c[9].add(what.key_fingerprint);
        c[10].add(std::int64_t{what.legs_left});
        add_what_changes<11>(c, id, owner, what);
    }

    /// Writes over a row. What it says of a task stays where `what` has none.
    void replace(std::int64_t id, std::int64_t owner, const intent& what) {
        add_what_changes<0>(replaced_, id, owner, what);
    }

    /// Makes a task find an intent.
    void add_task(const task& what, std::int64_t intent) {
        tasks_[0].add(what.provider);
        tasks_[1].add(what.account);
        tasks_[2].add(what.id);
        tasks_[3].add(intent);
    }

    void enqueue(std::int64_t intent, const std::string& request) {
        requests_[0].add(intent);
        requests_[1].add(request);
    }
    void erase_request(std::int64_t intent) { erased_[0].add(intent); }

    /// Keeps how long a task took. Rows come in the order of their keys: two that write the same wait in one order.
    void keep_time(const std::string& provider, const std::string& model, int place, std::chrono::milliseconds took) {
        times_[0].add(provider);
        times_[1].add(model);
        times_[2].add(std::int64_t{place});
        times_[3].add(std::int64_t{took.count()});
    }

    /// Adds the statements.
    void write(std::vector<postgres_statement>& into) const {
        if (!replaced_[0].is_empty()) into.emplace_back(replace_.c_str(), replaced_);
        if (!inserted_[0].is_empty()) into.emplace_back(insert_.c_str(), inserted_);
        if (!tasks_[0].is_empty()) into.emplace_back(add_tasks_, tasks_);
        if (!requests_[0].is_empty()) into.emplace_back(enqueue_, requests_);
        if (!erased_[0].is_empty()) into.emplace_back(erase_, erased_);
        if (!times_[0].is_empty()) into.emplace_back(keep_times_, times_);
    }

  private:
    template <std::size_t From, std::size_t Count>
    static void add_what_changes(std::array<postgres_array, Count>& c, std::int64_t id, std::int64_t owner,
                                 const intent& what) {
        const auto time_of = [](const auto& time) {
            return time ? std::optional{unix_milliseconds(*time)} : std::nullopt;
        };
        const auto text = [](const std::optional<task>& of) {
            return of ? std::optional{to_string(*of)} : std::nullopt;
        };
        c[From].add(id);
        c[From + 1].add(owner);
        c[From + 2].add(to_string(what.state));
        c[From + 3].add(what.task ? std::optional{what.task->id} : std::nullopt);
        c[From + 4].add(text(what.task));
        c[From + 5].add(what.queued);
        c[From + 6].add(what.held.micro_usd);
        c[From + 7].add(what.charged ? std::optional{what.charged->micro_usd} : std::nullopt);
        c[From + 8].add(what.budget_period);
        c[From + 9].add(std::int64_t{what.further_tasks});
        c[From + 10].add(what.note);
        c[From + 11].add(time_of(what.ended_at));
        c[From + 12].add(what.version);
        c[From + 13].add(text(what.candidate));
        c[From + 14].add(what.callback);
    }

    static constexpr const char* types_that_change_ =
        "bigint[], text[], text[], text[], boolean[], bigint[], bigint[], bigint[], integer[], text[], bigint[], "
        "bigint[], text[], text[]";

    static std::string unnest(const std::string& types, const std::string& names) {
        std::string call = "unnest(";
        int number = 0;
        for (std::size_t begin = 0; begin < types.size();) {
            const auto end = std::min(types.find(", ", begin), types.size());
            call += (number == 0 ? "$" : ", $") + std::to_string(number + 1) + "::" + types.substr(begin, end - begin);
            ++number;
            begin = end + 2;
        }
        return call + ") AS n (" + names + ')';
    }

    static inline const std::string types_ = std::string{"bigint[], "} + types_that_change_;
    static inline const std::string names_ =
        "id, owner, state, task_id, task, queued, held, charged, budget_period, further_tasks, note, ended_at, "
        "version, candidate, callback";

    static inline const std::string replace_ =
        "UPDATE intents AS i SET owner = n.owner, state = n.state, task_id = coalesce(n.task_id, i.task_id), task = "
        "coalesce(n.task, i.task), queued = n.queued, held_micro_usd = n.held, charged_micro_usd = n.charged, "
        "budget_period = n.budget_period, further_tasks = n.further_tasks, note = n.note, ended_at = " +
        postgres_time("n.ended_at") + ", version = n.version, candidate = n.candidate, callback = n.callback FROM " +
        unnest(types_, names_) + " WHERE i.id = n.id";
    // In the order of the names: two that begin the same wait for each other in one order.
    static inline const std::string insert_ =
        "INSERT INTO intents (name, attempt, provider, account, model, budget, planned_at, handle, digest, "
        "key_fingerprint, legs_left, id, owner, state, task_id, task, queued, held_micro_usd, charged_micro_usd, "
        "budget_period, "
        "further_tasks, note, ended_at, version, candidate, callback) SELECT n.name, n.attempt, n.provider, n.account, "
        "n.model, n.budget, " +
        postgres_time("n.planned_at") +
        ", n.handle, n.digest, n.key_fingerprint, n.legs_left, n.id, n.owner, n.state, n.task_id, n.task, n.queued, "
        "n.held, "
        "n.charged, n.budget_period, n.further_tasks, n.note, " +
        postgres_time("n.ended_at") + ", n.version, n.candidate, n.callback FROM " +
        unnest(
            "text[], integer[], text[], text[], text[], text[], bigint[], text[], text[], text[], integer[], " + types_,
            "name, attempt, provider, account, model, budget, planned_at, handle, digest, key_fingerprint, "
            "legs_left, " +
                names_) +
        " ORDER BY n.name, n.attempt";
    static constexpr const char* add_tasks_ =
        "INSERT INTO tasks (provider, account, task_id, intent) SELECT * FROM unnest($1::text[], $2::text[], "
        "$3::text[], $4::bigint[]) ON CONFLICT DO NOTHING";
    static constexpr const char* enqueue_ =
        "INSERT INTO queue (intent, request) SELECT * FROM unnest($1::bigint[], $2::text[])";
    static constexpr const char* erase_ = "DELETE FROM queue WHERE intent = ANY ($1::bigint[])";

    static constexpr const char* keep_times_ =
        "INSERT INTO times (provider, model, place, took_ms) SELECT * FROM unnest($1::text[], $2::text[], "
        "$3::integer[], $4::bigint[]) ON CONFLICT (provider, model, place) DO UPDATE SET took_ms = excluded.took_ms";

    std::array<postgres_array, 26> inserted_;
    std::array<postgres_array, 15> replaced_;
    std::array<postgres_array, 4> tasks_;
    std::array<postgres_array, 2> requests_;
    std::array<postgres_array, 1> erased_;
    std::array<postgres_array, 4> times_;
};

}  // namespace seedance::detail
