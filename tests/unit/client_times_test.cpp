// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// How long tasks take: what a client measures, what it reads of others, and when it asks first by that.
#include "callback_fixture.hpp"
#include "checks.hpp"
#include "journal_doubles.hpp"
#include "set_clock.hpp"

#include <array>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_times)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";
const std::string model = "seedance-2-0-fast";

/// Has a journal know tasks that took so long.
void know(journal& store, std::size_t count, std::chrono::milliseconds took, const std::string& of = "earlier") {
    for (std::size_t i = 0; i != count; ++i) {
        const auto name = of + '-' + std::to_string(i);
        const task ended{.provider = "apixo", .model = model, .id = name};
        const journal_change end{.wanted = {.name = name,
                                            .state = intent_state::succeeded,
                                            .provider = "apixo",
                                            .model = model,
                                            .task = ended},
                                 .took = took};
        BOOST_TEST_REQUIRE(store.apply({&end, 1}).at(0).written);
    }
}

/// A journal that cannot tell, and counts how often it is asked.
class silent_journal final : public journal_before<silent_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }
    journal& inner_journal() { return kept; }
    std::vector<model_samples> times() override {
        ++asked;
        throw std::runtime_error{"the table is gone"};
    }

    memory_journal kept;
    int asked = 0;
};

/// A journal with a thread, which takes its time to tell.
class slow_journal final : public journal_before<slow_journal> {
  public:
    journal& inner_journal() { return kept; }
    std::vector<model_samples> times() override {
        std::unique_lock lock{mutex};
        waited_in_vain = !goes_on.wait_for(lock, 10s, [this] { return may_tell; });
        return {};
    }
    void tell() {
        const std::lock_guard lock{mutex};
        may_tell = true;
        goes_on.notify_all();
    }

    memory_journal kept;
    std::mutex mutex;
    std::condition_variable goes_on;
    bool may_tell = false;
    std::atomic<bool> waited_in_vain{false};
};

struct times_fixture : client_fixture {
    times_fixture() { begin(); }

    void begin() {
        auto chosen = options();
        chosen.journal = store;
        use_options(chosen);
    }

    /// Makes a video; gives when its first poll came, after its submit.
    std::chrono::milliseconds first_poll(std::chrono::milliseconds deadline = 30min) {
        const auto begun = elapsed();
        const auto polls = times.size() + 1;
        outcome<generated_video> made;
        reply(accepted("task_" + std::to_string(++tasks)), succeeded(url));
        client.generate(rain(), made.options(deadline), made.handler());
        run();
        BOOST_TEST_REQUIRE(made.done());
        BOOST_TEST(!made.code, made.code.message());
        BOOST_TEST_REQUIRE(times.size() > polls);
        return times.at(polls) - begun;
    }

    std::vector<model_times> load() {
        outcome<client_load> asked;
        client.load(asked.handler());
        settle();
        BOOST_TEST_REQUIRE(asked.done());
        return asked.value.models;
    }

    std::shared_ptr<memory_journal> store = std::make_shared<memory_journal>();
    int tasks = 0;
};

bool within(std::chrono::milliseconds time, std::chrono::milliseconds from, std::chrono::milliseconds to) {
    BOOST_TEST_INFO(time.count() << " ms");
    return time >= from && time <= to;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_first_poll_comes_a_little_before_half_of_the_tasks_have_ended, times_fixture) {
    know(*store, 8, 1000s);
    for (int i = 0; i != 8; ++i) BOOST_TEST(within(first_poll(), 750s, 900s));
    BOOST_TEST(load().at(0).p50 < 1000s, "what is seen at first polls only brings the next ones forward");
}

BOOST_FIXTURE_TEST_CASE(a_few_tasks_say_nothing, times_fixture) {
    know(*store, 7, 1000s);
    BOOST_TEST(within(first_poll(), 200s, 300s));
    BOOST_TEST(load().at(0).count == 8u);
    BOOST_TEST(within(first_poll(), 750s, 900s), "the client's own counts at once");
}

BOOST_FIXTURE_TEST_CASE(no_measure_makes_a_poll_earlier_than_the_document_says, times_fixture) {
    know(*store, 64, 10s);
    for (int i = 0; i != 20; ++i) BOOST_TEST(within(first_poll(), 200s, 300s));
}

BOOST_FIXTURE_TEST_CASE(who_has_less_time_is_asked_for_while_there_is_some, times_fixture) {
    know(*store, 8, 2400s);
    for (const auto deadline : {30min, 15min, 8min}) BOOST_TEST(within(first_poll(deadline), 200s, deadline - 40s));
}

BOOST_FIXTURE_TEST_CASE(who_joins_with_less_time_brings_the_first_poll_forward, times_fixture) {
    know(*store, 8, 2400s);
    const task known{.provider = "apixo",
                     .model = model,
                     .id = "task_1",
                     .accepted_at = clock->wall_now(),
                     .polling = {.first = 20s, .first_latest = 20s, .interval = 10s, .interval_longest = 10s}};
    outcome<generated_video> first, second;
    client.wait(known, first.options(2h), first.handler());
    settle();
    client.wait(known, second.options(5min), second.handler());
    reply(state_is("processing"), succeeded(url));
    run();
    BOOST_TEST(first.done());
    BOOST_TEST(second.done());
    BOOST_TEST(!second.code);
    BOOST_TEST_REQUIRE(times.size() == 2u);
    BOOST_TEST(within(times[0], 20s, 5min - 20s));
}

BOOST_FIXTURE_TEST_CASE(a_video_that_was_waited_for_is_measured, times_fixture) {
    std::vector<std::chrono::milliseconds> took;
    for (int i = 0; i != 3; ++i) took.push_back(first_poll());
    std::sort(took.begin(), took.end());
    const auto known = load();
    BOOST_TEST_REQUIRE(known.size() == 1u);
    BOOST_TEST(known[0].provider == "apixo");
    BOOST_TEST(known[0].model == model);
    BOOST_TEST(known[0].count == 3u);
    BOOST_TEST(known[0].p50 == took[1]);
    BOOST_TEST(known[0].p90 == took[2]);
    BOOST_TEST_REQUIRE(store->times().size() == 1u);
    BOOST_TEST((times_of(store->times()[0]) == known[0]), "the journal has the same");
}

BOOST_FIXTURE_TEST_CASE(what_was_not_seen_to_end_is_not_measured, times_fixture) {
    const auto wait_for = [this](const std::string& id, std::chrono::milliseconds age) {
        outcome<generated_video> result;
        client.wait(task{.provider = "apixo",
                         .model = model,
                         .id = id,
                         .accepted_at = clock->wall_now() - age,
                         .polling = {.first = 20s, .first_latest = 20s, .interval = 10s, .interval_longest = 10s}},
                    result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
    };
    reply(succeeded(url));
    wait_for("long over", 3h);
    reply(failed("Timeout"));
    wait_for("failed", 0s);
    reply(refused(503), succeeded(url));
    wait_for("after an outage", 0s);
    BOOST_TEST(load().empty());
    BOOST_TEST(store->times().empty());
    reply(refused(503), state_is("processing"), succeeded(url));
    wait_for("seen to work after an outage", 0s);
    reply(state_is("processing"), succeeded(url));
    wait_for("resumed, and seen to work", 3min);
    BOOST_TEST(load().at(0).count == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_time_of_day_that_jumps_measures_nothing, times_fixture) {
    const auto day = std::make_shared<set_clock>(clock);
    auto chosen = options();
    chosen.journal = store;
    chosen.clock = day;
    use_options(chosen);
    const auto wait_through = [this, &day](const auto& what_happens, bool is_seen_to_work = true) {
        outcome<generated_video> result;
        const task begun{.provider = "apixo", .model = model, .id = "task_1", .accepted_at = day->wall_now()};
        client.wait(begun, result.handler());
        settle();
        what_happens();
        if (is_seen_to_work) reply(state_is("processing"));
        reply(succeeded(url));
        run();
        BOOST_TEST_REQUIRE(result.done());
    };
    wait_through([&] { day->ahead = 1h; });
    wait_through([&] { day->ahead = 0h; });
    wait_through([&] { day->ahead = day->slept = 1h; });
    wait_through([&] { clock->advance(10min); }, false);  // the program stood still
    BOOST_TEST(load().empty());
    wait_through([] {});
    BOOST_TEST(load().at(0).count == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_others_measure_is_read_now_and_then, times_fixture) {
    BOOST_TEST(load().empty());
    know(*store, 9, 100s);
    clock->advance(5min - 1ms);
    BOOST_TEST(load().empty());
    clock->advance(1ms);
    BOOST_TEST(load().at(0).count == 9u);
    know(*store, 20, 100s, "later");
    begin();
    BOOST_TEST(load().at(0).count == 29u, "a new client reads them before anything else");
    BOOST_TEST(!clock->has_alarm(), "nothing waits for the next time");
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_cannot_tell_costs_the_times_only, client_fixture) {
    const auto silent = std::make_shared<silent_journal>();
    auto chosen = options();
    chosen.journal = silent;
    use_options(chosen);
    for (int i = 0; i != 2; ++i) {
        reply(accepted("task_" + std::to_string(i)), succeeded(url));
        outcome<generated_video> made;
        client.generate(rain(), made.handler());
        run();
        BOOST_TEST(made.done());
        BOOST_TEST(!made.code);
        clock->advance(5min);
    }
    BOOST_TEST(silent->asked == 2, "it is asked again later");
    BOOST_TEST(log.size() == 4u, "of polls and acceptances, and nothing else");
}

BOOST_FIXTURE_TEST_CASE(nobody_waits_for_the_times, client_fixture) {
    const auto slow = std::make_shared<slow_journal>();
    auto chosen = options();
    chosen.journal = slow;
    use_options(chosen);
    outcome<client_load> asked;
    client.load(asked.handler());
    context.restart();
    context.run();
    BOOST_TEST(asked.done());
    BOOST_TEST(!slow->waited_in_vain, "the context has run out of work");
    slow->tell();
}

BOOST_FIXTURE_TEST_CASE(a_task_whose_end_is_posted_is_asked_for_when_nearly_all_have_ended, callback_fixture) {
    know(*written, 9, 300s);
    know(*written, 1, 1500s, "slow");
    reply(accepted("task_1"), succeeded(url));
    outcome<generated_video> made;
    client.generate(rain(), made.handler());
    run();
    BOOST_TEST(!made.code);
    BOOST_TEST_REQUIRE(times.size() == 2u);
    BOOST_TEST(within(times[1], 300s, 360s), "it was 600 s to 720 s, without a measure");
    BOOST_TEST(times_of(written->times().at(0)).count == 10u,
               "a poll in case that a callback is lost measures nothing");
    reply(accepted("task_2"), succeeded(url));
    outcome<generated_video> posted;
    client.generate(rain(), posted.handler());
    settle();
    pass(250s);
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(clock->wall_now().time_since_epoch());
    BOOST_TEST(post(url_sent(), apixo_success("task_2", now.count())) == 200);
    run();
    BOOST_TEST(!posted.code);
    BOOST_TEST(times_of(written->times().at(0)).count == 11u, "an end that was posted is one that was seen");
}

BOOST_AUTO_TEST_SUITE_END()
