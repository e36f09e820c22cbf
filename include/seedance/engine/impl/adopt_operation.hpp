// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/candidate_operation.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Gives an attempt the task that its callback has brought, where its own answer was lost: after a while in which that
/// answer may come, and other callbacks that say otherwise, and only when the journal knows the task as nobody's and
/// the gateway shows it to our key. Where the answers of several submits of a model are lost, a body may have been
/// posted to a wrong URL, and what says so may yet come: it waits until gateways do not post again. Where nobody can
/// say, it asks again; where the answer is no, it rests for as long as the document wants between polls, so that nobody
/// who knows the URL drives them.
class adopt_operation final : public operation_state {
  public:
    /// How long it waits for what says otherwise.
    static constexpr std::chrono::seconds settling{5};

    /// How long it waits where another attempt might own the task: APIXO posts up to three times more, Pixazo "can"
    /// post again, and neither documents when. A body is posted when its task has ended, so that the task's own
    /// callback is about to come too.
    static constexpr std::chrono::minutes settling_of_several{10};

    /// How often it looks meanwhile whether there are others still.
    static constexpr std::chrono::minutes between_looks{1};

    /// How long it goes on where nobody can say; `recover` of the next client asks again.
    static constexpr std::chrono::hours longest{24};

    adopt_operation(std::shared_ptr<engine> shared, std::string handle)
        : operation_state{std::move(shared)}, handle_{std::move(handle)} {}

    /// How many wait at most to hear whether a task of one attempt is there: who knows its URL may post any number.
    static constexpr std::size_t most_hearers = 16;

    ~adopt_operation() override {
        if (is_listed_) engine_->adoptions().erase(handle_);
    }

    /// Begins it, unless one of the attempt is under way. `on_end` is called when that has ended, unless the client
    /// closes or the `hearer` is gone before, or too many are called already: then it gives false.
    static bool begin(const std::shared_ptr<engine>& shared, const std::string& handle,
                      const std::shared_ptr<void>& hearer = {}, std::function<void(bool is_settled)> on_end = {}) {
        const auto [at, is_new] = shared->adoptions().try_emplace(handle);
        std::erase_if(at->second, [](const auto& each) { return each.who.expired(); });
        const bool is_heard = at->second.size() < most_hearers;
        if (on_end && is_heard) at->second.push_back({hearer, std::move(on_end)});
        if (!is_new) return is_heard;
        const auto made = std::make_shared<adopt_operation>(shared, handle);
        shared->add(*made);
        made->start();
        return true;
    }

    void start() override {
        ends_ = engine_->deadline_after(longest);
        look_after(settling);
    }

    void on_timer() override {
        if (engine_->clock().now() >= ends_) return end(false);
        engine_->ledger().ask<std::optional<intent>>(
            [handle = handle_](journal& store) { return store.find_handle(handle); },
            [self = self_as<adopt_operation>()](const std::exception_ptr& failed, std::optional<intent> found) {
                self->on_found(failed, std::move(found));
            });
    }

    void cancel(errc) override { cancel_timer(); }

  private:
    void look_after(milliseconds time) {
        if (!engine_->closed()) wake_at(engine_->clock().now() + time);
    }

    void on_found(const std::exception_ptr& failed, std::optional<intent> found) {
        if (failed) return look_after(settling);
        if (!found) return end(true);
        auto& attempt = *found;
        if (attempt.task) return end_with(*attempt.task);
        const auto account = engine_->accounts().find(attempt.provider, attempt.account);
        auto id = account ? id_to_ask_for(attempt, *account) : std::string{};
        if (id.empty()) return end(!denied_.empty() && engine_->callback_votes().count(handle_) == 0);
        if (id == denied_ || id == shown_) return end(id == denied_);
        attempt.candidate = task_called_back(attempt, std::move(id));
        ask_whose(std::move(attempt));
    }

    /// Gives the id that most callbacks say. Where they say this and that, it is the one in the body that the journal
    /// has: if there is no such task, the others count.
    std::string id_to_ask_for(const intent& attempt, const account_entry& account) {
        auto id = count_kept(engine_->callback_votes(), attempt, account);
        is_unclear_ = id.empty() && engine_->callback_votes().count(handle_) > 1;
        if (!is_unclear_) return id;
        const auto kept = read_kept(attempt, account);
        return kept ? kept->task_id : std::string{};
    }

    /// Asks the journal first, which costs no poll.
    void ask_whose(intent attempt) {
        const auto candidate = *attempt.candidate;
        engine_->ledger().find_task(candidate,
                                    [self = self_as<adopt_operation>(), attempt = std::move(attempt)](
                                        const std::exception_ptr& failed, const std::optional<intent>& known) {
                                        if (failed) return self->look_after(settling);
                                        if (known) return self->rest(*attempt.candidate);
                                        if (self->engine_->closed()) return;
                                        self->is_unclear_ ? self->ask_gateway(attempt) : self->weigh(attempt);
                                    });
    }

    /// Looks whether the task might be another's, as the journal has it now.
    void weigh(const intent& attempt) {
        auto& rivals = engine_->lost_rivals();
        const auto now = engine_->clock().now();
        if (!rivals.is_fresh(now) && rivals.is_being_read()) return look_after(std::chrono::seconds{1});
        if (rivals.is_fresh(now)) return wait_for_others(attempt);
        engine_->read_rivals([self = self_as<adopt_operation>(), attempt](const std::exception_ptr& failed) {
            if (failed) return self->look_after(settling);
            if (!self->engine_->closed()) self->wait_for_others(attempt);
        });
    }

    /// Asks the gateway where there is nobody else, or when whose it is has had its time to come.
    void wait_for_others(const intent& attempt) {
        const auto& rivals = engine_->lost_rivals();
        const auto& id = attempt.candidate->id;
        const auto now = engine_->clock().now();
        if (std::exchange(weighed_, id) != id) weighed_until_ = now + settling_of_several;
        if (!rivals.has_other(attempt)) return ask_gateway(attempt);
        if (now < weighed_until_)
            return look_after(
                std::min<milliseconds>(between_looks, std::chrono::ceil<milliseconds>(weighed_until_ - now)));
        const auto& votes = engine_->callback_votes();
        const bool is_contested = votes.count(handle_, id) < 2 && rivals.is_kept_for_other(id, attempt, votes);
        if (!is_contested && !was_made_too_late(attempt)) return ask_gateway(attempt);
        engine_->lost_answers().note_asked(handle_, id);
        end(false);
    }

    /// Says whether the callback that is kept names a time at which nobody was at work on the attempt any more: the
    /// task is more likely that of another.
    bool was_made_too_late(const intent& attempt) const {
        const auto account = engine_->accounts().find(attempt.provider, attempt.account);
        const auto kept = account ? read_kept(attempt, *account) : std::nullopt;
        const bool is_known = kept && kept->task_id == attempt.candidate->id && kept->created_at && attempt.ended_at;
        return is_known && *kept->created_at > *attempt.ended_at + clock_tolerance;
    }

    void ask_gateway(const intent& attempt) {
        engine_->lost_answers().note_asked(handle_, attempt.candidate->id);
        const auto asker = std::make_shared<candidate_operation>(
            engine_, attempt, [self = self_as<adopt_operation>(), attempt](candidate_decision said, std::string_view) {
                self->on_said(said, attempt);
            });
        asker->came_by_callback();
        engine_->add(*asker);
        asker->start();
    }

    void on_said(candidate_decision said, const intent& attempt) {
        if (said == candidate_decision::is_task && is_unclear_) return leave_unclear(attempt);
        if (said == candidate_decision::is_task) return adopt(attempt);
        if (said == candidate_decision::is_none) return rest(*attempt.candidate);
        look_after(poll_machine::pause);
    }

    /// There is a task of the id that the journal has, and callbacks name others as often: a body that was posted to a
    /// wrong URL cannot be told from the right one. Where there are other attempts, those that have no place in the
    /// journal are not acknowledged: they come again, also after a crash.
    void leave_unclear(const intent& attempt) {
        shown_ = attempt.candidate->id;
        engine_->read_rivals([self = self_as<adopt_operation>(), attempt](const std::exception_ptr& failed) {
            const bool is_alone = !failed && !self->engine_->lost_rivals().has_other(attempt);
            self->look_after(is_alone ? attempt.candidate->polling.interval : milliseconds{settling_of_several});
        });
    }

    /// Asks for nothing for a while, and not for the same id again until another callback comes after that.
    void rest(const task& denied) {
        denied_ = denied.id;
        engine_->callback_votes().deny(handle_, denied_);
        engine_->lost_answers().note_asked(handle_, denied_);
        look_after(std::exchange(is_unclear_, false) ? milliseconds{0} : denied.polling.interval);
    }

    /// What the journal cannot write yet is kept, and tried again.
    void adopt(intent attempt) {
        attempt.task = std::exchange(attempt.candidate, {});
        attempt.note.clear();
        engine_->ledger().accept(
            attempt, [self = self_as<adopt_operation>(), attempt](const std::exception_ptr&, const journal_answer&) {
                self->engine_->tell(events::accepted{*attempt.task, attempt.name, subject_of(attempt)});
                self->end_with(*attempt.task);
            });
    }

    void end_with(const task& known) {
        engine_->callback_votes().forget(handle_);
        engine_->lost_answers().remove(handle_);
        wait_operation::nudge(*engine_, known);
        end(true);
    }

    /// Lets the next callback begin another, and tells who waits for the end. It is not settled where callbacks say
    /// this and that, or nobody could say.
    void end(bool is_settled) {
        is_listed_ = false;
        if (const auto listed = engine_->adoptions().extract(handle_))
            for (const auto& each : listed.mapped())
                if (!each.who.expired()) each.tell(is_settled);
    }

    std::string handle_;
    std::string denied_;   ///< the id of which the answer was no
    std::string shown_;    ///< the id of which it was yes, where it is not clear whose it is
    std::string weighed_;  ///< the id of which it waits to hear whether it is another's
    clock::time_point weighed_until_{};
    clock::time_point ends_{};
    bool is_listed_ = true;    ///< among the client's adoptions
    bool is_unclear_ = false;  ///< callbacks say this and that, and the gateway is asked for what the journal has
};

}  // namespace seedance::detail
