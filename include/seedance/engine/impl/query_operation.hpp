// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/retry/classify.hpp>

namespace seedance::detail {

/// Asks a gateway one thing that costs nothing; a question that got no usable answer is asked again, at most twice.
template <class T>
class query_operation : public actor {
  public:
    query_operation(std::shared_ptr<engine> home, std::string provider, std::string model, completion<T> caller,
                    const call_options& options)
        : actor{std::move(home)},
          provider_{std::move(provider)},
          model_{std::move(model)},
          caller_{std::move(caller)},
          options_{options} {}

    void start() override {
        account_ = home().find_account(provider_);
        if (!account_) return fail(failure_of(errc::no_account, step::check, provider_, model_));
        deadline_ = home().deadline_after(options_.deadline);
        if (auto why = refusal(*account_)) return fail(std::move(*why));
        ask();
    }

    void on_time() override {
        if (home().clock().now() >= deadline_) return let_go(errc::deadline_reached);
        ask();
    }

    void let_go(errc why) override {
        if (caller_) fail(failure_of(why, step::poll, provider_, model_));
    }

  protected:
    /// Why the question cannot be asked at all.
    virtual std::optional<failure> refusal(const account_entry&) const { return std::nullopt; }

    virtual http_request question(const account_entry& account) const = 0;

    /// Reads the answer, and what the gateway says of an error.
    virtual decision read(const account_entry& account, const http_reply& reply, T& answer,
                          gateway_error& error) const = 0;

    /// A task that the gateway does not know is not waited for.
    reply_context when() const { return {home().clock().wall_now(), visibility_grace}; }

    /// Adds to a failure what only the question knows.
    virtual void complete(failure&) const {}

  private:
    static constexpr int max_attempts = 3;

    void ask() {
        asking_ = true;
        wake_at(deadline_);
        exchange(question(*account_), nullptr, &query_operation::on_reply);
    }

    void on_reply(http_reply reply) {
        asking_ = false;
        if (!caller_) return;
        T answer{};
        gateway_error error;
        const auto decided = read(*account_, reply, answer, error);
        if (decided.kind == decision_kind::done) {
            forget_alarm();
            return std::exchange(caller_, {}).succeed(std::move(answer));
        }
        if (decided.kind == decision_kind::retry && attempts_ < max_attempts && may_wait(decided))
            return ask_later(decided);
        auto why = failure_of(decided.code, step::poll, provider_, model_);
        why.retry_after = decided.retry_after;
        add_reply(why, reply, error);
        fail(std::move(why));
    }

    bool may_wait(const decision& decided) {
        const auto wait = decided.retry_after.value_or(std::chrono::seconds{0});
        return wait <= longest_retry_after && home().clock().now() + wait < deadline_ &&
               home().lane_of(provider_).polls.take(decided.cost);
    }

    void ask_later(const decision& decided) {
        auto after = backoff(attempts_++ - 1, backoff_base, home().random());
        if (decided.retry_after) after = std::max<milliseconds>(after, *decided.retry_after);
        wake_at(std::min(home().clock().now() + after, deadline_));
    }

    void fail(failure why) {
        forget_alarm();
        if (asking_) stop_exchange();
        complete(why);
        std::exchange(caller_, {}).fail(std::move(why));
    }

    std::string provider_;
    std::string model_;
    completion<T> caller_;
    call_options options_;
    std::shared_ptr<const account_entry> account_;
    clock::time_point deadline_{};
    int attempts_ = 1;
    bool asking_ = false;
};

/// Where is a task?
class status_operation final : public query_operation<status_answer> {
  public:
    status_operation(std::shared_ptr<engine> home, task what, completion<status_answer> caller,
                     const call_options& options)
        : query_operation{std::move(home), what.provider, what.model, std::move(caller), options},
          task_{std::move(what)} {}

  private:
    http_request question(const account_entry& account) const override {
        return request_to(account, "GET", account.table->status_target(task_.model, task_.id));
    }

    decision read(const account_entry& account, const http_reply& reply, status_answer& answer,
                  gateway_error& error) const override {
        answer = account.table->decode_status(reply.error ? 0 : reply.status, reply.body);
        hide_key(answer, account);
        error = answer.error;
        return answer.understood ? decision{} : classify_poll(reply, answer, when());
    }

    void complete(failure& why) const override {
        why.task = task_;
        why.billed = billed::unknown;
        why.retry = retry::resume;
    }

    task task_;
};

/// What does a gateway charge? Asked without the key.
class price_list_operation final : public query_operation<price_list> {
  public:
    price_list_operation(std::shared_ptr<engine> home, std::string provider, completion<price_list> caller,
                         const call_options& options)
        : query_operation{std::move(home), std::move(provider), {}, std::move(caller), options} {}

  private:
    std::optional<failure> refusal(const account_entry& account) const override {
        if (account.table->decode_price_list != nullptr) return std::nullopt;
        auto why = failure_of(errc::invalid_request, step::check, account.table->name, {});
        why.detail = "this gateway tells no prices at run time: its document has them";
        return why;
    }

    http_request question(const account_entry& account) const override {
        http_request request;
        request.url = account.base_url + std::string{account.table->price_list_target};
        return request;
    }

    decision read(const account_entry& account, const http_reply& reply, price_list& answer,
                  gateway_error&) const override {
        const bool success = !reply.error && reply.status >= 200 && reply.status < 300;
        if (!success) return classify_poll(reply, {.status = reply.status}, when());
        answer = account.table->decode_price_list(reply.body);
        return answer.prices.empty() ? decision{decision_kind::give_up, errc::result_malformed} : decision{};
    }

    void complete(failure& why) const override {
        if (why.code == errc::task_not_found) why.code = errc::not_found;
    }
};

}  // namespace seedance::detail
