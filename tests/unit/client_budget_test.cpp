// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Budgets as a client's caller sees them: they live in the journal, and hold over restarts, among clients, when answers
// are lost, and when the time of day jumps.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "journal_doubles.hpp"
#include "set_clock.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <boost/asio/awaitable.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_budgets)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";
constexpr money price_of_rain = micro_usd(780'000);

/// A journal in memory that fails on demand.
class failing_journal final : public journal_before<failing_journal> {
  public:
    enum class fault : std::uint8_t { none, refuses, refuses_tasks, loses_answer };

    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        const bool brings_task = changes[0].wanted.state == intent_state::accepted;
        if (now == fault::refuses || (now == fault::refuses_tasks && brings_task))
            throw std::runtime_error{"the disk is full"};
        auto answers = kept.apply(changes);
        if (now == fault::loses_answer) throw std::runtime_error{"the answer was lost"};
        return answers;
    }

    journal& inner_journal() {
        if (now == fault::refuses) throw std::runtime_error{"the disk is full"};
        return kept;
    }

    memory_journal kept;
    fault now = fault::none;
};

class budget_fixture : public client_fixture {
  public:
    budget_fixture() { restart(); }

    client_options with_journal() {
        auto changed = options();
        changed.journal = written;
        return changed;
    }

    /// Makes the client anew, as another process that opens the journal would.
    void restart() { use_options(with_journal()); }

    budget_figures set(const std::string& name, money limit, const budget_period& period = budget_period::ever()) {
        outcome<budget_figures> done;
        client.set_budget(name, limit, period, done.options(), done.handler());
        settle();
        BOOST_TEST_REQUIRE(done.done());
        BOOST_TEST_REQUIRE(done.code == error_code{}, done.why.detail);
        return done.value;
    }

    budget_figures figures(const std::string& name = "b") {
        outcome<budget_figures> done;
        client.budget(name, done.options(), done.handler());
        settle();
        BOOST_TEST_REQUIRE(done.done());
        BOOST_TEST_REQUIRE(done.code == error_code{}, done.why.detail);
        return done.value;
    }

    outcome<budget_figures> adjust(money amount, const std::string& why, const std::string& booking = {}) {
        outcome<budget_figures> done;
        client.adjust_budget("b", amount, why, {.intent = booking, .why = &done.why}, done.handler());
        settle();
        BOOST_TEST_REQUIRE(done.done());
        return done;
    }

    void expect(money held, money spent) {
        const auto now = figures();
        BOOST_TEST(now.held == held);
        BOOST_TEST(now.spent == spent);
    }

    outcome<task> submit(seedance::client& by, const std::string& budget = "b") {
        outcome<task> made;
        by.submit(rain(), {.budget = budget, .why = &made.why}, made.handler());
        run();
        BOOST_TEST_REQUIRE(made.done());
        return made;
    }
    outcome<task> submit() { return submit(client); }

    std::shared_ptr<failing_journal> written = std::make_shared<failing_journal>();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_budget_is_what_its_caller_sets, budget_fixture) {
    const auto made = set("customer-42", usd(50), budget_period::utc_month());
    BOOST_TEST(made.name == "customer-42");
    BOOST_TEST(made.limit == usd(50));
    BOOST_TEST(made.left() == usd(50));
    BOOST_TEST((made.period == budget_period::utc_month()));
    BOOST_TEST(made.begin == std::chrono::sys_days{std::chrono::year{2026} / 1 / 1});
    BOOST_TEST((figures("customer-42") == made));
    reply(accepted("task_1"));
    submit(client, "customer-42");
    const auto raised = set("customer-42", usd(60), budget_period::utc_month());
    BOOST_TEST(raised.left() == usd(60) - price_of_rain);
    BOOST_TEST(raised.held == price_of_rain);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_name_sends_nothing, budget_fixture) {
    auto with_default = with_journal();
    with_default.budget = "of all";
    use_options(with_default);  // making a client makes no budget
    for (const std::string name : {"nobody's", ""}) {
        const auto refused = submit(client, name);
        BOOST_TEST(refused.code == errc::no_budget);
        BOOST_TEST(refused.code == failure_group::limit);
        BOOST_TEST(refused.why.billed == billed::no);
        BOOST_TEST(refused.why.provider == "apixo");
        BOOST_TEST(refused.why.detail == "the journal has no budget \"" + (name.empty() ? "of all" : name) +
                                             "\": make it with client::set_budget, or name another");
    }
    outcome<budget_figures> asked, adjusted;
    client.budget("nobody's", asked.options(), asked.handler());
    client.adjust_budget("nobody's", usd(1), "a bill", adjusted.options(), adjusted.handler());
    settle();
    BOOST_TEST(asked.code == errc::no_budget);
    BOOST_TEST(adjusted.code == errc::no_budget);
    BOOST_TEST(requests().empty());
    BOOST_TEST(written->list({}).intents.empty());
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_a_budget_is_refused_in_words, budget_fixture) {
    const auto refusal = [&](const std::string& name, money limit, const std::string& why) {
        outcome<budget_figures> done;
        if (why.empty())
            client.set_budget(name, limit, budget_period::ever(), done.options(), done.handler());
        else
            client.adjust_budget(name, limit, why == "-" ? "" : why, done.options(), done.handler());
        settle();
        BOOST_TEST(done.code == errc::invalid_request);
        BOOST_TEST(done.why.billed == billed::no);
        return done.why.detail;
    };
    BOOST_TEST(refusal("b", micro_usd(-1), "") == "a limit is 0 or more, given -$0.000001");
    BOOST_TEST(contains(refusal("", usd(1), ""), "1 to 200 bytes without control characters, given \"\""));
    BOOST_TEST(contains(refusal(std::string(201, 'x'), usd(1), ""), "1 to 200 bytes"));
    BOOST_TEST(contains(refusal("a\nb", usd(1), "a bill"), "without control characters"));
    BOOST_TEST(contains(refusal("b", usd(1), "-"), "needs a reason"));
}

BOOST_FIXTURE_TEST_CASE(a_call_names_its_budget_and_the_client_one_for_the_rest, budget_fixture) {
    auto with_default = with_journal();
    with_default.budget = "b";
    use_options(with_default);
    set("b", usd(5));
    set("c", usd(5));
    reply(accepted("task_1"), accepted("task_2"));
    submit(client, "");
    submit(client, "c");
    BOOST_TEST(figures("b").held == price_of_rain);
    BOOST_TEST(figures("c").held == price_of_rain);
}

// ---- who shares a journal

BOOST_FIXTURE_TEST_CASE(two_clients_of_a_journal_never_exceed_a_limit_together, budget_fixture) {
    set("b", 5 * price_of_rain);
    auto other = another(with_journal());
    int number = 0;
    network->answer_with([&](const http_request&) { return accepted("task_" + std::to_string(++number)); });
    std::vector<outcome<task>> results(20);
    for (std::size_t i = 0; i != results.size(); ++i)
        (i % 2 == 0 ? client : other).submit(rain(), {.budget = "b"}, results[i].handler());
    run();
    BOOST_TEST(submits() == 5);
    BOOST_TEST(
        std::count_if(results.begin(), results.end(), [](const auto& r) { return r.code == errc::over_limit; }) == 15);
    expect(5 * price_of_rain, {});
}

BOOST_FIXTURE_TEST_CASE(another_client_that_finishes_a_task_settles_it, budget_fixture) {
    set("b", usd(5));
    auto other = another(with_journal());
    reply(accepted("task_1"), succeeded(url), succeeded(url));
    const auto made = submit();
    for (int times = 0; times != 2; ++times) {
        outcome<generated_video> video;
        (times == 0 ? other : client).wait(made.value, video.handler());
        run();
        BOOST_TEST(!video.code);
        expect({}, price_of_rain);
    }
}

BOOST_FIXTURE_TEST_CASE(a_crash_loop_spends_the_limit_once, budget_fixture) {
    set("b", 3 * price_of_rain);
    int number = 0;
    network->answer_with([&](const http_request&) { return accepted("task_" + std::to_string(++number)); });
    for (int life = 0; life != 5; ++life) {
        for (int i = 0; i != 2; ++i) submit();
        restart();
    }
    BOOST_TEST(submits() == 3);
    expect(3 * price_of_rain, {});
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST(found.value.tasks.size() == 3u);
    expect(3 * price_of_rain, {});
}

BOOST_FIXTURE_TEST_CASE(what_the_gateway_has_forgotten_is_spent, budget_fixture) {
    set("b", usd(5));
    reply(accepted("task_1"), refused(404), refused(404), refused(404));
    submit();
    clock->advance(24h * 30);
    restart();
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST(found.value.expired.size() == 1u);
    expect({}, price_of_rain);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_outcome_stays_held_until_it_is_resolved, budget_fixture) {
    set("b", price_of_rain);
    reply(answer_lost());
    BOOST_TEST(submit().code == errc::outcome_unknown);
    expect(price_of_rain, {});
    restart();
    BOOST_TEST(submit().code == errc::over_limit);
    const auto name = written->list({}).intents.at(0).name;
    auto other = another(with_journal());
    for (int times = 0; times != 2; ++times) {
        outcome<intent> resolved;
        other.resolve(name, not_sent, resolved.handler());
        run();
        BOOST_TEST(!resolved.code);
        expect({}, {});
    }
    reply(accepted("task_2"));
    BOOST_TEST(submit().value.id == "task_2");
}

BOOST_FIXTURE_TEST_CASE(status_settles_as_a_wait_does, budget_fixture) {
    set("b", usd(5));
    reply(accepted("task_1"), state_is("processing"), succeeded(url), succeeded(url));
    const auto made = submit();
    for (const money spent : {money{}, price_of_rain, price_of_rain}) {
        outcome<status_answer> answer;
        client.status(made.value, answer.handler());
        run();
        BOOST_TEST(!answer.code);
        expect(price_of_rain - spent, spent);
    }
    BOOST_TEST(written->find(made.value)->state == intent_state::succeeded);
}

BOOST_FIXTURE_TEST_CASE(one_client_has_thousands_of_budgets, budget_fixture) {
    constexpr int customers = 3'000;
    network->answer_with(
        [number = 0](const http_request&) mutable { return accepted("task_" + std::to_string(++number)); });
    std::vector<outcome<budget_figures>> made(customers);
    std::vector<outcome<task>> first(customers), second(customers);
    const auto name = [](int i) { return "customer-" + std::to_string(i); };
    for (int i = 0; i != customers; ++i)
        client.set_budget(name(i), price_of_rain, budget_period::utc_day(), made[i].handler());
    settle();
    for (auto* calls : {&first, &second})
        for (int i = 0; i != customers; ++i) {
            const auto of = name(i);
            client.submit(rain(), {.budget = of}, (*calls)[i].handler());
        }
    run();
    BOOST_TEST(submits() == customers);
    for (const auto& each : first) BOOST_TEST(!each.code);
    for (const auto& each : second) BOOST_TEST(each.code == errc::over_limit);
}

BOOST_FIXTURE_TEST_CASE(what_is_queued_holds_its_price_until_it_is_sent_or_given_up, budget_fixture) {
    auto with_models = with_journal();
    with_models.models = all_models::entries;
    use_options(with_models);
    set("b", price_of_rain);
    reply(not_connected(), refused(400), accepted("task_1"), succeeded(url));
    outcome<intent> nobodys, queued, too_much, second;
    client.enqueue(rain(), {.budget = "nobody's"}, nobodys.handler());
    client.enqueue(rain(), {.intent = "order-1", .budget = "b"}, queued.handler());
    client.enqueue(rain(), {.intent = "order-2", .budget = "b"}, too_much.handler());
    settle();
    BOOST_TEST(nobodys.code == errc::no_budget);
    BOOST_TEST(queued.value.budget == "b");
    BOOST_TEST(too_much.code == errc::over_limit);
    BOOST_TEST(!written->find("order-2").has_value());
    expect(price_of_rain, {});
    run();  // it is tried again, and refused
    BOOST_TEST((written->find("order-1")->state == intent_state::dropped));
    expect({}, {});
    client.enqueue(rain(), {.intent = "order-2", .budget = "b"}, second.handler());
    run();
    const auto sent = *written->find("order-2");
    BOOST_TEST(sent.state == intent_state::accepted);
    expect(price_of_rain, {});
    outcome<generated_video> video;
    client.wait(*sent.task, video.handler());
    run();
    expect({}, price_of_rain);
}

BOOST_FIXTURE_TEST_CASE(what_is_queued_is_sent_for_the_price_of_the_day, budget_fixture) {
    auto with_models = with_journal();
    with_models.models = all_models::entries;
    use_options(with_models);
    set("b", price_of_rain);
    const intent earlier{.name = "order-1",
                         .provider = "apixo",
                         .model = "seedance-2-0-fast",
                         .held = price_of_rain - micro_usd(1),
                         .budget = "b"};
    const std::string request = R"({"request":{"model":"apixo/seedance-2-0-fast","prompt":"rain"}})";
    written->apply(std::vector{journal_change{.wanted = earlier, .request = request, .at = clock->wall_now()}});
    set("b", price_of_rain - micro_usd(1));
    reply(accepted("task_1"));
    outcome<recovery> recovered;
    client.recover(recovered.handler());
    settle();
    BOOST_TEST(submits() == 0, "it has become dearer, and its budget has not that much");
    BOOST_TEST((written->find("order-1")->state == intent_state::planned));
    expect(price_of_rain - micro_usd(1), {});
    set("b", price_of_rain);
    run();
    BOOST_TEST(submits() == 1);
    BOOST_TEST((written->find("order-1")->state == intent_state::accepted));
    expect(price_of_rain, {});
}

// ---- a journal that fails

BOOST_FIXTURE_TEST_CASE(a_beginning_whose_answer_was_lost_holds_nothing, budget_fixture) {
    for (const auto fault : {failing_journal::fault::loses_answer, failing_journal::fault::refuses}) {
        set("b", price_of_rain);
        written->now = fault;
        outcome<task> lost;
        client.submit(rain(), {.budget = "b"}, lost.handler());
        settle();
        BOOST_TEST(lost.code == errc::journal_unavailable);
        written->now = failing_journal::fault::none;
        run();
        expect({}, {});
        for (const auto& each : written->list({}).intents) BOOST_TEST(each.state == intent_state::not_sent);
    }
    reply(accepted("task_1"));
    BOOST_TEST(submit().value.id == "task_1");
    expect(price_of_rain, {});
}

BOOST_FIXTURE_TEST_CASE(an_end_that_cannot_be_written_counts_once_when_it_can, budget_fixture) {
    for (const auto fault : {failing_journal::fault::loses_answer, failing_journal::fault::refuses}) {
        written = std::make_shared<failing_journal>();
        restart();
        set("b", usd(5));
        reply(accepted("task_1"), succeeded(url));
        const auto made = submit();
        written->now = fault;
        outcome<generated_video> video;
        client.wait(made.value, video.handler());
        run_until([&] { return video.done(); });
        for (int times = 0; times != 3; ++times) clock->advance_to_alarm(), settle();
        written->now = failing_journal::fault::none;
        run();
        expect({}, price_of_rain);
    }
}

BOOST_FIXTURE_TEST_CASE(an_end_is_written_after_the_task_that_could_not_be, budget_fixture) {
    set("b", usd(5));
    reply(accepted("task_1"), succeeded(url));
    written->now = failing_journal::fault::refuses_tasks;
    outcome<generated_video> video;
    client.generate(rain(), {.intent = "order-1", .budget = "b"}, video.handler());
    run_until([&] { return video.done(); });
    BOOST_TEST(video.value.urls.at(0) == url);
    BOOST_TEST(written->find("order-1")->state == intent_state::sending);
    written->now = failing_journal::fault::none;
    run();
    BOOST_TEST((written->find("order-1")->state == intent_state::succeeded));
    BOOST_TEST(written->find("order-1")->task->id == "task_1");
    expect({}, price_of_rain);
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_fails_says_so_of_its_budgets, budget_fixture) {
    written->now = failing_journal::fault::refuses;
    outcome<budget_figures> made, asked, adjusted;
    client.set_budget("b", usd(1), budget_period::ever(), made.options(), made.handler());
    client.budget("b", asked.options(), asked.handler());
    client.adjust_budget("b", usd(1), "a bill", adjusted.options(), adjusted.handler());
    settle();
    for (const auto* each : {&made, &asked, &adjusted}) {
        BOOST_TEST(each->code == errc::journal_unavailable);
        BOOST_TEST(each->why.detail == "the disk is full");
        BOOST_TEST(each->why.retry == (each == &adjusted ? retry::ask_first : retry::call_again));
    }
    BOOST_TEST(adjust(usd(1), "a bill", "bill-7").why.retry == retry::call_again, "it is booked once under its name");
    written->now = failing_journal::fault::none;
}

// ---- the gateway's bill

BOOST_FIXTURE_TEST_CASE(a_failed_task_stays_held_until_its_bill_is_booked, budget_fixture) {
    set("b", 2 * price_of_rain);
    reply(accepted("task_1"), failed("InternalError"));
    outcome<generated_video> video;
    client.generate(rain(), {.budget = "b"}, video.handler());
    run();
    BOOST_TEST(video.code == errc::task_failed);
    expect(price_of_rain, {});
    restart();
    BOOST_TEST(adjust(micro_usd(0) - price_of_rain, "bill 2026-01: the failed task is not on it").value.left() ==
               2 * price_of_rain);
    const auto now = figures();
    BOOST_TEST(now.booked == micro_usd(0) - price_of_rain);
    BOOST_TEST(now.spent == now.booked);
}

BOOST_FIXTURE_TEST_CASE(a_booking_with_a_name_is_booked_once, budget_fixture) {
    set("b", usd(10));
    for (int times = 0; times != 2; ++times)
        BOOST_TEST(adjust(usd(3), "bill of January", "bill-2026-01").value.spent == usd(3));
    const auto other = adjust(usd(4), "bill of January", "bill-2026-01");
    BOOST_TEST(other.code == errc::intent_mismatch);
    BOOST_TEST(
        other.why.detail ==
        "another amount is booked in the budget \"b\" under this name: use the amount that was booked, or another "
        "name");
    for (int times = 0; times != 2; ++times) adjust(usd(-1), "a voucher");
    const auto now = figures();
    BOOST_TEST(now.spent == usd(1));
    BOOST_TEST(now.left() == usd(9));
    set("c", usd(1));
    outcome<budget_figures> of_another;
    client.adjust_budget("c", usd(1), "bill of January", {.intent = "bill-2026-01"}, of_another.handler());
    settle();
    BOOST_TEST(of_another.value.left() == money{});
}

// ---- time

BOOST_FIXTURE_TEST_CASE(a_period_passes_with_the_steady_clock_only, budget_fixture) {
    const auto wall = std::make_shared<set_clock>(clock);
    const auto start = [&] {
        auto with_clock = with_journal();
        with_clock.clock = wall;
        use_options(with_clock);
    };
    start();
    set("b", price_of_rain, budget_period::utc_day());
    int number = 0;
    network->answer_with([&](const http_request&) { return accepted("task_" + std::to_string(++number)); });
    BOOST_TEST(!submit().code);
    for (const auto jump : {24h * 365, -24h * 365, 0h}) {
        wall->ahead = jump;
        BOOST_TEST(submit().code == errc::over_limit);
        start();  // of the same journal, in the same process
        const auto refused = submit();
        BOOST_TEST(refused.code == errc::over_limit);
        BOOST_TEST(contains(refused.why.detail, "or wait for its next period"));
    }
    clock->advance(10h + 26min + 29s);  // it is 23:59:59
    BOOST_TEST(submit().code == errc::over_limit);
    clock->advance(1s);
    BOOST_TEST(!submit().code);
    BOOST_TEST(submit().code == errc::over_limit);
    BOOST_TEST(figures().begin == std::chrono::sys_days{std::chrono::year{2026} / 1 / 10});
}

BOOST_FIXTURE_TEST_CASE(a_period_passes_while_the_machine_sleeps, budget_fixture) {
    const auto wall = std::make_shared<set_clock>(clock);
    auto with_clock = with_journal();
    with_clock.clock = wall;
    use_options(with_clock);
    set("b", price_of_rain, budget_period::utc_day());
    int number = 0;
    network->answer_with([&](const http_request&) { return accepted("task_" + std::to_string(++number)); });
    BOOST_TEST(!submit().code);
    BOOST_TEST(submit().code == errc::over_limit);
    wall->slept = 24h;
    BOOST_TEST(!submit().code);
    BOOST_TEST(submit().code == errc::over_limit);
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_over_stays_known_when_the_time_of_day_jumps, budget_fixture) {
    const auto wall = std::make_shared<set_clock>(clock);
    auto with_clock = with_journal();
    with_clock.clock = wall;
    use_options(with_clock);
    int number = 0;
    network->answer_with([&](const http_request&) { return accepted("task_" + std::to_string(++number)); });
    for (const std::string name : {"order-1", "order-2"}) {
        outcome<task> made;
        outcome<intent> over;
        client.submit(rain(), {.intent = name}, made.handler());
        settle();
        client.acknowledge(name, over.handler());
        settle();
        BOOST_TEST(over.value.state == intent_state::fetched);
        wall->ahead = 24h * 365;
    }
    outcome<task> again;
    client.submit(rain(), {.intent = "order-1"}, again.handler());
    settle();
    BOOST_TEST(again.value.id == "task_1");
    BOOST_TEST(submits() == 2);
}

BOOST_FIXTURE_TEST_CASE(it_cannot_be_cancelled_into_a_lie, budget_fixture) {
    asio::cancellation_signal stop;
    outcome<budget_figures> done;
    client.set_budget("b", usd(1), budget_period::ever(), done.handler(stop));
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(done.code == errc::cancelled);
    set("b", usd(2));
    BOOST_TEST(figures().limit == usd(2));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_awaits_it, budget_fixture) {
    const auto use = [](seedance::client& own) -> asio::awaitable<void> {
        const auto limit = usd(9);
        const auto period = budget_period::ever();
        auto made = co_await own.set_budget("b", limit, period);
        auto adjusted = co_await own.adjust_budget("b", usd(1), "a bill");
        auto now = co_await own.budget("b");
        BOOST_TEST(made.limit == limit);
        BOOST_TEST((now == adjusted));
        BOOST_TEST(now.left() == usd(8));
    };
    run(use(client));
}

BOOST_AUTO_TEST_SUITE_END()
