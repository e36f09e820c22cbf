// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/engine/budget.hpp>
#include <seedance/engine/impl/journal_channel.hpp>
#include <seedance/engine/impl/journal_writes.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/impl/task_key.hpp>

namespace seedance::detail {

/// Gives the words of an exception; for one of the library's own, only the detail.
inline std::string words_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const error& own) {
        return own.why().detail.empty() ? own.what() : own.why().detail;
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "something that is no std::exception was thrown";
    }
}

/// The journal and the budget of a client, kept in step. It is used on the strand; its functions return at once, and
/// what they are given is called on the strand when the journal has answered (for an immediate journal, within them).
class ledger {
  public:
    using change_done = journal_writes::change_done;

    ledger(engine_strand strand, const std::shared_ptr<journal>& store, std::shared_ptr<budget> limit,
           journal_writes::surroundings around)
        : worker_{journal_worker::of(store)},
          channel_{std::make_shared<journal_channel>(std::move(strand))},
          writes_{worker_, channel_, std::move(around)},
          budget_{std::move(limit)} {}

    ~ledger() { channel_->close(); }

    std::weak_ptr<context_listener> listener() const { return channel_; }
    journal_worker& worker() const noexcept { return *worker_; }

    bool has_budget() const noexcept { return budget_ != nullptr; }
    money left() const { return budget_->left(); }

    /// Says whether the journal has every change; gives those that it does not have.
    bool is_idle() const noexcept { return writes_.is_idle(); }
    std::vector<intent> unwritten() const { return writes_.all_unwritten(); }

    // ---- intents

    /// Writes down a new intent, before anything is sent. Where the journal has one of this name already, its answer
    /// says so; so does what could not be written yet.
    void begin(const intent& fresh, change_done done) { begin(fresh, {}, std::move(done)); }

    /// The same with the request, to be sent by whoever has the intent.
    void begin(const intent& fresh, const std::string& request, change_done done) {
        const auto* kept = writes_.unwritten(fresh.name);
        if (kept != nullptr && kept->state != intent_state::not_sent)
            return done(nullptr, {.written = false, .now = *kept});
        writes_.add(fresh.name, {.wanted = fresh, .version = 0, .request = request}, false, std::move(done));
    }

    /// Writes down, before anything is sent, that the intent is in this state.
    void move_to(intent& what, intent_state state, change_done done) {
        what.state = state;
        writes_.add(what.name, {.wanted = what, .version = what.version}, false, std::move(done));
    }

    /// Writes down, after a request was sent, that the intent is in this state. A journal that fails now cannot stop
    /// the operation any more: what it could not write is kept, and tried again until it is there.
    void write(intent& what, intent_state state, change_done done = {}) {
        what.state = state;
        writes_.add(what.name, {.wanted = what, .version = what.version}, true, std::move(done));
    }

    /// Writes down what somebody says of an intent; what cannot be written is not kept.
    void note(const intent& what, change_done done) {
        const auto charged = what.state == intent_state::not_sent ? billed::no : billed::unknown;
        const auto settled = [this, name = what.name, charged, done = std::move(done)](const std::exception_ptr& failed,
                                                                                       const journal_answer& answer) {
            if (answer.written) settle(name, charged, std::nullopt);
            done(failed, answer);
        };
        writes_.add(what.name, {.wanted = what, .version = what.version}, false, settled);
    }

    /// Frees what was set aside for an intent that nobody will send: `recover` lists it from now on.
    void drop(intent& what) {
        settle(what.name, billed::no, std::nullopt);
        write(what, intent_state::dropped);
    }

    /// Frees what was set aside for an intent, if anything was, because no gateway has accepted it.
    void give_up(intent& what, change_done done = {}) {
        settle(what.name, billed::no, std::nullopt);
        write(what, intent_state::not_sent, std::move(done));
    }

    /// Writes down that the gateway says that the task is over, or that its file is on disk.
    void on_task(const task& what, intent_state state, billed charged, std::optional<money> cost) {
        const auto settled = [this, charged, cost](const std::exception_ptr&, const journal_answer& answer) {
            if (answer.now) settle(answer.now->name, charged, cost);
        };
        writes_.add(task_key(what), {.wanted = {.state = state, .task = what}}, true, settled);
    }

    // ---- questions

    /// Finds an intent by its name; what could not be written yet counts.
    void find(const std::string& name, std::function<void(std::exception_ptr, std::optional<intent>)> done) {
        if (const auto* kept = writes_.unwritten(name)) return done(nullptr, *kept);
        ask<std::optional<intent>>([name](journal& store) { return store.find(name); }, std::move(done));
    }

    /// Finds the intent of a task.
    void find_task(const task& what, std::function<void(std::exception_ptr, std::optional<intent>)> done) {
        ask<std::optional<intent>>([what](journal& store) { return store.find(what); }, std::move(done));
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

    // ---- money

    /// Sets the intent's price aside; gives false where the budget does not have it.
    [[nodiscard]] bool reserve(const intent& what) {
        if (!budget_) return true;
        const bool fits = budget_->reserve(what.held);
        if (fits) set_aside_[what.name] = what.held;
        return fits;
    }

    /// Sets aside what an intent of a client that is gone had set aside.
    void owe(const intent& left) {
        if (!budget_ || !set_aside_.try_emplace(left.name, left.held).second) return;
        budget_->owe(left.held);
    }

    /// Spends or frees what was set aside for an intent; an amount that is not known to be free is spent. It counts
    /// once, and only what this client has set aside: another client that works on the same intent has a budget of its
    /// own.
    void settle(const std::string& name, billed charged, std::optional<money> cost) {
        const auto found = set_aside_.find(name);
        if (found == set_aside_.end()) return;
        const auto held = found->second;
        set_aside_.erase(found);
        budget_->settle(held, charged == billed::no ? money{} : cost.value_or(held));
    }

    /// Tries what could not be written once more: the client closes.
    void close() { writes_.close(); }

  private:
    std::shared_ptr<journal_worker> worker_;
    std::shared_ptr<journal_channel> channel_;
    journal_writes writes_;
    std::shared_ptr<budget> budget_;
    std::unordered_map<std::string, money> set_aside_;  ///< in the budget, by intent
};

}  // namespace seedance::detail
