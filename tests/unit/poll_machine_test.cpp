// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Waiting for a task without sockets and clocks.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/retry/poll_machine.hpp>

#include "machine_replies.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(poll_machine_)

using detail::poll_machine;

namespace {

/// A poll machine long after the task was accepted, with tokens of its own.
struct poller {
    poll_machine machine{schedule};
    detail::retry_quota quota{};

    poll_machine::action answer(const http_reply& reply, const status_answer& answer, double random = 0.5,
                                const detail::reply_context& when = late) {
        return machine.on_reply(reply, answer, when, random, quota);
    }

    poll_machine::action reply(int status, const char* retry_after = nullptr, double random = 0.5) {
        return answer(reply_of(status, retry_after), status_answer{.status = status}, random);
    }

    poll_machine::action broken(double random = 0.5) { return answer(wholly_written, status_answer{}, random); }

    poll_machine::action state(task_state state, std::vector<std::string> urls = {}, double random = 0.5) {
        return answer(reply_of(200),
                      status_answer{.understood = true, .status = 200, .state = state, .urls = std::move(urls)},
                      random);
    }

    poll_machine::action hinted(std::optional<milliseconds> hint, double random = 0.5) {
        return answer(reply_of(200), status_answer{.understood = true, .status = 200, .poll_hint = hint}, random);
    }

    void empty_quota() {
        while (quota.take(1)) {
        }
    }
};

milliseconds after(const poll_machine::action& action) { return std::get<poll_machine::ask_again>(action).after; }

}  // namespace

BOOST_AUTO_TEST_CASE(only_terminal_states_end_a_wait) {
    poller p;
    for (const auto state : {task_state::queued, task_state::running, task_state::unknown}) {
        const auto action = p.state(state);
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
        BOOST_TEST(!std::get<poll_machine::ask_again>(action).why, "not done is not a failure");
        BOOST_TEST(after(action) == 15s);
    }
    BOOST_TEST(std::holds_alternative<poll_machine::finished>(p.state(task_state::failed)));
    BOOST_TEST(std::holds_alternative<poll_machine::finished>(p.state(task_state::succeeded, {"https://a/1.mp4"})));
}

BOOST_AUTO_TEST_CASE(failed_polls_never_give_up_and_soon_come_no_sooner_than_others) {
    poller p;
    for (int i = 0; i != 1000; ++i) {
        const auto action = i % 2 == 0 ? p.broken(0.999) : p.reply(503, nullptr, 0.999);
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
        BOOST_TEST(std::get<poll_machine::ask_again>(action).why == errc::poll_failed);
        if (i < poll_machine::hurried_repetitions)
            BOOST_TEST(after(action).count() == static_cast<long>(250.0 * (1 << i) * 0.999));
        else
            BOOST_TEST(after(action) >= 10s);
        BOOST_TEST(after(action) <= 20s);
    }
    BOOST_TEST(after(p.state(task_state::running)) == 15s);
    p.quota = {};
    BOOST_TEST(after(p.broken(0.999)) < 250ms, "a good answer starts the count again");
}

BOOST_AUTO_TEST_CASE(failed_polls_back_off_where_the_ordinary_interval_is_short) {
    poller p;
    p.machine.set_hint(1s);
    for (int i = 0; i != 30; ++i) {
        const auto backed_off = static_cast<double>(std::min<long>(20'000, 250L << std::min(i, 20))) * 0.999;
        const auto ordinary = i < poll_machine::hurried_repetitions ? 0L : 1199L;
        BOOST_TEST(after(p.broken(0.999)).count() == std::max(ordinary, static_cast<long>(backed_off)));
    }
}

BOOST_AUTO_TEST_CASE(a_poll_that_met_a_closed_connection_is_repeated_at_once_and_once) {
    poller p;
    auto closed = error_of(exchange_phase::read, delivery::complete);
    closed.reused_connection = true;
    for (int round = 0; round != 2; ++round) {
        BOOST_TEST(after(p.answer(closed, {}, 0.999)) == 0ms);
        BOOST_TEST(p.quota.tokens() == 500);
        BOOST_TEST(after(p.answer(closed, {}, 0.999)) == 249ms);
        BOOST_TEST(p.quota.tokens() == 486);
        BOOST_TEST(after(p.state(task_state::running)) == 15s, "a good answer starts anew");
    }
}

BOOST_AUTO_TEST_CASE(throttled_polls_wait_two_intervals_or_what_they_are_told) {
    for (const double random : randoms) {
        const auto interval = milliseconds{10'000 + static_cast<long>(10'000 * random)};
        const auto first = [random](int status, const char* told = nullptr) {
            return after(poller{}.reply(status, told, random));
        };
        const milliseconds jitter{static_cast<long>(250 * random)};
        BOOST_TEST(first(429) == 2 * interval);
        BOOST_TEST(first(429, "100") == 100s + jitter, "those who were told the same time do not come together");
        BOOST_TEST(first(503, "60") == 60s + jitter);
        BOOST_TEST(first(500, "60") == 60s + jitter);
        BOOST_TEST(first(503, "0") == 250ms, "never at once");
        BOOST_TEST(first(429, "0") == 250ms);
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_that_always_says_at_once_is_asked_as_often_as_a_healthy_one) {
    for (const int status : {429, 500, 503}) {
        poller p;
        for (int i = 0; i != poll_machine::hurried_repetitions; ++i) BOOST_TEST(after(p.reply(status, "0")) < 1s);
        for (int i = 0; i != 200; ++i) BOOST_TEST(after(p.reply(status, "0", 0.0)) >= 10s);
    }
}

BOOST_AUTO_TEST_CASE(a_success_without_a_url_is_asked_for_three_times) {
    const auto no_urls = [](poller& p) {
        return p.answer(reply_of(200), status_answer{.understood = true, .status = 200, .state = task_state::succeeded},
                        0.5, early);
    };
    poller asking;
    for (int round = 0; round < 3; ++round) {
        const auto action = no_urls(asking);
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
        BOOST_TEST(after(action) == 15s);
        BOOST_TEST(asking.quota.tokens() == 500 - 14 * (round + 1));
    }
    const auto last = no_urls(asking);
    BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::gave_up>(last));
    BOOST_TEST(std::get<poll_machine::gave_up>(last).why.code == errc::result_malformed);

    poller p;  // a good answer between them starts the count again
    for (int i = 0; i != 20; ++i) {
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(no_urls(p)));
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(p.hinted({})));
    }
}

BOOST_AUTO_TEST_CASE(a_failure_that_costs_nothing_and_names_no_task_is_believed_when_it_is_told_three_times) {
    const auto failure_of = [](std::string id, billed charged) {
        return status_answer{.understood = true,
                             .status = 200,
                             .task_id = std::move(id),
                             .state = task_state::failed,
                             .charged = charged};
    };
    poller p;
    for (int i = 0; i != 2; ++i) {
        const auto again = p.answer(reply_of(200), failure_of(" ", billed::no));
        BOOST_TEST((std::get<poll_machine::ask_again>(again).why == errc::poll_failed));
        BOOST_TEST(after(again) == after(p.state(task_state::running)), "and in a row");
    }
    for (int i = 0; i != 2; ++i)
        BOOST_TEST(
            std::holds_alternative<poll_machine::ask_again>(p.answer(reply_of(200), failure_of({}, billed::no))));
    BOOST_TEST(std::holds_alternative<poll_machine::finished>(p.answer(reply_of(200), failure_of({}, billed::no))));
    for (const auto& told : {failure_of("task_1", billed::no), failure_of({}, billed::unknown)})
        BOOST_TEST(std::holds_alternative<poll_machine::finished>(poller{}.answer(reply_of(200), told)));
}

BOOST_AUTO_TEST_CASE(an_unknown_task_is_believed_after_a_minute_of_polls_and_three_answers) {
    const auto ask = [](poller& p, const detail::reply_context& when) {
        return p.answer(reply_of(404), status_answer{.status = 404}, 0.5, when);
    };
    poller young;  // within the minute no number of answers is enough
    for (int round = 0; round < 20; ++round) BOOST_TEST(after(ask(young, early)) == 15s);
    BOOST_TEST(std::get<poll_machine::gave_up>(ask(young, late)).why.code == errc::task_not_found);

    poller old;  // after it one or two are not
    for (int round = 0; round < 2; ++round) {
        BOOST_TEST(after(ask(old, late)) == 15s);
        BOOST_TEST(old.quota.tokens() == 500 - 14 * (round + 1));
    }
    BOOST_TEST(std::get<poll_machine::gave_up>(ask(old, late)).why.code == errc::task_not_found);

    poller seen;  // one that was seen in between is not lost
    for (int round = 0; round < 20; ++round) {
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(ask(seen, late)));
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(seen.hinted({})));
    }
}

BOOST_AUTO_TEST_CASE(answers_of_two_kinds_are_counted_apart) {
    const auto no_urls = [](poller& p) { return p.state(task_state::succeeded); };
    const auto unknown = [](poller& p) { return p.answer(reply_of(404), status_answer{.status = 404}, 0.5, late); };
    const auto goes_on = [](const poll_machine::action& action) {
        return std::holds_alternative<poll_machine::ask_again>(action);
    };
    poller p;
    for (int i = 0; i != 2; ++i) BOOST_TEST(goes_on(unknown(p)));
    for (int i = 0; i != 3; ++i) BOOST_TEST(goes_on(no_urls(p)));
    for (int i = 0; i != 2; ++i) BOOST_TEST(goes_on(unknown(p)), "it was known in between");
    BOOST_TEST(std::get<poll_machine::gave_up>(unknown(p)).why.code == errc::task_not_found);
    BOOST_TEST(std::get<poll_machine::gave_up>(no_urls(p)).why.code == errc::result_malformed);
}

BOOST_AUTO_TEST_CASE(what_a_person_has_to_mend_is_asked_for_once_a_minute) {
    for (const int status : {402, 403}) {
        poller p;
        for (int i = 0; i != 100; ++i) {
            const auto action = p.reply(status, nullptr, 0.0);
            const auto& again = std::get<poll_machine::ask_again>(action);
            BOOST_TEST(again.paused);
            BOOST_TEST(again.after == poll_machine::pause);
            BOOST_TEST(again.why == (status == 402 ? errc::rejected_balance : errc::rejected_access));
        }
        BOOST_TEST(p.quota.tokens() == 500);
    }
}

BOOST_AUTO_TEST_CASE(a_gateways_hint_wins_over_its_document) {
    poller p;
    for (const double random : randoms) {
        const auto spread = [random](long least) {
            return milliseconds{least + static_cast<long>(static_cast<double>(least / 5) * random)};
        };
        BOOST_TEST(after(p.hinted(3s, random)) == spread(3000), "never earlier than the hint");
        BOOST_TEST(after(p.hinted({}, random)) == spread(3000), "it holds until the next one");
        BOOST_TEST(after(p.hinted(60s, random)) == spread(60'000));
        BOOST_TEST(after(p.hinted(0ms, random)) == spread(500), "not even a gateway makes us hammer it");
        BOOST_TEST(after(p.hinted(milliseconds::max(), random)) == spread(600'000));
        BOOST_TEST(after(p.hinted(milliseconds::min(), random)) == spread(500));
    }
    poller from_submit;
    from_submit.machine.set_hint(4s);
    BOOST_TEST(after(from_submit.hinted({}, 0.0)) == 4s);
}

BOOST_AUTO_TEST_CASE(a_repetition_that_succeeds_costs_nothing) {
    poller p;
    static_cast<void>(p.broken());
    static_cast<void>(p.reply(429, "1"));
    BOOST_TEST(p.quota.tokens() == 500 - 14 - 5);
    static_cast<void>(p.state(task_state::running));
    BOOST_TEST(p.quota.tokens() == 500 - 14, "the one before it is gone");
    static_cast<void>(p.state(task_state::running));
    BOOST_TEST(p.quota.tokens() == 500 - 13);
}

BOOST_AUTO_TEST_CASE(without_tokens_a_poll_waits_and_goes_on) {
    for (const double random : randoms) {
        poller p;
        p.empty_quota();
        for (int i = 0; i != 1000; ++i) {
            const auto action = i % 3 == 0 ? p.broken(random) : p.reply(i % 3 == 1 ? 500 : 409, nullptr, random);
            BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
            BOOST_TEST(after(action) >= 16s);
            BOOST_TEST(after(action) <= 20s);
        }
        BOOST_TEST(after(p.reply(429, "100", random)) >= 100s, "and never earlier than it is told");
        BOOST_TEST(after(p.reply(503, "1", random)) >= 16s);
        static_cast<void>(p.state(task_state::running));
        BOOST_TEST(p.quota.tokens() == 1, "what was not paid is not given back");
    }
}

BOOST_AUTO_TEST_CASE(the_first_poll_counts_from_acceptance) {
    const poll_machine machine{schedule};
    for (const double random : randoms) {
        const auto whole = milliseconds{200'000 + static_cast<long>(100'000 * random)};
        BOOST_TEST(machine.first_poll(0ms, random) == whole);
        BOOST_TEST(machine.first_poll(50s, random) == whole - 50s);
        BOOST_TEST(machine.first_poll(1h, random) == 0ms);
    }
}

BOOST_AUTO_TEST_CASE(the_first_poll_goes_by_what_was_measured) {
    using seconds = std::chrono::seconds;
    struct row {
        const char* what;
        callback_use callback;
        seconds p50, p90, age, left;
        std::optional<seconds> hint;
        seconds from, to;
    };
    constexpr auto polls = callback_use::none, posts = callback_use::instead_of_polls;
    constexpr seconds ever = 24h;
    const row rows[] = {
        {"a little before the middle", polls, 1000s, 9000s, 0s, ever, {}, 750s, 900s},
        {"not before the document's time", polls, 10s, 9000s, 0s, ever, {}, 200s, 300s},
        {"the later of both", polls, 300s, 9000s, 0s, ever, {}, 225s, 300s},
        {"counted from the acceptance", polls, 1000s, 9000s, 400s, ever, {}, 350s, 500s},
        {"at once when that has passed", polls, 1000s, 9000s, 1000s, ever, {}, 0s, 0s},
        {"not before a later hint", polls, 500s, 9000s, 0s, ever, 600s, 600s, 720s},
        {"after an earlier hint", polls, 1000s, 9000s, 0s, ever, 20s, 750s, 900s},
        {"two intervals before the deadline", polls, 4000s, 9000s, 0s, 1800s, {}, 1760s, 1760s},
        {"the same, resumed", polls, 4000s, 9000s, 1000s, 1800s, {}, 1760s, 1760s},
        {"not before the document's time for a deadline", polls, 4000s, 9000s, 0s, 100s, {}, 200s, 300s},
        {"a deadline that has come", polls, 4000s, 9000s, 0s, 0s, {}, 200s, 300s},
        {"when nearly all have ended, where ends are posted", posts, 100s, 500s, 0s, ever, {}, 500s, 600s},
        {"not before the document's time, where they are", posts, 10s, 20s, 0s, ever, {}, 200s, 300s},
        {"later than without a measure", posts, 100s, 2000s, 0s, ever, {}, 2000s, 2400s},
        {"two of its intervals before the deadline", posts, 100s, 4000s, 0s, 1800s, {}, 1440s, 1440s},
    };
    for (const auto& [what, callback, p50, p90, age, left, hint, from, to] : rows)
        for (const double random : randoms) BOOST_TEST_CONTEXT(what << ", " << random) {
                poll_machine machine{schedule, callback};
                machine.set_hint(hint);
                const auto first = machine.first_poll(age, random, {.p50 = p50, .p90 = p90}, left);
                BOOST_TEST(first >= from);
                BOOST_TEST(first <= to);
                if (random == 0) BOOST_TEST(first == from);
            }
}

/// Tasks that all take as long, whose times are what was measured by polls: what is measured comes to what they take,
/// and an interval at most; it does not grow from one to the next.
BOOST_AUTO_TEST_CASE(what_is_measured_by_polls_does_not_run_away) {
    for (const auto truth : {100s, 250s, 600s, 3000s}) {
        const poll_machine machine{schedule};
        detail::usual_times usual{.p50 = 2 * truth, .p90 = 2 * truth};
        for (int i = 0; i != 200; ++i) {
            const double random = (i * 37 % 100) / 100.0;
            auto seen = machine.first_poll(0ms, random, usual, 24h);
            while (seen < truth) seen += detail::next_poll_after(schedule, std::nullopt, random);
            usual.p50 += (seen - usual.p50) / 4;
        }
        BOOST_TEST(usual.p50 <= std::max<milliseconds>(truth + 20s, 300s), truth.count());
    }
}

BOOST_AUTO_TEST_CASE(the_first_poll_waits_for_a_later_hint) {
    poll_machine machine{schedule};
    for (const double random : randoms) {
        machine.set_hint(10s);
        BOOST_TEST(machine.first_poll(0ms, random) == milliseconds{200'000 + static_cast<long>(100'000 * random)});
        machine.set_hint(400s);
        BOOST_TEST(machine.first_poll(10s, random) == milliseconds{390'000 + static_cast<long>(80'000 * random)});
    }
}

BOOST_AUTO_TEST_SUITE_END()
