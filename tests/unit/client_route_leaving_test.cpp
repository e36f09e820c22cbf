// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Callers of a route and clients that go, at any time: nobody pays for a leg after that.
#include "checks.hpp"
#include "event_lines.hpp"
#include "intents.hpp"
#include "journal_doubles.hpp"
#include "route_fixture.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/testing/answers.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_route_leaving)

using namespace test::routes;

/// Where a route is when somebody goes.
struct place {
    const char* name;
    std::string_view sent;   ///< to whom submits went by then, and go afterwards
    std::string_view state;  ///< of the attempts in the end
    bool may_be_paid;
    void (*go_there)(route_fixture&, outcome<generated_video>&);
};

std::ostream& operator<<(std::ostream& out, const place& p) { return out << p.name; }

const place places[] = {
    {"the first leg connects", "", "not_sent", false,
     [](route_fixture& f, outcome<generated_video>& video) {
         f.network->hold(exchange_phase::connect);
         f.begin(video, route_fixture::from_apixo());
     }},
    {"the first leg's answer is on its way", "a", "accepted", true,
     [](route_fixture& f, outcome<generated_video>& video) {
         f.network->hold();
         f.reply(accepted("task_1"));
         f.begin(video, route_fixture::from_apixo());
     }},
    {"the first leg is asked for", "a", "accepted", true,
     [](route_fixture& f, outcome<generated_video>& video) {
         f.reply(accepted("task_1"));
         f.begin(video, route_fixture::from_apixo());
     }},
    {"the second leg connects", "a", "not_sent not_sent", false,
     [](route_fixture& f, outcome<generated_video>& video) {
         f.reply(refused(402));
         f.network->answer_with([&f](const http_request&) {
             f.network->hold(exchange_phase::connect);
             return refused(402);
         });
         f.replies.clear();
         f.begin(video, route_fixture::from_apixo());
     }},
    {"the second leg's answer is on its way", "ax", "not_sent accepted", true,
     [](route_fixture& f, outcome<generated_video>& video) {
         f.network->answer_with([&f](const http_request& request) {
             if (contains(request.url, "xenodia")) return xenodia_accepts();
             f.network->hold();
             return refused(402);
         });
         f.begin(video, route_fixture::from_apixo());
     }},
    {"the second leg is asked for", "ax", "not_sent accepted", true,
     [](route_fixture& f, outcome<generated_video>& video) {
         f.reply(refused(402), xenodia_accepts());
         f.begin(video, route_fixture::from_apixo());
     }},
};

void check_gone(route_fixture& f, const place& p, const outcome<generated_video>& video, errc code) {
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(video.code == code);
    BOOST_TEST(video.why.billed == (p.may_be_paid ? billed::unknown : billed::no));
    BOOST_TEST(f.submitted() == p.sent, "nobody pays for another leg when the caller has gone");
    const auto legs = static_cast<std::size_t>(std::count(p.state.begin(), p.state.end(), ' ') + 1);
    BOOST_TEST(video.why.legs.size() == legs);
}

BOOST_DATA_TEST_CASE(a_caller_may_go_at_any_time, data::make(places), p) {
    route_fixture f;
    outcome<generated_video> video;
    p.go_there(f, video);
    BOOST_TEST_REQUIRE(!video.done());
    f.signal.emit(asio::cancellation_type::terminal);
    f.settle();
    check_gone(f, p, video, errc::cancelled);
    f.network->release();
    f.settle();
    BOOST_TEST(f.submitted() == p.sent);
    BOOST_TEST(f.states() == p.state);
}

BOOST_DATA_TEST_CASE(a_client_may_be_closed_at_any_time, data::make(places), p) {
    route_fixture f;
    outcome<generated_video> video;
    p.go_there(f, video);
    f.client.close();
    f.settle();
    check_gone(f, p, video, errc::client_closed);
    f.network->release();
    f.settle();
    BOOST_TEST(f.submitted() == p.sent);
    f.replies.clear();
}

BOOST_DATA_TEST_CASE(a_client_may_be_destroyed_at_any_time, data::make(places), p) {
    route_fixture f;
    outcome<generated_video> video;
    p.go_there(f, video);
    f.client = f.another(f.options());
    f.settle();
    check_gone(f, p, video, errc::client_closed);
    f.network->release();
    f.settle();
    BOOST_TEST(f.submitted() == p.sent);
    BOOST_TEST(f.states() == p.state, "an answer on its way is still written down");
    f.replies.clear();
}

BOOST_DATA_TEST_CASE(a_drain_lets_no_leg_begin, data::make(places), p) {
    route_fixture f;
    outcome<generated_video> video;
    p.go_there(f, video);
    outcome<unfinished> drained;
    f.client.drain(1min, drained.handler());
    f.settle();
    const bool has_left = p.may_be_paid;
    BOOST_TEST(video.done() == !has_left);
    if (!has_left) check_gone(f, p, video, errc::client_closed);
    f.network->release();
    f.settle();
    BOOST_TEST(f.submitted() == p.sent);
    BOOST_TEST(f.states() == p.state);
    f.replies.clear();
}

BOOST_FIXTURE_TEST_CASE(a_drain_while_a_leg_is_asked_for_ends_the_route_with_that_leg, route_fixture) {
    reply(pixazo_accepts());
    outcome<generated_video> video;
    begin(video, from_pixazo());
    outcome<unfinished> drained;
    client.drain(1min, drained.handler());
    reply(failed_for_nothing());
    run();
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(video.code == errc::client_closed);
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(submitted() == "p");
    BOOST_TEST_REQUIRE(video.why.legs.size() == 1u);
    BOOST_TEST(video.why.legs[0].code == errc::task_failed);
}

/// How the first leg of a route ends, and what its caller is told of just before.
struct last_words {
    const char* what;
    std::vector<http_reply> (*answers)();
    bool (*is_told)(const event&);
    std::string_view sent;

    friend std::ostream& operator<<(std::ostream& to, const last_words& words) { return to << words.what; }
};

const last_words all_last_words[] = {
    {"it is refused", [] { return std::vector{refused(402), xenodia_accepts()}; },
     [](const event& e) { return e.get_if<events::exchanged>() != nullptr; }, "a"},
    {"it cannot be reached", [] { return std::vector{not_connected(), not_connected(), not_connected()}; },
     [](const event& e) { return e.get_if<events::exchanged>() != nullptr; }, "a"},
    {"it is left", [] { return std::vector{refused(402), xenodia_accepts()}; },
     [](const event& e) { return e.get_if<events::leg_ended>() != nullptr; }, "ax"},
};

BOOST_DATA_TEST_CASE(who_goes_as_a_leg_ends_pays_for_no_other, data::make(all_last_words), words) {
    route_fixture f;
    for (auto& each : words.answers()) f.reply(std::move(each));
    const auto go = [&](const event& e) {
        if (words.is_told(e)) f.signal.emit(asio::cancellation_type::terminal);
    };
    const auto video = f.generate(route_fixture::from_apixo(), {.on_event = go, .intent = order});
    BOOST_TEST(video.code == errc::cancelled);
    f.run();
    if (words.sent == "a") BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(f.submitted() == words.sent);
    f.replies.clear();
}

BOOST_FIXTURE_TEST_CASE(who_goes_as_the_task_of_a_leg_fails_pays_for_no_other, route_fixture) {
    reply(pixazo_accepts(), failed_for_nothing(), accepted("task_1"));
    const auto go = [&](const event& e) {
        const auto* const polled = e.get_if<events::polled>();
        if (polled != nullptr && polled->state == task_state::failed) signal.emit(asio::cancellation_type::terminal);
    };
    const auto video = generate(from_pixazo(), {.on_event = go, .intent = order});
    BOOST_TEST(video.code == errc::cancelled);
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST_REQUIRE(video.why.legs.size() == 1u);
    BOOST_TEST(video.why.legs[0].code == errc::task_failed);
    run();
    BOOST_TEST(submitted() == "p");
    replies.clear();
}

BOOST_FIXTURE_TEST_CASE(a_client_that_is_closed_as_a_leg_ends_sends_no_other, route_fixture) {
    reply(refused(402), xenodia_accepts());
    const auto go = [&](const event& e) {
        if (e.get_if<events::exchanged>() != nullptr) asio::post(context, [&] { client.close(); });
    };
    const auto video = generate(from_apixo(), {.on_event = go, .intent = order});
    BOOST_TEST(video.code == errc::client_closed);
    BOOST_TEST(submitted() == "a");
    replies.clear();
}

BOOST_FIXTURE_TEST_CASE(who_waits_by_name_may_go_as_the_task_of_a_leg_fails, route_fixture) {
    reply(pixazo_accepts());
    enqueue(from_pixazo());
    reply(failed_for_nothing(), accepted("task_1"));
    const auto go = [&](const event& e) {
        const auto* const polled = e.get_if<events::polled>();
        if (polled != nullptr && polled->state == task_state::failed) signal.emit(asio::cancellation_type::terminal);
    };
    outcome<generated_video> video;
    client.wait(order, {.on_event = go, .why = &video.why}, video.handler(signal));
    run_until([&] { return submitted() == "pa" || video.done(); });
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(video.code == errc::cancelled);
    BOOST_TEST(video.why.retry == retry::call_again);
    replies.clear();
}

BOOST_FIXTURE_TEST_CASE(a_caller_may_go_while_all_legs_rest, route_fixture) {
    for (int i = 0; i != 3; ++i) {
        reply(refused(402), refused(402));
        generate(from_apixo(), {});
    }
    outcome<generated_video> video;
    begin(video, from_apixo());
    BOOST_TEST(!video.done());
    signal.emit(asio::cancellation_type::terminal);
    run();
    BOOST_TEST(video.code == errc::cancelled);
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(submitted() == "axaxax");
    outcome<generated_video> drained;
    client.generate(from_apixo(), {.why = &drained.why}, drained.handler());
    settle();
    outcome<unfinished> left;
    client.drain(1min, left.handler());
    settle();
    BOOST_TEST(drained.code == errc::client_closed);
    BOOST_TEST(submitted() == "axaxax");
}

BOOST_AUTO_TEST_SUITE_END()
