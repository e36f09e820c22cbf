// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include <seedance/download/file_target.hpp>

namespace seedance {

/// Says in words for people what keeps `client::download` from saving a video at a path: a folder of that name, a
/// folder that is missing, a name that is too long, no permission, another download to it. Gives an empty text where
/// nothing does. Ask before you pay for the video.
///
/// It makes a temporary file beside `path` and removes it, and removes what a process that is gone has left there.
/// Nothing at `path` itself is changed.
/// @par Thread safety
/// It may be called from any thread, and waits for the file system.
inline std::string problem_of_path(const std::string& path) {
    detail::file_target target{path};
    const auto error = target.check();
    return error ? detail::words_of_target(path, error) : std::string{};
}

}  // namespace seedance
