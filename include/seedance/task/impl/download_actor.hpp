// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <seedance/task/completion.hpp>
#include <seedance/task/impl/actor.hpp>
#include <seedance/task/impl/file_sink.hpp>
#include <seedance/task/judge.hpp>
#include <seedance/task/video.hpp>

namespace seedance::detail {

/// Fetches a file without a key: only https, at most five redirects, at most eight attempts.
class download_actor final : public actor {
  public:
    download_actor(std::shared_ptr<engine> home, generated_video what, std::string path, completion<saved_file> caller,
                   const call_options& options)
        : actor{std::move(home)},
          video_{std::move(what)},
          path_{std::move(path)},
          sink_{path_, this->home().options().max_download_bytes, [this](auto received, auto total) { report(received, total); }},
          caller_{std::move(caller)},
          options_{options} {}

    void start() override {
        if (video_.urls.empty()) return fail(failure_here(errc::result_malformed, "the video has no URL"));
        url_ = video_.urls.front();
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
    static constexpr int max_attempts = 8;
    static constexpr int max_redirects = 5;

    void fetch() {
        http_request request;
        request.url = url_;
        request.reply_timeout = std::chrono::seconds{30};
        request.max_body = home().options().max_download_bytes;
        fetching_ = true;
        wake_at(deadline_);
        exchange(std::move(request), &sink_, &download_actor::on_reply);
    }

    /// From the transport's strand: pieces of one exchange come one after the other.
    void report(std::uint64_t received, std::uint64_t total) {
        boost::asio::post(home().executor(), [self = std::static_pointer_cast<download_actor>(shared_from_this()), received, total] {
            if (self->caller_) self->emit(self->options_.on_event, events::bytes{received, total});
        });
    }

    void on_reply(http_reply reply) {
        fetching_ = false;
        if (!caller_) return sink_.discard();
        if (!reply.error && reply.status >= 300 && reply.status < 400) return follow(reply);
        const auto judged = judge_download(reply, {home().clock().wall_now(), {}, std::chrono::duration_cast<milliseconds>(deadline_ - home().clock().now())});
        if (judged.verdict == verdict::done) return finish();
        sink_.discard();
        if (judged.verdict == verdict::again && attempts_ < max_attempts) return retry_later(judged);
        auto why = failure_here(judged.code, {});
        add_reply(why, reply, {});
        if (judged.code == errc::file_error) why.detail = path_ + ": " + sink_.file_error().message();
        if (why.code == failure_group::retryable) why.retry = retry::call_again;
        fail(std::move(why));
    }

    void retry_later(const judgement& judged) {
        auto after = backoff(attempts_++ - 1, backoff_base, home().random());
        if (judged.retry_after) after = std::max<milliseconds>(after, *judged.retry_after);
        emit(options_.on_event, events::retrying{step::download, judged.code, after});
        wake_at(std::min(home().clock().now() + after, deadline_));
    }

    void follow(const http_reply& reply) {
        const auto base = boost::urls::parse_uri(url_);
        const auto location = boost::urls::parse_uri_reference(reply.header("Location"));
        boost::urls::url next;
        const bool resolved = base && location && !location->empty() && boost::urls::resolve(*base, *location, next);
        if (!resolved || next.scheme() != "https" || ++redirects_ > max_redirects) {
            auto why = failure_here(errc::download_failed, "a redirect that cannot be followed: only https, at most 5");
            why.http_status = reply.status;
            return fail(std::move(why));
        }
        url_ = std::string{next.buffer()};
        fetch();
    }

    void finish() {
        forget_alarm();
        if (const auto error = sink_.commit()) {
            const auto detail = path_ + ": " + (sink_.file_error() ? sink_.file_error().message() : "the file is empty");
            return fail(failure_here(static_cast<errc>(error.value()), detail));
        }
        if (!video_.task.id.empty()) home().ledger().on_task(video_.task, intent_state::fetched, billed::yes, video_.cost);
        std::exchange(caller_, {}).succeed({.path = path_, .bytes = sink_.received()});
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
        if (fetching_)
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
    std::string url_;
    clock::time_point deadline_{};
    int attempts_ = 1;
    int redirects_ = 0;
    bool fetching_ = false;
};

}  // namespace seedance::detail
