// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A client at a gateway plugged in from outside: BytePlus ModelArk as examples/modelark writes it, against a small
// emulation of it.
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

// ---- the client

BOOST_FIXTURE_TEST_CASE(a_video_is_made, ark_fixture) {
    outcome<generated_video> result;
    strings seen;
    auto watch = [&seen](const event& e) { add_text(seen, e); };
    client.generate(
        text_to_video<ark_2_0>{
            .prompt = "a fox in the snow", .resolution = "4k", .duration = 5s, .return_last_frame = true},
        {.on_event = watch, .why = &result.why}, result.handler());
    run();

    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code, to_string(result.why));
    BOOST_TEST(result.value.urls == strings{"https://ark-content.example/cgt-20261121-1.mp4?sig=1"});
    BOOST_TEST(result.value.last_frame_url == "https://ark-content.example/cgt-20261121-1.png");
    BOOST_TEST(result.value.task.provider == "modelark");
    BOOST_TEST(result.value.task.model == "dreamina-seedance-2-0-260128");
    BOOST_TEST(parse_task(to_string(result.value.task)) == result.value.task);
    BOOST_TEST(seen == (strings{"accepted cgt-20261121-1", "polled queued", "polled running", "polled succeeded"}));

    BOOST_TEST_REQUIRE(requests().size() == 4u);
    BOOST_TEST(requests()[0].method == "POST");
    BOOST_TEST(requests()[0].url == base + "/contents/generations/tasks");
    for (std::size_t i = 1; i != 4; ++i)
        BOOST_TEST(requests()[i].url == base + "/contents/generations/tasks/cgt-20261121-1");
    BOOST_TEST(within(times[1], 20s, 30s));
    BOOST_TEST(within(times[2] - times[1], 10s, 15s));
    BOOST_TEST(within(times[3] - times[2], 10s, 15s));

    outcome<status_answer> asked;
    client.status(result.value.task, asked.handler());
    run();
    BOOST_TEST(asked.value.tokens.value() == 108'900);
}

BOOST_FIXTURE_TEST_CASE(every_mode_is_taken_by_the_gateway, ark_fixture) {
    const auto make = [this](const auto& request) {
        outcome<generated_video> result;
        client.generate(request, result.options(), result.handler());
        run();
        BOOST_TEST(result.done());
        BOOST_TEST(!result.code, to_string(result.why));
    };
    make(text_to_video<ark_1_5>{.prompt = "rain", .seed = 7});
    make(text_to_video<ark_1_0>{.prompt = "rain", .seed = 7});
    make(image_to_video<ark_mini>{.prompt = "rain", .first_frame = "https://example.com/a.png"});
    make(reference_to_video<ark_fast>{.prompt = "rain", .references = {image("https://example.com/a.png")}});
    make(edit_video<ark_2_0>{
        .prompt = "rain", .references = {video("https://example.com/a.mp4")}, .duration = as_source});
    BOOST_TEST(ark.tasks.size() == 5u);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_fails_says_why_and_is_not_billed, ark_fixture) {
    ark.outcome = "failed";
    outcome<generated_video> result;
    client.generate(text_to_video<ark_mini>{.prompt = "a fox"}, result.options(), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::task_failed);
    BOOST_TEST(result.why.reason == fail_reason::moderation);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.gateway_code == "OutputVideoSensitiveContentDetected");
    BOOST_TEST(result.why.gateway_message == "the video was refused");
}

BOOST_FIXTURE_TEST_CASE(a_refusal_is_told_apart, ark_fixture) {
    const auto refused_with = [this](http_reply reply) {
        network->enqueue(std::move(reply));
        outcome<generated_video> result;
        client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, result.options(), result.handler());
        run();
        BOOST_TEST(result.why.billed == billed::no);
        return result.why;
    };
    BOOST_TEST(refused_with(refusal(400, "InvalidParameter", "no", "ratio")).code == errc::rejected);
    BOOST_TEST(refused_with(refusal(401, "AuthenticationError", "no")).code == errc::rejected_key);
    BOOST_TEST(refused_with(refusal(403, "AccountOverdueError", "no")).code == errc::rejected_balance);
    BOOST_TEST(refused_with(refusal(404, "ModelNotOpen", "no")).code == errc::not_found);
    BOOST_TEST(refused_with(refusal(400, "InputTextSensitiveContentDetected", "words")).gateway_message == "words");
    BOOST_TEST(ark.tasks.empty());
}

BOOST_FIXTURE_TEST_CASE(fields_of_this_gateway_alone_go_through_unchecked, ark_fixture) {
    const auto checked = prepare(text_to_video<ark_2_0>{.prompt = "a fox"});
    auto body = json::parse(checked.message().body).as_object();
    body["priority"] = 9;
    body["execution_expires_after"] = 3600;
    body["duration"] = -1;
    outcome<generated_video> result;
    client.generate(unchecked<modelark::gateway>(checked.model(), "", serialize(body)), result.options(),
                    result.handler());
    run();
    BOOST_TEST(!result.code, to_string(result.why));
    BOOST_TEST(ark.tasks.at("cgt-20261121-1").body == body);
}

// ---- tasks: the list

BOOST_FIXTURE_TEST_CASE(tasks_are_listed, ark_fixture) {
    for (const auto* status : {"queued", "running", "succeeded", "failed"}) {
        const auto id = "cgt-" + std::string{status};
        ark.tasks[id] = {
            .status = status,
            .body = {{"model", status[0] == 'q' ? "seedance-1-0-pro-250528" : "dreamina-seedance-2-0-260128"}}};
    }
    const auto all = get(tasks.list());
    BOOST_TEST(all.total == 4);
    BOOST_TEST_REQUIRE(all.items.size() == 4u);
    BOOST_TEST(requests().back().method == "GET");
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks?page_num=1&page_size=20");
    BOOST_TEST(all.items[0].task.id == "cgt-failed");
    BOOST_TEST(all.items[0].status.reason == fail_reason::moderation);
    BOOST_TEST(all.items[3].status.raw_state == "succeeded");
    BOOST_TEST(all.items[3].status.tokens.value() == 108'900);
    BOOST_TEST(all.items[3].task.model == "dreamina-seedance-2-0-260128");
    BOOST_TEST(all.items[3].task.accepted_at == std::chrono::system_clock::time_point{1'767'965'610s});

    const auto second = get(tasks.list({.page_num = 2, .page_size = 3}));
    BOOST_TEST(second.total == 4);
    BOOST_TEST(second.items.size() == 1u);

    const auto running = get(tasks.list({.status = "running", .model = "dreamina-seedance-2-0-260128"}));
    BOOST_TEST_REQUIRE(running.items.size() == 1u);
    BOOST_TEST(running.items[0].task.id == "cgt-running");

    const strings ids{"cgt-queued", "cgt-succeeded", "a&b=c"};
    const auto two = get(tasks.list({.ids = ids}));
    BOOST_TEST(two.items.size() == 2u);
    BOOST_TEST(requests().back().url ==
               base +
                   "/contents/generations/"
                   "tasks?page_num=1&page_size=20&filter.task_ids=cgt-queued&filter.task_ids=cgt-succeeded"
                   "&filter.task_ids=a%26b%3Dc");
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

    const auto page = get(tasks.list({.model = ark_2_0::descriptor.id}));
    BOOST_TEST_REQUIRE(page.items.size() == 1u);
    outcome<generated_video> found;
    client.resume(to_string(page.items[0].task), found.options(), found.handler());
    run();
    BOOST_TEST(!found.code, to_string(found.why));
    BOOST_TEST(found.value.urls.size() == 1u);
    BOOST_TEST(ark.tasks.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_is_no_list_is_an_error, ark_fixture) {
    const auto listing = [this](http_reply reply) {
        network->enqueue(std::move(reply));
        return failure_of(tasks.list());
    };
    for (const auto* body : {"", "[]", "{}", R"({"items": {}})", R"({"items": null})", R"({"total": 3})"})
        BOOST_TEST(listing(reply_with(200, body)).code == errc::poll_failed, body);
    BOOST_TEST(listing(reply_with(302, "")).code == errc::redirect_refused);
    BOOST_TEST(listing(refusal(401, "AuthenticationError", "who?")).code == errc::rejected_key);
    BOOST_TEST(listing(refusal(429, "RateLimitExceeded", "slow")).code == errc::throttled);
    BOOST_TEST(listing(refusal(425, "TooEarly", "soon")).code == errc::throttled);
    BOOST_TEST(listing(refusal(408, "RequestTimeout", "again")).code == errc::poll_failed);
    BOOST_TEST(listing(refusal(503, "ServerOverloaded", "later")).code == errc::poll_failed);
    BOOST_TEST(listing(refusal(400, "InvalidParameter", "no")).code == errc::rejected);
    BOOST_TEST(listing(not_connected()).code == errc::not_sent);
    BOOST_TEST(listing(answer_lost()).code == errc::poll_failed);
    BOOST_TEST(listing(reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing)).code ==
               errc::tls_untrusted);

    const auto why = listing(refusal(403, "AccountOverdueError", "pay\x1b[31m first"));
    BOOST_TEST(why.code == errc::rejected_balance);
    BOOST_TEST(why.http_status == 403);
    BOOST_TEST(to_string(why) ==
               "poll modelark: the gateway asks for balance or quota: listing tasks [HTTP 403] [gateway code "
               "\"AccountOverdueError\"] "
               "[gateway says \"pay [31m first\"]; not billed");

    network->enqueue(reply_with(200, R"({"total": 0, "items": null})"));
    BOOST_TEST(get(tasks.list()).items.empty());
    network->enqueue(reply_with(200, R"({"items": [1, {"status": "new"}]})"));
    BOOST_TEST(get(tasks.list()).items.at(0).status.raw_state == "new");
}

BOOST_FIXTURE_TEST_CASE(a_query_out_of_range_is_not_sent, ark_fixture) {
    for (const list_query query : {list_query{.page_num = 0}, list_query{.page_num = 501}, list_query{.page_size = 0},
                                   list_query{.page_size = 501}})
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.list(query)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
    BOOST_TEST(requests().empty());
}

// ---- tasks: their end

BOOST_FIXTURE_TEST_CASE(a_queued_task_is_cancelled, ark_fixture) {
    ark.moving = false;
    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, result.options(), result.handler());
    settle();
    run(tasks.cancel("cgt-20261121-1"));

    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::task_failed);
    BOOST_TEST(result.why.gateway_code == "cancelled");
    BOOST_TEST(result.why.billed == billed::no);
    const auto deleted =
        std::find_if(requests().begin(), requests().end(), [](const http_request& r) { return r.method == "DELETE"; });
    BOOST_TEST_REQUIRE((deleted != requests().end()));
    BOOST_TEST(deleted->url == base + "/contents/generations/tasks/cgt-20261121-1");
    BOOST_TEST(deleted->body.empty());
    BOOST_TEST(deleted->use == connection_use::fresh);

    const auto before = requests().size();
    run(tasks.cancel("cgt-20261121-1"));  // once more: asked, and left alone
    BOOST_TEST(requests().size() == before + 1);
}

BOOST_FIXTURE_TEST_CASE(a_running_task_cannot_be_cancelled, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "running", .body = {}};
    ark.moving = false;
    const auto why = failure_of(tasks.cancel("cgt-1"));
    BOOST_TEST(why.code == errc::conflict);
    BOOST_TEST(why.task.value().id == "cgt-1");
    BOOST_TEST(why.billed == billed::unknown);
    BOOST_TEST(why.retry == seedance::retry::resume);
    BOOST_TEST(why.detail == "cancel: the task is not queued but running");
    BOOST_TEST(requests().size() == 1u);

    // It begins to run between the question and the order: the gateway itself refuses.
    ark.moving = true;
    ark.tasks["cgt-2"] = {};
    const auto late = failure_of(tasks.cancel("cgt-2"));
    BOOST_TEST(late.code == errc::conflict);
    BOOST_TEST(late.gateway_code == "InvalidAction.RunningTaskDeletion");
    BOOST_TEST(late.http_status == 409);
}

BOOST_FIXTURE_TEST_CASE(cancel_leaves_a_finished_task_alone_and_remove_forgets_it, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "succeeded", .body = {}};
    BOOST_TEST(failure_of(tasks.cancel("cgt-1")).detail == "cancel: the task is not queued but succeeded");
    BOOST_TEST(ark.tasks.size() == 1u);
    run(tasks.remove("cgt-1"));
    BOOST_TEST(ark.tasks.empty());

    const auto gone = failure_of(tasks.remove("cgt-1"));
    BOOST_TEST(gone.code == errc::task_not_found);
    BOOST_TEST(gone.retry == seedance::retry::never);
    BOOST_TEST(failure_of(tasks.cancel("cgt-1")).code == errc::task_not_found);

    ark.tasks["cgt-2"] = {.status = "running", .body = {}};
    BOOST_TEST(failure_of(tasks.remove("cgt-2")).code == errc::conflict);
    ark.tasks["cgt-3"] = {};
    run(tasks.remove("cgt-3"));
    BOOST_TEST(ark.tasks.at("cgt-3").status == "cancelled");
    network->enqueue(reply_with(204, ""));
    run(tasks.remove("cgt-3"));
    network->enqueue(answer_lost());
    BOOST_TEST(failure_of(tasks.remove("cgt-3")).code == errc::outcome_unknown);
}

BOOST_FIXTURE_TEST_CASE(no_id_reaches_the_collection, ark_fixture) {
    for (const auto* id : {"", ".", ".."}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.remove(id)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
        BOOST_CHECK_EXCEPTION(static_cast<void>(tasks.cancel(id)), error,
                              [](const error& e) { return e.code() == errc::invalid_request; });
    }
    BOOST_TEST(requests().empty());
    BOOST_TEST(failure_of(tasks.remove("../tasks?a#b")).code == errc::task_not_found);
    BOOST_TEST(requests().back().url == base + "/contents/generations/tasks/..%2Ftasks%3Fa%23b");
}

BOOST_FIXTURE_TEST_CASE(accounts_are_checked_as_by_the_client, ark_fixture) {
    const auto refused = [this](modelark::account account, errc why) {
        BOOST_CHECK_EXCEPTION((modelark::tasks{network, account}), error,
                              [why](const error& e) { return e.code() == why; });
        BOOST_CHECK_EXCEPTION(client.use(account), error, [why](const error& e) { return e.code() == why; });
    };
    refused({.api_key = {}}, errc::bad_key);
    for (const auto* url : {"", "http://ark.example", "https://", "https://key@ark.example", "https://ark.example?a",
                            "https://ark.example/#", "ark.example"})
        refused({.api_key = secret{"k"}, .base_url = url}, errc::bad_base_url);

    network->enqueue(reply_with(200, R"({"total": 0})"));
    modelark::tasks elsewhere{
        network, modelark::account{.api_key = secret{"k"}, .base_url = "https://proxy.example:8443/ark//"}};
    get(elsewhere.list());
    BOOST_TEST(requests().back().url.starts_with("https://proxy.example:8443/ark/contents/generations/tasks?"));
}

BOOST_FIXTURE_TEST_CASE(the_key_goes_to_its_own_origin_only, ark_fixture) {
    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox", .callback_url = "https://example.com/hook"},
                    result.handler());
    run();
    network->enqueue(reply_with(302, "", {{"Location", "https://evil.example/"}}));
    failure_of(tasks.list());
    run(tasks.remove(result.value.task.id));
    for (const auto& request : requests()) {
        BOOST_TEST(request.url.starts_with(base + "/"));
        BOOST_TEST(lacks(request.url, "test-key"));
        BOOST_TEST(lacks(request.body, "test-key"));
        BOOST_TEST(std::count_if(request.headers.begin(), request.headers.end(),
                                 [](const http_header& h) { return h.value == "Bearer test-key"; }) == 1);
    }
}

BOOST_FIXTURE_TEST_CASE(waiting_for_a_list_can_be_cancelled, ark_fixture) {
    network->hold();
    asio::cancellation_signal signal;
    std::exception_ptr thrown;
    bool done = false;
    auto finish = [&](std::exception_ptr e, modelark::task_page) {
        done = true;
        thrown = e;
    };
    asio::co_spawn(context, tasks.list(), asio::bind_cancellation_slot(signal.slot(), finish));
    settle();
    BOOST_TEST(network->held() == 1u);
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST_REQUIRE(done);
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(thrown), error,
                          [](const error& e) { return e.code() == errc::cancelled; });
}

BOOST_FIXTURE_TEST_CASE(a_list_outlives_what_it_was_asked_with, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "queued", .body = {{"model", "m"}}};
    network->hold();
    std::optional<asio::awaitable<modelark::task_page>> pending;
    {
        const modelark::tasks short_lived{network, account};
        const strings ids{"cgt-1" + std::string{}};
        const std::string status = "queued";
        pending = short_lived.list({.status = status, .ids = ids});
    }
    std::size_t found = 0;
    asio::co_spawn(context, std::move(*pending),
                   [&found](std::exception_ptr, const modelark::task_page& page) { found = page.items.size(); });
    settle();
    network->release();
    settle();
    BOOST_TEST(found == 1u);
}

// ---- beside the library's own models

BOOST_AUTO_TEST_CASE(the_models_stand_in_one_list_with_others) {
    using shop = model_list<apixo::seedance_2_0_fast, pixazo::seedance_2_0, ark_2_0, ark_fast, xenodia::seedance_2>;
    any_request request{.model = "modelark/dreamina-seedance-2-0-260128",
                        .prompt = "a fox",
                        .resolution = "720p",
                        .duration = 5s,
                        .aspect_ratio = "16:9"};

    const auto prepared = prepare(request, shop::entries);
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "modelark");
    BOOST_TEST(prepared.model() == "dreamina-seedance-2-0-260128");
    BOOST_TEST(
        prepared.message().body ==
        prepare(text_to_video<ark_2_0>{.prompt = "a fox", .resolution = "720p", .duration = 5s, .aspect_ratio = "16:9"})
            .message()
            .body);

    strings offered;
    for (const auto& quote : compare_prices(request, shop::entries))
        offered.push_back(quote.entry->name() + ": " + to_string(quote.price));
    const std::string no_price = ": unknown: the gateway documents no price";
    BOOST_TEST(offered ==
               (strings{"apixo/seedance-2-0-fast: $0.78", "pixazo/seedance-2-0: $0.7985",
                        "modelark/dreamina-seedance-2-0-260128" + no_price,
                        "modelark/dreamina-seedance-2-0-fast-260128" + no_price, "xenodia/seedance-2" + no_price}));

    request.resolution = "4k";
    const auto four_k = compare_prices(request, shop::entries);
    BOOST_TEST_REQUIRE(four_k.size() == 1u);
    BOOST_TEST(four_k[0].entry->name() == request.model);

    request.model = "modelark/dreamina-seedance-2-0-fast-260128";
    BOOST_TEST(prepare(request, shop::entries).broken_rules().at(0).broken ==
               rule::this_model_does_not_offer_this_resolution);
    request.model = "modelark/seedance-2-0";
    BOOST_TEST(prepare(request, shop::entries).broken_rules().at(0).broken == rule::this_model_is_not_known);
}

BOOST_FIXTURE_TEST_CASE(one_client_serves_several_gateways, ark_fixture) {
    const any_request request{.model = "modelark/seedance-1-0-pro-250528", .prompt = "a fox", .seed = 7};
    outcome<generated_video> here, there;
    client.generate(prepare(request, ark_models::entries), here.options(), here.handler());
    run();
    BOOST_TEST(!here.code, to_string(here.why));
    network->enqueue(accepted("task_1"));
    network->enqueue(succeeded("https://file.apixo.ai/1.mp4"));
    client.generate(rain(), there.options(), there.handler());
    run();
    BOOST_TEST(!there.code, to_string(there.why));
    BOOST_TEST(there.value.task.provider == "apixo");
}

// ---- over real TLS

BOOST_AUTO_TEST_CASE(it_works_over_https) {
    const testing::certificate_authority authority;
    emulated_modelark ark;
    https_server server{
        authority.issue(), {.on_request = [&ark](const std::string& text) {
            const auto field = [&text](std::string_view name) {
                const auto at = text.find(name) + name.size();
                return text.substr(at, text.find("\r\n", at) - at);
            };
            const auto method = text.substr(0, text.find(' '));
            const auto target = text.substr(method.size() + 1, text.find(' ', method.size() + 1) - method.size() - 1);
            const auto reply = ark({.method = method,
                                    .url = "https://localhost" + target,
                                    .headers = {{"Authorization", field("Authorization: ")}},
                                    .body = text.substr(text.find("\r\n\r\n") + 4)});
            return answer{"HTTP/1.1 " + std::to_string(reply.status) +
                          " x\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body};
        }}};
    asio::io_context io;
    const auto network = make_https_transport(io.get_executor(), {.ca_pem = authority.pem()});
    const modelark::account account{.api_key = secret{"test-key"}, .base_url = server.url("/api/v3")};
    seedance::client client{
        io.get_executor(), network, {.clock = std::make_shared<testing::scaled_clock>(io.get_executor(), 1000)}};
    client.use(account);
    const modelark::tasks tasks{network, account};

    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox"}, result.options(), result.handler());
    io.run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(!result.code, to_string(result.why));

    const auto end = [&io](auto what) {
        auto done = asio::co_spawn(io, std::move(what), asio::use_future);
        io.restart();
        io.run();
        return done.get();
    };
    BOOST_TEST(end(tasks.list({.status = "succeeded"})).items.at(0).task.id == result.value.task.id);
    end(tasks.remove(result.value.task.id));
    BOOST_TEST(end(tasks.list()).total == 0);
    BOOST_CHECK_EXCEPTION(end(tasks.remove(result.value.task.id)), error,
                          [](const error& e) { return e.code() == errc::task_not_found; });
}

BOOST_AUTO_TEST_SUITE_END()
