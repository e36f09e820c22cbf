// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/download/file_sink.hpp>
#include <seedance/download/redirect.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/task/generated_video.hpp>

namespace seedance::detail {

/// Fetches a file without a key, by https only. What breaks off goes on from where it was, if the server can tell that
/// the file is still the same. A URL that is refused is asked for again at the gateway, once.
class download_operation final : public actor {
  public:
    download_operation(std::shared_ptr<engine> home, generated_video what, std::string path,
                       completion<saved_file> caller, const call_options& options)
        : actor{std::move(home)},
          video_{std::move(what)},
          path_{std::move(path)},
          sink_{path_, this->home().options().max_download_bytes,
                [this](auto received, auto total) { report(received, total); }},
          caller_{std::move(caller)},
          options_{options} {}

    void start() override {
        if (video_.urls.empty()) return fail(failure_here(errc::result_malformed, "the video has no URL"));
        lane_ = &home().lane_of(video_.task.provider);
        account_ = home().find_account(video_.task.provider);
        first_url_ = video_.urls.front();
        deadline_ = home().deadline_after(options_.deadline);
        fetch();
    }

    void on_time() override {
        if (home().clock().now() >= deadline_) return let_go(errc::deadline_reached);
        fetch();
    }

    void let_go(errc why) override {
        if (caller_) fail(failure_here(why, {}));
    }

  private:
    static constexpr int max_attempts = 8;  ///< without progress
    static constexpr int max_redirects = 5;

    // ---- asking

    void fetch() {
        redirects_ = 0;
        ask(first_url_);
    }

    void ask(std::string url) {
        const auto target = parse_https_url(url);
        if (!target)
            return fail(failure_here(errc::download_failed, "the video's URL is not an https URL with a plain host"));
        http_request request;
        request.url = std::move(url);
        request.reply_timeout = std::chrono::seconds{30};
        request.only_public = !may_be_private(*target);
        request.use = hurries_ ? connection_use::fresh : connection_use::pooled;
        sink_.prepare(request);
        url_ = request.url;
        asking_ = true;
        wake_at(deadline_);
        exchange(std::move(request), &sink_, &download_operation::on_reply);
    }

    /// The URL was chosen by somebody else. It must not lead into a network that only this machine reaches, unless the
    /// caller says so: by an option, or by an account whose gateway is on that host.
    bool may_be_private(const https_url& target) const {
        return home().options().allow_private_downloads || (account_ && is_on_host_of(target, account_->base_url));
    }

    /// From the transport's strand: pieces of one exchange come one after the other.
    void report(std::uint64_t received, std::uint64_t total) {
        boost::asio::post(home().executor(),
                          [self = std::static_pointer_cast<download_operation>(shared_from_this()), received, total] {
                              if (self->caller_)
                                  self->emit(self->options_.on_event, events::downloaded{received, total});
                          });
    }

    // ---- what comes back

    void on_reply(http_reply reply) {
        asking_ = hurries_ = false;
        if (!caller_) return sink_.discard();
        if (!reply.error && reply.status >= 300 && reply.status < 400) return follow(reply);
        const bool no_such_range = !reply.error && reply.status == 416 && (sink_.asked_rest() || started_over_);
        if ((no_such_range || sink_.misfit()) && !std::exchange(started_over_, true)) return start_over();
        if (no_such_range) return give_up({decision_kind::give_up, errc::integrity}, reply);

        const reply_context when{
            home().clock().wall_now(), {}, std::chrono::duration_cast<milliseconds>(deadline_ - home().clock().now())};
        auto decided = classify_download(reply, when);
        if (decided.kind == decision_kind::done && sink_.lacks_some())
            decided = {decision_kind::retry, errc::download_failed, {}, retry_quota::transient_cost};
        if (decided.kind == decision_kind::retry && sink_.has_all()) decided = {};
        switch (decided.kind) {
            case decision_kind::done: return finish();
            case decision_kind::retry: return retry(decided, reply);
            case decision_kind::refresh: return refresh(decided, reply);
            default: return give_up(decided, reply);
        }
    }

    void follow(const http_reply& reply) {
        auto next = resolve_redirect(url_, reply.header("Location"));
        if (next && ++redirects_ <= max_redirects) return ask(std::move(*next));
        auto why = failure_here(errc::download_failed, "a redirect that cannot be followed: only https, at most 5");
        why.http_status = reply.status;
        fail(std::move(why));
    }

    void start_over() {
        sink_.start_over();
        tell_retry(errc::download_failed, milliseconds{0});
        fetch();
    }

    void retry(const decision& decided, const http_reply& reply) {
        if (sink_.received() > furthest_) {
            furthest_ = sink_.received();
            failures_ = 0;
            has_hurried_ = false;
        }
        if (decided.at_once && !std::exchange(has_hurried_, true)) {
            hurries_ = true;
            tell_retry(decided.code, milliseconds{0});
            return fetch();
        }
        if (++failures_ == max_attempts) return give_up(decided, reply);
        const auto after = wait_before(decided);
        tell_retry(decided.code, after);
        wake_at(std::min(home().clock().now() + after, deadline_));
    }

    milliseconds wait_before(const decision& decided) {
        const auto base = decided.cost == retry_quota::throttled_cost ? throttled_backoff_base : backoff_base;
        auto after = backoff(failures_ - 1, base, home().random());
        if (lane_->downloads.take(decided.cost))
            last_cost_ = decided.cost;
        else
            after = spread(longest_backoff, longest_backoff, home().random());
        return decided.retry_after ? std::max<milliseconds>(after, *decided.retry_after) : after;
    }

    void tell_retry(errc why, milliseconds after) {
        emit(options_.on_event, events::retrying{step::download, why, after});
    }

    // ---- a URL that is of no use any more

    /// Asks the gateway for the task once more: with the key, at the gateway's own address.
    void refresh(const decision& decided, const http_reply& reply) {
        account_ = home().find_account(video_.task.provider);
        const bool can_ask = account_ && !video_.task.id.empty();
        if (!can_ask || refusal_) return give_up(decided, reply);
        refusal_ = failure_of_reply(decided, reply);
        tell_retry(decided.code, milliseconds{0});
        asking_ = true;
        exchange(request_to(*account_, "GET", account_->table->status_target(video_.task.model, video_.task.id)),
                 nullptr, &download_operation::on_status);
    }

    void on_status(http_reply reply) {
        asking_ = false;
        if (!caller_) return sink_.discard();
        const auto answer = account_->table->decode_status(reply.error ? 0 : reply.status, reply.body);
        const bool has_url = answer.understood && answer.state == task_state::succeeded && !answer.urls.empty();
        if (!has_url) {
            refusal_->detail = "the gateway was asked for another URL and gave none";
            return fail(*refusal_);
        }
        first_url_ = answer.urls.front();
        fetch();
    }

    // ---- the end

    void finish() {
        forget_alarm();
        if (const auto error = sink_.commit())
            return fail(failure_here(static_cast<errc>(error.value()), sink_.problem()));
        lane_->downloads.give_back(last_cost_);
        if (!video_.task.id.empty())
            home().ledger().on_task(video_.task, intent_state::fetched, billed::yes, video_.cost);
        std::exchange(caller_, {}).succeed({.path = path_, .bytes = sink_.received()});
    }

    void give_up(const decision& decided, const http_reply& reply) { fail(failure_of_reply(decided, reply)); }

    failure failure_of_reply(const decision& decided, const http_reply& reply) const {
        auto why = failure_here(decided.code, {});
        add_reply(why, reply, {});
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
        forget_alarm();
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
    call_options options_;
    clock::time_point deadline_{};
    lane* lane_ = nullptr;
    std::shared_ptr<const account_entry> account_;

    std::string first_url_;  ///< before any redirect: every attempt begins here
    std::string url_;        ///< of the exchange under way
    bool asking_ = false;
    int redirects_ = 0;  ///< of this attempt

    std::uint64_t furthest_ = 0;  ///< bytes of the file that some attempt has reached
    int failures_ = 0;            ///< since then
    int last_cost_ = 0;
    bool has_hurried_ = false;  ///< has been tried again without waiting
    bool hurries_ = false;
    bool started_over_ = false;
    std::optional<failure> refusal_;  ///< what the first URL came to, once the gateway was asked for another
};

}  // namespace seedance::detail
