// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/core/error.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/server/video_saver.hpp>
#include <seedance/task/failure.hpp>

namespace seedance {

namespace detail {

inline constexpr auto tuple_of_result = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace detail

SEEDANCE_DECL bool intent_progress::is_over() const noexcept {
    switch (what.state) {
        case intent_state::planned:
        case intent_state::sending:
        case intent_state::accepted:
        case intent_state::succeeded:
        case intent_state::unknown: return false;
        case intent_state::failed: return !what.queued;  // its route may go on
        case intent_state::dropped:
        case intent_state::not_sent:
        case intent_state::fetched:
        case intent_state::expired: return true;
    }
    return true;
}

/// Follows one intent, and shows how far it has got. It waits for minutes, thousands of times: what waits is a handler,
/// and what is needed for a moment is in coroutines.
struct video_saver::follower : std::enable_shared_from_this<video_saver::follower> {
    follower(video_saver& of, std::string intent) : saver{of}, name{std::move(intent)} {}

    /// Waits for the video; its events come on the client's strand.
    void begin() {
        const call_options options{.deadline = std::chrono::hours{24 * 365}, .on_event = *this};
        saver.client_.wait(name, options, [self = shared_from_this()](error_code failed, generated_video video) {
            auto rest = self->saver.go_on(self, failed, std::move(video));
            boost::asio::co_spawn(self->saver.client_.get_executor(), std::move(rest), boost::asio::detached);
        });
    }

    void operator()(const events::polled& e) const {
        saver.change(name, [&e](intent_progress& at) {
            at.what.state = intent_state::accepted;
            at.percent = e.progress;
        });
    }
    void operator()(const events::downloaded& e) const {
        saver.change(name, [&e](intent_progress& at) {
            at.what.state = intent_state::succeeded;
            at.percent = e.total == 0 ? std::optional<int>{} : static_cast<int>(100 * e.received / e.total);
        });
    }

    video_saver& saver;
    const std::string name;
    std::optional<std::chrono::steady_clock::time_point> absent_since{};  ///< the file, since when
};

SEEDANCE_DECL video_saver::video_saver(client& of, video_saver_options options)
    : client_{of}, options_{std::move(options)} {}

// ---- what others ask for

SEEDANCE_DECL boost::asio::awaitable<std::optional<intent_progress>> video_saver::save(any_request request,
                                                                                       call_options options) {
    const std::string name{options.intent};
    const auto owner = options_.owner_of(name);
    if (!take_place(owner, options_.most_of_owner)) {
        const auto known = co_await find(name);
        if (!known || known->what.state == intent_state::not_sent || known->what.state == intent_state::dropped)
            co_return std::nullopt;
        take_place(owner, std::numeric_limits<std::size_t>::max());  // it has begun: it counts, though there are enough
    }
    failure why;
    options.why = &why;
    auto answer = co_await client_.enqueue(request, options, detail::tuple_of_result);
    if (why.code) {
        give_place(owner);
        throw error{std::move(why)};
    }
    intent_progress now{.what = std::move(std::get<1>(answer))};
    const bool is_fresh = may_be_sent(now.what.state);  // it has no file, and is followed before it is heard of
    if (!is_fresh) now = co_await progress_of(std::move(now.what));
    const bool is_new = follow(now);
    if (!is_new) give_place(owner);
    co_return now;
}

SEEDANCE_DECL boost::asio::awaitable<std::optional<intent_progress>> video_saver::find(std::string name) {
    auto now = shown(name);
    if (now) co_return now;
    auto found = co_await client_.find(name);
    if (found) now = co_await progress_of(std::move(*found));
    co_return now;
}

SEEDANCE_DECL boost::asio::awaitable<recovery> video_saver::recover() {
    auto found = co_await client_.recover();
    const auto left = std::make_shared<const recovery>(std::move(found));
    co_await follow_all(left);
    co_return *left;
}

SEEDANCE_DECL void video_saver::follow(const recovery& taken) {
    auto all = follow_all(std::make_shared<const recovery>(taken));
    boost::asio::co_spawn(client_.get_executor(), std::move(all), boost::asio::detached);
}

SEEDANCE_DECL void video_saver::operator()(const events::accepted& e) {
    change(std::string{e.intent}, [&e](intent_progress& at) {
        at.what.state = intent_state::accepted;
        at.what.provider = e.task.provider;  // of a route, whichever leg has taken it
        at.what.model = e.task.model;
        at.what.task = e.task;
    });
}

SEEDANCE_DECL void video_saver::operator()(const events::queued_failure& e) {
    const bool is_in_doubt = e.why.code == errc::outcome_unknown;
    if (!is_in_doubt && !e.next_try) return;
    const auto state = is_in_doubt ? intent_state::unknown : intent_state::planned;
    change(std::string{e.intent}, [state](intent_progress& at) { at.what.state = state; });
}

SEEDANCE_DECL std::size_t video_saver::size() const {
    const std::lock_guard lock{mutex_};
    return under_way_.size();
}

// ---- what is shown

template <class Change>
void video_saver::change(const std::string& name, const Change& change) {
    const std::lock_guard lock{mutex_};
    const auto at = under_way_.find(name);
    if (at != under_way_.end()) change(at->second);
}

SEEDANCE_DECL std::optional<intent_progress> video_saver::shown(const std::string& name) const {
    const std::lock_guard lock{mutex_};
    const auto at = under_way_.find(name);
    return at != under_way_.end() ? std::optional{at->second} : std::nullopt;
}

/// Says whether there is a file: it has its name when it is whole.
SEEDANCE_DECL boost::asio::awaitable<bool> video_saver::is_saved(const std::string& name) {
    return files_.run<bool>([path = options_.path_of(name)] {
        std::error_code ignored;
        return std::filesystem::exists(path, ignored);
    });
}

SEEDANCE_DECL boost::asio::awaitable<intent_progress> video_saver::progress_of(intent what) {
    // A file that is there before the journal says so may be anybody's.
    bool has_file = false;
    if (what.state == intent_state::fetched) has_file = co_await is_saved(what.name);
    const bool unconfirmed = is_unconfirmed(what);
    co_return intent_progress{.what = std::move(what), .has_file = has_file, .unconfirmed = unconfirmed};
}

SEEDANCE_DECL bool video_saver::take_place(const std::string& owner, std::size_t places) {
    const std::lock_guard lock{mutex_};
    auto& taken = places_[owner];
    if (taken >= places) return false;
    ++taken;
    return true;
}

SEEDANCE_DECL void video_saver::give_place(const std::string& owner) {
    const std::lock_guard lock{mutex_};
    const auto at = places_.find(owner);
    if (--at->second == 0) places_.erase(at);
}

// ---- what it does by itself

/// Gives an intent that takes less memory: ten thousand of them are kept.
SEEDANCE_DECL intent video_saver::without_details(intent what) {
    for (auto* const text : {&what.handle, &what.digest, &what.key_fingerprint}) *text = std::string{};
    what.callback.reset();
    return what;
}

/// Begins to follow an intent; gives false where that is done, or where it is over.
SEEDANCE_DECL bool video_saver::follow(intent_progress now) {
    if (now.is_over()) return false;
    const auto name = now.what.name;
    now.what = without_details(std::move(now.what));
    {
        const std::lock_guard lock{mutex_};
        if (!under_way_.try_emplace(name, std::move(now)).second) return false;
    }
    std::make_shared<follower>(*this, name)->begin();
    return true;
}

SEEDANCE_DECL boost::asio::awaitable<void> video_saver::follow_all(std::shared_ptr<const recovery> taken) {
    for (const auto* const list : {&taken->tasks, &taken->unknown, &taken->queued})
        for (const auto& each : *list) {
            const auto owner = options_.owner_of(each.name);
            take_place(owner, std::numeric_limits<std::size_t>::max());
            const auto now = co_await progress_of(each);
            // Since it was found gateways were asked about others: it may have been followed to its end meanwhile.
            bool is_done = now.is_over();
            if (!is_done) is_done = co_await is_saved(each.name);
            if (is_done) is_done = co_await is_over(each.name);
            if (is_done || !follow(now)) give_place(owner);
        }
}

/// From now on the journal has all that there is to know.
SEEDANCE_DECL void video_saver::end(const std::string& name) {
    {
        const std::lock_guard lock{mutex_};
        under_way_.erase(name);
    }
    give_place(options_.owner_of(name));
}

/// Goes on when a wait has ended: with the file, with another wait, or not at all.
SEEDANCE_DECL boost::asio::awaitable<void> video_saver::go_on(std::shared_ptr<follower> of, error_code failed,
                                                              generated_video video) {
    if (!failed) failed = co_await fetch(*of, std::move(video));
    options_.on_attempt(of->name, failed);
    if (failed == errc::client_closed) co_return;
    bool ends = !failed;
    if (!ends) ends = co_await is_over(of->name);
    if (ends) co_return end(of->name);
    constexpr int less_often = 10;
    const auto pause = options_.pause * (of->absent_since ? less_often : 1);
    boost::asio::steady_timer timer{client_.get_executor(), std::chrono::milliseconds{pause}};
    co_await timer.async_wait(detail::tuple_of_result);
    of->begin();
}

SEEDANCE_DECL boost::asio::awaitable<error_code> video_saver::fetch(follower& of, generated_video video) {
    const auto path = options_.path_of(of.name);
    change(of.name, [&video](intent_progress& at) { at.unconfirmed = video.unconfirmed; });
    const call_options options{.deadline = std::chrono::hours{24 * 365}, .on_event = of};
    const auto saved = co_await client_.download(video, path, options, detail::tuple_of_result);
    const auto failed = std::get<0>(saved);
    if (failed != errc::result_expired) co_return failed;
    const auto now = std::chrono::steady_clock::now();
    of.absent_since = of.absent_since.value_or(now);
    if (now - *of.absent_since >= options_.patience)  // there is nothing left to wait for
        co_await client_.acknowledge(video.task, detail::tuple_of_result);
    co_return failed;
}

/// Shows an intent as the journal has it, and says whether it is over.
SEEDANCE_DECL boost::asio::awaitable<bool> video_saver::is_over(const std::string& name) {
    const auto answer = co_await client_.find(name, detail::tuple_of_result);
    if (std::get<0>(answer)) co_return false;  // the journal cannot be read: nothing is known
    const auto& found = std::get<1>(answer);
    if (!found) co_return true;
    auto now = co_await progress_of(without_details(*found));
    if (now.is_over()) co_return true;
    change(name, [&now](intent_progress& at) {
        now.unconfirmed = at.unconfirmed;  // the journal knows it when there is a file
        at = now;
    });
    co_return false;
}

}  // namespace seedance
