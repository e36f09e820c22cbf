// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The journal that a person has without naming one: `seedance/journal.db` in $XDG_STATE_HOME, or in ~/.local/state.

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include <seedance/core/error.hpp>
#include <seedance/task/failure.hpp>

#include "../open_journal.hpp"

namespace cli {

namespace detail {

[[noreturn]] inline void refuse_default_journal(const std::string& words) {
    throw seedance::error{{.code = seedance::errc::journal_unavailable,
                           .detail = words + ". --journal FILE names another place; with --no-journal `generate` "
                                             "remembers nothing of what it pays for"}};
}

/// Gives a folder that a variable names; a relative one counts for nothing, as the XDG specification has it.
inline std::filesystem::path folder_in(const char* variable) {
    const char* const value = std::getenv(variable);
    const std::filesystem::path folder{value == nullptr ? "" : value};
    return folder.is_absolute() ? folder : std::filesystem::path{};
}

inline std::filesystem::path home_folder() {
    if (auto folder = folder_in("HOME"); !folder.empty()) return folder;
    const auto* const user = ::getpwuid(::geteuid());
    if (user == nullptr || user->pw_dir == nullptr || *user->pw_dir != '/')
        refuse_default_journal("there is no folder for the journal: neither XDG_STATE_HOME nor HOME is set");
    return user->pw_dir;
}

/// Makes a folder and what is missing above it, for its user only.
inline void make_private(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored)) return;
    if (folder.has_parent_path() && folder.parent_path() != folder) make_private(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return;
    refuse_default_journal("the journal's folder " + folder.string() +
                           " cannot be made: " + std::generic_category().message(errno));
}

/// Says whether machines share a folder over a network, where SQLite's locks and its log do not hold.
inline bool is_on_a_network([[maybe_unused]] const std::filesystem::path& folder) {
#ifdef __linux__
    struct ::statfs found{};
    if (::statfs(folder.c_str(), &found) != 0) return false;
    switch (static_cast<unsigned long>(found.f_type) & 0xFFFFFFFFUL) {
        case 0x6969:      // NFS
        case 0x517B:      // SMB
        case 0xFE534D42:  // SMB 2
        case 0xFF534D42:  // CIFS
        case 0x5346414F:  // AFS
        case 0x00C36400:  // Ceph
        case 0x0BD00BD0:  // Lustre
        case 0x47504653:  // GPFS
        case 0x19830326:  // BeeGFS
        case 0x01021997:  // 9P, as virtual machines share folders of their host
            return true;
        default: return false;
    }
#else
    return false;
#endif
}

/// Refuses a journal that was named and lies where it could be damaged, before anything is paid for from it.
/// @par Errors Throws `seedance::error`.
inline void refuse_network_file(const std::string& file_or_url) {
    if (is_database_url(file_or_url)) return;
    const auto named = std::filesystem::path{file_or_url}.parent_path();
    const auto folder = named.empty() ? std::filesystem::path{"."} : named;
    if (is_on_a_network(folder))
        throw seedance::error{{.code = seedance::errc::journal_unavailable,
                               .detail = "--journal: the folder " + folder.string() +
                                         " is shared over a network, where a journal can be damaged: it belongs on a "
                                         "local disk, or into a database"}};
}

}  // namespace detail

/// Gives where the journal is, or will be.
/// @par Errors Throws `seedance::error` where this user has no folder.
inline std::string default_journal_path() {
    auto state = detail::folder_in("XDG_STATE_HOME");
    if (state.empty()) state = detail::home_folder() / ".local" / "state";
    return (state / "seedance" / "journal.db").string();
}

/// Says whether there is one. Where this user has no folder there is none.
/// @par Errors Throws `seedance::error` where that cannot be found out.
inline bool has_default_journal() {
    std::string path;
    try {
        path = default_journal_path();
    } catch (const seedance::error&) {
        return false;
    }
    std::error_code why;
    const bool is_there = std::filesystem::exists(path, why);
    if (why) detail::refuse_default_journal("the journal " + path + " cannot be looked at: " + why.message());
    return is_there;
}

/// Opens the default journal; makes it where there is none.
/// @par Errors Throws `seedance::error`, with what to do about it.
inline std::shared_ptr<seedance::journal> open_default_journal() {
    const std::filesystem::path path{default_journal_path()};
    detail::make_private(path.parent_path());
    if (detail::is_on_a_network(path.parent_path()))
        detail::refuse_default_journal(
            "the journal's folder " + path.parent_path().string() +
            " is shared over a network, where a journal can be damaged: it belongs on a local disk");
    try {
        return open_journal(path.string());
    } catch (const seedance::error& e) {
        detail::refuse_default_journal(e.why().detail);
    }
}

}  // namespace cli
