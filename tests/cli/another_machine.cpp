// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
/// Loaded into the command-line program before the system's library, which says of the file system and of the user's
/// folder what a test wants: SAID_FILE_SYSTEM is its number in hexadecimal, SAID_HOME the folder; without it the user
/// is not known.

#include <cstdlib>

#include <dlfcn.h>
#include <pwd.h>
#include <sys/vfs.h>

extern "C" int statfs(const char* path, struct statfs* found) noexcept {
    using function = int (*)(const char*, struct statfs*);
    static const auto ask = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "statfs"));
    const int result = ask(path, found);
    if (const char* const said = std::getenv("SAID_FILE_SYSTEM"))
        found->f_type = static_cast<decltype(found->f_type)>(std::strtoul(said, nullptr, 16));
    return result;
}

extern "C" struct passwd* getpwuid(uid_t) {
    static struct passwd user{};
    user.pw_dir = std::getenv("SAID_HOME");
    return user.pw_dir == nullptr ? nullptr : &user;
}
