// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/model_times.hpp>

namespace seedance::detail {

/// The times of a journal in memory.
class memory_times {
  public:
    void put(const intent& of, std::int64_t number, std::chrono::milliseconds took) {
        times_[{of.provider, of.model}][place_of_time(number)] = took;
    }

    std::vector<model_samples> all() const {
        std::vector<model_samples> found;
        for (const auto& [name, places] : times_)
            for (const auto& [place, took] : places) add_time(found, name.first, name.second, took.count());
        return found;
    }

  private:
    std::map<std::pair<std::string, std::string>, std::map<int, std::chrono::milliseconds>> times_;
};

}  // namespace seedance::detail
