// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/core/money.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/journal_channel.hpp>
#include <seedance/engine/impl/journal_writes.hpp>
#include <seedance/engine/impl/timer_service.hpp>
#include <seedance/journal/impl/journal_renewals.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// The journal of a client, as operations use it. It is used on the strand; its functions return at once, and
/// what they are given is called on the strand when the journal has answered (for an immediate journal, within them).
class ledger {
  public:
    using change_done = journal_writes::change_done;
    /// Is told of every task that the journal has got for an intent.
    using task_report = std::function<void(const intent& accepted, const journal_answer&)>;

    ledger(engine_strand strand, const std::shared_ptr<journal>& store, std::shared_ptr<const clock> time,
           journal_writes::surroundings around, task_report report_task)
        : worker_{journal_worker::of(store)},
          channel_{std::make_shared<journal_channel>(std::move(strand))},
          report_task_{std::move(report_task)},
          writes_{worker_, channel_, std::move(around)},
          clock_{std::move(time)} {}

    ~ledger() { channel_->close(); }

    std::weak_ptr<context_listener> listener() const { return channel_; }
    journal_worker& worker() const noexcept { return *worker_; }

    /// Has a function called on the strand after each renewal of the journal, as long as what this gives is kept. The
    /// function must hold nothing of the strand.
    std::shared_ptr<renewal_hearer> hear_of_renewals(bool shares_limits,
                                                     std::function<void(const journal_renewal&)> hears) const {
        auto post = [channel = std::weak_ptr{channel_},
                     hears = std::move(hears)](const journal_renewal& what) noexcept {
            try {
                if (const auto to = channel.lock()) to->tell([hears, what] { hears(what); });
            } catch (...) {  // without memory for it, the next renewal tells the same
            }
        };
        auto hearer = std::make_shared<renewal_hearer>(shares_limits, std::move(post));
        worker_->tell_of_renewals(hearer);
        return hearer;
    }

    /// Gives the time that decides which period of a budget runs.
    std::chrono::system_clock::time_point period_time() const {
        return worker_->periods().at(clock_->wall_now(), clock_->now_with_sleep());
    }

    /// Says whether the journal has every change; gives those that it does not have.
    bool is_idle() const noexcept { return writes_.is_idle(); }
    std::vector<intent> unwritten() const { return writes_.all_unwritten(); }

    /// Says whether something of an intent could not be written yet: what the journal has of it is not true any more.
    bool has_unwritten(const intent& what) const {
        const bool is_of_task = what.task && writes_.unwritten(line_of(*what.task)) != nullptr;
        return is_of_task || writes_.unwritten(line_of(what.name)) != nullptr;
    }

    // ---- intents

    /// Writes down a new intent, before anything is sent, and sets its price aside in its budget. Where the journal has
    /// one of this name already, or the budget has not enough left, its answer says so; so does what could not be
    /// written yet.
    /// Of a route, it takes the place of its attempt `moves_on_from`, if that is not 0.
    void begin(const intent& fresh, int moves_on_from, change_done done) {
        begin(fresh, {}, moves_on_from, std::move(done));
    }

    /// The same with the request, to be sent by whoever has the intent.
    void begin(const intent& fresh, const std::string& request, int moves_on_from, change_done done) {
        const auto* kept = writes_.unwritten(line_of(fresh.name));
        if (kept != nullptr && kept->state != intent_state::not_sent)
            return done(nullptr, {.written = false, .now = *kept});
        if (auto left = begun_.extract(fresh.name)) take_back(std::move(left.mapped()), false, true);
        writes_.add(
            line_of(fresh.name),
            {.wanted = fresh, .version = 0, .request = request, .moves_on_from = moves_on_from, .at = period_time()},
            false, std::move(done));
    }

    /// The note of what was taken back.
    static constexpr std::string_view taken_back = "its caller was told that it is not begun: the journal had failed";

    /// Takes back a beginning whose answer was lost, where it was written: its name must be free. It is asked for until
    /// the journal has it where a request would be sent by whoever finds it, or a price would stay set aside; else
    /// once, and where the name `may_come_again`, once more when it does.
    void take_back(intent begun, bool is_queued, bool may_come_again) {
        begun.state = intent_state::not_sent;
        begun.attempt = 0;  // whichever it was
        begun.note = taken_back;
        change_done done;
        if (may_come_again)
            done = [this, begun](const std::exception_ptr& failed, const journal_answer&) {
                if (failed && begun_.size() < most_begun) begun_.insert_or_assign(begun.name, begun);
            };
        add(begun, 1, is_queued || !begun.budget.empty(), std::move(done));
    }

    /// Writes down, before anything is sent, that the intent is in this state.
    void move_to(intent& what, intent_state state, change_done done) {
        what.state = state;
        add(what, what.version, false, std::move(done));
    }

    /// Writes down, after a request was sent, that the intent is in this state. A journal that fails now cannot stop
    /// the operation any more: what it could not write is kept, and tried again until it is there.
    void write(intent& what, intent_state state, change_done done = {}) {
        what.state = state;
        add(what, what.version, true, std::move(done));
    }

    /// Writes down that the gateway has accepted an intent, which has its task.
    void accept(intent& what, change_done done) {
        what.state = intent_state::accepted;
        auto telling = std::make_shared<const intent>(what);
        accepting_.insert_or_assign(task_key(*what.task), telling);
        write(what, intent_state::accepted,
              [this, telling, done = std::move(done)](const std::exception_ptr& failed, const journal_answer& answer) {
                  const auto at = accepting_.find(task_key(*telling->task));
                  if (at != accepting_.end() && at->second == telling) accepting_.erase(at);
                  report_task_(*telling, answer);
                  done(failed, answer);
              });
    }

    /// Writes down what somebody says of an intent; what cannot be written is not kept.
    void note(const intent& what, change_done done) { add(what, what.version, false, std::move(done)); }

    /// Writes down what the callback of an attempt has brought; what cannot be written is not kept.
    void note_callback(const intent& attempt, std::string body, change_done done) {
        journal_change said{.at = period_time()};
        said.wanted.name = attempt.name;
        said.wanted.attempt = attempt.attempt;
        said.wanted.handle = attempt.handle;
        said.called_back = std::move(body);
        writes_.add("callback " + attempt.handle, std::move(said), false, std::move(done));
    }

    /// Writes down that nobody will send an intent: `recover` lists it from now on.
    void drop(intent& what) { write(what, intent_state::dropped); }

    /// Writes down that no gateway has accepted an intent, which frees what is set aside for it.
    void give_up(intent& what) {
        write(what, intent_state::not_sent, [this, what](const std::exception_ptr&, const journal_answer& answer) {
            say_not_sent_if_claimed(what, answer);
        });
    }

    /// Writes down that nothing of an intent is on its way, also of one in doubt that was refused. `has_said_sending`
    /// says that the journal has the word that it is being sent: where another client has claimed that meanwhile,
    /// nobody will send it.
    void put_back(intent& what, bool has_said_sending, change_done done) {
        if (!has_said_sending) return write(what, intent_state::planned, std::move(done));
        const bool was_in_doubt = what.state == intent_state::unknown;
        what.state = intent_state::planned;
        auto say = [this, what, was_in_doubt, done = std::move(done)](const std::exception_ptr& failed,
                                                                      const journal_answer& answer) {
            done(failed, answer);
            const bool is_next = answer.now && answer.now->version == what.version + 1;
            if (is_next && !was_in_doubt) say_not_sent_if_claimed(what, answer);
        };
        writes_.add(line_of(what.name),
                    {.wanted = what, .version = what.version, .takes_back = true, .at = period_time()}, true,
                    std::move(say));
    }

    /// Writes down that the gateway says that the task is over, or that its file is on disk, and what it charged;
    /// `note` is about an answer that cannot be used, `took` how long it took where that was measured. Where the
    /// journal has not heard of the task yet, it hears of its end after that.
    void on_task(const task& what, intent_state state, billed charged, std::optional<money> cost, std::string note = {},
                 std::optional<std::chrono::milliseconds> took = std::nullopt) {
        const auto key = task_key(what);
        const auto unheard_of = accepting_.find(key);
        const bool is_known = unheard_of == accepting_.end();
        journal_change end{.charged = charged, .cost = cost, .took = took, .at = period_time()};
        if (!is_known) end.wanted = *unheard_of->second;
        end.wanted.state = state;
        end.wanted.task = what;
        end.wanted.note = std::move(note);
        const auto line = is_known ? line_of(what) : line_of(end.wanted.name);
        writes_.add(line, std::move(end), true, {});
    }

    /// Writes down that the route of an intent whose task has failed for nothing tries no other leg. What cannot be
    /// written is kept unless there is somebody to be told.
    void end_route(const intent& failed, change_done done = {}) {
        const bool is_kept = !done;
        writes_.add(line_of(*failed.task),
                    {.wanted = failed, .ends_route = true, .charged = billed::no, .at = period_time()}, is_kept,
                    std::move(done));
    }

    /// Tries what could not be written of a task once more, before what is asked for after this.
    void hurry(const task& what) { writes_.hurry(line_of(what)); }

    // ---- questions

    /// Puts over an attempt, as the journal has it, the facts that are not written yet.
    void lay_over(intent& what) const {
        if (writes_.is_idle()) return;
        writes_.lay_over(line_of(what.name), what);
        if (what.task) writes_.lay_over(line_of(*what.task), what);
    }

    /// Finds an intent by its name; what could not be written yet counts.
    void find(const std::string& name, std::function<void(std::exception_ptr, std::optional<intent>)> done) {
        auto laid_over = [this, done = std::move(done)](const std::exception_ptr& failed, std::optional<intent> found) {
            if (found) lay_over(*found);
            done(failed, std::move(found));
        };
        if (const auto* kept = writes_.unwritten(line_of(name))) return laid_over(nullptr, *kept);
        ask<std::optional<intent>>([name](journal& store) { return store.find(name); }, std::move(laid_over));
    }

    /// Finds the intent of a task; one that the journal is being told of counts.
    void find_task(const task& what, std::function<void(std::exception_ptr, std::optional<intent>)> done) {
        ask<std::optional<intent>>([what](journal& store) { return store.find(what); },
                                   [this, key = task_key(what), done = std::move(done)](
                                       const std::exception_ptr& failed, std::optional<intent> found) {
                                       const auto accepting = accepting_.find(key);
                                       if (accepting != accepting_.end()) found = *accepting->second;
                                       if (found) lay_over(*found);
                                       done(failed, std::move(found));
                                   });
    }

    /// Asks the journal, between its changes; `done` is called with the reason where it could not answer.
    template <class T>
    void ask(std::function<T(journal&)> question, std::function<void(std::exception_ptr, T)> done) {
        auto answer = std::make_shared<T>();
        const auto told = [answer, done = std::move(done)](std::exception_ptr failed) {
            done(std::move(failed), std::move(*answer));
        };
        const auto arrive = worker_->is_immediate() ? journal_channel::handler{told} : channel_->expect(told);
        const auto job = [answer, arrive, question = std::move(question)](journal& store) {
            std::exception_ptr failed;
            try {
                *answer = question(store);
            } catch (...) {
                failed = std::current_exception();
            }
            arrive(std::move(failed));
        };
        worker_->run(job, arrive);
    }

    /// Has the journal do what nobody waits for: the context may run out of work before that. What fails is not told.
    void ask_aside(std::function<void(journal&)> question) {
        const auto job = [question = std::move(question)](journal& store) noexcept {
            try {
                question(store);
            } catch (...) {  // it is asked again some time
            }
        };
        worker_->run(job, [](const std::exception_ptr&) {});
    }

    /// Tries what could not be written once more: the client closes. Unless it `stops`, what fails then is tried again
    /// for some time.
    void close(bool stops) {
        writes_.close(stops ? std::chrono::milliseconds{0} : journal_writes::patience_of_the_gone);
    }

  private:
    static constexpr std::size_t most_begun = 10'000;

    /// Gives the line in which the changes of an intent wait. No task has it, whatever the caller's name for the intent
    /// is.
    static std::string line_of(const std::string& name) { return "intent " + name; }

    /// Gives the line of what a gateway says of a task.
    static std::string line_of(const task& what) { return "task " + task_key(what); }

    /// Where another client has claimed an intent meanwhile, for which it is unknown: who has not sent it knows that.
    void say_not_sent_if_claimed(intent what, const journal_answer& answer) {
        const auto& now = answer.now;
        const bool is_claimed = !answer.written && now && now->state == intent_state::unknown;
        if (!is_claimed || now->handle != what.handle || now->attempt != what.attempt) return;
        what.version = now->version;
        if (what.note.empty())
            what.note =
                "another client had claimed it before its first byte left, and its request is not kept any more";
        write(what, intent_state::not_sent);
    }

    void add(const intent& wanted, std::int64_t version, bool is_kept, change_done done) {
        writes_.add(line_of(wanted.name), {.wanted = wanted, .version = version, .at = period_time()}, is_kept,
                    std::move(done));
    }

    std::shared_ptr<journal_worker> worker_;
    std::shared_ptr<journal_channel> channel_;
    task_report report_task_;
    journal_writes writes_;
    std::shared_ptr<const clock> clock_;
    std::unordered_map<std::string, intent> begun_;  ///< by name: what could not be taken back
    std::unordered_map<std::string, std::shared_ptr<const intent>> accepting_;  ///< by task: what it is being told of
};

}  // namespace seedance::detail
