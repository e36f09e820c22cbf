// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A folder for the files of one test.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace test {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

/// A new empty folder, which is removed with everything in it. It lies in memory where that is possible, so that
/// thousands of files cost nothing.
class temporary_folder {
  public:
    temporary_folder() = default;
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(root); }

    std::string path(std::string_view name) const { return (root / name).string(); }

    /// The names of everything in it, in their order.
    std::vector<std::string> files() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator{root})
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    void write(std::string_view name, std::string_view bytes) const { write_file(root / name, bytes); }
    std::string content(std::string_view name) const { return read_file(root / name); }

    const std::filesystem::path root = make();

  private:
    static std::filesystem::path make() {
        const std::filesystem::path memory = "/dev/shm";
        const bool has_memory = ::access(memory.c_str(), W_OK) == 0;
        auto name = ((has_memory ? memory : std::filesystem::temp_directory_path()) / "seedance-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a folder: " + name};
        std::filesystem::permissions(name, std::filesystem::perms{0755});
        return name;
    }
};

}  // namespace test
