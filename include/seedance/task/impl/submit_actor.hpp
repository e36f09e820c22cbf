// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <variant>

#include <seedance/provider/prepared.hpp>
#include <seedance/task/impl/wait_actor.hpp>
#include <seedance/task/submit_machine.hpp>

namespace seedance::detail {

/// Submits once, and goes on when its caller has gone: from the first byte that may have left until an answer is there, only
/// the gateway's word ends it.
class submit_actor final : public actor {
  public:
    /// Who waits: for the task, or for the video that it becomes.
    using caller = std::variant<completion<task>, completion<generated_video>>;

    submit_actor(std::shared_ptr<engine> home, prepared_request request, caller who, const call_options& options)
        : actor{std::move(home)}, request_{std::move(request)}, caller_{std::move(who)}, options_{options} {}

    void start() override {
        if (!request_.valid()) return fail(broken_rules());
        account_ = home().find_account(request_.provider());
        if (!account_) return fail(nothing_sent(errc::no_account, step::check));
        deadline_ = home().deadline_after(options_.deadline);
        send();
    }

    void on_time() override {
        if (home().clock().now() >= deadline_) return let_go(errc::deadline_reached);
        send();
    }

    void let_go(errc why) override {
        if (!caller_waits()) return;
        forget_alarm();
        auto gone = nothing_sent(why, step::submit);
        gone.retry = retry::call_again;
        if (sending_) {
            gone.billed = billed::unknown;
            gone.retry = retry::ask_first;
            gone.detail = "the request is on its way; if the gateway accepts it, the client's on_event receives the task";
        }
        fail(std::move(gone));
    }

  private:
    void send() {
        auto request = request_to(*account_, "POST", request_.message().target);
        request.headers.insert(request.headers.end(), request_.message().headers.begin(), request_.message().headers.end());
        request.body = request_.message().body;
        request.use = connection_use::fresh;
        request.reply_timeout = std::chrono::seconds{120};
        sending_ = true;
        wake_at(deadline_);
        exchange(std::move(request), nullptr, &submit_actor::on_reply);
    }

    void on_reply(http_reply reply) {
        sending_ = false;
        forget_alarm();
        auto answer = account_->table->decode_submit(reply.error ? 0 : reply.status, reply.body);
        auto action = machine_.on_reply(reply, std::move(answer), home().random());
        if (auto* accepted = std::get_if<submit_machine::accepted>(&action)) return accept(std::move(accepted->answer));
        if (auto* refused = std::get_if<submit_machine::refused>(&action)) return refuse(*refused, reply);
        if (caller_waits()) pause(std::get<submit_machine::send_again>(action));
    }

    void accept(submit_answer answer) {
        task made{.provider = std::string{request_.provider()},
                  .model = std::string{request_.model()},
                  .id = std::move(answer.task_id),
                  .accepted_at = home().clock().wall_now(),
                  .polling = request_.polling()};
        emit(caller_waits() ? options_.on_event : event_sink{}, events::accepted{made});
        if (auto* submitter = std::get_if<completion<task>>(&caller_)) {
            if (*submitter) submitter->succeed(std::move(made));
        } else if (auto& generator = std::get<completion<generated_video>>(caller_); generator) {
            wait_for(std::move(made), answer.poll_hint, std::exchange(generator, {}));
        }
    }

    void wait_for(task made, std::optional<milliseconds> hint, completion<generated_video> who) {
        auto waiter = std::make_shared<wait_actor>(shared_home(), std::move(made), std::move(who), options_.on_event, deadline_);
        waiter->take_over_from(*this);
        waiter->set_hint(hint);
        home().enlist(*waiter);
        waiter->start();
    }

    void pause(const submit_machine::send_again& again) {
        emit(options_.on_event, events::retrying{step::submit, again.why, again.after});
        wake_at(std::min(home().clock().now() + again.after, deadline_));
    }

    void refuse(const submit_machine::refused& refused, const http_reply& reply) {
        auto why = nothing_sent(refused.why.code, step::submit);
        add_reply(why, reply, refused.answer.error);
        why.retry_after = refused.why.retry_after;
        if (refused.why.verdict == verdict::again || why.retry_after) why.retry = retry::call_again;
        if (refused.why.verdict == verdict::uncertain) {
            why.billed = billed::unknown;
            why.retry = retry::ask_first;
        }
        fail(std::move(why));
    }

    failure nothing_sent(errc code, step where) const { return failure_of(code, where, request_.provider(), request_.model()); }

    failure broken_rules() const {
        auto why = nothing_sent(errc::invalid_request, step::check);
        why.broken_rules = request_.broken_rules();
        return why;
    }

    bool caller_waits() const {
        return std::visit([](const auto& who) { return static_cast<bool>(who); }, caller_);
    }

    void fail(failure why) {
        std::visit([&why](auto& who) {
            if (who) std::exchange(who, {}).fail(std::move(why));
        }, caller_);
    }

    prepared_request request_;
    caller caller_;
    call_options options_;
    submit_machine machine_;
    std::shared_ptr<const account_entry> account_;
    clock::time_point deadline_{};
    bool sending_ = false;
};

}  // namespace seedance::detail
