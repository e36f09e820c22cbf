// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/query_operation.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/task_page.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Asks a gateway for a page of its list of tasks.
class task_list_operation final : public query_operation<task_page> {
  public:
    task_list_operation(std::shared_ptr<engine> shared, std::string provider, std::string account,
                        const task_query& asked, completion<task_page> handler, milliseconds limit)
        : query_operation{std::move(shared), std::move(provider), std::move(account), {}, std::move(handler), limit},
          model_{asked.model},
          after_{asked.after},
          limit_{asked.limit} {}

  private:
    /// The most bytes of an answer: tasks that have succeeded come with long signed URLs.
    static constexpr std::uint64_t most_bytes = std::uint64_t{8} << 20;

    task_query asked() const { return {.model = model_, .after = after_, .limit = limit_}; }

    std::optional<failure> refusal(const account_entry& account) const override {
        if (account.table->list_target == nullptr)
            return unsupported(account, "this gateway documents no list of tasks");
        if (limit_ != 0) return std::nullopt;
        auto why = failure_of(errc::invalid_request, step::check, account.table->name, {});
        why.detail = "limit must be at least 1";
        return why;
    }

    http_request question(const account_entry& account) const override {
        auto request = request_to(account, "GET", account.table->list_target(asked()));
        request.max_body = most_bytes;
        return request;
    }

    decision read(const account_entry& account, http_reply& reply, task_page& page,
                  gateway_error& error) const override {
        auto said = account.table->decode_list(asked(), reply.whole_status(), reply.body);
        error = std::move(said.error);
        hide_key(error, account);
        if (!said.understood) return decide_refusal(reply, said.status);
        for (auto& each : said.tasks) add(account, std::move(each), page);
        page.next = std::move(said.next);
        page.total = said.total;
        return {};
    }

    static void add(const account_entry& account, status_answer status, task_page& page) {
        if (!is_usable_id(status.task_id) || account.is_key_in(status.task_id)) return;
        hide_key(status, account);
        seedance::task made{.provider = std::string{account.table->name},
                            .model = status.model,
                            .id = status.task_id,
                            .accepted_at = status.created_at.value_or(std::chrono::system_clock::time_point{}),
                            .account = account.name};
        page.tasks.push_back({.task = std::move(made), .status = std::move(status)});
    }

    std::string model_;
    std::string after_;
    std::size_t limit_;
};

}  // namespace seedance::detail
