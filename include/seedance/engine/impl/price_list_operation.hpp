// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <seedance/engine/impl/query_operation.hpp>
#include <seedance/request/price_list.hpp>

namespace seedance::detail {

/// Asks a gateway for its prices, without the key.
class price_list_operation final : public query_operation<price_list> {
  public:
    price_list_operation(std::shared_ptr<engine> shared, std::string provider, std::string account,
                         completion<price_list> caller, milliseconds limit)
        : query_operation{std::move(shared), std::move(provider), std::move(account), {}, std::move(caller), limit} {}

  private:
    std::optional<failure> refusal(const account_entry& account) const override {
        if (account.table->decode_price_list != nullptr) return std::nullopt;
        return unsupported(account, "this gateway tells no prices at run time: its document has them");
    }

    http_request question(const account_entry& account) const override {
        http_request request;
        request.url = account.base_url + std::string{account.table->price_list_target};
        return request;
    }

    decision read(const account_entry& account, http_reply& reply, price_list& answer, gateway_error&) const override {
        if (!reply.is_success()) return classify_poll(reply, {.status = reply.status}, context());
        answer = account.table->decode_price_list(reply.body);
        return answer.prices.empty() ? decision{decision_kind::give_up, errc::result_malformed} : decision{};
    }

    void complete(failure& why) const override {
        if (why.code == errc::task_not_found) why.code = errc::not_found;
    }
};

}  // namespace seedance::detail
