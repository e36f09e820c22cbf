// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// In which order the legs of a route are tried: by their prices, and by what the journal knows of their times, which it
// may have to be asked for first.
#include "checks.hpp"
#include "journal_doubles.hpp"
#include "route_fixture.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_route_order)

using namespace test::routes;

namespace {

constexpr route_options by(route_order wanted) { return {.order = wanted}; }

}  // namespace

// ---- by price

BOOST_FIXTURE_TEST_CASE(the_cheapest_comes_first_where_that_is_wanted, route_fixture) {
    BOOST_TEST_REQUIRE((price_at(pixazo_fast) > price_at(apixo_fast)));
    reply(accepted("task_1"), succeeded(url));
    const auto video = generate(to({pixazo_fast, apixo_fast}), {.route = by(route_order::cheapest)});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "a");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_too_the_cheapest_comes_first, route_fixture) {
    reply(refused(402), pixazo_accepts());
    enqueue(to({pixazo_fast, apixo_fast}), {.intent = order, .route = by(route_order::cheapest)});
    BOOST_TEST(submitted() == "ap");
    BOOST_TEST(states() == "not_sent accepted");
    BOOST_TEST(attempts().front().provider == "apixo");
}

BOOST_FIXTURE_TEST_CASE(a_leg_whose_price_nobody_knows_is_none_of_the_cheapest, route_fixture) {
    reply(refused(402), accepted("task_1"), succeeded(url));
    const auto video = generate(to({xenodia_fast, apixo_fast, apixo_mini}), {.route = by(route_order::cheapest)});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "aa");
    BOOST_TEST(video.value.task.model == "seedance-2-0-fast");
}

// ---- by time

namespace {

/// A journal with a thread of its own. It may be told to keep its client waiting for the times, or not to know them.
class threaded_journal final : public journal_before<threaded_journal> {
  public:
    enum class mood { tells, keeps_waiting, fails };

    journal& inner_journal() { return kept; }

    std::vector<model_samples> times() override {
        std::unique_lock lock{mutex_};
        ++asked;
        if (mood_ == mood::fails) throw std::runtime_error{"the table is gone"};
        waits_ = mood_ == mood::keeps_waiting;
        goes_on_.wait_for(lock, 10s, [this] { return mood_ != mood::keeps_waiting; });
        waits_ = false;
        return kept.times();
    }

    /// Says whether its client waits for it.
    bool waits() const {
        const std::lock_guard lock{mutex_};
        return waits_;
    }

    void be(mood how) {
        const std::lock_guard lock{mutex_};
        mood_ = how;
        goes_on_.notify_all();
    }

    memory_journal kept;
    std::atomic<int> asked{0};

  private:
    mutable std::mutex mutex_;
    std::condition_variable goes_on_;
    mood mood_ = mood::tells;
    bool waits_ = false;
};

/// A client that was begun just now, on a journal that knows that Apixo is faster than Pixazo.
class times_fixture : public route_fixture {
  public:
    times_fixture() {
        know("pixazo", 1000s);
        know("apixo", 100s);
        use_journal();
        others_work = [this] { return !store->waits() && !worker->is_idle(); };
    }
    ~times_fixture() { store->be(threaded_journal::mood::tells); }

    void use_journal() {
        auto chosen = options();
        chosen.journal = store;
        chosen.models = all_models::entries;
        client = another(chosen);
        client.use(pixazo::account{.api_key = secret{"pixazo-key"}});
    }

    static call_options named(std::string_view name) { return {.intent = name, .route = by(route_order::fastest)}; }
    static call_options fastest() { return {.intent = order, .route = by(route_order::fastest)}; }

    std::shared_ptr<threaded_journal> store = std::make_shared<threaded_journal>();
    std::shared_ptr<seedance::detail::journal_worker> worker = seedance::detail::journal_worker::of(store);

  private:
    void know(const std::string& provider, std::chrono::milliseconds took) {
        for (int i = 0; i != 9; ++i) {
            const auto name = provider + '-' + std::to_string(i);
            const task ended{.provider = provider, .model = "seedance-2-0-fast", .id = name};
            const intent row{.name = name,
                             .state = intent_state::succeeded,
                             .provider = provider,
                             .model = ended.model,
                             .task = ended};
            const journal_change end{.wanted = row, .took = took};
            BOOST_TEST_REQUIRE(store->kept.apply({&end, 1}).at(0).written);
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_first_call_of_a_client_too_tries_the_fastest_first, times_fixture) {
    reply(accepted("task_1"), succeeded(url));
    const auto video = generate(from_pixazo(), fastest());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "a");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_too_the_first_call_tries_the_fastest_first, times_fixture) {
    reply(accepted("task_1"));
    enqueue(from_pixazo(), fastest());
    settle();
    BOOST_TEST(submitted() == "a");
    BOOST_TEST(contains(store->request_of(store->find(order).value()),
                        R"("models":["apixo/seedance-2-0-fast","pixazo/seedance-2-0-fast"])"));
}

BOOST_FIXTURE_TEST_CASE(where_the_journal_cannot_tell_the_legs_are_tried_as_they_are_written, times_fixture) {
    store->be(threaded_journal::mood::fails);
    reply(pixazo_accepts(), testing::succeeded("pixazo", "p_1", url));
    BOOST_TEST(!generate(from_pixazo(), fastest()).code);
    BOOST_TEST(submitted() == "p");
    store->be(threaded_journal::mood::tells);
    reply(accepted("task_1"), succeeded(url));
    BOOST_TEST(!generate(from_pixazo(), named("order-2")).code);
    BOOST_TEST(submitted() == "pa", "it is asked again");
}

BOOST_FIXTURE_TEST_CASE(what_was_read_is_not_asked_for_by_each_call, times_fixture) {
    for (const auto* const name : {"order-1", "order-2", "order-3"}) {
        reply(accepted(name));
        outcome<task> made;
        client.submit(from_pixazo(), named(name), made.handler());
        settle();
        BOOST_TEST(!made.code);
    }
    BOOST_TEST(submitted() == "aaa");
    BOOST_TEST(store->asked <= 2, "by the client, and by a call that comes before the answer");
}

BOOST_FIXTURE_TEST_CASE(while_the_journal_is_asked_for_the_times_a_call_keeps_its_deadline, times_fixture) {
    const auto rows = store->kept.list({}).intents.size();
    store->be(threaded_journal::mood::keeps_waiting);
    auto call = fastest();
    call.deadline = 20s;
    outcome<generated_video> video;
    outcome<intent> queued, nameless;
    begin(video, from_pixazo(), call);
    call.intent = "order-2";
    call.why = &queued.why;
    client.enqueue(from_pixazo(), call, queued.handler());
    call.intent = {};
    call.why = &nameless.why;
    client.enqueue(from_pixazo(), call, nameless.handler());
    run();
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(video.code == errc::deadline_reached);
    BOOST_TEST(video.why.billed == billed::unknown, "the name was not looked up yet");
    BOOST_TEST_REQUIRE(queued.done());
    BOOST_TEST(queued.code == errc::deadline_reached);
    BOOST_TEST(queued.why.billed == billed::unknown);
    BOOST_TEST(nameless.code == errc::deadline_reached);
    BOOST_TEST(nameless.why.billed == billed::no);
    BOOST_TEST(elapsed() == 20s);
    store->be(threaded_journal::mood::tells);
    run();
    BOOST_TEST(submitted().empty());
    BOOST_TEST(store->kept.list({}).intents.size() == rows);
}

BOOST_FIXTURE_TEST_CASE(while_the_journal_is_asked_for_the_times_a_caller_may_go, times_fixture) {
    store->be(threaded_journal::mood::keeps_waiting);
    outcome<generated_video> video;
    begin(video, from_pixazo(), fastest());
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(video.code == errc::cancelled);
    store->be(threaded_journal::mood::tells);
    run();
    BOOST_TEST(submitted().empty());
}

BOOST_AUTO_TEST_SUITE_END()
