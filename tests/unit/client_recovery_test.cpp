// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a client finds in its journal, and what a person tells it about an intent: nothing is forgotten, nothing ends by
// itself.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "intents.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/transport/transport.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_recovery)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

http_reply a_proxys_page(int status) { return reply_with(status, "<html>not found</html>"); }

/// A client with a journal in which others have left something.
class recovery_fixture : public client_fixture {
  public:
    recovery_fixture() { restart(); }

    void restart(std::chrono::hours keep_tasks = 24h * 7) {
        auto with_journal = options();
        with_journal.journal = journal;
        with_journal.keep_tasks = keep_tasks;
        use_options(with_journal);
    }

    task task_of(const std::string& name, std::chrono::system_clock::time_point begun) const {
        return {.provider = "apixo", .model = "seedance-2-0-fast", .id = "id-" + name, .accepted_at = begun};
    }

    /// Puts an intent into the journal, whatever its state is.
    void leave(const std::string& name, intent_state state, std::chrono::hours age = 1h) {
        const auto begun = clock->wall_now() - age;
        intent what{.name = name, .state = state, .provider = "apixo", .model = "seedance-2-0-fast"};
        what.planned_at = begun;
        if (is_fact(state)) what.task = task_of(name, begun);
        journal->apply(std::vector{journal_change{what, 0}});
    }

    /// Has the gateway deny a task as often as is believed.
    void deny() { reply(refused(404), refused(404), refused(404)); }

    intent_state state_of(const std::string& name) const { return journal->find(name).value().state; }

    template <class T, class Start>
    outcome<T> done(Start start) {
        outcome<T> result;
        start(result);
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    outcome<intent> resolve(std::string_view name, const resolution& said) {
        return done<intent>([&](auto& to) { client.resolve(name, said, {.why = &to.why}, to.handler()); });
    }

    outcome<intent> acknowledge(std::string_view name) {
        return done<intent>([&](auto& to) { client.acknowledge(name, {.why = &to.why}, to.handler()); });
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
};

std::vector<std::string> sorted_names_of(const std::vector<intent>& intents) {
    auto names = names_of(intents);
    std::sort(names.begin(), names.end());
    return names;
}

using names = std::vector<std::string>;

/// Stands before a transport, and counts the handlers that it can have cancelled.
class watched_transport final : public transport {
  public:
    explicit watched_transport(std::shared_ptr<transport> inner) : inner_{std::move(inner)} {}

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        if (asio::get_associated_cancellation_slot(handler).is_connected()) ++with_slot;
        inner_->exchange(std::move(request), sink, std::move(handler));
    }

    int with_slot = 0;

  private:
    std::shared_ptr<transport> inner_;
};

}  // namespace

// ---- recover

BOOST_FIXTURE_TEST_CASE(it_sorts_what_it_finds_and_finds_it_again, recovery_fixture) {
    for (const auto state : {intent_state::succeeded, intent_state::accepted, intent_state::unknown,
                             intent_state::sending, intent_state::planned, intent_state::dropped, intent_state::expired,
                             intent_state::failed, intent_state::fetched, intent_state::not_sent})
        leave(std::string{to_string(state)}, state);
    for (int time = 0; time != 3; ++time) {
        const auto found = recover();
        BOOST_TEST(sorted_names_of(found.tasks) == (names{"accepted", "succeeded"}));
        BOOST_TEST(sorted_names_of(found.unknown) == (names{"sending", "unknown"}));
        BOOST_TEST(sorted_names_of(found.not_sent) == (names{"dropped", "planned"}));
        BOOST_TEST(sorted_names_of(found.expired) == (names{"expired"}));
        for (const auto& each : found.unknown) BOOST_TEST(each.state == intent_state::unknown);
        restart();  // it died with what it had found
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_somebody_took_note_of_is_not_found_again, recovery_fixture) {
    leave("accepted", intent_state::accepted);
    leave("succeeded", intent_state::succeeded);
    leave("planned", intent_state::planned);
    leave("expired", intent_state::expired);
    leave("unknown", intent_state::unknown);
    recover();
    for (const auto* name : {"accepted", "succeeded", "planned", "expired"}) {
        BOOST_TEST(!acknowledge(name).code);
        BOOST_TEST(!acknowledge(name).code, "twice is once");
    }
    BOOST_TEST(!resolve("unknown", not_sent).code);
    const auto found = recover();
    BOOST_TEST(found.tasks.empty());
    BOOST_TEST(found.unknown.empty());
    BOOST_TEST(found.not_sent.empty());
    BOOST_TEST(found.expired.empty());
    BOOST_TEST(state_of("accepted") == intent_state::fetched);
    BOOST_TEST(state_of("planned") == intent_state::not_sent);
}

BOOST_FIXTURE_TEST_CASE(nothing_ends_by_its_age, recovery_fixture) {
    leave("unknown", intent_state::unknown, 24h * 3650);
    leave("accepted", intent_state::accepted, 24h * 3650);
    reply(state_is("processing"));
    const auto found = recover();
    BOOST_TEST(sorted_names_of(found.unknown) == (names{"unknown"}));
    BOOST_TEST(sorted_names_of(found.tasks) == (names{"accepted"}));
    BOOST_TEST(requests().size() == 1u, "the gateway is asked for the old one");
}

BOOST_FIXTURE_TEST_CASE(only_the_gateways_word_ends_an_old_task, recovery_fixture) {
    const http_reply no_words[] = {a_proxys_page(404), a_proxys_page(410), refused(401),  refused(500),
                                   refused(429),       not_connected(),    answer_lost(), state_is("processing")};
    leave("old", intent_state::accepted, 24h * 8);
    for (const auto& word : no_words) {
        reply(word);
        BOOST_TEST(sorted_names_of(recover().tasks) == (names{"old"}));
        BOOST_TEST(state_of("old") == intent_state::accepted);
    }
    deny();
    BOOST_TEST(sorted_names_of(recover().expired) == (names{"old"}));
    BOOST_TEST(state_of("old") == intent_state::expired);
    BOOST_TEST(sorted_names_of(recover().expired) == (names{"old"}), "and is listed until somebody takes note of it");
}

// Whoever set the clock has made old what was accepted seconds ago, and a gateway may not show that yet.
BOOST_FIXTURE_TEST_CASE(a_task_that_looks_old_may_be_young, recovery_fixture) {
    const http_reply shown = state_is("processing"), behind = a_proxys_page(404);
    for (const auto& third : {shown, behind, refused(500)}) {
        leave("young", intent_state::accepted, 24h * 365);
        reply(refused(404), refused(404), third);
        BOOST_TEST(sorted_names_of(recover().tasks) == (names{"young"}));
        BOOST_TEST(state_of("young") == intent_state::accepted);
    }
    const auto before = elapsed();
    deny();
    BOOST_TEST(sorted_names_of(recover().expired) == (names{"young"}));
    BOOST_TEST(elapsed() - before >= 60s);
    BOOST_TEST(elapsed() - before < 70s);
}

BOOST_FIXTURE_TEST_CASE(who_has_no_time_for_three_answers_expires_nothing, recovery_fixture) {
    leave("old", intent_state::accepted, 24h * 8);
    network->answer_with([](const http_request&) { return refused(404); });
    outcome<recovery> result;
    client.recover({.deadline = 45s}, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(sorted_names_of(result.value.tasks) == (names{"old"}));
    BOOST_TEST(state_of("old") == intent_state::accepted);
    BOOST_TEST(elapsed() == 45s);
}

BOOST_FIXTURE_TEST_CASE(words_of_what_stands_before_the_gateway_end_nothing, recovery_fixture) {
    const auto* const kong = R"({"message":"no Route matched with those values"})";
    for (const auto* words : {kong, R"({"message":"Not Found"})", R"({"detail":"Not Found"})"}) {
        leave(words, intent_state::accepted, 24h * 8);
        network->answer_with([words](const http_request&) { return reply_with(404, words); });
        recover();
        BOOST_TEST(state_of(words) == intent_state::accepted);
        const auto waited =
            done<generated_video>([&](auto& to) { client.wait(*journal->find(words)->task, to.handler()); });
        BOOST_TEST(waited.code == errc::task_not_found);
        BOOST_TEST(state_of(words) == intent_state::accepted);
    }
}

BOOST_FIXTURE_TEST_CASE(an_old_task_of_an_account_that_is_not_there_is_alive, recovery_fixture) {
    const auto begun = clock->wall_now() - 24h * 8;
    intent what{.name = "old", .state = intent_state::accepted, .provider = "apixo", .account = "eu"};
    what.planned_at = begun;
    what.task = task_of("old", begun);
    what.task->account = "eu";
    journal->apply(std::vector{journal_change{what, 0}});
    BOOST_TEST(sorted_names_of(recover().tasks) == (names{"old"}), "another account's 404 would say nothing");
    BOOST_TEST(requests().empty());
    client.use(apixo::account{.api_key = secret{"key-of-eu"}, .name = "eu"});
    deny();
    BOOST_TEST(sorted_names_of(recover().expired) == (names{"old"}));
    BOOST_TEST(requests().at(0).headers.at(0).value == "Bearer key-of-eu");
}

BOOST_FIXTURE_TEST_CASE(several_old_tasks_of_an_account_that_is_not_there_are_alive, recovery_fixture) {
    for (int i = 0; i < 3; ++i) {
        auto begun = task_of(std::to_string(i), clock->wall_now() - 24h * 8);
        begun.account = "eu";
        const intent what{.name = begun.id,
                          .state = intent_state::accepted,
                          .provider = "apixo",
                          .account = "eu",
                          .task = begun,
                          .planned_at = begun.accepted_at};
        journal->apply(std::vector{journal_change{what, 0}});
    }
    BOOST_TEST(recover().tasks.size() == 3u);
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(who_goes_while_old_tasks_are_asked_for_leaves_no_timer, recovery_fixture) {
    leave("old", intent_state::accepted, 24h * 8);
    network->hold();
    reply(state_is("processing"));
    outcome<recovery> result;
    client.recover({.deadline = std::chrono::milliseconds::max()}, result.handler());
    settle();
    restart();
    settle();
    BOOST_TEST(result.code == errc::client_closed);
    network->release();
    run();
    BOOST_TEST(elapsed() == 0s, "the context has nothing to do any more");
}

BOOST_FIXTURE_TEST_CASE(many_old_tasks_are_asked_for_a_few_at_a_time, recovery_fixture) {
    for (int i = 0; i < 2'100; ++i)
        leave(std::to_string(i), i % 2 == 0 ? intent_state::accepted : intent_state::unknown, 24h * 8);
    std::size_t most = 0;
    network->answer_with([&](const http_request& request) {
        most = std::max(most, network->asking());
        return request.url.ends_with("id-8") ? refused(404) : state_is("processing");
    });
    const auto found = recover();
    BOOST_TEST(found.tasks.size() == 1'049u);
    BOOST_TEST(sorted_names_of(found.expired) == (names{"8"}));
    BOOST_TEST(found.unknown.size() == 1'050u);
    BOOST_TEST(requests().size() == 1'052u, "who is denied is asked for three times");
}

// A signal has one slot: the next handler that is bound to it takes the memory of the one before, and a transport that
// touches the slot of that one later, as many do when they have answered, touches what is gone.
BOOST_FIXTURE_TEST_CASE(questions_that_are_asked_together_share_no_slot, recovery_fixture) {
    for (int i = 0; i < 8; ++i) leave(std::to_string(i), intent_state::accepted, 24h * 8);
    const auto watched = std::make_shared<watched_transport>(network);
    auto with_journal = options();
    with_journal.journal = journal;
    client = seedance::client{context.get_executor(), watched, with_journal};
    client.use(apixo::account{.api_key = secret{"test-key"}});
    network->answer_with([](const http_request&) { return state_is("processing"); });
    BOOST_TEST(recover().tasks.size() == 8u);
    BOOST_TEST(requests().size() == 8u);
    BOOST_TEST(watched->with_slot == 0);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_answered_in_time_is_alive, recovery_fixture) {
    for (int i = 0; i < 20; ++i) leave(std::to_string(i), intent_state::accepted, 24h * 8);
    network->hold();
    outcome<recovery> result;
    client.recover({.deadline = 10s}, result.handler());
    settle();
    BOOST_TEST(requests().size() == 8u);
    clock->advance(10s);
    settle();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.value.tasks.size() == 20u);
    network->answer_with([](const http_request&) { return refused(404); });
    network->release();
    run();
    BOOST_TEST(requests().size() == 8u);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_years_off_and_an_endless_patience_are_survived, recovery_fixture) {
    const auto year = 24h * 365;
    leave("future", intent_state::accepted, -year);
    leave("past", intent_state::accepted, year);
    for (const auto patience : {std::chrono::hours::max(), std::chrono::hours{24 * 7}, std::chrono::hours::min()}) {
        restart(patience);
        network->answer_with([](const http_request&) { return a_proxys_page(404); });
        BOOST_TEST(sorted_names_of(recover().tasks) == (names{"future", "past"}));
    }
    network->answer_with([](const http_request&) { return refused(404); });
    restart();
    const auto found = recover();
    BOOST_TEST(sorted_names_of(found.tasks) == (names{"future"}));
    BOOST_TEST(sorted_names_of(found.expired) == (names{"past"}), "the gateway has denied it for long enough");
}

BOOST_FIXTURE_TEST_CASE(each_list_has_the_oldest_first, recovery_fixture) {
    for (const auto state : {intent_state::sending, intent_state::unknown, intent_state::sending, intent_state::planned,
                             intent_state::dropped, intent_state::planned})
        leave(std::to_string(journal->list({}).intents.size()), state);
    const auto found = recover();
    BOOST_TEST(names_of(found.unknown) == (names{"0", "1", "2"}));
    BOOST_TEST(names_of(found.not_sent) == (names{"3", "4", "5"}));
}

BOOST_FIXTURE_TEST_CASE(tasks_that_were_asked_for_stay_in_their_order, recovery_fixture) {
    const std::chrono::hours ages[] = {300h, 299h, 298h, 297h, 2h, 1h};
    for (const auto age : ages) leave(std::to_string(age.count()), intent_state::accepted, age);
    leave("expired", intent_state::expired, 5h);
    network->answer_with([](const http_request& request) {
        return request.url.ends_with("id-300") || request.url.ends_with("id-298") ? refused(404) : state_is("queued");
    });
    const auto found = recover();
    BOOST_TEST(names_of(found.tasks) == (names{"299", "297", "2", "1"}));
    BOOST_TEST(names_of(found.expired) == (names{"300", "298", "expired"}));
    for (const auto& each : found.expired) BOOST_TEST(each.state == intent_state::expired);
}

// A file in which somebody has erased a task's id, or a program's own journal.
BOOST_FIXTURE_TEST_CASE(what_has_lost_its_task_may_have_been_paid_for, recovery_fixture) {
    names left;
    for (const auto state : {intent_state::accepted, intent_state::succeeded})
        for (const auto age : {1h, 24h * 8}) {
            left.push_back(std::to_string(left.size()));
            intent what{.name = left.back(), .state = state, .provider = "apixo", .model = "seedance-2-0-fast"};
            what.planned_at = clock->wall_now() - age;
            auto begun = what;
            begun.state = intent_state::sending;
            journal->apply(std::vector{journal_change{begun, 0}, journal_change{what, 0}});
        }
    const auto found = recover();
    BOOST_TEST(names_of(found.unknown) == left);
    BOOST_TEST(found.tasks.empty());
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(what_somebody_waits_for_is_not_left_behind, recovery_fixture) {
    for (const auto state : {intent_state::accepted, intent_state::expired, intent_state::unknown}) {
        const std::string name{to_string(state)};
        intent what{.name = name, .state = state, .provider = "apixo", .model = "seedance-2-0-fast"};
        what.planned_at = clock->wall_now() - 24h * 8;
        what.task = task_of(name, clock->wall_now());
        journal->apply(std::vector{journal_change{what, 0}});
        client.wait(*what.task, {.deadline = 1h}, [](auto...) {});
    }
    leave("left", intent_state::expired);
    network->answer_with([](const http_request&) { return state_is("queued"); });
    outcome<recovery> found;
    client.recover(found.handler());
    settle();
    BOOST_TEST_REQUIRE(found.done());
    BOOST_TEST(found.value.tasks.empty());
    BOOST_TEST(found.value.unknown.empty(), "its row cannot be read, but somebody waits for its task");
    BOOST_TEST(names_of(found.value.expired) == names{"left"});
}

// ---- a wait hears the gateway's word too

BOOST_FIXTURE_TEST_CASE(a_task_that_the_gateway_does_not_know_any_more_is_expired, recovery_fixture) {
    for (const bool is_gateways : {false, true}) {
        const std::string name = is_gateways ? "known to be gone" : "behind a proxy";
        leave(name, intent_state::accepted);
        network->answer_with([=](const http_request&) { return is_gateways ? refused(404) : a_proxys_page(404); });
        const auto waited =
            done<generated_video>([&](auto& to) { client.wait(*journal->find(name)->task, to.handler()); });
        BOOST_TEST(waited.code == errc::task_not_found);
        BOOST_TEST(state_of(name) == (is_gateways ? intent_state::expired : intent_state::accepted));
    }
}

// ---- resolve

BOOST_FIXTURE_TEST_CASE(an_unknown_outcome_is_resolved_by_a_person, recovery_fixture) {
    leave("order-1", intent_state::unknown);
    leave("order-2", intent_state::unknown);
    const auto first = resolve("order-1", not_sent);
    BOOST_TEST(!first.code);
    BOOST_TEST(first.value.state == intent_state::not_sent);
    const auto second = resolve("order-2", task{.id = "task_2"});
    BOOST_TEST(!second.code);
    BOOST_TEST(second.value.state == intent_state::accepted);
    BOOST_TEST(second.value.task->provider == "apixo");
    BOOST_TEST(second.value.task->model == "seedance-2-0-fast");
    reply(accepted("task_1"), succeeded(url));
    const auto again = done<task>([&](auto& to) { client.submit(rain(), {.intent = "order-1"}, to.handler()); });
    BOOST_TEST(again.value.id == "task_1");
    const auto video = done<generated_video>([&](auto& to) { client.wait(*second.value.task, to.handler()); });
    BOOST_TEST(video.value.urls.at(0) == url);
}

BOOST_FIXTURE_TEST_CASE(what_is_known_cannot_be_resolved_otherwise, recovery_fixture) {
    leave("accepted", intent_state::accepted);
    leave("unknown", intent_state::unknown);
    const auto gone = resolve("accepted", not_sent);
    BOOST_TEST(gone.code == errc::conflict);
    BOOST_TEST(contains(gone.why.detail, "id-accepted"));
    BOOST_TEST(resolve("accepted", task{.id = "another"}).code == errc::conflict);
    BOOST_TEST(!resolve("accepted", task{.id = "id-accepted"}).code, "that is what it says already");
    for (const auto& wrong : {task{}, task{.provider = "pixazo", .id = "x"}, task{.id = "x", .account = "eu"},
                              task{.model = "seedance-1-5-pro", .id = "x"}})
        BOOST_TEST(resolve("unknown", wrong).code == errc::invalid_request);
    BOOST_TEST(resolve("nothing", not_sent).code == errc::intent_not_found);
    for (const auto& part : {task{.id = "x"}, task{.provider = "apixo", .id = "x"}})
        BOOST_TEST(contains(resolve("nothing", part).why.detail, "give the whole task"));
    const task whole{.provider = "apixo", .model = "seedance-2-0-fast", .id = "x"};
    BOOST_TEST(resolve(std::string(longest_intent_name + 1, 'n'), whole).code == errc::intent_not_found);
    const task of_another{.provider = "apixo", .model = "seedance-2-0-fast", .id = "id-accepted"};
    BOOST_TEST(resolve("nothing", of_another).code == errc::conflict);
    BOOST_TEST(state_of("accepted") == intent_state::accepted);
    BOOST_TEST(state_of("unknown") == intent_state::unknown);
}

BOOST_FIXTURE_TEST_CASE(a_task_is_taken_for_a_name_that_the_journal_has_forgotten, recovery_fixture) {
    const task made{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"};
    for (int times = 0; times != 2; ++times) {
        const auto said = resolve("order-1", made);
        BOOST_TEST(!said.code);
        BOOST_TEST(said.value.state == intent_state::accepted);
        BOOST_TEST(said.value.task->id == "task_1");
        BOOST_TEST((said.value.planned_at == clock->wall_now()));
    }
    const auto again = done<task>([&](auto& to) { client.submit(rain(), {.intent = "order-1"}, to.handler()); });
    BOOST_TEST(again.value.id == "task_1");
    BOOST_TEST(requests().empty());
    BOOST_TEST_REQUIRE(log.size() == 1u);
    BOOST_TEST(log[0] == "not compared: order-1");
}

BOOST_FIXTURE_TEST_CASE(a_task_stops_what_is_planned, recovery_fixture) {
    leave("order-1", intent_state::planned);
    BOOST_TEST(resolve("order-1", not_sent).code == errc::intent_taken);
    BOOST_TEST(!resolve("order-1", task{.id = "task_1"}).code);
    BOOST_TEST(state_of("order-1") == intent_state::accepted);
}

BOOST_FIXTURE_TEST_CASE(what_is_under_way_cannot_be_resolved_or_acknowledged, recovery_fixture) {
    reply(accepted("task_1"));
    network->hold();
    outcome<task> sending;
    client.submit(rain(), {.intent = "order-1"}, sending.handler());
    settle();
    outcome<intent> resolved, acknowledged;
    client.resolve("order-1", not_sent, resolved.handler());
    client.acknowledge("order-1", acknowledged.handler());
    settle();
    BOOST_TEST(resolved.code == errc::intent_taken);
    BOOST_TEST(acknowledged.code == errc::intent_taken);
    network->release();
    run();
    BOOST_TEST(!sending.code);
}

// ---- acknowledge

BOOST_FIXTURE_TEST_CASE(a_server_that_passes_urls_on_leaves_nothing_open, recovery_fixture) {
    reply(accepted("task_1"), succeeded(url));
    const auto video = done<generated_video>([&](auto& to) { client.generate(rain(), to.handler()); });
    const auto noted = done<intent>([&](auto& to) { client.acknowledge(video.value.task, to.handler()); });
    BOOST_TEST(!noted.code);
    BOOST_TEST(noted.value.state == intent_state::fetched);
    BOOST_TEST(recover().tasks.empty());
}

BOOST_FIXTURE_TEST_CASE(what_may_have_been_paid_for_is_not_acknowledged_away, recovery_fixture) {
    leave("order-1", intent_state::unknown);
    const auto refused_one = acknowledge("order-1");
    BOOST_TEST(refused_one.code == errc::outcome_unknown);
    BOOST_TEST(contains(refused_one.why.detail, "client.resolve"));
    BOOST_TEST(acknowledge("nothing").code == errc::intent_not_found);
    BOOST_TEST(state_of("order-1") == intent_state::unknown);
}

// ---- find, and wait by name

BOOST_FIXTURE_TEST_CASE(an_intent_is_found_by_its_name, recovery_fixture) {
    leave("order-1", intent_state::accepted);
    const auto found = done<std::optional<intent>>([&](auto& to) { client.find("order-1", to.handler()); });
    BOOST_TEST(found.value->task->id == "id-order-1");
    const auto nothing = done<std::optional<intent>>([&](auto& to) { client.find("order-2", to.handler()); });
    BOOST_TEST(!nothing.code);
    BOOST_TEST(!nothing.value.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_name_can_be_waited_for, recovery_fixture) {
    leave("left", intent_state::accepted);
    reply(succeeded(url));
    const auto left = done<generated_video>([&](auto& to) { client.wait("left", to.handler()); });
    BOOST_TEST(left.value.urls.at(0) == url);

    reply(accepted("task_1"), succeeded(url));
    outcome<task> submitted;
    outcome<generated_video> waited;
    client.submit(rain(), {.intent = "order-1"}, submitted.handler());
    client.wait("order-1", waited.handler());
    run();
    BOOST_TEST(submitted.value.id == "task_1");
    BOOST_TEST(waited.value.urls.at(0) == url);
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_name_ends_as_its_submit, recovery_fixture) {
    reply(refused(402));
    outcome<task> submitted;
    outcome<generated_video> waited, in_time;
    client.submit(rain(), {.intent = "order-1"}, submitted.handler());
    client.wait("order-1", waited.options(), waited.handler());
    run();
    BOOST_TEST(submitted.code == errc::rejected_balance);
    BOOST_TEST(waited.code == errc::rejected_balance);

    network->hold();
    reply(accepted("task_2"));
    client.submit(rain(), {.intent = "order-2"}, submitted.handler());
    client.wait("order-2", in_time.options(5s), in_time.handler());
    settle();
    clock->advance(5s);
    settle();
    BOOST_TEST(in_time.code == errc::deadline_reached);
    network->release();
    run();
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_name_without_a_task_says_why, recovery_fixture) {
    leave("unknown", intent_state::unknown);
    leave("not sent", intent_state::not_sent);
    leave("elsewhere", intent_state::sending);
    const auto code_of = [&](std::string_view name) {
        return done<generated_video>([&](auto& to) { client.wait(name, to.handler()); }).code;
    };
    BOOST_TEST(code_of("nothing") == errc::intent_not_found);
    BOOST_TEST(code_of("unknown") == errc::outcome_unknown);
    BOOST_TEST(code_of("not sent") == errc::not_sent);
    BOOST_TEST(code_of("elsewhere") == errc::intent_taken);
    BOOST_TEST(requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
