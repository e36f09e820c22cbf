// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal with a thread of its own that must be renewed, and that tells others of callbacks.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/journal/journal.hpp>
#include <seedance/journal/memory.hpp>

#include "journal_doubles.hpp"

namespace test {

class leased_journal final : public journal_before<leased_journal> {
  public:
    explicit leased_journal(std::chrono::milliseconds every, std::shared_ptr<memory_journal> kept = {})
        : every_{every}, kept_{kept ? std::move(kept) : std::make_shared<memory_journal>()} {
        BOOST_TEST_REQUIRE(::pipe2(news_, O_CLOEXEC | O_NONBLOCK) == 0);
    }
    ~leased_journal() override {
        for (const int each : news_) ::close(each);
    }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        auto answers = kept_->apply(changes);
        for (const auto& each : changes)
            if (each.called_back && other != nullptr) other->tell();
        return answers;
    }

    std::uint64_t term() const noexcept override { return term_now; }
    std::chrono::milliseconds renew_every() const noexcept override { return every_; }
    int news_descriptor() const noexcept override { return watches_news ? news_[0] : -1; }
    void exceed(bool does) noexcept override {
        const std::lock_guard lock{mutex_};
        said_to_exceed_.push_back(does);
    }

    journal_members renew() override {
        char news[64];
        const bool has_news = takes_news && ::read(news_[0], news, sizeof news) > 0;
        const std::lock_guard lock{mutex_};
        ++renewals_;
        thread_ = std::this_thread::get_id();
        changed_.notify_all();
        if (failures_ > 0) --failures_, throw std::runtime_error{"the server is away"};
        return {.has_news = has_news};
    }

    /// Nobody has left anything.
    std::vector<intent> take(std::size_t) override {
        const std::lock_guard lock{mutex_};
        ++looks_;
        return {};
    }

    /// Gives how often somebody has looked whether others have left something.
    int looks() {
        const std::lock_guard lock{mutex_};
        return looks_;
    }

    /// There is something to look at.
    void tell() { BOOST_TEST_REQUIRE(::write(news_[1], "!", 1) == 1); }

    void fail(int times) {
        const std::lock_guard lock{mutex_};
        failures_ = times;
    }

    int renewals() {
        const std::lock_guard lock{mutex_};
        return renewals_;
    }

    /// Waits until it has been renewed so often.
    void wait_for_renewal(int number) {
        std::unique_lock lock{mutex_};
        const bool came = changed_.wait_for(lock, std::chrono::seconds{60}, [&] { return renewals_ >= number; });
        BOOST_TEST_REQUIRE(came);
    }

    std::thread::id thread() {
        const std::lock_guard lock{mutex_};
        return thread_;
    }
    std::vector<bool> said_to_exceed() {
        const std::lock_guard lock{mutex_};
        return said_to_exceed_;
    }

    journal& inner_journal() { return *kept_; }

    std::atomic<std::uint64_t> term_now{0};
    leased_journal* other = nullptr;  ///< which hears of callbacks
    bool watches_news = true;
    bool takes_news = true;

  private:
    std::chrono::milliseconds every_;
    std::shared_ptr<memory_journal> kept_;
    int news_[2] = {-1, -1};
    std::mutex mutex_;
    std::condition_variable changed_;
    int renewals_ = 0;
    int looks_ = 0;
    int failures_ = 0;
    std::thread::id thread_;
    std::vector<bool> said_to_exceed_;
};

}  // namespace test
