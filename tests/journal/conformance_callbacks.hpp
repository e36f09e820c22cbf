// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do with what callbacks bring: a part of conformance.hpp.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>

#include "journal_fixture.hpp"

namespace test::conform {

/// An attempt with a callback URL, which its handle finds.
inline intent with_callback(const std::string& name, const std::string& handle) {
    auto what = some_intent(name, intent_state::planned);
    what.handle = handle;
    what.callback = "";
    return what;
}

inline journal_answer call_back(journal& on, const intent& what, const std::string& body) {
    journal_change said{.wanted = {.name = what.name, .attempt = what.attempt, .handle = what.handle}};
    said.called_back = body;
    return on.apply({&said, 1}).at(0);
}

template <class World>
void a_handle_finds_the_attempt_that_has_a_callback(World& world) {
    auto& journal = world.open();
    put(journal, some_intent("order-0"));
    const auto first = put(journal, with_callback("order-1", "handle-1"));
    const auto other = put(journal, with_callback("order-2", "handle-2"));
    BOOST_TEST(*journal.find_handle("handle-1") == first);
    BOOST_TEST(*journal.find_handle("handle-2") == other);
    BOOST_TEST(!journal.find_handle(some_intent("order-0").handle), "it has no callback URL");
    BOOST_TEST(!journal.find_handle(""));
    BOOST_TEST(!journal.find_handle("handle-"));
    BOOST_TEST(change(journal, in_state(first, intent_state::not_sent), first.version).written);
    auto again = with_callback("order-1", "handle-3");
    BOOST_TEST(change(journal, again).written);
    BOOST_TEST(journal.find_handle("handle-1")->attempt == 1);
    BOOST_TEST(journal.find_handle("handle-3")->attempt == 2);
    BOOST_TEST(journal.prune(first.planned_at + 1ms) == 1u);
    BOOST_TEST(!journal.find_handle("handle-1"));
    BOOST_TEST(!journal.find("order-0")->callback);
}

/// Anybody may say it, and no opinion or fact of others is in its way.
template <class World>
void what_a_callback_brought_is_kept_until_it_is_over(World& world) {
    auto& journal = world.open();
    auto what = put(journal, with_callback("order-1", "handle-1"));
    const auto say = [&](const std::string& body) {
        what.callback = body;
        for (int i = 0; i != 2; ++i) expect_written(call_back(journal, what, body), what);
        BOOST_TEST(*journal.find("order-1") == what);
    };
    say("while it is planned");
    for (const auto state : {intent_state::sending, intent_state::unknown}) {
        what = change(journal, in_state(what, state), what.version).now.value();
        say("while it is " + std::string{to_string(state)});
    }
    auto accepted = in_state(what, intent_state::accepted);
    accepted.task = some_task("task_1");
    accepted.callback.reset();
    what = change(journal, accepted).now.value();
    say("while it is accepted");
    BOOST_TEST(journal.list({.called_back = true}).intents == std::vector{what});
    const auto over = change(journal, in_state(what, intent_state::fetched)).now.value();
    const auto late = call_back(journal, over, "too late");
    BOOST_TEST(late.written);
    BOOST_TEST(late.now->callback != "too late");
    BOOST_TEST(journal.find("order-1")->callback != "too late");
}

template <class World>
void those_whose_callbacks_have_come_are_listed(World& world) {
    auto& journal = world.open();
    std::vector<std::string> names;
    for (int i = 0; i != 9; ++i) {
        const auto name = "order-" + std::to_string(i);
        auto what = put(journal, with_callback(name, "handle-" + std::to_string(i)));
        if (i % 3 == 0) continue;  // nobody has accepted it
        auto accepted = in_state(what, intent_state::accepted);
        accepted.task = some_task("task_" + std::to_string(i));
        what = change(journal, accepted).now.value();
        if (i % 3 == 1) call_back(journal, what, "a body");
        if (i % 3 == 1) names.push_back(name);
    }
    const journal_query all{.called_back = true};
    BOOST_TEST(names_of(journal.list(all).intents) == names);
    BOOST_TEST(names_of(journal.list({.own = true, .open = true, .called_back = true}).intents) == names);
    const auto first = journal.list({.called_back = true, .limit = 2});
    BOOST_TEST(first.more);
    BOOST_TEST(names_of(first.intents) == (std::vector<std::string>{"order-1", "order-4"}));
    const auto rest = journal.list({.called_back = true, .after = first.end, .limit = 2});
    BOOST_TEST(!rest.more);
    BOOST_TEST(names_of(rest.intents) == std::vector<std::string>{"order-7"});
    auto over = in_state(journal.find("order-4").value(), intent_state::succeeded);
    BOOST_TEST(change(journal, over).written);
    BOOST_TEST(names_of(journal.list(all).intents) == (std::vector<std::string>{"order-1", "order-7"}));
    BOOST_TEST(journal.list({.called_back = true, .after = rest.end}).intents.empty());
}

template <class World>
void a_callback_of_another_attempt_is_not_kept(World& world) {
    auto& journal = world.open();
    const auto what = put(journal, with_callback("order-1", "handle-1"));
    for (auto other : {with_callback("order-1", "handle-2"), with_callback("order-2", "handle-1")})
        BOOST_TEST(!call_back(journal, other, "a body").written);
    auto later = what;
    later.attempt = 2;
    BOOST_TEST(!call_back(journal, later, "a body").written);
    const auto without = put(journal, some_intent("order-3"));
    BOOST_TEST(!call_back(journal, without, "a body").written);
    BOOST_TEST(*journal.find("order-1") == what);
    BOOST_TEST(*journal.find("order-3") == without);
}

}  // namespace test::conform
