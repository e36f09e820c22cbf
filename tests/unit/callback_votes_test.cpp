// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Bodies of callbacks are posted to the URLs of others: most of them decide whose task it is.
#include "callback_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using namespace test;

BOOST_AUTO_TEST_SUITE(callback_votes_suite)

namespace {

/// How many submits lose their answers where bodies are swapped; more with SEEDANCE_LOST_SUBMITS.
int how_many_lost() {
    const auto* const asked = std::getenv("SEEDANCE_LOST_SUBMITS");
    return asked != nullptr ? std::stoi(asked) : 500;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_id_goes_to_the_attempt_for_which_most_callbacks_come) {
    callback_fixture f;
    std::string urls[2];
    for (auto& url : urls) {
        f.reply(answer_lost());
        outcome<task> made;
        f.client.submit(rain(), {.intent = &url == urls ? "order-1" : "order-2"}, made.handler());
        f.settle();
        url = f.url_sent();
    }
    f.post(urls[0], apixo_success("task_2"));  // posted to a wrong URL, and first
    for (int i = 0; i != 2; ++i) f.post(urls[1], apixo_success("task_2"));
    f.reply(status_of("task_2", "success"));
    f.pass(1min);
    BOOST_TEST(!f.written->find("order-1")->task);
    BOOST_TEST(f.written->find("order-2")->task.value().id == "task_2");
    f.post(urls[0], apixo_success("task_1"));  // its own comes late
    f.post(urls[0], apixo_success("task_1"));
    f.reply(status_of("task_1", "success"));
    f.pass(1min);
    BOOST_TEST(f.written->find("order-1")->task.value().id == "task_1");
}

/// Every answer is lost; callbacks come three times each, shuffled, and some bodies are posted to the URLs of others.
BOOST_AUTO_TEST_CASE(bodies_that_are_swapped_bind_no_task_to_another) {
    const int count = how_many_lost();
    callback_fixture f;
    std::mt19937 random{11};
    f.network->answer_with([&](const http_request& request) {
        if (request.method == "POST") return answer_lost();
        const auto at = request.url.find("taskId=");
        return status_of(request.url.substr(at + 7), "success");
    });
    std::vector<std::string> urls;
    std::vector<outcome<task>> made(static_cast<std::size_t>(count));
    for (int i = 0; i != count; ++i) {
        f.client.submit(rain(), {.intent = "order-" + std::to_string(i)}, made[static_cast<std::size_t>(i)].handler());
        f.settle();
        urls.push_back(f.url_sent());
    }
    struct posted {
        int to, about;
    };
    std::vector<posted> all;
    std::uniform_int_distribution<int> any{0, count - 1};
    for (int i = 0; i != count; ++i) {
        for (int copy = 0; copy != 3; ++copy) all.push_back({i, i});
        all.push_back({any(random), i});
    }
    std::shuffle(all.begin(), all.end(), random);
    std::vector<outcome<webhook_reply>> taken(all.size());
    for (std::size_t at = 0; at != all.size(); ++at) {
        const auto& to = urls[static_cast<std::size_t>(all[at].to)];
        f.receiver.handle(post_to(to, apixo_success("task_" + std::to_string(all[at].about))), taken[at].handler());
        f.settle();
    }
    f.pass(10min);
    for (const auto& each : taken)
        BOOST_TEST((each.value.status == 200 || each.value.status == 409 || each.value.status == 503));
    int resolved = 0;
    for (int i = 0; i != count; ++i) {
        const auto known = f.written->find("order-" + std::to_string(i)).value();
        if (!known.task) continue;
        ++resolved;
        BOOST_TEST(known.task->id == "task_" + std::to_string(i));
    }
    BOOST_TEST(resolved == count);
    BOOST_TEST(f.submits() == count);
}

BOOST_AUTO_TEST_SUITE_END()
