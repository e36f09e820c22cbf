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

// ---- what this gateway alone offers

BOOST_FIXTURE_TEST_CASE(a_task_that_is_over_is_forgotten, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "succeeded", .body = {}};
    run(tasks.remove("cgt-1"));
    BOOST_TEST(ark.tasks.empty());

    const auto gone = failure_of(tasks.remove("cgt-1"));
    BOOST_TEST(gone.code == errc::task_not_found);
    BOOST_TEST(gone.retry == seedance::retry::never);

    ark.tasks["cgt-2"] = {.status = "running", .body = {}};
    BOOST_TEST(failure_of(tasks.remove("cgt-2")).code == errc::conflict);
    ark.tasks["cgt-3"] = {};
    run(tasks.remove("cgt-3"));
    BOOST_TEST(ark.tasks.at("cgt-3").status == "cancelled");
    network->enqueue(reply_with(204, ""));
    run(tasks.remove("cgt-3"));
    network->enqueue(answer_lost());
    BOOST_TEST(failure_of(tasks.remove("cgt-3")).code == errc::outcome_unknown);
    network->enqueue(not_connected());
    BOOST_TEST(failure_of(tasks.remove("cgt-3")).code == errc::not_sent);
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

    network->enqueue(reply_with(200, "{}"));
    modelark::tasks elsewhere{
        network, modelark::account{.api_key = secret{"k"}, .base_url = "https://proxy.example:8443/ark//"}};
    run(elsewhere.remove("cgt-1"));
    BOOST_TEST(requests().back().url == "https://proxy.example:8443/ark/contents/generations/tasks/cgt-1");
}

BOOST_FIXTURE_TEST_CASE(the_key_goes_to_its_own_origin_only, ark_fixture) {
    outcome<generated_video> result;
    client.generate(text_to_video<ark_2_0>{.prompt = "a fox", .callback_url = "https://example.com/hook"},
                    result.handler());
    run();
    network->enqueue(reply_with(302, "", {{"Location", "https://evil.example/"}}));
    listed();
    cancelled(result.value.task.id);
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
    outcome<task_page> result;
    client.list("modelark", {}, result.options(), result.handler(signal));
    settle();
    BOOST_TEST(network->held() == 1u);
    signal.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_TEST(result.code == errc::cancelled);
}

BOOST_FIXTURE_TEST_CASE(a_list_outlives_what_it_was_asked_with, ark_fixture) {
    ark.tasks["cgt-1"] = {.status = "queued", .body = {{"model", "m"}}};
    std::optional<operation<task_page>> pending;
    {
        const std::string provider = "modelark", model = "m";
        pending = client.list(provider, {.model = model});
    }
    std::size_t found = 0;
    std::move (*pending)([&found](std::exception_ptr, const task_page& page) { found = page.tasks.size(); });
    run();
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

    const auto again = [&io] {
        io.restart();
        io.run();
    };
    const std::string id = result.value.task.id;
    outcome<task_page> listed;
    client.list("modelark", {}, listed.options(), listed.handler());
    again();
    BOOST_TEST_REQUIRE(listed.value.tasks.size() == 1u);
    BOOST_TEST(listed.value.tasks[0].task.id == id);
    outcome<status_answer> finished;
    client.cancel(result.value.task, finished.options(), finished.handler());
    again();
    BOOST_TEST(finished.code == errc::conflict);
    auto forgotten = asio::co_spawn(io, tasks.remove(id), asio::use_future);
    again();
    forgotten.get();
    BOOST_TEST(ark.tasks.empty());
}

BOOST_AUTO_TEST_SUITE_END()
