// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The parts of the engine that know neither sockets nor clocks: submit and poll machines, waiting times, the timer queue.
#include <seedance/task/poll_machine.hpp>
#include <seedance/task/submit_machine.hpp>
#include <seedance/task/timer_queue.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>

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

http_reply error_of(delivery sent) {
    http_reply reply;
    reply.error = boost::asio::error::connection_reset;
    reply.phase = exchange_phase::write;
    reply.sent = sent;
    return reply;
}

submit_machine::action submit_step(submit_machine& machine, const http_reply& reply, double random = 0.5) {
    return machine.on_reply(reply, submit_answer{.status = reply.error ? 0 : reply.status}, random);
}

constexpr poll_schedule schedule{.first = 200s, .first_latest = 300s, .interval = 10s, .interval_longest = 20s};

/// A poll machine long after the task was accepted.
struct poller {
    poll_machine machine{schedule};

    poll_machine::action reply(int status, const char* retry_after = nullptr, double random = 0.5) {
        return machine.on_reply(reply_of(status, retry_after), status_answer{.status = status}, 1h, random);
    }

    poll_machine::action broken(double random = 0.5) { return machine.on_reply(error_of(delivery::complete), status_answer{}, 1h, random); }

    poll_machine::action state(task_state state, std::vector<std::string> urls = {}, double random = 0.5) {
        return machine.on_reply(reply_of(200), status_answer{.understood = true, .status = 200, .state = state, .urls = std::move(urls)}, 1h, random);
    }
};

milliseconds after(const poll_machine::action& action) { return std::get<poll_machine::ask_again>(action).after; }

}  // namespace

BOOST_AUTO_TEST_SUITE(machines)

// ---- submit

BOOST_AUTO_TEST_CASE(an_id_is_accepted) {
    submit_machine machine;
    const auto action = machine.on_reply(reply_of(200), submit_answer{.task_id = "task_1", .status = 200, .poll_hint = 7s}, 0.5);
    const auto& accepted = std::get<submit_machine::accepted>(action);
    BOOST_TEST(accepted.answer.task_id == "task_1");
    BOOST_TEST((accepted.answer.poll_hint == 7s));
}

BOOST_AUTO_TEST_CASE(a_submit_has_three_attempts) {
    for (const auto& reply : {error_of(delivery::nothing), error_of(delivery::partial), reply_of(429), reply_of(503, "1"), reply_of(425)}) {
        submit_machine machine;
        BOOST_TEST(std::holds_alternative<submit_machine::send_again>(submit_step(machine, reply)));
        BOOST_TEST(std::holds_alternative<submit_machine::send_again>(submit_step(machine, reply)));
        const auto last = submit_step(machine, reply);
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::refused>(last));
        const auto last_verdict = std::get<submit_machine::refused>(last).why.verdict;
        BOOST_TEST((last_verdict == detail::verdict::again), "it was not accepted, and may be sent again by the caller");
    }
}

BOOST_AUTO_TEST_CASE(an_uncertain_attempt_is_the_last) {
    for (int before = 0; before != 3; ++before) {
        submit_machine machine;
        for (int i = 0; i != before; ++i) BOOST_TEST(std::holds_alternative<submit_machine::send_again>(submit_step(machine, reply_of(429))));
        const auto action = submit_step(machine, error_of(delivery::complete));
        BOOST_TEST((std::get<submit_machine::refused>(action).why.verdict == detail::verdict::uncertain));
        BOOST_TEST((std::get<submit_machine::refused>(action).why.code == errc::outcome_unknown));
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_keeps_what_the_gateway_said) {
    submit_machine machine;
    const auto action = machine.on_reply(reply_of(402), submit_answer{.status = 402, .error = {.code = "402", .message = "no balance"}}, 0.5);
    const auto& refused = std::get<submit_machine::refused>(action);
    BOOST_TEST((refused.why.code == errc::rejected_balance));
    BOOST_TEST(refused.answer.error.message == "no balance");
}

BOOST_AUTO_TEST_CASE(attempts_to_submit_are_spread) {
    for (const double random : randoms) {
        submit_machine unreachable, throttled;
        for (int attempt = 0; attempt != 2; ++attempt) {
            const auto quick = std::get<submit_machine::send_again>(submit_step(unreachable, error_of(delivery::nothing), random));
            BOOST_TEST((quick.why == errc::not_sent));
            BOOST_TEST(quick.after.count() == static_cast<long>(250.0 * (1 << attempt) * random));
            const auto slow = std::get<submit_machine::send_again>(submit_step(throttled, reply_of(429), random));
            BOOST_TEST((slow.why == errc::throttled));
            BOOST_TEST(slow.after.count() == static_cast<long>(1000.0 * (1 << attempt) * random));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_submit_waits_at_least_as_long_as_it_is_told) {
    for (const double random : randoms) {
        submit_machine machine;
        BOOST_TEST((std::get<submit_machine::send_again>(submit_step(machine, reply_of(429, "7"), random)).after == 7s));
        const auto next = std::get<submit_machine::send_again>(submit_step(machine, reply_of(429, "0"), random)).after;
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
        BOOST_TEST((after(action) == 15s));
    }
    BOOST_TEST(std::holds_alternative<poll_machine::finished>(p.state(task_state::failed)));
    BOOST_TEST(std::holds_alternative<poll_machine::finished>(p.state(task_state::succeeded, {"https://a/1.mp4"})));
}

BOOST_AUTO_TEST_CASE(failed_polls_back_off_and_never_give_up) {
    poller p;
    for (int i = 0; i != 1000; ++i) {
        const auto action = i % 2 == 0 ? p.broken(0.999) : p.reply(503, nullptr, 0.999);
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
        BOOST_TEST((std::get<poll_machine::ask_again>(action).why == errc::poll_failed));
        const auto most = std::min<long>(20'000, 250L << std::min(i, 20));
        BOOST_TEST(after(action).count() == static_cast<long>(static_cast<double>(most) * 0.999));
    }
    BOOST_TEST((after(p.state(task_state::running)) == 15s));
    BOOST_TEST(after(p.broken(0.999)) < 250ms, "a good answer starts the count again");
}

BOOST_AUTO_TEST_CASE(throttled_polls_wait_two_intervals_or_what_they_are_told) {
    for (const double random : randoms) {
        poller p;
        const auto interval = milliseconds{10'000 + static_cast<long>(10'000 * random)};
        BOOST_TEST((after(p.reply(429, nullptr, random)) == 2 * interval));
        BOOST_TEST((after(p.reply(429, "100", random)) == 100s));
        BOOST_TEST((after(p.reply(503, "60", random)) == 60s));
        BOOST_TEST((after(p.reply(503, "0", random)) == 250ms), "never at once");
    }
}

BOOST_AUTO_TEST_CASE(doubtful_answers_are_asked_for_three_times) {
    const auto missing = [](poll_machine& m) { return m.on_reply(reply_of(404), status_answer{.status = 404}, 1s, 0.5); };
    const auto no_urls = [](poll_machine& m) {
        return m.on_reply(reply_of(200), status_answer{.understood = true, .status = 200, .state = task_state::succeeded}, 1s, 0.5);
    };
    for (const bool is_missing : {true, false}) {
        poll_machine machine{schedule};
        const auto ask = [&] { return is_missing ? missing(machine) : no_urls(machine); };
        for (int round = 0; round != 3; ++round) {
            const auto action = ask();
            BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
            BOOST_TEST((after(action) == 15s));
        }
        const auto last = ask();
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::gave_up>(last));
        BOOST_TEST((std::get<poll_machine::gave_up>(last).why.code == (is_missing ? errc::task_not_found : errc::result_malformed)));
    }

    poll_machine machine{schedule};  // a good answer between them starts the count again
    for (int i = 0; i != 20; ++i) {
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(no_urls(machine)));
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(machine.on_reply(reply_of(200), {.understood = true, .status = 200}, 1s, 0.5)));
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_task_is_believed_after_a_minute) {
    poller p;
    BOOST_TEST((std::get<poll_machine::gave_up>(p.reply(404)).why.code == errc::task_not_found));
}

BOOST_AUTO_TEST_CASE(a_gateways_hint_wins_over_its_document) {
    poll_machine machine{schedule};
    const auto with_hint = [&machine](std::optional<milliseconds> hint, double random) {
        return after(machine.on_reply(reply_of(200), {.understood = true, .status = 200, .poll_hint = hint}, 1h, random));
    };
    for (const double random : randoms) {
        const auto spread = [random](long least) { return milliseconds{least + static_cast<long>(static_cast<double>(least / 5) * random)}; };
        BOOST_TEST((with_hint(3s, random) == spread(3000)), "never earlier than the hint");
        BOOST_TEST((with_hint({}, random) == spread(3000)), "it holds until the next one");
        BOOST_TEST((with_hint(60s, random) == spread(60'000)));
        BOOST_TEST((with_hint(0ms, random) == spread(500)), "not even a gateway makes us hammer it");
        BOOST_TEST((with_hint(milliseconds::max(), random) == spread(600'000)));
        BOOST_TEST((with_hint(milliseconds::min(), random) == spread(500)));
    }
    poll_machine from_submit{schedule};
    from_submit.set_hint(4s);
    BOOST_TEST((after(from_submit.on_reply(reply_of(200), {.understood = true, .status = 200}, 1h, 0.0)) == 4s));
}

// ---- waiting times

BOOST_AUTO_TEST_CASE(no_poll_comes_before_its_documented_time) {
    const auto check = [](const model_descriptor& model) {
        for (const auto& mode : model.modes) {
            for (int seconds = mode.duration.min_seconds; seconds <= mode.duration.max_seconds; ++seconds) {
                const auto advice = polling_for(mode, seconds);
                for (const double random : randoms) {
                    const auto first = detail::first_poll_after(advice, random);
                    BOOST_TEST((first >= advice.first));
                    BOOST_TEST((first <= std::max<milliseconds>(advice.first_latest, milliseconds{advice.first} * 6 / 5)));
                    const auto next = detail::next_poll_after(advice, {}, random);
                    BOOST_TEST((next >= advice.interval));
                    BOOST_TEST((next <= std::max<milliseconds>(advice.interval_longest, milliseconds{advice.interval} * 6 / 5)));
                }
            }
        }
    };
    check(apixo::seedance_2_0_fast::descriptor);
    check(apixo::seedance_2_0_mini::descriptor);
    check(apixo::seedance_1_5_pro::descriptor);
}

BOOST_AUTO_TEST_CASE(the_first_poll_counts_from_acceptance) {
    const poll_machine machine{schedule};
    for (const double random : randoms) {
        const auto whole = milliseconds{200'000 + static_cast<long>(100'000 * random)};
        BOOST_TEST((machine.first_poll(0ms, random) == whole));
        BOOST_TEST((machine.first_poll(50s, random) == whole - 50s));
        BOOST_TEST((machine.first_poll(1h, random) == 0ms));
    }
}

BOOST_AUTO_TEST_CASE(the_first_poll_waits_for_a_later_hint) {
    poll_machine machine{schedule};
    for (const double random : randoms) {
        machine.set_hint(10s);
        BOOST_TEST((machine.first_poll(0ms, random) == milliseconds{200'000 + static_cast<long>(100'000 * random)}));
        machine.set_hint(400s);
        BOOST_TEST((machine.first_poll(10s, random) == milliseconds{390'000 + static_cast<long>(80'000 * random)}));
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
    for (const int count : first) BOOST_TEST((count > 850 && count < 1150));
    for (const int count : retry) BOOST_TEST((count > 850 && count < 1150));
}

BOOST_AUTO_TEST_CASE(backoff_doubles_up_to_its_cap) {
    for (int failures : {0, 1, 2, 6, 7, 10, 11, 63, 64, 1'000'000, std::numeric_limits<int>::max()}) {
        BOOST_TEST((detail::backoff(failures, 250ms, 0.0) == 0ms));
        const auto most = std::min<std::int64_t>(20'000, 250LL << std::min(failures, 20));
        BOOST_TEST(detail::backoff(failures, 250ms, 0.999).count() == static_cast<std::int64_t>(static_cast<double>(most) * 0.999));
    }
}

// ---- the timer queue

BOOST_AUTO_TEST_CASE(the_timer_queue_behaves_like_a_sorted_list) {
    constexpr std::size_t entries = 200;
    std::mt19937 random{20'261'121};
    std::vector<detail::timer_entry> all(entries);
    detail::timer_queue queue;
    std::multimap<detail::timer_queue::time_point, detail::timer_entry*> model;
    const auto forget = [&model](detail::timer_entry& entry) {
        for (auto [at, end] = model.equal_range(entry.due); at != end; ++at)
            if (at->second == &entry) return void(model.erase(at));
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
                BOOST_TEST((front.position == detail::timer_entry::not_queued));
                break;
        }
        BOOST_TEST_REQUIRE(queue.size() == model.size());
        BOOST_TEST_REQUIRE(queue.empty() == model.empty());
        if (!queue.empty()) BOOST_TEST_REQUIRE((queue.front().due == model.begin()->first));
        if (step % 100 != 0) continue;
        std::set<std::size_t> places;
        for (const auto& each : all)
            if (each.position != detail::timer_entry::not_queued) places.insert(each.position);
        BOOST_TEST_REQUIRE(places.size() == queue.size());
        BOOST_TEST_REQUIRE((places.empty() || *places.rbegin() == queue.size() - 1));
    }
    while (!queue.empty()) {
        auto& front = queue.front();
        BOOST_TEST_REQUIRE((front.due == model.begin()->first));
        forget(front);
        queue.remove(front);
    }
    BOOST_TEST(model.empty());
}

BOOST_AUTO_TEST_SUITE_END()
