// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Tasks that others have made at a gateway plugged in from outside: they are listed, waited for, cancelled.
#include <algorithm>
#include <optional>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/transport/https.hpp>

#include "checks.hpp"
#include "https_server.hpp"
#include "modelark_emulation.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(modelark_plugged_in)

// ---- the list

BOOST_FIXTURE_TEST_CASE(tasks_are_listed, ark_fixture) {
    for (const auto* status : {"queued", "running", "succeeded", "failed"}) {
        const auto id = "cgt-" + std::string{status};
        ark.tasks[id] = {
            .status = status,
            .body = {{"model", status[0] == 'q' ? "seedance-1-0-pro-250528" : "dreamina-seedance-2-0-260128"}}};
    }
    const auto all = listed().value;
    BOOST_TEST(all.total.value() == 4);
    BOOST_TEST(all.next.empty());
    BOOST_TEST_REQUIRE(all.tasks.size() == 4u);
    BOOST_TEST(requests().back().method == "GET");
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks?page_num=1&page_size=100");
    BOOST_TEST(all.tasks[0].task.id == "cgt-failed");
    BOOST_TEST(all.tasks[0].status.reason == fail_reason::moderation);
    BOOST_TEST(all.tasks[3].status.raw_state == "succeeded");
    BOOST_TEST(all.tasks[3].status.tokens.value() == 108'900);
    BOOST_TEST(all.tasks[3].task.provider == "modelark");
    BOOST_TEST(all.tasks[3].task.account == "default");
    BOOST_TEST(all.tasks[3].task.model == "dreamina-seedance-2-0-260128");
    BOOST_TEST(all.tasks[3].task.accepted_at == std::chrono::system_clock::time_point{1'767'965'610s});

    const auto first = listed({.limit = 3}).value;
    BOOST_TEST(first.tasks.size() == 3u);
    BOOST_TEST(first.next == "2");
    const auto second = listed({.after = first.next, .limit = 3}).value;
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks?page_num=2&page_size=3");
    BOOST_TEST(second.tasks.size() == 1u);
    BOOST_TEST(second.next.empty());

    const auto old = listed({.model = "seedance-1-0-pro-250528", .limit = 100'000}).value;
    BOOST_TEST(requests().back().url ==
               base + "/contents/generations/tasks?page_num=1&page_size=500&filter.model=seedance-1-0-pro-250528");
    BOOST_TEST_REQUIRE(old.tasks.size() == 1u);
    BOOST_TEST(old.tasks[0].task.id == "cgt-queued");
    listed({.model = "a&b=c"});
    BOOST_TEST(requests().back().url.ends_with("&filter.model=a%26b%3Dc"));
}

BOOST_FIXTURE_TEST_CASE(where_to_go_on_is_a_number_or_refused_by_the_gateway, ark_fixture) {
    for (const std::string after : {"0", "-1", "99999999999999999999", "next", "2&page_num=1", "1.5"}) {
        network->enqueue(refusal(400, "InvalidParameter", "page_num"));
        BOOST_TEST(listed({.after = after}).code == errc::rejected, after);
        BOOST_TEST(lacks(requests().back().url, "2&page_num"));
        network->enqueue(reply_with(200, R"({"total": 1000, "items": []})"));
        BOOST_TEST(listed({.after = after}).value.next.empty(), after);
    }
    BOOST_TEST(listed({.limit = 0}).code == errc::invalid_request);
}

BOOST_FIXTURE_TEST_CASE(a_task_from_the_list_can_be_waited_for, ark_fixture) {
    // A submit whose answer was lost: it is never sent again, and the list tells what became of it.
    network->answer_with([this](const http_request& request) {
        const bool submits = request.method == "POST";
        auto reply = ark(request);
        return submits ? answer_lost() : reply;
    });
    outcome<generated_video> lost;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, lost.options(), lost.handler());
    run();
    BOOST_TEST(lost.code == errc::outcome_unknown);
    BOOST_TEST(lost.why.retry == seedance::retry::ask_first);

    const auto page = listed({.model = ark_2_0::descriptor.id}).value;
    BOOST_TEST_REQUIRE(page.tasks.size() == 1u);
    outcome<generated_video> found;
    client.resume(to_string(page.tasks[0].task), found.options(), found.handler());
    run();
    BOOST_TEST(!found.code, to_string(found.why));
    BOOST_TEST(found.value.urls.size() == 1u);
    BOOST_TEST(ark.tasks.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_no_list_is_an_error, ark_fixture) {
    const auto listing = [this](const http_reply& reply, int attempts = 1) {
        for (int i = 0; i != attempts; ++i) network->enqueue(reply);
        return listed().why;
    };
    for (const auto* body : {"", "[]", "{}", R"({"items": {}})", R"({"items": null})", R"({"total": 3})",
                             R"({"total": -1, "items": []})", R"({"total": "many", "items": []})", "<html></html>"})
        BOOST_TEST(listing(reply_with(200, body), 3).code == errc::poll_failed, body);
    BOOST_TEST(listing(reply_with(302, "")).code == errc::redirect_refused);
    BOOST_TEST(listing(refusal(401, "AuthenticationError", "who?")).code == errc::rejected_key);
    BOOST_TEST(listing(refusal(403, "AccessDenied", "no")).code == errc::rejected_access);
    BOOST_TEST(listing(refusal(404, "NotFound", "no such path")).code == errc::not_found);
    BOOST_TEST(listing(refusal(429, "RateLimitExceeded", "slow"), 3).code == errc::throttled);
    BOOST_TEST(listing(refusal(408, "RequestTimeout", "again"), 3).code == errc::poll_failed);
    BOOST_TEST(listing(refusal(503, "ServerOverloaded", "later"), 3).code == errc::poll_failed);
    BOOST_TEST(listing(refusal(400, "InvalidParameter", "no")).code == errc::rejected);
    BOOST_TEST(listing(refusal(422, "InvalidParameter", "no")).code == errc::rejected);
    BOOST_TEST(listing(not_connected(), 3).code == errc::poll_failed);
    BOOST_TEST(listing(answer_lost(), 3).code == errc::poll_failed);
    BOOST_TEST(listing(reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing)).code ==
               errc::tls_untrusted);

    const auto why = listing(refusal(403, "AccountOverdueError", "pay\x1b[31m first"));
    BOOST_TEST(why.code == errc::rejected_balance);
    BOOST_TEST(why.http_status == 403);
    BOOST_TEST(why.billed == billed::no);
    BOOST_TEST(contains(to_string(why), "[gateway says \"pay [31m first\"]"));

    network->enqueue(reply_with(200, R"({"total": 0, "items": null})"));
    BOOST_TEST(listed().value.tasks.empty());
    network->enqueue(not_connected());
    BOOST_TEST(!listed().code, "a connection that fails is tried again");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_of_a_list_is_left_out, ark_fixture) {
    network->enqueue(reply_with(200, R"({"total": 6, "items": [1, {"status": "new"}, {"id": "a b", "status": "queued"},
        {"id": "test-key", "status": "queued"}, {"id": "cgt-1", "status": "new"}, {"id": "cgt-2"}]})"));
    const auto page = listed().value;
    BOOST_TEST_REQUIRE(page.tasks.size() == 2u);
    BOOST_TEST(page.tasks[0].status.raw_state == "new");
    BOOST_TEST(page.tasks[1].task.id == "cgt-2");
    BOOST_TEST(page.tasks[1].task.model.empty());
    BOOST_TEST(page.total.value() == 6);
    network->enqueue(reply_with(200, "{\"total\": 1, \"items\": [{\"id\": \"cgt-1\", \"model\": \"\xff\"}]}"));
    const auto damaged = listed().value;
    BOOST_TEST(damaged.tasks.size() == 1u);
    BOOST_TEST(!damaged.total, "nobody knows what is missing");
}

// ---- the end of a task

BOOST_FIXTURE_TEST_CASE(a_queued_task_is_cancelled, ark_fixture) {
    ark.moving = false;
    outcome<generated_video> result;
    auto options = result.options();
    options.intent = "order-1";
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, options, result.handler());
    settle();
    const auto cancelled_at = elapsed();
    const auto end = cancelled("cgt-20261121-1");
    BOOST_TEST(!end.code, to_string(end.why));
    BOOST_TEST(end.value.raw_state == "cancelled");
    BOOST_TEST(end.value.charged == billed::no);

    BOOST_TEST_REQUIRE(result.done(), "who waits hears of it");
    BOOST_TEST(times.back() - cancelled_at <= 5s, "it is made to ask");
    BOOST_TEST(result.code == errc::task_failed);
    BOOST_TEST(result.why.gateway_code == "cancelled");
    BOOST_TEST(result.why.billed == billed::no);
    outcome<std::optional<intent>> known;
    client.find("order-1", known.handler());
    run();
    BOOST_TEST(known.value.value().state == intent_state::failed);

    const auto deleted =
        std::find_if(requests().begin(), requests().end(), [](const http_request& r) { return r.method == "DELETE"; });
    BOOST_TEST_REQUIRE((deleted != requests().end()));
    BOOST_TEST(deleted->url == base + "/contents/generations/tasks/cgt-20261121-1");
    BOOST_TEST(deleted->body.empty());
    BOOST_TEST(deleted->use == connection_use::fresh);

    const auto before = requests().size();
    BOOST_TEST(!cancelled("cgt-20261121-1").code);  // once more: asked, and left alone
    BOOST_TEST(requests().size() == before + 1);
}

BOOST_FIXTURE_TEST_CASE(the_journal_hears_of_the_end_though_nobody_waits, ark_fixture) {
    ark.moving = false;
    outcome<task> made;
    auto options = made.options();
    options.intent = "order-1";
    client.submit(text_to_video<ark_2_0>{.prompt = "a fox"}, options, made.handler());
    run();
    BOOST_TEST(!cancelled(made.value.id).code);
    outcome<std::optional<intent>> known;
    client.find("order-1", known.handler());
    run();
    BOOST_TEST(known.value.value().state == intent_state::failed);
    BOOST_TEST(known.value.value().charged == money{});
}

BOOST_FIXTURE_TEST_CASE(a_running_task_cannot_be_cancelled, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "running", .body = {}};
    ark.moving = false;
    const auto why = cancelled("cgt-1").why;
    BOOST_TEST(why.code == errc::conflict);
    BOOST_TEST(why.task.value().id == "cgt-1");
    BOOST_TEST(why.billed == billed::unknown);
    BOOST_TEST(why.retry == seedance::retry::resume);
    BOOST_TEST(why.detail == "the task cannot be cancelled any more, it is \"running\"");
    BOOST_TEST(orders() == 0);

    // It begins to run between the question and the order: the gateway itself refuses.
    ark.moving = true;
    ark.tasks["cgt-2"] = {};
    const auto late = cancelled("cgt-2").why;
    BOOST_TEST(late.code == errc::conflict);
    BOOST_TEST(late.gateway_code == "InvalidAction.RunningTaskDeletion");
    BOOST_TEST(late.http_status == 409);
    BOOST_TEST(orders() == 1);

    for (const auto* word : {"paused", "", "Queued?", "moving"}) {
        network->enqueue(reply_with(200, R"({"id":"cgt-3","status":")" + std::string{word} + "\"}"));
        if (*word == 0) network->enqueue(reply_with(200, "{}")), network->enqueue(reply_with(200, "{}"));
        BOOST_TEST(cancelled("cgt-3").code == (*word == 0 ? errc::poll_failed : errc::conflict), word);
    }
    BOOST_TEST(orders() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_is_over_is_left_alone, ark_fixture) {
    for (const auto* status : {"succeeded", "failed", "cancelled", "expired"})
        ark.tasks[status] = {.status = status, .body = {}};
    const auto finished = cancelled("succeeded").why;
    BOOST_TEST(finished.code == errc::conflict);
    BOOST_TEST(finished.detail == "the task has succeeded: it is left as it is");
    BOOST_TEST(finished.billed == billed::yes);
    for (const auto* status : {"failed", "cancelled", "expired"}) BOOST_TEST(!cancelled(status).code, status);
    BOOST_TEST(orders() == 0);
    BOOST_TEST(ark.tasks.size() == 4u);
    BOOST_TEST(cancelled("nobodys").code == errc::task_not_found);
}

BOOST_FIXTURE_TEST_CASE(an_order_whose_answer_is_lost_is_never_sent_again, ark_fixture) {
    struct fate {
        const char* what;
        http_reply answer;
        bool is_done;  // the gateway has done it
        error_code expected;
    };
    const auto ended = error_code{};
    const error_code unknown = errc::outcome_unknown, refused = errc::conflict;
    const fate fates[] = {
        {"lost, done", answer_lost(), true, ended},
        {"lost, not done", answer_lost(), false, unknown},
        {"cut, done", cut("{", 200), true, ended},
        {"500, done", refusal(500, "InternalServiceError", "oops"), true, ended},
        {"500, not done", refusal(500, "InternalServiceError", "oops"), false, unknown},
        {"503, not done", refusal(503, "ServerOverloaded", "later"), false, unknown},
        {"408, not done", refusal(408, "RequestTimeout", "slow"), false, unknown},
        {"200, not done", reply_with(200, "{}"), false, unknown},
        {"204, done", reply_with(204, ""), true, ended},
        {"a page, done", reply_with(200, "<html></html>"), true, ended},
        {"409, done before", refusal(409, "InvalidAction", "it is cancelled"), true, ended},
        {"409, not done", refusal(409, "InvalidAction", "no"), false, refused},
        {"400, not done", refusal(400, "InvalidParameter", "no"), false, refused},
        {"422, not done", refusal(422, "InvalidParameter", "no"), false, refused},
    };
    ark.moving = false;
    for (const auto& each : fates) {
        ark.tasks["cgt-1"] = {};
        const auto before = orders();
        network->answer_with([&](const http_request& request) {
            if (request.method != "DELETE") return ark(request);
            if (each.is_done) ark(request);
            return each.answer;
        });
        const auto result = cancelled("cgt-1");
        BOOST_TEST(result.code == each.expected, each.what);
        BOOST_TEST(orders() == before + 1, each.what);
        if (result.code == errc::outcome_unknown) {
            BOOST_TEST(result.why.billed == billed::unknown);
            BOOST_TEST(result.why.task.value().id == "cgt-1");
            BOOST_TEST(contains(result.why.detail, "still \"queued\""), result.why.detail);
            BOOST_TEST(contains(result.why.detail, "may be carried out"), result.why.detail);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(an_order_that_is_refused_or_does_not_leave_has_done_nothing, ark_fixture) {
    const std::pair<http_reply, errc> refusals[] = {
        {refusal(401, "AuthenticationError", "who?"), errc::rejected_key},
        {refusal(403, "AccessDenied", "no"), errc::rejected_access},
        {refusal(404, "ResourceNotFound", "gone"), errc::task_not_found},
        {refusal(429, "RateLimitExceeded", "slow"), errc::throttled},
        {reply_with(302, "", {{"Location", "https://evil.example/"}}), errc::redirect_refused},
        {not_connected(), errc::not_sent},
        {reply_failed(asio::error::eof, exchange_phase::write, delivery::partial), errc::not_sent},
        {reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing), errc::tls_untrusted},
    };
    ark.moving = false;
    ark.tasks["cgt-1"] = {};
    for (const auto& each : refusals) {
        network->answer_with(
            [&](const http_request& request) { return request.method == "DELETE" ? each.first : ark(request); });
        const auto before = requests().size();
        const auto why = cancelled("cgt-1").why;
        BOOST_TEST(why.code == each.second);
        BOOST_TEST(contains(why.detail, "the task is not cancelled"), why.detail);
        BOOST_TEST(lacks(why.detail, "may be carried out"));
        BOOST_TEST(requests().size() == before + 2, "a question and an order");
    }
    BOOST_TEST(ark.tasks.at("cgt-1").status == "queued");
}

BOOST_FIXTURE_TEST_CASE(an_order_that_comes_too_late_is_said_to_be_so, ark_fixture) {
    // The task ends between the question and the order, which then forgets it.
    network->answer_with([this](const http_request& request) {
        if (request.method == "DELETE") ark.tasks["cgt-1"].status = "succeeded";
        return ark(request);
    });
    ark.moving = false;
    ark.tasks["cgt-1"] = {};
    const auto forgotten = cancelled("cgt-1").why;
    BOOST_TEST(forgotten.code == errc::task_not_found);
    BOOST_TEST(forgotten.billed == billed::unknown);
    BOOST_TEST(contains(forgotten.detail, "it may have ended before the order came"));
    BOOST_TEST(orders() == 1);

    // Nobody can be asked after it.
    bool ordered = false;
    ark.tasks["cgt-2"] = {};
    network->answer_with([&](const http_request& request) {
        if (ordered) return not_connected();
        ordered = request.method == "DELETE";
        return ark(request);
    });
    const auto unheard = cancelled("cgt-2").why;
    BOOST_TEST(unheard.code == errc::outcome_unknown);
    BOOST_TEST(orders() == 2);
}

BOOST_FIXTURE_TEST_CASE(a_caller_that_goes_hears_that_the_order_may_be_carried_out, ark_fixture) {
    ark.moving = false;
    ark.tasks["cgt-1"] = {};
    network->answer_with([this](const http_request& request) {
        if (request.method == "GET") network->hold();  // the order
        return ark(request);
    });
    asio::cancellation_signal signal;
    outcome<status_answer> result;
    client.cancel(task_named("cgt-1"), result.options(), result.handler(signal));
    settle();
    BOOST_TEST_REQUIRE(network->held() == 1u);
    signal.emit(asio::cancellation_type::total);
    settle();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(contains(result.why.detail, "may be carried out"));
    BOOST_TEST(result.why.task.value().id == "cgt-1");
    BOOST_TEST(network->cancelled() == 1u);
}

BOOST_FIXTURE_TEST_CASE(no_id_reaches_the_collection, ark_fixture) {
    for (const auto* id : {"", ".", ".."}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.remove(id)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
        BOOST_TEST(cancelled(id).code == errc::invalid_request);
    }
    BOOST_TEST(requests().empty());
    BOOST_TEST(failure_of(tasks.remove("../tasks?a#b")).code == errc::task_not_found);
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks/..%2Ftasks%3Fa%23b");
    BOOST_TEST(cancelled("../tasks?a#b").code == errc::task_not_found);
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks/..%2Ftasks%3Fa%23b");
}

BOOST_FIXTURE_TEST_CASE(a_gateway_that_offers_nothing_of_it_says_so, ark_fixture) {
    client.use(apixo::account{.api_key = secret{"test-key"}});
    outcome<status_answer> cancel;
    client.cancel(task{.provider = "apixo", .model = "m", .id = "task_1"}, cancel.options(), cancel.handler());
    outcome<task_page> list;
    client.list("apixo", {}, list.options(), list.handler());
    outcome<money> balance;
    client.balance("modelark", balance.options(), balance.handler());
    run();
    for (const auto& why : {cancel.why, list.why, balance.why}) BOOST_TEST(why.code == errc::unsupported);
    BOOST_TEST(cancel.why.detail == "this gateway documents no way to cancel a task: it goes on");
    BOOST_TEST(cancel.why.task.value().id == "task_1");
    BOOST_TEST(cancel.why.billed == billed::unknown);
    BOOST_TEST(list.why.detail == "this gateway documents no list of tasks");
    BOOST_TEST(balance.why.detail == "this gateway documents no way to ask for the balance");
    BOOST_TEST(requests().empty());

    outcome<task_page> nobodys;
    client.list("nobody", {}, nobodys.options(), nobodys.handler());
    run();
    BOOST_TEST(nobodys.code == errc::no_account);
}

BOOST_AUTO_TEST_SUITE_END()
