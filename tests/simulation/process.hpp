// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A process of a world: a client, or two, with their place on the disk, and those who call and wait.

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/client.hpp>
#include <seedance/models.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/webhook/receiver.hpp>

#include "dice.hpp"
#include "files_at_work.hpp"
#include "gateway.hpp"
#include "network.hpp"
#include "simulated_journal.hpp"
#include "timeline.hpp"

namespace test {

/// What all processes of a world share.
struct surroundings {
    dice& chance;
    simulated_disk& disk;
    gateway& other_side;
    timeline& events;
    std::shared_ptr<world_clock> clock;
    std::array<int, 2> faults{};  ///< how many of a hundred exchanges go wrong with each gateway
    std::string folder;           ///< where videos are saved
    bool has_callbacks = false;   ///< gateways are asked to post the ends of tasks
    bool is_fleet = false;        ///< the journal has leases, and processes take over what others leave

    int calls = 0;
    int answers = 0;
    int killed = 0;      ///< calls whose process was killed
    int idle_polls = 0;  ///< polls of tasks that nobody waited for

    /// By order: how often a person said not_sent of what was, or will be, made.
    std::map<std::string, int> mistakes{};

    std::map<std::string, int> queued{};  ///< the routes of which a client has said that they are queued: which attempt
    std::set<std::string> dismissed{};    ///< the orders of which a person has said that they are over
    int moves = 0;                        ///< from one leg of a route to the next

    std::string broken{};  ///< a promise, as who calls has seen
    std::string trace{};
};

class process {
  public:
    explicit process(surroundings& around) : around_{around} {
        auto& chance = around_.chance;
        net_ = std::make_shared<network>(context_.get_executor(), around_.other_side, around_.events, chance,
                                         around_.faults);
        const auto store = std::make_shared<simulated_journal>(around_.disk);
        store_ = store;
        client_options options{.clock = around_.clock, .random_seed = chance.roll(1'000'000)};
        options.on_event = [this](const event& e) { on_event(e); };
        options.journal = store;
        options.budget = "b";
        options.models = all_models::entries;
        options.tasks_at_once = chance.roll(3);
        store->speed = 0.9 + 0.02 * static_cast<double>(chance.roll(11));
        options.fleet.takes_over = around_.is_fleet;
        options.fleet.on_taken = [this](const recovery& what) { on_taken(what); };
        if (around_.has_callbacks)
            options.callbacks = {.base_url = "https://hooks.example",
                                 .keys = {{.id = "k", .key = secret{"a key for a world's hooks"}}}};
        asks_for_old_ = chance.chance(20);
        options.keep_tasks = asks_for_old_ ? 1h : std::chrono::hours{24 * 365 * 10};
        downloads_ = chance.chance(20);
        if (!asks_for_old_ && !downloads_) watch_idle_polls();
        open_client(options);
        if (chance.chance(20)) open_client(options);
        context_.poll();
    }
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    /// Gives a client: any of those that share the process's journal.
    client& own() { return clients_[around_.chance.roll(clients_.size())]; }
    bool is_open() const { return !clients_.empty(); }
    bool is_paused() const { return is_paused_; }
    bool asks_for_old() const { return asks_for_old_; }
    bool downloads() const { return downloads_; }
    /// Says whether a submit has left, or may yet: a lease keeps what has not left from leaving.
    bool is_sending() const { return net_->is_sending(around_.is_fleet); }
    surroundings& around() { return around_; }

    std::function<void(const recovery&)> on_taken = [](const recovery&) {};

    void run() {
        if (is_paused_) return;
        poll_with_files(context_);
    }

    /// It stands still, and others take it for gone, by its lease where there is one.
    void pause() {
        is_paused_ = true;
        const auto store = store_.lock();
        if (store && !around_.is_fleet) store->be_taken_for_gone();
    }

    /// The journal's own thread renews the lease.
    void renew() {
        const auto store = store_.lock();
        try {
            if (store) store->renew();
        } catch (const std::runtime_error&) {  // the disk fails
        }
    }
    void wake() { is_paused_ = false; }

    /// Closes the clients; submits that have left go on behind.
    void close() {
        clients_.clear();
        run();
    }

    /// Closes a client while another one goes on, where there is one.
    void close_one() {
        if (clients_.size() > 1) clients_.pop_back();
    }

    /// Nothing that it does from now on is done.
    void kill() {
        if (const auto store = store_.lock()) store->be_killed();
        around_.killed += static_cast<int>(std::count_if(calls_.begin(), calls_.end(), is_under_way));
        calls_.clear();
        around_.idle_polls += net_->idle_polls;
        clients_.clear();
    }

    // ---- calls

    /// Makes a completion handler for a call about an order, which does something more with its result.
    template <class T, class Then>
    auto call(const std::string& order, Then then) {
        auto made = std::make_shared<one_call>(order);
        calls_.push_back(made);
        ++around_.calls;
        for (const auto& [id, task] : around_.other_side.tasks)
            if (task.order == order) net_->told_the_end.erase(id);
        const auto slot = made->stop.slot();
        return asio::bind_cancellation_slot(slot, [this, made, then](error_code code, T given) {
            made->over = true;
            ++around_.answers;
            around_.trace += made->order + ": " + code.message() + '\n';
            then(code, std::move(given));
        });
    }
    template <class T>
    auto call(const std::string& order) {
        return call<T>(order, [](error_code, const T&) {});
    }

    /// Takes what a gateway posts; says whether it was acknowledged, when it is.
    void post(const std::string& url, std::string body, std::function<void(bool)> done) {
        constexpr std::string_view origin = "https://hooks.example";
        webhook_request request{.method = "POST", .target = url.substr(origin.size()), .body = std::move(body)};
        webhook_receiver{own()}.handle(std::move(request),
                                       [done = std::move(done)](error_code code, const webhook_reply& reply) {
                                           done(!code && reply.status == 200);
                                       });
    }

    /// Cancels a call, the last one or any.
    void cancel_last() { cancel(calls_.back()); }
    void cancel_one() {
        if (!calls_.empty()) cancel(calls_[around_.chance.roll(calls_.size())]);
    }

  private:
    struct one_call {
        explicit one_call(std::string what) : order{std::move(what)} {}

        std::string order;
        asio::cancellation_signal stop;
        bool over = false;
    };

    void open_client(const client_options& options) {
        auto& made = clients_.emplace_back(context_.get_executor(), net_, options);
        made.use(apixo::account{.api_key = secret{"key"}});
        made.use(xenodia::account{.api_key = secret{"key"}});
        made.budget("b", [](error_code, const budget_figures&) {});  // from now on it knows which period runs
    }

    static bool is_under_way(const std::shared_ptr<one_call>& which) { return !which->over; }

    static void cancel(const std::shared_ptr<one_call>& which) {
        const auto kept = which;
        kept->stop.emit(asio::cancellation_type::terminal);
    }

    void watch_idle_polls() {
        net_->waiting_for = [this](const std::string& order) {
            return static_cast<int>(std::count_if(
                calls_.begin(), calls_.end(), [&](const auto& each) { return each->order == order && !each->over; }));
        };
    }

    void on_event(const event& e) {
        if (const auto* accepted = e.get_if<events::accepted>())
            around_.trace += "accepted " + accepted->task.id + '\n';
        if (const auto* ended = e.get_if<events::leg_ended>(); ended != nullptr && !ended->next_model.empty())
            ++around_.moves;
        const auto* polled = e.get_if<events::polled>();
        const bool is_end =
            polled != nullptr && (polled->state == task_state::succeeded || polled->state == task_state::failed);
        if (is_end) around_.other_side.tasks.at(polled->task.id).is_end_known = true;
    }

    surroundings& around_;
    std::shared_ptr<network> net_;
    std::vector<std::shared_ptr<one_call>> calls_;
    std::weak_ptr<simulated_journal> store_;  ///< which the clients alone keep
    asio::io_context context_;
    std::vector<client> clients_;
    bool is_paused_ = false;
    bool asks_for_old_ = false;
    bool downloads_ = false;
};

}  // namespace test
