// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace seedance::detail {

/// Puts addresses into the order in which they are tried (RFC 8305, 4): one of each family in turn, beginning with the
/// family of the first one; within a family as they were.
inline void interleave_families(std::vector<boost::asio::ip::address>& addresses) {
    if (addresses.empty()) return;
    const bool first_is_v6 = addresses.front().is_v6();
    std::vector<boost::asio::ip::address> preferred, others, out;
    for (const auto& address : addresses) (address.is_v6() == first_is_v6 ? preferred : others).push_back(address);
    for (std::size_t i = 0; out.size() != addresses.size(); ++i) {
        if (i < preferred.size()) out.push_back(preferred[i]);
        if (i < others.size()) out.push_back(others[i]);
    }
    addresses = std::move(out);
}

/// The address of each origin that was connected to last: it is tried first. A few hundred are remembered.
///
/// @par Thread safety
/// All functions may be called from any thread.
class best_addresses {
  public:
    using address = boost::asio::ip::address;

    void remember(const std::string& origin, const address& winner) {
        const std::lock_guard lock{mutex_};
        if (best_.size() >= most && !best_.contains(origin)) best_.erase(best_.begin());
        best_[origin] = winner;
    }

    /// It did not answer: the order is the resolver's again.
    void forget(const std::string& origin, const address& loser) {
        const std::lock_guard lock{mutex_};
        const auto found = best_.find(origin);
        if (found != best_.end() && found->second == loser) best_.erase(found);
    }

    /// Moves the remembered address to the front, if it is among them.
    void put_first(const std::string& origin, std::vector<address>& addresses) const {
        const std::lock_guard lock{mutex_};
        const auto found = best_.find(origin);
        if (found == best_.end()) return;
        const auto at = std::find(addresses.begin(), addresses.end(), found->second);
        if (at != addresses.end()) std::rotate(addresses.begin(), at, at + 1);
    }

  private:
    static constexpr std::size_t most = 256;

    mutable std::mutex mutex_;
    std::unordered_map<std::string, address> best_;
};

}  // namespace seedance::detail
