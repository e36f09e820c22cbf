// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/provider/answer.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// A gateway's functions with a key for it.
struct account_entry {
    const provider_table* table;
    std::string base_url;
    http_header authorization;
    std::size_t key_at = authorization.value.rfind(' ') + 1;  ///< where in its value the key begins

    std::string_view key() const noexcept { return std::string_view{authorization.value}.substr(key_at); }
};

/// The accounts of a client, one for each gateway.
/// @par Thread safety
/// All functions may be called from any thread.
class account_list {
  public:
    /// Adds an account; it replaces an earlier one for the same gateway.
    void put(account_entry account) {
        auto entry = std::make_shared<const account_entry>(std::move(account));
        const std::lock_guard lock{mutex_};
        const auto same = std::find_if(entries_.begin(), entries_.end(),
                                       [&](const auto& known) { return known->table->name == entry->table->name; });
        if (same != entries_.end())
            *same = std::move(entry);
        else
            entries_.push_back(std::move(entry));
    }

    /// Gives the account for a gateway; null when there is none.
    std::shared_ptr<const account_entry> find(std::string_view provider) const {
        const std::lock_guard lock{mutex_};
        for (const auto& entry : entries_)
            if (entry->table->name == provider) return entry;
        return nullptr;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<const account_entry>> entries_;
};

/// Makes a request to the account's gateway, with the key.
inline http_request request_to(const account_entry& account, std::string method, std::string_view target) {
    http_request request;
    request.method = std::move(method);
    request.url.reserve(account.base_url.size() + target.size());
    request.url.append(account.base_url).append(target);
    request.headers.push_back(account.authorization);
    return request;
}

/// Removes the key from a text: a gateway may repeat it in its answer, and no text that leaves the library may hold it.
/// Answers are decoded before, so that an id is never changed.
inline void hide_key(std::string& text, const account_entry& account) {
    const auto key = account.key();
    if (text.size() < key.size()) return;
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + key.size()))
        text.replace(at, key.size(), key.size(), '*');
}

inline void hide_key(gateway_error& said, const account_entry& account) {
    hide_key(said.code, account);
    hide_key(said.message, account);
}

inline void hide_key(status_answer& answer, const account_entry& account) {
    hide_key(answer.error, account);
    hide_key(answer.raw_state, account);
}

}  // namespace seedance::detail
