// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A world in which everything comes from one seed: a gateway with a memory, a network that fails, a journal that
/// outlives those who use it, people who err, and a clock that goes from event to event.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <seedance/journal/account.hpp>

#include "caller.hpp"
#include "dice.hpp"
#include "gateway.hpp"
#include "oracle.hpp"
#include "process.hpp"
#include "simulated_disk.hpp"
#include "timeline.hpp"

namespace test {

class world {
  public:
    world(std::uint64_t seed, std::string folder)
        : dice_{seed},
          around_{.chance = dice_,
                  .disk = disk_,
                  .other_side = gateway_,
                  .events = events_,
                  .clock = clock_,
                  .faults = some_faults(),
                  .folder = std::move(folder),
                  .has_callbacks = dice_.chance(50),
                  .is_fleet = dice_.chance(20)} {
        disk_.now = [this] { return clock_->now(); };
        if (around_.is_fleet) disk_.lease = lease;
        disk_.on_sending = [this](const intent& what) {
            oracle_.on_sending(what);
            if (around_.is_fleet) stand_still_at_times();
        };
        const auto period = dice_.chance(25) ? budget_period::utc_month() : budget_period::ever();
        disk_.budgets["b"] = with_terms({}, "b", limit_, period, clock_->wall_now());
        disk_.on_begun = [this](const intent& what) { oracle_.on_begun(what); };
        oracle_.on_process();
    }

    void run() {
        for (auto rounds = dice_.roll(3); rounds != 0; --rounds) {
            begin_round();
            drive(static_cast<int>(dice_.roll(120)));
            end_round();
            oracle_.broken_promise();
        }
        begin_round();
        for (auto& each : living_) each->at.wake();
        if (around_.is_fleet) {
            drive_for(13min);  // all faults are over then
            may_stand_still_ = false;
            drive_for(2min);
        } else {
            drive(long_enough);
        }
        if (around_.is_fleet && has_something_of_the_gone()) oracle_.note("what the gone have left is left");
        if (disk_.has_been_whole_for(patience_with_disk)) oracle_.expect_everything_written();
        oracle_.broken_promise();
        for (auto& each : living_) each->at.close();
        if (!drive(to_the_end)) oracle_.note("the world does not end");
        if (events_.go_on(24h * 365 * 100)) oracle_.note("something waits for years when all is over");
        if (around_.calls != around_.answers + around_.killed) oracle_.note("a call has no end");
        for (auto& each : living_) each->at.kill();
        if (around_.idle_polls != 0) oracle_.note("a task was asked for that nobody waited for");
    }

    /// The first promise that was broken, or nothing.
    std::string broken_promise() { return oracle_.broken_promise(); }

    /// How many opinions were refused because the lease of who had them was over.
    int stale() const { return disk_.stale; }

    /// How often a route has gone on with its next leg.
    int moves() const { return around_.moves; }

    /// For comparing two runs of one seed.
    const std::string& trace() const { return around_.trace; }

  private:
    static constexpr int to_the_end = 100'000;
    static constexpr int long_enough = 5'000;  ///< a route in the queue may wait for its budget, and does so for ever
    static constexpr auto lease = 30s;

    /// In which a living client has written what the disk had refused: it tries again every 20 s at least.
    static constexpr auto patience_with_disk = 1min;

    struct member {
        member(surroundings& around, std::function<bool()> may_be_sent) : at{around}, by{at, std::move(may_be_sent)} {}

        process at;
        caller by;
    };
    using shared_member = std::shared_ptr<member>;

    /// The gateways fail as often as each other, or each as it likes.
    std::array<int, 2> some_faults() {
        const auto first = static_cast<int>(dice_.roll(4)) * 20;
        return {first, dice_.chance(50) ? first : static_cast<int>(dice_.roll(4)) * 20};
    }

    void begin_round() {
        for (auto fresh = 1 + dice_.roll(2); fresh != 0; --fresh) {
            living_.push_back(std::make_shared<member>(around_, [this] { return is_sending(); }));
            oracle_.on_process();
            if (is_later_round_) living_.back()->by.recover();
        }
        is_later_round_ = true;
        for (auto orders = 1 + dice_.roll(6); orders != 0; --orders) plan_order();
        for (auto posts = around_.has_callbacks ? dice_.roll(30) : 0; posts != 0; --posts) plan_callback();
        if (dice_.chance(25)) plan_fault();
        if (dice_.chance(40)) plan_trouble();
        if (dice_.chance(20)) events_.after(dice_.time(30min), [this] { jump(); });
        if (dice_.chance(20))
            later(living_[dice_.roll(living_.size())], 30min, [](member& who) { who.at.close_one(); });
        for (auto& each : living_)
            if (each->at.is_paused() && dice_.chance(60)) later(each, 20min, [](member& who) { who.at.wake(); });
    }

    /// Does something with a process later, if that lives then.
    template <class Action>
    void later(const shared_member& who, std::chrono::milliseconds most, Action action) {
        events_.after(dice_.time(most), [weak = std::weak_ptr{who}, action] {
            if (const auto then = weak.lock()) action(*then);
        });
    }

    void plan_order() {
        const auto& who = living_[dice_.roll(living_.size())];
        later(who, 20min, [](member& then) {
            if (then.at.is_open() && !then.at.is_paused()) then.by.place();
        });
        if (dice_.chance(40)) later(who, 30min, [](member& then) { then.at.cancel_one(); });
    }

    /// A gateway posts something about a task to one of the processes: late, early, again, or to one that is gone by
    /// then. Some of it is not true, or is nothing.
    void plan_callback() {
        const auto& who = living_[dice_.roll(living_.size())];
        later(who, 40min, [this](member& then) {
            if (then.at.is_open() && !then.at.is_paused()) post_callback(then.at);
        });
    }

    void post_callback(process& to) {
        if (gateway_.tasks.empty()) return;
        const auto at = std::next(gateway_.tasks.begin(), static_cast<long>(dice_.roll(gateway_.tasks.size())));
        const auto& id = at->first;
        auto url = at->second.callback_url;
        if (url.empty()) return;
        const auto ignore = [](bool) {};
        switch (dice_.roll(8)) {
            case 0: return to.post(url, gateway_.callback_of(id, false), ignore);
            case 1: return to.post(url, "<html>", ignore);
            case 2: return to.post(url, R"({"code":200,"data":{"taskId":"task_no","state":"success"}})", ignore);
            case 3: return to.post(url + "0", gateway_.callback_of(id, true), refused());
            default: break;
        }
        at->second.is_called_back = true;
        to.post(url, gateway_.callback_of(id, true), [&made = at->second](bool is_kept) {
            if (is_kept) made.is_acknowledged = true;
        });
    }

    std::function<void(bool)> refused() {
        return [this](bool is_kept) {
            if (is_kept) oracle_.note("a callback with a forged token was taken");
        };
    }

    /// The disk fails for a while, or a few times.
    void plan_fault() {
        using fault = simulated_disk::fault;
        const auto what = static_cast<fault>(dice_.roll(3));
        const long times = dice_.chance(50) ? 1'000'000 : 1 + static_cast<long>(dice_.roll(3));
        const auto from = dice_.time(10min);
        const auto until = from + dice_.time(2min);
        events_.after(from, [this, what, times] { disk_.fail(what, 0, times); });
        events_.after(until, [this, what] { disk_.mend(what); });
    }

    /// Something is wrong with one of the gateways for a while.
    void plan_trouble() {
        const auto what = static_cast<trouble>(1 + dice_.roll(4));
        const auto place = dice_.roll(gateway_.troubles.size());
        const auto from = dice_.time(15min);
        const auto until = from + dice_.time(30min);
        events_.after(from, [this, what, place] { gateway_.troubles[place] = what; });
        events_.after(until, [this, place] { gateway_.troubles[place] = trouble::none; });
    }

    /// Somebody sets the time of day, a year off.
    void jump() { clock_->jump(std::chrono::hours{24 * 365 * (dice_.chance(50) ? 1 : -1)}); }

    /// A process stands still between the word that a request is being sent and its first byte, while the others go on;
    /// they may take it for gone. Another thread runs them: what waits for this one's strand must not run within it.
    void stand_still_at_times() {
        if (!may_stand_still_ || standing_ != nullptr || running_ == nullptr || !dice_.chance(15)) return;
        standing_ = running_;
        const auto time = dice_.time(lease * 4);
        std::thread{[this, time] { drive_for(time); }}.join();
        running_ = std::exchange(standing_, nullptr);
        if (dice_.chance(50)) running_->at.renew();  // the journal's thread is sooner awake
    }

    bool has_something_of_the_gone() const {
        return std::any_of(disk_.rows.begin(), disk_.rows.end(), [this](const auto& each) {
            return is_open(each.second.what) && !disk_.is_alive(each.second.owner);
        });
    }

    bool is_sending() const {
        return std::any_of(living_.begin(), living_.end(), [](const auto& each) { return each->at.is_sending(); });
    }

    /// Goes on for so many steps; says whether nothing is left to happen. (A process that stands still may have left an
    /// alarm for years from now.)
    bool drive(int steps) {
        for (; steps > 0; --steps) {
            run_all();
            if (!events_.go_on(24h * 30)) return true;
        }
        run_all();  // what was heard was heard before it died
        return false;
    }

    /// Goes on for so long: in a fleet something always is about to happen.
    void drive_for(std::chrono::milliseconds time) {
        const auto until = clock_->now() + time;
        for (int steps = 0; steps != to_the_end && clock_->now() < until; ++steps) {
            run_all();
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock_->now());
            if (!events_.go_on(left)) clock_->move_to(until);
        }
    }

    void run_all() {
        for (auto& each : living_) {
            if (each.get() == standing_) continue;
            running_ = each.get();
            each->at.run();
            running_ = nullptr;
        }
    }

    /// Processes are killed, closed, paused, or live on.
    void end_round() {
        for (auto& each : living_) {
            const auto fate = dice_.roll(20);
            const bool dies = fate < 10 || !each->at.is_open();
            if (dies)
                each->at.kill();
            else if (fate < 13)
                each->at.close();
            else if (fate < 16)
                each->at.pause();
            if (dies) each.reset();
        }
        std::erase(living_, nullptr);
        if (dice_.chance(30)) clock_->move_to(clock_->now() + dice_.time(24h * 40));
    }

    dice dice_;
    std::shared_ptr<world_clock> clock_ = std::make_shared<world_clock>();
    timeline events_{*clock_};
    gateway gateway_{dice_, *clock_};
    simulated_disk disk_;
    surroundings around_;
    money limit_ = price * static_cast<std::int64_t>(1 + dice_.roll(8));
    oracle oracle_{around_, limit_};
    std::vector<shared_member> living_;
    member* running_ = nullptr;
    member* standing_ = nullptr;
    bool may_stand_still_ = true;
    bool is_later_round_ = false;
};

}  // namespace test
