// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a journal has of a route: legs in doubt, the legs that were tried, the end that a person says, and a journal
// that fails between two legs.
#include "checks.hpp"
#include "journal_doubles.hpp"
#include "route_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/answers.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_route_journal)

using namespace test::routes;

// ---- legs in doubt

namespace {

class doubt_fixture : public route_fixture {
  public:
    doubt_fixture() {
        reply(answer_lost());
        enqueue(from_pixazo());
        BOOST_TEST(states() == "unknown");
    }

    intent now() const { return written->find(order).value(); }
    std::string kept() const { return written->request_of(now()); }

    intent resolve(const resolution& said) {
        outcome<intent> known;
        client.resolve(order, said, known.handler());
        settle();
        BOOST_TEST_REQUIRE(known.done());
        BOOST_TEST(!known.code, known.code.message());
        return known.value;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_leg_in_doubt_that_has_failed_for_nothing_moves_the_queue_on, doubt_fixture) {
    BOOST_TEST(!kept().empty());
    const auto waiting = wait(1min);
    BOOST_TEST(waiting.code == errc::outcome_unknown);
    BOOST_TEST(submitted() == "p", "nobody knows yet");
    resolve(task{.id = "p_1"});
    BOOST_TEST(!kept().empty());
    reply(failed_for_nothing(), accepted("task_1"), succeeded(url));
    const auto video = wait();
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.provider == "apixo");
    BOOST_TEST(submitted() == "pa");
    BOOST_TEST(states() == "failed succeeded");
    BOOST_TEST(kept().empty());
}

BOOST_FIXTURE_TEST_CASE(the_next_client_goes_on_after_a_leg_in_doubt_too, doubt_fixture) {
    client.close();
    client = with_same_journal();
    recover();
    BOOST_TEST(submitted() == "p");
    resolve(task{.id = "p_1"});
    client.close();
    client = with_same_journal();
    run();
    written->apply(std::vector<journal_change>{
        {.wanted = {.state = intent_state::failed, .task = now().task}, .charged = billed::no}});
    reply(accepted("task_1"));
    BOOST_TEST(recover().queued.size() == 1u);
    BOOST_TEST(submitted() == "pa");
}

BOOST_FIXTURE_TEST_CASE(a_leg_in_doubt_that_was_made_ends_the_route, doubt_fixture) {
    resolve(task{.id = "p_1"});
    reply(testing::succeeded("pixazo", "p_1", url));
    BOOST_TEST(!wait().code);
    BOOST_TEST(kept().empty());
    recover();
    BOOST_TEST(submitted() == "p");
}

BOOST_FIXTURE_TEST_CASE(of_a_leg_in_doubt_a_person_may_say_that_it_was_not_sent, doubt_fixture) {
    resolve(not_sent);
    BOOST_TEST(!is_open(now()));
    BOOST_TEST(kept().empty());
    recover();
    BOOST_TEST(submitted() == "p", "who says so calls again");
}

BOOST_FIXTURE_TEST_CASE(the_request_of_a_last_leg_in_doubt_is_erased, route_fixture) {
    reply(refused(402), answer_lost());
    enqueue(from_apixo());
    BOOST_TEST(states() == "not_sent unknown");
    const auto now = written->find(order).value();
    BOOST_TEST(!now.queued);
    BOOST_TEST(written->request_of(now).empty());
}

/// A queued route whose first leg is refused when nobody waits for that any more.
class late_refusal_fixture : public route_fixture {
  public:
    void enqueue_in_doubt(int status, bool despite_content = false) {
        network->hold();
        reply(refused(status));
        enqueue(from_apixo(), {.intent = order, .route = {.despite_content = despite_content}});
        clock->advance(121s);
        settle();
        BOOST_TEST_REQUIRE(states() == "unknown");
        BOOST_TEST_REQUIRE(written->find(order)->queued);
    }
};

BOOST_FIXTURE_TEST_CASE(a_leg_that_is_refused_late_goes_back_into_the_queue, late_refusal_fixture) {
    enqueue_in_doubt(402);
    reply(refused(402), xenodia_accepts());
    network->release();
    settle();
    BOOST_TEST(submitted() == "aax", "it is asked once more, and the next after it");
    BOOST_TEST(states() == "not_sent accepted");
    reply(xenodia_succeeds());
    BOOST_TEST(!wait().code);
}

BOOST_FIXTURE_TEST_CASE(a_late_refusal_that_ends_a_route_ends_it, late_refusal_fixture) {
    enqueue_in_doubt(400);
    network->release();
    run();
    BOOST_TEST(submitted() == "a");
    BOOST_TEST(states() == "not_sent");
    BOOST_TEST(!written->find(order)->queued);
}

BOOST_FIXTURE_TEST_CASE(one_that_does_not_end_it_does_not, late_refusal_fixture) {
    enqueue_in_doubt(400, true);
    reply(refused(400), xenodia_accepts());
    network->release();
    settle();
    BOOST_TEST(submitted() == "aax");
    BOOST_TEST(states() == "not_sent accepted");
}

BOOST_FIXTURE_TEST_CASE(the_next_client_sends_what_was_refused_after_its_own_had_closed, late_refusal_fixture) {
    enqueue_in_doubt(402);
    client.close();
    network->release();
    run();
    BOOST_TEST(submitted() == "a");
    BOOST_TEST(states() == "planned");
    client = with_same_journal();
    reply(refused(402), xenodia_accepts());
    BOOST_TEST(recover().queued.size() == 1u);
    BOOST_TEST(submitted() == "aax");
    BOOST_TEST(states() == "not_sent accepted");
}

// ---- the end that a person says

BOOST_FIXTURE_TEST_CASE(an_acknowledged_route_stays_failed_and_nobody_goes_on_with_it, route_fixture) {
    reply(pixazo_accepts());
    enqueue(from_pixazo());
    written->apply(std::vector<journal_change>{
        {.wanted = {.state = intent_state::failed, .task = written->find(order)->task}, .charged = billed::no}});
    outcome<intent> known;
    client.acknowledge(order, known.handler());
    settle();
    BOOST_TEST(!known.code, known.code.message());
    BOOST_TEST(known.value.state == intent_state::failed);
    BOOST_TEST(known.value.charged == money{});
    BOOST_TEST(!is_open(known.value));
    BOOST_TEST(written->request_of(known.value).empty());
    recover();
    reply(failed_for_nothing());
    const auto video = wait();
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(submitted() == "p");
}

// ---- the legs that were tried

BOOST_FIXTURE_TEST_CASE(who_waits_for_a_queued_route_hears_of_each_leg, route_fixture) {
    reply(pixazo_accepts(), failed_for_nothing(), accepted("task_1"), failed("E1"));
    enqueue(from_pixazo());
    const auto video = wait();
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST_REQUIRE(video.why.legs.size() == 2u);
    BOOST_TEST(video.why.legs[0].code == errc::task_failed);
    BOOST_TEST(video.why.legs[0].provider == "pixazo");
    BOOST_TEST(video.why.legs[0].billed == billed::no);
    BOOST_TEST(contains(video.why.legs[0].detail, "upstream timeout"));
    BOOST_TEST(video.why.legs[1].provider == "apixo");
    BOOST_TEST(contains(video.why.legs[1].gateway_message, "the gateway's words"));
    BOOST_TEST(video.why.legs[1].legs.empty());
}

BOOST_FIXTURE_TEST_CASE(after_a_restart_too_who_waits_hears_of_each_leg, route_fixture) {
    reply(refused(402), xenodia_accepts());
    enqueue(from_apixo());
    client.close();
    client = with_same_journal();
    run();
    reply(testing::failed("xenodia", "x_1", "E1", "no luck"));
    const auto video = wait();
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST_REQUIRE(video.why.legs.size() == 2u);
    BOOST_TEST(video.why.legs[0].code == errc::rejected_balance);
    BOOST_TEST(video.why.legs[0].provider == "apixo");
    BOOST_TEST(contains(video.why.legs[0].detail, "HTTP 402"));
    BOOST_TEST(video.why.legs[1].provider == "xenodia");
    BOOST_TEST(contains(to_string(video.why), "\nleg 1: apixo/seedance-2-0-fast: the gateway asks for balance"));
}

BOOST_FIXTURE_TEST_CASE(whose_time_is_over_while_the_queue_tries_hears_of_the_legs_before, route_fixture) {
    network->answer_with([](const http_request&) { return refused(402); });
    enqueue(from_apixo());
    const auto video = wait(10min);
    BOOST_TEST(video.code == errc::deadline_reached);
    BOOST_TEST_REQUIRE(video.why.legs.size() == 2u);
    for (const auto& leg : video.why.legs) BOOST_TEST(leg.code == errc::rejected_balance);
    BOOST_TEST(written->find(order)->queued);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_is_no_route_has_no_legs_however_often_it_was_tried, route_fixture) {
    reply(refused(402));
    generate(to({pixazo_fast}));
    reply(pixazo_accepts());
    enqueue(to({pixazo_fast}));
    reply(failed_for_nothing());
    const auto video = wait();
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(states() == "not_sent failed");
    BOOST_TEST(video.why.legs.empty());
}

// ---- a journal that fails between two legs

namespace {

enum class fault { refuses, loses_answer, is_full };

/// What it is that a journal fails at.
enum class failing { to_begin_the_next_leg, to_end_the_leg_before, to_doubt };

/// A journal that fails when it is told to begin another attempt under a name, or that a task has failed, so often.
class failing_journal final : public journal_before<failing_journal> {
  public:
    explicit failing_journal(std::shared_ptr<memory_journal> kept) : kept_{std::move(kept)} {}

    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        const auto is_it = [this](const journal_change& each) {
            if (at == failing::to_end_the_leg_before) return each.wanted.state == intent_state::failed;
            if (at == failing::to_doubt) return each.wanted.state == intent_state::unknown;
            return each.begins_attempt() && kept_->find(each.wanted.name);
        };
        const bool fails = times != 0 && std::any_of(changes.begin(), changes.end(), is_it);
        if (!fails) return kept_->apply(changes);
        --times;
        ++failed;
        if (what == fault::loses_answer) kept_->apply(changes);
        throw std::runtime_error{what == fault::is_full ? "database or disk is full" : "the journal is away"};
    }

    journal& inner_journal() { return *kept_; }

    fault what = fault::refuses;
    failing at = failing::to_begin_the_next_leg;
    int times = 0;
    int failed = 0;

  private:
    std::shared_ptr<memory_journal> kept_;
};

/// What of the first leg makes its route move on.
enum class first_leg { refuses, fails_for_nothing };

/// A route from Pixazo to Apixo, with a journal that fails between the two. Whenever a request is sent, the journal has
/// that.
class failing_fixture : public route_fixture {
  public:
    explicit failing_fixture(first_leg first) {
        begin_with_failing_journal();
        network->answer_with([this, first](const http_request& request) {
            const bool is_pixazo = contains(request.url, "pixazo");
            if (request.method != "POST") return is_pixazo ? failed_for_nothing() : succeeded(url);
            note_submit(is_pixazo ? "pixazo" : "apixo");
            if (!is_pixazo) return accepted("task_1");
            return first == first_leg::refuses ? refused(402) : pixazo_accepts();
        });
    }

    void begin_with_failing_journal() {
        auto chosen = options();
        chosen.journal = failing;
        chosen.models = all_models::entries;
        client = another(chosen);
        client.use(pixazo::account{.api_key = secret{"pixazo-key"}});
    }

    void fail(fault what, int times) {
        failing->what = what;
        failing->times = times;
    }

    std::shared_ptr<failing_journal> failing = std::make_shared<failing_journal>(written);

  private:
    void note_submit(std::string_view gateway) {
        const auto now = written->find(order);
        BOOST_TEST_REQUIRE(now.has_value());
        BOOST_TEST(now->provider == gateway);
        BOOST_TEST(now->state == intent_state::sending);
    }
};

constexpr fault all_faults[] = {fault::refuses, fault::loses_answer, fault::is_full};
constexpr first_leg all_first_legs[] = {first_leg::refuses, first_leg::fails_for_nothing};

}  // namespace

BOOST_DATA_TEST_CASE(a_call_ends_where_its_next_leg_cannot_be_written,
                     data::make(all_faults) * data::make(all_first_legs), what, first) {
    failing_fixture f{first};
    f.fail(what, 1);
    const auto video = f.generate(f.from_pixazo());
    BOOST_TEST(f.failing->failed == 1);
    BOOST_TEST(f.submitted() == "p");
    BOOST_TEST(video.code == errc::journal_unavailable);
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(video.why.retry == retry::call_again);
    BOOST_TEST(video.why.legs.size() == 2u);
    const auto again = f.generate(f.from_pixazo());
    BOOST_TEST(!again.code, again.why.detail);
    BOOST_TEST(again.value.task.id == "task_1");
    const bool begins_anew = first == first_leg::refuses || what == fault::loses_answer;  // none of them was made
    BOOST_TEST(f.submitted() == (begins_anew ? "ppa" : "pa"));
}

BOOST_DATA_TEST_CASE(the_queue_goes_on_when_the_journal_can_write_again,
                     data::make(all_faults) * data::make(all_first_legs), what, first) {
    failing_fixture f{first};
    f.fail(what, 3);
    f.enqueue(f.from_pixazo());
    outcome<generated_video> video;
    f.client.wait(order, video.options(), video.handler());
    f.run_until([&f] { return f.failing->failed != 0; });
    BOOST_TEST(f.submitted() == "p");
    const auto now = f.written->find(order).value();
    BOOST_TEST(now.queued);
    BOOST_TEST(!f.written->request_of(now).empty());
    f.run_until([&video] { return video.done(); });
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_1");
    BOOST_TEST(f.failing->failed == (what == fault::loses_answer ? 1 : 3), "what is written is not begun again");
    const auto submits = f.submitted();
    BOOST_TEST(std::count(submits.begin(), submits.end(), 'a') == 1);
    if (first == first_leg::fails_for_nothing) BOOST_TEST(submits == "pa");
}

BOOST_DATA_TEST_CASE(what_a_dying_client_could_not_write_the_next_one_goes_on_with,
                     data::make(all_faults) * data::make(all_first_legs), what, first) {
    failing_fixture f{first};
    f.fail(what, 1'000'000);
    f.enqueue(f.from_pixazo());
    outcome<generated_video> lost;
    f.client.wait(order, lost.options(), lost.handler());
    f.run_until([&f] { return f.failing->failed != 0; });
    f.client.close();
    f.run();
    BOOST_TEST(f.submitted() == "p");
    f.failing->times = 0;
    f.begin_with_failing_journal();
    f.recover();
    const auto video = f.wait();
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_1");
    const auto submits = f.submitted();
    BOOST_TEST(std::count(submits.begin(), submits.end(), 'a') == 1);
}

BOOST_DATA_TEST_CASE(a_call_goes_on_where_the_end_of_its_leg_is_written_late,
                     data::make(all_faults) * data::make({1, 2, 5}), what, times) {
    failing_fixture f{first_leg::fails_for_nothing};
    f.failing->at = failing::to_end_the_leg_before;
    f.fail(what, times);
    const auto video = f.generate(f.from_pixazo());
    BOOST_TEST(f.failing->failed == times);
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_1");
    BOOST_TEST(f.submitted() == "pa");
    BOOST_TEST(f.states() == "failed succeeded");
}

BOOST_DATA_TEST_CASE(the_queue_goes_on_where_the_end_of_a_leg_is_written_late,
                     data::make(all_faults) * data::make({1, 2, 8}), what, times) {
    failing_fixture f{first_leg::fails_for_nothing};
    f.failing->at = failing::to_end_the_leg_before;
    f.fail(what, times);
    f.enqueue(f.from_pixazo());
    const auto video = f.wait();
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_1");
    BOOST_TEST(f.submitted() == "pa");
    BOOST_TEST(f.states() == "failed succeeded");
}

// The doubt is written when the refusal is there already: both words are this client's own.
BOOST_DATA_TEST_CASE(a_late_refusal_counts_though_the_doubt_is_not_written_yet, data::make(all_faults), what) {
    failing_fixture f{first_leg::refuses};
    f.network->answer_with([](const http_request& request) {
        return contains(request.url, "pixazo") ? refused(402) : accepted("task_1");
    });
    f.network->hold();
    f.failing->at = failing::to_doubt;
    f.fail(what, 2);
    f.enqueue(f.from_pixazo());
    f.clock->advance(121s);
    f.settle();
    BOOST_TEST_REQUIRE(f.failing->failed == 1);
    f.network->release();
    f.run_until([&f] { return f.submitted().size() == 3 || f.elapsed() > 1h; });
    f.settle();
    BOOST_TEST(f.submitted() == "ppa");
    BOOST_TEST(f.states() == "not_sent accepted");
}

BOOST_FIXTURE_TEST_CASE(what_is_asked_of_a_leg_counts_its_end_that_is_not_written_yet, route_fixture) {
    failing_fixture f{first_leg::fails_for_nothing};
    f.failing->at = failing::to_end_the_leg_before;
    f.fail(fault::is_full, 1'000'000);
    outcome<generated_video> video;
    f.begin(video, f.to({pixazo_fast}));
    f.run_until([&video] { return video.done(); });
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(f.states() == "accepted");
    outcome<std::optional<intent>> found;
    f.client.find(order, found.handler());
    outcome<journal_page> listed;
    f.client.intents({}, listed.handler());
    f.settle();
    BOOST_TEST_REQUIRE(found.value.has_value());
    BOOST_TEST_REQUIRE(listed.value.intents.size() == 1u);
    for (const auto& each : {*found.value, listed.value.intents[0]}) {
        BOOST_TEST(each.state == intent_state::failed);
        BOOST_TEST((each.charged == money{}));
    }
    f.client.close();
}

BOOST_FIXTURE_TEST_CASE(the_next_leg_in_the_queue_has_its_request, route_fixture) {
    network->answer_with([this](const http_request&) {
        network->hold(exchange_phase::connect);
        return refused(402);
    });
    replies.clear();
    enqueue(from_apixo());
    BOOST_TEST(states() == "not_sent planned");
    const auto now = written->find(order).value();
    BOOST_TEST(now.queued);
    BOOST_TEST(contains(written->request_of(now), "rain on a tin roof"));
    client.close();
    network->release();
    run();
    client = with_same_journal();
    network->answer_with(
        [](const http_request& request) { return request.method == "POST" ? xenodia_accepts() : xenodia_succeeds(); });
    recover();
    BOOST_TEST(!wait().code);
    BOOST_TEST(submitted() == "ax");
}

BOOST_AUTO_TEST_SUITE_END()
