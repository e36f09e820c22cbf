// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The sandbox's callbacks: when each gateway posts what, and to whom.
#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <set>

#include "callback_world.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(sandbox_callbacks)

using namespace test::callbacks;

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
    world at{at_apixo};
    const auto body = R"({"request_type":"async","input":{"mode":"text-to-video","prompt":"a fox"}})";
    at.connection.exchange("POST", at_apixo.submit_path, at_apixo.fields({}, {}), body);
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
    world at{at_apixo};
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
        {at_apixo, 500, {10s, 30s, 90s}},
        {at_apixo, 404, {10s, 30s, 90s}},
        {at_apixo, 201, {10s, 30s, 90s}},
        {at_apixo, 204, {10s, 30s, 90s}},
        {at_apixo, 301, {10s, 30s, 90s}},
        {at_apixo, 200, {}},
        {at_pixazo, 500, {5s, 15s}},
        {at_pixazo, 400, {5s, 15s}},
        {at_pixazo, 302, {5s, 15s}},
        {at_pixazo, 202, {}},
        {at_pixazo, 299, {}},
        {at_xenodia, 500, {}},
        {at_xenodia, 200, {}},
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
    world at{at_apixo, to(receiver)};
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
    world at{at_pixazo, to(receiver)};
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
        BOOST_TEST(at_pixazo.id_in(delivery.callback.body) == id);
        BOOST_TEST(delivery.callback.terminal == (delivery.callback.at == 100s));
        const auto word = delivery.callback.at < 10s    ? "QUEUED"
                          : delivery.callback.at < 100s ? "PROCESSING"
                                                        : "COMPLETED";
        BOOST_TEST(at_pixazo.state_in(delivery.callback.body) == word);  // as it was then, though time has jumped
        updated[word].insert(std::string{at_pixazo.said(delivery.callback.body).at("updated_at").as_string()});
        before = delivery.callback.at;
    }
    for (const auto& [word, times] : updated) BOOST_TEST(times.size() == 1u, word);
    at.gateways.advance(24h);
    BOOST_TEST(at.gateways.deliveries().size() == 20u);
}

BOOST_AUTO_TEST_CASE(only_progress_that_was_asked_for_is_posted) {
    for (const auto* mode : {"", "terminal"}) {
        world at{at_pixazo};
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
    world at{at_pixazo};
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
    world at{at_apixo, options};
    at.accepted();
    BOOST_TEST(at.delivered(4).back().callback.attempt == 4);
}

BOOST_AUTO_TEST_CASE(callbacks_without_a_server) {
    world at{at_apixo};
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
    world at{at_apixo};
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
    world at{at_pixazo, to(receiver)};
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
    world at{at_apixo, options};
    const auto id = at.accepted(hook(1));
    at.gateways.complete(id);
    at.gateways.complete(at.accepted(hook(2)));
    BOOST_TEST(receiver.wait_for(1));
    BOOST_TEST(at_apixo.state_in(at.poll(id).body) == "success");
    BOOST_TEST(at.gateways.deliveries().empty());
    BOOST_TEST(receiver.received().size() == 1u);  // one at a time
}

BOOST_AUTO_TEST_CASE(posts_at_once) {
    callback_receiver receiver{[](const posted_request&) { return 0; }};
    auto options = to(receiver);
    options.callbacks.answer_within = 1h;
    options.callbacks.at_once = 3;
    world at{at_apixo, options};
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
        world at{at_pixazo, options};
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
        world at{at_apixo, {.callbacks = {.deliver_to = base}}};
        at.gateways.complete(at.accepted());
        const auto delivery = at.delivered(1)[0];
        BOOST_TEST(delivery.status == 0);
        BOOST_TEST(delivery.failure != "");
        BOOST_TEST(!delivery.acknowledged);
    }
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
