// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every line of decisions.txt at every gateway: as a pure function, and as what a client does with it.
#include "decisions.hpp"
#include <seedance/testing/clock.hpp>
#include "checks.hpp"
#include "journal_doubles.hpp"

#include <optional>
#include <set>
#include <stdexcept>
#include <tuple>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/engine/impl/ledger.hpp>
#include <seedance/journal/memory.hpp>

using namespace test;
namespace data = boost::unit_test::data;

namespace {

using cell = std::tuple<std::string, std::string, what_for>;  ///< line, gateway, operation

std::set<cell> classified_cells, client_cells;

cell cell_of(const line& l, const gateway& g, what_for operation) {
    return {std::to_string(l.row) + l.what, std::string{g.name}, operation};
}

// ---- pure functions

std::chrono::milliseconds age(const line& l) { return has(l.what, "young") ? 1s : 1h; }

std::optional<std::chrono::seconds> deadline_in(const line& l) {
    const auto seconds = value_of(l.what, "deadline");
    if (seconds.empty()) return std::nullopt;
    return std::chrono::seconds{std::stoi(seconds)};
}

std::optional<std::chrono::seconds> wait_asked_for(const line& l) {
    const auto seconds = value_of(l.what, "retry-after");
    if (!is_number(seconds)) return std::nullopt;
    return std::chrono::seconds{std::stoi(seconds)};
}

detail::reply_context context_of(const line& l) {
    return {.now = std::chrono::system_clock::time_point{1767965610s},
            .polled_for = age(l),
            .time_left = deadline_in(l).value_or(
                std::chrono::duration_cast<std::chrono::seconds>(std::chrono::milliseconds::max()))};
}

detail::decision classify(const line& l, const gateway& g, what_for operation) {
    const auto reply = reply_of(g, l, operation);
    const int status = reply.error ? 0 : reply.status;
    if (operation == what_for::submit)
        return detail::classify_submit(reply, g.decode_submit(reply.status, reply.body, arrived_of(reply)),
                                       context_of(l));
    if (operation == what_for::poll)
        return detail::classify_poll(reply, g.decode_status(status, reply.body), context_of(l));
    return detail::classify_download(reply, context_of(l));
}

/// A disk that is full.
class broken_journal final : public journal_without_budgets {
  public:
    bool is_immediate() const noexcept override { return true; }
    std::vector<journal_answer> apply(std::span<const journal_change>) override { fail(); }
    std::optional<intent> find(const std::string&) override { fail(); }
    std::optional<intent> find(const task&) override { fail(); }
    std::optional<intent> find_handle(const std::string&) override { fail(); }
    std::string request_of(const intent&) override { fail(); }
    std::size_t claim(std::size_t) override { fail(); }
    journal_page list(const journal_query&) override { fail(); }
    std::size_t prune(std::chrono::system_clock::time_point) override { fail(); }

  private:
    [[noreturn]] static void fail() { throw std::runtime_error{"disk full"}; }
};

/// Row 1 is not decided by a reply: before a submit the journal's error comes through, afterwards it is only told, and
/// what could not be written is tried again.
void check_ledger(what_for operation) {
    asio::io_context context;
    int reports = 0, retries = 0, failures = 0;
    detail::ledger ledger{
        asio::make_strand(asio::any_io_executor{context.get_executor()}),
        std::make_shared<broken_journal>(),
        std::make_shared<testing::manual_clock>(),
        {.report = [&](const intent&, const std::exception_ptr& failed) { reports += failed != nullptr; },
         .call_after = [&](std::chrono::milliseconds, const std::function<void()>&) { ++retries; },
         .on_idle = [] {}},
        [](const intent&, const journal_answer&) {}};
    const auto count = [&](const std::exception_ptr& failed, const journal_answer&) { failures += failed != nullptr; };
    intent planned{.name = "order-1"};
    if (operation == what_for::submit) {
        ledger.begin(planned, 0, count);
        ledger.move_to(planned, intent_state::sending, count);
        BOOST_TEST(failures == 2);
        BOOST_TEST(reports + retries == 0);
    } else {
        ledger.on_task({}, operation == what_for::poll ? intent_state::succeeded : intent_state::fetched, billed::yes,
                       {});
        BOOST_TEST(reports == 1);
        BOOST_TEST(retries == 1);
    }
}

/// Row 35 is no reply either: an exchange that was broken off is neither an answer nor a proof.
void check_broken_off(const detail::decision& decided, what_for operation) {
    BOOST_TEST(decided.kind == (operation == what_for::submit ? decision_kind::uncertain : decision_kind::retry));
}

void check_decision(const line& l, const gateway& g, what_for operation) {
    const auto expected = parse_decision(l.decision(operation));
    if (l.row == 1) return check_ledger(operation);
    const auto decided = classify(l, g, operation);
    if (l.row == 35) return check_broken_off(decided, operation);
    BOOST_TEST(decided.kind == expected.kind);
    BOOST_TEST(decided.cost == expected.cost);
    BOOST_TEST(decided.at_once == expected.at_once);
    if (expected.kind == decision_kind::done) return;
    BOOST_TEST(decided.code == expected.code, make_error_code(decided.code).message());
    const bool waits = test::is_one_of(expected.kind, {decision_kind::retry, decision_kind::queue}) ||
                       expected.code == errc::throttled;
    if (const auto wait = wait_asked_for(l); wait && waits) BOOST_TEST(decided.retry_after == wait);
}

// ---- a client

constexpr int always = 1'000'000;

/// A client at one gateway that gets one answer to everything that an operation asks, and good ones to what it asks
/// then.
struct bench : client_fixture {
    bench(const gateway& words, std::shared_ptr<seedance::journal> journal) : g{words}, written{std::move(journal)} {
        g.use(tested);
        network->answer_with([this](const http_request& request) {
            asked_at.push_back(elapsed());
            const bool is_submit = request.method == "POST";
            ++(is_submit ? submits : polls);
            const bool is_bad_submit = answers_submit && submits <= bad_submits;
            if (is_submit) return is_bad_submit ? *answers_submit : reply_with(200, g.task(g.after_id));
            return answers_poll && polls <= bad_polls ? *answers_poll : reply_with(200, g.task(g.success));
        });
    }

    client_options with_journal() {
        auto made = options();
        made.journal = written;
        return made;
    }

    task known(std::chrono::milliseconds age) const {
        return {.provider = std::string{g.name},
                .model = "m",
                .id = "task_1",
                .accepted_at = clock->wall_now() - age,
                .polling = {1s, 1s, 1s, 1s}};
    }

    std::size_t events(std::string_view beginning) const {
        return static_cast<std::size_t>(
            std::count_if(log.begin(), log.end(), [&](const auto& text) { return text.starts_with(beginning); }));
    }

    const gateway& g;
    std::shared_ptr<seedance::journal> written;
    std::optional<http_reply> answers_submit, answers_poll;
    int bad_submits = always;
    int bad_polls = 0;
    int submits = 0;
    int polls = 0;
    std::vector<std::chrono::milliseconds> asked_at;
    seedance::client tested{context.get_executor(), network, with_journal()};
};

std::chrono::milliseconds deadline_of(const line& l) { return deadline_in(l).value_or(30min); }

void check_gaps(const std::vector<std::chrono::milliseconds>& asked_at, std::chrono::milliseconds least) {
    for (std::size_t i = 1; i < asked_at.size(); ++i) BOOST_TEST(asked_at[i] - asked_at[i - 1] >= least);
}

// ---- a submit

/// What a submit that was not accepted leaves behind.
void check_refused_submit(const bench& b, const decision& expected, const failure& why, bool may_call_again) {
    const bool uncertain = expected.kind == decision_kind::uncertain;
    BOOST_TEST(why.code == expected.code);
    BOOST_TEST(why.step == step::submit);
    BOOST_TEST(why.billed == (uncertain ? billed::unknown : billed::no));
    BOOST_TEST(billed_of(expected.code) == why.billed);
    BOOST_TEST(why.retry == (uncertain ? retry::ask_first : may_call_again ? retry::call_again : retry::never));
    BOOST_TEST(!why.task);
    BOOST_TEST(b.polls == 0);
    const auto open = b.written->list({.own = true, .open = true}).intents;
    BOOST_TEST_REQUIRE(open.size() == (uncertain ? 1u : 0u));
    if (uncertain) BOOST_TEST(open.front().state == intent_state::unknown);
}

/// A submit that is refused because there are too many, so many times.
struct queued {
    bench b;
    outcome<generated_video> result;

    queued(const line& l, const gateway& g, int refusals) : b{g, std::make_shared<memory_journal>()} {
        b.answers_submit = reply_of(g, l, what_for::submit);
        b.bad_submits = refusals;
        b.tested.generate(g.request(), result.options(30min), result.handler());
        b.run();
        BOOST_TEST_REQUIRE(result.done());
    }
};

void check_queued_submit(const line& l, const gateway& g, const decision& expected) {
    queued served{l, g, 5};
    BOOST_TEST(!served.result.code, served.result.code.message());
    BOOST_TEST(served.b.submits == 6);
    BOOST_TEST(served.b.events("retrying submit: " + make_error_code(expected.code).message()) == 5u);
    check_gaps({served.b.asked_at.begin(), served.b.asked_at.begin() + 6}, wait_asked_for(l).value_or(0s));

    queued hopeless{l, g, always};
    check_refused_submit(hopeless.b, expected, hopeless.result.why, true);
    BOOST_TEST(hopeless.b.elapsed() <= 30min);
    BOOST_TEST(hopeless.b.submits < 200, "every half minute, on average, or as the gateway says");
}

void check_submit(const line& l, const gateway& g) {
    const auto expected = parse_decision(l.decision(what_for::submit));
    if (expected.kind == decision_kind::queue) return check_queued_submit(l, g, expected);
    bench b{g, std::make_shared<memory_journal>()};
    b.answers_submit = reply_of(g, l, what_for::submit);
    if (l.row == 34) b.answers_poll = b.answers_submit;
    b.bad_polls = 1;
    outcome<generated_video> result;
    b.tested.generate(g.request(), result.options(deadline_of(l)), result.handler());
    b.run();
    BOOST_TEST_REQUIRE(result.done());
    const int attempts = expected.kind == decision_kind::retry ? 3 + (expected.at_once ? 1 : 0) : 1;
    BOOST_TEST(b.submits == attempts);
    BOOST_TEST(b.events("retrying submit") == static_cast<std::size_t>(attempts - 1));
    if (expected.kind == decision_kind::done) {
        BOOST_TEST(b.events("accepted task_1") == 1u);
        BOOST_TEST(result.code == (l.row == 34 ? make_error_code(errc::task_failed) : error_code{}));
    } else {
        check_refused_submit(b, expected, result.why,
                             expected.kind == decision_kind::retry || expected.code == errc::throttled);
    }
}

// ---- a poll

void check_kept(const failure& why, errc code, const task& known) {
    BOOST_TEST(why.code == code);
    BOOST_TEST(why.step == step::poll);
    BOOST_TEST_REQUIRE(why.task.has_value());
    BOOST_TEST(*why.task == known);
    BOOST_TEST(why.billed == billed::unknown);
    BOOST_TEST(why.retry == retry::resume);
}

struct waited {
    bench b;
    task known;
    outcome<generated_video> result;

    /// A wait that gets the line's answer so many times, and then a good one.
    waited(const line& l, const gateway& g, int bad_polls, std::chrono::milliseconds deadline)
        : b{g, std::make_shared<memory_journal>()}, known{b.known(age(l))} {
        b.answers_poll = reply_of(g, l, what_for::poll);
        b.bad_polls = bad_polls;
        b.tested.wait(known, result.options(deadline), result.handler());
        b.run();
        BOOST_TEST_REQUIRE(result.done());
        BOOST_TEST(b.submits == 0);
    }
};

void check_repeated_poll(const line& l, const gateway& g, const decision& expected) {
    const bool pauses = expected.kind == decision_kind::pause;
    waited mended{l, g, 3, 30min};
    BOOST_TEST(!mended.result.code, mended.result.code.message());
    BOOST_TEST(mended.b.polls == 4);
    const auto heard = (pauses ? "paused: " : "retrying poll: ") + make_error_code(expected.code).message();
    BOOST_TEST(mended.b.events(heard) == 3u);
    check_gaps(mended.b.asked_at, pauses ? 60s : expected.at_once ? 0s : wait_asked_for(l).value_or(0s));

    waited hopeless{l, g, always, 5min};
    const bool is_final = expected.thrice || expected.minute;
    check_kept(hopeless.result.why, is_final ? expected.code : errc::deadline_reached, hopeless.known);
    if (expected.minute) BOOST_TEST(hopeless.b.asked_at.back() - hopeless.b.asked_at.front() >= 60s);
    if (expected.thrice) BOOST_TEST(hopeless.b.polls == 4);
    BOOST_TEST(hopeless.b.polls <= 300);  // what health would have needed
}

void check_final_poll(const line& l, const gateway& g, const decision& expected) {
    waited w{l, g, always, 30min};
    if (expected.code == errc::task_not_found)
        BOOST_TEST(w.b.asked_at.back() - w.b.asked_at.front() >= 60s);
    else
        BOOST_TEST(w.b.polls == 1);
    if (!expected.ends) return check_kept(w.result.why, expected.code, w.known);
    BOOST_TEST(w.result.code == expected.code);
    BOOST_TEST(w.result.why.billed == (expected.free ? billed::no : billed::unknown));
    BOOST_TEST(w.result.why.retry == retry::never);
    BOOST_TEST(w.result.why.task == w.known);
}

void check_poll(const line& l, const gateway& g) {
    const auto expected = parse_decision(l.decision(what_for::poll));
    if (const auto deadline = deadline_in(l)) {
        waited w{l, g, always, *deadline};
        BOOST_TEST(w.b.polls == 1);
        return check_kept(w.result.why, errc::deadline_reached, w.known);
    }
    if (expected.kind == decision_kind::give_up || expected.ends) return check_final_poll(l, g, expected);
    if (expected.kind != decision_kind::done) return check_repeated_poll(l, g, expected);
    waited w{l, g, 3, 30min};
    BOOST_TEST(!w.result.code, w.result.code.message());
    BOOST_TEST(w.b.polls == 4);
    BOOST_TEST(w.b.events("polled") == 4u);
}

// ---- a journal that fails, a caller that goes

void check_broken_journal(const gateway& g, what_for operation) {
    bench b{g, std::make_shared<broken_journal>()};
    outcome<generated_video> result;
    if (operation == what_for::submit) {
        b.tested.generate(g.request(), result.options(), result.handler());
        b.run();
        BOOST_TEST(result.code == errc::journal_unavailable);
        BOOST_TEST(b.submits + b.polls == 0);
        BOOST_TEST(result.why.billed == billed::no);
        BOOST_TEST(result.why.retry == retry::call_again);
        return;
    }
    b.tested.wait(b.known(1h), result.options(), result.handler());
    b.run_until([&] { return result.done(); });
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(b.events("journal failed: disk full") == 1u);
}

/// The caller goes while the answer is on its way, or before anything has begun.
void check_gone_caller(const line& l, const gateway& g, what_for operation) {
    const auto expected = parse_decision(l.decision(operation));
    const bool before = l.what == "caller cancels first";
    const bool is_submit = operation == what_for::submit;
    bench b{g, std::make_shared<memory_journal>()};
    const auto known = b.known(1h);
    asio::cancellation_signal signal;
    outcome<generated_video> result;
    b.network->hold();
    if (is_submit)
        b.tested.generate(g.request(), result.options(10s), result.handler(signal));
    else
        b.tested.wait(known, result.options(10s), result.handler(signal));
    if (!before) b.settle();
    if (!before && !is_submit) b.clock->advance_to_alarm();  // the first poll
    b.settle();
    if (expected.code == errc::cancelled)
        signal.emit(asio::cancellation_type::terminal);
    else
        b.clock->advance(10s);
    b.settle();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == expected.code);
    BOOST_TEST(b.requests().size() == 1u);
    if (!is_submit) return check_kept(result.why, expected.code, known);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.retry == retry::ask_first);
    b.network->release();
    b.run();
    BOOST_TEST(b.events("accepted task_1") == 1u);
    BOOST_TEST_REQUIRE(b.written->list({.own = true, .open = true}).intents.size() == 1u);
    BOOST_TEST(b.written->list({.own = true, .open = true}).intents.front().task->id == "task_1");
}

void check_caller_who_never_came(const gateway& g, what_for operation) {
    bench b{g, std::make_shared<memory_journal>()};
    asio::cancellation_signal signal;
    outcome<generated_video> result;
    if (operation == what_for::submit)
        b.tested.generate(g.request(), result.options(), result.handler(signal));
    else
        b.tested.wait(b.known(1h), result.options(), result.handler(signal));
    signal.emit(asio::cancellation_type::terminal);
    b.run();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(b.requests().empty());
    BOOST_TEST(result.why.billed == (operation == what_for::submit ? billed::no : billed::unknown));
    BOOST_TEST(b.written->list({.own = true, .open = true}).intents.empty());
}

void check_client(const line& l, const gateway& g, what_for operation) {
    if (l.row == 1) return check_broken_journal(g, operation);
    if (l.what == "caller cancels first") return check_caller_who_never_came(g, operation);
    if (l.row == 35) return check_gone_caller(l, g, operation);
    operation == what_for::submit ? check_submit(l, g) : check_poll(l, g);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decisions)

BOOST_DATA_TEST_CASE(every_line_is_what_is_decided, data::make(read_lines()), l) {
    for (const auto& g : gateways()) {
        if (!l.is_for(g.name)) continue;
        for (const auto operation : operations) {
            BOOST_TEST_CONTEXT(g.name << ", " << operation) check_decision(l, g, operation);
            BOOST_TEST(classified_cells.insert(cell_of(l, g, operation)).second, "decided only once");
        }
    }
}

BOOST_DATA_TEST_CASE(every_line_is_what_a_client_does, data::make(read_lines()), l) {
    for (const auto& g : gateways()) {
        if (!l.is_for(g.name)) continue;
        for (const auto operation : {what_for::submit, what_for::poll}) {
            BOOST_TEST_CONTEXT(g.name << ", " << operation) check_client(l, g, operation);
            client_cells.insert(cell_of(l, g, operation));
        }
    }
}

BOOST_AUTO_TEST_CASE(no_row_is_missing_and_no_cell_was_skipped,
                     *boost::unit_test::depends_on("decisions/every_line_is_what_is_decided") *
                         boost::unit_test::depends_on("decisions/every_line_is_what_a_client_does")) {
    std::set<int> rows;
    std::set<std::string> cases;
    for (const auto& l : read_lines()) {
        rows.insert(l.row);
        cases.insert(std::to_string(l.row) + l.what);
    }
    BOOST_TEST(rows.size() == 35u);
    BOOST_TEST_REQUIRE(!rows.empty());
    BOOST_TEST(*rows.begin() == 1);
    BOOST_TEST(*rows.rbegin() == 35);
    BOOST_TEST(cases.size() == 111u, "a line that goes takes its number along");
    BOOST_TEST(classified_cells.size() == cases.size() * 3 * gateways().size());
    BOOST_TEST(client_cells.size() == cases.size() * 2 * gateways().size());
}

BOOST_AUTO_TEST_SUITE_END()
