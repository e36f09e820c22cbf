// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The parts of the engine that know neither sockets nor clocks: submit and poll machines, waiting times, the timer
// queue.
#include <seedance/engine/impl/timer_queue.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/retry/submit_machine.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;
using detail::milliseconds;
using detail::poll_machine;
using detail::submit_machine;

namespace {

constexpr double randoms[] = {0.0, 0.5, 0.999};

http_reply reply_of(int status, const char* retry_after = nullptr) {
    http_reply reply;
    reply.sent = delivery::complete;
    reply.status = status;
    if (retry_after != nullptr) reply.headers.push_back({"Retry-After", retry_after});
    return reply;
}

http_reply error_of(exchange_phase phase, delivery sent) {
    http_reply reply;
    reply.error = boost::asio::error::connection_reset;
    reply.phase = phase;
    reply.sent = sent;
    return reply;
}

const auto not_connected = error_of(exchange_phase::connect, delivery::nothing);
const auto nothing_written = error_of(exchange_phase::write, delivery::nothing);
const auto partly_written = error_of(exchange_phase::write, delivery::partial);
const auto wholly_written = error_of(exchange_phase::write, delivery::complete);

constexpr detail::reply_context late{.since_accepted = 1h};
constexpr detail::reply_context early{.since_accepted = 1s};

/// A submit machine with tokens of its own.
struct submitter {
    submit_machine machine{};
    detail::retry_quota bucket{};

    submit_machine::action reply(const http_reply& reply, double random = 0.5) {
        return machine.on_reply(reply, submit_answer{.status = reply.error ? 0 : reply.status}, late, random, bucket);
    }

    submit_machine::action accept() {
        return machine.on_reply(reply_of(200), submit_answer{.task_id = "task_1", .status = 200}, late, 0.5, bucket);
    }
};

constexpr poll_schedule schedule{.first = 200s, .first_latest = 300s, .interval = 10s, .interval_longest = 20s};

/// A poll machine long after the task was accepted, with tokens of its own.
struct poller {
    poll_machine machine{schedule};
    detail::retry_quota bucket{};

    poll_machine::action answer(const http_reply& reply, const status_answer& answer, double random = 0.5,
                                const detail::reply_context& when = late) {
        return machine.on_reply(reply, answer, when, random, bucket);
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

    void empty_bucket() {
        while (bucket.take(1)) {
        }
    }
};

milliseconds after(const poll_machine::action& action) { return std::get<poll_machine::ask_again>(action).after; }

}  // namespace

BOOST_AUTO_TEST_SUITE(machines)

// ---- submit

BOOST_AUTO_TEST_CASE(an_id_is_accepted) {
    submitter s;
    const auto action = s.machine.on_reply(
        reply_of(200), submit_answer{.task_id = "task_1", .status = 200, .poll_hint = 7s}, late, 0.5, s.bucket);
    const auto& accepted = std::get<submit_machine::accepted>(action);
    BOOST_TEST(accepted.answer.task_id == "task_1");
    BOOST_TEST(accepted.answer.poll_hint == 7s);
}

BOOST_AUTO_TEST_CASE(a_submit_has_three_attempts_and_a_free_one_where_the_connection_was_to_blame) {
    const std::pair<http_reply, int> replies[] = {{not_connected, 3}, {nothing_written, 4},    {partly_written, 4},
                                                  {reply_of(429), 3}, {reply_of(503, "1"), 3}, {reply_of(425), 4}};
    for (const auto& [reply, sent] : replies) {
        submitter s;
        for (int attempt = 1; attempt != sent; ++attempt)
            BOOST_TEST(std::holds_alternative<submit_machine::send_again>(s.reply(reply)));
        const auto last = s.reply(reply);
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::refused>(last));
        const auto last_kind = std::get<submit_machine::refused>(last).why.kind;
        BOOST_TEST(last_kind == detail::decision_kind::retry,
                   "it was not accepted, and may be sent again by the caller");
    }
}

BOOST_AUTO_TEST_CASE(an_attempt_at_once_comes_only_once) {
    submitter s;
    BOOST_TEST(std::get<submit_machine::send_again>(s.reply(partly_written, 0.999)).after == 0ms);
    BOOST_TEST(s.bucket.tokens() == 500);
    BOOST_TEST(std::get<submit_machine::send_again>(s.reply(not_connected, 0.999)).after == 249ms);
    BOOST_TEST(s.bucket.tokens() == 486);
    BOOST_TEST(std::get<submit_machine::send_again>(s.reply(nothing_written, 0.999)).after == 499ms);
    BOOST_TEST(s.bucket.tokens() == 472);
    BOOST_TEST(std::holds_alternative<submit_machine::refused>(s.reply(nothing_written)));
}

BOOST_AUTO_TEST_CASE(an_uncertain_attempt_is_the_last) {
    for (int before = 0; before != 3; ++before) {
        submitter s;
        for (int i = 0; i != before; ++i)
            BOOST_TEST(std::holds_alternative<submit_machine::send_again>(s.reply(reply_of(429))));
        const auto action = s.reply(wholly_written);
        BOOST_TEST(std::get<submit_machine::refused>(action).why.kind == detail::decision_kind::uncertain);
        BOOST_TEST(std::get<submit_machine::refused>(action).why.code == errc::outcome_unknown);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_keeps_what_the_gateway_said) {
    submitter s;
    const auto action = s.machine.on_reply(
        reply_of(402), submit_answer{.status = 402, .error = {.code = "402", .message = "no balance"}}, late, 0.5,
        s.bucket);
    const auto& refused = std::get<submit_machine::refused>(action);
    BOOST_TEST(refused.why.code == errc::rejected_balance);
    BOOST_TEST(refused.answer.error.message == "no balance");
}

BOOST_AUTO_TEST_CASE(attempts_to_submit_are_spread) {
    for (const double random : randoms) {
        submitter unreachable, throttled;
        for (int attempt = 0; attempt != 2; ++attempt) {
            const auto quick = std::get<submit_machine::send_again>(unreachable.reply(not_connected, random));
            BOOST_TEST(quick.why == errc::not_sent);
            BOOST_TEST(quick.after.count() == static_cast<long>(250.0 * (1 << attempt) * random));
            const auto slow = std::get<submit_machine::send_again>(throttled.reply(reply_of(429), random));
            BOOST_TEST(slow.why == errc::throttled);
            BOOST_TEST(slow.after.count() == static_cast<long>(1000.0 * (1 << attempt) * random));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_submit_waits_at_least_as_long_as_it_is_told) {
    for (const double random : randoms) {
        submitter s;
        BOOST_TEST(std::get<submit_machine::send_again>(s.reply(reply_of(429, "7"), random)).after == 7s);
        const auto next = std::get<submit_machine::send_again>(s.reply(reply_of(429, "0"), random)).after;
        BOOST_TEST(next.count() == static_cast<long>(2000.0 * random));
    }
}

// ---- poll

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
    p.bucket = {};
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
        BOOST_TEST(p.bucket.tokens() == 500);
        BOOST_TEST(after(p.answer(closed, {}, 0.999)) == 249ms);
        BOOST_TEST(p.bucket.tokens() == 486);
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

BOOST_AUTO_TEST_CASE(doubtful_answers_are_asked_for_three_times) {
    const auto missing = [](poller& p) { return p.answer(reply_of(404), status_answer{.status = 404}, 0.5, early); };
    const auto no_urls = [](poller& p) {
        return p.answer(reply_of(200), status_answer{.understood = true, .status = 200, .state = task_state::succeeded},
                        0.5, early);
    };
    for (const bool is_missing : {true, false}) {
        poller p;
        const auto ask = [&] { return is_missing ? missing(p) : no_urls(p); };
        for (int round = 0; round != 3; ++round) {
            const auto action = ask();
            BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
            BOOST_TEST(after(action) == 15s);
            BOOST_TEST(p.bucket.tokens() == 500 - 14 * (round + 1));
        }
        const auto last = ask();
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::gave_up>(last));
        BOOST_TEST(std::get<poll_machine::gave_up>(last).why.code ==
                   (is_missing ? errc::task_not_found : errc::result_malformed));
    }

    poller p;  // a good answer between them starts the count again
    for (int i = 0; i != 20; ++i) {
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(no_urls(p)));
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(p.hinted({})));
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_task_is_believed_after_a_minute) {
    BOOST_TEST(std::get<poll_machine::gave_up>(poller{}.reply(404)).why.code == errc::task_not_found);
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
        BOOST_TEST(p.bucket.tokens() == 500);
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

// ---- tokens for repetitions

BOOST_AUTO_TEST_CASE(a_bucket_gives_what_it_has) {
    detail::retry_quota bucket;
    BOOST_TEST(bucket.tokens() == 500);
    int taken = 0;
    while (bucket.take(detail::retry_quota::transient_cost)) ++taken;
    BOOST_TEST(taken == 35);
    BOOST_TEST(bucket.tokens() == 10);
    BOOST_TEST(bucket.take(detail::retry_quota::throttled_cost));
    BOOST_TEST(bucket.take(detail::retry_quota::throttled_cost));
    BOOST_TEST(!bucket.take(detail::retry_quota::throttled_cost));
    BOOST_TEST(bucket.take(0));
    bucket.give_back(0);
    BOOST_TEST(bucket.tokens() == 1, "one for a success that needed no repetition");
    bucket.give_back(14);
    BOOST_TEST(bucket.tokens() == 15, "all of it for one that did");
    for (int i = 0; i != 1000; ++i) bucket.give_back(14);
    BOOST_TEST(bucket.tokens() == 500);
}

BOOST_AUTO_TEST_CASE(a_repetition_that_succeeds_costs_nothing) {
    submitter s;
    static_cast<void>(s.reply(not_connected));
    BOOST_TEST(s.bucket.tokens() == 486);
    static_cast<void>(s.accept());
    BOOST_TEST(s.bucket.tokens() == 500);
    static_cast<void>(s.bucket.take(100));
    static_cast<void>(submitter{.bucket = {}}.accept());
    submit_machine first_try;
    static_cast<void>(
        first_try.on_reply(reply_of(200), submit_answer{.task_id = "task_1", .status = 200}, late, 0.5, s.bucket));
    BOOST_TEST(s.bucket.tokens() == 401);

    poller p;
    static_cast<void>(p.broken());
    static_cast<void>(p.reply(429, "1"));
    BOOST_TEST(p.bucket.tokens() == 500 - 14 - 5);
    static_cast<void>(p.state(task_state::running));
    BOOST_TEST(p.bucket.tokens() == 500 - 14, "the one before it is gone");
    static_cast<void>(p.state(task_state::running));
    BOOST_TEST(p.bucket.tokens() == 500 - 13);
}

BOOST_AUTO_TEST_CASE(without_tokens_a_submit_gives_up) {
    submitter s;
    for (int taken = 0; taken != 487; ++taken) BOOST_TEST_REQUIRE(s.bucket.take(1));
    const auto action = s.reply(not_connected);
    BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::refused>(action));
    BOOST_TEST(std::get<submit_machine::refused>(action).why.kind == detail::decision_kind::retry);
    BOOST_TEST(s.bucket.tokens() == 13);
    submitter throttled{.machine = {}, .bucket = s.bucket};
    BOOST_TEST(std::holds_alternative<submit_machine::send_again>(throttled.reply(reply_of(429))), "which is cheaper");
    submitter free{.machine = {}, .bucket = s.bucket};
    BOOST_TEST(std::holds_alternative<submit_machine::send_again>(free.reply(partly_written)),
               "the one at once is free");
}

BOOST_AUTO_TEST_CASE(without_tokens_a_poll_waits_and_goes_on) {
    for (const double random : randoms) {
        poller p;
        p.empty_bucket();
        for (int i = 0; i != 1000; ++i) {
            const auto action = i % 3 == 0 ? p.broken(random) : p.reply(i % 3 == 1 ? 500 : 409, nullptr, random);
            BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
            BOOST_TEST(after(action) >= 16s);
            BOOST_TEST(after(action) <= 20s);
        }
        BOOST_TEST(after(p.reply(429, "100", random)) >= 100s, "and never earlier than it is told");
        BOOST_TEST(after(p.reply(503, "1", random)) >= 16s);
        static_cast<void>(p.state(task_state::running));
        BOOST_TEST(p.bucket.tokens() == 1, "what was not paid is not given back");
    }
}

// ---- waiting times

BOOST_AUTO_TEST_CASE(no_poll_comes_before_its_documented_time) {
    const auto check = [](const model_descriptor& model) {
        for (const auto& mode : model.modes) {
            for (int seconds = mode.duration.min_seconds; seconds <= mode.duration.max_seconds; ++seconds) {
                const auto advice = polling_for(mode, seconds);
                for (const double random : randoms) {
                    const auto first = detail::first_poll_after(advice, random);
                    BOOST_TEST(first >= advice.first);
                    BOOST_TEST(first <=
                               std::max<milliseconds>(advice.first_latest, milliseconds{advice.first} * 6 / 5));
                    const auto next = detail::next_poll_after(advice, {}, random);
                    BOOST_TEST(next >= advice.interval);
                    BOOST_TEST(next <=
                               std::max<milliseconds>(advice.interval_longest, milliseconds{advice.interval} * 6 / 5));
                }
            }
        }
    };
    all_models::for_each([&]<class Model> { check(Model::descriptor); });
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

BOOST_AUTO_TEST_CASE(the_first_poll_waits_for_a_later_hint) {
    poll_machine machine{schedule};
    for (const double random : randoms) {
        machine.set_hint(10s);
        BOOST_TEST(machine.first_poll(0ms, random) == milliseconds{200'000 + static_cast<long>(100'000 * random)});
        machine.set_hint(400s);
        BOOST_TEST(machine.first_poll(10s, random) == milliseconds{390'000 + static_cast<long>(80'000 * random)});
    }
}

BOOST_AUTO_TEST_CASE(jitter_fills_its_range) {
    std::minstd_rand source{1};
    std::uniform_real_distribution<double> uniform{0.0, 1.0};
    std::vector<int> first(10), retry(10);
    for (int i = 0; i != 10'000; ++i) {
        ++first.at(static_cast<std::size_t>((detail::first_poll_after(schedule, uniform(source)) - 200s) / 10s));
        ++retry.at(static_cast<std::size_t>(detail::backoff(2, 250ms, uniform(source)) / 100ms));
    }
    for (const auto& counts : {first, retry}) {
        for (const int count : counts) {
            BOOST_TEST(count > 850);
            BOOST_TEST(count < 1150);
        }
    }
}

BOOST_AUTO_TEST_CASE(backoff_doubles_up_to_its_cap) {
    for (int failures : {0, 1, 2, 6, 7, 10, 11, 63, 64, 1'000'000, std::numeric_limits<int>::max()}) {
        BOOST_TEST(detail::backoff(failures, 250ms, 0.0) == 0ms);
        const auto most = std::min<std::int64_t>(20'000, 250LL << std::min(failures, 20));
        BOOST_TEST(detail::backoff(failures, 250ms, 0.999).count() ==
                   static_cast<std::int64_t>(static_cast<double>(most) * 0.999));
    }
}

BOOST_AUTO_TEST_CASE(full_jitter_is_uniform) {
    constexpr int draws = 100'000;
    std::mt19937_64 source{20'261'121};
    std::uniform_real_distribution<double> uniform{0.0, 1.0};
    for (const int failures : {3, 5, 20}) {
        const auto most = static_cast<double>(std::min<long>(20'000, 250L << std::min(failures, 20)));
        std::vector<double> drawn(draws);
        for (auto& each : drawn)
            each = (static_cast<double>(detail::backoff(failures, 250ms, uniform(source)).count()) + 0.5) / most;
        std::sort(drawn.begin(), drawn.end());
        double distance = 0;
        for (std::size_t i = 0; i != drawn.size(); ++i) {
            const auto below = static_cast<double>(i) / draws, upto = static_cast<double>(i + 1) / draws;
            distance = std::max({distance, std::abs(drawn[i] - below), std::abs(drawn[i] - upto)});
        }
        BOOST_TEST(distance < 1.63 / std::sqrt(draws), "Kolmogorov-Smirnov, 1 %");
    }
}

BOOST_AUTO_TEST_CASE(clients_that_fail_together_do_not_come_back_together) {
    constexpr int clients = 1000;
    std::mt19937_64 source{20'261'121};
    std::uniform_real_distribution<double> uniform{0.0, 1.0};
    for (const int failures : {3, 4, 5, 6, 20}) {  // before that, the whole range is a few bins
        const auto most = std::min<milliseconds>(20s, 250ms * (1 << std::min(failures, 10)));
        std::vector<int> bins(static_cast<std::size_t>(most / 100ms));
        for (int i = 0; i != clients; ++i)
            ++bins.at(static_cast<std::size_t>(detail::backoff(failures, 250ms, uniform(source)) / 100ms));
        const auto mean = static_cast<double>(clients) / static_cast<double>(bins.size());
        BOOST_TEST(*std::max_element(bins.begin(), bins.end()) <= 3 * mean);
    }
}

// ---- the timer queue

BOOST_AUTO_TEST_CASE(the_timer_queue_behaves_like_a_sorted_list) {
    constexpr std::size_t entries = 200;
    std::mt19937 random{20'261'121};
    std::vector<detail::timer_entry> all(entries);
    detail::timer_queue queue;
    std::multimap<detail::timer_queue::time_point, detail::timer_entry*> model;
    const auto forget = [&model](const detail::timer_entry& entry) {
        std::erase_if(model, [&entry](const auto& known) { return known.second == &entry; });
    };
    for (int step = 0; step != 10'000; ++step) {
        auto& entry = all[random() % entries];
        const auto due = detail::timer_queue::time_point{milliseconds{random() % 500}};  // few enough to be equal often
        switch (random() % 4) {
            case 0:
            case 1:
                forget(entry);
                queue.schedule(entry, due);
                model.emplace(due, &entry);
                break;
            case 2:
                forget(entry);
                queue.remove(entry);
                break;
            case 3:
                if (queue.empty()) break;
                auto& front = queue.front();
                forget(front);
                queue.remove(front);
                BOOST_TEST(!front.queued());
                break;
        }
        BOOST_TEST_REQUIRE(queue.size() == model.size());
        BOOST_TEST_REQUIRE(queue.empty() == model.empty());
        if (!queue.empty()) BOOST_TEST_REQUIRE(queue.front_due() == model.begin()->first);
        if (step % 100 != 0) continue;
        for (const auto& each : all) {
            const bool known =
                std::any_of(model.begin(), model.end(), [&each](const auto& entry) { return entry.second == &each; });
            BOOST_TEST_REQUIRE(each.queued() == known);
        }
    }
    while (!queue.empty()) {
        auto& front = queue.front();
        BOOST_TEST_REQUIRE(queue.front_due() == model.begin()->first);
        forget(front);
        queue.remove(front);
    }
    BOOST_TEST(model.empty());
}

BOOST_AUTO_TEST_SUITE_END()
