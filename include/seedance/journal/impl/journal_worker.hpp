// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include <unistd.h>

#include <seedance/core/impl/companion_slot.hpp>
#include <seedance/core/impl/quiet_thread.hpp>
#include <seedance/journal/impl/journal_renewals.hpp>
#include <seedance/journal/impl/period_clock.hpp>
#include <seedance/journal/journal.hpp>

namespace seedance::detail {

/// The thread that calls a journal, shared by the clients that use it. Changes that wait are made together, in one call
/// of the journal; everything is done in the order in which it was asked for. An immediate journal is called at once. A
/// journal that must be renewed is, in time, also while nothing is asked of it and while very much is.
///
/// Its destructor does what still waits. The functions may be called from any thread.
class journal_worker {
  public:
    /// The function that is told what became of a change, on the journal's thread; it must not throw.
    using change_done = std::function<void(std::exception_ptr, journal_answer)>;

    /// Work on the journal besides changes; it must not throw.
    using job = std::function<void(journal&)>;

    /// Gives the worker of a journal, a new one where it has none.
    static std::shared_ptr<journal_worker> of(const std::shared_ptr<journal>& store) {
        return store->companion().get<journal_worker>([&store](std::shared_ptr<const companion_end> end_of_last) {
            return std::make_unique<journal_worker>(store, std::move(end_of_last));
        });
    }

    /// `end_of_last` is when another worker of the journal has done what waited for it: the journal is called by one at
    /// a time.
    explicit journal_worker(std::shared_ptr<journal> store, std::shared_ptr<const companion_end> end_of_last = {})
        : store_{std::move(store)}, renewals_{*store_} {
        if (store_->is_immediate()) return;
        thread_ = started_without_signals([this, end_of_last = std::move(end_of_last)] {
            if (end_of_last) end_of_last->wait();
            serve();
        });
    }
    journal_worker(const journal_worker&) = delete;
    journal_worker& operator=(const journal_worker&) = delete;

    ~journal_worker() {
        if (!thread_.joinable()) return;
        if (is_in_child()) {  // it runs in the parent only
            thread_.detach();
            return;
        }
        {
            const std::lock_guard lock{mutex_};
            ending_ = true;
        }
        wake();
        thread_.join();
    }

    bool is_immediate() const noexcept { return !thread_.joinable(); }

    /// Gives the clock of the budgets' periods; called from any thread.
    period_clock& periods() const noexcept { return store_->periods(); }

    /// `is_again` says that the change could not be made before: it is made apart from those that are new, which it may
    /// have been in the way of.
    void apply(journal_change change, change_done done, bool is_again = false) {
        if (refuses()) return done(in_child(), {});
        add({std::move(change), std::move(done), {}, is_again});
    }

    /// Does work between changes. `refused` is called instead, with the reason, where the journal cannot be used.
    void run(job work, const std::function<void(std::exception_ptr)>& refused) {
        if (refuses()) return refused(in_child());
        add({{}, {}, std::move(work)});
    }

    /// Says whether everything that was asked for is done, and told.
    bool is_idle() const {
        const std::lock_guard lock{mutex_};
        return waiting_.empty() && !is_serving_;
    }

    // ---- who shares the store

    /// Tells a client of renewals, on whatever thread they are made, as long as the client keeps `hearer`.
    void tell_of_renewals(const std::shared_ptr<renewal_hearer>& hearer) { renewals_.add(hearer); }

    /// Says whether the journal is renewed without being asked to.
    bool renews() const noexcept { return renewals_.are_needed(); }

    /// Renews now; part of a job.
    void renew() { renewals_.renew(*store_); }

    /// Gives how often somebody has to ask for a renewal who wants to know who shares the store; zero: no need.
    std::chrono::milliseconds renew_every() const noexcept { return store_->renew_every(); }

    /// Counts how often the journal was gone in the eyes of others; called from any thread.
    std::uint64_t term() const noexcept { return store_->term(); }

    /// Says whether what was written in a term may still be sent; called from any thread.
    bool may_send(std::uint64_t term) const noexcept { return store_->may_send() && store_->term() == term; }

    // ---- which intents the clients are submitting: nobody else may call them lost

    void begin_work_on(const std::string& name) {
        const std::lock_guard lock{mutex_};
        under_way_.insert(name);
    }

    /// The same, unless somebody works on it already; says whether it has begun.
    bool try_begin_work_on(const std::string& name) {
        const std::lock_guard lock{mutex_};
        if (under_way_.contains(name)) return false;
        under_way_.insert(name);
        return true;
    }

    void end_work_on(const std::string& name) {
        const std::lock_guard lock{mutex_};
        if (const auto at = under_way_.find(name); at != under_way_.end()) under_way_.erase(at);
    }
    bool is_under_way(const std::string& name) const {
        const std::lock_guard lock{mutex_};
        return under_way_.contains(name);
    }

  private:
    struct item {
        std::optional<journal_change> change;
        change_done done;
        job work;  ///< where there is no change
        bool is_again = false;
    };

    bool is_in_child() const noexcept { return process_ != ::getpid(); }
    bool refuses() const noexcept { return thread_.joinable() && is_in_child(); }
    static std::exception_ptr in_child() {
        return std::make_exception_ptr(std::runtime_error{
            "the journal was opened by the parent process; open one after fork, and a client that uses it"});
    }

    void add(item fresh) {
        if (!thread_.joinable()) return serve_one(fresh);
        {
            const std::lock_guard lock{mutex_};
            waiting_.push_back(std::move(fresh));
        }
        wake();
    }

    void wake() noexcept { renewals_.are_needed() ? renewals_.wake() : something_waits_.notify_one(); }

    void serve_one(item& only) {
        if (!only.change) return only.work(*store_);
        std::vector<item> batch;
        batch.push_back(std::move(only));
        make_changes(batch);
    }

    void serve() {
        std::unique_lock lock{mutex_};
        while (true) {
            wait_for_work(lock);
            if (ending_ && waiting_.empty()) return;
            auto batch = std::exchange(waiting_, {});
            is_serving_ = true;
            lock.unlock();
            renew_in_time();
            serve_in_order(batch);
            batch.clear();  // what waits may be destroyed here
            lock.lock();
            is_serving_ = false;
        }
    }

    void wait_for_work(std::unique_lock<std::mutex>& lock) {
        const auto has_work = [this] { return ending_ || !waiting_.empty(); };
        if (!renewals_.are_needed()) return something_waits_.wait(lock, has_work);
        while (!has_work() && !renewals_.is_due(*store_)) {
            lock.unlock();
            renewals_.wait(*store_);
            lock.lock();
        }
    }

    void renew_in_time() {
        if (renewals_.is_due(*store_)) renew();
    }

    void serve_in_order(std::span<item> all) {
        for (; !all.empty(); renew_in_time()) {
            const auto changes = piece_of(all);
            if (changes == 0) all.front().work(*store_);
            make_changes(all.first(changes));
            all = all.subspan(changes == 0 ? 1 : changes);
        }
    }

    /// Gives how many changes at the begin are made together.
    static std::size_t piece_of(std::span<const item> all) noexcept {
        std::size_t count = 0, bytes = 0;
        for (; count != all.size() && count != most_together && all[count].change; ++count) {
            if (all[count].is_again != all.front().is_again) break;
            const auto& each = *all[count].change;
            bytes += each.request.size() + each.wanted.note.size() + (each.called_back ? each.called_back->size() : 0) +
                     (each.begins_attempt() ? 0 : bytes_of_row);
            if (count != 0 && bytes > most_bytes_together) break;
        }
        return count;
    }

    /// Makes changes together. Where those that are made again cannot be, one of them may be to blame: they are made in
    /// halves, and so on, a few times.
    void make_changes(std::span<item> items) {
        int tries = most_tries;
        make_changes(items, tries);
    }

    void make_changes(std::span<item> items, int& tries) {
        if (items.empty()) return;
        std::vector<journal_answer> answers;
        std::exception_ptr failed;
        const bool may_be_parted = items.size() > 1 && items.front().is_again && --tries > 0;
        try {
            std::vector<journal_change> changes;
            changes.reserve(items.size());
            for (auto& each : items) changes.push_back(may_be_parted ? *each.change : std::move(*each.change));
            answers = store_->apply(changes);
            if (answers.size() != items.size()) throw std::logic_error{"the journal gave another number of answers"};
        } catch (...) {
            failed = std::current_exception();
            answers.assign(items.size(), {});
        }
        if (failed && may_be_parted) {
            const auto half = items.size() / 2;
            for (const auto& part : {items.first(half), items.subspan(half)}) {
                renew_in_time();  // each try may take as long as a journal waits for a lock
                make_changes(part, tries);
            }
            return;
        }
        for (std::size_t i = 0; i != items.size(); ++i) items[i].done(failed, std::move(answers[i]));
    }

    /// The most changes that are made together, and the most bytes of what may be long in them: the last of them does
    /// not wait for long, and a database takes them in one message.
    static constexpr std::size_t most_together = 4'096, most_bytes_together = 16 * 1024 * 1024;

    /// What is set down for the row that a change reads and writes: what a callback has brought may be long in it.
    static constexpr std::size_t bytes_of_row = 16 * 1024;

    /// How often those that are made again are made in all.
    static constexpr int most_tries = 8;

    const std::shared_ptr<journal> store_;
    const pid_t process_ = ::getpid();
    mutable std::mutex mutex_;
    std::condition_variable something_waits_;  ///< of a journal that need not be renewed
    journal_renewals renewals_;
    std::vector<item> waiting_;
    std::unordered_multiset<std::string> under_way_;
    bool is_serving_ = false;
    bool ending_ = false;
    std::thread thread_;  ///< last: it uses the others
};

/// Says, as long as it lives, that a client is submitting an intent.
class intent_work {
  public:
    intent_work() = default;
    intent_work(journal_worker& worker, std::string name) : worker_{&worker}, name_{std::move(name)} {
        worker.begin_work_on(name_);
    }

    /// Begins unless somebody else works on the intent. Two that have read the same row must not both go on with it:
    /// the journal takes what the second of them writes for what the first one has written.
    static std::optional<intent_work> try_begin(journal_worker& worker, const std::string& name) {
        std::optional<intent_work> made{std::in_place};
        made->name_ = name;
        if (!worker.try_begin_work_on(name)) return std::nullopt;
        made->worker_ = &worker;
        return made;
    }

    intent_work(intent_work&& other) noexcept
        : worker_{std::exchange(other.worker_, nullptr)}, name_{std::move(other.name_)} {}
    intent_work& operator=(intent_work&& other) noexcept {
        std::swap(worker_, other.worker_);
        name_.swap(other.name_);
        return *this;
    }
    ~intent_work() {
        if (worker_ != nullptr) worker_->end_work_on(name_);
    }

  private:
    journal_worker* worker_ = nullptr;
    std::string name_;
};

}  // namespace seedance::detail
