// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>

namespace seedance::detail {

/// Counts which ids callbacks have brought for attempts whose answer was lost. A body that was posted to a wrong URL
/// names the task of another attempt, so an attempt gets an id only where that is what most of its callbacks say, and
/// where most callbacks with that id have come for it. It is used on the strand.
class callback_votes {
  public:
    /// The most attempts that are counted for; beyond that, those that are counted already go on.
    static constexpr std::size_t most_attempts = 100'000;

    /// The most ids that are counted for an attempt; who knows its URL may post any number.
    static constexpr std::size_t most_ids = 16;

    void add(const std::string& handle, const std::string& id) {
        if (ids_.size() >= most_attempts && !ids_.contains(handle)) return;
        auto& counted = ids_[handle];
        if (counted.size() >= most_ids && !counted.contains(id)) return;
        ++counted[id];
        ++handles_[id][handle];
    }

    /// Counts one callback less: it will be posted again. What it says stands against what others say as if it had come
    /// once.
    void take_back(const std::string& handle, const std::string& id) {
        const auto counted = ids_.find(handle);
        if (counted == ids_.end() || !counted->second.contains(id)) return;
        --counted->second[id];
        --handles_[id][handle];
    }

    /// Counts the different ids that callbacks have brought for an attempt.
    std::size_t count(const std::string& handle) const {
        const auto counted = ids_.find(handle);
        return counted == ids_.end() ? 0 : counted->second.size();
    }

    /// Counts the callbacks that have brought an id for an attempt.
    int count(const std::string& handle, const std::string& id) const {
        const auto counted = ids_.find(handle);
        if (counted == ids_.end() || !counted->second.contains(id)) return 0;
        return counted->second.at(id);
    }

    /// Forgets what was counted of an id for an attempt: the gateway has no such task, or it is another's.
    void deny(const std::string& handle, const std::string& id) {
        const auto counted = ids_.find(handle);
        if (counted != ids_.end() && counted->second.erase(id) != 0) remove_handle(id, handle);
    }

    /// Says whether anything is counted for an attempt, or was.
    bool knows(const std::string& handle) const { return ids_.contains(handle); }

    /// Gives the id that is an attempt's; empty where that is not clear.
    std::string winner(const std::string& handle) const {
        const auto id = first_of(ids_, handle);
        return !id.empty() && first_of(handles_, id) == handle && count(handle, id) > 0 ? id : std::string{};
    }

    /// Forgets what was counted for an attempt: it is known whose its task is.
    void forget(const std::string& handle) {
        const auto counted = ids_.extract(handle);
        if (!counted) return;
        for (const auto& [id, count] : counted.mapped()) remove_handle(id, handle);
    }

  private:
    using counts = std::map<std::string, int>;

    void remove_handle(const std::string& id, const std::string& handle) {
        const auto at = handles_.find(id);
        at->second.erase(handle);
        if (at->second.empty()) handles_.erase(at);
    }

    /// Gives what was counted most often; empty where two were.
    static std::string first_of(const std::unordered_map<std::string, counts>& in, const std::string& key) {
        const auto at = in.find(key);
        if (at == in.end()) return {};
        const auto weight = [](const auto& each) { return std::max(each.second, 1); };
        const auto is_less = [&](const auto& one, const auto& other) { return weight(one) < weight(other); };
        const auto most = std::max_element(at->second.begin(), at->second.end(), is_less);
        const auto has_most = [&](const auto& each) { return weight(each) == weight(*most); };
        return std::count_if(at->second.begin(), at->second.end(), has_most) == 1 ? most->first : std::string{};
    }

    std::unordered_map<std::string, counts> ids_;      ///< by handle
    std::unordered_map<std::string, counts> handles_;  ///< by id
};

}  // namespace seedance::detail
