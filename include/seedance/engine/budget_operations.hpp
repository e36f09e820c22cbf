// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/core/money.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/budget.hpp>

namespace seedance {

/// The operations of a client on the budgets of its journal: a part of `client`, where it is said what they have in
/// common with the others.
template <class Client>
class budget_operations {
  public:
    /// Sets a budget's limit and period, in the client's journal; makes the budget where there is none of the name.
    /// Nothing else sets a limit. Calls that name the budget (`call_options::budget`) are paid from it, by whatever
    /// client of the journal; together they begin no task whose price is not left. What is spent and held stays as it
    /// is.
    ///
    /// @par Object lifetimes
    /// `name` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, budget_figures)`
    /// @par Per-operation cancellation
    /// It cannot be interrupted once it has begun; the limit may have been set.
    /// @par Errors
    /// `errc::invalid_request` (a name that no budget can have, a limit below 0), `errc::journal_unavailable`: the
    /// limit may have been set; setting it again does no harm.
    operation<budget_figures> set_budget(std::string_view name, money limit, const budget_period& period,
                                         const call_options& options = default_call_options) {
        return detail::set_budget(handle(), name, limit, period, options);
    }

    /// @copydoc set_budget
    template <detail::completion_token Token>
    auto set_budget(std::string_view name, money limit, const budget_period& period, Token&& token) {
        return set_budget(name, limit, period, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc set_budget
    template <detail::completion_token Token>
    auto set_budget(std::string_view name, money limit, const budget_period& period, const call_options& options,
                    Token&& token) {
        return set_budget(name, limit, period, options).with_code(std::forward<Token>(token));
    }

    /// Gives what a budget comes to in the period that runs: limit, spent, held and left.
    ///
    /// @par Object lifetimes
    /// `name` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, budget_figures)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// `errc::no_budget`, `errc::invalid_request`, `errc::journal_unavailable`.
    operation<budget_figures> budget(std::string_view name, const call_options& options = default_call_options) {
        return detail::find_budget(handle(), name, options);
    }

    /// @copydoc budget
    template <detail::completion_token Token>
    auto budget(std::string_view name, Token&& token) {
        return budget(name, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc budget
    template <detail::completion_token Token>
    auto budget(std::string_view name, const call_options& options, Token&& token) {
        return budget(name, options).with_code(std::forward<Token>(token));
    }

    /// Books what the gateway's bill says and the journal does not know: a positive amount is spent besides, a negative
    /// one was not charged after all (a failed task stays held where no document says whether it is charged). It counts
    /// in the period that runs. The journal keeps it with its reason, which a person reads in the table `adjustments`
    /// of an SQLite journal. `call_options::intent` names the booking: under one name a budget books once, however
    /// often it is called; without one every call books.
    ///
    /// @par Object lifetimes
    /// `name` and `why` are read before the call returns.
    /// @par Completion signature
    /// `void(error_code, budget_figures)`
    /// @par Per-operation cancellation
    /// It cannot be interrupted once it has begun; the amount may have been booked.
    /// @par Errors
    /// `errc::no_budget`, `errc::invalid_request` (no reason), `errc::intent_mismatch` (another amount is booked under
    /// the name): nothing is booked. `errc::journal_unavailable`: it may have been booked; call again with the same
    /// `call_options::intent`.
    operation<budget_figures> adjust_budget(std::string_view name, money amount, std::string_view why,
                                            const call_options& options = default_call_options) {
        return detail::adjust_budget(handle(), name, amount, why, options);
    }

    /// @copydoc adjust_budget
    template <detail::completion_token Token>
    auto adjust_budget(std::string_view name, money amount, std::string_view why, Token&& token) {
        return adjust_budget(name, amount, why, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc adjust_budget
    template <detail::completion_token Token>
    auto adjust_budget(std::string_view name, money amount, std::string_view why, const call_options& options,
                       Token&& token) {
        return adjust_budget(name, amount, why, options).with_code(std::forward<Token>(token));
    }

  private:
    const detail::engine_handle& handle() const { return static_cast<const Client&>(*this).engine_; }
};

}  // namespace seedance
