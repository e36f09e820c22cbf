// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include <sqlite3.h>

#include <seedance/journal/impl/journal_error.hpp>

namespace seedance::detail {

inline std::string words_of_errno(int number) { return std::generic_category().message(number); }

/// Says how to save what a damaged file still holds.
inline std::string how_to_rescue(const std::string& path) {
    return "end what uses it, and save what can still be read with: sqlite3 " + path + " .recover | sqlite3 " + path +
           ".rescued";
}

inline bool is_lack_of_room(int number) noexcept { return number == ENOSPC || number == EDQUOT || number == EFBIG; }

inline std::string advice_on_sqlite(int code, int system_error, const std::string& path) {
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "another program keeps it locked; call again when that one has finished";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return "the file, its -wal, -shm, -owners and -epoch, and its folder must be writable by this user";
        case SQLITE_FULL: return "the disk is full; make room and call again";
        case SQLITE_IOERR:
            return is_lack_of_room(system_error) ? "the disk is full; make room and call again"
                                                 : "its disk fails; look at the system's log";
        case SQLITE_NOMEM: return "there is not enough memory";
        default: return "it is damaged; " + how_to_rescue(path);
    }
}

[[noreturn]] inline void sqlite_fails(sqlite3* connection, const std::string& path, std::string_view tried) {
    const int code = sqlite3_extended_errcode(connection);
    const int kind = code & 0xFF;
    const bool of_system = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
    const int system_error = of_system ? sqlite3_system_errno(connection) : 0;
    std::string wrong = sqlite3_errmsg(connection);
    if (system_error != 0) wrong += " (" + words_of_errno(system_error) + ")";
    journal_fails(path, tried, wrong, advice_on_sqlite(code, system_error, path));
}

}  // namespace seedance::detail
