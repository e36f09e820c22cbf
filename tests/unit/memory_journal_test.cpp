// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/core/money.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/task/intent.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(memory_journals)

using namespace std::chrono_literals;
using namespace seedance;

/// A name whose first attempt is paid for after all, and whose second was not sent.
class name_with_a_late_answer {
  public:
    name_with_a_late_answer() {
        const auto first = begin("order", "first");
        end(first);
        end(begin("order", "second"));
        auto late = first;
        late.state = intent_state::accepted;
        late.task = task{.provider = "apixo", .model = "fast", .id = "task_1"};
        apply(late);
    }

    intent begin(const std::string& name, const std::string& handle, std::chrono::hours after = {}) {
        return apply({.name = name,
                      .provider = "apixo",
                      .model = "fast",
                      .held = micro_usd(1),
                      .planned_at = std::chrono::system_clock::time_point{after},
                      .handle = handle})
            .now.value();
    }

    void end(intent what) {
        const auto version = what.version;
        what.state = intent_state::not_sent;
        apply(what, version);
    }

    journal_answer apply(const intent& wanted, std::int64_t version = 0) {
        const journal_change one[] = {{.wanted = wanted, .version = version, .at = wanted.planned_at}};
        return journal.apply(one).at(0);
    }

    /// Writes a change down so many hours after the first.
    journal_answer apply_at(std::chrono::hours after, const intent& wanted, std::int64_t version = 0) {
        const std::chrono::system_clock::time_point at{after};
        const journal_change one[] = {{.wanted = wanted, .version = version, .at = at}};
        return journal.apply(one).at(0);
    }

    memory_journal journal;
};

BOOST_FIXTURE_TEST_CASE(what_is_paid_for_stays_known_when_a_later_attempt_is_forgotten, name_with_a_late_answer) {
    BOOST_TEST((journal.find("order")->state == intent_state::accepted));
    BOOST_TEST(journal.list({.name = "order"}).intents.size() == 2u);
    end(begin("another", "third", 25h));
    BOOST_TEST(journal.list({.name = "order"}).intents.size() == 1u, "the attempt that was not sent is forgotten");
    const auto known = journal.find("order");
    BOOST_TEST_REQUIRE(known.has_value());
    BOOST_TEST((known->state == intent_state::accepted));
    BOOST_TEST(journal.list({.prefix = "or"}).intents.size() == 1u);
    const auto again = apply({.name = "order", .provider = "apixo", .model = "fast", .handle = "again"});
    BOOST_TEST(!again.written, "it is not begun again");
    BOOST_TEST((again.now->state == intent_state::accepted));
}

BOOST_FIXTURE_TEST_CASE(an_attempt_in_the_middle_may_be_forgotten, name_with_a_late_answer) {
    const auto third = begin("order", "third", 24h);
    BOOST_TEST(third.attempt == 3);
    end(begin("another", "fourth", 25h));
    BOOST_TEST(journal.list({.name = "order"}).intents.size() == 2u);
    auto sending = third;
    sending.state = intent_state::sending;
    const auto answer = apply(sending, third.version);
    BOOST_TEST(!answer.written, "the first is paid for");
    BOOST_TEST((answer.now->state == intent_state::accepted));
}

BOOST_FIXTURE_TEST_CASE(a_name_stays_known_for_a_day_after_it_has_ended, name_with_a_late_answer) {
    auto queued = begin("queued for long", "third", 1h);
    queued.state = intent_state::accepted;
    queued.task = task{.provider = "apixo", .model = "fast", .id = "task_2"};
    apply_at(30h, queued);
    queued.state = intent_state::fetched;
    apply_at(48h, queued);
    const auto others_end = [&](std::chrono::hours at) {
        auto other = begin("at " + std::to_string(at.count()), "h" + std::to_string(at.count()), at);
        other.state = intent_state::not_sent;
        apply_at(at, other, other.version);
    };
    others_end(49h);
    others_end(72h);
    BOOST_TEST(journal.find("queued for long").has_value());
    others_end(73h);
    BOOST_TEST(!journal.find("queued for long").has_value());
}

BOOST_FIXTURE_TEST_CASE(one_that_a_late_answer_has_opened_counts_from_its_second_end, name_with_a_late_answer) {
    auto late = begin("late", "third", 1h);
    late.state = intent_state::not_sent;
    apply_at(1h, late, late.version);
    late.state = intent_state::accepted;
    late.task = task{.provider = "apixo", .model = "fast", .id = "task_2"};
    apply_at(20h, late);
    late.state = intent_state::fetched;
    apply_at(24h, late);
    end(begin("another", "fourth", 26h));
    BOOST_TEST((journal.find("late")->state == intent_state::fetched));
    end(begin("another", "fifth", 49h));
    BOOST_TEST(!journal.find("late").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
