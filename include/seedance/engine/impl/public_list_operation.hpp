// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/query_operation.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// The question for a gateway's prices.
struct price_question {
    using answer_type = price_list;
    static constexpr std::string_view why_not = "this gateway tells no prices at run time: its document has them";
    static constexpr errc unreadable = errc::result_malformed;

    static bool can_ask(const provider_table& gateway) noexcept { return gateway.decode_price_list != nullptr; }
    static std::string_view target(const provider_table& gateway) noexcept { return gateway.price_list_target; }
    static std::optional<price_list> read(const provider_table& gateway, std::string_view body) {
        auto list = gateway.decode_price_list(body);
        return list.prices.empty() ? std::nullopt : std::optional{std::move(list)};
    }
};

/// The question for all that a gateway lists for machines.
struct capability_question {
    using answer_type = capability_list;
    static constexpr std::string_view why_not =
        "this gateway lists nothing for machines: its document says what it offers";
    static constexpr errc unreadable = errc::poll_failed;

    static bool can_ask(const provider_table& gateway) noexcept { return gateway.decode_capability_list != nullptr; }
    static std::string_view target(const provider_table& gateway) noexcept { return gateway.capability_list_target; }
    static std::optional<capability_list> read(const provider_table& gateway, std::string_view body) {
        return gateway.decode_capability_list(body);
    }
};

/// Asks a gateway for a list that is for everybody, without the key.
template <class Question>
class public_list_operation final : public query_operation<typename Question::answer_type> {
    using list = typename Question::answer_type;
    using base = query_operation<list>;

  public:
    public_list_operation(std::shared_ptr<engine> shared, std::string provider, std::string account,
                          completion<list> handler, milliseconds limit)
        : base{std::move(shared), std::move(provider), std::move(account), {}, std::move(handler), limit} {}

  private:
    std::optional<failure> refusal(const account_entry& account) const override {
        if (Question::can_ask(*account.table)) return std::nullopt;
        return base::unsupported(account, std::string{Question::why_not});
    }

    http_request question(const account_entry& account) const override {
        http_request request;
        request.url = account.base_url + std::string{Question::target(*account.table)};
        return request;
    }

    decision read(const account_entry& account, http_reply& reply, list& answer, gateway_error&) const override {
        if (!reply.is_success()) return classify_poll(reply, {.status = reply.status}, base::context());
        auto said = Question::read(*account.table, reply.body);
        if (!said) return {decision_kind::give_up, Question::unreadable};
        answer = std::move(*said);
        return {};
    }

    void complete(failure& why) const override {
        if (why.code == errc::task_not_found) why.code = errc::not_found;
        if (why.code != errc::poll_failed) return;
        why.retry = retry::call_again;  // there is no task to resume
        if (why.detail.empty()) why.detail = "the answer is no list";
    }
};

}  // namespace seedance::detail
