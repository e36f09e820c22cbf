// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The sandbox's callbacks: when each gateway posts what, what becomes of them on their way, and what a client may do
// then.
#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <set>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/testing/sandbox/forged_callbacks.hpp>

#include "callback_receiver.hpp"
#include "checks.hpp"
#include "plain_https.hpp"
#include "printing.hpp"
#include "sandbox_checks.hpp"

BOOST_AUTO_TEST_SUITE(sandbox_callbacks)

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using seedance::task_state;
using seedance::testing::callback_delivery;
using seedance::testing::callback_fault;
using seedance::testing::callback_forgery;
using seedance::testing::cut;
using seedance::testing::id_spelling;
using seedance::testing::sandbox;
using seedance::testing::sandbox_callback;
using seedance::testing::sandbox_operation;
using seedance::testing::sandbox_options;
using namespace test;

const std::string token = "v1.k1.Zm9vYmFyYmF6cXV4MTIzNA.kJ8_aLq2-3dWm0pXcVbNmQwErTyUiOpAsDfGhJkLzXc";

std::string hook(int number = 0) {
    return "https://videos.example:8443/hooks/" + std::to_string(number) + '/' + token + "?a=b%20c";
}

/// One gateway as a client of it sees it.
struct speaker {
    std::string provider, submit_path;
    headers key;
    std::string id_name, other_id_name, state_name, success;

    std::string body(const std::string& url) const {
        if (provider == "apixo")
            return R"({"request_type":"callback","callback_url":")" + url +
                   R"(","input":{"mode":"text-to-video","prompt":"a fox"}})";
        if (provider == "pixazo") return R"({"content":[{"type":"text","text":"a fox"}]})";
        return R"({"model":"seedance-2-fast","prompt":"a fox","callBackUrl":")" + url + R"("})";
    }

    headers fields(const std::string& url, const std::string& mode) const {
        auto all = key;
        all.emplace_back("Content-Type", "application/json");
        if (provider != "pixazo") return all;
        all.emplace_back("X-Webhook-URL", url);
        if (!mode.empty()) all.emplace_back("X-Webhook-Mode", mode);
        return all;
    }

    std::string poll_path(const std::string& id) const {
        if (provider == "apixo") return "/api/v1/statusTask/seedance-2-0-fast?taskId=" + id;
        return (provider == "pixazo" ? "/v2/requests/status/" : "/v1/tasks/") + id;
    }

    /// Gives the object that holds id and state.
    json::object said(const std::string& text) const {
        auto body = json::parse(text).as_object();
        return provider == "apixo" ? body.at("data").as_object() : body;
    }

    std::string id_in(const std::string& text) const { return std::string{said(text).at(id_name).as_string()}; }
    std::string state_in(const std::string& text) const { return std::string{said(text).at(state_name).as_string()}; }
};

const speaker apixo{"apixo",
                    "/api/v1/generateTask/seedance-2-0-fast",
                    {{"Authorization", "Bearer sandbox-key"}},
                    "taskId",
                    "task_id",
                    "state",
                    "success"};
const speaker pixazo{"pixazo",
                     "/seedance-2-0/v1/text-to-video",
                     {{"Ocp-Apim-Subscription-Key", "sandbox-key"}},
                     "request_id",
                     "requestId",
                     "status",
                     "COMPLETED"};
const speaker xenodia{
    "xenodia", "/v1/videos/generations", {{"Authorization", "Bearer sandbox-key"}}, "task_id", "taskId", "state",
    "success"};
const speaker speakers[] = {apixo, pixazo, xenodia};
static_assert(std::size(speakers) == seedance::all_gateways::tables.size(),
              "how does the new gateway post its callbacks?");

struct world {
    explicit world(const speaker& who, sandbox_options options = {})
        : gateway{who},
          gateways{still(std::move(options))},
          connection{gateways.base_url(who.provider), gateways.ca_pem()} {}

    static sandbox_options still(sandbox_options options) {
        if (options.time_scale == 1) options.time_scale = 0;
        if (options.generation_time == 0s) options.generation_time = 100s;
        options.allow_repeated_submits = true;
        return options;
    }

    plain_reply submit(const std::string& url = hook(), const std::string& mode = {}) {
        return connection.exchange("POST", gateway.submit_path, gateway.fields(url, mode), gateway.body(url));
    }

    /// Submits, and gives the task's id.
    std::string accepted(const std::string& url = hook(), const std::string& mode = {}) {
        const auto reply = submit(url, mode);
        BOOST_TEST_REQUIRE(is_one_of(reply.status, {200, 202}), reply.body);
        return gateways.tasks().back().id;
    }

    plain_reply poll(const std::string& id) { return connection.exchange("GET", gateway.poll_path(id), gateway.key); }

    std::vector<callback_delivery> delivered(std::size_t count) {
        BOOST_TEST_REQUIRE(gateways.wait_for_deliveries(count));
        auto all = gateways.deliveries();
        BOOST_TEST_REQUIRE(all.size() == count);
        return all;
    }

    const speaker& gateway;
    sandbox gateways;
    plain_https connection;
};

sandbox_options to(const callback_receiver& receiver) { return {.callbacks = {.deliver_to = receiver.origin()}}; }

std::vector<std::string> urls_of(const std::vector<sandbox_callback>& callbacks) {
    std::vector<std::string> urls;
    for (const auto& callback : callbacks) urls.push_back(callback.url);
    return urls;
}

}  // namespace

// ---- what each gateway posts

BOOST_AUTO_TEST_CASE(the_end_is_posted_once_as_the_status_answer_tells_it) {
    for (const auto& gateway : speakers)
        for (const bool fails : {false, true}) {
            callback_receiver receiver;
            world at{gateway, to(receiver)};
            if (fails) at.gateways.fail_next_task("SensitiveContent", "no \"such\" thing");
            const auto id = at.accepted();
            at.gateways.advance(99'999ms);
            BOOST_TEST(at.gateways.deliveries().empty());
            at.gateways.advance(1ms);
            const auto delivery = at.delivered(1)[0];
            at.gateways.advance(24h);
            BOOST_TEST(at.gateways.take_callbacks().empty());

            const auto posted = receiver.received().at(0);
            BOOST_TEST(posted.method == "POST");
            BOOST_TEST(posted.target == "/hooks/0/" + token + "?a=b%20c");
            BOOST_TEST(posted.all("Host") == std::vector<std::string>{"videos.example:8443"});
            BOOST_TEST(posted.all("Content-Type") == std::vector<std::string>{"application/json"});
            BOOST_TEST(posted.all("Content-Length") == std::vector<std::string>{std::to_string(posted.body.size())});
            for (const auto& [name, value] : posted.fields) BOOST_TEST(lacks(value, "sandbox-key"));
            BOOST_TEST(gateway.id_in(posted.body) == id);
            BOOST_TEST((gateway.state_in(posted.body) == gateway.success) == !fails);

            BOOST_TEST(posted.body == at.poll(id).body);
            BOOST_TEST(delivery.callback.body == posted.body);
            BOOST_TEST(delivery.callback.provider == gateway.provider);
            BOOST_TEST(delivery.callback.task_id == id);
            BOOST_TEST(delivery.callback.url == hook());
            BOOST_TEST(delivery.callback.terminal);
            BOOST_TEST(delivery.callback.attempt == 1);
            BOOST_TEST(delivery.callback.at == 100s);
            BOOST_TEST(delivery.posted_to == receiver.origin() + posted.target);
            BOOST_TEST(delivery.status == 200);
            BOOST_TEST(delivery.answer == "ok");
            BOOST_TEST(delivery.failure == "");
            BOOST_TEST(delivery.acknowledged);
            expect_broken(at.gateways, {});
        }
}

BOOST_AUTO_TEST_CASE(a_task_without_a_callback_url_is_not_called_back) {
    world at{apixo};
    const auto body = R"({"request_type":"async","input":{"mode":"text-to-video","prompt":"a fox"}})";
    at.connection.exchange("POST", apixo.submit_path, apixo.fields({}, {}), body);
    at.gateways.advance(24h);
    at.gateways.set_state(at.gateways.tasks().at(0).id, task_state::failed);
    BOOST_TEST(at.gateways.take_callbacks().empty());
}

BOOST_AUTO_TEST_CASE(the_target_is_path_and_query_of_the_callback_url) {
    const std::map<std::string, std::pair<std::string, std::string>> expected{
        {"https://e.com", {"/", "e.com"}},
        {"https://e.com/", {"/", "e.com"}},
        {"https://e.com?x=1", {"/?x=1", "e.com"}},
        {"https://e.com/#part", {"/", "e.com"}},
        {"https://e.com/a?b=c#part", {"/a?b=c", "e.com"}},
        {"https://e.com:8443/a/b", {"/a/b", "e.com:8443"}},
        {"HTTPS://E.com/a", {"/a", "E.com"}},
        {"https://e.com/a%2Fb", {"/a%2Fb", "e.com"}},
        {"https://e.com//a//", {"//a//", "e.com"}},
        {"https://8.8.8.8/a?", {"/a?", "8.8.8.8"}},
        {"https://e.com./a", {"/a", "e.com."}},
    };
    world at{apixo};
    for (const auto& [url, parts] : expected) {
        at.gateways.complete(at.accepted(url));
        const auto callback = at.gateways.take_callbacks().at(0);
        BOOST_TEST(callback.url == url);
        BOOST_TEST(callback.target == parts.first);
        BOOST_TEST(callback.headers.at(0).value == parts.second);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_acknowledged_is_tried_again_as_the_gateway_does) {
    struct row {
        const speaker& gateway;
        int status;
        std::vector<std::chrono::milliseconds> pauses;
    };
    const row rows[] = {
        {apixo, 500, {10s, 30s, 90s}},
        {apixo, 404, {10s, 30s, 90s}},
        {apixo, 201, {10s, 30s, 90s}},
        {apixo, 204, {10s, 30s, 90s}},
        {apixo, 301, {10s, 30s, 90s}},
        {apixo, 200, {}},
        {pixazo, 500, {5s, 15s}},
        {pixazo, 400, {5s, 15s}},
        {pixazo, 302, {5s, 15s}},
        {pixazo, 202, {}},
        {pixazo, 299, {}},
        {xenodia, 500, {}},
        {xenodia, 200, {}},
    };
    for (const auto& [gateway, status, pauses] : rows) {
        callback_receiver receiver{[status = status](const posted_request&) { return status; }};
        world at{gateway, to(receiver)};
        at.gateways.complete(at.accepted());
        std::size_t tries = 1;
        auto due = at.delivered(1)[0].callback.at;
        for (const auto pause : pauses) {
            at.gateways.advance(pause - 1ms);
            BOOST_TEST(at.gateways.deliveries().size() == tries);
            at.gateways.advance(1ms);
            const auto last = at.delivered(++tries).back();
            BOOST_TEST(last.callback.attempt == static_cast<int>(tries));
            BOOST_TEST(last.callback.at == due + pause);
            BOOST_TEST(last.status == status);
            BOOST_TEST(!last.acknowledged);
            due = last.callback.at;
        }
        at.gateways.deliver_callbacks_to("");
        at.gateways.advance(24h);
        BOOST_TEST(at.gateways.take_callbacks().empty());
        for (const auto& posted : receiver.received()) BOOST_TEST(posted.body == receiver.received()[0].body);
    }
}

BOOST_AUTO_TEST_CASE(one_yes_ends_the_tries) {
    int asked = 0;
    callback_receiver receiver{[&](const posted_request&) { return ++asked < 3 ? 503 : 200; }};
    world at{apixo, to(receiver)};
    at.gateways.complete(at.accepted());
    at.delivered(1);
    at.gateways.advance(10s);
    at.delivered(2);
    at.gateways.advance(30s);
    BOOST_TEST(at.delivered(3)[2].acknowledged);
    at.gateways.deliver_callbacks_to("");
    at.gateways.advance(24h);
    BOOST_TEST(at.gateways.take_callbacks().empty());
}

BOOST_AUTO_TEST_CASE(progress_is_posted_every_cycle_when_it_is_asked_for) {
    callback_receiver receiver;
    world at{pixazo, to(receiver)};
    const auto id = at.accepted(hook(), "sync");
    BOOST_TEST(at.gateways.tasks().at(0).callback_progress);
    at.gateways.advance(10s);
    at.delivered(2);
    at.gateways.advance(90s);
    const auto all = at.delivered(20);
    std::chrono::milliseconds before{0};
    std::map<std::string, std::set<std::string>> updated;
    for (const auto& delivery : all) {
        BOOST_TEST(delivery.callback.at - before <= 15s);
        BOOST_TEST(pixazo.id_in(delivery.callback.body) == id);
        BOOST_TEST(delivery.callback.terminal == (delivery.callback.at == 100s));
        const auto word = delivery.callback.at < 10s    ? "QUEUED"
                          : delivery.callback.at < 100s ? "PROCESSING"
                                                        : "COMPLETED";
        BOOST_TEST(pixazo.state_in(delivery.callback.body) == word);  // as it was then, though time has jumped
        updated[word].insert(std::string{pixazo.said(delivery.callback.body).at("updated_at").as_string()});
        before = delivery.callback.at;
    }
    for (const auto& [word, times] : updated) BOOST_TEST(times.size() == 1u, word);
    at.gateways.advance(24h);
    BOOST_TEST(at.gateways.deliveries().size() == 20u);
}

BOOST_AUTO_TEST_CASE(only_progress_that_was_asked_for_is_posted) {
    for (const auto* mode : {"", "terminal"}) {
        world at{pixazo};
        at.accepted(hook(), mode);
        BOOST_TEST(!at.gateways.tasks().at(0).callback_progress);
        at.gateways.advance(99s);
        BOOST_TEST(at.gateways.take_callbacks().empty());
        at.gateways.advance(1s);
        BOOST_TEST(at.gateways.take_callbacks().size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(tasks_driven_by_hand_are_called_back_at_once) {
    for (const auto& gateway : speakers) {
        world at{gateway};
        const auto id = at.accepted();
        at.gateways.set_state(id, task_state::running);
        at.gateways.advance(24h);
        at.gateways.set_state(id, task_state::unknown);
        BOOST_TEST(at.gateways.take_callbacks().empty());  // its own end does not come any more
        at.gateways.complete(id);
        const auto callbacks = at.gateways.take_callbacks();
        BOOST_TEST_REQUIRE(callbacks.size() == 1u);
        BOOST_TEST(gateway.state_in(callbacks[0].body) == gateway.success);
        at.gateways.set_state(id, task_state::running);
        at.gateways.set_state(id, task_state::failed);
        BOOST_TEST(at.gateways.take_callbacks().empty());  // the end is posted once
    }
    world at{pixazo};
    const auto id = at.accepted(hook(), "sync");
    at.gateways.set_state(id, task_state::running);
    at.gateways.advance(200s);
    BOOST_TEST(at.gateways.take_callbacks().size() == 40u);
    at.gateways.advance(24h);
    BOOST_TEST(at.gateways.take_callbacks().size() == 65u);  // nobody waits for thousands of them
    at.gateways.complete(id);
    BOOST_TEST(at.gateways.take_callbacks().size() == 1u);
}

BOOST_AUTO_TEST_CASE(either_spelling_of_ids) {
    for (const auto& gateway : speakers) {
        world at{gateway, {.callbacks = {.ids = id_spelling::other}}};
        const auto id = at.accepted();
        at.gateways.complete(id);
        const auto body = at.gateways.take_callbacks().at(0).body;
        const auto said = gateway.said(body);
        BOOST_TEST(!said.contains(gateway.id_name));
        BOOST_TEST(said.at(gateway.other_id_name).as_string() == id);
        BOOST_TEST(gateway.id_in(at.poll(id).body) == id);  // answers stay as documented
    }
}

// ---- time

BOOST_AUTO_TEST_CASE(callbacks_come_by_themselves_when_time_passes) {
    callback_receiver receiver{[](const posted_request&) { return 500; }};
    auto options = to(receiver);
    options.time_scale = 1'000'000;
    world at{apixo, options};
    at.accepted();
    BOOST_TEST(at.delivered(4).back().callback.attempt == 4);
}

BOOST_AUTO_TEST_CASE(callbacks_without_a_server) {
    world at{apixo};
    const auto first = at.accepted(hook(1));
    at.gateways.advance(10s);
    const auto second = at.accepted(hook(2));
    at.gateways.advance(100s);
    const auto callbacks = at.gateways.take_callbacks();
    BOOST_TEST_REQUIRE(callbacks.size() == 2u);
    BOOST_TEST(callbacks[0].task_id == first);
    BOOST_TEST(callbacks[0].at == 100s);
    BOOST_TEST(callbacks[0].target == "/hooks/1/" + token + "?a=b%20c");
    BOOST_TEST(callbacks[1].task_id == second);
    BOOST_TEST(at.gateways.take_callbacks().empty());
    BOOST_TEST(at.gateways.deliveries().empty());
}

BOOST_AUTO_TEST_CASE(a_server_that_is_named_later_gets_what_was_due) {
    world at{apixo};
    at.gateways.complete(at.accepted(hook(1)));
    callback_receiver first, second;
    at.gateways.deliver_callbacks_to(first.origin());
    at.delivered(1);
    at.gateways.deliver_callbacks_to(second.origin() + '/');
    at.gateways.complete(at.accepted(hook(2)));
    at.delivered(2);
    at.gateways.deliver_callbacks_to("");
    at.gateways.complete(at.accepted(hook(3)));
    BOOST_TEST(at.gateways.take_callbacks().size() == 1u);
    BOOST_TEST(first.received().size() == 1u);
    BOOST_TEST(second.received().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_over_tls) {
    callback_receiver receiver{[](const posted_request&) { return 200; }, true};
    world at{pixazo, to(receiver)};
    at.gateways.complete(at.accepted());
    const auto delivery = at.delivered(1)[0];
    BOOST_TEST(delivery.acknowledged, delivery.failure);
    BOOST_TEST(delivery.posted_to == receiver.origin() + delivery.callback.target);
    BOOST_TEST(receiver.received().at(0).body == delivery.callback.body);
}

BOOST_AUTO_TEST_CASE(a_silent_server_stops_nothing_else) {
    callback_receiver receiver{[](const posted_request&) { return 0; }};
    auto options = to(receiver);
    options.callbacks.answer_within = 1h;
    world at{apixo, options};
    const auto id = at.accepted(hook(1));
    at.gateways.complete(id);
    at.gateways.complete(at.accepted(hook(2)));
    BOOST_TEST(receiver.wait_for(1));
    BOOST_TEST(apixo.state_in(at.poll(id).body) == "success");
    BOOST_TEST(at.gateways.deliveries().empty());
    BOOST_TEST(receiver.received().size() == 1u);  // one at a time
}

BOOST_AUTO_TEST_CASE(posts_at_once) {
    callback_receiver receiver{[](const posted_request&) { return 0; }};
    auto options = to(receiver);
    options.callbacks.answer_within = 1h;
    options.callbacks.at_once = 3;
    world at{apixo, options};
    for (int i = 0; i != 5; ++i) at.gateways.complete(at.accepted(hook(i)));
    BOOST_TEST(receiver.wait_for(3));
    at.poll(at.gateways.tasks()[0].id);
    BOOST_TEST(receiver.received().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_answer_in_time) {
    for (const bool tls : {false, true}) {
        callback_receiver receiver{[](const posted_request&) { return 0; }, tls};
        auto options = to(receiver);
        options.callbacks.answer_within = 20ms;
        world at{pixazo, options};
        at.gateways.complete(at.accepted());
        const auto delivery = at.delivered(1)[0];
        BOOST_TEST(delivery.status == 0);
        BOOST_TEST(delivery.failure == "no whole answer in time");
        BOOST_TEST(!delivery.acknowledged);
        at.gateways.advance(5s);
        BOOST_TEST(at.delivered(2)[1].callback.attempt == 2);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there) {
    std::string nowhere;
    {
        const callback_receiver gone;
        nowhere = gone.origin();
    }
    for (const auto& base : {nowhere, "https" + nowhere.substr(4)}) {
        world at{apixo, {.callbacks = {.deliver_to = base}}};
        at.gateways.complete(at.accepted());
        const auto delivery = at.delivered(1)[0];
        BOOST_TEST(delivery.status == 0);
        BOOST_TEST(delivery.failure != "");
        BOOST_TEST(!delivery.acknowledged);
    }
}

// ---- what happens to callbacks on their way

BOOST_AUTO_TEST_CASE(lost_late_and_repeated) {
    for (const auto& gateway : speakers) {
        callback_receiver receiver;
        world at{gateway, to(receiver)};
        at.gateways.fault_next_callback({.copies = 0});
        at.gateways.fault_next_callback({.delay = 30s});
        at.gateways.fault_next_callback({.copies = 3});
        for (int i = 0; i != 4; ++i) at.gateways.complete(at.accepted(hook(i)));
        const auto at_once = at.delivered(4);
        for (std::size_t i = 0; i != 3; ++i) BOOST_TEST(at_once[i].callback.url == hook(2));
        BOOST_TEST(at_once[0].callback.body == at_once[2].callback.body);
        BOOST_TEST(at_once[3].callback.url == hook(3));
        at.gateways.advance(29'999ms);
        BOOST_TEST(at.gateways.deliveries().size() == 4u);
        at.gateways.advance(1ms);
        const auto late = at.delivered(5)[4].callback;
        BOOST_TEST(late.url == hook(1));
        BOOST_TEST(late.at == 30s);
    }
}

BOOST_AUTO_TEST_CASE(faults_of_every_callback) {
    world at{pixazo, {.callbacks = {.fault = {.copies = 2, .delay = 1s}}}};
    at.gateways.fault_next_callback({.copies = 0});
    at.accepted(hook(), "sync");
    at.gateways.advance(6s);
    BOOST_TEST(at.gateways.take_callbacks().empty());
    at.gateways.advance(5s);
    BOOST_TEST(at.gateways.take_callbacks().size() == 2u);
    at.gateways.fault_next_callback({.copies = 0, .delay = 3s, .forgeries = {callback_forgery::bad_json}});
    at.gateways.advance(6s);
    BOOST_TEST(at.gateways.take_callbacks().empty());  // what is forged is late, too
    at.gateways.advance(1s);
    BOOST_TEST(at.gateways.take_callbacks().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_shuffle_follows_from_the_seed) {
    const auto order = [](bool shuffle, std::uint64_t seed) {
        world at{apixo, {.seed = seed, .callbacks = {.shuffle = shuffle}}};
        for (int i = 0; i != 20; ++i) at.accepted(hook(i));
        at.gateways.advance(100s);
        return urls_of(at.gateways.take_callbacks());
    };
    const auto plain = order(false, 1), one = order(true, 1), two = order(true, 2);
    for (int i = 0; i != 20; ++i) BOOST_TEST(plain.at(static_cast<std::size_t>(i)) == hook(i));
    BOOST_TEST(one != plain);
    BOOST_TEST(one != two);
    BOOST_TEST(one == order(true, 1));
    BOOST_TEST(std::is_permutation(one.begin(), one.end(), plain.begin(), plain.end()));
}

BOOST_AUTO_TEST_CASE(callbacks_arrive_in_order) {
    callback_receiver receiver;
    auto options = to(receiver);
    options.callbacks.shuffle = true;
    world posting{apixo, options}, taking{apixo, {.callbacks = {.shuffle = true}}};
    for (auto* at : {&posting, &taking}) {
        for (int i = 0; i != 20; ++i) at->accepted(hook(i));
        at->gateways.advance(100s);
    }
    posting.delivered(20);
    const auto taken = taking.gateways.take_callbacks();
    for (std::size_t i = 0; i != 20; ++i) BOOST_TEST(receiver.received()[i].target == taken[i].target);
}

BOOST_AUTO_TEST_CASE(forged_callbacks) {
    for (const auto& gateway : speakers) {
        callback_receiver receiver;
        world at{gateway, to(receiver)};
        const auto other = at.accepted(hook(1));
        const auto id = at.accepted(hook(2));
        at.gateways.fault_next_callback({.forgeries = {callback_forgery::wrong_token, callback_forgery::other_task,
                                                       callback_forgery::bad_json, callback_forgery::too_large}});
        at.gateways.complete(id);
        const auto all = at.delivered(5);
        const auto real = all[0].callback, wrong = all[1].callback, swapped = all[2].callback, bad = all[3].callback,
                   large = all[4].callback;
        BOOST_TEST((real.forged == callback_forgery::none));
        BOOST_TEST(gateway.id_in(real.body) == id);

        BOOST_TEST((wrong.forged == callback_forgery::wrong_token));
        BOOST_TEST(wrong.body == real.body);
        BOOST_TEST(wrong.target != real.target);
        BOOST_TEST(wrong.target.starts_with("/hooks/2/v1.k1."));
        BOOST_TEST(wrong.target.ends_with("?a=b%20c"));

        BOOST_TEST((swapped.forged == callback_forgery::other_task));
        BOOST_TEST(swapped.url == hook(2));
        BOOST_TEST(swapped.task_id == id);
        BOOST_TEST(gateway.id_in(swapped.body) == other);
        BOOST_TEST(gateway.state_in(swapped.body) == gateway.success);

        BOOST_TEST((bad.forged == callback_forgery::bad_json));
        BOOST_TEST(bad.url == hook(2));
        boost::system::error_code error;
        json::parse(bad.body, error);
        BOOST_TEST(error.failed());
        BOOST_TEST(real.body.starts_with(bad.body));

        BOOST_TEST((large.forged == callback_forgery::too_large));
        BOOST_TEST(large.body.size() == 300u * 1024);
        BOOST_TEST(json::parse(large.body) == json::parse(real.body));
        BOOST_TEST(all[4].status == 413);  // read though the body was not

        at.gateways.deliver_callbacks_to("");
        at.gateways.advance(10s);
        BOOST_TEST(at.gateways.take_callbacks().empty());  // forgers try once
    }
}

BOOST_AUTO_TEST_CASE(a_body_of_another_task_where_there_is_none) {
    for (const auto& gateway : speakers) {
        world at{gateway, {.callbacks = {.fault = {.copies = 0, .forgeries = {callback_forgery::other_task}}}}};
        const auto id = at.accepted();
        at.gateways.complete(id);
        const auto body = at.gateways.take_callbacks().at(0).body;
        BOOST_TEST(gateway.id_in(body) != id);
        BOOST_TEST(lacks(body, id));
        BOOST_TEST(at.poll(gateway.id_in(body)).status == 404);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_token_differs_where_it_counts) {
    const std::map<std::string, std::string> expected{
        {"https://e.com", "https://e.com/forged"},
        {"https://e.com/", "https://e.com/forged"},
        {"https://e.com/?", "https://e.com/forged"},
        {"https://e.com/a", "https://e.com/b"},
        {"https://e.com/9", "https://e.com/0"},
        {"https://e.com/zzz", "https://e.com/zyz"},
        {"https://e.com/FFF/a", "https://e.com/FAF/a"},
        {"https://e.com/a-_-b", "https://e.com/a-x-b"},
        {"https://e.com/hook?token=0123456789abcdef", "https://e.com/hook?token=0123456799abcdef"},
        {"https://e.com/0123456789abcdef/apixo", "https://e.com/0123456799abcdef/apixo"},
        {"https://long-name.example/v1.k1.aaaa.bbbbbbbb", "https://long-name.example/v1.k1.aaaa.bbbbcbbb"},
        {"https://e.com/a#0123456789", "https://e.com/b#0123456789"},
        {hook(), replaced(hook(), "NmQwEr", "NmRwEr")},
    };
    for (const auto& [url, wrong] : expected) BOOST_TEST(seedance::testing::detail::with_wrong_token(url) == wrong);
}

BOOST_AUTO_TEST_CASE(bodies_swapped_among_many) {
    constexpr int count = 100;
    callback_receiver receiver;
    auto options = to(receiver);
    options.callbacks.fault = {.copies = 3, .forgeries = {callback_forgery::other_task}};
    options.callbacks.shuffle = true;
    options.callbacks.at_once = 16;
    world at{apixo, options};
    std::map<std::string, std::string> url_of;
    for (int i = 0; i != count; ++i) url_of[at.accepted(hook(i))] = hook(i);
    at.gateways.advance(100s);
    at.delivered(4 * count);
    std::map<std::string, int> own, foreign;
    std::set<std::string> swapped_in;
    int of_the_next = 0;
    for (const auto& posted : receiver.received()) {
        const auto id = apixo.id_in(posted.body);
        const auto url = "https://videos.example:8443" + posted.target;
        ++(url_of.at(id) == url ? own : foreign)[url];
        if (url_of.at(id) == url) continue;
        swapped_in.insert(id);
        const auto tasks_url = [&](int number) { return url == hook(number) && url_of.at(id) == hook(number + 1); };
        for (int i = 0; i != count; ++i) of_the_next += tasks_url(i) ? 1 : 0;
    }
    for (int i = 0; i != count; ++i) {
        BOOST_TEST(own[hook(i)] == 3);
        BOOST_TEST(foreign[hook(i)] == 1);
    }
    BOOST_TEST(swapped_in.size() > count / 4u);
    BOOST_TEST(of_the_next < count / 4);  // whose body it is follows from the seed, and not from the order
}

// ---- before, and without, the submit's answer

BOOST_AUTO_TEST_CASE(a_callback_before_the_answer) {
    for (const auto& gateway : speakers) {
        std::promise<void> posted, looked;
        callback_receiver receiver{[&](const posted_request&) {
            posted.set_value();
            looked.get_future().wait();
            return 500;
        }};
        auto options = to(receiver);
        options.callbacks.before_answer = true;
        world at{gateway, options};
        at.connection.send("POST", gateway.submit_path, gateway.fields(hook(), {}), gateway.body(hook()));
        BOOST_TEST_REQUIRE((posted.get_future().wait_for(10s) == std::future_status::ready));
        BOOST_TEST(!at.connection.has_bytes());
        looked.set_value();
        const auto answer = at.connection.receive();
        BOOST_TEST(is_one_of(answer.status, {200, 202}));
        const auto id = gateway.id_in(answer.body);
        BOOST_TEST(at.delivered(1)[0].callback.task_id == id);
        BOOST_TEST(gateway.state_in(at.poll(id).body) == gateway.success);
        expect_broken(at.gateways, {});
    }
}

BOOST_AUTO_TEST_CASE(an_answer_does_not_wait_for_what_does_not_come) {
    std::string nowhere;
    {
        const callback_receiver gone;
        nowhere = gone.origin();
    }
    callback_receiver silent{[](const posted_request&) { return 0; }}, good;
    world dead{apixo, {.callbacks = {.deliver_to = nowhere, .before_answer = true}}};
    dead.accepted();
    world slow{apixo, {.callbacks = {.deliver_to = silent.origin(), .before_answer = true, .answer_within = 20ms}}};
    slow.accepted();
    world lost{apixo, {.callbacks = {.deliver_to = good.origin(), .fault = {.copies = 0}, .before_answer = true}}};
    lost.accepted();
    world late{apixo, {.callbacks = {.deliver_to = good.origin(), .fault = {.delay = 1s}, .before_answer = true}}};
    late.accepted();
    world untaken{apixo, {.callbacks = {.before_answer = true}}};
    untaken.accepted();
    BOOST_TEST(untaken.gateways.take_callbacks().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_callback_before_an_answer_that_is_held) {
    callback_receiver receiver;
    world at{apixo, to(receiver)};
    at.gateways.answer_next(sandbox_operation::submit, {.hold = true});
    at.connection.send("POST", apixo.submit_path, apixo.fields(hook(), {}), apixo.body(hook()));
    BOOST_TEST_REQUIRE(at.gateways.wait_for_requests(1));
    const auto id = at.gateways.tasks().at(0).id;
    at.gateways.complete(id);
    BOOST_TEST(apixo.id_in(at.delivered(1)[0].callback.body) == id);
    BOOST_TEST(!at.connection.has_bytes());
    at.gateways.release_held();
    BOOST_TEST(apixo.id_in(at.connection.receive().body) == id);
}

BOOST_AUTO_TEST_CASE(a_callback_of_a_task_whose_submit_was_not_answered) {
    using seedance::testing::scripted_answer;
    const scripted_answer answers[] = {{.ending = cut::rst},
                                       {.ending = cut::fin, .cut_after = 10},
                                       {.ending = cut::close_notify, .cut_after = 40},
                                       {.status = 502, .accept_first = true},
                                       {.status = 504, .body = "<html>", .accept_first = true, .ending = cut::rst}};
    for (const auto& gateway : speakers)
        for (const auto& answer : answers) {
            callback_receiver receiver;
            world at{gateway, to(receiver)};
            at.gateways.answer_next(sandbox_operation::submit, answer);
            at.connection.send("POST", gateway.submit_path, gateway.fields(hook(), {}), gateway.body(hook()));
            BOOST_TEST_REQUIRE(at.gateways.wait_for_requests(1));
            const auto task = at.gateways.tasks().at(0);
            at.gateways.advance(100s);
            const auto posted = at.delivered(1)[0].callback;
            BOOST_TEST(posted.url == hook());
            BOOST_TEST(gateway.id_in(posted.body) == task.id);
            plain_https later{at.gateways.base_url(gateway.provider), at.gateways.ca_pem()};
            BOOST_TEST(later.exchange("GET", gateway.poll_path(task.id), gateway.key).body == posted.body);
            expect_broken(at.gateways, {});
        }
}

// ---- what a client may do then

BOOST_AUTO_TEST_CASE(polls_before_and_after_a_callback) {
    struct row {
        std::string what;
        callback_fault fault;
        std::chrono::milliseconds time;  // before the first poll that any document advises
        bool may_poll;
    };
    using enum callback_forgery;
    const row rows[] = {{"before it", {}, 3999ms, false},
                        {"after it", {}, 4s, true},
                        {"lost", {.copies = 0}, 4s, false},
                        {"late", {.delay = 500ms}, 4499ms, false},
                        {"late, and there", {.delay = 500ms}, 4500ms, true},
                        {"repeated", {.copies = 3}, 4s, true},
                        {"wrong token", {.copies = 0, .forgeries = {wrong_token}}, 4s, false},
                        {"other task", {.copies = 0, .forgeries = {other_task}}, 4s, true},
                        {"bad JSON", {.copies = 0, .forgeries = {bad_json}}, 4s, true},
                        {"too large", {.copies = 0, .forgeries = {too_large}}, 4s, true}};
    for (const auto& [what, fault, time, may_poll] : rows)
        for (const auto& gateway : speakers)
            for (const bool posts : {false, true}) {
                BOOST_TEST_CONTEXT(what << ", " << gateway.provider) {
                    callback_receiver receiver;
                    auto options = posts ? to(receiver) : sandbox_options{};
                    options.generation_time = 4s;
                    options.callbacks.fault = fault;
                    world at{gateway, options};
                    const auto id = at.accepted();
                    at.gateways.advance(time);
                    const bool is_due = time >= 4s + fault.delay && (fault.copies > 0 || !fault.forgeries.empty());
                    if (posts && is_due) BOOST_TEST_REQUIRE(at.gateways.wait_for_deliveries(1));
                    at.poll(id);
                    BOOST_TEST(at.gateways.broken_invariants().empty() == may_poll);
                }
            }
}

BOOST_AUTO_TEST_CASE(a_callback_overrules_the_wait_that_an_answer_asked_for) {
    for (const int copies : {0, 1}) {
        world at{xenodia, {.generation_time = 10s, .callbacks = {.fault = {.copies = copies}}}};
        const auto id = at.accepted();
        at.gateways.advance(5s);
        at.poll(id);  // its answer asks for 8 s
        at.gateways.advance(5s);
        at.poll(id);
        BOOST_TEST(at.gateways.broken_invariants().empty() == (copies == 1));
    }
}

BOOST_AUTO_TEST_CASE(progress_lets_a_client_poll) {
    world at{pixazo};
    const auto id = at.accepted(hook(), "sync");
    at.gateways.advance(4s);
    BOOST_TEST(at.gateways.take_callbacks().empty());
    at.gateways.advance(1s);
    at.poll(id);
    at.poll(id);
    expect_broken(at.gateways, {});
}

BOOST_AUTO_TEST_CASE(a_callback_that_reached_nobody_lets_no_client_poll) {
    std::string nowhere;
    {
        const callback_receiver gone;
        nowhere = gone.origin();
    }
    world at{apixo, {.generation_time = 10s, .callbacks = {.deliver_to = nowhere}}};
    const auto id = at.accepted();
    at.gateways.advance(10s);
    at.delivered(1);
    at.poll(id);
    expect_broken(at.gateways, {"was polled 10000 ms after its acceptance"});
}

BOOST_AUTO_TEST_CASE(the_end_is_asked_for_once_callback_or_not) {
    world at{apixo};
    const auto id = at.accepted();
    at.gateways.advance(100s);
    at.poll(id);
    expect_broken(at.gateways, {});
    at.poll(id);
    expect_broken(at.gateways, {"polled again after its end"});
}

// ---- bad input

BOOST_AUTO_TEST_CASE(callbacks_go_to_loopback_only) {
    for (const auto* base :
         {"http://127.0.0.1:8080", "https://127.0.0.1:1", "http://127.0.0.1:65535/", "http://[::1]:8080",
          "HTTP://127.0.0.1:8080", "http://localhost:8080", "https://127.1.2.3:443"})
        BOOST_CHECK_NO_THROW(sandbox({.callbacks = {.deliver_to = base}}));
    for (const auto* base : {"http://192.168.0.1:80",
                             "http://10.0.0.1:8080",
                             "https://8.8.8.8:443",
                             "http://0.0.0.0:80",
                             "http://[::]:80",
                             "http://[::ffff:8.8.8.8]:80",
                             "http://[2001:db8::1]:80",
                             "http://example.com:80",
                             "http://localhost.e.com:80",
                             "http://127.0.0.1.e.com:80",
                             "http://127.0.0.1",
                             "http://127.0.0.1:",
                             "http://127.0.0.1:0",
                             "http://127.0.0.1:65536",
                             "http://127.0.0.1:80/path",
                             "http://127.0.0.1:80?a",
                             "http://127.0.0.1:80#a",
                             "http://user@127.0.0.1:80",
                             "http://127.0.0.1@8.8.8.8:80",
                             "http://127.1:80",
                             "http://2130706433:80",
                             "http://0x7f000001:80",
                             "ftp://127.0.0.1:80",
                             "127.0.0.1:80",
                             "http://",
                             "http:/127.0.0.1:80",
                             "http://127.0.0.1:80\r\nX: y",
                             " http://127.0.0.1:80",
                             "unix:///tmp/s"}) {
        BOOST_CHECK_THROW(sandbox({.callbacks = {.deliver_to = base}}), std::invalid_argument);
        sandbox gateways;
        BOOST_CHECK_THROW(gateways.deliver_callbacks_to(base), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(options_out_of_range) {
    BOOST_CHECK_THROW(sandbox({.callbacks = {.at_once = 0}}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox({.callbacks = {.answer_within = -1ms}}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox({.callbacks = {.fault = {.copies = -1}}}), std::invalid_argument);
    BOOST_CHECK_THROW(sandbox({.callbacks = {.fault = {.delay = -1ms}}}), std::invalid_argument);
    sandbox gateways;
    BOOST_CHECK_THROW(gateways.fault_next_callback({.copies = -1}), std::invalid_argument);
    BOOST_CHECK_THROW(gateways.fault_next_callback({.delay = -1ms}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
