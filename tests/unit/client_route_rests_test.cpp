// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Legs that rest: what counts as a failure and what as a success, for calls, for the queue and for those who wait, and
// what is told of them.
#include "checks.hpp"
#include "route_fixture.hpp"

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

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
enum class does { makes, refuses, refuses_request, loses, fails_for_nothing, fails, fails_for_content };

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
            begin(video, from_pixazo(), called(name));
        } else if (through == door::queue) {
            enqueue(from_pixazo(), called(name));
            client.wait(name, video.options(1h), video.handler());
        } else {
            outcome<task> sent;
            client.submit(from_pixazo(), called(name), sent.handler());
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

    call_options called(std::string_view name) const { return {.intent = name, .route = route}; }

    does pixazo = does::makes;
    route_options route;
    std::deque<outcome<generated_video>> videos;
    int orders = 0;
    int made = 0;  ///< by Apixo

  private:
    http_reply apixo_takes() { return accepted("task_" + std::to_string(++made)); }

    http_reply pixazo_takes() {
        if (pixazo == does::refuses) return refused(402);
        if (pixazo == does::refuses_request) return refused(400);
        if (pixazo == does::loses) return refused(502);
        return pixazo_accepts("p_" + std::to_string(orders));
    }

    http_reply pixazo_ends() const {
        const std::string named = R"({"request_id":"p_)" + std::to_string(orders) + R"(",)";
        const std::string error = named + R"("status":"ERROR","output":{"error":")";
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

BOOST_DATA_TEST_CASE(nor_does_it_where_another_gateway_is_asked_for_it, data::make({door::call, door::queue}),
                     through) {
    rests_fixture f;
    f.route.despite_content = true;
    f.make(4, through, does::fails_for_content);
    BOOST_TEST(f.submitted() == "papapapa");
    BOOST_TEST(f.goes_to(through) == "p");
}

BOOST_DATA_TEST_CASE(nor_does_a_refusal_of_the_request_itself, data::make({door::call, door::queue}), through) {
    rests_fixture f;
    f.route.despite_content = true;
    f.make(4, through, does::refuses_request);
    BOOST_TEST(f.submitted() == "papapapa");
    BOOST_TEST(f.goes_to(through) == "p");
}

BOOST_FIXTURE_TEST_CASE(what_another_process_has_seen_to_fail_counts_too, rests_fixture) {
    for (int i = 0; i != 3; ++i) {
        const auto sent = begin_one();
        const intent failed{.state = intent_state::failed, .task = sent, .note = "upstream timeout"};
        written->apply(std::vector<journal_change>{{.wanted = failed, .charged = billed::no}});
        const auto asked = made;
        auto& video = videos.emplace_back();
        client.wait("order-" + std::to_string(orders), video.options(1h), video.handler());
        run_until([&] { return made != asked; });
    }
    BOOST_TEST(polled('p') == 0);
    BOOST_TEST(goes_to() == "a");
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

BOOST_FIXTURE_TEST_CASE(a_trial_that_is_refused_is_followed_by_another, rests_fixture) {
    make(3, door::queue, does::fails_for_nothing);
    clock->advance(31s);
    make(1, door::queue, does::refuses);
    BOOST_TEST(goes_to() == "p", "nobody knows yet whether it makes videos");
}

BOOST_FIXTURE_TEST_CASE(who_has_no_balance_is_tried_by_one_order_and_then_by_all, rests_fixture) {
    make(3, door::queue, does::refuses);
    clock->advance(31s);
    pixazo = does::makes;
    BOOST_TEST(begin_one().provider == "pixazo");
    BOOST_TEST(begin_one().provider == "pixazo", "it takes requests: that is all that was not known");
}

// ---- a leg that was not sent, because an earlier one has got a task after all

namespace {

/// A route from Apixo to Xenodia, with callbacks: Apixo refuses, and says later that it has made the video after all.
class late_fixture : public route_fixture {
  public:
    late_fixture() {
        begin_life();
        answer(402);
    }

    /// Lets both refuse: Xenodia for good, or until its pause is over.
    void answer(int xenodia) {
        network->answer_with([xenodia](const http_request& request) {
            if (request.method != "POST") return reply_with(200, apixo_success("task_9"));
            return contains(request.url, "xenodia") && xenodia == 429 ? refused_for(429, "25") : refused(402);
        });
    }

    void refuse(int times) {
        for (int i = 0; i != times; ++i) BOOST_TEST(generate(from_apixo(), {}).code == errc::rejected_balance);
    }

    /// Has the video of the first leg turn up while the second waits for its turn.
    void be_late(door through) {
        answer(429);
        outcome<generated_video> video;
        const auto first = requests().size();
        if (through == door::queue) enqueue(from_apixo());
        if (through == door::queue) client.wait(order, video.options(1h), video.handler());
        if (through != door::queue) begin(video, from_apixo());
        settle();
        BOOST_TEST(post(callback_url_in(requests().at(first)), apixo_success("task_9"), 10s) == 200);
        run_until([&video] { return video.done(); });
        BOOST_TEST(!video.code, video.why.detail);
        answer(402);
    }

    /// Says to whom another order goes within a while.
    std::string goes_to(const any_request& request, std::chrono::milliseconds within) {
        const auto before = submitted().size();
        outcome<task> made;
        client.submit(request, {.deadline = within}, made.handler());
        run();
        return submitted().substr(before);
    }
};

}  // namespace

BOOST_DATA_TEST_CASE(a_leg_that_was_not_sent_has_no_success, data::make({door::call, door::queue}), through) {
    late_fixture f;
    f.refuse(2);
    f.be_late(through);
    BOOST_TEST(f.submitted() == "axaxax");
    BOOST_TEST(f.goes_to(f.from_apixo(), 29s) == "xa", "the first rests for a while still");
    BOOST_TEST(f.goes_to(f.to({xenodia_fast, pixazo_fast}), 1s) == "p", "that was the third refusal in a row");
}

BOOST_DATA_TEST_CASE(a_trial_that_was_not_sent_is_followed_by_another, data::make({door::call, door::queue}), through) {
    late_fixture f;
    f.refuse(3);
    f.clock->advance(31s);
    f.be_late(through);
    BOOST_TEST(f.submitted() == "axaxaxax");
    BOOST_TEST(f.goes_to(f.from_apixo(), 29s) == "x");
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

BOOST_FIXTURE_TEST_CASE(where_all_rest_the_one_whose_rest_is_over_first_comes_next, route_fixture) {
    const auto tire = [this](const std::string& model, int times) {
        for (int i = 0; i != times; ++i) {
            reply(refused(402), pixazo_accepts());
            outcome<task> made;
            client.submit(to({model, pixazo_fast}), made.handler());
            settle();
            BOOST_TEST(!made.code);
        }
    };
    tire(apixo_fast, 3);
    clock->advance(31s);
    tire(apixo_fast, 1);  // it rests for a minute
    tire(xenodia_fast, 3);
    log.clear();
    reply(xenodia_accepts(), xenodia_succeeds());
    BOOST_TEST(!generate(from_apixo()).code);
    BOOST_TEST(submitted() == "apapapapxpxpxpx");
    BOOST_TEST(ends() ==
               (lines{"apixo ended: rejected_balance, then xenodia", "xenodia ended: rejected_balance, then xenodia"}));
}

BOOST_AUTO_TEST_SUITE_END()
