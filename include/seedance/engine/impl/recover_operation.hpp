// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/candidate_operation.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/event_subject.hpp>
#include <seedance/engine/impl/journal_operation.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/left_intents.hpp>
#include <seedance/engine/impl/queued_submit.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Takes over the intents of clients that are gone, then looks through those of this client, page by page, for what
/// nobody works on. It asks the gateway, about a few at a time, whether it still knows tasks that are old, and whether
/// ids that came with an answer are tasks. A task is expired when the gateway has denied it several times over a
/// minute: it may be young all the same, by another clock, and not be shown yet.
class recover_operation final : public journal_operation<recovery> {
  public:
    recover_operation(std::shared_ptr<engine> shared, completion<recovery> handler, milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit} {}

    /// Does the same with what was taken over already, and nothing else; with all that is this client's, where nobody
    /// has heard what was taken.
    recover_operation(std::shared_ptr<engine> shared, std::optional<std::vector<intent>> taken,
                      completion<recovery> handler, milliseconds limit)
        : journal_operation{std::move(shared), std::move(handler), limit}, claims_{false}, taken_{std::move(taken)} {}

    /// What was not asked in time stays what it is.
    void on_timer() override {
        if (!handler_) return;
        if (!asks_gateways_) return journal_operation::on_timer();
        if (engine_->clock().now() < deadline_) return ask_several();
        finish();
        stop_asking();
    }

    void cancel(errc why) override {
        journal_operation::cancel(why);
        stop_asking();
    }

  private:
    /// How many intents a journal claims in one go: the others who use it must not wait long for that. One of a single
    /// machine looks through all that is open each time.
    static std::size_t most_claimed(const journal& store) noexcept {
        const bool is_of_one_machine = store.renew_every() == milliseconds{0};
        return is_of_one_machine ? 50'000 : 2'000;
    }

    /// How many intents it reads in one go; other calls of the journal come in between.
    static constexpr std::size_t page_size = 1'000;

    /// About how many intents the gateways are asked at the same time.
    static constexpr std::size_t most_asked = 8;

    /// How long it waits before it asks again for the tasks that a gateway has denied.
    static constexpr milliseconds between_denials =
        milliseconds{visibility_grace} / (poll_machine::min_not_found_answers - 1);

    void ask() override {
        left_ = std::make_shared<left_intents>(engine_->clock().wall_now(), engine_->options().keep_tasks);
        if (taken_) return sort_taken();
        if (!claims_) return list_own();
        claim();
    }

    void sort_taken() {
        const auto& worker = engine_->ledger().worker();
        std::erase_if(*taken_, [&worker](const intent& each) { return worker.is_under_way(each.name); });
        left_->add_page(std::exchange(*taken_, {}));
        sort_page();
        ask_gateways();
    }

    struct claimed {
        std::size_t count = 0;
        bool are_there_more = false;
    };

    void claim() {
        engine_->ledger().ask<claimed>(
            [](journal& store) {
                const auto most = most_claimed(store);
                const auto count = store.claim(most);
                return claimed{count, count == most};
            },
            [self = self_as<recover_operation>()](const std::exception_ptr& failed, claimed now) {
                self->on_claimed(failed, now);
            });
    }

    void on_claimed(const std::exception_ptr& failed, claimed now) {
        if (!goes_on(failed)) return;
        claimed_ += now.count;
        if (now.are_there_more) return claim();
        left_->found.tasks.reserve(claimed_);  // what is claimed is listed, and most of it has a task
        list_own();
    }

    void list_own() { list({.own = true, .open = true, .limit = page_size}); }

    void list(journal_query query) {
        // Asked between the journal's changes: who is submitting an intent now has not written its end yet.
        const auto find_left = [query, left = left_, &worker = engine_->ledger().worker()](journal& store) {
            auto page = store.list(query);
            std::erase_if(page.intents, [&worker](const intent& each) { return worker.is_under_way(each.name); });
            left->add_page(std::exchange(page.intents, {}));
            return page;
        };
        engine_->ledger().ask<journal_page>(find_left, [self = self_as<recover_operation>(), query](
                                                           const std::exception_ptr& failed, const journal_page& page) {
            self->on_page(failed, page, query);
        });
    }

    void on_page(const std::exception_ptr& failed, const journal_page& page, journal_query query) {
        if (!goes_on(failed)) return;
        sort_page();
        query.after = page.end;
        if (page.more) return list(query);
        ask_gateways();
    }

    void sort_page() {
        left_->drop_waited_for(engine_->tasks_under_way());
        const auto& ledger = engine_->ledger();
        if (!ledger.is_idle()) left_->drop_if([&ledger](const intent& each) { return ledger.has_unwritten(each); });
        left_->note_doubts();
        left_->settle_idle([this](intent& idle) { settle(idle); });
        for (auto& each : left_->take_queued()) send(std::move(each));
    }

    void ask_gateways() {
        if (left_->in_doubt.empty()) return finish();
        if (!has_callbacks()) return begin_asking();
        engine_->read_rivals([self = self_as<recover_operation>()](const std::exception_ptr& failed) {
            if (!self->goes_on(failed)) return;
            self->read_callbacks();
            self->begin_asking();
        });
    }

    bool has_callbacks() const {
        return std::any_of(left_->in_doubt.begin(), left_->in_doubt.end(), [this](const auto& which) {
            return !which.is_task && !left_->of(which).callback.value_or("").empty();
        });
    }

    void begin_asking() {
        asks_gateways_ = true;
        ask_several();
    }

    /// Begins a round of questions, about all that is in doubt.
    void ask_several() {
        wake_at(deadline_);
        next_ = 0;
        for (std::size_t i = 0; i != most_asked; ++i) ask_next();
        end_round_if_all_answered();
    }

    /// Says that nobody is at work on it.
    void settle(intent& idle) {
        auto& ledger = engine_->ledger();
        if (idle.state == intent_state::sending)
            ledger.write(idle, intent_state::unknown);
        else
            ledger.drop(idle);
    }

    /// Goes on with what was planned and queued.
    void send(intent queued) {
        if (!engine_->send_queued(queued)) return;  // another client has found it at the same time
        left_->found.queued.push_back(std::move(queued));
    }

    // ---- what only the gateway can tell

    void ask_next() {
        while (next_ < left_->in_doubt.size()) {
            const auto which = left_->in_doubt[next_++];
            const auto& open = left_->of(which);
            const auto account = engine_->accounts().find(open.provider, open.account);
            if (!account || (!which.is_task && !open.candidate)) continue;
            ++asking_;
            return which.is_task ? ask_for_task(account, which) : ask_for_candidate(which);
        }
    }

    void on_answer() {
        --asking_;
        ask_next();
        end_round_if_all_answered();
    }

    /// Goes on with the tasks that were denied, after a pause, or ends.
    void end_round_if_all_answered() {
        if (asking_ != 0) return;
        if (denied_.empty()) return finish();
        left_->in_doubt = std::exchange(denied_, {});
        wake_at(std::min(deadline_, engine_->clock().now() + between_denials));
    }

    /// Reads what callbacks have brought for intents whose answers were lost. An id that has come for two of them is
    /// taken for neither; where another attempt might own it, whoever looks for callbacks waits for more of them.
    void read_callbacks() {
        auto& votes = engine_->callback_votes();
        for (auto& which : left_->in_doubt) {
            const auto& lost = left_->of(which);
            const auto account = engine_->accounts().find(lost.provider, lost.account);
            which.is_called_back = !which.is_task && !lost.candidate && account;
            if (which.is_called_back) count_kept(votes, lost, *account);
        }
        for (const auto& which : left_->in_doubt) {
            if (!which.is_called_back) continue;
            auto& lost = left_->of(which);
            if (auto id = votes.winner(lost.handle); !id.empty() && !engine_->lost_rivals().has_other(lost))
                lost.candidate = task_called_back(lost, std::move(id));
        }
    }

    void ask_for_task(const std::shared_ptr<const account_entry>& account, left_intents::doubt which) {
        const auto& what = *left_->of(which).task;
        auto request = request_to(*account, "GET", account->table->status_target(what.model, what.id));
        exchange_beside_others(std::move(request), &recover_operation::on_reply, account, which);
    }

    void on_reply(http_reply&& reply, std::shared_ptr<const account_entry> account, left_intents::doubt which) {
        if (!handler_) return;
        const auto& asked = left_->of(which);
        tell_of(reply, asked);
        const bool is_denied = is_gone(reply, account->table->decode_status(reply.whole_status(), reply.body)) &&
                               !has_video_in_callback(asked, *account);
        if (is_denied) on_denied(which);
        on_answer();
    }

    void on_denied(left_intents::doubt which) {
        if (++which.denials != poll_machine::min_not_found_answers) return denied_.push_back(which);
        auto& gone = left_->of(which);
        engine_->ledger().on_task(*gone.task, intent_state::expired, billed::unknown, std::nullopt);
        gone.state = intent_state::expired;
    }

    void tell_of(const http_reply& reply, const intent& asked) const {
        const auto about = subject_of(asked);
        emit_exchanged({}, step::poll, reply, about);
    }

    void ask_for_candidate(left_intents::doubt which) {
        const auto asker = std::make_shared<candidate_operation>(
            engine_, left_->of(which),
            [self = self_as<recover_operation>(), which](candidate_decision said, std::string_view) {
                self->on_candidate(said, which);
            });
        if (which.is_called_back) asker->came_by_callback();
        askers_.push_back(asker);
        engine_->add(*asker);
        asker->start();
    }

    void on_candidate(candidate_decision said, left_intents::doubt which) {
        if (!handler_ || engine_->closed()) return;
        auto& open = left_->of(which);
        if (said == candidate_decision::is_task) {
            open.task = std::exchange(open.candidate, {});
            engine_->callback_votes().forget(open.handle);
            engine_->ledger().accept(open, [](const std::exception_ptr&, const journal_answer&) {});
        } else if (said == candidate_decision::is_none && which.is_called_back) {
            wait_operation::look_for_callback_of(open, engine_);
            engine_->lost_answers().note_asked(open.handle, open.candidate->id);
        }
        on_answer();
    }

    void stop_asking() {
        for (const auto& each : std::exchange(askers_, {}))
            if (const auto asker = each.lock()) asker->cancel(errc::cancelled);
    }

    /// Ends; whose callbacks may yet come, or tell what the gateways have not, is looked at again.
    void finish() {
        if (!handler_) return;
        auto found = left_->take();
        for (const auto& each : found.unknown) wait_operation::look_for_callback_of(each, engine_);
        succeed(std::move(found));
    }

    bool claims_ = true;
    std::optional<std::vector<intent>> taken_;
    std::size_t claimed_ = 0;
    std::shared_ptr<left_intents> left_;
    std::size_t next_ = 0;                                    ///< in `left_->in_doubt`
    std::size_t asking_ = 0;                                  ///< about how many it is asked now
    bool asks_gateways_ = false;                              ///< the journal has told all
    std::vector<left_intents::doubt> denied_;                 ///< which the gateways have denied in this round
    std::vector<std::weak_ptr<candidate_operation>> askers_;  ///< which have asked, or ask, about candidates
};

}  // namespace seedance::detail
