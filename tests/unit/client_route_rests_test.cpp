// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Legs that rest: what counts as a failure and what as a success, for calls, for the queue and for those who wait, and
// what is told of them.
#include "checks.hpp"
#include "route_fixture.hpp"

#include <chrono>
#include <deque>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/testing/answers.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_route_rests)

using namespace test::routes;

namespace {

enum class door { call, submit_and_wait, queue };

constexpr door all_doors[] = {door::call, door::submit_and_wait, door::queue};

/// What a gateway does with a request.
enum class does { makes, refuses, loses, fails_for_nothing, fails, fails_for_content };

/// Orders that go to Pixazo first and to Apixo then, and the gateways' ways with them.
class rests_fixture : public route_fixture {
  public:
    rests_fixture() {
        network->answer_with([this](const http_request& request) {
            const bool is_pixazo = contains(request.url, "pixazo");
            if (request.method == "POST") return is_pixazo ? pixazo_takes() : apixo_takes();
            return is_pixazo ? pixazo_ends() : succeeded(url);
        });
    }

    /// Orders so many videos, one after the other.
    void make(int count, door through, does what) {
        pixazo = what;
        for (int i = 0; i != count; ++i) make_one(through);
    }

    /// Says to whom another order goes.
    std::string goes_to(door through = door::queue) {
        const auto before = submitted().size();
        pixazo = does::makes;
        make_one(through);
        return submitted().substr(before);
    }

    /// Goes on until the video is there or is none, or Apixo is asked for it: no rest ends meanwhile.
    void make_one(door through) {
        const auto name = "order-" + std::to_string(++orders);
        auto& video = videos.emplace_back();
        const auto asked = made;
        if (through == door::call) {
            begin(video, from_pixazo(), {.intent = name});
        } else if (through == door::queue) {
            enqueue(from_pixazo(), {.intent = name});
            client.wait(name, video.options(1h), video.handler());
        } else {
            outcome<task> sent;
            client.submit(from_pixazo(), {.intent = name}, sent.handler());
            settle();
            if (sent.code) return;
            client.wait(sent.value, video.options(1h), video.handler());
        }
        run_until([&] { return video.done() || made != asked; });
    }

    /// Begins one whose video nobody waits for yet.
    task begin_one() {
        const auto name = "order-" + std::to_string(++orders);
        enqueue(from_pixazo(), {.intent = name});
        return written->find(name)->task.value_or(task{});
    }

    does pixazo = does::makes;
    std::deque<outcome<generated_video>> videos;
    int orders = 0;
    int made = 0;  ///< by Apixo

  private:
    http_reply apixo_takes() { return accepted("task_" + std::to_string(++made)); }

    http_reply pixazo_takes() {
        if (pixazo == does::refuses) return refused(402);
        if (pixazo == does::loses) return refused(502);
        return pixazo_accepts("p_" + std::to_string(orders));
    }

    http_reply pixazo_ends() const {
        const std::string error = R"({"status":"ERROR","output":{"error":")";
        if (pixazo == does::fails_for_nothing) return reply_with(200, error + "upstream timeout\"}}");
        if (pixazo == does::fails_for_content) return reply_with(200, error + refused_content + "\"}}");
        if (pixazo == does::fails)
            return reply_with(200, R"({"status":"FAILED","error":{"code":"E1","message":"no"}})");
        return reply_with(200, R"({"status":"COMPLETED","output":{"media_url":[")" + url + "\"]}}");
    }
};

}  // namespace

// ---- what counts

BOOST_DATA_TEST_CASE(a_gateway_that_accepts_everything_and_makes_nothing_rests,
                     data::make(all_doors) * data::make({does::fails_for_nothing, does::fails}), through, what) {
    rests_fixture f;
    f.make(2, through, what);
    BOOST_TEST(f.goes_to(through) == "p", "two are not enough");
    f.make(3, through, what);
    BOOST_TEST(f.goes_to(through) == "a");
}

BOOST_DATA_TEST_CASE(a_gateway_whose_answers_are_lost_rests, data::make({door::call, door::queue}), through) {
    rests_fixture f;
    f.make(3, through, does::loses);
    BOOST_TEST(f.submitted() == "ppp", "a lost answer ends its own route all the same");
    BOOST_TEST(f.goes_to(through) == "a");
}

BOOST_DATA_TEST_CASE(a_video_ends_the_row, data::make(all_doors), through) {
    rests_fixture f;
    for (int i = 0; i != 3; ++i) {
        f.make(2, through, does::fails_for_nothing);
        f.make(1, through, does::makes);
    }
    BOOST_TEST(f.goes_to(through) == "p");
}

BOOST_DATA_TEST_CASE(what_fails_for_its_content_says_nothing, data::make(all_doors), through) {
    rests_fixture f;
    f.make(4, through, does::fails_for_content);
    BOOST_TEST(f.submitted() == "pppp");
    BOOST_TEST(f.goes_to(through) == "p");
}

BOOST_FIXTURE_TEST_CASE(a_lost_answer_counts_once_however_often_it_is_asked_for, rests_fixture) {
    pixazo = does::loses;
    for (int i = 0; i != 4; ++i) BOOST_TEST(generate(from_pixazo(), {.intent = "lost"}).code == errc::outcome_unknown);
    BOOST_TEST(submitted() == "p");
    BOOST_TEST(goes_to(door::call) == "p");
}

BOOST_FIXTURE_TEST_CASE(a_video_of_earlier_does_not_end_the_rest_of_a_gateway_that_refuses_everything, rests_fixture) {
    const auto earlier = begin_one();
    make(3, door::call, does::refuses);
    pixazo = does::makes;
    outcome<generated_video> video;
    client.wait(earlier, video.options(), video.handler());
    run_until([&video] { return video.done(); });
    BOOST_TEST(!video.code);
    BOOST_TEST(goes_to(door::call) == "a");
}

// ---- the trial

BOOST_FIXTURE_TEST_CASE(after_the_rest_one_order_shows_whether_videos_are_made, rests_fixture) {
    make(3, door::queue, does::fails_for_nothing);
    clock->advance(31s);
    pixazo = does::makes;
    const auto trial = begin_one();
    BOOST_TEST(trial.provider == "pixazo");
    BOOST_TEST(goes_to() == "a", "its acceptance says nothing yet");
    outcome<generated_video> video;
    client.wait(trial, video.options(), video.handler());
    run_until([&video] { return video.done(); });
    BOOST_TEST(!video.code);
    BOOST_TEST(goes_to() == "p");
}

BOOST_FIXTURE_TEST_CASE(a_trial_whose_video_nobody_waits_for_is_followed_by_another, rests_fixture) {
    make(3, door::queue, does::fails_for_nothing);
    clock->advance(31s);
    BOOST_TEST(begin_one().provider == "pixazo");
    clock->advance(299s);
    BOOST_TEST(begin_one().provider == "apixo");
    clock->advance(1s);
    BOOST_TEST(begin_one().provider == "pixazo");
}

BOOST_FIXTURE_TEST_CASE(who_has_no_balance_is_tried_by_one_order_and_then_by_all, rests_fixture) {
    make(3, door::queue, does::refuses);
    clock->advance(31s);
    pixazo = does::makes;
    BOOST_TEST(begin_one().provider == "pixazo");
    BOOST_TEST(begin_one().provider == "pixazo", "it takes requests: that is all that was not known");
}

// ---- a leg that was not sent, because an earlier one has got a task after all

BOOST_FIXTURE_TEST_CASE(a_leg_that_was_not_sent_has_no_success, route_fixture) {
    begin_life();  // with callbacks
    const auto takes = [this](int xenodia) {
        network->answer_with([xenodia](const http_request& request) {
            if (request.method != "POST") return reply_with(200, apixo_success("task_9"));
            return contains(request.url, "xenodia") && xenodia == 429 ? refused_for(429, "25") : refused(402);
        });
    };
    takes(402);
    for (int i = 0; i != 2; ++i) BOOST_TEST(generate(from_apixo(), {}).code == errc::rejected_balance);
    takes(429);
    outcome<generated_video> late;
    const auto first = requests().size();
    begin(late, from_apixo());
    BOOST_TEST(post(callback_url_in(requests().at(first)), apixo_success("task_9"), 10s) == 200);
    run_until([&late] { return late.done(); });
    BOOST_TEST(!late.code, late.why.detail);
    takes(402);
    BOOST_TEST(generate(from_apixo(), {}).code == errc::rejected_balance);
    BOOST_TEST(submitted() == "axaxaxxa", "its third refusal in a row");
    outcome<task> next;
    client.submit(to({xenodia_fast, pixazo_fast}), {.deadline = 1s}, next.handler());
    run();
    BOOST_TEST(submitted() == "axaxaxxap");
}

// ---- what is told

BOOST_FIXTURE_TEST_CASE(of_a_leg_that_rests_it_is_told_that_nothing_was_sent, rests_fixture) {
    make(3, door::call, does::loses);
    log.clear();
    goes_to(door::call);
    BOOST_TEST(ends() == (lines{"pixazo ended: not_sent, then apixo"}));
    log.clear();
    goes_to(door::queue);
    BOOST_TEST(ends() == (lines{"pixazo ended: not_sent, then apixo"}));
}

BOOST_FIXTURE_TEST_CASE(where_the_leg_that_is_left_rests_it_is_what_comes_next, route_fixture) {
    for (int i = 0; i != 3; ++i) {
        reply(refused(402), accepted("task_1"));
        outcome<task> made;
        client.submit(to({xenodia_fast, apixo_fast}), made.handler());
        settle();
        BOOST_TEST(!made.code);
    }
    log.clear();
    reply(refused(402), xenodia_accepts(), xenodia_succeeds());
    BOOST_TEST(!generate(from_apixo()).code);
    BOOST_TEST(submitted() == "xaxaxaax");
    BOOST_TEST(ends() ==
               (lines{"apixo ended: rejected_balance, then xenodia", "xenodia ended: rejected_balance, then xenodia"}));
}

BOOST_AUTO_TEST_SUITE_END()
