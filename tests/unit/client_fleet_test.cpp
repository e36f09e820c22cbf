// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Clients of several machines on one database: what a dead one leaves is taken up by the others, and nobody sends what
// may be somebody else's by then.
#include "checks.hpp"
#include "fleet_fixture.hpp"
#include "intents.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/budget.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_fleet)

namespace {

call_options named(failure& why, std::string_view name) { return {.intent = name, .why = &why}; }

bool has(const std::vector<std::string>& lines, const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

// ---- what the dead leave

BOOST_FIXTURE_TEST_CASE(what_a_dead_machine_has_left_is_taken_within_a_lease, fleet_fixture) {
    auto& first = begin();
    auto& second = begin();
    network->answer_with([n = 0](const http_request& request) mutable {
        return request.method == "POST" ? accepted("task_" + std::to_string(++n)) : state_is("pending");
    });
    outcome<task> sent;
    first.client->submit(rain(), named(sent.why, "order-1"), sent.handler());
    settle();
    BOOST_TEST_REQUIRE(sent.done());
    pass(60s);
    BOOST_TEST(second.taken.empty(), "who renews its lease is alive");
    first.die();
    pass(lease + renewal * 6 / 5);
    BOOST_TEST_REQUIRE(second.taken.size() == 1u);
    BOOST_TEST(names_of(second.taken[0].tasks) == std::vector<std::string>{"order-1"});
    BOOST_TEST(has(second.log, "taken over 1 tasks, 0 unknown, 0 queued, 0 not sent, 0 expired"));
    pass(10min);
    BOOST_TEST(second.taken.size() == 1u, "it is told once");
}

BOOST_FIXTURE_TEST_CASE(a_queued_request_is_sent_by_whoever_takes_it, fleet_fixture) {
    auto& first = begin([](client_options& of) { of.submits_per_second = 0.001; });
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    outcome<intent> queued[2];
    for (int i = 0; i != 2; ++i)
        first.client->enqueue(rain(), named(queued[i].why, "order-" + std::to_string(i)), queued[i].handler());
    settle();
    BOOST_TEST(submits() == 1, "the other one waits for its turn");
    auto& second = begin();
    first.die();
    pass(lease + renewal * 6 / 5);
    BOOST_TEST(submits() == 2);
    BOOST_TEST((row("order-1")->state == intent_state::accepted));
    BOOST_TEST_REQUIRE(second.taken.size() == 1u);
    BOOST_TEST(names_of(second.taken[0].queued) == std::vector<std::string>{"order-1"});
    BOOST_TEST(names_of(second.taken[0].tasks) == std::vector<std::string>{"order-0"});
}

BOOST_FIXTURE_TEST_CASE(what_was_on_its_way_is_taken_as_unknown, fleet_fixture) {
    auto& first = begin();
    network->hold();
    outcome<task> sent;
    first.client->submit(rain(), named(sent.why, "order-1"), sent.handler());
    settle();
    auto& second = begin();
    first.die();
    pass(lease + renewal * 6 / 5);
    BOOST_TEST_REQUIRE(second.taken.size() == 1u);
    BOOST_TEST(names_of(second.taken[0].unknown) == std::vector<std::string>{"order-1"});
    BOOST_TEST(submits() == 1, "it is never sent again");
}

BOOST_FIXTURE_TEST_CASE(the_living_share_what_is_left, fleet_fixture) {
    static constexpr std::size_t left = 20'000;
    for (int i = 0; i != 7; ++i) begin();
    pass(lease);
    leave_tasks(left);
    pass(lease);
    std::size_t all = 0;
    for (const auto& each : machines) {
        BOOST_TEST(each->tasks_taken() > left / 7 / 6);
        BOOST_TEST(each->tasks_taken() < left / 7 * 3);
        for (const auto& go : each->taken) BOOST_TEST(go.tasks.size() <= 2'000u);
        all += each->tasks_taken();
    }
    BOOST_TEST(all == left, "within a lease, and nothing twice");
}

BOOST_FIXTURE_TEST_CASE(a_few_are_shared_too, fleet_fixture) {
    for (int i = 0; i != 7; ++i) begin();
    pass(lease);
    leave_tasks(500);
    pass(lease);
    std::size_t all = 0, most = 0;
    for (const auto& each : machines) {
        all += each->tasks_taken();
        most = std::max(most, each->tasks_taken());
    }
    BOOST_TEST(all == 500u);
    BOOST_TEST(most < 400u, "nobody takes them all");
}

BOOST_FIXTURE_TEST_CASE(no_more_is_taken_than_a_client_wants_to_wait_for, fleet_fixture) {
    network->answer_with([](const http_request&) { return state_is("pending"); });
    auto& only = begin([](client_options& of) {
        of.fleet.most_waiting = 30;
        of.fleet.most_at_once = 20;
    });
    std::vector<outcome<generated_video>> waits(100);
    std::size_t begun = 0;
    leave_tasks(100);
    for (int i = 0; i != 40; ++i) {
        pass(renewal / 2);
        for (const auto& go : std::exchange(only.taken, {}))
            for (const auto& each : go.tasks) only.client->wait(*each.task, waits[begun++].handler());
    }
    BOOST_TEST(begun == 30u);
}

BOOST_FIXTURE_TEST_CASE(who_ends_takes_nothing_over, fleet_fixture) {
    auto& draining = begin();
    auto& closed = begin();
    pass(renewal);
    outcome<unfinished> drained;
    draining.client->drain(1s, drained.handler());
    leave_tasks(10);
    closed.client->close();
    pass(10min);
    BOOST_TEST(draining.taken.empty());
    BOOST_TEST(closed.taken.empty());
    draining.client.reset();
    pass(1min);
    BOOST_TEST(!clock->has_alarm(), "nothing goes on behind a client that is closed");
}

BOOST_FIXTURE_TEST_CASE(what_the_function_throws_costs_nothing, fleet_fixture) {
    int calls = 0;
    begin([&calls](client_options& of) {
        of.fleet.on_taken = [&calls](const recovery&) {
            ++calls;
            throw std::runtime_error{"the caller's own"};
        };
    });
    leave_tasks(1'000);
    pass(lease);
    BOOST_TEST(calls > 1);
}

BOOST_FIXTURE_TEST_CASE(a_journal_without_a_lease_is_looked_into_too, fleet_fixture) {
    disk.lease = 0s;
    auto& only = begin();
    leave_tasks(3);
    pass(6s);
    BOOST_TEST(only.tasks_taken() == 3u);
}

BOOST_FIXTURE_TEST_CASE(what_was_taken_and_not_heard_of_is_found_by_the_next_look, fleet_fixture) {
    auto& only = begin();
    network->answer_with([](const http_request&) { return state_is("pending"); });
    outcome<generated_video> waited;
    leave_tasks(2);
    only.client->wait(*row("order-0")->task, waited.handler());
    disk.fail(simulated_disk::fault::loses_answer, 1, 1);  // the renewal's answer comes, and the claim's does not
    pass(renewal / 4);
    BOOST_TEST_REQUIRE(disk.mend());
    BOOST_TEST(only.tasks_taken() == 0u);
    BOOST_TEST(has(only.log, "take-over failed: the disk fails"));
    BOOST_TEST(!has(only.log, "renewal failed: the disk fails"));
    const auto owner = disk.rows.at(disk.newest("order-1")).owner;
    BOOST_TEST(owner == only.store->owner(), "nobody else may take it");
    pass(renewal * 6 / 5);
    BOOST_TEST_REQUIRE(only.taken.size() == 1u);
    BOOST_TEST(names_of(only.taken[0].tasks) == std::vector<std::string>{"order-1"}, "the other one is waited for");
    pass(10min);
    BOOST_TEST(only.taken.size() == 1u, "it is told once");
}

BOOST_FIXTURE_TEST_CASE(what_a_look_through_its_own_has_not_read_is_looked_for_again, fleet_fixture) {
    auto& only = begin();
    leave_tasks(2);
    disk.fail(simulated_disk::fault::loses_answer, 1, 1);
    pass(renewal / 4);
    BOOST_TEST_REQUIRE(disk.mend());
    disk.fail(simulated_disk::fault::refuses_reading, 0, 2);
    pass(lease);
    BOOST_TEST_REQUIRE(disk.mend());
    pass(lease);
    BOOST_TEST(only.tasks_taken() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_written_yet_is_not_told_as_unknown, fleet_fixture) {
    auto& only = begin();
    pass(renewal / 4);
    reply(accepted("task_1"));
    disk.on_sending = [this](const intent&) { disk.fail(simulated_disk::fault::refuses, 0, 1'000); };
    outcome<task> sent;
    only.client->submit(rain(), named(sent.why, "order-1"), sent.handler());
    pass(lease * 2 / 3);
    BOOST_TEST_REQUIRE(sent.done());
    BOOST_TEST(sent.value.id == "task_1");
    BOOST_TEST(has(only.log, "renewal failed: the disk fails"));
    BOOST_TEST(disk.mend());
    BOOST_TEST((row("order-1")->state == intent_state::sending), "its task could not be written");
    pass(1min);
    BOOST_TEST((row("order-1")->state == intent_state::accepted));
    for (const auto& go : only.taken) BOOST_TEST(go.unknown.empty(), "it was accepted, and this client knows");
}

BOOST_FIXTURE_TEST_CASE(recover_claims_in_pieces, fleet_fixture) {
    auto& only = begin([](client_options& of) { of.fleet.takes_over = false; });
    leave_tasks(5'000);
    outcome<recovery> found;
    only.client->recover(found.handler());
    settle();
    BOOST_TEST_REQUIRE(found.done());
    BOOST_TEST(found.value.tasks.size() == 5'000u);
    BOOST_TEST(disk.largest_claim == 2'000u, "a database takes long for very many at once");
}

BOOST_FIXTURE_TEST_CASE(a_task_that_waits_asks_the_journal_nothing, fleet_fixture) {
    auto& only = begin([](client_options& of) { of.fleet.takes_over = false; });
    network->answer_with([n = 0](const http_request& request) mutable {
        return request.method == "POST" ? accepted("task_" + std::to_string(++n)) : state_is("pending");
    });
    outcome<generated_video> video, of_queued;
    outcome<intent> queued;
    only.client->generate(rain(), named(video.why, "order-1"), video.handler());
    only.client->enqueue(rain(), named(queued.why, "order-2"), queued.handler());
    settle();
    BOOST_TEST_REQUIRE(queued.done());
    only.client->wait("order-2", of_queued.handler());
    pass(10s);
    const auto calls = disk.calls, polls = requests().size();
    pass(20min);
    BOOST_TEST(requests().size() > polls + 20);
    BOOST_TEST(disk.calls == calls);
    BOOST_TEST((!video.done() && !of_queued.done()));
}

// ---- the lease

namespace {

/// A machine whose lease ends between the word that a request is being sent and its first byte.
struct pausing_fixture : fleet_fixture {
    machine& paused = begin([](client_options& of) { of.fleet.takes_over = false; });

    /// Stands still for so long there.
    void stand_still(std::chrono::milliseconds time, bool is_renewed_first = false) {
        disk.on_sending = [this, time, is_renewed_first](const intent&) {
            disk.on_sending = [](const intent&) {};
            clock->advance(time);
            if (is_renewed_first) paused.store->renew();
        };
    }
};

void check_refused(const outcome<task>& result) {
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::journal_unavailable);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.retry == retry::call_again);
    for (const auto* words : {"lease", "nothing was sent", "call again"})
        BOOST_TEST(contains(result.why.detail, words), result.why.detail);
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(nothing_is_sent_when_the_lease_is_over, pausing_fixture) {
    stand_still(lease);
    outcome<task> result;
    paused.client->submit(rain(), named(result.why, "order-1"), result.handler());
    settle();
    check_refused(result);
    BOOST_TEST(requests().empty());
    paused.store->renew();
    pass(1min);
    BOOST_TEST((row("order-1")->state == intent_state::not_sent));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_sent_that_was_written_in_an_earlier_term, pausing_fixture) {
    stand_still(lease, true);
    outcome<task> result;
    paused.client->submit(rain(), named(result.why, "order-1"), result.handler());
    settle();
    BOOST_TEST(paused.store->may_send());
    check_refused(result);
    BOOST_TEST(requests().empty());
    BOOST_TEST((row("order-1")->state == intent_state::not_sent));
}

namespace {

/// A machine of which another one claims everything between the word that a request is being sent and its first byte.
struct robbed_fixture : pausing_fixture {
    robbed_fixture() {
        disk.on_sending = [this](const intent&) {
            disk.on_sending = [](const intent&) {};
            clock->advance(lease);
            other.renew();
            BOOST_TEST(other.claim(10) == 1u);
            BOOST_TEST((row("order-1")->state == intent_state::unknown));
            paused.store->renew();
        };
    }

    simulated_journal other{disk};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_another_has_claimed_is_not_sent_and_said_so, robbed_fixture) {
    outcome<task> result;
    paused.client->submit(rain(), named(result.why, "order-1"), result.handler());
    settle();
    check_refused(result);
    BOOST_TEST(requests().empty());
    BOOST_TEST((row("order-1")->state == intent_state::not_sent), "who has not sent it knows that");
}

BOOST_FIXTURE_TEST_CASE(what_another_has_claimed_from_the_queue_is_not_sent_and_said_so, robbed_fixture) {
    const auto price = estimate(rain()).amount();
    other.set_budget("b", price, budget_period::ever(), clock->wall_now());
    outcome<intent> queued;
    auto call = named(queued.why, "order-1");
    call.budget = "b";
    paused.client->enqueue(rain(), call, queued.handler());
    settle();
    BOOST_TEST_REQUIRE(queued.done());
    BOOST_TEST((row("order-1")->state == intent_state::not_sent), "who has not sent it knows that");
    BOOST_TEST(other.find_budget("b", clock->wall_now())->held == money{});
    for (int i = 0; i != 10; ++i) {
        paused.store->renew();
        pass(renewal);
    }
    BOOST_TEST(requests().empty());
    BOOST_TEST(paused.log.back() == "queued failed: " + make_error_code(errc::not_sent).message());
    outcome<generated_video> waited;
    waited.why = {};
    paused.client->wait("order-1", {.why = &waited.why}, waited.handler());
    settle();
    BOOST_TEST(waited.code == errc::not_sent);
    BOOST_TEST(contains(waited.why.detail, "claimed"), waited.why.detail);
}

BOOST_FIXTURE_TEST_CASE(a_queued_request_goes_on_by_itself_where_nobody_has_claimed_it, pausing_fixture) {
    int made = 0;
    network->answer_with([&made](const http_request&) { return accepted("task_" + std::to_string(++made)); });
    for (const auto& [time, is_renewed_first] :
         {std::pair{lease * 2 / 3, false}, std::pair{lease, false}, std::pair{lease, true}}) {
        const auto name = "order-" + std::to_string(made);
        paused.store->renew();
        paused.log.clear();
        stand_still(time, is_renewed_first);  // it may not send; others would take it for gone after the whole lease
        outcome<intent> queued;
        paused.client->enqueue(rain(), named(queued.why, name), queued.handler());
        settle();
        BOOST_TEST_REQUIRE(queued.done());
        BOOST_TEST(submits() == made);
        BOOST_TEST((row(name)->state == intent_state::planned));
        BOOST_TEST_REQUIRE(paused.log.size() == 1u);
        BOOST_TEST(paused.log[0] ==
                   "queued failed: " + make_error_code(errc::journal_unavailable).message() + ", again");
        for (int i = 0; i != 10; ++i) {
            paused.store->renew();
            pass(renewal);
        }
        BOOST_TEST((row(name)->state == intent_state::accepted));
    }
    BOOST_TEST(submits() == 3);
}

BOOST_FIXTURE_TEST_CASE(what_was_waiting_while_the_lease_ended_goes_on, pausing_fixture) {
    network->answer_with([](const http_request&) { return not_connected(); });
    outcome<intent> queued;
    paused.client->enqueue(rain(), named(queued.why, "queued"), queued.handler());
    settle();
    BOOST_TEST_REQUIRE(queued.done());
    BOOST_TEST(submits() != 0);
    network->answer_with([](const http_request&) { return accepted("task_1"); });
    clock->advance(lease * 2);
    paused.store->renew();
    BOOST_TEST(paused.store->term() == 1u);
    BOOST_TEST((row("queued")->state == intent_state::planned));
    for (int i = 0; i != 10; ++i) {
        paused.store->renew();
        pass(renewal);
    }
    BOOST_TEST((row("queued")->state == intent_state::accepted));
}

BOOST_FIXTURE_TEST_CASE(a_call_that_was_waiting_while_the_lease_ended_is_sent_unless_it_was_claimed, fleet_fixture) {
    auto& paused = begin([](client_options& of) {
        of.fleet.takes_over = false;
        of.submits_per_second = 0.01;
    });
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    outcome<task> first, second, third;
    for (auto* const each : {&first, &second, &third}) paused.client->submit(rain(), each->options(), each->handler());
    settle();
    BOOST_TEST(submits() == 1);
    const auto go_on = [&] {
        for (int i = 0; i != 12; ++i) {
            paused.store->renew();
            pass(renewal);
        }
    };
    clock->advance(lease * 2);
    go_on();
    BOOST_TEST_REQUIRE(second.done());
    BOOST_TEST(!second.code);
    BOOST_TEST(submits() == 2);
    clock->advance(lease * 2);
    simulated_journal other{disk};
    BOOST_TEST(other.claim(10) == 3u);
    go_on();
    BOOST_TEST_REQUIRE(third.done());
    BOOST_TEST(third.code == errc::intent_taken);
    BOOST_TEST(third.why.billed == billed::no);
    BOOST_TEST(third.why.retry == retry::call_again);
    BOOST_TEST(contains(third.why.detail, "nothing is billed"), third.why.detail);
    BOOST_TEST(submits() == 2);
}

namespace {

/// A machine that does not hear that a request is being sent, and then not from its database for longer than its lease.
struct deaf_fixture : pausing_fixture {
    outcome<intent> queued;

    void queue_and_hear_nothing() {
        network->answer_with([](const http_request&) { return accepted("task_1"); });
        disk.fail(simulated_disk::fault::loses_answer, 1, 1);
        disk.fail(simulated_disk::fault::refuses, 2, 1'000'000);
        paused.client->enqueue(rain(), named(queued.why, "order-1"), queued.handler());
        settle();
        BOOST_TEST_REQUIRE(queued.done());
        BOOST_TEST((row("order-1")->state == intent_state::sending), "it was written");
        pass(lease * 2);
    }

    void go_on() {
        disk.mend();
        for (int i = 0; i != 20; ++i) {
            paused.store->renew();
            pass(renewal);
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_never_left_stays_in_the_queue_though_nothing_was_heard_of_it, deaf_fixture) {
    queue_and_hear_nothing();
    BOOST_TEST(requests().empty());
    go_on();
    BOOST_TEST((row("order-1")->state == intent_state::accepted));
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_never_left_and_was_claimed_meanwhile_is_not_sent, deaf_fixture) {
    queue_and_hear_nothing();
    disk.mend();
    simulated_journal other{disk};
    BOOST_TEST(other.claim(10) == 1u);
    go_on();
    BOOST_TEST((row("order-1")->state == intent_state::unknown), "it may be the other one's word");
    BOOST_TEST(requests().empty());
}

/// Another machine has claimed it in the queue, sent it, and gone: its word is not taken for one's own.
BOOST_FIXTURE_TEST_CASE(what_another_has_sent_meanwhile_is_not_sent_again, pausing_fixture) {
    network->answer_with([](const http_request&) { return accepted("task_1"); });
    disk.fail(simulated_disk::fault::refuses, 1, 1'000'000);
    outcome<intent> queued;
    paused.client->enqueue(rain(), named(queued.why, "order-1"), queued.handler());
    settle();
    BOOST_TEST((row("order-1")->state == intent_state::planned));
    pass(lease * 2);
    disk.mend();
    {
        simulated_journal other{disk};
        BOOST_TEST(other.claim(10) == 1u);
        journal_change sends{.wanted = *row("order-1"), .version = row("order-1")->version};
        sends.wanted.state = intent_state::sending;
        BOOST_TEST(other.apply({&sends, 1}).at(0).written);
        other.be_killed();
    }
    for (int i = 0; i != 20; ++i) {
        paused.store->renew();
        pass(renewal);
    }
    BOOST_TEST(requests().empty());
    BOOST_TEST((row("order-1")->state == intent_state::sending), "nobody knows what became of it");
}

BOOST_FIXTURE_TEST_CASE(who_cannot_renew_listens_and_does_not_send, fleet_fixture) {
    auto& first = begin();
    network->answer_with([](const http_request& request) {
        return request.method == "POST" ? accepted("task_1") : succeeded("https://file.apixo.ai/1.mp4");
    });
    outcome<generated_video> video;
    first.client->generate(rain(), video.options(), video.handler());
    settle();
    disk.fail(simulated_disk::fault::refuses, 0, 1'000'000);
    pass(lease);
    BOOST_TEST(has(first.log, "renewal failed: the disk fails"));
    outcome<task> refused;
    first.client->submit(rain(), refused.options(), refused.handler());
    settle();
    BOOST_TEST(refused.code == errc::journal_unavailable);
    pass(10min);
    BOOST_TEST(video.done());
    BOOST_TEST(!video.code, "polls go on");
    BOOST_TEST(submits() == 1);
    disk.mend();
    pass(1min);
    BOOST_TEST(disk.rows.begin()->second.what.state == intent_state::succeeded);
}

// ---- polls

BOOST_FIXTURE_TEST_CASE(inherited_tasks_are_not_asked_for_at_once, fleet_fixture) {
    static constexpr std::size_t left = 20'000;
    network->answer_with([](const http_request&) { return state_is("pending"); });
    auto& only = begin();
    leave_tasks(left);
    std::vector<outcome<generated_video>> waits(left);
    pass(lease * 2);
    BOOST_TEST_REQUIRE(only.tasks_taken() == left);
    std::vector<intent> all;
    for (const auto& go : only.taken) all.insert(all.end(), go.tasks.begin(), go.tasks.end());
    const auto before = requests().size();
    for (std::size_t i = 0; i != left; ++i) only.client->wait(*all[i].task, waits[i].handler());
    settle();
    BOOST_TEST(requests().size() - before <= 64u);
    const auto share = left / 10;  // of a second, with the documented interval of 10 s
    for (int second = 0; second != 10; ++second) {
        const auto earlier = requests().size();
        pass(1s);
        BOOST_TEST(requests().size() - earlier < share * 5 / 4);
        BOOST_TEST(requests().size() - earlier > share / 2);
    }
    BOOST_TEST(requests().size() - before >= left - left / 100, "each is asked for within its interval");
}

// ---- budgets

BOOST_FIXTURE_TEST_CASE(a_budget_holds_for_all, fleet_fixture) {
    network->answer_with([n = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++n)); });
    const auto with_budget = [](client_options& of) { of.budget = "b"; };
    auto &first = begin(with_budget), &second = begin(with_budget);
    const auto price = estimate(rain()).amount();
    first.store->set_budget("b", price * 3, budget_period::ever(), clock->wall_now());
    std::vector<outcome<task>> results(8);
    for (std::size_t i = 0; i != results.size(); ++i)
        (i % 2 == 0 ? first : second).client->submit(rain(), results[i].options(), results[i].handler());
    settle();
    BOOST_TEST(submits() == 3);
    const auto refused =
        std::count_if(results.begin(), results.end(), [](const auto& each) { return each.code == errc::over_limit; });
    BOOST_TEST(refused == 5);
}

BOOST_AUTO_TEST_SUITE_END()
