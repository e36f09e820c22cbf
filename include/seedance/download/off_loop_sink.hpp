// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/errc.hpp>

#include <seedance/core/error.hpp>
#include <seedance/download/commit_gate.hpp>
#include <seedance/download/file_sink.hpp>
#include <seedance/download/file_worker.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// Has a file written by a `file_worker`: whoever brings the bytes, and whoever owns the file, never waits for a disk.
/// Some of the bytes are kept in memory until they are written; then the transport is made to wait. What goes wrong
/// with the file is told with the next bytes, or after the last ones to the owner, who asks on the worker.
///
/// @par Object lifetimes
/// A `std::shared_ptr` must own it. It may be destroyed on any thread; `release` has what is slow about that done by
/// the worker.
/// @par Thread safety
/// All functions may be called from any thread.
class off_loop_sink final : public body_sink, public std::enable_shared_from_this<off_loop_sink> {
  public:
    /// The bytes not yet written from which on the transport is to wait, those from which on it goes on, and the most
    /// that a transport may bring that does not wait: it is then kept waiting within `write`.
    static constexpr std::size_t enough = std::size_t{1} << 20, few = enough / 2, most = std::size_t{4} << 20;

    /// A transport that does not wait by itself is kept waiting for `longest_wait` at most: it may be on the thread
    /// that would give the file up.
    off_loop_sink(const std::shared_ptr<file_worker>& worker, std::string path, std::uint64_t limit,
                  file_sink::progress on_progress, std::chrono::milliseconds longest_wait = std::chrono::seconds{30})
        : queue_{worker}, longest_wait_{longest_wait}, file_{std::move(path), limit, std::move(on_progress), gate_} {}

    // ---- for the owner

    /// Has `work(file, problem)` done on the worker, after everything before it; `problem` is what went wrong since the
    /// last time. Says whether it will be. It must not throw.
    template <class Work>
    bool run(Work work) {
        return queue_.post([self = shared_from_this(), work = std::move(work)] {
            work(self->file_, self->take_error());
            return true;
        });
    }

    /// Gives the file up; says whether that was before it got its name.
    bool give_up() noexcept { return gate_.give_up(); }

    /// Has the file discarded, and drops what of it is not written yet: nobody wants it any more.
    void release() noexcept try {
        give_up();
        is_released_ = true;
        go_on();
        queue_.post_last([self = shared_from_this()] {
            self->file_.discard();
            return true;
        });
    } catch (...) {  // there was no memory for it: the last owner discards it
    }

    // ---- for the exchange

    error_code begin(const http_reply& head) override {
        return add([kept = std::make_shared<const http_reply>(head)](off_loop_sink& self) {
            self.guarded([&] { return self.file_.begin(*kept); });
            return true;
        });
    }

    error_code write(std::string_view bytes) override {
        if (const auto error = current_error()) return error;
        return add([next = std::make_shared<piece>(shared_from_this(), bytes)](off_loop_sink& self) {
            return self.write_some_of(*next);
        });
    }

    bool is_full() const override {
        const std::lock_guard lock{mutex_};
        return waiting_ >= enough && takes_bytes();
    }

    void when_ready(std::function<void()> call) override {
        {
            const std::lock_guard lock{mutex_};
            if (waiting_ >= few && takes_bytes()) return go_on_.swap(call);
        }
        call();
    }

  private:
    /// What every piece costs besides its bytes: a server may send them one by one.
    static constexpr std::size_t cost_of_piece = 256;

    static constexpr std::size_t most_spare = 4;

    /// Bytes that wait to be written, and are counted as long as they do.
    struct piece {
        piece(std::shared_ptr<off_loop_sink> sink, std::string_view given) : to{std::move(sink)}, bytes{to->spare()} {
            bytes.assign(given);
            left = bytes;
            to->wait_for_room(bytes.size() + cost_of_piece);
        }
        piece(const piece&) = delete;
        piece& operator=(const piece&) = delete;
        ~piece() { to->give_back(std::move(bytes)); }

        std::shared_ptr<off_loop_sink> to;
        std::string bytes;
        std::string_view left{};
    };

    // ---- memory

    std::string spare() {
        const std::lock_guard lock{mutex_};
        if (spare_.empty()) return {};
        auto last = std::move(spare_.back());
        spare_.pop_back();
        return last;
    }

    void wait_for_room(std::size_t cost) {
        std::unique_lock lock{mutex_};
        const auto has_room = [this] { return waiting_ < most || !takes_bytes(); };
        if (!room_.wait_for(lock, longest_wait_, has_room))
            error_ = make_error_code(boost::system::errc::no_buffer_space);
        waiting_ += cost;
    }

    void give_back(std::string bytes) noexcept {
        bool is_time = false;
        {
            const std::lock_guard lock{mutex_};
            waiting_ -= bytes.size() + cost_of_piece;
            if (spare_.size() < most_spare) spare_.push_back(std::move(bytes));  // there is memory for so many
            is_time = waiting_ < few;
        }
        room_.notify_one();
        if (is_time) go_on();
    }

    /// Lets a transport that waits go on. Where there is no memory for that, the download ends by its deadline.
    void go_on() noexcept try {
        std::function<void()> call;
        {
            const std::lock_guard lock{mutex_};
            call.swap(go_on_);
        }
        room_.notify_one();
        if (call) call();
    } catch (...) {
    }

    // ---- on the worker

    template <class Step>
    error_code add(Step step) {
        const bool will_be = queue_.post([self = shared_from_this(), step = std::move(step)] { return step(*self); });
        return will_be ? error_code{} : make_error_code(boost::system::errc::operation_canceled);
    }

    /// Writes some bytes of a piece; says whether it is done with.
    bool write_some_of(piece& next) {
        while (!next.left.empty() && !is_released_ && !current_error()) {
            if (!file_.is_ready()) return false;
            const auto part = next.left.substr(0, file_.at_once());
            next.left.remove_prefix(part.size());
            guarded([&] { return file_.write(part); });
        }
        return true;
    }

    /// Does something to the file unless something has gone wrong before, and keeps what goes wrong now.
    template <class Step>
    void guarded(Step step) {
        if (is_released_ || current_error()) return;
        try {
            keep(step());
        } catch (...) {
            keep(error_of_current_exception(transport_errc::refused_by_sink));
        }
    }

    // ---- what goes wrong

    bool takes_bytes() const noexcept { return !error_ && !is_released_; }

    void keep(const error_code& error) {
        if (!error) return;
        {
            const std::lock_guard lock{mutex_};
            error_ = error;
        }
        go_on();
    }

    error_code current_error() const {
        const std::lock_guard lock{mutex_};
        return error_;
    }

    error_code take_error() {
        const std::lock_guard lock{mutex_};
        return std::exchange(error_, {});
    }

    static std::vector<std::string> room_for_spare() {
        std::vector<std::string> made;
        made.reserve(most_spare);
        return made;
    }

    const file_worker::queue queue_;
    const std::chrono::milliseconds longest_wait_;
    std::atomic<bool> is_released_{false};
    commit_gate gate_;
    file_sink file_;  ///< used on the worker

    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::vector<std::string> spare_ = room_for_spare();
    std::size_t waiting_ = 0;      ///< bytes, and what their pieces cost
    std::function<void()> go_on_;  ///< the transport's, which waits
    error_code error_{};           ///< of the file, since the owner asked last
};

}  // namespace seedance::detail
