// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Ids that may be tasks, in the journal of a client that is gone: the next one asks for them, and whatever the gateway
// says, nothing is sent, nothing is taken from another order, and what may be paid for is not forgotten.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "intents.hpp"

#include <algorithm>
#include <memory>
#include <ostream>
#include <string_view>
#include <utility>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_recovered_candidates)

namespace {

using names = std::vector<std::string>;

std::string id_in(const http_request& request) { return request.url.substr(request.url.find("taskId=") + 7); }

/// A client after a crash: its journal has intents of which an id is known, and not whether that is their task's.
class crashed : public client_fixture {
  public:
    crashed() { restart(); }

    void restart() {
        auto chosen = options();
        chosen.journal = journal;
        chosen.keep_tasks = 24h;
        use_options(chosen);
    }

    task task_named(const std::string& id, const std::string& account = std::string{default_account}) const {
        return {.provider = "apixo",
                .model = "seedance-2-0-fast",
                .id = id,
                .accepted_at = first,
                .polling = {.first = 200s, .first_latest = 300s, .interval = 10s, .interval_longest = 20s},
                .account = account};
    }

    void leave(const std::string& name, const std::string& id,
               const std::string& account = std::string{default_account}) {
        intent what{.name = name, .state = intent_state::unknown, .provider = "apixo", .account = account};
        what.model = "seedance-2-0-fast";
        what.candidate = task_named(id, account);
        what.note = "an answer came but cannot be used";
        what.planned_at = begun += 1ms;
        journal->apply(std::vector{journal_change{what, 0}});
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
    const std::chrono::system_clock::time_point first = clock->wall_now() - 1h;
    std::chrono::system_clock::time_point begun = first;  ///< when the intent that was left last was begun
};

struct answer_row {
    const char* name;
    http_reply answer;
    bool is_task;
};

std::ostream& operator<<(std::ostream& out, const answer_row& row) { return out << row.name; }

const answer_row answers[] = {
    {"queued", state_is("pending"), true},
    {"running", status_of("task_1", "processing"), true},
    {"over", succeeded("https://file.apixo.ai/1.mp4"), true},
    {"failed, by its id", status_of("task_1", "failed"), true},
    {"a word of its own, by its id", status_of("task_1", "archived"), true},
    {"not found", refused(404), false},
    {"a proxy's page", reply_with(404, "<html>not found</html>"), false},
    {"gone", refused(410), false},
    {"a wrong key", refused(401), false},
    {"no balance", refused(402), false},
    {"slow down", refused(429), false},
    {"an outage", refused(503), false},
    {"no network", not_connected(), false},
    {"cut", cut(R"({"code":200,"data":{"taskId":"task_1","st)"), false},
    {"another task", status_of("task_9", "success"), false},
    {"failed, and nothing says which", failed("TaskNotFound"), false},
    {"a word that is no state", state_is("not_found"), false},
    {"nothing", reply_with(200, ""), false},
};

}  // namespace

// ---- what the gateway says

BOOST_DATA_TEST_CASE(only_what_the_gateway_shows_is_a_task, data::make(answers), row) {
    crashed f;
    f.leave("order-1", "task_1");
    f.network->answer_with([&](const http_request&) { return row.answer; });
    const auto found = f.recover();
    const auto now = f.journal->find("order-1").value();
    BOOST_TEST(f.submits() == 0);
    BOOST_TEST(f.elapsed() <= 11min);
    BOOST_TEST(names_of(found.tasks) == (row.is_task ? names{"order-1"} : names{}));
    BOOST_TEST(names_of(found.unknown) == (row.is_task ? names{} : names{"order-1"}));
    BOOST_TEST(now.state == (row.is_task ? intent_state::accepted : intent_state::unknown));
    BOOST_TEST(now.task.has_value() == row.is_task);
    BOOST_TEST(now.candidate.has_value() != row.is_task);
    if (row.is_task) BOOST_TEST(found.tasks[0].task == f.task_named("task_1"));
    if (row.is_task) BOOST_TEST(found.tasks[0].state == intent_state::accepted);
    if (!row.is_task) BOOST_TEST(found.unknown[0].candidate == f.task_named("task_1"));
}

BOOST_FIXTURE_TEST_CASE(the_next_client_gets_the_video_of_a_candidate, crashed) {
    reply(reply_with(502, R"({"code":200,"data":{"taskId":"task_1"}})"), refused(404));
    outcome<task> result;
    client.submit(rain(), {.intent = "order-1"}, result.handler());
    run_until([&] { return requests().size() == 2; });
    restart();
    reply(refused(404), refused(503), status_of("task_1", "processing"));
    const auto found = recover();
    BOOST_TEST_REQUIRE(names_of(found.tasks) == names{"order-1"});
    reply(succeeded("https://file.apixo.ai/1.mp4"));
    outcome<generated_video> video;
    client.generate(rain(), {.intent = "order-1"}, video.handler());
    run();
    BOOST_TEST(!video.code);
    BOOST_TEST(video.value.task.id == "task_1");
    BOOST_TEST(video.value.task.polling.first == 200s, "it is asked for as its document advises");
    BOOST_TEST(submits() == 1);
    BOOST_TEST(journal->find("order-1")->state == intent_state::succeeded);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_task_is_asked_for_again_by_the_next_and_can_be_resolved, crashed) {
    leave("order-1", "task_1");
    int polls = 0;
    network->answer_with([&](const http_request&) { return ++polls, refused(404); });
    for (int times = 1; times != 4; ++times) {
        const auto before = std::exchange(polls, 0);
        BOOST_TEST((times == 1 || before >= 3));
        BOOST_TEST(names_of(recover().unknown) == names{"order-1"});
        BOOST_TEST(elapsed() >= 60s * times, "a gateway may be slow to show what it has accepted");
        restart();
    }
    outcome<task> again;
    client.submit(rain(), {.intent = "order-1", .why = &again.why}, again.handler());
    run();
    BOOST_TEST(again.code == errc::outcome_unknown);
    BOOST_TEST(again.why.candidate == task_named("task_1"));
    BOOST_TEST(contains(to_string(again.why), R"(perhaps task "task_1")"));
    outcome<intent> resolved;
    client.resolve("order-1", *again.why.candidate, resolved.handler());
    run();
    BOOST_TEST(!resolved.code);
    BOOST_TEST(!resolved.value.candidate);
    BOOST_TEST(recover().tasks.size() == 1u);
    BOOST_TEST(submits() == 0);
}

// ---- whose it is

BOOST_FIXTURE_TEST_CASE(it_is_asked_for_with_the_intents_own_account, crashed) {
    leave("order-1", "task_1", "eu");
    BOOST_TEST(names_of(recover().unknown) == names{"order-1"}, "there is no such account");
    BOOST_TEST(requests().empty());
    client.use(apixo::account{.api_key = secret{"key-of-eu"}, .name = "eu"});
    reply(status_of("task_1", "pending"));
    BOOST_TEST(names_of(recover().tasks) == names{"order-1"});
    BOOST_TEST_REQUIRE(requests().size() == 1u);
    BOOST_TEST(requests()[0].headers[0].value == "Bearer key-of-eu");
}

BOOST_FIXTURE_TEST_CASE(the_task_of_another_order_is_not_taken, crashed) {
    reply(accepted("task_1"));
    outcome<task> first;
    client.submit(rain(), {.intent = "order-1"}, first.handler());
    run();
    leave("order-2", "task_1");
    reply(status_of("task_1", "processing"));
    const auto found = recover();
    BOOST_TEST(names_of(found.tasks) == names{"order-1"});
    BOOST_TEST(names_of(found.unknown) == names{"order-2"});
    BOOST_TEST(journal->find("order-2")->state == intent_state::unknown);
    BOOST_TEST(journal->find(first.value)->name == "order-1");
}

BOOST_FIXTURE_TEST_CASE(of_two_orders_with_one_candidate_one_gets_the_task, crashed) {
    leave("order-1", "task_1");
    leave("order-2", "task_1");
    network->answer_with([](const http_request&) { return status_of("task_1", "processing"); });
    const auto found = recover();
    BOOST_TEST(found.tasks.size() == 1u);
    BOOST_TEST(found.unknown.size() == 1u);
    BOOST_TEST(journal->find(task_named("task_1"))->name == found.tasks.at(0).name);
}

BOOST_FIXTURE_TEST_CASE(an_earlier_attempt_gets_its_own_task, crashed) {
    leave("order-1", "task_1");
    network->hold();
    outcome<intent> resolved;
    outcome<recovery> found;
    client.recover(found.handler());
    run_until([&] { return requests().size() == 1; });
    client.resolve("order-1", not_sent, resolved.handler());
    settle();
    BOOST_TEST(!resolved.code, "a person knows better, or errs");
    outcome<task> second;
    client.submit(rain(), {.intent = "order-1"}, second.handler());
    settle();
    reply(status_of("task_1", "processing"), accepted("task_2"));
    network->release();
    run();
    BOOST_TEST(second.value.id == "task_2");
    BOOST_TEST(journal->find(task_named("task_1"))->attempt == 1);
    BOOST_TEST(journal->find(task_named("task_2"))->attempt == 2);
}

// ---- many, and who does not wait

BOOST_FIXTURE_TEST_CASE(many_are_asked_for_a_few_at_a_time, crashed) {
    for (int i = 100; i != 150; ++i) leave(std::to_string(i), "task_" + std::to_string(i));
    std::size_t most = 0;
    network->answer_with([&](const http_request& request) {
        most = std::max(most, network->asking());
        const auto id = id_in(request);
        return id.ends_with('7') ? refused(404) : status_of(id, "processing");
    });
    const auto found = recover();
    BOOST_TEST(found.tasks.size() == 45u);
    BOOST_TEST(names_of(found.unknown) == (names{"107", "117", "127", "137", "147"}));
    const auto sorted = names_of(found.tasks);
    BOOST_TEST(std::is_sorted(sorted.begin(), sorted.end()));
    for (const auto& each : found.tasks) BOOST_TEST(each.task->id == "task_" + each.name);
    BOOST_TEST(most <= 8u);
    BOOST_TEST(elapsed() < 10min);
}

BOOST_FIXTURE_TEST_CASE(they_share_the_places_of_old_tasks, crashed) {
    for (int i = 0; i != 20; ++i) {
        leave("candidate " + std::to_string(i), "task_" + std::to_string(i));
        intent old{.name = "old " + std::to_string(i), .state = intent_state::accepted, .provider = "apixo"};
        old.task = task_named("old_" + std::to_string(i));
        old.planned_at = clock->wall_now() - 24h * 8;
        journal->apply(std::vector{journal_change{old, 0}});
    }
    network->answer_with([](const http_request& request) { return status_of(id_in(request), "processing"); });
    network->hold();
    outcome<recovery> result;
    client.recover(result.handler());
    run_until([&] { return requests().size() == 8; });
    clock->advance(30s);
    settle();
    BOOST_TEST(requests().size() == 8u);
    network->release();
    run();
    BOOST_TEST(result.value.tasks.size() == 40u);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_shown_in_time_is_unknown, crashed) {
    for (int i = 0; i != 20; ++i) leave(std::to_string(i), "task_" + std::to_string(i));
    network->answer_with([](const http_request&) { return refused(503); });
    outcome<recovery> result;
    client.recover({.deadline = 10s}, result.handler());
    run_until([&] { return result.done(); });
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.unknown.size() == 20u);
    BOOST_TEST(elapsed() == 10s);
    const auto asked = requests().size();
    run();
    BOOST_TEST(requests().size() == asked, "nobody waits for it any more");
    BOOST_TEST(elapsed() == 10s, "the context has nothing to do any more");
}

BOOST_FIXTURE_TEST_CASE(who_goes_leaves_everything_as_it_was, crashed) {
    for (int i = 0; i != 20; ++i) leave(std::to_string(i), "task_" + std::to_string(i));
    network->answer_with([](const http_request&) { return refused(503); });
    asio::cancellation_signal stop;
    outcome<recovery> cancelled, closed;
    client.recover(cancelled.handler(stop));
    run_until([&] { return requests().size() == 8; });
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(cancelled.code == errc::cancelled);
    client.recover(closed.handler());
    run_until([&] { return requests().size() == 16; });
    client.close();
    settle();
    BOOST_TEST(closed.code == errc::client_closed);
    const auto asked = requests().size();
    const auto ended = elapsed();
    run();
    BOOST_TEST(requests().size() == asked);
    BOOST_TEST(elapsed() == ended);
    for (const auto& each : journal->list({}).intents) BOOST_TEST(each.candidate.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_question_under_way_at_the_deadline_is_given_up, crashed) {
    leave("order-1", "task_1");
    network->hold();
    outcome<recovery> result;
    client.recover({.deadline = 10s}, result.handler());
    run_until([&] { return result.done(); });
    BOOST_TEST(names_of(result.value.unknown) == names{"order-1"});
    network->release();
    run();
    BOOST_TEST(journal->find("order-1")->state == intent_state::unknown);
    reply(status_of("task_1", "processing"));
    BOOST_TEST(names_of(recover().tasks) == names{"order-1"});
}

BOOST_AUTO_TEST_SUITE_END()
