// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do with the times that tasks took: a part of conformance.hpp.

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/journal.hpp>
#include <seedance/task/model_times.hpp>

#include "journal_fixture.hpp"

namespace test::conform {

/// Says what an intent has become, and how long that took.
inline journal_change timed(const intent& what, intent_state state, std::chrono::milliseconds took) {
    return {.wanted = in_state(what, state), .took = took};
}

inline void make(journal& at, const journal_change& one) { BOOST_TEST(at.apply({&one, 1}).at(0).written); }

/// The times that are kept, in words: "apixo fast 1000 2000, pixazo pro 3000".
inline std::string times_in(journal& of) {
    std::string words;
    for (auto& each : of.times()) {
        std::sort(each.took.begin(), each.took.end());
        words += (words.empty() ? "" : ", ") + each.provider + ' ' + each.model;
        for (const auto took : each.took) words += ' ' + std::to_string(took.count());
    }
    return words;
}

template <class World>
void how_long_a_task_took_is_kept_once(World& world) {
    auto& journal = world.open();
    BOOST_TEST(times_in(journal).empty());
    const auto what = put(journal, some_intent("order-1", intent_state::accepted));
    make(journal, timed(what, intent_state::succeeded, 104s));
    make(journal, timed(what, intent_state::succeeded, 104s));  // the answer was lost
    make(journal, timed(what, intent_state::succeeded, 111s));  // by somebody else
    auto noted = timed(what, intent_state::succeeded, 112s);    // which is written for another reason
    noted.wanted.note = "a note";
    noted.cost = usd(1);
    make(journal, noted);
    make(journal, timed(what, intent_state::fetched, 113s));
    make(journal, timed(what, intent_state::succeeded, 114s));
    const journal_change nameless{.wanted = {.state = intent_state::succeeded, .task = what.task}, .took = 115s};
    make(journal, nameless);
    BOOST_TEST(times_in(journal) == "apixo seedance-2-0-fast 104000");
    BOOST_TEST(times_in(world.open()) == "apixo seedance-2-0-fast 104000");
    const auto of_forgotten = timed(some_intent("forgotten", intent_state::succeeded), intent_state::succeeded, 90s);
    make(journal, of_forgotten);
    make(journal, of_forgotten);
    BOOST_TEST(times_in(journal) == "apixo seedance-2-0-fast 90000 104000");
}

template <class World>
void only_a_video_that_came_has_a_time(World& world) {
    auto& journal = world.open();
    for (const auto state : {intent_state::failed, intent_state::fetched, intent_state::expired})
        make(journal,
             timed(put(journal, some_intent(std::string{to_string(state)}, intent_state::accepted)), state, 9s));
    change(journal, some_intent("not measured", intent_state::succeeded));
    for (const auto absurd : {-1ms, std::chrono::milliseconds{std::chrono::weeks{1}} + 1ms,
                              std::chrono::milliseconds::max(), std::chrono::milliseconds::min()})
        make(journal, timed(some_intent("after " + std::to_string(absurd.count()), intent_state::succeeded),
                            intent_state::succeeded, absurd));
    BOOST_TEST(times_in(journal).empty());
    make(journal, timed(some_intent("at once", intent_state::succeeded), intent_state::succeeded, 0ms));
    make(journal,
         timed(some_intent("a week", intent_state::succeeded), intent_state::succeeded, std::chrono::weeks{1}));
    BOOST_TEST(times_in(journal) == "apixo seedance-2-0-fast 0 604800000");
}

template <class World>
void times_are_of_a_model_whatever_its_account(World& world) {
    auto& journal = world.open();
    int seconds = 0;
    const auto take = [&](const std::string& provider, const std::string& account, const std::string& model) {
        auto what = some_intent(std::to_string(++seconds), intent_state::succeeded);
        what.provider = what.task->provider = provider;
        what.account = what.task->account = account;
        what.model = what.task->model = model;
        make(journal, timed(what, intent_state::succeeded, std::chrono::seconds{seconds}));
    };
    take("pixazo", "default", "pro");
    take("apixo", "eu", "fast");
    take("apixo", "us", "fast");
    take("apixo", "eu", "pro");
    take("pixazo", "eu", "pro");
    BOOST_TEST(times_in(journal) == "apixo fast 2000 3000, apixo pro 4000, pixazo pro 1000 5000");
}

/// The times of many tasks: those of the last are kept, however they were written.
template <class World>
void the_times_of_the_last_tasks_are_kept(World& world) {
    auto& journal = world.open();
    constexpr int all = 400;
    std::vector<journal_change> batch;
    for (int i = 0; i != all; ++i) {
        batch.push_back(timed(some_intent("order-" + std::to_string(i), intent_state::succeeded),
                              intent_state::succeeded, std::chrono::seconds{i}));
        if (i % 4 == 0) batch.back().wanted.model = batch.back().wanted.task->model = "rare";
        if (batch.size() < 100 && i + 1 != all) continue;
        journal.apply(batch);
        batch.clear();
    }
    const auto kept = journal.times();
    BOOST_TEST_REQUIRE(kept.size() == 2u);
    for (const auto& [provider, model, took] : kept) {
        BOOST_TEST(took.size() >= 40u, model);
        BOOST_TEST(took.size() <= 64u, model);
        const auto [first, last] = std::minmax_element(took.begin(), took.end());
        const auto among = std::chrono::seconds{model == "rare" ? all : 250};
        BOOST_TEST((*first >= std::chrono::seconds{all} - among), model << " has one of " << first->count() << " ms");
        BOOST_TEST((*last >= std::chrono::seconds{all - 5}), "the last is there");
    }
}

}  // namespace test::conform
