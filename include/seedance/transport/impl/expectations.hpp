// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>

namespace seedance::detail {

/// The origins that are not asked whether a large body may follow: they have refused to be asked (417, RFC 9110,
/// 10.1.1), or ended the connection instead of an answer. The last few are remembered.
///
/// @par Thread safety
/// All functions may be called from any thread.
class expectations {
  public:
    bool are_refused_by(const std::string& origin) const {
        const std::lock_guard lock{mutex_};
        return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
    }

    void remember_refusal(std::string origin) {
        if (are_refused_by(origin)) return;
        const std::lock_guard lock{mutex_};
        origins_[next_++ % origins_.size()] = std::move(origin);
    }

  private:
    mutable std::mutex mutex_;
    std::array<std::string, 16> origins_;
    std::size_t next_ = 0;
};

}  // namespace seedance::detail
