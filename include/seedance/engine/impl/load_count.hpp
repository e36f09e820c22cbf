// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/task/client_load.hpp>

namespace seedance::detail {

/// Counts what is under way, by account.
class load_count {
  public:
    /// Gives the row of an account.
    account_load& at(std::string_view provider, std::string_view account) {
        auto key = std::string{provider}.append(1, ' ').append(account);  // no name has a blank
        const auto [place, is_new] = rows_.try_emplace(std::move(key));
        if (is_new) place->second.provider = provider;
        if (is_new) place->second.account = account;
        return place->second;
    }

    client_load take() {
        client_load counted;
        for (auto& [key, row] : rows_) counted.accounts.push_back(std::move(row));
        return counted;
    }

  private:
    std::map<std::string, account_load> rows_;
};

}  // namespace seedance::detail
