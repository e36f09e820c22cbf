// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/impl/url_secrets.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>
#include <seedance/download/byte_stream.hpp>
#include <seedance/download/file_sink.hpp>
#include <seedance/download/redirect.hpp>
#include <seedance/engine/byte_sink.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/download_file.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/file_service.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/engine/impl/progress_steps.hpp>
#include <seedance/engine/impl/sink_relay.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/download_machine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/http_date.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/impl/received_url.hpp>

namespace seedance::detail {

/// Fetches a file without a key, by https only.
class download_operation final : public operation_state {
  public:
    download_operation(std::shared_ptr<engine> shared, generated_video video, std::string path,
                       completion<saved_file> handler, event_sink events, milliseconds limit)
        : operation_state{std::move(shared)},
          video_{std::move(video)},
          path_{std::move(path)},
          handler_{std::move(handler)},
          events_{events},
          limit_{limit} {}

    download_operation(std::shared_ptr<engine> shared, generated_video video, const std::shared_ptr<byte_sink>& to,
                       completion<saved_file> handler, event_sink events, milliseconds limit)
        : operation_state{std::move(shared)},
          video_{std::move(video)},
          relay_{std::make_shared<sink_relay>(engine_->strand(), to)},
          handler_{std::move(handler)},
          events_{events},
          limit_{limit} {}

    void count_in(load_count& load) const override {
        if (handler_) ++load.at(video_.task.provider, video_.task.account).downloading;
    }

    void start() override {
        if (relay_ && !relay_->has_sink()) return fail(failure_here(errc::invalid_request, "the sink is null"));
        if (relay_) relay_->on_failure(when_sink_fails());
        if (video_.urls.empty()) return fail(failure_here(errc::result_malformed, "the video has no URL"));
        limiter_ = &engine_->limiter_of(video_.task.provider, video_.task.account);
        account_ = engine_->accounts().find(video_.task.provider, video_.task.account);
        deadline_ = engine_->deadline_after(limit_);
        started_at_ = ended_at_ = engine_->clock().now();
        make_file();
        wake_at(deadline_);
        at_file([](file_sink& file, const error_code&) { return file.check(); }, &download_operation::on_checked);
    }

    void on_timer() override {
        if (engine_->clock().now() >= deadline_) return cancel(errc::deadline_reached);
        if (std::exchange(refreshes_next_, false)) return refresh();
        ask(video_.urls[chosen_]);
    }

    void cancel(errc why) override {
        if (!handler_ || (file_ && !file_->give_up())) return;  // a file that gets its name now is a success
        if (why == errc::deadline_reached && ended_as_) return end(std::move(*ended_as_));
        end(failure_here(why, why == errc::deadline_reached ? what_took_long() : ""));
    }

  private:
    /// Says what the deadline was waited for, where it is something out of the ordinary.
    std::string what_took_long() const {
        if (refreshes_next_) return "the file was not there: " + refusal_.detail;
        return file_steps_ > 0 ? path_ + ": the file system has not answered" : "";
    }

    event_sink listener() const { return handler_ ? events_ : event_sink{}; }

    events::subject about() const {
        return {video_.task.provider, video_.task.account, video_.task.model, {}, {}, &video_.task};
    }

    // ---- the file

    void make_file() {
        const auto limit = engine_->options().max_download_bytes;
        if (relay_) return void(file_.emplace(std::shared_ptr<byte_stream>{relay_}, limit, progress_reporter()));
        const auto worker = file_service::of(engine_->client_executor());
        file_.emplace(worker, engine_->file_channel(), path_, limit, progress_reporter());
    }

    /// Does something to the file, and then goes on with `next`, to which `with` is passed, on the strand.
    template <class Work, class... With>
    void at_file(Work work, void (download_operation::*next)(const file_report&, With...), With... with) {
        ++file_steps_;
        file_->run(std::move(work),
                   [self = self_as<download_operation>(), next, ... with = std::move(with)](const file_report& report) {
                       --self->file_steps_;
                       self->emit_progress();
                       ((*self).*next)(report, with...);
                   });
    }

    void on_checked(const file_report& report) {
        if (!handler_) return;
        if (report.error) return fail(failure_of_file(report));
        ask(video_.urls[chosen_]);
    }

    /// Makes the function that is told how much has arrived, of one piece after the other, on the thread that writes
    /// them.
    file_sink::progress progress_reporter() {
        if (!engine_->listens(events_)) return [](auto, auto) {};
        auto tell = [weak = std::weak_ptr{self_as<download_operation>()}] {
            if (const auto self = weak.lock()) self->emit_progress();
        };
        return
            [steps = progress_, channel = engine_->file_channel(), tell = std::move(tell)](auto received, auto total) {
                if (steps->add(received, total)) channel->tell(tell);
            };
    }

    void emit_progress() {
        for (const auto& [received, total] : progress_->take())
            if (handler_) emit(events_, events::downloaded{received, total, about()});
    }

    // ---- asking

    /// A server of files that sends nothing for so long is asked again, for the rest.
    static constexpr std::chrono::seconds longest_silence{30};

    /// So many of a task's URLs are tried, the likeliest first.
    static constexpr std::size_t most_urls = 8;

    /// So often the gateway is asked for another URL where it does not answer.
    static constexpr int most_questions = 5;

    bool has_other_url() const noexcept { return chosen_ + 1 < std::min(video_.urls.size(), most_urls); }

    void ask(std::string url) {
        url = with_escapes(url);
        const auto target = parse_https_url(url);
        if (!target && has_other_url()) return ask(video_.urls[++chosen_]);
        if (!target)
            return fail(failure_here(errc::download_failed, "the video's URL is not an https URL with a plain host"));
        http_request request;
        request.url = std::move(url);
        request.reply_timeout = longest_silence;
        request.is_foreign = !is_on_host_of_account(*target);
        request.only_public = request.is_foreign && !engine_->options().allow_private_downloads;
        request.use = std::exchange(on_new_connection_, false) ? connection_use::fresh : connection_use::pooled;
        url_ = request.url;
        wake_at(deadline_);
        const auto asked = std::make_shared<http_request>(std::move(request));
        auto prepare = [asked, has_others = video_.urls.size() > 1](file_sink& file, const error_code&) {
            file.expect_others(has_others);
            file.prepare(*asked);
            return error_code{};
        };
        at_file(std::move(prepare), &download_operation::on_prepared, asked);
    }

    void on_prepared(const file_report& report, std::shared_ptr<http_request> request) {
        if (!handler_) return;
        if (report.error) return fail(failure_of_file(report));
        asking_ = true;
        exchange(std::move(*request), &file_->sink(), &download_operation::on_reply);
    }

    /// Says whether the file is where the account's gateway is. A URL of another host was chosen by somebody else: it
    /// must not lead into a network that only this machine reaches, unless the caller allows that by an option.
    bool is_on_host_of_account(const https_url& target) const {
        return account_ && is_on_host_of(target, account_->base_url);
    }

    // ---- reading replies

    /// Lets the file look at what has come, now that nothing more does. Its word is the end of the exchange.
    void on_reply(http_reply&& reply) {
        asking_ = false;
        if (!handler_) return release_after(reply);
        const bool no_such_range = !reply.error && reply.status == 416;
        auto look = [is_success = reply.is_success(),
                     refused = no_such_range ? reply.headers : decltype(reply.headers){}](file_sink& file,
                                                                                          const error_code& problem) {
            if (problem) return problem;
            file.on_no_such_range(refused);
            return is_success || file.has_all() ? file.end() : error_code{};
        };
        at_file(std::move(look), &download_operation::on_looked_at, std::move(reply));
    }

    void release_after(const http_reply& reply) {
        emit_exchanged(listener(), step::download, reply, about());
        file_->release();
    }

    void on_looked_at(const file_report& report, http_reply reply) {
        if (report.error) reply.error = report.error;
        if (!handler_) return release_after(reply);
        emit_exchanged(listener(), step::download, reply, about());
        problem_ = report.problem;
        const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - engine_->clock().now());
        const reply_context context{engine_->clock().wall_now(), {}, left};
        auto file = report.state;
        file.since_end = since_end();
        file.has_other_url = has_other_url();
        auto& quota = limiter_->download_quota;
        auto action = machine_.on_reply(reply, url_, file, context, engine_->random(), quota);
        std::visit([&](auto& chosen) { act(chosen, reply); }, action);
    }

    milliseconds since_end() const {
        return std::chrono::duration_cast<milliseconds>(engine_->clock().now() - ended_at_);
    }

    void act(download_machine::follow_redirect& redirect, const http_reply&) { ask(std::move(redirect.url)); }

    void act(const download_machine::start_over&, const http_reply&) {
        auto start_over = [](file_sink& file, const error_code&) {
            file.start_over();
            return error_code{};
        };
        tell_retry(errc::download_failed, milliseconds{0});
        at_file(std::move(start_over), &download_operation::on_checked);
    }

    void act(const download_machine::fetch_again& again, const http_reply&) {
        on_new_connection_ = again.on_new_connection;
        tell_retry(again.why, again.after);
        if (again.on_new_connection) return ask(video_.urls[chosen_]);
        wake_at(std::min(engine_->clock().now() + again.after, deadline_));
    }

    void act(const download_machine::try_other_url& other, const http_reply&) {
        tell_retry(other.why, milliseconds{0});
        ask(video_.urls[++chosen_]);
    }

    void act(const download_machine::refresh_url& refused, const http_reply& reply) {
        refusal_ = failure_of_reply(refused.why, reply, refused.detail);
        refusal_detail_ = refused.detail;
        may_come_ = refused.may_come;
        ++refusals_;
        questions_ = 0;
        tell_retry(refused.why.code, refused.after);
        if (refused.after == milliseconds{0}) return refresh();
        refreshes_next_ = true;
        wake_at(std::min(engine_->clock().now() + refused.after, deadline_));
    }

    /// Asks the gateway for the task once more: with the key, at the gateway's own address.
    void refresh() {
        account_ = engine_->accounts().find(video_.task.provider, video_.task.account);
        const bool can_ask = account_ && !video_.task.id.empty();
        if (!can_ask || engine_->clock().now() < next_question_) return go_on_without_new_url();
        asking_ = true;
        wake_at(deadline_);
        const auto target = account_->table->status_target(video_.task.model, video_.task.id);
        exchange(request_to(*account_, "GET", target), nullptr, &download_operation::on_status);
    }

    /// Tries the URL that is known, where the file may still come to it.
    void go_on_without_new_url() {
        if (!may_come_) return fail(std::move(refusal_));
        ask(video_.urls[chosen_ = 0]);
    }

    /// Tries the URLs that the gateway names now.
    void begin_with(std::vector<std::string> urls) {
        video_.urls = std::move(urls);
        ask(video_.urls[chosen_ = 0]);
    }

    void act(const download_machine::finished&, const http_reply&) { finish(); }

    void act(const download_machine::gave_up& over, const http_reply& reply) {
        auto why = failure_of_reply(over.why, reply, over.detail);
        if (may_come_ && over.why.code == errc::result_expired) why.detail += how_often();
        fail(std::move(why));
    }

    /// Says how often a file was not there, for how long.
    std::string how_often() const {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(engine_->clock().now() - started_at_);
        return "; it was asked for " + std::to_string(refusals_ + 1) + " times in " + std::to_string(seconds.count()) +
               " s";
    }

    void on_status(http_reply&& reply) {
        asking_ = false;
        emit_exchanged(listener(), step::poll, reply, about());
        if (!handler_) return file_->release();
        const auto answer = read_poll(*account_, reply, video_.task.id);
        const bool has_url = answer.understood && answer.state == task_state::succeeded && !answer.urls.empty();
        read_times(reply, answer);
        if (has_url) return begin_with(answer.urls);
        if (may_come_) return go_on_without_new_url();
        const bool is_answered = answer.understood || !may_answer_later(reply, answer);
        if (!is_answered && questions_ != most_questions) return ask_gateway_later();
        refusal_.detail = refusal_with(is_answered ? "the gateway was asked for another URL and gave none"
                                                   : "the gateway was asked for another URL and did not answer that");
        fail(std::move(refusal_));
    }

    bool may_answer_later(const http_reply& reply, const status_answer& answer) const {
        const reply_context context{engine_->clock().wall_now(), {}, {}};
        return classify_poll(reply, answer, context).kind == decision_kind::retry && !is_gone(reply, answer);
    }

    /// A gateway that could not be asked has not said that it has no other URL: it is asked a few times.
    void ask_gateway_later() {
        const auto after = backoff(questions_++, throttled_backoff_base, engine_->random());
        refreshes_next_ = true;
        tell_retry(static_cast<errc>(refusal_.code.value()), after);
        wake_at(std::min(std::max(engine_->clock().now() + after, next_question_), deadline_));
    }

    /// Gives words about a URL that is of no use, once the gateway was asked for another in vain.
    std::string refusal_with(std::string words) const {
        return refusal_detail_.empty() ? words : std::string{refusal_detail_} + "; " + words;
    }

    /// Reads when the gateway may be asked again, and by its own clock how long ago the task has ended. A clock that is
    /// wrong leaves the file a minute.
    void read_times(const http_reply& reply, const status_answer& answer) {
        const auto wait = retry_after(reply, engine_->clock().wall_now());
        if (wait) next_question_ = engine_->clock().now() + *wait;
        const auto sent = parse_http_date(text::trim(reply.header("Date")));
        if (!sent || !answer.completed_at) return;
        using std::chrono::seconds;
        constexpr seconds longest = download_machine::longest_delay - std::chrono::minutes{1};
        const seconds age = *sent - std::chrono::floor<seconds>(*answer.completed_at);
        ended_at_ = std::min(ended_at_, started_at_ - std::clamp(age, seconds{0}, longest));
    }

    void tell_retry(errc why, milliseconds after) {
        emit(events_, events::retrying{step::download, why, after, {}, about()});
    }

    // ---- the sink

    sink_relay::failed when_sink_fails() {
        return [weak = std::weak_ptr{self_as<download_operation>()}](std::string words) {
            const auto self = weak.lock();
            if (self && self->handler_) self->fail(self->failure_here(errc::file_error, "the sink: " + words));
        };
    }

    /// Waits until the sink has taken everything.
    void drain() {
        wake_at(deadline_);
        relay_->when_drained([weak = std::weak_ptr{self_as<download_operation>()}] {
            if (const auto self = weak.lock(); self && self->handler_) self->commit();
        });
    }

    // ---- the end

    void finish() {
        if (relay_) return drain();
        commit();
    }

    void commit() {
        at_file([](file_sink& file, const error_code&) { return file.commit(); }, &download_operation::on_committed);
    }

    /// Fetches all of a file whose parts do not fit together, once.
    void fetch_anew() {
        on_new_connection_ = true;
        act(download_machine::start_over{}, {});
    }

    /// Goes on when the file has its name, or can have none.
    void on_committed(const file_report& report) {
        if (!handler_) return;
        const bool can_begin_anew = report.error == errc::integrity && report.is_file;
        if (can_begin_anew && !std::exchange(fetched_anew_, true)) return fetch_anew();
        if (report.error) return fail(failure_of_file(report));
        machine_.on_saved(limiter_->download_quota);
        if (!video_.task.id.empty())
            engine_->ledger().on_task(video_.task, intent_state::fetched, billed::yes, video_.cost,
                                      std::string{video_.unconfirmed ? note_of_unconfirmed : ""});
        cancel_timer();
        if (report.is_of_unknown_kind) emit(events_, events::unknown_container{video_.task, path_, about()});
        if (relay_) relay_->end();
        std::exchange(handler_, {}).succeed({.path = path_, .bytes = report.state.received});
    }

    failure failure_of_reply(const decision& decided, const http_reply& reply, std::string_view detail) const {
        auto why = failure_here(decided.code, {});
        add_reply(why, reply, {});
        if (!detail.empty()) why.detail = detail;
        if (decided.code == errc::result_expired) why.detail = what_was_seen(reply);
        if (!problem_.empty()) why.detail = problem_;
        if (decided.code == errc::address_refused)
            why.detail = parse_https_url(url_)->host + " has no public address (" + reply.detail +
                         "); client_options::allow_private_downloads lets videos come from there";
        why.retry_after = decided.retry_after;
        return why;
    }

    /// Gives the failure of a step of the file. An error that is none of ours is the system's: there was no memory.
    failure failure_of_file(const file_report& report) const {
        const bool is_ours = report.error.category() == error_category();
        const auto code = is_ours ? static_cast<errc>(report.error.value()) : errc::file_error;
        return failure_here(code, report.problem.empty() ? report.error.message() : report.problem);
    }

    /// Gives words for an answer without a file.
    static std::string what_was_seen(const http_reply& reply) {
        auto words = "HTTP " + std::to_string(reply.status);
        auto said = reply.body;
        hide_url_secrets(said);
        if (!said.empty()) words += " with " + detail::quoted(std::string_view{said}.substr(0, 200));
        return words;
    }

    failure failure_here(errc code, std::string detail) const {
        auto why = failure_of(code, step::download, video_.task.provider, video_.task.model);
        why.detail = std::move(detail);
        why.billed = billed::yes;
        if (may_be_repeated(code)) why.retry = retry::call_again;
        if (!video_.task.id.empty()) why.task = video_.task;
        return why;
    }

    /// Says whether the same download may end in another way: nothing is paid for it.
    static bool may_be_repeated(errc code) {
        constexpr errc final_ones[] = {errc::invalid_request, errc::result_malformed, errc::result_expired,
                                       errc::address_refused, errc::tls_untrusted,    errc::too_large};
        return std::find(std::begin(final_ones), std::end(final_ones), code) == std::end(final_ones);
    }

    /// Ends with a failure, once nothing is left of the file: the caller may begin again at once.
    void fail(failure why) {
        if (!file_ || asking_) return end(std::move(why));
        ended_as_ = std::move(why);
        wake_at(deadline_);
        auto discard = [](file_sink& file, const error_code&) {
            file.discard();
            return error_code{};
        };
        at_file(std::move(discard), &download_operation::on_discarded);
    }

    void on_discarded(const file_report&) {
        if (handler_) end(std::move(*ended_as_));
    }

    /// Ends now, whatever a disk is doing.
    void end(failure why) {
        cancel_timer();
        if (relay_) relay_->end();
        if (asking_) stop_exchange();
        if (file_ && (!asking_ || file_->is_off_loop())) file_->release();  // else when the exchange has ended
        std::exchange(handler_, {}).fail(std::move(why));
    }

    generated_video video_;
    std::string path_;
    std::shared_ptr<sink_relay> relay_;  ///< null where there is a path
    std::optional<download_file> file_;  ///< from the start on
    const std::shared_ptr<progress_steps> progress_ = std::make_shared<progress_steps>();
    std::string problem_;  ///< words of the file about the last exchange
    completion<saved_file> handler_;
    event_sink events_;
    milliseconds limit_;
    clock::time_point deadline_{};
    gateway_limiter* limiter_ = nullptr;
    std::shared_ptr<const account_entry> account_;
    download_machine machine_;

    std::size_t chosen_ = 0;           ///< of the video's URLs: every attempt begins there, before any redirect
    std::string url_;                  ///< of the exchange under way
    int file_steps_ = 0;               ///< that the file has not done yet
    std::optional<failure> ended_as_;  ///< what the caller hears once nothing is left of the file
    bool asking_ = false;
    bool fetched_anew_ = false;
    bool on_new_connection_ = false;

    // ---- of a file that is not there
    clock::time_point started_at_{};
    clock::time_point ended_at_{};       ///< of the task, as far as is known
    clock::time_point next_question_{};  ///< before this time the gateway is not asked
    failure refusal_;                    ///< of the URL, before the gateway was asked for another
    std::string_view refusal_detail_;    ///< words about it that are none of the server's
    int questions_ = 0;                  ///< how often the gateway was asked in vain since then
    int refusals_ = 0;
    bool may_come_ = false;  ///< the file may only not be there yet
    bool refreshes_next_ = false;
};

}  // namespace seedance::detail
