// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace support {

/// An empty folder that goes with everything in it.
class temporary_folder {
  public:
    temporary_folder() { std::filesystem::create_directory(where); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(where); }

    std::string path(std::string_view name) const { return (where / name).string(); }

    /// The names of everything in it, in their order.
    std::vector<std::string> files() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator{where})
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    void write(std::string_view name, std::string_view text) const {
        std::ofstream{where / name, std::ios::binary} << text;
    }

    std::string content(std::string_view name) const {
        std::ifstream in{where / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    const std::filesystem::path where =
        std::filesystem::temp_directory_path() / ("seedance-test-" + std::to_string(::getpid()));
};

}  // namespace support
