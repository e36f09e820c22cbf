// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include <seedance/core/error.hpp>

namespace seedance {

/// Takes a video's bytes at its own pace, for `client::download`: the answer of a server to a slow browser, an upload
/// to a store. While it takes its time the video's server is made to wait too; little is kept in memory.
///
///     struct response final : seedance::byte_sink {
///         void write(std::string_view bytes, std::function<void(seedance::error_code)> done) override {
///             asio::async_write(socket, asio::buffer(bytes), [done](auto error, std::size_t) { done(error); });
///         }
///     };
///
/// @par Executor
/// The functions are called on the client's strand, as handlers of events are, and never after the operation has
/// completed or the client has gone. They must not block.
/// @par Exception safety
/// What they throw ends the download with `errc::file_error`.
class byte_sink {
  public:
    virtual ~byte_sink() = default;

    /// Called once, before the first bytes, and only when these are a video's and no page of an error. `size` is that
    /// of the whole file in bytes, where its server tells it.
    virtual void begin(std::optional<std::uint64_t> size) { static_cast<void>(size); }

    /// Takes the next bytes, at least one, and calls `done` when it can take more: from anywhere, also from within this
    /// function, and also when operation, client and execution context are gone. Only the first call counts. With an
    /// error the download ends with `errc::file_error` and its words. Where every copy of `done` is destroyed and none
    /// was called, that is an error too; where one is kept and not called, the download ends by its deadline.
    /// @par Object lifetimes
    /// The bytes stay where they are as long as there is a copy of `done`, whatever has become of the download.
    virtual void write(std::string_view bytes, std::function<void(error_code)> done) = 0;
};

}  // namespace seedance
