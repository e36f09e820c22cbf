// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/task/client_load.hpp>
#include <seedance/transport/transport_load.hpp>

namespace seedance {

/// What a client tells of itself: a part of `client`, where it is said what its operations have in common.
template <class Client>
class load_operations {
  public:
    /// Counts what the client does now, account by account: for a dashboard, or to turn callers away before they queue.
    /// It is an operation because all that it counts lives on the client's strand: the figures are those of one moment.
    /// Of the options only `why` counts.
    ///
    /// @par Completion signature
    /// `void(error_code, client_load)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// None but `errc::cancelled` and `errc::client_closed`.
    operation<client_load> load(const call_options& options = default_call_options) {
        return detail::load(handle(), options);
    }

    /// @copydoc load
    template <detail::completion_token Token>
    auto load(Token&& token) {
        return load(default_call_options, std::forward<Token>(token));
    }

    /// @copydoc load
    template <detail::completion_token Token>
    auto load(const call_options& options, Token&& token) {
        return load(options).with_code(std::forward<Token>(token));
    }

    /// Says what goes on in the client's transport: connections, exchanges and bytes, origin by origin. It may be
    /// called at any time, from any thread; there is nothing to tell for a client that was moved from.
    transport_load network_load() const { return detail::network_load(handle()); }

    /// Says whether the client has an account of a name at a gateway, "apixo"; false for a client that was moved from.
    bool has_account(std::string_view provider, std::string_view name = default_account) const {
        return detail::has_account(handle(), provider, name);
    }

  private:
    const detail::engine_handle& handle() const { return static_cast<const Client&>(*this).engine_; }
};

}  // namespace seedance
