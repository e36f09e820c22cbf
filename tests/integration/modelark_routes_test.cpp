// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A route whose first leg's gateway can cancel tasks: who has a task cancelled does not want another in its place.
#include <string>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/apixo.hpp>

#include "checks.hpp"
#include "modelark_emulation.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(modelark_routes)

using both = route<ark_2_0, fast>;
using route_models = model_list<ark_2_0, fast>;

struct ark_route_fixture : ark_fixture {
    ark_route_fixture() {
        client = with_journal();
        ark.moving = false;
        network->answer_with([this](const http_request& request) {
            if (request.url.find("apixo") != std::string::npos) return of_apixo(request);
            auto reply = ark(request);
            if (!has_word_for_it)
                for (auto& [id, each] : ark.tasks)
                    if (each.status == "cancelled" && request.method == "GET")
                        reply = reply_with(200, R"({"id":")" + id + R"(","status":"failed","error":null})");
            return reply;
        });
    }

    seedance::client with_journal() {
        auto chosen = options();
        chosen.journal = journal;
        chosen.models = route_models::entries;
        seedance::client made{context.get_executor(), network, chosen};
        made.use(account);
        made.use(apixo::account{.api_key = secret{"key"}});
        return made;
    }

    http_reply of_apixo(const http_request& request) {
        if (request.method == "POST") ++paid_next;
        return request.method == "POST" ? accepted("task_1") : succeeded("https://file.example/1.mp4");
    }

    void cancel_by(seedance::client& whose) {
        outcome<status_answer> ended;
        whose.cancel(task_named("cgt-20261121-1"), ended.options(), ended.handler());
        run_until([&] { return ended.done(); });
        BOOST_TEST(!ended.code, to_string(ended.why));
        BOOST_TEST(ended.value.reason == fail_reason::cancelled);
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
    bool has_word_for_it = true;  ///< the gateway says of a cancelled task that it is, and not that it has failed
    int paid_next = 0;            ///< how often the second leg was paid for
};

void check_call(ark_route_fixture& f, seedance::client& who_cancels) {
    outcome<generated_video> video;
    f.client.generate(text_to_video<both>{.prompt = "a fox"}, video.options(), video.handler());
    f.settle();
    f.cancel_by(who_cancels);
    f.run();
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(video.why.reason == fail_reason::cancelled);
    BOOST_TEST(f.paid_next == 0);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_its_caller_cancels_ends_its_route, ark_route_fixture) { check_call(*this, client); }

BOOST_FIXTURE_TEST_CASE(so_it_does_where_the_gateway_has_no_word_for_that, ark_route_fixture) {
    has_word_for_it = false;
    check_call(*this, client);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_another_client_cancels_ends_its_route, ark_route_fixture) {
    auto other = with_journal();
    check_call(*this, other);
}

BOOST_FIXTURE_TEST_CASE(a_task_of_the_queue_that_is_cancelled_ends_its_route, ark_route_fixture) {
    for (const bool says_so : {true, false}) {
        has_word_for_it = says_so;
        ark.tasks.clear();
        const std::string name = says_so ? "one" : "two";
        outcome<intent> queued;
        client.enqueue(text_to_video<both>{.prompt = "a fox"}, {.intent = name}, queued.handler());
        settle();
        BOOST_TEST_REQUIRE(journal->find(name)->task.has_value());
        cancel_by(client);
        outcome<generated_video> video;
        client.wait(name, video.options(), video.handler());
        run_until([&] { return video.done(); });
        BOOST_TEST(video.code == errc::task_failed);
        if (says_so) BOOST_TEST(video.why.reason == fail_reason::cancelled);
        outcome<recovery> found;
        client.recover(found.handler());
        run_until([&] { return found.done(); });
        BOOST_TEST(found.value.queued.empty());
        BOOST_TEST(paid_next == 0);
        BOOST_TEST(!journal->find(name)->queued);
    }
}

BOOST_FIXTURE_TEST_CASE(a_task_that_fails_after_an_order_that_did_nothing_lets_its_route_go_on, ark_route_fixture) {
    outcome<generated_video> video;
    client.generate(text_to_video<both>{.prompt = "a fox"}, video.options(), video.handler());
    settle();
    ark.tasks.begin()->second.status = "running";
    outcome<status_answer> ended;
    client.cancel(task_named("cgt-20261121-1"), ended.options(), ended.handler());
    run_until([&] { return ended.done(); });
    BOOST_TEST(ended.code == errc::conflict);
    ark.tasks.begin()->second.status = "expired";
    run();
    BOOST_TEST(!video.code, to_string(video.why));
    BOOST_TEST(paid_next == 1);
}

BOOST_FIXTURE_TEST_CASE(an_order_that_never_left_is_none_though_its_caller_has_gone, ark_route_fixture) {
    outcome<generated_video> video;
    client.generate(text_to_video<both>{.prompt = "a fox"}, video.options(), video.handler());
    settle();
    network->connect_with([this](const http_request& request) {
        if (request.method == "DELETE") network->hold(exchange_phase::connect);
        return request.method == "DELETE"
                   ? reply_failed(asio::error::host_unreachable, exchange_phase::connect, delivery::nothing)
                   : http_reply{};
    });
    asio::cancellation_signal stop;
    outcome<status_answer> ended;
    client.cancel(task_named("cgt-20261121-1"), ended.options(), ended.handler(stop));
    run_until([&] { return network->held() != 0 || ended.done(); });
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(ended.done());
    network->release();
    network->connect_with(nullptr);
    settle();
    ark.tasks.begin()->second.status = "expired";
    run();
    BOOST_TEST(!video.code, to_string(video.why));
    BOOST_TEST(paid_next == 1);
}

BOOST_FIXTURE_TEST_CASE(a_second_order_that_does_nothing_does_not_undo_the_first, ark_route_fixture) {
    has_word_for_it = false;
    outcome<generated_video> video;
    client.generate(text_to_video<both>{.prompt = "a fox"}, video.options(), video.handler());
    settle();
    ark.tasks.begin()->second.status = "queued";
    outcome<status_answer> first, second;
    client.cancel(task_named("cgt-20261121-1"), first.options(), first.handler());
    client.cancel(task_named("cgt-20261121-1"), second.options(), second.handler());
    run_until([&] { return first.done() && second.done(); });
    run();
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(video.why.reason == fail_reason::cancelled);
    BOOST_TEST(paid_next == 0);
}

BOOST_FIXTURE_TEST_CASE(a_leg_does_not_rest_for_tasks_that_were_cancelled, ark_route_fixture) {
    for (int i = 1; i != 5; ++i) {
        outcome<generated_video> video;
        client.generate(text_to_video<both>{.prompt = "a fox"}, video.options(), video.handler());
        settle();
        const auto id = "cgt-20261121-" + std::to_string(i);
        BOOST_TEST_REQUIRE(ark.tasks.contains(id));
        outcome<status_answer> ended;
        client.cancel(task_named(id), ended.options(), ended.handler());
        run();
        BOOST_TEST(video.code == errc::task_failed);
    }
    BOOST_TEST(paid_next == 0);
}

BOOST_AUTO_TEST_SUITE_END()
