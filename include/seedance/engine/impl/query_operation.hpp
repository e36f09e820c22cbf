// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/async/impl/completion.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/retry/classify.hpp>

namespace seedance::detail {

/// Asks a gateway one thing that costs nothing; a question that got no usable answer is asked again, at most twice.
template <class T>
class question_actor : public actor {
  public:
    question_actor(std::shared_ptr<engine> home, std::string provider, std::string model, completion<T> caller, const call_options& options)
        : actor{std::move(home)}, provider_{std::move(provider)}, model_{std::move(model)}, caller_{std::move(caller)}, options_{options} {}

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
    virtual judgement read(const account_entry& account, const http_reply& reply, T& answer, gateway_error& error) const = 0;

    /// A task that the gateway does not know is not waited for.
    circumstances when() const { return {home().clock().wall_now(), visibility_grace}; }

    /// Adds to a failure what only the question knows.
    virtual void complete(failure&) const {}

  private:
    static constexpr int max_attempts = 3;

    void ask() {
        asking_ = true;
        wake_at(deadline_);
        exchange(question(*account_), nullptr, &question_actor::on_reply);
    }

    void on_reply(http_reply reply) {
        asking_ = false;
        if (!caller_) return;
        T answer{};
        gateway_error error;
        const auto judged = read(*account_, reply, answer, error);
        if (judged.verdict == verdict::done) {
            forget_alarm();
            return std::exchange(caller_, {}).succeed(std::move(answer));
        }
        if (judged.verdict == verdict::again && attempts_ < max_attempts && may_wait(judged)) return ask_later(judged);
        auto why = failure_of(judged.code, step::poll, provider_, model_);
        why.retry_after = judged.retry_after;
        add_reply(why, reply, error);
        fail(std::move(why));
    }

    bool may_wait(const judgement& judged) {
        const auto wait = judged.retry_after.value_or(std::chrono::seconds{0});
        return wait <= longest_retry_after && home().clock().now() + wait < deadline_ && home().lane_of(provider_).polls.take(judged.cost);
    }

    void ask_later(const judgement& judged) {
        auto after = backoff(attempts_++ - 1, backoff_base, home().random());
        if (judged.retry_after) after = std::max<milliseconds>(after, *judged.retry_after);
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
class status_actor final : public question_actor<status_answer> {
  public:
    status_actor(std::shared_ptr<engine> home, task what, completion<status_answer> caller, const call_options& options)
        : question_actor{std::move(home), what.provider, what.model, std::move(caller), options}, task_{std::move(what)} {}

  private:
    http_request question(const account_entry& account) const override {
        return request_to(account, "GET", account.table->status_target(task_.model, task_.id));
    }

    judgement read(const account_entry& account, const http_reply& reply, status_answer& answer, gateway_error& error) const override {
        answer = account.table->decode_status(reply.error ? 0 : reply.status, reply.body);
        hide_key(answer, account);
        error = answer.error;
        return answer.understood ? judgement{} : judge_poll(reply, answer, when());
    }

    void complete(failure& why) const override {
        why.task = task_;
        why.billed = billed::unknown;
        why.retry = retry::resume;
    }

    task task_;
};

/// What does a gateway charge? Asked without the key.
class price_list_actor final : public question_actor<price_list> {
  public:
    price_list_actor(std::shared_ptr<engine> home, std::string provider, completion<price_list> caller, const call_options& options)
        : question_actor{std::move(home), std::move(provider), {}, std::move(caller), options} {}

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

    judgement read(const account_entry& account, const http_reply& reply, price_list& answer, gateway_error&) const override {
        const bool success = !reply.error && reply.status >= 200 && reply.status < 300;
        if (!success) return judge_poll(reply, {.status = reply.status}, when());
        answer = account.table->decode_price_list(reply.body);
        return answer.prices.empty() ? judgement{verdict::give_up, errc::result_malformed} : judgement{};
    }

    void complete(failure& why) const override {
        if (why.code == errc::task_not_found) why.code = errc::not_found;
    }
};

}  // namespace seedance::detail
