// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/engine/byte_sink.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/task/generated_video.hpp>

namespace seedance {

/// The operations of a client that fetch videos: a part of `client`, where it is said what they have in common with the
/// others.
template <class Client>
class download_operations {
  public:
    /// Fetches the first file of a video to `path`. The file is written beside `path` under a temporary name; it gets
    /// its name only when it is whole and on disk, and agrees with the server's checksum where there is one. An
    /// existing file is replaced and keeps its permissions; one download at a time has a `path`. What is no file there
    /// (a FIFO, "/dev/stdout") is written to as bytes arrive, at its reader's pace. <seedance/task/save_path.hpp> says
    /// beforehand whether that will do. (A `std::filesystem::path` converts to `path`.)
    ///
    /// A transfer that breaks off goes on from where it was, as long as the server says that the file is still the
    /// same; eight attempts without a new byte are the end. When a URL is refused, the gateway is asked for another, if
    /// the client has an account for it. A file that may come yet (403, 404, 410, 202, 204; nothing, or a page of HTML,
    /// XML or JSON in its place) is asked for for ten minutes after the task's end. Every other file is saved, whatever
    /// its type is said to be.
    ///
    /// A thread of the execution context writes the file, shared by the downloads on it: nothing waits for a disk but
    /// that thread, and the context's destructor for what it is doing then. About 1 MiB of a download is kept in
    /// memory.
    ///
    /// No key is sent to the file's server. URL and redirects (at most five) must be https and lead to public
    /// addresses, unless `client_options::allow_private_downloads` is set or the file is on the host of the account's
    /// base URL.
    ///
    /// @par Completion signature
    /// `void(error_code, saved_file)`
    /// @par Per-operation cancellation
    /// The operation ends at once, whatever the disk is doing, and the temporary file is removed. The video can be
    /// downloaded again while its URL lives. Where the file is about to get its name, the operation succeeds.
    /// @par Errors
    /// `errc::download_failed`, `errc::result_expired`, `errc::address_refused`, `errc::tls_untrusted`,
    /// `errc::throttled`, `errc::too_large`, `errc::integrity`, `errc::file_error`, `errc::deadline_reached`,
    /// `errc::result_malformed` when the video has no URL.
    operation<saved_file> download(const generated_video& video, const std::string& path,
                                   const call_options& options = default_call_options) {
        return detail::download(handle(), video, path, options);
    }

    /// @copydoc download
    template <detail::completion_token Token>
    auto download(const generated_video& video, const std::string& path, Token&& token) {
        return download(video, path, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc download
    template <detail::completion_token Token>
    auto download(const generated_video& video, const std::string& path, const call_options& options, Token&& token) {
        return download(video, path, options).with_code(std::forward<Token>(token));
    }

    /// Fetches the first file of a video for `to`, at its pace. The transfer is tried again, resumed, checked and
    /// limited as one to a path, and `to` sees nothing but a video's bytes, in their order and each once. What it has
    /// cannot be taken back: a file that would have to begin anew (its server has another version, or does not go on
    /// where it broke off) ends with `errc::file_error` once `to` has bytes, and a checksum that does not agree is
    /// known only at the end. So `to` has the video when the operation has succeeded, and something to throw away when
    /// not. `saved_file::path` is empty.
    ///
    /// While `to` takes its time the video's server waits; one that closes the connection meanwhile is asked for the
    /// rest. A URL lives a day at most, and `call_options::deadline` counts: give a slow sink a long one.
    ///
    /// @par Object lifetimes
    /// The client shares `to` until the operation has completed.
    /// @par Completion signature
    /// `void(error_code, saved_file)`
    /// @par Per-operation cancellation
    /// `to` is called no more; a `done` that it has still does nothing from then on.
    /// @par Errors
    /// As for a path. `errc::file_error`: what `to` has said or thrown, or that it lost its `done`, or that the file
    /// would have to begin anew. `errc::invalid_request`: `to` is null.
    operation<saved_file> download(const generated_video& video, std::shared_ptr<byte_sink> to,
                                   const call_options& options = default_call_options) {
        return detail::download(handle(), video, std::move(to), options);
    }

    /// @copydoc download(const generated_video&,std::shared_ptr<byte_sink>,const call_options&)
    template <detail::completion_token Token>
    auto download(const generated_video& video, std::shared_ptr<byte_sink> to, Token&& token) {
        return download(video, std::move(to), default_call_options, std::forward<Token>(token));
    }

    /// @copydoc download(const generated_video&,std::shared_ptr<byte_sink>,const call_options&)
    template <detail::completion_token Token>
    auto download(const generated_video& video, std::shared_ptr<byte_sink> to, const call_options& options,
                  Token&& token) {
        return download(video, std::move(to), options).with_code(std::forward<Token>(token));
    }

  private:
    const detail::engine_handle& handle() const { return static_cast<const Client&>(*this).engine_; }
};

}  // namespace seedance
