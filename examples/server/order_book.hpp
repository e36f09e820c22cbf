// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "order.hpp"

namespace server {

/// The orders that are under way, as they are shown, and the ids of all: what the journal has, at hand. Any thread may
/// call it.
class order_book {
  public:
    /// Takes one of a customer's places, of which there are so many; gives false where none is free.
    bool take_place(const std::string& customer, std::size_t places) {
        const std::lock_guard lock{mutex_};
        if (taken_[customer] >= places) return false;
        ++taken_[customer];
        return true;
    }

    void give_place(const std::string& customer) {
        const std::lock_guard lock{mutex_};
        --taken_[customer];
    }

    /// Notes that an order is under way, in a place that was taken for it; gives whether it is news, and the caller is
    /// the one who follows it.
    bool begin(const std::string& name, order now) {
        const std::lock_guard lock{mutex_};
        return open_.try_emplace(name, std::move(now)).second;
    }

    /// Lets `change` change what is shown of an order that is under way.
    template <class Change>
    void change(const std::string& name, const Change& change) {
        const std::lock_guard lock{mutex_};
        const auto at = open_.find(name);
        if (at != open_.end()) change(at->second);
    }

    /// Notes that an order is over, and its place free: from now on the journal has all that there is to know.
    void end(const std::string& name) {
        const std::lock_guard lock{mutex_};
        open_.erase(name);
        --taken_[customer_in(name)];
    }

    /// Gives an order that is under way.
    std::optional<order> find(const std::string& name) const {
        const std::lock_guard lock{mutex_};
        const auto at = open_.find(name);
        return at != open_.end() ? std::optional{at->second} : std::nullopt;
    }

    /// Notes the id of an order that the journal has; once for each.
    void list(const std::string& name) {
        const std::lock_guard lock{mutex_};
        ids_[customer_in(name)].push_back(id_in(name));
    }

    /// Gives ids of a customer's orders, the newest first: so many of those that stand before a place in the list, and
    /// the place where they end, which is 0 after the last.
    std::pair<std::vector<std::string>, std::size_t> page(const std::string& customer, std::size_t before,
                                                          std::size_t limit) const {
        const std::lock_guard lock{mutex_};
        const auto at = ids_.find(customer);
        if (at == ids_.end()) return {};
        const auto end = std::min(before, at->second.size());
        const auto begin = end - std::min(end, limit);
        std::vector<std::string> ids{at->second.begin() + static_cast<std::ptrdiff_t>(begin),
                                     at->second.begin() + static_cast<std::ptrdiff_t>(end)};
        std::reverse(ids.begin(), ids.end());
        return {std::move(ids), begin};
    }

  private:
    mutable std::mutex mutex_;
    std::map<std::string, order> open_;                    ///< by the intents' names
    std::map<std::string, std::size_t> taken_;             ///< places, by customer
    std::map<std::string, std::vector<std::string>> ids_;  ///< by customer, the oldest first
};

}  // namespace server
