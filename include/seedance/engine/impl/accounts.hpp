// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/base64.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/url_secrets.hpp>
#include <seedance/core/impl/wipe.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/whole_json.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// A gateway's functions with a key for it.
struct account_entry {
    const provider_table* table;
    std::string base_url;
    http_header authorization;
    std::string name{default_account};
    std::size_t key_at = authorization.value.rfind(' ') + 1;  ///< where in its value the key begins

    ~account_entry() { wipe(authorization.value); }

    std::string_view key() const noexcept { return std::string_view{authorization.value}.substr(key_at); }

    /// Says whether a gateway has put the key into a text; then it is no id, and is kept nowhere.
    bool is_key_in(std::string_view text) const noexcept {
        return !key().empty() && text.find(key()) != std::string_view::npos;
    }

    /// Gives what tells this key from others: the beginning of a hash, from which nobody learns the key.
    std::string key_fingerprint() const { return text::base64_encode(text::sha256(key()).substr(0, 6)); }
};

/// The accounts of a client, by gateway and name.
/// @par Thread safety
/// All functions may be called from any thread.
class account_list {
  public:
    /// Adds an account; it replaces an earlier one of the same name at the same gateway.
    void put(account_entry account) {
        auto entry = std::make_shared<const account_entry>(std::move(account));
        const std::lock_guard lock{mutex_};
        const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const auto& known) {
            return known->table->name == entry->table->name && known->name == entry->name;
        });
        if (same != entries_.end())
            *same = std::move(entry);
        else
            entries_.push_back(std::move(entry));
    }

    /// Gives the account of a name at a gateway; null when there is none.
    std::shared_ptr<const account_entry> find(std::string_view provider, std::string_view name) const {
        const std::lock_guard lock{mutex_};
        for (const auto& entry : entries_)
            if (entry->table->name == provider && entry->name == name) return entry;
        return nullptr;
    }

    std::vector<std::shared_ptr<const account_entry>> all() const {
        const std::lock_guard lock{mutex_};
        return entries_;
    }

    /// Gives the names of the accounts at a gateway, in quotes; empty where there is none.
    std::string names_at(std::string_view provider) const {
        const std::lock_guard lock{mutex_};
        std::string names;
        for (const auto& entry : entries_)
            if (entry->table->name == provider) names += (names.empty() ? "" : ", ") + detail::quoted(entry->name);
        return names;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<const account_entry>> entries_;
};

/// Says that the client has no account of a name at a gateway.
inline failure no_account(const account_list& accounts, std::string_view provider, std::string_view name,
                          std::string_view model) {
    auto why = failure_of(errc::no_account, step::check, provider, model);
    const auto others = accounts.names_at(provider);
    why.detail = "it needs the account " + detail::quoted(name) + "; the client has " +
                 (others.empty() ? "none" : others) + " at this gateway: client.use(" + std::string{provider} +
                 "::account{...}) adds one";
    return why;
}

/// Makes a request to the account's gateway, with the key.
inline http_request request_to(const account_entry& account, std::string method, std::string_view target) {
    http_request request;
    request.method = std::move(method);
    request.url.reserve(account.base_url.size() + target.size());
    request.url.append(account.base_url).append(target);
    request.headers.push_back({account.authorization.name, copy_of_secret({}, account.authorization.value)});
    request.looks_whole = &has_whole_json;
    return request;
}

/// Removes the key from a text: a gateway may repeat it in its answer, and no text that leaves the library may hold it.
/// Answers are decoded before, so that an id is never changed. Where a long text was cut inside the key, its beginning
/// goes too.
inline void hide_key(std::string& text, const account_entry& account) {
    constexpr std::size_t telling = 8;  // bytes: fewer are the same in many keys, "sk-"
    const auto key = account.key(), beginning = key.substr(0, telling);
    const auto first = text.find(beginning);
    if (first == std::string::npos || key.empty()) return;  // most texts
    for (auto at = text.find(key, first); at != std::string::npos; at = text.find(key, at + key.size()))
        text.replace(at, key.size(), key.size(), '*');
    const auto last = text.size() - std::min(text.size(), key.size());
    for (auto at = text.find(beginning, last); at != std::string::npos; at = text.find(beginning, at + 1))
        if (key.starts_with(std::string_view{text}.substr(at))) text.replace(at, text.npos, text.size() - at, '*');
}

/// Gives what came, without the key: the headers that say what it is and whose, and at most 64 KiB of the body.
inline received_answer received_from(const http_reply& reply, const account_entry& account) {
    static constexpr std::size_t longest = 64 * 1024;
    static constexpr std::string_view telling[] = {"Content-Type", "Content-Length", "Content-Encoding", "Location",
                                                   "Retry-After",  "Date",           "Server",           "Via",
                                                   "CF-Ray",       "X-Request-Id",   "X-Correlation-Id"};
    received_answer received{.status = reply.status};
    received.headers.reserve(std::min(reply.headers.size(), std::size(telling)));
    for (const auto name : telling) {
        auto value = std::string{reply.header(name).substr(0, 1024)};
        if (value.empty()) continue;
        hide_key(value, account);
        hide_url_secrets(value);
        received.headers.push_back({std::string{name}, std::move(value)});
    }
    received.body = reply.body;
    hide_key(received.body, account);  // whole, before it may be cut
    received.body.resize(std::min(received.body.size(), longest));
    return received;
}

/// Writes the note for the journal about an answer that cannot be used: people print it. The id is there whole.
inline std::string note_of(const failure& why, const account_entry& account) {
    auto note = why.detail.empty() ? why.code.message() : why.detail;
    if (why.candidate) note += ", perhaps task \"" + why.candidate->id + '"';
    if (why.received.status != 0) note += ", HTTP " + std::to_string(why.received.status);
    for (const auto& header : why.received.headers) note += ", " + header.name + ": " + header.value;
    if (!why.received.body.empty()) note += ": " + why.received.body;
    hide_key(note, account);  // an id may hold it
    return harmless(note, longest_note);
}

inline void hide_key(gateway_error& said, const account_entry& account) {
    hide_key(said.code, account);
    hide_key(said.message, account);
    hide_url_secrets(said.message);  // of media that it could not fetch
}

inline void hide_key(status_answer& answer, const account_entry& account) {
    hide_key(answer.error, account);
    hide_key(answer.raw_state, account);
}

}  // namespace seedance::detail
