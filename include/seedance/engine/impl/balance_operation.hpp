// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/money.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/query_operation.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Asks a gateway what an account has left.
class balance_operation final : public query_operation<money> {
  public:
    balance_operation(std::shared_ptr<engine> shared, std::string provider, std::string account,
                      completion<money> handler, milliseconds limit)
        : query_operation{std::move(shared), std::move(provider), std::move(account), {}, std::move(handler), limit} {}

  private:
    std::optional<failure> refusal(const account_entry& account) const override {
        if (account.table->decode_balance != nullptr) return std::nullopt;
        return unsupported(account, "this gateway documents no way to ask for the balance");
    }

    http_request question(const account_entry& account) const override {
        return request_to(account, "GET", account.table->balance_target);
    }

    decision read(const account_entry& account, http_reply& reply, money& answer, gateway_error& error) const override {
        auto said = account.table->decode_balance(reply.whole_status(), reply.body);
        error = std::move(said.error);
        hide_key(error, account);
        answer = said.left.value_or(money{});
        if (said.left) return {};
        const bool says_success = !reply.error && is_success_status(said.status);
        if (says_success) return {decision_kind::give_up, errc::poll_failed};
        return decide_refusal(reply, said.status);
    }
};

}  // namespace seedance::detail
