// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every line of decisions.txt as what the first leg of a route gets, times every line as what the second gets: which
// legs are asked, which are moved on from, and at most one task that is or may be paid for. Of the leg beside it every
// line meets one of each decision that the table knows; they are all that a route can tell apart. Row 35, a caller
// that goes, is no answer of a leg: client_route_life_test.cpp has it. Nor is row 1, a journal that fails, which ends a
// route as it ends an ordinary call.
#include "checks.hpp"
#include "route_decisions.hpp"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_route_decisions)

using namespace test::routes;

namespace {

/// A client and two gateways, each of which gets one line until it is healthy.
class cell : public client_fixture {
  public:
    cell(const gateway& one, const answered& of_one, const gateway& two, const answered& of_two)
        : legs{leg{one, of_one}, leg{two, of_two}} {
        one.use(tested);
        two.use(tested);
        network->answer_with([this](const http_request& request) {
            auto& asked = request.url.starts_with(legs[0].g.base_url) ? legs[0] : legs[1];
            return asked.answer(request, clock->now() >= (request.method == "POST" ? takes_from : healthy_from));
        });
    }

    any_request request() const {
        return {.models = {legs[0].g.model, legs[1].g.model}, .prompt = "rain on a tin roof"};
    }

    outcome<generated_video> generate() {
        outcome<generated_video> result;
        tested.generate(request(), {.deadline = 1h, .intent = "order-1", .why = &result.why}, result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    /// Puts it into the queue, and waits for it by its name.
    outcome<generated_video> enqueue_and_wait() {
        outcome<intent> queued;
        outcome<generated_video> result;
        tested.enqueue(request(), {.intent = "order-1", .why = &queued.why}, queued.handler());
        settle();
        BOOST_TEST_REQUIRE(queued.done());
        BOOST_TEST(!queued.code, queued.why.detail);
        tested.wait("order-1", result.options(2h), result.handler());
        run();
        BOOST_TEST_REQUIRE(result.done());
        return result;
    }

    int submits() const { return legs[0].submits + legs[1].submits; }
    int paid() const { return legs[0].may_be_paid + legs[1].may_be_paid; }

    long moved_on() const {
        return std::count_if(log.begin(), log.end(),
                             [](const auto& text) { return text.find(" ended: ") != text.npos; });
    }

    std::array<leg, 2> legs;
    seedance::clock::time_point takes_from = seedance::clock::time_point::max();    ///< submits
    seedance::clock::time_point healthy_from = seedance::clock::time_point::max();  ///< all answers are good
    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
    seedance::client tested{context.get_executor(), network, [this] {
                                auto chosen = options();
                                chosen.journal = written;
                                chosen.models = all_models::entries;
                                return chosen;
                            }()};
};

void check_submits(const leg& of) {
    BOOST_TEST(of.submits >= of.expected.fewest);
    BOOST_TEST(of.submits <= of.expected.most);
}

void check_failure(const cell& c, const failure& why, std::size_t legs_asked) {
    const auto& last = c.legs[legs_asked - 1].expected;
    BOOST_TEST(why.code == last.code);
    BOOST_TEST(why.billed == (last.may_be_paid ? billed::unknown : billed::no));
    BOOST_TEST_REQUIRE(why.legs.size() == legs_asked);
    for (std::size_t i = 0; i != legs_asked; ++i) {
        BOOST_TEST(why.legs[i].code == c.legs[i].expected.code);
        BOOST_TEST(why.legs[i].provider == c.legs[i].g.name);
        BOOST_TEST(why.legs[i].legs.empty());
    }
}

/// What the journal has afterwards: an attempt for each leg that was asked, in its state.
void check_attempts(const cell& c, std::size_t legs_asked) {
    const auto all = c.written->list({}).intents;
    BOOST_TEST_REQUIRE(all.size() == legs_asked);
    for (std::size_t i = 0; i != legs_asked; ++i) {
        const auto& expected = c.legs[i].expected;
        BOOST_TEST(all[i].name == "order-1");
        BOOST_TEST(all[i].attempt == static_cast<int>(i) + 1);
        BOOST_TEST(all[i].provider == c.legs[i].g.name);
        BOOST_TEST(all[i].state == expected.state);
        BOOST_TEST(all[i].task.has_value() ==
                   (expected.state != intent_state::not_sent && expected.state != intent_state::unknown));
    }
}

/// Calls again under the name when both gateways are well: only what was proved not to be paid for is sent again.
void check_second_call(cell& c, const outcome<generated_video>& first, const leg& last) {
    const auto submits = c.submits();
    c.clock->advance(5min);  // the longest pause that a gateway has asked for is over
    c.takes_from = c.healthy_from = c.clock->now();
    const auto second = c.generate();
    const bool was_sent = last.expected.state != intent_state::not_sent;
    BOOST_TEST(c.submits() == submits + (was_sent ? 0 : 1));
    BOOST_TEST(c.paid() <= 1);
    if (last.expected.state == intent_state::unknown)
        BOOST_TEST(second.code == errc::outcome_unknown);
    else
        BOOST_TEST(!second.code, second.why.detail);
    if (!first.code) BOOST_TEST(second.value.task == first.value.task);
}

void check_call(cell& c, bool is_called_again) {
    const auto result = c.generate();
    const bool moves_on = c.legs[0].expected.what == leg_result::next;
    const auto& last = c.legs[moves_on ? 1 : 0];
    const std::size_t legs_asked = moves_on ? 2 : 1;
    BOOST_TEST(c.paid() <= 1);
    check_submits(c.legs[0]);
    if (moves_on) check_submits(c.legs[1]);
    if (!moves_on) BOOST_TEST(c.legs[1].submits + c.legs[1].polls == 0);
    BOOST_TEST(c.moved_on() == (moves_on ? 1 : 0) + (moves_on && last.expected.what == leg_result::next ? 1 : 0));
    BOOST_TEST((last.expected.what == leg_result::video) == !result.code, result.why.detail);
    if (!result.code) BOOST_TEST(result.value.task.provider == last.g.name);
    if (result.code) check_failure(c, result.why, legs_asked);
    check_attempts(c, legs_asked);
    if (is_called_again) check_second_call(c, result, last);
}

/// From the queue a route is tried until a gateway takes it.
void check_queue(cell& c, bool) {
    c.takes_from = c.clock->now() + 3min;
    const auto result = c.enqueue_and_wait();
    const bool moves_on = c.legs[0].expected.what == leg_result::next;
    const auto& last = c.legs[moves_on ? 1 : 0];
    BOOST_TEST(c.paid() <= 1);
    BOOST_TEST(c.legs[0].submits >= c.legs[0].expected.fewest);
    if (moves_on) BOOST_TEST(c.legs[1].submits >= c.legs[1].expected.fewest);
    if (!moves_on) BOOST_TEST(c.legs[1].submits + c.legs[1].polls == 0);
    const bool fails_for_nothing =
        last.expected.what == leg_result::next && last.expected.state == intent_state::failed;
    const bool is_made =
        last.expected.what != leg_result::last && !fails_for_nothing;  // the last leg's task is the end
    BOOST_TEST(is_made == !result.code, result.why.detail);
    const auto submits = c.submits();
    c.takes_from = c.healthy_from = c.clock->now();
    const auto again = c.generate();
    BOOST_TEST(c.paid() <= 1);
    const bool was_sent = is_made || last.expected.state != intent_state::not_sent;
    BOOST_TEST(c.submits() == submits + (was_sent ? 0 : 1));
    if (is_made) BOOST_TEST(again.value.task == result.value.task);
}

using check_cell = void (*)(cell&, bool is_called_again);

/// Checks a line of the first leg with those of the second: with all of them where the second is asked, with one where
/// it is never asked, whatever it would answer.
std::size_t check_row(const answered& first, const std::vector<answered>& seconds, check_cell check) {
    std::size_t cells = 0;
    const bool moves_on = expected_of(first).what == leg_result::next;
    for (std::size_t i = 0; i != (moves_on ? seconds.size() : 1); ++i) {
        const auto& second = seconds[i];
        const auto of = pair_for(first, second, i);
        if (!of) continue;  // two lines that are for one gateway alone
        BOOST_TEST_CONTEXT(of->first->name << " " << first << ", then " << of->second->name << " " << second) {
            cell c{*of->first, first, *of->second, second};
            check(c, is_first_of_its_kind(seconds, i));
        }
        ++cells;
    }
    return cells;
}

}  // namespace

BOOST_DATA_TEST_CASE(a_call_pays_for_one_task_at_most_whatever_the_first_leg_gets, data::make(all_answers()), first) {
    BOOST_TEST(check_row(first, one_of_each_kind(), check_call) > 0u);
}

BOOST_DATA_TEST_CASE(a_call_pays_for_one_task_at_most_whatever_the_second_leg_gets, data::make(one_of_each_kind()),
                     first) {
    BOOST_TEST(check_row(first, all_answers(), check_call) > 0u);
}

BOOST_DATA_TEST_CASE(the_queue_pays_for_one_task_at_most, data::make(all_answers()), first) {
    BOOST_TEST(check_row(first, one_of_each_kind(), check_queue) > 0u);
}

BOOST_AUTO_TEST_CASE(every_line_is_there_and_some_move_on) {
    std::size_t moving = 0;
    for (const auto& each : all_answers()) moving += expected_of(each).what == leg_result::next ? 1 : 0;
    BOOST_TEST(all_answers().size() == 2 * (read_lines().size() - 4));
    BOOST_TEST(moving == 57u);
    BOOST_TEST(one_of_each_kind().size() == 31u);
}

BOOST_AUTO_TEST_SUITE_END()
