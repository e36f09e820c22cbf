// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <charconv>
#include <cmath>
#include <istream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/hmac.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/secret.hpp>

namespace server {

/// Somebody who may order videos, up to a limit of dollars in a month.
struct customer {
    std::string name;  ///< also that of the customer's budget, and how the names of its orders begin
    seedance::secret token;
    seedance::money limit;
    std::shared_ptr<const bool> streams = std::make_shared<const bool>();  ///< each stream of events has one more
};

/// The customers, from a file with a line `token customer limit` for each token; `#` begins a line for people.
class customers {
  public:
    /// @par Errors Throws `std::runtime_error`, which names the line of the file.
    customers(std::istream& lines, const std::string& file) {
        if (!lines) throw std::runtime_error{file + " cannot be read"};
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            if (!line.empty() && line.front() != '#' && !add(line))
                throw std::runtime_error{file + ", line " + std::to_string(number) + ": " + rule_of_lines};
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
        "expected a token of 16 to 200 visible characters, a name of 1 to 40 of the characters a-z 0-9 - _, and a "
        "limit in dollars, as in 25.50";

    bool add(const std::string& line) {
        std::istringstream parts{line};
        std::string token, name, limit, more;
        if (!(parts >> token >> name >> limit) || parts >> more) return false;
        const bool is_name = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
        double dollars = -1;
        const auto [end, failed] = std::from_chars(limit.data(), limit.data() + limit.size(), dollars);
        const bool is_amount = failed == std::errc{} && *end == '\0' && dollars >= 0 && dollars <= 1e9;
        if (token.size() < 16 || token.size() > 200 || !is_name || name.size() > 40 || !is_amount) return false;
        all_.push_back({name, seedance::secret{token}, seedance::micro_usd(std::llround(dollars * 1e6))});
        return true;
    }

    std::vector<customer> all_;
};

}  // namespace server
