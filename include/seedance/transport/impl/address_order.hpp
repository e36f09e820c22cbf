// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
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

/// Of each origin the address that served last, which is tried first, and the one that was connected to in vain, which
/// is tried last. A few hundred are remembered.
///
/// @par Thread safety
/// All functions may be called from any thread.
class best_addresses {
  public:
    using address = boost::asio::ip::address;

    void remember(const std::string& origin, const address& winner) {
        const std::lock_guard lock{mutex_};
        auto& known = of(origin);
        known.best = winner;
        if (known.worst == winner) known.worst.reset();
    }

    /// It did not answer: the order is the resolver's again.
    void forget(const std::string& origin, const address& loser) {
        const std::lock_guard lock{mutex_};
        const auto found = known_.find(origin);
        if (found != known_.end() && found->second.best == loser) found->second.best.reset();
    }

    /// It took a connection, and did not serve over it: the kernel of a machine answers for a program that hangs.
    void avoid(const std::string& origin, const address& loser) {
        forget(origin, loser);
        const std::lock_guard lock{mutex_};
        of(origin).worst = loser;
    }

    /// Moves the address that served to the front, and the one that did not to the end, where they are among them.
    void order(const std::string& origin, std::vector<address>& addresses) const {
        const std::lock_guard lock{mutex_};
        const auto found = known_.find(origin);
        if (found == known_.end()) return;
        const auto place_of = [&addresses](const std::optional<address>& which) {
            return which ? std::find(addresses.begin(), addresses.end(), *which) : addresses.end();
        };
        if (const auto at = place_of(found->second.best); at != addresses.end())
            std::rotate(addresses.begin(), at, at + 1);
        if (const auto at = place_of(found->second.worst); at != addresses.end())
            std::rotate(at, at + 1, addresses.end());
    }

  private:
    static constexpr std::size_t most = 256;

    struct addresses_of_origin {
        std::optional<address> best{}, worst{};
    };

    addresses_of_origin& of(const std::string& origin) {
        if (known_.size() >= most && !known_.contains(origin)) known_.erase(known_.begin());
        return known_[origin];
    }

    mutable std::mutex mutex_;
    std::unordered_map<std::string, addresses_of_origin> known_;
};

}  // namespace seedance::detail
