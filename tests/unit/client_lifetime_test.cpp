// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Callers, clients and execution contexts that go while something is under way: at every point where an operation can
// stand.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <thread>
#include <vector>

#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_lifetime)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

/// A point at which `generate` can stand, and what is known there.
struct point {
    const char* name;
    std::function<void(client_fixture&)> prepare;  ///< before the call
    int alarms;                                    ///< then: how often time goes on to the next alarm
    std::size_t sent;
    bool on_its_way;  ///< an exchange is under way
    bool has_task;
};

std::ostream& operator<<(std::ostream& out, const point& p) { return out << p.name; }

void hold_polls(client_fixture& f) {
    f.network->answer_with([&f](const http_request&) {
        f.network->hold();
        return accepted("task_1");
    });
}

const point points[] = {
    {"before it has begun", [](client_fixture&) {}, -1, 0, false, false},
    {"the submit is on its way", [](client_fixture& f) { f.network->hold(); }, 0, 1, true, false},
    {"between attempts to submit", [](client_fixture& f) { f.reply(not_connected()); }, 0, 1, false, false},
    {"waiting after 429", [](client_fixture& f) { f.reply(refused_for(429, "60")); }, 0, 1, false, false},
    {"before the first poll", [](client_fixture& f) { f.reply(accepted("task_1")); }, 0, 1, false, true},
    {"a poll is on its way", hold_polls, 1, 2, true, true},
    {"between polls", [](client_fixture& f) { f.reply(accepted("task_1"), state_is("processing")); }, 1, 2, false,
     true},
    {"after a failed poll", [](client_fixture& f) { f.reply(accepted("task_1"), refused(503)); }, 1, 2, false, true},
    {"after several polls",
     [](client_fixture& f) {
         f.reply(accepted("task_1"), state_is("pending"), not_connected(), state_is("processing"));
     },
     3, 4, false, true},
};

/// Brings an operation that was just started to the point.
void reach(client_fixture& f, const point& p) {
    if (p.alarms < 0) return;
    f.settle();
    for (int i = 0; i != p.alarms; ++i) {
        BOOST_TEST_REQUIRE(f.clock->advance_to_alarm());
        f.settle();
    }
    BOOST_TEST_REQUIRE(f.requests().size() == p.sent);
    BOOST_TEST_REQUIRE(f.network->held() == (p.on_its_way ? 1u : 0u));
}

void check_ended(const point& p, errc code, const failure& why) {
    BOOST_TEST(why.code == code);
    BOOST_TEST(why.task.has_value() == p.has_task);
    if (p.has_task) BOOST_TEST(why.task->id == "task_1");
    const bool maybe_accepted = p.has_task || p.on_its_way;
    BOOST_TEST(why.billed == (maybe_accepted ? billed::unknown : billed::no));
    BOOST_TEST(why.retry == (p.has_task ? retry::resume : p.on_its_way ? retry::ask_first : retry::call_again));
}

/// A handler that tells whether it was destroyed.
auto tracked(std::shared_ptr<int> calls) {
    return [calls = std::move(calls)](error_code, auto&&) { ++*calls; };
}

}  // namespace

// ---- the caller goes

BOOST_DATA_TEST_CASE(cancellation_lets_the_caller_go_at_once, data::make(points) * data::make({0, 1, 2}), p, kind) {
    const asio::cancellation_type types[] = {asio::cancellation_type::terminal, asio::cancellation_type::partial,
                                             asio::cancellation_type::total};
    client_fixture f;
    asio::cancellation_signal signal;
    outcome<generated_video> result;
    p.prepare(f);
    f.client.generate(rain(), result.options(), result.handler(signal));
    reach(f, p);
    signal.emit(types[kind]);
    BOOST_TEST(result.calls == 0, "never called inside emit");
    f.settle();
    BOOST_TEST_REQUIRE(result.done());
    check_ended(p, errc::cancelled, result.why);
    BOOST_TEST(result.why.step == (p.has_task ? step::poll : step::submit));
    const bool submit_goes_on = p.on_its_way && !p.has_task;
    BOOST_TEST(f.clock->has_alarm() == submit_goes_on, "nothing else waits any more");
    BOOST_TEST(f.network->cancelled() == (p.on_its_way && p.has_task ? 1u : 0u));
    BOOST_TEST(f.network->held() == (submit_goes_on ? 1u : 0u));

    signal.emit(types[kind]);  // once more, in vain
    if (submit_goes_on) f.reply(accepted("task_1"));
    f.network->release();
    f.run();
    BOOST_TEST(result.done());
    BOOST_TEST(f.requests().size() == p.sent, "nothing is sent for a caller who has gone");
    if (p.has_task || submit_goes_on) BOOST_TEST_REQUIRE(!f.log.empty());
    if (p.has_task || submit_goes_on) BOOST_TEST(f.log.front() == "accepted task_1");
}

BOOST_FIXTURE_TEST_CASE(a_task_accepted_after_its_caller_has_gone_is_told_to_the_client, client_fixture) {
    network->hold();
    asio::cancellation_signal signal;
    outcome<task> submitted;
    int told = 0;
    auto watch = [&told](const event&) { ++told; };
    client.submit(rain(), {.on_event = watch, .why = &submitted.why}, submitted.handler(signal));
    settle();
    told = 0;
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(submitted.code == errc::cancelled);
    BOOST_TEST(!submitted.why.detail.empty());
    reply(accepted("task_1"));
    network->release();
    run();
    BOOST_TEST(log == std::vector<std::string>{"accepted task_1"});
    BOOST_TEST(told == 0, "the caller's own sink may be gone");
    BOOST_TEST(submitted.done());
}

BOOST_FIXTURE_TEST_CASE(a_submit_whose_caller_has_gone_is_not_sent_again, client_fixture) {
    for (const auto& answer : {not_connected(), answer_lost(), refused_for(429, "1")}) {
        network->hold();
        asio::cancellation_signal signal;
        outcome<task> result;
        client.submit(rain(), result.handler(signal));
        settle();
        signal.emit(asio::cancellation_type::terminal);
        const auto before = requests().size();
        reply(answer);
        network->release();
        run();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(requests().size() == before);
        BOOST_TEST(!clock->has_alarm());
    }
    BOOST_TEST(log.empty());
}

BOOST_FIXTURE_TEST_CASE(a_deadline_during_the_submit_leaves_it_on_its_way, client_fixture) {
    network->hold();
    outcome<task> result;
    client.submit(rain(), result.options(30s), result.handler());
    settle();
    clock->advance(30s);
    settle();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.retry == retry::ask_first);
    BOOST_TEST(network->cancelled() == 0u);
    reply(accepted("task_1"));
    network->release();
    run();
    BOOST_TEST(log == std::vector<std::string>{"accepted task_1"});
    BOOST_TEST(result.done());
}

BOOST_FIXTURE_TEST_CASE(a_status_question_is_dropped, client_fixture) {
    const task known{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"};
    for (const bool on_its_way : {true, false}) {
        if (on_its_way) network->hold();
        if (!on_its_way) reply(not_connected());
        asio::cancellation_signal signal;
        outcome<status_answer> result;
        client.status(known, result.options(), result.handler(signal));
        settle();
        signal.emit(asio::cancellation_type::terminal);
        settle();
        BOOST_TEST(result.code == errc::cancelled);
        BOOST_TEST(*result.why.task == known);
        BOOST_TEST(network->held() == 0u);
        BOOST_TEST(!clock->has_alarm());
        network->release();
    }
    BOOST_TEST(network->cancelled() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_is_cancelled_as_a_whole, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f, failure& why) {
            try {
                const auto video = co_await f.client.generate(rain());
                BOOST_ERROR("made " << video.task.id);
            } catch (const error& e) {
                why = e.why();
            }
        }
    };
    asio::cancellation_signal signal;
    failure why;
    bool done = false;
    reply(accepted("task_1"));
    asio::co_spawn(context, coroutine::run(*this, why),
                   asio::bind_cancellation_slot(signal.slot(), [&done](std::exception_ptr) { done = true; }));
    settle();
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(done);
    BOOST_TEST(why.code == errc::cancelled);
    BOOST_TEST(why.task.has_value());
    BOOST_TEST(why.retry == retry::resume);
}

BOOST_FIXTURE_TEST_CASE(an_event_may_cancel_its_operation, client_fixture) {
    asio::cancellation_signal signal;
    outcome<generated_video> result;
    auto cancel = [&signal](const events::accepted&) { signal.emit(asio::cancellation_type::terminal); };
    reply(accepted("task_1"));
    client.generate(rain(), {.on_event = cancel, .why = &result.why}, result.handler(signal));
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(result.why.task.has_value());
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_event_or_a_handler_may_destroy_the_client, client_fixture) {
    auto other = std::make_optional<seedance::client>(context.get_executor(), network, options());
    other->use(apixo::account{.api_key = secret{"test-key"}});
    outcome<generated_video> by_event;
    auto destroy = [&other](const events::accepted&) { other.reset(); };
    reply(accepted("task_1"));
    other->generate(rain(), {.on_event = destroy, .why = &by_event.why}, by_event.handler());
    run();
    BOOST_TEST(by_event.code == errc::client_closed);
    BOOST_TEST(by_event.why.task.has_value());

    other.emplace(context.get_executor(), network, options());
    error_code code;
    other->generate(rain(), [&](error_code result, generated_video) {
        other.reset();
        code = result;
    });
    run();
    BOOST_TEST(code == errc::no_account);
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(cancelling_afterwards_does_nothing, client_fixture) {
    asio::cancellation_signal signal;
    outcome<task> result;
    reply(accepted("task_1"));
    client.submit(rain(), result.handler(signal));
    run();
    signal.emit(asio::cancellation_type::terminal);
    run();
    BOOST_TEST(result.done());
    BOOST_TEST(!result.code);
}

BOOST_FIXTURE_TEST_CASE(a_storm_of_cancellations_loses_no_task, client_fixture) {
    int made = 0;
    network->answer_with([&made](const http_request& request) {
        return request.method == "POST" ? accepted("task_" + std::to_string(++made)) : state_is("processing");
    });
    std::vector<outcome<generated_video>> results(1000);
    std::vector<asio::cancellation_signal> signals(results.size());
    for (std::size_t i = 0; i != results.size(); ++i)
        client.generate(rain(), results[i].options(), results[i].handler(signals[i]));
    settle();
    for (int i = 0; i != 500; ++i) {  // some have been polled, some have not
        clock->advance_to_alarm();
        settle();
    }
    for (auto& signal : signals) signal.emit(asio::cancellation_type::terminal);
    settle();
    std::vector<std::string> ids;
    for (const auto& result : results) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST_REQUIRE(result.why.task.has_value());
        ids.push_back(result.why.task->id);
    }
    BOOST_TEST(has_no_duplicates(ids));
    BOOST_TEST(!clock->has_alarm());
    const auto before = requests().size();
    run();
    BOOST_TEST(requests().size() == before);
}

// ---- the client goes

BOOST_DATA_TEST_CASE(operations_of_a_destroyed_client_end, data::make(points), p) {
    client_fixture f;
    auto client = std::make_optional<seedance::client>(f.context.get_executor(), f.network, f.options());
    client->use(apixo::account{.api_key = secret{"test-key"}});
    outcome<generated_video> result;
    p.prepare(f);
    client->generate(rain(), result.options(), result.handler());
    reach(f, p);
    client.reset();
    f.settle();
    BOOST_TEST_REQUIRE(result.done());
    check_ended(p, errc::client_closed, result.why);
    BOOST_TEST(f.requests().size() == p.sent);
    BOOST_TEST(f.clock->has_alarm() == (p.on_its_way && !p.has_task));

    if (f.network->held() == 1) f.reply(accepted("task_1"));
    f.network->release();
    const auto told = f.log.size();
    f.run();
    BOOST_TEST(result.done());
    BOOST_TEST(f.log.size() == told, "a client that has gone tells nobody anything");
}

BOOST_FIXTURE_TEST_CASE(no_handler_of_events_is_called_after_its_client_has_gone, client_fixture) {
    const auto kept = std::make_shared<memory_journal>();
    auto with_journal = options();
    with_journal.journal = kept;
    auto other = std::make_optional<seedance::client>(context.get_executor(), network, with_journal);
    other->use(apixo::account{.api_key = secret{"test-key"}});
    outcome<task> result;
    int told = 0;
    auto watch = [&told](const event&) { ++told; };
    network->hold();
    const call_options named{.on_event = watch, .intent = "order-1", .why = &result.why};
    other->submit(rain(), named, result.handler());
    settle();
    told = 0;
    BOOST_TEST_REQUIRE(network->held() == 1u);
    reply(accepted("task_1"));
    network->release();  // the answer is there before the client goes, and is read after it
    other.reset();
    run();
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(result.why.detail ==
               "the request is on its way; if the gateway accepts it, the journal receives the "
               "task of intent \"order-1\"");
    BOOST_TEST(told == 0);
    BOOST_TEST(log.empty());
    BOOST_TEST(kept->find("order-1")->state == intent_state::accepted);
    BOOST_TEST(kept->find("order-1")->task->id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_client_that_goes_within_one_handler_calls_no_other, client_fixture) {
    auto other = std::make_optional<seedance::client>(context.get_executor(), network, options());
    other->use(apixo::account{.api_key = secret{"test-key"}});
    outcome<task> result;
    auto destroy = [&other](const event&) { other.reset(); };
    reply(accepted("task_1"));
    other->submit(rain(), {.on_event = destroy}, result.handler());
    run();
    BOOST_TEST(result.done());
    BOOST_TEST(log.empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_waits_for_a_handler_that_another_thread_calls) {
    asio::io_context context;
    const auto network = std::make_shared<testing::scripted_transport>(context.get_executor());
    network->enqueue(accepted("task_1"));
    std::atomic<bool> is_in_handler{false}, is_going{false};
    client_options watched;
    watched.on_event = event_handler{[&](const events::accepted&) {
        is_in_handler = true;
        while (!is_going) std::this_thread::yield();
        for (int i = 0; i != 1'000; ++i) std::this_thread::yield();
        is_in_handler = false;
    }};
    auto client = std::make_optional<seedance::client>(context.get_executor(), network, watched);
    client->use(apixo::account{.api_key = secret{"test-key"}});
    outcome<task> result;
    client->submit(rain(), result.handler());
    std::thread runner{[&context] { context.run(); }};
    while (!is_in_handler) std::this_thread::yield();
    is_going = true;
    client.reset();
    BOOST_TEST(!is_in_handler);
    runner.join();
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(an_operation_started_after_its_client_has_gone_ends, client_fixture) {
    auto other = std::make_optional<seedance::client>(context.get_executor(), network, options());
    other->use(apixo::account{.api_key = secret{"test-key"}});
    outcome<generated_video> result;
    auto late = other->generate(rain(), result.options(), asio::deferred);
    other.reset();
    settle();
    std::move(late)(result.handler());
    run();
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(requests().empty());
}

BOOST_AUTO_TEST_CASE(an_operation_that_nobody_starts_may_outlive_the_context) {
    std::optional<operation<generated_video>> later;
    {
        asio::io_context io;
        seedance::client client{io};
        client.use(apixo::account{.api_key = secret{"test-key"}});
        later.emplace(client.generate(rain()));
    }
    later.reset();
    BOOST_TEST(!later);
}

BOOST_AUTO_TEST_CASE(a_client_without_a_transport_is_refused_at_once) {
    asio::io_context io;
    BOOST_CHECK_THROW((seedance::client{io, std::shared_ptr<transport>{}}), std::invalid_argument);
}

// ---- the client moves

BOOST_FIXTURE_TEST_CASE(a_client_that_is_moved_to_itself_stays_what_it_is, client_fixture) {
    outcome<generated_video> result;
    reply(accepted("task_1"), succeeded(url));
    client.generate(rain(), result.options(), result.handler());
    settle();
    auto& itself = client;
    client = std::move(itself);
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(log.front() == "accepted task_1", "its handlers are told as before");
}

namespace {

constexpr auto moved_from = "this client was moved from: use the one that it was moved to";

/// Starts an operation of a client that was moved from, and checks that it says so, later and once.
template <class T, class Start>
void check_moved_from(client_fixture& f, Start start) {
    outcome<T> result;
    start(result);
    BOOST_TEST(result.calls == 0, "never called from within a function of the client");
    f.run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(result.why.code == errc::client_closed);
    BOOST_TEST(result.why.detail == moved_from);
    BOOST_TEST(result.why.billed == billed::no);
}

bool says_moved_from(const error& e) { return e.code() == errc::client_closed && e.why().detail == moved_from; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_operation_of_a_client_that_was_moved_from_says_so, client_fixture) {
    const seedance::client taken{std::move(client)};
    const task known{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"};
    auto& it = client;
    check_moved_from<task>(*this, [&](auto& r) { it.submit(rain(), r.options(), r.handler()); });
    check_moved_from<generated_video>(*this, [&](auto& r) { it.generate(rain(), r.options(), r.handler()); });
    check_moved_from<generated_video>(*this, [&](auto& r) { it.wait(known, r.options(), r.handler()); });
    check_moved_from<generated_video>(*this, [&](auto& r) { it.resume(to_string(known), r.options(), r.handler()); });
    check_moved_from<status_answer>(*this, [&](auto& r) { it.status(known, r.options(), r.handler()); });
    check_moved_from<recovery>(*this, [&](auto& r) { it.recover(r.options(), r.handler()); });
    check_moved_from<price_list>(*this, [&](auto& r) { it.prices("xenodia", r.options(), r.handler()); });
    check_moved_from<saved_file>(*this, [&](auto& r) { it.download({}, "video.mp4", r.options(), r.handler()); });
    BOOST_CHECK_EXCEPTION(it.use(apixo::account{.api_key = secret{"test-key"}}), error, says_moved_from);
    BOOST_CHECK_EXCEPTION(it.get_executor(), error, says_moved_from);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_is_told_that_its_client_was_moved_from, client_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(seedance::client& moved) {
            const auto made = co_await moved.submit(rain());
            BOOST_ERROR("made " << made.id);
        }
    };
    const seedance::client taken{std::move(client)};
    BOOST_CHECK_EXCEPTION(run(coroutine::run(client)), error, says_moved_from);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_was_moved_from_may_be_assigned_to, client_fixture) {
    seedance::client taken{std::move(client)};
    seedance::client again{std::move(client)};  // nothing is taken over
    client = std::move(taken);
    outcome<task> result;
    reply(accepted("task_1"));
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(result.value.id == "task_1");
}

// ---- the execution context goes

BOOST_DATA_TEST_CASE(a_context_may_go_with_operations_pending, data::make(points), p) {
    asio::cancellation_signal signal;
    const auto calls = std::make_shared<int>(0);
    {
        client_fixture f;
        p.prepare(f);
        f.client.generate(rain(), asio::bind_cancellation_slot(signal.slot(), tracked(calls)));
        reach(f, p);
        BOOST_TEST(calls.use_count() > 1);
    }
    BOOST_TEST(calls.use_count() == 1, "the handler is destroyed");
    BOOST_TEST(*calls == 0);
    signal.emit(asio::cancellation_type::terminal);  // the signal outlives everything
}

BOOST_DATA_TEST_CASE(a_context_may_go_with_its_coroutines_and_their_clients, data::make(points), p) {
    struct coroutine {
        static asio::awaitable<void> run(client_fixture& f, std::shared_ptr<int> alive) {
            auto client = std::make_unique<seedance::client>(f.context.get_executor(), f.network, f.options());
            client->use(apixo::account{.api_key = secret{"test-key"}});
            const auto video = co_await client->generate(rain());
            BOOST_ERROR("made " << video.task.id << *alive);
        }
    };
    const auto alive = std::make_shared<int>(0);
    {
        client_fixture f;
        p.prepare(f);
        asio::co_spawn(f.context, coroutine::run(f, alive), asio::detached);
        reach(f, p);
        BOOST_TEST(alive.use_count() == 2);
    }
    BOOST_TEST(alive.use_count() == 1, "the coroutine is destroyed");
}

// ---- many at once

namespace {

/// Calls that wait for their turn behind one that is on its way.
struct crowd : client_fixture {
    explicit crowd(std::size_t size) : signals(size) {
        auto chosen = options();
        chosen.tasks_at_once = 1;
        use_options(chosen);
        network->hold();
        for (auto& signal : signals)
            client.submit(rain(), asio::bind_cancellation_slot(signal.slot(), [this](error_code, task) { ++ended; }));
        settle();
        BOOST_TEST_REQUIRE(network->held() == 1u);
    }

    std::vector<asio::cancellation_signal> signals;
    std::size_t ended = 0;
};

/// Gives the processor's time that each of so many takes to leave.
template <class Leave>
double time_of_each(std::size_t size, const Leave& leave) {
    crowd all{size};
    const auto from = std::clock();
    leave(all);
    all.settle();
    const auto took = std::clock() - from;
    BOOST_TEST(all.ended == size);
    return static_cast<double>(took) / static_cast<double>(size);
}

}  // namespace

BOOST_AUTO_TEST_CASE(leaving_the_queue_costs_the_same_however_many_wait) {
    const auto cancelled = [](crowd& all) {
        const auto cancel = [](auto& signal) { signal.emit(asio::cancellation_type::terminal); };
        std::for_each(all.signals.rbegin(), all.signals.rend(), cancel);
    };
    const auto destroyed = [](crowd& all) { all.use_options(all.options()); };
    const auto cost_stays = [](const char* how, const auto& leave) {
        const auto few = time_of_each(1'000, leave), many = time_of_each(20'000, leave);
        BOOST_TEST(many < 2 * few, how << ": " << few << " us each of 1,000, " << many << " us each of 20,000");
    };
    cost_stays("cancelled", cancelled);
    cost_stays("the client is destroyed", destroyed);
}

BOOST_AUTO_TEST_SUITE_END()
