// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/impl/kept_columns.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/impl/postgres_text.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// How a value of this type is written: in an array of which type, and in which column.
/// @{
inline const char* postgres_array_type(bool) noexcept { return "boolean[]"; }
inline const char* postgres_array_type(std::string_view) noexcept { return "text[]"; }
template <class Number>
const char* postgres_array_type(const Number&) noexcept {
    return "bigint[]";  // also of amounts and times
}
template <class Value>
const char* postgres_array_type(const std::optional<Value>&) noexcept {
    return postgres_array_type(Value{});
}

template <class Value>
constexpr bool is_amount = std::is_same_v<Value, money> || std::is_same_v<Value, std::optional<money>>;
template <class Value>
constexpr bool is_time = std::is_same_v<Value, std::chrono::system_clock::time_point> ||
                         std::is_same_v<Value, std::optional<std::chrono::system_clock::time_point>>;
/// @}

/// The columns of intents that a statement writes, from arrays that it is given as its values.
class postgres_columns {
  public:
    template <class Value>
    void operator()(std::string_view name, const Value& sample) {
        const auto given = "n." + std::string{name};
        columns_.push_back(std::string{name} + (is_amount<Value> ? "_micro_usd" : ""));
        values_.push_back(is_time<Value> ? postgres_time(given) : given);
        arrays_ += separator(arrays_) + '$' + std::to_string(columns_.size()) + "::" + postgres_array_type(sample);
        names_ += separator(names_) + std::string{name};
    }

    /// Gives the arrays as a table n.
    std::string table() const { return "unnest(" + arrays_ + ") AS n (" + names_ + ')'; }

    std::string insert() const {
        std::string columns, values;
        for (std::size_t i = 0; i != columns_.size(); ++i) {
            columns += separator(columns) + columns_[i];
            values += separator(values) + values_[i];
        }
        return "INSERT INTO intents (" + columns + ") SELECT " + values + " FROM " + table();
    }

    /// Gives what the UPDATE of an intent `i` sets; the first column says which.
    std::string update() const {
        std::string changes;
        for (std::size_t i = 1; i != columns_.size(); ++i) {
            const auto kept = "coalesce(" + values_[i] + ", i." + columns_[i] + ')';
            changes += separator(changes) + columns_[i] + " = " + (keeps_its_value(columns_[i]) ? kept : values_[i]);
        }
        return "UPDATE intents AS i SET " + changes + " FROM " + table() + " WHERE i.id = n.id";
    }

  private:
    static std::string separator(const std::string& before) { return before.empty() ? "" : ", "; }

    std::vector<std::string> columns_;
    std::vector<std::string> values_;
    std::string arrays_;
    std::string names_;
};

/// Collects what a transaction writes of intents, and writes it by one statement for each kind.
class postgres_writes {
  public:
    void insert(std::int64_t id, std::int64_t owner, const intent& what) {
        std::size_t place = 0;
        put_all(id, owner, what, [&](std::string_view, const auto& value) { add(inserted_, place, value); });
    }

    /// Writes over a row. What it says of a task stays where `what` has none.
    void replace(std::int64_t id, std::int64_t owner, const intent& what) {
        std::size_t place = 0;
        put_changes(id, owner, what, [&](std::string_view, const auto& value) { add(replaced_, place, value); });
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
        if (!replaced_.empty()) into.emplace_back(replace_.c_str(), replaced_);
        if (!inserted_.empty()) into.emplace_back(insert_.c_str(), inserted_);
        if (!tasks_[0].is_empty()) into.emplace_back(add_tasks_, tasks_);
        if (!requests_[0].is_empty()) into.emplace_back(enqueue_, requests_);
        if (!erased_[0].is_empty()) into.emplace_back(erase_, erased_);
        if (!times_[0].is_empty()) into.emplace_back(keep_times_, times_);
    }

  private:
    /// Calls a function with each column that a change writes; the first says which row.
    template <class Put>
    static void put_changes(std::int64_t id, std::int64_t owner, const intent& what, Put put) {
        put("id", id);
        put("owner", owner);
        put_changing_columns(what, task_texts{what}, put);
    }

    template <class Put>
    static void put_all(std::int64_t id, std::int64_t owner, const intent& what, Put put) {
        put_changes(id, owner, what, std::ref(put));
        put_lasting_columns(what, std::ref(put));
    }

    template <class Value>
    static void add(std::vector<postgres_array>& to, std::size_t& place, const Value& value) {
        if (place == to.size()) to.emplace_back();
        to[place++].add(kept_value(value));
    }

    static std::string update_statement() {
        postgres_columns columns;
        put_changes(0, 0, intent{}, std::ref(columns));
        return columns.update();
    }

    /// In the order of the names: two that begin the same wait for each other in one order.
    static std::string insert_statement() {
        postgres_columns columns;
        put_all(0, 0, intent{}, std::ref(columns));
        return columns.insert() + " ORDER BY n.name, n.attempt";
    }

    static inline const std::string replace_ = update_statement();
    static inline const std::string insert_ = insert_statement();
    static constexpr const char* add_tasks_ =
        "INSERT INTO tasks (provider, account, task_id, intent) SELECT * FROM unnest($1::text[], $2::text[], "
        "$3::text[], $4::bigint[]) ON CONFLICT DO NOTHING";
    static constexpr const char* enqueue_ =
        "INSERT INTO queue (intent, request) SELECT * FROM unnest($1::bigint[], $2::text[])";
    static constexpr const char* erase_ = "DELETE FROM queue WHERE intent = ANY ($1::bigint[])";

    static constexpr const char* keep_times_ =
        "INSERT INTO times (provider, model, place, took_ms) SELECT * FROM unnest($1::text[], $2::text[], "
        "$3::integer[], $4::bigint[]) ON CONFLICT (provider, model, place) DO UPDATE SET took_ms = excluded.took_ms";

    std::vector<postgres_array> inserted_;
    std::vector<postgres_array> replaced_;
    std::array<postgres_array, 4> tasks_;
    std::array<postgres_array, 2> requests_;
    std::array<postgres_array, 1> erased_;
    std::array<postgres_array, 4> times_;
};

}  // namespace seedance::detail
