// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include <seedance/journal/impl/postgres_text.hpp>

namespace seedance::detail {

/// A statement with the values for its $1, $2, ...; its text lives longer.
class postgres_statement {
  public:
    template <class... Values>
    explicit postgres_statement(const char* sql, const Values&... values) : sql_{sql} {
        values_.reserve(sizeof...(values));
        (values_.push_back(text_of(values)), ...);
    }

    /// The same with columns as its values.
    template <class Columns>
        requires std::convertible_to<const Columns&, std::span<const postgres_array>>
    postgres_statement(const char* sql, const Columns& columns) : sql_{sql} {
        for (const auto& each : columns) values_.push_back(each.text());
    }

    const char* sql() const noexcept { return sql_; }
    int count() const noexcept { return static_cast<int>(values_.size()); }

    /// Gives the values as libpq takes them.
    std::vector<const char*> pointers() const {
        std::vector<const char*> all;
        all.reserve(values_.size());
        for (const auto& each : values_) all.push_back(each ? each->c_str() : nullptr);
        return all;
    }

  private:
    using value = std::optional<std::string>;

    // All of them: which one 64 bits are, or what a duration counts in, is another with each standard library.
    static value text_of(int number) { return std::to_string(number); }
    static value text_of(long number) { return std::to_string(number); }
    static value text_of(long long number) { return std::to_string(number); }
    static value text_of(bool yes) { return yes ? "t" : "f"; }
    static value text_of(std::string_view text) { return as_postgres_text(text); }
    static value text_of(const std::string& text) { return as_postgres_text(text); }
    static value text_of(const char* text) { return std::string{text}; }
    static value text_of(const postgres_array& array) { return array.text(); }
    template <class Value>
    static value text_of(const std::optional<Value>& given) {
        return given ? text_of(*given) : std::nullopt;
    }

    const char* sql_;
    std::vector<value> values_;
};

/// What a statement has given: rows of texts.
class postgres_result {
  public:
    explicit postgres_result(PGresult* given) noexcept : given_{given} {}

    int rows() const noexcept { return PQntuples(given_.get()); }
    bool is_empty() const noexcept { return rows() == 0; }
    const PGresult* get() const noexcept { return given_.get(); }

    bool is_null(int row, int column) const noexcept { return PQgetisnull(given_.get(), row, column) != 0; }
    bool is_true(int row, int column) const noexcept { return view(row, column) == "t"; }
    std::string_view view(int row, int column) const noexcept {
        return {PQgetvalue(given_.get(), row, column),
                static_cast<std::size_t>(PQgetlength(given_.get(), row, column))};
    }
    std::string text(int row, int column) const { return from_postgres_text(view(row, column)); }

    /// Gives 0 for NULL, and for what is no number.
    std::int64_t number(int row, int column) const noexcept {
        std::int64_t read = 0;
        const auto digits = view(row, column);
        std::from_chars(digits.data(), digits.data() + digits.size(), read);
        return read;
    }

    /// Gives how many rows it has changed.
    std::size_t changed() const noexcept {
        std::size_t read = 0;
        const std::string_view digits{PQcmdTuples(given_.get())};
        std::from_chars(digits.data(), digits.data() + digits.size(), read);
        return read;
    }

  private:
    struct clear {
        void operator()(PGresult* given) const noexcept { PQclear(given); }
    };
    std::unique_ptr<PGresult, clear> given_;
};

}  // namespace seedance::detail
