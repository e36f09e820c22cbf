// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The end of a client that is told of it before: `drain`, which lets what has left arrive, and `close`.
#include "client_fixture.hpp"
#include "journal_doubles.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_drain)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";
const task known{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_9"};

/// A journal in memory that fails on demand.
class failing_journal final : public journal_before<failing_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }
    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        if (fails) throw std::runtime_error{"the disk is full"};
        return kept.apply(changes);
    }

    journal& inner_journal() { return kept; }

    bool fails = false;

  private:
    memory_journal kept;
};

class drain_fixture : public client_fixture {
  public:
    drain_fixture() {
        auto with_journal = options();
        with_journal.journal = written;
        with_journal.tasks_at_once = 1;
        use_options(with_journal);
    }

    /// Begins a submit whose answer is held back.
    void send(outcome<task>& result, std::string_view name = "order-1") {
        network->hold();
        client.submit(rain(), {.intent = name, .why = &result.why}, result.handler());
        settle();
        BOOST_TEST_REQUIRE(network->held() == 1u);
    }

    /// The same, and then the caller goes.
    void send_and_leave(outcome<task>& result) {
        asio::cancellation_signal stop;
        network->hold();
        client.submit(rain(), {.intent = "order-1", .why = &result.why}, result.handler(stop));
        settle();
        stop.emit(asio::cancellation_type::terminal);
        settle();
    }

    void drain(std::chrono::milliseconds limit = 900ms) {
        client.drain(limit, drained.options(), drained.handler());
        settle();
    }

    intent_state state(const std::string& name = "order-1") { return written->find(name).value().state; }

    /// What must be true of a submit that the drain has ended.
    template <class T>
    void check_ended(const outcome<T>& result) {
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(result.code == errc::client_closed);
        BOOST_TEST(result.why.billed == billed::no);
        BOOST_TEST(result.why.retry == retry::call_again);
        BOOST_TEST(result.why.detail ==
                   "client::drain() lets no submit begin any more: use another client, or start the program again");
    }

    bool runs_dry() {
        context.restart();
        context.poll();
        return context.stopped();
    }

    std::shared_ptr<failing_journal> written = std::make_shared<failing_journal>();
    outcome<unfinished> drained;
};

/// A point before the first byte at which a submit can stand.
struct point {
    const char* name;
    std::function<void(drain_fixture&)> prepare;
    std::size_t sent;
};

std::ostream& operator<<(std::ostream& out, const point& p) { return out << p.name; }

const point points[] = {
    {"in the queue",
     [](drain_fixture& f) {
         f.client.wait(known, [](error_code, generated_video) {});  // it has the only place
         f.settle();
     },
     0},
    {"between attempts", [](drain_fixture& f) { f.reply(not_connected()); }, 1},
    {"waiting after 429", [](drain_fixture& f) { f.reply(refused_for(429, "60")); }, 1},
    {"connecting", [](drain_fixture& f) { f.network->hold(exchange_phase::connect); }, 0},
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_client_with_nothing_under_way_is_drained_at_once, drain_fixture) {
    drain();
    BOOST_TEST_REQUIRE(drained.done());
    BOOST_TEST(!drained.code);
    BOOST_TEST(drained.value.submits.empty());
    BOOST_TEST(drained.value.tasks.empty());
    BOOST_TEST(drained.value.unwritten.empty());
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(no_submit_begins_any_more_and_all_else_goes_on, drain_fixture) {
    drain();
    outcome<task> submitted;
    outcome<generated_video> made, waited;
    outcome<status_answer> status;
    client.submit(rain(), {.intent = "order-1", .why = &submitted.why}, submitted.handler());
    client.generate(rain(), made.options(), made.handler());
    settle();
    BOOST_TEST(submitted.code == errc::client_closed);
    BOOST_TEST(submitted.why.billed == billed::unknown, "the journal was not asked for the name");
    check_ended(made);
    BOOST_TEST(!written->find("order-1").has_value());
    BOOST_TEST(requests().empty());

    reply(state_is("processing"), succeeded(url));
    client.status(known, status.handler());
    client.wait(known, waited.handler());
    run();
    BOOST_TEST(!status.code);
    BOOST_TEST(waited.value.urls.at(0) == url);
}

BOOST_DATA_TEST_CASE(a_submit_of_which_nothing_has_left_ends_unsent, data::make(points), p) {
    drain_fixture f;
    outcome<generated_video> result;
    p.prepare(f);
    f.client.generate(rain(), {.intent = "order-1", .why = &result.why}, result.handler());
    f.settle();
    BOOST_TEST_REQUIRE(f.requests().size() == p.sent);
    f.drain();
    f.check_ended(result);
    BOOST_TEST(f.state() == intent_state::not_sent);
    BOOST_TEST_REQUIRE(f.drained.done(), "there is nothing to wait for");
    BOOST_TEST(f.drained.value.submits.empty());
    f.network->release();
    f.settle();
    BOOST_TEST(f.requests().size() == p.sent);
}

BOOST_FIXTURE_TEST_CASE(what_has_left_is_waited_for, drain_fixture) {
    outcome<generated_video> made;
    network->hold();
    client.generate(rain(), made.options(), made.handler());
    settle();
    drain();
    BOOST_TEST(drained.calls == 0);
    clock->advance(500ms);
    reply(accepted("task_1"));
    network->release();
    settle();
    BOOST_TEST_REQUIRE(drained.done());
    BOOST_TEST(elapsed() == 500ms);
    BOOST_TEST(drained.value.submits.empty());
    BOOST_TEST_REQUIRE(drained.value.tasks.size() == 1u);
    BOOST_TEST(drained.value.tasks.at(0).id == "task_1");
    BOOST_TEST(made.calls == 0, "waits go on");
    reply(succeeded(url));
    run();
    BOOST_TEST(!made.code);
}

BOOST_FIXTURE_TEST_CASE(what_has_left_is_waited_for_so_long_and_named_then, drain_fixture) {
    outcome<task> result;
    send(result);
    drain(900ms);
    clock->advance(899ms);
    settle();
    BOOST_TEST(drained.calls == 0);
    clock->advance(1ms);
    settle();
    BOOST_TEST_REQUIRE(drained.done());
    BOOST_TEST(!drained.code);
    BOOST_TEST_REQUIRE(drained.value.submits.size() == 1u);
    BOOST_TEST(drained.value.submits.at(0).name == "order-1");
    BOOST_TEST(drained.value.submits.at(0).state == intent_state::sending);
    BOOST_TEST(drained.value.unwritten.empty());
    BOOST_TEST(result.calls == 0);
    reply(accepted("task_1"));
    network->release();
    run();
    BOOST_TEST(result.value.id == "task_1", "the answer is still used");
}

BOOST_FIXTURE_TEST_CASE(what_has_left_is_waited_for_without_its_caller_too, drain_fixture) {
    outcome<task> result;
    send_and_leave(result);
    drain();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(drained.calls == 0);
    reply(accepted("task_1"));
    network->release();
    settle();
    BOOST_TEST(drained.done());
    BOOST_TEST(state() == intent_state::accepted);
}

BOOST_FIXTURE_TEST_CASE(what_the_gateway_refuses_meanwhile_is_not_sent_again, drain_fixture) {
    for (const auto& answer : {refused_for(429, "1"), not_connected()}) {
        drain_fixture f;
        outcome<task> result;
        f.send(result);
        f.drain();
        f.reply(answer);
        f.network->release();
        f.settle();
        f.check_ended(result);
        BOOST_TEST(f.state() == intent_state::not_sent);
        BOOST_TEST(f.drained.done());
        f.run();
        BOOST_TEST(f.requests().size() == 1u);
    }
    outcome<task> result;
    send(result);
    drain();
    client.use(apixo::account{.api_key = secret{"new-key"}});
    reply(refused(401));
    network->release();
    run();
    BOOST_TEST(result.code == errc::rejected_key, "a new key does not make it begin again");
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_journal_is_waited_for, drain_fixture) {
    outcome<task> result;
    send(result);
    drain(60s);
    written->fails = true;
    reply(accepted("task_1"));
    network->release();
    run_until([&] { return result.done(); });
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(drained.calls == 0);
    written->fails = false;
    run();
    BOOST_TEST_REQUIRE(drained.done());
    BOOST_TEST(elapsed() < 60s);
    BOOST_TEST(drained.value.unwritten.empty());
    BOOST_TEST(state() == intent_state::accepted);
}

BOOST_FIXTURE_TEST_CASE(the_journal_is_waited_for_when_every_submit_has_ended, drain_fixture) {
    outcome<task> result;
    send(result);
    drain(60s);
    written->fails = true;
    reply(refused(400));
    network->release();
    settle();
    BOOST_TEST(result.code == errc::rejected);
    BOOST_TEST(drained.calls == 0);
    written->fails = false;
    run();
    BOOST_TEST_REQUIRE(drained.done());
    BOOST_TEST(elapsed() < 60s);
    BOOST_TEST(state() == intent_state::not_sent);
}

BOOST_FIXTURE_TEST_CASE(what_the_journal_cannot_write_is_named, drain_fixture) {
    outcome<task> result;
    send(result);
    written->fails = true;
    reply(accepted("task_1"));
    network->release();
    drain(10s);
    run_until([&] { return drained.done(); });
    BOOST_TEST(elapsed() == 10s);
    BOOST_TEST(drained.value.submits.empty());
    BOOST_TEST_REQUIRE(drained.value.unwritten.size() == 1u);
    BOOST_TEST(drained.value.unwritten.at(0).name == "order-1");
    BOOST_TEST(drained.value.unwritten.at(0).state == intent_state::accepted);
    BOOST_TEST(drained.value.unwritten.at(0).task->id == "task_1");
    written->fails = false;
    run();
}

BOOST_FIXTURE_TEST_CASE(a_drain_may_be_called_again_and_may_be_cancelled, drain_fixture) {
    outcome<task> result;
    send(result);
    asio::cancellation_signal stop;
    outcome<unfinished> cancelled, again;
    client.drain(60s, cancelled.options(), cancelled.handler(stop));
    drain(1s);
    client.drain(60s, again.options(), again.handler());
    settle();
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(cancelled.code == errc::cancelled);
    clock->advance(1s);
    settle();
    BOOST_TEST(drained.value.submits.size() == 1u);
    reply(accepted("task_1"));
    network->release();
    settle();
    BOOST_TEST_REQUIRE(again.done());
    BOOST_TEST(again.value.submits.empty());
    outcome<task> late;
    client.submit(rain(), late.options(), late.handler());
    run();
    check_ended(late);
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_drains, drain_fixture) {
    struct coroutine {
        static asio::awaitable<void> run(seedance::client& client, std::size_t& tasks) {
            const auto left = co_await client.drain(900ms);
            tasks = left.tasks.size();
        }
    };
    std::size_t tasks = 0;
    reply(succeeded(url));
    client.wait(known, [](error_code, generated_video) {});
    run(coroutine::run(client, tasks));
    BOOST_TEST(tasks == 1u);
}

// ---- close

BOOST_FIXTURE_TEST_CASE(close_stops_what_the_destructor_lets_go_on, drain_fixture) {
    outcome<task> result;
    send(result);
    client.close();
    settle();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.retry == retry::ask_first);
    BOOST_TEST(result.why.detail ==
               "the request has left, and client::close() does not wait for its answer: intent "
               "\"order-1\" is unknown in the journal");
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_TEST(state() == intent_state::unknown);
    BOOST_TEST(!clock->has_alarm());
    BOOST_TEST(runs_dry(), "`run` returns");
}

BOOST_AUTO_TEST_CASE(the_destructor_lets_go_on_what_has_left_for_its_documented_time) {
    drain_fixture f;
    auto other = std::make_optional<seedance::client>(std::move(f.client));
    outcome<task> result;
    f.network->hold();
    other->submit(rain(), {.intent = "order-1", .why = &result.why}, result.handler());
    f.settle();
    other.reset();
    f.settle();
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(f.network->cancelled() == 0u);
    BOOST_TEST(!f.runs_dry());
    BOOST_TEST(f.requests().at(0).reply_timeout == 12min, "the transport ends it then");
    f.reply(accepted("task_1"));
    f.network->release();
    f.run();
    BOOST_TEST(f.state() == intent_state::accepted);
    BOOST_TEST(f.runs_dry());
}

BOOST_FIXTURE_TEST_CASE(close_stops_submits_whose_callers_have_gone, drain_fixture) {
    outcome<task> result;
    send_and_leave(result);
    clock->advance(5min);  // by now it is in the salvage window
    client.close();
    settle();
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_TEST(state() == intent_state::unknown);
    BOOST_TEST(runs_dry());
}

BOOST_FIXTURE_TEST_CASE(a_closed_client_does_nothing_any_more, drain_fixture) {
    outcome<generated_video> waiting;
    outcome<task> sending;
    outcome<unfinished> draining;
    send(sending);
    client.wait(known, waiting.options(), waiting.handler());
    client.drain(1h, draining.options(), draining.handler());
    settle();
    client.close();
    settle();
    BOOST_TEST(waiting.code == errc::client_closed);
    BOOST_TEST(waiting.why.task->id == known.id);
    BOOST_TEST(draining.code == errc::client_closed);
    drain();
    BOOST_TEST(drained.code == errc::client_closed);
    outcome<status_answer> asked;
    client.status(known, asked.handler());
    client.close();
    run();
    BOOST_TEST(asked.code == errc::client_closed);
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(log.empty());
}

BOOST_FIXTURE_TEST_CASE(a_submit_that_connects_when_its_client_closes_is_not_sent, drain_fixture) {
    network->hold(exchange_phase::connect);
    outcome<task> result;
    client.submit(rain(), {.intent = "order-1", .why = &result.why}, result.handler());
    settle();
    client.close();
    settle();
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(state() == intent_state::not_sent);
    BOOST_TEST(runs_dry());
}

BOOST_FIXTURE_TEST_CASE(a_client_that_was_moved_from_can_be_closed_and_cannot_be_drained, drain_fixture) {
    const seedance::client taken{std::move(client)};
    client.close();
    drain();
    BOOST_TEST(drained.code == errc::client_closed);
    BOOST_TEST(!drained.why.detail.empty());
}

BOOST_AUTO_TEST_SUITE_END()
