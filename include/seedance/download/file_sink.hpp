// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/url_secrets.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/text.hpp>
#include <seedance/download/commit_gate.hpp>
#include <seedance/download/content_digest.hpp>
#include <seedance/download/content_kind.hpp>
#include <seedance/download/content_range.hpp>
#include <seedance/download/file_target.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// Writes a file from the bodies of replies: the first brings it whole or its beginning, those after it bring the rest,
/// as long as their server says that it is still the same file. What is a page or a document by its bytes, or nothing
/// at all, is no file: it ends the exchange with `errc::result_expired`; so does a picture where there are other URLs.
/// One exchange at a time uses it, or its owner between two of them.
class file_sink final : public body_sink {
  public:
    using progress = std::function<void(std::uint64_t received, std::uint64_t total)>;

    /// `to` is a path, or a stream.
    template <class Target>
    file_sink(Target to, std::uint64_t limit, progress on_progress)
        : file_{std::move(to)}, limit_{limit}, on_progress_{std::move(on_progress)} {}

    /// Makes one for a path that another thread may give up at any time, see `file_target`.
    file_sink(std::string path, std::uint64_t limit, progress on_progress, commit_gate& gate)
        : file_{std::move(path), &gate}, limit_{limit}, on_progress_{std::move(on_progress)} {}

    // ---- for the owner

    /// Says why nothing can be saved at the path; before the first exchange.
    error_code check() { return noted(file_.check()); }

    /// Prepares the next exchange: it asks for the rest of the file where what has arrived can be continued; what can
    /// never be continued is discarded.
    void prepare(http_request& request) {
        problem_.clear();
        misfit_ = false;
        if (before_) take_back();
        request.max_body = limit_;
        asked_url_ = request.url;
        asked_rest_ = may_go_on(request.url);
        if (!asked_rest_) return now_.version.empty() || !goes_on_ ? discard() : void();
        request.headers.push_back({"Range", "bytes=" + std::to_string(now_.received) + '-'});
        request.headers.push_back({"If-Range", now_.version.text()});
    }

    /// Says whether the next exchange asks one of several URLs: what is there may be something beside the video.
    void expect_others(bool others) noexcept { has_others_ = others; }

    /// Says whether the last exchange asked for the rest only.
    bool asked_rest() const noexcept { return asked_rest_; }

    /// Says whether the server's answer was not the rest that was asked for.
    bool misfit() const noexcept { return misfit_; }

    /// Discards what has arrived; from now on the file is asked for as a whole.
    void start_over() noexcept {
        goes_on_ = false;
        discard();
    }

    /// Takes the word of a server that it has no such range: that may be because all has arrived.
    void on_no_such_range(const std::vector<http_header>& headers) {
        const auto total = parse_unsatisfied_range(text::trim(value_of_header(headers, "Content-Range")));
        const auto tag = text::trim(value_of_header(headers, "ETag"));
        if (asked_rest_ && total == now_.received && (tag.empty() || tag == now_.version.etag)) now_.total = *total;
    }

    /// Says whether the server has told the length of the file, and all of it has arrived.
    bool has_all() const noexcept { return now_.total != 0 && now_.received == now_.total; }

    /// The server has said how long the file is, and some of it is missing.
    bool lacks_some() const noexcept { return now_.received < now_.total; }

    /// Says that a reply, or the file, has ended as it should: a short file is looked at now. Gives an error where what
    /// came is no file.
    error_code end() { return now_.kind || lacks_some() ? error_code{} : look(true); }

    /// Says whether the file's container is none of those that are known.
    bool is_of_unknown_kind() const noexcept { return now_.kind && *now_.kind != content_kind::video; }

    /// Gives the file its name; every byte must have arrived, and `end` must have been called.
    error_code commit() {
        if (now_.received == 0) return refuse(errc::integrity, "the file is empty");
        if (const auto error = hash_again()) return noted(error);
        if (!now_.check->agrees())
            return refuse(errc::integrity, "its bytes are not those that the server's checksum was made of");
        const auto error = file_.commit();
        if (error && file_.has_name())
            return refuse(
                errc::file_error,
                file_.path() + " is there, and whole, but its folder could not be put on disk: " + error.message());
        return noted(error);
    }

    /// Says whether what was written can be replaced: a stream's reader has it.
    bool can_begin_anew() const noexcept { return file_.can_be_read(); }

    /// Removes what has arrived.
    void discard() noexcept {
        file_.discard();
        now_ = {};
        before_.reset();
    }

    std::uint64_t received() const noexcept { return now_.received; }

    /// Words about the last error that this sink returned; empty where there was none.
    const std::string& problem() const noexcept { return problem_; }

    // ---- for the exchange

    error_code begin(const http_reply& head) override {
        const bool comes_later = head.status == 202 || head.status == 204 || head.status == 205;
        if (comes_later) return refuse(errc::result_expired, "the server has no file yet");
        if (head.status == 206) return asked_rest_ ? go_on(head) : start_with_part(head);
        if (head.status != 200 && head.status != 203) return refuse_part();
        const auto length = text::parse_number<std::uint64_t>(head.header("Content-Length")).value_or(0);
        return start(head, length, length == 0 ? unknown_end : length);
    }

    error_code write(std::string_view bytes) override {
        if (bytes.size() > limit_ - now_.received) return refuse(errc::too_large, over_limit());
        if (bytes.size() > now_.end - now_.received)
            return refuse(errc::integrity, "the server sent more than it said");
        if (const auto error = keep(bytes)) return error;
        now_.check->add(bytes);
        now_.received += bytes.size();
        on_progress_(now_.received, now_.total);
        return {};
    }

    /// Says whether so many bytes can be written without waiting for a reader, after a moment in which that may change.
    bool is_ready() const noexcept { return file_.is_ready(); }
    std::size_t at_once() const noexcept { return file_.at_once(); }

    bool is_full() const override { return file_.stream() != nullptr && file_.stream()->is_full(); }

    void when_ready(std::function<void()> go_on) override {
        if (auto* const stream = file_.stream()) return stream->when_ready(std::move(go_on));
        go_on();
    }

  private:
    static constexpr std::uint64_t largest_page = 64 * 1024;  ///< bytes that a server's excuse may have
    static constexpr std::uint64_t unknown_end = std::numeric_limits<std::uint64_t>::max();

    /// What has arrived of one version of the file.
    struct part {
        std::optional<content_check> check{};
        std::optional<content_kind> kind{};  ///< once enough of the file has arrived to tell
        std::string head{};                  ///< what has arrived before that
        std::uint64_t received = 0;
        std::uint64_t total = 0;  ///< as the server says; 0: it has not
        std::uint64_t end = 0;    ///< of what the reply under way brings
        validator version{};
        std::string url{};  ///< from where it began
    };

    /// Says whether what has arrived can be continued from this URL. A date is the word of one server about one URL; an
    /// ETag that is the same again names the file.
    bool may_go_on(const std::string& url) const noexcept {
        return goes_on_ && now_.received != 0 && !now_.version.empty() &&
               (!now_.version.etag.empty() || url == now_.url);
    }

    /// Begins a file. What the rest was asked of stays until this turns out to be a file.
    error_code start(const http_reply& head, std::uint64_t total, std::uint64_t end) {
        if (asked_rest_)
            before_.emplace(std::move(now_));
        else
            discard();
        now_ = {.total = total, .end = end, .version = validator_of(head), .url = asked_url_};
        if (total > limit_) return refuse(errc::too_large, over_limit());
        const auto error = before_ ? error_code{} : noted(file_.open());
        const bool is_whole = head.status != 206;
        now_.check.emplace(is_whole ? head : http_reply{}, file_.can_be_read());
        if (!is_whole) now_.check->go_on(head);
        return error;
    }

    /// Begins a file with its first part, which nobody has asked for.
    error_code start_with_part(const http_reply& head) {
        const auto range = parse_content_range(head.header("Content-Range"));
        const bool is_first = range && range->first == 0 && range->total != 0 && is_announced(head, *range);
        return is_first ? start(head, range->total, range->end) : refuse_part();
    }

    error_code refuse_part() { return refuse(errc::integrity, "the server did not send the whole file"); }

    /// Goes back to what had arrived before a reply that brought no file, or too little of it to tell.
    void take_back() noexcept {
        now_ = std::move(*before_);
        before_.reset();
    }

    error_code hash_again() {
        if (!now_.check->needs_all_again()) return {};
        return file_.read_back([this](std::string_view bytes) { now_.check->add_again(bytes); });
    }

    /// Keeps the next bytes: in memory as long as they are too few to tell what the file is.
    error_code keep(std::string_view bytes) {
        if (now_.kind) return noted(file_.write(bytes, now_.total));
        now_.head += bytes;
        return is_enough_to_look_at(now_.head) ? look(false) : error_code{};
    }

    /// Looks at the first bytes, and writes them if they are a file's.
    error_code look(bool is_all) {
        now_.kind = content_kind_of(now_.head, is_all);
        const bool is_beside = has_others_ && *now_.kind == content_kind::picture;
        if (is_no_file(*now_.kind) || is_beside) return refuse_page(*now_.kind);
        if (std::exchange(before_, std::nullopt))
            if (const auto error = noted(file_.open())) return error;
        const auto error = noted(file_.write(now_.head, now_.total));
        now_.head = {};
        return error;
    }

    /// Says what came in place of the file, and drops it.
    error_code refuse_page(content_kind kind) {
        const auto why = now_.total > largest_page && !has_others_ ? errc::integrity : errc::result_expired;
        const bool is_text = kind != content_kind::empty && kind != content_kind::picture;
        auto words = std::string{describe(kind)} + " came in place of the video";
        hide_url_secrets(now_.head);
        if (is_text) words += ": " + detail::quoted(std::string_view{now_.head}.substr(0, 100));
        if (before_)
            take_back();
        else
            discard();
        return refuse(why, std::move(words));
    }

    error_code go_on(const http_reply& head) {
        const auto range = parse_content_range(head.header("Content-Range"));
        misfit_ = !range || !fits(*range) || !is_announced(head, *range) || !is_same_file(head);
        if (misfit_) return refuse(errc::integrity, "the server did not go on where it was asked to");
        if (range->total != 0) now_.total = range->total;
        now_.end = range->end;
        now_.check->go_on(head);
        return now_.total > limit_ ? refuse(errc::too_large, over_limit()) : error_code{};
    }

    /// Says whether the range begins where this file ends, and agrees on how long the file is.
    bool fits(const content_range& range) const noexcept {
        const bool same_total = range.total == 0 || now_.total == 0 || range.total == now_.total;
        const bool some_total = range.total != 0 || now_.total != 0;
        return range.first == now_.received && same_total && some_total && (now_.total == 0 || range.end <= now_.total);
    }

    static bool is_announced(const http_reply& head, const content_range& range) noexcept {
        const auto length = text::parse_number<std::uint64_t>(head.header("Content-Length"));
        return !length || *length == range.end - range.first;
    }

    /// Says whether the server names the file that it began with: one that continues says again which file it is (RFC
    /// 9110, 15.3.7).
    bool is_same_file(const http_reply& head) const noexcept {
        if (!now_.version.etag.empty()) return text::trim(head.header("ETag")) == now_.version.etag;
        const auto modified = text::trim(head.header("Last-Modified"));
        return modified.empty() || modified == now_.version.modified;
    }

    std::string over_limit() const { return "the file is larger than " + std::to_string(limit_) + " bytes"; }

    error_code refuse(errc why, std::string words) {
        problem_ = std::move(words);
        return why;
    }

    /// Keeps words about an error of the file system.
    error_code noted(const error_code& error) {
        return error ? refuse(errc::file_error, words_of_target(file_.path(), error)) : error_code{};
    }

    file_target file_;
    std::uint64_t limit_;
    progress on_progress_;
    part now_;
    std::optional<part> before_;  ///< whose bytes the file still has, until enough of a reply has come to tell

    std::string asked_url_;
    bool asked_rest_ = false;
    bool has_others_ = false;
    bool goes_on_ = true;
    bool misfit_ = false;
    std::string problem_;
};

}  // namespace seedance::detail
