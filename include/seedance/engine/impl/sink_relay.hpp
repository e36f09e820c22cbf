// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/system/errc.hpp>

#include <seedance/core/error.hpp>
#include <seedance/download/byte_stream.hpp>
#include <seedance/engine/byte_sink.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/timer_service.hpp>

namespace seedance::detail {

/// Passes bytes from a transport's strand to a caller's sink on the engine's. The sink has one piece at a time; while
/// it takes its time the next one is gathered here, and then the transport is made to wait.
class sink_relay final : public byte_stream, public std::enable_shared_from_this<sink_relay> {
  public:
    /// The bytes from which on the transport is to wait, and the most that are kept of one that does not.
    static constexpr std::size_t enough = std::size_t{64} << 10, most = std::size_t{4} << 20;

    /// What is called on the strand when the sink has failed, with the words for it.
    using failed = std::function<void(std::string)>;

    sink_relay(engine_strand strand, std::shared_ptr<byte_sink> to)
        : strand_{std::move(strand)}, sink_{std::move(to)} {}

    // ---- on the transport's strand

    error_code push(std::string_view bytes, std::uint64_t total) override {
        const std::lock_guard lock{mutex_};
        if (is_ended_) return make_error_code(boost::system::errc::operation_canceled);
        if (bytes.size() > most - gathered_.size()) return make_error_code(boost::system::errc::no_buffer_space);
        gathered_ += bytes;
        total_ = total;
        if (!std::exchange(is_pump_due_, true)) pump_later();
        return {};
    }

    bool is_full() const override {
        const std::lock_guard lock{mutex_};
        return gathered_.size() >= enough && !is_ended_;
    }

    void when_ready(std::function<void()> go_on) override {
        {
            const std::lock_guard lock{mutex_};
            const bool waits = gathered_.size() >= enough && !is_ended_;
            if (waits) return go_on_.swap(go_on);
        }
        go_on();
    }

    // ---- on the engine's strand

    bool has_sink() const noexcept { return sink_ != nullptr; }

    /// Sets what is called when the sink fails.
    void on_failure(failed call) { failed_ = std::move(call); }

    /// Calls a function, within this one or later, when the sink has taken everything.
    void when_drained(std::function<void()> call) {
        drained_ = std::move(call);
        pump();
    }

    /// Gives the sink nothing more, and lets it go.
    void end() {
        std::function<void()> go_on;
        {
            const std::lock_guard lock{mutex_};
            is_ended_ = true;
            go_on.swap(go_on_);
            gathered_.clear();
        }
        failed_ = nullptr;
        drained_ = nullptr;
        sink_ = nullptr;
        if (go_on) go_on();
    }

  private:
    /// A piece that the sink has. It stays as long as the sink keeps its `done`, and says when that is the case no
    /// more.
    struct piece {
        piece(std::string given, std::weak_ptr<sink_relay> from) : bytes{std::move(given)}, relay{std::move(from)} {}
        piece(const piece&) = delete;
        piece& operator=(const piece&) = delete;
        ~piece() { tell(make_error_code(boost::system::errc::broken_pipe)); }

        void tell(error_code error) noexcept try {
            if (is_told.exchange(true)) return;
            if (const auto self = relay.lock()) self->taken_later(error);
        } catch (...) {  // there was no memory for it: the download ends by its deadline
        }

        std::string bytes;
        std::weak_ptr<sink_relay> relay;
        std::atomic<bool> is_told{false};
    };

    void pump_later() {
        boost::asio::post(strand_, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->pump();
        });
    }

    void taken_later(error_code error) {
        boost::asio::post(strand_, [weak = weak_from_this(), error] {
            if (const auto self = weak.lock()) self->on_taken(error);
        });
    }

    void on_taken(error_code error) {
        is_writing_ = false;
        if (error) return fail(error.message());
        pump();
    }

    /// Gives the sink what was gathered, unless it is at work.
    void pump() {
        if (is_writing_ || !sink_) return;
        std::string next;
        std::function<void()> go_on;
        std::uint64_t total = 0;
        {
            const std::lock_guard lock{mutex_};
            is_pump_due_ = false;
            total = total_;
            next.swap(gathered_);
            go_on.swap(go_on_);
        }
        if (go_on) go_on();
        if (!next.empty()) return give(std::move(next), total);
        if (const auto drained = std::exchange(drained_, nullptr)) drained();
    }

    void give(std::string bytes, std::uint64_t total) {
        const auto kept = sink_;  // it may end the download from within
        is_writing_ = true;
        const auto given = std::make_shared<piece>(std::move(bytes), weak_from_this());
        try {
            if (!std::exchange(has_begun_, true)) kept->begin(total != 0 ? std::optional{total} : std::nullopt);
            kept->write(given->bytes, [given](error_code error) { given->tell(error); });
        } catch (...) {
            given->is_told = true;
            fail(words_of(std::current_exception()));
        }
    }

    void fail(std::string words) {
        if (const auto call = std::exchange(failed_, nullptr)) call(std::move(words));
    }

    const engine_strand strand_;

    mutable std::mutex mutex_;
    std::string gathered_;         ///< under the mutex, as what follows
    std::function<void()> go_on_;  ///< the transport's, which waits
    std::uint64_t total_ = 0;      ///< of the file; 0: not known
    bool is_pump_due_ = false;
    bool is_ended_ = false;

    std::shared_ptr<byte_sink> sink_;  ///< on the strand, as what follows
    bool is_writing_ = false;
    bool has_begun_ = false;
    failed failed_;
    std::function<void()> drained_;
};

}  // namespace seedance::detail
