// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <istream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/hmac.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/server/places.hpp>

namespace server {

/// Somebody who may order videos, up to a limit of dollars in a month.
struct customer {
    std::string name;  ///< also that of the customer's budget, and how the names of its orders begin
    seedance::secret token;
    seedance::money limit;
    seedance::places places{};  ///< of streams and of files
};

/// The customers, from a file with a line `token customer limit` for each token, of which a customer may have several;
/// `#` begins a line for people.
class customers {
  public:
    /// @par Errors Throws `std::runtime_error`, which names the line of the file.
    customers(std::istream& lines, const std::string& file) {
        if (!lines) throw std::runtime_error{file + " cannot be read"};
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            if (++number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // as some editors begin a file
            if (const auto* const wrong = add(line))
                throw std::runtime_error{file + ", line " + std::to_string(number) + ": " + wrong};
        }
        if (all_.empty()) throw std::runtime_error{file + " names no customer"};
    }

    /// Gives whose token it is, or null. The time that it takes tells nothing about the tokens.
    const customer* with_token(std::string_view token) const noexcept {
        const customer* found = nullptr;
        for (const auto& each : all_)
            if (seedance::text::equal_in_constant_time(each.token.reveal(), token)) found = &each;
        return found;
    }

    auto begin() const noexcept { return all_.begin(); }
    auto end() const noexcept { return all_.end(); }

  private:
    static constexpr const char* rule_of_lines =
        "expected a token of 16 to 200 visible characters of ASCII, a name of 1 to 40 of the characters a-z 0-9 - _, "
        "and a limit in dollars, as in 25.50";

    /// Adds what a line says; gives what is wrong with it, without the token, or null.
    const char* add(const std::string& line) {
        std::istringstream parts{line};
        std::string token, name, limit, more;
        if (!(parts >> token) || token.front() == '#') return nullptr;
        if (!(parts >> name >> limit) || parts >> more) return rule_of_lines;
        const bool is_visible = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
        const bool is_name = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
        double dollars = -1;
        const auto [end, failed] = std::from_chars(limit.data(), limit.data() + limit.size(), dollars);
        const bool is_amount = failed == std::errc{} && *end == '\0' && dollars >= 0 && dollars <= 1e9;
        const bool is_token = is_visible && token.size() >= 16 && token.size() <= 200;
        if (!is_token || !is_name || name.size() > 40 || !is_amount) return rule_of_lines;
        customer made{name, seedance::secret{token}, seedance::micro_usd(std::llround(dollars * 1e6))};
        for (const auto& each : all_) {
            if (each.token.reveal() == token) return "a line above has the same token";
            if (each.name != name) continue;
            if (each.limit != made.limit) return "a line above has another limit for this customer";
            made.places = each.places;
        }
        all_.push_back(std::move(made));
        return nullptr;
    }

    std::vector<customer> all_;
};

}  // namespace server
