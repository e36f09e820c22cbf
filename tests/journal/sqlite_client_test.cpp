// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A client that writes its intents into a file.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/models.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "connection_spy.hpp"
#include "journal_fixture.hpp"

using namespace test;

namespace {

struct sqlite_client_fixture : client_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");

    std::vector<std::weak_ptr<detail::journal_worker>> journals;

    sqlite_client_fixture() {
        others_work = [this] {
            return std::any_of(journals.begin(), journals.end(), [](const auto& each) {
                const auto alive = each.lock();
                return alive && !alive->is_idle();
            });
        };
    }

    /// A client as a process of its own would have.
    std::unique_ptr<seedance::client> open(const sqlite_journal_options& patience = at_once()) {
        auto how = options();
        how.journal = std::make_shared<sqlite_journal>(path, patience);
        how.models = all_models::entries;
        const auto worker = detail::journal_worker::of(how.journal);
        journals.push_back(worker);
        auto made = std::make_unique<seedance::client>(context.get_executor(), network, how);
        made->use(apixo::account{.api_key = secret{"test-key"}});
        return made;
    }

    template <class T>
    call_options named(outcome<T>& result, std::string_view name) {
        auto how = result.options();
        how.intent = name;
        return how;
    }

    recovery recover(seedance::client& asked) {
        outcome<recovery> result;
        asked.recover(result.options(), result.handler());
        settle();
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(!result.code, result.why.detail);
        return result.value;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_client_suite, sqlite_client_fixture)

BOOST_AUTO_TEST_CASE(it_is_known_later_why_a_task_has_failed) {
    {
        auto first = open();
        reply(accepted("task_1"), failed("PromptInvalid"));
        outcome<generated_video> result;
        first->generate(rain(), named(result, "order-1"), result.handler());
        run_until([&] { return result.done(); });
        settle();
    }
    settle();
    auto second = open();
    outcome<std::optional<intent>> found;
    second->find("order-1", found.handler());
    settle();
    BOOST_TEST(found.value.value().note == "PromptInvalid: the gateway's words");
    second.reset();
    settle();
}

// A claim looks through all that is open: many small ones would look through much again and again.
BOOST_AUTO_TEST_CASE(what_very_many_have_left_is_claimed_at_once) {
    {
        sqlite_journal gone{path};
        std::vector<journal_change> all;
        for (int i = 0; i != 10'000; ++i)
            all.push_back({some_intent("order-" + std::to_string(i), intent_state::not_sent)});
        all.push_back({some_intent("order", intent_state::planned)});
        for (int i = 0; i != 10'000; ++i)
            all.push_back({some_intent("left-" + std::to_string(i), intent_state::unknown)});
        gone.apply(all);
    }
    const connection_spy spy;
    auto next = open();
    BOOST_TEST(recover(*next).unknown.size() == 10'000u);
    BOOST_TEST(spy.count("SELECT i.id, i.owner") == 1);
    next.reset();
    settle();
}

BOOST_AUTO_TEST_CASE(a_later_client_goes_on_with_the_task) {
    {
        auto first = open();
        reply(accepted("task_1"));
        outcome<task> submitted;
        first->submit(rain(), named(submitted, "order-1"), submitted.handler());
        settle();
        BOOST_TEST_REQUIRE(submitted.done());
        BOOST_TEST(submitted.value.id == "task_1");
        first.reset();
        settle();
    }
    auto second = open();
    const auto found = recover(*second);
    BOOST_TEST_REQUIRE(found.tasks.size() == 1u);
    BOOST_TEST(found.tasks[0].task->id == "task_1");
    BOOST_TEST(found.unknown.empty());
    BOOST_TEST(found.not_sent.empty());
    BOOST_TEST(found.expired.empty());

    reply(succeeded("https://file.apixo.ai/1.mp4"));
    outcome<generated_video> made;
    second->generate(rain(), named(made, "order-1"), made.handler());
    run();
    BOOST_TEST(!made.code, made.why.detail);
    BOOST_TEST(made.value.task.id == "task_1");
    BOOST_TEST(requests().size() == 2u);
    BOOST_TEST(requests()[1].method == "GET");
}

BOOST_AUTO_TEST_CASE(a_check_finds_a_journal_that_would_let_nothing_be_sent) {
    const auto submit_with = [this](seedance::client& client, const char* name) {
        reply(accepted(name));
        outcome<task> result;
        client.submit(rain(), named(result, name), result.handler());
        settle();
        BOOST_TEST(!result.code);
    };
    const auto check_with = [this](seedance::client& client) {
        reply(reply_with(200, R"({"code":200,"data":1})"));
        outcome<account_check> result;
        client.check("apixo", result.options(), result.handler());
        settle();
        BOOST_TEST_REQUIRE(result.done());
        return result.value;
    };
    auto client = open();
    submit_with(*client, "order-1");
    BOOST_TEST(check_with(*client).is_well());
    client.reset();
    settle();
    BOOST_TEST(sqlite_journal{path}.list({}).intents.size() == 1u, "nothing was left in it");

    const auto saved = read_file(path);
    client = open();
    submit_with(*client, "order-2");
    client.reset();
    settle();
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    write_file(path, saved);
    client = open();
    const auto found = check_with(*client);
    BOOST_TEST(found.journal_writable == finding::no);
    BOOST_TEST(contains(found.journal_detail, "it is older than what was sent from it"), found.journal_detail);
    BOOST_TEST(found.key_accepted == finding::yes);
}

BOOST_AUTO_TEST_CASE(two_clients_send_one_name_once) {
    const sqlite_journal_options patient{.busy_timeout = 60s};
    auto first = open(patient), second = open(patient);
    network->hold();
    outcome<task> one, two;
    first->submit(rain(), named(one, "order-1"), one.handler());
    settle();
    second->submit(rain(), named(two, "order-1"), two.handler());
    settle();
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(two.code == errc::intent_taken);
    BOOST_TEST(recover(*second).unknown.empty());
    reply(accepted("task_1"));
    network->release();
    settle();
    BOOST_TEST(one.value.id == "task_1");
    outcome<task> again;
    second->submit(rain(), named(again, "order-1"), again.handler());
    settle();
    BOOST_TEST(again.value.id == "task_1");
    BOOST_TEST(requests().size() == 1u);
}

BOOST_AUTO_TEST_CASE(another_request_does_not_take_a_queued_name_from_a_client_that_is_gone) {
    auto first = open();
    network->hold(exchange_phase::connect);
    outcome<intent> queued;
    first->enqueue(rain(), named(queued, "order-1"), queued.handler());
    settle();
    BOOST_TEST(!queued.code, queued.why.detail);
    first.reset();
    settle();
    network->release();
    auto second = open();
    outcome<task> other;
    second->submit(text_to_video<fast>{.prompt = "snow"}, named(other, "order-1"), other.handler());
    settle();
    BOOST_TEST(other.code == errc::intent_mismatch);
    reply(accepted("task_1"));
    BOOST_TEST(recover(*second).queued.size() == 1u);
    settle();
    BOOST_TEST_REQUIRE(requests().size() == 1u);
    BOOST_TEST(contains(requests()[0].body, "tin roof"));
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_when_the_intent_cannot_be_written) {
    auto client = open();
    other_program other{path};
    other.run("BEGIN IMMEDIATE");
    outcome<task> result;
    client->submit(rain(), named(result, "order-1"), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::journal_unavailable);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.retry == retry::call_again);
    for (const std::string_view words : {std::string_view{path}, std::string_view{"another program keeps it locked"}})
        BOOST_TEST(contains(result.why.detail, words));
    BOOST_TEST(requests().empty());

    outcome<recovery> recovered;
    client->recover(recovered.options(), recovered.handler());
    settle();
    BOOST_TEST(recovered.code == errc::journal_unavailable);

    other.run("COMMIT");
    reply(accepted("task_1"));
    outcome<task> again;
    client->submit(rain(), named(again, "order-1"), again.handler());
    settle();
    BOOST_TEST(again.value.id == "task_1");
}

BOOST_AUTO_TEST_CASE(a_task_reaches_its_caller_though_it_cannot_be_written_down) {
    auto client = open();
    other_program other{path};
    network->answer_with([&](const http_request&) {
        other.run("BEGIN IMMEDIATE");
        return accepted("task_1");
    });
    outcome<task> result;
    client->submit(rain(), named(result, "order-1"), result.handler());
    run_until([&] { return result.done(); });
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST_REQUIRE(log.size() == 2u);
    BOOST_TEST(log[0].find("journal failed: ") == 0u, log[0]);
    BOOST_TEST(contains(log[0], "another program keeps it locked"));
    BOOST_TEST(log[1] == "accepted task_1");

    other.run("COMMIT");
    run();
    BOOST_TEST(log.back() == "journal mended");
    const auto found = recover(*client);
    BOOST_TEST_REQUIRE(found.tasks.size() == 1u);
    BOOST_TEST(found.tasks[0].task->id == "task_1");
}

BOOST_AUTO_TEST_CASE(nothing_secret_is_written_down) {
    auto client = open();
    reply(reply_with(502, "echo: Bearer test-key"));
    outcome<task> result;
    client->submit(rain(), named(result, "order-1"), result.handler());
    settle();
    BOOST_TEST(result.code == errc::outcome_unknown);
    const auto bytes = read_file(path) + read_file(path + "-wal");
    BOOST_TEST(contains(bytes, "order-1"));
    BOOST_TEST(contains(bytes, "echo: Bearer"));
    BOOST_TEST(lacks(bytes, "test-key"));
    BOOST_TEST(lacks(bytes, "tin roof"));
}

BOOST_AUTO_TEST_CASE(what_a_copy_has_forgotten_can_be_written_down_and_is_not_sent_again) {
    const auto submit = [this](seedance::client& asked, std::string_view name) {
        outcome<task> result;
        asked.submit(rain(), named(result, name), result.handler());
        settle();
        return result;
    };
    reply(accepted("task_1"), accepted("task_2"));
    BOOST_TEST(submit(*open(), "order-1").value.id == "task_1");
    settle();
    const auto saved = read_file(path);
    BOOST_TEST(submit(*open(), "order-2").value.id == "task_2");
    settle();
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    write_file(path, saved);
    {
        auto older = open();
        const auto refused = submit(*older, "order-2");
        BOOST_TEST(refused.code == errc::journal_unavailable);
        BOOST_TEST(contains(refused.why.detail, "each with its gateway, model and id"));
        outcome<intent> told;
        const task forgotten{.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_2"};
        older->resolve("order-2", forgotten, told.options(), told.handler());
        settle();
        BOOST_TEST(told.code == error_code{}, told.why.detail);
        BOOST_TEST(told.value.state == intent_state::accepted);
    }
    settle();
    auto now = open({.accept_older = true});
    BOOST_TEST(submit(*now, "order-2").value.id == "task_2");
    BOOST_TEST(submits() == 2);
    BOOST_TEST(recover(*now).tasks.size() == 2u);
}

BOOST_AUTO_TEST_CASE(another_process_does_not_free_a_name_whose_answer_may_come) {
    reply(accepted("task_1"));
    network->hold();
    auto sender = open(), person = open();
    outcome<task> sent, lost;
    sender->submit(rain(), named(sent, "order-1"), sent.handler());
    run_until([&] { return sent.done(); });
    BOOST_TEST(sent.code == errc::outcome_unknown);
    settle();
    clock->advance(3min);
    const auto give_up = [&] {
        outcome<intent> result;
        person->resolve("order-1", not_sent, result.options(), result.handler());
        settle();
        return result;
    };
    const auto refused = give_up();
    BOOST_TEST(refused.code == errc::intent_taken);
    BOOST_TEST(contains(refused.why.detail, "its answer may come for 10 minutes"));
    person->submit(rain(), named(lost, "order-1"), lost.handler());
    settle();
    BOOST_TEST(lost.code == errc::outcome_unknown);
    clock->advance(7min);
    BOOST_TEST(!give_up().code);
    network->release();
    run();
    outcome<task> late;
    person->submit(rain(), named(late, "order-1"), late.handler());
    settle();
    BOOST_TEST(late.value.id == "task_1");
    BOOST_TEST(submits() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
