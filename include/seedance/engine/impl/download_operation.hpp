// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/asio/post.hpp>

#include <seedance/async/impl/completion.hpp>
#include <seedance/download/file_sink.hpp>
#include <seedance/download/redirect.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/retry/download_machine.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/transport/https_target.hpp>

namespace seedance::detail {

/// Fetches a file without a key, by https only.
class download_operation final : public operation_state {
  public:
    download_operation(std::shared_ptr<engine> shared, generated_video video, std::string path,
                       completion<saved_file> caller, event_sink events, milliseconds limit)
        : operation_state{std::move(shared)},
          video_{std::move(video)},
          path_{std::move(path)},
          sink_{path_, engine_->options().max_download_bytes,
                [this](auto received, auto total) { report_progress(received, total); }},
          caller_{std::move(caller)},
          events_{events},
          limit_{limit} {}

    void start() override {
        if (video_.urls.empty()) return fail(failure_here(errc::result_malformed, "the video has no URL"));
        limiter_ = &engine_->limiter_of(video_.task.provider, video_.task.account);
        account_ = engine_->accounts().find(video_.task.provider, video_.task.account);
        first_url_ = video_.urls.front();
        deadline_ = engine_->deadline_after(limit_);
        ask(first_url_);
    }

    void on_timer() override {
        if (engine_->clock().now() >= deadline_) return cancel(errc::deadline_reached);
        ask(first_url_);
    }

    void cancel(errc why) override {
        if (caller_) fail(failure_here(why, {}));
    }

  private:
    // ---- asking

    void ask(std::string url) {
        const auto target = parse_https_url(url);
        if (!target)
            return fail(failure_here(errc::download_failed, "the video's URL is not an https URL with a plain host"));
        http_request request;
        request.url = std::move(url);
        request.reply_timeout = std::chrono::seconds{30};
        request.only_public = !may_be_private(*target);
        request.use = std::exchange(on_new_connection_, false) ? connection_use::fresh : connection_use::pooled;
        sink_.prepare(request);
        url_ = request.url;
        asking_ = true;
        wake_at(deadline_);
        exchange(std::move(request), &sink_, &download_operation::on_reply);
    }

    /// Says whether the file may be on an address that is not public. The URL was chosen by somebody else: it must not
    /// lead into a network that only this machine reaches, unless the caller allows it by an option, or by an account
    /// whose gateway is on that host.
    bool may_be_private(const https_url& target) const {
        return engine_->options().allow_private_downloads || (account_ && is_on_host_of(target, account_->base_url));
    }

    /// Tells the caller how much has arrived. It is called on the transport's strand, for one piece after the other.
    void report_progress(std::uint64_t received, std::uint64_t total) {
        auto self = self_as<download_operation>();
        boost::asio::post(engine_->strand(), [self = std::move(self), received, total] {
            if (self->caller_) self->emit(self->events_, events::downloaded{received, total});
        });
    }

    // ---- reading replies

    void on_reply(http_reply reply) {
        asking_ = false;
        if (!caller_) return sink_.discard();
        const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - engine_->clock().now());
        const reply_context context{engine_->clock().wall_now(), {}, left};
        const download_machine::file_state file{sink_.received(), sink_.asked_rest(), sink_.misfit(),
                                                sink_.lacks_some(), sink_.has_all()};
        auto& quota = limiter_->download_quota;
        auto action = machine_.on_reply(reply, url_, file, context, engine_->random(), quota);
        std::visit([&](auto& chosen) { act(chosen, reply); }, action);
    }

    void act(download_machine::follow_redirect& redirect, const http_reply&) { ask(std::move(redirect.url)); }

    void act(const download_machine::start_over&, const http_reply&) {
        sink_.start_over();
        tell_retry(errc::download_failed, milliseconds{0});
        ask(first_url_);
    }

    void act(const download_machine::fetch_again& again, const http_reply&) {
        on_new_connection_ = again.on_new_connection;
        tell_retry(again.why, again.after);
        if (again.on_new_connection) return ask(first_url_);
        wake_at(std::min(engine_->clock().now() + again.after, deadline_));
    }

    /// Asks the gateway for the task once more: with the key, at the gateway's own address.
    void act(const download_machine::refresh_url& refused, const http_reply& reply) {
        account_ = engine_->accounts().find(video_.task.provider, video_.task.account);
        refusal_ = failure_of_reply(refused.why, reply, {});
        if (!account_ || video_.task.id.empty()) return fail(std::move(refusal_));
        tell_retry(refused.why.code, milliseconds{0});
        asking_ = true;
        const auto target = account_->table->status_target(video_.task.model, video_.task.id);
        exchange(request_to(*account_, "GET", target), nullptr, &download_operation::on_status);
    }

    void act(const download_machine::finished&, const http_reply&) { finish(); }

    void act(const download_machine::gave_up& over, const http_reply& reply) {
        fail(failure_of_reply(over.why, reply, over.detail));
    }

    void on_status(http_reply reply) {
        asking_ = false;
        if (!caller_) return sink_.discard();
        const auto answer = read_poll(*account_, reply, video_.task.id);
        const bool has_url = answer.understood && answer.state == task_state::succeeded && !answer.urls.empty();
        if (!has_url) {
            refusal_.detail = "the gateway was asked for another URL and gave none";
            return fail(std::move(refusal_));
        }
        first_url_ = answer.urls.front();
        ask(first_url_);
    }

    void tell_retry(errc why, milliseconds after) { emit(events_, events::retrying{step::download, why, after}); }

    // ---- the end

    void finish() {
        cancel_timer();
        if (const auto error = sink_.commit())
            return fail(failure_here(static_cast<errc>(error.value()), sink_.problem()));
        machine_.on_saved(limiter_->download_quota);
        if (!video_.task.id.empty())
            engine_->ledger().on_task(video_.task, intent_state::fetched, billed::yes, video_.cost);
        std::exchange(caller_, {}).succeed({.path = path_, .bytes = sink_.received()});
    }

    failure failure_of_reply(const decision& decided, const http_reply& reply, std::string_view detail) const {
        auto why = failure_here(decided.code, {});
        add_reply(why, reply, {});
        if (!detail.empty()) why.detail = detail;
        if (!sink_.problem().empty()) why.detail = sink_.problem();
        if (decided.code == errc::address_refused)
            why.detail = parse_https_url(url_)->host + " has no public address (" + reply.detail +
                         "); client_options::allow_private_downloads lets videos come from there";
        if (why.code == failure_group::retryable) why.retry = retry::call_again;
        why.retry_after = decided.retry_after;
        return why;
    }

    failure failure_here(errc code, std::string detail) const {
        auto why = failure_of(code, step::download, video_.task.provider, video_.task.model);
        why.detail = std::move(detail);
        why.billed = billed::yes;
        if (!video_.task.id.empty()) why.task = video_.task;
        return why;
    }

    void fail(failure why) {
        cancel_timer();
        if (asking_)
            stop_exchange();  // the sink is let go when the exchange has ended
        else
            sink_.discard();
        std::exchange(caller_, {}).fail(std::move(why));
    }

    generated_video video_;
    std::string path_;
    file_sink sink_;
    completion<saved_file> caller_;
    event_sink events_;
    milliseconds limit_;
    clock::time_point deadline_{};
    gateway_limiter* limiter_ = nullptr;
    std::shared_ptr<const account_entry> account_;
    download_machine machine_;

    std::string first_url_;  ///< before any redirect: every attempt begins here
    std::string url_;        ///< of the exchange under way
    bool asking_ = false;
    bool on_new_connection_ = false;
    failure refusal_;  ///< of the first URL, once the gateway was asked for another
};

}  // namespace seedance::detail
