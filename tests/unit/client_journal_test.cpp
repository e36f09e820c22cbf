// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A journal that takes its time: on a thread of its own, while the client's executor goes on.
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/journal/memory.hpp>

#include "client_fixture.hpp"
#include "journal_doubles.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(client_journal)

namespace {

/// A journal that does nothing until it may.
class slow_journal final : public journal_before<slow_journal> {
  public:
    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        enter();
        batches.push_back(changes.size());
        if (throws || std::exchange(throws_once, false)) throw 42;
        return kept_.apply(changes);
    }

    /// Lets the journal do so many calls.
    void allow(int calls) {
        const std::lock_guard lock{mutex_};
        allowed_ += calls;
        changed_.notify_all();
    }

    /// Waits for the beginning of the call with this number, from 1.
    void wait_for_call(int number = 1) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return calls_ >= number; });
    }

    /// Gives the newest state of an intent, whatever the journal is doing.
    intent_state state_of(const std::string& name) { return kept_.find(name).value().state; }

    journal& inner_journal() { return enter(), kept_; }

    std::vector<std::size_t> batches;  ///< how many changes were made together
    std::set<std::thread::id> threads;
    bool throws = false;
    bool throws_once = false;

  private:
    void enter() {
        std::unique_lock lock{mutex_};
        threads.insert(std::this_thread::get_id());
        ++calls_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return allowed_ != 0; });
        --allowed_;
    }

    memory_journal kept_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int calls_ = 0;
    int allowed_ = 0;
};

constexpr int as_often_as_it_likes = 1'000'000;

class slow_journal_fixture : public client_fixture {
  public:
    slow_journal_fixture() { client = made(); }

    seedance::client made() {
        auto with_journal = options();
        with_journal.journal = slow;
        seedance::client another{context.get_executor(), network, with_journal};
        another.use(apixo::account{.api_key = secret{"test-key"}});
        return another;
    }

    /// Runs handlers, and waits for the journal's, until a condition holds.
    template <class Condition>
    void await(Condition holds) {
        for (int handlers = 0; !holds(); ++handlers) {
            BOOST_TEST_REQUIRE(handlers < 10'000);
            context.restart();
            BOOST_TEST_REQUIRE(context.run_one() == 1u);
        }
    }

    /// Waits for the journal's next answer, and runs what is ready then.
    void take_answer() {
        context.restart();
        BOOST_TEST_REQUIRE(context.run_one() == 1u);
        settle();
    }

    /// Runs until nothing waits any more, for the journal either.
    void run_with_journal() {
        const auto worker = detail::journal_worker::of(slow);
        others_work = [&] { return !worker->is_idle(); };
        run();
        others_work = [] { return false; };
    }

    /// Submits; the journal fails from the gateway's answer on, and has failed once.
    void submit_what_cannot_be_written(outcome<task>& result) {
        slow->allow(as_often_as_it_likes);
        network->answer_with([this](const http_request&) {
            slow->throws = true;
            return accepted("task_1");
        });
        client.submit(rain(), result.handler());
        await([&] { return !log.empty() && log.back().starts_with("journal failed"); });
    }

    /// Submits, until the journal is at work on what the gateway has answered.
    void submit_until_journal_is_told(http_reply answer) {
        slow->allow(3);  // it looks the name up, begins the intent, moves it to `sending`
        reply(std::move(answer));
        client.submit(rain(), {.intent = "order-1"}, [](error_code, const task&) {});
        await([&, before = requests().size()] { return requests().size() == before + 1; });
        settle();
        slow->wait_for_call(4);
    }

    /// Lets the client go; the journal fails at what it is at work on, once.
    void go_while_journal_fails_once() {
        client = seedance::client{context.get_executor(), network, options()};
        settle();
        slow->throws_once = true;
        slow->allow(as_often_as_it_likes);
        run_with_journal();
        BOOST_TEST(!slow->throws_once);
    }

    std::shared_ptr<slow_journal> slow = std::make_shared<slow_journal>();
};

call_options named(std::string_view name, failure* why = nullptr) { return {.intent = name, .why = why}; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_executor_goes_on_while_the_journal_writes, slow_journal_fixture) {
    reply(accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), result.handler());
    settle();
    slow->wait_for_call();
    int others = 0;
    for (int i = 0; i != 1'000; ++i) asio::post(context, [&] { ++others; });
    settle();
    BOOST_TEST(others == 1'000);
    BOOST_TEST(requests().empty(), "nothing is sent that is not written down");
    BOOST_TEST(!result.done());
    slow->allow(as_often_as_it_likes);
    await([&] { return result.done(); });
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(slow->threads.size() == 1u);
    BOOST_TEST(!slow->threads.contains(std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(what_waits_is_written_together, slow_journal_fixture) {
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    std::vector<outcome<task>> results(101);
    client.submit(rain(), results[0].handler());
    settle();
    slow->wait_for_call();
    for (std::size_t i = 1; i != results.size(); ++i) client.submit(rain(), results[i].handler());
    settle();
    slow->allow(as_often_as_it_likes);
    await([&] { return std::all_of(results.begin(), results.end(), [](const auto& each) { return each.done(); }); });
    BOOST_TEST_REQUIRE(slow->batches.size() >= 2u);
    BOOST_TEST(slow->batches[0] == 1u);
    BOOST_TEST(slow->batches[1] >= 100u, "the beginnings of 100 intents");
    BOOST_TEST(requests().size() == 101u);
}

BOOST_FIXTURE_TEST_CASE(clients_that_share_a_journal_share_its_thread_and_its_names, slow_journal_fixture) {
    reply(accepted("task_1"));
    auto other = made();
    slow->allow(as_often_as_it_likes);
    outcome<task> first, second;
    client.submit(rain(), named("order-1"), first.handler());
    await([&] { return first.done(); });
    other.submit(rain(), named("order-1"), second.handler());
    await([&] { return second.done(); });
    BOOST_TEST(second.value.id == "task_1");
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(slow->threads.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_intent_that_another_client_of_the_process_is_sending_is_not_lost, slow_journal_fixture) {
    reply(accepted("task_1"));
    auto other = made();
    slow->allow(as_often_as_it_likes);
    network->hold();
    outcome<task> sending;
    client.submit(rain(), named("order-1"), sending.handler());
    await([&] { return requests().size() == 1; });
    outcome<recovery> found;
    other.recover(found.handler());
    await([&] { return found.done(); });
    BOOST_TEST(found.value.unknown.empty());
    BOOST_TEST(slow->state_of("order-1") == intent_state::sending);
    network->release();
    await([&] { return sending.done(); });
    BOOST_TEST(!sending.code);
}

BOOST_FIXTURE_TEST_CASE(an_intent_whose_client_has_not_heard_of_its_beginning_is_not_given_up, slow_journal_fixture) {
    asio::io_context elsewhere;
    auto with_journal = options();
    with_journal.journal = slow;
    const auto far = std::make_shared<testing::scripted_transport>(elsewhere.get_executor());
    far->enqueue(accepted("task_1"));
    seedance::client busy{elsewhere.get_executor(), far, with_journal};
    busy.use(apixo::account{.api_key = secret{"test-key"}});
    outcome<task> begun;
    busy.submit(rain(), named("order-1"), begun.handler());
    elsewhere.poll();
    slow->wait_for_call(1);  // the look-up
    slow->allow(1);
    elsewhere.run_one();
    slow->wait_for_call(2);  // the beginning, of which `elsewhere` hears later
    slow->allow(as_often_as_it_likes);
    outcome<recovery> found;
    client.recover(found.handler());
    await([&] { return found.done(); });
    BOOST_TEST(found.value.not_sent.empty());
    BOOST_TEST(slow->state_of("order-1") == intent_state::planned);
    elsewhere.run_for(10s);  // until nothing is left to do
    BOOST_TEST(begun.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_deadline_is_kept_while_the_journal_is_busy, slow_journal_fixture) {
    outcome<task> result;
    client.submit(rain(), {.deadline = 5s, .intent = "order-1", .why = &result.why}, result.handler());
    settle();
    slow->wait_for_call();
    clock->advance(5s);
    settle();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(result.why.billed == billed::unknown, "the name may have been paid for before");
    BOOST_TEST(result.why.retry == retry::call_again);
    slow->allow(as_often_as_it_likes);
    client = made();  // what the first client began, it ends
    settle();
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_goes_while_the_journal_writes_sends_nothing, slow_journal_fixture) {
    int calls = 0;  // of the journal: it looks the name up, begins the intent, moves it to `sending`
    for (const int calls_before : {0, 1, 2}) {
        outcome<task> result;
        asio::cancellation_signal stop;
        const auto name = "order-" + std::to_string(calls_before);
        client.submit(rain(), named(name, &result.why), result.handler(stop));
        settle();
        slow->wait_for_call(++calls);
        for (int i = 0; i != calls_before; ++i) {
            slow->allow(1);
            take_answer();
            slow->wait_for_call(++calls);
        }
        stop.emit(asio::cancellation_type::total);
        settle();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(result.why.billed == (calls_before == 0 ? billed::unknown : billed::no));
        slow->allow(1);
        take_answer();
        if (calls_before == 0) continue;  // the journal has heard of no intent
        slow->wait_for_call(++calls);
        slow->allow(1);
        take_answer();
        BOOST_TEST(slow->state_of(name) == intent_state::not_sent);
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_throws_anything_is_a_journal_that_fails, slow_journal_fixture) {
    slow->throws = true;
    slow->allow(as_often_as_it_likes);
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    await([&] { return result.done(); });
    BOOST_TEST(result.code == errc::journal_unavailable);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(!result.why.detail.empty());
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_a_client_that_goes_could_not_write_is_tried_for_ten_minutes, slow_journal_fixture) {
    outcome<task> result;
    submit_what_cannot_be_written(result);
    BOOST_TEST(!result.done());
    const auto tries = slow->batches.size();
    client = seedance::client{context.get_executor(), network, options()};
    run_with_journal();
    BOOST_TEST(slow->batches.size() > tries + 30);
    BOOST_TEST(elapsed() >= 10min);
    BOOST_TEST(elapsed() < 11min);
}

BOOST_FIXTURE_TEST_CASE(an_id_that_comes_when_its_client_has_gone_is_written_though_the_journal_fails_once,
                        slow_journal_fixture) {
    slow->allow(as_often_as_it_likes);
    network->hold();
    reply(accepted("task_1"));
    client.submit(rain(), named("order-1"), [](error_code, const task&) {});
    await([&] { return requests().size() == 1; });
    client = seedance::client{context.get_executor(), network, options()};
    settle();
    slow->throws_once = true;
    network->release();
    run_with_journal();
    BOOST_TEST(!slow->throws_once);
    BOOST_TEST(slow->state_of("order-1") == intent_state::accepted);
    BOOST_TEST(elapsed() < 1s);
}

BOOST_FIXTURE_TEST_CASE(what_is_with_the_journal_when_its_client_goes_is_tried_again, slow_journal_fixture) {
    for (const bool stops : {false, true}) {
        slow = std::make_shared<slow_journal>();
        client = made();
        submit_until_journal_is_told(accepted("task_1"));
        if (stops) client.close();
        go_while_journal_fails_once();
        BOOST_TEST(slow->state_of("order-1") == intent_state::accepted);
    }
}

BOOST_FIXTURE_TEST_CASE(what_nobody_waits_for_is_written_though_its_client_goes, slow_journal_fixture) {
    submit_until_journal_is_told(refused(402));
    go_while_journal_fails_once();
    BOOST_TEST(slow->state_of("order-1") == intent_state::not_sent);
}

/// Who called first goes; another has called the same, and the journal cannot be written.
BOOST_FIXTURE_TEST_CASE(who_shares_a_submit_is_not_held_back_by_the_journal_for_longer, slow_journal_fixture) {
    outcome<task> first, other;
    asio::cancellation_signal stop;
    reply(accepted("task_1"));
    client.submit(rain(), named("order-1", &first.why), first.handler(stop));
    client.submit(rain(), named("order-1", &other.why), other.handler());
    slow->allow(3);  // looks up, begins, `sending`
    await([&] { return requests().size() == 1; });
    settle();
    slow->wait_for_call(4);
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(first.code == errc::cancelled);
    BOOST_TEST(first.why.task->id == "task_1");
    BOOST_TEST(!other.done());
    clock->advance(2s);
    settle();
    BOOST_TEST(other.done());
    BOOST_TEST(other.value.id == "task_1");
    slow->allow(as_often_as_it_likes);
    run_with_journal();
}

BOOST_FIXTURE_TEST_CASE(a_client_that_is_closed_tries_once_more_and_keeps_nothing, slow_journal_fixture) {
    outcome<task> result;
    submit_what_cannot_be_written(result);
    const auto tries = slow->batches.size();
    client.close();
    run_with_journal();
    BOOST_TEST(slow->batches.size() == tries + 1);
    BOOST_TEST(elapsed() < 1s);
}

BOOST_FIXTURE_TEST_CASE(a_drain_ends_when_the_journal_has_answered_whatever_it_was_asked, slow_journal_fixture) {
    for (const int calls_before : {0, 1, 2}) {  // it looks the name up, begins the intent, moves it to `sending`
        slow = std::make_shared<slow_journal>();
        client = made();
        outcome<task> result;
        outcome<unfinished> drained;
        client.submit(rain(), named("order-1", &result.why), result.handler());
        settle();
        for (int call = 1; call <= calls_before; ++call) {
            slow->wait_for_call(call);
            slow->allow(1);
            take_answer();
        }
        slow->wait_for_call(calls_before + 1);
        client.drain(60s, drained.options(), drained.handler());
        settle();
        BOOST_TEST(result.code == errc::client_closed);
        BOOST_TEST(drained.calls == 0);
        slow->allow(as_often_as_it_likes);
        await([&] { return drained.done(); });
        BOOST_TEST(!drained.code);
        BOOST_TEST(drained.value.unwritten.empty());
        if (calls_before != 0) BOOST_TEST(slow->state_of("order-1") == intent_state::not_sent);
        BOOST_TEST(elapsed() == 0s);
    }
    BOOST_TEST(requests().empty());
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_the_journal_is_busy) {
    const auto slow = std::make_shared<slow_journal>();
    outcome<task> result;
    std::thread later;
    {
        asio::io_context context;
        const auto network = std::make_shared<testing::scripted_transport>(context.get_executor());
        seedance::client client{context.get_executor(), network, {.journal = slow}};
        client.use(apixo::account{.api_key = secret{"test-key"}});
        client.submit(rain(), result.handler());
        context.poll();
        slow->wait_for_call();
        later = std::thread{[&] { slow->allow(as_often_as_it_likes); }};  // the client waits for what the journal does
    }
    later.join();
    BOOST_TEST(result.calls == 0);
    BOOST_TEST(slow.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(of_two_that_find_one_task_at_the_same_time_one_gets_it, slow_journal_fixture) {
    slow->allow(4);  // the two, and what the client asks for before it knows of them
    for (const std::string name : {"order-1", "order-2"}) {
        intent left{.name = name, .state = intent_state::unknown, .provider = "apixo", .model = "seedance-2-0-fast"};
        left.candidate = task{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"};
        slow->apply(std::vector{journal_change{left, 0}});
    }
    reply(state_is("processing"), state_is("processing"));
    outcome<recovery> found;
    client.recover(found.handler());
    const auto worker = detail::journal_worker::of(slow);
    others_work = [&] { return !worker->is_idle(); };
    settle();
    others_work = [] { return false; };
    run_until([&] { return requests().size() == 2u; });
    slow->allow(as_often_as_it_likes);  // both have been shown it, and ask whose it is
    await([&] { return found.done(); });
    BOOST_TEST(found.value.tasks.size() == 1u);
    BOOST_TEST(found.value.unknown.size() == 1u);
}

/// A database takes a message of so many bytes, and no more.
BOOST_AUTO_TEST_CASE(what_waits_is_made_together_up_to_16_megabytes) {
    const auto slow = std::make_shared<slow_journal>();
    int told = 0;
    {
        detail::journal_worker worker{slow};
        const auto apply = [&](journal_change change) {
            change.wanted.state = intent_state::planned;
            worker.apply(std::move(change),
                         [&](const std::exception_ptr& failed, const journal_answer&) { told += failed ? 0 : 1; });
        };
        apply({.wanted = {.name = "first"}});
        slow->wait_for_call();
        const std::string megabyte(1024 * 1024, 'x');
        for (int i = 0; i != 40; ++i) {
            const auto number = std::to_string(i);
            apply({.wanted = {.name = "request-" + number}, .request = megabyte});
            apply({.wanted = {.name = "small-" + number}});
        }
        apply({.wanted = {.name = "huge"}, .request = std::string(20 * megabyte.size(), 'x')});
        apply({.wanted = {.name = "last"}});
        slow->allow(as_often_as_it_likes);
    }
    BOOST_TEST(told == 83);
    BOOST_TEST(slow->batches == (std::vector<std::size_t>{1, 32, 32, 16, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
