// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Follows the intents of a client from the queue to a file each, and shows how far they have got.

#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include <seedance/client.hpp>
#include <seedance/core/config.hpp>
#include <seedance/core/error.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/server/impl/file_thread.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance {

/// How far an intent has got.
struct intent_progress {
    /// As the journal has it, or had it when it was looked at last; of one that is under way without what only the
    /// library needs (handle, digest, fingerprint of the key).
    intent what{};
    std::optional<int> percent{};  ///< of the video, as its gateway says; of its file, while that is fetched
    bool has_file = false;         ///< the video is saved, whole

    /// The video, which is being fetched or saved, is one that only a callback has told of: the gateway answers polls
    /// that there is no such task (`generated_video::unconfirmed`). Somebody should look at it.
    bool unconfirmed = false;

    /// Says whether it will not change any more: there is a file, or there never will be one.
    SEEDANCE_DECL bool is_over() const noexcept;
};

/// The options of a `video_saver`.
struct video_saver_options {
    /// Gives where the video of an intent is saved, by its name. It is called from any thread.
    std::function<std::string(const std::string& name)> path_of{};

    /// Gives who an intent counts for, by its name.
    std::function<std::string(const std::string& name)> owner_of = [](const std::string&) { return std::string{}; };
    std::size_t most_of_owner = std::numeric_limits<std::size_t>::max();  ///< intents under way of one owner

    std::chrono::milliseconds pause{60'000};  ///< after an attempt that has failed, until the next

    /// So long a file that is not there any more, or not yet, is asked for, from the first time on that it was not,
    /// ever less often. Nobody can say earlier that it is gone: URLs live a day, and what keeps a server from a file
    /// may pass.
    std::chrono::milliseconds patience{std::chrono::hours{25}};

    /// Hears what came of each attempt at a video, on the client's executor; an unset code: it is saved.
    std::function<void(const std::string& name, const error_code& result)> on_attempt = [](const std::string&,
                                                                                           const error_code&) {};
};

/// Saves the video of each intent that it is given: waits for it, and fetches its file, again and again, until there is
/// a file, or until it is sure that there will be none. An intent whose outcome is not known waits for the gateway's
/// callback, or for a person (`client::resolve`); it is never sent again. Everything is in the client's journal: after
/// a crash `recover` goes on. What is shown of an intent that is under way is at hand, so that many may look at it
/// often.
///
/// @par Object lifetimes
/// The client must outlive the saver, and both must outlive their coroutines: until the client's context is stopped or
/// has nothing to do after `client::close`.
/// @par Executor
/// What it does by itself runs on the client's executor; it looks for files on a thread of its own.
/// @par Thread safety
/// All functions may be called from any thread.
class video_saver {
  public:
    /// Makes one that follows intents of a client.
    SEEDANCE_DECL video_saver(client& of, video_saver_options options);
    video_saver(const video_saver&) = delete;
    video_saver& operator=(const video_saver&) = delete;

    /// Writes an intent down with its request (`client::enqueue`) and follows it, unless that is done already: the same
    /// call twice makes one video. `options` needs an intent's name, and its texts live until the coroutine ends.
    /// Nothing: so many of its owner's intents are under way, and it is none of them.
    /// @par Per-operation cancellation
    /// As `client::enqueue`: it may be queued or not, and is not followed; the same call again does the rest.
    /// @par Errors
    /// Throws `seedance::error`, as `client::enqueue`; then it is not followed.
    SEEDANCE_DECL boost::asio::awaitable<std::optional<intent_progress>> save(any_request request,
                                                                              call_options options);

    /// Finds how far an intent has got; nothing where the journal has none of the name.
    /// @par Per-operation cancellation
    /// Nothing has changed.
    /// @par Errors
    /// Throws `seedance::error` where the journal cannot be read.
    SEEDANCE_DECL boost::asio::awaitable<std::optional<intent_progress>> find(std::string name);

    /// Takes over what the journal has (`client::recover`) and follows it. All of it is taken for an intent whose video
    /// is to be saved.
    /// @par Per-operation cancellation
    /// As `client::recover`: nothing more is followed than was.
    /// @par Errors
    /// Throws `seedance::error` where the journal cannot be read.
    SEEDANCE_DECL boost::asio::awaitable<recovery> recover();

    /// Follows what the client has taken over from others by itself: `fleet_options::on_taken` may call it, as soon as
    /// the saver is there. So several processes save the videos of all, into a folder that they share.
    SEEDANCE_DECL void follow(const recovery& taken);

    /// Takes note of what the client's `client_options::on_event` hears: a task was accepted.
    SEEDANCE_DECL void operator()(const events::accepted& e);

    /// Takes note of what it hears: nobody knows what became of a queued intent, until a callback or a person tells, or
    /// it is in the queue again.
    SEEDANCE_DECL void operator()(const events::queued_failure& e);

    /// Counts what is under way.
    SEEDANCE_DECL std::size_t size() const;

  private:
    struct follower;

    template <class Change>
    void change(const std::string& name, const Change& change);
    std::optional<intent_progress> shown(const std::string& name) const;
    boost::asio::awaitable<bool> is_saved(const std::string& name);
    boost::asio::awaitable<intent_progress> progress_of(intent what);
    static intent without_details(intent what);
    bool take_place(const std::string& owner, std::size_t places);
    void give_place(const std::string& owner);
    bool follow(intent_progress now);
    boost::asio::awaitable<void> follow_all(std::shared_ptr<const recovery> taken);
    void end(const std::string& name);
    boost::asio::awaitable<void> go_on(std::shared_ptr<follower> of, error_code failed, generated_video video);
    boost::asio::awaitable<error_code> fetch(follower& of, generated_video video);
    boost::asio::awaitable<bool> is_over(const std::string& name);

    client& client_;
    const video_saver_options options_;
    detail::file_thread files_;
    mutable std::mutex mutex_;
    std::map<std::string, intent_progress> under_way_;  ///< by name
    std::map<std::string, std::size_t> places_;         ///< that are taken, by owner
};

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/server/impl/video_saver.ipp>
#endif
