// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_answer.hpp>
#include <seedance/engine/impl/callback_watch.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/key_explanation.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/poll_answer.hpp>
#include <seedance/engine/impl/poll_limiter.hpp>
#include <seedance/engine/impl/poll_sharing.hpp>
#include <seedance/engine/impl/watched_call.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/unfinished.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Polls a task until the gateway says that it is over, or the caller's deadline comes. Where another wait of the
/// client polls the task already, this one shares its polls: it hears what that one hears, and has a deadline, a
/// cancellation and events of its own. Who polls goes on without its own caller as long as somebody shares.
class wait_operation final : public operation_state, public poll_waiter, private sharing_waiter {
  public:
    wait_operation(std::shared_ptr<engine> shared, task polled, completion<generated_video> handler, event_sink events,
                   clock::time_point deadline)
        : operation_state{std::move(shared)},
          sharing_waiter{std::move(polled)},
          machine_{task_.polling, task_.callback},
          handler_{std::move(handler)},
          events_{events},
          deadline_{deadline} {}

    ~wait_operation() override {
        leave_queue();
        engine_->pollers().remove(*this);
    }

    /// Takes the hint that came with the acceptance.
    void set_poll_hint(std::optional<milliseconds> hint) { machine_.set_hint(hint); }

    /// Goes on after a submit, for its caller and with its permit.
    void go_on_after(operation_state& submit, permit held) {
        take_cancellation_from(submit);
        permit_ = std::move(held);
    }

    void name_task(std::unordered_set<std::string>& keys) const override { keys.insert(task_key(task_)); }
    void report_to(unfinished& left) const override {
        if (polls_) left.tasks.push_back(task_);  // once, however many wait for it
    }

    /// Makes who polls for a task ask now, because it may have ended; not sooner after its last poll than the gateway's
    /// document advises, so that nobody drives polls. Says whether somebody waits for the task.
    static bool nudge(const engine& of_client, const task& what) {
        auto* const poller = of_client.pollers().find(what);
        if (poller != nullptr) of(*poller).ask_soon();
        return poller != nullptr;
    }

    /// Has the callback looked for that may bring the task of an attempt whose answer was lost.
    static void look_for_callback_of(const intent& lost, const std::shared_ptr<engine>& client) {
        callback_watch::look_for(client, lost, nudge_once);
    }

    void count_in(load_count& load) const override {
        if (polls_) ++load.at(task_.provider, task_.account).waiting;
    }

    void start() override {
        if (task_.id.empty()) return fail(not_a_task());
        if (!account()) return fail(no_account(engine_->accounts(), task_.provider, task_.account, task_.model));
        if (auto* const poller = engine_->pollers().add(*this)) return share_polls_of(of(*poller));
        polls_ = true;
        if (auto end = engine_->confirmed_ends().take(task_, engine_->clock().now()))
            return on_end_known(std::move(*end));
        if (!permit_) permit_ = engine_->limiter_of(task_.provider, task_.account).acquire_over_limit();
        sees_end_ = true;
        engine_->even_time().look(engine_->clock());
        ask_after(first_poll(deadline_));
        if (engine_->pollers().seldom() != 0) callback_watch::begin(engine_, nudge_once);
    }

    void on_timer() override {
        if (engine_->clock().now() >= deadline_) return cancel(errc::deadline_reached);
        ask();
    }

    void on_granted(poll_permit granted) override {
        const auto self = shared_from_this();
        ask_with(std::move(granted));
    }

    void cancel(errc why) override {
        if (!handler_) return;
        auto ended = failure_of(why, step::poll, task_.provider, task_.model);
        if (last_problem_ != errc{}) ended.detail = "the last poll: " + make_error_code(last_problem_).message();
        if (const auto& doubt = poller() != nullptr ? of(*poller()).not_understood_ : not_understood_) {
            add_detail(ended.detail, doubt->words);
            ended.received = doubt->received;
        }
        fail(std::move(ended));
    }

  private:
    /// What of the last answer was not understood.
    struct doubtful_answer {
        std::string words;
        received_answer received{};
    };

    /// Bytes of its body that are kept until the next: a hundred thousand tasks may wait at a gateway that answers all
    /// of them with a page.
    static constexpr std::size_t most_kept = 4 * 1024;

    std::shared_ptr<const account_entry> account() const {
        return engine_->accounts().find(task_.provider, task_.account);
    }

    poll_limiter& polls() const noexcept { return permit_.limiter().polls; }

    // ---- those who share the polls

    static wait_operation& of(sharing_waiter& waiter) noexcept { return static_cast<wait_operation&>(waiter); }

    void share_polls_of(wait_operation& poller) {
        permit_.release();  // the task has one
        last_problem_ = poller.last_problem_;
        join(poller);
        poller.ask_in_time_for(deadline_);
        wake_at(deadline_);
    }

    /// Passes an event to the callers, and once to the client.
    void tell(const event& what) const {
        emit(events_, what);
        for_each_sharer([&](sharing_waiter& each) { engine_->tell(of(each).events_, what); });
    }

    events::subject about() const { return watched_call::subject_of(handler_, task_); }

    /// Says once in each wait that answers are damaged: a gateway that damages one damages all of them.
    void tell_of_damage() {
        const events::answer_mended what{step::poll, task_.provider, task_.id, about()};
        if (!std::exchange(has_told_damage_, true)) emit(events_, what);
        for_each_sharer([&](sharing_waiter& each) {
            if (!std::exchange(of(each).has_told_damage_, true)) engine_->tell(of(each).events_, what);
        });
    }

    /// Leaves the others, who hear the next answer all the same.
    void leave_polls() {
        if (polls_) return is_shared() ? poll_for_others() : stop_polling();
        cancel_timer();
        permit_.release();
        if (poller() == nullptr) return;
        auto& left = of(*poller());
        const auto kept = left.shared_from_this();
        leave();
        if (!left.is_shared() && !left.handler_) left.stop_polling();
    }

    /// Goes on without a caller.
    void poll_for_others() {
        const bool is_asking = poll_permit_ || is_queued();
        events_ = {};
        deadline_ = engine_->deadline_after(milliseconds::max());
        wake_at(is_asking ? deadline_ : next_poll_);
    }

    void stop_polling() {
        cancel_timer();
        leave_queue();
        if (poll_permit_) stop_exchange();
        engine_->pollers().remove(*this);
        polls_ = false;
        permit_.release();
    }

    /// Stops the polls; `end` is given everybody who has waited for them.
    template <class End>
    void end_all(End end) {
        stop_polling();
        while (auto* const sharer = first_sharer()) {
            auto& each = of(*sharer);
            const auto kept = each.shared_from_this();  // until now its timer alone kept it
            each.leave();
            each.cancel_timer();
            end(each);
        }
        if (handler_) end(*this);
    }

    // ---- polling

    /// Gives how long the task took, where its end was seen when it came: not when it was asked for after an outage or
    /// long after its end, nor by the polls in case that a callback is lost, nor where the time of day has jumped.
    std::optional<milliseconds> time_taken() const {
        const auto took = std::chrono::duration_cast<milliseconds>(engine_->clock().wall_now() - task_.accepted_at);
        const bool is_even = engine_->even_time().is_even_since(engine_->clock().now() - took);
        const bool is_known = sees_end_ && !machine_.is_seldom() && is_even;
        return is_known ? std::optional{took} : std::nullopt;
    }

    milliseconds since_accepted() const {
        const auto age = std::chrono::duration_cast<milliseconds>(engine_->clock().wall_now() - task_.accepted_at);
        return std::max(age, milliseconds{0});
    }

    /// Gives when to ask first, for one who waits until then.
    milliseconds first_poll(clock::time_point deadline) {
        const auto usual = engine_->times().usual(task_.provider, task_.model);
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - engine_->clock().now());
        const auto after = usual ? machine_.first_poll(since_accepted(), engine_->random(), *usual, left)
                                 : machine_.first_poll(since_accepted(), engine_->random());
        if (after > milliseconds{0}) return after;
        sees_end_ = false;
        if (polls().lets_overdue(engine_->clock().now(), machine_.documented_interval())) return after;
        return machine_.some_time_in_interval(engine_->random());
    }

    /// Asks sooner for the first time, where somebody with less time joins and that was put off for no need but ours.
    void ask_in_time_for(clock::time_point deadline) {
        const bool has_asked = began_ != clock::time_point::max() || is_queued();
        if (has_asked || deadline >= deadline_ || !engine_->times().p50(task_.provider, task_.model)) return;
        next_poll_ = std::min(next_poll_, engine_->clock().now() + first_poll(deadline));
        wake_at(std::min(next_poll_, deadline_));
    }

    void ask() {
        wake_at(deadline_);
        if (auto granted = polls().try_acquire()) return ask_with(std::move(*granted));
        polls().enqueue(*this);
    }

    /// Does the same for a task that is asked for seldom still: its callback is found in the journal again and again.
    static void nudge_once(const engine& of_client, const task& what) {
        auto* const poller = of_client.pollers().find(what);
        if (poller != nullptr && of(*poller).machine_.is_seldom()) of(*poller).ask_soon();
    }

    /// What the gateway has asked to wait for after a failure is waited for all the same.
    void ask_soon() {
        machine_.expect_end();
        const bool is_asking = poll_permit_ || is_queued();
        const bool is_held_up = last_problem_ != errc{} && last_problem_ != errc::task_not_found;
        if (is_asking || is_held_up) return;
        const auto earliest = asked_at_ + machine_.documented_interval();
        next_poll_ = std::min(next_poll_, std::max(engine_->clock().now(), earliest));
        wake_at(std::min(next_poll_, deadline_));
    }

    void leave_queue() noexcept {
        if (is_queued()) polls().leave_queue(*this);
    }

    /// Sends a poll with the key that the client has now: it may have been given a new one meanwhile.
    void ask_with(poll_permit granted) {
        poll_permit_ = std::move(granted);
        asked_at_ = engine_->clock().now();
        engine_->even_time().look(engine_->clock());
        const bool is_late = asked_at_ - next_poll_ > machine_.documented_interval();
        if (is_late) sees_end_ = false;  // the program, or its machine, stood still
        began_ = std::min(began_, asked_at_);
        auto asked_with = account();
        auto request = poll_request(*asked_with);
        exchange(std::move(request), nullptr, &wait_operation::on_reply, std::move(asked_with));
    }

    http_request poll_request(const account_entry& account) const {
        auto request = request_to(account, "GET", account.table->status_target(task_.model, task_.id));
        if (hurries_) request.use = connection_use::fresh;  // the connection before was of no use
        return request;
    }

    void ask_after(milliseconds after) {
        next_poll_ = engine_->clock().now() + after;
        wake_at(std::min(next_poll_, deadline_));
    }

    void on_reply(http_reply&& reply, std::shared_ptr<const account_entry> account) {
        const auto released_at_the_end = std::move(poll_permit_);
        if (polls_) tell_of_exchange(reply);
        if (!polls_) return;
        auto answer = read_poll(*account, reply, task_.id);
        if (answer.mended) tell_of_damage();
        const auto now = engine_->clock().now();
        const reply_context context{engine_->clock().wall_now(),
                                    std::chrono::duration_cast<milliseconds>(now - began_)};
        auto& quota = permit_.limiter().poll_quota;
        const auto action = machine_.on_reply(reply, answer, context, engine_->random(), quota);
        if (const auto* again = std::get_if<poll_machine::ask_again>(&action)) {
            keep_doubt(reply, answer, *account);
            return ask_again(*again, answer);
        }
        if (const auto* over = std::get_if<poll_machine::gave_up>(&action))
            return give_up(over->why, reply, answer, account);
        if (answer.state == task_state::failed) answer.received = received_from(reply, *account);
        if (is_failure_of_nobody(answer)) answer.charged = billed::unknown, answer.cost.reset();
        finish(std::move(answer));
    }

    void tell_of_exchange(const http_reply& reply) const {
        if (engine_->listens(events_) || is_shared()) tell(exchanged_of(step::poll, reply, about()));
    }

    /// Keeps an answer that says success, or seems to, and is not understood, until one is. That the gateway cannot
    /// answer says nothing of it.
    void keep_doubt(const http_reply& reply, const status_answer& answer, const account_entry& asked_with) {
        auto words = what_was_not_understood(answer);
        const bool is_unread = reply.is_success() && is_success_status(answer.status) && !answer.understood;
        if (answer.understood) not_understood_ = nullptr;
        if (words.empty() && !is_unread) return;
        not_understood_ =
            std::make_unique<doubtful_answer>(doubtful_answer{std::move(words), received_from(reply, asked_with)});
        auto& body = not_understood_->received.body;
        body.resize(std::min(body.size(), most_kept));
        body.shrink_to_fit();
    }

    void ask_again(const poll_machine::ask_again& again, const status_answer& answer) {
        hurries_ = again.why && again.after == milliseconds{0};
        sees_end_ = !again.why;
        last_problem_ = again.why ? static_cast<errc>(again.why.value()) : errc{};
        for_each_sharer([this](sharing_waiter& each) { of(each).last_problem_ = last_problem_; });
        if (again.paused && may_be_the_key(again.why)) look_for_key();
        if (again.paused)
            tell(events::paused{task_, again.why, again.after, about()});
        else if (again.why)
            tell(events::retrying{step::poll, again.why, again.after, answer.error.message, about()});
        else
            tell(events::polled{task_, answer.state, answer.raw_state, answer.progress, again.after, about()});
        ask_after(again.after);
        const bool is_unknown_for_long = engine_->clock().now() - began_ >= visibility_grace;
        if (again.why == errc::task_not_found && is_unknown_for_long) look_for_callback();
    }

    void note_doubt(std::string words) {
        if (!not_understood_) not_understood_ = std::make_unique<doubtful_answer>();
        not_understood_->words = std::move(words);
    }

    /// Looks whether the key explains a pause, for those who wait until their deadline.
    void look_for_key() {
        engine_->ledger().find_task(task_, [self = self_as<wait_operation>(), asked_with = account()](
                                               const std::exception_ptr&, const std::optional<intent>& known) {
            auto words = explanation_by_key(self->task_, known, *asked_with);
            if (!words.empty()) self->note_doubt(std::move(words));
        });
    }

    /// Looks what the task's callback has said, where polls go on saying that there is no such task.
    void look_for_callback() {
        if (task_.callback != callback_use::instead_of_polls) return;
        engine_->ledger().find_task(task_, [self = self_as<wait_operation>(), asked_with = account()](
                                               const std::exception_ptr&, const std::optional<intent>& known) {
            auto said = known ? read_kept(*known, *asked_with) : std::nullopt;
            if (!said || !self->polls_) return;
            drop_other_task(*said, self->task_.id);
            hide_key(*said, *asked_with);
            self->on_callback_alone(std::move(*said));
        });
    }

    /// Nobody believes a callback that a task has failed: who does might pay for another.
    void on_callback_alone(status_answer said) {
        if (said.state == task_state::failed)
            note_doubt("its callback says that it failed (" +
                       detail::quoted(said.error.code + ' ' + said.error.message) +
                       "), which nobody confirms: the gateway answers polls with \"not found\"");
        if (said.state == task_state::succeeded) succeed(std::move(said), true);
    }

    /// Ends as after a poll: who asked whether there is such a task was shown its end.
    void on_end_known(status_answer answer) {
        if (answer.mended) tell_of_damage();
        finish(std::move(answer));
    }

    void finish(status_answer answer) {
        if (engine_->ordered_ends().forget(task_)) note_cancelling(answer);
        tell(events::polled{task_, answer.state, answer.raw_state, answer.progress, milliseconds{0}, about()});
        const bool failed = answer.state == task_state::failed;
        const auto state = failed ? intent_state::failed : intent_state::succeeded;
        const auto took = failed ? std::nullopt : time_taken();
        engine_->ledger().on_task(task_, state, answer.charged, answer.cost, failed ? note_of_failure(answer) : "",
                                  took);
        if (failed) return fail_as_task_did(failure_of_task(answer));
        if (took) engine_->times().add(task_.provider, task_.model, *took);
        succeed(std::move(answer), false);
    }

    void fail_as_task_did(const failure& why) {
        engine_->rests().on_failed_task(task_, says_nothing_of_leg(why), engine_->clock().now());
        fail_all(why);
    }

    void succeed(status_answer answer, bool unconfirmed) {
        engine_->rests().on_made(task_);
        const generated_video result{.task = {},
                                     .urls = std::move(answer.urls),
                                     .last_frame_url = std::move(answer.last_frame_url),
                                     .cost = answer.cost,
                                     .tokens = answer.tokens,
                                     .created_at = answer.created_at,
                                     .completed_at = answer.completed_at,
                                     .unconfirmed = unconfirmed};
        end_all([&result](wait_operation& each) {
            auto own = result;
            own.task = each.task_;
            std::exchange(each.handler_, {}).succeed(std::move(own));
        });
    }

    failure failure_of_task(const status_answer& answer) const {
        auto why = failure_of(errc::task_failed, step::poll, task_.provider, task_.model);
        why.reason = answer.reason;
        why.gateway_code = answer.error.code;
        why.gateway_message = answer.error.message;
        why.billed = answer.charged;
        why.task = task_;
        why.received = answer.received;
        return why;
    }

    static failure not_a_task() {
        auto why = failure_of(errc::invalid_request, step::check, {}, {});
        why.detail = "this is not the text of a task, as to_string(task) writes it";
        return why;
    }

    void give_up(const decision& decided, const http_reply& reply, const status_answer& answer,
                 const std::shared_ptr<const account_entry>& asked_with) {
        const bool has_new_key = account() != asked_with;
        if (decided.code == errc::rejected_key && has_new_key) return ask();
        if (decided.code == errc::task_not_found && is_gone(reply, answer))
            engine_->ledger().on_task(task_, intent_state::expired, billed::unknown, std::nullopt);
        auto why = failure_of(decided.code, step::poll, task_.provider, task_.model);
        add_reply(why, reply, answer.error);
        why.received = received_from(reply, *asked_with);
        if (decided.code == errc::result_malformed)
            engine_->ledger().on_task(task_, intent_state::succeeded, answer.charged, answer.cost,
                                      note_of(why, *asked_with));
        if (!may_be_the_key(why.code)) return fail_all(why);
        wake_at(deadline_);
        engine_->ledger().find_task(task_, [self = self_as<wait_operation>(), why, asked_with](
                                               const std::exception_ptr&, const std::optional<intent>& known) mutable {
            add_detail(why.detail, explanation_by_key(self->task_, known, *asked_with));
            self->fail_all(why);
        });
    }

    void fail_all(const failure& why) {
        end_all([&why](wait_operation& each) {
            auto own = why;
            if (own.task) own.task = each.task_;
            each.tell_caller(std::move(own));
        });
    }

    /// Ends the caller's wait; the task goes on.
    void fail(failure why) {
        leave_polls();
        tell_caller(std::move(why));
    }

    void tell_caller(failure why) {
        if (!why.task && !task_.id.empty()) {
            why.task = task_;
            why.billed = billed::unknown;
            why.retry = retry::resume;
        }
        std::exchange(handler_, {}).fail(std::move(why));
    }

    poll_machine machine_;
    completion<generated_video> handler_;
    event_sink events_;
    clock::time_point deadline_;
    clock::time_point began_ = clock::time_point::max();     ///< when it was asked for the first time
    clock::time_point asked_at_ = clock::time_point::min();  ///< when it was asked for the last time
    clock::time_point next_poll_{};
    permit permit_;            ///< of who polls, from the start to the end
    poll_permit poll_permit_;  ///< while an exchange is under way
    std::unique_ptr<doubtful_answer> not_understood_;
    errc last_problem_{};
    bool hurries_ = false;
    bool sees_end_ = false;         ///< the next poll comes in time to see the task's end when it comes
    bool polls_ = false;            ///< it began, and no other polled its task
    bool has_told_damage_ = false;  ///< of the gateway's answers
};

}  // namespace seedance::detail
