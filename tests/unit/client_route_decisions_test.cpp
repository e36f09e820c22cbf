// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every line of decisions.txt as what the first leg of a route gets, times every line as what the second gets: which
// legs are asked, which are moved on from, and at most one task that is or may be paid for. Of the leg beside it every
// line meets one of each decision that the table knows; they are all that a route can tell apart. Row 35, a caller
// that goes, is no answer of a leg: client_route_life_test.cpp has it. Nor is row 1, a journal that fails, which ends a
// route as it ends an ordinary call.
#include "checks.hpp"
#include "decisions.hpp"

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

namespace {

/// What a leg gets: a line of the table, as the answer to its submits, or to the polls of its task.
struct answered {
    line l;
    what_for to = what_for::submit;
};

std::ostream& operator<<(std::ostream& out, const answered& what) { return out << what.to << " " << what.l; }

std::vector<answered> all_answers() {
    std::vector<answered> all;
    for (const auto to : {what_for::submit, what_for::poll})
        for (const auto& l : read_lines())
            if (l.row != 1 && l.row != 35) all.push_back({l, to});
    return all;
}

enum class end { video, next, last };  ///< of a leg: its route ends with a video, moves on, or ends without one

/// What the table says of a leg, and the route makes of it.
struct expected_leg {
    end what = end::video;
    errc code{};
    bool may_be_paid = false;
    int fewest = 1, most = 1;  ///< submits
    intent_state state = intent_state::succeeded;
};

/// The refusals after which the next leg is tried, and what proves that nothing has left.
bool moves_on_after(errc code) {
    static constexpr errc codes[] = {errc::not_sent,         errc::tls_untrusted,   errc::rejected_key,
                                     errc::rejected_balance, errc::rejected_access, errc::not_found,
                                     errc::throttled,        errc::redirect_refused};
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

expected_leg expected_of_submit(const line& l) {
    const auto d = parse_decision(l.decision(what_for::submit));
    if (d.kind == decision_kind::done) return {.may_be_paid = true};
    if (d.kind == decision_kind::uncertain)
        return {.what = end::last, .code = d.code, .may_be_paid = true, .state = intent_state::unknown};
    expected_leg refused{
        .what = moves_on_after(d.code) ? end::next : end::last, .code = d.code, .state = intent_state::not_sent};
    if (d.kind == decision_kind::retry) refused.fewest = refused.most = d.at_once ? 4 : 3;
    const auto pause = value_of(l.what, "retry-after");
    const bool is_within_patience = !is_number(pause) || std::stoi(pause) < 30;
    if (d.kind == decision_kind::queue && is_within_patience) refused.fewest = 2, refused.most = 30;
    return refused;
}

expected_leg expected_of_poll(const line& l) {
    const auto d = parse_decision(l.decision(what_for::poll));
    if (d.ends && d.free) return {.what = end::next, .code = d.code, .state = intent_state::failed};
    if (d.ends) return {.what = end::last, .code = d.code, .may_be_paid = true, .state = intent_state::failed};
    const bool is_gone = d.code == errc::task_not_found;
    const bool is_forgotten = is_gone && !has(l.what, "422");  // a refusal of the question says nothing for ever
    if (d.kind == decision_kind::give_up || is_gone)
        return {.what = end::last,
                .code = d.code,
                .may_be_paid = true,
                .state = is_forgotten ? intent_state::expired : intent_state::accepted};
    return {.may_be_paid = true};
}

expected_leg expected_of(const answered& what) {
    return what.to == what_for::submit ? expected_of_submit(what.l) : expected_of_poll(what.l);
}

const char* model_of(const gateway& g) {
    return g.name == "apixo"    ? "apixo/seedance-2-0-fast"
           : g.name == "pixazo" ? "pixazo/seedance-2-0-fast"
                                : "xenodia/seedance-2-fast";
}

/// A gateway of a route, and what it was asked.
struct leg {
    const gateway& g;
    answered gets;
    expected_leg expected = expected_of(gets);
    int submits = 0, polls = 0;
    bool may_be_paid = false;

    /// Answers as the line says, to the polls of what goes on twice.
    http_reply answer(const http_request& request, bool is_healthy) {
        const bool is_submit = request.method == "POST";
        ++(is_submit ? submits : polls);
        const bool is_asked = (gets.to == what_for::submit) == is_submit;
        const bool is_bad = is_asked && !is_healthy && (is_submit || expected.what != end::video || polls <= 2);
        if (is_submit && (!is_bad || expected.may_be_paid)) may_be_paid = true;
        if (is_bad && !is_submit && expected.what == end::next) may_be_paid = false;
        if (is_bad) return reply_of(g, gets.l, gets.to);
        return reply_with(200, g.task(is_submit ? g.after_id : g.success));
    }
};

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
        return {.models = {model_of(legs[0].g), model_of(legs[1].g)}, .prompt = "rain on a tin roof"};
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
    BOOST_TEST((why.billed == (last.may_be_paid ? billed::unknown : billed::no)));
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
    const bool moves_on = c.legs[0].expected.what == end::next;
    const auto& last = c.legs[moves_on ? 1 : 0];
    const std::size_t legs_asked = moves_on ? 2 : 1;
    BOOST_TEST(c.paid() <= 1);
    check_submits(c.legs[0]);
    if (moves_on) check_submits(c.legs[1]);
    if (!moves_on) BOOST_TEST(c.legs[1].submits + c.legs[1].polls == 0);
    BOOST_TEST(c.moved_on() == (moves_on ? 1 : 0) + (moves_on && last.expected.what == end::next ? 1 : 0));
    BOOST_TEST((last.expected.what == end::video) == !result.code, result.why.detail);
    if (!result.code) BOOST_TEST(result.value.task.provider == last.g.name);
    if (result.code) check_failure(c, result.why, legs_asked);
    check_attempts(c, legs_asked);
    if (is_called_again) check_second_call(c, result, last);
}

/// From the queue a route is tried until a gateway takes it.
void check_queue(cell& c, bool) {
    c.takes_from = c.clock->now() + 3min;
    const auto result = c.enqueue_and_wait();
    const bool moves_on = c.legs[0].expected.what == end::next;
    const auto& last = c.legs[moves_on ? 1 : 0];
    BOOST_TEST(c.paid() <= 1);
    BOOST_TEST(c.legs[0].submits >= c.legs[0].expected.fewest);
    if (moves_on) BOOST_TEST(c.legs[1].submits >= c.legs[1].expected.fewest);
    if (!moves_on) BOOST_TEST(c.legs[1].submits + c.legs[1].polls == 0);
    const bool fails_for_nothing = last.expected.what == end::next && last.expected.state == intent_state::failed;
    const bool is_made = last.expected.what != end::last && !fails_for_nothing;  // the last leg's task is the end
    BOOST_TEST(is_made == !result.code, result.why.detail);
    const auto submits = c.submits();
    c.takes_from = c.healthy_from = c.clock->now();
    const auto again = c.generate();
    BOOST_TEST(c.paid() <= 1);
    const bool was_sent = is_made || last.expected.state != intent_state::not_sent;
    BOOST_TEST(c.submits() == submits + (was_sent ? 0 : 1));
    if (is_made) BOOST_TEST(again.value.task == result.value.task);
}

/// Finds a pair of gateways at which both lines are what the table says: another for every cell.
std::optional<std::pair<const gateway*, const gateway*>> pair_for(const answered& one, const answered& two,
                                                                  std::size_t number) {
    static constexpr std::pair<std::size_t, std::size_t> pairs[] = {{0, 1}, {1, 2}, {2, 0}, {1, 0}, {2, 1}, {0, 2}};
    for (std::size_t i = 0; i != std::size(pairs); ++i) {
        const auto [a, b] = pairs[(number + i) % std::size(pairs)];
        const auto &first = gateways()[a], &second = gateways()[b];
        if (one.l.is_for(first.name) && two.l.is_for(second.name)) return std::pair{&first, &second};
    }
    return std::nullopt;
}

using check_cell = void (*)(cell&, bool is_called_again);

/// Says whether no answer of the list before this one has the same decision.
bool is_first_of_its_kind(const std::vector<answered>& all, std::size_t place) {
    const auto& decision = all[place].l.decision(all[place].to);
    return std::none_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(place), [&](const answered& before) {
        return before.to == all[place].to && before.l.decision(before.to) == decision;
    });
}

/// One answer for each decision that the table knows.
std::vector<answered> one_of_each_kind() {
    std::vector<answered> kinds;
    const auto all = all_answers();
    for (std::size_t i = 0; i != all.size(); ++i)
        if (is_first_of_its_kind(all, i)) kinds.push_back(all[i]);
    return kinds;
}

/// Checks a line of the first leg with those of the second: with all of them where the second is asked, with one where
/// it is never asked, whatever it would answer.
std::size_t check_row(const answered& first, const std::vector<answered>& seconds, check_cell check) {
    std::size_t cells = 0;
    const bool moves_on = expected_of(first).what == end::next;
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
    for (const auto& each : all_answers()) moving += expected_of(each).what == end::next ? 1 : 0;
    BOOST_TEST(all_answers().size() == 2 * (read_lines().size() - 4));
    BOOST_TEST(moving == 55u);
    BOOST_TEST(one_of_each_kind().size() == 31u);
}

BOOST_AUTO_TEST_SUITE_END()
