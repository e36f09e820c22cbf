// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the benchmarks that are programs share.

#include <sys/resource.h>

#include <filesystem>
#include <string>

/// Gives the CPU time that this process has used.
inline double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto of = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

/// Gives the path of a journal in a folder, where nothing of an earlier one is left.
inline std::string fresh_file(const std::string& folder) {
    const auto path = folder + "/benchmark.journal";
    for (const char* end : {"", "-wal", "-shm", "-owners", "-epoch"}) std::filesystem::remove(path + end);
    return path;
}
