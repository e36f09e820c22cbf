// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A callback may arrive at any machine: whoever waits for the task hears of it through the journal, at once where that
// tells of news.
#include "callback_fixture.hpp"
#include "leased_journal.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/impl/journal_worker.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_callback_news)

namespace {

/// Two machines: the first one waits for a task, the second one is posted its end.
struct news_fixture : callback_fixture {
    std::shared_ptr<leased_journal> waits = std::make_shared<leased_journal>(1h, written);
    std::shared_ptr<leased_journal> hears = std::make_shared<leased_journal>(1h, written);
    std::vector<std::shared_ptr<detail::journal_worker>> workers{detail::journal_worker::of(waits),
                                                                 detail::journal_worker::of(hears)};
    seedance::client second;
    outcome<generated_video> video;

    news_fixture() : second{with(hears)} {
        others_work = [this] {
            return std::any_of(workers.begin(), workers.end(), [](const auto& each) { return !each->is_idle(); });
        };
        client = with(waits);
        hears->other = waits.get();
        network->answer_with([](const http_request& request) {
            return request.method == "POST" ? accepted("task_1") : succeeded("https://file.apixo.ai/1.mp4");
        });
        waits->wait_for_renewal(1);
        hears->wait_for_renewal(1);
        client.generate(rain(), video.options(2h), video.handler());
        settle();
        pass(1s);
    }

    seedance::client with(const std::shared_ptr<journal>& store) {
        auto chosen = options_of_client();
        chosen.journal = store;
        return another(chosen);
    }

    void post_to_second() {
        outcome<webhook_reply> answer;
        webhook_receiver{second}.handle(post_to(url_sent(), apixo_success("task_1")), answer.handler());
        settle();
        BOOST_TEST_REQUIRE(answer.done());
        BOOST_TEST(answer.value.status == 200);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(who_waits_asks_at_once_when_another_machine_was_posted_the_end, news_fixture) {
    BOOST_TEST(polls() == 0);
    const auto before = elapsed();
    post_to_second();
    waits->wait_for_renewal(2);
    for (int tries = 0; !video.done() && tries != 100'000; ++tries) pass(0ms);  // the other thread is about to tell
    settle();
    BOOST_TEST(video.done());
    BOOST_TEST(!video.code);
    BOOST_TEST(elapsed() == before, "time stands still");
}

BOOST_FIXTURE_TEST_CASE(without_a_word_it_is_found_within_seconds, news_fixture) {
    hears->other = nullptr;
    post_to_second();
    BOOST_TEST(polls() == 0);
    pass(5s);
    BOOST_TEST(video.done());
}

BOOST_FIXTURE_TEST_CASE(news_without_end_do_not_drive_questions, news_fixture) {
    hears->other = nullptr;
    for (int i = 2; i != 6; ++i) {
        waits->tell();
        waits->wait_for_renewal(i);
        settle();
    }
    pass(10min);
    BOOST_TEST(polls() <= 1);
}

/// News are a hint, and time is the truth.
BOOST_FIXTURE_TEST_CASE(who_takes_over_looks_sooner_when_there_are_news, callback_fixture) {
    const auto store = std::make_shared<leased_journal>(1h);
    const auto worker = detail::journal_worker::of(store);
    others_work = [&worker] { return !worker->is_idle(); };
    auto chosen = options_of_client();
    chosen.journal = store;
    chosen.fleet.takes_over = true;
    auto looking = another(chosen);
    store->wait_for_renewal(1);
    pass(15min);
    BOOST_TEST(store->looks() == 1);
    BOOST_TEST((clock->until_alarm() > 5min));
    store->tell();
    store->wait_for_renewal(2);
    for (int tries = 0; clock->until_alarm() > 5min && tries != 100'000; ++tries)
        settle();  // the thread is about to tell
    pass(5min);
    BOOST_TEST(store->looks() == 2);
    pass(40min);
    BOOST_TEST(store->looks() == 3, "also without news");
    looking.close();
    settle();
}

BOOST_AUTO_TEST_SUITE_END()
