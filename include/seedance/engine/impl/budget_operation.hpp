// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// What the journal is asked about a budget, and why it is not asked.
struct budget_question {
    using time_point = std::chrono::system_clock::time_point;

    std::string name{};                                        ///< the budget's
    std::function<budget_answer(journal&, time_point)> ask{};  ///< called on the journal's thread
    std::optional<failure> refusal{};                          ///< set: the journal is not asked
    bool adds_when_repeated = false;                           ///< asked again, it would be another change
};

/// Asks the journal for a budget, or changes one.
class budget_operation final : public journal_operation<budget_figures> {
  public:
    budget_operation(std::shared_ptr<engine> shared, budget_question question, completion<budget_figures> handler,
                     milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, question_{std::move(question)} {}

  private:
    void ask() override {
        if (question_.refusal) return fail(std::move(*question_.refusal));
        const auto work = [ask = question_.ask, now = engine_->ledger().period_time()](journal& store) {
            return ask(store, now);
        };
        engine_->ledger().ask<budget_answer>(
            work, [self = self_as<budget_operation>()](const std::exception_ptr& failed, budget_answer answer) {
                if (self->goes_on(failed)) self->on_answer(std::move(answer));
            });
    }

    retry next_step() const override { return question_.adds_when_repeated ? retry::ask_first : retry::call_again; }

    void on_answer(budget_answer answer) {
        if (!answer.now) return fail(no_budget(question_.name));
        if (answer.written) return succeed(std::move(*answer.now));
        refuse(errc::intent_mismatch, "another amount is booked in the budget " + detail::quoted(question_.name) +
                                          " under this name: use the amount that was booked, or another name");
    }

    budget_question question_;
};

// ---- the questions

inline failure not_a_budget_call(std::string words) {
    auto why = failure_of(errc::invalid_request, step::check, {}, {});
    why.detail = std::move(words);
    return why;
}

/// Gives the reason why a budget cannot have a name, where there is one.
inline std::optional<failure> refused_name(std::string_view name) {
    if (is_budget_name(name)) return std::nullopt;
    return not_a_budget_call("the name of a budget is 1 to " + std::to_string(longest_budget_name) +
                             " bytes without control characters, given " + detail::quoted(name));
}

inline budget_question question_to_set(std::string_view name, money limit, const budget_period& period) {
    budget_question made{.name = std::string{name}, .refusal = refused_name(name)};
    if (!made.refusal && limit < money{})
        made.refusal = not_a_budget_call("a limit is 0 or more, given " + to_string(limit));
    made.ask = [name = made.name, limit, period](journal& store, budget_question::time_point now) -> budget_answer {
        return {.written = true, .now = store.set_budget(name, limit, period, now)};
    };
    return made;
}

inline budget_question question_to_find(std::string_view name) {
    budget_question made{.name = std::string{name}, .refusal = refused_name(name)};
    made.ask = [name = made.name](journal& store, budget_question::time_point now) -> budget_answer {
        return {.written = true, .now = store.find_budget(name, now)};
    };
    return made;
}

/// Books under a name of the caller's, or under one that nobody else has.
inline budget_question question_to_adjust(std::string_view name, money amount, std::string_view why,
                                          std::string_view booking) {
    budget_question made{.name = std::string{name}, .refusal = refused_name(name)};
    if (!made.refusal && why.empty())
        made.refusal = not_a_budget_call("an adjustment needs a reason that a person can read");
    if (!made.refusal && counted_size(booking) > longest_intent_name)
        made.refusal = not_a_budget_call("call_options::intent has " + std::to_string(counted_size(booking)) +
                                         " bytes, and a name may have " + std::to_string(longest_intent_name));
    budget_booking what{.budget = made.name,
                        .name = booking.empty() ? random_id() : std::string{booking},
                        .amount = amount,
                        .why = std::string{why}};
    made.adds_when_repeated = booking.empty();
    made.ask = [what = std::move(what)](journal& store, budget_question::time_point now) {
        return store.adjust_budget(what, now);
    };
    return made;
}

}  // namespace seedance::detail
