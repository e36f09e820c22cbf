// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a client says that it does now, and which accounts it has.
#include "checks.hpp"
#include "download_fixture.hpp"

#include <string>
#include <vector>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/retry/retry_quota.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_loads)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

/// Writes a row: "apixo default queued=1 submitting=0 ...", without what is 0.
std::string text_of_row(const account_load& row) {
    std::string text = row.provider + ' ' + row.account;
    const auto add = [&text](const char* name, auto count) {
        if (count != 0) text.append(1, ' ').append(name).append(1, '=').append(std::to_string(count));
    };
    add("queued", row.queued);
    add("submitting", row.submitting);
    add("waiting", row.waiting);
    add("downloading", row.downloading);
    add("permits", row.permits);
    if (row.permits_left) text += " left=" + std::to_string(*row.permits_left);
    add("next", row.next_submit.count());
    add("polls", row.polls);
    add("polls_queued", row.polls_queued);
    constexpr std::size_t all = seedance::detail::retry_quota::capacity;
    add("submit_tokens_spent", all - row.submit_tokens);
    add("poll_tokens_spent", all - row.poll_tokens);
    add("download_tokens_spent", all - row.download_tokens);
    return text;
}

struct load_fixture : download_fixture {
    using rows = std::vector<std::string>;

    void use(client_options changed) {
        changed.clock = clock;
        changed.journal = store;
        changed.models = all_models::entries;
        changed.random_seed = 7;
        use_options(changed);
    }

    rows load() {
        outcome<client_load> asked;
        client.load(asked.handler());
        settle();
        BOOST_TEST_REQUIRE(asked.done());
        BOOST_TEST(!asked.code);
        rows texts;
        for (const auto& row : asked.value.accounts) texts.push_back(text_of_row(row));
        return texts;
    }

    std::shared_ptr<memory_journal> store = std::make_shared<memory_journal>();
};

using rows = load_fixture::rows;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_client_at_rest_has_a_row_for_each_account, load_fixture) {
    client.use(pixazo::account{.api_key = secret{"key-2"}});
    client.use(apixo::account{.api_key = secret{"key-3"}, .name = "eu"});
    BOOST_TEST(load() == (rows{"apixo default", "apixo eu", "pixazo default"}));
}

BOOST_FIXTURE_TEST_CASE(each_stage_of_a_generation_is_counted, load_fixture) {
    use({.tasks_at_once = 2});
    outcome<generated_video> first, second, third;
    network->hold(exchange_phase::connect);
    client.generate(rain(), first.handler());
    client.generate(rain(), second.handler());
    client.generate(rain(), third.handler());
    settle();
    BOOST_TEST(load() == rows{"apixo default queued=1 submitting=2 permits=2 left=0"});
    network->release();
    network->hold();
    settle();
    BOOST_TEST(load() == rows{"apixo default queued=1 submitting=2 permits=2 left=0"});
    reply(accepted("task_1"), accepted("task_2"));
    network->release();
    settle();
    BOOST_TEST(load() == rows{"apixo default queued=1 waiting=2 permits=2 left=0"});
    reply(succeeded(url));
    network->answer_with(
        [](const http_request& request) { return request.method == "POST" ? accepted("task_3") : succeeded(url); });
    run();
    replies.clear();
    BOOST_TEST(load() == rows{"apixo default left=2"});
    BOOST_TEST(!third.code);
}

BOOST_FIXTURE_TEST_CASE(a_task_counts_once_however_many_wait_for_it, load_fixture) {
    outcome<generated_video> first, second;
    client.wait(finished.task, first.handler());
    client.wait(finished.task, second.handler());
    settle();
    BOOST_TEST(load() == rows{"apixo default waiting=1 permits=1"});
    client.close();
    run();
}

BOOST_FIXTURE_TEST_CASE(polls_that_are_due_are_counted, load_fixture) {
    std::vector<outcome<generated_video>> waits(70);
    network->hold();
    for (std::size_t i = 0; i != waits.size(); ++i) {
        auto what = finished.task;
        what.id = "task_" + std::to_string(i);
        client.wait(what, waits[i].handler());
    }
    run_until([this] { return network->held() == 64; });
    clock->advance(5min);
    settle();
    BOOST_TEST(load() == rows{"apixo default waiting=70 permits=70 polls=64 polls_queued=6"});
    network->answer_with([](const http_request&) { return state_is("processing"); });
    client.close();
    network->release();
    run();
}

BOOST_FIXTURE_TEST_CASE(the_time_of_the_next_submit_is_told, load_fixture) {
    use({.submits_per_second = 2});
    outcome<task> first, second;
    reply(accepted("task_1"));
    client.submit(rain(), first.handler());
    client.submit(rain(), second.handler());
    settle();
    BOOST_TEST(load() == rows{"apixo default queued=1 next=500"});
    clock->advance(200ms);
    BOOST_TEST(load() == rows{"apixo default queued=1 next=300"});
    reply(accepted("task_2"));
    run();
    BOOST_TEST(load() == rows{"apixo default next=500"});
    clock->advance(1s);
    BOOST_TEST(load() == rows{"apixo default"});
}

BOOST_FIXTURE_TEST_CASE(a_gateways_pause_is_told, load_fixture) {
    outcome<task> made;
    reply(refused_for(429, "30"));
    client.submit(rain(), made.handler());
    settle();
    const auto texts = load();
    BOOST_TEST(texts.at(0).starts_with("apixo default queued=1 left=1 next=30000"), texts.at(0));
    reply(accepted("task_1"));
    run();
}

BOOST_FIXTURE_TEST_CASE(what_retries_have_cost_is_told, load_fixture) {
    outcome<task> made;
    reply(not_connected());
    client.submit(rain(), made.handler());
    settle();
    BOOST_TEST(load() == rows{"apixo default submitting=1 permits=1 submit_tokens_spent=14"});
    reply(accepted("task_1"));
    run();
    BOOST_TEST(load() == rows{"apixo default"}, "what has succeeded gives them back");
    outcome<generated_video> video;
    reply(refused(503), succeeded(url));
    client.wait(finished.task, video.handler());
    run_until([this] { return replies.size() == 1; });
    BOOST_TEST(load() == rows{"apixo default waiting=1 permits=1 poll_tokens_spent=14"});
    run();
    outcome<saved_file> saved;
    reply(refused(503));
    client.download(finished, path(), saved.handler());
    run_until([this] { return replies.empty(); });
    BOOST_TEST(load() == rows{"apixo default downloading=1 download_tokens_spent=14"});
    client.use(apixo::account{.api_key = secret{"key-3"}, .name = "eu"});
    BOOST_TEST(load().back() == "apixo eu", "each account has its own");
    client.close();
    run();
}

BOOST_FIXTURE_TEST_CASE(what_the_durable_queue_holds_back_is_queued, load_fixture) {
    use({});
    outcome<intent> queued;
    reply(refused(402));
    client.enqueue(rain(), {.intent = "order-1"}, queued.handler());
    settle();
    BOOST_TEST(load() == rows{"apixo default queued=1"});
    reply(accepted("task_1"));
    run();
    BOOST_TEST(load() == rows{"apixo default"});
}

BOOST_FIXTURE_TEST_CASE(a_download_is_counted, load_fixture) {
    network->hold();
    outcome<saved_file> saved;
    client.download(finished, path(), saved.handler());
    settle();
    BOOST_TEST(load() == rows{"apixo default downloading=1"});
    network->answer_with([](const http_request&) { return whole(bytes_of(2'000)); });
    network->release();
    run();
    BOOST_TEST(!saved.code);
    BOOST_TEST(load() == rows{"apixo default"});
}

BOOST_FIXTURE_TEST_CASE(a_task_of_an_account_that_the_client_has_not_has_a_row_too, load_fixture) {
    network->hold();
    auto video = finished;
    video.task.account = "gone";
    outcome<saved_file> saved;
    client.download(video, path(), saved.handler());
    settle();
    BOOST_TEST(load() == (rows{"apixo default", "apixo gone downloading=1"}));
    client.close();
    run();
}

BOOST_FIXTURE_TEST_CASE(a_client_that_is_closed_tells_nothing, load_fixture) {
    outcome<client_load> asked;
    client.close();
    client.load({.why = &asked.why}, asked.handler());
    run();
    BOOST_TEST(asked.code == errc::client_closed);
}

BOOST_FIXTURE_TEST_CASE(accounts_are_known_by_gateway_and_name, load_fixture) {
    BOOST_TEST(client.has_account("apixo"));
    BOOST_TEST(client.has_account("apixo", "default"));
    BOOST_TEST(!client.has_account("apixo", "eu"));
    BOOST_TEST(!client.has_account("pixazo"));
    BOOST_TEST(!client.has_account(""));
    BOOST_TEST(!client.has_account("APIXO"));
    client.use(apixo::account{.api_key = secret{"key-3"}, .name = "eu"});
    BOOST_TEST(client.has_account("apixo", "eu"));
    auto other = std::move(client);
    BOOST_TEST(!client.has_account("apixo"), "it was moved from");
    BOOST_TEST(other.has_account("apixo"));
    client = std::move(other);
}

BOOST_AUTO_TEST_SUITE_END()
