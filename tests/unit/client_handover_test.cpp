// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What goes from call to call and from client to client under one name, while the journal takes its time, loses answers
// or fails: it is sent once, and nobody drops it by mistake.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "journal_doubles.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_handover)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

/// A journal with a thread of its own that works only when the test lets it, on all that it has been asked by then.
class lockstep_journal final : public journal_before<lockstep_journal> {
  public:
    enum class fault : std::uint8_t { none, refuses, loses_answer };

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        enter();
        if (now == fault::refuses) throw std::runtime_error{"the disk is full"};
        auto answers = kept.apply(changes);
        if (now == fault::loses_answer) throw std::runtime_error{"the answer was lost"};
        return answers;
    }

    journal& inner_journal() {
        enter();
        if (now == fault::refuses) throw std::runtime_error{"the disk is full"};
        return kept;
    }

    void let(bool work) {
        const std::lock_guard lock{mutex_};
        may_work_ = work;
        changed_.notify_all();
    }

    memory_journal kept;
    std::atomic<fault> now{fault::none};

  private:
    void enter() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return may_work_; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool may_work_ = false;
};

using fault = lockstep_journal::fault;

class handover_fixture : public client_fixture {
  public:
    handover_fixture() {
        others_work = [this] { return !worker->is_idle() && (work(), true); };
        restart();
    }
    ~handover_fixture() { slow->let(true); }

    client_options with_journal() {
        auto changed = options();
        changed.journal = slow;
        changed.models = all_models::entries;
        return changed;
    }

    void restart() { use_options(with_journal()); }

    /// Lets the journal do what it has been asked.
    void work() {
        slow->let(true);
        while (!worker->is_idle()) std::this_thread::yield();
        slow->let(false);
    }

    /// Runs what is ready, while the journal does nothing.
    void poll() {
        context.restart();
        context.poll();
    }

    template <class T>
    call_options named(outcome<T>& result, std::string_view name) {
        auto how = result.options();
        how.intent = name;
        return how;
    }

    outcome<intent> enqueue_as(std::string_view name) {
        outcome<intent> result;
        client.enqueue(rain(), named(result, name), result.handler());
        settle();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    /// Leaves an intent in the queue that nobody works on.
    void leave_in_queue(std::string_view name) {
        network->hold(exchange_phase::connect);
        BOOST_TEST(!enqueue_as(name).code);
        restart();
        settle();
        network->release();
    }

    intent now(const std::string& name) const { return slow->kept.find(name).value(); }

    std::shared_ptr<lockstep_journal> slow = std::make_shared<lockstep_journal>();
    std::shared_ptr<detail::journal_worker> worker = detail::journal_worker::of(slow);
};

}  // namespace

// ---- two clients with one journal

BOOST_FIXTURE_TEST_CASE(two_clients_that_recover_at_the_same_time_send_a_queued_intent_once, handover_fixture) {
    leave_in_queue("order-1");
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    auto other = another(with_journal());
    outcome<recovery> first, second;
    client.recover(first.handler());
    other.recover(second.handler());
    run();
    BOOST_TEST(submits() == 1, "it is paid once");
    BOOST_TEST(first.value.queued.size() + second.value.queued.size() == 1u);
    BOOST_TEST(now("order-1").further_tasks == 0);
}

// ---- a journal that takes longer than its caller waits

BOOST_FIXTURE_TEST_CASE(what_the_journal_is_asked_ends_at_the_callers_deadline, handover_fixture) {
    outcome<std::optional<intent>> found;
    outcome<intent> resolved, acknowledged;
    outcome<budget_figures> set, asked, adjusted;
    outcome<recovery> recovered;
    client.find("order-1", found.options(1s), found.handler());
    client.resolve("order-1", not_sent, resolved.options(1s), resolved.handler());
    client.acknowledge("order-1", acknowledged.options(1s), acknowledged.handler());
    client.set_budget("b", usd(1), budget_period::ever(), set.options(1s), set.handler());
    client.budget("b", asked.options(1s), asked.handler());
    client.adjust_budget("b", usd(1), "why", {.deadline = 1s, .intent = "bill-7", .why = &adjusted.why},
                         adjusted.handler());
    client.recover(recovered.options(1s), recovered.handler());
    poll();
    BOOST_TEST(!found.done());
    BOOST_TEST_REQUIRE(clock->advance_to_alarm());
    poll();
    const auto expect_in_time = [](const auto& ended) {
        BOOST_TEST(ended.code == errc::deadline_reached);
        BOOST_TEST(ended.why.retry == retry::call_again);
        BOOST_TEST(contains(ended.why.detail, "the journal has not answered"));
    };
    for (const auto* each : {&resolved, &acknowledged}) expect_in_time(*each);
    for (const auto* each : {&set, &asked, &adjusted}) expect_in_time(*each);
    expect_in_time(found);
    expect_in_time(recovered);
    work();
    poll();
    BOOST_TEST(slow->kept.find_budget("b", {})->limit == usd(1));
    BOOST_TEST(found.calls == 1, "an answer that comes later is told to nobody");
}

// ---- a beginning whose answer was lost

BOOST_FIXTURE_TEST_CASE(what_could_not_be_queued_is_not_sent_later, handover_fixture) {
    slow->now = fault::loses_answer;
    outcome<intent> first, second;
    client.enqueue(rain(), first.options(), first.handler());
    settle();
    BOOST_TEST(first.code == errc::journal_unavailable);
    slow->now = fault::none;
    run();
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    client.enqueue(rain(), second.options(), second.handler());
    run();
    BOOST_TEST(!second.code);
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST(submits() == 1, "it is paid once");
}

BOOST_FIXTURE_TEST_CASE(who_does_not_know_whether_it_was_queued_is_not_told_to_call_again, handover_fixture) {
    for (const auto* name : {"", "order-1"}) {
        asio::cancellation_signal stop;
        outcome<intent> result;
        const bool is_named = *name != '\0';
        client.enqueue(rain(), named(result, name), result.handler(stop));
        poll();
        if (is_named) work();  // it looks the name up
        poll();
        stop.emit(asio::cancellation_type::terminal);
        poll();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(result.why.billed == billed::unknown);
        BOOST_TEST(contains(result.why.detail, "may be in the queue"));
        BOOST_TEST(result.why.retry == (is_named ? retry::call_again : retry::ask_first));
    }
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    run();
    BOOST_TEST(submits() == 2);
}

BOOST_FIXTURE_TEST_CASE(a_name_is_free_when_the_answer_to_its_beginning_was_lost, handover_fixture) {
    outcome<task> first, second;
    slow->now = fault::loses_answer;
    client.submit(rain(), named(first, "order-1"), first.handler());
    settle();
    BOOST_TEST(first.code == errc::journal_unavailable);
    BOOST_TEST(first.why.retry == retry::call_again);
    slow->now = fault::none;
    reply(accepted("task_1"));
    client.submit(rain(), named(second, "order-1"), second.handler());
    run();
    BOOST_TEST(second.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_beginning_that_cannot_be_taken_back_at_once_is_later, handover_fixture) {
    outcome<task> first, second;
    client.submit(rain(), named(first, "order-1"), first.handler());
    poll();
    work();  // it looks the name up
    poll();
    for (const auto kind : {fault::loses_answer, fault::refuses}) {  // of the beginning, and of its end
        slow->now = kind;
        work();
        poll();
    }
    BOOST_TEST(first.code == errc::journal_unavailable);
    BOOST_TEST(first.why.retry == retry::call_again);
    BOOST_TEST(now("order-1").state == intent_state::planned);
    slow->now = fault::none;
    reply(accepted("task_1"));
    client.submit(rain(), named(second, "order-1"), second.handler());
    run();
    BOOST_TEST(second.code == error_code{}, second.why.detail);
    BOOST_TEST(second.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_name_like_that_of_a_task_has_nothing_to_do_with_it, handover_fixture) {
    outcome<task> first, second;
    outcome<generated_video> video;
    reply(accepted("task_1"), succeeded(url));
    client.submit(rain(), first.handler());
    run();
    slow->now = fault::refuses;
    client.wait(first.value, video.handler());
    run_until([&] { return video.done(); });
    client.submit(rain(), named(second, "apixo\ndefault\ntask_1"), second.handler());
    settle();
    BOOST_TEST(second.code == errc::journal_unavailable, "it is not given the task of another order");
    slow->now = fault::none;
    run();
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_lost_before_the_first_byte_blocks_no_name, handover_fixture) {
    for (const auto kind : {fault::loses_answer, fault::refuses}) {
        slow->kept.set_budget("b", usd(1), budget_period::ever(), {});
        const std::string name = kind == fault::refuses ? "refused" : "lost";
        network->hold(exchange_phase::connect);
        outcome<task> first, second;
        auto how = named(first, name);
        how.budget = "b";
        client.submit(rain(), how, first.handler());
        settle();
        slow->now = kind;
        network->release();
        settle();
        BOOST_TEST(first.code == errc::journal_unavailable);
        BOOST_TEST(first.why.retry == retry::call_again);
        slow->now = fault::none;
        run();
        BOOST_TEST(now(name).state == intent_state::not_sent);
        BOOST_TEST(slow->kept.find_budget("b", {})->held == money{});
        reply(accepted("task_of_" + name));
        client.submit(rain(), named(second, name), second.handler());
        run();
        BOOST_TEST(second.value.id == "task_of_" + name);
    }
    BOOST_TEST(submits() == 2);
}

// ---- calls of one name at the same time

BOOST_FIXTURE_TEST_CASE(a_submit_under_a_queued_name_does_not_take_it_from_the_queue, handover_fixture) {
    const auto snow = text_to_video<fast>{.prompt = "snow on a tin roof"};
    for (const bool is_same : {true, false}) {
        const std::string name = is_same ? "same" : "other";
        network->answer_with([](const http_request&) { return not_connected(); });
        enqueue_as(name);
        run_until([&] { return !log.empty() && log.back().ends_with(", again"); });
        network->answer_with([&](const http_request&) { return accepted("task_of_" + name); });
        outcome<task> submitted;
        if (is_same)
            client.submit(rain(), named(submitted, name), submitted.handler());
        else
            client.submit(snow, named(submitted, name), submitted.handler());
        poll();
        clock->advance_to_alarm();  // the queue's turn, while the submit asks the journal
        run();
        BOOST_TEST(submitted.code == (is_same ? errc::intent_taken : errc::intent_mismatch));
        BOOST_TEST_REQUIRE(now(name).task.has_value());
        BOOST_TEST(now(name).task->id == "task_of_" + name);
        log.clear();
    }
}

BOOST_FIXTURE_TEST_CASE(what_is_being_submitted_without_the_queue_is_not_called_queued, handover_fixture) {
    for (const auto phase : {exchange_phase::connect, exchange_phase::read}) {
        const std::string name = phase == exchange_phase::connect ? "order-1" : "order-2";
        network->hold(phase);
        reply(refused(402));
        outcome<task> submitted;
        client.submit(rain(), named(submitted, name), submitted.handler());
        settle();
        const auto queued = enqueue_as(name);
        BOOST_TEST(queued.code == errc::intent_taken);
        BOOST_TEST(queued.why.retry == retry::call_again);
        network->release();
        run();
        BOOST_TEST(submitted.code == errc::rejected_balance);
        reply(accepted("task_of_" + name));
        BOOST_TEST(!enqueue_as(name).code);
        run();
        BOOST_TEST(now(name).task->id == "task_of_" + name);
    }
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_queued_name_lasts_until_there_is_a_video, handover_fixture) {
    reply(refused(402), accepted("task_1"), succeeded(url));
    outcome<generated_video> early, late;
    network->hold();
    enqueue_as("order-1");
    client.wait("order-1", named(early, ""), early.handler());
    settle();
    network->release();
    run_until([&] { return log.size() == 1u; });
    client.wait("order-1", named(late, ""), late.handler());
    run();
    BOOST_TEST(early.code == error_code{}, early.why.detail);
    BOOST_TEST(late.code == error_code{}, late.why.detail);
    BOOST_TEST(submits() == 2);
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_queued_name_hears_that_it_was_given_up, handover_fixture) {
    reply(refused(400));
    outcome<generated_video> waited, in_time;
    network->hold();
    enqueue_as("order-1");
    client.wait("order-1", waited.options(), waited.handler());
    client.wait("order-1", in_time.options(5s), in_time.handler());
    settle();
    clock->advance(5s);
    settle();
    BOOST_TEST(in_time.code == errc::deadline_reached);
    BOOST_TEST(in_time.why.billed == billed::unknown);
    BOOST_TEST(in_time.why.retry == retry::call_again);
    network->release();
    run();
    BOOST_TEST(waited.code == errc::not_sent);
    BOOST_TEST(contains(waited.why.detail, "HTTP 400"));
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_name_keeps_its_deadline_and_leaves_nothing_behind, handover_fixture) {
    outcome<generated_video> in_time, free;
    client.wait("order-1", in_time.options(5s), in_time.handler());
    poll();
    clock->advance(5s);
    poll();
    BOOST_TEST(in_time.code == errc::deadline_reached);
    settle();
    asio::cancellation_signal stop;
    outcome<task> submitted;
    network->hold(exchange_phase::connect);
    client.submit(rain(), named(submitted, "order-2"), submitted.handler(stop));
    settle();
    client.wait("order-2", free.options(), free.handler());
    settle();
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(free.code == errc::not_sent);
    const auto before = elapsed();
    run();
    BOOST_TEST(elapsed() == before, "no timer is left");
}

// ---- the end of a client, and of a queued intent

BOOST_FIXTURE_TEST_CASE(a_client_that_is_gone_sends_nothing_from_the_queue, handover_fixture) {
    outcome<intent> queued;
    client.enqueue(rain(), named(queued, "order-1"), queued.handler());
    poll();
    work();
    poll();  // the journal is asked to write it down
    {
        const auto gone = std::move(client);
    }
    run();
    BOOST_TEST(queued.code == errc::client_closed);
    BOOST_TEST(requests().empty());
    BOOST_TEST(now("order-1").queued);
    restart();
    reply(accepted("task_1"));
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST(found.value.queued.size() == 1u);
    BOOST_TEST(now("order-1").task->id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_client_that_knows_no_models_leaves_the_queue_as_it_is, handover_fixture) {
    leave_in_queue("order-1");
    auto without_models = with_journal();
    without_models.models = {};
    use_options(without_models);
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST(now("order-1").state == intent_state::planned);
    BOOST_TEST(now("order-1").queued);
    BOOST_TEST(log.back().starts_with("queued failed: the request"));
    restart();
    reply(accepted("task_1"));
    client.recover(found.handler());
    run();
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_is_given_up_while_the_journal_fails_is_given_up_later, handover_fixture) {
    const intent what{.name = "order-1", .provider = "apixo", .model = "seedance-2-0-fast"};
    slow->kept.apply(std::vector{journal_change{.wanted = what, .request = "no JSON"}});
    outcome<recovery> found;
    client.recover(found.handler());
    for (int call = 0; call != 4; ++call) poll(), work();  // it claims, lists, finds the intent and reads its request
    slow->now = fault::refuses;
    settle();
    slow->now = fault::none;
    run();
    BOOST_TEST(now("order-1").state == intent_state::dropped);
    BOOST_TEST(contains(now("order-1").note, "no JSON object"));
    BOOST_TEST(requests().empty());
}

// ---- an answer that may still come

BOOST_FIXTURE_TEST_CASE(nobody_resolves_what_may_still_be_answered, handover_fixture) {
    network->hold();
    reply(accepted("task_1"));
    outcome<task> first;
    client.submit(rain(), named(first, "order-1"), first.handler());
    settle();
    clock->advance(121s);
    settle();
    BOOST_TEST(first.code == errc::outcome_unknown);
    outcome<intent> resolved;
    client.resolve("order-1", not_sent, resolved.options(), resolved.handler());
    settle();
    BOOST_TEST(resolved.code == errc::intent_taken);
    network->release();
    run();
    BOOST_TEST(now("order-1").task->id == "task_1");
}

BOOST_AUTO_TEST_SUITE_END()
