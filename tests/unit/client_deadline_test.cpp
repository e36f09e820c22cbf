// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Deadlines that are over, or too short for a video, before anything is sent: nothing is sent and nothing is paid for.
#include "checks.hpp"
#include "client_fixture.hpp"
#include "journal_doubles.hpp"

#include <seedance/journal/memory.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_deadline)

namespace {

constexpr auto first_poll = 200s;  ///< of `fast`, as its document says

class deadline_fixture : public client_fixture {
  public:
    deadline_fixture() {
        auto with_journal = options();
        with_journal.journal = written;
        use_options(with_journal);
    }

    void check_refused(const failure& why, std::size_t sent_before) const {
        BOOST_TEST(why.code == errc::deadline_reached);
        BOOST_TEST(why.billed == billed::no);
        BOOST_TEST(!why.task);
        BOOST_TEST(requests().size() == sent_before);
        BOOST_TEST(written->list({.own = true, .open = true}).intents.empty());
    }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_deadline_that_is_over_sends_nothing, deadline_fixture) {
    for (const auto deadline : {std::chrono::milliseconds::min(), std::chrono::milliseconds{-5s}, 0ms}) {
        outcome<task> submitted;
        client.submit(rain(), submitted.options(deadline), submitted.handler());
        run();
        check_refused(submitted.why, 0);
        outcome<generated_video> made;
        client.generate(rain(), made.options(deadline), made.handler());
        run();
        check_refused(made.why, 0);
        for (const auto& why : {submitted.why, made.why}) {
            BOOST_TEST(why.step == step::check);
            BOOST_TEST(why.retry == retry::never, "the same call would end the same way");
            BOOST_TEST(contains(why.detail, "call_options::deadline"));
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_deadline_before_the_first_poll_pays_for_no_video, deadline_fixture) {
    for (const auto deadline : {std::chrono::milliseconds{1}, std::chrono::milliseconds{10s}, first_poll - 1ms}) {
        outcome<generated_video> made;
        client.generate(rain(), made.options(deadline), made.handler());
        run();
        check_refused(made.why, 0);
        BOOST_TEST(made.why.step == step::check);
        BOOST_TEST(made.why.retry == retry::never);
    }
    outcome<generated_video> made;
    client.generate(rain(), made.options(10s), made.handler());
    run();
    BOOST_TEST(made.why.detail ==
               "call_options::deadline leaves 10 s, and a video of this model takes at least 200 s: set a deadline of "
               "more than that, or submit now and wait later");
}

BOOST_FIXTURE_TEST_CASE(a_deadline_that_leaves_time_for_the_first_poll_is_sent, deadline_fixture) {
    reply(accepted("task_1"));
    outcome<generated_video> made;
    client.generate(rain(), made.options(first_poll), made.handler());
    run();
    BOOST_TEST(made.code == errc::deadline_reached);
    BOOST_TEST(made.why.task.has_value());
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_submit_needs_no_time_for_polls, deadline_fixture) {
    reply(accepted("task_1"));
    outcome<task> submitted;
    client.submit(rain(), submitted.options(1ms), submitted.handler());
    run();
    BOOST_TEST(!submitted.code);
    BOOST_TEST(submitted.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_pause_may_take_the_time_that_a_video_needs, deadline_fixture) {
    reply(not_connected());
    outcome<generated_video> made;
    client.generate(rain(), made.options(first_poll + 1ms), made.handler());
    run();
    check_refused(made.why, 1);
    BOOST_TEST(made.why.retry == retry::call_again);
    BOOST_TEST(elapsed() <= 250ms, "it is known after the pause");
    BOOST_TEST(contains(made.why.detail, "200 s"));
}

BOOST_FIXTURE_TEST_CASE(a_new_key_does_not_send_what_comes_too_late, deadline_fixture) {
    network->hold();
    outcome<generated_video> made;
    client.generate(rain(), made.options(first_poll), made.handler());
    settle();
    client.use(apixo::account{.api_key = secret{"another-key"}});
    clock->advance(1s);
    reply(refused(401));
    network->release();
    run();
    check_refused(made.why, 1);
}

/// Who is killed while the second connection is begun has sent nothing that the gateway has not refused.
BOOST_FIXTURE_TEST_CASE(until_a_new_key_is_sent_with_the_journal_says_that_nothing_is_on_its_way, deadline_fixture) {
    const auto written = std::make_shared<memory_journal>();
    auto with_journal = options();
    with_journal.journal = written;
    use_options(with_journal);
    network->hold();
    outcome<task> made;
    client.submit(rain(), {.intent = "order-1"}, made.handler());
    settle();
    client.use(apixo::account{.api_key = secret{"another-key"}});
    reply(refused(401), accepted("task_1"));
    network->release();
    network->hold(exchange_phase::connect);
    settle();
    BOOST_TEST(written->find("order-1")->state == intent_state::planned);
    network->release();
    run();
    BOOST_TEST(!made.code);
}

BOOST_FIXTURE_TEST_CASE(a_slow_connection_does_not_send_what_comes_too_late, deadline_fixture) {
    network->hold(exchange_phase::connect);
    outcome<generated_video> made;
    client.generate(rain(), made.options(first_poll + 1s), made.handler());
    settle();
    clock->advance(2s);
    network->release();
    run();
    check_refused(made.why, 0);
    BOOST_TEST(made.why.retry == retry::call_again);
    BOOST_TEST(elapsed() == 2s, "it is known at once");
}

namespace {

/// A journal that takes its time to write that a request is being sent.
class slow_to_send final : public journal_before<slow_to_send> {
  public:
    slow_to_send(std::shared_ptr<journal> real, std::shared_ptr<testing::manual_clock> time)
        : real_{std::move(real)}, time_{std::move(time)} {}

    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        if (changes[0].wanted.state == intent_state::sending) time_->advance(2s);
        return real_->apply(changes);
    }

    journal& inner_journal() const noexcept { return *real_; }

  private:
    std::shared_ptr<journal> real_;
    std::shared_ptr<testing::manual_clock> time_;
};

/// A transport that does not ask before the first byte.
class unasking final : public transport {
  public:
    explicit unasking(std::shared_ptr<transport> real) : real_{std::move(real)} {}
    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        real_->exchange(std::move(request), sink, std::move(handler));
    }

  private:
    std::shared_ptr<transport> real_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_slow_journal_does_not_send_what_comes_too_late, deadline_fixture) {
    const auto plain = std::make_shared<unasking>(network);
    for (const auto& over : std::initializer_list<std::shared_ptr<transport>>{network, plain}) {
        auto with_slow = options();
        with_slow.journal = std::make_shared<slow_to_send>(written, clock);
        client = seedance::client{context.get_executor(), over, with_slow};
        client.use(apixo::account{.api_key = secret{"test-key"}});
        outcome<generated_video> made;
        client.generate(rain(), made.options(first_poll + 1s), made.handler());
        run();
        check_refused(made.why, 0);
        BOOST_TEST(made.why.retry == retry::call_again);
    }
}

BOOST_AUTO_TEST_SUITE_END()
