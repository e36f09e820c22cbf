// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include <seedance/download/file_target.hpp>

namespace seedance {

/// Says in words for people what keeps `client::download` from saving a video at a path: a folder of that name, a
/// folder that is missing, a name that is too long, no permission, another download to it. Gives an empty text where
/// nothing does. Ask before you pay for the video.
///
/// The temporary name beside `path` is ".seedance-HASH.part", always the same for one `path`, and locked while it is
/// written, also against other processes: a second download to `path` is `errc::file_error` before it sends anything.
/// What a killed process has left is removed. A FIFO, a device, "/dev/stdout", "/dev/stderr" and "/dev/fd/3" are
/// written to and not replaced. What was written there cannot be taken back: a download ends where it would have to
/// begin again.
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
