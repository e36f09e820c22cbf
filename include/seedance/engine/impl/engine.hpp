// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_urls.hpp>
#include <seedance/engine/impl/callback_votes.hpp>
#include <seedance/engine/impl/confirmed_ends.hpp>
#include <seedance/engine/impl/even_time.hpp>
#include <seedance/engine/impl/event_gate.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/fleet_part.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/journal_channel.hpp>
#include <seedance/engine/impl/journal_writes.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/leg_rests.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/lost_answers.hpp>
#include <seedance/engine/impl/lost_rivals.hpp>
#include <seedance/engine/impl/measured_times.hpp>
#include <seedance/engine/impl/ordered_ends.hpp>
#include <seedance/engine/impl/poll_sharing.hpp>
#include <seedance/engine/impl/submit_gate.hpp>
#include <seedance/engine/impl/submits_by_name.hpp>
#include <seedance/engine/impl/timer_service.hpp>
#include <seedance/engine/impl/tracked_operation.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/impl/journal_renewals.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/task/client_load.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/task/unfinished.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance::detail {

/// The state that all operations of a client share. It is used on the strand, except where a function says otherwise.
class engine : public std::enable_shared_from_this<engine> {
  public:
    engine(engine_strand strand, std::shared_ptr<seedance::transport> network, std::shared_ptr<seedance::clock> time,
           client_options options)
        : strand_{std::move(strand)},
          client_executor_{strand_.get_inner_executor()},
          transport_{std::move(network)},
          clock_{std::move(time)},
          options_{std::move(options)},
          callbacks_{options_.callbacks},
          ledger_{strand_, options_.journal, clock_, surroundings_of_writes(),
                  [this](const intent& what, const journal_answer& answer) { report_task(what, answer); }},
          part_{options_.tasks_at_once},
          random_{options_.random_seed ? static_cast<unsigned>(*options_.random_seed) : std::random_device{}()} {
        context_watch::add(client_executor_, ledger_.listener());
        submits_.on_empty = [this] { settle_later(); };
    }

    /// Gives the engine's strand; called from any thread.
    const engine_strand& strand() const noexcept { return strand_; }

    /// Gives the client's executor, through which completion handlers are called; called from any thread.
    const boost::asio::any_io_executor& client_executor() const noexcept { return client_executor_; }

    seedance::transport& transport() const noexcept { return *transport_; }
    const seedance::clock& clock() const noexcept { return *clock_; }
    const client_options& options() const noexcept { return options_; }

    /// Makes and reads callback URLs; called from any thread.
    const callback_urls& callbacks() const noexcept { return callbacks_; }

    /// Gives the client's accounts; called from any thread.
    account_list& accounts() noexcept { return accounts_; }

    /// Gives the client's journal.
    detail::ledger& ledger() noexcept { return ledger_; }

    /// Gives the way back from the thread for files.
    const std::shared_ptr<journal_channel>& file_channel() {
        if (!file_channel_) {
            file_channel_ = std::make_shared<journal_channel>(strand_);
            context_watch::add(client_executor_, file_channel_);
        }
        return file_channel_;
    }

    /// Gives the submits under way whose intents have names that callers gave.
    submits_by_name& named_submits() noexcept { return named_submits_; }

    /// Has a queued intent sent, unless somebody is at work on it; says whether it will be.
    std::function<bool(const intent&)> send_queued = [](const intent&) { return false; };

    /// Has the gateway asked whether the task is there that callbacks name for an attempt whose answer was lost, unless
    /// somebody is at that.
    std::function<void(const std::string& handle)> adopt = [](const std::string&) {};

    /// Gives how the legs of routes do.
    leg_rests& rests() noexcept { return rests_; }

    /// Gives the limiter of an account: gateways count what each of them sends.
    gateway_limiter& limiter_of(std::string_view provider, std::string_view account) {
        for (const auto& known : limiters_)
            if (known->provider() == provider && known->account() == account) return *known;
        auto made = std::make_unique<gateway_limiter>(std::string{provider}, std::string{account},
                                                      options_.tasks_at_once, options_.submits_per_second);
        auto* const limiter = limiters_.emplace_back(std::move(made)).get();
        limiter->on_permit_available = later([limiter](engine& self) { limiter->grant(self.clock_->now()); });
        limiter->polls.on_permit_available = later([limiter](engine&) { limiter->polls.grant(); });
        if (options_.fleet.shares_limits) limiter->set_part(part_.tasks(), part_.share());
        return *limiter;
    }

    // ---- who shares the journal's store

    /// Begins to hear of renewals, where there are some.
    void hear_of_renewals() {
        auto& worker = ledger_.worker();
        if (!worker.renews() && !options_.fleet.takes_over && !options_.fleet.shares_limits) return;
        hearer_ = ledger_.hear_of_renewals(options_.fleet.shares_limits, [weak = weak_from_this()](const auto& what) {
            if (const auto self = weak.lock()) self->on_renewal(what);
        });
    }

    /// Gives who shared the store when it was renewed last.
    const journal_members& members() const noexcept { return members_; }

    /// Gives the term of the journal in which what is begun now may be sent: of the one who has parts of shared limits,
    /// not of another one who comes back and has none yet.
    std::uint64_t term() const noexcept {
        return options_.fleet.shares_limits ? part_.term() : ledger_.worker().term();
    }

    /// Has an operation hear of what others write, as long as it lives.
    void tell_of_news(tracked_operation& operation) {
        std::erase_if(news_takers_, [](const auto& each) { return each.expired(); });
        news_takers_.push_back(operation.weak_from_this());
    }

    /// Passes what was taken over to the client's own function; not any more when the client has closed.
    void tell_of_taken(const recovery& taken) const noexcept {
        if (options_.fleet.on_taken) events_.pass(options_.fleet.on_taken, taken);
    }

    /// Gives the tasks that operations wait for, by their `task_key`.
    std::unordered_set<std::string> tasks_under_way() const {
        std::unordered_set<std::string> keys;
        for (const auto* operation : operations_) operation->name_task(keys);
        return keys;
    }

    /// Counts what callbacks say of attempts whose answers were lost.
    detail::callback_votes& callback_votes() noexcept { return callback_votes_; }

    /// Says whether somebody looks into the journal for callbacks.
    bool& watches_callbacks() noexcept { return watches_callbacks_; }

    /// Gives the attempts whose answers were lost and whose callbacks are awaited.
    detail::lost_answers& lost_answers() noexcept { return lost_answers_; }

    /// Gives what the journal has of attempts that might own what came for another.
    detail::lost_rivals& lost_rivals() noexcept { return lost_rivals_; }

    /// Gives what tells whether times of day can be compared.
    detail::even_time& even_time() noexcept { return even_time_; }

    /// Reads that anew; `then` keeps the client alive.
    void read_rivals(detail::lost_rivals::done then) {
        lost_rivals_.read(ledger_, accounts_, *clock_, std::move(then));
    }

    /// Those who are told when the task of an attempt is not looked for any more, and whether anybody need not look for
    /// it again: it is known, or denied.
    struct adoption_hearer {
        std::weak_ptr<void> who;
        std::function<void(bool is_settled)> tell;
    };
    using adoption_hearers = std::vector<adoption_hearer>;

    /// Gives the handles of attempts whose tasks are being looked for.
    std::unordered_map<std::string, adoption_hearers>& adoptions() noexcept { return adoptions_; }

    /// Gives the ends of tasks that were asked for before anybody waited for them.
    detail::confirmed_ends& confirmed_ends() noexcept { return confirmed_ends_; }

    /// Gives the tasks whose ends were ordered.
    detail::ordered_ends& ordered_ends() noexcept { return ordered_ends_; }

    /// Gives how long tasks take.
    measured_times& times() noexcept { return times_; }

    /// Reads what the journal knows of that, where it is time. Nobody waits for the answer.
    void look_for_times() noexcept try {
        if (times_.must_ask(clock_->now())) ledger_.ask_aside(times_.question());
    } catch (...) {  // without memory for it, schedules go by the documents
    }

    /// Calls a function when the journal has been asked for that at least once: within this one where it has answered,
    /// and where it answers at once. What a journal that fails would have said is not known.
    void when_times_are_known(std::function<void()> go_on) {
        if (times_.were_read()) return go_on();
        const auto read = [question = times_.question()](journal& store) {
            question(store);
            return true;
        };
        ledger_.ask<bool>(read, [go_on = std::move(go_on)](const std::exception_ptr&, bool) { go_on(); });
    }

    /// Gives those who poll, one for each task.
    poller_list& pollers() noexcept { return pollers_; }
    const poller_list& pollers() const noexcept { return pollers_; }

    /// Says whether anybody is told events that a caller's handler is told.
    bool listens(const event_sink& caller) const noexcept { return caller || options_.on_event; }

    /// Passes an event to a caller's handler; to nobody any more when the client has closed.
    void tell(const event_sink& caller, const event& what) const noexcept {
        if (caller) events_.tell(caller, what);
    }

    /// Passes an event to the client's own handler; not any more when the client has closed.
    void tell(const event& what) const noexcept {
        if (options_.on_event) events_.tell(options_.on_event, what);
    }

    // ---- the end

    /// Counts the submits under way.
    submit_gate& submits() noexcept { return submits_; }

    /// Lets no submit begin any more; those of which nothing has left end.
    void begin_no_submits() {
        if (submits_.is_closed()) return;
        submits_.close();
        for_each_operation([](tracked_operation& each) { each.begin_no_submit(); });
    }

    /// Calls a function once, within this one or later, when no submit is under way and the journal has everything.
    void when_settled(std::function<void()> action) {
        when_settled_.push_back(std::move(action));
        settle();
    }

    unfinished what_is_left() const {
        unfinished left;
        for (const auto* operation : operations_) operation->report_to(left);
        left.unwritten = ledger_.unwritten();
        return left;
    }

    client_load load() {
        load_count counted;
        for (const auto& account : accounts_.all()) counted.at(account->table->name, account->name);
        for (const auto& limiter : limiters_) limiter->count_in(counted, clock_->now());
        for (const auto* operation : operations_) operation->count_in(counted);
        auto load = counted.take();
        load.models = times_.all();
        return load;
    }

    double random() { return std::uniform_real_distribution<double>{0.0, 1.0}(random_); }

    /// Gives the time by which an operation that begins now must end. Very long limits ("never") do not overflow.
    clock::time_point deadline_after(milliseconds limit) const {
        static constexpr std::chrono::hours longest{24 * 365 * 50};
        return clock_->now() + std::clamp<milliseconds>(limit, milliseconds{0}, longest);
    }

    /// Calls the operation's `on_timer` at that time, and keeps the operation alive until then.
    void wake_at(tracked_operation& operation, clock::time_point due) {
        if (!timers_) {
            const auto made = std::make_shared<timer_service>(strand_, clock_);
            context_watch::add(client_executor_, made);
            timers_ = made;
        }
        timers_->schedule(operation, due);
    }

    void cancel_timer(tracked_operation& operation) {
        if (timers_) timers_->remove(operation);
    }

    void add(tracked_operation& operation) {
        operation.roster_index_ = static_cast<std::uint32_t>(operations_.size());
        operations_.push_back(&operation);
    }

    /// Removes an operation from the list; does nothing for one that was not added.
    void remove(tracked_operation& operation) {
        if (operation.roster_index_ >= operations_.size()) return;
        operations_.back()->roster_index_ = operation.roster_index_;
        operations_[operation.roster_index_] = operations_.back();
        operations_.pop_back();
    }

    /// Calls a function later, on the strand, unless the client closes until then. It keeps the engine alive.
    void call_after(milliseconds after, std::function<void()> action) {
        const auto call = std::make_shared<delayed_call>(shared_from_this(), std::move(action));
        add(*call);
        wake_at(*call, clock_->now() + after);
    }

    bool closed() const noexcept { return closed_; }
    bool stopped() const noexcept { return stopped_; }

    /// Closes the engine; called from any thread. No operation begins any more, every operation under way completes
    /// with `errc::client_closed`, and when this function returns no handler of events is called any more.
    void close() {
        closed_ = true;
        events_.close();
        boost::asio::post(strand_, [self = shared_from_this()] {
            self->for_each_operation([](tracked_operation& each) { each.cancel(errc::client_closed); });
            self->ledger_.close(self->stopped_);
        });
    }

    /// Closes the engine as `close` does, and stops what would go on without a caller; called from any thread.
    void stop() {
        stopped_ = true;
        close();
        boost::asio::post(strand_, [self = shared_from_this()] {
            self->for_each_operation([](tracked_operation& each) { each.stop(); });
        });
    }

  private:
    /// A function that waits for its time.
    class delayed_call final : public tracked_operation {
      public:
        delayed_call(std::shared_ptr<engine> shared, std::function<void()> action)
            : engine_{std::move(shared)}, action_{std::move(action)} {}
        delayed_call(const delayed_call&) = delete;
        delayed_call& operator=(const delayed_call&) = delete;
        ~delayed_call() override { engine_->remove(*this); }

        void on_timer() override { action_(); }
        void cancel(errc) override { engine_->cancel_timer(*this); }

      private:
        std::shared_ptr<engine> engine_;
        std::function<void()> action_;
    };

    void on_renewal(const journal_renewal& what) {
        if (closed_) return;
        if (what.failed) return tell(events::renewal_failed{words_of(what.failed), options_.journal->may_send()});
        members_ = what.members;
        if (options_.fleet.shares_limits) take_part(what);
        if (!what.members.has_news) return;
        for (const auto& each : std::vector{news_takers_})
            if (const auto taker = each.lock()) static_cast<tracked_operation&>(*taker).on_news();
    }

    /// Goes by what is known of the others, and says so.
    void take_part(const journal_renewal& what) {
        part_.see(members_, what.term);
        for (const auto& limiter : limiters_) limiter->set_part(part_.tasks(), part_.share());
        hearer_->exceeds = std::any_of(limiters_.begin(), limiters_.end(),
                                       [this](const auto& limiter) { return limiter->exceeds(part_.due()); });
        hearer_->goes_by = what.number;
    }

    journal_writes::surroundings surroundings_of_writes() {
        return {.report = [this](const intent& what, const std::exception_ptr& failed) { report(what, failed); },
                .call_after = [this](milliseconds after,
                                     std::function<void()> action) { call_after(after, std::move(action)); },
                .engine = [this]() -> std::shared_ptr<void> { return weak_from_this().lock(); },
                .on_idle = [this] { settle_later(); }};
    }

    /// Makes a function that runs an action on the engine later, on the strand, if the engine is still there.
    template <class Action>
    std::function<void()> later(Action action) {
        return [this, action] {
            boost::asio::post(strand_, [weak = weak_from_this(), action] {
                if (const auto self = weak.lock()) action(*self);
            });
        };
    }

    /// Does something to every operation, though it may end by that.
    template <class Action>
    void for_each_operation(Action action) {
        std::vector<std::shared_ptr<timer_waiter>> kept;
        for (auto* operation : operations_)
            if (auto alive = operation->weak_from_this().lock()) kept.push_back(std::move(alive));
        for (const auto& waiter : kept) action(static_cast<tracked_operation&>(*waiter));
    }

    /// Has those told who wait for it when everything may be settled. Where memory runs out for that, their time limit
    /// ends their wait.
    void settle_later() noexcept try {
        if (when_settled_.empty()) return;
        boost::asio::post(strand_, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->settle();
        });
    } catch (...) {
    }

    void settle() {
        if (!submits_.is_empty() || !ledger_.is_idle()) return;
        for (const auto& tell : std::exchange(when_settled_, {})) tell();
    }

    /// Tells of a task that is not one intent's alone.
    void report_task(const intent& accepted, const journal_answer& answer) const {
        const auto& now = answer.now;
        const bool is_another = answer.written && now && now->task && now->task->id != accepted.task->id;
        if (!is_another && answer.also_of.empty()) return;
        tell(events::task_conflict{*accepted.task, accepted.name, is_another ? now->task->id : std::string_view{},
                                   answer.also_of, subject_of(accepted)});
    }

    void report(const intent& what, const std::exception_ptr& failed) const {
        if (failed)
            tell(events::journal_failed{what.name, words_of(failed)});
        else
            tell(events::journal_mended{what.name});
    }

    engine_strand strand_;
    boost::asio::any_io_executor client_executor_;
    std::shared_ptr<seedance::transport> transport_;
    std::shared_ptr<seedance::clock> clock_;
    client_options options_;
    callback_urls callbacks_;
    event_gate events_;
    submit_gate submits_;
    std::vector<std::function<void()>> when_settled_;
    detail::ledger ledger_;
    std::shared_ptr<renewal_hearer> hearer_;
    journal_members members_;
    fleet_part part_;
    std::vector<std::weak_ptr<timer_waiter>> news_takers_;
    account_list accounts_;
    submits_by_name named_submits_;
    leg_rests rests_;
    std::vector<std::unique_ptr<gateway_limiter>> limiters_;
    poller_list pollers_;
    detail::callback_votes callback_votes_;
    detail::lost_answers lost_answers_;
    detail::lost_rivals lost_rivals_;
    detail::even_time even_time_;
    std::unordered_map<std::string, adoption_hearers> adoptions_;
    detail::confirmed_ends confirmed_ends_;
    detail::ordered_ends ordered_ends_;
    measured_times times_;
    bool watches_callbacks_ = false;
    std::minstd_rand random_;
    std::shared_ptr<timer_service> timers_;
    std::shared_ptr<journal_channel> file_channel_;
    std::vector<tracked_operation*> operations_;
    std::atomic<bool> closed_{false};
    std::atomic<bool> stopped_{false};
};

}  // namespace seedance::detail
