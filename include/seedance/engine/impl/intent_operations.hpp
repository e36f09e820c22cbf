// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a caller asks of the journal, or tells it, about one intent.

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/resolution.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Gives the newest attempt under a name.
class find_operation final : public journal_operation<std::optional<intent>> {
  public:
    find_operation(std::shared_ptr<engine> shared, std::string name, completion<std::optional<intent>> handler,
                   milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, name_{std::move(name)} {}

  private:
    void ask() override {
        engine_->ledger().find(
            name_, [self = self_as<find_operation>()](const std::exception_ptr& failed, std::optional<intent> found) {
                if (self->goes_on(failed)) self->succeed(std::move(found));
            });
    }

    std::string name_;
};

/// Gives a page of the journal's intents.
class intents_operation final : public journal_operation<journal_page> {
  public:
    intents_operation(std::shared_ptr<engine> shared, journal_query query, completion<journal_page> handler,
                      milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, query_{std::move(query)} {}

  private:
    void ask() override {
        engine_->ledger().ask<journal_page>(
            [query = query_](journal& store) { return store.list(query); },
            [self = self_as<intents_operation>()](const std::exception_ptr& failed, journal_page page) {
                if (!self->goes_on(failed)) return;
                for (auto& each : page.intents) self->engine_->ledger().lay_over(each);
                const auto& query = self->query_;
                const bool is_filtered = !query.prefix && !query.name && !query.called_back;
                if (is_filtered) std::erase_if(page.intents, [&](const auto& each) { return !query.asks_for(each); });
                self->succeed(std::move(page));
            });
    }

    journal_query query_;
};

/// Looks an intent up, then writes down what the caller says of it.
class note_operation : public journal_operation<intent> {
  public:
    using journal_operation::journal_operation;

  protected:
    /// Makes a function that goes on with what the journal has.
    auto when_found() {
        return [self = self_as<note_operation>()](const std::exception_ptr& failed, std::optional<intent> found) {
            self->on_found(failed, std::move(found));
        };
    }

    void on_found(const std::exception_ptr& failed, std::optional<intent> found) {
        if (!goes_on(failed)) return;
        if (!found) return on_missing();
        found_ = std::move(*found);
        note();
    }

    /// Writes what the caller says, or refuses.
    virtual void note() = 0;

    /// The journal knows nothing of it.
    virtual void on_missing() {
        refuse(errc::intent_not_found, "the journal has no such intent: is it another journal's?");
    }

    /// Says that a client works on the intent, which will write down what becomes of it.
    void refuse_under_way() {
        refuse(errc::intent_taken,
               "intent " + detail::quoted(found_.name) + " is being submitted: ask again when it has ended");
    }

    void write(intent_state state) {
        found_.state = state;
        engine_->ledger().note(
            found_, [self = self_as<note_operation>()](const std::exception_ptr& failed, const journal_answer& answer) {
                if (self->goes_on(failed)) self->on_written(answer);
            });
    }

    /// Says that another client was faster.
    void refuse_changed() {
        auto why = failure_of(errc::intent_taken, step::check, found_.provider, found_.model);
        why.detail = "intent " + detail::quoted(found_.name) + " was changed by another client at the same time";
        why.retry = retry::call_again;
        fail(std::move(why));
    }

    intent found_;

    /// Another client is in the way.
    virtual void on_conflict(const std::optional<intent>&) { refuse_changed(); }

  private:
    void on_written(const journal_answer& answer) {
        if (answer.written && answer.now) return succeed(*answer.now);
        on_conflict(answer.now);
    }
};

/// Writes down what became of an intent whose outcome was not known.
class resolve_operation final : public note_operation {
  public:
    resolve_operation(std::shared_ptr<engine> shared, std::string name, resolution said, completion<intent> handler,
                      milliseconds limit)
        : note_operation{std::move(shared), std::move(handler), limit},
          name_{std::move(name)},
          said_{std::move(said)} {}

  private:
    void ask() override { engine_->ledger().find(name_, when_found()); }

    void note() override {
        const bool is_planned = found_.state == intent_state::planned;  // its task stops whoever is about to send it
        if (found_.state == intent_state::sending || (is_planned && !said_.task)) return refuse_under_way();
        if (said_.task) return note_task(std::move(*said_.task));
        if (found_.state == intent_state::not_sent) return succeed(std::move(found_));
        if (found_.task) return refuse_task();
        const bool may_be_answered = engine_->ledger().worker().is_under_way(found_.name);
        if (may_be_answered) return refuse_under_way();
        write(intent_state::not_sent);
    }

    /// Takes a task for what the journal has forgotten, where a copy of it was put back: the name must not be sent
    /// again.
    void on_missing() override {
        const bool has_name = !name_.empty() && name_.size() <= longest_intent_name;
        if (!has_name || !said_.task || said_.task->provider.empty() || said_.task->model.empty())
            return refuse(errc::intent_not_found,
                          "the journal has no such intent: is it another journal's? Of one that a copy has forgotten, "
                          "give the whole task: gateway, model and id");
        found_.name = name_;
        found_.provider = said_.task->provider;
        found_.account = said_.task->account;
        found_.model = said_.task->model;
        const bool has_time = said_.task->accepted_at != decltype(said_.task->accepted_at){};
        found_.planned_at = has_time ? said_.task->accepted_at : engine_->clock().wall_now();
        note_task(std::move(*said_.task));
    }

    /// That it was not sent is not taken while the client that has sent it may hear of its task.
    void on_conflict(const std::optional<intent>& there) override {
        const bool is_listened_for = there && there->state == intent_state::unknown && there->version == found_.version;
        if (!is_listened_for) return refuse_changed();
        refuse(errc::intent_taken, "the client that has sent intent " + detail::quoted(found_.name) +
                                       " lives, and its answer may come for " +
                                       std::to_string(late_answer_window / std::chrono::minutes{1}) +
                                       " minutes after nobody knew of it any more: say so again after that");
    }

    /// The caller may leave out what the intent says.
    void note_task(task made) {
        if (made.provider.empty()) made.provider = found_.provider;
        if (made.model.empty()) made.model = found_.model;
        if (made.accepted_at == decltype(made.accepted_at){}) made.accepted_at = found_.planned_at;
        if (made.account == default_account) made.account = found_.account;
        const bool is_its_own =
            made.provider == found_.provider && made.account == found_.account && made.model == found_.model;
        if (made.id.empty() || !is_its_own)
            return refuse(errc::invalid_request,
                          "the task needs an id, and the gateway, account and model of the intent: " +
                              detail::quoted(found_.provider) + ", " + detail::quoted(found_.account) + ", " +
                              detail::quoted(found_.model));
        if (!is_usable_id(made.id))
            return refuse(errc::invalid_request,
                          "no gateway gives such an id, and no journal keeps it: it has at most " +
                              std::to_string(longest_task_id) + " bytes, of visible ASCII");
        if (found_.task && found_.task->id == made.id) return succeed(std::move(found_));
        if (found_.task) return refuse_task();
        found_.task = std::move(made);
        engine_->ledger().find_task(*found_.task,
                                    [self = self_as<resolve_operation>()](const std::exception_ptr& failed,
                                                                          const std::optional<intent>& known) {
                                        if (self->goes_on(failed)) self->write_task(known);
                                    });
    }

    /// Writes down the task, unless the journal has it as what became of another intent, `known`.
    void write_task(const std::optional<intent>& known) {
        const bool is_anothers = known && (known->name != found_.name || known->attempt != found_.attempt);
        if (!is_anothers) return write(intent_state::accepted);
        refuse(errc::conflict, "task " + detail::quoted(found_.task->id) + " is that of intent " +
                                   detail::quoted(known->name) +
                                   " already: look for another in the gateway's own list");
    }

    void refuse_task() {
        refuse(errc::conflict, "intent " + detail::quoted(found_.name) + " has a task already, " +
                                   detail::quoted(found_.task->id) + ": wait for it, or acknowledge it");
    }

    std::string name_;
    resolution said_;
};

/// Writes down that the caller needs no more of an intent.
class acknowledge_operation final : public note_operation {
  public:
    /// The intent, by its name or by its task.
    using subject = std::variant<std::string, task>;

    acknowledge_operation(std::shared_ptr<engine> shared, subject what, completion<intent> handler, milliseconds limit)
        : note_operation{std::move(shared), std::move(handler), limit}, what_{std::move(what)} {}

  private:
    void ask() override {
        if (const auto* name = std::get_if<std::string>(&what_)) return engine_->ledger().find(*name, when_found());
        engine_->ledger().find_task(std::get<task>(what_), when_found());
    }

    void note() override {
        switch (found_.state) {
            case intent_state::planned:
            case intent_state::sending: return refuse_under_way();
            case intent_state::unknown:
                return refuse(errc::outcome_unknown,
                              "intent " + detail::quoted(found_.name) +
                                  " may have been paid for: look at the gateway's own list, then client.resolve(...)");
            case intent_state::dropped: return write(intent_state::not_sent);
            case intent_state::accepted:
            case intent_state::succeeded:
            case intent_state::expired: return write(intent_state::fetched);
            case intent_state::failed:
                if (found_.queued) return end_route();
                return succeed(std::move(found_));
            case intent_state::not_sent:
            case intent_state::fetched: return succeed(std::move(found_));
        }
    }

    /// Says that no other leg is tried; whoever has the queue may have gone on with one at the same time.
    void end_route() {
        engine_->ledger().end_route(
            found_, [self = self_as<acknowledge_operation>()](const std::exception_ptr& failed, const journal_answer&) {
                if (self->goes_on(failed)) self->look_again();
            });
    }

    void look_again() {
        engine_->ledger().find(found_.name, [self = self_as<acknowledge_operation>()](
                                                const std::exception_ptr& failed, const std::optional<intent>& now) {
            if (!self->goes_on(failed)) return;
            const bool has_ended = now && now->attempt == self->found_.attempt && !now->queued;
            if (!has_ended) return self->refuse_changed();
            self->succeed(*now);
        });
    }

    subject what_;
};

}  // namespace seedance::detail
